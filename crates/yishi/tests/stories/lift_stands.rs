//! 端州, the lift over two years: from the ground-floor objection to the recurring inspection, with each step done wrong once. What is
//! done wrong is refused or shows, and names the article that the charter has for it.

use crate::house::{Cast, DAY_MS, House, Text, flat, member};
use crate::lift::CASE;
use crate::steps::Vote;
use serde_json::{Value, json};
use yishi_core::Standing;

/// Twelve owners with a flat each; one more has fifteen.
fn building() -> Cast {
    let people: Vec<String> = (1..=12).map(|number| format!("owner_{number}")).collect();
    let mut rows: Vec<_> =
        people.iter().map(|owner| member(owner, "buildings", Standing::Resident)).collect();
    rows.push(member("investor", "buildings", Standing::AbsentOwner));
    rows.extend(["secretary", "clerk", "manager"].map(|name| member(name, "buildings", Standing::Partner)));
    let flat_of = |name: &str, owner: &str| flat(name, "buildings", "building_7", 9_000, &[owner]);
    rows.extend(people.iter().map(|owner| flat_of(&owner.replace("owner", "flat"), owner)));
    rows.extend((1..=15).map(|number| flat_of(&format!("let_{number}"), "investor")));
    let officers = [("secretary", "secretary"), ("clerk", "clerk"), ("manager", "manager")];
    let committee = ["owner_1", "owner_2", "owner_3", "owner_4"].map(|owner| ("committee", owner));
    let seats = officers.into_iter().chain(committee);
    let seats = seats.map(|(seat, holder)| ("compound", seat, holder.to_owned())).collect();
    Cast { charter: "lift", rows, seats }
}

fn vote(rule: &'static str) -> Vote {
    Vote { rule, scope: json!({ "scope": "building", "id": "building_7" }), options: vec![], days: 6 }
}

fn announcement(proposal: &str, rule: &'static str) -> Value {
    let vote = json!({ "rule": rule, "scope": vote(rule).scope });
    json!({ "proposal": proposal, "period": "20d", "vote": vote })
}

/// A lift is asked for, objected to, drafted again, heard, announced, answered for: the vote opens. Poll, and the text it replaced.
fn opened(house: &House) -> (String, String, Text) {
    let matter = house.a_matter_is_raised("owner_9", "clerk", "七号楼没有电梯,老人上下楼困难。", &CASE);
    let old = Text::document("北侧外挂一部,一层不分摊。");
    let proposal = house.a_proposal_is_drafted("secretary", &matter, "北侧外挂一部,一层不分摊。");
    let words = Text::statement("电梯井挡住一层采光。");
    let fields = json!({ "proposal": proposal, "text": words.hash() });
    let objection = format!("objection_{}", house.does("owner_1", "raise_objection", fields, &[words]));
    let text = Text::document("井道用玻璃,东移一米,一层不分摊。");
    house.does(
        "secretary",
        "revise_proposal",
        json!({ "proposal": proposal, "document": text.hash() }),
        std::slice::from_ref(&text),
    );
    crate::lift_duty::is_laid_down(house, &proposal, &text);
    house.a_hearing_is_held("secretary", &matter, &["secretary", "manager", "owner_1", "owner_2"]);

    // The notice names another vote than the one that is opened.
    house.does("secretary", "post_notice", announcement(&proposal, "owners-special"), &[]);
    house.wait_days(25);
    let open =
        || house.is_refused("secretary", "open_poll", house.opening(&proposal, &vote("owners-lift")), &[]);
    refused(&open(), "item_not_announced", "物业管理条例第十四条");
    // It names the right one, and the vote is opened the day after.
    house.does("secretary", "post_notice", announcement(&proposal, "owners-lift"), &[]);
    house.wait_days(1);
    refused(&open(), "announced_too_late", "物业管理条例第十四条");
    house.wait_days(16);
    // The ground floor has no answer yet.
    refused(&open(), "objections_unanswered", "owners-lift");
    let answer = Text::statement("井道改为玻璃并东移一米。");
    let fields = json!({ "objection": objection, "text": answer.hash() });
    house.does("secretary", "answer_objection", fields, &[answer]);
    let poll = house.the_vote_opens("secretary", &proposal, &vote("owners-lift"));
    (matter, poll, old)
}

fn refused(refusal: &str, code: &str, names: &str) {
    assert!(refusal.starts_with(code) && refusal.contains(names), "{refusal}");
}

fn serve(house: &House, poll: &str, rights: &[&str]) {
    let services: serde_json::Map<String, Value> =
        rights.iter().map(|right| ((*right).to_owned(), json!("delivered"))).collect();
    house.does("secretary", "record_service", json!({ "poll": poll, "services": services }), &[]);
}

/// Fifteen flats are one head, and a ballot binds to the text that is voted on.
fn is_voted_on(house: &House, poll: &str, old: &Text) {
    let query = "query ($poll: String!) { book { poll(pollId: $poll) { roll { rights heads areaDm2 } rule { name } unserved } } }";
    let told = house.ask(query, json!({ "poll": poll }))["book"]["poll"].take();
    assert_eq!(told["roll"], json!({ "rights": 13, "heads": 13, "areaDm2": "243000" }));
    assert!(told["rule"]["name"].as_str().unwrap().contains("区分所有权解释第九条"));
    assert_eq!(told["unserved"], 13);
    let by_flat = house.tries_to_vote("investor", poll, Some("let_2"), "for").unwrap_err();
    assert!(by_flat.starts_with("not_on_roll"), "a flat is no head: {by_flat}");
    let ballot = json!({ "poll": poll, "right": "owner_5", "document": old.hash(), "choice": "for" });
    let on_old_text = house.is_refused("owner_5", "cast_ballot", ballot, &[]);
    assert!(on_old_text.starts_with("text_mismatch"), "{on_old_text}");

    let owners: Vec<String> = (2..=12).map(|number| format!("owner_{number}")).collect();
    let served: Vec<&str> = owners.iter().map(String::as_str).chain(["investor"]).collect();
    serve(house, poll, &served);
    house.votes("owner_1", poll, None, "against");
    house.votes("investor", poll, None, "for");
    for owner in &owners {
        house.votes(owner, poll, None, "for");
    }
    let counted = house.the_vote_closes(poll, 7);
    let heads = json!({ "entitled": "13", "for": "12", "against": "1", "abstain": "0", "invalid": "0", "present": "0" });
    assert_eq!((&counted["tally"]["heads"], &counted["verdict"]), (&heads, &json!("PASSED")));
}

/// The count is objected to and answered for, and stands.
fn result_stands(house: &House, poll: &str) -> String {
    let query = "query ($poll: String!) { book { poll(pollId: $poll) { document { hash } } } }";
    let document = house.ask(query, json!({ "poll": poll }))["book"]["poll"]["document"]["hash"].take();
    let certify = || {
        let fields = json!({ "poll": poll, "document": document });
        house.is_refused("clerk", "certify_resolution", fields, &[])
    };
    refused(&certify(), "ballots_unserved", "选票送达");
    assert!(certify().contains("1 voting right"));
    serve(house, poll, &["owner_1"]);
    refused(&certify(), "review_open", "结果公示与异议");
    let words = Text::statement("计票时我不在场。");
    let fields = json!({ "poll": poll, "text": words.hash() });
    let objection = format!("objection_{}", house.does("owner_1", "object_to_result", fields, &[words]));
    house.wait_days(14);
    refused(&certify(), "result_objections_unanswered", "结果公示与异议");
    // Later than the charter allows, and it shows for ever.
    house.wait_days(9);
    let answer = Text::statement("已当面复核全部选票,结果一致。");
    let fields = json!({ "objection": objection, "text": answer.hash() });
    house.these_lack_the_power(
        "certify",
        &["secretary", "manager", "owner_2"],
        "answer_result_objection",
        &fields,
        std::slice::from_ref(&answer),
    );
    house.does("clerk", "answer_result_objection", fields, &[answer]);
    format!("resolution_{}", house.it_is_certified("clerk", poll))
}

fn resolution(house: &House, resolution: &str) -> Value {
    let query = "query ($id: String!) { book { resolution(resolutionId: $id) {
        document { hash } restsOn(first: 100) { totalCount nodes { kind entry { index } } }
        poll { review { unanswered objections(first: 5) { nodes { overdue member { memberId } answer { by { memberId } } } } } }
        fileBy filingOverdue filing { with reference } challengeUntil revoked { index } rulings { finding authority } } } }";
    house.ask(query, json!({ "id": resolution }))["book"]["resolution"].take()
}

#[test]
fn a_lift_stands_from_the_ground_floor_objection_to_the_recurring_inspection() {
    let house = House::founded(&building());
    let begins = house.now();
    let (matter, poll, old) = opened(&house);
    is_voted_on(&house, &poll, &old);
    let decided = result_stands(&house, &poll);
    the_decision_lists_what_it_rests_on(&house, &decided);

    // Nobody files it in time; then somebody does, and the breach stands.
    house.wait_days(32);
    assert_eq!(resolution(&house, &decided)["filingOverdue"], true);
    let fields = json!({ "resolution": decided, "with": "街道办事处", "reference": "备2026-31" });
    house.does("clerk", "file_resolution", fields, &[]);
    let told = resolution(&house, &decided);
    assert_eq!(told["filing"], json!({ "with": "街道办事处", "reference": "备2026-31" }));
    assert_eq!(told["filingOverdue"], true);

    it_is_built_and_rated(&house, &matter);
    it_is_inspected_every_month(&house);
    crate::lift_duty::comes_back_every_half_year(&house, &decided);
    assert!(house.now().0 - begins.0 > 730 * DAY_MS, "two years");
    house.ends_in_an_audit();
}

fn the_decision_lists_what_it_rests_on(house: &House, decided: &str) {
    let told = resolution(house, decided);
    let nodes = told["restsOn"]["nodes"].as_array().unwrap();
    let count = |kind: &str| nodes.iter().filter(|ground| ground["kind"] == kind).count();
    let expected = [
        ("CHARTER", 1),
        ("REVISION", 1),
        ("NOTICE", 2),
        ("HEARING", 1),
        ("OBJECTION", 1),
        ("ANSWER", 1),
        ("OPENING", 1),
        ("SERVICE", 2),
        ("BALLOT", 13),
        ("SEALING", 1),
        ("RESULT_OBJECTION", 1),
        ("RESULT_ANSWER", 1),
        ("CERTIFICATION", 1),
    ];
    assert_eq!(expected.map(|(kind, _)| (kind, count(kind))), expected);
    assert_eq!(told["restsOn"]["totalCount"], expected.iter().map(|(_, number)| number).sum::<usize>());
    let objection = &told["poll"]["review"]["objections"]["nodes"][0];
    assert_eq!(
        (&objection["overdue"], &objection["answer"]["by"]["memberId"]),
        (&json!(true), &json!("clerk"))
    );
}

fn it_is_built_and_rated(house: &House, matter: &str) {
    let order = Text::document("办理规划与施工手续,十六个月内建成。");
    let due_at_ms = house.now().0 + 490 * DAY_MS;
    let fields =
        json!({ "matter": matter, "assignee": "manager", "document": order.hash(), "due_at_ms": due_at_ms });
    let action = format!("action_{}", house.does("secretary", "assign_action", fields, &[order]));
    house.wait_days(480);
    house.the_work_is_done("manager", &action);
    let own = house.accepts_the_work("secretary", &action).unwrap_err();
    assert!(own.starts_with("power_missing"), "{own}");
    house.accepts_the_work("owner_1", &action).unwrap();
    house.it_is_rated(matter, &["owner_2", "owner_3", "owner_4"]);
    house.wait_days(25);
    let query = "query ($matter: String!) { book { matter(matterId: $matter) { stage closure } } }";
    let told = house.ask(query, json!({ "matter": matter }))["book"]["matter"].take();
    assert_eq!(told, json!({ "stage": "CLOSED", "closure": "SATISFIED" }));
}

/// Three months are inspected, one is missed and shows.
fn it_is_inspected_every_month(house: &House) {
    let fields = json!({ "council": "compound", "post": "lift-keeper", "member": "manager" });
    let posting = format!("posting_{}", house.does("secretary", "assign_post", fields, &[]));
    for _ in 0..3 {
        let fields = json!({ "posting": posting, "duty": "inspection" });
        house.does("manager", "record_duty", fields, &[]);
        house.wait_days(31);
    }
    house.wait_days(31);
    let query =
        "query ($posting: String!) { book { posting(postingId: $posting) { duties { done missed } } } }";
    let told = house.ask(query, json!({ "posting": posting }))["book"]["posting"]["duties"][0].take();
    assert_eq!(told, json!({ "done": 3, "missed": 1 }));
}

#[test]
fn a_court_revokes_the_lift_and_the_old_decision_stays_readable() {
    let house = House::founded(&building());
    let (matter, poll, old) = opened(&house);
    is_voted_on(&house, &poll, &old);
    let decided = result_stands(&house, &poll);
    let action = house.work_is_assigned("secretary", &matter, "manager", "办理规划与施工手续");
    let before = resolution(&house, &decided);
    assert!(before["challengeUntil"].is_string() && before["revoked"].is_null());

    let judgment = Text::document("撤销七号楼加装电梯的决定。");
    let fields = json!({
        "resolution": decided, "authority": "人民法院", "reference": "(2026)民初77号",
        "document": judgment.hash(), "finding": { "finding": "revoked" },
    });
    let mine =
        house.is_refused("secretary", "record_ruling", fields.clone(), std::slice::from_ref(&judgment));
    assert!(mine.starts_with("power_missing"), "who ran the vote does not record it: {mine}");
    // Two years later: a court is not held to the time that is shown.
    house.wait_days(500);
    let entry = house.does("registrar_1", "record_ruling", fields, &[judgment]);
    let after = resolution(&house, &decided);
    assert_eq!(after["revoked"]["index"], json!(entry.to_string()));
    assert_eq!(after["rulings"], json!([{ "finding": "REVOKED", "authority": "人民法院" }]));
    for field in ["document", "restsOn", "poll", "challengeUntil"] {
        assert_eq!(after[field], before[field], "{field} of the old decision");
    }
    let query = "query ($matter: String!, $action: String!) { book { matter(matterId: $matter) { stage } action(actionId: $action) { status } } }";
    let told = house.ask(query, json!({ "matter": matter, "action": action }))["book"].take();
    assert_eq!(
        (&told["matter"]["stage"], &told["action"]["status"]),
        (&json!("DELIBERATING"), &json!("STOPPED"))
    );
    assert_eq!(
        crate::lift_duty::duty(&house, &decided)["status"],
        "ENDED",
        "nobody inspects what is not built"
    );
    house.ends_in_an_audit();
}
