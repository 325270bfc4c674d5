//! What must hold of a book after the child was ended.

use crate::ack::Ack;
use crate::load::Load;
use crate::place::Place;
use std::collections::BTreeMap;
use yishi_book::Book;
use yishi_core::TextRef;
use yishi_engine::Engine;
use yishi_log::tree::{leaf_hash, verify_inclusion};
use yishi_testkit::block_on;

/// Entries at the end of each round that are sent again.
const SENT_AGAIN: usize = 6;

/// Follows one book over many rounds.
pub struct Checker {
    acks: BTreeMap<u64, Ack>,
    replayed: Book,
}

impl Checker {
    pub fn new() -> Self {
        Self { acks: BTreeMap::new(), replayed: Book::new(&Load::get().cast.origin) }
    }

    pub fn acknowledged(&self) -> usize {
        self.acks.len()
    }

    /// Opens the book and checks it; `acks` are those of the round.
    pub fn check(&mut self, place: &Place, acks: Vec<Ack>) {
        let load = Load::get();
        let engine = place.open(&load.cast).expect("the book opens after its writer died");
        self.everything_acknowledged_stands(&engine, &acks);
        self.the_book_verifies_and_replays(&engine);
        let latest: Vec<Ack> = acks.iter().rev().take(SENT_AGAIN).cloned().collect();
        self.acks.extend(acks.into_iter().map(|ack| (ack.number, ack)));
        let oldest = self.acks.values().next().cloned();
        for ack in latest.iter().chain(&oldest) {
            Self::the_same_command_gets_the_same_receipt(&engine, ack);
        }
        assert_eq!(place.large_pages(), 0, "nothing lies outside the synced file");
        engine.shutdown();
    }

    fn everything_acknowledged_stands(&self, engine: &Engine, acks: &[Ack]) {
        let size = engine.version().size;
        for ack in self.acks.values().chain(acks) {
            assert!(ack.index < size, "lost: {ack}, the book has {size} entries");
            assert_eq!(engine.leaf_hash(ack.index).unwrap().to_string(), ack.leaf_hash, "{ack}");
        }
        for ack in acks {
            for text in Load::get().order(ack.number).texts {
                let reference: TextRef = text.reference();
                assert_eq!(engine.text(&reference).unwrap(), Some(text), "the text of {ack}");
            }
        }
    }

    /// Replays what came since the last round with every check; that nothing before it changed shows in the root.
    fn the_book_verifies_and_replays(&mut self, engine: &Engine) {
        let size = engine.version().size;
        let mut next = self.replayed.size();
        assert!(next <= size, "the book went back from {next} to {size}");
        while next < size {
            for leaf in engine.leaves(next, size).unwrap() {
                assert_eq!(self.replayed.replay(&leaf), vec![], "entry {next}");
                assert_eq!(engine.leaf_hash(next).unwrap(), leaf_hash(&leaf));
                next += 1;
            }
        }
        assert_eq!(self.replayed.head().root, engine.version().root);
        let note = engine.version().checkpoint.clone();
        let checkpoint = Load::get().cast.verifier().open(note.as_bytes()).unwrap();
        assert_eq!((checkpoint.size, checkpoint.root), (size, engine.version().root));
    }

    fn the_same_command_gets_the_same_receipt(engine: &Engine, ack: &Ack) {
        let order = Load::get().order(ack.number);
        let again = block_on(engine.submit(order.command, order.texts)).unwrap();
        assert!(again.replayed, "{ack}");
        assert_eq!((again.index, again.leaf_hash.to_string()), (ack.index, ack.leaf_hash.clone()));
        let version = engine.version();
        let receipt = engine.receipt(ack.index, &version).unwrap();
        verify_inclusion(ack.index, version.size, &again.leaf_hash, &receipt.proof, &version.root).unwrap();
    }
}

/// How many of the control's acknowledged values are gone, or all if it cannot be opened.
pub fn lost_by_control(folder: &std::path::Path, acks: &[Ack]) -> usize {
    let Ok(db) = sled::Config::new().path(folder.join("control")).flush_every_ms(None).open() else {
        return acks.len();
    };
    acks.iter().filter(|ack| !matches!(db.get(ack.number.to_be_bytes()), Ok(Some(_)))).count()
}
