//! A witness keeps what it cosigned before it says so, starts only from it, and keeps what it refused.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::missing_docs_in_private_items,
    reason = "a test that cannot go on must stop"
)]

use std::io;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Barrier, Mutex};
use yishi_log::checkpoint::{Checkpoint, LogVerifier};
use yishi_log::cosignature::{Cosigned, Cosigner};
use yishi_log::key::{LogKey, WitnessKey};
use yishi_log::note::Note;
use yishi_log::tree::{Tree, leaf_hash};
use yishi_log::witness::{AddCheckpoint, KnownLog};
use yishi_witness::{
    Answer, Damaged, FolderError, MAX_FORKS, MAX_UNPROVEN, State, StateStore, Witness, WitnessFolder,
};

const ORIGIN: &str = "example.org/test-00000000";
const NOW_S: u64 = 1_772_413_200;

fn log_key() -> LogKey {
    LogKey::from_seed(&[1; 32])
}

fn known(origin: &str, key: &LogKey) -> KnownLog {
    LogVerifier::new(origin, &key.public()).unwrap().into()
}

fn logs() -> Vec<KnownLog> {
    vec![known(ORIGIN, &log_key())]
}

fn cosigner() -> Cosigner {
    Cosigner::new("witness.example/street", WitnessKey::from_seed(&[2; 32])).unwrap()
}

fn grown(size: u64, fork: u64) -> Tree {
    let mut tree = Tree::default();
    for index in 0..size {
        let leaf = if index < fork { index } else { index + 1_000 };
        tree.push(leaf_hash(&leaf.to_be_bytes()));
    }
    tree
}

fn request(tree: &Tree, old: u64, new: u64) -> Vec<u8> {
    let note =
        Checkpoint { origin: ORIGIN.into(), size: new, root: tree.root_at(new).unwrap() }.sign(&log_key());
    let proof = if old == 0 { Vec::new() } else { tree.consistency(old, new).unwrap() };
    AddCheckpoint { old, proof, note: note.as_bytes() }.compose()
}

fn begun(root: &Path) -> WitnessFolder {
    let folder = WitnessFolder::open(root).unwrap();
    folder.begin(cosigner().verifier()).unwrap();
    folder
}

fn started_with(folder: &WitnessFolder, store: Box<dyn StateStore>, now_s: Arc<AtomicU64>) -> Witness {
    let state = folder.state(cosigner().verifier()).unwrap();
    let clock = Arc::new(move || now_s.load(Ordering::SeqCst));
    Witness::new(cosigner(), logs(), (state, store), &folder.evidence_path(), clock).unwrap()
}

fn started(folder: &WitnessFolder) -> Witness {
    started_with(folder, Box::new(folder.store()), Arc::new(AtomicU64::new(NOW_S)))
}

fn size(folder: &WitnessFolder) -> u64 {
    folder.state(cosigner().verifier()).unwrap().seen(ORIGIN).size
}

#[test]
fn what_was_cosigned_is_there_after_a_restart_and_goes_on_from_there() {
    let root = tempfile::tempdir().unwrap();
    let folder = begun(root.path());
    let tree = grown(20, 20);
    assert_eq!(started(&folder).add_checkpoint(&request(&tree, 0, 5)).status, 200);
    let witness = started(&folder);
    let told = witness.add_checkpoint(&request(&tree, 0, 20));
    assert_eq!((told.status, told.content_type, told.body.as_str()), (409, "text/x.tlog.size", "5\n"));
    let line = witness.add_checkpoint(&request(&tree, 5, 20));
    assert_eq!(line.status, 200);
    let text = Checkpoint { origin: ORIGIN.into(), size: 20, root: tree.root_at(20).unwrap() }.body();
    cosigner().verifier().answered(&text, line.body.as_bytes()).unwrap();
    assert_eq!(size(&folder), 20);
}

#[test]
fn a_witness_without_its_state_does_not_start_and_its_key_is_spent() {
    let root = tempfile::tempdir().unwrap();
    let folder = begun(root.path());
    std::fs::remove_file(root.path().join("state.json")).unwrap();
    let missing = folder.state(cosigner().verifier()).unwrap_err();
    assert!(matches!(missing, FolderError::StateMissing(_)));
    assert!(missing.to_string().contains("witness init"), "{missing}");
}

#[test]
fn a_state_is_neither_begun_twice_nor_anothers_nor_made_up() {
    let root = tempfile::tempdir().unwrap();
    let folder = begun(root.path());
    assert!(matches!(folder.begin(cosigner().verifier()), Err(FolderError::StateExists(_))));
    assert!(matches!(WitnessFolder::open(root.path()), Err(FolderError::InUse(_))), "one process at a time");
    let tree = grown(20, 20);
    started(&folder).add_checkpoint(&request(&tree, 0, 5));
    let bytes = std::fs::read(root.path().join("state.json")).unwrap();
    let other = Cosigner::new("witness.example/other", WitnessKey::from_seed(&[3; 32])).unwrap();
    assert!(matches!(State::decode(&bytes, other.verifier()), Err(Damaged::OtherWitness { .. })));
    let text = String::from_utf8(bytes).unwrap();
    for changed in [
        text.replace("\\n5\\n", "\\n4\\n"),
        text.replace("test-00000000\": ", "test-00000001\": "),
        text[..90].to_owned(),
    ] {
        assert_ne!(changed, text);
        assert!(State::decode(changed.as_bytes(), cosigner().verifier()).is_err(), "{changed}");
    }
}

/// A store that fails before or after the bytes are durable, as a dying process does.
struct Dying {
    keep: bool,
    inner: yishi_witness::FileState,
}

impl StateStore for Dying {
    fn replace(&self, next: &[u8]) -> io::Result<()> {
        if self.keep {
            self.inner.replace(next)?;
        }
        Err(io::Error::other("the process dies here"))
    }
}

#[test]
fn nothing_is_given_out_that_is_not_kept_whenever_the_process_dies() {
    for (keep, kept) in [(false, 5), (true, 20)] {
        let root = tempfile::tempdir().unwrap();
        let folder = begun(root.path());
        let tree = grown(20, 20);
        started(&folder).add_checkpoint(&request(&tree, 0, 5));
        let dying = Box::new(Dying { keep, inner: folder.store() });
        let answer = started_with(&folder, dying, Arc::new(AtomicU64::new(NOW_S)))
            .add_checkpoint(&request(&tree, 5, 20));
        assert_eq!(answer.status, 500);
        assert!(!answer.body.contains('—'), "no cosignature: {}", answer.body);
        assert_eq!(size(&folder), kept, "the state is whole and at least as far as what was given out");
        assert_eq!(started(&folder).add_checkpoint(&request(&tree, kept, 20)).status, 200);
    }
}

#[test]
fn of_two_histories_that_arrive_at_once_one_is_cosigned_and_the_other_is_evidence() {
    let root = tempfile::tempdir().unwrap();
    let folder = begun(root.path());
    let witness = started(&folder);
    let (tree, forked) = (grown(20, 20), grown(20, 3));
    witness.add_checkpoint(&request(&tree, 0, 3));
    let (barrier, answers) = (Barrier::new(8), Mutex::new(Vec::<Answer>::new()));
    std::thread::scope(|scope| {
        for number in 0..8 {
            let (witness, barrier, answers) = (&witness, &barrier, &answers);
            let body = request(if number % 2 == 0 { &tree } else { &forked }, 3, 20);
            scope.spawn(move || {
                barrier.wait();
                let answer = witness.add_checkpoint(&body);
                answers.lock().unwrap().push(answer);
            });
        }
    });
    let answers = answers.into_inner().unwrap();
    let of = |status| answers.iter().filter(|answer| answer.status == status).count();
    assert_eq!((of(200), of(409)), (1, 7), "{answers:?}");
    let kept = folder.evidence().unwrap();
    assert_eq!(kept.len(), 1, "the same fork sent again is kept once");
    let (name, fork) = &kept[0];
    assert_eq!((fork.kind.as_str(), fork.size, fork.cosigned_size), ("fork", 20, 20));
    let read = |file: &str| std::fs::read(folder.evidence_path().join(name).join(file)).unwrap();
    let [one, two] = ["cosigned", "refused"].map(|file| logs()[0].key.open(&read(file)).unwrap());
    assert!(one.size == two.size && one.root != two.root, "anybody can check that the log signed both");
}

#[test]
fn doubts_are_kept_up_to_their_number_and_forks_beside_them() {
    let root = tempfile::tempdir().unwrap();
    let folder = begun(root.path());
    let witness = started(&folder);
    let tree = grown(200, 200);
    witness.add_checkpoint(&request(&tree, 0, 3));
    for number in 0..MAX_UNPROVEN as u64 + 3 {
        assert_eq!(witness.add_checkpoint(&request(&grown(4 + number, 1), 3, 4 + number)).status, 422);
    }
    assert_eq!(folder.evidence().unwrap().len(), MAX_UNPROVEN);
    assert_eq!(witness.add_checkpoint(&request(&grown(3, 1), 3, 3)).status, 422);
    assert_eq!(folder.evidence().unwrap().len(), MAX_UNPROVEN + 1);
    let again = started(&folder);
    let kept = Some(MAX_UNPROVEN as u64);
    assert_eq!((again.status()["forks"].as_u64(), again.status()["unproven"].as_u64()), (Some(1), kept));
    let left_out = |witness: &Witness, count: u64| {
        let line = format!("yishi_witness_evidence_left_out_total {count}");
        assert!(witness.metrics().lines().any(|found| found == line), "{}", witness.metrics());
    };
    left_out(&witness, 3);
    again.add_checkpoint(&request(&grown(5, 1), 3, 5));
    left_out(&again, 0);
    again.add_checkpoint(&request(&grown(199, 1), 3, 199));
    left_out(&again, 1);
}

#[test]
fn one_log_with_many_doubts_takes_no_place_from_another() {
    let root = tempfile::tempdir().unwrap();
    let folder = begun(root.path());
    let (other, other_key) = ("example.org/other-00000000", LogKey::from_seed(&[7; 32]));
    let known = [logs(), vec![known(other, &other_key)]].concat();
    let start = || {
        let state = folder.state(cosigner().verifier()).unwrap();
        let state = (state, Box::new(folder.store()) as Box<dyn StateStore>);
        Witness::new(cosigner(), known.clone(), state, &folder.evidence_path(), Arc::new(|| NOW_S)).unwrap()
    };
    let witness = start();
    witness.add_checkpoint(&request(&grown(3, 3), 0, 3));
    for number in 0..MAX_FORKS as u64 + 2 {
        let mut forked = grown(2, 2);
        forked.push(leaf_hash(&(number + 5_000).to_be_bytes()));
        assert_eq!(witness.add_checkpoint(&request(&forked, 3, 3)).status, 422);
    }
    let of_other = |fork: u64| {
        let root = grown(3, fork).root_at(3).unwrap();
        let note = Checkpoint { origin: other.into(), size: 3, root }.sign(&other_key);
        AddCheckpoint { old: 0, proof: Vec::new(), note: note.as_bytes() }.compose()
    };
    let witness = start();
    assert_eq!(witness.add_checkpoint(&of_other(3)).status, 200);
    assert_eq!(witness.add_checkpoint(&of_other(1)).status, 409);
    let kept = folder.evidence().unwrap();
    let of = |origin: &str| kept.iter().filter(|(_, found)| found.origin == origin).count();
    assert_eq!((of(ORIGIN), of(other)), (MAX_FORKS, 1));
}

#[test]
fn repeated_lines_do_not_make_a_witness_forget_a_log() {
    let root = tempfile::tempdir().unwrap();
    let folder = begun(root.path());
    let (tree, forked) = (grown(20, 20), grown(20, 3));
    let note =
        Checkpoint { origin: ORIGIN.into(), size: 20, root: tree.root_at(20).unwrap() }.sign(&log_key());
    let line = note.lines().last().unwrap();
    let repeated = note.clone() + &format!("{line}\n").repeat(99);
    let request_of = |note: &str| AddCheckpoint { old: 0, proof: vec![], note: note.as_bytes() }.compose();
    let witness = started(&folder);
    assert_eq!(witness.add_checkpoint(&request_of(&repeated)).status, 200);
    for witness in [witness, started(&folder)] {
        let fork = witness.add_checkpoint(&request(&forked, 0, 20));
        assert_eq!((fork.status, fork.body.as_str()), (409, "20\n"));
        assert_eq!(witness.add_checkpoint(&request(&forked, 20, 20)).status, 422);
    }
    let state = folder.state(cosigner().verifier()).unwrap();
    assert_eq!(Note::parse(state.note(ORIGIN).unwrap().as_bytes()).unwrap().signatures.len(), 2);
}

#[test]
fn what_could_not_be_read_back_is_neither_stored_nor_given_out() {
    let root = tempfile::tempdir().unwrap();
    let folder = begun(root.path());
    let tree = grown(20, 20);
    let keys: Vec<LogKey> = (1..=100).map(|seed| LogKey::from_seed(&[seed; 32])).collect();
    let known = keys.iter().map(|key| known(ORIGIN, key)).collect();
    let checkpoint = Checkpoint { origin: ORIGIN.into(), size: 20, root: tree.root_at(20).unwrap() };
    let mut note = checkpoint.sign(&keys[0]);
    for key in &keys[1..] {
        note += checkpoint.sign(key).lines().last().unwrap();
        note.push('\n');
    }
    let state =
        (folder.state(cosigner().verifier()).unwrap(), Box::new(folder.store()) as Box<dyn StateStore>);
    let witness =
        Witness::new(cosigner(), known, state, &folder.evidence_path(), Arc::new(|| NOW_S)).unwrap();
    let body = AddCheckpoint { old: 0, proof: vec![], note: note.as_bytes() }.compose();
    assert_eq!(witness.add_checkpoint(&body).status, 500);
    assert_eq!(size(&folder), 0);
    assert_eq!(witness.add_checkpoint(&request(&tree, 0, 5)).status, 200);
    assert_eq!(size(&folder), 5);
}

#[test]
fn strangers_leave_nothing_behind() {
    let root = tempfile::tempdir().unwrap();
    let folder = begun(root.path());
    let witness = started(&folder);
    let before = std::fs::read(root.path().join("state.json")).unwrap();
    let forged = Checkpoint { origin: ORIGIN.into(), size: 3, root: grown(3, 3).root_at(3).unwrap() };
    let forged = forged.sign(&LogKey::from_seed(&[9; 32]));
    assert_eq!(witness.add_checkpoint(&[b"old 0\n\n", forged.as_bytes()].concat()).status, 403);
    assert_eq!(witness.add_checkpoint(b"nonsense").status, 400);
    assert_eq!(std::fs::read(root.path().join("state.json")).unwrap(), before);
    assert_eq!(folder.evidence().unwrap(), []);
}

#[test]
fn a_clock_that_steps_back_does_not_make_a_later_cosignature_earlier() {
    let root = tempfile::tempdir().unwrap();
    let folder = begun(root.path());
    let now = Arc::new(AtomicU64::new(NOW_S));
    let witness = started_with(&folder, Box::new(folder.store()), Arc::clone(&now));
    let tree = grown(20, 20);
    witness.add_checkpoint(&request(&tree, 0, 3));
    now.store(NOW_S - 100, Ordering::SeqCst);
    witness.add_checkpoint(&request(&tree, 3, 20));
    let state = folder.state(cosigner().verifier()).unwrap();
    let note = Note::parse(state.note(ORIGIN).unwrap().as_bytes()).unwrap();
    assert_eq!(cosigner().verifier().cosigned(&note), Cosigned::Good { time_s: NOW_S });
}

#[test]
fn what_it_stands_for_can_be_read_by_the_hash_of_the_log() {
    let root = tempfile::tempdir().unwrap();
    let folder = begun(root.path());
    let witness = started(&folder);
    assert_eq!(witness.status()["logs"].as_array().unwrap().len(), 0);
    witness.add_checkpoint(&request(&grown(20, 20), 0, 20));
    let hash = witness.status()["logs"][0]["hash"].as_str().unwrap().to_owned();
    assert_eq!(logs()[0].key.open(witness.checkpoint(&hash).unwrap().as_bytes()).unwrap().size, 20);
    assert_eq!(witness.checkpoint("00"), None);
    let metrics = witness.metrics();
    for line in [
        format!("yishi_witness_size{{log=\"{ORIGIN}\"}} 20"),
        "yishi_witness_answers_total{status=\"200\"} 1".into(),
    ] {
        assert!(metrics.lines().any(|found| found == line), "{metrics}");
    }
}
