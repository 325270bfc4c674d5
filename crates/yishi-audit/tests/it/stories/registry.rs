//! A register of books, and a book that stands in it.

use super::{EAST, RESIDENTS, Telling, digest, document};
use crate::fixture::Story;
use yishi_book::{Admission, Book};
use yishi_core::{
    AdoptCharter, BookOrigin, BookSuccession, BooksAtMost, CreateBook, Custody, DocumentHash, Period,
    PinCheckpoint, PolicyChange, PublicKey, RegisteredFreezing, RegisteredKeyRotation, RegistrarAct,
    Registration, RegistryClause, Ruleset, StandsAt, Succeeds,
};
use yishi_log::checkpoint::{Checkpoint, LogVerifier};
use yishi_log::key::{CommandKey, LogKey};
use yishi_log::tree::{Tree, leaf_hash};
use yishi_testkit::{Cast, START, test_charter};

const WEST: &str = "west.example/lane-0a1b2c3d";

/// A book that others tell of: so many entries in form, under keys of its own.
pub struct Registered {
    origin: &'static str,
    tree: Tree,
}

impl Registered {
    /// The book in the east.
    pub fn east() -> Self {
        let mut tree = Tree::default();
        (0_u64..40).for_each(|index| tree.push(leaf_hash(&index.to_be_bytes())));
        Self { origin: EAST, tree }
    }

    fn key(number: u8) -> LogKey {
        LogKey::from_seed(&[number; 32])
    }

    fn vkey(&self, number: u8) -> String {
        LogVerifier::new(self.origin, &Self::key(number).public()).unwrap().to_vkey()
    }

    fn name(&self) -> BookOrigin {
        self.origin.parse().unwrap()
    }

    fn stands(&self, size: u64) -> StandsAt {
        StandsAt { size, root: digest(self.tree.root_at(size).unwrap()) }
    }

    /// As it comes into a register, under the first of its keys.
    pub fn registration(&self, policy: Option<DocumentHash>) -> Registration {
        Registration {
            origin: self.name(),
            log_vkey: self.vkey(1),
            first_leaf: digest(self.tree.leaf(0).unwrap()),
            engine_key: PublicKey(CommandKey::from_seed(&[7; 32]).public()),
            policy,
        }
    }

    /// The pin of a size under a key, with the proof from the pin at `before`.
    pub fn pin(&self, size: u64, key: u8, before: u64) -> PinCheckpoint {
        let checkpoint =
            Checkpoint { origin: self.origin.to_owned(), size, root: self.tree.root_at(size).unwrap() };
        PinCheckpoint {
            origin: self.name(),
            stands: self.stands(size),
            shown_root: self.stands(before).root,
            note: checkpoint.sign(&Self::key(key)),
            proof: self.tree.consistency(before, size).unwrap().into_iter().map(digest).collect(),
        }
    }
}

/// A register: one book in it is pinned, shown with fewer entries, pinned late and under another key, frozen, and goes on as another.
pub fn registry(ruleset: Ruleset) -> Story {
    let mut telling = Telling::founded(Cast::new(RESIDENTS).under(ruleset));
    let registrar = telling.cast.registrars[2].clone();
    let mut charter = test_charter();
    charter.registry =
        Some(RegistryClause { pin_every: Period::Days(7), books_at_most: BooksAtMost::default() });
    let (source, text) = document("The charter of a register");
    let adopt = AdoptCharter { charter: Box::new(charter), source, resolution: None };
    let secretary = telling.cast.secretary.clone();
    telling.does(&secretary, adopt, vec![text]);
    let (policy, text) = document("log of the east, witnessed by nobody");
    let east = Registered::east();
    telling.agreed(RegistrarAct::RegisterBook(east.registration(Some(policy))), vec![text]);
    for pin in [east.pin(20, 1, 1), east.pin(30, 1, 20), east.pin(25, 1, 20)] {
        telling.does(&registrar, pin, vec![]);
    }
    let origin = east.name();
    let rotation = RegisteredKeyRotation {
        origin: origin.clone(),
        log_vkey: east.vkey(2),
        from_size: 31,
        until_size: 34,
    };
    telling.agreed(RegistrarAct::RotateRegisteredKey(rotation), vec![]);
    let change = PolicyChange { origin: origin.clone(), policy: None };
    telling.agreed(RegistrarAct::ChangeRegisteredPolicy(change), vec![]);
    telling.waits(8);
    telling.does(&registrar, east.pin(33, 2, 30), vec![]);
    let freezing = RegisteredFreezing {
        origin: origin.clone(),
        reason: "its key was stolen".to_owned(),
        last_good_size: 30,
    };
    telling.agreed(RegistrarAct::FreezeRegisteredBook(freezing), vec![]);
    let west = founding_of_west(Succeeds { origin: origin.clone(), last_good: east.stands(30) });
    telling.agreed(RegistrarAct::RegisterBook(west.0), vec![]);
    let succession = BookSuccession { origin, successor: WEST.parse().unwrap(), founding: west.1 };
    telling.agreed(RegistrarAct::NameSuccessor(succession), vec![]);
    telling.into_story()
}

/// The book that goes on: its registration, and its first entry.
fn founding_of_west(succeeds: Succeeds) -> (Registration, String) {
    let cast = Cast::of_book(WEST, RESIDENTS);
    let create = CreateBook {
        name: "West".to_owned(),
        log_vkey: cast.verifier().to_vkey(),
        engine_key: PublicKey(cast.engine_key().public()),
        registrars: vec![cast.registrars[0].key_row(WEST, Custody::Own)],
        ruleset: None,
        succeeds: Some(succeeds),
    };
    let command = cast.desk().sign(&cast.registrars[0], create);
    let admitted = Book::new(WEST).admit(&yishi_book::authenticate(command).unwrap(), START).unwrap();
    let Admission::Appended { leaf, .. } = admitted else { panic!("a book is founded once") };
    let registration = Registration {
        origin: WEST.parse().unwrap(),
        log_vkey: cast.verifier().to_vkey(),
        first_leaf: digest(leaf_hash(&leaf)),
        engine_key: PublicKey(cast.engine_key().public()),
        policy: None,
    };
    (registration, String::from_utf8(leaf).unwrap())
}
