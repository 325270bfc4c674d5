//! Reviews of projects under a budget: criteria, trimmed means, and those who may not review.

use crate::choosing::{RULE, charter_choosing};
use crate::community::*;
use crate::steps::*;
use std::collections::BTreeMap;
use std::sync::Arc;
use yishi_core::*;
use yishi_tally::{Amount, Criterion, Marks, Method, OptionId, ReviewRule, Selection, TieRule, Trim, Unfit};

fn rule() -> ChoiceClause {
    let criterion = |name: &str, weight| Criterion { id: name.into(), weight, least: 1, most: 5 };
    let review = ReviewRule {
        criteria: vec![criterion("need", 60), criterion("upkeep", 40)],
        trim: Trim::Nothing,
        least_reviews: 2,
        least_figure: None,
        selection: Selection::Budget { amount: Amount::from(100_000), unfit: Unfit::Skip },
        prefer: Vec::new(),
        tie: TieRule::Stop,
    };
    ChoiceClause {
        method: Method::Review(review),
        weight: BallotWeight::Heads,
        progress: Progress::Turnout,
        elects: None,
    }
}

/// Three projects; one of the reviewers stands behind the tyres.
pub fn opened() -> (Community, PollId) {
    let mut community = Community::settled(charter_choosing(rule()));
    let (_, proposal) = community.grid_proposal();
    let project = |name: &str, cost, by: &[&str]| PollOption {
        id: OptionId(Arc::from(name)),
        member: None,
        name: Some(format!("Project {name}")),
        document: None,
        cost_fen: Some(AmountFen(cost)),
        by: by.iter().map(|member| id(member)).collect(),
        offer: None,
    };
    let options = vec![
        project("square", 60_000, &[]),
        project("tyres", 40_000, &["neighbour-1-1"]),
        project("bench", 30_000, &[]),
    ];
    let order = OpenPoll { options, ..community.poll_order(proposal, RULE, PollScope::Council) };
    let poll = match community.order("worker-1", order).as_slice() {
        [Event::PollOpened(event)] => event.poll,
        other => panic!("{other:?}"),
    };
    (community, poll)
}

pub fn scores(reviews: &[(&str, u32, u32)]) -> Marks {
    let scored = |(name, need, upkeep): &(&str, u32, u32)| {
        let scores: BTreeMap<Arc<str>, u32> = [("need".into(), *need), ("upkeep".into(), *upkeep)].into();
        (OptionId(Arc::from(*name)), scores)
    };
    Marks::Reviews(reviews.iter().map(scored).collect())
}

fn review(community: &Community, poll: PollId, member: &str, marks: Marks) -> CastMarks {
    CastMarks { poll, right: right(member), document: community.poll(poll).document, marks }
}

impl Community {
    fn reviews(&mut self, poll: PollId, member: &str, marks: Marks) {
        let order = review(self, poll, member, marks);
        self.order(member, order);
    }
}

pub fn bar(poll: PollId, member: &str, option: &str) -> BarReviewer {
    let option = OptionId(Arc::from(option));
    BarReviewer { poll, member: id(member), option, reason: "is the builder's brother".to_owned() }
}

fn winners(events: &[Event]) -> Vec<String> {
    sealing(events).outcome.as_ref().unwrap().winners.iter().map(ToString::to_string).collect()
}

#[test]
fn the_best_reviewed_projects_are_chosen_as_far_as_the_budget_goes() {
    let (mut community, poll) = opened();
    let all = [("square", 5, 5), ("tyres", 4, 4), ("bench", 2, 2)];
    for member in ["worker-1", "steward-1", "neighbour-1-2"] {
        community.reviews(poll, member, scores(&all));
    }
    let events = community.close_poll(poll);
    assert_eq!(winners(&events), ["square", "tyres"], "the bench does not fit any more");
}

#[test]
fn nobody_reviews_what_they_stand_behind_or_have_declared() {
    let (mut community, poll) = opened();
    let order = review(&community, poll, "neighbour-1-1", scores(&[("tyres", 5, 5)]));
    let refused = community.refusal("neighbour-1-1", order);
    assert!(
        matches!(refused, Rejection::BarredFromReview { ref option, .. } if option.0.as_ref() == "tyres")
    );
    community.order("steward-1", bar(poll, "steward-1", "square"));
    let order = review(&community, poll, "steward-1", scores(&[("square", 5, 5)]));
    assert!(matches!(community.refusal("steward-1", order), Rejection::BarredFromReview { .. }));
    community.reviews(poll, "steward-1", scores(&[("bench", 5, 5)]));
}

#[test]
fn scores_given_before_a_bar_no_longer_count_for_that_project() {
    let (mut community, poll) = opened();
    community.reviews(poll, "steward-1", scores(&[("square", 5, 5), ("bench", 3, 3)]));
    community.reviews(poll, "worker-1", scores(&[("square", 5, 5), ("bench", 3, 3)]));
    community.order("supervisor", bar(poll, "steward-1", "square"));
    let events = community.close_poll(poll);
    assert_eq!(winners(&events), ["bench"], "one review of the square is left, and two are needed");
    let outcome = community.poll(poll).outcome.as_ref().unwrap();
    let barred = |step: &yishi_tally::Step| matches!(step, yishi_tally::Step::Barred { .. });
    assert_eq!(
        outcome.trace.iter().filter(|step| barred(step)).count(),
        2,
        "the declared bar, and the own project"
    );
}

#[test]
fn others_are_barred_by_the_supervisor_only_and_for_what_is_there() {
    let (mut community, poll) = opened();
    let refused = community.refusal("worker-1", bar(poll, "steward-1", "square"));
    assert_eq!(refused, power_missing("worker-1", Power::Supervise, "grid-1"));
    assert!(matches!(
        community.refusal("supervisor", bar(poll, "steward-1", "moon")),
        Rejection::NotFound { .. }
    ));
    assert!(matches!(
        community.refusal("supervisor", bar(poll, "secretary", "square")),
        Rejection::NotOnRoll { .. }
    ));
    community.order("supervisor", bar(poll, "steward-1", "square"));
    let again = community.refusal("steward-1", bar(poll, "steward-1", "square"));
    assert!(matches!(again, Rejection::AlreadyDone { .. }), "{again}");
}

#[test]
fn a_review_scores_every_criterion_on_its_scale() {
    let (mut community, poll) = opened();
    let off = review(&community, poll, "worker-1", scores(&[("square", 6, 5)]));
    assert!(matches!(community.refusal("worker-1", off), Rejection::OutOfRange { .. }));
    let half: BTreeMap<Arc<str>, u32> = [("need".into(), 3)].into();
    let marks = Marks::Reviews([(OptionId(Arc::from("square")), half)].into());
    let order = review(&community, poll, "worker-1", marks);
    assert!(matches!(community.refusal("worker-1", order), Rejection::OutOfRange { .. }));
    let order = review(&community, poll, "worker-1", Marks::set(["square"]));
    assert!(matches!(community.refusal("worker-1", order), Rejection::BallotOfOtherKind { .. }));
}

#[test]
fn a_reviewer_speaks_once_and_not_through_somebody_else() {
    let clauses = |change: fn(&mut DecisionClause)| {
        let mut charter = charter_choosing(rule());
        change(charter.decisions.iter_mut().find(|found| found.id == id(RULE)).unwrap());
        let faults = charter.check().err().unwrap_or_default();
        faults.into_iter().flat_map(|fault| fault.clauses).collect::<Vec<_>>()
    };
    assert_eq!(clauses(|_| {}), Vec::<String>::new());
    let by_owners = clauses(|rule| rule.electorate = Electorate::Owners);
    assert!(by_owners.iter().any(|clause| clause.ends_with(".electorate")), "{by_owners:?}");
    let by_proxy = clauses(|rule| rule.procedure.proxies = Proxies::Allowed);
    assert!(by_proxy.iter().any(|clause| clause.ends_with(".procedure.proxies")), "{by_proxy:?}");
}
