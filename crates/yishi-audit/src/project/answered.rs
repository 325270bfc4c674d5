//! What the API answered, put together from its pages.

use super::Fields;
use super::questions::{SECTIONS, Section};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// The answers so far.
#[derive(Default)]
pub(super) struct Answered {
    pub(super) fields: Fields,
    complete: BTreeSet<Section>,
    refused: BTreeSet<Section>,
    /// Where the next page of a section begins.
    cursors: BTreeMap<Section, String>,
    /// What is wrong with the answers themselves.
    pub(super) faults: Vec<String>,
}

impl Answered {
    /// Takes in one answer.
    pub(super) fn absorb(&mut self, answer: &Value) {
        let errors = answer.get("errors").and_then(Value::as_array).into_iter().flatten();
        for error in errors {
            let message =
                error.get("message").and_then(Value::as_str).unwrap_or("an error without a message");
            self.faults.push(message.to_owned());
        }
        let Some(book) = answer.pointer("/data/book").filter(|book| !book.is_null()) else {
            self.faults
                .push("an answer without the book: it is not kept there, or not at this size".to_owned());
            return;
        };
        self.position(book);
        if let Some(charter) = book.get("charter") {
            self.head(book, charter);
        }
        for section in SECTIONS {
            match book.get(section.name()) {
                None => {}
                Some(Value::Null) => drop(self.refused.insert(section)),
                Some(page) => self.page(section, page),
            }
        }
    }

    /// Every page must be of one version of the book.
    fn position(&mut self, book: &Value) {
        let Some(position) = book.get("position") else { return };
        let mut fields = Fields::new();
        flatten("head.position", position, &mut fields);
        for (path, value) in fields {
            match self.fields.get(&path) {
                Some(before) if *before != value => {
                    self.faults.push(format!(
                        "answers of two versions of the book: {path} is `{before}` and `{value}`"
                    ));
                }
                Some(_) | None => drop(self.fields.insert(path, value)),
            }
        }
    }

    fn head(&mut self, book: &Value, charter: &Value) {
        for (path, value) in
            [("head.figures", book.get("figures")), ("head.charter.version", charter.get("version"))]
        {
            flatten(path, value.unwrap_or(&Value::Null), &mut self.fields);
        }
        flatten("head.charter.digest", charter.get("digest").unwrap_or(&Value::Null), &mut self.fields);
        for council in charter.get("councils").and_then(Value::as_array).into_iter().flatten() {
            let Some(id) = council.get(Section::Head.id()).and_then(Value::as_str) else { continue };
            let path = format!("councils.{id}");
            for name in ["level", "parent"] {
                flatten(
                    &format!("{path}.{name}"),
                    council.get(name).unwrap_or(&Value::Null),
                    &mut self.fields,
                );
            }
            for seat in council.get("seats").and_then(Value::as_array).into_iter().flatten() {
                let Some(id) = seat.pointer("/seat/seatId").and_then(Value::as_str) else { continue };
                self.fields.insert(format!("{path}.seats.{id}"), holders(seat));
            }
        }
        self.complete.insert(Section::Head);
    }

    fn page(&mut self, section: Section, page: &Value) {
        for node in page.get("nodes").and_then(Value::as_array).into_iter().flatten() {
            let Some(id) = node.get(section.id()).and_then(Value::as_str) else { continue };
            let path = format!("{}.{id}", section.name());
            let mut fields = Fields::new();
            for (name, value) in
                node.as_object().into_iter().flatten().filter(|(name, _)| *name != section.id())
            {
                flatten(&format!("{path}.{name}"), value, &mut fields);
            }
            // An open vote shows how it stands as far as its rule lets it; what counts is the sealed figures.
            if section == Section::Polls
                && fields.get(&format!("{path}.status")).is_none_or(|it| it != "SEALED")
            {
                fields.retain(|field, _| !field.starts_with(&format!("{path}.tally.")));
            }
            self.fields.extend(fields);
        }
        let cursor = page.pointer("/pageInfo/endCursor").and_then(Value::as_str);
        match (page.pointer("/pageInfo/hasNextPage").and_then(Value::as_bool), cursor) {
            (Some(true), Some(cursor)) => {
                if self.cursors.insert(section, cursor.to_owned()).as_deref() == Some(cursor) {
                    self.faults.push(format!("the pages of {} do not go on", section.name()));
                    self.complete.insert(section);
                }
            }
            (Some(true), None) | (None, _) => {
                self.faults.push(format!("a page of {} without its end", section.name()))
            }
            (Some(false), _) => drop(self.complete.insert(section)),
        }
    }

    /// What has still to be asked, with where its page begins.
    pub(super) fn open(&self) -> Vec<(Section, Option<&str>)> {
        let open = SECTIONS.iter().filter(|section| !self.is_done(**section));
        open.map(|section| (*section, self.cursors.get(section).map(String::as_str))).collect()
    }

    pub(super) fn is_done(&self, section: Section) -> bool {
        self.complete.contains(&section) || self.refused.contains(&section)
    }

    /// What the API does not tell whoever asked.
    pub(super) fn is_refused(&self, section: Section) -> bool {
        self.refused.contains(&section) && !self.complete.contains(&section)
    }
}

fn holders(seat: &Value) -> String {
    let holders = seat.get("holders").and_then(Value::as_array).into_iter().flatten();
    let mut members: Vec<&str> =
        holders.filter_map(|holder| holder.pointer("/member/memberId").and_then(Value::as_str)).collect();
    members.sort_unstable();
    members.join(",")
}

/// Every scalar below a value, by its path; what is null is not there.
fn flatten(path: &str, value: &Value, fields: &mut Fields) {
    match value {
        Value::Null => {}
        Value::Object(object) => {
            for (name, value) in object {
                flatten(&format!("{path}.{name}"), value, fields);
            }
        }
        Value::String(text) => drop(fields.insert(path.to_owned(), text.clone())),
        Value::Bool(_) | Value::Number(_) | Value::Array(_) => {
            drop(fields.insert(path.to_owned(), value.to_string()))
        }
    }
}
