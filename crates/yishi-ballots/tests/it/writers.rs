//! What is written can be read again, and what a format cannot say is refused.

use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use yishi_ballots::{Election, WriteFault, blt, pabulib, write_blt, write_csv, write_pabulib};
use yishi_tally::{Amount, Ballot, Marks, OptionId, Options, VotingOption};

/// The ballots, equal ones together, in order.
fn together(ballots: &[Ballot]) -> BTreeMap<Marks, u64> {
    let mut together = BTreeMap::new();
    for ballot in ballots.iter().filter(|ballot| ballot.weight > 0) {
        *together.entry(ballot.marks.clone()).or_default() += ballot.weight;
    }
    together
}

fn id(number: usize) -> OptionId {
    number.to_string().as_str().into()
}

/// Options 1 to 5 with costs and odd names.
fn election(ballots: Vec<Ballot>) -> Election {
    let list = (1..=5_u32).map(|number| {
        VotingOption::new(id(number as usize)).at_cost(format!("{number}.5").parse::<Amount>().unwrap())
    });
    let names = ["lamp; north", "  bench ", "路灯", "tree", "a,b"];
    Election {
        title: "what; to \"do\"".to_owned(),
        options: Options::new(list.collect()).unwrap(),
        names: (1..).map(id).zip(names.map(|name| name.trim().to_owned())).collect(),
        numbered: true,
        ballots,
        ..Election::default()
    }
}

fn rankings() -> impl Strategy<Value = Vec<Ballot>> {
    let order = Just((1..=5_usize).collect::<Vec<_>>()).prop_shuffle();
    let ballot = (order, 0..=5_usize, 1..4_u64).prop_map(|(order, ranks, weight)| {
        Ballot::times(Marks::Ranking(order.into_iter().take(ranks).map(|n| vec![id(n)]).collect()), weight)
    });
    proptest::collection::vec(ballot, 0..6)
}

fn sets() -> impl Strategy<Value = Vec<Ballot>> {
    let set = proptest::collection::btree_set(1..=5_usize, 0..5);
    let ballot = (set, 1..4_u64)
        .prop_map(|(set, weight)| Ballot::times(Marks::Set(set.into_iter().map(id).collect()), weight));
    proptest::collection::vec(ballot, 0..6)
}

fn scores() -> impl Strategy<Value = Vec<Ballot>> {
    let scores = proptest::collection::btree_map((1..=5_usize).prop_map(id), 0..9_u64, 1..5);
    let ballot = (scores, 1..4_u64).prop_map(|(scores, weight)| Ballot::times(Marks::Scores(scores), weight));
    proptest::collection::vec(ballot, 1..6)
}

proptest! {
    #[test]
    fn rankings_come_back_from_blt(ballots in rankings(), seats in 1..5_u32) {
        let written = election(ballots);
        let read = blt::read(write_blt(&written, seats).unwrap().as_bytes()).unwrap();
        prop_assert_eq!(together(&read.ballots), together(&written.ballots));
        prop_assert_eq!(&read.names, &written.names);
        prop_assert_eq!(&read.title, &written.title);
        prop_assert_eq!(read.given.get("seats").and_then(serde_json::Value::as_u64), Some(seats.into()));
    }

    #[test]
    fn votes_of_every_kind_come_back_from_pabulib(ballots in prop_oneof![rankings(), sets(), scores()]) {
        let written = election(ballots);
        // A file of blank ballots alone does not say of which kind they are.
        prop_assume!(written.ballots.iter().any(|ballot| ballot.marks.options().next().is_some()));
        let text = write_pabulib(&written, &Amount::from(9), &BTreeSet::from([id(2)])).unwrap();
        let read = pabulib::read(text.as_bytes()).unwrap();
        prop_assert_eq!(together(&read.ballots), together(&written.ballots));
        prop_assert_eq!(&read.options, &written.options);
        prop_assert_eq!(&read.names, &written.names);
        prop_assert_eq!(&read.title, &written.title);
        prop_assert_eq!(read.given.get("budget"), Some(&serde_json::json!("9")));
    }
}

#[test]
fn a_table_has_a_column_for_every_option() {
    let scores = Marks::Scores(BTreeMap::from([(id(1), 3), (id(5), 0)]));
    let ballots = vec![
        Ballot::times(Marks::set(["2", "4"]), 7),
        Ballot::new(Marks::ranking(["3", "1"])),
        Ballot::new(scores),
        Ballot::new(Marks::Set(BTreeSet::new())),
    ];
    assert_eq!(
        write_csv(&election(ballots)).unwrap(),
        "ballots,1,2,3,4,5\n7,,1,,1,\n1,2,,1,,\n1,3,,,,0\n1,,,,,\n"
    );
}

#[test]
fn cells_that_a_spreadsheet_would_reckon_with_are_made_harmless() {
    let options = Options::named(["=1+1", "a,b"]).unwrap();
    let election = Election { options, ..Election::default() };
    assert_eq!(write_csv(&election).unwrap(), "ballots,'=1+1,\"a,b\"\n");
}

#[test]
fn what_a_format_cannot_say_is_refused() {
    let sets = election(vec![Ballot::new(Marks::set(["1"]))]);
    assert!(matches!(write_blt(&sets, 1), Err(WriteFault::Marks { found: "set", .. })));
    let mixed = election(vec![Ballot::new(Marks::set(["1"])), Ballot::new(Marks::ranking(["1"]))]);
    let budget = Amount::from(9);
    let none = BTreeSet::new();
    assert!(matches!(write_pabulib(&mixed, &budget, &none), Err(WriteFault::Mixed { .. })));
    let free = Election { options: Options::named(["a"]).unwrap(), ..Election::default() };
    assert!(matches!(write_pabulib(&free, &budget, &none), Err(WriteFault::Missing { .. })));
    let unknown = election(vec![Ballot::new(Marks::ranking(["9"]))]);
    assert!(matches!(write_csv(&unknown), Err(WriteFault::UnknownOption { .. })));
    assert!(matches!(write_blt(&unknown, 1), Err(WriteFault::UnknownOption { .. })));
    assert!(matches!(write_pabulib(&unknown, &budget, &none), Err(WriteFault::UnknownOption { .. })));
    let many = election(vec![Ballot::times(Marks::set(["1"]), 10_000_001)]);
    assert!(matches!(write_pabulib(&many, &budget, &none), Err(WriteFault::TooMany { .. })));
}
