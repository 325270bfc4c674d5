//! Signatures by every kind of key that is not the right one, of commands and of checkpoints; and commands that were good once.

use super::bench::{Bench, Expected, must};
use super::cosigned::NAMES;
use super::ground::{BYTES, Ground, checkpoint_over};
use super::operator::with_consequences;
use crate::quorum::Quorum;
use yishi_audit::Pin;
use yishi_book::{Entry, Envelope};
use yishi_core::PublicKey;
use yishi_log::checkpoint::LogVerifier;
use yishi_log::key::{CommandKey, LogKey};
use yishi_log::leaf::Leaf;
use yishi_testkit::{Cast, seed};

/// A key of each kind, by what it is for.
fn kinds(cast: &Cast) -> [(&'static str, CommandKey); 6] {
    let of_seed = |words: &str| CommandKey::from_seed(&seed(words));
    [
        ("the log's key", of_seed(&format!("log of {}", cast.origin))),
        ("the engine's key", cast.engine_key()),
        ("a witness's key", of_seed("witness")),
        ("a registrar's key", cast.registrars[2].key()),
        ("another member's key", cast.residents[3].key()),
        ("a stranger's key", of_seed("stranger")),
    ]
}

/// Each command signed by a key of each kind: in the name of the right key, and under its own.
pub fn of_commands(ground: &Ground) -> Bench {
    let mut bench = Bench::default();
    for index in 0..ground.story.leaves.len() {
        let leaf = ground.story.leaves[index].clone();
        let parsed = Leaf::parse(&leaf).unwrap();
        for (kind, key) in kinds(&ground.story.cast) {
            if key.public() == parsed.key {
                continue;
            }
            let (at, name) = (index as u64, format!("entry {index}"));
            let signature = key.sign_command(parsed.command.as_bytes());
            let forged = Leaf { signature, ..parsed }.encode().unwrap();
            let findings = ground.signed_anew(&ground.changed(index, |leaf| *leaf = forged)).findings;
            let row = ("signature of a command, in the right key's name", kind);
            // A later command that has seen a checkpoint over this entry has seen another one.
            let seen = (at + 1..ground.size()).map(|later| (Some(later), "expiry"));
            bench.judge(row, &name, &findings, &must([(Some(at), "signature")]).or(seen));
            let mut envelope = Envelope::parse(parsed.command.as_bytes()).unwrap();
            envelope.key = PublicKey(key.public());
            let command = String::from_utf8(envelope.encode().unwrap()).unwrap();
            let signature = key.sign_command(command.as_bytes());
            let forged = Leaf { command: &command, key: key.public(), signature, ..parsed }.encode().unwrap();
            let findings = ground.signed_anew(&ground.changed(index, |leaf| *leaf = forged)).findings;
            let expected = with_consequences(must([(Some(at), "key")]), at);
            bench.judge(("signature of a command, under its own name", kind), &name, &findings, &expected);
        }
    }
    ground.restore();
    bench
}

/// A command that was right and is not any more, or elsewhere: for another book, expired, under a key that was revoked before.
pub fn of_another_time(ground: &Ground, foreign: &[Vec<u8>]) -> Bench {
    let mut bench = Bench::default();
    let place = "command, signed anew by the operator";
    for index in 0..ground.story.leaves.len() {
        let (at, name) = (index as u64, format!("entry {index}"));
        let parsed = Leaf::parse(&ground.story.leaves[index]).unwrap();
        let other = Leaf::parse(&foreign[index]).unwrap();
        let moved = Leaf { command: other.command, signature: other.signature, key: other.key, ..parsed };
        let forged = moved.encode().unwrap();
        let findings = ground.signed_anew(&ground.changed(index, |leaf| *leaf = forged)).findings;
        let expected = with_consequences(must([(Some(at), "origin")]), at);
        bench.judge((place, "signed for another book"), &name, &findings, &expected);
        let expires = Entry::parse(&ground.story.leaves[index]).unwrap().envelope.expires_at_ms;
        let mut leaves = ground.story.leaves.clone();
        for leaf in &mut leaves[index..] {
            let parsed = Leaf::parse(leaf).unwrap();
            *leaf = Leaf { recorded_at_ms: parsed.recorded_at_ms.max(expires.0), ..parsed }.encode().unwrap();
        }
        let findings = ground.signed_anew(&leaves).findings;
        let expected = with_consequences(must([(Some(at), "expiry")]), at);
        bench.judge((place, "recorded when it had expired"), &name, &findings, &expected);
    }
    ground.restore();
    bench
}

/// The last command of a member, moved behind the revocation of its key.
pub fn revoked(ground: &Ground) -> Bench {
    let mut bench = Bench::default();
    let mut leaves = ground.story.leaves.clone();
    let of_member = ground.story.index_of("submit") as usize;
    let revocation =
        leaves.iter().position(|leaf| String::from_utf8_lossy(leaf).contains("\"key_revoked\"")).unwrap();
    assert!(of_member < revocation);
    let command = leaves.remove(of_member);
    leaves.insert(revocation, command);
    let at = revocation as u64;
    let findings = ground.signed_anew(&leaves).findings;
    // What was left out of its place shows from there on; the key, where the command stands now.
    let expected = with_consequences(must([(Some(at), "key")]), of_member as u64);
    bench.judge(
        ("command, signed anew by the operator", "after its key was revoked"),
        "submit",
        &findings,
        &expected,
    );
    ground.restore();
    bench
}

/// Checkpoints over the right entries under every key but the right one, and over other entries under the right one.
pub fn of_checkpoints(ground: &Ground) -> Bench {
    let mut bench = Bench::default();
    let cast = &ground.story.cast;
    let honest = checkpoint_over(&cast.origin, &ground.story.leaves);
    let seeds = [
        ("the engine's key", format!("engine of {}", cast.origin)),
        ("a witness's key", "witness".to_owned()),
        ("a member's key", "resident_0".to_owned()),
        ("the log key of another book", "log of test.example/other-00000000".to_owned()),
    ];
    for (kind, words) in seeds {
        ground.bundle.set("checkpoint", honest.sign(&LogKey::from_seed(&seed(&words))).as_bytes());
        let findings = ground.audit(&BYTES).findings;
        bench.judge(("signature of the checkpoint", kind), "", &findings, &must([(None, "checkpoint")]));
    }
    for size in 0..ground.story.leaves.len() {
        ground.bundle.set("checkpoint", ground.note_over(&ground.story.leaves[..size]).as_bytes());
        let expected = must([(Some(size as u64), "tree")]);
        let row = ("checkpoint, signed by the log", "of fewer entries");
        bench.judge(row, &size.to_string(), &ground.audit(&BYTES).findings, &expected);
    }
    let other =
        yishi_log::checkpoint::Checkpoint { origin: "test.example/else-00000000".into(), ..honest.clone() };
    ground.bundle.set("checkpoint", other.sign(&cast.log_key()).as_bytes());
    let expected = must([(None, "checkpoint")]);
    bench.judge(
        ("checkpoint, signed by the log", "of another name"),
        "",
        &ground.audit(&BYTES).findings,
        &expected,
    );
    ground.restore();
    bench
}

/// The whole book under another log key: the pin shows it; without one, the founding.
pub fn of_whole_books(ground: &Ground) -> Bench {
    let mut bench = Bench::default();
    let cast = &ground.story.cast;
    let forger = LogKey::from_seed(&seed("forger"));
    let note = checkpoint_over(&cast.origin, &ground.story.leaves).sign(&forger);
    ground.bundle.set("checkpoint", note.as_bytes());
    let row = ("whole book", "signed under another log key");
    bench.judge(row, "pinned", &ground.audit(&BYTES).findings, &must([(None, "checkpoint")]));
    let pin = Pin::Key(LogVerifier::new(&cast.origin, &forger.public()).unwrap());
    let bundle = ground.bundle.again();
    let ground_of_forger = Ground { story: ground.story.clone(), bundle, pin, fork: Vec::new() };
    let expected = must([(Some(0), "checkpoint"), (None, "policy")]);
    bench.judge(row, "the forger's key pinned", &ground_of_forger.audit(&BYTES).findings, &expected);
    ground.restore();
    bench
}

/// Forks that the log's own key has signed, under a policy that wants two of three witnesses: none, one, or a wrong cosignature.
pub fn of_witnesses(ground: &Ground) -> Bench {
    let mut bench = Bench::default();
    let quorum = Quorum::of(&ground.story.cast.verifier(), NAMES);
    let bundle = ground.bundle.again();
    let pinned = Ground { story: ground.story.clone(), bundle, pin: quorum.pin(), fork: Vec::new() };
    let honest = checkpoint_over(&pinned.story.cast.origin, &pinned.story.leaves);
    let (note, body) = (honest.sign(&pinned.story.cast.log_key()), honest.body());
    let [one, two, three] = [0, 1, 2].map(|witness| quorum.line(witness, &body));
    let fork = quorum.line(1, &body.replacen('\n', "\n9", 1));
    pinned.bundle.set("checkpoint", format!("{note}{one}{three}").as_bytes());
    assert_eq!(pinned.audit(&BYTES).findings, vec![], "two of three are enough");
    for (change, lines) in [
        ("no witness", vec![]),
        ("one witness of the two that are needed", vec![&one]),
        ("one witness twice", vec![&two, &two]),
        ("the second witness cosigned another checkpoint", vec![&one, &fork]),
    ] {
        let lines: String = lines.into_iter().map(String::as_str).collect();
        pinned.bundle.set("checkpoint", format!("{note}{lines}").as_bytes());
        let expected: Expected = must([(None, "checkpoint")]);
        bench.judge(("cosignatures", change), "", &pinned.audit(&BYTES).findings, &expected);
    }
    ground.restore();
    bench
}
