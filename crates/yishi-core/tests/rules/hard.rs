//! Hard matters: who names whom, who owes an answer, and what is late.

use crate::community::*;
use crate::governance::governed;
use crate::steps::already_done;
use yishi_core::*;

pub fn sponsor(matter: MatterId, answerers: &[&str]) -> SponsorMatter {
    SponsorMatter {
        matter,
        sponsor: id("secretary"),
        solver: Solver::Bench { bench: id("residents") },
        question: document(97),
        answerers: answerers.iter().map(|member| id(member)).collect(),
    }
}

fn answer(matter: MatterId) -> AnswerHardMatter {
    AnswerHardMatter { matter, text: words(98) }
}

fn owed(community: &Community, matter: MatterId) -> Vec<(String, bool, bool)> {
    let hard = community.matter(matter).hard.as_ref().unwrap();
    let of =
        |(member, owed): (&MemberId, &OwedAnswer)| (member.to_string(), owed.given.is_some(), owed.overdue);
    hard.answers.iter().map(of).collect()
}

#[test]
fn who_is_named_owes_an_answer_and_a_late_one_is_on_record() {
    let mut community = governed();
    let matter = community.grid_matter();
    community.order("worker-1", sponsor(matter, &["neighbour-1-1", "neighbour-1-2"]));
    let refused = community.refusal("steward-1", answer(matter));
    assert_eq!(refused, Rejection::OwesNoAnswer { member: id("steward-1"), matter });
    community.order("neighbour-1-1", answer(matter));
    already_done(&community.refusal("neighbour-1-1", answer(matter)));
    let due = community.matter(matter).hard.as_ref().unwrap().answer_by_ms;
    assert!(community.wait_until(TimeMs(due.0 - 1)).is_empty());
    let members = [id("neighbour-1-2")].into();
    assert_eq!(community.wait_until(due), [HardAnswersOverdue { matter, members }.into()]);
    let overdue =
        |community: &Community| community.state.overdue_in(community.state.matter(&matter).unwrap());
    assert_eq!(overdue(&community), [OwedWhat::HardAnswers(matter)]);
    community.order("neighbour-1-2", answer(matter));
    assert_eq!(overdue(&community), [], "what is late stays late, and is owed no more");
    let told = [("neighbour-1-1".to_owned(), true, false), ("neighbour-1-2".to_owned(), true, true)];
    assert_eq!(owed(&community, matter), told);
}

#[test]
fn once_everybody_answered_nothing_falls_due() {
    let mut community = governed();
    let matter = community.grid_matter();
    community.order("worker-1", sponsor(matter, &["neighbour-1-1"]));
    community.order("neighbour-1-1", answer(matter));
    let owes = |(_, due): &(TimeMs, Obligation)| matches!(due, Obligation::HardAnswers { .. });
    assert!(!community.state.obligations.iter().any(owes));
}

#[test]
fn only_the_seats_of_the_charter_name_and_stand_for_a_matter() {
    let mut community = governed();
    let matter = community.grid_matter();
    let not_in = |member: &str, seats: &[&str]| Rejection::NotInSeats {
        member: id(member),
        seats: seats.iter().map(|seat| id(seat)).collect(),
    };
    let refused = community.refusal("neighbour-1-1", sponsor(matter, &["neighbour-1-2"]));
    assert_eq!(refused, not_in("neighbour-1-1", &["grid-worker", "secretary"]));
    let by_worker = SponsorMatter { sponsor: id("worker-1"), ..sponsor(matter, &["neighbour-1-1"]) };
    assert_eq!(community.refusal("worker-1", by_worker), not_in("worker-1", &["secretary"]));
    let refused = community.refusal("worker-2", sponsor(matter, &["neighbour-1-1"]));
    assert!(matches!(refused, Rejection::NotInSeats { .. }), "another grid's worker: {refused}");
    community.order("secretary", sponsor(matter, &["neighbour-1-1"]));
}

#[test]
fn answerers_are_there_few_enough_and_not_the_sponsor() {
    let mut community = governed();
    let matter = community.grid_matter();
    let four = ["neighbour-1-1", "neighbour-1-2", "resident-1-1", "resident-1-2"];
    for members in [&[][..], &four] {
        let refused = community.refusal("worker-1", sponsor(matter, members));
        assert!(matches!(refused, Rejection::OutOfRange { .. }), "{refused}");
    }
    let refused = community.refusal("worker-1", sponsor(matter, &["secretary"]));
    assert!(matches!(refused, Rejection::DutiesNotSeparate { .. }), "{refused}");
    community.import("gone", vec![member_row("neighbour-1-2", "grid-1", Standing::Left)]);
    let refused = community.refusal("worker-1", sponsor(matter, &["neighbour-1-2"]));
    assert!(matches!(refused, Rejection::StandingInsufficient { .. }), "{refused}");
    let nobody = Solver::Team { team: id("nobody") };
    let refused = community
        .refusal("worker-1", SponsorMatter { solver: nobody, ..sponsor(matter, &["neighbour-1-1"]) });
    assert!(matches!(refused, Rejection::NotFound { .. }), "{refused}");
    community.order("worker-1", sponsor(matter, &four[..1]));
}

#[test]
fn who_left_before_the_deadline_is_not_late() {
    let mut community = governed();
    let matter = community.grid_matter();
    community.order("worker-1", sponsor(matter, &["neighbour-1-1", "neighbour-1-2"]));
    community.import("gone", vec![member_row("neighbour-1-2", "grid-1", Standing::Left)]);
    let due = community.matter(matter).hard.as_ref().unwrap().answer_by_ms;
    let members = [id("neighbour-1-1")].into();
    assert_eq!(community.wait_until(due), [HardAnswersOverdue { matter, members }.into()]);
    community.order("neighbour-1-1", answer(matter));
    let hard = community.matter(matter).hard.as_ref().unwrap();
    assert!(!hard.waits(), "nobody waits for the answer of who has left");
}

#[test]
fn naming_anew_keeps_what_was_answered_and_sets_a_new_deadline() {
    let mut community = governed();
    let matter = community.grid_matter();
    community.order("worker-1", sponsor(matter, &["neighbour-1-1", "neighbour-1-2"]));
    community.order("neighbour-1-1", answer(matter));
    let before = community.matter(matter).hard.as_ref().unwrap().answer_by_ms;
    community.wait_days(4);
    community.order("worker-1", sponsor(matter, &["resident-1-1"]));
    let told = [("neighbour-1-1".to_owned(), true, false), ("resident-1-1".to_owned(), false, false)];
    assert_eq!(owed(&community, matter), told);
    assert!(community.matter(matter).hard.as_ref().unwrap().answer_by_ms > before);
    let refused = community.refusal("neighbour-1-2", answer(matter));
    assert!(matches!(refused, Rejection::OwesNoAnswer { .. }), "{refused}");
}

#[test]
fn without_the_clause_nobody_is_named() {
    let mut community = Community::minimal();
    let matter = community.grid_matter();
    let refused = community.refusal("secretary", sponsor(matter, &["neighbour-1-1"]));
    assert_eq!(refused, Rejection::NoHardMatters);
}

#[test]
fn a_clause_that_cannot_work_is_refused() {
    let faults = |change: fn(&mut HardMattersClause)| {
        let mut charter = crate::governance::charter();
        change(charter.hard_matters.as_mut().unwrap());
        charter.check().unwrap_err()[0].clauses.clone()
    };
    assert_eq!(faults(|it| it.sponsors.clear()), ["hard_matters.sponsors"]);
    assert_eq!(faults(|it| it.named_by = [id("nobody")].into()), ["hard_matters.named_by"]);
    assert_eq!(faults(|it| it.answerers_at_most = 0), ["hard_matters.answerers_at_most"]);
}

#[test]
fn who_stands_for_a_matter_is_named_anew_so_often_and_no_more_while_they_are_there() {
    let mut community = governed();
    let matter = community.grid_matter();
    for number in 0..MAX_NAMINGS {
        // Another question takes away answers, and no naming.
        let question = document(number as u8);
        community.order("worker-1", SponsorMatter { question, ..sponsor(matter, &["neighbour-1-1"]) });
    }
    let mut older = community.clone();
    let refused = community.refusal("worker-1", sponsor(matter, &["neighbour-1-1"]));
    let named = MAX_NAMINGS;
    assert_eq!(refused, Rejection::NamedTooOften { matter, named, sponsor: id("secretary") });
    community.import("gone", vec![member_row("secretary", "grid-1", Standing::Left)]);
    let refused = community.refusal("worker-1", sponsor(matter, &["neighbour-1-1"]));
    assert!(
        matches!(refused, Rejection::StandingInsufficient { .. }),
        "somebody else may be named: {refused}"
    );
    older.state.ruleset = Ruleset::THIRD;
    older.order("worker-1", sponsor(matter, &["neighbour-1-1"]));
}
