//! A single pass over the text of a document before the parser sees it: counts tokens and the nesting of brackets.
//!
//! The parser recurses over brackets without a limit of its own for values, so that depth must be bounded first.

use super::{GuardLimits, Refused, RefusedCode};

/// What a scan found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Scanned {
    /// Lexical tokens.
    pub tokens: usize,
    /// Deepest nesting of brackets.
    pub nesting: usize,
}

/// Counts tokens and nesting; stops at the first limit that is passed.
pub(crate) fn scan(text: &str, limits: &GuardLimits) -> Result<Scanned, Refused> {
    let mut found = Scanned::default();
    let mut open: usize = 0;
    let mut rest = text.as_bytes();
    while let Some((&byte, after)) = rest.split_first() {
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
                open = open.saturating_add(1);
                found.nesting = found.nesting.max(open);
                after
            }
            b'}' | b']' | b')' => {
                open = open.saturating_sub(1);
                after
            }
            b'.' => after.strip_prefix(b"..").unwrap_or(after),
            b if is_word(b) => skip_while(after, is_word),
            _ => after,
        };
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
