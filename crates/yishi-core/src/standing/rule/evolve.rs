//! How standing rules and bookings change.

use super::*;
use crate::evolve::Evolving;
use crate::standing::{list, unlist};
use crate::state::change;

pub(crate) fn evolve_standing_rule_laid(evolving: &mut Evolving<'_>, event: &StandingRuleLaid) {
    let Some(poll) = evolving.state.resolutions.get(&event.resolution).map(|found| found.poll) else {
        return;
    };
    let Some(poll) = evolving.state.polls.get(&poll) else { return };
    let (council, decided_by) = (poll.council.clone(), poll.rule.id.clone());
    let rule = StandingRule {
        id: event.rule,
        resolution: event.resolution,
        council: council.clone(),
        decided_by,
        terms: event.terms.clone(),
        windows: Windows { begins_at_ms: event.begins_at_ms, recurs: event.terms.periods },
        next: 1,
        next_due_at_ms: event.next_due_at_ms,
        periods: OrdMap::new(),
        lacking: OrdSet::new(),
        broken: OrdSet::new(),
        unconfirmed: OrdSet::new(),
        end: None,
        replaces: event.replaces,
        succession: None,
        changed_at: evolving.context.index,
    };
    let State { standings, listings, .. } = &mut *evolving.state;
    listings.rules.put(rule.id, &rule.council, rule.place());
    // Under a rule whose time was over before it stood nothing can be booked: it takes no account. One that waits gets it from the one before.
    if event.next_due_at_ms.is_some() && event.replaces.is_none() {
        standings.accounts.insert((council, event.terms.account.clone()), rule.id);
    }
    standings.rules.insert(rule.id, Arc::new(rule));
    evolving.settle_rule(event.rule);
    if let Some(replaced) = event.replaces {
        let StandingRuleLaid { rule: by, begins_at_ms: at_ms, resolution, .. } = *event;
        evolving.change_rule(replaced, |rule| rule.succession = Some(Succession { by, at_ms, resolution }));
    }
}

/// The timer has lifted the obligation that it fired.
pub(crate) fn evolve_standing_period_ended(evolving: &mut Evolving<'_>, event: &StandingPeriodEnded) {
    let index = evolving.context.index;
    evolving.change_rule(event.rule, |rule| {
        rule.change_period(event.period, |period| period.ended_at = Some(index));
        rule.next = event.period.saturating_add(1);
        rule.next_due_at_ms = event.next_due_at_ms;
    });
}

pub(crate) fn evolve_standing_rule_broken(evolving: &mut Evolving<'_>, event: &StandingRuleBroken) {
    let StandingRuleBroken { rule, period, breach, by_fen } = *event;
    let record = BreachRecord { breach, by_fen, index: evolving.context.index, healed_at: None };
    evolving.change_rule(rule, |rule| {
        rule.change_period(period, |period| {
            period.broken.insert(breach, by_fen);
            period.breaches.push_back(record);
        });
        rule.broken.insert(period);
        if breach == Breach::ShareLacking {
            rule.lacking.insert(period);
        }
    });
}

pub(crate) fn evolve_standing_rule_healed(evolving: &mut Evolving<'_>, event: &StandingRuleHealed) {
    let (index, breach) = (evolving.context.index, event.breach);
    evolving.change_rule(event.rule, |rule| {
        rule.change_period(event.period, |period| {
            period.broken.remove(&breach);
            let open = |record: &&mut BreachRecord| record.breach == breach && record.healed_at.is_none();
            for record in period.breaches.iter_mut().filter(open) {
                record.healed_at = Some(index);
            }
        });
        if rule.periods.get(&event.period).is_some_and(|period| period.broken.is_empty()) {
            rule.broken.remove(&event.period);
        }
        if breach == Breach::ShareLacking {
            rule.lacking.remove(&event.period);
        }
    });
}

pub(crate) fn evolve_standing_rule_ended(evolving: &mut Evolving<'_>, event: &StandingRuleEnded) {
    let index = evolving.context.index;
    evolving.change_rule(event.rule, |rule| {
        rule.end = Some(StandingEnd { index, ended_by: event.ended_by });
        // Nothing is confirmed any more.
        rule.unconfirmed = OrdSet::new();
    });
    evolving.keep_replaced_rule(event.rule);
    let standings = &mut evolving.state.standings;
    let Some(rule) = standings.rules.get(&event.rule) else { return };
    let account = (rule.council.clone(), rule.terms.account.clone());
    if standings.accounts.get(&account) != Some(&event.rule) {
        return;
    }
    let next =
        rule.succession.filter(|next| standings.rules.get(&next.by).is_some_and(|it| it.end.is_none()));
    match next {
        Some(next) => standings.accounts.insert(account, next.by),
        None => standings.accounts.remove(&account),
    };
}

pub(crate) fn evolve_booking_recorded(evolving: &mut Evolving<'_>, event: &BookingRecorded) {
    let booking = Booking {
        id: event.booking,
        recorded: Arc::new(event.clone()),
        at_ms: evolving.context.at,
        status: BookingStatus::Unconfirmed,
        checked: None,
        checked_at: None,
        reversed_by: None,
    };
    let bookings = &mut evolving.state.standings.bookings;
    bookings.insert(booking.id, Arc::new(booking));
    if let Some(reverses) = &event.reverses {
        change(bookings, reverses, |reversed| reversed.reversed_by = Some(event.booking));
    }
    evolving.change_rule(event.rule, |rule| {
        rule.unconfirmed.insert(event.booking);
        rule.change_period(event.period, |period| {
            period.bookings.insert(event.booking);
        });
    });
}

pub(crate) fn evolve_booking_checked(evolving: &mut Evolving<'_>, event: &BookingChecked) {
    let index = evolving.context.index;
    let refused = matches!(event.finding, BookingFinding::Refused { .. });
    let bookings = &mut evolving.state.standings.bookings;
    change(bookings, &event.booking, |booking| {
        booking.checked = Some(Arc::new(event.clone()));
        booking.checked_at = Some(index);
    });
    let Some(booking) = bookings.get(&event.booking).cloned().filter(|_| refused) else { return };
    change(bookings, &event.booking, |booking| booking.status = BookingStatus::Refused);
    if let Some(reverses) = &booking.recorded.reverses {
        change(bookings, reverses, |reversed| reversed.reversed_by = None);
    }
    evolving.change_rule(booking.recorded.rule, |rule| {
        rule.unconfirmed.remove(&event.booking);
        rule.change_period(booking.recorded.period, |period| {
            period.refused = period.refused.saturating_add(1);
        });
    });
}

pub(crate) fn evolve_booking_counted(evolving: &mut Evolving<'_>, event: &BookingCounted) {
    let bookings = &mut evolving.state.standings.bookings;
    change(bookings, &event.booking, |booking| booking.status = BookingStatus::Counted);
    let Some(booking) = bookings.get(&event.booking).cloned() else { return };
    evolving.change_rule(booking.recorded.rule, |rule| {
        rule.unconfirmed.remove(&event.booking);
        rule.change_period(booking.recorded.period, |period| period.figures = event.figures);
    });
}

impl StandingRule {
    fn change_period(&mut self, period: u32, apply: impl FnOnce(&mut RulePeriod)) {
        apply(Arc::make_mut(self.periods.entry(period).or_default()));
    }
}

impl Evolving<'_> {
    fn change_rule(&mut self, id: StandingRuleId, apply: impl FnOnce(&mut StandingRule)) {
        let index = self.context.index;
        let timers = self.state.standings.rules.get(&id).into_iter().flat_map(|rule| rule.timers());
        for (due_at_ms, obligation) in timers.collect::<Vec<_>>() {
            self.unschedule(due_at_ms, obligation);
        }
        let State { standings, listings, .. } = &mut *self.state;
        change(&mut standings.rules, &id, |rule| {
            let place = rule.place();
            apply(rule);
            rule.changed_at = index;
            listings.rules.shift(id, (&rule.council, place), (&rule.council, rule.place()));
        });
        self.settle_rule(id);
    }

    /// What would have been replaced by a rule that ended before it began goes on.
    fn keep_replaced_rule(&mut self, ended: StandingRuleId) {
        let rules = &self.state.standings.rules;
        let Some(replaced) = rules.get(&ended).and_then(|rule| rules.get(&rule.replaces?)) else { return };
        let waits = replaced.succession.is_some_and(|next| next.by == ended);
        if waits && replaced.end.is_none() {
            self.change_rule(replaced.id, |rule| rule.succession = None);
        }
    }

    /// Lets the next share fall due, and keeps the index to rules of which something is or will be due.
    fn settle_rule(&mut self, id: StandingRuleId) {
        let Some(rule) = self.state.standings.rules.get(&id).cloned() else { return };
        for (due_at_ms, obligation) in rule.timers() {
            self.schedule(due_at_ms, obligation);
        }
        let index = &mut self.state.standings.rules_seen_to_by;
        if rule.is_owed() {
            list(index, &rule.terms.supervisor, id);
        } else {
            unlist(index, &rule.terms.supervisor, id);
        }
    }
}
