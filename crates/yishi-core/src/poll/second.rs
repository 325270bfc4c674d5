//! Second rounds 第二轮: a vote once more on the seats for which nobody had the majority that the rule asks for.
//!
//! It belongs to the first: the same text, the same roll, the best of those who were not elected. Whoever is elected in
//! either round is seated by one certification (see `resolution`).

use super::section::roll_totals;
use super::*;
use crate::bounds::require_stage;
use crate::decide::{Deciding, Decision};
use crate::evolve::Evolving;
use crate::state::change;
use yishi_tally::{Amount, Approval, Committee, Method, Verdict};

/// Opens the second round of an election; by a seat that convenes, in the time that the rule gives.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OpenSecondRound {
    /// The first round, which is counted and left seats open.
    pub poll: PollId,
    /// The exact text: the same as in the first round.
    pub document: DocumentHash,
    /// When it closes; bounds are as in the first round.
    pub closes_at_ms: TimeMs,
}

/// The seats that a count left open, and who stands for them in a second round.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SecondRoundDue {
    /// How many seats are left.
    pub seats: u32,
    /// Who stands, in the order of the first ballot paper.
    pub candidates: Vec<OptionId>,
    /// By when it must be opened.
    pub open_by_ms: TimeMs,
}

/// A second round was not opened in time and is held no more: the seats left stay vacant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SecondRoundMissed {
    /// The first round.
    pub poll: PollId,
    /// By when the first round must be certified, if it elected somebody and the charter says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub certify_by_ms: Option<TimeMs>,
}

/// The roll of the first round decides the second: it is the same election, and nobody may take part in half of it. Who has
/// left since casts no ballot, and weighs in the base as before.
pub(crate) fn decide_open_second_round(deciding: &Deciding<'_>, command: &OpenSecondRound) -> Decision {
    let first = deciding.state.poll(&command.poll)?;
    deciding.require_power(Power::Convene, &first.council)?;
    let due = first.sealing().and_then(|sealing| sealing.second_round.as_ref());
    let Some((due, rule)) = due.and_then(|due| Some((due, first.second_rule(due)?))) else {
        return Err(Rejection::NoSecondRound { poll: first.id });
    };
    let proposal = deciding.state.proposal(&first.proposal)?;
    require_stage("proposal", &proposal.id, &proposal.status, &ProposalStatus::SecondRound)?;
    if command.document != first.document {
        let (expected, found) = (first.document.to_string(), command.document.to_string());
        return Err(Rejection::TextMismatch { expected, found });
    }
    deciding.check_close(&rule, command.closes_at_ms)?;
    let (totals, _) = roll_totals(&rule, &first.roll);
    let stands = |option: &&PollOption| due.candidates.contains(&option.id);
    let opened = PollOpened {
        poll: PollId::first(deciding.context.index),
        proposal: first.proposal,
        revision: first.revision,
        document: first.document,
        council: first.council.clone(),
        rule_digest: digest_of(&rule),
        charter_version: first.charter_version,
        scope: first.scope.clone(),
        roll_root: first.roll.root,
        rights: u64::try_from(first.roll.rights.len()).unwrap_or(u64::MAX),
        heads: totals.heads.entitled,
        area_dm2: AreaDm2(totals.area_dm2.entitled),
        closes_at_ms: command.closes_at_ms,
        options: first.options.iter().filter(stands).cloned().collect(),
        budget_fen: None,
        lot: rule.choice.as_ref().and_then(|choice| LotSource::of(&choice.method)),
        rule,
        meeting: None,
        recall: None,
        emergency: first.emergency,
        second_of: Some(first.id),
    };
    Ok(vec![opened.into()])
}

/// The first round stands alone: whom it elected is certified, and if it elected nobody it did not pass.
pub(crate) fn decide_second_round_missed(deciding: &Deciding<'_>, poll: PollId) -> Decision {
    let first = deciding.state.poll(&poll)?;
    let verdict = first.sealing().map_or(Verdict::Failed, PollSealed::verdict);
    let certify_by_ms = deciding.certify_by(&first.rule, verdict);
    let mut events = vec![SecondRoundMissed { poll, certify_by_ms }.into()];
    let preliminary = deciding.post_preliminary(first).filter(|_| verdict == Verdict::Passed);
    events.extend(preliminary.map(Event::from));
    events.extend(deciding.what_follows(first, verdict)?);
    Ok(events)
}

impl Poll {
    /// The rule of the second round: the first round's, for the seats left, with what a seat takes there. Requirements on who
    /// takes part hold as before.
    fn second_rule(&self, due: &SecondRoundDue) -> Option<DecisionClause> {
        let mut rule = DecisionClause::clone(&self.rule);
        let clause = rule.second_round.take()?;
        let choice = rule.choice.as_mut()?;
        let Method::Committee(first) = &choice.method else { return None };
        let share = |needed| {
            let tie = first.tie.clone();
            Method::Committee(Committee { seats: due.seats, needed, spare_options: 0, tie })
        };
        choice.method = match clause.needed {
            SecondRoundNeed::Same => share(first.needed),
            SecondRoundNeed::Share(needed) => share(needed),
            SecondRoundNeed::MostVotes => {
                let (seats, tie) = (due.seats, first.tie.clone());
                Method::Approval(Approval { seats, most_marks: Some(seats), tie })
            }
        };
        rule.nomination = None;
        Some(rule)
    }

    /// Those who were not elected, with their votes: by heads where two measures count, as places are filled by them.
    fn rest(&self, winners: &[OptionId]) -> Vec<(&OptionId, Amount)> {
        let Some(choice) = &self.rule.choice else { return Vec::new() };
        let weight = match choice.weight {
            BallotWeight::Area => BallotWeight::Area,
            BallotWeight::Heads | BallotWeight::HeadsAndArea => BallotWeight::Heads,
        };
        let counted = self.count_with(&choice.method, weight).unwrap_or_default();
        let figures = counted.rounds.into_iter().next().map(|round| round.figures).unwrap_or_default();
        let options = self.options.iter().map(|option| &option.id).filter(|id| !winners.contains(id));
        options.filter_map(|id| Some((id, figures.get(id)?.clone()))).collect()
    }
}

/// The best of the rest, in the order of the ballot paper; those equal at the border are all in.
fn best(rest: &[(&OptionId, Amount)], most: usize) -> Vec<OptionId> {
    let mut figures: Vec<&Amount> = rest.iter().map(|(_, figure)| figure).collect();
    figures.sort_unstable_by(|one, other| other.cmp(one));
    let border = most.checked_sub(1).and_then(|last| figures.get(last).copied());
    let stands = |figure: &Amount| border.is_none_or(|border| figure >= border);
    rest.iter().filter(|(_, figure)| stands(figure)).map(|(id, _)| (*id).clone()).collect()
}

impl Deciding<'_> {
    /// What a count leaves for a second round: nothing where the rule has none, the vote had no quorum, a tie stands, or every
    /// seat is filled.
    pub(super) fn second_round(
        &self,
        poll: &Poll,
        verdict: Verdict,
        outcome: Option<&SealedOutcome>,
    ) -> Option<SecondRoundDue> {
        let (clause, choice, outcome) =
            (poll.rule.second_round.as_ref()?, poll.rule.choice.as_ref()?, outcome?);
        if matches!(verdict, Verdict::NoQuorum | Verdict::Tied) {
            return None;
        }
        let elected = u32::try_from(outcome.winners.len()).unwrap_or(u32::MAX);
        let seats = choice.method.seats().checked_sub(elected).filter(|seats| *seats > 0)?;
        let most = usize::try_from(clause.candidates_each.saturating_mul(seats)).unwrap_or(usize::MAX);
        let candidates = best(&poll.rest(&outcome.winners), most);
        let open_by_ms = self.state.calendar.end_of(self.context.at, clause.within);
        Some(SecondRoundDue { seats, candidates, open_by_ms })
    }

    /// Whom an election elected: in the first round, if there were two, and then in this one. A round without a quorum elects
    /// nobody; before the fourth rules a second one did. A tie for the last seat leaves that vacant, and nobody else out.
    pub(crate) fn elected(&self, poll: &Poll) -> Vec<MemberId> {
        let rounds = self.state.first_round(poll).map(|first| &**first).into_iter().chain([poll]);
        let sealed = rounds.filter_map(|round| Some((round, round.sealing()?)));
        let quorate = sealed.filter(|(_, sealing)| {
            self.context.ruleset < Ruleset::FOURTH || sealing.verdict() != Verdict::NoQuorum
        });
        let chosen = quorate.flat_map(|(round, sealing)| {
            let winners = sealing.outcome.iter().flat_map(|outcome| &outcome.winners);
            winners.filter_map(|winner| round.candidate(winner)).cloned()
        });
        chosen.collect()
    }

    /// Nobody certifies one round without the other.
    pub(crate) fn check_last_round(&self, poll: &Poll) -> Result<(), Rejection> {
        let proposal = self.state.proposal(&poll.proposal)?;
        let due = poll.sealing().and_then(|sealing| sealing.second_round.as_ref());
        let Some(due) = due else { return Ok(()) };
        if proposal.status == ProposalStatus::SecondRound {
            return Err(Rejection::SecondRoundDue { poll: poll.id, open_by_ms: due.open_by_ms });
        }
        let last = proposal.polls.last().and_then(|last| self.state.polls.get(last));
        match last.filter(|last| last.second_of == Some(poll.id)) {
            Some(second) => Err(Rejection::SecondRoundDecides { poll: poll.id, second: second.id }),
            None => Ok(()),
        }
    }
}

impl State {
    /// The first round of an election of which the poll is the second.
    pub fn first_round(&self, poll: &Poll) -> Option<&Arc<Poll>> {
        self.polls.get(&poll.second_of?)
    }

    /// What came of a vote: an election that filled a seat in its first round passed, whatever its second came to.
    pub fn verdict_with_first(&self, poll: &Poll, verdict: Verdict) -> Verdict {
        let first = self.first_round(poll).and_then(|first| first.sealing());
        let filled = first.and_then(|sealing| sealing.outcome.as_ref());
        match filled.filter(|outcome| !outcome.winners.is_empty()) {
            Some(_) => Verdict::Passed,
            None => verdict,
        }
    }
}

impl Evolving<'_> {
    /// The roll of a second round: the first's, with nobody's vote on it.
    pub(super) fn roll_again(&self, event: &PollOpened) -> Option<Frozen> {
        let first = self.state.polls.get(&event.second_of?)?;
        let (totals, section_totals) = roll_totals(&event.rule, &first.roll);
        Some(Frozen { roll: FrozenRoll::clone(&first.roll), totals, section_totals })
    }

    /// The second round is open, or will never be: nobody owes it any more.
    pub(super) fn lift_second_round(&mut self, first: PollId) {
        let found = self.state.polls.get(&first).and_then(|first| first.sealing());
        let due = found.and_then(|sealing| sealing.second_round.as_ref());
        let Some(open_by_ms) = due.map(|due| due.open_by_ms) else { return };
        self.unschedule(open_by_ms, Obligation::SecondRound { poll: first });
    }
}

pub(crate) fn evolve_second_round_missed(evolving: &mut Evolving<'_>, event: &SecondRoundMissed) {
    let index = evolving.context.index;
    let Some(found) = evolving.state.polls.get(&event.poll).cloned() else { return };
    change(&mut evolving.state.polls, &event.poll, |poll| {
        poll.second_missed_at = Some(index);
        poll.certify_later_ms = event.certify_by_ms;
        poll.changed_at = index;
    });
    let passed = found.sealing().is_some_and(|sealing| sealing.verdict() == Verdict::Passed);
    change(&mut evolving.state.proposals, &found.proposal, |proposal| {
        proposal.status = if passed { ProposalStatus::Passed } else { ProposalStatus::Failed };
        proposal.changed_at = index;
    });
    if !passed {
        evolving.resume_deliberation_clock(found.matter);
    }
    if let Some(certify_by_ms) = event.certify_by_ms {
        evolving.schedule(certify_by_ms, Obligation::Certification { poll: event.poll });
    }
}

impl Poll {
    /// By when it must be certified, if it passed and the charter says so.
    pub fn certify_by_ms(&self) -> Option<TimeMs> {
        let sealing = self.sealing()?;
        self.certify_later_ms.or(sealing.certify_by_ms)
    }
}
