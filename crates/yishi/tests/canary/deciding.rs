//! What is said in one's own name on the way from a proposal to the evaluation of the work and in an election, and what offices say to it.

use crate::house::{DAY_MS, Door, House, Text};
use crate::planted::planted;
use crate::steps::Vote;
use crate::text;
use serde_json::{Value, json};
use yishi_core::TimeMs;
use yishi_testkit::seed;

/// What concerns the bird, and what concerns no member.
#[derive(Default)]
pub struct Words {
    pub own: Vec<Text>,
    pub office: Vec<Text>,
}

impl Words {
    /// Somebody brings in words that concern the bird; the index of the entry.
    fn own(&mut self, house: &House, who: &str, kind: &str, fields: Value, texts: &[Text]) -> u64 {
        self.own.extend_from_slice(texts);
        house.does(who, kind, fields, texts)
    }

    /// Somebody says something in an office, in the field `text`; the index of the entry.
    fn office(&mut self, house: &House, who: &str, kind: &str, mut fields: Value) -> u64 {
        let words = text(&format!("in office: {kind}"));
        fields["text"] = json!(words.hash());
        self.office.push(words.clone());
        house.does(who, kind, fields, &[words])
    }
}

/// A proposal on a matter is amended and objected to, heard, voted on, objected to once more, carried out and rated.
pub fn a_proposal_is_carried_out(house: &House, matter: &str, words: &mut Words) {
    let proposal = house.a_proposal_is_drafted("secretary", matter, "更换路灯。");
    amended(house, &proposal, words);
    let objected = text("objected");
    let fields = json!({ "proposal": proposal, "text": objected.hash() });
    let objection = format!("objection_{}", words.own(house, "bird", "raise_objection", fields, &[objected]));
    words.office(house, "secretary", "answer_objection", json!({ "objection": objection }));
    heard(house, matter, words);
    let poll = voted_on(house, &proposal, words);
    let objected = text("objected to the result");
    let fields = json!({ "poll": poll, "text": objected.hash() });
    let objection =
        format!("objection_{}", words.own(house, "bird", "object_to_result", fields, &[objected]));
    words.office(house, "moderator", "answer_result_objection", json!({ "objection": objection }));
    house.wait_days(6);
    house.it_is_certified("moderator", &poll);
    carried_out(house, matter, words);
}

fn amended(house: &House, proposal: &str, words: &mut Words) {
    let reason = planted("amended");
    let input = json!({ "proposal": proposal, "change": "REPLACE", "firstParagraph": 1, "wording": "更换全部路灯。",
        "reason": reason, "salt": hex::encode(seed(&reason)) });
    let meant = json!({ "kind": "propose_amendment", "proposal": proposal });
    let index = house.prepared("bird", "prepareAmendment", "PrepareAmendmentInput", input, &meant).unwrap();
    words.own.push(Text::statement(&reason));
    let amendment = json!({ "amendment": format!("amendment_{index}") });
    words.office(house, "secretary", "reject_amendment", amendment);
}

/// What the bird says and asks at a hearing, and the minutes, in which it is named.
fn heard(house: &House, matter: &str, words: &mut Words) {
    // Long enough before that no holidays of whatever day it is today matter.
    let (agenda, starts_at) = (Text::document("协商会议程"), TimeMs(house.now().0 + 20 * DAY_MS));
    let fields = json!({ "matter": matter, "starts_at_ms": starts_at.0, "agenda": agenda.hash() });
    let hearing = format!("hearing_{}", house.does("secretary", "call_hearing", fields, &[agenda]));
    house.wait_until(starts_at);
    let at = |who: &str, kind: &str| house.does(who, kind, json!({ "hearing": hearing }), &[]);
    at("secretary", "open_hearing");
    let everybody =
        ["bird", "neighbour", "secretary", "clerk", "screener", "screener_2", "moderator", "witness"];
    house.these_are_present("secretary", &hearing, &everybody);
    at("bird", "ask_for_floor");
    house.does("secretary", "give_floor", json!({ "hearing": hearing, "member": "bird" }), &[]);
    let mut says = |kind: &str, mut fields: Value| {
        let said = text(kind);
        fields["hearing"] = json!(hearing);
        fields["text"] = json!(said.hash());
        words.own(house, "bird", kind, fields, &[said])
    };
    says("make_statement", json!({}));
    let question = says("ask_question", json!({ "to": { "asked": "chair" } }));
    let point = says("raise_point", json!({}));
    at("bird", "yield_floor");
    let ruling = json!({ "hearing": hearing, "point": format!("point_{point}"), "ruling": "sustained" });
    words.office(house, "secretary", "rule_on_point", ruling);
    let question = json!({ "hearing": hearing, "question": format!("question_{question}") });
    words.office(house, "secretary", "answer_question", question);
    let minutes = text("minutes");
    let fields = json!({ "hearing": hearing, "minutes": minutes.hash() });
    house.does("secretary", "close_hearing", fields, std::slice::from_ref(&minutes));
    words.office.push(minutes);
}

/// The bird votes on paper for itself and, by a written mandate, for its neighbour; both come and vote as well. The name of the vote.
fn voted_on(house: &House, proposal: &str, words: &mut Words) -> String {
    let vote = Vote { rule: "on-paper", scope: json!({ "scope": "council" }), options: vec![], days: 2 };
    let opening = house.opening(proposal, &vote);
    let document = opening["document"].clone();
    let poll = format!("poll_{}", house.does("secretary", "open_poll", opening, &[]));
    for right in ["bird", "neighbour"] {
        let scan = Text::vault(&planted(&format!("scan of the paper of {right}")));
        let mut fields = json!({ "poll": poll, "right": right, "document": document, "member": "bird",
            "reading": { "choice": "for" }, "scan": scan.hash() });
        let mut papers = vec![scan];
        if right != "bird" {
            papers.push(Text::vault(&planted("mandate")));
            fields["mandate"] = json!(papers[1].hash());
        }
        words.own(house, "witness", "enter_paper_ballot", fields, &papers);
    }
    for voter in ["bird", "neighbour"] {
        house.votes(voter, &poll, None, "for");
    }
    assert_eq!(house.the_vote_closes(&poll, 3)["verdict"], "PASSED");
    poll
}

fn carried_out(house: &House, matter: &str, words: &mut Words) {
    let action = house.work_is_assigned("clerk", matter, "secretary", "更换路灯十盏");
    words.office(house, "secretary", "report_progress", json!({ "action": action }));
    let evidence = Text::vault(&planted("evidence of the work"));
    let fields = json!({ "action": action, "evidence": evidence.hash() });
    house.does("secretary", "complete_action", fields, std::slice::from_ref(&evidence));
    words.office.push(evidence);
    let accepted = json!({ "action": action, "inspection": "accepted" });
    words.office(house, "moderator", "inspect_action", accepted);
    let rated = text("rated");
    let fields = json!({ "matter": matter, "rating": 1, "text": rated.hash() });
    words.own(house, "bird", "evaluate_matter", fields, &[rated]);
}

/// The bird stands in an election, is disqualified and objects.
pub fn the_bird_stands(house: &House, matter: &str, words: &mut Words) {
    let proposal = house.a_proposal_is_drafted("secretary", matter, "选举楼长一名。");
    let closes_at_ms = house.now().0 + 2 * DAY_MS;
    let opening = json!({ "proposal": proposal, "rule": "wardens", "closes_at_ms": closes_at_ms });
    house.does("secretary", "open_nominations", opening, &[]);
    let stands = json!({ "proposal": proposal, "member": "bird" });
    let nomination = format!("nomination_{}", house.does("bird", "nominate_candidate", stands, &[]));
    let reason = text("disqualified");
    let fields = json!({ "nomination": nomination, "finding": { "finding": "disqualified" },
        "reason": reason.hash() });
    house.does("screener", "screen_candidate", fields, std::slice::from_ref(&reason));
    words.office.push(reason);
    let objected = text("objected to the screening");
    let fields = json!({ "nomination": nomination, "text": objected.hash() });
    words.own(house, "bird", "object_to_screening", fields, &[objected]);
    let stays = json!({ "nomination": nomination, "finding": { "finding": "disqualified" } });
    words.office(house, "screener_2", "answer_screening_objection", stays);
}

/// The bird tries to hand something in.
pub fn the_bird_says_something(door: &Door) -> Result<u64, String> {
    let words = text("said again");
    door.submit(&door.signed(
        "bird",
        "submit",
        json!({ "council": "garden", "text": words.hash() }),
        &[words],
    )?)
}
