//! 逐段修正 (row C2): residents amend single paragraphs of a compact before the vote. Two write other words for the same place; one is taken over, the
//! other is overtaken, a third is refused with a reason, a fourth taken back, and the text that is voted on is exactly what was agreed to.

use crate::compacts::{CASE, compound, vote};
use crate::house::{House, Text};
use crate::steps::Vote;
use serde_json::{Value, json};
use yishi_testkit::seed;

const TEXT: &str =
    "文明公约\n\n第一条 外来车每次5元。\n\n第二条 每晚十点以后不装修。\n\n第三条 每季度公布收支。\n";
const TOLD: &str = "query ($proposal: String!) { book { proposal(proposalId: $proposal) {
    present { number document { content } } openAmendments
    amendments { totalCount nodes { amendmentId status author { memberId } change firstParagraph lastParagraph
        oldWords wording { content } difference { summary } reason { content } answer { text { content } }
        settledBy { number } rivals { nodes { amendmentId } } answerBy overdue } } } } }";

impl House {
    /// A resident amends one paragraph.
    fn amends(
        &self,
        who: &str,
        proposal: &str,
        change: &str,
        paragraph: u32,
        wording: Option<&str>,
    ) -> String {
        let reason = format!("{who}的理由");
        let input = json!({
            "proposal": proposal, "change": change, "firstParagraph": paragraph, "wording": wording,
            "reason": reason, "salt": hex::encode(seed(&reason)),
        });
        let meant = json!({ "kind": "propose_amendment", "proposal": proposal });
        let index = self.prepared(who, "prepareAmendment", "PrepareAmendmentInput", input, &meant);
        format!("amendment_{}", index.unwrap_or_else(|refused| panic!("{who}: {refused}")))
    }

    fn amendments(&self, proposal: &str) -> Value {
        self.ask(TOLD, json!({ "proposal": proposal }))["book"]["proposal"].take()
    }
}

fn stand(told: &Value) -> Vec<(&str, Option<i64>)> {
    let nodes = told["amendments"]["nodes"].as_array().unwrap().iter();
    nodes.map(|it| (it["status"].as_str().unwrap(), it["settledBy"]["number"].as_i64())).collect()
}

#[test]
fn a_compact_is_amended_paragraph_by_paragraph_before_the_vote() {
    let house = House::founded(&compound());
    let matter = house.a_matter_is_raised("resident_1", "clerk", "希望有个公约。", &CASE);
    let proposal = house.a_proposal_is_drafted("secretary", &matter, TEXT);
    let ten = house.amends("resident_2", &proposal, "REPLACE", 2, Some("第一条 外来车每次10元。"));
    let rival = house.amends("resident_3", &proposal, "REPLACE", 2, Some("第一条 外来车每小时2元。"));
    let noise = house.amends("resident_4", &proposal, "DELETE", 3, None);
    let guests = house.amends("resident_5", &proposal, "INSERT", 4, Some("第四条 访客登记。"));

    let told = house.amendments(&proposal);
    let first = &told["amendments"]["nodes"][0];
    assert_eq!((&told["openAmendments"], &first["oldWords"]), (&json!(4), &json!("第一条 外来车每次5元。")));
    assert_eq!(first["difference"]["summary"], json!(["Paragraph 2: “5” became “10”."]));
    assert_eq!(first["rivals"]["nodes"], json!([{ "amendmentId": rival }]));
    assert_eq!(first["reason"]["content"], "resident_2的理由");

    // The vote waits for answers, and a text that changes more than was agreed to is no acceptance.
    (1..=3).for_each(|number| house.supports(&format!("resident_{number}"), &proposal));
    house.it_is_posted("secretary", &proposal, 7);
    let waits = house.is_refused("secretary", "open_poll", house.opening(&proposal, &vote()), &[]);
    assert!(waits.starts_with("amendments_open"), "{waits}");
    let base = house.opening(&proposal, &vote())["document"].clone();
    let edit = json!({ "change": "replace", "first": 2, "last": 2, "paragraphs": 1,
        "wording": Text::document("第一条 外来车每次10元。").hash() });
    let accept = |text: &Text| {
        let fields = json!({ "proposal": proposal, "base": base, "amendments": { ten.as_str(): edit },
            "document": text.hash() });
        house.order("secretary", "accept_amendments", fields, std::slice::from_ref(text))
    };
    let slipped_in = Text::document(&TEXT.replace("每次5元", "每次10元").replace("每季度", "每年"));
    let refused = accept(&slipped_in).unwrap_err();
    assert!(refused.starts_with("amended_text_differs"), "{refused}");
    assert!(refused.contains("paragraph 4 should be `第三条 每季度公布收支。`"), "{refused}");

    let input = json!({ "proposal": proposal, "amendments": [ten] });
    let meant = json!({ "kind": "accept_amendments", "amendments": { ten.as_str(): edit } });
    house.prepared("secretary", "prepareAcceptance", "PrepareAcceptanceInput", input, &meant).unwrap();
    let reason = Text::statement("夜间施工影响老人休息,保留。");
    let fields = json!({ "amendment": noise, "text": reason.hash() });
    house.does("secretary", "reject_amendment", fields, &[reason]);
    house.does("resident_5", "withdraw_amendment", json!({ "amendment": guests }), &[]);

    let told = house.amendments(&proposal);
    let settled = [("ACCEPTED", Some(2)), ("OVERTAKEN", Some(2)), ("REJECTED", None), ("WITHDRAWN", None)];
    assert_eq!(stand(&told), settled);
    let text = TEXT.replace("每次5元", "每次10元");
    assert_eq!(told["present"], json!({ "number": 2, "document": { "content": text } }));
    let answer = &told["amendments"]["nodes"][2]["answer"]["text"]["content"];
    assert_eq!(*answer, "夜间施工影响老人休息,保留。");

    let (status, board) = house.fetch(&format!("/board/matters/{matter}.html?lang=zh-CN"));
    assert_eq!(status, 200);
    let changes = "外来车每次<del>5</del><ins>10</ins>元";
    for words in ["修正案", "替换第2段", "被取代", "夜间施工影响老人休息,保留。", changes, "采纳修正案"]
    {
        assert!(board.contains(words), "{words}: {board}");
    }
    let compared = house.on_the_board(&format!("revisions/{proposal}-2.html"));
    assert!(
        compared.contains(changes) && board.contains(&format!("revisions/{proposal}-2.html")),
        "{compared}"
    );
    house.the_board_says_nowhere(&["resident_1"]);

    let resolution = house.it_is_adopted(&proposal);
    let query = "query ($resolution: String!) { book { resolution(resolutionId: $resolution) {
        restsOn(first: 100) { nodes { kind entry { index } } } } } }";
    let grounds =
        house.ask(query, json!({ "resolution": resolution }))["book"]["resolution"]["restsOn"]["nodes"]
            .take();
    let index = ten.trim_start_matches("amendment_");
    let ground = json!({ "kind": "AMENDMENT", "entry": { "index": index } });
    assert!(grounds.as_array().unwrap().contains(&ground), "{grounds:#}");
    house.ends_in_an_audit();
}

#[test]
fn what_nobody_answered_lapses_beside_a_vote_that_does_not_wait_and_other_proposals_are_its_rivals() {
    let house = House::founded(&compound());
    let matter = house.a_matter_is_raised("resident_1", "clerk", "希望有个公约。", &CASE);
    let proposal = house.a_proposal_is_drafted("secretary", &matter, TEXT);
    let other = house.a_proposal_is_drafted("resident_1", &matter, "文明公约:车辆一律停在门外。");
    let first = house.amends("resident_2", &proposal, "REPLACE", 2, Some("第一条 外来车每次10元。"));
    let second = house.amends("resident_3", &proposal, "INSERT", 2, Some("第一条之二 半小时内免费。"));
    let missing = json!({ "proposal": proposal, "change": "DELETE", "firstParagraph": 5, "reason": "没有第五段",
        "salt": hex::encode(seed("没有第五段")) });
    let meant = json!({ "kind": "propose_amendment" });
    let refused = house.prepared("resident_2", "prepareAmendment", "PrepareAmendmentInput", missing, &meant);
    let refused = refused.unwrap_err();
    assert!(refused.starts_with("paragraph_missing") && refused.contains("which has 4"), "{refused}");
    let rivals = json!({ "proposal": proposal, "amendments": [first, second] });
    let refused =
        house.prepared("secretary", "prepareAcceptance", "PrepareAcceptanceInput", rivals, &json!({}));
    assert!(refused.unwrap_err().contains("not_amended"));

    let council = Vote { rule: "council", scope: json!({ "scope": "council" }), options: vec![], days: 3 };
    let poll = house.the_vote_opens("secretary", &proposal, &council);
    let query = "query ($poll: String!) { book { poll(pollId: $poll) {
        lapsedAmendments { nodes { amendmentId status } }
        proposal { rivals { totalCount nodes { proposalId status draftedBy { memberId } } } } } } }";
    let told = house.ask(query, json!({ "poll": poll }))["book"]["poll"].take();
    let lapsed = |id: &str| json!({ "amendmentId": id, "status": "LAPSED" });
    assert_eq!(told["lapsedAmendments"]["nodes"], json!([lapsed(&first), lapsed(&second)]));
    let rival = json!({ "proposalId": other, "status": "OPEN", "draftedBy": { "memberId": "resident_1" } });
    assert_eq!(told["proposal"]["rivals"], json!({ "totalCount": 1, "nodes": [rival] }));
    let refused = house.is_refused("resident_2", "withdraw_amendment", json!({ "amendment": first }), &[]);
    assert!(refused.starts_with("wrong_stage"), "{refused}");
    house.ends_in_an_audit();
}
