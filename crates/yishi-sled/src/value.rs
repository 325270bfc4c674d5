//! One value of the journal: several leaves, length-framed, under one checksum that also covers their position.
//!
//! `checksum (16 bytes) ‖ count (u32) ‖ count × (length (u32) ‖ leaf)`, integers big-endian; the key in sled is the
//! position of the first leaf, big-endian. The checksum is a BLAKE3 `derive_key` hash over key and rest, cut to 128 bits:
//! it finds flipped, torn and misplaced values. That nobody exchanged a leaf on purpose is for chain and tree to show.

use std::ops::ControlFlow;

/// Largest value. A page of sled holds up to about 32 values before it splits, and a page over a quarter of a segment
/// (4 of 16 MiB) goes to a file that sled never syncs: 32 × 64 KiB = 2 MiB stays below it.
pub const MAX_VALUE_BYTES: usize = 64 * 1024;

/// Context of the checksum's key derivation.
const CONTEXT: &str = "yishi 2026-11 journal value v1";
const CHECKSUM_BYTES: usize = 16;
const HEADER_BYTES: usize = CHECKSUM_BYTES + 4;
const FRAME_BYTES: usize = 4;

/// Largest leaf that fits into one value.
pub(crate) const MAX_STORED_LEAF_BYTES: usize = MAX_VALUE_BYTES - HEADER_BYTES - FRAME_BYTES;

/// The key of the value whose first leaf stands at `position`.
pub(crate) const fn key(position: u64) -> [u8; 8] {
    position.to_be_bytes()
}

/// The position that a key stands for.
pub(crate) fn position(key: &[u8]) -> Option<u64> {
    <[u8; 8]>::try_from(key).ok().map(u64::from_be_bytes)
}

/// Cuts leaves into values of at most [`MAX_VALUE_BYTES`]; `Err` holds the offset of a leaf that fits into none.
pub(crate) fn encode(from: u64, leaves: &[Vec<u8>]) -> Result<Vec<(u64, Vec<u8>)>, u64> {
    let mut values = Vec::new();
    let mut open = Builder::at(from);
    for (offset, leaf) in (0_u64..).zip(leaves) {
        if leaf.len() > MAX_STORED_LEAF_BYTES {
            return Err(offset);
        }
        if !open.fits(leaf) {
            values.push(open.finish());
            open = Builder::at(from.saturating_add(offset));
        }
        open.push(leaf);
    }
    values.push(open.finish());
    Ok(values)
}

struct Builder {
    from: u64,
    count: u32,
    frames: Vec<u8>,
}

impl Builder {
    const fn at(from: u64) -> Self {
        Self { from, count: 0, frames: Vec::new() }
    }

    fn fits(&self, leaf: &[u8]) -> bool {
        self.frames.len().saturating_add(leaf.len()) <= MAX_STORED_LEAF_BYTES
    }

    fn push(&mut self, leaf: &[u8]) {
        let length = u32::try_from(leaf.len()).unwrap_or(u32::MAX);
        self.frames.extend_from_slice(&length.to_be_bytes());
        self.frames.extend_from_slice(leaf);
        self.count = self.count.saturating_add(1);
    }

    fn finish(self) -> (u64, Vec<u8>) {
        let count = self.count.to_be_bytes();
        let mut value = Vec::with_capacity(HEADER_BYTES.saturating_add(self.frames.len()));
        value.extend_from_slice(&checksum(self.from, &[&count, &self.frames]));
        value.extend_from_slice(&count);
        value.extend_from_slice(&self.frames);
        (self.from, value)
    }
}

fn checksum(position: u64, parts: &[&[u8]]) -> [u8; CHECKSUM_BYTES] {
    let mut hasher = blake3::Hasher::new_derive_key(CONTEXT);
    hasher.update(&key(position));
    for part in parts {
        hasher.update(part);
    }
    let mut short = [0; CHECKSUM_BYTES];
    hasher.finalize_xof().fill(&mut short);
    short
}

/// A value whose checksum holds.
pub(crate) struct Value<'a> {
    from: u64,
    count: u32,
    frames: &'a [u8],
}

impl<'a> Value<'a> {
    /// Checks a value read back under the key of `from`.
    pub(crate) fn open(from: u64, bytes: &'a [u8]) -> Result<Self, String> {
        let (stored, rest) = bytes.split_at_checked(CHECKSUM_BYTES).ok_or("the value is cut short")?;
        if stored != checksum(from, &[rest]) {
            return Err("the checksum of the stored value does not hold".to_owned());
        }
        let (count, frames) = take_u32(rest).ok_or("the value is cut short")?;
        Ok(Self { from, count, frames })
    }

    /// The position after its last leaf.
    pub(crate) fn end(&self) -> u64 {
        self.from.saturating_add(u64::from(self.count))
    }

    /// Calls `visit` for each leaf with its position.
    pub(crate) fn visit(
        &self,
        mut visit: impl FnMut(u64, &[u8]) -> ControlFlow<()>,
    ) -> Result<ControlFlow<()>, String> {
        let mut frames = self.frames;
        for position in self.from..self.end() {
            let (length, rest) = take_u32(frames).ok_or("a leaf's length is cut short")?;
            let length = usize::try_from(length).map_err(|_| "a leaf's length is out of range")?;
            let (leaf, rest) = rest.split_at_checked(length).ok_or("a leaf is cut short")?;
            if visit(position, leaf).is_break() {
                return Ok(ControlFlow::Break(()));
            }
            frames = rest;
        }
        if frames.is_empty() {
            Ok(ControlFlow::Continue(()))
        } else {
            Err("bytes follow the last leaf".to_owned())
        }
    }
}

fn take_u32(bytes: &[u8]) -> Option<(u32, &[u8])> {
    let (number, rest) = bytes.split_first_chunk::<4>()?;
    Some((u32::from_be_bytes(*number), rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn leaves_of(from: u64, bytes: &[u8]) -> Vec<(u64, Vec<u8>)> {
        let mut seen = Vec::new();
        let value = Value::open(from, bytes).unwrap();
        let _ = value
            .visit(|position, leaf| {
                seen.push((position, leaf.to_vec()));
                ControlFlow::Continue(())
            })
            .unwrap();
        seen
    }

    #[test]
    fn a_value_has_these_bytes() {
        let values = encode(7, &[b"ab".to_vec(), vec![]]).unwrap();
        assert_eq!(values.len(), 1);
        let (position, bytes) = &values[0];
        assert_eq!(*position, 7);
        assert_eq!(bytes[CHECKSUM_BYTES..], *b"\0\0\0\x02\0\0\0\x02ab\0\0\0\0");
        assert_eq!(leaves_of(7, bytes), vec![(7, b"ab".to_vec()), (8, vec![])]);
    }

    #[test]
    fn leaves_are_cut_at_the_last_byte_that_fits() {
        let fitting = encode(0, &[vec![1; MAX_STORED_LEAF_BYTES - 5], vec![2; 1]]).unwrap();
        assert_eq!(fitting.len(), 1, "first + frame + second is exactly one value");
        assert_eq!(fitting[0].1.len(), MAX_VALUE_BYTES);
        let over = encode(0, &[vec![1; MAX_STORED_LEAF_BYTES - 5], vec![2; 2]]).unwrap();
        assert_eq!(over.iter().map(|(position, _)| *position).collect::<Vec<_>>(), vec![0, 1]);
    }

    #[test]
    fn the_largest_leaf_fits_and_one_byte_more_does_not() {
        let values = encode(3, &[vec![9; MAX_STORED_LEAF_BYTES]]).unwrap();
        assert_eq!(values[0].1.len(), MAX_VALUE_BYTES);
        assert_eq!(encode(3, &[vec![], vec![9; MAX_STORED_LEAF_BYTES + 1]]), Err(1));
    }

    /// Leaves as long as real ones: each byte of their value with a bit flipped, turned over, left out, and doubled.
    #[test]
    fn every_byte_that_is_changed_left_out_or_doubled_is_found() {
        let leaf = |length: usize| (0..length).map(|at| u8::try_from(at % 251).unwrap()).collect::<Vec<u8>>();
        let (position, bytes) = encode(5, &[931, 1_038, 1_684].map(leaf)).unwrap().remove(0);
        assert_eq!(leaves_of(position, &bytes).len(), 3);
        for at in 0..bytes.len() {
            let ((before, after), byte) = (bytes.split_at(at), bytes[at]);
            for changed in [
                [before, &[byte ^ (1 << (at % 8))], &after[1..]].concat(),
                [before, &[!byte], &after[1..]].concat(),
                [before, &after[1..]].concat(),
                [before, &[byte], after].concat(),
            ] {
                assert!(Value::open(position, &changed).is_err(), "byte {at}");
            }
        }
    }

    #[test]
    fn values_that_were_exchanged_are_found() {
        let value = |from: u64| encode(from, &[b"one".to_vec(), b"two".to_vec()]).unwrap().remove(0).1;
        assert!(Value::open(0, &value(2)).is_err() && Value::open(2, &value(0)).is_err());
    }

    #[test]
    fn a_value_under_another_position_is_found() {
        let (_, bytes) = encode(5, &[b"one".to_vec()]).unwrap().remove(0);
        assert!(Value::open(6, &bytes).is_err());
    }

    #[test]
    fn every_cut_is_found() {
        let (_, bytes) = encode(0, &[b"one".to_vec(), b"two".to_vec()]).unwrap().remove(0);
        for length in 0..bytes.len() {
            assert!(Value::open(0, &bytes[..length]).is_err(), "cut at {length}");
        }
    }
}
