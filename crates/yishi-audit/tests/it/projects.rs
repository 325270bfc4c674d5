//! What a server answers against what follows from the book: pages followed to the end, differences named by their fields.

use crate::eventful::bare;
use crate::fixture::{Exported, Story, exported, story};
use crate::lies::projection;
use crate::receipts::run;
use crate::served::{Served, compared, recorded};
use serde_json::{Value, json};
use yishi_audit::bundle::Bundle;
use yishi_audit::command::{EXIT_CLEAN, EXIT_FINDINGS, EXIT_IO, EXIT_USAGE};
use yishi_audit::{Answers, Ask, Endpoint, ProjectReport, Projection};
use yishi_tally::Language;

/// A server that answers each question as it is told.
struct Canned<'a>(&'a dyn Fn(&Value) -> Value);

impl Ask for Canned<'_> {
    fn ask(&self, _: &Endpoint, question: &Value) -> Result<Value, String> {
        Ok((self.0)(question))
    }
}

fn asked(story: &Story, bundle: &Exported, answer: &dyn Fn(&Value) -> Value) -> (ProjectReport, usize) {
    asked_with(None, story, bundle, answer)
}

fn asked_with(
    token: Option<&str>,
    story: &Story,
    bundle: &Exported,
    answer: &dyn Fn(&Value) -> Value,
) -> (ProjectReport, usize) {
    let bundle = Bundle::open(&bundle.folder).unwrap();
    let projection = Projection::read(&bundle, &story.pinned()).unwrap();
    let (report, said) = recorded(&projection, &Canned(answer), token);
    (report, said.len())
}

fn book(part: Value) -> Value {
    json!({ "data": { "book": part } })
}

/// An empty last page of whatever was asked for, at the right place of the book; the rest of the head is missing.
fn empty(question: &Value) -> Value {
    let query = question["query"].as_str().unwrap();
    let page =
        json!({ "totalCount": 0, "nodes": [], "pageInfo": { "hasNextPage": false, "endCursor": null } });
    let (part, rest) = query.split_once("recordedAt} ").unwrap().1.split_once(['{', '(', ' ']).unwrap();
    let above = &question["variables"]["of"];
    match part {
        "name" => book(json!({ "name": "Another name" })),
        "charter" => book(json!({ "charter": { "councils": [] } })),
        _ if above.is_null() => {
            let name = part.split(':').next().unwrap();
            book(json!({ name: page }))
        }
        _ => {
            let id = rest.split(':').next().unwrap();
            let list = rest.split_once(&format!("{{{id} ")).unwrap().1.split(['{', '(']).next().unwrap();
            let listed = if query.contains("$after:String") { page } else { json!([]) };
            book(json!({ part: { id: above, list: listed } }))
        }
    }
}

#[test]
fn what_the_server_does_not_tell_is_named_field_by_field() {
    let story = story();
    let (report, questions) = asked(&story, &exported(&story), &empty);
    let messages: Vec<&str> = report.findings.iter().map(|finding| finding.message.as_str()).collect();
    assert_eq!(questions, 20);
    let poll = format!(
        "polls.poll_{}.status: the book gives `SEALED`, the API says nothing",
        story.index_of("open_poll")
    );
    assert!(messages.contains(&poll.as_str()), "{messages:#?}");
    assert!(messages.iter().any(|message| message.starts_with("councils.community.seats.")));
    assert!(
        messages
            .contains(&"head.name: the book gives `Test community 测试社区`, the API says `Another name`"),
        "{messages:#?}"
    );
    assert!(messages.iter().any(|message| message.starts_with("head.position.root: ")));
    assert!(messages.contains(&"polls.totalCount: the book gives `1`, the API says `0`"));
}

#[test]
fn pages_are_followed_to_their_end_and_not_in_a_circle() {
    let story = story();
    let bundle = exported(&story);
    let (_, questions) = asked(&story, &bundle, &empty);
    let page = |id: &str, status: &str, next: Option<&str>| {
        book(json!({ "actions": { "totalCount": 2, "nodes": [{ "actionId": id, "status": status }],
            "pageInfo": { "hasNextPage": next.is_some(), "endCursor": next } } }))
    };
    let pages = |question: &Value| match (
        question["query"].as_str().unwrap().contains(" actions(first"),
        &question["variables"]["after"],
    ) {
        (false, _) => empty(question),
        (true, Value::Null) => page("action_1", "ASSIGNED", Some("a")),
        (true, _) => page("action_2", "STOPPED", None),
    };
    let (report, with_pages) = asked(&story, &bundle, &pages);
    assert_eq!(with_pages, questions + 1);
    for action in ["action_1", "action_2"] {
        let wanted = format!("actions.{action}.status: the book gives nothing, ");
        assert!(report.findings.iter().any(|finding| finding.message.starts_with(&wanted)), "{action}");
    }
    let circle = |question: &Value| {
        let mut answer = empty(question);
        if let Some(info) = answer.pointer_mut("/data/book/actions/pageInfo") {
            *info = json!({ "hasNextPage": true, "endCursor": "same" });
        }
        answer
    };
    let (report, _) = asked(&story, &bundle, &circle);
    assert!(report.findings.iter().any(|finding| finding.message == "the pages of actions do not go on"));
}

#[test]
fn a_roll_that_is_not_told_is_not_compared_and_other_refusals_are_findings() {
    let story = story();
    let refused = |question: &Value| {
        let mut answer = empty(question);
        for name in ["members", "polls"] {
            if let Some(page) = answer.pointer_mut(&format!("/data/book/{name}")) {
                *page = Value::Null;
            }
        }
        answer
    };
    let (report, _) = asked(&story, &exported(&story), &refused);
    assert!(report.not_checked.iter().any(|what| what.contains("members: the API tells them")), "{report:?}");
    let untold =
        |finding: &yishi_book::Finding| finding.check == "pages" && finding.message.starts_with("members: ");
    assert!(!report.findings.iter().any(untold));
    let (with_token, _) = asked_with(Some("token"), &story, &exported(&story), &refused);
    assert!(with_token.findings.iter().any(untold), "whoever may read the roll is told it");
    assert!(
        report
            .findings
            .iter()
            .any(|finding| finding.check == "pages" && finding.message.starts_with("polls: "))
    );
    let (report, _) =
        asked(&story, &exported(&story), &|_| json!({ "data": null, "errors": [{ "message": "no" }] }));
    assert!(report.findings.iter().any(|finding| finding.check == "api" && finding.message == "no"));
}

/// A book from its first entry on: before its charter, and with more members than its entries have pages.
#[test]
fn a_young_book_is_told_alike_at_each_size() {
    let whole = story();
    for size in 1..whole.leaves.len().min(12) {
        let leaves = whole.leaves[..size].to_vec();
        let young = Story { leaves, checkpoint: whole.checkpoint_at(size), ..story() };
        let report = compared(&projection(&young, &bare(&young)), &Served::of(&young, true), Some("token"));
        assert_eq!(report.findings, vec![], "{size} entries");
    }
}

#[test]
fn what_brings_a_list_no_further_is_asked_for_once() {
    let story = story();
    let (report, questions) = asked(&story, &exported(&story), &|_| book(json!({ "position": null })));
    assert_eq!(questions, asked(&story, &exported(&story), &empty).1);
    assert!(report.findings.iter().any(|finding| finding.message.starts_with("polls: was not answered")));
}

#[test]
fn many_findings_about_one_thing_hide_none_about_another() {
    let story = story();
    let buried = |question: &Value| {
        let mut answer = empty(question);
        if let Some(councils) = answer.pointer_mut("/data/book/charter/councils") {
            let more = (0..3000).map(|number| (format!("x{number}"), json!(1)));
            *councils = json!([more.collect::<serde_json::Map<_, _>>()]);
        }
        answer
    };
    let (report, _) = asked(&story, &exported(&story), &buried);
    let says = |words: &str| report.findings.iter().any(|finding| finding.message.contains(words));
    assert!(says("polls.totalCount: the book gives `1`"));
    assert!(says("councils: 2") && says(" more that are not listed"), "{:?}", report.findings.last());
}

#[test]
fn answers_of_odd_forms_are_told_as_what_they_are() {
    let story = story();
    let odd = |question: &Value| {
        let mut answer = empty(question);
        if question["query"].as_str().unwrap().contains(" actions(first") {
            answer["errors"] = json!({ "message": "boom" });
            answer["data"]["book"]["actions"]["totalCount"] = json!("0");
            answer["data"]["book"]["actions"]["nodes"] = json!([null]);
        }
        answer
    };
    let (report, _) = asked(&story, &exported(&story), &odd);
    for words in [
        "boom",
        "actions.totalCount: the book gives `0`, the API says `\"0\"`",
        "actions: a place in a list without a thing",
    ] {
        assert!(
            report.findings.iter().any(|finding| finding.message == words),
            "{words}: {:?}",
            report.findings
        );
    }
}

/// A token expires in a long audit; what was asked again and answered is no finding, and what is told to readers is told whole.
#[test]
fn saved_answers_may_hold_refusals_and_withhold_nothing() {
    let story = story();
    let bundle = exported(&story);
    let projection = projection(&story, &bundle);
    let (_, said) = recorded(&projection, &Served::of(&story, true), Some("token"));
    let all: Vec<Value> = said.into_iter().map(|(_, answer)| answer).collect();
    let judged = |answers: Vec<Value>, signed_in: bool| {
        projection.compare(Answers::Saved { answers, signed_in }, Language::English).unwrap()
    };
    let refused = json!({ "data": null, "errors": [{ "message": "the token has expired" }] });
    let with_refusal: Vec<Value> = [refused.clone()].into_iter().chain(all.clone()).collect();
    assert_eq!(judged(with_refusal, true).findings, vec![]);
    let short: Vec<Value> = [refused].into_iter().chain(all[1..].iter().cloned()).collect();
    let told = judged(short, false);
    assert!(told.findings.iter().any(|finding| finding.message == "the token has expired"), "still open");
    let without = |wanted: &dyn Fn(&str) -> bool| -> Vec<Value> {
        let mut answers = all.clone();
        for page in answers.iter_mut().filter_map(|answer| answer.pointer_mut("/data/book")) {
            let name = page.as_object().and_then(|book| book.keys().find(|name| wanted(name)).cloned());
            if let Some(name) = name {
                page[&name] = json!({ "totalCount": 0, "nodes": [], "pageInfo": { "hasNextPage": false, "endCursor": null } });
            }
        }
        answers
    };
    let no_members = without(&|name| name == "members");
    assert_ne!(judged(no_members, false).findings, vec![], "ballots are told, the roll is not");
}

#[test]
fn without_a_network_questions_are_printed_and_saved_answers_read() {
    let story = story();
    let bundle = exported(&story);
    let folder = bundle.folder.to_string_lossy().into_owned();
    let saved = bundle.folder.with_file_name("answers");
    let path = saved.to_string_lossy().into_owned();
    let (code, questions, _) = run(&["project", &folder, "--questions", "--unpinned"]);
    let asked = questions.lines().count();
    assert_eq!((code, asked), (EXIT_CLEAN, 20));
    let answers: Vec<Value> =
        questions.lines().map(|line| empty(&serde_json::from_str(line).unwrap())).collect();
    let lines: Vec<String> = answers.iter().map(ToString::to_string).collect();
    std::fs::write(&saved, lines[..asked - 1].join("\n")).unwrap();
    let (_, more, _) = run(&["project", &folder, "--questions", "--unpinned", "--answers", &path]);
    assert_eq!(more, format!("{}\n", questions.lines().last().unwrap()));
    std::fs::write(&saved, lines.concat()).unwrap();
    let (code, out, _) = run(&["project", &folder, "--unpinned", "--answers", &path, "--language", "zh"]);
    assert!(code == EXIT_FINDINGS && out.contains("API 为 无"), "{out}");
    std::fs::write(&saved, "{").unwrap();
    let (code, _, err) = run(&["project", &folder, "--unpinned", "--answers", &path]);
    assert!(code == EXIT_IO && err.contains("answer 1 is no JSON"), "{err}");
    assert_eq!(run(&["project", &folder, "--unpinned", "--answers", "/nowhere"]).0, EXIT_IO);
    assert_eq!(run(&["project", &folder, "--unpinned", "--against", "http://x"]).0, EXIT_USAGE);
    assert_eq!(run(&["project", &folder, "--unpinned"]).0, EXIT_USAGE);
}
