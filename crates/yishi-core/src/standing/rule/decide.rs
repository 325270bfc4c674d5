//! Which rules a text may lay down and end, and what happens when the time for a share is over.

use super::figures::ShareTime;
use super::*;
use crate::decide::{Deciding, Decision};
use std::collections::BTreeSet;

/// Falls due only while the rule stands.
pub(crate) fn decide_standing_period_ended(deciding: &Deciding<'_>, rule: StandingRuleId) -> Decision {
    let rule = deciding.state.standing_rule(&rule)?;
    let (period, share) = (rule.next, rule.terms.returns_at_least);
    let figures = rule.figures(period);
    let ended = StandingPeriodEnded {
        rule: rule.id,
        period,
        figures,
        share_due_fen: figures.share_due_fen_rounded_up(share),
        lacking_fen: figures.lacking_fen(share),
        earlier_lacking_fen: rule.lacking_fen_of(&rule.lacking),
        next_due_at_ms: rule.windows.due(period.saturating_add(1)),
    };
    let changes = rule.changes(period, &figures.breaches(&rule.terms, ShareTime::Over));
    Ok(std::iter::once(ended.into()).chain(changes).collect())
}

impl Deciding<'_> {
    pub(in crate::standing) fn check_rules(
        &self,
        rules: &[StandingRuleTerms],
        council: &CouncilId,
    ) -> Result<(), Rejection> {
        require_count("standing.rules", rules.len(), 0, MAX_STANDING_RULES)?;
        let accounts: BTreeSet<&AccountId> = rules.iter().map(|rule| &rule.account).collect();
        if accounts.len() < rules.len() {
            let expected = "one rule for each account";
            return Err(out_of_range("standing.rules.account", expected, "two for one"));
        }
        rules.iter().try_for_each(|rule| self.check_rule(rule, council))
    }

    /// Who books does not confirm, and who sees to the rule does neither.
    fn check_rule(&self, terms: &StandingRuleTerms, council: &CouncilId) -> Result<(), Rejection> {
        require_words("standing.rules.name", &terms.name)?;
        terms.periods.check(self.context.at)?;
        if terms.returns_at_least.numerator() == 0 {
            return Err(out_of_range("returns_at_least", "more than 0", terms.returns_at_least));
        }
        let (keeper, supervisor) = (&terms.keeper, &terms.supervisor);
        let seats = [Some(keeper), terms.confirmer.as_ref(), Some(supervisor)];
        seats.into_iter().flatten().try_for_each(|seat| self.require_seat_at(seat))?;
        for at in std::iter::once(keeper).chain(&terms.confirmer) {
            self.check_reach("standing.rules", &(&at.seat, &at.council), council)?;
        }
        self.check_seats_apart((supervisor, "supervisor"), (keeper, "keeping the book"))?;
        let Some(confirmer) = &terms.confirmer else { return Ok(()) };
        self.check_seats_apart((confirmer, "confirmer"), (keeper, "keeping the book"))?;
        self.check_seats_apart((supervisor, "supervisor"), (confirmer, "confirming bookings"))
    }

    /// A council ends what it or a council below it laid down.
    pub(in crate::standing) fn check_rule_ended(
        &self,
        id: &StandingRuleId,
        council: &CouncilId,
    ) -> Result<(), Rejection> {
        let found = self.state.standing_rule(id)?;
        self.check_reach("standing.ends_rules", &(id, &found.council), council)
    }

    pub(in crate::standing) fn lay_rules(
        &self,
        council: &CouncilId,
        resolution: ResolutionId,
        terms: &StandingTerms,
    ) -> Vec<Event> {
        let taken = terms.rules.iter().filter_map(|rule| {
            self.state.standings.accounts.get(&(council.clone(), rule.account.clone())).copied()
        });
        let ends: BTreeSet<StandingRuleId> = terms.ends_rules.iter().copied().chain(taken).collect();
        let found = ends.iter().filter_map(|id| self.state.standings.rules.get(id));
        let ended = found.filter(|rule| rule.end.is_none()).map(|rule| rule.ended(Some(resolution)));
        let laid = |(number, terms): (u32, &StandingRuleTerms)| {
            let windows = terms.periods.windows_from(self.context.at);
            let laid = StandingRuleLaid {
                rule: StandingRuleId::nth(self.context.index, number),
                resolution,
                terms: terms.clone(),
                begins_at_ms: windows.begins_at_ms,
                next_due_at_ms: windows.due(1),
            };
            laid.into()
        };
        ended.chain((1..).zip(&terms.rules).map(laid)).collect()
    }

    /// A revoked resolution rules nothing any more.
    pub(crate) fn rules_fall(&self, resolution: &Resolution) -> Vec<Event> {
        let standing = self.state.rules_of_resolution(resolution.id).filter(|rule| rule.end.is_none());
        standing.map(|rule| rule.ended(None)).collect()
    }
}

impl StandingRule {
    fn ended(&self, ended_by: Option<ResolutionId>) -> Event {
        StandingRuleEnded { rule: self.id, ended_by }.into()
    }
}
