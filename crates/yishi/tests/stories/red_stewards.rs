//! 贵德 (row A10): red stewards 红色管家. Eight of them look after 47 buildings, patrol every day 日巡查 and visit each building every
//! month 月走访; somebody is on duty around the clock. What was done is on record, and what was missed is as visible.

use crate::house::{Cast, DAY_MS, HOUR_MS, House, flat, member};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use yishi_core::{Standing, TimeMs};

const BUILDINGS: usize = 47;
const STEWARDS: usize = 8;

fn building(number: usize) -> String {
    format!("building_{number:02}")
}

fn community() -> Cast {
    let mut rows: Vec<_> = (1..=STEWARDS)
        .map(|number| member(&format!("steward_{number}"), "compound", Standing::Resident))
        .collect();
    let officers = ["secretary", "dispatcher", "clerk", "supervisor"];
    rows.extend(officers.map(|name| member(name, "compound", Standing::Partner)));
    rows.push(member("owner", "compound", Standing::AbsentOwner));
    rows.extend(
        (1..=BUILDINGS)
            .map(|number| flat(&format!("flat_{number}"), "compound", &building(number), 9_000, &["owner"])),
    );
    let seats = officers.map(|officer| ("community", officer, officer.to_owned()));
    Cast { charter: "red-stewards", rows, seats: seats.to_vec() }
}

/// Which buildings a steward looks after: six each, the last one five.
fn buildings_of(steward: usize) -> Vec<String> {
    (1..=BUILDINGS).filter(|number| number % STEWARDS == steward % STEWARDS).map(building).collect()
}

impl House {
    /// Somebody is put at a post. The name of the posting.
    pub fn comes_to_a_post(
        &self,
        by: &str,
        (council, post): (&str, &str),
        who: &str,
        buildings: &[String],
    ) -> String {
        let input =
            json!({ "councilId": council, "postId": post, "memberId": who, "buildingIds": buildings });
        let mut meant = json!({ "kind": "assign_post", "council": council, "post": post, "member": who });
        if !buildings.is_empty() {
            meant["buildings"] = json!(buildings);
        }
        let done = self.prepared(by, "preparePost", "PreparePostInput", input, &meant);
        format!("posting_{}", done.unwrap_or_else(|refused| panic!("{by}: {refused}")))
    }

    /// The holder records a duty.
    pub fn records(&self, who: &str, posting: &str, duty: &str, building: Option<&str>, words: Option<&str>) {
        let mut input = json!({ "postingId": posting, "dutyId": duty });
        let mut meant = json!({ "kind": "record_duty", "posting": posting, "duty": duty });
        if let Some(building) = building {
            input["buildingId"] = json!(building);
            meant["building"] = json!(building);
        }
        if let Some(words) = words {
            input["text"] = json!(words);
            input["salt"] = json!(hex::encode(yishi_testkit::seed(words)));
        }
        self.prepared(who, "prepareDuty", "PrepareDutyInput", input, &meant)
            .unwrap_or_else(|refused| panic!("{who}: {refused}"));
    }

    /// In how many windows a duty was done, and in how many it was missed.
    pub fn done_and_missed(&self, posting: &str, duty: &str) -> (u64, u64) {
        let query = "query ($posting: String!) { book { posting(postingId: $posting) { duties { dutyId done missed } } } }";
        let told = self.ask(query, json!({ "posting": posting }))["book"]["posting"]["duties"].take();
        let found = told.as_array().unwrap().iter().find(|found| found["dutyId"] == duty).unwrap().clone();
        (found["done"].as_u64().unwrap(), found["missed"].as_u64().unwrap())
    }

    fn checks_in(&self, who: &str, shift: &str) -> Result<u64, String> {
        let meant = json!({ "kind": "check_in", "shift": shift });
        self.prepared(who, "prepareCheckIn", "PrepareCheckInInput", json!({ "shiftId": shift }), &meant)
    }
}

/// As RFC 3339 writes it.
fn moment(at: u64) -> String {
    let told = TimeMs(at).to_string();
    format!("{}T{}+08:00", &told[..10], &told[11..19])
}

#[test]
fn eight_stewards_look_after_47_buildings_and_missed_patrols_and_visits_show() {
    let house = House::founded(&community());
    let stewards: Vec<(String, String)> = (1..=STEWARDS)
        .map(|number| {
            let name = format!("steward_{number}");
            let posting =
                house.comes_to_a_post("secretary", ("compound", "liaison"), &name, &buildings_of(number));
            (name, posting)
        })
        .collect();
    let query = "{ book { council(councilId: \"compound\") { posts { post { postId name holdersAtMost duties { every covers } }
        holders { buildingIds member { memberId } } } } } }";
    let posts = house.ask(query, json!({}))["book"]["council"]["posts"].take();
    assert_eq!(posts.as_array().unwrap().len(), 6, "six kinds of posts");
    let looked_after: Vec<Value> = posts[0]["holders"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|held| held["buildingIds"].as_array().unwrap().clone())
        .collect();
    let each: BTreeSet<&str> = looked_after.iter().map(|building| building.as_str().unwrap()).collect();
    assert_eq!((looked_after.len(), each.len()), (BUILDINGS, BUILDINGS), "every building has one steward");

    // The day on which somebody comes to a post is free. Then day by day for three days; the eighth steward patrols on the first day only.
    let first = &stewards[0];
    house.wait_days(1);
    for day in 1..=3 {
        for (name, posting) in &stewards {
            if name != "steward_8" || day == 1 {
                house.records(name, posting, "patrol", None, None);
            }
        }
        house.wait_days(1);
    }
    assert_eq!(house.done_and_missed(&first.1, "patrol"), (3, 0));
    assert_eq!(house.done_and_missed(&stewards[7].1, "patrol"), (1, 2));

    // The first steward visits every building within the month, the second leaves one out; words stand beside a visit.
    for building in buildings_of(1) {
        house.records(&first.0, &first.1, "visit", Some(&building), Some(&format!("{building}:水电正常。")));
    }
    for building in buildings_of(2).iter().skip(1) {
        house.records(&stewards[1].0, &stewards[1].1, "visit", Some(building), None);
    }
    house.wait_days(32);
    assert_eq!(house.done_and_missed(&first.1, "visit"), (1, 0));
    assert_eq!(house.done_and_missed(&stewards[1].1, "visit"), (0, 1));
    let query = "query ($posting: String!) { book { posting(postingId: $posting) {
        records(first: 100) { nodes { dutyId window outcome buildingIds words { content } entry { index } } } } } }";
    let told =
        house.ask(query, json!({ "posting": stewards[1].1 }))["book"]["posting"]["records"]["nodes"].take();
    let missed: Vec<&Value> = told
        .as_array()
        .unwrap()
        .iter()
        .filter(|record| record["dutyId"] == "visit" && record["outcome"] == "MISSED")
        .collect();
    assert_eq!(missed.len(), 1);
    assert_eq!(missed[0]["buildingIds"], json!([buildings_of(2)[0]]), "the missed building is named");

    // Who steps down owes nothing more; others may be put there.
    let input = json!({ "postingId": stewards[7].1, "reason": "另有工作" });
    let meant = json!({ "kind": "vacate_post", "posting": stewards[7].1, "reason": "另有工作" });
    house.prepared("steward_8", "preparePostVacation", "PreparePostVacationInput", input, &meant).unwrap();
    let before = house.done_and_missed(&stewards[7].1, "patrol");
    house.wait_days(3);
    assert_eq!(house.done_and_missed(&stewards[7].1, "patrol"), before);
    let query =
        "{ book { member(memberId: \"steward_8\") { posts { postingId reason endedBy { index } } } } }";
    let told = house.ask(query, json!({}))["book"]["member"]["posts"].take();
    assert_eq!((&told[0]["postingId"], &told[0]["reason"]), (&json!(stewards[7].1), &json!("另有工作")));
    house.ends_in_an_audit();
}

#[test]
fn somebody_is_on_duty_around_the_clock_and_an_empty_desk_shows() {
    let house = House::founded(&community());
    for number in 1..=3 {
        house.comes_to_a_post("secretary", ("compound", "desk"), &format!("steward_{number}"), &[]);
    }
    // Two days of three shifts of eight hours, planned by who dispatches.
    let begins = house.now().0 / HOUR_MS * HOUR_MS + DAY_MS;
    let span = |number: u64| (begins + number * 8 * HOUR_MS, begins + (number + 1) * 8 * HOUR_MS);
    let plan = |member: &dyn Fn(u64) -> String| -> (Value, Value) {
        let shifts = 0..6_u64;
        let asked: Vec<Value> = shifts
            .clone()
            .map(|number| json!({ "memberId": member(number), "from": moment(span(number).0), "to": moment(span(number).1) }))
            .collect();
        let said: Vec<Value> = shifts
            .map(|number| json!({ "member": member(number), "from_ms": span(number).0, "to_ms": span(number).1 }))
            .collect();
        let input = json!({ "councilId": "compound", "postId": "desk", "shifts": asked });
        (input, json!({ "kind": "plan_rota", "council": "compound", "post": "desk", "shifts": said }))
    };
    let (input, meant) = plan(&|number| format!("steward_{}", number % 3 + 1));
    let rota = house.prepared("dispatcher", "prepareRota", "PrepareRotaInput", input, &meant).unwrap();
    let twice = plan(&|_| "steward_1".to_owned());
    let refused =
        house.prepared("dispatcher", "prepareRota", "PrepareRotaInput", twice.0, &twice.1).unwrap_err();
    assert!(refused.starts_with("shifts_overlap"), "{refused}");
    let shift = |number: u64| {
        if number == 0 { format!("shift_{rota}") } else { format!("shift_{rota}_{}", number + 1) }
    };

    // Everybody comes but the third steward on the first night.
    for number in 0..6 {
        let early = house.checks_in(&format!("steward_{}", number % 3 + 1), &shift(number));
        assert!(early.unwrap_err().starts_with("too_early"));
        house.wait_until(TimeMs(span(number).0 + HOUR_MS));
        if number != 2 {
            let other = house.checks_in("steward_8", &shift(number)).unwrap_err();
            assert!(other.starts_with("not_on_post"), "{other}");
            house.checks_in(&format!("steward_{}", number % 3 + 1), &shift(number)).unwrap();
        }
    }
    house.wait_days(1);
    let query = "{ book { council(councilId: \"compound\") { posts { post { postId } rota(first: 10) { nodes {
        shiftId status member { memberId } } } holders { member { memberId } shiftsAttended shiftsMissed } } } } }";
    let posts = house.ask(query, json!({}))["book"]["council"]["posts"].take();
    let desk = posts.as_array().unwrap().iter().find(|found| found["post"]["postId"] == "desk").unwrap();
    let statuses: Vec<&str> = desk["rota"]["nodes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|found| found["status"].as_str().unwrap())
        .collect();
    assert_eq!(statuses, ["ATTENDED", "ATTENDED", "MISSED", "ATTENDED", "ATTENDED", "ATTENDED"]);
    let third = &desk["holders"][2];
    assert_eq!((&third["shiftsAttended"], &third["shiftsMissed"]), (&1.into(), &1.into()));
    let (status, board) = house.fetch("/board/councils/compound.html?lang=zh-CN");
    assert!(status == 200 && board.contains("漏岗:1</strong>"), "the notice board shows it: {board}");
    house.ends_in_an_audit();
}
