//! Charters begun from answers pass the check as they stand.

use proptest::prelude::*;
use yishi_charter::{Answers, Language, OwnersVote, ResidentsVote, read, write};

#[test]
fn what_is_begun_without_further_answers_passes_and_is_commented() {
    for language in [Language::English, Language::Chinese] {
        let text = write(&Answers::usual(language, "桃源社区 \"A\""));
        let draft = read(&text).unwrap_or_else(|faults| panic!("{faults:#?}\n{text}"));
        assert_eq!(draft.charter.name, "桃源社区 \"A\"");
        assert!(text.lines().filter(|line| line.starts_with('#')).count() > 10, "{text}");
    }
    insta::assert_snapshot!("begun-zh", write(&Answers::usual(Language::Chinese, "桃源社区")));
}

#[test]
fn councils_of_a_level_are_shared_out_among_those_above() {
    let mut answers = Answers::usual(Language::English, "Three levels");
    answers.levels = Answers::named("grid=Grid,compound=Compound,community=Community").unwrap();
    answers.councils = vec!["grid=5".parse().unwrap(), "compound=East,West".parse().unwrap()];
    let charter = read(&write(&answers)).unwrap().charter;
    let below = |parent: &str| {
        let council = |council: &&yishi_core::CouncilClause| {
            council.parent.as_ref().is_some_and(|found| found.as_str() == parent)
        };
        charter.councils.iter().filter(council).map(|council| council.id.to_string()).collect::<Vec<_>>()
    };
    assert_eq!(below("community"), ["compound-1", "compound-2"]);
    assert_eq!(below("compound-1"), ["grid-1", "grid-2", "grid-3"]);
    assert_eq!(below("compound-2"), ["grid-4", "grid-5"]);
    assert_eq!(charter.routing.len(), 4);
}

#[test]
fn answers_that_contradict_each_other_are_told_by_the_check() {
    let mut answers = Answers::usual(Language::English, "Hasty");
    answers.deliberation = "5d".parse().unwrap();
    let faults = read(&write(&answers)).unwrap_err();
    assert!(
        faults.iter().any(|fault| fault.clauses.contains(&"deadlines.deliberation".to_owned())),
        "{faults:?}"
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn sensible_answers_always_make_a_charter_that_holds(
        chinese in any::<bool>(),
        levels in 1..5_usize,
        counts in prop::collection::vec(1..6_usize, 4),
        benches in 1..5_usize,
        representatives in 1..9_u32,
        urgent in prop_oneof![Just(0_u64), 1..100_000_u64],
        petition in 0..50_u32,
        votes in any::<[bool; 2]>(),
    ) {
        let language = if chinese { Language::Chinese } else { Language::English };
        let mut answers = Answers::usual(language, "社区");
        let level = |number| format!("层级{number}");
        answers.levels = Answers::named(&(0..levels).map(level).collect::<Vec<_>>().join(",")).unwrap();
        answers.councils = (1..levels).map(|number| format!("level-{number}={}", counts[number - 1]).parse().unwrap()).collect();
        answers.benches = Answers::named(&(0..benches).map(|n| format!("方{n}")).collect::<Vec<_>>().join(",")).unwrap();
        answers.representatives = representatives;
        answers.urgent_cost_yuan = urgent;
        answers.petition = petition;
        answers.residents = if votes[0] { ResidentsVote::Included } else { ResidentsVote::LeftOut };
        answers.owners = if votes[1] { OwnersVote::Included } else { OwnersVote::LeftOut };
        let text = write(&answers);
        if let Err(faults) = read(&text) {
            prop_assert!(false, "{faults:#?}\n{text}");
        }
    }
}
