//! Actions: assigned, reported, done in time or late, accepted by somebody else.

use crate::community::*;
use crate::steps::*;
use yishi_core::*;

fn assign(matter: MatterId, assignee: &str, due_at_ms: Option<TimeMs>) -> AssignAction {
    AssignAction { matter, assignee: id(assignee), document: document(30), due_at_ms }
}

fn separate(member: &str, duty: &str, other: &str) -> Rejection {
    Rejection::DutiesNotSeparate { member: id(member), duty: duty.to_owned(), other: other.to_owned() }
}

/// A charter in which the clerk and the secretary may supervise as well.
fn charter_of_many_supervisors() -> Charter {
    let mut charter = minimal_charter();
    let supervise = Grant { power: Power::Supervise, over: Reach::OwnAndBelow };
    for seat in charter.seats.iter_mut().filter(|seat| ["clerk", "secretary"].contains(&seat.id.as_str())) {
        seat.powers.push(supervise);
    }
    charter
}

#[test]
fn an_action_is_due_by_the_charters_period_unless_a_date_is_named() {
    let mut community = Community::minimal();
    let matter = community.resolved_matter();
    let default = community.state.calendar.end_of(community.at, id("30d"));
    let action = community.assign(matter, "steward-1");
    assert_eq!(community.action(action).due_at_ms, default);
    assert_eq!(community.action(action).assigned_by, id("clerk"));
    let named = TimeMs(community.at.0 + 1);
    community.order("clerk", assign(matter, "steward-1", Some(named)));
    let second = community.matter(matter).actions[1];
    assert_eq!(community.action(second).due_at_ms, named);
}

#[test]
fn a_named_date_lies_ahead_and_within_two_years() {
    let mut community = Community::minimal();
    let matter = community.resolved_matter();
    let now = community.at;
    let refused = community.refusal("clerk", assign(matter, "steward-1", Some(now)));
    assert!(matches!(refused, Rejection::TooEarly { earliest_ms, .. } if earliest_ms.0 == now.0 + 1));
    let latest = TimeMs(now.0 + 731 * DAY_MS);
    let refused = community.refusal("clerk", assign(matter, "steward-1", Some(TimeMs(latest.0 + 1))));
    assert!(matches!(refused, Rejection::TooLate { latest_ms, .. } if latest_ms == latest));
    community.order("clerk", assign(matter, "steward-1", Some(latest)));
}

#[test]
fn only_a_dispatcher_assigns_to_somebody_known_and_present() {
    let mut community = Community::minimal();
    let matter = community.resolved_matter();
    let refused = community.refusal("worker-1", assign(matter, "steward-1", None));
    assert_eq!(refused, power_missing("worker-1", Power::Dispatch, "grid-1"));
    let refused = community.refusal("clerk", assign(matter, "stranger", None));
    assert_eq!(refused, Rejection::NotFound { kind: "member".to_owned(), id: "stranger".to_owned() });
    community.import("gone", vec![member_row("resident-1-6", "grid-1", Standing::Left)]);
    let refused = community.refusal("clerk", assign(matter, "resident-1-6", None));
    assert_eq!(
        refused,
        Rejection::StandingInsufficient { member: id("resident-1-6"), standing: Standing::Left }
    );
}

#[test]
fn a_matter_that_is_not_decided_takes_no_action() {
    let mut community = Community::minimal();
    let matter = community.grid_matter();
    let refused = community.refusal("clerk", assign(matter, "steward-1", None));
    assert_eq!(refused, wrong_stage("matter", matter, "being deliberated", "being acted on"));
}

#[test]
fn a_direct_matter_takes_an_action_at_once_and_its_deadline_is_met_by_it() {
    let mut community = Community::minimal();
    let matter = community.direct_matter();
    let clock = |community: &Community| {
        let set_by = community.matter(matter).deadline_set_by;
        let due = community.matter(matter).decide_by_ms;
        community.state.obligations.contains(&(due, Obligation::Deliberation { matter, set_by }))
    };
    assert!(clock(&community));
    community.assign(matter, "steward-1");
    assert!(!clock(&community));
}

#[test]
fn only_the_assignee_reports_and_completes() {
    let mut community = Community::minimal();
    let matter = community.resolved_matter();
    let action = community.assign(matter, "steward-1");
    let assignee = id("steward-1");
    let refusal = Rejection::NotAssignee { member: id("steward-2"), action, assignee };
    assert_eq!(community.refusal("steward-2", ReportProgress { action, text: words(33) }), refusal);
    assert_eq!(community.refusal("steward-2", CompleteAction { action, evidence: words(31) }), refusal);
    community.order("steward-1", ReportProgress { action, text: words(33) });
    community.complete(action);
    assert_eq!(community.action(action).progress, [words(33)]);
    assert_eq!(community.action(action).evidence, Some(words(31)));
    let again = community.refusal("steward-1", CompleteAction { action, evidence: words(31) });
    assert_eq!(again, wrong_stage("action", action, "completed", "assigned"));
    let late = community.refusal("steward-1", ReportProgress { action, text: words(33) });
    assert_eq!(late, wrong_stage("action", action, "completed", "assigned"));
}

#[test]
fn an_action_not_reported_as_done_by_its_due_time_is_overdue() {
    let mut community = Community::minimal();
    let matter = community.resolved_matter();
    let action = community.assign(matter, "steward-1");
    let due = community.action(action).due_at_ms;
    community.wait_until(TimeMs(due.0 - 1));
    assert!(!community.action(action).overdue);
    assert_eq!(community.wait_until(due), [ActionOverdue { action }.into()]);
    assert!(community.action(action).overdue);
    community.complete(action);
    assert_eq!(community.action(action).status, ActionStatus::Completed, "late work is still reported");
}

#[test]
fn an_action_reported_in_time_is_never_overdue() {
    let mut community = Community::minimal();
    let matter = community.resolved_matter();
    let action = community.assign(matter, "steward-1");
    community.complete(action);
    let due = community.action(action).due_at_ms;
    assert_eq!(community.wait_until(due), []);
    assert!(!community.action(action).overdue);
}

#[test]
fn what_is_sent_back_keeps_its_deadline() {
    let mut community = Community::minimal();
    let matter = community.resolved_matter();
    let action = community.assign(matter, "steward-1");
    let due = community.action(action).due_at_ms;
    community.complete(action);
    community.inspect(action, Inspection::SentBack);
    assert_eq!(community.action(action).status, ActionStatus::Assigned);
    assert_eq!(community.wait_until(due), [ActionOverdue { action }.into()]);
    community.complete(action);
    community.inspect(action, Inspection::SentBack);
    assert_eq!(community.wait_days(40), [], "a breach is recorded once");
}

#[test]
fn what_is_sent_back_after_its_deadline_is_overdue_right_after() {
    let mut community = Community::minimal();
    let matter = community.resolved_matter();
    let action = community.assign(matter, "steward-1");
    community.complete(action);
    community.wait_days(60);
    community.inspect(action, Inspection::SentBack);
    assert_eq!(community.fire_due(), [ActionOverdue { action }.into()]);
}

#[test]
fn only_what_is_reported_as_done_is_inspected_and_only_by_a_supervisor() {
    let mut community = Community::minimal();
    let matter = community.resolved_matter();
    let action = community.assign(matter, "steward-1");
    let accept = || inspection_of(action, Inspection::Accepted);
    let refused = community.refusal("supervisor", accept());
    assert_eq!(refused, wrong_stage("action", action, "assigned", "completed"));
    community.complete(action);
    assert_eq!(community.refusal("clerk", accept()), power_missing("clerk", Power::Supervise, "grid-1"));
    community.order("supervisor", accept());
    assert_eq!(community.action(action).inspected_by, Some(id("supervisor")));
}

#[test]
fn nobody_supervises_what_they_carried_out_dispatched_or_screened() {
    let mut community = Community::settled(charter_of_many_supervisors());
    let matter = community.resolved_matter();
    let action = community.assign(matter, "supervisor");
    community.complete(action);
    for (member, other) in
        [("supervisor", "carrying out"), ("clerk", "dispatching"), ("secretary", "screening")]
    {
        let refused = community.refusal(member, inspection_of(action, Inspection::Accepted));
        assert_eq!(refused, separate(member, "supervising", other));
    }
    community.order("supervisor-2", inspection_of(action, Inspection::Accepted));
}

#[test]
fn evaluation_opens_with_the_last_accepted_action() {
    let mut community = Community::minimal();
    let matter = community.resolved_matter();
    let actions = [community.assign(matter, "steward-1"), community.assign(matter, "steward-1")];
    for action in actions {
        community.complete(action);
    }
    assert_eq!(community.inspect(actions[0], Inspection::Accepted).len(), 1);
    assert_eq!(community.matter(matter).stage, MatterStage::Acting);
    let due_at_ms = community.state.calendar.end_of(community.at, id("15d"));
    let events = community.inspect(actions[1], Inspection::Accepted);
    assert_eq!(events[1], EvaluationOpened { matter, round: 1, due_at_ms }.into());
    assert_eq!(community.matter(matter).stage, MatterStage::Evaluating);
}
