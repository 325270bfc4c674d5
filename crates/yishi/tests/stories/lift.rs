//! 端州: a lift for an old building. Ground-floor owners object, are answered, and the owners of the building decide under
//! Civil Code art. 278: two thirds by area and by heads take part, three quarters of those by area and by heads agree.

use crate::house::{Cast, House, Text, flat, member};
use crate::steps::{Case, Vote, expected, figures};
use serde_json::json;
use yishi_core::Standing;

pub fn building() -> Cast {
    let owners = (1..=12).map(|number| format!("owner_{number}"));
    let mut rows: Vec<_> =
        owners.clone().map(|owner| member(&owner, "buildings", Standing::Resident)).collect();
    rows.extend(
        ["secretary", "clerk", "manager"].map(|officer| member(officer, "buildings", Standing::Partner)),
    );
    // Eleven flats of 90 m² with one owner each, and one flat of 110 m² that two of them also share.
    rows.extend(
        owners.enumerate().take(11).map(|(number, owner)| {
            flat(&format!("flat_{number}"), "buildings", "building_7", 9_000, &[&owner])
        }),
    );
    rows.push(flat("flat_top", "buildings", "building_7", 11_000, &["owner_11", "owner_12"]));
    let seats =
        [("secretary", "secretary"), ("clerk", "clerk"), ("manager", "manager"), ("committee", "owner_1")];
    let seats = seats.map(|(seat, holder)| ("compound", seat, holder.to_owned()));
    Cast { charter: "lift", rows, seats: seats.to_vec() }
}

pub const CASE: Case = Case {
    title: "七号楼加装电梯",
    class: "building-works",
    place: "buildings",
    households: 12,
    cost_fen: 56_000_000,
};

#[test]
fn a_lift_is_decided_by_the_owners_once_every_objection_is_answered() {
    let house = House::founded(&building());
    let matter = house.a_matter_is_raised("owner_9", "clerk", "七号楼没有电梯,老人上下楼困难。", &CASE);
    let proposal = house.a_proposal_is_drafted("secretary", &matter, "北侧外挂一部,一层不分摊。");
    let words = Text::statement("电梯井挡住一层采光。");
    let fields = json!({ "proposal": proposal, "text": words.hash() });
    let objection = format!("objection_{}", house.does("owner_1", "raise_objection", fields, &[words]));
    house.a_hearing_is_held("secretary", &matter, &["secretary", "manager", "owner_1", "owner_9"]);
    house.it_is_posted("secretary", &proposal, 10);

    let vote = Vote {
        rule: "owners-special",
        scope: json!({ "scope": "building", "id": "building_7" }),
        options: vec![],
        days: 6,
    };
    let too_early = house.is_refused("secretary", "open_poll", house.opening(&proposal, &vote), &[]);
    assert!(too_early.starts_with("objections_unanswered"), "{too_early}");
    let answer = Text::statement("井道改为玻璃并东移一米。");
    let fields = json!({ "objection": objection, "text": answer.hash() });
    house.does("secretary", "answer_objection", fields, &[answer]);
    let poll = house.the_vote_opens("secretary", &proposal, &vote);

    house.votes("owner_1", &poll, None, "against");
    for number in 2..=9 {
        house.votes(&format!("owner_{number}"), &poll, None, "for");
    }
    house.votes("owner_12", &poll, Some("owner_11+owner_12"), "for");
    let counted = house.the_vote_closes(&poll, 7);

    // Twelve heads, for the couple of the top flat is one and owner 11 another; ten of them voted, nine for it.
    assert_eq!(counted["roll"], json!({ "rights": 12, "heads": 12, "areaDm2": "110000" }));
    let each = [
        ("92000", "110000", "83.6363", true),
        ("10", "12", "83.3333", true),
        ("83000", "92000", "90.2173", true),
        ("9", "10", "90.0000", true),
    ];
    assert_eq!(figures(&counted["tally"]), expected(&each));
    assert_eq!(counted["tally"]["verdict"], "PASSED");

    house.it_is_certified("clerk", &poll);
    house.work_is_assigned("secretary", &matter, "manager", "办理规划与施工手续");
    house.ends_in_an_audit();
}
