//! 荔城·渭阳, 霞山: three parties decide together 三方共议. A majority of those voting is not enough; a majority of the benches
//! has to agree as well, each by a majority of its own.

use crate::house::{Cast, House, member};
use crate::steps::{Case, Vote};
use serde_json::{Value, json};
use yishi_core::Standing;

fn community() -> Cast {
    let residents = (1..=12).map(|number| format!("resident_{number}"));
    let mut rows: Vec<_> = residents.map(|name| member(&name, "grid-1", Standing::Resident)).collect();
    rows.extend(OFFICERS.map(|officer| member(officer, "grid-1", Standing::Partner)));
    let mut seats = vec![
        ("weiyang", "community-secretary", "secretary".to_owned()),
        ("weiyang", "supervisor", "supervisor".to_owned()),
        ("weiyang", "clerk", "clerk".to_owned()),
        ("compound", "compound-secretary", "screener".to_owned()),
    ];
    seats.extend(COMPANY.map(|holder| ("weiyang", "property-company", holder.to_owned())));
    seats.extend(RESIDENTS.map(|holder| ("weiyang", "residents-representative", holder.to_owned())));
    Cast { charter: "weiyang", rows, seats }
}

const OFFICERS: [&str; 7] =
    ["secretary", "supervisor", "clerk", "screener", "company_1", "company_2", "company_3"];
const COMPANY: [&str; 3] = ["company_1", "company_2", "company_3"];
const RESIDENTS: [&str; 7] =
    ["resident_1", "resident_2", "resident_3", "resident_4", "resident_5", "resident_6", "resident_7"];

const CASE: Case =
    Case {
        title: "小区停车收费方案", class: "order", place: "grid-1", households: 300, cost_fen: 8_000_000
    };

fn vote() -> Vote {
    Vote { rule: "three-parties", scope: json!({ "scope": "council" }), options: vec![], days: 2 }
}

/// What the count says of votes for, and of benches for.
fn shares(poll: &Value) -> Vec<(String, bool)> {
    let requirements = poll["tally"]["requirements"].as_array().unwrap();
    let share = |found: &Value| {
        let (part, base) = (found["numerator"].as_str().unwrap(), found["denominator"].as_str().unwrap());
        (format!("{part}/{base}"), found["met"].as_bool().unwrap())
    };
    requirements.iter().skip(1).map(share).collect()
}

#[test]
fn a_majority_of_the_votes_passes_only_with_a_majority_of_the_benches() {
    let house = House::founded(&community());
    let matter = house.a_matter_is_raised("resident_9", "screener", "停车收费太乱,请三方一起定。", &CASE);
    let first = house.a_proposal_is_drafted("secretary", &matter, "方案一:地面车位一律免费,由物业承担养护。");
    let second =
        house.a_proposal_is_drafted("secretary", &matter, "方案二:首车每月60元,收入的三成用于养护并公示。");
    let present: Vec<&str> =
        ["secretary", "supervisor"].into_iter().chain(COMPANY).chain(RESIDENTS).collect();
    house.a_hearing_is_held("secretary", &matter, &present);

    // All residents' representatives are for it, community and property against: seven of twelve votes, one of three benches.
    house.it_is_posted("secretary", &first, 7);
    let poll = house.the_vote_opens("secretary", &first, &vote());
    RESIDENTS.iter().for_each(|resident| house.votes(resident, &poll, None, "for"));
    ["secretary", "supervisor"]
        .into_iter()
        .chain(COMPANY)
        .for_each(|other| house.votes(other, &poll, None, "against"));
    let counted = house.the_vote_closes(&poll, 3);
    assert_eq!(shares(&counted), [("7/12".to_owned(), true), ("1/3".to_owned(), false)]);
    assert_eq!(counted["tally"]["verdict"], "FAILED");
    let trace = counted["tally"]["trace"].to_string();
    assert!(trace.contains("1/3") || trace.contains("33.3333"), "{trace}");

    // Two of the three company representatives agree to the second text: their bench is for it, and so is a majority of benches.
    house.it_is_posted("secretary", &second, 7);
    let poll = house.the_vote_opens("secretary", &second, &vote());
    RESIDENTS.iter().chain(&COMPANY[..2]).for_each(|voter| house.votes(voter, &poll, None, "for"));
    ["secretary", "supervisor", "company_3"]
        .iter()
        .for_each(|other| house.votes(other, &poll, None, "against"));
    let counted = house.the_vote_closes(&poll, 3);
    assert_eq!(shares(&counted), [("9/12".to_owned(), true), ("2/3".to_owned(), true)]);
    assert_eq!(counted["tally"]["verdict"], "PASSED");
    house.it_is_certified("clerk", &poll);
    house.work_is_assigned("secretary", &matter, "company_1", "划线、立牌、按月公示收支");
    house.ends_in_an_audit();
}
