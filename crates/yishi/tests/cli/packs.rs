//! Rule packs: each table of decision rules that stands in the test data comes out with equal numbers.

use crate::run::{expect, json};
use serde_json::{Value, json};
use std::path::Path;

fn show(name: &str) -> Value {
    json(Path::new("."), &["rules", "show", name, "--json"])["pack"].clone()
}

fn in_force(name: &str, date: &str) -> Value {
    json(Path::new("."), &["rules", "show", name, "--date", date, "--json"])["pack"].clone()
}

fn entry<'a>(pack: &'a Value, list: &str, id: &str) -> &'a Value {
    let found = pack[list].as_array().unwrap().iter().find(|entry| entry["id"] == id);
    found.unwrap_or_else(|| panic!("{} has no {id}", pack["id"]))
}

/// A threshold as the tables write it: numerator, denominator, `>=` or `>`.
fn bound(threshold: &Value) -> Value {
    let (share, sign) = match threshold.get("at_least") {
        Some(share) => (share, ">="),
        None => (&threshold["more_than"], ">"),
    };
    let (numerator, denominator) = share.as_str().unwrap().split_once('/').unwrap();
    json!([numerator.parse::<u64>().unwrap(), denominator.parse::<u64>().unwrap(), sign])
}

/// The bound that a rule sets on a part, of a base, in a measure.
fn asks(pack: &Value, rule: &str, part: &str, base: &str, measure: &str) -> Value {
    let rule = entry(pack, "rules", rule);
    let found = rule["requirements"].as_array().unwrap().iter().find(|requirement| {
        requirement["part"] == part && requirement["base"] == base && requirement["measure"] == measure
    });
    bound(&found.unwrap_or_else(|| panic!("{} asks for no {part} of {base}", rule["id"]))["threshold"])
}

fn value<'a>(pack: &'a Value, id: &str) -> &'a Value {
    &entry(pack, "values", id)["is"]
}

fn share(pack: &Value, id: &str) -> Value {
    bound(&value(pack, id)["share"])
}

fn tables() -> Option<Value> {
    let file = yishi_testkit::test_data("tables of rules")?.join("rules/rules.json");
    serde_json::from_str(&std::fs::read_to_string(file).unwrap()).ok()
}

/// The first three entries of a row of the tables: what follows says of whom.
fn row(row: &Value) -> Value {
    row.as_array().unwrap().iter().take(3).cloned().collect()
}

/// A share in lowest terms.
fn reduced(row: &Value) -> Value {
    let (numerator, denominator) = (row[0].as_u64().unwrap(), row[1].as_u64().unwrap());
    let divisor = (1..=numerator).rev().find(|d| numerator % d == 0 && denominator % d == 0).unwrap();
    json!([numerator / divisor, denominator / divisor, row[2]])
}

const TODAY: &str = "2026-11-22";

#[test]
fn the_owners_assembly_is_as_in_the_tables() {
    let Some(tables) = tables() else { return };
    let (table, pack) = (&tables["owners_assembly"], in_force("national", TODAY));
    for measure in ["area", "heads"] {
        for rule in ["owners-ordinary", "owners-special"] {
            let quorum = asks(&pack, rule, "participating", "entitled", measure);
            assert_eq!(quorum, table["participation"][measure], "{rule}");
        }
        for class in ["ordinary", "special"] {
            let approval = asks(&pack, &format!("owners-{class}"), "for", "participating", measure);
            assert_eq!(approval, table["approval"][class][measure], "{class}");
        }
    }
    assert_eq!(asks(&pack, "owners-unanimous", "for", "entitled", "heads"), json!([1, 1, ">="]));
    let mut items: Vec<Value> = table["items"].as_array().unwrap().clone();
    items.extend(table["unanimous"].as_array().unwrap().iter().cloned());
    let matters = pack["matters"].as_array().unwrap();
    assert_eq!(matters.len(), items.len());
    for (matter, item) in matters.iter().zip(items) {
        let class = item.get("class").map_or("unanimous", |class| class.as_str().unwrap());
        assert_eq!((&matter["code"], &matter["rule"]), (&item["code"], &json!(format!("owners-{class}"))));
    }
    assert_eq!(value(&pack, "owners-notice")["period"], days(&table["notice"]["regular_days"]));
    let share_row = reduced(&table["extraordinary"]["share_of_owners"]);
    assert_eq!(share(&pack, "owners-extraordinary-share"), share_row);
    let dismissal = &table["items"][3]["then"]["notice_to_manager_days"];
    assert_eq!(value(&pack, "manager-dismissal-notice")["period"], days(dismissal));
    let weifang = in_force("weifang", TODAY);
    let cap = &table["proxy"]["cap"]["潍坊 32"];
    assert_eq!(
        (&weifang["profile"]["owners"]["proxy_cap"], value(&weifang, "owners-proxies")),
        (cap, &json!({ "numbers": { "most": cap } }))
    );
    let window = &table["electronic"]["window_days"]["杭州 20"];
    let window = json!({ "periods": { "least": days(&window[0]), "most": days(&window[1]) } });
    assert_eq!(*value(&in_force("hangzhou", TODAY), "owners-window"), window);
}

fn days(number: &Value) -> Value {
    format!("{number}d").into()
}

#[test]
fn the_owners_committee_is_as_in_the_tables() {
    let Some(tables) = tables() else { return };
    let table = &tables["owners_committee"];
    for (name, article) in [("shandong", "山东 32"), ("hangzhou", "杭州 29")] {
        let pack = in_force(name, TODAY);
        let quorum = asks(&pack, "committee-decision", "present", "entitled", "heads");
        assert_eq!(quorum, row(&table["quorum"][article]), "{name}");
        assert_eq!(
            asks(&pack, "committee-decision", "for", "entitled", "heads"),
            row(&table["decide"]),
            "{name}"
        );
    }
    let pack = in_force("national", TODAY);
    assert_eq!(asks(&pack, "committee-decision", "for", "entitled", "heads"), row(&table["decide"]));
    assert_eq!(share(&pack, "committee-extraordinary-share"), row(&table["extraordinary"]));
    assert_eq!(value(&pack, "committee-publish")["period"], days(&table["publish_days"]));
    assert_eq!(value(&pack, "committee-filing")["period"], days(&table["file_with_authority_days"]));
    let agenda = &table["agenda_posted_before_days"]["指导规则 38"];
    assert_eq!(value(&pack, "committee-agenda")["period"], days(agenda));
    let years = table["term_years_max"].as_u64().unwrap();
    assert_eq!(value(&pack, "committee-term")["period"], json!(format!("{}mo", years * 12)));
}

#[test]
fn the_maintenance_fund_is_as_in_the_tables() {
    let Some(tables) = tables() else { return };
    let (table, pack) = (&tables["maintenance_fund"], in_force("national", TODAY));
    for (code, use_) in [("CC278.5", "use"), ("CC278.6", "raise")] {
        let matter = pack["matters"].as_array().unwrap().iter().find(|matter| matter["code"] == code);
        let rule = format!("owners-{}", table[use_].as_str().unwrap());
        assert_eq!(matter.unwrap()["rule"], json!(rule), "{code}");
    }
    let top_up = &table["top_up_when_below"];
    assert_eq!(share(&pack, "fund-top-up"), reduced(&json!([top_up[0], top_up[1], ">="])));
    let review = &table["emergency"]["authority_review_working_days"];
    assert_eq!(value(&pack, "fund-emergency-review")["period"], json!(format!("{review}wd")));
}

#[test]
fn the_residents_committee_law_is_as_in_the_tables() {
    let Some(tables) = tables() else { return };
    let (table, pack) = (&tables["resident_committee_law_2026"], in_force("national", TODAY));
    let present = |rule| asks(&pack, rule, "present", "entitled", "heads");
    let of_present = |rule| asks(&pack, rule, "for", "present", "heads");
    for (rule, meeting) in
        [("residents-meeting", "residents_meeting"), ("representatives-meeting", "representatives_meeting")]
    {
        assert_eq!(present(rule), row(&table[meeting]["quorum"]), "{rule}");
        assert_eq!(of_present(rule), row(&table[meeting]["decide"]), "{rule}");
    }
    let call = &table["residents_meeting"]["call"];
    assert_eq!(share(&pack, "residents-meeting-call-residents"), row(&call[0]));
    assert_eq!(share(&pack, "residents-meeting-call-representatives"), row(&call[1]));
    assert_eq!(
        value(&pack, "residents-meeting-notice")["period"],
        days(&table["residents_meeting"]["notice_days"])
    );
    let meeting = &table["representatives_meeting"];
    assert_eq!(share(&pack, "representatives-share"), row(&meeting["reps_share"]));
    assert_eq!(share(&pack, "representatives-call"), row(&meeting["call"]));
    let households = &meeting["rep_per_households"];
    let households = json!({ "numbers": { "least": households[0], "most": households[1] } });
    assert_eq!(*value(&pack, "representatives-households"), households);
    assert_eq!(
        value(&pack, "representatives-every")["period"],
        json!(format!("{}mo", meeting["every_months"]))
    );
    assert_eq!(value(&pack, "residents-publicity")["period"], days(&table["publicity"]["days"]));
    check_elections(&table["election"], &pack);
    check_recalls(table, &pack);
}

/// The three ways to elect, and the measure in which each counts.
const WAYS: [(&str, &str, &str); 3] = [
    ("all-voters", "all_voters", "heads"),
    ("households", "household_reps", "households"),
    ("representatives", "representatives", "heads"),
];

fn check_elections(election: &Value, pack: &Value) {
    for (way, key, measure) in WAYS {
        let rule = format!("residents-election-{way}");
        assert_eq!(asks(pack, &rule, "participating", "entitled", measure), election["valid"][key], "{way}");
        assert_eq!(asks(pack, &rule, "for", "participating", measure), row(&election["elected"]), "{way}");
    }
    let floor = asks(pack, "residents-second-round", "for", "participating", "heads");
    assert_eq!(floor, row(&election["second_round_floor"]));
    for (id, key) in [
        ("residents-voters-list", "voters_list_days_before"),
        ("residents-voters-objection", "objection_days"),
        ("residents-voters-answer", "answer_days"),
    ] {
        assert_eq!(value(pack, id)["period"], days(&election[key]), "{id}");
    }
    let cap = &election["proxy"]["max"];
    assert_eq!(*value(pack, "residents-election-proxies"), json!({ "numbers": { "most": cap } }));
    let years = election["term_years"].as_u64().unwrap();
    assert_eq!(value(pack, "residents-term")["period"], json!(format!("{}mo", years * 12)));
}

/// Valid as elected.
fn check_recalls(table: &Value, pack: &Value) {
    let recall = &table["recall"];
    for (way, key, measure) in WAYS {
        let rule = format!("residents-recall-{way}");
        let valid = asks(pack, &rule, "participating", "entitled", measure);
        assert_eq!(valid, table["election"]["valid"][key], "{way}");
        assert_eq!(asks(pack, &rule, "for", "participating", measure), row(&recall["decide"]), "{way}");
    }
    assert_eq!(share(pack, "residents-recall-call-voters"), row(&recall["call"][0]));
    assert_eq!(share(pack, "residents-recall-call-representatives"), row(&recall["call"][1]));
}

#[test]
fn village_meetings_are_as_in_the_tables() {
    let Some(tables) = tables() else { return };
    let (table, pack) = (&tables["village_2025"], in_force("national", TODAY));
    // The table says it in words.
    assert_eq!(
        table["meeting"],
        "adults >1/2 or household reps >=2/3; decide >1/2 present; notice 10 days; call 1/10 or 1/3 reps"
    );
    assert_eq!(
        table["representatives"], "quorum >=2/3, decide >1/2 present; quarterly",
        "the words of the table changed"
    );
    for (rule, measure, quorum) in [
        ("village-meeting-adults", "heads", json!([1, 2, ">"])),
        ("village-meeting-households", "households", json!([2, 3, ">="])),
        ("village-representatives", "heads", json!([2, 3, ">="])),
    ] {
        assert_eq!(asks(&pack, rule, "present", "entitled", measure), quorum, "{rule}");
        assert_eq!(asks(&pack, rule, "for", "present", measure), json!([1, 2, ">"]), "{rule}");
    }
    assert_eq!(value(&pack, "village-meeting-notice")["period"], "10d");
    assert_eq!(share(&pack, "village-meeting-call-villagers"), json!([1, 10, ">="]));
    assert_eq!(share(&pack, "village-meeting-call-representatives"), json!([1, 3, ">="]));
    assert_eq!(value(&pack, "village-representatives-every")["period"], "3mo");
    assert_eq!(value(&pack, "village-publicity")["period"], "15d");
}

#[test]
fn four_discussions_and_two_publications_have_the_steps_of_the_tables() {
    let Some(tables) = tables() else { return };
    let (table, pack) = (&tables["four_two"], in_force("national", TODAY));
    let procedure = entry(&pack, "procedures", "four-discussions-two-publications");
    let steps: Value =
        procedure["steps"].as_array().unwrap().iter().map(|step| step["name"]["zh"].clone()).collect();
    assert_eq!(steps, table["steps"]);
    let meeting = &table["party_meeting"];
    assert_eq!(
        asks(&pack, "party-members-meeting", "present", "entitled", "heads"),
        row(&meeting["present"])
    );
    assert_eq!(asks(&pack, "party-members-meeting", "for", "entitled", "heads"), row(&meeting["approve"]));
    assert_eq!(value(&pack, "party-meeting-notice")["period"], days(&meeting["sent_before_days"]));
}

#[test]
fn the_version_in_force_follows_the_day_and_the_place() {
    let area = |date| asks(&in_force("national", date), "owners-special", "for", "entitled", "area");
    assert_eq!(area("2020-12-31"), json!([2, 3, ">="]));
    let pack = in_force("national", "2021-01-01");
    assert_eq!(asks(&pack, "owners-special", "for", "participating", "area"), json!([3, 4, ">="]));
    let quorum = |name| asks(&in_force(name, TODAY), "committee-decision", "present", "entitled", "heads");
    assert_eq!(quorum("liaocheng"), json!([2, 3, ">="]), "from its province");
    assert_eq!(quorum("hangzhou"), json!([1, 2, ">"]));
    assert_eq!(value(&in_force("shenzhen", TODAY), "owners-bar")["period"], "12mo");
}

#[test]
fn every_pack_is_listed_with_its_digest_and_shown_in_both_languages() {
    let listed = json(Path::new("."), &["rules", "list", "--json"]);
    assert_eq!(listed.as_array().unwrap().len(), 7);
    for pack in listed.as_array().unwrap() {
        let name = pack["id"].as_str().unwrap();
        let shown = json(Path::new("."), &["rules", "show", name, "--json"]);
        assert_eq!(shown["digest"], pack["digest"]);
        let text = expect(Path::new("."), 0, &["rules", "show", name]).out;
        assert!(text.contains("依据 source: "), "{text}");
        assert!(text.contains(&format!("digest {}", pack["digest"].as_str().unwrap())), "{text}");
    }
    assert_eq!(show("beijing")["extends"], "national");
    assert_eq!(expect(Path::new("."), 0, &["rules", "list"]).out.lines().count(), 7);
    expect(Path::new("."), 2, &["rules", "show", "national", "--date", "yesterday"]);
}
