//! Limits on what commands carry: words, counts and numbers that canonical JSON can hold.

use crate::*;
use std::fmt::Display;

/// Whether a field holds what it holds when nobody says anything, so that it is left out of canonical JSON.
pub(crate) fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

/// Most characters of a reason, a source or another short text that stands in an entry itself.
pub(crate) const MAX_WORDS: usize = 200;

/// Refuses short texts that are empty, blank, longer than 200 characters, or hold control characters.
pub(crate) fn require_words(field: &str, text: &str) -> Result<(), Rejection> {
    let length = text.chars().count();
    let plain = !text.chars().any(char::is_control) && !text.trim().is_empty();
    if plain && length <= MAX_WORDS {
        return Ok(());
    }
    let expected = format!("1 to {MAX_WORDS} characters on one line");
    Err(out_of_range(field, &expected, format!("{length} characters")))
}

/// Refuses a count outside of a range that includes both ends.
pub(crate) fn require_count(field: &str, found: usize, least: usize, most: usize) -> Result<(), Rejection> {
    if (least..=most).contains(&found) {
        return Ok(());
    }
    Err(out_of_range(field, &format!("{least} to {most}"), found))
}

/// Refuses a number that other readers of JSON would round.
pub(crate) fn require_safe(field: &str, found: u64) -> Result<(), Rejection> {
    if found <= MAX_SAFE_INTEGER {
        return Ok(());
    }
    Err(out_of_range(field, &format!("0 to {MAX_SAFE_INTEGER}"), found))
}

/// Says that a field does not hold what it may.
pub(crate) fn out_of_range(field: &str, expected: &str, found: impl Display) -> Rejection {
    Rejection::OutOfRange { field: field.to_owned(), expected: expected.to_owned(), found: found.to_string() }
}
