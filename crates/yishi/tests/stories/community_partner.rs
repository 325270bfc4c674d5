//! 霞山·社区合伙人: no company serves the compound, so households take a partner, and seven tenths of each half-year's profit come back.
//! The rule is checked at each booking: what is paid out too early is refused, a half-year that ends short shows to everybody.

use crate::house::{Cast, House, Text, flat, member};
use crate::steps::{Case, Vote};
use serde_json::{Value, json};
use yishi_core::{Date, Standing, TimeMs};

fn compound() -> Cast {
    let residents = (1..=8).map(|number| format!("resident_{number}"));
    let mut rows: Vec<_> = residents.map(|name| member(&name, "buildings", Standing::Resident)).collect();
    rows.extend(["secretary", "clerk", "partner"].map(|name| member(name, "buildings", Standing::Partner)));
    rows.extend((1..=8).map(|number| {
        flat(&format!("flat_{number}"), "buildings", "building_1", 8_000, &[&format!("resident_{number}")])
    }));
    let seats = [
        ("secretary", "secretary"),
        ("clerk", "clerk"),
        ("treasurer", "resident_1"),
        ("auditor", "resident_2"),
        ("oversight", "resident_3"),
        ("delegate", "resident_4"),
    ];
    let seats = seats.map(|(seat, holder)| ("compound", seat, holder.to_owned()));
    Cast { charter: "community-partner", rows, seats: seats.to_vec() }
}

const CASE: Case =
    Case { title: "引入社区合伙人", class: "service", place: "buildings", households: 8, cost_fen: 0 };

fn vote() -> Vote {
    Vote { rule: "households", scope: json!({ "scope": "council" }), options: vec![], days: 6 }
}

fn seat(name: &str) -> Value {
    json!({ "council": "compound", "seat": name })
}

/// Households take the partner, with the rule that stands by their resolution. The name of the resolution.
fn the_partner_is_taken(house: &House) -> String {
    let words = "引入社区合伙人,停车与广告收入归其经营,利润七成返还小区。";
    let periods = json!({ "every": "6mo", "lasts": { "lasts": "times", "times": 4 }, "grace_days": 15 });
    let rule = json!({
        "name": "利润七成返还小区", "account": "community-partner", "returns_at_least": "7/10", "periods": periods,
        "keeper": seat("treasurer"), "confirmer": seat("auditor"), "supervisor": seat("oversight"),
        "distributions": "refuse",
    });
    is_laid_down(house, words, &rule)
}

/// Households adopt a text with a rule on the account. The name of the resolution.
fn is_laid_down(house: &House, words: &str, rule: &Value) -> String {
    let matter = house.a_matter_is_raised("resident_5", "clerk", "物业撤走了,没人管小区。", &CASE);
    let proposal = house.a_proposal_is_drafted("secretary", &matter, words);
    let fields = json!({
        "proposal": proposal, "document": Text::document(words).hash(), "standing": { "rules": [rule] },
    });
    house.does("secretary", "declare_effects", fields, &[]);
    let query = "query ($proposal: String!) { book { proposal(proposalId: $proposal) { effects { rules { sentence returnsAtLeast } } } } }";
    let told =
        house.ask(query, json!({ "proposal": proposal }))["book"]["proposal"]["effects"]["rules"][0].take();
    assert_eq!(told["returnsAtLeast"], rule["returns_at_least"]);
    assert!(
        told["sentence"].as_str().unwrap().contains("财务委员"),
        "who keeps the book is known before the vote: {told}"
    );
    house.it_is_posted("secretary", &proposal, 7);
    let poll = house.the_vote_opens("secretary", &proposal, &vote());
    for number in 1..=7 {
        house.votes(&format!("resident_{number}"), &poll, None, "for");
    }
    assert_eq!(house.the_vote_closes(&poll, 7)["verdict"], "PASSED");
    format!("resolution_{}", house.it_is_certified("clerk", &poll))
}

/// The treasurer books an amount for a day. The name of the booking, or why it is refused.
fn booked(house: &House, what: &str, fen: u64, day: Date) -> Result<String, String> {
    booked_with(house, json!({ "booked": what, "amount_fen": fen, "day": day.to_string() }))
}

/// The same today, for a period that is over.
fn booked_for(house: &House, what: &str, fen: u64, period: u32) -> Result<String, String> {
    let day = today(house).to_string();
    booked_with(house, json!({ "booked": what, "amount_fen": fen, "day": day, "period": period }))
}

fn booked_with(house: &House, mut fields: Value) -> Result<String, String> {
    let voucher = Text::vault("凭证");
    fields["council"] = json!("compound");
    fields["account"] = json!("community-partner");
    fields["evidence"] = json!(voucher.hash());
    Ok(format!("booking_{}", house.order("resident_1", "record_booking", fields, &[voucher])?))
}

/// The auditor compares it with its voucher, and it counts.
fn confirmed(house: &House, booking: &str) -> Result<u64, String> {
    let fields = json!({ "booking": booking, "finding": { "finding": "confirmed" } });
    house.order("resident_2", "check_booking", fields, &[])
}

fn counts(house: &House, what: &str, fen: u64, day: Date) -> String {
    let booking = booked(house, what, fen, day).unwrap();
    confirmed(house, &booking).unwrap();
    booking
}

fn today(house: &House) -> Date {
    Date::of(house.now())
}

fn rule(house: &House, resolution: &str) -> Value {
    let query = "query ($resolution: String!) { book { resolution(resolutionId: $resolution) { standingRules {
        standingRuleId status overdue nextDueAt unconfirmed { bookingId } periods(first: 10) { nodes {
            number to income expense profitFen due returned lacking distributed broken ended { index }
            breaches(first: 10) { nodes { breach by healed { index } } }
            bookings(first: 20) { totalCount nodes { booked amount status by { memberId } checkedBy { memberId }
                reverses { bookingId } reversedBy { bookingId } reason } } } } } } } }";
    house.ask(query, json!({ "resolution": resolution }))["book"]["resolution"]["standingRules"][0].take()
}

fn period(house: &House, resolution: &str, number: usize) -> Value {
    rule(house, resolution)["periods"]["nodes"][number - 1].take()
}

/// Whether the share is owed to somebody, and whether it is overdue.
fn owed_to(house: &House, member: &str) -> Vec<bool> {
    let query = "query ($member: String!) { book { member(memberId: $member) { owed { kind overdue } } } }";
    let told = house.ask(query, json!({ "member": member }))["book"]["member"]["owed"].take();
    let shares = told.as_array().unwrap().iter().filter(|owed| owed["kind"] == "STANDING_RULE");
    shares.map(|owed| owed["overdue"] == true).collect()
}

#[test]
fn seven_tenths_of_a_partners_profit_come_back_and_what_is_lacking_shows_until_it_does() {
    let house = House::founded(&compound());
    let resolution = the_partner_is_taken(&house);
    the_share_grows_with_each_booking(&house, &resolution);
    nobody_is_paid_out_before_the_share_has_come_back(&house, &resolution);
    // The half-year ends short, and fifteen days pass.
    house.wait_days(200);
    let told = period(&house, &resolution, 1);
    assert_eq!((&told["lacking"], &told["broken"]), (&json!("2001"), &json!(["SHARE_LACKING"])));
    assert_eq!((owed_to(&house, "resident_5"), owed_to(&house, "resident_3")), (vec![true], vec![true]));
    assert_eq!(rule(&house, &resolution)["overdue"], true);

    let page = house.on_the_board(&format!("resolutions/{resolution}.html"));
    for words in ["应返还", "510.02元", "490.01元", "20.01元", "未按期返还"] {
        assert!(page.contains(words), "{words}: {page}");
    }
    let council = house.on_the_board("councils/compound.html");
    assert!(council.contains("<strong>长效规则</strong>") && council.contains("尚未返还"), "{council}");
    let (_, feed) = house.fetch("/board/index.atom?lang=zh-CN");
    assert!(feed.contains("长效规则违规"), "{feed}");
    house.the_board_says_nowhere(&["resident_5", "resident_3"]);

    // It comes back late, and the breach stays on record.
    let income = booked_for(&house, "income", 1, 1).unwrap_err();
    assert!(income.starts_with("out_of_range"), "what is earned counts for its day: {income}");
    confirmed(&house, &booked_for(&house, "returned", 2_001, 1).unwrap()).unwrap();
    let healed = period(&house, &resolution, 1);
    assert_eq!((&healed["lacking"], &healed["broken"]), (&json!("0"), &json!([])));
    let breaches = &healed["breaches"]["nodes"];
    assert_eq!((&breaches[0]["breach"], &breaches[0]["by"]), (&json!("SHARE_LACKING"), &json!("2001")));
    assert!(breaches[0]["healed"]["index"].is_string(), "{breaches}");
    assert_eq!(owed_to(&house, "resident_5"), vec![false]);
    // Now the partner is paid what is left: three tenths, rounded down to the fen.
    let more = booked_for(&house, "distributed", 21_858, 1).unwrap_err();
    assert!(more.starts_with("distribution_too_large"), "{more}");
    confirmed(&house, &booked_for(&house, "distributed", 21_857, 1).unwrap()).unwrap();
    half_comes_back_from_a_later_day_on(&house, &resolution);
    house.ends_in_an_audit();
}

/// Another text takes the place of the rule on a day that everybody knows beforehand.
fn half_comes_back_from_a_later_day_on(house: &House, resolution: &str) {
    let first = rule(house, resolution)["standingRuleId"].take();
    let from = Date::of(TimeMs(house.now().0 + 40 * crate::house::DAY_MS)).to_string();
    let periods =
        json!({ "every": "6mo", "from": from, "lasts": { "lasts": "until_ended" }, "grace_days": 15 });
    let half = json!({
        "name": "利润一半返还小区", "account": "community-partner", "returns_at_least": "1/2", "periods": periods,
        "keeper": seat("treasurer"), "confirmer": seat("auditor"), "supervisor": seat("oversight"),
        "distributions": "refuse", "replaces": first,
    });
    let later = is_laid_down(house, "合伙人头一年做得好,以后利润一半返还小区,由财务委员记账。", &half);
    let query =
        "query ($resolution: String!) { book { resolution(resolutionId: $resolution) { standingRules {
        status replacedAt replacedBy { resolution { resolutionId } terms { replaces { standingRuleId } } }
        ending { resolution { resolutionId } } } } } }";
    let told = || {
        house.ask(query, json!({ "resolution": resolution }))["book"]["resolution"]["standingRules"][0].take()
    };
    let before = told();
    assert_eq!((&before["status"], &before["ending"]), (&json!("RUNNING"), &json!(null)));
    assert!(before["replacedAt"].is_string(), "{before}");
    let next = json!({ "resolution": { "resolutionId": later }, "terms": { "replaces": { "standingRuleId": first } } });
    assert_eq!(before["replacedBy"], next);
    counts(house, "expense", 1, today(house));
    house.wait_days(40);
    assert_eq!(told()["ending"], json!({ "resolution": { "resolutionId": later } }));
    counts(house, "income", 1_001, today(house));
    assert_eq!(period(house, &later, 1)["due"], "501", "half, rounded up");
}

fn the_share_grows_with_each_booking(house: &House, resolution: &str) {
    let stranger = Text::vault("凭证");
    let fields = json!({
        "council": "compound", "account": "community-partner", "booked": "income", "amount_fen": 1,
        "day": today(house).to_string(), "evidence": stranger.hash(),
    });
    let refused = house.is_refused("partner", "record_booking", fields, &[stranger]);
    assert!(refused.starts_with("seat_not_held"), "the partner does not keep its own book: {refused}");
    let parking = booked(house, "income", 100_000, today(house)).unwrap();
    let waits = rule(house, resolution)["unconfirmed"][0]["bookingId"].take();
    assert_eq!(waits, parking, "it does not count before somebody else has seen the voucher");
    let own = json!({ "booking": parking, "finding": { "finding": "confirmed" } });
    let own = house.is_refused("resident_1", "check_booking", own, &[]);
    assert!(own.starts_with("seat_not_held"), "{own}");
    confirmed(house, &parking).unwrap();
    counts(house, "expense", 27_141, today(house));
    // 100,000 less 27,141 are 72,859 fen; seven tenths of them are 51,001.3.
    let told = period(house, resolution, 1);
    let figures =
        ["income", "expense", "profitFen", "due", "returned", "lacking"].map(|name| told[name].clone());
    assert_eq!(figures, ["100000", "27141", "72859", "51002", "0", "51002"].map(Value::from));

    // Booked twice by mistake: taken back by another booking, and both stay.
    let wrong = counts(house, "income", 100_000, today(house));
    let voucher = Text::vault("冲销凭证");
    let fields = json!({ "booking": wrong, "reason": "同一笔停车费重复入账", "evidence": voucher.hash() });
    let back = format!("booking_{}", house.does("resident_1", "reverse_booking", fields, &[voucher]));
    confirmed(house, &back).unwrap();
    let told = period(house, resolution, 1);
    let bookings = told["bookings"]["nodes"].as_array().unwrap();
    assert_eq!((&told["profitFen"], bookings.len()), (&json!("72859"), 4));
    assert_eq!(
        (&bookings[2]["reversedBy"]["bookingId"], &bookings[3]["reverses"]["bookingId"]),
        (&json!(back), &json!(wrong))
    );
}

fn nobody_is_paid_out_before_the_share_has_come_back(house: &House, resolution: &str) {
    let early = booked(house, "distributed", 20_000, today(house)).unwrap_err();
    assert!(
        early.starts_with("distribution_too_large") && early.contains("51002 fen are lacking"),
        "{early}"
    );
    counts(house, "returned", 49_001, today(house));
    assert_eq!(period(house, resolution, 1)["lacking"], "2001");
    let still = booked(house, "distributed", 1, today(house)).unwrap_err();
    assert!(still.starts_with("distribution_too_large"), "{still}");
    let tomorrow = Date::of(TimeMs(house.now().0 + crate::house::DAY_MS));
    let ahead = booked(house, "income", 1, tomorrow).unwrap_err();
    assert!(ahead.starts_with("out_of_range"), "nothing is booked ahead: {ahead}");
}
