//! Households choose a package of service by sealed ballots 密封选票: before the close nobody learns what they say, not even the
//! operator; then each household opens its own, and one that stays closed counts as the charter says.

use crate::casting::Sealed;
use crate::house::House;
use crate::packages::{compound, packages, tried_and_posted};
use crate::steps::{Vote, winners};
use serde_json::{Value, json};
use yishi_testkit::seed;

fn household(number: u32, package: &str) -> Sealed {
    let who = format!("resident_{number}");
    Sealed {
        right: format!("household_{who}"),
        said: json!({ "marks": { "one": package } }),
        asked: json!({ "marks": { "one": package } }),
        salt: seed(&format!("the salt of {who}")),
        who,
    }
}

const EVERYTHING: &str = "query ($poll: String!) { book { poll(pollId: $poll) {
    status verdict unopened
    tally { final verdict heads { for against abstain invalid } trace }
    outcome { final winners { optionId } }
    ballots(first: 100) { totalCount nodes { rightId stands choice marks { one } seal channel entry { command events { json } } } }
    sealing { counted } rule { openness opennessMeaning sealed { opening unopened } }
    recount(input: { method: \"{\\\"method\\\":\\\"approval\\\",\\\"seats\\\":1}\" }) { __typename ... on Problem { code } }
} } }";

fn told(house: &House, poll: &str) -> Value {
    house.ask(EVERYTHING, json!({ "poll": poll }))["book"]["poll"].take()
}

#[test]
fn sealed_ballots_tell_nothing_before_the_close_and_are_opened_by_their_households() {
    let house = House::founded(&compound());
    let proposal = tried_and_posted(&house);
    let vote =
        Vote { rule: "choose-sealed", scope: json!({ "scope": "council" }), options: packages(), days: 5 };
    let poll = house.the_vote_opens("secretary", &proposal, &vote);
    let chosen = ["package-20", "package-20", "package-10", "package-20", "package-30"];
    let ballots: Vec<Sealed> =
        (1..).zip(chosen).map(|(number, package)| household(number, package)).collect();
    ballots.iter().for_each(|sealed| house.seals(&poll, sealed));
    let open =
        house.marks("resident_6", &poll, json!({ "one": "package-10" }), json!({ "one": "package-10" }));
    assert!(open.unwrap_err().starts_with("ballot_of_other_kind"), "an open ballot would tell everybody");
    let early = house.opens(&poll, &ballots[0]).unwrap_err();
    assert!(early.starts_with("too_early"), "{early}");
    nothing_can_be_read(&house, &poll, &ballots);

    house.wait_days(5);
    let opening = told(&house, &poll);
    assert_eq!((&opening["status"], &opening["unopened"]), (&json!("OPENING"), &json!(5)));
    the_households_open(&house, &poll, &ballots);
    let waiting = told(&house, &poll);
    assert_eq!((&waiting["outcome"], &waiting["unopened"]), (&Value::Null, &json!(1)), "one may still come");

    house.wait_days(2);
    assert_eq!(told(&house, &poll)["status"], "OPENING");
    house.wait_days(2);
    let late = house.opens(&poll, &ballots[4]).unwrap_err();
    assert!(late.starts_with("poll_closed"), "{late}");

    // Five of eight households took part, the unopened one among them; without it the quorum would be missed.
    let counted = house.counted(&poll);
    assert_eq!((&counted["verdict"], winners(&counted)), (&json!("PASSED"), vec!["package-20".to_owned()]));
    let heads = json!({ "entitled": "8", "for": "4", "against": "0", "abstain": "0", "invalid": "1", "present": "0" });
    assert_eq!(counted["tally"]["heads"], heads);
    let query = "query ($poll: String!) { book { poll(pollId: $poll) { sealing { counted unopened }
        ballots(first: 100) { nodes { rightId stands marks { one } } } } } }";
    let sealed = house.ask(query, json!({ "poll": poll }))["book"]["poll"].take();
    assert_eq!(sealed["sealing"], json!({ "counted": 4, "unopened": 1 }));
    let stays = json!({ "rightId": "household_resident_5", "stands": "SEALED", "marks": null });
    assert_eq!(sealed["ballots"]["nodes"][4], stays, "what nobody opened is never told");
    house.it_is_certified("clerk", &poll);
    house.ends_in_an_audit();
}

/// Neither a figure, nor a ballot, nor an entry, nor a page tells what any household chose.
fn nothing_can_be_read(house: &House, poll: &str, ballots: &[Sealed]) {
    let told = told(house, poll);
    assert_eq!(told["tally"]["heads"], json!({ "for": "0", "against": "0", "abstain": "0", "invalid": "0" }));
    assert_eq!(
        (&told["tally"]["verdict"], &told["outcome"], &told["verdict"], &told["unopened"]),
        (&Value::Null, &Value::Null, &Value::Null, &json!(5))
    );
    assert_eq!(told["recount"], json!({ "__typename": "ValidationProblem", "code": "poll_open" }));
    let nodes = told["ballots"]["nodes"].as_array().unwrap();
    for (node, sealed) in nodes.iter().zip(ballots) {
        assert_eq!((&node["choice"], &node["marks"]), (&Value::Null, &Value::Null));
        assert_eq!((&node["stands"], &node["seal"]), (&json!("SEALED"), &json!(sealed.seal(poll))));
    }
    let ballots_csv = house.fetch(&format!("/polls/{poll}/ballots.csv")).1;
    for (package, sealed) in ["package-10", "package-20", "package-30"].iter().zip(ballots) {
        assert!(!told.to_string().contains(package), "{package} in {told}");
        assert!(!ballots_csv.contains(package) && ballots_csv.contains(&sealed.seal(poll)), "{ballots_csv}");
    }
    let result: Value = serde_json::from_str(&house.fetch(&format!("/polls/{poll}/result.json")).1).unwrap();
    assert_eq!((&result["final"], &result["outcome"]), (&json!(false), &Value::Null));
    let (status, refused) = house.fetch(&format!("/polls/{poll}/ballots.blt"));
    assert!(
        status == 409 && refused.contains("sealed"),
        "a file of none would count less than was cast: {refused}"
    );
}

/// Four households open; nobody opens as something else, and nobody for another.
fn the_households_open(house: &House, poll: &str, ballots: &[Sealed]) {
    let lie = ballots[0]
        .saying(json!({ "marks": { "one": "package-10" } }), json!({ "marks": { "one": "package-10" } }));
    let refused = house.opens(poll, &lie).unwrap_err();
    assert!(refused.starts_with("seal_mismatch"), "{refused}");
    let stranger = Sealed {
        who: "resident_7".to_owned(),
        ..ballots[0].saying(ballots[0].said.clone(), ballots[0].asked.clone())
    };
    let refused = house.opens(poll, &stranger).unwrap_err();
    assert!(refused.starts_with("not_holder"), "{refused}");
    for sealed in &ballots[..4] {
        house.opens(poll, sealed).unwrap_or_else(|refused| panic!("{}: {refused}", sealed.who));
    }
    let again = house.opens(poll, &ballots[0]).unwrap_err();
    assert!(again.starts_with("already_done"), "{again}");
}
