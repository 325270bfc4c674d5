//! Nonces: what makes a command unique, and the compact memory of those that were used.

use crate::blob;
use imbl::OrdMap;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use std::cmp::Ordering;
use std::sync::Arc;
use yishi_core::{InvalidId, PublicKey};

/// A client's random nonce: with the key it makes a command unique, so that a retry is recognised. 16 bytes in hex.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Nonce(pub [u8; 16]);

impl TryFrom<String> for Nonce {
    type Error = InvalidId;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        let mut bytes = [0; 16];
        let lower = !text.bytes().any(|b| b.is_ascii_uppercase());
        match hex::decode_to_slice(&text, &mut bytes) {
            Ok(()) if lower => Ok(Self(bytes)),
            _ => Err(InvalidId { kind: "nonce", text, expected: "write 32 lower-case hexadecimal digits" }),
        }
    }
}

impl From<Nonce> for String {
    fn from(nonce: Nonce) -> String {
        hex::encode(nonce.0)
    }
}

/// A nonce that was used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UsedNonce {
    /// The entry.
    pub index: u64,
    /// The first 8 bytes of the SHA-256 of the command's bytes: enough to tell a retry from another command.
    pub command_hash: [u8; 8],
}

/// Bytes of the slot of a nonce: the first of SHA-256(key ‖ nonce).
const SLOT_BYTES: usize = 12;
/// Bytes of one nonce: slot, command's hash, and an index below 2^40.
const RECORD_BYTES: usize = SLOT_BYTES + 8 + 5;
/// How many nonces stand in the map before they are laid down as a run.
const NEWEST: usize = 1 << 16;

type Slot = [u8; SLOT_BYTES];
type Record = [u8; RECORD_BYTES];

/// Every nonce that was ever used, 25 bytes each: the newest in a map, the others in sorted runs that are merged like the
/// carries of a counter, so that there are few of them and each nonce is moved a few times in all.
///
/// Only the holder of a key could look for a collision, and would find their own command answered by another
/// command of their own.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(try_from = "Blob", into = "Blob")]
pub(crate) struct Nonces {
    newest: OrdMap<Slot, UsedNonce>,
    /// Sorted by slot, the longest and oldest first.
    runs: Vec<Arc<[Record]>>,
}

/// Nonces in a snapshot.
#[derive(Serialize, Deserialize)]
struct Blob(#[serde(with = "blob")] Vec<u8>);

impl From<Nonces> for Blob {
    fn from(nonces: Nonces) -> Self {
        Self(nonces.to_blob())
    }
}

impl TryFrom<Blob> for Nonces {
    type Error = &'static str;
    fn try_from(Blob(bytes): Blob) -> Result<Self, Self::Error> {
        Self::from_blob(&bytes).ok_or("a part of a nonce is left over, or they are not in order")
    }
}

impl Nonces {
    pub(crate) fn get(&self, key: &PublicKey, nonce: &Nonce) -> Option<UsedNonce> {
        self.find(&slot(key, nonce))
    }

    /// Remembers a nonce; the first use stands.
    pub(crate) fn insert(&mut self, key: &PublicKey, nonce: &Nonce, used: UsedNonce) {
        self.newest.entry(slot(key, nonce)).or_insert(used);
        if self.newest.len() >= NEWEST {
            self.lay_down();
        }
    }

    /// The oldest first: only a book with findings uses a nonce twice, and then the first use stands.
    fn find(&self, slot: &Slot) -> Option<UsedNonce> {
        let laid_down = self.runs.iter().find_map(|run| find_in(run, slot));
        laid_down.or_else(|| self.newest.get(slot).copied())
    }

    /// Turns the map into a run, and merges runs until each is more than twice as long as the next.
    fn lay_down(&mut self) {
        let mut run: Vec<Record> = self.newest.iter().map(|(slot, used)| to_record(slot, used)).collect();
        while let Some(last) = self.runs.pop_if(|last| last.len() / 2 <= run.len()) {
            run = merged(&last, &run);
        }
        self.runs.push(run.into());
        self.newest = OrdMap::new();
    }

    fn to_blob(&self) -> Vec<u8> {
        let newest: Vec<Record> = self.newest.iter().map(|(slot, used)| to_record(slot, used)).collect();
        let all = self.runs.iter().rev().fold(newest, |all, run| merged(run, &all));
        all.concat()
    }

    fn from_blob(bytes: &[u8]) -> Option<Self> {
        let run: Vec<Record> = blob::records::<RECORD_BYTES>(bytes)?.copied().collect();
        let in_order = run.is_sorted_by(|left, right| slot_of(left) < slot_of(right));
        let runs = if run.is_empty() { Vec::new() } else { vec![run.into()] };
        in_order.then_some(Self { newest: OrdMap::new(), runs })
    }
}

fn to_record(slot: &Slot, used: &UsedNonce) -> Record {
    let mut record = [0; RECORD_BYTES];
    let [_, _, _, index @ ..] = used.index.to_be_bytes();
    let bytes = slot.iter().chain(&used.command_hash).chain(&index);
    record.iter_mut().zip(bytes).for_each(|(to, from)| *to = *from);
    record
}

fn of_record(record: &Record) -> Option<UsedNonce> {
    let (_, rest) = record.split_first_chunk::<SLOT_BYTES>()?;
    let (command_hash, index) = rest.split_first_chunk::<8>()?;
    let index = index.iter().fold(0, |index, byte| (index << 8) | u64::from(*byte));
    Some(UsedNonce { index, command_hash: *command_hash })
}

fn slot_of(record: &Record) -> &[u8] {
    record.split_at(SLOT_BYTES).0
}

fn find_in(run: &[Record], slot: &Slot) -> Option<UsedNonce> {
    let at = run.binary_search_by(|record| slot_of(record).cmp(slot)).ok()?;
    run.get(at).and_then(of_record)
}

/// Where a slot stands in both, the older record stays.
fn merged(older: &[Record], newer: &[Record]) -> Vec<Record> {
    let mut all = Vec::with_capacity(older.len().saturating_add(newer.len()));
    let (mut older, mut newer) = (older.iter().peekable(), newer.iter().peekable());
    while let (Some(first), Some(second)) = (older.peek(), newer.peek()) {
        match slot_of(first).cmp(slot_of(second)) {
            Ordering::Less => all.extend(older.next()),
            Ordering::Greater => all.extend(newer.next()),
            Ordering::Equal => drop(newer.next()),
        }
    }
    all.extend(older);
    all.extend(newer);
    all
}

fn slot(key: &PublicKey, nonce: &Nonce) -> Slot {
    let digest: [u8; 32] = Sha256::new().chain_update(key.0).chain_update(nonce.0).finalize().into();
    first_bytes(&digest)
}

/// The first `N` of 32 bytes.
pub(crate) fn first_bytes<const N: usize>(digest: &[u8; 32]) -> [u8; N] {
    digest.first_chunk::<N>().copied().unwrap_or([0; N])
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: PublicKey = PublicKey([1; 32]);

    #[test]
    fn a_nonce_has_one_spelling() {
        let text = "00ff".repeat(8);
        assert_eq!(String::from(Nonce::try_from(text.clone()).unwrap()), text);
        for wrong in ["00FF".repeat(8), "00ff".repeat(7), format!("{text}0"), String::new()] {
            assert!(Nonce::try_from(wrong).is_err());
        }
    }

    #[test]
    fn the_first_use_of_a_nonce_stands() {
        let mut nonces = Nonces::default();
        let (first, second) = (used(3, 1), used(4, 2));
        nonces.insert(&KEY, &Nonce([7; 16]), first);
        nonces.insert(&KEY, &Nonce([7; 16]), second);
        assert_eq!(nonces.get(&KEY, &Nonce([7; 16])), Some(first));
        assert_eq!(nonces.get(&PublicKey([2; 32]), &Nonce([7; 16])), None);
    }

    fn nonce(number: u64) -> Nonce {
        let mut bytes = [0; 16];
        bytes[8..].copy_from_slice(&number.to_be_bytes());
        Nonce(bytes)
    }

    /// So many nonces of one key, each used at the entry of its number.
    fn many(count: u64) -> Nonces {
        let mut nonces = Nonces::default();
        (0..count).for_each(|number| nonces.insert(&KEY, &nonce(number), used(number, 1)));
        nonces
    }

    #[test]
    fn nonces_survive_a_snapshot_and_a_cut_or_disordered_one_is_refused() {
        let nonces = many(100);
        let blob = nonces.to_blob();
        let restored = Nonces::from_blob(&blob).unwrap();
        assert!((0..100).all(|number| restored.get(&KEY, &nonce(number)) == Some(used(number, 1))));
        assert_eq!(restored.to_blob(), blob);
        assert!(Nonces::from_blob(&blob[1..]).is_none());
        let disordered = [&blob[RECORD_BYTES..], &blob[..RECORD_BYTES]].concat();
        assert!(Nonces::from_blob(&disordered).is_none());
    }

    #[test]
    fn of_however_many_nonces_all_but_the_newest_take_25_bytes_each_in_few_runs() {
        let newest = u64::try_from(NEWEST).unwrap();
        let count = 9 * newest + 5;
        let nonces = many(count);
        assert_eq!(nonces.newest.len(), 5);
        assert_eq!(nonces.runs.iter().map(|run| run.len()).sum::<usize>(), 9 * NEWEST);
        assert!(nonces.runs.len() <= 4, "{}", nonces.runs.len());
        assert_eq!(size_of::<Record>(), 25);
        for number in (0..count).step_by(997).chain([0, newest - 1, newest, count - 6, count - 5, count - 1])
        {
            assert_eq!(nonces.get(&KEY, &nonce(number)), Some(used(number, 1)), "{number}");
        }
        assert!((count..count + 1_000).all(|number| nonces.get(&KEY, &nonce(number)).is_none()));
        assert_eq!(Nonces::from_blob(&nonces.to_blob()).unwrap().runs[0].len() as u64, count);
    }

    #[test]
    fn the_first_use_stands_also_when_it_was_laid_down_long_before() {
        let mut nonces = many(u64::try_from(NEWEST).unwrap());
        nonces.insert(&KEY, &nonce(3), used(1 << 39, 2));
        assert_eq!(nonces.get(&KEY, &nonce(3)), Some(used(3, 1)));
        let restored = Nonces::from_blob(&nonces.to_blob()).unwrap();
        assert_eq!(restored.get(&KEY, &nonce(3)), Some(used(3, 1)));
        nonces.insert(&KEY, &nonce(1 << 40), used((1 << 40) - 1, 2));
        let restored = Nonces::from_blob(&nonces.to_blob()).unwrap();
        assert_eq!(restored.get(&KEY, &nonce(1 << 40)), Some(used((1 << 40) - 1, 2)));
    }

    fn used(index: u64, byte: u8) -> UsedNonce {
        UsedNonce { index, command_hash: [byte; 8] }
    }
}
