//! Every lie that an answer can hold is found: each number, text and flag changed, each value withheld or invented, each list shortened.

use crate::eventful::{bare, eventful};
use crate::fixture::{Exported, Story, amending, an_erasure, choosing, exported, story};
use crate::served::{Liar, Recorded, Served, compared, recorded};
use crate::voting::{every_channel, reviews, sealed_ballots, together};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use yishi_audit::bundle::Bundle;
use yishi_audit::{ProjectReport, Projection};
use yishi_core::NEWEST_RULESET;

/// What is answered and not compared: the field, the change that is not found, and why it need not be.
const NOT_COMPARED: [(&str, &str, &str); 4] = [
    (
        "endCursor",
        "other",
        "it leads to the next page: one that leads elsewhere hides things, and what is hidden is found",
    ),
    ("endCursor", "invented", "after the last page it leads nowhere"),
    ("endCursor", "withheld", "after the last page it leads nowhere"),
    ("hasNextPage", "other", "one page more, which is empty; where it hides pages, what is hidden is found"),
];

/// Books of every way of voting.
pub fn stories() -> Vec<(&'static str, Story)> {
    vec![
        ("motion", story()),
        ("choosing", choosing()),
        ("sealed", sealed_ballots(NEWEST_RULESET)),
        ("every channel", every_channel(NEWEST_RULESET)),
        ("together", together(NEWEST_RULESET)),
        ("reviews", reviews(NEWEST_RULESET)),
        ("erasure", an_erasure().0),
        ("amending", amending("另加一段。\n\n").0),
    ]
}

pub fn projection(story: &Story, bundle: &Exported) -> Projection {
    Projection::read(&Bundle::open(&bundle.folder).unwrap(), &story.pinned()).unwrap()
}

/// The path of what a finding is about.
fn paths(report: &ProjectReport) -> impl Iterator<Item = &str> {
    report.findings.iter().filter_map(|finding| finding.message.split(": ").next())
}

#[test]
fn what_the_schema_answers_is_what_follows_from_the_book() {
    for (name, story) in stories() {
        let bundle = exported(&story);
        let report = compared(&projection(&story, &bundle), &Served::of(&story, true), Some("token"));
        assert_eq!(report.findings, vec![], "{name}");
        assert!(report.alike > 200, "{name}: {}", report.alike);
    }
}

#[test]
fn every_section_of_a_book_that_has_everything_is_compared() {
    let story = eventful();
    let bundle = bare(&story);
    let projection = projection(&story, &bundle);
    let (report, said) = recorded(&projection, &Served::of(&story, true), Some("token"));
    assert_eq!(report.findings, vec![]);
    let lists: BTreeSet<&str> = report.compared.keys().map(String::as_str).collect();
    let wanted = [
        "actions",
        "amendments",
        "assistedActs",
        "attendances",
        "ballots",
        "calls",
        "compacts",
        "concerned",
        "costSharings",
        "costs.payments",
        "costs.shares",
        "councils",
        "duties",
        "emergencies",
        "head",
        "hearings",
        "invited",
        "matters",
        "members",
        "nominations.candidates",
        "notices",
        "objections",
        "points",
        "polls",
        "postings",
        "posts",
        "present",
        "proposals",
        "questions",
        "records",
        "registeredBooks",
        "resolutions",
        "restsOn",
        "results",
        "review.objections",
        "shifts",
        "stances",
        "standingRules",
        "statements",
        "submissions",
        "turns",
        "withheld",
    ];
    assert_eq!(lists, BTreeSet::from(wanted));
    assert_eq!(said.len(), BTreeSet::from_iter(said.iter().map(|(question, _)| question.to_string())).len());
}

#[test]
fn who_may_not_read_the_log_is_lied_to_by_nobody_and_told_what_was_not_checked() {
    let story = eventful();
    let bundle = bare(&story);
    let projection = projection(&story, &bundle);
    let report = compared(&projection, &Served::of(&story, false), None);
    assert_eq!(report.findings, vec![]);
    let untold = "assistedActs, ballots, concerned, costSharings.payments, costSharings.shares, costs.payments, costs.shares, \
        matters.concerned, matters.mediationAttended, matters.mediationSides, matters.mediationSigned, \
        matters.ratings, members, polls.ballots, polls.costShares, stances, submissions.stances: ";
    assert!(report.not_checked[0].starts_with(untold), "{}", report.not_checked[0]);
    let (_, mut said) = recorded(&projection, &Served::of(&story, true), None);
    let ballots =
        said.iter_mut().find_map(|(_, answer)| answer.pointer_mut("/data/book/polls/nodes/0/ballots"));
    *ballots.unwrap() = Value::Null;
    let report = compared(&projection, &liar(&said), None);
    let of_ballots = |path: &str| path.starts_with("polls.poll_") && path.ends_with(".ballots");
    assert!(paths(&report).any(of_ballots), "who is told stances and the roll may read ballots too");
    let stances =
        said.iter_mut().find_map(|(_, answer)| answer.pointer_mut("/data/book/submissions/nodes/0/stances"));
    *stances.unwrap() = json!({ "totalCount": 7 });
    let report = compared(&projection, &liar(&said), None);
    assert!(
        paths(&report)
            .any(|path| path.starts_with("submissions.submission_") && path.ends_with(".stances.totalCount"))
    );
}

fn liar(said: &Recorded) -> Liar<'_> {
    Liar::new(said.iter().map(|(question, answer)| (question, answer)))
}

/// A change of one value of an answer.
struct Lie {
    pointer: String,
    kind: &'static str,
    value: Value,
}

/// Every change of every value below a place.
fn lies(value: &Value, pointer: &str, found: &mut Vec<Lie>) {
    let mut lie = |kind, value| found.push(Lie { pointer: pointer.to_owned(), kind, value });
    match value {
        Value::Null => lie("invented", json!("x")),
        Value::Bool(flag) => lie("other", json!(!flag)),
        Value::Number(number) => lie("other", json!(number.as_u64().unwrap() + 1)),
        Value::String(text) => lie(
            "other",
            json!(text.parse::<u64>().map_or_else(|_| format!("{text}x"), |number| (number + 1).to_string())),
        ),
        Value::Array(items) if items.is_empty() => lie("invented", json!(["x"])),
        Value::Array(items) => lie("shortened", json!(items[..items.len() - 1])),
        Value::Object(_) => {}
    }
    if !value.is_null() {
        lie("withheld", Value::Null);
    }
    match value {
        Value::Array(items) => {
            (0..).zip(items).for_each(|(place, item)| lies(item, &format!("{pointer}/{place}"), found));
        }
        Value::Object(fields) => {
            fields.iter().for_each(|(name, field)| lies(field, &format!("{pointer}/{name}"), found));
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// The lies of one answer, in an order of their own.
fn lies_of(answer: &Value) -> Vec<Lie> {
    let mut found = Vec::new();
    for (name, value) in answer["data"]["book"].as_object().unwrap() {
        lies(value, &format!("/data/book/{name}"), &mut found);
    }
    found
}

/// The place of the thing that holds a value: the first element of a list on the way to it.
fn thing_of(pointer: &str) -> Option<&str> {
    let mut end = 0;
    for part in pointer.split('/').skip(1) {
        end += 1 + part.len();
        if part.parse::<usize>().is_ok() {
            return Some(&pointer[..end]);
        }
    }
    None
}

/// Texts by which a thing may be called.
fn called(thing: &Value) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    scalars(thing, &mut names);
    names
}

fn scalars(value: &Value, names: &mut BTreeSet<String>) {
    match value {
        Value::String(text) => drop(names.insert(text.clone())),
        Value::Array(items) => items.iter().for_each(|item| scalars(item, names)),
        Value::Object(fields) => fields.values().for_each(|field| scalars(field, names)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// Whether a finding names the section, the thing and the field of a lie.
fn names(path: &str, answer: &Value, lie: &Lie) -> bool {
    let parts: Vec<&str> = path.split('.').collect();
    let keys: Vec<&str> = lie.pointer.split('/').skip(3).collect();
    let section = keys[0] == "position" && parts[0] == "head"
        || keys.contains(&parts[0])
        || is_of_head(&keys, parts[0]);
    let field = keys.iter().rev().find(|key| key.parse::<usize>().is_err() && **key != "nodes").unwrap();
    let holds = thing_of(&lie.pointer).filter(|_| parts[0] != "head");
    let thing = holds.is_none_or(|thing| {
        called(answer.pointer(thing).unwrap()).iter().any(|name| path.contains(name.as_str()))
    });
    section && parts.contains(field) && thing
}

fn is_of_head(keys: &[&str], section: &str) -> bool {
    !keys.contains(&"nodes") && section == "head"
}

/// Whether a list as a whole was not answered: that of what stands above it, e.g. of the poll above ballots.
fn is_unanswered(path: &str, answer: &Value, lie: &Lie) -> bool {
    let depth = lie.pointer.split('/').skip(3).count();
    let mut fields = BTreeSet::new();
    keys_of(&answer["data"]["book"], &mut fields);
    depth <= 3
        && !lie.pointer.contains("/nodes/")
        && path.split('.').next().is_some_and(|section| fields.contains(section))
}

fn keys_of(value: &Value, keys: &mut BTreeSet<String>) {
    for (name, field) in value.as_object().into_iter().flatten() {
        keys.insert(name.clone());
        keys_of(field, keys);
    }
}

/// Tells one lie in every answer at once, again and again, until each was told; those that were not found. Answers begin one after another, so
/// that not all withhold whole pages at once: a report keeps so many findings of each check.
fn not_found(projection: &Projection, said: &Recorded) -> BTreeSet<(String, String)> {
    let all: Vec<Vec<Lie>> = said.iter().map(|(_, answer)| lies_of(answer)).collect();
    let rounds = all.iter().map(Vec::len).max().unwrap() + said.len();
    let mut missed = BTreeSet::new();
    for round in 0..rounds {
        let now = |place: usize| all[place].get(round.checked_sub(place)?);
        let mut told = said.clone();
        for (place, (_, answer)) in told.iter_mut().enumerate() {
            if let Some(lie) = now(place) {
                *answer.pointer_mut(&lie.pointer).unwrap() = lie.value.clone();
            }
        }
        let report = compared(projection, &liar(&told), Some("token"));
        for (place, (_, answer)) in said.iter().enumerate() {
            let Some(lie) = now(place) else { continue };
            let named =
                paths(&report).any(|path| names(path, answer, lie) || is_unanswered(path, answer, lie));
            if !named {
                let field = lie.pointer.rsplit('/').next().unwrap();
                missed.insert((field.to_owned(), lie.kind.to_owned()));
            }
        }
    }
    missed
}

#[test]
fn every_lie_is_found_and_named_by_its_section_thing_and_field() {
    let allowed: BTreeSet<_> =
        NOT_COMPARED.iter().map(|(field, kind, _)| ((*field).to_owned(), (*kind).to_owned())).collect();
    let mut missed = BTreeSet::new();
    for (name, story) in stories().into_iter().chain([("everything", eventful())]) {
        let bundle = bare(&story);
        let projection = projection(&story, &bundle);
        let (honest, said) = recorded(&projection, &Served::of(&story, true), Some("token"));
        assert_eq!(honest.findings, vec![], "{name}");
        let found = not_found(&projection, &said);
        assert!(found.is_subset(&allowed), "{name}: {:?}", found.difference(&allowed));
        missed.extend(found);
    }
    assert_eq!(missed, allowed, "what is not found is listed, and only that");
}
