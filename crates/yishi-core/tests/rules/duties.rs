//! Standing duties: what a resolution lays down to come back, who does it, what is missed, late, ended and replaced.

use crate::community::*;
use crate::steps::*;
use crate::texts::{adopt, with_these};
use yishi_core::*;
use yishi_tally::Choice;

pub fn recurs(every: &str, lasts: Lasts) -> Recurrence {
    Recurrence { from: None, every: id(every), lasts, grace_days: 0 }
}

pub fn seat_at(council: &str, seat: &str) -> SeatAt {
    SeatAt { council: id(council), seat: id(seat) }
}

/// What the steward of grid 1 owes, and a supervisor of the community sees to.
pub fn inspection(recurs: Recurrence) -> StandingDutyTerms {
    StandingDutyTerms {
        does: DutyKind::Maintenance,
        name: "Lift inspection".to_owned(),
        bearer: DutyBearer::Seat { council: id("grid-1"), seat: id("property-steward") },
        supervisor: seat_at("community", "supervisor"),
        recurs,
        replaces: None,
    }
}

pub fn laying(duties: Vec<StandingDutyTerms>, ends: &[StandingDutyId]) -> DeclareEffects {
    let ends_duties = ends.iter().copied().collect();
    let standing = Some(StandingTerms { duties, ends_duties, ..StandingTerms::default() });
    DeclareEffects { standing, ..DeclareEffects::nothing(ProposalId::first(0), document(0)) }
}

pub fn perform(duty: StandingDutyId, occurrence: u32) -> PerformDuty {
    let report = DutyReport::Statement { text: words(94) };
    PerformDuty { duty, occurrence, report, evidence: None }
}

/// A community in which one duty stands.
pub fn laid(terms: StandingDutyTerms) -> (Community, StandingDutyId) {
    let mut community = Community::minimal();
    let proposal = with_these(&mut community, 20, laying(vec![terms], &[]));
    let (resolution, _) = adopt(&mut community, proposal);
    let duty = community.state.duties_of(resolution).next().unwrap().id;
    (community, duty)
}

impl Community {
    fn duty(&self, duty: StandingDutyId) -> &StandingDuty {
        self.state.standing_duty(&duty).unwrap()
    }

    fn owes(&self, member: &str) -> Vec<(StandingDutyId, bool)> {
        let owed = self.state.owed_to(&id(member)).into_iter();
        let duties = owed.filter_map(|owed| match owed.what {
            OwedWhat::StandingDuty(duty) => Some((duty, owed.overdue)),
            _ => None,
        });
        duties.collect()
    }
}

fn missed(events: &[Event]) -> Vec<u32> {
    let one = |event: &Event| match event {
        Event::StandingDutyMissed(event) => Some(event.occurrence),
        _ => None,
    };
    events.iter().filter_map(one).collect()
}

#[test]
fn a_duty_stands_from_the_certification_and_is_done_once_in_each_window() {
    let (mut community, duty) = laid(inspection(recurs("6mo", Lasts::UntilEnded)));
    let windows = community.duty(duty).windows;
    let certified = community.state.resolution(&community.duty(duty).resolution).unwrap().certified_at_ms;
    assert_eq!(windows.begins_at_ms, certified);
    assert!(matches!(community.refusal("worker-1", perform(duty, 1)), Rejection::NotDutyBearer { .. }));
    let refused = community.refusal("steward-1", perform(duty, 2));
    let (earliest_ms, field) = (windows.begin(2), "occurrence".to_owned());
    assert_eq!(refused, Rejection::TooEarly { field, earliest_ms, found_ms: community.at });
    assert!(matches!(community.refusal("steward-1", perform(duty, 0)), Rejection::OutOfRange { .. }));
    community.order("steward-1", perform(duty, 1));
    let again = community.refusal("steward-1", perform(duty, 1));
    assert!(already_done(&again).contains("was done for window 1"), "{again}");
    assert!(missed(&community.wait_until(TimeMs(windows.begin(2).0 - HOUR_MS))).is_empty());
    community.at = TimeMs(windows.begin(2).0 - 1);
    assert!(matches!(community.refusal("steward-1", perform(duty, 2)), Rejection::TooEarly { .. }));
    community.wait_until(windows.begin(2));
    let events = community.order("steward-1", perform(duty, 2));
    let [Event::StandingDutyPerformed(event)] = events.as_slice() else { panic!("{events:?}") };
    assert_eq!((event.late, event.next_due_at_ms), (false, windows.due(3)));
}

#[test]
fn a_duty_is_in_time_until_its_grace_is_over_and_missed_then() {
    let terms = inspection(Recurrence { grace_days: 10, ..recurs("1mo", Lasts::UntilEnded) });
    let (mut community, duty) = laid(terms);
    let windows = community.duty(duty).windows;
    let due = windows.due(1).unwrap();
    assert_eq!(due, TimeMs(windows.end(1).0 + 10 * DAY_MS));
    community.wait_until(TimeMs(due.0 - HOUR_MS));
    community.at = TimeMs(due.0 - 1);
    let refused = community.refusal("steward-1", perform(duty, 2));
    assert!(refused.to_string().contains("still in time and comes first"), "{refused}");
    let mut other = community.clone();
    let events = community.order("steward-1", perform(duty, 1));
    assert!(matches!(events.as_slice(), [Event::StandingDutyPerformed(event)] if !event.late), "{events:?}");
    assert_eq!(missed(&other.wait_until(due)), [1]);
    assert_eq!(other.duty(duty).next_due_at_ms, windows.due(2));
}

#[test]
fn what_was_missed_shows_to_those_concerned_stays_and_can_be_made_up_for() {
    let (mut community, duty) = laid(inspection(recurs("1mo", Lasts::UntilEnded)));
    assert_eq!(community.owes("resident-1-1"), [(duty, false)], "who handed it in follows the matter");
    assert_eq!(community.owes("supervisor-2"), [(duty, false)]);
    assert!(community.owes("resident-2-1").is_empty());
    let due = community.duty(duty).windows.due(2).unwrap();
    let council = community.duty(duty).council.clone();
    let listed = |community: &Community, place| community.state.listings.duties.count(&council, Some(place));
    assert_eq!(listed(&community, StandingPlace::Running), 1);
    assert_eq!(missed(&community.wait_until(due)), [1, 2]);
    assert_eq!((listed(&community, StandingPlace::Late), listed(&community, StandingPlace::Running)), (1, 0));
    assert_eq!(community.owes("supervisor-2"), [(duty, true)]);
    let followed = community.state.changes_for(&id("resident-1-1"), community.index - 1);
    assert!(followed.iter().any(|change| change.what == Changed::StandingDuty(duty)), "{followed:?}");
    let events = community.order("steward-1", perform(duty, 1));
    let [Event::StandingDutyPerformed(event)] = events.as_slice() else { panic!("{events:?}") };
    assert_eq!((event.late, event.next_due_at_ms), (true, None));
    assert_eq!(community.owes("resident-1-1"), [(duty, true)], "one more is missing");
    community.order("steward-1", perform(duty, 3));
    community.order("steward-1", perform(duty, 2));
    assert_eq!(community.owes("resident-1-1"), [(duty, false)]);
    let found = community.duty(duty);
    let late: Vec<(u32, bool)> = found
        .occurrences
        .iter()
        .map(|(number, it)| (*number, it.missed_at.is_some() && it.performed.is_some()))
        .collect();
    assert_eq!(late, [(1, true), (2, true), (3, false)]);
}

#[test]
fn a_duty_goes_with_the_seat_and_nobody_does_what_they_see_to() {
    let (mut community, duty) = laid(inspection(recurs("1mo", Lasts::UntilEnded)));
    let leaves = |council: &str, seat: &str, member: &str| VacateSeat {
        council: id(council),
        seat: id(seat),
        member: id(member),
        reason: "moves".to_owned(),
    };
    community.order("secretary", leaves("grid-1", "property-steward", "steward-1"));
    community.seat("grid-1", "property-steward", "steward-2");
    let refused = community.refusal("steward-1", perform(duty, 1));
    let bearer = "seat:grid-1/property-steward".to_owned();
    assert_eq!(refused, Rejection::NotDutyBearer { member: id("steward-1"), duty, bearer });
    assert!(community.state.duties_borne_by(&id("steward-2")).contains(&duty));
    community.order("secretary", leaves("community", "supervisor", "supervisor-2"));
    community.seat("community", "supervisor", "steward-2");
    let refused = community.refusal("steward-2", perform(duty, 1));
    assert!(matches!(refused, Rejection::DutiesNotSeparate { .. }), "{refused}");
    community.order("secretary", leaves("community", "supervisor", "steward-2"));
    community.order("steward-2", perform(duty, 1));
}

#[test]
fn a_duty_that_came_back_often_enough_is_finished_and_what_was_missed_can_still_be_done() {
    let (mut community, duty) = laid(inspection(recurs("7d", Lasts::Times { times: 2 })));
    community.order("steward-1", perform(duty, 1));
    let due = community.duty(duty).windows.due(2).unwrap();
    assert_eq!(missed(&community.wait_until(due)), [2]);
    assert_eq!(community.duty(duty).status(), StandingStatus::Finished);
    assert!(matches!(community.refusal("steward-1", perform(duty, 3)), Rejection::OutOfRange { .. }));
    community.order("steward-1", perform(duty, 2));
    assert!(community.owes("supervisor").is_empty() && !community.duty(duty).is_owed());
    assert!(missed(&community.wait_days(60)).is_empty());
}

#[test]
fn a_duty_begins_on_its_day_or_with_a_certification_that_comes_later() {
    let from = |day: &str| Recurrence { from: Some(id(day)), ..recurs("1mo", Lasts::UntilEnded) };
    let (community, duty) = laid(inspection(from("2026-07-01")));
    let windows = community.duty(duty).windows;
    assert_eq!(Date::of(windows.begins_at_ms).to_string(), "2026-07-01");
    assert_eq!(Date::of(TimeMs(windows.end(1).0 - 1)).to_string(), "2026-07-31");
    let (mut community, duty) = laid(inspection(from("2026-03-02")));
    let certified = community.state.resolution(&community.duty(duty).resolution).unwrap().certified_at_ms;
    assert_eq!(community.duty(duty).windows.begins_at_ms, certified);
    community.order("steward-1", perform(duty, 1));
}

/// A text of grid 1 whose windows are over by the time of a late certification.
pub fn adopt_late(community: &mut Community, proposal: ProposalId) -> (ResolutionId, Vec<Event>) {
    let poll = community.open_poll_with_costs(proposal, PollScope::Council);
    for voter in GRID_VOTERS {
        community.vote(poll, voter, Choice::For);
    }
    community.close_poll(poll);
    community.wait_days(5);
    let order = CertifyResolution { poll, document: community.poll(poll).document };
    let events = community.order("supervisor", order);
    let Some(Event::ResolutionCertified(certified)) = events.first() else { panic!("{events:?}") };
    (certified.resolution, events.clone())
}

/// A last day on which the vote can still be closed, and five days later not.
pub fn soon(community: &Community) -> Lasts {
    Lasts::Until { day: Date::of(community.at).plus_days(5) }
}

#[test]
fn what_would_be_over_when_the_vote_closes_is_not_voted_on() {
    let mut community = Community::minimal();
    let today = Lasts::Until { day: Date::of(community.at) };
    let proposal = with_these(&mut community, 20, laying(vec![inspection(recurs("7d", today))], &[]));
    community.wait_days(1);
    let order = community.poll_order(proposal, "council", PollScope::Council);
    let refused = community.refusal(community.chair_of(proposal), order);
    assert!(matches!(refused, Rejection::OutOfRange { .. }), "{refused}");
}

#[test]
fn a_duty_stays_where_the_time_of_its_successor_ran_out_before_the_certification() {
    let (mut community, old) = laid(inspection(recurs("1mo", Lasts::UntilEnded)));
    let terms = inspection(recurs("7d", soon(&community)));
    let proposal = with_these(&mut community, 24, laying(vec![terms], &[old]));
    let (resolution, _) = adopt_late(&mut community, proposal);
    let new = community.state.duties_of(resolution).next().unwrap();
    assert_eq!(new.status(), StandingStatus::Finished, "over before it was certified");
    assert_eq!(community.duty(old).status(), StandingStatus::Running);
    community.order("steward-1", perform(old, 1));
}

#[test]
fn what_takes_the_place_of_a_duty_begins_at_once() {
    let (mut community, old) = laid(inspection(recurs("1mo", Lasts::UntilEnded)));
    let matter = community.grid_matter();
    let proposal = community.propose(matter, 22);
    let from = |days| Recurrence {
        from: Some(Date::of(community.at).plus_days(days)),
        ..recurs("1mo", Lasts::UntilEnded)
    };
    let order = |from, ends: &[StandingDutyId]| DeclareEffects {
        proposal,
        document: document(22),
        ..laying(vec![inspection(from)], ends)
    };
    let [today, tomorrow] = [0, 1].map(from);
    let refused = community.refusal("worker-1", order(tomorrow, &[old]));
    assert!(refused.to_string().contains("ends with the certification"), "{refused}");
    community.order("worker-1", order(tomorrow, &[]));
    community.order("worker-1", order(today, &[old]));
}

#[test]
fn a_council_ends_its_own_duty_under_the_decision_rule_that_laid_it_down() {
    let mut community = Community::settled(two_rules());
    let proposal =
        with_these(&mut community, 20, laying(vec![inspection(recurs("1mo", Lasts::UntilEnded))], &[]));
    let (resolution, _) = adopt(&mut community, proposal);
    let old = community.state.duties_of(resolution).next().unwrap().id;
    assert_eq!(community.duty(old).decided_by, id("council"));
    let proposal = with_these(&mut community, 24, laying(vec![], &[old]));
    let weaker = community.poll_order(proposal, "simple", PollScope::Council);
    let refused = community.refusal(community.chair_of(proposal), weaker);
    assert!(refused.to_string().contains("which laid"), "{refused}");
    adopt(&mut community, proposal);
    assert_eq!(community.duty(old).status(), StandingStatus::Ended);
}

/// Another decision rule beside that of the council.
pub fn two_rules() -> Charter {
    let mut charter = minimal_charter();
    let council = charter.decision(&id("council")).unwrap().clone();
    charter.decisions.push(DecisionClause { id: id("simple"), ..council });
    charter
}

#[test]
fn a_later_resolution_ends_a_duty_and_lays_down_another_in_its_place() {
    let (mut community, old) = laid(inspection(recurs("1mo", Lasts::UntilEnded)));
    let terms =
        vec![inspection(recurs("6mo", Lasts::UntilEnded)), inspection(recurs("7d", Lasts::UntilEnded))];
    let proposal = with_these(&mut community, 24, laying(terms, &[old]));
    let (resolution, events) = adopt(&mut community, proposal);
    let ended = StandingDutyEnded { duty: old, ended_by: Some(resolution) };
    assert!(events.contains(&ended.into()), "{events:?}");
    let new: Vec<StandingDutyId> = community.state.duties_of(resolution).map(|duty| duty.id).collect();
    assert_eq!(new, [1, 2].map(|number| StandingDutyId::nth(resolution.entry_index(), number)));
    assert!(matches!(community.refusal("steward-1", perform(old, 1)), Rejection::WrongStage { .. }));
    let due = community.duty(new[1]).next_due_at_ms.unwrap();
    let events = community.wait_until(due);
    let of_old = |event: &Event| matches!(event, Event::StandingDutyMissed(event) if event.duty == old);
    assert!(!events.iter().any(of_old), "{events:?}");
    assert!(community.owes("supervisor").contains(&(new[1], true)));
}

#[test]
fn a_revoked_resolution_lays_down_nothing_any_more() {
    let (mut community, duty) = laid(inspection(recurs("1mo", Lasts::UntilEnded)));
    let due = community.duty(duty).windows.due(1).unwrap();
    community.wait_until(due);
    let revoked = RecordRuling {
        resolution: community.duty(duty).resolution,
        authority: "court".to_owned(),
        reference: "77".to_owned(),
        document: document(44),
        finding: Finding::Revoked { seats: None },
    };
    let events = community.order("registrar-2", revoked);
    assert!(events.contains(&StandingDutyEnded { duty, ended_by: None }.into()), "{events:?}");
    assert_eq!(community.duty(duty).status(), StandingStatus::Ended);
    assert!(community.owes("supervisor").is_empty());
    assert!(community.duty(duty).overdue.contains(&1), "the breach stands");
    assert!(matches!(community.refusal("steward-1", perform(duty, 1)), Rejection::WrongStage { .. }));
    assert!(missed(&community.wait_days(60)).is_empty());
}

#[test]
fn what_is_laid_down_is_checked_before_anybody_votes() {
    let (mut community, of_grid) = laid(inspection(recurs("1mo", Lasts::UntilEnded)));
    let matter = community.grid_matter();
    let proposal = community.propose(matter, 22);
    let order = |effects: DeclareEffects| DeclareEffects { proposal, document: document(22), ..effects };
    let good = inspection(recurs("1mo", Lasts::UntilEnded));
    let mut refused =
        |duties: Vec<StandingDutyTerms>| community.refusal("worker-1", order(laying(duties, &[])));
    assert!(matches!(refused(vec![]), Rejection::OutOfRange { .. }), "nothing");
    assert!(matches!(refused(vec![good.clone(); MAX_STANDING_DUTIES + 1]), Rejection::OutOfRange { .. }));
    let own = StandingDutyTerms { supervisor: seat_at("grid-1", "property-steward"), ..good.clone() };
    assert!(matches!(refused(vec![own]), Rejection::OutOfRange { .. }), "nobody sees to their own");
    let bearer = DutyBearer::Member { member: id("resident-2-1") };
    let beside = StandingDutyTerms { bearer, ..good.clone() };
    assert!(matches!(refused(vec![beside]), Rejection::OutOfRange { .. }), "a grid binds nobody of another");
    let bearer = DutyBearer::Member { member: id("supervisor") };
    let own = StandingDutyTerms { bearer, ..good.clone() };
    assert!(matches!(refused(vec![own]), Rejection::DutiesNotSeparate { .. }));
    let unknown = StandingDutyTerms { supervisor: seat_at("grid-1", "king"), ..good.clone() };
    assert!(matches!(refused(vec![unknown]), Rejection::NotFound { .. }));
    let bearer = DutyBearer::Post { council: id("grid-1"), post: id("desk") };
    let unknown = StandingDutyTerms { bearer, ..good.clone() };
    assert!(matches!(refused(vec![unknown]), Rejection::NotFound { .. }), "no such post");
    let bearer = DutyBearer::Seat { council: id("community"), seat: id("property-manager") };
    let above = StandingDutyTerms { bearer, ..good.clone() };
    assert!(matches!(refused(vec![above]), Rejection::OutOfRange { .. }), "a grid binds nobody above it");
    let nameless = StandingDutyTerms { name: " ".to_owned(), ..good.clone() };
    assert!(matches!(refused(vec![nameless]), Rejection::OutOfRange { .. }));
    let unknown = order(laying(vec![], &[StandingDutyId::first(4_000)]));
    assert!(matches!(community.refusal("worker-1", unknown), Rejection::NotFound { .. }));
    community.order("worker-1", order(laying(vec![good; MAX_STANDING_DUTIES], &[of_grid])));
}

#[test]
fn a_council_ends_no_duty_from_beside_or_below() {
    let (mut community, of_grid_1) = laid(inspection(recurs("1mo", Lasts::UntilEnded)));
    let submission = community.submit("resident-2-1", 13);
    let matter = community.accept(submission, facts("environment", &["grid-2"]));
    let proposal = community.propose(matter, 25);
    let order = DeclareEffects { proposal, document: document(25), ..laying(vec![], &[of_grid_1]) };
    assert!(matches!(community.refusal("worker-2", order), Rejection::OutOfRange { .. }));
    let matter = community.community_matter();
    let proposal = community.propose(matter, 26);
    let order = DeclareEffects { proposal, document: document(26), ..laying(vec![], &[of_grid_1]) };
    community.order("secretary", order);
}

#[test]
fn whoever_holds_a_post_owes_its_duty() {
    let mut community = crate::post::posted();
    let bearer = DutyBearer::Post { council: id("grid-1"), post: id("desk") };
    let terms = StandingDutyTerms { bearer, ..inspection(recurs("1mo", Lasts::UntilEnded)) };
    let proposal = with_these(&mut community, 20, laying(vec![terms], &[]));
    let (resolution, _) = adopt(&mut community, proposal);
    let duty = community.state.duties_of(resolution).next().unwrap().id;
    assert!(matches!(community.refusal("manager", perform(duty, 1)), Rejection::NotDutyBearer { .. }));
    community.assigned(crate::post::assignment("grid-1", "desk", "manager", &[]));
    let report = DutyReport::Document { document: document(77) };
    let command = PerformDuty { report, evidence: Some(words(95)), ..perform(duty, 1) };
    let texts = Command::from(command.clone()).texts();
    assert_eq!(texts, [TextRef::Document(document(77)), TextRef::Vault(words(95))]);
    community.order("manager", command);
}

/// A day later than the certification, and the duty that stands gives way on it.
fn from_day(community: &Community, days: u32, replaces: StandingDutyId) -> StandingDutyTerms {
    let from = Some(Date::of(community.at).plus_days(days));
    let recurs = Recurrence { from, ..recurs("1mo", Lasts::UntilEnded) };
    StandingDutyTerms { replaces: Some(replaces), ..inspection(recurs) }
}

fn succeeding(
    community: &mut Community,
    text: u8,
    terms: StandingDutyTerms,
) -> (ResolutionId, StandingDutyId) {
    let proposal = with_these(community, text, laying(vec![terms], &[]));
    let (resolution, _) = adopt(community, proposal);
    let duty = community.state.duties_of(resolution).next().unwrap().id;
    (resolution, duty)
}

#[test]
fn a_duty_that_is_replaced_on_a_later_day_is_owed_until_that_day_begins() {
    let (mut community, old) = laid(inspection(recurs("7d", Lasts::UntilEnded)));
    let terms = from_day(&community, 60, old);
    let (resolution, new) = succeeding(&mut community, 24, terms);
    let begins = community.duty(new).windows.begins_at_ms;
    let next = community.duty(old).succession.unwrap();
    assert_eq!((next.by, next.at_ms, next.resolution), (new, begins, resolution));
    assert_eq!(community.duty(old).status(), StandingStatus::Running);
    community.wait_until(TimeMs(begins.0 - HOUR_MS));
    let runs = community.duty(old).next;
    let mut other = community.clone();
    other.at = TimeMs(begins.0 - 1);
    assert!(matches!(other.refusal("steward-1", perform(new, 1)), Rejection::TooEarly { .. }));
    other.order("steward-1", perform(old, runs));
    let events = community.wait_until(begins);
    let ended = StandingDutyEnded { duty: old, ended_by: Some(resolution) };
    assert!(events.contains(&ended.into()), "{events:?}");
    assert!(matches!(community.refusal("steward-1", perform(old, runs)), Rejection::WrongStage { .. }));
    community.order("steward-1", perform(new, 1));
    assert!(community.duty(old).occurrences.get(&runs).is_none(), "the window that ran is no breach");
}

#[test]
fn a_duty_that_takes_the_place_of_another_at_once_ends_it_with_the_certification() {
    let (mut community, old) = laid(inspection(recurs("1mo", Lasts::UntilEnded)));
    let terms = StandingDutyTerms { replaces: Some(old), ..inspection(recurs("6mo", Lasts::UntilEnded)) };
    let (resolution, new) = succeeding(&mut community, 24, terms);
    let end = community.duty(old).end.unwrap();
    assert_eq!((end.index, end.ended_by), (resolution.entry_index(), Some(resolution)));
    assert_eq!((community.duty(new).replaces, community.duty(old).succession), (None, None));
}

#[test]
fn a_duty_goes_on_where_what_was_to_take_its_place_is_revoked_before() {
    let (mut community, old) = laid(inspection(recurs("7d", Lasts::UntilEnded)));
    let terms = from_day(&community, 60, old);
    let (resolution, new) = succeeding(&mut community, 24, terms);
    let revoked = RecordRuling {
        resolution,
        authority: "court".to_owned(),
        reference: "78".to_owned(),
        document: document(44),
        finding: Finding::Revoked { seats: None },
    };
    let begins = community.duty(new).windows.begins_at_ms;
    community.order("registrar-2", revoked);
    assert_eq!((community.duty(old).succession, community.duty(old).end), (None, None));
    community.wait_until(begins);
    let runs = community.duty(old).next;
    community.order("steward-1", perform(old, runs));
}

#[test]
fn what_waits_to_take_the_place_of_a_duty_never_begins_where_another_does() {
    let (mut community, old) = laid(inspection(recurs("7d", Lasts::UntilEnded)));
    let terms = from_day(&community, 90, old);
    let (_, second) = succeeding(&mut community, 24, terms);
    let terms = from_day(&community, 60, old);
    let (resolution, third) = succeeding(&mut community, 25, terms);
    assert_eq!(community.duty(second).end.unwrap().ended_by, Some(resolution));
    assert_eq!(community.duty(old).succession.unwrap().by, third);
    community.wait_until(community.duty(third).windows.begins_at_ms);
    assert_eq!(community.duty(old).status(), StandingStatus::Ended);
    assert_eq!(community.duty(third).status(), StandingStatus::Running);
}

#[test]
fn a_text_names_what_it_replaces_once_and_only_what_stands() {
    let (mut community, old) = laid(inspection(recurs("1mo", Lasts::UntilEnded)));
    let matter = community.grid_matter();
    let proposal = community.propose(matter, 22);
    let order = |duties: Vec<StandingDutyTerms>, ends: &[StandingDutyId]| DeclareEffects {
        proposal,
        document: document(22),
        ..laying(duties, ends)
    };
    let terms = from_day(&community, 30, old);
    for refused in [order(vec![terms.clone(); 2], &[]), order(vec![terms.clone()], &[old])] {
        let refused = community.refusal("worker-1", refused);
        assert!(refused.to_string().contains("ends once"), "{refused}");
    }
    let unknown = StandingDutyTerms { replaces: Some(StandingDutyId::first(1)), ..terms.clone() };
    assert!(matches!(community.refusal("worker-1", order(vec![unknown], &[])), Rejection::NotFound { .. }));
    community.order("worker-1", order(vec![terms.clone()], &[]));
    let at_once = StandingDutyTerms { replaces: Some(old), ..inspection(recurs("6mo", Lasts::UntilEnded)) };
    succeeding(&mut community, 24, at_once);
    let refused = community.refusal("worker-1", order(vec![terms], &[]));
    assert!(matches!(refused, Rejection::WrongStage { .. }), "{refused}");
}

#[test]
fn a_text_takes_the_place_of_no_duty_that_still_waits() {
    let (mut community, old) = laid(inspection(recurs("7d", Lasts::UntilEnded)));
    let terms = from_day(&community, 60, old);
    let (_, waits) = succeeding(&mut community, 24, terms);
    let matter = community.grid_matter();
    let proposal = community.propose(matter, 22);
    let order = |duties: Vec<StandingDutyTerms>, ends: &[StandingDutyId]| DeclareEffects {
        proposal,
        document: document(22),
        ..laying(duties, ends)
    };
    let terms = from_day(&community, 90, waits);
    let refused = community.refusal("worker-1", order(vec![terms.clone()], &[]));
    assert!(refused.to_string().contains("which stands until"), "{refused}");
    community.order("worker-1", order(vec![], &[waits]));
    community.wait_until(community.duty(waits).windows.begins_at_ms);
    community.order("worker-1", order(vec![terms], &[]));
}

/// A vote that passed and waits for its certification.
fn voted(community: &mut Community, proposal: ProposalId, rule: &str, voters: &[&str]) -> CertifyResolution {
    community.fire_due();
    let order = community.poll_order(proposal, rule, PollScope::Council);
    let events = community.order(community.chair_of(proposal), order);
    let Some(Event::PollOpened(opened)) = events.first() else { panic!("{events:?}") };
    let poll = opened.poll;
    for voter in voters {
        community.vote(poll, voter, Choice::For);
    }
    community.close_poll(poll);
    CertifyResolution { poll, document: community.poll(poll).document }
}

#[test]
fn a_text_ends_nothing_of_a_council_above_that_came_after_it_was_posted() {
    let (mut community, old) = laid(inspection(recurs("7d", Lasts::UntilEnded)));
    let terms = from_day(&community, 60, old);
    let of_grid = with_these(&mut community, 24, laying(vec![terms], &[]));
    let matter = community.community_matter();
    let of_community = community.propose(matter, 26);
    let terms = from_day(&community, 90, old);
    let order = DeclareEffects { proposal: of_community, document: document(26), ..laying(vec![terms], &[]) };
    community.order("secretary", order);
    community.hold_hearing(matter, &COMMUNITY_VOTERS);
    let above = voted(&mut community, of_community, "council", &COMMUNITY_VOTERS);
    let below = voted(&mut community, of_grid, "council", &GRID_VOTERS);
    community.order("supervisor", above);
    let next = community.duty(old).succession.unwrap();
    assert_eq!(community.duty(next.by).council, id("community"));
    let events = community.order("supervisor", below);
    let of_duties = |event: &Event| matches!(event, Event::StandingDutyLaid(_) | Event::StandingDutyEnded(_));
    assert!(!events.iter().any(of_duties), "it neither ends it nor stands beside it: {events:?}");
    assert_eq!(community.duty(old).succession, Some(next));
    community.wait_until(next.at_ms);
    assert_eq!(community.duty(old).status(), StandingStatus::Ended);
    assert_eq!(community.duty(next.by).status(), StandingStatus::Running);
}

#[test]
fn a_duty_that_the_vote_may_not_end_after_all_gets_none_beside_it() {
    let mut community = Community::settled(two_rules());
    let terms = inspection(recurs("7d", Lasts::UntilEnded));
    let proposal = with_these(&mut community, 20, laying(vec![terms.clone()], &[]));
    let order = voted(&mut community, proposal, "simple", &GRID_VOTERS);
    community.order("supervisor", order);
    let old = *community.state.standings.duties.keys().next().unwrap();
    let adoption =
        |charter: Charter| AdoptCharter { charter: charter.into(), source: document(3), resolution: None };
    // Nobody votes under the rule that laid it down any more, until the charter has it again.
    community.order("secretary", adoption(minimal_charter()));
    let at_once = StandingDutyTerms { replaces: Some(old), ..terms.clone() };
    let proposal = with_these(&mut community, 24, laying(vec![at_once, terms], &[]));
    let order = voted(&mut community, proposal, "council", &GRID_VOTERS);
    let mut other = community.clone();
    other.order("supervisor", order.clone());
    assert_eq!((other.state.standings.duties.len(), other.duty(old).status()), (3, StandingStatus::Ended));
    community.order("secretary", adoption(two_rules()));
    community.order("supervisor", order);
    let duties = &community.state.standings.duties;
    assert_eq!((duties.len(), community.duty(old).status()), (2, StandingStatus::Running));
    assert_eq!(duties.get_max().unwrap().1.terms.replaces, None, "what takes no place stands");
}
