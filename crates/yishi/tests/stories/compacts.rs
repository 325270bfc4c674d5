//! 赤坎·糖烟酒: residents make a compact 文明公约 with a parking-fee standard, supersede it later, and buy cameras together, each
//! household paying its share.

use crate::house::{Cast, DAY_MS, House, Text, flat, member};
use crate::steps::{Case, Vote};
use serde_json::{Value, json};
use yishi_core::Standing;

pub fn compound() -> Cast {
    let residents = (1..=8).map(|number| format!("resident_{number}"));
    let mut rows: Vec<_> = residents.map(|name| member(&name, "buildings", Standing::Resident)).collect();
    rows.extend(
        ["secretary", "clerk", "cashier"].map(|officer| member(officer, "buildings", Standing::Partner)),
    );
    let areas = [7_512, 7_512, 8_930, 8_930, 9_105, 9_105, 12_044];
    rows.extend((1..).zip(areas).map(|(number, area)| {
        let owner = format!("resident_{number}");
        flat(&format!("flat_{number}"), "buildings", "building_1", area, &[&owner])
    }));
    let seats = [("secretary", "secretary"), ("clerk", "clerk"), ("delegate", "resident_1")];
    let seats = seats.map(|(seat, holder)| ("compound", seat, holder.to_owned()));
    Cast { charter: "compacts", rows, seats: seats.to_vec() }
}

pub const CASE: Case =
    Case {
        title: "文明公约与停车收费", class: "compact", place: "buildings", households: 8, cost_fen: 0
    };

const CAMERAS: Case =
    Case { title: "加装监控", class: "general", place: "buildings", households: 8, cost_fen: 1_000_000 };

impl House {
    /// What the adoption of the present text brings about is said.
    fn effects_are_said(&self, proposal: &str, effects: Value) -> Result<u64, String> {
        let mut fields = effects;
        fields["proposal"] = json!(proposal);
        fields["document"] = self.opening(proposal, &vote())["document"].clone();
        self.order("secretary", "declare_effects", fields, &[])
    }

    /// A resident supports the text as it stands.
    pub fn supports(&self, who: &str, proposal: &str) {
        let meant = json!({ "kind": "support_proposal", "proposal": proposal });
        let input = json!({ "proposal": proposal });
        self.prepared(who, "prepareSupport", "PrepareSupportInput", input, &meant)
            .unwrap_or_else(|refused| panic!("{who}: {refused}"));
    }

    /// Supported by three, posted, voted for by seven of eight households and certified. The name of the resolution.
    pub fn it_is_adopted(&self, proposal: &str) -> String {
        for number in 1..=3 {
            self.supports(&format!("resident_{number}"), proposal);
        }
        self.it_is_posted("secretary", proposal, 7);
        let poll = self.the_vote_opens("secretary", proposal, &vote());
        for number in 1..=7 {
            self.votes(&format!("resident_{number}"), &poll, None, "for");
        }
        assert_eq!(self.the_vote_closes(&poll, 7)["verdict"], "PASSED");
        format!("resolution_{}", self.it_is_certified("clerk", &poll))
    }

    /// The names of the compacts in force at a moment that the service told.
    fn in_force_at(&self, at: &Value) -> Vec<String> {
        let query = "query ($at: DateTime!) { book { compacts(inForceAt: $at) { nodes { name } } } }";
        let found = self.ask(query, json!({ "at": at }));
        let nodes = found["book"]["compacts"]["nodes"].as_array().unwrap().clone();
        nodes.iter().map(|node| node["name"].as_str().unwrap().to_owned()).collect()
    }

    /// The compact that a resolution adopted.
    fn compact_of(&self, resolution: &str) -> Value {
        let query = "query ($resolution: String!) { book { resolution(resolutionId: $resolution) { compact {
            compactId name status inForceFrom document { content } supersededBy { name } } } } }";
        self.ask(query, json!({ "resolution": resolution }))["book"]["resolution"]["compact"].take()
    }
}

pub fn vote() -> Vote {
    Vote { rule: "households", scope: json!({ "scope": "council" }), options: vec![], days: 6 }
}

#[test]
fn residents_make_a_compact_that_a_later_one_supersedes() {
    let house = House::founded(&compound());
    let matter = house.a_matter_is_raised("resident_1", "clerk", "车辆乱停,希望有个公约。", &CASE);
    let proposal = house.a_proposal_is_drafted("secretary", &matter, "文明公约:外来车每次5元。");
    let from = house.now().0 + 30 * DAY_MS;
    let compact = json!({ "compact": { "name": "文明公约", "in_force_from_ms": from } });
    house.effects_are_said(&proposal, compact.clone()).unwrap();
    house.supports("resident_1", &proposal);

    // A revision asks supporters to confirm, and what it brings about is said anew.
    let text = Text::document("文明公约:外来车每次5元,业主车每月30元。");
    let fields = json!({ "proposal": proposal, "document": text.hash() });
    house.does("secretary", "revise_proposal", fields, &[text]);
    let query = "query ($proposal: String!) { book { proposal(proposalId: $proposal) {
        effects { compact { name } } support { confirmed toConfirm } } } }";
    let after = house.ask(query, json!({ "proposal": proposal }));
    assert_eq!(
        after["book"]["proposal"],
        json!({ "effects": null, "support": { "confirmed": 0, "toConfirm": 1 } })
    );
    house.effects_are_said(&proposal, compact.clone()).unwrap();
    house.it_is_posted("secretary", &proposal, 7);
    let unsupported = house.is_refused("secretary", "open_poll", house.opening(&proposal, &vote()), &[]);
    assert!(unsupported.starts_with("supporters_missing"), "{unsupported}");
    let too_late = house.effects_are_said(&proposal, compact).unwrap_err();
    assert!(too_late.starts_with("already_done"), "the text was posted as it stands: {too_late}");

    let first = house.it_is_adopted(&proposal);
    assert_eq!(house.compact_of(&first)["status"], "ADOPTED");
    house.wait_days(30);
    let board = house.on_the_board("councils/compound.html");
    assert!(board.contains("公约 · 1") && board.contains("施行中"), "{board}");
    let adopted = house.compact_of(&first);
    assert_eq!((&adopted["status"], &adopted["name"]), (&json!("IN_FORCE"), &json!("文明公约")));
    assert_eq!(adopted["document"]["content"], "文明公约:外来车每次5元,业主车每月30元。");

    let matter = house.a_matter_is_raised("resident_2", "clerk", "收费标准该改了。", &CASE);
    let proposal = house.a_proposal_is_drafted("secretary", &matter, "文明公约(修订):外来车每次10元。");
    let from = house.now().0 + 60 * DAY_MS;
    let compact = json!({ "compact": {
        "name": "文明公约(修订)", "in_force_from_ms": from, "supersedes": [adopted["compactId"]],
    } });
    house.effects_are_said(&proposal, compact).unwrap();
    let second = house.it_is_adopted(&proposal);
    let [begins, later] = [&adopted, &house.compact_of(&second)].map(|found| found["inForceFrom"].clone());
    assert_eq!(
        (house.in_force_at(&begins), house.in_force_at(&later)),
        (vec!["文明公约".to_owned()], vec!["文明公约(修订)".to_owned()])
    );
    house.wait_days(60);
    let ended = house.compact_of(&first);
    assert_eq!(house.in_force_at(&begins), ["文明公约"], "what was in force stays readable");
    assert_eq!(ended["status"], "ENDED");
    assert_eq!(ended["supersededBy"], json!([{ "name": "文明公约(修订)" }]));
    let board = house.on_the_board(&format!("resolutions/{first}.html"));
    assert!(board.contains("已失效") && board.contains(&format!("../resolutions/{second}.html")), "{board}");
    house.the_board_says_nowhere(&["resident_1", "resident_2"]);
    house.ends_in_an_audit();
}

#[test]
fn cameras_are_bought_together_and_each_unit_owes_its_share_to_the_fen() {
    let house = House::founded(&compound());
    let matter = house.a_matter_is_raised("resident_1", "clerk", "想在出入口装监控。", &CAMERAS);
    let proposal = house.a_proposal_is_drafted("secretary", &matter, "四个摄像头共1万元,按面积分摊。");
    let costs = json!({ "costs": {
        "total_fen": 1_000_000, "by": "area", "pay_within": "30d", "collector": "cashier",
    } });
    house.effects_are_said(&proposal, costs).unwrap();
    let resolution = house.it_is_adopted(&proposal);
    let query = "query ($resolution: String!) { book { resolution(resolutionId: $resolution) { costs {
        costSharingId paid outstanding unpaid overdue
        shares { nodes { unitId weight amount outstanding } } } poll { costs { payers } } } } }";
    let told = || house.ask(query, json!({ "resolution": resolution }))["book"]["resolution"].take();
    let owed = told();
    assert_eq!(owed["poll"]["costs"]["payers"], 7, "known before anybody voted");
    let shares = owed["costs"]["shares"]["nodes"].as_array().unwrap().clone();
    let fen = |value: &Value| value.as_str().unwrap().parse::<u64>().unwrap();
    // 1,000,000 fen over 631.38 m²: 75.12 m² are 118,977.47 fen, 89.30 m² 141,436.22, 91.05 m² 144,207.93, 120.44 m² 190,756.75.
    let amounts: Vec<u64> = shares.iter().map(|share| fen(&share["amount"])).collect();
    assert_eq!(amounts, [118_978, 118_977, 141_436, 141_436, 144_208, 144_208, 190_757]);
    assert_eq!(amounts.iter().sum::<u64>(), 1_000_000);

    let sharing = owed["costs"]["costSharingId"].as_str().unwrap();
    let pay = |who: &str, unit: &str, amount: u64| {
        let receipt = Text::vault("收据");
        let fields = json!({
            "cost_sharing": sharing, "payer": { "unit": unit }, "amount_fen": amount, "receipt": receipt.hash(),
        });
        house.order(who, "record_payment", fields, &[receipt])
    };
    let refused = pay("secretary", "flat_1", 118_978).unwrap_err();
    assert!(refused.starts_with("not_collector"), "{refused}");
    for (number, amount) in (1..=6).zip(&amounts) {
        pay("cashier", &format!("flat_{number}"), *amount).unwrap();
    }
    house.wait_days(31);
    let late = told();
    assert_eq!(
        (&late["costs"]["unpaid"], &late["costs"]["outstanding"], &late["costs"]["overdue"]),
        (&json!(1), &json!("190757"), &json!(true))
    );
    let board = house.on_the_board(&format!("resolutions/{resolution}.html"));
    for words in ["10000.00元", "1907.57元", "其他金额</td><td>7"] {
        assert!(
            board.contains(words),
            "fewer than five units have the same share, so that none is told apart: {words}: {board}"
        );
    }
    house.the_board_says_nowhere(&["flat_", "1189.78", "cashier"]);
    let wrong = pay("cashier", "flat_7", 190_757).unwrap();
    assert_eq!(told()["costs"]["outstanding"], "0");

    let correct = |who: &str, fen: u64| {
        let evidence = Text::vault("银行回单");
        let fields = json!({ "cost_sharing": sharing, "payment": wrong, "amount_fen": fen, "reason": "回单为另一户",
            "evidence": evidence.hash() });
        house.order(who, "correct_payment", fields, &[evidence])
    };
    let refused = correct("cashier", 0).unwrap_err();
    assert!(
        refused.starts_with("duties_not_separate"),
        "nobody corrects alone what they recorded: {refused}"
    );
    let corrected = correct("secretary", 0).unwrap();
    assert!(correct("secretary", 1).unwrap_err().starts_with("already_done"));
    assert_eq!(told()["costs"]["outstanding"], "190757");
    let query = "query ($resolution: String!) { book { resolution(resolutionId: $resolution) { costs {
        payments(last: 1) { totalCount nodes { unitId amount counts by { memberId } correction { amount reason entry { index } } } } } } } }";
    let payments =
        house.ask(query, json!({ "resolution": resolution }))["book"]["resolution"]["costs"]["payments"]
            .take();
    assert_eq!(
        payments,
        json!({ "totalCount": 7, "nodes": [{ "unitId": "flat_7", "amount": "190757", "counts": "0",
            "by": { "memberId": "cashier" },
            "correction": { "amount": "0", "reason": "回单为另一户", "entry": { "index": corrected.to_string() } } }] })
    );
    house.ends_in_an_audit();
}
