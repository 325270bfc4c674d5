//! Whether the canary uses every way: held against one line of every kind of command that the program knows.

use std::collections::BTreeSet;
use std::path::Path;
use yishi_book::Entry;
use yishi_core::*;

/// One line at least of every kind of command, which a test of yishi-core holds complete.
const COMMANDS: &str = include_str!("../../../yishi-core/tests/fixtures/commands-v1.jsonl");
/// Kinds with words or records of an office that are planted nowhere: they concern no member, lie in the store as those of the
/// other offices do, and are redacted by the same command. A new kind is planted, or written down here.
const NOT_PLANTED: [&str; 13] = [
    "answer_hard_matter",
    "call_mediation_session",
    "close_mediation_session",
    "conclude_call",
    "correct_payment",
    "dispute_tally_sheet",
    "enter_tally_sheet",
    "perform_duty",
    "propose_settlement",
    "record_duty",
    "record_payment",
    "record_service",
    "screen_submission",
];

/// By which ways words come in.
#[derive(Default, Debug, PartialEq, Eq)]
struct Ways {
    /// Kind and field of those that concern a member.
    own: BTreeSet<String>,
    /// Kinds of the others.
    office: BTreeSet<String>,
}

impl Ways {
    fn note(&mut self, command: &Command, actor: &Actor) {
        let concerns = command.concerns(actor);
        let evidence = actor.assistance.as_ref().map(|assistance| assistance.evidence);
        for text in concerns.keys() {
            if Some(*text) == evidence {
                self.own.insert("assistance.evidence".to_owned());
            } else {
                let value = serde_json::to_value(command).unwrap();
                let fields = named(&value, &text.to_string());
                self.own.extend(fields.iter().map(|field| format!("{}.{field}", command.kind())));
            }
        }
        let texts = command.texts().into_iter().filter_map(|text| text.commitment());
        if texts.into_iter().any(|text| !concerns.contains_key(&text)) {
            self.office.insert(command.kind().to_owned());
        }
    }
}

/// The fields in which a value stands.
fn named(value: &serde_json::Value, wanted: &str) -> Vec<String> {
    match value {
        serde_json::Value::Object(fields) => fields
            .iter()
            .flat_map(
                |(field, value)| {
                    if value == wanted { vec![field.clone()] } else { named(value, wanted) }
                },
            )
            .collect(),
        serde_json::Value::Array(values) => values.iter().flat_map(|value| named(value, wanted)).collect(),
        _ => Vec::new(),
    }
}

fn of_the_program() -> Ways {
    let assistance =
        Assistance { principal: "bird".parse().unwrap(), evidence: "ee".repeat(32).parse().unwrap() };
    let actor = Actor {
        party: Party::Member("clerk".parse().unwrap()),
        key: PublicKey([0; 32]),
        assistance: Some(assistance),
    };
    let mut ways = Ways::default();
    for line in COMMANDS.lines() {
        ways.note(&serde_json::from_str(line).unwrap(), &actor);
    }
    ways
}

/// The ways by which the texts came into a bundle that were planted.
fn of_the_book(bundle: &Path, planted: &[String]) -> Ways {
    let mut ways = Ways::default();
    let book = std::fs::read_to_string(bundle.join("book.jsonl")).unwrap();
    for line in book.lines() {
        let Entry { envelope, .. } = Entry::parse(line.as_bytes()).unwrap();
        let actor = Actor::from(&envelope);
        let mut texts = envelope.command.texts().into_iter().chain(actor.texts());
        if texts.any(|text| text.commitment().is_some_and(|text| planted.contains(&text.to_string()))) {
            ways.note(&envelope.command, &actor);
        }
    }
    ways
}

/// Every way by which words of a member come in was used, and every kind of office that was not is written down.
pub fn every_way_was_used(bundle: &Path, planted: &[String]) {
    let (program, book) = (of_the_program(), of_the_book(bundle, planted));
    assert_eq!(book.own, program.own, "the ways used, and all there are");
    let left: BTreeSet<_> = program.office.difference(&book.office).map(String::as_str).collect();
    assert_eq!(left, BTreeSet::from(NOT_PLANTED), "the kinds of offices in which nothing was planted");
}
