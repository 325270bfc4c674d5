//! A single pass over the text of a document before the parser sees it: counts tokens and the nesting of brackets, and finds
//! fields that an input object has twice.
//!
//! The parser recurses over brackets without a limit of its own for values, so that depth must be bounded first; and of a
//! field that stands twice it keeps the last only, so that a ballot could say something else than its reader saw first.

use super::{GuardLimits, Refused, RefusedCode};
use async_graphql::Pos;
use std::collections::BTreeSet;

/// What a scan found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Scanned {
    /// Lexical tokens.
    pub tokens: usize,
    /// Deepest nesting of brackets.
    pub nesting: usize,
}

/// An open bracket.
enum Bracket<'t> {
    /// An input object, with the names of its fields so far.
    Object(BTreeSet<&'t [u8]>),
    /// A list of values, or of a type.
    List,
    /// Anything else.
    Other,
}

/// Counts tokens and nesting; stops at the first limit that is passed, and at a field that stands twice.
pub(crate) fn scan(text: &str, limits: &GuardLimits) -> Result<Scanned, Refused> {
    let mut found = Scanned::default();
    let mut open: Vec<Bracket<'_>> = Vec::new();
    let mut before: &[u8] = b"";
    let mut rest = text.as_bytes();
    while let Some((&byte, after)) = rest.split_first() {
        let start = rest;
        rest = match byte {
            b' ' | b'\t' | b'\r' | b'\n' | b',' => {
                rest = after;
                continue;
            }
            b'#' => {
                rest = skip_while(after, |b| b != b'\n' && b != b'\r');
                continue;
            }
            b'"' => skip_string(rest),
            b'{' | b'[' | b'(' => {
                open.push(opened(byte, before, open.last()));
                found.nesting = found.nesting.max(open.len());
                after
            }
            b'}' | b']' | b')' => {
                open.pop();
                after
            }
            b':' => {
                if let Some(Bracket::Object(fields)) = open.last_mut()
                    && !fields.insert(before)
                {
                    let message = "an input object has one field twice: say which value is meant";
                    let at = position(text, text.len().saturating_sub(start.len()));
                    return Err(Refused::at(RefusedCode::ValidationFailed, message, at));
                }
                after
            }
            b'.' => after.strip_prefix(b"..").unwrap_or(after),
            b if is_word(b) => skip_while(after, is_word),
            _ => after,
        };
        before = start.get(..start.len().saturating_sub(rest.len())).unwrap_or_default();
        found.tokens = found.tokens.saturating_add(1);
        if found.tokens > limits.tokens {
            return Err(Refused::over(RefusedCode::DocumentTooLarge, "tokens", limits.tokens));
        }
        if found.nesting > limits.nesting {
            return Err(Refused::over(
                RefusedCode::DocumentTooLarge,
                "brackets inside one another",
                limits.nesting,
            ));
        }
    }
    Ok(found)
}

/// What a bracket opens: an object stands where a value is expected, and nowhere else.
fn opened<'t>(bracket: u8, before: &[u8], around: Option<&Bracket<'_>>) -> Bracket<'t> {
    let value = matches!(before, b":" | b"=") || matches!(around, Some(Bracket::List));
    match bracket {
        b'{' if value => Bracket::Object(BTreeSet::new()),
        b'[' => Bracket::List,
        _ => Bracket::Other,
    }
}

/// Line and column of a byte, from 1.
fn position(text: &str, byte: usize) -> Pos {
    let before = text.get(..byte).unwrap_or_default();
    let line = before.matches('\n').count().saturating_add(1);
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count().saturating_add(1);
    Pos { line, column }
}

const fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

fn skip_while(bytes: &[u8], keep: impl Fn(u8) -> bool) -> &[u8] {
    let length = bytes.iter().position(|b| !keep(*b)).unwrap_or(bytes.len());
    bytes.get(length..).unwrap_or_default()
}

/// Skips a string or block string that starts with a quotation mark; an unfinished one ends with the text.
fn skip_string(bytes: &[u8]) -> &[u8] {
    if let Some(block) = bytes.strip_prefix(b"\"\"\"") { skip_block(block) } else { skip_line(bytes) }
}

fn skip_block(mut rest: &[u8]) -> &[u8] {
    while !rest.is_empty() {
        if let Some(after) = rest.strip_prefix(b"\"\"\"") {
            return after;
        }
        let step = if rest.starts_with(b"\\\"\"\"") { 4 } else { 1 };
        rest = rest.get(step..).unwrap_or_default();
    }
    rest
}

fn skip_line(bytes: &[u8]) -> &[u8] {
    let mut rest = bytes.get(1..).unwrap_or_default();
    while let Some((&byte, after)) = rest.split_first() {
        match byte {
            b'"' => return after,
            b'\n' | b'\r' => return rest,
            b'\\' => rest = after.get(1..).unwrap_or_default(),
            _ => rest = after,
        }
    }
    rest
}
