//! 向阳 (row A7): an election from the nomination to the seat. Owners stand by themselves or are nominated together; somebody who does not
//! stand screens them, with reasons and an answer to objections; the vote opens for exactly those who are left; a second
//! round fills the place that nobody had the majority for; one is recalled later.

use crate::house::{Cast, House, Text, flat, member};
use crate::steps::{Case, Vote, winners};
use serde_json::{Value, json};
use yishi_core::Standing;

/// Nine owners of flats of one size, one of whom works for the community.
pub fn compound() -> Cast {
    let owners: Vec<String> = (1..=9).map(|number| format!("owner_{number}")).collect();
    let mut rows: Vec<_> = owners.iter().map(|owner| member(owner, "compound", Standing::Resident)).collect();
    rows.extend(["secretary", "clerk"].map(|officer| member(officer, "compound", Standing::Partner)));
    rows.extend(
        owners.iter().enumerate().map(|(number, owner)| {
            flat(&format!("flat_{number}"), "compound", "building_1", 9_000, &[owner])
        }),
    );
    let seats = [
        ("area", "secretary", "secretary"),
        ("area", "clerk", "clerk"),
        ("area", "clerk", "owner_6"),
        ("area", "member", "owner_2"),
        ("compound", "committee", "owner_9"),
    ];
    let seats = seats.map(|(council, seat, holder)| (council, seat, holder.to_owned()));
    Cast { charter: "committee-election", rows, seats: seats.to_vec() }
}

pub const ELECTION: Case =
    Case {
        title: "选举第三届业主委员会", class: "committee", place: "compound", households: 9, cost_fen: 0
    };

const RECALL: Case =
    Case { title: "更换一名委员", class: "committee", place: "compound", households: 9, cost_fen: 0 };

impl House {
    fn nominates(&self, by: &str, proposal: &str, whom: &str) -> String {
        let fields = json!({ "proposal": proposal, "member": whom });
        format!("nomination_{}", self.does(by, "nominate_candidate", fields, &[]))
    }

    pub fn stands(&self, who: &str, proposal: &str, words: &str) -> String {
        let text = Text::document(words);
        let fields = json!({ "proposal": proposal, "member": who, "statement": text.hash() });
        format!("nomination_{}", self.does(who, "nominate_candidate", fields, &[text]))
    }

    fn accepts(&self, who: &str, nomination: &str) {
        self.does(who, "accept_nomination", json!({ "nomination": nomination }), &[]);
    }

    pub fn screens(&self, by: &str, nomination: &str, finding: Value, why: &str) -> Result<u64, String> {
        let reason = Text::statement(why);
        let fields = json!({ "nomination": nomination, "finding": finding, "reason": reason.hash() });
        self.order(by, "screen_candidate", fields, &[reason])
    }

    fn nominations(&self, proposal: &str) -> Value {
        let query = "query ($proposal: String!) { book { proposal(proposalId: $proposal) { nominations {
            ruleId status closesAt acceptBy extended least joint screenBy
            candidates { nodes { nominationId status kind supporters supportersNeeded
                member { memberId } nominatedBy { memberId } statement { content }
                screening { finding { qualified facts by { memberId } reason { content } entry { index } } objectBy }
                objection { text { content } overdue answer { qualified by { memberId } reason { content } } } } }
            ballotPaper { member { memberId } } } } } }";
        self.ask(query, json!({ "proposal": proposal }))["book"]["proposal"]["nominations"].take()
    }

    /// One place is left; the two with the most votes stand for it, on the same roll.
    fn goes_to_a_second_round(&self, poll: &str, counted: &Value) -> String {
        let query = "query ($poll: String!) { book { poll(pollId: $poll) { document { hash }
            secondRound { seats candidates openBy poll { pollId } missed { index } } firstRound { pollId }
            roll { rights } options { optionId } } } }";
        let left = self.ask(query, json!({ "poll": poll }))["book"]["poll"].take();
        assert_eq!(left["secondRound"]["seats"], 1);
        assert_eq!(left["secondRound"]["candidates"].as_array().unwrap().len(), 2);
        let document = &counted["document"]["hash"];
        let certify = json!({ "poll": poll, "document": document });
        let refused = self.is_refused("clerk", "certify_resolution", certify, &[]);
        assert!(refused.starts_with("second_round_due"), "{refused}");
        let closes_at_ms = self.now().0 + 12 * 86_400_000;
        let fields = json!({ "poll": poll, "document": document, "closes_at_ms": closes_at_ms });
        let second = format!("poll_{}", self.does("secretary", "open_second_round", fields, &[]));
        let opened = self.ask(query, json!({ "poll": second }))["book"]["poll"].take();
        assert_eq!(opened["firstRound"]["pollId"], poll);
        assert_eq!(opened["roll"], left["roll"]);
        second
    }

    pub fn committee(&self) -> Vec<String> {
        let query = "query { book { council(councilId: \"compound\") {
            seats { seat { seatId } holders { member { memberId } } } } } }";
        let found = self.ask(query, json!({}));
        let seats = found["book"]["council"]["seats"].as_array().unwrap().clone();
        let seat = seats.into_iter().find(|found| found["seat"]["seatId"] == "committee").unwrap();
        let names = seat["holders"].as_array().unwrap().iter();
        names.map(|holder| holder["member"]["memberId"].as_str().unwrap().to_owned()).collect()
    }
}

pub fn qualified() -> Value {
    json!({ "finding": "qualified", "facts": ["no-arrears", "no-conflict"] })
}

fn disqualified() -> Value {
    json!({ "finding": "disqualified" })
}

/// What somebody owes and is owed.
fn owed(house: &House, who: &str) -> Vec<String> {
    let query = "query ($member: String!) { book { member(memberId: $member) { owed { kind dueAt object { __typename } } } } }";
    let found = house.ask(query, json!({ "member": who }))["book"]["member"]["owed"].take();
    let kinds = found.as_array().into_iter().flatten();
    kinds.filter_map(|it| it["kind"].as_str().map(str::to_owned)).collect()
}

/// The candidate of this name among those nominated.
fn candidate<'a>(nominations: &'a Value, who: &str) -> &'a Value {
    let all = nominations["candidates"]["nodes"].as_array().unwrap();
    all.iter().find(|found| found["member"]["memberId"] == who).unwrap()
}

/// Five stand in the end: one withdraws, one is disqualified for good, one is let in on an objection.
fn nominated(house: &House, proposal: &str) -> Vec<String> {
    let closes_at_ms = house.now().0 + 9 * 86_400_000;
    let opening = json!({ "proposal": proposal, "rule": "committee-election", "closes_at_ms": closes_at_ms });
    house.does("secretary", "open_nominations", opening, &[]);
    let one = house.stands("owner_1", proposal, "愿为大家管好维修资金账目。");
    let two = house.stands("owner_2", proposal, "继续把物业管理委员会的意见带回小区。");
    let three = house.nominates("owner_1", proposal, "owner_3");
    let waiting = house.nominations(proposal);
    assert_eq!(candidate(&waiting, "owner_3")["supportersNeeded"], 3);
    for supporter in ["owner_4", "owner_5"] {
        house.does(supporter, "support_nomination", json!({ "nomination": three }), &[]);
    }
    house.accepts("owner_3", &three);
    let four = house.nominates("secretary", proposal, "owner_4");
    assert!(owed(house, "owner_4").contains(&"ACCEPTANCE".to_owned()));
    house.accepts("owner_4", &four);
    assert!(owed(house, "clerk").contains(&"CANDIDATE_SCREENING".to_owned()));
    let five = house.stands("owner_5", proposal, "加装充电桩,先听楼下的意见。");
    let six = house.stands("owner_6", proposal, "社区工作者,也是业主。");
    let seven = house.stands("owner_7", proposal, "想试试。");

    // Who stands screens nobody, and the other worker does not judge twice.
    let refused = house.screens("owner_6", &one, qualified(), "符合条件").unwrap_err();
    assert!(refused.starts_with("duties_not_separate"), "{refused}");
    house.does("owner_6", "withdraw_candidacy", json!({ "nomination": six }), &[]);
    house.screens("clerk", &five, disqualified(), "维修资金账户显示欠交。").unwrap();
    house.screens("clerk", &seven, disqualified(), "配偶在本小区物业任职。").unwrap();
    let words = Text::statement("上月已补交,凭证在此。");
    let fields = json!({ "nomination": five, "text": words.hash() });
    house.does("owner_5", "object_to_screening", fields, &[words]);
    let words = Text::statement("核对无误,准予参选。");
    let fields = json!({ "nomination": five, "finding": qualified(), "text": words.hash() });
    let refused =
        house.is_refused("clerk", "answer_screening_objection", fields.clone(), std::slice::from_ref(&words));
    assert!(refused.starts_with("duties_not_separate"), "{refused}");
    let answers = |who: &str| owed(house, who).contains(&"SCREENING_ANSWER".to_owned());
    assert!(answers("owner_6") && answers("owner_5") && !answers("clerk"));
    house.does("owner_6", "answer_screening_objection", fields, &[words]);
    let answers = |who: &str| owed(house, who).contains(&"SCREENING_ANSWER".to_owned());
    assert!(!answers("owner_6"));
    for nomination in [&one, &two, &three, &four] {
        let finding = json!({ "finding": "qualified", "facts": ["no-arrears"] });
        let refused = house.screens("clerk", nomination, finding, "符合条件").unwrap_err();
        assert!(refused.starts_with("facts_unconfirmed"), "{refused}");
        house.screens("clerk", nomination, qualified(), "符合条件,已核对账户。").unwrap();
    }
    house.wait_days(16);
    let told = house.nominations(proposal);
    assert_eq!((&told["status"], &told["extended"]), (&json!("CLOSED"), &json!(false)));
    for (who, status) in [
        ("owner_5", "QUALIFIED"),
        ("owner_6", "WITHDRAWN"),
        ("owner_7", "DISQUALIFIED"),
        ("owner_3", "QUALIFIED"),
    ] {
        assert_eq!(candidate(&told, who)["status"], status, "{who}");
    }
    let seven = candidate(&told, "owner_7");
    assert_eq!(seven["screening"]["finding"]["reason"]["content"], "配偶在本小区物业任职。");
    assert_eq!(candidate(&told, "owner_5")["objection"]["answer"]["by"]["memberId"], "owner_6");
    assert_eq!(candidate(&told, "owner_1")["statement"]["content"], "愿为大家管好维修资金账目。");
    let paper = told["ballotPaper"].as_array().unwrap().iter();
    paper.map(|found| found["member"]["memberId"].as_str().unwrap().to_owned()).collect()
}

pub fn options(members: &[String]) -> Vec<Value> {
    members.iter().map(|member| json!({ "id": member.replace('_', "-"), "member": member })).collect()
}

#[test]
fn candidates_are_nominated_screened_and_elected_in_two_rounds_until_one_is_recalled() {
    let house = House::founded(&compound());
    let matter = house.a_matter_is_raised("owner_1", "clerk", "业主委员会任期将满,请组织换届。", &ELECTION);
    let proposal = house.a_proposal_is_drafted("secretary", &matter, "换届选举办法:应选三名,先提名后表决。");
    let paper = nominated(&house, &proposal);
    assert_eq!(paper.len(), 5, "{paper:?}");
    house.it_is_posted("secretary", &proposal, 15);
    let vote = |options| Vote {
        rule: "committee-election",
        scope: json!({ "scope": "council" }),
        options,
        days: 12,
    };
    // The convener can leave nobody out, and name nobody else.
    let opening = house.opening(&proposal, &vote(options(&paper[1..])));
    let refused = house.is_refused("secretary", "open_poll", opening, &[]);
    assert!(refused.starts_with("candidates_mismatch"), "{refused}");
    let poll = house.the_vote_opens("secretary", &proposal, &vote(options(&paper)));
    let voters = ["owner_1", "owner_2", "owner_3", "owner_4", "owner_5", "owner_8"];
    let thirds = ["owner-5", "owner-5", "owner-5", "owner-3", "owner-3", "owner-4"];
    for (owner, third) in voters.iter().zip(thirds) {
        house.approves(owner, &poll, &["owner-1", "owner-2", third]);
    }
    let counted = house.the_vote_closes(&poll, 13);
    let mut elected = winners(&counted);
    elected.sort();
    assert_eq!(elected, ["owner-1", "owner-2"], "three of six is not more than half");
    let board = house.on_the_board(&format!("matters/{matter}.html"));
    for words in ["开始提名", "候选人", "<code>owner_3</code>", "未选出席位:1"] {
        assert!(board.contains(words), "{words}: {board}");
    }
    // Who withdrew or may not stand is counted.
    house.the_board_says_nowhere(&["owner_6", "owner_7", "owner_8"]);
    let second = house.goes_to_a_second_round(&poll, &counted);
    assert!(house.on_the_board(&format!("matters/{matter}.html")).contains("第二轮开始表决"));
    for owner in voters {
        house.approves(owner, &second, &["owner-5"]);
    }
    assert_eq!(winners(&house.the_vote_closes(&second, 13)), ["owner-5"]);
    let index = house.it_is_certified("clerk", &second);
    assert_eq!(house.committee(), ["owner_1", "owner_2", "owner_5"], "owner_2 sits in both bodies");
    let query = "query ($resolution: String!) { book { resolution(resolutionId: $resolution) {
        election { vacant elected { memberId } } restsOn(first: 100) { nodes { kind } } } } }";
    let found = house.ask(query, json!({ "resolution": format!("resolution_{index}") }));
    let grounds = found["book"]["resolution"]["restsOn"].to_string();
    assert!(
        grounds.contains("FIRST_ROUND")
            && grounds.contains("CANDIDACY")
            && grounds.contains("CANDIDATE_SCREENING"),
        "{grounds}"
    );

    let matter = house.a_matter_is_raised("owner_8", "clerk", "owner_5 三次缺席会议,请更换。", &RECALL);
    let proposal = house.a_proposal_is_drafted("secretary", &matter, "更换业主委员会委员一名。");
    house.it_is_posted("secretary", &proposal, 10);
    let vote =
        Vote { rule: "committee-recall", scope: json!({ "scope": "council" }), options: vec![], days: 12 };
    let mut opening = house.opening(&proposal, &vote);
    opening["recall"] = json!("owner_5");
    let recall = format!("poll_{}", house.does("secretary", "open_poll", opening, &[]));
    for owner in ["owner_1", "owner_2", "owner_3", "owner_4", "owner_7", "owner_8"] {
        house.votes(owner, &recall, None, "for");
    }
    assert_eq!(house.the_vote_closes(&recall, 13)["verdict"], "PASSED");
    house.it_is_certified("clerk", &recall);
    assert_eq!(house.committee(), ["owner_1", "owner_2"]);
    house.ends_in_an_audit();
}
