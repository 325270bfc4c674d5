//! Checks bytes in one pass, without building a tree: the hot path of every reader.

use super::plain::plain_prefix;
use super::{CanonicalError, MAX_DEPTH, MAX_INTEGER, keys};
use std::borrow::Cow;
use std::cmp::Ordering;

/// Checks that bytes are one canonical JSON value.
///
/// # Errors
/// The first place that is not canonical, with the reason.
pub fn check(bytes: &[u8]) -> Result<(), CanonicalError> {
    let mut scanner = Scanner::new(bytes)?;
    scanner.value()?;
    scanner.end()
}

/// A position in a text that is being checked.
pub(crate) struct Scanner<'a> {
    text: &'a str,
    at: usize,
    depth: usize,
}

impl<'a> Scanner<'a> {
    /// Starts at the first byte; the whole must be UTF-8.
    pub(crate) fn new(bytes: &'a [u8]) -> Result<Self, CanonicalError> {
        let text = std::str::from_utf8(bytes)
            .map_err(|error| CanonicalError::new(error.valid_up_to(), "not UTF-8"))?;
        Ok(Self { text, at: 0, depth: 0 })
    }

    /// Wants the end of the text.
    pub(crate) fn end(&self) -> Result<(), CanonicalError> {
        if self.at == self.text.len() { Ok(()) } else { Err(self.error("bytes after the end of the value")) }
    }

    /// Wants exactly these bytes next.
    pub(crate) fn literal(&mut self, wanted: &str) -> Result<(), CanonicalError> {
        if self.rest().starts_with(wanted.as_bytes()) {
            self.at += wanted.len();
            return Ok(());
        }
        Err(self.error(format!("`{wanted}` expected")))
    }

    /// Steps over one value and returns its text.
    pub(crate) fn spanned_value(&mut self) -> Result<&'a str, CanonicalError> {
        let from = self.at;
        self.value()?;
        Ok(self.text.get(from..self.at).unwrap_or_default())
    }

    /// Steps over one value.
    pub(crate) fn value(&mut self) -> Result<(), CanonicalError> {
        match self.peek() {
            Some(b'{') => self.object(),
            Some(b'[') => self.array(),
            Some(b'"') => self.string().map(|_| ()),
            Some(b'-' | b'0'..=b'9') => self.integer().map(|_| ()),
            Some(b't') => self.literal("true"),
            Some(b'f') => self.literal("false"),
            Some(b'n') => self.literal("null"),
            Some(_) => Err(self.error("a value expected (no white space is allowed)")),
            None => Err(self.error("the text ends where a value is expected")),
        }
    }

    /// Steps over a string and returns what stands between its quotes, undecoded.
    pub(crate) fn string(&mut self) -> Result<&'a str, CanonicalError> {
        self.literal("\"")?;
        let from = self.at;
        loop {
            self.at += plain_prefix(self.rest());
            match self.peek() {
                Some(b'"') => {
                    let inside = self.text.get(from..self.at).unwrap_or_default();
                    self.at += 1;
                    return Ok(inside);
                }
                Some(b'\\') => self.escape()?,
                Some(_) => return Err(self.error("a control character must be escaped")),
                None => return Err(self.error("the string has no end")),
            }
        }
    }

    /// Steps over an integer within ±(2^53 − 1) and returns its sign and magnitude.
    pub(crate) fn integer(&mut self) -> Result<(bool, u64), CanonicalError> {
        let from = self.at;
        let negative = self.peek() == Some(b'-');
        if negative {
            self.at += 1;
        }
        let digits = self.rest().iter().take_while(|byte| byte.is_ascii_digit()).count();
        let text = self.text.get(self.at..self.at + digits).unwrap_or_default();
        let fail = |reason| Err(CanonicalError::new(from, reason));
        if digits == 0 {
            return fail("digits expected");
        }
        if (text.starts_with('0') && digits > 1) || (negative && text == "0") {
            return fail("leading zeros and -0 are not canonical");
        }
        self.at += digits;
        if matches!(self.peek(), Some(b'.' | b'e' | b'E')) {
            return fail("only integers are allowed");
        }
        match text.parse() {
            Ok(magnitude) if magnitude <= MAX_INTEGER => Ok((negative, magnitude)),
            _ => fail("the integer is outside ±(2^53−1)"),
        }
    }

    fn object(&mut self) -> Result<(), CanonicalError> {
        self.enter("{")?;
        if self.peek() == Some(b'}') {
            return self.leave();
        }
        let mut last: Option<Cow<'a, str>> = None;
        loop {
            let key_at = self.at;
            let key = unescape(self.string()?);
            match last.as_ref().map(|last| keys::compare(last, &key)) {
                Some(Ordering::Equal) => return Err(CanonicalError::new(key_at, "the key stands twice")),
                Some(Ordering::Greater) => {
                    return Err(CanonicalError::new(key_at, "the keys are not sorted by UTF-16 code units"));
                }
                Some(Ordering::Less) | None => last = Some(key),
            }
            self.literal(":")?;
            self.value()?;
            match self.peek() {
                Some(b',') => self.at += 1,
                Some(b'}') => return self.leave(),
                _ => return Err(self.error("`,` or `}` expected")),
            }
        }
    }

    fn array(&mut self) -> Result<(), CanonicalError> {
        self.enter("[")?;
        if self.peek() == Some(b']') {
            return self.leave();
        }
        loop {
            self.value()?;
            match self.peek() {
                Some(b',') => self.at += 1,
                Some(b']') => return self.leave(),
                _ => return Err(self.error("`,` or `]` expected")),
            }
        }
    }

    /// Accepts the only escapes that RFC 8785 writes, each in its only spelling.
    fn escape(&mut self) -> Result<(), CanonicalError> {
        let length = match self.rest() {
            [_, b'"' | b'\\' | b'b' | b'f' | b'n' | b'r' | b't', ..] => 2,
            [_, b'u', b'0', b'0', b'0', b'0'..=b'7' | b'b' | b'e' | b'f', ..]
            | [_, b'u', b'0', b'0', b'1', b'0'..=b'9' | b'a'..=b'f', ..] => 6,
            _ => return Err(self.error("the escape is not the canonical spelling of its character")),
        };
        self.at += length;
        Ok(())
    }

    fn enter(&mut self, bracket: &str) -> Result<(), CanonicalError> {
        if self.depth == MAX_DEPTH {
            return Err(self.error(format!("nested deeper than {MAX_DEPTH}")));
        }
        self.depth += 1;
        self.literal(bracket)
    }

    fn leave(&mut self) -> Result<(), CanonicalError> {
        self.depth -= 1;
        self.at += 1;
        Ok(())
    }

    fn rest(&self) -> &'a [u8] {
        self.text.as_bytes().get(self.at..).unwrap_or_default()
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn error(&self, reason: impl Into<String>) -> CanonicalError {
        CanonicalError::new(self.at, reason)
    }
}

/// Decodes a key for comparison; most have no escape and are borrowed. The text was checked by `Scanner::string`.
fn unescape(inside: &str) -> Cow<'_, str> {
    if !inside.contains('\\') {
        return Cow::Borrowed(inside);
    }
    let mut decoded = String::with_capacity(inside.len());
    let mut rest = inside.chars();
    while let Some(character) = rest.next() {
        if character != '\\' {
            decoded.push(character);
            continue;
        }
        match rest.next() {
            Some('b') => decoded.push('\u{8}'),
            Some('f') => decoded.push('\u{c}'),
            Some('n') => decoded.push('\n'),
            Some('r') => decoded.push('\r'),
            Some('t') => decoded.push('\t'),
            Some('u') => {
                let digits: String = rest.by_ref().take(4).collect();
                decoded.extend(u32::from_str_radix(&digits, 16).ok().and_then(char::from_u32));
            }
            other => decoded.extend(other),
        }
    }
    Cow::Owned(decoded)
}
