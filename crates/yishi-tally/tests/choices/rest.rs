//! The order of those who are not chosen: by the figures of the same count, ties by the same rule.

use yishi_tally::{
    Approval, Ballot, Committee, Language, Marks, Method, Options, Outcome, PavSequential, Plurality, Score,
    Seed, Step, StvWig, TieRule, count, explain_outcome, lot,
};

fn options() -> Options {
    Options::named(["a", "b", "c", "d", "e"]).unwrap()
}

fn ballots(sets: &[(&[&str], u64)]) -> Vec<Ballot> {
    sets.iter().map(|(set, weight)| Ballot::times(Marks::set(set.iter().copied()), *weight)).collect()
}

fn counted(method: &Method, sets: &[(&[&str], u64)], places: u32) -> Outcome {
    let outcome = count(method, &options(), &ballots(sets)).unwrap();
    method.with_rest(&options(), outcome, places)
}

fn names(options: &[yishi_tally::OptionId]) -> String {
    options.iter().map(|option| option.0.to_string()).collect::<Vec<_>>().join(" ")
}

fn committee(seats: u32, tie: TieRule) -> Method {
    Method::Committee(Committee { seats, tie, ..Committee::default() })
}

#[test]
fn next_come_those_with_the_share_that_a_place_takes() {
    let said = |last| {
        counted(&committee(2, TieRule::Stop), &[(&["a", "b"], 4), (&["a", "c"], 2), (&["b", "c"], last)], 3)
    };
    // `c` has 5 of 9 votes, and then 4 of 8: more than half is 5 in both.
    assert_eq!((names(&said(3).winners), names(&said(3).rest)), ("b a".to_owned(), "c".to_owned()));
    assert_eq!((names(&said(2).winners), names(&said(2).rest)), ("a b".to_owned(), String::new()));
}

#[test]
fn a_committee_with_both_measures_lets_follow_only_who_has_both() {
    let Method::Committee(method) = committee(2, TieRule::GivenOrder) else { panic!() };
    let counted = |areas: [u64; 3]| {
        let said: [&[&str]; 3] = [&["a", "b"], &["b", "c"], &["a", "c"]];
        let cast = |weights: [u64; 3]| -> Vec<Ballot> {
            let rows = said.iter().zip(weights);
            rows.map(|(set, weight)| Ballot::times(Marks::set(set.iter().copied()), weight)).collect()
        };
        let outcome = method.count_by_heads_and_area(&options(), &cast([1; 3]), &cast(areas)).unwrap();
        Method::Committee(method.clone()).with_rest(&options(), outcome, 4)
    };
    // All three have two heads of three; `c` has 60 of 100 of the area, and then 50, which is not more than half.
    let [both, heads_only] = [[40, 30, 30], [50, 25, 25]].map(counted);
    assert_eq!((names(&both.winners), names(&both.rest)), ("a b".to_owned(), "c".to_owned()));
    assert_eq!((names(&heads_only.winners), names(&heads_only.rest)), ("a b".to_owned(), String::new()));
}

#[test]
fn where_the_most_votes_win_one_vote_is_enough_to_follow_and_none_is_not() {
    let said: &[(&[&str], u64)] = &[(&["a", "c"], 5), (&["b", "c"], 2), (&["d"], 1)];
    let approval = Method::Approval(Approval { seats: 2, ..Approval::default() });
    let outcome = counted(&approval, said, 9);
    assert_eq!((names(&outcome.winners), names(&outcome.rest)), ("c a".to_owned(), "b d".to_owned()));
    assert_eq!(names(&counted(&approval, said, 1).rest), "b", "no more than asked for");
    let last = outcome.trace.last().unwrap();
    assert_eq!(*last, Step::Next { round: 1, option: "d".into(), place: 2, figure: 1.into() });
    let told = explain_outcome(&outcome, &|option| option.0.to_string(), Language::English);
    assert_eq!(told.last().unwrap(), "Next in order: b, d.");
    let ones: Vec<Ballot> =
        [("a", 3), ("b", 2), ("c", 1)].map(|(id, n)| Ballot::times(Marks::One(id.into()), n)).to_vec();
    let plurality = Method::Plurality(Plurality::default());
    let outcome = plurality.with_rest(&options(), count(&plurality, &options(), &ones).unwrap(), 5);
    assert_eq!(names(&outcome.rest), "b c");
    let scores = [("a", 3), ("b", 1)].map(|(id, n)| (id.into(), n)).into_iter().collect();
    let score: Method =
        Method::Score(Score { seats: 1, ..serde_json::from_str(r#"{"highest":5}"#).unwrap() });
    let outcome = count(&score, &options(), &[Ballot::times(Marks::Scores(scores), 1)]).unwrap();
    assert_eq!(names(&score.with_rest(&options(), outcome, 5).rest), "b");
}

#[test]
fn equals_follow_by_the_rule_for_ties_and_nobody_follows_after_those_whom_none_separates() {
    let said: &[(&[&str], u64)] = &[(&["a", "b", "c"], 5), (&["a", "d"], 1)];
    let by = |tie| counted(&Method::Approval(Approval { tie, most_marks: None, seats: 1 }), said, 3);
    let stopped = by(TieRule::Stop);
    assert_eq!((names(&stopped.rest), stopped.tied.len()), (String::new(), 0), "the chosen are not in doubt");
    assert_eq!(
        *stopped.trace.last().unwrap(),
        Step::TieStands { round: 1, among: vec!["b".into(), "c".into()] }
    );
    let seed = Seed([7; 32]);
    let drawn = by(TieRule::Lot { seed: Some(seed) });
    let first = if lot(&seed, &"b".into()) < lot(&seed, &"c".into()) { "b c d" } else { "c b d" };
    assert_eq!(names(&drawn.rest), first);
    assert_eq!(names(&by(TieRule::Lot { seed: None }).rest), "", "before the lot is drawn");
    assert_eq!(names(&by(TieRule::Listed(vec!["c".into()])).rest), "c b d");
}

#[test]
fn while_a_tie_for_a_place_stands_nobody_follows() {
    let outcome = counted(&Method::Approval(Approval::default()), &[(&["a", "b"], 2), (&["c"], 1)], 2);
    assert_eq!((outcome.tied.len(), outcome.rest.len()), (2, 0));
}

#[test]
fn methods_that_pass_votes_on_or_weigh_a_committee_order_nobody_else() {
    let stv = Method::StvWig(StvWig { seats: 2, ..serde_json::from_str("{}").unwrap() });
    let pav =
        Method::PavSequential(PavSequential { seats: 2, ..serde_json::from_str(r#"{"seats":2}"#).unwrap() });
    for method in [&stv, &pav] {
        assert!(!method.orders_the_rest(), "{}", method.name());
        let outcome = Outcome { winners: vec!["a".into()], ..Outcome::default() };
        assert_eq!(method.with_rest(&options(), outcome.clone(), 3), outcome);
    }
}

#[test]
fn an_outcome_without_the_rest_is_written_as_it_always_was() {
    let outcome = count(&committee(1, TieRule::Stop), &options(), &ballots(&[(&["a"], 2)])).unwrap();
    assert!(!serde_json::to_string(&outcome).unwrap().contains("rest"));
}
