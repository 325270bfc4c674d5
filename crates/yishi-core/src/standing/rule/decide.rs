//! Which rules a text may lay down and end, and what happens when the time for a share is over.

use super::figures::ShareTime;
use super::*;
use crate::decide::{Deciding, Decision};
use std::collections::BTreeSet;

/// Falls due only while the rule stands.
pub(crate) fn decide_standing_period_ended(deciding: &Deciding<'_>, rule: StandingRuleId) -> Decision {
    let rule = deciding.state.standing_rule(&rule)?;
    let (period, share) = (rule.next, rule.terms.returns_at_least);
    let (figures, kept) = (rule.figures(period), rule.kept(period));
    let number = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    let ended = StandingPeriodEnded {
        rule: rule.id,
        period,
        figures,
        bookings: number(kept.bookings),
        unconfirmed: number(kept.unconfirmed),
        share_due_fen: figures.share_due_fen_rounded_up(share),
        lacking_fen: figures.lacking_fen(share),
        earlier_lacking_fen: rule.lacking_fen_of(&rule.lacking),
        next_due_at_ms: rule.windows.due(period.saturating_add(1)),
    };
    let mut breaches = figures.breaches(&rule.terms, ShareTime::Over);
    if !kept.is_complete() {
        breaches.insert(Breach::NotKept, AmountFen(0));
    }
    let changes = rule.changes(period, &breaches);
    Ok(std::iter::once(ended.into()).chain(changes).collect())
}

/// On the day on which another rule takes its place.
pub(crate) fn decide_standing_rule_replaced(deciding: &Deciding<'_>, rule: StandingRuleId) -> Decision {
    let found = deciding.state.standing_rule(&rule)?;
    Ok(vec![found.ended(found.succession.map(|next| next.resolution))])
}

impl Deciding<'_> {
    pub(in crate::standing) fn check_rules(
        &self,
        terms: &StandingTerms,
        adoption: &Adoption<'_>,
    ) -> Result<(), Rejection> {
        require_count("standing.rules", terms.rules.len(), 0, MAX_STANDING_RULES)?;
        let accounts: BTreeSet<&AccountId> = terms.rules.iter().map(|rule| &rule.account).collect();
        if accounts.len() < terms.rules.len() {
            let expected = "one rule for each account";
            return Err(out_of_range("standing.rules.account", expected, "two for one"));
        }
        terms.rules.iter().try_for_each(|rule| {
            self.check_rule(rule, adoption)?;
            self.check_account_is_own(rule, &terms.ends_rules, adoption.council)?;
            self.check_gives_way(rule, &terms.ends_rules, adoption)
        })
    }

    /// Who books does not confirm, and who sees to the rule does neither.
    fn check_rule(&self, terms: &StandingRuleTerms, adoption: &Adoption<'_>) -> Result<(), Rejection> {
        require_words("standing.rules.name", &terms.name)?;
        terms.periods.check(adoption.earliest)?;
        if terms.returns_at_least.numerator() == 0 {
            return Err(out_of_range("returns_at_least", "more than 0", terms.returns_at_least));
        }
        let (keeper, supervisor) = (&terms.keeper, &terms.supervisor);
        let seats = [Some(keeper), terms.confirmer.as_ref(), Some(supervisor)];
        seats.into_iter().flatten().try_for_each(|seat| self.require_seat_at(seat))?;
        for at in std::iter::once(keeper).chain(&terms.confirmer) {
            self.check_reach("standing.rules", &(&at.seat, &at.council), adoption.council)?;
        }
        self.check_seats_apart((supervisor, "supervisor"), (keeper, "keeping the book"))?;
        let Some(confirmer) = &terms.confirmer else { return Ok(()) };
        self.check_seats_apart((confirmer, "confirmer"), (keeper, "keeping the book"))?;
        self.check_seats_apart((supervisor, "supervisor"), (confirmer, "confirming bookings"))
    }

    /// An account has one book: no council above or below keeps another by the same name, of which each could show half.
    fn check_account_is_own(
        &self,
        terms: &StandingRuleTerms,
        ends: &BTreeSet<StandingRuleId>,
        council: &CouncilId,
    ) -> Result<(), Rejection> {
        let charter = &self.charter()?.charter;
        let near = charter.councils.iter().map(|found| &found.id).filter(|other| {
            *other != council
                && (charter.is_at_or_below(other, council) || charter.is_at_or_below(council, other))
        });
        let taken = near.filter_map(|other| self.rule_that_stands(other, &terms.account));
        let mut taken = taken.flat_map(|rule| std::iter::once(rule).chain(self.rule_after(rule)));
        match taken.find(|rule| !ends.contains(&rule.id)) {
            Some(rule) => {
                let expected = format!("an account without `{}` of council `{}`", rule.id, rule.council);
                Err(out_of_range("standing.rules.account", &expected, &terms.account))
            }
            None => Ok(()),
        }
    }

    /// A rule that stands on the account ends at once, or on the day on which this begins if it is named.
    fn check_gives_way(
        &self,
        terms: &StandingRuleTerms,
        ends: &BTreeSet<StandingRuleId>,
        adoption: &Adoption<'_>,
    ) -> Result<(), Rejection> {
        let former = self.rule_that_stands(adoption.council, &terms.account);
        if let Some(named) = terms.replaces {
            let stands = former.filter(|rule| rule.id == named && !ends.contains(&named));
            let expected = || format!("the rule that stands on account `{}`, named once", terms.account);
            stands.ok_or_else(|| out_of_range("standing.rules.replaces", &expected(), named))?;
        }
        let Some(former) = former else { return Ok(()) };
        for rule in std::iter::once(former).chain(self.rule_after(former)) {
            self.check_may_end("standing.rules.account", &rule.laid(), adoption)?;
        }
        if terms.replaces.is_some() {
            return Ok(());
        }
        adoption.check_begins_at_once(&terms.periods, &former.id)
    }

    /// What waits to take the place of a rule.
    fn rule_after(&self, rule: &StandingRule) -> Option<&Arc<StandingRule>> {
        let next = rule.succession.filter(|_| rule.end.is_none())?;
        self.state.standings.rules.get(&next.by)
    }

    fn rule_that_stands(&self, council: &CouncilId, account: &AccountId) -> Option<&Arc<StandingRule>> {
        let standings = &self.state.standings;
        standings.rules.get(standings.accounts.get(&(council.clone(), account.clone()))?)
    }

    pub(in crate::standing) fn check_rule_ended(
        &self,
        id: &StandingRuleId,
        adoption: &Adoption<'_>,
    ) -> Result<(), Rejection> {
        let found = self.state.standing_rule(id)?;
        self.check_may_end("standing.ends_rules", &found.laid(), adoption)
    }

    /// What stood when the vote opened may have been replaced before the certification, under a rule that this vote cannot end: then that stays.
    pub(in crate::standing) fn lay_rules(
        &self,
        poll: &Poll,
        resolution: ResolutionId,
        terms: &StandingTerms,
    ) -> Vec<Event> {
        let may_end = |rule: &StandingRule| self.may_end(&rule.laid(), &poll.council, &poll.rule.id);
        let mut ends = terms.ends_rules.clone();
        let mut laid = Vec::new();
        for (number, rule) in (1..).zip(&terms.rules) {
            let former = self.rule_that_stands(&poll.council, &rule.account);
            let waits = former.and_then(|former| self.rule_after(former));
            if former.into_iter().chain(waits).any(|rule| !may_end(rule)) {
                continue;
            }
            let event = self.rule_laid((number, rule), resolution, former);
            let over = event.next_due_at_ms.is_none();
            if let Some(former) = former {
                if over || event.replaces.is_some() {
                    ends.remove(&former.id)
                } else {
                    ends.insert(former.id)
                };
            }
            // What was to take its place on another day never begins.
            ends.extend(waits.filter(|_| !over).map(|rule| rule.id));
            laid.push(event.into());
        }
        let found = ends.iter().filter_map(|id| self.state.standings.rules.get(id));
        let found = found.filter(|rule| rule.end.is_none() && may_end(rule));
        found.map(|rule| rule.ended(Some(resolution))).chain(laid).collect()
    }

    /// What takes the place of another begins at once or names it and waits, so that nothing falls between them.
    fn rule_laid(
        &self,
        (number, terms): (u32, &StandingRuleTerms),
        resolution: ResolutionId,
        former: Option<&Arc<StandingRule>>,
    ) -> StandingRuleLaid {
        let mut windows = terms.periods.windows_from(self.context.at);
        if former.is_some() && terms.replaces.is_none() {
            windows.begins_at_ms = self.context.at;
        }
        let waits = windows.begins_at_ms > self.context.at && windows.due(1).is_some();
        StandingRuleLaid {
            rule: StandingRuleId::nth(self.context.index, number),
            resolution,
            terms: terms.clone(),
            begins_at_ms: windows.begins_at_ms,
            next_due_at_ms: windows.due(1),
            replaces: former.filter(|_| waits).map(|former| former.id),
        }
    }

    /// A revoked resolution rules nothing any more.
    pub(crate) fn rules_fall(&self, resolution: &Resolution) -> Vec<Event> {
        let standing = self.state.rules_of_resolution(resolution.id).filter(|rule| rule.end.is_none());
        standing.map(|rule| rule.ended(None)).collect()
    }
}

impl StandingRule {
    fn laid(&self) -> Laid<'_> {
        Laid { id: &self.id, council: &self.council, decided_by: &self.decided_by }
    }

    fn ended(&self, ended_by: Option<ResolutionId>) -> Event {
        StandingRuleEnded { rule: self.id, ended_by }.into()
    }
}
