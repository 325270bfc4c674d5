//! What follows from the book, written as the API writes it.

use serde::Serialize;
use serde_json::{Map, Value, json};
use std::fmt::Display;
use yishi_core::{Commitment, CouncilId, Custody, Date, DocumentHash, State, TimeMs};
use yishi_log::tree::TreeHash;

/// What is kept of an entry while the book is read: 56 bytes each.
#[derive(Clone, Copy, Debug)]
pub(super) struct Leaf {
    /// Its hash in the tree.
    pub(super) hash: TreeHash,
    /// What its command does, e.g. `submit`.
    pub(super) command: &'static str,
    /// How the key is kept that signed it; nothing where the engine did.
    pub(super) custody: Option<Custody>,
}

/// Puts a field into an object, or in the place of the one that is there.
pub(super) fn put(object: &mut Value, name: &str, value: Value) {
    if let Some(fields) = object.as_object_mut() {
        fields.insert(name.to_owned(), value);
    }
}

/// The book from which everything is derived.
#[derive(Clone, Copy)]
pub(super) struct Book<'a> {
    pub(super) state: &'a State,
    pub(super) leaves: &'a [Leaf],
    /// When the last entry was recorded.
    pub(super) at: TimeMs,
}

impl Book<'_> {
    /// An entry, by position and hash.
    pub(super) fn entry(&self, index: u64) -> Value {
        let leaf = usize::try_from(index).ok().and_then(|index| self.leaves.get(index));
        json!({ "index": index.to_string(), "leafHash": maybe(leaf.map(|leaf| leaf.hash)) })
    }

    /// An entry, if there is one.
    pub(super) fn maybe_entry(&self, index: Option<u64>) -> Value {
        index.map_or(Value::Null, |index| self.entry(index))
    }

    /// What the command of an entry does.
    pub(super) fn command(&self, index: u64) -> Value {
        let leaf = usize::try_from(index).ok().and_then(|index| self.leaves.get(index));
        maybe(leaf.map(|leaf| leaf.command))
    }

    /// How the key is kept that signed an entry.
    pub(super) fn custody(&self, index: u64) -> Value {
        let leaf = usize::try_from(index).ok().and_then(|index| self.leaves.get(index));
        leaf.and_then(|leaf| leaf.custody).map_or(Value::Null, word)
    }

    /// A council by its id; one that the present charter does not know is not told.
    pub(super) fn council(&self, id: &CouncilId) -> Value {
        let known = self
            .state
            .charter()
            .is_some_and(|version| version.charter.councils.iter().any(|council| council.id == *id));
        if known { named("councilId", id) } else { Value::Null }
    }

    /// A statement: what stands for it in the book, and the entry that removed it.
    pub(super) fn words(&self, commitment: Commitment) -> Value {
        let redacted = self.state.redacted.get(&commitment).copied();
        json!({ "commitment": text(commitment), "redactedBy": self.maybe_entry(redacted) })
    }

    /// A statement, if there is one.
    pub(super) fn maybe_words(&self, commitment: Option<Commitment>) -> Value {
        commitment.map_or(Value::Null, |commitment| self.words(commitment))
    }
}

/// A text; numbers that may exceed 32 bits are texts too.
pub(super) fn text(value: impl Display) -> Value {
    Value::String(value.to_string())
}

/// A text, or nothing.
pub(super) fn maybe(value: Option<impl Display>) -> Value {
    value.map_or(Value::Null, text)
}

/// A small number; the API tells none above 2³¹−1.
pub(super) fn count(value: impl TryInto<i32>) -> Value {
    Value::from(value.try_into().unwrap_or(i32::MAX))
}

/// The word of a variant.
pub(super) fn word(value: impl Serialize) -> Value {
    let json = serde_json::to_value(value).unwrap_or_default();
    json.as_str().map_or(Value::Null, |word| Value::String(word.to_uppercase()))
}

/// An object of which only one field is asked.
pub(super) fn named(field: &str, value: impl Display) -> Value {
    Value::Object(Map::from_iter([(field.to_owned(), text(value))]))
}

/// The same, if there is one.
pub(super) fn maybe_named(field: &str, value: Option<impl Display>) -> Value {
    value.map_or(Value::Null, |value| named(field, value))
}

/// A list of such objects.
pub(super) fn all_named(field: &str, values: impl IntoIterator<Item = impl Display>) -> Value {
    values.into_iter().map(|value| named(field, value)).collect()
}

/// A member.
pub(super) fn member(id: impl Display) -> Value {
    named("memberId", id)
}

/// A member, or nobody.
pub(super) fn maybe_member(id: Option<impl Display>) -> Value {
    maybe_named("memberId", id)
}

/// Members.
pub(super) fn members(ids: impl IntoIterator<Item = impl Display>) -> Value {
    all_named("memberId", ids)
}

/// A document, by its hash.
pub(super) fn document(hash: DocumentHash) -> Value {
    named("hash", hash)
}

/// A document, or none.
pub(super) fn maybe_document(hash: Option<DocumentHash>) -> Value {
    maybe_named("hash", hash)
}

/// Texts in a list.
pub(super) fn texts(values: impl IntoIterator<Item = impl Display>) -> Value {
    values.into_iter().map(text).collect()
}

/// How many items a connection has.
pub(super) fn total(items: usize) -> Value {
    json!({ "totalCount": count(items) })
}

/// The end of a connection of which all items are asked in one page.
pub(super) fn page_of(items: impl IntoIterator<Item = Value>) -> Value {
    let nodes: Vec<Value> = items.into_iter().collect();
    json!({ "totalCount": count(nodes.len()), "nodes": nodes })
}

/// A moment: RFC 3339 in UTC, to the millisecond.
pub(super) fn moment(at: TimeMs) -> Value {
    const DAY_MS: u64 = 86_400_000;
    const CHINA_OFFSET_MS: u64 = 8 * 3_600_000;
    // Dates are those of China, eight hours ahead.
    let date = Date::of(TimeMs(at.0.saturating_sub(CHINA_OFFSET_MS)));
    let ms = at.0 % DAY_MS;
    let (hours, minutes, seconds) = (ms / 3_600_000, ms / 60_000 % 60, ms / 1000 % 60);
    text(format_args!("{date}T{hours:02}:{minutes:02}:{seconds:02}.{:03}Z", ms % 1000))
}

/// A moment, or none.
pub(super) fn maybe_moment(at: Option<TimeMs>) -> Value {
    at.map_or(Value::Null, moment)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_written_as_the_api_writes_them() {
        assert_eq!(moment(TimeMs(1_772_413_200_000)), "2026-03-02T01:00:00.000Z");
        assert_eq!(moment(TimeMs(1_772_409_599_999)), "2026-03-01T23:59:59.999Z");
    }
}
