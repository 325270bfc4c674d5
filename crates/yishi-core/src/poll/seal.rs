//! Closing a poll: the full recount, the list of what was counted, and what follows for the matter.

use super::*;
use crate::decide::{Deciding, Decision};
use crate::evolve::Evolving;
use crate::state::change;
use sha2::{Digest as _, Sha256};
use yishi_tally::{Verdict, tally};

/// Counts every ballot again from the beginning: the running totals are a convenience, the recount decides.
pub(crate) fn decide_poll_closes(deciding: &Deciding<'_>, poll: PollId) -> Decision {
    let poll = deciding.state.poll(&poll)?;
    let sheets = poll.sheets.values().filter(|sheet| sheet.is_confirmed()).map(|sheet| sheet.index);
    let mut counted: Vec<u64> = poll.ballots.values().map(|ballot| ballot.index).chain(sheets).collect();
    let mut replaced: Vec<u64> = poll.replaced.iter().copied().collect();
    counted.sort_unstable();
    replaced.sort_unstable();
    let (tally, outcome) = deciding.count(poll);
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
    };
    let verdict = sealed.tally.verdict;
    let mut events = vec![sealed.into()];
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
    /// The totals, counted from the beginning.
    pub fn recount(&self) -> Totals {
        if self.rule.counting == Counting::Sheets {
            return self.recount_sheets();
        }
        let mut totals = Totals::of_roll(self.roll.rights.values().map(|found| &found.right));
        for (id, ballot) in &self.ballots {
            if let Some(found) = self.roll.rights.get(id) {
                totals.record(&found.right, ballot.content.participation());
            }
        }
        totals
    }
}

impl Deciding<'_> {
    /// The count of everything; lots are drawn from the head of the book, which nobody can choose any more.
    fn count(&self, poll: &Poll) -> (Tally, Option<SealedOutcome>) {
        let mut tally = tally(&poll.rule.requirements, &poll.recount());
        let Some(choice) = &poll.rule.choice else { return (tally, None) };
        let seed = LotSource::of(&choice.method).map(|LotSource::HeadBeforeSealing| self.context.head);
        let outcome = poll.count_options(seed).unwrap_or_default();
        tally.verdict = outcome::verdict(tally.verdict, &outcome);
        (tally, Some(SealedOutcome::of(&outcome, seed)))
    }

    /// A vote that did not pass moves the matter up if the charter says so. A quorate refusal by the highest council closes
    /// it unless another proposal is still open; without a rule, and after a tie or without a quorum at the top, the matter
    /// stays where it is and its deadline goes on.
    fn what_follows(&self, poll: &Poll, verdict: Verdict) -> Decision {
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
    let index = evolving.context.index;
    let passed = event.tally.verdict == Verdict::Passed;
    let Some((proposal, matter)) =
        evolving.state.polls.get(&event.poll).map(|poll| (poll.proposal, poll.matter))
    else {
        return;
    };
    // It may have been closed before its time.
    if let Some(closes_at_ms) = evolving.state.polls.get(&event.poll).map(|poll| poll.closes_at_ms) {
        evolving.unschedule(closes_at_ms, Obligation::PollCloses { poll: event.poll });
    }
    change(&mut evolving.state.polls, &event.poll, |poll| {
        poll.totals = event.tally.totals.clone();
        let seed = event.outcome.as_ref().and_then(|outcome| outcome.seed);
        poll.outcome = poll.count_options(seed).map(Arc::new);
        poll.status = PollStatus::Sealed { sealing: Box::new(event.clone()) };
        poll.changed_at = index;
    });
    change(&mut evolving.state.proposals, &proposal, |proposal| {
        proposal.status = if passed { ProposalStatus::Passed } else { ProposalStatus::Failed };
        proposal.changed_at = index;
    });
    if !passed {
        evolving.resume_deliberation_clock(matter);
    }
}
