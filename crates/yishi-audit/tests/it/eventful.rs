//! A book in which everything stands that the API can tell. Its last entries hold events as they are written here, not as the rules give them:
//! whoever only folds a book, as the comparison with a server does, takes them as they stand.

use crate::fixture::{Exported, Story, story};
use std::collections::BTreeMap;
use yishi_core::{
    AdoptCharter, Assistance, Command, Commitment, DocumentHash, EndEmergency, Event, PlanRota, ShiftPlan,
    TimeMs,
};
use yishi_log::chain::ChainHash;
use yishi_log::leaf::Leaf;
use yishi_testkit::Desk;

/// Entries by what later ones call them. `$here` is the position of the entry, `$name` that of an earlier one, `$1` a hash.
const ENTRIES: &[(&str, &[&str])] = &[
    ("charter", &[r#"{"kind":"charter_adopted","version":2,"digest":"$9","source":"$document"}"#]),
    (
        "post",
        &[
            r#"{"kind":"post_assigned","posting":"posting_$here","council":"grid_1","post":"warden","member":"$first","buildings":["building_1"],
        "windows":{"rounds":1775577600000}}"#,
        ],
    ),
    (
        "walked",
        &[
            r#"{"kind":"duty_recorded","posting":"posting_$post","duty":"rounds","window":1,"building":"building_1","text":"$2","next_ends_at_ms":1775664000000}"#,
        ],
    ),
    (
        "not_walked",
        &[
            r#"{"kind":"duty_missed","posting":"posting_$post","duty":"rounds","window":2,"buildings":["building_1"],"next_ends_at_ms":1775750400000}"#,
        ],
    ),
    (
        "seen",
        &[
            r#"{"kind":"duty_recorded","posting":"posting_$post","duty":"rounds","window":3,"building":"building_1"}"#,
        ],
    ),
    ("rota", &[r#"{"kind":"rota_planned","council":"grid_1","post":"warden","shifts":2}"#]),
    ("came", &[r#"{"kind":"shift_attended","shift":"shift_$rota"}"#]),
    ("stayed_away", &[r#"{"kind":"shift_missed","shift":"shift_$rota_2"}"#]),
    (
        "post_of_another",
        &[
            r#"{"kind":"post_assigned","posting":"posting_$here","council":"grid_1","post":"warden","member":"$second","windows":{"rounds":1775577600000}}"#,
            r#"{"kind":"post_vacated","posting":"posting_$here","reason":"moved to another building"}"#,
        ],
    ),
    (
        "nominations",
        &[
            r#"{"kind":"nominations_opened","proposal":"proposal_$draft","rule":"delegates","electorate":"residents","closes_at_ms":1775577600000,
        "accept_by_ms":1775664000000,"clause":{"window":"7d","accept":"1d","joint":2,"least":1,"seats":["secretary"],
        "screening":{"seats":["supervisor"],"within":"3d","object":"2d","answer":"2d","facts":[{"id":"resident","name":"Lives here"}]}}}"#,
        ],
    ),
    (
        "nomination",
        &[
            r#"{"kind":"candidate_nominated","nomination":"nomination_$here","proposal":"proposal_$draft","member":"$first","by":"$second","nominated":{"way":"joint"}}"#,
            r#"{"kind":"nomination_supported","nomination":"nomination_$here","member":"$manager"}"#,
        ],
    ),
    (
        "accepted",
        &[r#"{"kind":"nomination_accepted","nomination":"nomination_$nomination","statement":"$6"}"#],
    ),
    (
        "nominated_by_seat",
        &[
            r#"{"kind":"candidate_nominated","nomination":"nomination_$here","proposal":"proposal_$draft","member":"$second","by":"$secretary",
        "nominated":{"way":"seat","seat":"secretary"}}"#,
            r#"{"kind":"nomination_accepted","nomination":"nomination_$here"}"#,
        ],
    ),
    (
        "withdrawn",
        &[
            r#"{"kind":"candidate_nominated","nomination":"nomination_$here","proposal":"proposal_$draft","member":"$manager","by":"$manager",
        "nominated":{"way":"own"}}"#,
            r#"{"kind":"candidacy_withdrawn","nomination":"nomination_$here"}"#,
        ],
    ),
    (
        "nominated",
        &[
            r#"{"kind":"nominations_closed","proposal":"proposal_$draft","standing":["nomination_$nomination","nomination_$nominated_by_seat"],
        "screen_by_ms":1775923200000}"#,
        ],
    ),
    (
        "disqualified",
        &[
            r#"{"kind":"candidate_screened","nomination":"nomination_$nomination","by":"$manager","finding":{"finding":"disqualified"},"reason":"$7",
        "object_by_ms":1776096000000}"#,
        ],
    ),
    (
        "objected",
        &[
            r#"{"kind":"screening_objected","nomination":"nomination_$nomination","text":"$8","answer_by_ms":1776268800000}"#,
        ],
    ),
    (
        "qualified",
        &[r#"{"kind":"screening_objection_answered","nomination":"nomination_$nomination","by":"$secretary",
        "finding":{"finding":"qualified","facts":["resident"]},"text":"$9"}"#],
    ),
    (
        "sponsored",
        &[
            r#"{"kind":"matter_sponsored","matter":"matter_$screen","sponsor":"$secretary","solver":{"solver":"team","team":"managers"},"question":"$1",
        "answerers":["$first","$manager"],"answer_by_ms":1776268800000}"#,
        ],
    ),
    (
        "solved",
        &[r#"{"kind":"hard_matter_answered","matter":"matter_$screen","member":"$first","text":"$2"}"#],
    ),
    ("unsolved", &[r#"{"kind":"hard_answers_overdue","matter":"matter_$screen","members":["$manager"]}"#]),
    (
        "mediation",
        &[
            r#"{"kind":"mediation_opened","matter":"matter_$screen","sides":[{"side":"members","members":["$first","$second"]},
        {"side":"bench","council":"community","bench":"property"}],"name_by_ms":1776268800000,
        "rule":{"seats":["secretary"],"mediators":1,"name_within":"3d","session_notice":"1d","sessions_at_most":3,"settle_within":"30d",
        "referral":{"to":"outside","body":"the court"}}}"#,
        ],
    ),
    ("unnamed", &[r#"{"kind":"mediators_overdue","matter":"matter_$screen"}"#]),
    (
        "mediators",
        &[r#"{"kind":"mediators_named","matter":"matter_$screen","mediators":["$secretary","$third"]}"#],
    ),
    (
        "challenged",
        &[
            r#"{"kind":"mediator_challenged","matter":"matter_$screen","mediator":"$third","side":2,"member":"$manager","name_by_ms":1776268800000}"#,
        ],
    ),
    (
        "consented",
        &[
            r#"{"kind":"mediation_consented","matter":"matter_$screen","side":1,"member":"$first"}"#,
            r#"{"kind":"mediation_consented","matter":"matter_$screen","side":2,"member":"$manager"}"#,
        ],
    ),
    (
        "called_session",
        &[
            r#"{"kind":"mediation_session_called","matter":"matter_$screen","starts_at_ms":1776268800000,"place":"$3"}"#,
        ],
    ),
    (
        "not_held",
        &[
            r#"{"kind":"mediation_session_closed","matter":"matter_$screen","outcome":{"outcome":"not_held"}}"#,
        ],
    ),
    (
        "called_again",
        &[
            r#"{"kind":"mediation_session_called","matter":"matter_$screen","starts_at_ms":1776355200000,"place":"$4"}"#,
        ],
    ),
    (
        "held",
        &[
            r#"{"kind":"mediation_session_closed","matter":"matter_$screen","outcome":{"outcome":"held","attended":["$first","$secretary"]},"note":"$5"}"#,
        ],
    ),
    (
        "settlement",
        &[
            r#"{"kind":"settlement_proposed","matter":"matter_$screen","member":"$secretary","text":"$6","performance":"by_sides"}"#,
            r#"{"kind":"settlement_signed","matter":"matter_$screen","member":"$first","side":1,"text":"$6","performance":"by_sides"}"#,
            r#"{"kind":"settlement_signed","matter":"matter_$screen","member":"$secretary","text":"$6","performance":"by_sides"}"#,
        ],
    ),
    (
        "survey",
        &[
            r#"{"kind":"call_opened","asks":{"asks":"survey","questions":[{"choice":"single","options":2},{"choice":"multiple","options":3}]},
        "audience":"everybody","call":"call_$here","closes_at_ms":1773018000000,"council":"grid_1","text":"$5","title":"$6"}"#,
        ],
    ),
    (
        "surveyed",
        &[
            r#"{"kind":"survey_answered","answers":[[1],[2,3]],"call":"call_$survey","member":"$first"}"#,
            r#"{"kind":"call_closed","call":"call_$survey","received":1,"results":[{"answered":1,"options":[1,0]},{"answered":1,"options":[0,1,1]}]}"#,
        ],
    ),
    (
        "survey_open",
        &[r#"{"kind":"call_opened","asks":{"asks":"survey","questions":[{"choice":"single","options":2}]},
        "audience":"residents","call":"call_$here","closes_at_ms":1773018000000,"council":"grid_1","text":"$5","title":"$6"}"#],
    ),
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
        "sponsored_there",
        &[
            r#"{"kind":"matter_sponsored","matter":"matter_$received","sponsor":"$secretary","solver":{"solver":"bench","bench":"residents"},"question":"$1",
        "answerers":["$first"],"answer_by_ms":1776268800000}"#,
        ],
    ),
    (
        "mediated_there",
        &[
            r#"{"kind":"mediation_opened","matter":"matter_$received","sides":[{"side":"members","members":["$first"]},
        {"side":"members","members":["$second"]}],"name_by_ms":1776268800000,
        "rule":{"seats":["secretary"],"mediators":1,"name_within":"3d","session_notice":"1d","sessions_at_most":3,"settle_within":"30d",
        "referral":{"to":"outside","body":"the court"}}}"#,
        ],
    ),
    (
        "referred",
        &[r#"{"kind":"mediation_referred","matter":"matter_$received","reason":"ended","member":"$first",
        "referred":{"to":"council","council":"community","decide_by_ms":1778860800000}}"#],
    ),
    (
        "revised",
        &[r#"{"kind":"proposal_revised","document":"$9","proposal":"proposal_$draft","revision":2}"#],
    ),
    (
        "revised_effects",
        &[r#"{"kind":"effects_declared","proposal":"proposal_$draft","revision":2,"document":"$9",
        "compact":{"in_force_from_ms":1775577600000,"ends_at_ms":1807113600000,"name":"Courtyard compact"},
        "costs":{"by":"households","collector":"$secretary","pay_within":"30d","total_fen":128000},
        "former":{"price":{"amount_fen":900,"per":"household"},"units":4},
        "partners":[{"log_vkey":"east.example/lane-0a1b2c3d+0123abcd+AQ==","origin":"east.example/lane-0a1b2c3d"}],
        "standing":{"ends_duties":["standing_duty_$resolution"],"ends_rules":["standing_rule_$resolution"],"duties":[{"bearer":{"bearer":"post","council":"grid_1","post":"warden"},"does":"report","name":"Report on the lamps","replaces":"standing_duty_$resolution",
        "recurs":{"every":"30d","grace_days":2,"lasts":{"lasts":"until","day":"2027-03-01"}},"supervisor":{"council":"community","seat":"supervisor"}},
        {"bearer":{"bearer":"member","member":"$first"},"does":"publication","name":"Publish the accounts",
        "recurs":{"every":"1mo","grace_days":0,"lasts":{"lasts":"until_ended"}},"supervisor":{"council":"community","seat":"supervisor"}}],
        "rules":[{"account":"parking","distributions":"record","expenses":"free","keeper":{"council":"community","seat":"manager"},"name":"Share of parking",
        "periods":{"every":"6mo","grace_days":15,"lasts":{"lasts":"times","times":3}},"returns_at_least":"1/2",
        "supervisor":{"council":"community","seat":"supervisor"}}]}}"#],
    ),
    ("upheld", &[r#"{"kind":"route_upheld","matter":"matter_$screen","reason":"$3"}"#]),
    (
        "checked_ruling",
        &[
            r#"{"kind":"ruling_checked","resolution":"resolution_$resolution","ruling":$ruled,"check":{"check":"confirmed"},"by":"$manager"}"#,
        ],
    ),
    (
        "sheets",
        &[
            r#"{"kind":"tally_sheet_entered","poll":"poll_$open","section":"grid_1","member":"$first",
        "totals":{"heads":{"entitled":9,"for":3,"against":2,"abstain":1,"invalid":1},"area_dm2":{"for":30,"against":20},"households":{"for":1,"against":1}}}"#,
            r#"{"kind":"tally_sheet_confirmed","poll":"poll_$open","section":"grid_1","member":"$second","entered":$here}"#,
            r#"{"kind":"tally_sheet_entered","poll":"poll_$open","section":"grid_2","member":"$first","totals":{"heads":{"for":3,"against":2}}}"#,
            r#"{"kind":"tally_sheet_disputed","poll":"poll_$open","section":"grid_2","member":"$manager","entered":$here}"#,
        ],
    ),
    (
        "emergency_now",
        &[
            r#"{"kind":"emergency_declared","charter_version":2,"emergency":"emergency_$here","ends_at_ms":1999999999999,"reason":"$2","rules_digest":"$3"}"#,
        ],
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
        let command = command_of(&story, name);
        append(&mut story, &desk, command, &events);
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
        ("third", &cast.residents[2]),
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

/// What was signed in an entry: of what the fold takes from commands the real one, otherwise some other.
fn command_of(story: &Story, name: &str) -> Command {
    match name {
        "charter" => with_posts(story).into(),
        "rota" => {
            let shift = |from_ms: u64| ShiftPlan {
                member: story.cast.residents[0].id.clone(),
                from_ms: TimeMs(from_ms),
                to_ms: TimeMs(from_ms + 3_600_000),
            };
            let shifts = vec![shift(1_775_577_600_000), shift(1_775_664_000_000)];
            PlanRota { council: "grid_1".parse().unwrap(), post: "warden".parse().unwrap(), shifts }.into()
        }
        _ => EndEmergency { emergency: "emergency_1".parse().unwrap(), reason: DocumentHash([7; 32]) }.into(),
    }
}

/// The charter of the book with a kind of post and an emergency mode.
fn with_posts(story: &Story) -> AdoptCharter {
    let leaf = Leaf::parse(&story.leaves[story.index_of("adopt_charter") as usize]).unwrap();
    let mut signed: serde_json::Value = serde_json::from_str(leaf.command).unwrap();
    let mut adopted = signed["command"].take();
    adopted.as_object_mut().unwrap().remove("kind");
    adopted["charter"]["posts"] = serde_json::json!([{
        "id": "warden", "name": "Warden", "level": "grid", "holders": 2,
        "duties": [{ "id": "rounds", "name": "Rounds", "every": "1d", "covers": "each_building" }],
    }]);
    adopted["charter"]["emergency"] = serde_json::json!({ "name": "Emergency", "lasts_at_most": "7d" });
    serde_json::from_value(adopted).unwrap()
}

/// Everything is signed by the secretary, the idea in the name of its author.
fn append(story: &mut Story, desk: &Desk, command: Command, events: &[Event]) {
    let last = story.leaves.last().unwrap();
    let before = Leaf::parse(last).unwrap();
    let clerk = &story.cast.secretary;
    let idea = |event: &Event| matches!(event, Event::SubmissionReceived(_));
    let signed = if events.iter().any(idea) {
        let principal = story.cast.residents[0].id.clone();
        desk.sign_for(clerk, Assistance { principal, evidence: Commitment([6; 32]) }, command)
    } else {
        desk.sign(clerk, command)
    };
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
