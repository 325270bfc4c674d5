//! Every case of RCTab against its own report, round by round.

use crate::files::{Folder, below, count};
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::Path;
use yishi_ballots::{Companions, Report, Request, RequestError};
use yishi_tally::{Amount, OptionId, Step};
use yishi_testkit::test_data;

/// Reports of several passes have their number in the name.
fn reports(config: &Path) -> Vec<Value> {
    let stem = config.to_str().unwrap().strip_suffix("_config.json").unwrap().to_owned();
    let numbered = (1..).map(|pass| format!("{stem}_{pass}_expected_detailed_report.json"));
    let names = std::iter::once(format!("{stem}_expected_detailed_report.json")).chain(numbered.take(9));
    let files = names.filter_map(|name| std::fs::read_to_string(name).ok());
    files.map(|text| serde_json::from_str(&text).unwrap()).collect()
}

fn amount(value: &Value) -> Amount {
    let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let text = if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { &text };
    text.parse().unwrap_or_else(|error| panic!("{error}"))
}

fn amounts(value: &Value) -> BTreeMap<String, Amount> {
    value.as_object().unwrap().iter().map(|(name, figure)| (name.clone(), amount(figure))).collect()
}

/// What left an option after a round, by where it went.
fn transfers(report: &Report, round: u32, option: &str) -> BTreeMap<String, Amount> {
    let mut transfers = BTreeMap::new();
    for step in report.trace.iter().filter(|step| step.round() == Some(round)) {
        match step {
            Step::Transferred { from, to, figure, .. } if &*from.0 == option => {
                let to = to.as_ref().map_or("exhausted".to_owned(), OptionId::to_string);
                transfers.insert(to, figure.clone());
            }
            Step::Lost { option: from, figure, .. } if &*from.0 == option => {
                transfers.insert("residual surplus".to_owned(), figure.clone());
            }
            _ => {}
        }
    }
    transfers
}

fn compare(case: &str, report: &Report, expected: &[Value]) {
    let rounds = expected.iter().flat_map(|pass| pass["results"].as_array().unwrap());
    let rounds: Vec<&Value> = rounds.collect();
    assert_eq!(report.rounds.len(), rounds.len(), "{case}: rounds");
    for (found, wanted) in report.rounds.iter().zip(rounds) {
        let place = format!("{case}, round {}", found.number);
        let figures: BTreeMap<String, Amount> =
            found.figures.iter().map(|(option, figure)| (option.to_string(), figure.clone())).collect();
        assert_eq!(figures, amounts(&wanted["tally"]), "{place}");
        if let Some(threshold) = wanted.get("threshold") {
            assert_eq!(found.needed, Some(amount(threshold)), "{place}");
        }
        if let Some(inactive) = wanted.get("inactiveBallots") {
            let reasons = found.inactive.clone().unwrap();
            assert_eq!(reasons.exhausted, amount(&inactive["exhaustedChoices"]), "{place}: exhausted");
            assert_eq!(reasons.overvotes, amount(&inactive["overvotes"]), "{place}: overvotes");
            assert_eq!(reasons.repeated, amount(&inactive["repeatedRankings"]), "{place}: repeated");
            assert_eq!(reasons.skipped, amount(&inactive["skippedRankings"]), "{place}: skipped");
        }
        let mut decided = 0;
        for result in wanted["tallyResults"].as_array().unwrap() {
            let (key, among) = match result.get("elected") {
                Some(name) => (name, &found.elected),
                None => (&result["eliminated"], &found.excluded),
            };
            let name = key.as_str().unwrap();
            assert!(
                among.iter().any(|id| serde_json::to_value(id).unwrap() == *name),
                "{place}: {result} but found {among:?}"
            );
            assert_eq!(
                transfers(report, found.number, name),
                amounts(&result["transfers"]),
                "{place}: {name}"
            );
            decided += 1;
        }
        assert_eq!(decided, found.elected.len() + found.excluded.len(), "{place}: decisions");
    }
    let summary = &expected[0]["summary"];
    assert_eq!(amount(&summary["totalNumBallots"]), report.ballots.into(), "{case}: ballots");
    let blank = report.rounds[0].inactive.clone().unwrap().blank;
    assert_eq!(amount(&summary["undervotes"]), blank, "{case}: undervotes");
}

#[test]
fn every_case_is_counted_round_by_round_as_its_report_says() {
    let Some(data) = test_data("the cases of RCTab") else { return };
    let mut counted = Vec::new();
    for config in below(&data.join("rctab")).iter().filter(|file| file.ends_with_config()) {
        let case = config.file_stem().unwrap().to_str().unwrap().to_owned();
        match count(config, None, None, &[]) {
            Ok(report) => compare(&case, &report, &reports(config)),
            // Its ballots are not in the test data: counted below, from a table.
            Err(RequestError::Unreadable { .. }) if case.starts_with("tiebreak_use_permutation") => continue,
            Err(error) => panic!("{case}: {error}"),
        }
        counted.push(case);
    }
    assert!(counted.len() >= 4, "{counted:?}");
}

trait IsConfig {
    fn ends_with_config(&self) -> bool;
}

impl IsConfig for std::path::PathBuf {
    fn ends_with_config(&self) -> bool {
        self.to_str().is_some_and(|path| path.ends_with("_config.json"))
    }
}

/// The ballots behind the report of the case whose spreadsheet is not in the test data: the only ones, up to ranks
/// that are never looked at, that give its tallies and transfers.
struct TieTable;

impl Companions for TieTable {
    fn read(&self, name: &str) -> Result<Option<Vec<u8>>, String> {
        let table = "count,choice1,choice2,choice3\n\
            4,Mookie Blaylock,undervote,undervote\n\
            3,Yinka Dare,undervote,undervote\n\
            1,Sedale Threatt,George Gervin,undervote\n\
            1,George Gervin,Yinka Dare,undervote\n\
            1,George Gervin,undervote,undervote\n";
        Ok((name == "ballots_aggregated.csv").then(|| table.into()))
    }
}

#[test]
fn the_order_of_the_configuration_breaks_a_tie() {
    let Some(data) = test_data("the tie of RCTab") else { return };
    let name = "tiebreak_use_permutation_in_config_test";
    let config = data.join("rctab").join(name).join(format!("{name}_config.json"));
    let bytes = std::fs::read(&config).unwrap();
    let request = Request {
        file: "tie_config.json",
        bytes: &bytes,
        companions: &TieTable,
        rule: None,
        seats: None,
        settings: &[],
    };
    compare(name, &request.run().unwrap(), &reports(&config));
}

#[test]
fn a_spreadsheet_without_its_table_is_named() {
    let Some(data) = test_data("the tie of RCTab") else { return };
    let name = "tiebreak_use_permutation_in_config_test";
    let config = data.join("rctab").join(name).join(format!("{name}_config.json"));
    let folder = Folder(config.parent().unwrap().to_owned());
    let bytes = std::fs::read(&config).unwrap();
    let request = Request {
        file: "tie_config.json",
        bytes: &bytes,
        companions: &folder,
        rule: None,
        seats: None,
        settings: &[],
    };
    let error = request.run().unwrap_err();
    assert!(matches!(&error, RequestError::Unreadable { file, .. } if file.ends_with(".xlsx")), "{error}");
}

/// A table of six ballots beside whatever configuration.
struct SixBallots;

impl Companions for SixBallots {
    fn read(&self, name: &str) -> Result<Option<Vec<u8>>, String> {
        let table = "count,choice1,choice2\n3,Ann,\n2,Bea,Ann\n1,Cy,write-in\n";
        match name {
            "ballots_aggregated.csv" => Ok(Some(table.into())),
            "folder" => Err("is a directory".into()),
            _ => Ok(None),
        }
    }
}

/// A configuration with these sources and rules.
fn config(sources: &str, rules: &str) -> String {
    format!(
        r#"{{"cvrFileSources": [{sources}],
"candidates": [{{"name": "Ann"}}, {{"name": "Bea"}}, {{"name": "Cy"}}],
"rules": {{"tiebreakMode": "useCandidateOrder", "overvoteRule": "exhaustImmediately", {rules}}}}}"#
    )
}

fn run(config: &str, companions: &dyn Companions) -> Result<Report, RequestError> {
    let bytes = config.as_bytes();
    Request { file: "x_config.json", bytes, companions, rule: None, seats: None, settings: &[] }.run()
}

const MAJORITY: &str = r#""winnerElectionMode": "singleWinnerMajority", "numberOfWinners": "1""#;
const SHEET: &str = r#"{"filePath": "a.xlsx", "provider": "ess", "undeclaredWriteInLabel": "write-in"}"#;

#[test]
fn one_table_holds_the_ballots_of_all_sources_that_are_not_read() {
    let report = run(&config(&format!("{SHEET}, {SHEET}"), MAJORITY), &SixBallots).unwrap();
    assert_eq!(report.ballots, 6);
}

#[test]
fn a_provider_that_is_not_read_is_named_at_its_place() {
    for (provider, file, words) in [
        ("dominion", "folder", "the provider `dominion` is not read"),
        ("hart", "folder", "the provider `hart` is not read"),
        ("cdf", "a.xml", "XML of the provider `cdf` is not read"),
        ("sequoia", "a.txt", "the provider `sequoia` is not read"),
    ] {
        let source = format!(r#"{{"filePath": "{file}", "provider": "{provider}"}}"#);
        let RequestError::Fault { fault, .. } =
            run(&config(&source, MAJORITY), &yishi_ballots::NoCompanions).unwrap_err()
        else {
            panic!("{provider}")
        };
        assert_eq!((fault.line, fault.reason.contains(words)), (1, true), "{fault}");
        assert!(fault.column > 40 && fault.reason.contains("ballots_aggregated.csv"), "{fault}");
        // With the table beside it, it is counted.
        let source = format!(
            r#"{{"filePath": "{file}", "provider": "{provider}", "undeclaredWriteInLabel": "write-in"}}"#
        );
        assert_eq!(run(&config(&source, MAJORITY), &SixBallots).unwrap().ballots, 6, "{provider}");
    }
}

/// One file of ballots.
struct OneFile(String);

impl Companions for OneFile {
    fn read(&self, name: &str) -> Result<Option<Vec<u8>>, String> {
        Ok((name == "ballots").then(|| self.0.clone().into_bytes()))
    }
}

#[test]
fn a_rank_that_no_paper_has_is_a_fault_instead_of_filling_memory() {
    let cdf = |rank: u32| {
        format!(
            r#"{{"CVR": [{{"CurrentSnapshotId": "s", "CVRSnapshot": [{{"@id": "s", "CVRContest": [{{"ContestId": "c",
"CVRContestSelection": [{{"ContestSelectionId": "x", "Rank": {rank}}}]}}]}}]}}],
"Election": [{{"Candidate": [{{"@id": "p", "Name": "Ann"}}], "Contest": [{{"@id": "c", "Name": "C",
"ContestSelection": [{{"@id": "x", "CandidateIds": ["p"]}}]}}]}}]}}"#
        )
    };
    let clear = |rank: u32| format!("0,1,2,3,4,5,6,7,8,9,RCV:C:{rank}:r:Ann:p\n,,,,,,,,,,1\n");
    let generic = |rank: u32| format!(",Ann,Bea\n1,{rank},\n");
    let file = |provider: &str, rank| match provider {
        "cdf" => cdf(rank),
        "clearBallot" => clear(rank),
        _ => generic(rank),
    };
    for (provider, line) in [("cdf", 1), ("clearBallot", 1), ("genericCsv", 2)] {
        let source = format!(
            r#"{{"filePath": "ballots", "provider": "{provider}", "contestId": "C", "firstVoteColumnIndex": 2}}"#
        );
        let read = |rank| run(&config(&source, MAJORITY), &OneFile(file(provider, rank)));
        assert!(read(100).is_ok(), "{provider}: {:?}", read(100));
        for rank in [101, 2_000_000_000, u32::MAX] {
            let RequestError::Fault { fault, .. } = read(rank).unwrap_err() else { panic!("{provider}") };
            let words = format!("rank {rank}: at most 100 are read with so many candidates");
            assert_eq!((fault.line, fault.reason), (line, words), "{provider}");
        }
    }
}

#[test]
fn more_places_than_candidates_elect_everybody_in_one_round() {
    let rules = r#""winnerElectionMode": "multiWinnerAllowMultipleWinnersPerRound", "numberOfWinners": "5""#;
    let source = r#"{"filePath": "a.xlsx", "provider": "ess", "skippedRankLabel": "write-in"}"#;
    let report = run(&config(source, rules), &SixBallots).unwrap();
    assert_eq!((report.winners.len(), report.rounds.len()), (3, 1));
    assert_eq!(report.rounds[0].needed, Some(Amount::from(2)), "six votes by six, and one");
}

#[test]
fn older_configurations_are_read_as_rctab_migrates_them() {
    let mode = |mode: &str, more: &str| {
        let labels = r#""undeclaredWriteInLabel": "write-in""#;
        let rules = format!(r#""winnerElectionMode": "{mode}", {labels}, {more}"#);
        let report =
            run(&config(r#"{"filePath": "a.xlsx", "provider": "ess"}"#, &rules), &SixBallots).unwrap();
        let yishi_tally::Method::Irv(irv) = report.method else { panic!() };
        assert_eq!(irv.undeclared, Some("Undeclared Write-ins".into()), "the label is that of every source");
        (irv.mode, irv.until_two)
    };
    use yishi_tally::WinnerMode::{BottomsUp, Majority, OnePerRound, Passes, SeveralPerRound, Threshold};
    let share = r#""numberOfWinners": "0", "multiSeatBottomsUpPercentageThreshold": "15""#;
    assert_eq!(mode("standard", r#""numberOfWinners": 1"#), (Majority, false));
    assert_eq!(mode("standard", r#""numberOfWinners": 2"#), (SeveralPerRound, false));
    assert_eq!(
        mode("singleSeatContinueUntilTwoCandidatesRemain", r#""numberOfWinners": 1"#),
        (Majority, true)
    );
    assert_eq!(mode("multiSeatAllowOnlyOneWinnerPerRound", r#""numberOfWinners": 2"#), (OnePerRound, false));
    assert_eq!(mode("multiSeatBottomsUp", r#""numberOfWinners": 2"#), (BottomsUp, false));
    assert_eq!(mode("multiSeatBottomsUp", share), (Threshold("3/20".parse().unwrap()), false));
    assert_eq!(mode("multiSeatSequentialWinnerTakesAll", r#""numberOfWinners": 2"#), (Passes, false));
}
