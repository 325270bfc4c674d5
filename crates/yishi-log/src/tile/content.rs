//! The bytes of tiles: hashes one after the other; entries each under its length.

use crate::tree::TreeHash;

/// Longest entry that fits under a length of two bytes.
pub const MAX_ENTRY_BYTES: usize = 65_535;

/// Why bytes are not the content of a tile.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ContentError {
    /// Not so many hashes.
    #[error("{found} bytes instead of {expected}")]
    Length {
        /// 32 for each hash.
        expected: usize,
        /// Found.
        found: usize,
    },
    /// The bundle ends inside an entry, or before it.
    #[error("it is cut off at entry {0} of the bundle")]
    CutOff(u16),
    /// Bytes follow the last entry.
    #[error("{0} bytes follow the last entry")]
    Surplus(usize),
    /// Too long for a length of two bytes.
    #[error("an entry of {0} bytes does not fit into a bundle")]
    TooLong(usize),
}

/// The bytes of a tile of hashes.
pub fn encode_hashes(hashes: &[TreeHash]) -> Vec<u8> {
    hashes.iter().flat_map(|hash| hash.0).collect()
}

/// Reads a tile of `width` hashes.
///
/// # Errors
/// When there are more or fewer.
pub fn decode_hashes(width: u16, bytes: &[u8]) -> Result<Vec<TreeHash>, ContentError> {
    let expected = 32 * usize::from(width);
    let (hashes, rest) = bytes.as_chunks::<32>();
    if bytes.len() != expected || !rest.is_empty() {
        return Err(ContentError::Length { expected, found: bytes.len() });
    }
    Ok(hashes.iter().map(|hash| TreeHash(*hash)).collect())
}

/// Appends an entry to the bytes of a bundle.
///
/// # Errors
/// When it is longer than [`MAX_ENTRY_BYTES`].
pub fn push_entry(bundle: &mut Vec<u8>, entry: &[u8]) -> Result<(), ContentError> {
    let length = u16::try_from(entry.len()).map_err(|_| ContentError::TooLong(entry.len()))?;
    bundle.extend_from_slice(&length.to_be_bytes());
    bundle.extend_from_slice(entry);
    Ok(())
}

/// Reads a bundle of `width` entries.
///
/// # Errors
/// When it is cut off, or something follows.
pub fn decode_entries(width: u16, bytes: &[u8]) -> Result<Vec<&[u8]>, ContentError> {
    let mut entries = Vec::with_capacity(usize::from(width));
    let mut rest = bytes;
    for number in 0..width {
        let cut = ContentError::CutOff(number);
        let (length, after) = rest.split_first_chunk::<2>().ok_or(cut)?;
        let (entry, after) = after.split_at_checked(usize::from(u16::from_be_bytes(*length))).ok_or(cut)?;
        entries.push(entry);
        rest = after;
    }
    if rest.is_empty() { Ok(entries) } else { Err(ContentError::Surplus(rest.len())) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn bundle(entries: &[&[u8]]) -> Vec<u8> {
        let mut bytes = Vec::new();
        entries.iter().for_each(|entry| push_entry(&mut bytes, entry).unwrap());
        bytes
    }

    #[test]
    fn a_bundle_has_these_bytes() {
        let bytes = bundle(&[b"ab", b""]);
        assert_eq!(bytes, b"\0\x02ab\0\0");
        assert_eq!(decode_entries(2, &bytes).unwrap(), [&b"ab"[..], b""]);
        assert_eq!(decode_entries(1, &bytes), Err(ContentError::Surplus(2)));
        assert_eq!(decode_entries(3, &bytes), Err(ContentError::CutOff(2)));
    }

    #[test]
    fn every_cut_of_a_bundle_is_found() {
        let bytes = bundle(&[b"one", b"", b"three"]);
        for length in 0..bytes.len() {
            assert!(matches!(decode_entries(3, &bytes[..length]), Err(ContentError::CutOff(_))), "{length}");
        }
    }

    #[test]
    fn the_longest_entry_fits_and_one_byte_more_does_not() {
        let longest = vec![7; MAX_ENTRY_BYTES];
        let bytes = bundle(&[&longest]);
        assert_eq!(decode_entries(1, &bytes).unwrap(), [&longest[..]]);
        let mut bytes = Vec::new();
        assert_eq!(push_entry(&mut bytes, &vec![7; 65_536]), Err(ContentError::TooLong(65_536)));
        assert!(bytes.is_empty());
    }

    #[test]
    fn a_tile_has_32_bytes_for_each_hash() {
        let hashes = [TreeHash([1; 32]), TreeHash([2; 32])];
        let bytes = encode_hashes(&hashes);
        assert_eq!((bytes.len(), bytes[31], bytes[32]), (64, 1, 2));
        assert_eq!(decode_hashes(2, &bytes).unwrap(), hashes);
        for (width, length) in [(1, 64), (3, 64), (2, 63), (2, 0)] {
            let error = ContentError::Length { expected: 32 * usize::from(width), found: length };
            assert_eq!(decode_hashes(width, &bytes[..length]), Err(error));
        }
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_or_refused_and_what_is_read_is_written_alike(width in 0u16..5, bytes: Vec<u8>) {
            if let Ok(entries) = decode_entries(width, &bytes) {
                prop_assert_eq!(bundle(&entries), bytes.clone());
            }
            if let Ok(hashes) = decode_hashes(width, &bytes) {
                prop_assert_eq!(encode_hashes(&hashes), bytes);
            }
        }
    }
}
