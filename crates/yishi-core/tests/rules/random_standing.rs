//! Random orders about what resolutions lay down to last: duties that come back, rules on accounts.

use crate::accounts::{booking, confirmed, partner, ruling};
use crate::community::*;
use crate::duties::{inspection, laying, perform, recurs};
use imbl::{OrdMap, OrdSet};
use yishi_core::*;

/// A duty that stands, and a proposal that may lay down more.
pub fn begun() -> Community {
    let (mut community, _) = crate::duties::laid(inspection(recurs("7d", Lasts::UntilEnded)));
    let matter = community.grid_matter();
    community.propose(matter, 23);
    community
}

/// A rule on an account with some bookings, and a proposal that may lay down more.
pub fn booking_begun() -> Community {
    let terms =
        StandingRuleTerms { distributions: OnExcess::Record, expenses: Expenses::Covered, ..confirmed() };
    let periods = Recurrence { grace_days: 2, ..recurs("7d", Lasts::UntilEnded) };
    let (mut community, _) = crate::accounts::ruled(StandingRuleTerms { periods, ..terms });
    let order = booking(&community, Booked::Income, 1_000);
    community.order("steward-1", order);
    let matter = community.grid_matter();
    community.propose(matter, 23);
    community
}

/// Which of the orders below, on which of the proposals, and a number to vary it by.
pub fn order(
    community: &Community,
    which: usize,
    proposal: Option<ProposalId>,
    extra: usize,
) -> Option<Command> {
    let duties = &community.state.standings.duties;
    Some(match which {
        0 => {
            let proposal = proposal?;
            let lasts = [Lasts::UntilEnded, Lasts::Times { times: extra as u32 % 4 }][extra % 2];
            let recurs = Recurrence { grace_days: extra as u32 % 9, ..recurs("7d", lasts) };
            let ends: Vec<_> = duties.keys().copied().filter(|_| extra.is_multiple_of(3)).take(3).collect();
            let document = community.proposal(proposal).document()?;
            if extra % 5 < 2 {
                let ends: Vec<_> = community.state.standings.rules.keys().copied().take(extra % 2).collect();
                let terms = [partner(), confirmed()][extra % 2].clone();
                let rules = vec![StandingRuleTerms { periods: recurs, ..terms }];
                return Some(DeclareEffects { proposal, document, ..ruling(rules, &ends) }.into());
            }
            let duties = vec![inspection(recurs); extra % 3];
            DeclareEffects { proposal, document, ..laying(duties, &ends) }.into()
        }
        1 => {
            let (id, duty) = duties.iter().nth(extra % duties.len().max(1))?;
            let occurrence = match extra % 4 {
                0 => extra as u32 % 5,
                1 => duty.overdue.get_min().copied().unwrap_or(duty.next),
                _ => duty.next,
            };
            perform(*id, occurrence).into()
        }
        _ => return books(community, which, extra),
    })
}

fn books(community: &Community, which: usize, extra: usize) -> Option<Command> {
    let bookings = &community.state.standings.bookings;
    let in_stage = |status: BookingStatus| {
        let fitting: Vec<_> = bookings.values().filter(|booking| booking.status == status).collect();
        fitting.get(extra % fitting.len().max(1)).map(|booking| booking.id)
    };
    let any = || bookings.keys().nth(extra % bookings.len().max(1)).copied();
    Some(match which {
        2 => {
            let kinds = [Booked::Income, Booked::Expense, Booked::Returned, Booked::Distributed];
            let order = booking(community, kinds[extra % 4], extra as u64 % 400);
            let back = extra as u32 % 3 * 7;
            let day = Date { days_since_epoch: order.day.days_since_epoch - back };
            RecordBooking { day, ..order }.into()
        }
        3 => {
            let refused = || BookingFinding::Refused { reason: "no voucher".to_owned() };
            let finding = if extra.is_multiple_of(5) { refused() } else { BookingFinding::Confirmed };
            CheckBooking { booking: in_stage(BookingStatus::Unconfirmed).or_else(any)?, finding }.into()
        }
        4 => {
            let booking = in_stage(BookingStatus::Counted).or_else(any)?;
            ReverseBooking { booking, reason: "wrong".to_owned(), evidence: words(97) }.into()
        }
        _ => return None,
    })
}

/// Who would usually give the order.
pub fn usual(which: usize, extra: usize) -> &'static str {
    match which {
        0 => "worker-1",
        3 => ["neighbour-1-1", "neighbour-1-2"][extra % 2],
        _ => "steward-1",
    }
}

/// What standing duties and rules are waiting for.
pub fn obligations(state: &State) -> Vec<(TimeMs, Obligation)> {
    let running = state.standings.duties.values().filter(|duty| duty.end.is_none());
    let due = |duty: &std::sync::Arc<StandingDuty>| {
        Some((duty.next_due_at_ms?, Obligation::StandingDuty { duty: duty.id }))
    };
    let share = |rule: &std::sync::Arc<StandingRule>| {
        Some((rule.next_due_at_ms?, Obligation::StandingPeriod { rule: rule.id }))
    };
    let rules = state.standings.rules.values().filter(|rule| rule.end.is_none());
    running.filter_map(due).chain(rules.filter_map(share)).collect()
}

pub fn invariant_figures_are_what_the_bookings_that_count_come_to(state: &State) {
    let standings = &state.standings;
    for rule in standings.rules.values() {
        for (number, period) in &rule.periods {
            let mut sums = [0_i128; 4];
            for booking in period.bookings.iter().map(|id| &standings.bookings[id]) {
                assert_eq!((booking.recorded.rule, booking.recorded.period), (rule.id, *number));
                assert_eq!(rule.windows.number_on(booking.recorded.day), Some(*number));
                let waits = booking.status == BookingStatus::Unconfirmed;
                assert_eq!(rule.unconfirmed.contains(&booking.id), waits);
                if booking.status == BookingStatus::Counted {
                    let sign = if booking.recorded.reverses.is_some() { -1 } else { 1 };
                    sums[booking.recorded.booked as usize] +=
                        sign * i128::from(booking.recorded.amount_fen.0);
                }
            }
            let found = period.figures;
            let figures = [found.income_fen, found.expense_fen, found.returned_fen, found.distributed_fen];
            assert_eq!(figures.map(|fen| i128::from(fen.0)), sums);
        }
    }
    for booking in standings.bookings.values() {
        let reversal = booking.reversed_by.map(|id| standings.bookings[&id].recorded.reverses);
        assert!(reversal.is_none_or(|reverses| reverses == Some(booking.id)));
    }
}

pub fn invariant_breaches_follow_from_the_figures(state: &State) {
    for rule in state.standings.rules.values() {
        for (number, period) in &rule.periods {
            // Seven tenths in whole numbers: lacking where ten times what came back is less than seven times the profit.
            let profit = period.figures.profit_fen().max(0);
            let lacks = 10 * i128::from(period.figures.returned_fen.0) < 7 * profit;
            let over = period.ended_at.is_some();
            assert_eq!(period.broken.contains_key(&Breach::ShareLacking), over && lacks);
            assert_eq!(rule.lacking.contains(number), over && lacks);
            let left = if lacks { 0 } else { (profit - i128::from(period.figures.returned_fen.0)).max(0) };
            let beyond = i128::from(period.figures.distributed_fen.0) > left;
            assert_eq!(period.broken.contains_key(&Breach::DistributedBeyond), beyond);
            let open: std::collections::BTreeSet<Breach> =
                period.breaches.iter().filter(|it| it.healed_at.is_none()).map(|it| it.breach).collect();
            assert!(open.iter().eq(period.broken.keys()), "what is not healed is broken");
        }
        if rule.end.is_none() {
            let account = (rule.council.clone(), rule.terms.account.clone());
            assert_eq!(state.standings.accounts.get(&account), Some(&rule.id));
        }
    }
}

pub fn invariant_every_window_of_a_duty_was_done_or_missed(state: &State) {
    for duty in state.standings.duties.values() {
        assert_eq!(duty.occurrences.len() as u32, duty.next - 1);
        assert!(duty.occurrences.keys().copied().eq(1..duty.next));
        for (number, found) in &duty.occurrences {
            assert!(found.missed_at.is_some() || found.performed.is_some());
            assert_eq!(duty.overdue.contains(number), found.performed.is_none());
        }
        assert_eq!(duty.next_due_at_ms, duty.windows.due(duty.next));
    }
}

pub fn invariant_duties_are_found_by_who_owes_them_and_who_sees_to_them(state: &State) {
    let mut owed_by: OrdMap<DutyBearer, OrdSet<StandingDutyId>> = OrdMap::new();
    let mut seen_to_by: OrdMap<SeatAt, OrdSet<StandingDutyId>> = OrdMap::new();
    for duty in state.standings.duties.values().filter(|duty| duty.is_owed()) {
        owed_by.entry(duty.terms.bearer.clone()).or_default().insert(duty.id);
        seen_to_by.entry(duty.terms.supervisor.clone()).or_default().insert(duty.id);
    }
    assert_eq!((owed_by, seen_to_by), (state.standings.owed_by.clone(), state.standings.seen_to_by.clone()));
}
