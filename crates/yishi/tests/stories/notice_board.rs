//! 东营·海河 (row B14): a notice board and a suggestion box. Letters without a name are entered by a clerk and screened by somebody
//! else; a call for ideas and a survey close on their day; what was withheld stands on a public list, and its author can still show
//! what it said; two matters that say the same become one with everybody whom they concern.

use crate::house::{Cast, DAY_MS, House, Text, member};
use serde_json::{Value, json};
use std::process::Command as Process;
use yishi_core::Standing;
use yishi_testkit::seed;

fn community() -> Cast {
    let mut rows: Vec<_> =
        (1..=6).map(|number| member(&format!("resident_{number}"), "garden", Standing::Resident)).collect();
    rows.extend((7..=9).map(|number| member(&format!("resident_{number}"), "terrace", Standing::Resident)));
    rows.push(member("owner_away", "garden", Standing::AbsentOwner));
    let officers = ["secretary", "clerk", "screener", "moderator"];
    rows.extend(officers.map(|officer| member(officer, "garden", Standing::Partner)));
    let seats = officers.map(|officer| (officer, officer)).into_iter();
    let seats = seats.chain([("delegate", "resident_1"), ("delegate", "resident_7")]);
    let seats = seats.map(|(seat, holder)| ("community", seat, holder.to_owned()));
    Cast { charter: "notice-board", rows, seats: seats.collect() }
}

/// What somebody hands in for themselves. Its name.
fn hands_in(house: &House, who: &str, words: &str, call: Option<&str>) -> String {
    let text = Text::statement(words);
    let mut fields = json!({ "council": "garden", "text": text.hash() });
    if let Some(call) = call {
        fields["call"] = json!(call);
    }
    format!("submission_{}", house.does(who, "submit", fields, &[text]))
}

/// The clerk finds a letter in the box and enters it.
fn a_letter_is_in_the_box(house: &House, words: &str, by: &str) -> Result<String, String> {
    let input = json!({ "councilId": "garden", "text": words, "salt": hex::encode(seed(words)),
        "via": "SUGGESTION_BOX", "anonymous": true });
    let meant = json!({ "kind": "submit", "council": "garden", "via": "suggestion_box", "anonymous": true });
    let entry = house.prepared(by, "prepareSubmission", "PrepareSubmissionInput", input, &meant)?;
    Ok(format!("submission_{entry}"))
}

/// The screener takes a submission as a matter. Its name.
fn is_taken_up(house: &House, submission: &str, title: &str) -> String {
    let title = Text::document(title);
    let facts = json!({ "class": "environment", "places": ["garden"], "affected_households": 40, "cost_fen": 0,
        "urgency": "ordinary" });
    let screening = json!({ "verdict": "accept", "title": title.hash(), "facts": facts });
    let fields = json!({ "submission": submission, "screening": screening });
    format!("matter_{}", house.does("screener", "screen_submission", fields, &[title]))
}

fn supports(house: &House, who: &str, submission: &str) {
    let input = json!({ "submission": submission, "stance": "SUPPORT" });
    let meant = json!({ "kind": "take_stance", "submission": submission, "stance": "support" });
    house.prepared(who, "prepareStance", "PrepareStanceInput", input, &meant).unwrap();
}

fn asks(house: &House, asks: &Value, words: &str, days: u64) -> Result<String, String> {
    let (title, text) = (Text::document("小黑板征集"), Text::document(words));
    let fields = json!({ "council": "garden", "title": title.hash(), "text": text.hash(), "asks": asks,
        "audience": "residents", "closes_at_ms": house.now().0 + days * DAY_MS });
    house.order("secretary", "open_call", fields, &[title, text]).map(|entry| format!("call_{entry}"))
}

fn told(house: &House, call: &str) -> Value {
    let query = "query ($call: String!) { book { call(callId: $call) { status received overdue asks
        questions { number options choice answered counts } submissions { totalCount } conclusion { content } } } }";
    house.ask(query, json!({ "call": call }))["book"]["call"].take()
}

fn on_the_board(house: &House, page: &str) -> String {
    house.on_the_board(page)
}

#[test]
fn a_letter_from_the_box_has_no_author_and_who_entered_it_does_not_screen_it() {
    let house = House::founded(&community());
    let refused = a_letter_is_in_the_box(&house, "健身器材坏了。", "resident_1").unwrap_err();
    assert!(refused.starts_with("power_missing"), "{refused}");
    let letter = a_letter_is_in_the_box(&house, "南门健身器材坏了,怕伤着孩子。", "clerk").unwrap();
    let query = "query ($letter: String!) { book { submission(submissionId: $letter) {
        writer { memberId } enteredBy { memberId } via channel status overdue text { content } } } }";
    let found = house.ask(query, json!({ "letter": letter }))["book"]["submission"].take();
    assert_eq!((&found["writer"], &found["enteredBy"]["memberId"]), (&Value::Null, &json!("clerk")));
    assert_eq!((&found["via"], &found["channel"]), (&json!("SUGGESTION_BOX"), &json!("ASSISTED")));
    assert_eq!(found["text"]["content"], "南门健身器材坏了,怕伤着孩子。");

    // Nobody looks at it in time, and everybody sees that.
    house.wait_days(6);
    let late = "{ book { submissions(filter: {overdue: true, status: RECEIVED}) { nodes { submissionId screenBy overdue } totalCount } } }";
    let late = house.ask(late, json!({}))["book"]["submissions"].take();
    assert_eq!((&late["nodes"][0]["submissionId"], &late["totalCount"]), (&json!(letter), &json!(1)));
    let board = on_the_board(&house, "councils/garden.html");
    assert!(board.contains("逾期 · 1") && board.contains("<strong>把关</strong>"), "{board}");
    let matter = is_taken_up(&house, &letter, "维修健身器材");
    let board = on_the_board(&house, "councils/garden.html");
    assert!(!board.contains("逾期") && board.contains("维修健身器材"), "{board}");
    let page = on_the_board(&house, &format!("matters/{matter}.html"));
    assert!(page.contains("南门健身器材坏了,怕伤着孩子。") && !page.contains("clerk"), "{page}");
    house.ends_in_an_audit();
}

#[test]
fn words_are_withheld_in_public_and_their_author_can_still_show_what_they_were() {
    let house = House::founded(&community());
    let words = "三楼那家的狗咬人,他家电话是 1380000。";
    let submission = hands_in(&house, "resident_2", words, None);
    let entry: u64 = submission.trim_start_matches("submission_").parse().unwrap();
    let kept = tempfile::tempdir().unwrap();
    std::fs::write(kept.path().join("text"), words).unwrap();
    let shows = |bundle: &str, words: &str| {
        let query = "query ($at: Sequence!) { book { entry(index: $at) { receipt } logKey } }";
        let found = house.ask(query, json!({ "at": entry.to_string() }))["book"].take();
        let receipt = kept.path().join("receipt");
        std::fs::write(&receipt, found["entry"]["receipt"].as_str().unwrap()).unwrap();
        let folder = kept.path().join(bundle);
        std::fs::create_dir(&folder).unwrap();
        let bundle = house.exported(&folder);
        let salt = hex::encode(seed(words));
        let ran = Process::new(env!("CARGO_BIN_EXE_yishi"))
            .args(["audit", "receipt", receipt.to_str().unwrap(), "--bundle", bundle.to_str().unwrap()])
            .args(["--text", kept.path().join("text").to_str().unwrap(), "--salt", &salt])
            .args(["--vkey", found["logKey"].as_str().unwrap()])
            .output()
            .unwrap();
        (ran.status.code(), String::from_utf8_lossy(&ran.stdout).into_owned())
    };
    assert_eq!(shows("before", words).0, Some(0));

    let commitment = Text::statement(words).hash();
    let rule = "个人信息保护法第四十七条";
    let fields = json!({ "commitment": commitment, "ground": rule });
    let refused = house.is_refused("screener", "redact_text", fields.clone(), &[]);
    assert!(refused.starts_with("power_missing"), "{refused}");
    let withheld_by = house.does("moderator", "redact_text", fields, &[]);
    let query = "{ book { withheld { totalCount nodes { rule commitment by { memberId } entry { index } broughtWith
        belongedTo { ... on Submission { submissionId writer { memberId } text { status content } } } } } } }";
    let list = house.ask(query, json!({}))["book"]["withheld"].take();
    assert_eq!(list["totalCount"], 1);
    let listed = &list["nodes"][0];
    assert_eq!((&listed["rule"], &listed["by"]["memberId"]), (&json!(rule), &json!("moderator")));
    assert_eq!((&listed["commitment"], &listed["broughtWith"]), (&json!(commitment), &json!("submit")));
    assert_eq!(listed["entry"]["index"], withheld_by.to_string());
    let of = &listed["belongedTo"];
    assert_eq!((&of["submissionId"], &of["writer"]["memberId"]), (&json!(submission), &json!("resident_2")));
    assert_eq!(of["text"], json!({ "status": "REDACTED", "content": null }));

    let board = on_the_board(&house, "index.html");
    assert!(board.contains(rule) && board.contains(&format!("entries/{withheld_by}.html")), "{board}");
    assert!(!board.contains("1380000"), "{board}");

    // The words are gone from the book. Its author has them, with the salt, and the entry still says that it was these.
    assert_eq!(shows("after", words).0, Some(0));
    std::fs::write(kept.path().join("text"), "三楼那家的狗很乖。").unwrap();
    let (code, said) = shows("other", words);
    assert_eq!(code, Some(1));
    assert!(said.contains("commits to other texts"), "{said}");
    house.ends_in_an_audit();
}

#[test]
fn ideas_are_taken_until_the_closing_date_and_what_became_of_them_is_owed() {
    let house = House::founded(&community());
    let call = asks(&house, &json!({ "asks": "ideas" }), "空地怎么用?截止前请出主意。", 10).unwrap();
    let bench = hands_in(&house, "resident_3", "空地放长椅,老人有地方坐。", Some(&call));
    let seats = hands_in(&house, "resident_4", "请在空地装几把椅子。", Some(&call));
    let nobody = house.is_refused(
        "resident_8",
        "submit",
        json!({ "council": "terrace", "text": Text::statement("台地也要。").hash(), "call": call }),
        &[Text::statement("台地也要。")],
    );
    assert!(nobody.starts_with("out_of_range"), "the call is the garden's: {nobody}");
    supports(&house, "resident_5", &bench);
    supports(&house, "resident_5", &seats);
    supports(&house, "resident_6", &seats);
    let (first, second) =
        (is_taken_up(&house, &bench, "空地放长椅"), is_taken_up(&house, &seats, "空地装椅子"));

    house.wait_days(10);
    assert_eq!(told(&house, &call)["status"], "CLOSED");
    assert_eq!(
        (&told(&house, &call)["received"], &told(&house, &call)["submissions"]["totalCount"]),
        (&json!(2), &json!(2))
    );
    let late = Text::statement("我也有个主意。");
    let fields = json!({ "council": "garden", "text": late.hash(), "call": call });
    let refused = house.is_refused("resident_1", "submit", fields, &[late]);
    assert!(refused.starts_with("call_closed") && refused.contains("2026-03-12"), "{refused}");

    // Both say the same, so they become one; nobody whom they concern is lost, and who supports both counts once.
    let reason = Text::document("两条都是要座椅。");
    let fields = json!({ "from": second, "into": first, "reason": reason.hash() });
    let refused =
        house.is_refused("secretary", "merge_matters", fields.clone(), &[Text::document("两条都是要座椅。")]);
    assert!(refused.starts_with("power_missing"), "{refused}");
    house.does("screener", "merge_matters", fields, &[reason]);
    let query = "query ($matter: String!) { book { matter(matterId: $matter) { stage closure supporters
        cameFrom { matterId } wentInto { matters { matterId } reason { content } }
        concerned { nodes { member { memberId } author supports } } submissions { totalCount } } } }";
    let of = |matter: &str| house.ask(query, json!({ "matter": matter }))["book"]["matter"].take();
    let (goes_on, ended) = (of(&first), of(&second));
    assert_eq!(
        (&ended["closure"], &ended["wentInto"]["matters"][0]["matterId"]),
        (&json!("MERGED"), &json!(first))
    );
    assert_eq!((&goes_on["supporters"], &goes_on["submissions"]["totalCount"]), (&json!(2), &json!(2)));
    let names: Vec<_> = goes_on["concerned"]["nodes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|found| &found["member"]["memberId"])
        .collect();
    assert_eq!(names, ["resident_3", "resident_4", "resident_5", "resident_6"]);
    let query = "query ($who: String!) { book { member(memberId: $who) { concerns { nodes {
        author stance submission { submissionId } matters { matterId stage } } } } } }";
    let concerns = house.ask(query, json!({ "who": "resident_4" }))["book"]["member"]["concerns"].take();
    assert_eq!(concerns["nodes"][0]["submission"]["submissionId"], seats);
    assert_eq!(concerns["nodes"][0]["matters"], json!([{ "matterId": first, "stage": "DELIBERATING" }]));

    // Ten working days pass, and nothing was said: that stands, and saying it is still possible.
    house.wait_days(20);
    let overdue = house.ask("{ book { calls(overdue: true) { nodes { callId answerBy } } } }", json!({}));
    assert_eq!(overdue["book"]["calls"]["nodes"][0]["callId"], call);
    let board = on_the_board(&house, "councils/garden.html");
    assert!(board.contains("<strong>征集答复</strong>") && board.contains("小黑板征集"), "{board}");
    let answer = Text::statement("两条并为一案,四月装三把长椅。");
    house.does("secretary", "conclude_call", json!({ "call": call, "text": answer.hash() }), &[answer]);
    let told = told(&house, &call);
    assert_eq!((&told["status"], &told["overdue"]), (&json!("CONCLUDED"), &json!(true)));
    assert_eq!(told["conclusion"]["content"], "两条并为一案,四月装三把长椅。");
    let board = on_the_board(&house, "councils/garden.html");
    assert!(board.contains("两条并为一案,四月装三把长椅。"), "{board}");
    let ended = on_the_board(&house, &format!("matters/{second}.html"));
    assert!(ended.contains("已并案") && ended.contains(&format!("../matters/{first}.html")), "{ended}");
    house.ends_in_an_audit();
}

#[test]
fn a_survey_tells_how_many_answered_and_after_its_close_what() {
    let house = House::founded(&community());
    let questions = json!([{ "options": 3, "choice": "single" }, { "options": 4, "choice": "multiple" }]);
    let words =
        "小区调研。一、垃圾点几点开放?1 六点 2 七点 3 八点。二、还缺什么(可多选)?1 灯 2 水池 3 棚 4 桶。";
    let call = asks(&house, &json!({ "asks": "survey", "questions": questions }), words, 7).unwrap();
    let answers = |who: &str, said: Value| {
        let input = json!({ "call": call, "answers": said });
        let meant = json!({ "kind": "answer_survey", "call": call, "answers": said });
        house.prepared(who, "prepareSurveyAnswer", "PrepareSurveyAnswerInput", input, &meant)
    };
    answers("resident_1", json!([[1], [1, 4]])).unwrap();
    answers("resident_2", json!([[2], []])).unwrap();
    answers("resident_3", json!([[], [4]])).unwrap();
    answers("resident_1", json!([[2], [4]])).unwrap();
    for (who, said, code) in [
        ("resident_4", json!([[4], []]), "out_of_range"),
        ("resident_4", json!([[1, 2], []]), "out_of_range"),
        ("resident_7", json!([[1], []]), "outside_area"),
        ("owner_away", json!([[1], []]), "standing_insufficient"),
    ] {
        let refused = answers(who, said).unwrap_err();
        assert!(refused.starts_with(code), "{who}: {refused}");
    }
    let before = told(&house, &call);
    assert_eq!((&before["received"], &before["questions"][0]["counts"]), (&json!(3), &Value::Null));
    house.wait_days(7);
    let after = told(&house, &call);
    let expected = json!([
        { "number": 1, "options": 3, "choice": "SINGLE", "answered": 2, "counts": [0, 2, 0] },
        { "number": 2, "options": 4, "choice": "MULTIPLE", "answered": 2, "counts": [0, 0, 0, 2] },
    ]);
    assert_eq!((&after["status"], &after["questions"]), (&json!("CLOSED"), &expected));
    assert!(answers("resident_4", json!([[1], []])).unwrap_err().starts_with("call_closed"));
    let answer = Text::statement("七点开放,加四个桶。调研不是表决,要花钱的部分另行提案。");
    house.does("secretary", "conclude_call", json!({ "call": call, "text": answer.hash() }), &[answer]);
    house.ends_in_an_audit();
}

#[test]
fn a_text_says_what_it_brings_about_and_a_new_one_what_it_changes_and_nobody_is_named() {
    let house = House::founded(&community());
    let letter = hands_in(&house, "resident_3", "楼道里堆满纸箱,着火怎么办?", None);
    let matter = is_taken_up(&house, &letter, "楼道堆物");
    let proposal =
        house.a_proposal_is_drafted("secretary", &matter, "楼道公约\n一、楼道不堆物。\n二、每月查看一次。");
    let text = Text::document("楼道公约\n一、楼道不堆物,发现即清。\n二、每月查看一次。\n三、费用各户均摊。");
    let fields = json!({ "proposal": proposal, "document": text.hash() });
    house.does("secretary", "revise_proposal", fields, std::slice::from_ref(&text));
    let duty = json!({
        "does": "maintenance", "name": "楼道巡查", "bearer": { "bearer": "member", "member": "resident_2" },
        "supervisor": { "council": "community", "seat": "screener" },
        "recurs": { "every": "1mo", "lasts": { "lasts": "until_ended" } },
    });
    let effects = json!({
        "proposal": proposal, "document": text.hash(), "standing": { "duties": [duty] },
        "compact": { "name": "楼道公约", "in_force_from_ms": house.now().0 + 30 * DAY_MS },
        "costs": { "total_fen": 60_000, "by": "households", "pay_within": "30d", "collector": "clerk" },
    });
    house.does("secretary", "declare_effects", effects, &[]);

    let page = on_the_board(&house, &format!("matters/{matter}.html"));
    for words in [
        "通过后的效力",
        "作为公约施行",
        "600.00元 · 按户均摊",
        "楼道巡查",
        "文本指明的成员",
        "把关员",
        "每1个月",
    ] {
        assert!(page.contains(words), "{words}: {page}");
    }
    let changed = format!("revisions/{proposal}-2.html");
    assert!(page.contains(&changed), "{page}");
    let compared = on_the_board(&house, &changed);
    for words in ["修订对照", "一、楼道不堆物<ins>,发现即清</ins>。", "<ins>三、费用各户均摊。</ins>"]
    {
        assert!(compared.contains(words), "{words}: {compared}");
    }
    assert_eq!(house.fetch(&format!("/board/revisions/{proposal}-1.html")).0, 404, "nothing stood before it");
    house.the_board_says_nowhere(&["resident_2", "resident_3", "clerk"]);
    house.ends_in_an_audit();
}
