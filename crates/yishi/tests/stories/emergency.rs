//! 赤坎 (row B13): 平急转换, the switch between ordinary times and an emergency. Who may declares it; from that entry on deadlines,
//! notice, quorums and powers are those of the emergency, and every decision names it. It ends by its time or before, and then the
//! ordinary rules hold again. The charter is not amended meanwhile, and otherwise only by a resolution on the very text.

use crate::house::{Cast, HOUR_MS, House, Text, member};
use crate::steps::{Case, Vote, expected, figures};
use serde_json::{Value, json};
use std::path::Path;
use yishi::charter_file::{parse_charter, read_charter};
use yishi_core::{Standing, TimeMs};

const OFFICERS: [&str; 6] = ["secretary", "supervisor", "clerk", "branch", "watch", "manager"];

fn community() -> Cast {
    let residents = (1..=8).map(|number| format!("resident_{number}"));
    let mut rows: Vec<_> = residents.map(|name| member(&name, "compound-1", Standing::Resident)).collect();
    rows.extend(OFFICERS.map(|officer| member(officer, "compound-1", Standing::Partner)));
    let seats = [
        ("community", "secretary", "secretary"),
        ("community", "supervisor", "supervisor"),
        ("community", "clerk", "clerk"),
        ("community", "delegate", "resident_1"),
        ("community", "delegate", "resident_2"),
        ("community", "delegate", "resident_3"),
        ("compound-1", "branch-secretary", "branch"),
        ("compound-1", "duty-member", "watch"),
        ("compound-1", "manager", "manager"),
        ("compound-1", "resident", "resident_4"),
        ("compound-1", "resident", "resident_5"),
        ("compound-1", "resident", "resident_6"),
        ("compound-1", "resident", "resident_7"),
    ];
    let seats = seats.map(|(council, seat, holder)| (council, seat, holder.to_owned()));
    Cast { charter: "emergency", rows, seats: seats.to_vec() }
}

const SUPPLIES: Case = Case {
    title: "台风期间物资发放和夜间值守",
    class: "supplies",
    place: "compound-1",
    households: 500,
    cost_fen: 1_500_000,
};
const RULES: Case =
    Case {
        title: "把关期限改为两日", class: "rules", place: "compound-1", households: 900, cost_fen: 0
    };

fn council_vote(rule: &'static str, days: u64) -> Vote {
    Vote { rule, scope: json!({ "scope": "council" }), options: vec![], days }
}

/// What the secretary signs to declare an emergency.
fn declaring(reason: &Text, lasts: Option<&str>) -> Value {
    match lasts {
        Some(lasts) => json!({ "reason": reason.hash(), "lasts": lasts }),
        None => json!({ "reason": reason.hash() }),
    }
}

impl House {
    /// The secretary declares the emergency. Its name.
    fn an_emergency_is_declared(&self, lasts: Option<&str>) -> String {
        let reason = Text::document("台风红色预警,转入应急状态");
        let fields = declaring(&reason, lasts);
        format!("emergency_{}", self.does("secretary", "declare_emergency", fields, &[reason]))
    }

    /// The emergency in force, if one is.
    fn mode(&self) -> Value {
        let query = "{ book { emergency { emergencyId name endsAt declaredBy { memberId }
            rules { deadlines { screening deliberation action } hearings { notice } } } } }";
        self.ask(query, json!({}))["book"]["emergency"].take()
    }

    /// All emergencies: their names, and whether and why they ended.
    fn emergencies(&self) -> Vec<(String, bool, Option<String>)> {
        let query =
            "{ book { emergencies(first: 9) { nodes { emergencyId endedAt endReason { content } } } } }";
        let told = self.ask(query, json!({}));
        let each = |found: &Value| {
            let why = found["endReason"]["content"].as_str().map(str::to_owned);
            (found["emergencyId"].as_str().unwrap().to_owned(), found["endedAt"].is_string(), why)
        };
        told["book"]["emergencies"]["nodes"].as_array().unwrap().iter().map(each).collect()
    }

    /// By when a submission has to be screened.
    fn is_to_be_screened_by(&self, submission: &str) -> Value {
        let query =
            "query ($submission: String!) { book { submission(submissionId: $submission) { screenBy } } }";
        self.ask(query, json!({ "submission": submission }))["book"]["submission"]["screenBy"].take()
    }

    fn something_is_handed_in(&self, words: &str) -> String {
        let text = Text::statement(words);
        let fields = json!({ "council": "compound-1", "text": text.hash() });
        format!("submission_{}", self.does("resident_8", "submit", fields, &[text]))
    }

    fn hours_pass(&self, hours: u64) {
        self.wait_until(TimeMs(self.now().0 + hours * HOUR_MS));
    }

    /// What calls a hearing so many hours ahead.
    fn call_in(&self, hours: u64, matter: &str, agenda: &Text) -> Value {
        let starts_at = self.now().0 + hours * HOUR_MS;
        json!({ "matter": matter, "starts_at_ms": starts_at, "agenda": agenda.hash() })
    }

    /// What opens a vote of the council that closes after so many hours.
    fn opening_for_hours(&self, proposal: &str, hours: u64) -> Value {
        let mut fields = self.opening(proposal, &council_vote("council", 1));
        fields["closes_at_ms"] = json!(self.now().0 + hours * HOUR_MS);
        fields
    }
}

/// The emergency that a matter, a vote and a resolution name.
fn named(house: &House, matter: &str) -> Value {
    let query = "query ($matter: String!) { book { matter(matterId: $matter) {
        decideBy route { emergency { emergencyId } } proposals { polls { emergency { emergencyId } } }
        resolutions { emergency { emergencyId } } } } }";
    house.ask(query, json!({ "matter": matter }))["book"]["matter"].take()
}

#[test]
fn from_its_entry_on_the_rules_are_those_of_the_emergency_and_by_its_time_it_ends_by_itself() {
    let house = House::founded(&community());
    let before = house.something_is_handed_in("台风要来,请准备沙袋。");
    let ordinary = house.a_matter_is_raised("resident_8", "branch", "平日里的值守安排。", &SUPPLIES);
    assert_eq!(house.mode(), Value::Null);
    assert_eq!(named(&house, &ordinary)["route"]["emergency"], Value::Null);
    let draft = Text::document("各楼栋轮流值守。");
    let fields = json!({ "matter": ordinary, "document": draft.hash() });
    house.these_lack_the_power("convene", &["watch"], "draft_proposal", &fields, &[draft]);

    let reason = Text::document("台风红色预警,转入应急状态");
    let others = ["branch", "supervisor", "clerk", "watch", "resident_1"];
    let fields = declaring(&reason, None);
    house.these_lack_the_power("declare", &others, "declare_emergency", &fields, &[reason]);
    let emergency = house.an_emergency_is_declared(None);
    let mode = house.mode();
    assert_eq!(mode["emergencyId"], *emergency);
    assert_eq!((&mode["name"], &mode["declaredBy"]["memberId"]), (&json!("应急状态"), &json!("secretary")));
    assert_eq!(mode["endsAt"], "2026-03-09T16:00:00.000Z", "seven days from Monday, 2 March");
    let rules = json!({
        "deadlines": { "screening": "4h", "deliberation": "15d", "action": "24h" }, "hearings": { "notice": "2h" },
    });
    assert_eq!(mode["rules"], rules);

    // What stood keeps its time; what comes from now on is urgent.
    let during = house.something_is_handed_in("地下车库进水。");
    assert_eq!(house.is_to_be_screened_by(&before), "2026-03-05T16:00:00.000Z");
    assert_eq!(house.is_to_be_screened_by(&during), "2026-03-02T06:00:00.000Z");
    let matter = the_compound_acts(&house, &emergency, &ordinary);

    house.wait_days(8);
    assert_eq!(house.mode(), Value::Null);
    assert_eq!(house.emergencies(), [(emergency.clone(), true, None)]);
    assert_eq!(named(&house, &matter)["resolutions"][0]["emergency"]["emergencyId"], *emergency);
    the_ordinary_rules_hold(&house);
    house.ends_in_an_audit();
}

/// On the first day, by the member on duty: a hearing at short notice with few there, on what was raised before.
fn few_meet_at_short_notice(house: &House, earlier: &str) {
    let agenda = Text::document("物资发放和值守");
    let hearing = house.call_in(3, earlier, &agenda);
    let hearing = format!("hearing_{}", house.does("watch", "call_hearing", hearing, &[agenda]));
    house.hours_pass(3);
    house.does("watch", "open_hearing", json!({ "hearing": hearing }), &[]);
    house.these_are_present("watch", &hearing, &["branch", "manager", "resident_8"]);
    house.the_meeting_ends("watch", &hearing);
    assert_eq!(status(house, &hearing), "HELD", "two of six seats are enough");
}

/// On the same day: a vote within hours and without a hearing, and work for the next day.
fn the_compound_acts(house: &House, emergency: &str, earlier: &str) -> String {
    let matter = house.a_matter_is_raised("resident_8", "branch", "请安排物资和夜间值守。", &SUPPLIES);
    let proposal = house.a_proposal_is_drafted("watch", &matter, "每栋两人夜间值守,物资按户发放。");
    house.does("watch", "post_notice", json!({ "proposal": proposal, "period": "1h" }), &[]);
    few_meet_at_short_notice(house, earlier);
    let poll =
        format!("poll_{}", house.does("watch", "open_poll", house.opening_for_hours(&proposal, 2), &[]));
    ["branch", "manager"].iter().for_each(|voter| house.votes(voter, &poll, None, "for"));
    house.hours_pass(2);
    let counted = house.counted(&poll);
    let each = [("2", "6", "33.3333", true), ("2", "2", "100.0000", true)];
    assert_eq!(figures(&counted["tally"]), expected(&each));
    house.it_is_certified("clerk", &poll);
    let named = named(house, &matter);
    let mode = json!({ "emergencyId": emergency });
    assert_eq!(named["decideBy"], "2026-03-17T16:00:00.000Z", "fifteen days instead of forty-five");
    assert_eq!(named["route"]["emergency"], mode);
    assert_eq!(named["proposals"][0]["polls"][0]["emergency"], mode);
    assert_eq!(named["resolutions"][0]["emergency"], mode);

    let action = house.work_is_assigned("watch", &matter, "manager", "领取并分发物资");
    let query = "query ($action: String!) { book { action(actionId: $action) { dueAt } } }";
    let due = house.ask(query, json!({ "action": action }))["book"]["action"]["dueAt"].take();
    assert_eq!(due, "2026-03-03T07:00:00.000Z", "assigned at two in the afternoon, due within a day");
    house.the_work_is_done("manager", &action);
    house.accepts_the_work("supervisor", &action).unwrap();
    matter
}

/// After the end: as it was before.
fn the_ordinary_rules_hold(house: &House) {
    let after = house.something_is_handed_in("树枝还没有清。");
    assert_eq!(house.is_to_be_screened_by(&after), "2026-03-13T16:00:00.000Z", "three working days");
    let matter = house.a_matter_is_raised("resident_8", "branch", "请补种倒伏的树。", &SUPPLIES);
    assert_eq!(named(house, &matter)["route"]["emergency"], Value::Null);
    let agenda = Text::document("补种树木");
    let early = house.call_in(3, &matter, &agenda);
    let texts = [agenda];
    let refused = house.is_refused("branch", "call_hearing", early.clone(), &texts);
    assert!(refused.starts_with("too_early"), "three hours are no notice any more: {refused}");
    house.these_lack_the_power("convene", &["watch"], "call_hearing", &early, &texts);
    the_ordinary_vote_waits(house, &matter);
}

/// For the notice, for a hearing with two thirds of the seats, and for a day at least until it closes.
fn the_ordinary_vote_waits(house: &House, matter: &str) {
    let proposal = house.a_proposal_is_drafted("branch", matter, "补种十二棵。");
    let refused =
        |hours| house.is_refused("branch", "open_poll", house.opening_for_hours(&proposal, hours), &[]);
    let unposted = refused(30);
    assert!(unposted.starts_with("notice_too_short"), "{unposted}");
    house.it_is_posted("branch", &proposal, 3);
    assert_eq!(how_a_hearing_ends(house, matter, &["branch", "manager"]), "INQUORATE", "two of six seats");
    let unheard = refused(30);
    assert!(unheard.starts_with("hearing_missing"), "{unheard}");
    let present = ["branch", "manager", "resident_4", "resident_5"];
    assert_eq!(how_a_hearing_ends(house, matter, &present), "HELD");
    let short = refused(2);
    assert!(short.starts_with("too_early"), "{short}");
    house.does("branch", "open_poll", house.opening_for_hours(&proposal, 30), &[]);
}

/// A hearing is called in the ordinary way and held by those present. What it came to.
fn how_a_hearing_ends(house: &House, matter: &str, present: &[&str]) -> Value {
    let hearing = house.a_meeting_begins("branch", matter, present);
    house.the_meeting_ends("branch", &hearing);
    status(house, &hearing)
}

fn status(house: &House, hearing: &str) -> Value {
    let query = "query ($hearing: String!) { book { hearing(hearingId: $hearing) { status } } }";
    house.ask(query, json!({ "hearing": hearing }))["book"]["hearing"]["status"].take()
}

#[test]
fn it_lasts_as_declared_may_end_before_and_does_not_follow_another_at_once() {
    let house = House::founded(&community());
    let reason = Text::document("台风红色预警,转入应急状态");
    let texts = std::slice::from_ref(&reason);
    let too_long = house.is_refused("secretary", "declare_emergency", declaring(&reason, Some("8d")), texts);
    assert!(too_long.starts_with("too_late"), "{too_long}");
    let first = house.an_emergency_is_declared(Some("2d"));
    let twice = house.is_refused("secretary", "declare_emergency", declaring(&reason, None), texts);
    assert!(twice.starts_with("already_done"), "{twice}");
    house.wait_days(3);
    assert_eq!(house.emergencies(), [(first.clone(), true, None)], "by its time, and by nobody");
    let again = house.is_refused("secretary", "declare_emergency", declaring(&reason, None), texts);
    assert!(again.starts_with("too_early"), "three days have to lie between them: {again}");

    house.wait_days(5);
    let second = house.an_emergency_is_declared(None);
    let words = "预警解除,转回平时";
    let over = Text::document(words);
    let end = json!({ "emergency": second, "reason": over.hash() });
    let texts = [over];
    house.these_lack_the_power("declare", &["branch", "clerk", "watch"], "end_emergency", &end, &texts);
    house.does("secretary", "end_emergency", end, &texts);
    assert_eq!(house.mode(), Value::Null);
    assert_eq!(house.emergencies(), [(first, true, None), (second, true, Some(words.to_owned()))]);
    the_ordinary_powers_hold(&house);
    house.ends_in_an_audit();
}

/// The member on duty has no power any more.
fn the_ordinary_powers_hold(house: &House) {
    let matter = house.a_matter_is_raised("resident_8", "branch", "请补种倒伏的树。", &SUPPLIES);
    let draft = Text::document("补种十二棵。");
    let fields = json!({ "matter": matter, "document": draft.hash() });
    house.these_lack_the_power("convene", &["watch"], "draft_proposal", &fields, &[draft]);
}

#[test]
fn the_charter_is_not_amended_in_an_emergency_and_otherwise_by_a_resolution_on_its_very_text() {
    let house = House::founded(&community());
    let source = read_charter("emergency").unwrap().source;
    let amended = source.replacen("screening = \"3wd\"", "screening = \"2wd\"", 1);
    assert_ne!(amended, source);
    let adopting = |source: &str, resolution: Option<&str>| {
        let charter = parse_charter(Path::new("amended"), source.to_owned()).unwrap().charter;
        let text = Text::document(source);
        let mut fields = json!({ "charter": charter, "source": text.hash() });
        if let Some(resolution) = resolution {
            fields["resolution"] = json!(resolution);
        }
        house.order("secretary", "adopt_charter", fields, &[text])
    };
    let emergency = house.an_emergency_is_declared(Some("1d"));
    let refused = adopting(&amended, None).unwrap_err();
    assert!(refused.starts_with("emergency_in_force") && refused.contains(&emergency), "{refused}");
    house.wait_days(3);
    let refused = adopting(&amended, None).unwrap_err();
    assert!(refused.starts_with("amendment_needs_resolution"), "{refused}");

    let resolution = the_council_adopts(&house, &amended);
    let refused = adopting(&amended, Some(&resolution)).unwrap_err();
    assert!(refused.starts_with("wrong_stage"), "it is posted still: {refused}");
    house.wait_days(8);
    let other = amended.replacen("screening = \"2wd\"", "screening = \"1wd\"", 1);
    let refused = adopting(&other, Some(&resolution)).unwrap_err();
    assert!(refused.starts_with("text_mismatch"), "{refused}");
    adopting(&amended, Some(&resolution)).unwrap();
    let query = "{ book { charter { version deadlines { screening } resolution { resolutionId } } } }";
    let told = house.ask(query, json!({}))["book"]["charter"].take();
    assert_eq!((&told["version"], &told["deadlines"]["screening"]), (&json!(2), &json!("2wd")));
    assert_eq!(told["resolution"]["resolutionId"], *resolution);
    house.ends_in_an_audit();
}

/// The council of the community hears, posts and adopts the text. Its resolution.
fn the_council_adopts(house: &House, text: &str) -> String {
    let matter = house.a_matter_is_raised("resident_8", "branch", "把关太慢,请改为两日。", &RULES);
    let proposal = house.a_proposal_is_drafted("secretary", &matter, text);
    let voters = ["secretary", "supervisor", "resident_1", "resident_2", "resident_3"];
    house.a_hearing_is_held("secretary", &matter, &voters);
    house.it_is_posted("secretary", &proposal, 7);
    let poll = house.the_vote_opens("secretary", &proposal, &council_vote("amend-charter", 6));
    voters.iter().take(4).for_each(|voter| house.votes(voter, &poll, None, "for"));
    house.votes("resident_3", &poll, None, "against");
    let counted = house.the_vote_closes(&poll, 7);
    let each = [("5", "5", "100.0000", true), ("4", "5", "80.0000", true)];
    assert_eq!(figures(&counted["tally"]), expected(&each));
    format!("resolution_{}", house.it_is_certified("clerk", &poll))
}
