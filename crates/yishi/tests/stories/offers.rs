//! 端州: a collective contract for gas. Households choose among offers shown side by side, and what the chosen one saves against the price
//! before stands on record: 2,500 yuan a household instead of 3,700, 168,000 for 140 households.

use crate::house::{House, Text};
use crate::packages::compound;
use crate::steps::{Case, Vote, winners};
use serde_json::{Value, json};

const CASE: Case =
    Case {
        title: "集中安装管道燃气", class: "service", place: "buildings", households: 140, cost_fen: 0
    };

fn offer(id: &str, provider: &str, amount_fen: u64, conditions: &Text) -> Value {
    json!({ "id": id, "name": provider, "offer": {
        "provider": provider, "price": { "amount_fen": amount_fen, "per": "household" }, "term": "12mo",
        "conditions": conditions.hash(),
    } })
}

#[test]
fn offers_are_compared_side_by_side_and_the_saving_is_on_record() {
    let house = House::founded(&compound());
    let matter = house.a_matter_is_raised("resident_1", "clerk", "想通管道燃气,单装每户3700元太贵。", &CASE);
    let proposal =
        house.a_proposal_is_drafted("secretary", &matter, "集中签约安装管道燃气。\n报价期限十二个月。");
    let text = Text::document("集中签约安装管道燃气。\n报价期限六个月。\n费用由燃气公司按户收取。");
    let fields = json!({ "proposal": proposal, "document": text.hash() });
    house.does("secretary", "revise_proposal", fields, &[text]);
    let query = "query ($proposal: String!) { book { proposal(proposalId: $proposal) { difference {
        earlier { number } later { number } summary
        paragraphs { change earlierNumber laterNumber pieces { change text } } } } } }";
    let told = house.ask(query, json!({ "proposal": proposal }))["book"]["proposal"]["difference"].take();
    assert_eq!((&told["earlier"]["number"], &told["later"]["number"]), (&json!(1), &json!(2)));
    assert_eq!(told["summary"].as_array().unwrap().len(), 2, "{told}");
    let changes = told["paragraphs"].as_array().unwrap();
    let changes: Vec<&str> = changes.iter().map(|paragraph| paragraph["change"].as_str().unwrap()).collect();
    assert_eq!(changes, ["SAME", "CHANGED", "ADDED"]);

    let former = json!({ "price": { "amount_fen": 370_000, "per": "household" }, "units": 140 });
    let vote = Vote { rule: "choose-one", scope: json!({ "scope": "council" }), options: vec![], days: 5 };
    let document = house.opening(&proposal, &vote)["document"].clone();
    let fields = json!({ "proposal": proposal, "document": document, "former": former });
    house.does("secretary", "declare_effects", fields, &[]);
    house.it_is_posted("secretary", &proposal, 7);

    let conditions = ["含表具,不含灶具", "含表具和灶具"].map(Text::document);
    let options = vec![
        offer("gas-a", "甲燃气", 280_000, &conditions[0]),
        offer("gas-b", "乙燃气", 250_000, &conditions[1]),
    ];
    // Least in figures, and for another unit: it stands apart.
    let mut monthly = offer("gas-c", "丙燃气", 20_000, &conditions[0]);
    monthly["offer"]["price"]["per"] = json!("household_month");
    let options: Vec<Value> = options.into_iter().chain([monthly]).collect();
    let vote = Vote { options, ..vote };
    let opened = house.does("secretary", "open_poll", house.opening(&proposal, &vote), &conditions);
    let poll = format!("poll_{opened}");
    let query = "query ($poll: String!) { book { poll(pollId: $poll) { offers {
        optionId savedFen chosen offer { provider price { amount per } term conditions { content } } } } } }";
    let offers = || house.ask(query, json!({ "poll": poll }))["book"]["poll"]["offers"].take();
    let in_order: Vec<Value> = (0..3).map(|place| offers()[place]["optionId"].clone()).collect();
    assert_eq!(
        (in_order, &offers()[2]["savedFen"]),
        (vec![json!("gas-b"), json!("gas-a"), json!("gas-c")], &json!(null))
    );
    let first = &offers()[0];
    assert_eq!(
        (&first["optionId"], &first["savedFen"], &first["chosen"]),
        (&json!("gas-b"), &json!("16800000"), &json!(null))
    );
    assert_eq!(
        first["offer"],
        json!({
            "provider": "乙燃气", "price": { "amount": "250000", "per": "HOUSEHOLD" }, "term": "12mo",
            "conditions": { "content": "含表具和灶具" },
        })
    );
    for number in 1..=6 {
        let one = json!({ "one": if number == 1 { "gas-a" } else { "gas-b" } });
        house.marks(&format!("resident_{number}"), &poll, one.clone(), one).unwrap();
    }
    assert_eq!(winners(&house.the_vote_closes(&poll, 6)), ["gas-b"]);
    assert_eq!((&offers()[0]["chosen"], &offers()[1]["savedFen"]), (&json!(true), &json!("12600000")));
    house.it_is_certified("clerk", &poll);
    house.ends_in_an_audit();
}
