//! The founding of a book, and the rules code it runs under.

use crate::decide::{Deciding, Decision};
use crate::evolve::Evolving;
use crate::*;
use serde::{Deserialize, Serialize};

/// The version of the rules code. Raised by [`AdoptRules`]; old branches of the code stay for ever.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Ruleset(pub u32);

/// The newest rules that this code knows.
pub const NEWEST_RULESET: Ruleset = Ruleset(1);

/// Founds a book. The first entry, signed by one of the registrars it names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CreateBook {
    /// The community's name; 1 to 200 characters.
    pub name: String,
    /// The verifier key of the book's log, in signed-note form (`name+hash+key`).
    pub log_vkey: String,
    /// The key that signs timers and refusals and nothing else.
    pub engine_key: PublicKey,
    /// The founding registrars, each with a proof of possession; 1 to 20.
    pub registrars: Vec<KeyRow>,
}

/// The book exists.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BookCreated {
    /// The community's name.
    pub name: String,
    /// The verifier key of the book's log.
    pub log_vkey: String,
    /// The engine's key.
    pub engine_key: PublicKey,
    /// The founding registrars and their keys.
    pub registrars: Vec<EnrolledKey>,
}

/// Raises the version of the rules code; signed by the engine key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AdoptRules {
    /// The new version, above the present one and known to this code.
    pub ruleset: Ruleset,
}

/// The rules code was raised.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RulesAdopted {
    /// The new version.
    pub ruleset: Ruleset,
}

/// What is known of the book itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BookInfo {
    /// The community's name.
    pub name: String,
    /// The verifier key of the book's log.
    pub log_vkey: String,
    /// The engine's key.
    pub engine_key: PublicKey,
    /// The founding registrars.
    pub registrars: Vec<MemberId>,
    /// When it was founded.
    pub created_at: TimeMs,
}

pub(crate) fn decide_create_book(_deciding: &Deciding<'_>, _command: &CreateBook) -> Decision {
    Err(Rejection::NoCharter)
}

pub(crate) fn decide_adopt_rules(_deciding: &Deciding<'_>, _command: &AdoptRules) -> Decision {
    Err(Rejection::NoCharter)
}

pub(crate) fn evolve_book_created(_evolving: &mut Evolving<'_>, _event: &BookCreated) {}

pub(crate) fn evolve_rules_adopted(_evolving: &mut Evolving<'_>, _event: &RulesAdopted) {}
