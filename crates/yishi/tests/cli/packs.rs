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

const PACKS: [&str; 8] =
    ["national", "beijing", "hangzhou", "jinan", "liaocheng", "shandong", "shenzhen", "weifang"];

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
    assert_eq!(listed.as_array().unwrap().len(), PACKS.len());
    for pack in listed.as_array().unwrap() {
        let name = pack["id"].as_str().unwrap();
        let shown = json(Path::new("."), &["rules", "show", name, "--json"]);
        assert_eq!(shown["digest"], pack["digest"]);
        let text = expect(Path::new("."), 0, &["rules", "show", name]).out;
        assert!(text.contains("依据 source: "), "{text}");
        assert!(text.contains(&format!("digest {}", pack["digest"].as_str().unwrap())), "{text}");
    }
    assert_eq!(show("beijing")["extends"], "national");
    assert_eq!(expect(Path::new("."), 0, &["rules", "list"]).out.lines().count(), PACKS.len());
    expect(Path::new("."), 2, &["rules", "show", "national", "--date", "yesterday"]);
}

fn says<'a>(pack: &'a Value, id: &str) -> &'a str {
    value(pack, id)["says"]["zh"].as_str().unwrap_or_else(|| panic!("{id} says nothing"))
}

fn article<'a>(pack: &'a Value, id: &str) -> &'a str {
    entry(pack, "values", id)["source"]["article"].as_str().unwrap()
}

#[test]
fn the_clocks_of_hotlines_and_petitions_are_as_in_the_tables() {
    let Some(tables) = tables() else { return };
    let clock = &tables["hotline"]["clock"];
    let pack = in_force("national", TODAY);
    let petitions = &clock["信访工作条例"];
    for (id, key) in [
        ("petitions-answer", "accept_or_tell_days"),
        ("petitions-finish", "finish_days"),
        ("petitions-extend", "extend_days"),
        ("petitions-review-request", "review_request_days"),
        ("petitions-review", "review_days"),
    ] {
        assert_eq!(value(&pack, id)["period"], days(&petitions[key]), "{id}");
    }
    let community = &clock["seed 滨海御景花园"];
    for (id, key) in
        [("hotline-community-accept", "accept_hours"), ("hotline-community-reply", "reply_hours")]
    {
        assert_eq!(value(&pack, id)["period"], json!(format!("{}h", community[key])), "{id}");
    }
    let beijing = in_force("beijing", TODAY);
    let draft = &clock["北京 draft standard (P)"];
    for (id, key, unit) in [
        ("hotline-emergency", "emergency_hours", "h"),
        ("hotline-utilities", "water_power_gas_heat_hours", "h"),
        ("hotline-answer", "ordinary_days", "d"),
        ("hotline-complex", "complex_days", "d"),
    ] {
        assert_eq!(value(&beijing, id)["period"], json!(format!("{}{unit}", draft[key])), "{id}");
        assert_eq!(entry(&beijing, "values", id)["source"]["read"], "excerpt", "a draft was not read as law");
    }
    // The tables say both in words that begin with the number.
    for (name, key) in [("jinan", "济南 24"), ("weifang", "潍坊 20")] {
        assert!(clock[key].as_str().unwrap().starts_with("5 working days"), "the words of the table changed");
        assert_eq!(value(&in_force(name, TODAY), "hotline-answer")["period"], "5wd", "{name}");
    }
    let metrics = tables["hotline"]["metrics"].as_object().unwrap();
    for name in metrics.keys().filter(|key| *key != "src") {
        let values = pack["values"].as_array().unwrap();
        assert!(values.iter().any(|value| value["name"]["zh"] == name.as_str()), "{name}");
    }
    for (pack, id) in [
        (&beijing, "hotline-repeat"),
        (&beijing, "hotline-first-responsible"),
        (&beijing, "hotline-revisit"),
        (&in_force("weifang", TODAY), "hotline-return-once"),
        (&in_force("jinan", TODAY), "hotline-unsatisfied"),
        (&pack, "hotline-not-accepted"),
    ] {
        assert!(!says(pack, id).is_empty());
    }
    assert!(entry(&pack, "procedures", "hotline-order")["steps"].as_array().unwrap().len() >= 7);
}

#[test]
fn every_duty_of_privacy_charity_signature_and_archive_has_its_article() {
    let Some(tables) = tables() else { return };
    let pack = in_force("national", TODAY);
    let of = |law: &str| -> Vec<String> {
        let values = pack["values"].as_array().unwrap().iter();
        let articles = values.filter_map(|value| value["source"]["article"].as_str());
        articles.filter(|article| article.contains(law)).map(str::to_owned).collect()
    };
    let holds = |law: &str, number: &str| {
        let first = number.split('-').next().unwrap();
        let numbers = of(law).join("、");
        let found = numbers.split(|letter: char| !letter.is_ascii_digit()).any(|found| found == first);
        assert!(found, "{law} {number}: {numbers}");
    };
    for duty in tables["privacy"]["duties"].as_array().unwrap() {
        let number = duty["art"].as_str().map_or_else(|| duty["art"].to_string(), str::to_owned);
        holds("个人信息保护法", &number);
    }
    assert_eq!(value(&pack, "privacy-assessment-kept")["period"], "36mo", "three years");
    for number in ["22", "26", "113", "122", "58"] {
        holds("慈善法", number);
    }
    for number in ["13", "14", "15", "3"] {
        holds("电子签名法", number);
    }
    holds("档案法", "37");
    assert_eq!(tables["archive"]["basis"], "档案法 37");
    for (table, words) in [("charity", "慈善法 22, 26, 113, 122"), ("signature", "电子签名法 13, 14, 15")]
    {
        assert!(tables[table]["basis"].as_str().unwrap().contains(words), "the words of the table changed");
    }
}

#[test]
fn what_the_tables_say_in_words_stands_in_a_pack() {
    let Some(tables) = tables() else { return };
    let pack = in_force("national", TODAY);
    for (id, basis) in [
        ("owners-binding", "280"),
        ("owners-correction", "19"),
        ("owners-cost-split", "283"),
        ("owners-common-income", "282"),
        ("owners-area", "8"),
        ("owners-heads", "9"),
        ("owners-joint", "18"),
        ("owners-parking", "18"),
        ("owners-incapacity", "19"),
        ("owners-day-count", "201"),
        ("owners-written-consultation", "22"),
        ("owners-proxy", "165"),
        ("owners-electronic", "14"),
        ("owners-silence-floor", "10"),
        ("committee-told", "20"),
        ("fund-belongs", "281"),
        ("fund-publish", "281"),
        ("fund-emergency-who", "53"),
        ("fund-emergency-cap", "47"),
        ("fund-emergency-advance", "47"),
        ("residents-party-first", "30"),
        ("residents-deliberation", "32"),
        ("residents-publicity-list", "34"),
        ("residents-supervision", "36"),
        ("residents-archive", "39"),
        ("residents-election-ballot", "19"),
        ("residents-election-choice", "18"),
        ("residents-revocation", "40"),
        ("residents-funds", "42"),
    ] {
        assert!(!says(&pack, id).is_empty() && article(&pack, id).contains(basis), "{id}");
    }
    let publish = &tables["owners_assembly"]["publish"];
    assert_eq!(value(&pack, "owners-publish-least")["period"], days(&publish["min_days"]["青岛 92"]));
    assert_eq!(publish["min_days"]["绍兴 9"], "5 working days");
    assert_eq!(value(&pack, "owners-publish-least-working")["period"], "5wd");
    assert_eq!(value(&pack, "owners-consult-result")["period"], "7d");
    assert_eq!(value(&pack, "owners-consult-result-publish")["period"], "15d");
    let after = &tables["maintenance_fund"]["emergency"]["publish_after"];
    assert_eq!((&after["淄博"], &after["温州"]), (&">=5 days".into(), &">=7 days".into()));
    assert_eq!(value(&pack, "fund-emergency-publish")["period"], "5d");
    assert_eq!(value(&pack, "fund-emergency-publish-longer")["period"], "7d");
    assert!(in_force("national", "2020-01-01")["values"].to_string().contains("fund-decree-165"));
    assert!(!pack["values"].to_string().contains("fund-decree-165"), "superseded by art. 278");
    for (name, id) in [
        ("beijing", "owners-no-show"),
        ("shandong", "owners-no-show"),
        ("hangzhou", "fund-emergency-confirm"),
    ] {
        assert!(!says(&in_force(name, TODAY), id).is_empty());
    }
}

fn clauses(name: &str, date: &str) -> Value {
    json(Path::new("."), &["rules", "charter", name, "--date", date, "--json"])
}

/// Checks the minimal charter with more decision rules.
fn checked(folder: &Path, clauses: &str) {
    let charter = format!("{}\n{clauses}", yishi_core::MINIMAL_CHARTER_TOML);
    std::fs::write(folder.join("c.toml"), charter).unwrap();
    expect(folder, 0, &["charter", "check", "c.toml"]);
}

#[test]
fn every_clause_is_pasted_into_the_minimal_charter_and_found_without_fault() {
    let folder = tempfile::tempdir().unwrap();
    for name in PACKS {
        let printed = clauses(name, TODAY);
        let rules = printed["rules"].as_array().unwrap();
        let mut all = String::new();
        for rule in rules {
            let toml = rule["toml"].as_str().unwrap();
            let read = ["(已核对法条", "(摘录", "(未核对"].iter().any(|read| toml.contains(read));
            assert!(toml.contains("# 依据 source: ") && read, "{toml}");
            if rule["usable"] == true {
                assert_eq!(toml.matches("\n[[decisions]]\n").count(), 1, "{toml}");
                checked(folder.path(), toml);
                all.push_str(toml);
            } else {
                assert!(toml.lines().all(|line| line.starts_with('#')), "{toml}");
                assert!(toml.contains("Fill in what reads …"), "{toml}");
            }
        }
        checked(folder.path(), &all);
        let text = expect(folder.path(), 0, &["rules", "charter", name, "--date", TODAY]).out;
        checked(folder.path(), &text);
        assert!(rules.iter().filter(|rule| rule["usable"] == true).count() >= 15, "{name}");
    }
}

#[test]
fn clauses_have_the_numbers_of_the_law_in_force_that_day_and_say_where_they_come_from() {
    let clause = |name: &str, date: &str, id: &str| -> String {
        let printed = clauses(name, date);
        let rules = printed["rules"].as_array().unwrap().clone();
        rules.iter().find(|rule| rule["id"] == id).unwrap()["toml"].as_str().unwrap().to_owned()
    };
    let special = clause("national", TODAY, "owners-special");
    for words in [
        "民法典 278",
        "事项 matter CC278.6",
        "threshold = { at_least = \"3/4\" }",
        "# 业主大会会议通知: 依据 source: 物业管理条例 14",
        "notice = \"15d\"",
        "not said by the law",
    ] {
        assert!(special.contains(words), "`{words}` in {special}");
    }
    assert!(clause("national", "2020-12-31", "owners-special").contains("物权法 76"));
    let hangzhou = clause("hangzhou", TODAY, "owners-ordinary");
    assert!(hangzhou.contains("voting_at_least = \"5d\"") && !hangzhou.contains("a proposal"), "{hangzhou}");
    let election = clause("national", TODAY, "residents-election-all-voters");
    assert!(
        election.contains("method = \"committee\", seats = 1, needed = { more_than = \"1/2\" }"),
        "{election}"
    );
    assert!(election.contains("asks for a secret ballot"), "{election}");
    let shenzhen = clause("shenzhen", TODAY, "owners-special");
    assert!(
        shenzhen
            .contains("extension = { at_most = \"3mo\", until = { more_than = \"1/2\" }, bar = \"12mo\" }"),
        "{shenzhen}"
    );
    let weifang = clause("weifang", TODAY, "owners-ordinary");
    assert!(weifang.contains("procedure = { proxies = \"allowed\", proxy_cap = 3 }"), "{weifang}");
    let meeting = clause("national", TODAY, "residents-meeting");
    assert!(
        meeting.contains("voting_at_least = \"1h\"") && meeting.contains("part = \"present\""),
        "{meeting}"
    );
    assert!(clause("national", TODAY, "residents-recall-households").contains("# recalls = "));
    assert!(clause("national", TODAY, "councils-all").contains("# sections = [{ council = \"…\" }"));
    let rest = clauses("national", TODAY)["rest"].as_str().unwrap().to_owned();
    assert!(rest.lines().all(|line| line.starts_with('#')), "{rest}");
    for words in [
        "residents-election-ballot",
        "privacy-publication",
        "四议两公开",
        "after = [\"party-members-meeting\"]",
        "counting of owners",
    ] {
        assert!(rest.contains(words), "{words}");
    }
    expect(Path::new("."), 2, &["rules", "charter", "national", "--date", "today"]);
    expect(Path::new("."), 2, &["rules", "charter", "atlantis"]);
    assert!(
        expect(Path::new("."), 0, &["rules", "charter", "national"]).out.starts_with("# 规则包 rule pack")
    );
}
