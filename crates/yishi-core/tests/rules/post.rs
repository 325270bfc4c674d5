//! Posts: who is put there, what has to be done in each window, and what is missed.

use crate::community::*;
use std::collections::BTreeSet;
use yishi_core::*;

/// Midnight at the end of the day on which every community begins.
pub const MIDNIGHT: TimeMs = TimeMs(1_772_467_200_000);

fn duty(name: &str, every: &str, covers: DutyCover) -> DutyClause {
    DutyClause { id: id(name), name: name.to_owned(), every: id(every), covers }
}

/// The minimal charter with a post of the community and one of each grid.
pub fn charter_of_posts() -> Charter {
    let mut charter = minimal_charter();
    let duties = vec![duty("patrol", "1d", DutyCover::Once), duty("visit", "30d", DutyCover::EachBuilding)];
    let post = |name: &str, level: &str, duties| PostClause {
        id: id(name),
        name: name.to_owned(),
        level: id(level),
        holders: 2,
        duties,
    };
    charter.posts = vec![post("liaison", "community", duties), post("desk", "grid", vec![])];
    charter
}

/// A community under it, with three buildings.
pub fn posted() -> Community {
    let mut community = Community::settled(charter_of_posts());
    community
        .import("more", vec![in_building("flat-301", "building-2"), in_building("flat-401", "building-3")]);
    community
}

fn in_building(name: &str, building: &str) -> RollRow {
    let owners = [id("resident-1-5")].into();
    RollRow::flat(id(name), id("grid-2"), id(building), AreaDm2(8_000), owners)
}

pub fn assignment(council: &str, post: &str, member: &str, buildings: &[&str]) -> AssignPost {
    let buildings = buildings.iter().map(|building| id(building)).collect();
    AssignPost { council: id(council), post: id(post), member: id(member), buildings }
}

pub fn record(posting: PostingId, duty: &str, building: Option<&str>) -> RecordDuty {
    RecordDuty { posting, duty: id(duty), building: building.map(id), text: None }
}

impl Community {
    pub fn assigned(&mut self, order: AssignPost) -> PostingId {
        match self.order("secretary", order).as_slice() {
            [Event::PostAssigned(event)] => event.posting,
            other => panic!("{other:?}"),
        }
    }

    /// The manager, who looks after two buildings.
    pub fn liaison(&mut self) -> PostingId {
        self.assigned(assignment("community", "liaison", "manager", &["building-1", "building-2"]))
    }

    fn recorded(&mut self, posting: PostingId, duty: &str, building: Option<&str>) -> (u32, bool) {
        let member = self.state.posting(&posting).unwrap().held.member.to_string();
        match self.order(&member, record(posting, duty, building)).as_slice() {
            [Event::DutyRecorded(event)] => (event.window, event.next_ends_at_ms.is_some()),
            other => panic!("{other:?}"),
        }
    }

    fn counts(&self, posting: PostingId, duty: &str) -> (u64, u64) {
        let found = self.state.posting(&posting).unwrap().duty(&id(duty)).unwrap();
        (found.done, found.missed)
    }
}

fn missed(events: &[Event], duty: &str) -> Vec<(u32, BTreeSet<BuildingId>)> {
    let one = |event: &Event| match event {
        Event::DutyMissed(event) if event.duty == id(duty) => Some((event.window, event.buildings.clone())),
        _ => None,
    };
    events.iter().filter_map(one).collect()
}

#[test]
fn whoever_appoints_puts_members_at_posts_up_to_their_number() {
    let mut community = posted();
    let order = |member| assignment("community", "liaison", member, &[]);
    let refused = community.refusal("clerk", order("resident-1-1"));
    assert!(matches!(refused, Rejection::PowerMissing { power: Power::Appoint, .. }), "{refused}");
    community.assigned(order("resident-1-1"));
    let again = community.refusal("secretary", order("resident-1-1"));
    assert!(matches!(again, Rejection::AlreadyDone { .. }), "{again}");
    community.assigned(order("manager"));
    let full = Rejection::PostsFull { council: id("community"), post: id("liaison"), holders: 2 };
    assert_eq!(community.refusal("secretary", order("resident-1-2")), full);
    let elsewhere = community.refusal("secretary", assignment("grid-1", "liaison", "clerk", &[]));
    assert_eq!(elsewhere, Rejection::NotFound { kind: "post".to_owned(), id: "grid-1/liaison".to_owned() });
    community.import("gone", vec![member_row("resident-2-6", "grid-2", Standing::Left)]);
    let gone = community.refusal("secretary", assignment("grid-2", "desk", "resident-2-6", &[]));
    assert!(matches!(gone, Rejection::StandingInsufficient { .. }), "{gone}");
}

#[test]
fn a_holder_looks_after_buildings_of_the_councils_area_only() {
    let mut community = posted();
    let refused = community.refusal("secretary", assignment("grid-1", "desk", "manager", &["building-2"]));
    let kind = "building in the area of council `grid-1`".to_owned();
    assert_eq!(refused, Rejection::NotFound { kind, id: "building-2".to_owned() });
    community.assigned(assignment("grid-1", "desk", "manager", &["building-1"]));
    let many: Vec<String> = (0..101).map(|number| format!("building-{number}")).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    let refused = community.refusal("secretary", assignment("grid-1", "desk", "clerk", &many));
    assert!(matches!(refused, Rejection::OutOfRange { .. }), "{refused}");
}

#[test]
fn a_duty_done_in_its_window_is_not_due_before_the_end_of_the_next() {
    let mut community = posted();
    let posting = community.liaison();
    let end = community.state.posting(&posting).unwrap().duty(&id("patrol")).unwrap().ends_at_ms;
    assert_eq!(end.0, MIDNIGHT.0 + DAY_MS, "the day of the assignment is not counted");
    assert_eq!(community.recorded(posting, "patrol", None), (1, true));
    assert_eq!(community.wait_until(end), []);
    let caused = community.wait_until(TimeMs(end.0 + DAY_MS));
    assert_eq!(missed(&caused, "patrol"), [(2, BTreeSet::new())]);
    assert_eq!(community.counts(posting, "patrol"), (1, 1));
}

#[test]
fn what_is_done_twice_in_a_window_is_on_record_and_meets_no_later_one() {
    let mut community = posted();
    let posting = community.liaison();
    assert_eq!(community.recorded(posting, "patrol", Some("building-1")), (1, true));
    assert_eq!(community.recorded(posting, "patrol", Some("building-2")), (1, false));
    let caused = community.wait_until(TimeMs(MIDNIGHT.0 + 2 * DAY_MS));
    assert_eq!(missed(&caused, "patrol"), [(2, BTreeSet::new())]);
    assert_eq!(community.state.posting(&posting).unwrap().records.len(), 3);
    assert_eq!(community.counts(posting, "patrol"), (1, 1));
}

#[test]
fn windows_that_nobody_met_are_each_missed_also_after_a_long_silence() {
    let mut community = posted();
    let posting = community.liaison();
    let caused = community.wait_until(TimeMs(MIDNIGHT.0 + 30 * DAY_MS));
    let patrols: Vec<u32> = missed(&caused, "patrol").into_iter().map(|(window, _)| window).collect();
    assert_eq!(patrols, (1..=30).collect::<Vec<_>>());
    let both: BTreeSet<BuildingId> = [id("building-1"), id("building-2")].into();
    assert_eq!(missed(&caused, "visit"), [(1, both)]);
    assert_eq!(community.recorded(posting, "patrol", None), (31, true));
}

#[test]
fn a_visit_of_each_building_is_met_by_the_last_one_and_a_missed_one_names_the_building() {
    let mut community = posted();
    let posting = community.liaison();
    let absent = community.refusal("manager", record(posting, "visit", None));
    let expected = "one of building-1, building-2".to_owned();
    let absent_building =
        Rejection::OutOfRange { field: "building".to_owned(), expected, found: "absent".to_owned() };
    assert_eq!(absent, absent_building);
    let other = community.refusal("manager", record(posting, "visit", Some("building-3")));
    assert!(matches!(other, Rejection::NotFound { .. }), "{other}");
    assert_eq!(community.recorded(posting, "visit", Some("building-1")), (1, false));
    assert_eq!(community.recorded(posting, "visit", Some("building-1")), (1, false));
    assert_eq!(community.recorded(posting, "visit", Some("building-2")), (1, true));
    assert_eq!(community.recorded(posting, "visit", Some("building-2")), (1, false), "the window is met");
    community.wait_until(TimeMs(MIDNIGHT.0 + 30 * DAY_MS));
    assert_eq!(community.recorded(posting, "visit", Some("building-2")), (2, false));
    let caused = community.wait_until(TimeMs(MIDNIGHT.0 + 60 * DAY_MS));
    assert_eq!(missed(&caused, "visit"), [(2, [id("building-1")].into())]);
    assert_eq!(community.counts(posting, "visit"), (1, 1));
}

#[test]
fn everybody_records_their_own_duties_and_no_clerk_does_it_for_them() {
    let mut community = posted();
    let posting = community.liaison();
    let refused = community.refusal("secretary", record(posting, "patrol", None));
    let expected = Rejection::NotOnPost { member: id("secretary"), posting, holder: id("manager") };
    assert_eq!(refused, expected);
    let refused = community.refusal_as(assisting("clerk", "manager"), record(posting, "patrol", None));
    assert_eq!(refused, Rejection::AssistanceNotAllowed { kind: "record_duty".to_owned() });
    let unknown = community.refusal("manager", record(posting, "sweep", None));
    assert!(matches!(unknown, Rejection::NotFound { .. }), "{unknown}");
}

#[test]
fn who_leaves_a_post_owes_nothing_more_and_may_always_step_down() {
    let mut community = posted();
    let posting = community.liaison();
    let vacate = VacatePost { posting, reason: "rotates".to_owned() };
    let refused = community.refusal("resident-1-1", vacate.clone());
    assert!(matches!(refused, Rejection::PowerMissing { .. }), "{refused}");
    community.order("manager", vacate.clone());
    assert_eq!(community.wait_days(90), []);
    let over = community.refusal("manager", record(posting, "patrol", None));
    assert!(matches!(over, Rejection::WrongStage { .. }), "{over}");
    let over = community.refusal("secretary", vacate);
    assert!(matches!(over, Rejection::WrongStage { .. }), "{over}");
    let second = community.liaison();
    assert_ne!(second, posting);
    assert_eq!(community.recorded(second, "patrol", None), (1, true));
}

#[test]
fn who_moves_away_is_at_no_post_any_more() {
    let mut community = posted();
    let posting = community.liaison();
    community.import("moves", vec![member_row("manager", "grid-1", Standing::Left)]);
    assert!(community.state.posting(&posting).unwrap().ended_at.is_some());
    assert!(community.state.posts.held.is_empty());
    assert_eq!(community.wait_days(90), []);
}

#[test]
fn a_posting_keeps_the_duties_under_which_it_was_assigned() {
    let mut community = posted();
    let posting = community.liaison();
    let mut charter = charter_of_posts();
    charter.posts[0].duties[0].every = id("7d");
    community.order(
        "secretary",
        AdoptCharter { charter: Box::new(charter.clone()), source: document(5), resolution: None },
    );
    let caused = community.wait_until(TimeMs(MIDNIGHT.0 + 2 * DAY_MS));
    assert_eq!(missed(&caused, "patrol").len(), 2);
    charter.posts.remove(0);
    let refused = community.refusal(
        "secretary",
        AdoptCharter { charter: charter.into(), source: document(6), resolution: None },
    );
    let Rejection::CharterFaulty { faults } = refused else { panic!("{refused}") };
    assert_eq!(faults[0].clauses, ["posts"]);
    assert!(community.state.posting(&posting).unwrap().ended_at.is_none());
}

#[test]
fn posts_that_nobody_could_hold_or_that_stand_nowhere_are_refused_with_their_clauses() {
    let mut charter = charter_of_posts();
    charter.posts[1].level = id("moon");
    charter.posts[1].holders = 0;
    charter.posts[0].duties[1].id = id("patrol");
    let clauses: Vec<Vec<String>> =
        charter.check().unwrap_err().into_iter().map(|fault| fault.clauses).collect();
    let twice = ["posts[0].duties[0].id", "posts[0].duties[1].id"].map(str::to_owned).to_vec();
    let expected = [twice, vec!["posts[1].level".to_owned()], vec!["posts[1].holders".to_owned()]];
    assert_eq!(clauses, expected);
    assert_eq!(charter_of_posts().check(), Ok(()));
}
