//! Trust policies: what is read, what is refused with its line, and when a note satisfies one.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on must stop")]

use yishi_log::checkpoint::{Checkpoint, CheckpointError, LogVerifier};
use yishi_log::key::LogKey;
use yishi_log::note::{key_id, signature_line};
use yishi_log::policy::{Policy, PolicyError};
use yishi_log::tree::TreeHash;

const ORIGIN: &str = "example.org/test-00000000";

fn log_key() -> LogKey {
    LogKey::from_seed(&[1; 32])
}

fn log_vkey() -> String {
    LogVerifier::new(ORIGIN, &log_key().public()).unwrap().to_vkey()
}

struct Cosigner {
    name: String,
    secret: ed25519_dalek::SigningKey,
}

impl Cosigner {
    fn new(number: u8) -> Self {
        let secret = ed25519_dalek::SigningKey::from_bytes(&[100 + number; 32]);
        Self { name: format!("witness.example/{number}"), secret }
    }
    fn public(&self) -> [u8; 32] {
        self.secret.verifying_key().to_bytes()
    }
    fn vkey(&self) -> String {
        use base64::Engine;
        let id = key_id(&self.name, 4, &self.public());
        let typed = [&[4], self.public().as_slice()].concat();
        let typed = base64::engine::general_purpose::STANDARD.encode(typed);
        format!("{}+{}+{typed}", self.name, hex::encode(id))
    }
    fn cosign(&self, checkpoint: &Checkpoint, time: u64) -> String {
        use ed25519_dalek::Signer;
        let message = format!("cosignature/v1\ntime {time}\n{}", checkpoint.body());
        let signature = self.secret.sign(message.as_bytes()).to_bytes();
        let value = [time.to_be_bytes().as_slice(), &signature].concat();
        signature_line(&self.name, key_id(&self.name, 4, &self.public()), &value)
    }
}

fn checkpoint() -> Checkpoint {
    Checkpoint { origin: ORIGIN.into(), size: 3, root: TreeHash([9; 32]) }
}

/// Two of three in one house, one of two in another, both houses.
fn two_houses() -> Policy {
    let [a, b, c, d, e] = [0, 1, 2, 3, 4].map(|number| Cosigner::new(number).vkey());
    let text = format!(
        "# houses\nlog {} https://log.example\n\n\twitness A {a}\nwitness B {b} https://b.example\nwitness C {c}\n\
         group X 2 A B C\nwitness D {d}\nwitness E {e}\ngroup Y any D E\ngroup both all X Y\nquorum both\n",
        log_vkey()
    );
    Policy::parse(text.as_bytes()).unwrap()
}

#[test]
fn a_quorum_is_met_by_the_groups_that_it_names_and_by_nothing_less() {
    let policy = two_houses();
    let note = checkpoint().sign(&log_key());
    let cosigned = |numbers: &[u8]| {
        let lines = numbers.iter().map(|&number| Cosigner::new(number).cosign(&checkpoint(), 1_700_000_000));
        policy.open((note.clone() + &lines.collect::<String>()).as_bytes())
    };
    assert_eq!(cosigned(&[0, 2, 3]).unwrap(), checkpoint());
    assert_eq!(cosigned(&[0, 1, 2, 3, 4]).unwrap(), checkpoint());
    for few in [&[][..], &[0, 1, 2], &[3, 4], &[0, 3, 4], &[0, 0, 3]] {
        assert!(matches!(cosigned(few), Err(PolicyError::QuorumNotMet { .. })), "{few:?}");
    }
}

#[test]
fn a_cosignature_of_another_text_or_after_2_63_counts_for_nothing() {
    let text = format!("log {}\nwitness A {}\nquorum A\n", log_vkey(), Cosigner::new(0).vkey());
    let policy = Policy::parse(text.as_bytes()).unwrap();
    let open = |line: String| policy.open((checkpoint().sign(&log_key()) + &line).as_bytes());
    let cosigner = Cosigner::new(0);
    assert!(open(cosigner.cosign(&checkpoint(), (1 << 63) - 1)).is_ok());
    assert!(open(cosigner.cosign(&checkpoint(), 1 << 63)).is_err());
    let other = Checkpoint { size: 4, ..checkpoint() };
    assert!(open(cosigner.cosign(&other, 1)).is_err());
    let both = cosigner.cosign(&checkpoint(), 1) + &cosigner.cosign(&other, 1);
    assert!(open(both).is_err(), "a bad signature under a known key spoils the good one");
}

#[test]
fn a_note_of_a_log_that_the_policy_does_not_name_is_refused() {
    let policy = Policy::parse(Policy::of_log(&LogVerifier::parse(&log_vkey()).unwrap()).as_bytes()).unwrap();
    assert!(policy.open(checkpoint().sign(&log_key()).as_bytes()).is_ok());
    let elsewhere = Checkpoint { origin: "example.org/else-00000000".into(), ..checkpoint() };
    let refused = policy.open(elsewhere.sign(&log_key()).as_bytes());
    assert!(matches!(refused, Err(PolicyError::UnknownLog(_))));
    let forged = policy.open(checkpoint().sign(&LogKey::from_seed(&[2; 32])).as_bytes());
    assert!(matches!(forged, Err(PolicyError::Checkpoint(CheckpointError::NotSigned(_)))));
}

#[test]
fn a_policy_that_is_wrong_is_refused_with_its_line() {
    let (log, witness) = (log_vkey(), Cosigner::new(0).vkey());
    let second = Cosigner::new(1).vkey();
    for (text, line) in [
        (String::new(), 1),
        (format!("log {log}\n"), 2),
        (format!("log {log}\nquorum none\nquorum none\n"), 3),
        (format!("log {log}\nlog {log}\nquorum none\n"), 2),
        (format!("log {witness}\nquorum none\n"), 1),
        (format!("witness A {log}\nquorum A\n"), 1),
        (format!("witness A {witness}\nwitness B {witness}\nquorum A\n"), 2),
        (format!("witness A {witness}\nwitness A {second}\nquorum A\n"), 2),
        (format!("witness none {witness}\nquorum none\n"), 1),
        (format!("quorum A\nwitness A {witness}\n"), 1),
        (format!("witness A {witness}\ngroup G 2 A\nquorum G\n"), 2),
        (format!("witness A {witness}\ngroup G 0 A\nquorum G\n"), 2),
        (format!("witness A {witness}\ngroup G 01 A\nquorum G\n"), 2),
        (format!("witness A {witness}\ngroup G any\nquorum G\n"), 2),
        (format!("witness A {witness}\ngroup G any B\nquorum G\n"), 2),
        (format!("witness A {witness}\ngroup G any A A\nquorum G\n"), 2),
        (format!("witness A {witness}\ngroup G any A\ngroup H any A\nquorum G\n"), 3),
        (format!("log {log}\r\nquorum none\n"), 1),
        (format!("log {log}\nquorum none\nfriends all\n"), 3),
        (format!("log {log} a b\nquorum none\n"), 1),
    ] {
        match Policy::parse(text.as_bytes()) {
            Err(PolicyError::Malformed { line: found, .. }) => assert_eq!(found, line, "{text}"),
            other => unreachable!("{text}: {other:?}"),
        }
    }
    assert!(matches!(Policy::parse(b"# a\n\xFF\n"), Err(PolicyError::Malformed { line: 2, .. })));
}
