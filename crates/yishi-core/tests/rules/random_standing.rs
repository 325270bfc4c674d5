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
            let from = (extra % 7 == 1).then(|| Date::of(community.at).plus_days(extra as u32 % 30));
            let recurs = Recurrence { from, grace_days: extra as u32 % 9, ..recurs("7d", lasts) };
            let ends: Vec<_> = duties.keys().copied().filter(|_| extra.is_multiple_of(3)).take(3).collect();
            let document = community.proposal(proposal).document()?;
            if extra % 5 < 2 {
                let ends: Vec<_> = community.state.standings.rules.keys().copied().take(extra % 2).collect();
                let terms = [partner(), confirmed()][extra % 2].clone();
                let replaces = from.and_then(|_| {
                    community.state.standings.accounts.get(&(id("grid-1"), terms.account.clone())).copied()
                });
                let ends: Vec<_> = ends.into_iter().filter(|rule| replaces != Some(*rule)).collect();
                let rules = vec![StandingRuleTerms { periods: recurs, replaces, ..terms }];
                return Some(DeclareEffects { proposal, document, ..ruling(rules, &ends) }.into());
            }
            let open = duties.values().filter(|duty| duty.end.is_none() && !ends.contains(&duty.id));
            let replaces = open.map(|duty| duty.id).nth(extra % 3).filter(|_| from.is_some());
            let mut duties = vec![inspection(recurs); extra % 3];
            if let Some(duty) = duties.first_mut() {
                duty.replaces = replaces;
            }
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
            let shares = matches!(order.booked, Booked::Returned | Booked::Distributed);
            let period = (shares && extra.is_multiple_of(2)).then_some(extra as u32 / 4 % 4);
            RecordBooking { day, period, ..order }.into()
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
    let ending = state.standings.duties.values().filter(|duty| duty.end.is_none());
    let duty_ends = ending
        .filter_map(|duty| Some((duty.succession?.at_ms, Obligation::StandingDutyEnds { duty: duty.id })));
    let ending = state.standings.rules.values().filter(|rule| rule.end.is_none());
    let rule_ends = ending
        .filter_map(|rule| Some((rule.succession?.at_ms, Obligation::StandingRuleEnds { rule: rule.id })));
    let running = state.standings.duties.values().filter(|duty| duty.end.is_none());
    let due = |duty: &std::sync::Arc<StandingDuty>| {
        Some((duty.next_due_at_ms?, Obligation::StandingDuty { duty: duty.id }))
    };
    let share = |rule: &std::sync::Arc<StandingRule>| {
        Some((rule.next_due_at_ms?, Obligation::StandingPeriod { rule: rule.id }))
    };
    let rules = state.standings.rules.values().filter(|rule| rule.end.is_none());
    running.filter_map(due).chain(rules.filter_map(share)).chain(duty_ends).chain(rule_ends).collect()
}

pub fn invariant_figures_are_what_the_bookings_that_count_come_to(state: &State) {
    let standings = &state.standings;
    for rule in standings.rules.values() {
        for (number, period) in &rule.periods {
            let mut sums = [0_i128; 4];
            let refused =
                period.bookings.iter().filter(|id| standings.bookings[*id].status == BookingStatus::Refused);
            assert_eq!(period.refused as usize, refused.count());
            for booking in period.bookings.iter().map(|id| &standings.bookings[id]) {
                assert_eq!((booking.recorded.rule, booking.recorded.period), (rule.id, *number));
                let of_day = rule.windows.number_on(booking.recorded.day);
                match booking.recorded.booked {
                    Booked::Income | Booked::Expense => assert_eq!(of_day, Some(*number)),
                    Booked::Returned | Booked::Distributed => assert!(of_day.is_none_or(|of| of >= *number)),
                }
                let waits = booking.status == BookingStatus::Unconfirmed;
                assert_eq!(rule.unconfirmed.contains(&booking.id), waits && rule.end.is_none());
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
        let mut lacking = OrdSet::new();
        for (number, period) in &rule.periods {
            let (noted, records) = worked_out(state, rule, period);
            let unkept = period.broken.contains_key(&Breach::NotKept);
            assert!(!unkept || period.ended_at.is_some() && !is_kept(state, period));
            let mut of_figures = period.broken.clone();
            of_figures.remove(&Breach::NotKept);
            assert_eq!(of_figures, noted, "period {number} of {}", rule.id);
            let measured = period.breaches.iter().filter(|it| it.breach != Breach::NotKept);
            let found: Vec<_> = measured.map(|it| (it.index, it.breach, it.by_fen)).collect();
            assert_eq!(found, records);
            if noted.contains_key(&Breach::ShareLacking) {
                lacking.insert(*number);
            }
            let open: std::collections::BTreeSet<Breach> =
                period.breaches.iter().filter(|it| it.healed_at.is_none()).map(|it| it.breach).collect();
            assert!(open.iter().eq(period.broken.keys()), "what is not healed is broken");
        }
        assert_eq!(rule.lacking, lacking);
        let broken = rule.periods.iter().filter(|(_, period)| !period.broken.is_empty());
        assert!(rule.broken.iter().eq(broken.map(|(number, _)| number)));
        let waits = rule.replaces.is_some_and(|before| state.standings.rules[&before].end.is_none());
        if rule.end.is_none() && rule.windows.due(1).is_some() && !waits {
            let account = (rule.council.clone(), rule.terms.account.clone());
            assert_eq!(state.standings.accounts.get(&account), Some(&rule.id));
        }
    }
}

/// Whether something was booked, and nothing waits.
fn is_kept(state: &State, period: &RulePeriod) -> bool {
    let statuses: Vec<_> = period.bookings.iter().map(|id| state.standings.bookings[id].status).collect();
    let waits = statuses.contains(&BookingStatus::Unconfirmed);
    statuses.iter().any(|status| *status != BookingStatus::Refused) && !waits
}

type Noted = std::collections::BTreeMap<Breach, AmountFen>;

/// What was noted of a period, from the bookings alone, in the order in which they counted: what is broken, and every time that it was or
/// grew.
fn worked_out(
    state: &State,
    rule: &StandingRule,
    period: &RulePeriod,
) -> (Noted, Vec<(u64, Breach, AmountFen)>) {
    let counted = period.bookings.iter().map(|id| &state.standings.bookings[id]);
    let counted = counted.filter(|booking| booking.status == BookingStatus::Counted);
    let mut steps: Vec<(u64, Option<&BookingRecorded>)> = counted
        .map(|it| (it.checked_at.unwrap_or(it.id.entry_index()), Some(it.recorded.as_ref())))
        .chain(period.ended_at.map(|index| (index, None)))
        .collect();
    steps.sort_by_key(|(index, _)| *index);
    let (mut sums, mut over) = ([0_i128; 4], false);
    let (mut noted, mut records) = (Noted::new(), Vec::new());
    for (index, booking) in steps {
        match booking {
            Some(it) if it.reverses.is_some() => sums[it.booked as usize] -= i128::from(it.amount_fen.0),
            Some(it) => sums[it.booked as usize] += i128::from(it.amount_fen.0),
            None => over = true,
        }
        for (breach, by) in breaks(rule, sums, over) {
            let by_fen = AmountFen(u64::try_from(by).unwrap());
            if by == 0 {
                noted.remove(&breach);
            } else if noted.get(&breach).is_none_or(|was| *was < by_fen) {
                noted.insert(breach, by_fen);
                records.push((index, breach, by_fen));
            }
        }
    }
    (noted, records)
}

/// By how much each breach stands with these sums.
fn breaks(
    rule: &StandingRule,
    [income, expense, returned, paid]: [i128; 4],
    over: bool,
) -> [(Breach, i128); 3] {
    let profit = (income - expense).max(0);
    // Seven tenths in whole numbers, rounded up.
    let due = (7 * profit + 9) / 10;
    let covered = rule.terms.expenses == Expenses::Covered;
    [
        (Breach::ExpenseUncovered, if covered { (expense - income).max(0) } else { 0 }),
        (Breach::DistributedBeyond, (paid - (profit - due.max(returned)).max(0)).max(0)),
        (Breach::ShareLacking, if over { (due - returned).max(0) } else { 0 }),
    ]
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

pub fn invariant_nothing_takes_the_place_of_a_duty_that_still_waits(state: &State) {
    let duties = &state.standings.duties;
    for duty in duties.values().filter(|duty| duty.end.is_none()) {
        let stands = duty.replaces.map(|id| &duties[&id]).filter(|stands| stands.end.is_none());
        let waits = stands.and_then(|stands| stands.succession).is_some_and(|next| next.by == duty.id);
        assert!(!waits || duty.succession.is_none(), "{}", duty.id);
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
    if state.standings.owed_by.is_empty() {
        return;
    }
    for member in state.roll.members.keys() {
        let borne = state.standings.owed_by.iter().filter(|(bearer, _)| state.bears(member, bearer));
        let borne: OrdSet<StandingDutyId> = borne.flat_map(|(_, duties)| duties.iter().copied()).collect();
        assert_eq!(state.duties_borne_by(member), borne, "{member}");
    }
}
