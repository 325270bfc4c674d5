//! A book in which everything stands that the API can tell. Its last entries hold events as they are written here, not as the rules give them:
//! whoever only folds a book, as the comparison with a server does, takes them as they stand.

use crate::fixture::{Exported, Story, story};
use std::collections::BTreeMap;
use yishi_core::{Command, DocumentHash, EndEmergency, Event};
use yishi_log::chain::ChainHash;
use yishi_log::leaf::Leaf;
use yishi_testkit::Desk;

/// Entries by what later ones call them. `$here` is the position of the entry, `$name` that of an earlier one, `$1` a hash.
const ENTRIES: &[(&str, &[&str])] = &[
    (
        "effects",
        &[r#"{"kind":"effects_declared","proposal":"proposal_$draft","revision":1,"document":"$document",
        "compact":{"in_force_from_ms":1775577600000,"ends_at_ms":1807113600000,"name":"Courtyard compact"},
        "costs":{"by":"households","collector":"$secretary","pay_within":"30d","total_fen":128000},
        "former":{"price":{"amount_fen":900,"per":"household"},"units":4},
        "partners":[{"log_vkey":"east.example/lane-0a1b2c3d+0123abcd+AQ==","origin":"east.example/lane-0a1b2c3d"}]}"#],
    ),
    ("costs", &[r#"{"kind":"costs_frozen","payers":2,"poll":"poll_$open","root":"$1","total_fen":128000}"#]),
    (
        "grant",
        &[
            r#"{"kind":"proxy_granted","expires_at_ms":1999999999999,"grant":"grant_$here","principal":"$first","proxy":"$second",
        "scope":{"id":"matter_$screen","scope":"matter"}}"#,
        ],
    ),
    (
        "revoked",
        &[
            r#"{"kind":"proxy_granted","expires_at_ms":1,"grant":"grant_$here","principal":"$first","proxy":"$second","scope":{"id":"grid_1","scope":"council"}}"#,
            r#"{"kind":"proxy_revoked","grant":"grant_$here"}"#,
        ],
    ),
    ("awaited", &[r#"{"kind":"partners_awaited","due_at_ms":1775577600000,"poll":"poll_$open"}"#]),
    (
        "cited",
        &[r#"{"kind":"result_cited","by":"$first","origin":"east.example/lane-0a1b2c3d","passed":true,
        "place":{"index":40,"leaf_hash":"$7","root":"$6","size":41},"poll":"poll_$open"}"#],
    ),
    (
        "settled",
        &[
            r#"{"kind":"partners_settled","agreed":2,"books":2,"passed":true,"poll":"poll_$open","refused":0}"#,
        ],
    ),
    (
        "preliminary",
        &[
            r#"{"kind":"notice_posted","document":"$document","due_at_ms":1775018000000,"notice":"notice_$here","period":"7d",
        "subject":{"id":"poll_$open","kind":"preliminary"}}"#,
        ],
    ),
    (
        "disputed",
        &[
            r#"{"kind":"result_objected","answer_by_ms":1775018000000,"member":"$first","objection":"objection_$here","poll":"poll_$open","text":"$2"}"#,
        ],
    ),
    (
        "defended",
        &[
            r#"{"kind":"result_objection_answered","by":"$secretary","objection":"objection_$disputed","text":"$3"}"#,
        ],
    ),
    (
        "resolution",
        &[
            r#"{"kind":"resolution_certified","document":"$document","matter":"matter_$screen","poll":"poll_$open","resolution":"resolution_$here",
            "roll_root":"$4","rule_digest":"$5","tally_digest":"$6","outcome_digest":"$7"}"#,
            r#"{"kind":"election_certified","council":"community","elected":["$first"],"resolution":"resolution_$here","seat":"delegate",
            "term_ends_at_ms":1999999999999}"#,
            r#"{"kind":"notice_posted","document":"$document","due_at_ms":1775022400000,"notice":"notice_$here","period":"5wd",
            "subject":{"id":"resolution_$here","kind":"resolution"}}"#,
            r#"{"kind":"compact_adopted","compact":"compact_$here","council":"community","document":"$document","ends_at_ms":1807113600000,
            "in_force_from_ms":1775577600000,"name":"Courtyard compact","resolution":"resolution_$here","supersedes":[]}"#,
            r#"{"kind":"costs_owed","cost_sharing":"cost_sharing_$here","due_at_ms":1778169600000,"poll":"poll_$open","resolution":"resolution_$here"}"#,
            r#"{"kind":"standing_duty_laid","begins_at_ms":1777564800000,"duty":"standing_duty_$here","next_due_at_ms":1794067200000,
            "resolution":"resolution_$here","terms":{"bearer":{"bearer":"seat","council":"community","seat":"manager"},"does":"maintenance",
            "name":"Lift inspection","recurs":{"every":"6mo","from":"2026-05-01","grace_days":10,"lasts":{"lasts":"times","times":4}},
            "supervisor":{"council":"community","seat":"supervisor"}}}"#,
            r#"{"kind":"standing_rule_laid","begins_at_ms":1777564800000,"next_due_at_ms":1794067200000,"resolution":"resolution_$here",
            "rule":"standing_rule_$here","terms":{"account":"community-partner","confirmer":{"council":"community","seat":"delegate"},
            "distributions":"refuse","expenses":"covered","keeper":{"council":"community","seat":"manager"},"name":"Share of the partner",
            "periods":{"every":"6mo","from":"2026-07-01","grace_days":15,"lasts":{"lasts":"until_ended"}},"returns_at_least":"7/10",
            "supervisor":{"council":"community","seat":"supervisor"}}}"#,
        ],
    ),
    ("began", &[r#"{"kind":"compact_began","compact":"compact_$resolution"}"#]),
    (
        "paid",
        &[
            r#"{"kind":"payment_recorded","amount_fen":3200,"by":"$secretary","cost_sharing":"cost_sharing_$resolution",
        "payer":{"household":"household_0"},"receipt":"$8"}"#,
        ],
    ),
    (
        "paid_again",
        &[
            r#"{"kind":"payment_recorded","amount_fen":100,"by":"$secretary","cost_sharing":"cost_sharing_$resolution",
        "payer":{"household":"household_1"},"receipt":"$9"}"#,
        ],
    ),
    (
        "corrected",
        &[
            r#"{"kind":"payment_corrected","amount_fen":3000,"by":"$secretary","cost_sharing":"cost_sharing_$resolution","evidence":"$1",
        "payer":{"household":"household_0"},"payment":$paid,"reason":"receipt of another year","was_fen":3200}"#,
        ],
    ),
    (
        "performed",
        &[
            r#"{"kind":"standing_duty_performed","by":"$manager","duty":"standing_duty_$resolution","evidence":"$1","late":false,
        "next_due_at_ms":1794067200000,"occurrence":1,"report":{"document":"$document","report":"document"}}"#,
        ],
    ),
    (
        "missed",
        &[
            r#"{"kind":"standing_duty_missed","duty":"standing_duty_$resolution","next_due_at_ms":1794067200000,"occurrence":2}"#,
        ],
    ),
    (
        "booked",
        &[
            r#"{"kind":"booking_recorded","account":"community-partner","amount_fen":128000,"booked":"income","booking":"booking_$here",
        "by":"$manager","day":"2026-08-01","evidence":"$2","period":1,"rule":"standing_rule_$resolution"}"#,
        ],
    ),
    (
        "checked",
        &[
            r#"{"kind":"booking_checked","booking":"booking_$booked","by":"$first","finding":{"finding":"confirmed"}}"#,
            r#"{"kind":"booking_counted","booking":"booking_$booked","figures":{"distributed_fen":0,"expense_fen":0,"income_fen":128000,"returned_fen":0},
            "lacking_fen":89600,"share_due_fen":89600}"#,
        ],
    ),
    (
        "booked_back",
        &[
            r#"{"kind":"booking_recorded","account":"community-partner","amount_fen":128000,"booked":"income","booking":"booking_$here",
        "by":"$manager","day":"2026-08-02","evidence":"$3","period":1,"reason":"booked twice","reverses":"booking_$booked","rule":"standing_rule_$resolution"}"#,
        ],
    ),
    (
        "broken",
        &[
            r#"{"kind":"standing_rule_broken","breach":"share_lacking","by_fen":29600,"period":1,"rule":"standing_rule_$resolution"}"#,
        ],
    ),
    (
        "filed",
        &[
            r#"{"kind":"resolution_filed","by":"$secretary","reference":"2026-31","resolution":"resolution_$resolution","with":"street office"}"#,
        ],
    ),
    (
        "ruled",
        &[
            r#"{"kind":"ruling_recorded","authority":"district court","by":"$secretary","document":"$4","finding":{"finding":"corrected","text":"$5"},
        "reference":"(2026) 77","resolution":"resolution_$resolution"}"#,
        ],
    ),
    (
        "assigned",
        &[
            r#"{"kind":"action_assigned","action":"action_$here","assignee":"$manager","document":"$6","due_at_ms":1777305600000,"matter":"matter_$screen"}"#,
        ],
    ),
    ("progressed", &[r#"{"kind":"progress_reported","action":"action_$assigned","text":"$7"}"#]),
    ("completed", &[r#"{"kind":"action_completed","action":"action_$assigned","evidence":"$8"}"#]),
    (
        "inspected",
        &[
            r#"{"kind":"action_inspected","action":"action_$assigned","by":"$secretary","inspection":"accepted","text":"$9"}"#,
        ],
    ),
    (
        "rating",
        &[r#"{"kind":"evaluation_opened","due_at_ms":1779379200000,"matter":"matter_$screen","round":1}"#],
    ),
    ("rated", &[r#"{"kind":"matter_evaluated","matter":"matter_$screen","member":"$first","rating":4}"#]),
    (
        "rated_too",
        &[
            r#"{"kind":"matter_evaluated","matter":"matter_$screen","member":"$second","rating":1,"text":"$1"}"#,
        ],
    ),
    (
        "guided",
        &[r#"{"kind":"guidance_given","document":"$2","matter":"matter_$screen","member":"$secretary"}"#],
    ),
    (
        "contested",
        &[
            r#"{"kind":"route_contested","answer_by_ms":1778083200000,"matter":"matter_$screen","member":"$first","signatures":1}"#,
        ],
    ),
    (
        "teams",
        &[
            r#"{"kind":"teams_called","lead":"managers","matter":"matter_$screen","report_by_ms":1778083200000,"teams":["clerks","managers"]}"#,
        ],
    ),
    (
        "reported",
        &[r#"{"kind":"team_reported","matter":"matter_$screen","member":"$manager","team":"managers"}"#],
    ),
    (
        "moved",
        &[
            r#"{"kind":"matter_escalated","cause":{"cause":"referral","reason":"$3"},"decide_by_ms":1778083200000,"from":"grid_1","matter":"matter_$screen","to":"community"}"#,
        ],
    ),
    (
        "amendment",
        &[
            r#"{"kind":"amendment_proposed","amendment":"amendment_$here","author":"$first","base":"$document",
        "edit":{"change":"replace","first":1,"last":1,"paragraphs":1,"wording":"$4"},"proposal":"proposal_$draft","reason":"$5","revision":1}"#,
        ],
    ),
    (
        "rejected",
        &[
            r#"{"kind":"amendment_rejected","amendment":"amendment_$amendment","by":"$secretary","text":"$6"}"#,
        ],
    ),
    (
        "objection",
        &[
            r#"{"kind":"objection_raised","member":"$second","objection":"objection_$here","proposal":"proposal_$draft","revision":1,"text":"$7"}"#,
        ],
    ),
    (
        "answered",
        &[
            r#"{"kind":"objection_answered","by":"$secretary","objection":"objection_$objection","text":"$8"}"#,
        ],
    ),
    (
        "posted",
        &[
            r#"{"kind":"notice_posted","document":"$document","due_at_ms":1775244800000,"notice":"notice_$here","period":"3wd",
        "subject":{"id":"proposal_$draft","kind":"proposal"},"rule_digest":"$9",
        "vote":{"rule":"packages","scope":{"scope":"council"},"options":[{"id":"ten","name":"Ten","document":"$1","cost_fen":5,
        "offer":{"provider":"A","price":{"amount_fen":10,"per":"household_month"},"conditions":"$2"}}]}}"#,
        ],
    ),
    (
        "hearing",
        &[
            r#"{"kind":"hearing_called","agenda":"$3","council":"community","hearing":"hearing_$here","invited_members":["$second"],
        "items":["proposal_$draft"],"matter":"matter_$screen","starts_at_ms":1775000000000}"#,
        ],
    ),
    ("opened", &[r#"{"kind":"hearing_opened","hearing":"hearing_$hearing"}"#]),
    (
        "present",
        &[
            r#"{"kind":"attendance_recorded","hearing":"hearing_$hearing","members":["$first","$manager","$secretary"]}"#,
        ],
    ),
    ("signed", &[r#"{"kind":"hearing_attended","hearing":"hearing_$hearing","member":"$first"}"#]),
    ("asked", &[r#"{"kind":"floor_asked","hearing":"hearing_$hearing","member":"$first"}"#]),
    (
        "given",
        &[
            r#"{"kind":"floor_given","hearing":"hearing_$hearing","member":"$first","until_ms":1775000700000}"#,
        ],
    ),
    ("waits", &[r#"{"kind":"floor_asked","hearing":"hearing_$hearing","member":"$manager"}"#]),
    (
        "point",
        &[
            r#"{"kind":"point_raised","hearing":"hearing_$hearing","member":"$first","point":"point_$here","text":"$4"}"#,
        ],
    ),
    (
        "overruled",
        &[
            r#"{"kind":"point_ruled","by":"$secretary","hearing":"hearing_$hearing","point":"point_$point","ruling":"overruled","text":"$5"}"#,
        ],
    ),
    (
        "said",
        &[
            r#"{"kind":"statement_made","benches":["property"],"hearing":"hearing_$hearing","member":"$manager","position":"neutral",
        "proposal":"proposal_$draft","statement":"statement_$here","text":"$6"}"#,
        ],
    ),
    (
        "question",
        &[
            r#"{"kind":"question_asked","hearing":"hearing_$hearing","member":"$first","question":"question_$here","text":"$7",
        "to":{"asked":"bench","bench":"property"}}"#,
        ],
    ),
    (
        "reply",
        &[
            r#"{"kind":"question_answered","by":"$manager","hearing":"hearing_$hearing","question":"question_$question","text":"$8"}"#,
        ],
    ),
    (
        "adjourned",
        &[
            r#"{"kind":"hearing_adjourned","hearing":"hearing_$hearing","reason":"$9","seats_held":4,"seats_present":3,"to_ms":1775334800000}"#,
        ],
    ),
    ("reopened", &[r#"{"kind":"hearing_opened","hearing":"hearing_$hearing"}"#]),
    (
        "present_again",
        &[r#"{"kind":"attendance_recorded","hearing":"hearing_$hearing","members":["$first","$manager"]}"#],
    ),
    ("waits_again", &[r#"{"kind":"floor_asked","hearing":"hearing_$hearing","member":"$manager"}"#]),
    (
        "closed",
        &[
            r#"{"kind":"hearing_closed","hearing":"hearing_$hearing","minutes":"$1","quorate":true,"seats_held":4,"seats_present":4}"#,
        ],
    ),
    (
        "emergency",
        &[
            r#"{"kind":"emergency_declared","charter_version":1,"emergency":"emergency_$here","ends_at_ms":1778083200000,"reason":"$2","rules_digest":"$3"}"#,
        ],
    ),
    (
        "ended",
        &[
            r#"{"kind":"emergency_ended","emergency":"emergency_$emergency","end":{"end":"ended","reason":"$4"}}"#,
        ],
    ),
    (
        "call",
        &[
            r#"{"kind":"call_opened","anonymous":true,"asks":{"asks":"ideas"},"audience":"residents","call":"call_$here",
        "closes_at_ms":1773018000000,"council":"grid_1","text":"$5","title":"$6"}"#,
        ],
    ),
    (
        "idea",
        &[
            r#"{"kind":"submission_received","author":"$first","call":"call_$call","channel":"assisted","council":"grid_1","entered_by":"$secretary",
        "occurred_at_ms":1772414760000,"screen_by_ms":1772726400000,"submission":"submission_$here","text":"$7","via":"counter"}"#,
        ],
    ),
    (
        "stance",
        &[
            r#"{"kind":"stance_taken","member":"$second","occurred_at_ms":1772414940000,"stance":"support","submission":"submission_$submit"}"#,
        ],
    ),
    (
        "stance_too",
        &[
            r#"{"kind":"stance_taken","member":"$first","occurred_at_ms":1772414940000,"stance":"object","submission":"submission_$submit"}"#,
        ],
    ),
    ("returned", &[r#"{"kind":"submission_returned","reason":"$8","submission":"submission_$idea"}"#]),
    (
        "concluded",
        &[
            r#"{"kind":"call_closed","answer_by_ms":1774224000000,"call":"call_$call","received":1}"#,
            r#"{"kind":"call_concluded","by":"$secretary","call":"call_$call","text":"$9"}"#,
        ],
    ),
    (
        "registered",
        &[r#"{"kind":"book_registered","book":"registered_book_$here","engine_key":"$8","first_leaf":"$7",
        "log_vkey":"east.example/lane-0a1b2c3d+0123abcd+AQ==","origin":"east.example/lane-0a1b2c3d","pin_by_ms":1779726400000,"policy":"$2","request":"request_7"}"#],
    ),
    (
        "rotated",
        &[
            r#"{"kind":"registered_key_rotated","from_size":500,"log_vkey":"east.example/lane-0a1b2c3d+0123abcd+AQ==",
        "origin":"east.example/lane-0a1b2c3d","request":"request_7","until_size":1500}"#,
        ],
    ),
    (
        "pinned",
        &[
            r#"{"kind":"checkpoint_pinned","by":"$secretary","origin":"east.example/lane-0a1b2c3d","pin_by_ms":1779726400000,"stands":{"root":"$5","size":300}}"#,
        ],
    ),
    (
        "forked",
        &[
            r#"{"kind":"pin_conflict_recorded","by":"$secretary","conflict":"fork","origin":"east.example/lane-0a1b2c3d",
        "pinned":{"root":"$5","size":300},"stands":{"root":"$6","size":310}}"#,
        ],
    ),
    (
        "frozen",
        &[
            r#"{"kind":"registered_book_frozen","last_good":{"root":"$5","size":300},"origin":"east.example/lane-0a1b2c3d",
        "reason":"the log key was stolen","request":"request_7"}"#,
        ],
    ),
    (
        "successor",
        &[
            r#"{"kind":"successor_named","origin":"east.example/lane-0a1b2c3d","request":"request_7","successor":"east.example/lane-11112222"}"#,
        ],
    ),
    (
        "received",
        &[r#"{"kind":"matter_received","by":"$secretary","decide_by_ms":1775000000000,
        "facts":{"affected_households":1,"class":"general","cost_fen":0,"places":["grid_1"],"urgency":"ordinary"},
        "from":{"log_vkey":"east.example/lane-0a1b2c3d+0123abcd+AQ==","origin":"east.example/lane-0a1b2c3d"},"matter":"matter_$here",
        "matter_there":"matter_7","place":{"index":40,"leaf_hash":"$7","root":"$5","size":42},
        "route":{"charter_version":1,"council":"grid_1","rule":"small_in_grid","track":"deliberate"},"title":"$3"}"#],
    ),
    (
        "handed",
        &[
            r#"{"kind":"matter_handed_over","answer_by_ms":1782726400000,"council":"lane","matter":"matter_$received","reason":"$2",
        "rests_on":[4,5],"title":"$3","to":{"log_vkey":"east.example/lane-0a1b2c3d+0123abcd+AQ==","origin":"east.example/lane-0a1b2c3d"}}"#,
        ],
    ),
    (
        "confirmed",
        &[
            r#"{"kind":"hand_over_confirmed","by":"$secretary","handed_over_at":$handed,"matter":"matter_$received",
        "place":{"index":40,"leaf_hash":"$7","root":"$5","size":42}}"#,
        ],
    ),
    (
        "revised",
        &[r#"{"kind":"proposal_revised","document":"$9","proposal":"proposal_$draft","revision":2}"#],
    ),
];

/// The book.
pub fn eventful() -> Story {
    let mut story = story();
    let desk = story.cast.desk();
    let mut names = names(&story);
    for (name, events) in ENTRIES {
        let index = story.leaves.len() as u64;
        names.insert((*name).to_owned(), index.to_string());
        names.insert("here".to_owned(), index.to_string());
        let events: Vec<Event> = events.iter().map(|event| parsed(event, &names)).collect();
        append(&mut story, &desk, &events);
    }
    story.checkpoint = story.checkpoint_at(story.leaves.len());
    story
}

fn names(story: &Story) -> BTreeMap<String, String> {
    let mut names: BTreeMap<String, String> =
        (1..=9).map(|digit: u64| (digit.to_string(), digit.to_string().repeat(64))).collect();
    let kinds = [
        ("submit", "submit"),
        ("screen", "screen_submission"),
        ("draft", "draft_proposal"),
        ("open", "open_poll"),
    ];
    names.extend(kinds.map(|(name, kind)| (name.to_owned(), story.index_of(kind).to_string())));
    let cast = &story.cast;
    let people = [
        ("secretary", &cast.secretary),
        ("manager", &cast.manager),
        ("first", &cast.residents[0]),
        ("second", &cast.residents[1]),
    ];
    names.extend(people.map(|(name, person)| (name.to_owned(), person.id.to_string())));
    let draft = Leaf::parse(&story.leaves[story.index_of("draft_proposal") as usize]).unwrap();
    let command: serde_json::Value = serde_json::from_str(draft.command).unwrap();
    names.insert("document".to_owned(), command["command"]["document"].as_str().unwrap().to_owned());
    names
}

/// An event, with what its names stand for; longer names first, since `$paid` begins `$paid_again`.
fn parsed(event: &str, names: &BTreeMap<String, String>) -> Event {
    let text = names
        .iter()
        .rev()
        .fold(event.to_owned(), |text, (name, value)| text.replace(&format!("${name}"), value));
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

fn append(story: &mut Story, desk: &Desk, events: &[Event]) {
    let last = story.leaves.last().unwrap();
    let before = Leaf::parse(last).unwrap();
    let command = EndEmergency { emergency: "emergency_1".parse().unwrap(), reason: DocumentHash([7; 32]) };
    let signed = desk.sign(&story.cast.secretary, Command::from(command));
    let (command, events) = (String::from_utf8(signed.bytes).unwrap(), yishi_core::canonical_json(&events));
    let leaf = Leaf {
        index: before.index + 1,
        prev: ChainHash::of(last),
        command: &command,
        events: &events,
        key: story.cast.secretary.public().0,
        signature: signed.signature,
        ..before
    };
    let leaf = leaf.encode().unwrap();
    story.leaves.push(leaf);
}

/// The book without texts: the comparison needs none.
pub fn bare(story: &Story) -> Exported {
    let bundle = Exported::empty();
    bundle.set_leaves(&story.leaves);
    bundle.set("checkpoint", story.checkpoint.as_bytes());
    bundle.set("policy", format!("log {}\nquorum none\n", story.cast.verifier().to_vkey()).as_bytes());
    bundle
}
