//! Books that a registry keeps: keys, pins, conflicts, freezes, successors.

use super::head::{log_key, stands};
use crate::project::asks::{document, entry, rows};
use crate::project::table::{Row, Section, values};
use crate::project::value::{Book, count, maybe, maybe_document, maybe_moment, moment, text, word};
use serde_json::{Value, json};
use yishi_core::{RegisteredBook, StandsAt};

/// How many pins of a book the API tells at once, the newest first.
const PINS: usize = 100;

const BOOKS: &[Row<RegisteredBook>] = rows! { |book, it: RegisteredBook|
    Everybody "origin" => text(&it.origin);
    Everybody "firstLeaf" => text(it.first_leaf);
    Everybody "engineKey" => text(it.engine_key);
    Everybody concat!("logKeys{vkey fromSize untilSize ", entry!("entry"), "}") => {
        let spans = it.keys.iter().zip(&it.key_entries);
        spans.map(|(span, index)| log_key(book, span, *index)).collect()
    };
    Everybody document!("policy") => maybe_document(it.policy);
    Everybody "pinCount" => count(it.pins.len());
    Everybody concat!("pins(first:100){stands{size root} at ", entry!("entry"), "}") => {
        it.pins.iter().rev().take(PINS).map(|(size, pin)| json!({
            "stands": stands(StandsAt { size: *size, root: pin.root }),
            "at": moment(pin.at),
            "entry": book.entry(pin.index),
        })).collect()
    };
    Everybody "pinBy" => maybe_moment(it.pin_by_ms);
    Everybody "overdue" => Value::from(it.overdue);
    Everybody concat!("conflicts{kind shown{size root} pinned{size root} ", entry!("entry"), "}") => {
        it.conflicts.iter().map(|found| json!({
            "kind": word(found.conflict),
            "shown": stands(found.stands),
            "pinned": stands(found.pinned),
            "entry": book.entry(found.index),
        })).collect()
    };
    Everybody concat!("freeze{reason lastGood{size root} ", entry!("entry"), "}") => it.freeze.as_ref().map_or(Value::Null, |freeze| json!({
        "reason": freeze.reason,
        "lastGood": stands(freeze.last_good),
        "entry": book.entry(freeze.index),
    }));
    Everybody "successor" => maybe(it.successor.as_ref());
    Everybody entry!("entry") => book.entry(it.id.entry_index());
    Everybody entry!("lastEntry") => book.entry(it.changed_at);
};

pub(super) fn sections() -> Vec<Section> {
    let books = |book: &Book<'_>, _: &str| {
        book.state.register.books.values().map(|it| values(BOOKS, book, it)).collect()
    };
    vec![Section::of(("registeredBooks", "/origin"), BOOKS, books).paged_by(10)]
}
