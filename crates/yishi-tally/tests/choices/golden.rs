//! Counts worked out by other programs and papers, figure by figure.

use crate::vote::{NAMES, Vote, places};
use yishi_tally::{Irv, Method, Outcome, Schulze, Step, StvMeek, StvWig, count};

/// 38 ballots among five for two places.
fn vote() -> Vote {
    let rankings = [("abc", 11), ("bad", 7), ("cbe", 6), ("dec", 5), ("eda", 4), ("ae", 3), ("b", 2)];
    Vote { options: 5, rankings: rankings.map(|(order, weight)| (read(order), weight)).to_vec() }
}

fn read(order: &str) -> Vec<usize> {
    let place = |letter: char| NAMES.iter().position(|name| *name == letter.to_string()).unwrap();
    order.chars().map(place).collect()
}

/// The figures of every round, in the order of the names.
fn figures(outcome: &Outcome) -> Vec<String> {
    let round = |round: &yishi_tally::Round| {
        round.figures.values().map(ToString::to_string).collect::<Vec<_>>().join(" ")
    };
    outcome.rounds.iter().map(round).collect()
}

/// Checked with pyrankvote 2.0.6, `instant_runoff_voting`; its last round, after 18 to 15, tells the same winner.
#[test]
fn a_runoff_has_the_figures_of_pyrankvote() {
    let outcome = vote().count(&Method::Irv(Irv::default()));
    assert_eq!(figures(&outcome), ["14 9 6 5 4", "14 9 6 9", "14 15 9", "18 15"]);
    assert_eq!(places(&outcome.winners), read("a"));
}

/// Checked with droop 0.14, rule `scotland`; its non-transferable 0.21426 and residual 0.00012 stand here as one.
#[test]
fn weighted_gregory_has_the_figures_of_droop() {
    let outcome = vote().count(&Method::StvWig(StvWig { seats: 2, ..StvWig::default() }));
    assert_eq!(
        figures(&outcome),
        ["14 9 6 5 4", "13 9.78562 6 5 4.21426", "13 9.78562 6 9", "13 15.78562 9"]
    );
    assert_eq!(places(&outcome.winners), read("ab"));
    let last = outcome.rounds.last().unwrap();
    assert_eq!(
        (last.exhausted.as_ref().unwrap().to_string(), last.needed.as_ref().unwrap().to_string()),
        ("0.21438".to_owned(), "13".to_owned())
    );
}

/// Checked with droop 0.14, rule `meek-prf`, to the ninth decimal.
#[test]
fn meek_has_the_figures_of_droop() {
    let outcome = vote().count(&Method::StvMeek(StvMeek { seats: 2, ..StvMeek::default() }));
    assert_eq!(
        figures(&outcome),
        [
            "14 9 6 5 4",
            "12.66666667 10.047619045 6 5 4.285714285",
            "12.564102768 10.128204968 6 9",
            "12.564102768 16.128204968 9",
        ]
    );
    assert_eq!(places(&outcome.winners), read("ab"));
    let quotas: Vec<String> =
        outcome.rounds.iter().map(|round| round.needed.as_ref().unwrap().to_string()).collect();
    assert_eq!(quotas, ["12.666666667", "12.666666667", "12.564102579", "12.564102579"]);
}

/// Example 1 of M. Schulze, Social Choice and Welfare 36 (2011): 45 ballots among five.
#[test]
fn schulze_ranks_his_own_example_as_he_does() {
    let rankings = [
        ("acbed", 5),
        ("adecb", 5),
        ("bedac", 8),
        ("cabed", 3),
        ("caebd", 7),
        ("cbade", 2),
        ("dceba", 7),
        ("ebadc", 8),
    ];
    let vote = Vote { options: 5, rankings: rankings.map(|(order, weight)| (read(order), weight)).to_vec() };
    let outcome = vote.count(&Method::Schulze(Schulze { seats: 5, ..Schulze::default() }));
    assert_eq!(places(&outcome.winners), read("eacbd"));
    let path = |one: &str, other: &str| {
        outcome.trace.iter().find_map(|step| match step {
            Step::Path { option, other: to, figure, against, .. } if *option.0 == *one && *to.0 == *other => {
                Some(format!("{figure} to {against}"))
            }
            _ => None,
        })
    };
    assert_eq!(path("e", "a").as_deref(), Some("25 to 24"));
    assert_eq!(path("e", "d").as_deref(), Some("31 to 24"));
    assert_eq!(path("a", "c").as_deref(), Some("28 to 25"));
    assert_eq!(path("c", "b").as_deref(), Some("29 to 28"));
    assert_eq!(path("b", "d").as_deref(), Some("33 to 28"));
}

#[test]
fn a_count_without_ballots_stops_or_fills_by_the_rule() {
    let options = vote().options();
    let runoff = count(&Method::Irv(Irv::default()), &options, &[]).unwrap();
    assert!(runoff.winners.is_empty() && !runoff.tied.is_empty());
    let meek = count(&Method::StvMeek(StvMeek { seats: 5, ..StvMeek::default() }), &options, &[]).unwrap();
    assert_eq!(meek.winners.len(), 5);
}
