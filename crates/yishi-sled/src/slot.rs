//! One slot of the anchor file: 4,096 bytes that are as a whole right or as a whole torn.
//!
//! `"yishi anchor v1\n"` ‖ sequence (u64) ‖ length (u32) ‖ text ‖ zeros ‖ BLAKE3 `derive_key` hash of all before it (32 bytes).

/// Bytes of a slot: one page, one block of the file system, a whole number of sectors.
pub(crate) const SLOT_BYTES: usize = 4096;

const MAGIC: &[u8; 16] = b"yishi anchor v1\n";
const CONTEXT: &str = "yishi 2026-11 anchor slot v1";
const HEADER_BYTES: usize = 16 + 8 + 4;
const CHECKSUM_BYTES: usize = 32;

/// Longest text of a slot.
pub(crate) const MAX_SLOT_TEXT_BYTES: usize = SLOT_BYTES - HEADER_BYTES - CHECKSUM_BYTES;

/// What a slot says: the text with the higher sequence stands. An empty text stands for none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Slot {
    pub(crate) sequence: u64,
    pub(crate) text: Vec<u8>,
}

impl Slot {
    /// The bytes, or `None` if the text is too long.
    pub(crate) fn encode(&self) -> Option<Vec<u8>> {
        if self.text.len() > MAX_SLOT_TEXT_BYTES {
            return None;
        }
        let length = u32::try_from(self.text.len()).ok()?;
        let mut bytes = Vec::with_capacity(SLOT_BYTES);
        bytes.extend_from_slice(MAGIC);
        bytes.extend_from_slice(&self.sequence.to_be_bytes());
        bytes.extend_from_slice(&length.to_be_bytes());
        bytes.extend_from_slice(&self.text);
        bytes.resize(SLOT_BYTES - CHECKSUM_BYTES, 0);
        let checksum = blake3::derive_key(CONTEXT, &bytes);
        bytes.extend_from_slice(&checksum);
        Some(bytes)
    }

    /// The slot that these bytes are, or why they are none.
    pub(crate) fn decode(bytes: &[u8]) -> Result<Self, &'static str> {
        let (body, checksum) = bytes.split_last_chunk::<CHECKSUM_BYTES>().ok_or("cut short")?;
        if bytes.len() != SLOT_BYTES || blake3::derive_key(CONTEXT, body) != *checksum {
            return Err("its checksum does not hold");
        }
        let (magic, rest) = body.split_first_chunk::<16>().ok_or("cut short")?;
        if magic != MAGIC {
            return Err("written by another program");
        }
        let (sequence, rest) = rest.split_first_chunk::<8>().ok_or("cut short")?;
        let (length, rest) = rest.split_first_chunk::<4>().ok_or("cut short")?;
        let length =
            usize::try_from(u32::from_be_bytes(*length)).map_err(|_| "its length is out of range")?;
        let text = rest.get(..length).ok_or("its length is out of range")?.to_vec();
        Ok(Self { sequence: u64::from_be_bytes(*sequence), text })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slot_comes_back_as_it_was() {
        let slot = Slot { sequence: 7, text: b"a checkpoint".to_vec() };
        let bytes = slot.encode().unwrap();
        assert_eq!(bytes.len(), SLOT_BYTES);
        assert_eq!(bytes[..40], *b"yishi anchor v1\n\0\0\0\0\0\0\0\x07\0\0\0\x0ca checkpoint");
        assert_eq!(Slot::decode(&bytes), Ok(slot));
    }

    #[test]
    fn the_longest_text_fits_and_one_byte_more_does_not() {
        let text = vec![1; MAX_SLOT_TEXT_BYTES];
        let longest = Slot { sequence: 1, text: text.clone() };
        assert_eq!(Slot::decode(&longest.encode().unwrap()), Ok(longest));
        let over = Slot { sequence: 1, text: [text, vec![1]].concat() };
        assert_eq!(over.encode(), None);
    }

    #[test]
    fn every_flipped_byte_is_found() {
        let bytes = Slot { sequence: 7, text: b"a checkpoint".to_vec() }.encode().unwrap();
        for at in 0..SLOT_BYTES {
            let mut flipped = bytes.clone();
            flipped[at] ^= 1;
            assert!(Slot::decode(&flipped).is_err(), "byte {at}");
        }
    }

    #[test]
    fn every_torn_write_at_a_sector_is_found() {
        let old = Slot { sequence: 7, text: vec![7; 3000] }.encode().unwrap();
        let new = Slot { sequence: 9, text: vec![9; 3000] }.encode().unwrap();
        for sectors in 1..8 {
            let torn = [&new[..sectors * 512], &old[sectors * 512..]].concat();
            assert!(Slot::decode(&torn).is_err(), "{sectors} sectors");
        }
    }
}
