//! Where a leaf stands, read from its end alone: for whoever checks links and hashes of a long book and nothing else.
//!
//! The last fields of a leaf hold no free text, so that they are found from the end without reading what stands before them.

use crate::canonical::MAX_INTEGER;
use crate::chain::ChainHash;
use crate::digits::{decimal, lower_hex};
use crate::leaf::{MAX_LEAF_BYTES, is_origin};

/// Where a leaf says that it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LeafPlace<'a> {
    /// The book.
    pub origin: &'a str,
    /// Its position.
    pub index: u64,
    /// When the writer recorded it, ms since epoch.
    pub recorded_at_ms: u64,
    /// BLAKE3 of the previous leaf.
    pub prev: ChainHash,
}

/// What ends a leaf, from the quote before a signature's value on.
const END: &[u8] = br#""},"v":1}"#;
const VALUE: &[u8] = br#"","value":""#;
const SIGNATURE: &[u8] = br#","signature":{"key":""#;
const RULESET: &[u8] = br#","ruleset":"#;
const RECORDED_AT: &[u8] = br#"","recorded_at":"#;
const PREV: &[u8] = br#"","prev":""#;
const ORIGIN: &[u8] = br#","origin":""#;
const INDEX: &[u8] = br#","index":"#;
/// Longest decimal that a field may hold: 2^53 − 1.
const MAX_DIGITS: usize = 16;

impl<'a> LeafPlace<'a> {
    /// Reads the place of a leaf, or nothing where the last fields are not those of one.
    ///
    /// Of every leaf it reads what [`crate::leaf::Leaf::parse`] reads. It does not look at command, events, key and signature, so that
    /// bytes may have a place and still be no leaf.
    pub fn read(bytes: &'a [u8]) -> Option<Self> {
        if bytes.len() > MAX_LEAF_BYTES {
            return None;
        }
        let rest = bytes.strip_suffix(END)?;
        let rest = rest.get(..rest.len().checked_sub(128)?)?.strip_suffix(VALUE)?;
        let rest = rest.get(..rest.len().checked_sub(64)?)?.strip_suffix(SIGNATURE)?;
        let (rest, _ruleset) = natural(rest, RULESET)?;
        let (rest, recorded_at_ms) = natural(rest, RECORDED_AT)?;
        let (rest, prev) = rest.split_at_checked(rest.len().checked_sub(64)?)?;
        let prev = ChainHash(lower_hex(std::str::from_utf8(prev).ok()?)?);
        let rest = rest.strip_suffix(PREV)?;
        let quote = rest.iter().rposition(|byte| *byte == b'"')?;
        let (rest, origin) = rest.split_at_checked(quote.checked_add(1)?)?;
        let origin = std::str::from_utf8(origin).ok().filter(|origin| is_origin(origin))?;
        let (_rest, index) = natural(rest.strip_suffix(ORIGIN)?, INDEX)?;
        Some(Self { origin, index, recorded_at_ms, prev })
    }
}

/// Takes `name` and the decimal after it from the end.
fn natural<'a>(bytes: &'a [u8], name: &[u8]) -> Option<(&'a [u8], u64)> {
    let digits = bytes.iter().rev().take_while(|byte| byte.is_ascii_digit()).take(MAX_DIGITS).count();
    let (rest, digits) = bytes.split_at_checked(bytes.len().checked_sub(digits)?)?;
    let number = decimal(std::str::from_utf8(digits).ok()?).filter(|&number| number <= MAX_INTEGER)?;
    Some((rest.strip_suffix(name)?, number))
}
