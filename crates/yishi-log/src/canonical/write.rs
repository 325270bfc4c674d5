//! Writes the bytes of canonical JSON: punctuation, numbers, strings, and members in their order.

use super::plain::plain_prefix;
use super::{CanonicalError, MAX_DEPTH, MAX_INTEGER, keys};
use crate::digits::push_decimal;
use serde::Serialize;
use std::borrow::Cow;
use std::cmp::Ordering;

/// The output so far.
pub(super) struct Writer {
    out: Vec<u8>,
    depth: usize,
    /// The members of all objects that are open, the innermost last.
    members: Vec<Member>,
    /// Where members are put in order, kept from one object to the next.
    sorted: Vec<u8>,
}

impl Writer {
    pub(super) fn new() -> Self {
        Self { out: Vec::with_capacity(1_024), depth: 0, members: Vec::with_capacity(24), sorted: Vec::new() }
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
        let magnitude =
            u64::try_from(value.unsigned_abs()).ok().filter(|&magnitude| magnitude <= MAX_INTEGER);
        let Some(magnitude) = magnitude else {
            return Err(self.error("the integer is outside ±(2^53−1)"));
        };
        if value < 0 {
            self.out.push(b'-');
        }
        push_decimal(&mut self.out, magnitude);
        Ok(())
    }

    pub(super) fn string(&mut self, text: &str) {
        self.out.push(b'"');
        let mut rest = text.as_bytes();
        loop {
            let (plain, special) = rest.split_at_checked(plain_prefix(rest)).unwrap_or((rest, &[]));
            self.out.extend_from_slice(plain);
            let Some((&byte, after)) = special.split_first() else { break };
            self.escape(byte);
            rest = after;
        }
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
    /// How many members of outer objects stand before its own.
    outer: usize,
    key: String,
    wrapped: bool,
}

impl<'a> Object<'a> {
    pub(super) fn open(writer: &'a mut Writer, variant: Option<&str>) -> Result<Self, CanonicalError> {
        if let Some(variant) = variant {
            writer.open_variant(variant)?;
        }
        writer.enter(b'{')?;
        let (start, outer) = (writer.out.len(), writer.members.len());
        Ok(Self { writer, start, outer, key: String::new(), wrapped: variant.is_some() })
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
        let from = self.writer.out.len();
        self.writer.string(&key);
        self.writer.out.push(b':');
        value.serialize(&mut *self.writer)?;
        self.writer.members.push(Member { key, from, to: self.writer.out.len() });
        self.writer.out.push(b',');
        Ok(())
    }

    pub(super) fn close(self) -> Result<(), CanonicalError> {
        self.writer.order_members(self.start, self.outer)?;
        self.writer.leave(b'}');
        if self.wrapped {
            self.writer.leave(b'}');
        }
        Ok(())
    }
}

impl Writer {
    /// Puts the members from `outer` on, whose text begins at `start`, in order, and forgets them.
    fn order_members(&mut self, start: usize, outer: usize) -> Result<(), CanonicalError> {
        let Some(members) = self.members.get_mut(outer..) else { return Ok(()) };
        if members.is_sorted_by(|a, b| keys::compare(&a.key, &b.key) == Ordering::Less) {
            // Each member ends in a comma, so the last is one too many.
            self.out.truncate(members.last().map_or(start, |last| last.to));
        } else {
            members.sort_by(|a, b| keys::compare(&a.key, &b.key));
            let twice = members.iter().zip(members.iter().skip(1)).find(|(a, b)| a.key == b.key);
            if let Some((first, _)) = twice {
                return Err(CanonicalError::new(first.from, format!("the key `{}` stands twice", first.key)));
            }
            self.sorted.clear();
            self.sorted.reserve(self.out.len().saturating_sub(start));
            for member in members.iter() {
                self.sorted.extend_from_slice(self.out.get(member.from..member.to).unwrap_or_default());
                self.sorted.push(b',');
            }
            self.sorted.pop();
            self.out.truncate(start);
            self.out.extend_from_slice(&self.sorted);
        }
        self.members.truncate(outer);
        Ok(())
    }
}
