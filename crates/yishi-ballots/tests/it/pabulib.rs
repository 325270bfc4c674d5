//! Real participatory budgets: the official winners, Wieliczka among them, and files at fault.

use crate::files::{count, winners};
use std::collections::BTreeSet;
use std::path::Path;
use yishi_ballots::{NoCompanions, ReadFault, Report, Request, pabulib};

/// The projects that the column `selected` marks.
fn official(file: &Path) -> BTreeSet<String> {
    let text = std::fs::read_to_string(file).unwrap().replace('\r', "");
    let projects = text.split("PROJECTS\n").nth(1).unwrap().split("VOTES\n").next().unwrap();
    let rows: Vec<Vec<String>> = projects.lines().map(cells).collect();
    let column = |name: &str| rows[0].iter().position(|cell| cell == name).unwrap();
    let (id, selected) = (column("project_id"), column("selected"));
    rows[1..].iter().filter(|row| row[selected] == "1").map(|row| row[id].clone()).collect()
}

/// Cells of one line, written apart from the reader under test.
fn cells(line: &str) -> Vec<String> {
    let mut cells = vec![String::new()];
    let mut quoted = false;
    for character in line.chars() {
        match character {
            '"' => quoted = !quoted,
            ';' if !quoted => cells.push(String::new()),
            _ => cells.last_mut().unwrap().push(character),
        }
    }
    cells
}

fn funded(file: &Path, rule: &str, settings: &[&str]) -> BTreeSet<String> {
    let report = count(file, Some(rule), None, settings).unwrap();
    assert!(report.tied.is_empty(), "{}", file.display());
    winners(&report).into_iter().collect()
}

#[test]
fn every_budget_is_funded_as_the_manifest_says() {
    let Some(data) = yishi_testkit::test_data("participatory budgets") else { return };
    let folder = data.join("pabulib");
    let manifest = std::fs::read_to_string(folder.join("MANIFEST.tsv")).unwrap();
    let mut seen = [0; 3];
    for line in manifest.lines().skip(1) {
        let columns: Vec<&str> = line.split('\t').collect();
        let (file, by) = (folder.join(columns[0]), *columns.last().unwrap());
        let official = official(&file);
        let skip = funded(&file, "greedy-skip", &[]) == official;
        let stop = funded(&file, "greedy-stop", &[]) == official;
        let place = match by {
            "skip" => {
                assert!(skip, "{}", columns[0]);
                0
            }
            "stop" => {
                assert!(stop, "{}", columns[0]);
                1
            }
            "none" => {
                assert!(!skip && !stop, "{}", columns[0]);
                2
            }
            other => panic!("unknown mark {other}"),
        };
        seen[place] += 1;
    }
    assert_eq!(seen, [6, 2, 4]);
}

fn wieliczka() -> Option<std::path::PathBuf> {
    let data = yishi_testkit::test_data("the first city with equal shares")?;
    Some(data.join("pabulib-wieliczka/poland_wieliczka_2023_green-budget.pb"))
}

#[test]
fn wieliczka_funds_its_thirty_official_projects() {
    let Some(file) = wieliczka() else { return };
    let report = count(&file, None, None, &[]).unwrap();
    assert_eq!(report.rule, "equal-shares", "the file names its rule");
    let official = official(&file);
    assert_eq!(official.len(), 30);
    assert_eq!(winners(&report).into_iter().collect::<BTreeSet<_>>(), official);
    follows_the_published_account(&file, &report);
}

/// Project by project and run by run.
fn follows_the_published_account(file: &Path, report: &Report) {
    let golden = std::fs::read_to_string(file.with_file_name("golden_mes_add1.json")).unwrap();
    let golden: serde_json::Value = serde_json::from_str(&golden).unwrap();
    let report = serde_json::to_value(report).unwrap();
    let trace = report["trace"].as_array().unwrap();
    let shared: Vec<_> = trace.iter().filter(|step| step["step"] == "shared").collect();
    let order = golden["order"].as_array().unwrap();
    assert_eq!(shared.len(), order.len());
    for (step, expected) in shared.iter().zip(order) {
        assert_eq!(step["option"], expected["project"]);
        // The effective votes are the cost divided by what each pays.
        let (cost, each) = (fraction(&step["cost"]), fraction(&step["each"]));
        assert_eq!(&cost / &each, fraction(&expected["effective_votes"]), "{}", step["option"]);
    }
    let tried: Vec<_> = trace.iter().filter(|step| step["step"] == "tried").collect();
    let changes = golden["outcome_trace"].as_array().unwrap();
    assert_eq!(tried.len(), changes.len());
    for (step, expected) in tried.iter().zip(changes) {
        assert_eq!(step["each"], expected["endowment"].to_string());
        assert_eq!(step["funded"], expected["winners"]);
        assert_eq!(step["cost"], expected["cost"].to_string());
    }
}

/// A number or an exact fraction, as decimals never occur in the published account.
fn fraction(value: &serde_json::Value) -> num_rational::BigRational {
    let text = value.as_str().unwrap();
    if let Some((whole, decimals)) = text.split_once('.') {
        let scale = num_bigint::BigInt::from(10).pow(decimals.len() as u32);
        return num_rational::BigRational::new(format!("{whole}{decimals}").parse().unwrap(), scale);
    }
    text.parse().unwrap()
}

#[test]
fn wieliczka_funds_thirty_one_under_the_two_other_published_settings() {
    let Some(file) = wieliczka() else { return };
    // The published tool stops when nothing more fits, from whole or from exact shares.
    for start in ["whole_share", "share"] {
        let settings = [&format!("start={start}"), "step=1", "stop=when_exhaustive"];
        assert_eq!(funded(&file, "equal-shares", &settings).len(), 31, "{start}");
    }
}

#[test]
fn methods_are_compared_over_wieliczka_as_was_published() {
    let Some(file) = wieliczka() else { return };
    let bytes = std::fs::read(&file).unwrap();
    let request = Request {
        file: file.to_str().unwrap(),
        bytes: &bytes,
        companions: &NoCompanions,
        rule: None,
        seats: None,
        settings: &[],
    };
    let comparison = request.compare().unwrap();
    let by = |name: &str| &comparison.rules.iter().find(|row| row.rule == name).unwrap().effect;
    let (greedy, shares) = (by("greedy-skip"), by("equal-shares satisfaction=cost"));
    assert_eq!((greedy.empty_handed, shares.empty_handed), (1_820, 1_172));
    assert_eq!((shares.prefer_first, shares.prefer_this), (873, 1_615));
    assert_eq!(shares.cost.to_string(), "995079");
}

const SMALL: &str = "META\nkey;value\nnum_projects;2\nnum_votes;2\nbudget;100\nvote_type;approval\nmax_length;2\nPROJECTS\nproject_id;cost;name\na;40;\"x;y\"\nb;60,5;z\nVOTES\nvoter_id;vote\n1;a,b\n2;\n";

fn fault(change: [&str; 2]) -> ReadFault {
    let text = SMALL.replacen(change[0], change[1], 1);
    assert_ne!(text, SMALL, "{change:?} changes nothing");
    pabulib::read(text.as_bytes()).unwrap_err()
}

#[test]
fn a_small_file_is_read() {
    let election = pabulib::read(SMALL.as_bytes()).unwrap();
    assert_eq!(election.options.list()[1].cost.as_ref().unwrap().to_string(), "60.5");
    assert_eq!(election.name(&"a".into()), "x;y");
    assert_eq!(election.ballots.len(), 2);
    let windows = SMALL.replace('\n', "\r\n");
    assert_eq!(pabulib::read(windows.as_bytes()).unwrap(), election);
    assert_eq!(pabulib::read(format!("\u{feff}{SMALL}").as_bytes()).unwrap(), election);
}

#[test]
fn a_file_at_fault_gets_line_column_and_reason() {
    let cases: [([&str; 2], u64, u64, &str); 14] = [
        (["1;a,b", "1;a,c"], 14, 5, "`c` is no project"),
        (["a;40;", "a;4O;"], 10, 3, "`4O` is no cost"),
        (["a;40;", "a;-4;"], 10, 3, "no cost"),
        (["\nb;60", "\na;60"], 11, 1, "second project `a`"),
        (["\"x;y\"", "\"x;y"], 10, 6, "never closes"),
        (["num_votes;2", "num_votes;3"], 4, 11, "num_votes is 3, but the file holds 2"),
        (["num_projects;2", "num_projects;1"], 3, 14, "the file holds 2"),
        (["budget;100", "budget;many"], 5, 8, "an amount"),
        (["approval", "guessing"], 6, 11, "unknown"),
        (["max_length;2", "max_length;1"], 14, 3, "at most 1"),
        (["max_length;2", "min_length;3"], 14, 3, "at least 3"),
        (["2;\n", "1;\n"], 15, 1, "a second vote of `1`"),
        (["project_id;cost", "project_id;price"], 9, 1, "no column `cost`"),
        (["META\n", "DATA\n"], 1, 1, "must be META"),
    ];
    for (change, line, column, reason) in cases {
        let fault = fault(change);
        assert_eq!((fault.line, fault.column), (line, column), "{change:?}: {fault}");
        assert!(fault.reason.contains(reason), "{change:?}: {fault}");
    }
}

#[test]
fn what_official_files_hold_against_their_rules_counts_and_is_remarked() {
    // Warsaw 2018 has votes above max_sum_cost, Warsaw 2022 and Częstochowa 2020 votes that name a project twice.
    let text = SMALL.replace("max_length;2", "max_sum_cost;100").replace("2;\n", "2;a,a\n3;a,b\n");
    let text = text.replace("num_votes;2", "num_votes;3");
    let election = pabulib::read(text.as_bytes()).unwrap();
    let said: Vec<String> = election.remarks.iter().map(ToString::to_string).collect();
    assert_eq!(said.len(), 2, "{said:?}");
    assert!(said[0].starts_with("line 15, column 5: the vote names `a` twice"), "{said:?}");
    assert!(said[1].starts_with("line 14, column 3: the cost of all projects together: 100.5"), "{said:?}");
    assert!(said[1].ends_with("so in 1 more votes"), "{said:?}");
    let report = counted(&text);
    assert_eq!(report.rounds[0].figures[&"a".into()], 3.into());
    assert_eq!(report.remarks.len(), 2);
}

#[test]
fn points_that_a_vote_gives_a_project_twice_are_added_up() {
    let text = "META\nkey;value\nbudget;9\nvote_type;cumulative\nPROJECTS\nproject_id;cost\na;1\nb;2\nVOTES\nvoter_id;vote;points\n1;a,a,b;2,1,1\n";
    assert_eq!(counted(text).rounds[0].figures[&"a".into()], 3.into());
}

#[test]
fn voters_without_an_id_are_several() {
    let text = SMALL.replace("1;a,b\n2;\n", ";a,b\n;a\n");
    assert_eq!(counted(&text).rounds[0].figures[&"a".into()], 2.into());
}

/// Counted by greedy-skip.
fn counted(text: &str) -> Report {
    let request = Request {
        file: "x.pb",
        bytes: text.as_bytes(),
        companions: &NoCompanions,
        rule: Some("greedy-skip"),
        seats: None,
        settings: &[],
    };
    request.run().unwrap()
}

#[test]
fn points_are_read_with_their_bounds() {
    let text = "META\nkey;value\nbudget;9\nvote_type;cumulative\nmin_sum_points;1\nmax_sum_points;3\nmax_points;2\nPROJECTS\nproject_id;cost\na;1\nb;2\nVOTES\nvoter_id;vote;points\n1;a,b;2,1\n";
    assert!(pabulib::read(text.as_bytes()).is_ok());
    for (change, reason) in [
        ("2,2", "points together: 4"),
        ("3,0", "points for one project: 3"),
        ("0,0", "at least 1"),
        ("1", "1 points for 2 projects"),
        ("1,-1", "`-1` is no number of points"),
        ("1,1.5", "`1.5` is no number of points"),
    ] {
        let fault = pabulib::read(text.replace("2,1", change).as_bytes()).unwrap_err();
        assert_eq!(fault.line, 14, "{fault}");
        assert!(fault.reason.contains(reason), "{fault}");
    }
}
