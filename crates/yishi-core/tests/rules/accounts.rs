//! Standing rules: how much of the profit of an account comes back, what each booking comes to, what breaks a rule and what heals it.

use crate::community::*;
use crate::duties::{adopt_late, recurs, seat_at, soon, two_rules};
use crate::steps::*;
use crate::texts::{adopt, with_these};
use yishi_core::*;

/// Seven tenths of each half-year's profit come back; the steward of grid 1 keeps the book.
pub fn partner() -> StandingRuleTerms {
    StandingRuleTerms {
        name: "Share of the partner".to_owned(),
        account: id("partner"),
        returns_at_least: yishi_tally::Fraction::new(7, 10).unwrap(),
        periods: Recurrence { grace_days: 15, ..recurs("6mo", Lasts::UntilEnded) },
        keeper: seat_at("grid-1", "property-steward"),
        confirmer: None,
        supervisor: seat_at("community", "supervisor"),
        distributions: OnExcess::Refuse,
        expenses: Expenses::Free,
        replaces: None,
    }
}

pub fn confirmed() -> StandingRuleTerms {
    StandingRuleTerms { confirmer: Some(seat_at("grid-1", "neighbour")), ..partner() }
}

pub fn ruling(rules: Vec<StandingRuleTerms>, ends: &[StandingRuleId]) -> DeclareEffects {
    let ends_rules = ends.iter().copied().collect();
    let standing = Some(StandingTerms { rules, ends_rules, ..StandingTerms::default() });
    DeclareEffects { standing, ..DeclareEffects::nothing(ProposalId::first(0), document(0)) }
}

/// A community in which one rule stands.
pub fn ruled(terms: StandingRuleTerms) -> (Community, StandingRuleId) {
    let mut community = Community::minimal();
    let rule = lay(&mut community, 20, terms, &[]);
    (community, rule)
}

fn lay(
    community: &mut Community,
    text: u8,
    terms: StandingRuleTerms,
    ends: &[StandingRuleId],
) -> StandingRuleId {
    let proposal = with_these(community, text, ruling(vec![terms], ends));
    let (resolution, _) = adopt(community, proposal);
    community.state.rules_of_resolution(resolution).next().unwrap().id
}

pub fn booking(community: &Community, booked: Booked, fen: u64) -> RecordBooking {
    RecordBooking {
        council: id("grid-1"),
        account: id("partner"),
        booked,
        amount_fen: AmountFen(fen),
        day: Date::of(community.at),
        period: None,
        evidence: words(96),
    }
}

fn reversal(booking: BookingId) -> ReverseBooking {
    ReverseBooking { booking, reason: "booked twice".to_owned(), evidence: words(97) }
}

fn check(booking: BookingId, finding: BookingFinding) -> CheckBooking {
    CheckBooking { booking, finding }
}

impl Community {
    fn book(&mut self, booked: Booked, fen: u64) -> Vec<Event> {
        let order = booking(self, booked, fen);
        self.order("steward-1", order)
    }

    fn rule(&self, rule: StandingRuleId) -> &StandingRule {
        self.state.standing_rule(&rule).unwrap()
    }

    fn owes_share(&self, member: &str) -> Vec<bool> {
        let owed = self.state.owed_to(&id(member)).into_iter();
        owed.filter(|owed| matches!(owed.what, OwedWhat::StandingRule(_))).map(|owed| owed.overdue).collect()
    }
}

fn booking_of(events: &[Event]) -> BookingId {
    match events.first() {
        Some(Event::BookingRecorded(event)) => event.booking,
        other => panic!("{other:?}"),
    }
}

/// Due and lacking with a booking that counts.
fn comes_to(events: &[Event]) -> (u64, u64) {
    let counted = events.iter().find_map(|event| match event {
        Event::BookingCounted(event) => Some((event.share_due_fen.0, event.lacking_fen.0)),
        _ => None,
    });
    counted.unwrap_or_else(|| panic!("nothing was counted: {events:?}"))
}

fn broken(events: &[Event]) -> Vec<(Breach, u64)> {
    let one = |event: &Event| match event {
        Event::StandingRuleBroken(event) => Some((event.breach, event.by_fen.0)),
        _ => None,
    };
    events.iter().filter_map(one).collect()
}

fn healed(events: &[Event]) -> Vec<Breach> {
    let one = |event: &Event| match event {
        Event::StandingRuleHealed(event) => Some(event.breach),
        _ => None,
    };
    events.iter().filter_map(one).collect()
}

#[test]
fn each_booking_says_what_is_due_so_far_rounded_up_to_the_fen() {
    let (mut community, rule) = ruled(partner());
    assert_eq!(comes_to(&community.book(Booked::Income, 1_000)), (700, 700));
    assert_eq!(comes_to(&community.book(Booked::Expense, 99)), (631, 631), "seven tenths of 901 are 630.7");
    assert_eq!(comes_to(&community.book(Booked::Returned, 630)), (631, 1));
    assert_eq!(comes_to(&community.book(Booked::Expense, 1_000)), (0, 0), "a loss owes nothing");
    assert_eq!(community.rule(rule).figures(1).profit_fen(), -99);
    let zero = booking(&community, Booked::Income, 0);
    assert!(matches!(community.refusal("steward-1", zero), Rejection::OutOfRange { .. }));
    let most = booking(&community, Booked::Income, MAX_SAFE_INTEGER);
    let refused = community.refusal("steward-1", most);
    assert!(refused.to_string().contains("keeps the sums of the period in bounds"), "{refused}");
}

#[test]
fn nobody_is_paid_out_before_the_share_has_come_back_and_then_the_rest_is_left() {
    let (mut community, rule) = ruled(partner());
    community.book(Booked::Income, 1_000);
    community.book(Booked::Returned, 699);
    let order = booking(&community, Booked::Distributed, 1);
    let too_large = |asked: u64, left: u64, lacking: u64| {
        let [asked_fen, left_fen, lacking_fen] = [asked, left, lacking].map(AmountFen);
        Rejection::DistributionTooLarge { rule, period: 1, asked_fen, left_fen, lacking_fen }
    };
    assert_eq!(community.refusal("steward-1", order), too_large(1, 0, 1));
    community.book(Booked::Returned, 1);
    let order = booking(&community, Booked::Distributed, 301);
    assert_eq!(community.refusal("steward-1", order), too_large(301, 300, 0));
    assert!(broken(&community.book(Booked::Distributed, 300)).is_empty());
    let events = community.book(Booked::Expense, 10);
    assert_eq!(broken(&events), [(Breach::DistributedBeyond, 10)], "what was left has become less");
}

#[test]
fn what_is_earned_later_breaks_nothing_and_only_stops_the_next_distribution() {
    let (mut community, rule) = ruled(partner());
    community.book(Booked::Income, 1_000);
    community.book(Booked::Returned, 700);
    community.book(Booked::Distributed, 300);
    let events = community.book(Booked::Income, 1);
    assert_eq!((comes_to(&events), broken(&events)), ((701, 1), vec![]));
    community.book(Booked::Income, 9);
    let order = booking(&community, Booked::Distributed, 1);
    assert!(matches!(community.refusal("steward-1", order), Rejection::DistributionTooLarge { .. }));
    community.book(Booked::Returned, 7);
    let order = booking(&community, Booked::Distributed, 4);
    assert!(matches!(community.refusal("steward-1", order), Rejection::DistributionTooLarge { .. }));
    assert!(broken(&community.book(Booked::Distributed, 3)).is_empty());
    assert!(community.rule(rule).periods[&1].breaches.is_empty());
}

#[test]
fn nobody_is_paid_out_while_the_share_of_a_period_before_is_lacking() {
    let (mut community, rule) = ruled(partner());
    let first = Date::of(community.at);
    community.book(Booked::Income, 100);
    community.wait_until(community.rule(rule).windows.due(1).unwrap());
    community.book(Booked::Income, 1_000);
    community.book(Booked::Returned, 700);
    let order = booking(&community, Booked::Distributed, 1);
    let [asked_fen, left_fen, lacking_fen] = [1, 0, 70].map(AmountFen);
    let refused = community.refusal("steward-1", order.clone());
    assert_eq!(
        refused,
        Rejection::DistributionTooLarge { rule, period: 2, asked_fen, left_fen, lacking_fen }
    );
    let returned = RecordBooking { day: first, ..booking(&community, Booked::Returned, 70) };
    community.order("steward-1", returned);
    community.order("steward-1", order);
}

#[test]
fn a_book_that_only_records_records_the_breach_with_the_booking() {
    let (mut community, rule) = ruled(StandingRuleTerms { distributions: OnExcess::Record, ..partner() });
    community.book(Booked::Income, 1_000);
    assert!(broken(&community.book(Booked::Distributed, 300)).is_empty(), "what is left without the share");
    assert_eq!(broken(&community.book(Booked::Distributed, 1)), [(Breach::DistributedBeyond, 1)]);
    assert_eq!(broken(&community.book(Booked::Distributed, 50)), [(Breach::DistributedBeyond, 51)]);
    assert!(healed(&community.book(Booked::Income, 169)).is_empty(), "350 of 1169 are left");
    assert_eq!(healed(&community.book(Booked::Income, 1)), [Breach::DistributedBeyond]);
    let records = community.rule(rule).periods[&1].breaches.clone();
    let healed_at = Some(community.index - 1);
    assert_eq!(records.iter().map(|it| it.healed_at).collect::<Vec<_>>(), [healed_at; 2], "and they stay");
}

#[test]
fn expenses_need_income_first_only_where_the_rule_says_so() {
    let (mut community, _) = ruled(partner());
    assert!(broken(&community.book(Booked::Expense, 500)).is_empty());
    let (mut community, _) = ruled(StandingRuleTerms { expenses: Expenses::Covered, ..partner() });
    assert_eq!(broken(&community.book(Booked::Expense, 500)), [(Breach::ExpenseUncovered, 500)]);
    assert!(healed(&community.book(Booked::Income, 499)).is_empty());
    assert_eq!(healed(&community.book(Booked::Income, 1)), [Breach::ExpenseUncovered]);
}

#[test]
fn a_period_that_ends_short_is_a_breach_that_shows_is_due_again_and_can_be_healed() {
    let (mut community, rule) = ruled(partner());
    community.book(Booked::Income, 1_000);
    assert_eq!(community.owes_share("resident-1-1"), [false]);
    let windows = community.rule(rule).windows;
    let due = windows.due(1).unwrap();
    assert_eq!(due, TimeMs(windows.end(1).0 + 15 * DAY_MS));
    community.wait_until(TimeMs(due.0 - HOUR_MS));
    // Within the days of grace, for the last day of the period.
    let last_day = RecordBooking {
        day: Date::of(TimeMs(windows.end(1).0 - 1)),
        ..booking(&community, Booked::Returned, 400)
    };
    assert_eq!(comes_to(&community.order("steward-1", last_day.clone())), (700, 300));
    let events = community.wait_until(due);
    let ended = StandingPeriodEnded {
        rule,
        period: 1,
        figures: community.rule(rule).figures(1),
        bookings: 2,
        unconfirmed: 0,
        share_due_fen: AmountFen(700),
        lacking_fen: AmountFen(300),
        earlier_lacking_fen: AmountFen(0),
        next_due_at_ms: windows.due(2),
    };
    assert!(events.contains(&ended.into()), "{events:?}");
    assert_eq!(broken(&events), [(Breach::ShareLacking, 300)]);
    assert_eq!(
        (community.owes_share("resident-1-1"), community.owes_share("supervisor-2")),
        (vec![true], vec![true])
    );
    let followed = community.state.changes_for(&id("resident-1-1"), community.index - 1);
    assert!(followed.iter().any(|change| change.what == Changed::StandingRule(rule)), "{followed:?}");

    let events = community.wait_until(windows.due(2).unwrap());
    let again = events.iter().find_map(|event| match event {
        Event::StandingPeriodEnded(event) => {
            Some((event.period, event.lacking_fen.0, event.earlier_lacking_fen.0))
        }
        _ => None,
    });
    assert_eq!(again, Some((2, 0, 300)), "it is due again with the next share");
    assert_eq!(broken(&events), [(Breach::NotKept, 0)]);
    let second = Date::of(windows.begin(2));
    let kept = RecordBooking { day: second, ..booking(&community, Booked::Expense, 1) };
    assert_eq!(healed(&community.order("steward-1", kept)), [Breach::NotKept]);
    let part = RecordBooking { amount_fen: AmountFen(299), ..last_day.clone() };
    assert!(healed(&community.order("steward-1", part)).is_empty());
    let rest = RecordBooking { amount_fen: AmountFen(1), ..last_day.clone() };
    assert_eq!(healed(&community.order("steward-1", rest)), [Breach::ShareLacking]);
    assert_eq!(community.owes_share("resident-1-1"), [false]);
    // A late invoice of a period that is over changes what was due then.
    let late = RecordBooking { booked: Booked::Income, amount_fen: AmountFen(10), ..last_day };
    assert_eq!(broken(&community.order("steward-1", late)), [(Breach::ShareLacking, 7)]);
}

#[test]
fn a_share_that_comes_back_within_the_days_of_grace_is_in_time() {
    let (mut community, rule) = ruled(partner());
    community.book(Booked::Income, 1_000);
    let windows = community.rule(rule).windows;
    community.wait_until(TimeMs(windows.due(1).unwrap().0 - HOUR_MS));
    let day = Date::of(TimeMs(windows.end(1).0 - 1));
    let order = RecordBooking { day, ..booking(&community, Booked::Returned, 700) };
    community.order("steward-1", order);
    assert!(broken(&community.wait_until(windows.due(1).unwrap())).is_empty());
    assert!(community.rule(rule).lacking.is_empty());
}

#[test]
fn a_wrong_booking_is_taken_back_by_another_that_names_it_and_never_changed() {
    let (mut community, rule) = ruled(partner());
    community.book(Booked::Income, 1_000);
    let before = community.rule(rule).figures(1);
    let wrong = booking_of(&community.book(Booked::Income, 5_000));
    assert!(matches!(community.refusal("worker-1", reversal(wrong)), Rejection::SeatNotHeld { .. }));
    let events = community.order("steward-1", reversal(wrong));
    let back = booking_of(&events);
    assert_eq!((comes_to(&events), community.rule(rule).figures(1)), ((700, 700), before));
    let stands = community.state.booking(&wrong).unwrap();
    assert_eq!((stands.recorded.amount_fen, stands.reversed_by), (AmountFen(5_000), Some(back)));
    let again = community.refusal("steward-1", reversal(wrong));
    assert!(already_done(&again).contains("is taken back by"), "{again}");
    let refused = community.refusal("steward-1", reversal(back));
    assert!(refused.to_string().contains("book anew"), "{refused}");
    let nothing = ReverseBooking { reason: " ".to_owned(), ..reversal(back) };
    assert!(matches!(community.refusal("steward-1", nothing), Rejection::OutOfRange { .. }));
    // A return that never came, taken back after the period is over, breaks the rule then.
    let returned = booking_of(&community.book(Booked::Returned, 700));
    community.wait_until(community.rule(rule).windows.due(1).unwrap());
    assert_eq!(broken(&community.order("steward-1", reversal(returned))), [(Breach::ShareLacking, 700)]);
}

#[test]
fn a_booking_counts_once_somebody_of_another_seat_has_confirmed_it() {
    let (mut community, rule) = ruled(confirmed());
    let events = community.book(Booked::Income, 1_000);
    let first = booking_of(&events);
    assert_eq!((events.len(), community.rule(rule).figures(1).income_fen), (1, AmountFen(0)));
    let refused = community.refusal("steward-1", reversal(first));
    assert_eq!(refused, wrong_stage("booking", first, "unconfirmed", "counted"));
    let confirm = check(first, BookingFinding::Confirmed);
    assert!(matches!(community.refusal("steward-1", confirm.clone()), Rejection::SeatNotHeld { .. }));
    let mut both = community.clone();
    let leaves = VacateSeat {
        council: id("grid-1"),
        seat: id("neighbour"),
        member: id("neighbour-1-2"),
        reason: "moves".to_owned(),
    };
    both.order("secretary", leaves);
    both.seat("grid-1", "neighbour", "steward-1");
    let refused = both.refusal("steward-1", confirm.clone());
    assert!(matches!(refused, Rejection::DutiesNotSeparate { .. }), "{refused}");
    let events = community.order("neighbour-1-1", confirm.clone());
    assert!(matches!(events.first(), Some(Event::BookingChecked(_))), "{events:?}");
    assert_eq!(comes_to(&events), (700, 700));
    let refused = community.refusal("neighbour-1-1", confirm);
    assert_eq!(refused, wrong_stage("booking", first, "counted", "unconfirmed"));
    // A reversal that is refused leaves the booking as it was, and another one may come.
    let back = booking_of(&community.order("steward-1", reversal(first)));
    let reason = "it was right".to_owned();
    community.order("neighbour-1-1", check(back, BookingFinding::Refused { reason }));
    assert_eq!(community.state.booking(&first).unwrap().reversed_by, None);
    community.order("steward-1", reversal(first));
    assert_eq!(community.rule(rule).figures(1).income_fen, AmountFen(1_000));
}

#[test]
fn what_is_refused_or_waits_never_counts_and_a_distribution_is_measured_again_when_it_is_confirmed() {
    let (mut community, rule) = ruled(confirmed());
    let counts = |community: &mut Community, booked, fen| {
        let booked = booking_of(&community.book(booked, fen));
        community.order("neighbour-1-2", check(booked, BookingFinding::Confirmed));
        booked
    };
    counts(&mut community, Booked::Income, 1_000);
    counts(&mut community, Booked::Returned, 700);
    let [one, other] = [300, 300].map(|fen| booking_of(&community.book(Booked::Distributed, fen)));
    community.order("neighbour-1-1", check(one, BookingFinding::Confirmed));
    let refused = community.refusal("neighbour-1-1", check(other, BookingFinding::Confirmed));
    assert!(matches!(refused, Rejection::DistributionTooLarge { .. }), "{refused}");
    let reason = "paid already".to_owned();
    community.order("neighbour-1-1", check(other, BookingFinding::Refused { reason }));
    assert_eq!(community.state.booking(&other).unwrap().status, BookingStatus::Refused);
    assert_eq!(community.rule(rule).figures(1).distributed_fen, AmountFen(300));
    assert!(community.rule(rule).unconfirmed.is_empty());
    for _ in 0..MAX_UNCONFIRMED {
        community.book(Booked::Income, 1);
    }
    let one_more = booking(&community, Booked::Income, 1);
    let refused = community.refusal("steward-1", one_more);
    assert!(matches!(refused, Rejection::OutOfRange { .. }), "{refused}");
}

#[test]
fn only_who_keeps_the_book_books_and_only_days_of_the_rule_up_to_today() {
    let (mut community, rule) = ruled(partner());
    let order = booking(&community, Booked::Income, 1);
    let refused = community.refusal("manager", order.clone());
    let (council, seat) = (id("grid-1"), id("property-steward"));
    assert_eq!(refused, Rejection::SeatNotHeld { member: id("manager"), council, seat });
    let unknown = RecordBooking { account: id("till"), ..order.clone() };
    assert!(matches!(community.refusal("steward-1", unknown), Rejection::NotFound { .. }));
    let first = Date::of(community.rule(rule).windows.begins_at_ms);
    let before = Date { days_since_epoch: first.days_since_epoch - 1 };
    for day in [before, order.day.plus_days(1)] {
        let refused = community.refusal("steward-1", RecordBooking { day, ..order.clone() });
        assert!(matches!(refused, Rejection::OutOfRange { .. }), "{day}: {refused}");
    }
    community.order("steward-1", RecordBooking { day: first, ..order });
    let leaves = VacateSeat {
        council: id("community"),
        seat: id("supervisor"),
        member: id("supervisor-2"),
        reason: "moves".to_owned(),
    };
    community.order("secretary", leaves);
    community.seat("community", "supervisor", "steward-1");
    let order = booking(&community, Booked::Income, 1);
    let refused = community.refusal("steward-1", order);
    assert!(matches!(refused, Rejection::DutiesNotSeparate { .. }), "{refused}");
}

#[test]
fn a_later_rule_on_the_account_takes_the_place_of_the_earlier_one() {
    let (mut community, first) = ruled(partner());
    let wrong = booking_of(&community.book(Booked::Income, 1_000));
    let half = yishi_tally::Fraction::new(1, 2).unwrap();
    let second = lay(&mut community, 24, StandingRuleTerms { returns_at_least: half, ..partner() }, &[]);
    assert_eq!(community.rule(first).status(), StandingStatus::Ended);
    let refused = community.refusal("steward-1", reversal(wrong));
    assert!(matches!(refused, Rejection::WrongStage { .. }), "{refused}");
    assert_eq!(comes_to(&community.book(Booked::Income, 1_000)), (500, 500));
    let till = StandingRuleTerms { account: id("till"), ..partner() };
    lay(&mut community, 25, till, &[second]);
    let order = booking(&community, Booked::Income, 1);
    assert!(matches!(community.refusal("steward-1", order), Rejection::NotFound { .. }));
    let due = community.rule(first).windows.due(1).unwrap();
    let events = community.wait_until(due);
    assert!(broken(&events).is_empty(), "what ended owes nothing: {events:?}");
}

#[test]
fn a_later_rule_that_begins_another_day_or_is_over_takes_no_account() {
    let (mut community, first) = ruled(partner());
    let matter = community.grid_matter();
    let proposal = community.propose(matter, 22);
    let from = |days| Some(Date::of(community.at).plus_days(days));
    let order = |from| {
        let periods = Recurrence { from, ..partner().periods };
        let rules = vec![StandingRuleTerms { periods, ..partner() }];
        DeclareEffects { proposal, document: document(22), ..ruling(rules, &[]) }
    };
    let [today, tomorrow] = [0, 1].map(from);
    let refused = community.refusal("worker-1", order(tomorrow));
    assert!(refused.to_string().contains("ends with the certification"), "{refused}");
    community.order("worker-1", order(today));

    let periods = recurs("7d", soon(&community));
    let short = StandingRuleTerms { periods, ..partner() };
    let proposal = with_these(&mut community, 24, ruling(vec![short], &[first]));
    let (resolution, _) = adopt_late(&mut community, proposal);
    assert_eq!(
        community.state.rules_of_resolution(resolution).next().unwrap().status(),
        StandingStatus::Finished
    );
    assert_eq!(community.rule(first).status(), StandingStatus::Running);
    assert_eq!(comes_to(&community.book(Booked::Income, 1_000)), (700, 700));
}

#[test]
fn a_council_replaces_its_own_rule_under_the_decision_rule_that_laid_it_down() {
    let mut community = Community::settled(two_rules());
    let first = lay(&mut community, 20, partner(), &[]);
    for ends in [vec![], vec![first]] {
        let till = if ends.is_empty() { "partner" } else { "till" };
        let terms = StandingRuleTerms { account: id(till), ..partner() };
        let proposal = with_these(&mut community, 24, ruling(vec![terms], &ends));
        let weaker = community.poll_order(proposal, "simple", PollScope::Council);
        let refused = community.refusal(community.chair_of(proposal), weaker);
        assert!(refused.to_string().contains("which laid"), "{refused}");
    }
    assert_eq!(community.rule(first).status(), StandingStatus::Running);
}

#[test]
fn no_council_above_or_below_keeps_a_second_book_of_an_account() {
    let (mut community, first) = ruled(partner());
    let matter = community.community_matter();
    let proposal = community.propose(matter, 26);
    let order = |ends: &[StandingRuleId]| DeclareEffects {
        proposal,
        document: document(26),
        ..ruling(vec![partner()], ends)
    };
    let refused = community.refusal("secretary", order(&[]));
    assert!(refused.to_string().contains("an account without"), "{refused}");
    community.order("secretary", order(&[first]));
}

#[test]
fn too_much_that_was_paid_out_shows_like_a_share_that_is_lacking() {
    let (mut community, rule) = ruled(StandingRuleTerms { distributions: OnExcess::Record, ..partner() });
    community.book(Booked::Distributed, 10);
    assert_eq!(community.owes_share("supervisor-2"), [true]);
    assert!(community.rule(rule).broken.contains(&1) && community.rule(rule).lacking.is_empty());
    community.book(Booked::Income, 34);
    assert_eq!(community.owes_share("supervisor-2"), [false]);
}

#[test]
fn a_book_that_nobody_keeps_or_confirms_is_a_breach_until_it_is_put_right() {
    let (mut community, rule) = ruled(confirmed());
    let first = Date::of(community.at);
    let one = booking_of(&community.book(Booked::Expense, 1));
    let other = booking_of(&community.book(Booked::Expense, 2));
    let due = community.rule(rule).windows.due(1).unwrap();
    let events = community.wait_until(due);
    let numbers = events.iter().find_map(|event| match event {
        Event::StandingPeriodEnded(event) => Some((event.bookings, event.unconfirmed)),
        _ => None,
    });
    assert_eq!((numbers, broken(&events)), (Some((2, 2)), vec![(Breach::NotKept, 0)]));
    assert_eq!(community.owes_share("supervisor-2"), [true]);
    let events = community.order("neighbour-1-1", check(one, BookingFinding::Confirmed));
    assert!(healed(&events).is_empty(), "one still waits");
    let mut more = community.clone();
    let reason = "no voucher".to_owned();
    let refused = check(other, BookingFinding::Refused { reason });
    assert_eq!(healed(&community.order("neighbour-1-1", refused)), [Breach::NotKept]);
    let late = RecordBooking { day: first, ..booking(&more, Booked::Expense, 3) };
    let late = booking_of(&more.order("steward-1", late));
    more.order("neighbour-1-1", check(other, BookingFinding::Confirmed));
    let events = more.order("neighbour-1-1", check(late, BookingFinding::Confirmed));
    assert_eq!(healed(&events), [Breach::NotKept]);
}

#[test]
fn a_full_period_takes_what_puts_it_right_and_refused_bookings_leave_room() {
    let (mut community, rule) = ruled(partner());
    let wrong = booking_of(&community.book(Booked::Income, 1_000));
    let fill = |community: &mut Community, bookings: usize, refused: u32| {
        let found = community.state.standings.rules.get_mut(&rule).unwrap();
        let period =
            std::sync::Arc::make_mut(found).periods.get_mut(&1).map(std::sync::Arc::make_mut).unwrap();
        period.bookings = (0..bookings as u64).map(|index| BookingId::first(1_000_000 + index)).collect();
        period.refused = refused;
    };
    fill(&mut community, MAX_BOOKINGS, 0);
    let income = booking(&community, Booked::Income, 1);
    let refused = community.refusal("steward-1", income.clone());
    assert!(matches!(refused, Rejection::OutOfRange { .. }), "{refused}");
    community.book(Booked::Returned, 700);
    community.order("steward-1", reversal(wrong));
    fill(&mut community, MAX_BOOKINGS, 1);
    community.order("steward-1", income);
    fill(&mut community, MAX_BOOKINGS + MAX_RETURNS_BEYOND, 0);
    let returned = booking(&community, Booked::Returned, 1);
    let refused = community.refusal("steward-1", returned);
    assert!(matches!(refused, Rejection::OutOfRange { .. }), "{refused}");
}

#[test]
fn a_revoked_resolution_rules_no_account_any_more() {
    let (mut community, rule) = ruled(partner());
    let revoked = RecordRuling {
        resolution: community.rule(rule).resolution,
        authority: "court".to_owned(),
        reference: "78".to_owned(),
        document: document(44),
        finding: Finding::Revoked { seats: None },
    };
    let events = community.order("registrar-2", revoked);
    assert!(events.contains(&StandingRuleEnded { rule, ended_by: None }.into()), "{events:?}");
    assert!(community.owes_share("supervisor").is_empty());
    let order = booking(&community, Booked::Income, 1);
    assert!(matches!(community.refusal("steward-1", order), Rejection::NotFound { .. }));
}

#[test]
fn a_rule_is_checked_before_anybody_votes() {
    let (mut community, stands) = ruled(partner());
    let matter = community.grid_matter();
    let proposal = community.propose(matter, 22);
    let order = |effects: DeclareEffects| DeclareEffects { proposal, document: document(22), ..effects };
    let other = |number: u32| StandingRuleTerms { account: id(&format!("account-{number}")), ..partner() };
    let mut refused =
        |rules: Vec<StandingRuleTerms>| community.refusal("worker-1", order(ruling(rules, &[])));
    assert!(matches!(refused((0..6).map(other).collect()), Rejection::OutOfRange { .. }));
    assert!(refused(vec![partner(), partner()]).to_string().contains("one rule for each account"));
    let nothing = yishi_tally::Fraction::new(0, 1).unwrap();
    let refusals = [
        StandingRuleTerms { returns_at_least: nothing, ..partner() },
        StandingRuleTerms { name: String::new(), ..partner() },
        StandingRuleTerms { supervisor: partner().keeper, ..partner() },
        StandingRuleTerms { confirmer: Some(partner().keeper), ..partner() },
        StandingRuleTerms { confirmer: Some(partner().supervisor), ..partner() },
        StandingRuleTerms { periods: recurs("6d", Lasts::UntilEnded), ..partner() },
    ];
    let above = StandingRuleTerms { keeper: seat_at("community", "clerk"), ..partner() };
    for rule in refusals.into_iter().chain([above]) {
        assert!(matches!(refused(vec![rule.clone()]), Rejection::OutOfRange { .. }), "{rule:?}");
    }
    let unknown = StandingRuleTerms { keeper: seat_at("grid-1", "king"), ..partner() };
    assert!(matches!(refused(vec![unknown]), Rejection::NotFound { .. }));
    community.order("worker-1", order(ruling((0..5).map(other).collect(), &[stands])));
    let matter = {
        let submission = community.submit("resident-2-1", 13);
        community.accept(submission, facts("environment", &["grid-2"]))
    };
    let proposal = community.propose(matter, 25);
    let beside = DeclareEffects { proposal, document: document(25), ..ruling(vec![], &[stands]) };
    assert!(matches!(community.refusal("worker-2", beside), Rejection::OutOfRange { .. }));
}

#[test]
fn a_share_that_comes_back_after_its_period_names_it_and_keeps_its_own_day() {
    let (mut community, rule) = ruled(partner());
    community.book(Booked::Income, 1_000);
    let windows = community.rule(rule).windows;
    community.wait_until(windows.end(1));
    let day = Date::of(community.at);
    let order = |booked, fen, period: Option<u32>, community: &Community| RecordBooking {
        period,
        ..booking(community, booked, fen)
    };
    let refused = community.refusal("steward-1", order(Booked::Distributed, 300, Some(1), &community));
    assert!(matches!(refused, Rejection::DistributionTooLarge { period: 1, .. }), "{refused}");
    let events = community.order("steward-1", order(Booked::Returned, 700, Some(1), &community));
    assert_eq!(comes_to(&events), (700, 0));
    let booked = community.state.booking(&booking_of(&events)).unwrap();
    assert_eq!((booked.recorded.day, booked.recorded.period), (day, 1));
    assert_eq!(windows.number_on(day), Some(2));
    community.order("steward-1", order(Booked::Distributed, 300, Some(1), &community));
    for (booked, period) in
        [(Booked::Returned, 0), (Booked::Returned, 3), (Booked::Income, 1), (Booked::Expense, 2)]
    {
        let refused = community.refusal("steward-1", order(booked, 1, Some(period), &community));
        assert!(matches!(&refused, Rejection::OutOfRange { field, .. } if field == "period"), "{refused}");
    }
    let tomorrow = RecordBooking { day: day.plus_days(1), ..order(Booked::Returned, 1, Some(1), &community) };
    assert!(matches!(community.refusal("steward-1", tomorrow), Rejection::OutOfRange { .. }));
    assert_eq!(
        comes_to(&community.order("steward-1", order(Booked::Returned, 1, Some(2), &community))),
        (0, 0)
    );
    let events = community.order("steward-1", reversal(booking_of(&events)));
    assert_eq!((comes_to(&events), community.rule(rule).figures(1).returned_fen), ((700, 700), AmountFen(0)));
}

#[test]
fn the_share_of_the_last_period_comes_back_after_it_too() {
    let periods = Recurrence { grace_days: 6, ..recurs("7d", Lasts::Times { times: 1 }) };
    let (mut community, rule) = ruled(StandingRuleTerms { periods, ..partner() });
    community.book(Booked::Income, 1_000);
    community.wait_until(TimeMs(community.rule(rule).windows.end(1).0 + HOUR_MS));
    let order = booking(&community, Booked::Returned, 700);
    assert!(matches!(community.refusal("steward-1", order.clone()), Rejection::OutOfRange { .. }));
    community.order("steward-1", RecordBooking { period: Some(1), ..order });
    assert!(broken(&community.wait_until(community.rule(rule).windows.due(1).unwrap())).is_empty());
}

/// A rule that takes the place of another so many days from now.
fn later(community: &Community, days: u32, replaces: StandingRuleId) -> StandingRuleTerms {
    let from = Some(Date::of(community.at).plus_days(days));
    let returns_at_least = yishi_tally::Fraction::new(1, 2).unwrap();
    let periods = Recurrence { from, ..partner().periods };
    StandingRuleTerms { periods, returns_at_least, replaces: Some(replaces), ..partner() }
}

#[test]
fn a_rule_that_is_replaced_on_a_later_day_keeps_its_account_until_that_day_begins() {
    let (mut community, first) = ruled(partner());
    let terms = later(&community, 60, first);
    let second = lay(&mut community, 24, terms, &[]);
    let (begins, resolution) =
        (community.rule(second).windows.begins_at_ms, community.rule(second).resolution);
    assert_eq!((community.rule(first).end, community.rule(second).replaces), (None, Some(first)));
    assert_eq!(comes_to(&community.book(Booked::Income, 1_000)), (700, 700));
    community.wait_until(TimeMs(begins.0 - HOUR_MS));
    let mut before = community.clone();
    before.at = TimeMs(begins.0 - 1);
    assert_eq!(comes_to(&before.book(Booked::Income, 1_000)), (1_400, 1_400));
    let events = community.wait_until(begins);
    assert!(
        events.contains(&StandingRuleEnded { rule: first, ended_by: Some(resolution) }.into()),
        "{events:?}"
    );
    assert_eq!(comes_to(&community.book(Booked::Income, 1_000)), (500, 500));
    let last_day = Date { days_since_epoch: Date::of(community.at).days_since_epoch - 1 };
    let early = RecordBooking { day: last_day, ..booking(&community, Booked::Income, 1) };
    assert!(matches!(community.refusal("steward-1", early), Rejection::OutOfRange { .. }));
}

#[test]
fn a_rule_goes_on_where_what_was_to_take_its_place_is_revoked_before() {
    let (mut community, first) = ruled(partner());
    let terms = later(&community, 60, first);
    let second = lay(&mut community, 24, terms, &[]);
    let revoked = RecordRuling {
        resolution: community.rule(second).resolution,
        authority: "court".to_owned(),
        reference: "78".to_owned(),
        document: document(44),
        finding: Finding::Revoked { seats: None },
    };
    community.order("registrar-2", revoked);
    community.wait_until(community.rule(second).windows.begins_at_ms);
    assert_eq!((community.rule(first).end, community.rule(first).succession), (None, None));
    assert_eq!(comes_to(&community.book(Booked::Income, 1_000)), (700, 700));
}

#[test]
fn an_account_goes_to_what_waits_for_it_where_the_rule_before_ends_early() {
    let (mut community, first) = ruled(partner());
    let terms = later(&community, 60, first);
    let second = lay(&mut community, 24, terms, &[]);
    let till = StandingRuleTerms { account: id("till"), ..partner() };
    lay(&mut community, 25, till, &[first]);
    assert_eq!(community.rule(first).status(), StandingStatus::Ended);
    let order = booking(&community, Booked::Income, 1_000);
    assert!(
        matches!(community.refusal("steward-1", order), Rejection::OutOfRange { .. }),
        "nothing stands yet"
    );
    community.wait_until(community.rule(second).windows.begins_at_ms);
    assert_eq!(comes_to(&community.book(Booked::Income, 1_000)), (500, 500));
}

#[test]
fn what_waits_for_an_account_never_begins_where_another_rule_takes_it() {
    let (mut community, first) = ruled(partner());
    let terms = later(&community, 60, first);
    let second = lay(&mut community, 24, terms, &[]);
    let third = lay(&mut community, 25, partner(), &[]);
    let ended = [first, second].map(|rule| community.rule(rule).end.unwrap().ended_by);
    assert_eq!(ended, [Some(community.rule(third).resolution); 2]);
    community.wait_until(community.rule(second).windows.begins_at_ms);
    assert_eq!(comes_to(&community.book(Booked::Income, 1_000)), (700, 700));
}

#[test]
fn only_the_rule_that_stands_on_the_account_is_replaced_and_named_once() {
    let (mut community, first) = ruled(partner());
    let matter = community.grid_matter();
    let proposal = community.propose(matter, 22);
    let order = |terms: StandingRuleTerms, ends: &[StandingRuleId]| DeclareEffects {
        proposal,
        document: document(22),
        ..ruling(vec![terms], ends)
    };
    let good = later(&community, 30, first);
    let unknown = StandingRuleTerms { replaces: Some(StandingRuleId::first(1)), ..good.clone() };
    let elsewhere = StandingRuleTerms { account: id("till"), ..good.clone() };
    for refused in [order(unknown, &[]), order(elsewhere, &[]), order(good.clone(), &[first])] {
        let refused = community.refusal("worker-1", refused);
        assert!(refused.to_string().contains("stands on account"), "{refused}");
    }
    community.order("worker-1", order(good, &[]));
}
