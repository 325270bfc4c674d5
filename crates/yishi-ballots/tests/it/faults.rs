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
        ("2 1\n+1 1 0\n0\n", 2, 1, "`+1`"),
        ("2 1\n[nick a]\n1 a 0\n0\n", 2, 2, "1 short names for 2"),
        ("2 1\n[nick a a]\n1 a 0\n0\n", 2, 9, "a second candidate"),
        ("2 1\n[nick a b\n1 a 0\n0\n", 2, 10, "ends with `]`"),
        ("2 1\n[nick a b]\n1 c 0\n0\n", 3, 3, "`c` is no candidate"),
        ("2 1\n[lot a b]\n1 1 0\n0\n", 2, 2, "`[lot …]` is unknown"),
        ("2 1\n[]\n1 1 0\n0\n", 2, 1, "nothing between"),
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
fn names_may_have_parties_beside_them_and_remarks_behind_the_title() {
    let read = |names: &str| blt::read(format!("2 1\n1 1 0\n0\n{names}").as_bytes()).unwrap();
    let called = |election: &yishi_ballots::Election| {
        let name = |id: &str| election.name(&id.into()).to_owned();
        (name("1"), name("2"), election.title.clone())
    };
    let wanted = |one: &str, two: &str, title: &str| (one.to_owned(), two.to_owned(), title.to_owned());
    let parties = read("\"Li\" \"Greens\"\n\"Wang\" \"Blues\"\n\"Ward 1\"\n");
    assert_eq!(called(&parties), wanted("Li (Greens)", "Wang (Blues)", "Ward 1"));
    let one_line = read("\"Li\" \"Wang\" \"Ward 1\"");
    assert_eq!(called(&one_line), wanted("Li", "Wang", "Ward 1"));
    let spreadsheet = read("Li,\nWang,,\nWard 1,\n");
    assert_eq!(called(&spreadsheet), wanted("Li", "Wang", "Ward 1"));
    let comments = read("\"Li\"\n\"Wang\"\n\"Ward 1\"\n\"from a book\"\nFirst \"prefs 1\n");
    assert_eq!(called(&comments), wanted("Li", "Wang", "Ward 1"));
    let [remark] = comments.remarks.as_slice() else { panic!("{:?}", comments.remarks) };
    assert_eq!((remark.line, remark.column), (7, 1), "{remark}");
}

#[test]
fn blt_files_may_have_the_lines_in_brackets_of_droop_and_commas_of_spreadsheets() {
    let text = "3 2,\n[nick ann bob cy]\n[withdrawn cy ]\n[tie bob ann cy]\n[droop meek]\n2 ann=bob - cy 0,\n(a b) 2 ann 0\n0\n";
    let election = blt::read(text.as_bytes()).unwrap();
    assert_eq!(election.options.standing(), 2);
    assert_eq!(
        serde_json::to_string(&election.ballots).unwrap(),
        r#"[{"marks":{"ranking":[["1","2"],[],["3"]]},"weight":2},{"marks":{"ranking":[["2"],["1"]]}}]"#
    );
    assert_eq!(election.given["seats"], 2);
    assert_eq!(election.given["tie"], serde_json::json!({"listed": ["3", "1", "2"]}));
}

#[test]
fn the_order_for_ties_of_a_file_excludes_its_first_and_leaves_earlier_stages_their_say() {
    let run = |rule| {
        let text = "3 1\n[tie 2 1 3]\n2 1 0\n2 2 0\n3 3 0\n0\n";
        let request = Request {
            file: "w.blt",
            bytes: text.as_bytes(),
            companions: &NoCompanions,
            rule: Some(rule),
            seats: None,
            settings: &[],
        };
        let report = request.run().unwrap();
        assert!(report.tied.is_empty(), "{rule}");
        (report.rounds.iter().find_map(|round| round.excluded.first().cloned()), report.method.tie().clone())
    };
    let listed = yishi_tally::TieRule::Listed(vec!["3".into(), "1".into(), "2".into()]);
    let second = Some(yishi_ballots::Id::Number(2));
    assert_eq!(run("stv-meek"), (second.clone(), listed.clone()));
    assert_eq!(run("stv-wig"), (second, yishi_tally::TieRule::LookBack(Box::new(listed))));
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
        ("# NUMBER VOTERS: 3\n2: 1,2\n", 2, 18, "hold 2 ballots"),
        ("# NUMBER VOTERS: x\n2: 1,2\n", 2, 18, "no number of voters"),
    ] {
        let (l, c, why) = place(preflib::read(format!("{head}{body}").as_bytes()));
        assert_eq!((l, c), (line, column), "{body:?}: {why}");
        assert!(why.contains(reason), "{body:?}: {why}");
    }
    let (line, _, why) = place(preflib::read(b"# TITLE: x\n1: 1\n"));
    assert_eq!(line, 2, "{why}");
}

#[test]
fn older_preflib_files_are_read_and_refused_at_their_places() {
    let text = "3\n1,Ann\n2,Bea, the elder\n3,Cy\n7,7,2\n4,1,{2,3}\n3,3\n";
    let election = preflib::read(text.as_bytes()).unwrap();
    assert_eq!(election.name(&"2".into()), "Bea, the elder");
    assert_eq!(
        serde_json::to_string(&election.ballots).unwrap(),
        r#"[{"marks":{"ranking":[["1"],["2","3"]]},"weight":4},{"marks":{"ranking":[["3"]]},"weight":3}]"#
    );
    for (change, line, column, reason) in [
        (["2,Bea", "4,Bea"], 3, 1, "`2,` and the name"),
        (["7,7,2", "7,7"], 5, 1, "three totals"),
        (["7,7,2", "8,8,2"], 5, 1, "hold 7 ballots"),
        (["4,1,{2,3}", "4,1,{2,4}"], 6, 8, "`4`"),
        (["4,1", "x,1"], 6, 1, "`x`"),
    ] {
        let (l, c, why) = place(preflib::read(text.replacen(change[0], change[1], 1).as_bytes()));
        assert_eq!((l, c), (line, column), "{change:?}: {why}");
        assert!(why.contains(reason), "{change:?}: {why}");
    }
    let (line, _, why) = place(preflib::read(b"3\n1,Ann\n"));
    assert_eq!(line, 1, "{why}");
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
