//! Votes of other kinds than an open one of residents: sealed, with proxies and paper, reviews, of two grids together, with silence.

use crate::house::House;
use serde_json::{Value, json};
use yishi_core::*;
use yishi_engine::Text;
use yishi_testkit::{OpenedPoll, Person, test_charter};

/// One open vote of each kind, in the test community under a charter with their rules.
pub struct Kinds {
    pub sealed: OpenedPoll,
    pub proxied: OpenedPoll,
    pub reviewed: OpenedPoll,
    pub together: OpenedPoll,
    pub served: OpenedPoll,
}

/// The salt of every sealed ballot here.
pub const SALT: [u8; 32] = [0x5a; 32];

fn rules() -> Vec<DecisionClause> {
    let more_for = json!({ "name": "more for than against", "part": "for", "base": "cast", "measure": "heads", "threshold": { "more_than": "1/2" } });
    let rule = |id: &str, differs: Value| {
        let mut rule = json!({
            "id": id, "name": id, "electorate": "residents", "level": "community", "openness": "named",
            "voting_at_least": "24h", "requirements": [more_for],
        });
        rule.as_object_mut().unwrap().extend(differs.as_object().unwrap().clone());
        serde_json::from_value(rule).unwrap()
    };
    let every_council = json!({ "name": "every grid is for it", "part": "for", "base": "entitled", "measure": "councils", "threshold": { "at_least": "1/1" } });
    let half_take_part = json!({ "name": "half take part", "part": "participating", "base": "entitled", "measure": "heads", "threshold": { "at_least": "1/2" }, "quorum": true });
    let criterion = |id: &str, weight| json!({ "id": id, "weight": weight, "least": 1, "most": 5 });
    vec![
        rule(
            "residents_sealed",
            json!({ "openness": "sealed", "sealed": { "opening": "3d", "unopened": "not_cast" } }),
        ),
        rule(
            "residents_by_proxy",
            json!({ "procedure": { "proxies": "allowed", "proxy_cap": 2, "paper": "two_witnesses" } }),
        ),
        rule(
            "project_review",
            json!({
                "electorate": "seats", "seats": ["delegate"], "requirements": [],
                "choice": { "method": {
                    "method": "review", "criteria": [criterion("need", 60), criterion("upkeep", 40)], "least_reviews": 1,
                    "selection": { "budget": { "amount": "100000", "unfit": "skip" } }, "tie": "stop",
                } },
            }),
        ),
        rule(
            "grids_together",
            json!({
                "requirements": [every_council], "section_requirements": [more_for],
                "sections": [{ "council": "grid_1" }, { "council": "grid_2" }],
            }),
        ),
        rule(
            "silence_counts",
            json!({ "requirements": [half_take_part, more_for], "procedure": { "silence": "follow_majority" } }),
        ),
    ]
}

fn charter() -> Charter {
    let mut charter = test_charter();
    let delegate = charter.seats.iter_mut().find(|seat| seat.id.as_str() == "delegate").unwrap();
    delegate.powers.push(Grant { power: Power::Count, over: Reach::OwnAndBelow });
    charter.decisions.extend(rules());
    let duty = |id: &str, every: &str, covers: &str| json!({ "id": id, "name": id, "every": every, "covers": covers });
    let liaison = json!({
        "id": "liaison", "name": "Liaison 楼栋联络", "level": "community", "holders": 8,
        "duties": [duty("patrol", "1d", "once"), duty("visit", "30d", "each_building")],
    });
    charter.posts.push(serde_json::from_value(liaison).unwrap());
    charter
}

/// A project of a review; `by` stands behind it.
fn project(id: &str, cost: u64, by: &[&Person]) -> PollOption {
    PollOption {
        id: id.into(),
        member: None,
        name: Some(format!("Project {id} 项目")),
        document: None,
        cost_fen: Some(AmountFen(cost)),
        by: by.iter().map(|person| person.id.clone()).collect(),
        offer: None,
    }
}

impl House {
    /// Amends the charter and opens a vote of each kind.
    pub fn votes_of_every_kind(&self) -> Kinds {
        let community = &self.community;
        let secretary = &community.cast.secretary;
        let source = Text::Document(b"The charter with votes of every kind".to_vec());
        let TextRef::Document(hash) = source.reference() else { panic!("not a document") };
        let amend = AdoptCharter { charter: Box::new(charter()), source: hash, resolution: None };
        community.must(&community.desk.order(secretary, amend, vec![source]));
        let opened = |rule: &str, options: Vec<PollOption>| {
            let (mut orders, opened) = community.cast.poll(&community.desk, community.engine.version().size);
            orders.pop();
            let open = OpenPoll { options, ..opened.open_as(rule) };
            orders.push(community.desk.order(secretary, open, vec![]));
            orders.iter().for_each(|order| {
                community.must(order);
            });
            opened
        };
        let projects = vec![
            project("square", 60_000, &[]),
            project("tyres", 40_000, &[self.resident(1)]),
            project("bench", 30_000, &[]),
        ];
        Kinds {
            sealed: opened("residents_sealed", vec![]),
            proxied: opened("residents_by_proxy", vec![]),
            reviewed: opened("project_review", projects),
            together: opened("grids_together", vec![]),
            served: opened("silence_counts", vec![]),
        }
    }

    /// Somebody orders something in the test community.
    pub fn does(&self, person: &Person, command: impl Into<Command>, texts: Vec<Text>) {
        self.community.must(&self.community.desk.order(person, command, texts));
    }

    /// A resident's sealed ballot.
    pub fn seals(&self, kinds: &Kinds, person: &Person, choice: yishi_tally::Choice) {
        let (poll, right) = (kinds.sealed.poll, yishi_tally::RightId(person.id.as_str().into()));
        let seal = ballot_seal(poll, &right, &Digest(SALT), &Reading::Choice(choice));
        let ballot = CastSealedBallot { poll, right, document: kinds.sealed.document, seal };
        self.does(person, ballot, vec![]);
    }
}
