//! Plurality, approval and score, and parameters that nobody could satisfy.

use yishi_tally::{
    Approval, Ballot, CountError, InvalidMethod, Irv, Marks, Method, Options, Outcome, PavSequential,
    Phragmen, Plurality, Round, Schulze, Score, Seed, SharesCommittee, Step, StvMeek, StvWig, TieRule,
    VotingOption, WinnerMode, count,
};

fn options() -> Options {
    Options::named(["a", "b", "c"]).unwrap()
}

fn winners(outcome: &Outcome) -> String {
    outcome.winners.iter().map(|option| option.0.to_string()).collect::<Vec<_>>().join(" ")
}

fn one(option: &str, weight: u64) -> Ballot {
    Ballot::times(Marks::One(option.into()), weight)
}

#[test]
fn the_most_marks_win_a_plurality() {
    let method = Method::Plurality(Plurality::default());
    let outcome = count(&method, &options(), &[one("a", 3), one("b", 4), one("c", 1)]).unwrap();
    assert_eq!(winners(&outcome), "b");
    assert_eq!(outcome.rounds[0].figures[&"a".into()], 3.into());
}

#[test]
fn an_overvote_counts_for_none_and_is_told() {
    let both = Marks::Ranking(vec![vec!["a".into(), "b".into()]]);
    let method = Method::Plurality(Plurality::default());
    let outcome = count(&method, &options(), &[Ballot::times(both, 9), one("c", 1)]).unwrap();
    assert_eq!(winners(&outcome), "c");
    assert_eq!(outcome.rounds[0].exhausted, Some(9.into()));
}

#[test]
fn a_tie_stops_a_count_unless_a_rule_decides_it() {
    let ballots = [one("a", 2), one("b", 2), one("c", 1)];
    let by = |tie| count(&Method::Plurality(Plurality { seats: 1, tie }), &options(), &ballots).unwrap();
    let stopped = by(TieRule::Stop);
    assert!(stopped.winners.is_empty());
    assert_eq!(stopped.tied, ["a".into(), "b".into()]);
    assert!(matches!(stopped.trace.as_slice(), [Step::TieStands { round: 1, .. }]));
    assert_eq!(winners(&by(TieRule::Listed(vec!["b".into()]))), "b");
    assert_eq!(winners(&by(TieRule::GivenOrder)), "a");
    assert_eq!(by(TieRule::Lot { seed: None }), stopped);
    assert_eq!(by(TieRule::Lot { seed: Some(Seed([1; 32])) }).winners.len(), 1);
}

#[test]
fn equals_who_all_find_a_place_need_no_tie_rule() {
    let method = Method::Plurality(Plurality { seats: 2, tie: TieRule::Stop });
    let outcome = count(&method, &options(), &[one("b", 2), one("a", 2), one("c", 1)]).unwrap();
    assert_eq!((winners(&outcome).as_str(), outcome.tied.len()), ("a b", 0));
}

#[test]
fn approvals_add_up_and_too_many_marks_void_a_ballot() {
    let ballots = [
        Ballot::times(Marks::set(["a", "b"]), 2),
        Ballot::times(Marks::set(["a", "b", "c"]), 5),
        Ballot::new(Marks::set(["b"])),
        Ballot::new(Marks::set([])),
    ];
    let by = |most_marks| {
        count(&Method::Approval(Approval { most_marks, ..Approval::default() }), &options(), &ballots)
            .unwrap()
    };
    let figures = |outcome: &Outcome| {
        let Round { figures, exhausted, .. } = outcome.rounds[0].clone();
        (figures.values().map(ToString::to_string).collect::<Vec<_>>().join(" "), exhausted)
    };
    assert_eq!(figures(&by(None)), ("7 8 5".to_owned(), Some(1.into())));
    assert_eq!(figures(&by(Some(2))), ("2 3 0".to_owned(), Some(6.into())));
}

#[test]
fn scores_add_up_and_one_above_the_highest_voids_a_ballot() {
    let scores = |marks: &[(&str, u64)]| {
        Ballot::new(Marks::Scores(marks.iter().map(|(option, score)| ((*option).into(), *score)).collect()))
    };
    let ballots = [scores(&[("a", 10), ("b", 3)]), scores(&[("b", 8)]), scores(&[("c", 11)])];
    let outcome = count(&Method::Score(Score::default()), &options(), &ballots).unwrap();
    assert_eq!(winners(&outcome), "b");
    assert_eq!(outcome.rounds[0].figures[&"c".into()], 0.into());
}

#[test]
fn a_withdrawn_option_wins_nothing_by_any_method() {
    let options = Options::new(vec![
        VotingOption::new("a").withdrawn(),
        VotingOption::new("b"),
        VotingOption::new("c"),
    ])
    .unwrap();
    let ballots =
        [Ballot::times(Marks::ranking(["a", "b"]), 5), Ballot::times(Marks::ranking(["c", "a"]), 4)];
    for method in [
        Method::Irv(Irv::default()),
        Method::StvWig(StvWig::default()),
        Method::StvMeek(StvMeek::default()),
        Method::Schulze(Schulze::default()),
        Method::Approval(Approval::default()),
    ] {
        let outcome = count(&method, &options, &ballots).unwrap();
        assert_eq!(winners(&outcome), "b", "{}", method.name());
        assert!(!outcome.rounds[0].figures.contains_key(&"a".into()), "{}", method.name());
    }
}

#[test]
fn a_tie_among_options_that_all_find_a_place_needs_no_rule() {
    let options = Options::named(["a", "b", "c"]).unwrap();
    // a and b beat c and are equal themselves.
    let ballots = [Ballot::new(Marks::ranking(["a", "b"])), Ballot::new(Marks::ranking(["b", "a"]))];
    let two = Method::Schulze(Schulze { seats: 2, ..Schulze::default() });
    let outcome = count(&two, &options, &ballots).unwrap();
    assert_eq!((winners(&outcome), outcome.tied.len()), ("a b".to_owned(), 0));
    let one = count(&Method::Schulze(Schulze::default()), &options, &ballots).unwrap();
    assert_eq!((winners(&one), one.tied.len()), (String::new(), 2));
    // Everybody is elected, whatever the ballots say.
    let blank = [Ballot::new(Marks::Set([].into()))];
    let tie = TieRule::Stop;
    for method in [
        Method::Phragmen(Phragmen { seats: 3, tie: tie.clone() }),
        Method::PavSequential(PavSequential { seats: 3, tie: tie.clone() }),
        Method::SharesCommittee(SharesCommittee::new(3)),
        Method::Approval(Approval { seats: 3, ..Approval::default() }),
    ] {
        let outcome = count(&method, &options, &blank).unwrap();
        assert_eq!((winners(&outcome), outcome.tied.len()), ("a b c".to_owned(), 0), "{}", method.name());
    }
}

#[test]
fn impossible_parameters_are_refused_with_their_reason() {
    let irv = |irv| Method::Irv(irv).check().unwrap_err();
    assert_eq!(
        Method::Schulze(Schulze { seats: 0, tie: TieRule::Stop }).check(),
        Err(InvalidMethod::NoSeats)
    );
    let out = |parameter, value, least, most| InvalidMethod::OutOfRange { parameter, value, least, most };
    assert_eq!(irv(Irv { decimals: 13, ..Irv::default() }), out("decimals", 13, 0, 12));
    assert!(Method::Irv(Irv { decimals: 12, ..Irv::default() }).check().is_ok());
    let two = |mode| Irv { seats: 2, mode, ..Irv::default() };
    let none = Approval { most_marks: Some(0), ..Approval::default() };
    let most = u32::MAX.into();
    assert_eq!(Method::Approval(none).check(), Err(out("most_marks", 0, 1, most)));
    let none = Irv { most_ranks: Some(0), ..Irv::default() };
    assert_eq!(Method::Irv(none).check(), Err(out("most_ranks", 0, 1, most)));
    let against = |parameter, other| InvalidMethod::Contradiction { parameter, other };
    assert_eq!(irv(two(WinnerMode::Majority)), InvalidMethod::OnePlace { seats: 2 });
    assert_eq!(irv(Irv { batch: true, ..two(WinnerMode::SeveralPerRound) }), against("batch", "mode"));
    assert_eq!(irv(Irv { until_two: true, ..two(WinnerMode::BottomsUp) }), against("until_two", "mode"));
    assert_eq!(
        irv(two(WinnerMode::Threshold("1/1".parse().unwrap()))),
        InvalidMethod::Unreachable { parameter: "mode" }
    );
    let meek = |decimals, surplus_decimals| {
        Method::StvMeek(StvMeek { decimals, surplus_decimals, ..StvMeek::default() }).check()
    };
    assert_eq!(meek(10, 6), Err(out("decimals", 10, 1, 9)));
    assert_eq!(meek(5, 6), Err(out("surplus_decimals", 6, 1, 5)));
    assert_eq!(meek(9, 9), Ok(()));
    let wig = Method::StvWig(StvWig { decimals: 10, ..StvWig::default() });
    assert_eq!(wig.check(), Err(out("decimals", 10, 0, 9)));
    let score = Method::Score(Score { highest: 0, ..Score::default() });
    assert_eq!(score.check(), Err(out("highest", 0, 1, u64::MAX)));
    let list = TieRule::Listed(vec!["a".into(), "a".into()]);
    assert!(matches!(Method::Schulze(Schulze { seats: 1, tie: list }).check(), Err(InvalidMethod::Tie(_))));
}

#[test]
fn more_places_than_options_are_refused_before_any_vote_is_counted() {
    let method = |seats| Method::StvWig(StvWig { seats, ..StvWig::default() });
    assert_eq!(method(3).check_options(&options()), Ok(()));
    let refused = InvalidMethod::TooManySeats { seats: 4, options: 3 };
    assert_eq!(method(4).check_options(&options()), Err(refused.clone()));
    assert_eq!(count(&method(4), &options(), &[]), Err(CountError::Method(refused)));
    let unknown = Method::Irv(Irv { undeclared: Some("x".into()), ..Irv::default() });
    assert!(matches!(unknown.check_options(&options()), Err(InvalidMethod::UnknownOption { .. })));
}

#[test]
fn ballots_that_cannot_be_counted_are_named() {
    let irv = Method::Irv(Irv::default());
    let ballots = [one("a", 1), one("x", 1)];
    let unknown = CountError::UnknownOption { ballot: 1, option: "x".into() };
    assert_eq!(count(&irv, &options(), &ballots), Err(unknown));
    let set = [Ballot::new(Marks::set(["a"]))];
    assert!(matches!(count(&irv, &options(), &set), Err(CountError::WrongMarks { ballot: 0, .. })));
    let many = [one("a", u64::MAX), one("a", 1)];
    assert_eq!(count(&irv, &options(), &many), Err(CountError::TooManyVotes));
}

#[test]
fn no_method_overflows_at_the_most_votes_there_can_be() {
    let ballots = [
        Ballot::times(Marks::ranking(["a", "b", "c"]), u64::MAX / 2),
        Ballot::times(Marks::ranking(["c", "b"]), u64::MAX / 3),
    ];
    for method in crate::methods::ranked(2, &TieRule::GivenOrder) {
        let counted = count(&method, &options(), &ballots);
        assert!(
            matches!(&counted, Ok(outcome) if outcome.winners.len() == 2),
            "{}: {counted:?}",
            method.name()
        );
    }
}

#[test]
fn a_method_is_written_as_a_charter_writes_it() {
    let text = r#"{"method":"stv_wig","seats":3,"decimals":5,"tie":{"look_back":{"lot":{}}}}"#;
    let method: Method = serde_json::from_str(text).unwrap();
    assert_eq!(serde_json::to_string(&method).unwrap(), text);
    let short: Method = serde_json::from_str(r#"{"method":"irv"}"#).unwrap();
    assert_eq!(short, Method::Irv(Irv::default()));
    assert!(serde_json::from_str::<Method>(r#"{"method":"irv","seets":2}"#).is_err());
}

#[test]
fn the_seed_of_a_lot_is_filled_in_when_it_is_published() {
    let lot = |seed| TieRule::LookBack(Box::new(TieRule::Lot { seed }));
    let method = Method::Plurality(Plurality { seats: 1, tie: lot(None) });
    let ballots = [one("a", 2), one("b", 2)];
    assert_eq!(count(&method, &options(), &ballots).unwrap().tied.len(), 2);
    let drawn = method.with_seed(Seed([9; 32]));
    assert_eq!(drawn.tie(), &lot(Some(Seed([9; 32]))));
    assert_eq!(count(&drawn, &options(), &ballots).unwrap().winners.len(), 1);
}
