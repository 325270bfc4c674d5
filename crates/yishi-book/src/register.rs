//! What a registry book is told of others, proven: keys are keys of the book they are for, a pinned checkpoint is signed by a key in
//! force and begins as it shows, and a successor's founding names the frozen book.
//!
//! All of it follows from the command and the register, so writer and auditors prove it alike. What a proven checkpoint means for the
//! register is left to the rules.

use crate::joint::{out_of_range, verifier_of};
use crate::{Book, Entry, Envelope, Refusal};
use yishi_core::{
    BookOrigin, BookSuccession, Command, CreateBook, LogKeyRotation, PinCheckpoint, PublicKey,
    RegisteredBook, RegisteredKeyRotation, RegistrarAct, Registration, Rejection, RequestRegistrarAct,
    Ruleset, StandsAt, TimeMs, keys_at,
};
use yishi_log::checkpoint::{Checkpoint, LogVerifier, Signed};
use yishi_log::key::VerifyingKey;
use yishi_log::note::Note;
use yishi_log::tree::{TreeHash, leaf_hash, verify_consistency};

/// Keys that an act of registrars names for logs and engines.
pub(crate) fn register_keys(book: &Book, envelope: &Envelope, _at: TimeMs) -> Result<(), Refusal> {
    let Command::RequestRegistrarAct(RequestRegistrarAct { act }) = &envelope.command else { return Ok(()) };
    match act {
        RegistrarAct::RegisterBook(registration) => registered_keys(book, registration),
        RegistrarAct::RotateRegisteredKey(RegisteredKeyRotation { origin, log_vkey, .. }) => {
            log_key(origin.as_str(), log_vkey).map(|_| ())
        }
        RegistrarAct::NameSuccessor(succession) => succession_proven(book, succession),
        RegistrarAct::EnrolKeys { .. }
        | RegistrarAct::RotateLogKey(_)
        | RegistrarAct::RevokeKey { .. }
        | RegistrarAct::AddRegistrar { .. }
        | RegistrarAct::RemoveRegistrar { .. }
        | RegistrarAct::EraseMember { .. }
        | RegistrarAct::FreezeBook(_)
        | RegistrarAct::ChangeRegisteredPolicy(_)
        | RegistrarAct::FreezeRegisteredBook(_) => Ok(()),
    }
}

fn log_key(origin: &str, log_vkey: &str) -> Result<LogVerifier, Refusal> {
    let expected = "a verifier key `name+hash+key` whose name is the book's";
    verifier_of(origin, log_vkey).ok_or_else(|| out_of_range("log_vkey", expected, log_vkey))
}

fn registered_keys(book: &Book, registration: &Registration) -> Result<(), Refusal> {
    let Registration { origin, log_vkey, engine_key, .. } = registration;
    if origin.as_str() == book.origin {
        return Err(out_of_range("origin", "another book than this one", &book.origin));
    }
    let log = log_key(origin.as_str(), log_vkey)?;
    if VerifyingKey::from_bytes(&engine_key.0).is_err() || engine_key.0 == log.public() {
        let expected = "a good Ed25519 key, other than the log's";
        return Err(out_of_range("engine_key", expected, &engine_key.to_string()));
    }
    Ok(())
}

/// Kinds of keys are never blurred: what signs checkpoints signs nothing else, whichever of the two is asked for first. Looked at again at each
/// endorsement, because both may be asked for before either takes effect.
pub(crate) fn keys_apart(book: &Book, envelope: &Envelope, _at: TimeMs) -> Result<(), Refusal> {
    let act = match &envelope.command {
        Command::RequestRegistrarAct(requested) => &requested.act,
        Command::EndorseRegistrarAct(endorsed) => {
            match book.state.registrar_requests.get(&endorsed.request) {
                Some(requested) => &requested.act,
                None => return Ok(()),
            }
        }
        _ => return Ok(()),
    };
    match act {
        RegistrarAct::RotateLogKey(rotation) => own_key(book, rotation),
        RegistrarAct::EnrolKeys { keys } if book.state.ruleset >= Ruleset::FOURTH => {
            let of_log = log_keys(book);
            match keys.iter().find(|row| of_log.contains(&row.key)) {
                Some(row) => Err(Rejection::KeyInUse { key: row.key }.into()),
                None => Ok(()),
            }
        }
        _ => Ok(()),
    }
}

/// Every key that signs, or signed, checkpoints of the book.
fn log_keys(book: &Book) -> Vec<PublicKey> {
    let spans = book.state.book.as_ref().map(|info| info.log_keys()).unwrap_or_default();
    let verifiers = spans.iter().filter_map(|span| verifier_of(&book.origin, &span.log_vkey));
    verifiers.map(|verifier| PublicKey(verifier.public())).collect()
}

fn own_key(book: &Book, rotation: &LogKeyRotation) -> Result<(), Refusal> {
    let key = PublicKey(log_key(&book.origin, &rotation.log_vkey)?.public());
    let engine = book.state.book.as_ref().map(|info| info.engine_key);
    if engine == Some(key) || book.state.keys.contains_key(&key) {
        let expected = "a key that is neither the engine's nor anybody's in this book";
        return Err(out_of_range("log_vkey", expected, &rotation.log_vkey));
    }
    Ok(())
}

/// The successor's first entry is the registered one, and its founding names the frozen book at its last good entry.
fn succession_proven(book: &Book, succession: &BookSuccession) -> Result<(), Refusal> {
    let BookSuccession { origin, successor, founding } = succession;
    let books = &book.state.register.books;
    let (Some(frozen), Some(registered)) = (books.get(origin), books.get(successor)) else { return Ok(()) };
    let Some(freeze) = &frozen.freeze else { return Ok(()) };
    let not_proven = |reason: String| Refusal::CitationNotProven { origin: successor.clone(), reason };
    if leaf_hash(founding.as_bytes()).0 != registered.first_leaf.0 {
        return Err(not_proven(format!(
            "`founding` is not the first entry that was registered: its leaf hash is not {}",
            registered.first_leaf
        )));
    }
    let named = named_predecessor(founding).map_err(not_proven)?;
    if named == Some((origin.clone(), freeze.last_good)) {
        return Ok(());
    }
    let StandsAt { size, root } = freeze.last_good;
    Err(not_proven(format!(
        "its founding does not go on from `{origin}` at {size} entries under root {root}: found a book that says so"
    )))
}

/// The book that a founding goes on from.
fn named_predecessor(founding: &str) -> Result<Option<(BookOrigin, StandsAt)>, String> {
    let entry = Entry::parse(founding.as_bytes())?;
    match entry.envelope.command {
        Command::CreateBook(CreateBook { succeeds, .. }) => {
            Ok(succeeds.map(|succeeds| (succeeds.origin, succeeds.last_good)))
        }
        _ => Err("the entry founds no book".to_owned()),
    }
}

/// The note is what the command says, a key in force has signed it, and the proof leads from the beginning that is shown. Whether that
/// is the one that was pinned is left to the rules.
pub(crate) fn pin_proven(book: &Book, envelope: &Envelope, _at: TimeMs) -> Result<(), Refusal> {
    let Command::PinCheckpoint(command) = &envelope.command else { return Ok(()) };
    let Some(registered) = book.state.register.books.get(&command.origin) else { return Ok(()) };
    let Some(before) = registered.pin_within(command.stands.size) else { return Ok(()) };
    let not_proven = |reason: String| Refusal::CitationNotProven { origin: command.origin.clone(), reason };
    check_note(registered, command).map_err(not_proven)?;
    check_beginning(before, command).map_err(not_proven)
}

fn check_note(registered: &RegisteredBook, command: &PinCheckpoint) -> Result<(), String> {
    let note = Note::parse(command.note.as_bytes())?;
    let checkpoint = Checkpoint::parse_text(note.text).map_err(|error| error.to_string())?;
    let StandsAt { size, root } = command.stands;
    let found = (checkpoint.origin.as_str(), checkpoint.size, checkpoint.root.0);
    if found != (command.origin.as_str(), size, root.0) {
        return Err(format!(
            "the note is of `{}`, {} entries, root {}: name these",
            checkpoint.origin, checkpoint.size, checkpoint.root
        ));
    }
    signed_in_force(registered, &note, size)
}

/// At least one key in force has signed, and none of them badly.
fn signed_in_force(registered: &RegisteredBook, note: &Note<'_>, size: u64) -> Result<(), String> {
    let origin = registered.origin.as_str();
    let keys = keys_at(&registered.keys, size).filter_map(|span| verifier_of(origin, &span.log_vkey));
    let signed: Vec<Signed> = keys.map(|key| key.signed(note)).collect();
    if signed.contains(&Signed::Bad) {
        return Err("a signature of a key in force does not verify".to_owned());
    }
    if signed.contains(&Signed::Good) {
        return Ok(());
    }
    let named = keys_at(&registered.keys, size).map(|span| span.log_vkey.as_str());
    let named = named.collect::<Vec<_>>().join(", ");
    Err(format!("no key in force at {size} entries has signed: {named}"))
}

fn check_beginning(before: StandsAt, command: &PinCheckpoint) -> Result<(), String> {
    let tree = |digest: &yishi_core::Digest| TreeHash(digest.0);
    let proof: Vec<TreeHash> = command.proof.iter().map(tree).collect();
    let (shown, root) = (tree(&command.shown_root), tree(&command.stands.root));
    verify_consistency(before.size, &shown, command.stands.size, &root, &proof)
        .map_err(|error| format!("from {} to {} entries: {error}", before.size, command.stands.size))
}
