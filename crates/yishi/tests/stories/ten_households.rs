//! 青云谱 (row A8): ten-household groups 十户联防 below the grid, and a roll that lives. People come for a time, households split and
//! join, somebody moves to the next group: each change counts from its entry on and never in a vote that is open.

use crate::house::{Cast, House, member};
use crate::steps::{Case, Vote, expected, figures};
use serde_json::{Value, json};
use yishi_core::{RollRow, Standing, roll_digest};

fn home(name: &str, council: &str, household: &str, standing: Standing) -> RollRow {
    let household = Some(household.parse().unwrap());
    RollRow::Member {
        id: name.parse().unwrap(),
        council: council.parse().unwrap(),
        household,
        identity: None,
        standing,
    }
}

/// Ten households in each of two groups; in the first household of the first group live two.
fn community() -> Cast {
    let mut rows: Vec<RollRow> = Vec::new();
    for group in 1..=2 {
        rows.extend((1..=10).map(|number| {
            let name = format!("resident_{group}_{number}");
            home(&name, &format!("group-{group}"), &format!("home_{group}_{number}"), Standing::Resident)
        }));
    }
    rows.push(home("daughter", "group-1", "home_1_1", Standing::Resident));
    rows.push(home("tenant", "group-1", "home_1_lodging", Standing::Floating));
    rows.extend(["secretary", "clerk", "supervisor"].map(|name| member(name, "group-4", Standing::Partner)));
    let seats = [
        ("community", "secretary", "secretary"),
        ("community", "clerk", "clerk"),
        ("community", "supervisor", "supervisor"),
        ("group-1", "group-leader", "resident_1_2"),
        ("group-2", "group-leader", "resident_2_2"),
    ];
    let seats = seats.map(|(council, seat, holder)| (council, seat, holder.to_owned()));
    Cast { charter: "ten-households", rows, seats: seats.to_vec() }
}

const LAMP: Case =
    Case {
        title: "楼道灯轮流看护", class: "safety", place: "group-1", households: 10, cost_fen: 30_000
    };

impl House {
    /// The clerk enters who came, moved or left.
    fn the_register_changes(&self, import: &str, rows: &[RollRow]) {
        let part = json!({ "import": import, "part": 1, "rows": rows });
        self.does("clerk", "import_roll_part", part, &[]);
        let root = roll_digest(rows);
        let seal = json!({ "import": import, "rows": rows.len(), "area_dm2": 0, "root": root });
        self.does("clerk", "seal_roll", seal, &[]);
    }

    /// A vote of the households of a group on what one of them raised.
    fn the_group_votes(&self, by: &str, leader: &str, case: &Case) -> String {
        let matter = self.a_matter_is_raised(by, "clerk", case.title, case);
        let proposal = self.a_proposal_is_drafted(leader, &matter, case.title);
        let vote = Vote {
            rule: "households-of-the-group",
            scope: json!({ "scope": "council" }),
            options: vec![],
            days: 5,
        };
        self.the_vote_opens(leader, &proposal, &vote)
    }

    /// How many households a vote is over.
    fn households(&self, poll: &str) -> Value {
        let query = "query ($poll: String!) { book { poll(pollId: $poll) { roll { rights } } } }";
        self.ask(query, json!({ "poll": poll }))["book"]["poll"]["roll"]["rights"].take()
    }
}

#[test]
fn ten_households_decide_among_themselves_and_who_moves_counts_from_then_on_and_not_before() {
    let house = House::founded(&community());
    // A tenant who is here for a time raises it like everybody.
    let poll = house.the_group_votes("tenant", "resident_1_2", &LAMP);
    assert_eq!(house.households(&poll), 10, "the tenant's home is no household of residents");
    let refused = house.tries_to_vote("tenant", &poll, Some("home_1_lodging"), "for").unwrap_err();
    assert!(refused.starts_with("not_on_roll"), "{refused}");

    // While the vote is open: the daughter moves into a home of her own in the next group, one household joins another, a family
    // comes, and somebody leaves.
    house.the_register_changes(
        "march",
        &[
            home("daughter", "group-2", "home_2_11", Standing::Resident),
            home("resident_1_4", "group-1", "home_1_3", Standing::Resident),
            home("newcomer", "group-1", "home_1_11", Standing::Resident),
            home("resident_1_10", "group-1", "home_1_10", Standing::Left),
        ],
    );
    assert_eq!(house.households(&poll), 10);
    house.votes("daughter", &poll, Some("home_1_1"), "for");
    house.votes("resident_1_4", &poll, Some("home_1_4"), "against");
    let refused = house.tries_to_vote("resident_1_4", &poll, Some("home_1_3"), "against").unwrap_err();
    assert!(refused.starts_with("not_holder"), "two households until the next vote: {refused}");
    let gone = house.tries_to_vote("resident_1_10", &poll, Some("home_1_10"), "for").unwrap_err();
    assert!(gone.starts_with("standing_insufficient"), "{gone}");
    for number in [2, 3, 5, 6, 7] {
        let (who, home) = (format!("resident_1_{number}"), format!("home_1_{number}"));
        house.votes(&who, &poll, Some(&home), "for");
    }
    let counted = house.the_vote_closes(&poll, 6);
    let each = [("7", "10", "70.0000", true), ("6", "7", "85.7142", true)];
    assert_eq!(figures(&counted["tally"]), expected(&each));
    house.it_is_certified("clerk", &poll);

    // The next votes are over the roll as it is now: one household left, one joined another, one came; the daughter's is in group 2.
    let next = house.the_group_votes("resident_1_5", "resident_1_2", &LAMP);
    assert_eq!(house.households(&next), 9);
    let there = house.the_group_votes("daughter", "resident_2_2", &Case { place: "group-2", ..LAMP });
    assert_eq!(house.households(&there), 11);
    house.votes("daughter", &there, None, "for");
    let tenant = "query { book { charter { floating } member(memberId: \"tenant\") { standing } } }";
    assert_eq!(house.ask(tenant, json!({}))["book"]["charter"]["floating"], "TAKES_PART");
    house.ends_in_an_audit();
}
