//! Finds where a string stops being plain, eight bytes at a time: most of a leaf is hex digits and names.

const ONES: u64 = 0x0101_0101_0101_0101;
const HIGHS: u64 = 0x8080_8080_8080_8080;
const QUOTES: u64 = u64::from_le_bytes([b'"'; 8]);
const BACKSLASHES: u64 = u64::from_le_bytes([b'\\'; 8]);

/// How many bytes stand before the first that JSON cannot hold as it is: a control character, `"` or `\`.
pub(super) fn plain_prefix(bytes: &[u8]) -> usize {
    let (words, rest) = bytes.as_chunks::<8>();
    let mut plain = 0;
    for word in words {
        let found = special(u64::from_le_bytes(*word));
        if found != 0 {
            // The first special byte is the lowest marked one; only bytes above it can be marked by a borrow from it.
            return plain + usize::try_from(found.trailing_zeros() / 8).unwrap_or_default();
        }
        plain += 8;
    }
    plain + rest.iter().position(|&byte| is_special(byte)).unwrap_or(rest.len())
}

/// Marks special bytes in their highest bits: exact for the lowest mark, and zero when there is none.
const fn special(word: u64) -> u64 {
    below(word, 0x20) | below(word ^ QUOTES, 1) | below(word ^ BACKSLASHES, 1)
}

/// Marks the bytes below `limit`, which is at most 128 (Anderson, "Bit twiddling hacks").
const fn below(word: u64, limit: u64) -> u64 {
    word.wrapping_sub(ONES * limit) & !word & HIGHS
}

const fn is_special(byte: u8) -> bool {
    byte < 0x20 || byte == b'"' || byte == b'\\'
}

#[cfg(test)]
mod tests {
    use super::{is_special, plain_prefix};
    use proptest::prelude::*;

    fn one_by_one(bytes: &[u8]) -> usize {
        bytes.iter().position(|&byte| is_special(byte)).unwrap_or(bytes.len())
    }

    #[test]
    fn every_byte_at_every_place_is_judged_like_one_alone() {
        for byte in 0..=u8::MAX {
            for place in 0..20 {
                for other in [b'a', 0x1f, 0x20, b'!', b'#', b'[', b']', 0x7f, 0x80, 0xff] {
                    let mut bytes = [b'x'; 20];
                    bytes[place] = byte;
                    if let Some(next) = bytes.get_mut(place + 1) {
                        *next = other;
                    }
                    assert_eq!(
                        plain_prefix(&bytes),
                        one_by_one(&bytes),
                        "{byte:#x} then {other:#x} at {place}"
                    );
                }
            }
        }
    }

    proptest! {
        #[test]
        fn eight_at_a_time_finds_what_one_at_a_time_finds(bytes: Vec<u8>) {
            prop_assert_eq!(plain_prefix(&bytes), one_by_one(&bytes));
        }
    }
}
