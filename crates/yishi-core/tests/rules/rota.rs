//! The rota: who may plan it, that nobody is in two places, who came and who did not.

use crate::community::*;
use crate::post::*;
use yishi_core::*;

/// A shift that begins so many hours from now and lasts so many.
pub fn shift(community: &Community, member: &str, begins: u64, lasts: u64) -> ShiftPlan {
    let from_ms = TimeMs(community.at.0 + begins * HOUR_MS);
    ShiftPlan { member: id(member), from_ms, to_ms: TimeMs(from_ms.0 + lasts * HOUR_MS) }
}

pub fn rota(shifts: Vec<ShiftPlan>) -> PlanRota {
    PlanRota { council: id("grid-1"), post: id("desk"), shifts }
}

/// Two people at the desk of grid 1.
fn staffed() -> (Community, PostingId) {
    let mut community = posted();
    let posting = community.assigned(assignment("grid-1", "desk", "steward-1", &[]));
    community.assigned(assignment("grid-1", "desk", "worker-1", &[]));
    community.assigned(assignment("grid-2", "desk", "steward-1", &[]));
    (community, posting)
}

impl Community {
    fn planned(&mut self, shifts: Vec<ShiftPlan>) -> Vec<ShiftId> {
        let index = self.index;
        let ids = (1..).take(shifts.len()).map(|ordinal| ShiftId::nth(index, ordinal)).collect();
        self.order("clerk", rota(shifts));
        ids
    }

    fn status(&self, shift: ShiftId) -> ShiftStatus {
        self.state.shift(&shift).unwrap().status
    }
}

#[test]
fn shifts_are_planned_by_whoever_appoints_or_dispatches_for_holders_of_the_post() {
    let (mut community, _) = staffed();
    let plan = shift(&community, "steward-1", 1, 8);
    let refused = community.refusal("worker-1", rota(vec![plan.clone()]));
    assert!(matches!(refused, Rejection::PowerMissing { power: Power::Dispatch, .. }), "{refused}");
    let stranger = rota(vec![shift(&community, "resident-1-1", 1, 8)]);
    let refused = community.refusal("clerk", stranger);
    let id = "grid-1/desk/resident-1-1".to_owned();
    assert_eq!(refused, Rejection::NotFound { kind: "holder of a post".to_owned(), id });
    community.order("clerk", rota(vec![plan]));
    let later = shift(&community, "steward-1", 30, 8);
    community.order("secretary", rota(vec![later]));
    assert_eq!(community.state.posts.shifts.len(), 2);
}

#[test]
fn a_plan_has_one_to_a_hundred_shifts_that_begin_from_now_on_and_last_at_most_a_day() {
    let (mut community, _) = staffed();
    let plans = |count: u64| (0..count).map(|hour| shift(&posted(), "steward-1", 24 + hour, 1)).collect();
    for count in [0, 101] {
        let refused = community.refusal("clerk", rota(plans(count)));
        assert!(matches!(refused, Rejection::OutOfRange { .. }), "{refused}");
    }
    let mut past = shift(&community, "steward-1", 0, 1);
    past.from_ms.0 -= 1;
    assert!(matches!(community.refusal("clerk", rota(vec![past])), Rejection::TooEarly { .. }));
    let mut long = shift(&community, "steward-1", 0, 24);
    community.order("clerk", rota(vec![shift(&community, "worker-1", 0, 24)]));
    long = ShiftPlan { from_ms: TimeMs(community.at.0), to_ms: TimeMs(community.at.0 + DAY_MS + 1), ..long };
    assert!(matches!(community.refusal("clerk", rota(vec![long.clone()])), Rejection::TooLate { .. }));
    long.to_ms = long.from_ms;
    assert!(matches!(community.refusal("clerk", rota(vec![long])), Rejection::TooEarly { .. }));
    let far = shift(&community, "steward-1", 366 * 24 + 1, 1);
    assert!(matches!(community.refusal("clerk", rota(vec![far])), Rejection::TooLate { .. }));
    community.order("clerk", rota(plans(100)));
}

#[test]
fn nobody_is_on_two_shifts_at_once_in_one_plan_or_two_on_whatever_posts() {
    let (mut community, _) = staffed();
    let first = shift(&community, "steward-1", 10, 8);
    let overlap =
        Rejection::ShiftsOverlap { member: id("steward-1"), from_ms: first.from_ms, to_ms: first.to_ms };
    for (begins, lasts) in [(10, 8), (3, 8), (17, 8), (12, 1), (9, 12)] {
        let second = shift(&community, "steward-1", begins, lasts);
        assert_eq!(community.refusal("clerk", rota(vec![first.clone(), second])), overlap);
    }
    community.order("clerk", rota(vec![first.clone()]));
    community.at.0 -= MINUTE_MS;
    for (begins, lasts) in [(10, 8), (3, 8), (17, 8), (12, 1), (9, 12)] {
        let second = shift(&community, "steward-1", begins, lasts);
        let elsewhere = PlanRota { council: id("grid-2"), ..rota(vec![second]) };
        assert_eq!(community.refusal("clerk", elsewhere), overlap);
    }
    let around = vec![
        shift(&community, "steward-1", 18, 8),
        shift(&community, "steward-1", 2, 8),
        shift(&community, "worker-1", 10, 8),
    ];
    community.order("clerk", rota(around));
}

#[test]
fn only_who_is_on_the_shift_checks_in_while_it_lasts() {
    let (mut community, posting) = staffed();
    let plans = vec![shift(&community, "steward-1", 2, 8), shift(&community, "worker-1", 10, 8)];
    let (from_ms, to_ms) = (plans[0].from_ms, plans[0].to_ms);
    let shifts = community.planned(plans);
    let check_in = CheckIn { shift: shifts[0] };
    let early = community.refusal("steward-1", check_in.clone());
    assert!(matches!(early, Rejection::TooEarly { earliest_ms, .. } if earliest_ms == from_ms), "{early}");
    community.wait_until(from_ms);
    let other = community.refusal("worker-1", check_in.clone());
    assert_eq!(other, Rejection::NotOnPost { member: id("worker-1"), posting, holder: id("steward-1") });
    community.order("steward-1", check_in.clone());
    assert_eq!(community.status(shifts[0]), ShiftStatus::Attended);
    let again = community.refusal("steward-1", check_in);
    assert!(matches!(again, Rejection::WrongStage { .. }), "{again}");
    assert_eq!(community.wait_until(to_ms), []);
    let caused = community.wait_until(TimeMs(to_ms.0 + 8 * HOUR_MS));
    assert_eq!(caused, [ShiftMissed { shift: shifts[1] }.into()]);
    let late = community.refusal("worker-1", CheckIn { shift: shifts[1] });
    assert!(matches!(late, Rejection::WrongStage { .. }), "{late}");
}

#[test]
fn the_last_moment_of_a_shift_is_the_one_before_its_end() {
    let (mut community, _) = staffed();
    let plan = shift(&community, "steward-1", 2, 8);
    let end = plan.to_ms;
    let shifts = community.planned(vec![plan]);
    community.wait_until(TimeMs(end.0 - 1));
    let mut late = community.clone();
    community.order("steward-1", CheckIn { shift: shifts[0] });
    late.wait_until(end);
    assert_eq!(late.status(shifts[0]), ShiftStatus::Missed);
}

#[test]
fn who_leaves_the_post_is_on_no_shift_that_has_not_ended_and_others_take_it() {
    let (mut community, posting) = staffed();
    let plans = vec![
        shift(&community, "steward-1", 1, 4),
        shift(&community, "steward-1", 10, 8),
        shift(&community, "steward-1", 30, 8),
    ];
    let (running, free) = (plans[1].from_ms, plans[1].clone());
    let shifts = community.planned(plans);
    let elsewhere = vec![shift(&community, "steward-1", 50, 8)];
    community.order("clerk", PlanRota { council: id("grid-2"), ..rota(elsewhere) });
    community.wait_until(running);
    community.order("steward-1", VacatePost { posting, reason: "is ill".to_owned() });
    let statuses: Vec<_> = shifts.iter().map(|shift| community.status(*shift)).collect();
    assert_eq!(statuses, [ShiftStatus::Missed, ShiftStatus::Lifted, ShiftStatus::Lifted]);
    community.assigned(assignment("grid-1", "desk", "steward-1", &[]));
    let from_ms = community.at;
    community.order("clerk", rota(vec![ShiftPlan { from_ms, ..free }]));
    let caused = community.wait_days(5);
    assert_eq!(caused.iter().filter(|event| matches!(event, Event::ShiftMissed(_))).count(), 2);
}
