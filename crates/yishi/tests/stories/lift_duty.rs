//! 端州, the duty that the lift leaves behind: the owners decide with it that it is inspected every half-year. Once it is, once it is
//! missed and everybody concerned sees it, and then it is made up for and marked late.

use crate::house::{DAY_MS, House, Text};
use serde_json::{Value, json};
use yishi_core::{Date, TimeMs};

/// Said before the text is posted, so that whoever votes on the lift has read it: from the day on which it is to run, four times.
pub fn is_laid_down(house: &House, proposal: &str, document: &Text) {
    let from = Date::of(TimeMs(house.now().0 + 640 * DAY_MS)).to_string();
    let duty = |supervisor: &str| {
        json!({
            "does": "maintenance", "name": "电梯定期检验",
            "bearer": { "bearer": "seat", "council": "compound", "seat": "manager" },
            "supervisor": { "council": "compound", "seat": supervisor },
            "recurs": { "from": from, "every": "6mo", "lasts": { "lasts": "times", "times": 4 }, "grace_days": 15 },
        })
    };
    let effects = |supervisor: &str| json!({ "proposal": proposal, "document": document.hash(), "standing": { "duties": [duty(supervisor)] } });
    let own = house.is_refused("secretary", "declare_effects", effects("manager"), &[]);
    assert!(own.starts_with("out_of_range") && own.contains("supervisor"), "nobody sees to their own: {own}");
    house.does("secretary", "declare_effects", effects("committee"), &[]);
    let query = "query ($proposal: String!) { book { proposal(proposalId: $proposal) { effects {
        duties { kind name sentence supervisor { holders { memberId } } recurs { every times graceDays } } } } } }";
    let told =
        house.ask(query, json!({ "proposal": proposal }))["book"]["proposal"]["effects"]["duties"].take();
    assert_eq!(told[0]["recurs"], json!({ "every": "6mo", "times": 4, "graceDays": 15 }));
    let sentence = told[0]["sentence"].as_str().unwrap();
    assert!(sentence.contains("物业经理") && sentence.contains("once in every 6 month(s)"), "{sentence}");
}

/// The duty as the resolution shows it.
pub fn duty(house: &House, resolution: &str) -> Value {
    let query = "query ($resolution: String!) { book { resolution(resolutionId: $resolution) { duties {
        standingDutyId status next nextDueAt overdue missing ending { entry { index } }
        occurrences(first: 10) { totalCount nodes { number missed { index } performed {
            late by { memberId } document { content } evidenceCommitment } } } } } } }";
    house.ask(query, json!({ "resolution": resolution }))["book"]["resolution"]["duties"][0].take()
}

fn does(house: &House, who: &str, resolution: &str, occurrence: u32) -> Result<u64, String> {
    let found = Text::document("检验合格,下次检验日期已张贴。");
    let certificate = Text::vault("检验报告");
    let fields = json!({
        "duty": duty(house, resolution)["standingDutyId"], "occurrence": occurrence,
        "report": { "report": "document", "document": found.hash() }, "evidence": certificate.hash(),
    });
    house.order(who, "perform_duty", fields, &[found, certificate])
}

/// Whether the inspection is owed to somebody, and whether it is overdue.
fn owed_to(house: &House, member: &str) -> Vec<bool> {
    let query = "query ($member: String!) { book { member(memberId: $member) { owed { kind overdue } } } }";
    let told = house.ask(query, json!({ "member": member }))["book"]["member"]["owed"].take();
    let duties = told.as_array().unwrap().iter().filter(|owed| owed["kind"] == "STANDING_DUTY");
    duties.map(|owed| owed["overdue"] == true).collect()
}

/// One inspection in time, one missed and shown, one late.
pub fn comes_back_every_half_year(house: &House, resolution: &str) {
    let refused = does(house, "clerk", resolution, 1).unwrap_err();
    assert!(refused.starts_with("not_duty_bearer"), "{refused}");
    let ahead = does(house, "manager", resolution, 2).unwrap_err();
    assert!(ahead.starts_with("too_early"), "{ahead}");
    does(house, "manager", resolution, 1).unwrap();
    assert_eq!(duty(house, resolution)["next"], 2);
    assert_eq!((owed_to(house, "owner_9"), owed_to(house, "owner_3")), (vec![false], vec![false]));

    // The second half-year passes, and the days of grace: who asked for the lift and who sees to it find it overdue.
    house.wait_days(290);
    let missed = duty(house, resolution);
    assert_eq!(
        (&missed["overdue"], &missed["missing"], &missed["next"]),
        (&json!(true), &json!([2]), &json!(3))
    );
    assert_eq!((owed_to(house, "owner_9"), owed_to(house, "owner_3")), (vec![true], vec![true]));

    let page = house.on_the_board(&format!("resolutions/{resolution}.html"));
    assert!(page.contains("逾期未履行") && page.contains("物业经理"), "{page}");
    let council = house.on_the_board("councils/compound.html");
    assert!(council.contains("<strong>长效职责</strong>") && council.contains("电梯定期检验"), "{council}");
    house.the_board_says_nowhere(&["owner_9", "owner_3"]);

    does(house, "manager", resolution, 2).unwrap();
    let page = house.on_the_board(&format!("resolutions/{resolution}.html"));
    assert!(page.contains("已履行"), "{page}");
    assert!(!house.on_the_board("councils/compound.html").contains("<strong>长效职责</strong>"));
    let after = duty(house, resolution);
    let windows = after["occurrences"]["nodes"].as_array().unwrap().clone();
    let late = |number: usize| windows[number - 1]["performed"]["late"].clone();
    assert_eq!((late(1), late(2)), (json!(false), json!(true)));
    assert!(windows[1]["missed"]["index"].is_string(), "the breach stands");
    assert_eq!(windows[0]["performed"]["document"]["content"], "检验合格,下次检验日期已张贴。");
    assert_eq!((owed_to(house, "owner_9"), &after["overdue"]), (vec![false], &json!(false)));
}
