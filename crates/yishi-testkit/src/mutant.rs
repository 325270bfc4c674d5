//! Books changed by somebody who should not have: each mutant differs in one thing and must be found at its position.

use crate::Person;
use yishi_book::SignedCommand;
use yishi_log::chain::ChainHash;
use yishi_log::leaf::Leaf;

/// A changed book.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mutant {
    /// What was done to it.
    pub name: String,
    /// The first entry that is not what it was; the number of leaves for a mere truncation.
    pub index: u64,
    /// Its leaves.
    pub leaves: Vec<Vec<u8>>,
}

/// The mutants of a book: bytes flipped, entries dropped, doubled, swapped, exchanged, signed again, brought in from `foreign`
/// (another book of the same people), and the end cut off. None is chained anew; see [`rechain`] for an operator who does that.
pub fn mutants(leaves: &[Vec<u8>], foreign: &[Vec<u8>]) -> Vec<Mutant> {
    let mut found = Vec::new();
    for at in 0..leaves.len() {
        found.extend(of_entry(leaves, foreign, at));
    }
    found.push(Mutant {
        name: "the end is cut off".to_owned(),
        index: leaves.len() as u64 - 1,
        leaves: leaves[..leaves.len() - 1].to_vec(),
    });
    found
}

fn of_entry(leaves: &[Vec<u8>], foreign: &[Vec<u8>], at: usize) -> Vec<Mutant> {
    let mutant = |name: &str, index: usize, change: &dyn Fn(&mut Vec<Vec<u8>>)| {
        let mut leaves = leaves.to_vec();
        change(&mut leaves);
        Mutant { name: format!("{name} at {at}"), index: index as u64, leaves }
    };
    let length = leaves[at].len();
    let stranger = Person::named("stranger");
    let mut found = flips(leaves, at);
    found.extend([
        mutant("cut short", at, &|leaves| leaves[at].truncate(length - 1)),
        mutant("lengthened", at, &|leaves| leaves[at].push(b' ')),
        mutant("doubled", at + 1, &|leaves| leaves.insert(at, leaves[at].clone())),
        mutant("signed again by a stranger", at, &|leaves| {
            leaves[at] = with_signature(&leaves[at], &stranger)
        }),
    ]);
    if at + 1 < leaves.len() {
        found.push(mutant("dropped", at, &|leaves| drop(leaves.remove(at))));
        found.push(mutant("swapped with the next", at, &|leaves| leaves.swap(at, at + 1)));
    }
    if let Some(other) = foreign.get(at) {
        found.push(mutant("exchanged for one of another book", at, &|leaves| leaves[at].clone_from(other)));
        found.push(mutant("one of another book brought in", at, &|leaves| leaves.insert(at, other.clone())));
    }
    found
}

/// One flip in each stretch of a leaf, so that every field is met.
fn flips(leaves: &[Vec<u8>], at: usize) -> Vec<Mutant> {
    const PLACES: usize = 12;
    let length = leaves[at].len();
    let places = (0..PLACES).map(|place| place * (length - 1) / (PLACES - 1));
    let flip = |place: usize| {
        let mut leaves = leaves.to_vec();
        leaves[at][place] ^= 1;
        Mutant { name: format!("byte {place} flipped at {at}"), index: at as u64, leaves }
    };
    places.map(flip).collect()
}

/// The leaf with the same command under the key and signature of somebody else, `key` in the envelope left as it is.
fn with_signature(leaf: &[u8], person: &Person) -> Vec<u8> {
    let parsed = Leaf::parse(leaf).unwrap();
    let signature = person.key().sign_command(parsed.command.as_bytes());
    Leaf { key: person.public().0, signature, ..parsed }.encode().unwrap()
}

/// A command signed again by another key, everything else as it was: an envelope that names one key under the signature of another.
pub fn sign_again(command: &SignedCommand, person: &Person) -> SignedCommand {
    SignedCommand { bytes: command.bytes.clone(), signature: person.key().sign_command(&command.bytes) }
}

/// What an operator with the log key would do after a change: number and chain all leaves anew, so that chain and tree hold.
pub fn rechain(leaves: &[Vec<u8>]) -> Vec<Vec<u8>> {
    let mut prev = ChainHash::START;
    let mut chained = Vec::with_capacity(leaves.len());
    for (index, leaf) in (0..).zip(leaves) {
        let parsed = Leaf::parse(leaf).unwrap();
        let leaf = Leaf { index, prev, ..parsed }.encode().unwrap();
        prev = ChainHash::of(&leaf);
        chained.push(leaf);
    }
    chained
}
