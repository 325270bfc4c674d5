//! Owners' votes as JSON: every vector comes out as it says, and what is malformed is named with its place.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on must stop")]

use serde_json::{Value, json};
use yishi_ballots::owners::{OwnersCase, read, to_json};

#[test]
fn every_vector_comes_out_as_it_says() {
    let Some(cases) = yishi_testkit::owners_vectors() else { return };
    for case in cases {
        let counted = to_json(&case.vote.unwrap().count());
        assert_eq!(Some(counted), case.expected, "{}", case.name);
    }
}

/// A case of three owners with a flat of 100 m² each.
fn case() -> Value {
    let units: Vec<Value> = ["o1", "o2", "o3"]
        .iter()
        .map(|owner| json!({ "id": format!("u-{owner}"), "owners": [owner], "area": 10_000, "status": "delivered" }))
        .collect();
    json!({ "name": "c", "item": "CC278.5", "agenda": ["CC278.5"], "opens": 0, "closes": 10, "units": units, "ballots": [] })
}

fn only(text: &str) -> OwnersCase {
    read(text).unwrap().remove(0)
}

#[test]
fn a_single_case_is_read_like_a_list_of_one() {
    let text = case().to_string();
    let counted = to_json(&only(&text).vote.unwrap().count());
    assert_eq!(counted, to_json(&only(&format!("[{text}]")).vote.unwrap().count()));
    assert_eq!(counted["total"], json!({ "area": 30_000, "heads": 3 }));
}

#[test]
fn a_file_that_is_no_json_is_refused_with_line_column_and_reason() {
    let fault = read("[\n  {\"name\": \"a\"},\n  oops\n]").unwrap_err();
    assert_eq!((fault.line, fault.column), (3, 3));
    assert_eq!(fault.reason, "expected value");
}

#[test]
fn a_fault_in_one_case_is_named_at_its_place_and_leaves_the_others() {
    let mut spoilt = case();
    spoilt["name"] = "spoilt".into();
    spoilt["units"][1]["status"] = "rented".into();
    let text = serde_json::to_string_pretty(&json!([spoilt, case()])).unwrap();
    let cases = read(&text).unwrap();
    let fault = cases[0].vote.as_ref().unwrap_err();
    assert_eq!(
        u64::try_from(text.lines().position(|line| line.contains("rented")).unwrap()).unwrap() + 1,
        fault.line
    );
    assert!(fault.reason.contains("rented"), "{fault}");
    assert!(cases[1].vote.is_ok());
}

#[test]
fn rules_of_procedure_that_nobody_knows_are_refused_and_not_passed_over() {
    let mut case = case();
    case["profile"] = json!({ "proxy_cap": 3, "phase_of_the_moon": "full" });
    let fault = only(&case.to_string()).vote.unwrap_err();
    assert!(fault.reason.contains("phase_of_the_moon"), "{fault}");
}

#[test]
fn contradictions_of_a_case_are_refused() {
    let refused = |change: &dyn Fn(&mut Value)| {
        let mut case = case();
        change(&mut case);
        only(&case.to_string()).vote.unwrap_err().reason
    };
    assert_eq!(refused(&|case| case["closes"] = 0.into()), "the vote closes at 0 before it opens at 0");
    assert_eq!(refused(&|case| case["units"][1]["id"] = "u-o1".into()), "unit `u-o1` is listed twice");
    assert_eq!(
        refused(&|case| case["units"][0]["owners"] = json!(["o1+o2"])),
        "unit `u-o1`: `o1+o2` cannot name an owner"
    );
    assert_eq!(
        refused(&|case| case["units"][0]["area"] = json!({})),
        "unit `u-o1` has no area from a source that the profile names"
    );
}

#[test]
fn the_area_comes_from_the_first_source_that_has_one() {
    let mut case = case();
    case["units"][0]["area"] = json!({ "contract": 9_000, "surveyed": 9_500 });
    case["units"][1]["area"] = json!({ "contract": 9_000, "surveyed": 9_500, "registered": 9_700 });
    let total = |case: &Value| only(&case.to_string()).vote.unwrap().count().figures.total.area_dm2;
    assert_eq!(total(&case), 9_500 + 9_700 + 10_000);
    case["profile"] = json!({ "area_order": ["contract", "registered"] });
    assert_eq!(total(&case), 9_000 + 9_000 + 10_000);
}

#[test]
fn what_a_case_leaves_out_is_the_usual() {
    let text = r#"{ "item": "CC278.5", "opens": 0, "closes": 10,
        "units": [{ "id": "u1", "owners": ["o1"], "area": 9000 }, { "id": "u2", "owners": ["o2"], "area": 9000, "kind": "studio" }],
        "ballots": [{ "id": "b1", "head": "o1", "choice": "for", "t": 1 },
            { "id": "b2", "head": "o2", "choice": "for", "t": 1, "proxy": "o1", "guardian": true },
            { "id": "b3", "head": "o2", "choice": "against", "t": 2, "proxy": "o1" }] }"#;
    let case = only(text);
    assert_eq!(case.name, "case 1");
    let counted = to_json(&case.vote.unwrap().count());
    assert_eq!(counted["for_"], json!({ "area": 18_000, "heads": 2 }));
    assert_eq!(counted["rejected"], json!([["b3", "no_mandate"]]));
}
