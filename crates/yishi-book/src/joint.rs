//! The joints between a signed command and a book: what must hold before the rules are asked.
//!
//! Writer and auditor run the same list. The writer stops at the first refusal; the auditor reports them all.

use crate::citation::{citation_proven, partners_named};
use crate::hand_over::{hand_over_proven, other_book_named};
use crate::register::{keys_apart, pin_proven, register_keys};
use crate::window::Newest;
use crate::{Book, Envelope, Refusal};
use yishi_core::{BookOrigin, Command, CreateBook, MemberId, Party, PublicKey, Rejection, TimeMs};
use yishi_log::checkpoint::LogVerifier;
use yishi_log::key::VerifyingKey;

/// A joint: the name of its check in findings, and the check.
pub(crate) struct Joint {
    pub(crate) name: &'static str,
    pub(crate) check: fn(&Book, &Envelope, TimeMs) -> Result<(), Refusal>,
}

/// Checked before the nonce is looked up.
pub(crate) const ORIGIN: Joint = Joint { name: "origin", check: same_book };

/// Checked after the nonce was found to be new, in this order.
pub(crate) const JOINTS: [Joint; 11] = [
    Joint { name: "expiry", check: not_expired },
    Joint { name: "expiry", check: not_too_long_valid },
    Joint { name: "key", check: key_in_force },
    Joint { name: "founding", check: founding_keys },
    Joint { name: "partners", check: partners_named },
    Joint { name: "citation", check: citation_proven },
    Joint { name: "partners", check: other_book_named },
    Joint { name: "citation", check: hand_over_proven },
    Joint { name: "register", check: register_keys },
    Joint { name: "register", check: keys_apart },
    Joint { name: "pinned", check: pin_proven },
];

fn same_book(book: &Book, envelope: &Envelope, _at: TimeMs) -> Result<(), Refusal> {
    if envelope.origin == book.origin {
        return Ok(());
    }
    Err(Refusal::OtherBook { expected: book.origin.clone(), found: envelope.origin.clone() })
}

fn not_expired(_book: &Book, envelope: &Envelope, at: TimeMs) -> Result<(), Refusal> {
    if at < envelope.expires_at_ms {
        return Ok(());
    }
    Err(Refusal::Expired { expires_at_ms: envelope.expires_at_ms, now_ms: at })
}

fn not_too_long_valid(book: &Book, envelope: &Envelope, at: TimeMs) -> Result<(), Refusal> {
    let newest: Newest = book.newest(at);
    book.window.check(&envelope.seen, envelope.expires_at_ms, newest)
}

/// Whether the key may sign for the actor at the index of the next entry.
fn key_in_force(book: &Book, envelope: &Envelope, _at: TimeMs) -> Result<(), Refusal> {
    let Some(info) = &book.state.book else {
        return founder(envelope);
    };
    let refused = |reason: &str| Refusal::KeyNotInForce { key: envelope.key, reason: reason.to_owned() };
    match &envelope.actor {
        Party::Engine if info.engine_key == envelope.key => Ok(()),
        Party::Engine => Err(refused("it is not the engine's key")),
        Party::Member(member) => member_key(book, &envelope.key, member).map_err(refused),
    }
}

fn member_key(book: &Book, key: &PublicKey, member: &MemberId) -> Result<(), &'static str> {
    let record = book.state.keys.get(key).ok_or("it is not enrolled in this book")?;
    let index = book.size();
    match record.revoked_at {
        _ if record.member != *member => Err("it is enrolled for somebody else"),
        _ if index < record.enrolled_at => Err("it is not in force yet"),
        Some(revoked_at) if revoked_at <= index => Err("it is revoked"),
        _ => Ok(()),
    }
}

/// The first entry is signed by one of the registrars that it names.
fn founder(envelope: &Envelope) -> Result<(), Refusal> {
    let Command::CreateBook(create) = &envelope.command else {
        return Err(Rejection::BookNotFounded.into());
    };
    let named = |row: &yishi_core::KeyRow| {
        row.key == envelope.key && envelope.actor == Party::Member(row.member.clone())
    };
    if create.registrars.iter().any(named) {
        return Ok(());
    }
    let reason = "the first entry must be signed by one of the registrars that it names".to_owned();
    Err(Refusal::KeyNotInForce { key: envelope.key, reason })
}

/// The keys of log and engine that a founding names: good ones, and all of them different.
fn founding_keys(book: &Book, envelope: &Envelope, _at: TimeMs) -> Result<(), Refusal> {
    let Command::CreateBook(create) = &envelope.command else {
        return Ok(());
    };
    let formed = book.origin.parse::<BookOrigin>();
    formed.map_err(|invalid| out_of_range("origin", invalid.expected, &book.origin))?;
    let log = log_key(&book.origin, create)?;
    let expected = "a good Ed25519 key, other than the log's and the registrars'";
    let engine = VerifyingKey::from_bytes(&create.engine_key.0);
    let among = |key: PublicKey| create.registrars.iter().any(|row| row.key == key);
    if engine.is_err() || create.engine_key == log || among(create.engine_key) {
        return Err(out_of_range("engine_key", expected, &create.engine_key.to_string()));
    }
    if among(log) {
        return Err(out_of_range("log_vkey", "a key other than the registrars'", &create.log_vkey));
    }
    Ok(())
}

fn log_key(origin: &str, create: &CreateBook) -> Result<PublicKey, Refusal> {
    let expected = "a verifier key `name+hash+key` whose name is the book's origin";
    let bad = || out_of_range("log_vkey", expected, &create.log_vkey);
    let verifier = verifier_of(origin, &create.log_vkey).ok_or_else(bad)?;
    Ok(PublicKey(verifier.public()))
}

/// The verifier of a book's log, if the key is one of that name.
pub(crate) fn verifier_of(origin: &str, log_vkey: &str) -> Option<LogVerifier> {
    LogVerifier::parse(log_vkey).ok().filter(|verifier| verifier.name() == origin)
}

pub(crate) fn out_of_range(field: &str, expected: &str, found: &str) -> Refusal {
    let (field, expected, found) = (field.to_owned(), expected.to_owned(), found.to_owned());
    Rejection::OutOfRange { field, expected, found }.into()
}

#[cfg(test)]
mod tests {
    use yishi_core::BookOrigin;

    fn is_book(origin: &str) -> bool {
        origin.parse::<BookOrigin>().is_ok()
    }

    #[test]
    fn a_book_is_named_by_domain_slug_and_eight_hex_digits() {
        assert!(is_book("example.org/lane-0a1b2c3d"));
        let wrong = [
            "example.org/lane",
            "example.org/lane-0A1B2C3D",
            "example.org/lane-0a1b2c3",
            "example.org/-0a1b2c3d",
            "/lane-0a1b2c3d",
            "example.org/里弄-0a1b2c3d",
            "example.org/a/lane-0a1b2c3d",
            "example.org/wei yang-0a1b2c3d",
        ];
        wrong.iter().for_each(|origin| assert!(!is_book(origin), "{origin}"));
    }

    #[test]
    fn the_name_of_a_book_has_at_most_200_bytes() {
        let of_length = |n: usize| format!("{}/a-0a1b2c3d", "d".repeat(n - 11));
        assert!(is_book(&of_length(200)));
        assert!(!is_book(&of_length(201)));
    }
}
