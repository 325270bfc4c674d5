//! The residents' meeting 居民会议 and the recall 罢免: those who come are the base of the vote, and a certified recall takes the seat.

use crate::casting::Sealed;
use crate::four_steps::community;
use crate::house::{HOUR_MS, House};
use crate::steps::{Case, Vote, expected, figures};
use serde_json::{Value, json};
use yishi_core::TimeMs;
use yishi_testkit::seed;

const COMPACT: Case =
    Case {
        title: "居民公约修订", class: "public-affairs", place: "group-1", households: 300, cost_fen: 0
    };
const RECALL: Case = Case {
    title: "罢免一名居民委员会委员",
    class: "committee",
    place: "group-1",
    households: 300,
    cost_fen: 0,
};

/// So many residents, in the order of the roll's numbers, then the party members.
fn people(number: usize) -> Vec<String> {
    let residents = (1..=10).map(|number| format!("resident_{number}"));
    residents.chain((1..=4).map(|number| format!("party_{number}"))).take(number).collect()
}

fn names(people: &[String]) -> Vec<&str> {
    people.iter().map(String::as_str).collect()
}

#[test]
fn more_than_half_of_the_residents_meet_and_more_than_half_of_those_present_decide() {
    let house = House::founded(&community());
    let matter = house.a_matter_is_raised("resident_3", "clerk", "公约写得太旧,请修订。", &COMPACT);
    let proposal = house.a_proposal_is_drafted("secretary", &matter, "居民公约(修订):不在楼道停放电动车。");
    house.it_is_posted("secretary", &proposal, 10);
    let vote =
        Vote { rule: "residents-meeting", scope: json!({ "scope": "council" }), options: vec![], days: 1 };
    let nowhere = house.is_refused("secretary", "open_poll", house.opening(&proposal, &vote), &[]);
    assert!(nowhere.starts_with("rule_not_applicable"), "without a meeting nobody is present: {nowhere}");

    let present = people(10);
    let meeting = house.a_meeting_begins("secretary", &matter, &names(&present));
    let poll = house.the_vote_opens_at("secretary", &proposal, "residents-meeting", &meeting);
    let absent = house.tries_to_vote("party_1", &poll, None, "against").unwrap_err();
    assert!(absent.starts_with("not_present"), "{absent}");
    present.iter().take(6).for_each(|voter| house.votes(voter, &poll, None, "for"));
    assert_eq!(shares(&house, &poll), [("10/20".to_owned(), false), ("6/10".to_owned(), true)]);
    house.these_are_present("secretary", &meeting, &["party_1"]);
    house.votes("party_1", &poll, None, "against");
    let counted = house.the_vote_closes(&poll, 1);
    house.the_meeting_ends("secretary", &meeting);

    // Eleven of twenty residents came; the five who did not vote count in the base all the same.
    let each = [("11", "20", "55.0000", true), ("6", "11", "54.5454", true)];
    assert_eq!(figures(&counted["tally"]), expected(&each));
    assert_eq!(
        (&counted["verdict"], &counted["tally"]["heads"]["present"]),
        (&json!("PASSED"), &json!("11"))
    );
    house.it_is_certified("clerk", &poll);
    house.ends_in_an_audit();
}

const SEALED: &str = r#"
[[decisions]]
id = "sealed-meeting"
name = "居民会议密封表决"
electorate = "residents"
level = "community"
openness = "sealed"
sealed = { opening = "1d", unopened = "not_cast" }
voting_at_least = "1h"
requirements = [
  { name = "过半数居民参加", part = "present", base = "entitled", measure = "heads", threshold = { more_than = "1/2" }, quorum = true },
  { name = "到会人员过半数通过", part = "for", base = "present", measure = "heads", threshold = { more_than = "1/2" } },
]
"#;

/// A sealed vote goes on after its close with the opening, and so may the meeting: who comes then is there and not in the base.
#[test]
fn who_comes_after_the_close_of_a_sealed_vote_is_not_in_its_base() {
    let house = House::founded_with(&community(), SEALED);
    let matter = house.a_matter_is_raised("resident_3", "clerk", "公约写得太旧,请修订。", &COMPACT);
    let proposal = house.a_proposal_is_drafted("secretary", &matter, "居民公约(修订)。");
    let present = people(11);
    let meeting = house.a_meeting_begins("secretary", &matter, &names(&present));
    let poll = house.the_vote_opens_at("secretary", &proposal, "sealed-meeting", &meeting);
    let ballot = |who: &String| {
        let said = json!({ "choice": "for" });
        Sealed {
            who: who.clone(),
            right: who.clone(),
            said,
            asked: json!({ "choice": "FOR" }),
            salt: seed(who),
        }
    };
    let ballots: Vec<Sealed> = present.iter().take(6).map(ballot).collect();
    ballots.iter().for_each(|sealed| house.seals(&poll, sealed));
    house.wait_until(TimeMs(house.now().0 + 3 * HOUR_MS));
    house.these_are_present("secretary", &meeting, &["clerk"]);
    ballots.iter().for_each(|sealed| {
        house.opens(&poll, sealed).unwrap();
    });
    let counted = house.counted(&poll);
    let each = [("11", "20", "55.0000", true), ("6", "11", "54.5454", true)];
    assert_eq!(figures(&counted["tally"]), expected(&each));
    house.ends_in_an_audit();
}

/// How the requirements stand now.
fn shares(house: &House, poll: &str) -> Vec<(String, bool)> {
    let query = "query ($poll: String!) { book { poll(pollId: $poll) { meeting { status }
        tally { requirements { numerator denominator met } } } } }";
    let told = house.ask(query, json!({ "poll": poll }))["book"]["poll"].take();
    assert_eq!(told["meeting"]["status"], "OPEN");
    let share = |found: &Value| {
        let (part, base) = (found["numerator"].as_str().unwrap(), found["denominator"].as_str().unwrap());
        (format!("{part}/{base}"), found["met"].as_bool().unwrap())
    };
    told["tally"]["requirements"].as_array().unwrap().iter().map(share).collect()
}

#[test]
fn a_certified_recall_takes_the_seat_of_a_member_of_the_residents_committee() {
    let house = House::founded(&community());
    let matter = house.a_matter_is_raised("resident_4", "clerk", "委员长期不履职,请依法罢免。", &RECALL);
    let proposal = house.a_proposal_is_drafted("secretary", &matter, "罢免要求、理由,及本人的申辩意见。");
    house.it_is_posted("secretary", &proposal, 7);
    let vote = Vote { rule: "recall", scope: json!({ "scope": "council" }), options: vec![], days: 2 };
    let opening = |member: Option<&str>| {
        let mut fields = house.opening(&proposal, &vote);
        if let Some(member) = member {
            fields["recall"] = json!(member);
        }
        fields
    };
    let nobody = house.is_refused("secretary", "open_poll", opening(None), &[]);
    assert!(nobody.starts_with("out_of_range"), "{nobody}");
    let elsewhere = house.is_refused("secretary", "open_poll", opening(Some("resident_1")), &[]);
    assert!(elsewhere.starts_with("not_found"), "who has no such seat cannot lose it: {elsewhere}");
    let poll = format!("poll_{}", house.does("secretary", "open_poll", opening(Some("committee_3")), &[]));
    let query =
        "query ($poll: String!) { book { poll(pollId: $poll) { recall { memberId } rule { recalls } } } }";
    let told = house.ask(query, json!({ "poll": poll }))["book"]["poll"].take();
    assert_eq!(told, json!({ "recall": { "memberId": "committee_3" }, "rule": { "recalls": "committee" } }));

    people(9).iter().for_each(|voter| house.votes(voter, &poll, None, "for"));
    ["committee_1", "committee_3"].iter().for_each(|voter| house.votes(voter, &poll, None, "against"));
    let counted = house.the_vote_closes(&poll, 3);
    let each = [("11", "20", "55.0000", true), ("9", "11", "81.8181", true)];
    assert_eq!(figures(&counted["tally"]), expected(&each));
    assert_eq!(
        committee(&house),
        ["committee_1", "committee_2", "committee_3"],
        "only the certification unseats"
    );
    house.it_is_certified("clerk", &poll);
    assert_eq!(committee(&house), ["committee_1", "committee_2"]);
    house.ends_in_an_audit();
}

fn committee(house: &House) -> Vec<String> {
    let query = "{ book { council(councilId: \"community\") {
        seats { seat { seatId } holders { member { memberId } } } } } }";
    let found = house.ask(query, json!({}));
    let seats = found["book"]["council"]["seats"].as_array().unwrap().clone();
    let seat = seats.into_iter().find(|found| found["seat"]["seatId"] == "committee").unwrap();
    let names = seat["holders"].as_array().unwrap().iter();
    names.map(|holder| holder["member"]["memberId"].as_str().unwrap().to_owned()).collect()
}
