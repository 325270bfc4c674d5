//! Extending a poll in which too few take part 延长投票, and the bar on putting the matter again after one in vain.

use super::cast::check_open;
use super::*;
use crate::bounds::{already, require_within};
use crate::decide::{Deciding, Decision};
use crate::evolve::Evolving;
use crate::state::change;
use yishi_tally::Verdict;

/// By whoever convenes the council.
pub(crate) fn decide_extend_poll(deciding: &Deciding<'_>, command: &ExtendPoll) -> Decision {
    let poll = deciding.state.poll(&command.poll)?;
    deciding.require_power(Power::Convene, &poll.council)?;
    let Some(clause) = &poll.rule.extension else {
        let reason = "it lets no vote be extended".to_owned();
        return Err(Rejection::RuleNotApplicable { rule: poll.rule.id.clone(), reason });
    };
    check_open(poll, deciding.context.at)?;
    if let Some(announced) = poll.announced_close_ms {
        return Err(already(format!("the close was moved from {announced} already, and is moved once")));
    }
    poll.check_too_few(clause)?;
    let announced_ms = poll.closes_at_ms;
    let latest = deciding.state.calendar.end_of(announced_ms, clause.at_most);
    let allowed = TimeMs(announced_ms.0.saturating_add(1))..=latest;
    require_within("closes_at_ms", command.closes_at_ms, &allowed)?;
    Ok(vec![PollExtended { poll: poll.id, closes_at_ms: command.closes_at_ms, announced_ms }.into()])
}

impl Poll {
    /// While enough take part in every measure, there is nothing to wait for.
    fn check_too_few(&self, clause: &ExtensionClause) -> Result<(), Rejection> {
        let taking_part = || {
            let standing = self.ballots.iter().filter(|(_, ballot)| self.takes_part(ballot));
            standing.filter_map(|(right, _)| self.roll.rights.get(right)).map(|found| &found.right)
        };
        let heads = taking_part().fold(0_u64, |sum, right| sum.saturating_add(right.heads));
        let area_dm2 = taking_part().fold(0_u64, |sum, right| sum.saturating_add(right.area_dm2));
        let lacks = |part: u64, all: u64| !clause.until.is_met(part, all);
        let lacks_heads = lacks(heads, self.totals.heads.entitled);
        let lacks_area =
            self.rule.electorate == Electorate::Owners && lacks(area_dm2, self.totals.area_dm2.entitled);
        if lacks_heads || lacks_area {
            return Ok(());
        }
        Err(Rejection::EnoughTakePart {
            poll: self.id,
            heads,
            heads_of: self.totals.heads.entitled,
            area_dm2,
            area_of_dm2: self.totals.area_dm2.entitled,
            threshold: clause.until.to_string(),
        })
    }

    fn takes_part(&self, ballot: &Ballot) -> bool {
        match ballot.content {
            BallotContent::Invalid => self.rule.procedure.invalid_participates,
            BallotContent::Choice(_) | BallotContent::Marks(_) | BallotContent::Sealed(_) => true,
        }
    }

    /// Until when the matter is not put to a vote under the rule again, if it was extended in vain.
    pub(super) fn barred_until(&self, verdict: Verdict, at: TimeMs, calendar: &Calendar) -> Option<TimeMs> {
        let in_vain = verdict == Verdict::NoQuorum && self.announced_close_ms.is_some();
        let bar = self.rule.extension.as_ref()?.bar.filter(|_| in_vain)?;
        Some(calendar.end_of(at, bar))
    }
}

impl Deciding<'_> {
    /// A matter that was voted on in vain waits, unless those agree whom the rule asks.
    pub(super) fn check_bar(
        &self,
        rule: &DecisionClause,
        proposal: &Proposal,
        matter: &Matter,
    ) -> Result<(), Rejection> {
        let lifting = rule.extension.as_ref().and_then(|clause| clause.bar_lifted_by.as_ref());
        if lifting.is_some_and(|step| proposal.has_passed(step)) {
            return Ok(());
        }
        let polls = self.state.proposals_of(matter).flat_map(|proposal| &proposal.polls);
        let polls = polls.filter_map(|id| self.state.polls.get(id)).filter(|poll| poll.rule.id == rule.id);
        let bars = polls.filter_map(|poll| Some((poll.id, poll.sealing()?.barred_until_ms?)));
        match bars.max_by_key(|(_, until_ms)| *until_ms) {
            Some((poll, until_ms)) if self.context.at < until_ms => {
                Err(Rejection::MatterBarred { matter: matter.id, rule: rule.id.clone(), poll, until_ms })
            }
            Some(_) | None => Ok(()),
        }
    }
}

pub(crate) fn evolve_poll_extended(evolving: &mut Evolving<'_>, event: &PollExtended) {
    let closes = Obligation::PollCloses { poll: event.poll };
    evolving.unschedule(event.announced_ms, closes);
    evolving.schedule(event.closes_at_ms, closes);
    let index = evolving.context.index;
    change(&mut evolving.state.polls, &event.poll, |poll| {
        poll.closes_at_ms = event.closes_at_ms;
        poll.announced_close_ms = Some(event.announced_ms);
        poll.trail.extended_at = Some(index);
        poll.changed_at = index;
    });
}
