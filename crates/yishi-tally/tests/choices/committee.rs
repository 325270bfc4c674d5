//! Elections of committees in which each place takes its own majority.

use yishi_tally::{
    Ballot, Committee, InvalidMethod, Marks, Method, Options, Outcome, Step, Threshold, count,
};

fn options() -> Options {
    Options::named(["chair", "li", "wang", "zhao"]).unwrap()
}

fn method(seats: u32) -> Committee {
    Committee { seats, ..Committee::default() }
}

fn ballots(sets: &[(&[&str], u64)]) -> Vec<Ballot> {
    sets.iter().map(|(set, weight)| Ballot::times(Marks::set(set.iter().copied()), *weight)).collect()
}

fn winners(outcome: &Outcome) -> String {
    outcome.winners.iter().map(|option| option.0.to_string()).collect::<Vec<_>>().join(" ")
}

#[test]
fn half_of_those_voting_is_not_enough_and_one_more_is() {
    let elect = |li: u64| {
        let cast = ballots(&[(&["chair"], 10), (&["li"], li), (&["wang"], 10 - li), (&[], 0)]);
        count(&Method::Committee(method(1)), &options(), &cast).unwrap()
    };
    // 20 ballots: 11 are more than half.
    assert_eq!(winners(&elect(5)), "");
    let outcome =
        count(&Method::Committee(method(1)), &options(), &ballots(&[(&["chair"], 11), (&["li"], 9)]))
            .unwrap();
    assert_eq!(winners(&outcome), "chair");
    assert_eq!(outcome.rounds[0].needed, Some(11.into()));
}

#[test]
fn void_ballots_count_among_those_cast() {
    let cast = ballots(&[(&["chair"], 10), (&["li", "wang"], 10)]);
    let outcome = count(&Method::Committee(method(1)), &options(), &cast).unwrap();
    assert_eq!(winners(&outcome), "", "10 of 20 are not more than half");
    assert_eq!(outcome.rounds[0].exhausted, Some(10.into()), "two marks for one place are void");
}

#[test]
fn who_falls_short_is_told_with_both_figures() {
    let cast = ballots(&[(&["chair", "li"], 6), (&["wang"], 4)]);
    let outcome = count(&Method::Committee(method(2)), &options(), &cast).unwrap();
    assert_eq!(winners(&outcome), "chair li");
    let short: Vec<&Step> =
        outcome.trace.iter().filter(|step| matches!(step, Step::FellShort { .. })).collect();
    let [Step::FellShort { figure, needed, .. }, _] = short.as_slice() else { panic!("{short:?}") };
    assert_eq!((figure, needed), (&4.into(), &6.into()));
}

#[test]
fn more_candidates_than_seats_are_asked_for() {
    let outcome = method(4).seats;
    assert_eq!(outcome, 4);
    assert_eq!(
        Method::Committee(method(4)).check_options(&options()),
        Err(InvalidMethod::TooFewOptions { seats: 4, options: 4, needed: 5 })
    );
    assert_eq!(Method::Committee(method(3)).check_options(&options()), Ok(()));
}

#[test]
fn a_second_round_fills_what_is_open_with_a_third_of_the_ballots_cast() {
    let first = method(3);
    let cast = ballots(&[(&["chair"], 6), (&["li"], 2), (&["wang"], 2), (&["zhao"], 1)]);
    let outcome = count(&Method::Committee(first.clone()), &options(), &cast).unwrap();
    assert_eq!(winners(&outcome), "chair");
    let (second, left) = first.second_round(&options(), &outcome).unwrap();
    assert_eq!((second.seats, left.list().len()), (2, 3));
    assert_eq!(second.needed, Threshold::AtLeast("1/3".parse().unwrap()));
    let again = |li: u64| {
        let cast = ballots(&[(&["li"], li), (&["wang"], 9 - li)]);
        winners(&count(&Method::Committee(second.clone()), &left, &cast).unwrap())
    };
    assert!(again(3).contains("li"), "a third is enough");
    assert!(!again(2).contains("li"), "less is not");
    let full = count(&Method::Committee(second.clone()), &left, &ballots(&[(&["li", "wang"], 9)])).unwrap();
    assert!(second.second_round(&left, &full).is_none(), "every place is filled");
}

#[test]
fn a_bound_that_nothing_passes_is_refused() {
    let needed = Threshold::MoreThan("1/1".parse().unwrap());
    let impossible = Method::Committee(Committee { needed, ..method(1) });
    assert_eq!(impossible.check(), Err(InvalidMethod::Unreachable { parameter: "needed" }));
}
