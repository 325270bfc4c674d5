//! Malformed files: line, column, reason.

use yishi_ballots::{Format, NoCompanions, ReadFault, Request, RequestError, blt, preflib, read};

fn place(read: Result<yishi_ballots::Election, ReadFault>) -> (u64, u64, String) {
    let fault = read.unwrap_err();
    (fault.line, fault.column, fault.reason)
}

#[test]
fn a_blt_file_at_fault_is_refused_at_its_place() {
    for (text, line, column, reason) in [
        ("", 1, 1, "ends before"),
        ("3\n", 1, 1, "two numbers"),
        ("three 1\n", 1, 1, "`three`"),
        ("0 1\n", 1, 1, "0 candidates"),
        ("3 x\n1 1 0\n0\n", 1, 3, "number of seats"),
        ("2 1\n1 1 2 0\n1 2 1\n0\n", 3, 6, "ends with 0"),
        ("2 1\n1 3 0\n0\n", 2, 3, "candidate 3"),
        ("2 1\n1 2=3 0\n0\n", 2, 5, "candidate 3"),
        ("2 1\n1 0 2 0\n0\n", 2, 3, "candidate 0"),
        ("2 1\n-3\n1 2 0\n0\n", 2, 1, "candidate 3"),
        ("2 1\n-1 2\n1 2 0\n0\n", 2, 4, "negative"),
        ("2 1\nten 1 0\n0\n", 2, 1, "weight"),
        ("2 1\n-5x 1 0\n0\n", 2, 1, "`5x`"),
        ("2 1\n1.5 1 0\n0\n", 2, 1, "`1.5`"),
        ("2 1\n99999999999999999999 1 0\n0\n", 2, 1, "weight"),
        ("2 1\n1 1 0\n", 3, 1, "ends before"),
        ("2 1\n1 1 0\n0\n\"A\n", 4, 3, "closing quote"),
        ("2 1\n1 1 0\n0\n\"A\" x\n", 4, 5, "another one"),
        ("2 1\n1 1 0\n0\n\"A\"\n", 4, 4, "1 names for 2"),
        ("2 1\n1 1 0\n0\nA\nB\nT\nmore\n", 7, 1, "more than 2 names"),
    ] {
        let (l, c, why) = place(blt::read(text.as_bytes()));
        assert!(why.contains(reason), "{text:?}: {why}");
        assert_eq!((l, c), (line, column), "{text:?}: {why}");
    }
}

#[test]
fn a_file_in_another_encoding_is_refused_at_its_first_byte() {
    let (line, column, why) = place(blt::read(b"2 1\n1 1 0\n0\n\"\xbe\xd3\"\n"));
    assert_eq!((line, column), (4, 2), "{why}");
}

#[test]
fn blt_files_may_have_comments_names_in_quotes_withdrawn_equal_and_skipped_ranks() {
    let text = "\u{feff}4 2 # four for two\n\n-4 # left\n3 1 - 2=3 0\n(b7) 4 1 0\n0\n\
                \"Li \"\"the tall\"\"\"\nWang\n\"Zhao\" \"Qian\"\n# done\nTitle";
    let election = blt::read(text.as_bytes()).unwrap();
    assert_eq!(election.title, "Title");
    assert_eq!(election.name(&"1".into()), "Li \"the tall\"");
    assert_eq!(election.name(&"4".into()), "Qian");
    assert_eq!(election.options.standing(), 3);
    assert_eq!(
        serde_json::to_string(&election.ballots[0]).unwrap(),
        r#"{"marks":{"ranking":[["1"],[],["2","3"]]},"weight":3}"#
    );
    assert_eq!(
        serde_json::to_string(&election.ballots[1]).unwrap(),
        r#"{"marks":{"ranking":[["4"],["1"]]}}"#
    );
}

#[test]
fn a_preflib_file_at_fault_is_refused_at_its_place() {
    let head = "# NUMBER ALTERNATIVES: 3\n";
    for (body, line, column, reason) in [
        ("2: 1,4\n", 2, 6, "`4`"),
        ("2 1,2\n", 2, 1, "colon"),
        ("x: 1\n", 2, 1, "`x`"),
        ("1: {1,2\n", 2, 8, "never closed"),
        ("1: 1,2}\n", 2, 6, "never opened"),
        ("1: {1,{2}\n", 2, 7, "inside"),
        ("1: 1,,2\n", 2, 6, "``"),
        ("# DATA TYPE: wmd\n1: 1\n", 2, 14, "`wmd`"),
    ] {
        let (l, c, why) = place(preflib::read(format!("{head}{body}").as_bytes()));
        assert_eq!((l, c), (line, column), "{body:?}: {why}");
        assert!(why.contains(reason), "{body:?}: {why}");
    }
    let (line, _, why) = place(preflib::read(b"# TITLE: x\n1: 1\n"));
    assert_eq!(line, 2, "{why}");
}

#[test]
fn a_configuration_at_fault_is_refused_at_its_place() {
    let config = r#"{"cvrFileSources": [], "candidates": [{"name": "A"}],
"rules": {"tiebreakMode": "random", "randomSeed": "0",
  "overvoteRule": "sometimes", "winnerElectionMode": "singleWinnerMajority", "numberOfWinners": "1"}}"#;
    let run = |text: &str| read("x_config.json", text.as_bytes(), &NoCompanions).unwrap_err();
    let RequestError::Fault { fault, .. } = run(config) else { panic!() };
    assert_eq!((fault.line, fault.column), (3, 3), "{fault}");
    assert!(fault.reason.contains("sometimes"));
    let RequestError::Fault { fault, .. } = run(&config[..config.len() - 1]) else { panic!() };
    assert_eq!(fault.line, 3, "{fault}");
    let missing = config.replace("[]", r#"[{"filePath": "b.json", "provider": "cdf"}]"#);
    assert_eq!(run(&missing), RequestError::Missing { file: "b.json".into() });
}

#[test]
fn a_file_of_no_known_format_is_named() {
    assert_eq!(Format::detect("x.csv", b"a,b"), None);
    let request = Request {
        file: "x.csv",
        bytes: b"a,b",
        companions: &NoCompanions,
        rule: None,
        seats: None,
        settings: &[],
    };
    assert_eq!(request.run(), Err(RequestError::UnknownFormat { file: "x.csv".into() }));
}
