//! Writes the bytes of canonical JSON: punctuation, numbers, strings, and members in their order.

use super::{CanonicalError, MAX_DEPTH, MAX_INTEGER, keys};
use serde::Serialize;
use std::borrow::Cow;
use std::cmp::Ordering;

/// The output so far.
pub(super) struct Writer {
    out: Vec<u8>,
    depth: usize,
}

impl Writer {
    pub(super) fn new() -> Self {
        Self { out: Vec::with_capacity(256), depth: 0 }
    }

    pub(super) fn into_bytes(self) -> Vec<u8> {
        self.out
    }

    pub(super) fn literal(&mut self, text: &str) {
        self.out.extend_from_slice(text.as_bytes());
    }

    pub(super) fn error(&self, reason: impl Into<String>) -> CanonicalError {
        CanonicalError::new(self.out.len(), reason)
    }

    fn enter(&mut self, bracket: u8) -> Result<(), CanonicalError> {
        if self.depth == MAX_DEPTH {
            return Err(self.error(format!("nested deeper than {MAX_DEPTH}")));
        }
        self.depth += 1;
        self.out.push(bracket);
        Ok(())
    }

    pub(super) fn leave(&mut self, bracket: u8) {
        self.depth -= 1;
        self.out.push(bracket);
    }

    pub(super) fn integer(&mut self, value: i128) -> Result<(), CanonicalError> {
        if value.unsigned_abs() > u128::from(MAX_INTEGER) {
            return Err(self.error("the integer is outside ±(2^53−1)"));
        }
        self.literal(&value.to_string());
        Ok(())
    }

    pub(super) fn string(&mut self, text: &str) {
        self.out.push(b'"');
        let mut rest = text.as_bytes();
        while let Some(at) = rest.iter().position(|&byte| byte < 0x20 || byte == b'"' || byte == b'\\') {
            let (plain, special) = rest.split_at(at);
            self.out.extend_from_slice(plain);
            if let Some((&byte, after)) = special.split_first() {
                self.escape(byte);
                rest = after;
            }
        }
        self.out.extend_from_slice(rest);
        self.out.push(b'"');
    }

    fn escape(&mut self, byte: u8) {
        let short = match byte {
            0x08 => b'b',
            0x09 => b't',
            0x0a => b'n',
            0x0c => b'f',
            0x0d => b'r',
            b'"' | b'\\' => byte,
            _ => {
                self.out.extend_from_slice(format!("\\u{byte:04x}").as_bytes());
                return;
            }
        };
        self.out.extend_from_slice(&[b'\\', short]);
    }

    /// Opens `{"variant":` around the content of an externally tagged variant.
    pub(super) fn open_variant(&mut self, variant: &str) -> Result<(), CanonicalError> {
        self.enter(b'{')?;
        self.string(variant);
        self.out.push(b':');
        Ok(())
    }
}

/// An array, or the content of a tuple variant (`wrapped`).
pub(super) struct Array<'a> {
    writer: &'a mut Writer,
    first: bool,
    wrapped: bool,
}

impl<'a> Array<'a> {
    pub(super) fn open(writer: &'a mut Writer, variant: Option<&str>) -> Result<Self, CanonicalError> {
        if let Some(variant) = variant {
            writer.open_variant(variant)?;
        }
        writer.enter(b'[')?;
        Ok(Self { writer, first: true, wrapped: variant.is_some() })
    }

    pub(super) fn element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), CanonicalError> {
        if !self.first {
            self.writer.out.push(b',');
        }
        self.first = false;
        value.serialize(&mut *self.writer)
    }

    pub(super) fn close(self) {
        self.writer.leave(b']');
        if self.wrapped {
            self.writer.leave(b'}');
        }
    }
}

/// Where a member stands in the output: its key and the span of `"key":value`.
struct Member {
    key: Cow<'static, str>,
    from: usize,
    to: usize,
}

/// An object, or the content of a struct variant (`wrapped`). Members are written as they come and put in order at the end.
pub(super) struct Object<'a> {
    writer: &'a mut Writer,
    start: usize,
    members: Vec<Member>,
    key: String,
    wrapped: bool,
}

impl<'a> Object<'a> {
    pub(super) fn open(writer: &'a mut Writer, variant: Option<&str>) -> Result<Self, CanonicalError> {
        if let Some(variant) = variant {
            writer.open_variant(variant)?;
        }
        writer.enter(b'{')?;
        let start = writer.out.len();
        Ok(Self { writer, start, members: Vec::new(), key: String::new(), wrapped: variant.is_some() })
    }

    /// Remembers the key of the member whose value comes next.
    pub(super) fn set_key(&mut self, key: String) {
        self.key = key;
    }

    pub(super) fn take_key(&mut self) -> String {
        std::mem::take(&mut self.key)
    }

    pub(super) fn member<T: Serialize + ?Sized>(
        &mut self,
        key: Cow<'static, str>,
        value: &T,
    ) -> Result<(), CanonicalError> {
        if !self.members.is_empty() {
            self.writer.out.push(b',');
        }
        let from = self.writer.out.len();
        self.writer.string(&key);
        self.writer.out.push(b':');
        value.serialize(&mut *self.writer)?;
        self.members.push(Member { key, from, to: self.writer.out.len() });
        Ok(())
    }

    pub(super) fn close(mut self) -> Result<(), CanonicalError> {
        if !self.members.is_sorted_by(|a, b| keys::compare(&a.key, &b.key) == Ordering::Less) {
            self.reorder()?;
        }
        self.writer.leave(b'}');
        if self.wrapped {
            self.writer.leave(b'}');
        }
        Ok(())
    }

    fn reorder(&mut self) -> Result<(), CanonicalError> {
        self.members.sort_by(|a, b| keys::compare(&a.key, &b.key));
        let twice = self.members.iter().zip(self.members.iter().skip(1)).find(|(a, b)| a.key == b.key);
        if let Some((first, _)) = twice {
            return Err(CanonicalError::new(first.from, format!("the key `{}` stands twice", first.key)));
        }
        let mut sorted = Vec::with_capacity(self.writer.out.len() - self.start);
        for (position, member) in self.members.iter().enumerate() {
            if position > 0 {
                sorted.push(b',');
            }
            sorted.extend_from_slice(self.writer.out.get(member.from..member.to).unwrap_or_default());
        }
        self.writer.out.truncate(self.start);
        self.writer.out.append(&mut sorted);
        Ok(())
    }
}
