//! What is refused and what follows where several books decide together.

use super::*;
use crate::bounds::{already, wrong_stage};
use crate::decide::{Deciding, Decision};
use crate::limits::out_of_range;
use yishi_tally::Verdict;

/// Once for each poll: a second hand-over could say nothing else.
pub(crate) fn decide_hand_over_result(deciding: &Deciding<'_>, command: &HandOverResult) -> Decision {
    let poll = deciding.state.poll(&command.poll)?;
    deciding.require_power(Power::Certify, &poll.council)?;
    let partners = deciding.partners(poll)?;
    let (sealing, sealed_at) = sealed(poll)?;
    if let Some(index) = poll.across.handed_over {
        return Err(already(format!("the result of `{}` was handed over by entry {index}", poll.id)));
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
        partners: partners.iter().map(|partner| partner.origin.clone()).collect(),
    };
    Ok(vec![event.into()])
}

/// Anybody whom it concerns may cite, for what they cite proves itself. The first citation of each book stands; a book that
/// says something else elsewhere is for auditors who compare books.
pub(crate) fn decide_cite_result(deciding: &Deciding<'_>, command: &CiteResult) -> Decision {
    let poll = deciding.state.poll(&command.poll)?;
    let by = deciding.signer()?;
    if !deciding.state.has_power(by, Power::Certify, &poll.council) {
        deciding.concerned_member(&poll.council)?;
    }
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
    if let Some(cited) = poll.across.cited.get(&command.origin) {
        return Err(already(format!(
            "the result of `{}` was cited by entry {}",
            command.origin, cited.index
        )));
    }
    let cited = ResultCited {
        poll: poll.id,
        origin: command.origin.clone(),
        passed: command.passed,
        place: command.place,
        by: by.clone(),
    };
    let results = poll.across.cited.values().map(|cited| cited.passed).chain([command.passed]);
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
    fn partners(&self, poll: &Poll) -> Result<&[PartnerBook], Rejection> {
        let alone = || Rejection::RuleNotApplicable {
            rule: poll.rule.id.clone(),
            reason: format!("no other book decides `{}` together with this one", poll.id),
        };
        self.state.partners_of(poll).ok_or_else(alone)
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

    /// A vote that passed waits for the others.
    pub(crate) fn await_partners(&self, poll: &Poll) -> Option<PartnersAwaited> {
        let clause = poll.rule.across.as_ref()?;
        let due_at_ms = self.state.calendar.end_of(self.context.at, clause.within);
        Some(PartnersAwaited { poll: poll.id, due_at_ms })
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

    /// Settled as soon as nothing that may still come could change it; the first time stands.
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
        let still_possible = waiting == Waiting::Goes && met(books.saturating_sub(refused));
        if !passed && still_possible {
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
