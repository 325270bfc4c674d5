//! Closing a poll: the full recount, the list of what was counted, and what follows for the matter.

use super::*;
use crate::decide::{Deciding, Decision};
use crate::evolve::Evolving;
use crate::state::change;
use sha2::{Digest as _, Sha256};
use yishi_tally::{Verdict, tally};

/// The voting is over: sealed ballots may be opened first, else everything is counted.
pub(crate) fn decide_poll_closes(deciding: &Deciding<'_>, poll: PollId) -> Decision {
    let poll = deciding.state.poll(&poll)?;
    match poll.begin_opening(&deciding.state.calendar) {
        Some(began) => Ok(vec![began.into()]),
        None => seal(deciding, poll),
    }
}

/// Counts every ballot again from the beginning: the running totals are a convenience, the recount decides.
pub(super) fn seal(deciding: &Deciding<'_>, poll: &Poll) -> Decision {
    let poll = &poll.for_sealing();
    let opened = |ballot: &&Ballot| !matches!(ballot.content, BallotContent::Sealed(_));
    let sheets = poll.sheets.values().filter(|sheet| sheet.is_confirmed()).map(|sheet| sheet.index);
    let ballots = poll.ballots.values().filter(opened).map(|ballot| ballot.index);
    let mut counted: Vec<u64> = ballots.chain(sheets).collect();
    let mut replaced: Vec<u64> = poll.replaced.iter().copied().collect();
    counted.sort_unstable();
    replaced.sort_unstable();
    let (tally, outcome) = deciding.count(poll);
    let silence = poll.silence_report(&tally);
    let verdict = silence.as_ref().map_or(tally.verdict, |silence| silence.tally.verdict);
    let second_round = deciding.second_round(poll, verdict, outcome.as_ref());
    let verdict = deciding.state.verdict_with_first(poll, verdict);
    let sealed = PollSealed {
        poll: poll.id,
        first_index: counted.first().copied(),
        last_index: counted.last().copied(),
        counted: number(&counted),
        counted_digest: indices_digest(&counted),
        replaced: number(&replaced),
        replaced_digest: indices_digest(&replaced),
        tally,
        sheets: (poll.rule.counting == Counting::Sheets).then(|| poll.sheet_report()),
        outcome,
        sections: poll.section_results(),
        silence,
        unopened: u64::try_from(poll.unopened().count()).unwrap_or(u64::MAX),
        unconfirmed: u64::try_from(poll.papers.len()).unwrap_or(u64::MAX),
        barred_until_ms: poll.barred_until(verdict, deciding.context.at, &deciding.state.calendar),
        certify_by_ms: deciding.certify_by(&poll.rule, verdict).filter(|_| second_round.is_none()),
        second_round,
    };
    let waits = sealed.second_round.is_some();
    let mut events = vec![sealed.into()];
    if waits {
        return Ok(events);
    }
    let preliminary = deciding.post_preliminary(poll).filter(|_| verdict == Verdict::Passed);
    events.extend(preliminary.map(Event::from));
    if verdict == Verdict::Passed {
        events.extend(deciding.await_partners(poll)?);
    }
    events.extend(deciding.what_follows(poll, verdict)?);
    Ok(events)
}

fn number(indices: &[u64]) -> u64 {
    u64::try_from(indices.len()).unwrap_or(u64::MAX)
}

fn indices_digest(indices: &[u64]) -> Digest {
    let mut hash = Sha256::new();
    for index in indices {
        hash.update(index.to_be_bytes());
    }
    Digest(hash.finalize().into())
}

impl Poll {
    /// Everything counted again, and what nobody opened as the rule says.
    pub(super) fn for_sealing(&self) -> Self {
        let mut poll = self.recounted();
        if self.rule.sealed.is_some_and(|clause| clause.unopened == Unopened::TakesPart) {
            for (right, _) in self.unopened() {
                if let Some(found) = self.roll.rights.get(right) {
                    poll.each_totals(found, |totals| totals.record_invalid(&found.right));
                }
            }
        }
        poll
    }
}

impl Poll {
    /// What sealed it; nothing before.
    pub fn sealing(&self) -> Option<&PollSealed> {
        match &self.status {
            PollStatus::Open | PollStatus::Opening { .. } => None,
            PollStatus::Sealed { sealing } => Some(sealing),
        }
    }
}

impl PollSealed {
    /// What came of it: the count with those who said nothing decides where the rule asks for it.
    pub fn verdict(&self) -> Verdict {
        self.silence.as_ref().map_or(self.tally.verdict, |silence| silence.tally.verdict)
    }
}

impl Deciding<'_> {
    /// With a review, or with partner books, counted from the moment when the last answer or result can be due.
    pub(super) fn certify_by(&self, rule: &DecisionClause, verdict: Verdict) -> Option<TimeMs> {
        let period = self.state.charter()?.charter.deadlines.certification?;
        let waits = verdict == Verdict::Passed && rule.stage == DecisionStage::Final;
        let review = rule.review.iter().flat_map(|clause| [clause.window, clause.answer]);
        let reviewed =
            review.fold(self.context.at, |start, period| self.state.calendar.end_of(start, period));
        let across = rule.across.as_ref().map(|it| self.state.calendar.end_of(self.context.at, it.within));
        let begins = across.map_or(reviewed, |awaited| awaited.max(reviewed));
        waits.then(|| self.state.calendar.end_of(begins, period))
    }

    /// The count of a poll that is counted again; lots are drawn from the head of the book, which nobody can choose any more.
    fn count(&self, poll: &Poll) -> (Tally, Option<SealedOutcome>) {
        let mut tally = tally(&poll.rule.requirements, &poll.counted());
        let Some(choice) = &poll.rule.choice else { return (tally, None) };
        let seed = LotSource::of(&choice.method).map(|LotSource::HeadBeforeSealing| self.context.head);
        let outcome = poll.count_options(seed).unwrap_or_default();
        tally.verdict = outcome::verdict(tally.verdict, &outcome);
        (tally, Some(SealedOutcome::of(&outcome, seed)))
    }

    /// A vote that did not pass moves the matter up if the charter says so. A quorate refusal by the highest council closes
    /// it unless another proposal is still open; without a rule, and after a tie or without a quorum at the top, the matter
    /// stays where it is and its deadline goes on.
    pub(crate) fn what_follows(&self, poll: &Poll, verdict: Verdict) -> Decision {
        let trigger = match verdict {
            Verdict::Passed => return Ok(Vec::new()),
            Verdict::NoQuorum => EscalationTrigger::NoQuorum,
            Verdict::Tied => EscalationTrigger::Tie,
            Verdict::Failed => EscalationTrigger::Refused,
        };
        let matter = self.state.matter(&poll.matter)?;
        let moved = self.escalate(matter, trigger);
        let is_highest = self.charter()?.charter.parent(&matter.council).is_none();
        let is_last = self.open_proposals(matter).next().is_none();
        if moved.is_empty() && verdict == Verdict::Failed && is_highest && is_last {
            return Ok(vec![MatterClosed { matter: matter.id, closure: Closure::Refused }.into()]);
        }
        Ok(moved)
    }
}

pub(crate) fn evolve_poll_sealed(evolving: &mut Evolving<'_>, event: &PollSealed) {
    let Some(found) = evolving.state.polls.get(&event.poll).cloned() else { return };
    evolving.lift_closing(&found);
    let index = evolving.context.index;
    change(&mut evolving.state.polls, &event.poll, |poll| {
        *poll = poll.for_sealing();
        let seed = event.outcome.as_ref().and_then(|outcome| outcome.seed);
        poll.outcome = poll.count_options(seed).map(Arc::new);
        poll.trail.sealed_at = Some(index);
        poll.status = PollStatus::Sealed { sealing: Box::new(event.clone()) };
        poll.changed_at = index;
    });
    let passed = evolving.state.verdict_with_first(&found, event.verdict()) == Verdict::Passed;
    let step = found.rule.stage == DecisionStage::Step;
    change(&mut evolving.state.proposals, &found.proposal, |proposal| {
        proposal.status = match (passed, step) {
            _ if event.second_round.is_some() => ProposalStatus::SecondRound,
            (true, false) => ProposalStatus::Passed,
            (true, true) => ProposalStatus::Open,
            (false, _) => ProposalStatus::Failed,
        };
        if passed && step {
            let (rule, document) = (found.rule.id.clone(), found.document);
            proposal.steps.push(StepPassed { rule, poll: found.id, document });
        }
        proposal.changed_at = index;
    });
    if !passed && step {
        evolving.lapse_nominations(found.proposal);
        evolving.lapse_amendments(&found.proposal);
    }
    if let Some(due) = &event.second_round {
        evolving.schedule(due.open_by_ms, Obligation::SecondRound { poll: event.poll });
    } else if !passed || step {
        evolving.resume_deliberation_clock(found.matter);
    }
    if let Some(certify_by_ms) = event.certify_by_ms {
        evolving.schedule(certify_by_ms, Obligation::Certification { poll: event.poll });
    }
}

impl Evolving<'_> {
    /// A poll may be counted before its time: nothing waits for it any more then.
    fn lift_closing(&mut self, poll: &Poll) {
        self.unschedule(poll.closes_at_ms, Obligation::PollCloses { poll: poll.id });
        if let PollStatus::Opening { due_at_ms } = poll.status {
            self.unschedule(due_at_ms, Obligation::OpeningEnds { poll: poll.id });
        }
    }
}

pub(crate) fn evolve_certification_postponed(evolving: &mut Evolving<'_>, event: &CertificationPostponed) {
    let (index, CertificationPostponed { poll, certify_by_ms }) = (evolving.context.index, event.clone());
    change(&mut evolving.state.polls, &poll, |found| {
        found.certify_later_ms = Some(certify_by_ms);
        found.changed_at = index;
    });
    evolving.schedule(certify_by_ms, Obligation::Certification { poll });
}

pub(crate) fn evolve_certification_overdue(evolving: &mut Evolving<'_>, event: &CertificationOverdue) {
    let index = evolving.context.index;
    change(&mut evolving.state.polls, &event.poll, |poll| {
        poll.certification_overdue = true;
        poll.changed_at = index;
    });
}
