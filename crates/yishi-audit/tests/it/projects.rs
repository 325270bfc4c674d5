//! What a server answers against what follows from the book: pages followed to the end, differences named by their fields.

use crate::fixture::{Exported, Story, exported, story};
use crate::receipts::run;
use crate::served::recorded;
use serde_json::{Value, json};
use yishi_audit::bundle::Bundle;
use yishi_audit::command::{EXIT_CLEAN, EXIT_FINDINGS, EXIT_IO, EXIT_USAGE};
use yishi_audit::{Ask, Endpoint, ProjectReport, Projection};

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
    assert_eq!(run(&["project", &folder, "--unpinned", "--answers", &path]).0, EXIT_USAGE);
    assert_eq!(run(&["project", &folder, "--unpinned", "--answers", "/nowhere"]).0, EXIT_IO);
    assert_eq!(run(&["project", &folder, "--unpinned", "--against", "http://x"]).0, EXIT_USAGE);
    assert_eq!(run(&["project", &folder, "--unpinned"]).0, EXIT_USAGE);
}
