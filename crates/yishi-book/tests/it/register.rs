//! Pins and registrations: what a checkpoint of another book has to prove before the rules are asked.

use yishi_book::Refusal;
use yishi_core::{
    AdoptCharter, BooksAtMost, Digest, DocumentHash, EndorseRegistrarAct, Event, Period, PinCheckpoint,
    PublicKey, RegisteredKeyRotation, RegistrarAct, RegistrarRequestId, Registration, RegistryClause,
    RequestRegistrarAct, StandsAt,
};
use yishi_log::checkpoint::{Checkpoint, LogVerifier};
use yishi_log::key::{CommandKey, LogKey};
use yishi_log::tree::{Tree, TreeHash, leaf_hash};
use yishi_testkit::{Cast, Desk, Order, PaperBook, test_charter};

const EAST: &str = "east.example/lane-0a1b2c3d";

/// A registry with one book in it, and that book's tree.
struct Scene {
    paper: PaperBook,
    cast: Cast,
    desk: Desk,
    tree: Tree,
}

fn key(number: u8) -> LogKey {
    LogKey::from_seed(&[number; 32])
}

fn vkey(number: u8) -> String {
    LogVerifier::new(EAST, &key(number).public()).unwrap().to_vkey()
}

fn digest(hash: TreeHash) -> Digest {
    Digest(hash.0)
}

fn scene() -> Scene {
    let cast = Cast::new(3);
    let mut paper = PaperBook::founded(&cast);
    let desk = cast.desk();
    desk.count_from(1_000);
    let mut charter = test_charter();
    charter.registry =
        Some(RegistryClause { pin_every: Period::Days(7), books_at_most: BooksAtMost::default() });
    let source = DocumentHash([1; 32]);
    let adopt = AdoptCharter { charter: Box::new(charter), source, resolution: None };
    paper.must_admit(&desk.order(&cast.secretary, adopt, vec![]));
    let mut tree = Tree::default();
    (0_u64..40).for_each(|number| tree.push(leaf_hash(&number.to_be_bytes())));
    let mut scene = Scene { paper, cast, desk, tree };
    let good = scene.registration();
    scene.agreed(RegistrarAct::RegisterBook(good));
    scene
}

impl Scene {
    fn registration(&self) -> Registration {
        Registration {
            origin: EAST.parse().unwrap(),
            log_vkey: vkey(1),
            first_leaf: digest(self.tree.leaf(0).unwrap()),
            engine_key: PublicKey(CommandKey::from_seed(&[7; 32]).public()),
            policy: None,
        }
    }

    fn request(&self, act: RegistrarAct) -> Order {
        self.desk.order(&self.cast.registrars[0], RequestRegistrarAct { act }, vec![])
    }

    fn agreed(&mut self, act: RegistrarAct) {
        let request = RegistrarRequestId::first(self.paper.must_admit(&self.request(act)));
        let endorse = EndorseRegistrarAct { request };
        self.paper.must_admit(&self.desk.order(&self.cast.registrars[1], endorse, vec![]));
    }

    /// The pin of a size, signed by these keys, from the pin at `before`.
    fn pin(&self, size: u64, keys: &[u8], before: u64) -> PinCheckpoint {
        let root = self.tree.root_at(size).unwrap();
        let checkpoint = Checkpoint { origin: EAST.to_owned(), size, root };
        let lines = keys.iter().map(|number| {
            let note = checkpoint.sign(&key(*number));
            note.rsplit_once("\n\n").unwrap().1.to_owned()
        });
        PinCheckpoint {
            origin: EAST.parse().unwrap(),
            stands: StandsAt { size, root: digest(root) },
            shown_root: digest(self.tree.root_at(before).unwrap()),
            note: format!("{}\n{}", checkpoint.body(), lines.collect::<String>()),
            proof: self.tree.consistency(before, size).unwrap().into_iter().map(digest).collect(),
        }
    }

    fn tried(&self, command: PinCheckpoint) -> Result<Vec<Event>, Refusal> {
        let order = self.desk.order(&self.cast.registrars[2], command, vec![]);
        self.paper.clone().admit(&order).map(|(_, events)| events)
    }

    fn is_refused(&self, command: PinCheckpoint, why: &str) {
        match self.tried(command) {
            Err(Refusal::CitationNotProven { reason, .. }) => {
                assert!(reason.contains(why), "{why}: {reason}")
            }
            other => panic!("{why}: {other:?}"),
        }
    }
}

#[test]
fn a_checkpoint_is_pinned_that_a_key_in_force_signed_and_that_goes_on_from_the_first_entry() {
    let scene = scene();
    let events = scene.tried(scene.pin(30, &[1], 1)).unwrap();
    assert!(matches!(events.as_slice(), [Event::CheckpointPinned(event)] if event.stands.size == 30));
    // Lines of strangers do no harm.
    assert!(scene.tried(scene.pin(30, &[9, 1], 1)).is_ok());
}

#[test]
fn nothing_is_pinned_that_is_not_proven() {
    let scene = scene();
    let good = || scene.pin(30, &[1], 1);
    scene.is_refused(scene.pin(30, &[2], 1), "no key in force");
    let spoilt = PinCheckpoint { note: good().note.replace("30\n", "31\n"), ..good() };
    scene.is_refused(spoilt, "name these");
    let other_size = StandsAt { size: 29, ..good().stands };
    scene.is_refused(PinCheckpoint { stands: other_size, ..good() }, "name these");
    let bad_line = {
        let line = scene.pin(29, &[1], 1).note.rsplit_once("\n\n").unwrap().1.to_owned();
        PinCheckpoint { note: good().note + &line, ..good() }
    };
    scene.is_refused(bad_line, "does not verify");
    let mut short = good();
    short.proof.pop();
    scene.is_refused(short, "hashes");
    let mut forged = good();
    forged.proof[0] = Digest([0; 32]);
    scene.is_refused(forged, "another root");
    scene.is_refused(PinCheckpoint { shown_root: Digest([0; 32]), ..good() }, "another root");
    scene.is_refused(PinCheckpoint { note: "no note".into(), ..good() }, "blank line");
}

#[test]
fn a_fork_is_recorded_only_when_its_own_tree_proves_it() {
    let mut scene = scene();
    let pin = scene.pin(20, &[1], 1);
    let order = scene.desk.order(&scene.cast.registrars[0], pin, vec![]);
    scene.paper.must_admit(&order);
    let mut other = Tree::default();
    (0_u64..40).for_each(|number| other.push(leaf_hash(&(number / 2).to_be_bytes())));
    let true_tree = std::mem::replace(&mut scene.tree, other);
    let events = scene.tried(scene.pin(30, &[1], 20)).unwrap();
    assert!(matches!(events.as_slice(), [Event::PinConflictRecorded(_)]), "{events:?}");
    // Without the stolen key nobody makes one up.
    scene.is_refused(scene.pin(30, &[2], 20), "no key in force");
    let claimed =
        PinCheckpoint { shown_root: digest(true_tree.root_at(20).unwrap()), ..scene.pin(30, &[1], 20) };
    scene.is_refused(claimed, "another root");
}

#[test]
fn a_retired_key_pins_nothing_beyond_the_overlap() {
    let mut scene = scene();
    let rotation = RegisteredKeyRotation {
        origin: EAST.parse().unwrap(),
        log_vkey: vkey(2),
        from_size: 10,
        until_size: 12,
    };
    scene.agreed(RegistrarAct::RotateRegisteredKey(rotation));
    for (size, keys, good) in
        [(9, 1, true), (9, 2, false), (10, 2, true), (12, 1, true), (13, 1, false), (13, 2, true)]
    {
        let tried = scene.tried(scene.pin(size, &[keys], 1));
        assert_eq!(tried.is_ok(), good, "size {size} under key {keys}: {tried:?}");
    }
    assert!(scene.tried(scene.pin(11, &[1, 2], 1)).is_ok(), "while both are in force both may sign");
}

#[test]
fn what_is_registered_has_keys_of_its_own_and_replay_finds_what_has_not() {
    let scene = scene();
    let west = |change: &dyn Fn(&mut Registration)| {
        let mut west =
            Registration { origin: "west.example/lane-0a1b2c3d".parse().unwrap(), ..scene.registration() };
        change(&mut west);
        scene.paper.clone().admit(&scene.request(RegistrarAct::RegisterBook(west)))
    };
    let refused = |field: &str, found: Result<(u64, Vec<Event>), Refusal>| {
        let code = found.as_ref().map_err(Refusal::code);
        assert_eq!(code.err().as_deref(), Some("out_of_range"), "{field}");
        assert!(found.unwrap_err().to_string().contains(field), "{field}");
    };
    refused("log_vkey", west(&|_| {}));
    let own = || LogVerifier::new("west.example/lane-0a1b2c3d", &key(3).public()).unwrap();
    assert!(west(&|it| it.log_vkey = own().to_vkey()).is_ok());
    refused(
        "engine_key",
        west(&|it| {
            it.log_vkey = own().to_vkey();
            it.engine_key = PublicKey(own().public());
        }),
    );
    refused(
        "origin",
        west(&|it| {
            it.origin = scene.cast.origin.parse().unwrap();
            it.log_vkey = scene.cast.verifier().to_vkey();
        }),
    );
    let mut paper = scene.paper.clone();
    let pin = scene.desk.order(&scene.cast.registrars[0], scene.pin(30, &[1], 1), vec![]);
    paper.must_admit(&pin);
    let leaf = String::from_utf8(paper.leaves.last().unwrap().clone()).unwrap();
    let forged = leaf.replacen("30\\n", "31\\n", 1);
    let checks: Vec<String> =
        scene.paper.book.clone().replay(forged.as_bytes()).into_iter().map(|finding| finding.check).collect();
    assert!(checks.contains(&"pinned".to_owned()) && checks.contains(&"signature".to_owned()), "{checks:?}");
}
