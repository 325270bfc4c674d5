//! What is refused and what follows where several books decide together.

use super::*;
use crate::bounds::{already, wrong_stage};
use crate::decide::{Deciding, Decision};
use crate::limits::out_of_range;
use yishi_tally::Verdict;

/// Once for each poll: a second hand-over could say nothing else. Nothing is handed over that this book itself has given up.
pub(crate) fn decide_hand_over_result(deciding: &Deciding<'_>, command: &HandOverResult) -> Decision {
    let poll = deciding.state.poll(&command.poll)?;
    deciding.check_tells_of(poll)?;
    let partners = deciding.partners(poll)?;
    let (sealing, sealed_at) = sealed(poll)?;
    if let Some(index) = poll.across.handed_over {
        return Err(already(format!("the result of `{}` was handed over by entry {index}", poll.id)));
    }
    if poll.across.settled.is_some_and(|settled| !settled.passed) {
        return Err(wrong_stage(
            "poll",
            &poll.id,
            "given up, for the others did not pass in time",
            "waiting",
        ));
    }
    let event = ResultHandedOver {
        poll: poll.id,
        document: poll.document,
        council: poll.council.clone(),
        passed: sealing.verdict() == Verdict::Passed,
        rule_digest: poll.rule_digest,
        roll_root: poll.roll.root,
        tally_digest: digest_of(&sealing.tally),
        sealed_at,
        waits_until_ms: poll.across.due_at_ms,
        partners: partners.iter().map(|partner| partner.origin.clone()).collect(),
    };
    Ok(vec![event.into()])
}

/// Anybody whom it concerns may cite, for what they cite proves itself. A book that votes again hands over again: while it is open
/// what comes of it, its later result takes the place of the earlier one, so that nobody can hold an old one against it.
pub(crate) fn decide_cite_result(deciding: &Deciding<'_>, command: &CiteResult) -> Decision {
    let poll = deciding.state.poll(&command.poll)?;
    deciding.check_tells_of(poll)?;
    let partners = deciding.partners(poll)?;
    if !partners.iter().any(|partner| partner.origin == command.origin) {
        return Err(Rejection::NotAPartner { poll: poll.id, origin: command.origin.clone() });
    }
    for (field, text) in [("leaf", &command.leaf), ("receipt", &command.receipt)] {
        if text.len() > MAX_CITED_BYTES {
            let (expected, found) = (format!("at most {MAX_CITED_BYTES} bytes"), text.len());
            return Err(out_of_range(field, &expected, found));
        }
    }
    let (sealing, _) = sealed(poll)?;
    if sealing.verdict() != Verdict::Passed {
        return Err(Rejection::NotPassed { poll: poll.id });
    }
    poll.check_later(command)?;
    let cited = ResultCited {
        poll: poll.id,
        origin: command.origin.clone(),
        passed: command.passed,
        place: command.place,
        by: deciding.signer()?.clone(),
    };
    let others = poll.across.cited.iter().filter(|(origin, _)| **origin != command.origin);
    let results = others.map(|(_, cited)| cited.passed).chain([command.passed]);
    let settled = deciding.settle(poll, partners.len(), results, Waiting::Goes)?;
    Ok(std::iter::once(cited.into()).chain(settled).collect())
}

/// Results that were not cited by now count as not passed.
pub(crate) fn decide_partners_missed(deciding: &Deciding<'_>, poll: PollId) -> Decision {
    let poll = deciding.state.poll(&poll)?;
    let partners = deciding.partners(poll)?;
    let results = poll.across.cited.values().map(|cited| cited.passed);
    deciding.settle(poll, partners.len(), results, Waiting::Over)
}

impl Poll {
    fn check_later(&self, command: &CiteResult) -> Result<(), Rejection> {
        let Some(cited) = self.across.cited.get(&command.origin) else { return Ok(()) };
        if self.across.settled.is_none() && command.place.index > cited.place.index {
            return Ok(());
        }
        Err(already(format!("the result of `{}` was cited by entry {}", command.origin, cited.index)))
    }
}

/// Whether results that are missing may still come.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Waiting {
    Goes,
    Over,
}

fn sealed(poll: &Poll) -> Result<(&PollSealed, u64), Rejection> {
    let open = || wrong_stage("poll", &poll.id, "under way", "sealed");
    let sealing = poll.sealing().ok_or_else(open)?;
    Ok((sealing, poll.trail.sealed_at.ok_or_else(open)?))
}

impl Deciding<'_> {
    /// A step that the same text passes on its way is told to nobody: the other books decide with the decision.
    fn partners(&self, poll: &Poll) -> Result<&[PartnerBook], Rejection> {
        let alone = || Rejection::RuleNotApplicable {
            rule: poll.rule.id.clone(),
            reason: format!("no other book decides `{}` together with this one", poll.id),
        };
        let partners = self.state.partners_of(poll).filter(|_| poll.rule.across.is_some());
        partners.ok_or_else(alone)
    }

    /// Who tells other books of a result, or this one of theirs.
    fn check_tells_of(&self, poll: &Poll) -> Result<(), Rejection> {
        if self.state.has_power(self.signer()?, Power::Certify, &poll.council) {
            return Ok(());
        }
        self.concerned_member(&poll.council).map(|_| ())
    }

    /// What is asked of partners before a text is posted: each once, and few enough.
    pub(crate) fn check_partners(&self, partners: &[PartnerBook]) -> Result<(), Rejection> {
        let ascending = partners.is_sorted_by(|left, right| left.origin < right.origin);
        if ascending && partners.len() <= MAX_PARTNERS {
            return Ok(());
        }
        let expected = format!("at most {MAX_PARTNERS} books, each once, in ascending order of their names");
        Err(out_of_range("partners", &expected, partners.len()))
    }

    /// A rule for several books needs their names, and a text with such names needs a rule for several.
    pub(crate) fn check_across(&self, rule: &DecisionClause, proposal: &Proposal) -> Result<(), Rejection> {
        let named = proposal.present_effects().is_some_and(|effects| !effects.partners.is_empty());
        let refused = |reason: &str| {
            Err(Rejection::RuleNotApplicable { rule: rule.id.clone(), reason: reason.to_owned() })
        };
        match (&rule.across, named) {
            (Some(_), false) => refused(
                "several books decide together by it: declare which, as `partners`, before the text is posted",
            ),
            (None, true) if rule.stage == DecisionStage::Final => {
                refused("the text names partner books, and the rule does not say how many of them must agree")
            }
            (Some(_), true) | (None, _) => Ok(()),
        }
    }

    /// A vote that passed waits for the others, unless it is enough alone.
    pub(crate) fn await_partners(&self, poll: &Poll) -> Decision {
        let Some(clause) = &poll.rule.across else { return Ok(Vec::new()) };
        let due_at_ms = self.state.calendar.end_of(self.context.at, clause.within);
        let awaited = PartnersAwaited { poll: poll.id, due_at_ms };
        let settled = self.settle(poll, self.partners(poll)?.len(), std::iter::empty(), Waiting::Goes)?;
        Ok(std::iter::once(awaited.into()).chain(settled).collect())
    }

    /// A decision of several books is certified when as many have passed as the rule asks.
    pub(crate) fn check_partners_agreed(&self, poll: &Poll) -> Result<(), Rejection> {
        let (Some(_), Some(due_at_ms)) = (&poll.rule.across, poll.across.due_at_ms) else { return Ok(()) };
        match poll.across.settled {
            Some(Settled { passed: true, .. }) => Ok(()),
            Some(Settled { passed: false, .. }) => Err(Rejection::NotPassed { poll: poll.id }),
            None => {
                let partners = self.partners(poll)?;
                let missing = partners.iter().filter(|it| !poll.across.cited.contains_key(&it.origin));
                let missing = missing.map(|partner| partner.origin.clone()).collect();
                Err(Rejection::PartnersAwaited { poll: poll.id, missing, due_at_ms })
            }
        }
    }

    /// Settled as soon as enough have passed, and otherwise when the time is over: until then a book may vote again.
    fn settle(
        &self,
        poll: &Poll,
        partners: usize,
        results: impl Iterator<Item = bool>,
        waiting: Waiting,
    ) -> Decision {
        let Some(clause) = poll.rule.across.as_ref().filter(|_| poll.across.settled.is_none()) else {
            return Ok(Vec::new());
        };
        let books = count(partners).saturating_add(1);
        let (agreed, refused) = results.fold((1_u32, 0_u32), |(agreed, refused), passed| {
            if passed { (agreed.saturating_add(1), refused) } else { (agreed, refused.saturating_add(1)) }
        });
        let met = |part: u32| clause.passes.is_met(u64::from(part), u64::from(books));
        let passed = met(agreed);
        if !passed && waiting == Waiting::Goes {
            return Ok(Vec::new());
        }
        let settled = PartnersSettled { poll: poll.id, passed, books, agreed, refused };
        let mut events = vec![settled.into()];
        if !passed {
            events.extend(self.what_follows(poll, Verdict::Failed)?);
        }
        Ok(events)
    }
}

fn count(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}
