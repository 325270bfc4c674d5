//! What the book gives and what the API says, held against each other field by field.

use super::table::Section;
use crate::findings::Findings;
use crate::words::pick;
use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet};
use yishi_book::Finding;
use yishi_tally::Language;

/// How many fields of a kind are remembered that were not told.
const REMEMBERED: usize = 20;

/// What was compared so far.
pub(super) struct Differing {
    pub(super) findings: Findings,
    /// How many fields of each section were compared.
    pub(super) compared: BTreeMap<String, u64>,
    pub(super) alike: u64,
    language: Language,
    /// Whether who asked may be told everything.
    pub(super) signed_in: bool,
    /// Of what each field that only readers of the log are told was not told, although the book has it.
    untold: BTreeMap<String, Vec<String>>,
    /// Whether anything was told that only readers of the log are told.
    reads: bool,
    positions: BTreeSet<String>,
}

impl Differing {
    pub(super) fn new(findings: Findings, language: Language, signed_in: bool) -> Self {
        Self {
            findings,
            compared: BTreeMap::new(),
            alike: 0,
            language,
            signed_in,
            untold: BTreeMap::new(),
            reads: false,
            positions: BTreeSet::new(),
        }
    }

    /// Says something about the answers themselves.
    pub(super) fn fault(&mut self, message: impl Into<String>) {
        self.findings.whole("api", message.into());
    }

    /// Says that a section has no last page.
    pub(super) fn unfinished(&mut self, path: &str) {
        let why = pick(self.language, "was not answered to its last page", "未取得全部分页");
        self.findings.whole("pages", format!("{path}: {why}"));
    }

    /// Where the book of an answer stands: every answer says it, each lie is told once.
    pub(super) fn position(&mut self, book: &Value, api: &Value) {
        let said = api.to_string();
        if self.positions.insert(said) {
            self.values("head", "head.position", book, api);
        }
    }

    /// A thing of a section.
    pub(super) fn thing(&mut self, section: &Section, path: &str, book: &Value, api: &Value) {
        let title = section.title();
        let (Some(fields), Some(said)) = (book.as_object(), api.as_object()) else {
            return self.values(&title, path, book, api);
        };
        for name in names(fields, said) {
            let (book, api) = (get(fields, name), get(said, name));
            let at = format!("{path}.{name}");
            if !section.readers.contains(&name) || self.is_told(&format!("{title}.{name}"), &at, book, api) {
                self.values(&title, &at, book, api);
            }
        }
    }

    /// Whether something that is told to readers only was told; nobody who may not read is lied to.
    pub(super) fn is_told(&mut self, what: &str, path: &str, book: &Value, api: &Value) -> bool {
        let (book_has, api_has) = (!is_nothing(book), !is_nothing(api));
        if self.signed_in || !book_has {
            return self.signed_in || api_has;
        }
        self.reads |= api_has;
        if !api_has {
            let untold = self.untold.entry(what.to_owned()).or_default();
            if untold.len() < REMEMBERED {
                untold.push(path.to_owned());
            }
        }
        api_has
    }

    /// What is not told to who asked. Where anything was told that only readers of the log are told, what was not is a lie: who may read
    /// one may read all.
    pub(super) fn untold(&mut self) -> Vec<String> {
        let untold = std::mem::take(&mut self.untold);
        if !self.reads {
            return untold.into_keys().collect();
        }
        for path in untold.into_values().flatten() {
            let why = pick(self.language, "not told, although others are", "未公开，而同类内容已公开");
            self.findings.whole("differs", format!("{path}: {why}"));
        }
        Vec::new()
    }

    /// Two values, with everything below them.
    pub(super) fn values(&mut self, title: &str, path: &str, book: &Value, api: &Value) {
        match (book, api) {
            (Value::Null, Value::Null) => {}
            (Value::Object(_), Value::Null) | (Value::Null, Value::Object(_))
                if says_nothing(book) && says_nothing(api) =>
            {
                self.scalars(title, path, book, api);
            }
            (Value::Object(_), Value::Object(_) | Value::Null) | (Value::Null, Value::Object(_)) => {
                let nothing = Map::new();
                let (book, api) = (book.as_object().unwrap_or(&nothing), api.as_object().unwrap_or(&nothing));
                for name in names(book, api) {
                    self.values(title, &format!("{path}.{name}"), get(book, name), get(api, name));
                }
            }
            (Value::Array(book), Value::Array(api)) if !book.is_empty() || !api.is_empty() => {
                self.lists(title, path, book, api);
            }
            (Value::Array(book), Value::Null) if !book.is_empty() => self.lists(title, path, book, &[]),
            (Value::Null, Value::Array(api)) if !api.is_empty() => self.lists(title, path, &[], api),
            (book, api) => self.scalars(title, path, book, api),
        }
    }

    fn lists(&mut self, title: &str, path: &str, book: &[Value], api: &[Value]) {
        let (book_labels, api_labels) = labels(book, api);
        let book: BTreeMap<&String, &Value> = book_labels.iter().zip(book).collect();
        let api: BTreeMap<&String, &Value> = api_labels.iter().zip(api).collect();
        let all: BTreeSet<&String> = book.keys().chain(api.keys()).copied().collect();
        for label in all {
            let (book, api) = (book.get(label).copied(), api.get(label).copied());
            let nothing = &Value::Null;
            if book.is_none() && api.is_some_and(Value::is_null) {
                let empty = Value::from("null");
                self.scalars(title, &format!("{path}.{label}"), nothing, &empty);
                continue;
            }
            self.values(title, &format!("{path}.{label}"), book.unwrap_or(nothing), api.unwrap_or(nothing));
        }
        let in_both = |labels: &[String]| -> Vec<String> {
            labels
                .iter()
                .filter(|label| book.contains_key(label) && api.contains_key(label))
                .cloned()
                .collect()
        };
        let (book, api) = (in_both(&book_labels), in_both(&api_labels));
        if book != api {
            let (book, api) = (Value::from(book.join(" ")), Value::from(api.join(" ")));
            self.scalars(title, &format!("{path}.order"), &book, &api);
        }
    }

    fn scalars(&mut self, title: &str, path: &str, book: &Value, api: &Value) {
        let compared = self.compared.entry(title.to_owned()).or_default();
        *compared = compared.saturating_add(1);
        if book == api {
            self.alike = self.alike.saturating_add(1);
        } else {
            let message = message(path, book, api, self.language);
            let finding = Finding { index: None, check: "differs".to_owned(), message };
            self.findings.add_about(title, finding);
        }
    }
}

fn names<'a>(book: &'a Map<String, Value>, api: &'a Map<String, Value>) -> BTreeSet<&'a str> {
    book.keys().chain(api.keys()).map(String::as_str).collect()
}

fn get<'a>(fields: &'a Map<String, Value>, name: &str) -> &'a Value {
    fields.get(name).unwrap_or(&Value::Null)
}

/// How a list says that it has nothing, to somebody who may not read it.
fn is_nothing(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Number(number) => number.as_u64() == Some(0),
        Value::Array(items) => items.iter().all(is_nothing),
        Value::Object(fields) => fields.values().all(is_nothing),
        Value::Bool(_) | Value::String(_) => false,
    }
}

/// Whether there is no value in it: where an object with nothing in it stands on one side, and none on the other, no field differs.
fn says_nothing(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Object(fields) => fields.values().all(says_nothing),
        Value::Array(_) | Value::Number(_) | Value::Bool(_) | Value::String(_) => false,
    }
}

/// Names of the things of two lists, if both have one for each of theirs; else their places.
fn labels(book: &[Value], api: &[Value]) -> (Vec<String>, Vec<String>) {
    let named = |list: &[Value]| -> Option<Vec<String>> {
        let labels: Option<Vec<String>> = list.iter().map(label).collect();
        labels.filter(|labels| labels.iter().collect::<BTreeSet<_>>().len() == list.len())
    };
    match (named(book), named(api)) {
        (Some(book), Some(api)) => (book, api),
        (_, _) => {
            let places = |list: &[Value]| (0..list.len()).map(|place| place.to_string()).collect();
            (places(book), places(api))
        }
    }
}

/// What a thing in a list is called: by its own name, or by what it stands for.
fn label(thing: &Value) -> Option<String> {
    const PLACES: [&str; 9] = [
        "/seat/seatId",
        "/member/memberId",
        "/entry/index",
        "/commitment",
        "/key",
        "/criterion",
        "/origin",
        "/name",
        "/requirement/name",
    ];
    let ids = thing.as_object()?.iter().filter(|(name, value)| name.ends_with("Id") && value.is_string());
    let found = ids
        .min_by_key(|(name, _)| *name)
        .map(|(_, value)| value)
        .or_else(|| PLACES.iter().find_map(|place| thing.pointer(place)));
    found?.as_str().map(str::to_owned)
}

fn message(path: &str, book: &Value, api: &Value, language: Language) -> String {
    // A number and a text of the same digits are told apart.
    let plain = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let quoted = plain(book) == plain(api);
    let say = |value: &Value| match value {
        Value::Null => pick(language, "nothing", "无").to_owned(),
        Value::String(text) if !quoted => format!("`{text}`"),
        other => format!("`{other}`"),
    };
    match language {
        Language::English => format!("{path}: the book gives {}, the API says {}", say(book), say(api)),
        Language::Chinese => format!("{path}：台账为 {}，API 为 {}", say(book), say(api)),
    }
}
