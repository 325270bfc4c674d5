//! Committees of abcvoting: every instance, every rule that both have, and files at fault.

use crate::files::{below, count};
use std::collections::BTreeSet;
use std::path::Path;
use yishi_ballots::{Id, abcvoting};
use yishi_tally::{Completion, Method, PavSequential, Phragmen, SharesCommittee, TieRule, all_committees};

type Committees = BTreeSet<Vec<u64>>;

/// The committees that a file says a rule elects, found apart from the reader under test: the lists after `result:`.
fn expected(text: &str, rule: &str, resolute: bool) -> Option<Committees> {
    text.split("\n- rule_id: ").skip(1).find_map(|part| {
        let (name, rest) = part.split_once('\n')?;
        let (result, flag) = rest.split_once("resolute:")?;
        (name.trim() == rule && flag.trim().starts_with(if resolute { "true" } else { "false" }))
            .then(|| lists(result.split_once("result:").unwrap().1))
    })
}

fn lists(text: &str) -> Committees {
    let inner = text.trim().trim_start_matches('[').trim_end_matches(']');
    let lists = inner.split(']').map(|list| {
        let numbers = list.split(|c: char| !c.is_ascii_digit()).filter(|word| !word.is_empty());
        let mut numbers: Vec<u64> = numbers.map(|word| word.parse().unwrap()).collect();
        numbers.sort_unstable();
        numbers
    });
    lists.filter(|list| !list.is_empty()).collect()
}

fn elected(file: &Path, rule: &str, settings: &[&str]) -> Vec<u64> {
    let report = count(file, Some(rule), None, settings).unwrap();
    assert!(report.tied.is_empty());
    let mut elected: Vec<u64> = report
        .winners
        .iter()
        .map(|id| match id {
            Id::Number(number) => *number,
            Id::Text(text) => panic!("`{text}` is no number"),
        })
        .collect();
    elected.sort_unstable();
    elected
}

/// Our rules, their settings, and what abcvoting calls them.
const RULES: [(&str, &[&str], &str); 5] = [
    ("phragmen", &[], "seqphragmen"),
    ("pav-sequential", &[], "seqpav"),
    ("equal-shares", &[], "equal-shares"),
    ("equal-shares", &["completion=approval"], "equal-shares-with-av-completion"),
    ("equal-shares", &["completion=increment"], "equal-shares-with-increment-completion"),
];

#[test]
fn every_instance_elects_a_committee_that_abcvoting_names() {
    let Some(data) = yishi_testkit::test_data("approval committees") else { return };
    let files = below(&data.join("abcvoting"));
    let mut compared = 0;
    for file in &files {
        let text = std::fs::read_to_string(file).unwrap();
        for (rule, settings, theirs) in RULES {
            let named = expected(&text, theirs, true).unwrap();
            let ours = elected(file, rule, settings);
            assert!(named.contains(&ours), "{}: {rule} {ours:?} is none of {named:?}", file.display());
            compared += 1;
        }
    }
    assert_eq!((files.len(), compared), (40, 200));
}

#[test]
fn all_tied_committees_are_those_that_abcvoting_lists() {
    let Some(data) = yishi_testkit::test_data("approval committees") else { return };
    let mut several = 0;
    for file in below(&data.join("abcvoting")) {
        let text = std::fs::read_to_string(&file).unwrap();
        let election = abcvoting::read(text.as_bytes()).unwrap();
        let seats = u32::try_from(election.given["seats"].as_u64().unwrap()).unwrap();
        let tie = TieRule::Stop;
        let shares = |completion| SharesCommittee { completion, ..SharesCommittee::new(seats) };
        for (method, theirs) in [
            (Method::Phragmen(Phragmen { seats, tie: tie.clone() }), "seqphragmen"),
            (Method::PavSequential(PavSequential { seats, tie: tie.clone() }), "seqpav"),
            (Method::SharesCommittee(shares(Completion::Phragmen)), "equal-shares"),
            (Method::SharesCommittee(shares(Completion::Approval)), "equal-shares-with-av-completion"),
        ] {
            let all = all_committees(&method, &election.options, &election.ballots, 100_000).unwrap();
            let all: Committees = all
                .into_iter()
                .map(|committee| committee.iter().map(|id| id.0.parse().unwrap()).collect())
                .collect();
            several += usize::from(all.len() > 1);
            assert_eq!(Some(all), expected(&text, theirs, false), "{}: {theirs}", file.display());
        }
    }
    assert!(several > 40, "ties are what this is about: {several}");
}

#[test]
fn weights_with_decimals_are_raised_to_whole_ones_alike() {
    let text = "profile: [[0, 1], [2], [1]]\nnum_cand: 4\ncommitteesize: 2\nvoter_weights: [1.5, 2, 0.25]\n";
    let election = abcvoting::read(text.as_bytes()).unwrap();
    let weights: Vec<u64> = election.ballots.iter().map(|ballot| ballot.weight).collect();
    assert_eq!(weights, [150, 200, 25]);
    assert_eq!(election.options.list().len(), 4);
}

#[test]
fn a_file_at_fault_gets_line_column_and_reason() {
    let good = "description: small\nprofile: [[0, 1],\n  [2]]\nnum_cand: 3\ncommitteesize: 2\n";
    assert!(abcvoting::read(good.as_bytes()).is_ok());
    let cases: [([&str; 2], u64, u64, &str); 13] = [
        (["[2]", "[3]"], 3, 4, "no candidate 3"),
        (["[0, 1]", "[0, 0]"], 2, 15, "names candidate 0 twice"),
        (["[2]", "[two]"], 3, 4, "`two` is no candidate"),
        (["[2]", "2"], 3, 3, "a ballot must be a list"),
        (["[2]]", "[2]"], 4, 9, "no YAML"),
        (["num_cand: 3", "num_cand: 0"], 4, 11, "0 candidates"),
        (["committeesize: 2", "committeesize: 4"], 5, 16, "4 seats, but only 3 candidates"),
        (["committeesize: 2", "committeesize: 0"], 5, 16, "a committee of 0"),
        (["committeesize: 2", "committesize: 2"], 5, 1, "there is no key `committesize`"),
        (["num_cand: 3", "description: x"], 4, 1, "a second `description`"),
        (["\nnum_cand: 3", "\rnum_cand: 3\nnum_cand: 3"], 5, 1, "a second `num_cand`"),
        (["profile:", "voter_weights:"], 1, 1, "there is no `profile`"),
        (["committeesize: 2", "voter_weights: [1]"], 2, 10, "2 ballots, but 1 weights"),
    ];
    for (change, line, column, reason) in cases {
        let text = good.replacen(change[0], change[1], 1);
        assert_ne!(text, good);
        let fault = abcvoting::read(text.as_bytes()).unwrap_err();
        assert_eq!((fault.line, fault.column), (line, column), "{change:?}: {fault}");
        assert!(fault.reason.contains(reason), "{change:?}: {fault}");
    }
}
