//! Rules by name and their settings.

use yishi_ballots::{NoCompanions, RULES, Report, Request, RequestError, Setting, SettingError};
use yishi_tally::{Method, Seed, Threshold, TieRule, WinnerMode};

const WARD: &str = "3 2\n5 1 2 0\n3 2 3 0\n1 3 0\n0\n";

fn run(rule: &str, settings: &[&str]) -> Result<Report, RequestError> {
    let settings: Vec<Setting> = settings.iter().map(|text| text.parse().unwrap()).collect();
    let (bytes, rule) = (WARD.as_bytes(), Some(rule));
    Request { file: "w.blt", bytes, companions: &NoCompanions, rule, seats: None, settings: &settings }.run()
}

#[test]
fn the_seats_of_the_file_hold_unless_a_setting_says_otherwise() {
    assert_eq!(run("stv-wig", &[]).unwrap().method.seats(), 2);
    assert_eq!(run("stv-wig", &["seats=1"]).unwrap().method.seats(), 1);
}

#[test]
fn settings_become_parameters_of_every_kind() {
    let Method::Irv(irv) = run(
        "irv",
        &[
            "seats=1",
            "most_skipped=1",
            "until-two=true",
            "overvote=always_skip",
            "undeclared=3",
            "mode=majority",
        ],
    )
    .unwrap()
    .method
    else {
        panic!()
    };
    assert_eq!((irv.most_skipped, irv.until_two, irv.mode), (Some(1), true, WinnerMode::Majority));
    assert_eq!(irv.undeclared, Some("3".into()));
    let Method::Committee(committee) = run("committee", &["needed=at_least:1/3"]).unwrap().method else {
        panic!()
    };
    assert_eq!(committee.needed, Threshold::AtLeast("1/3".parse().unwrap()));
}

#[test]
fn tie_rules_are_written_as_a_chain() {
    let tie = |text: &str| run("stv-meek", &[&format!("tie={text}")]).unwrap().method.tie().clone();
    let back = |then| TieRule::LookBack(Box::new(then));
    let seed: Seed = "ab".repeat(32).parse().unwrap();
    assert_eq!(tie("stop"), TieRule::Stop);
    assert_eq!(tie("given_order"), TieRule::GivenOrder);
    assert_eq!(tie("listed:3, 1"), TieRule::Listed(vec!["3".into(), "1".into()]));
    assert_eq!(tie("look_back"), back(TieRule::Stop));
    assert_eq!(tie("look_back+given_order"), back(TieRule::GivenOrder));
    let forward = TieRule::LookForward(Box::new(TieRule::Lot { seed: Some(seed) }));
    assert_eq!(tie(&format!("look_back+look_forward+lot:{seed}")), back(forward));
    assert_eq!(tie("lot"), TieRule::Lot { seed: None });
}

#[test]
fn an_unknown_setting_names_the_known_ones() {
    let Err(RequestError::Setting(SettingError::Unknown { key, known, .. })) = run("schulze", &["quota=3"])
    else {
        panic!()
    };
    assert_eq!((key.as_str(), known.as_slice()), ("quota", ["seats", "tie"].as_slice()));
}

#[test]
fn a_wrong_value_says_which_are_right() {
    let error = run("irv", &["overvote=never"]).unwrap_err();
    assert!(matches!(error, RequestError::Setting(SettingError::Value { .. })), "{error}");
    assert!(error.to_string().contains("exhaust_immediately"), "{error}");
    assert!(run("irv", &["decimals=-1"]).is_err());
    assert!(run("stv-wig", &["decimals=10"]).unwrap_err().to_string().contains("from 0 to 9"));
    assert!(matches!("tie".parse::<Setting>(), Err(SettingError::NoEquals { .. })));
}

#[test]
fn every_rule_knows_exactly_the_parameters_of_its_method() {
    for rule in RULES {
        let text = format!(r#"{{"method":"{}","no such parameter":0}}"#, rule.method);
        let error = serde_json::from_str::<Method>(&text).unwrap_err().to_string();
        let (_, expected) = error.split_once("expected ").unwrap_or_else(|| panic!("{}: {error}", rule.name));
        let mut wanted: Vec<&str> = expected.split('`').skip(1).step_by(2).collect();
        let mut found: Vec<&str> = rule.keys.iter().map(|key| key.name).collect();
        wanted.sort_unstable();
        found.sort_unstable();
        // Rules that share a method leave out the parameter that tells them apart.
        assert!(found.iter().all(|key| wanted.contains(key)), "{}: {found:?} of {wanted:?}", rule.name);
        let shared = RULES.iter().filter(|other| other.method == rule.method).count() > 1;
        assert!(shared || found == wanted, "{}: {found:?} but the method has {wanted:?}", rule.name);
        assert!(rule.keys.iter().all(|key| !key.help.is_empty()));
    }
}
