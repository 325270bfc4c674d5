//! The founding of a book, and the rules code it runs under.

use crate::decide::{Deciding, Decision};
use crate::evolve::Evolving;
use crate::*;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::sync::Arc;

/// The version of the rules code. Raised by [`AdoptRules`]; old branches of the code stay for ever.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Ruleset(pub u32);

/// The newest rules that this code knows.
pub const NEWEST_RULESET: Ruleset = Ruleset::FOURTH;

impl Ruleset {
    /// The rules of the first books.
    pub const FIRST: Self = Self(1);
    /// Requests among registrars and imports of rolls lapse, and an assisted stance leaves a member's own alone.
    pub const SECOND: Self = Self(2);
    /// Who handed in a submission for somebody else does not screen it, whether or not they said by which way it came.
    pub const THIRD: Self = Self(3);
    /// A vote opens under its rule as it was announced, a second round without a quorum elects nobody, and who stands for a hard
    /// matter is named 20 times at most.
    pub const FOURTH: Self = Self(4);
}

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
    /// The version of the rules code that the book begins with; the first unless said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ruleset: Option<Ruleset>,
    /// The frozen book that this one goes on from, and how that stood; absent where it begins anew.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub succeeds: Option<Succeeds>,
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
    /// The version of the rules code; the first unless said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ruleset: Option<Ruleset>,
    /// The frozen book that this one goes on from, and how that stood; absent where it begins anew.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub succeeds: Option<Succeeds>,
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
    /// The verifier key of the book's log, as founded.
    pub log_vkey: String,
    /// The largest size that it signs, once it was rotated.
    #[serde(default)]
    pub founding_key_until: Option<u64>,
    /// The keys that came after it.
    #[serde(default)]
    pub later_keys: Vec<LogKeySpan>,
    /// The engine's key.
    pub engine_key: PublicKey,
    /// The registrars, in the order in which they became it.
    pub registrars: Vec<MemberId>,
    /// When it was founded.
    pub created_at: TimeMs,
    /// The frozen book that this one goes on from.
    #[serde(default)]
    pub succeeds: Option<Succeeds>,
    /// How it ended, once it is frozen itself.
    #[serde(default)]
    pub end: Option<BookEnd>,
}

/// Most registrars.
pub const MAX_REGISTRARS: usize = 20;

pub(crate) fn decide_create_book(deciding: &Deciding<'_>, command: &CreateBook) -> Decision {
    let signer = deciding.signer()?;
    require_words("name", &command.name)?;
    require_words("log_vkey", &command.log_vkey)?;
    require_count("registrars", command.registrars.len(), 1, MAX_REGISTRARS)?;
    require_distinct_keys(&command.registrars)?;
    require_distinct_members(&command.registrars)?;
    if let Some(ruleset) = command.ruleset {
        require_newer(Ruleset::FIRST, ruleset)?;
    }
    if command.registrars.iter().any(|row| row.key == command.engine_key) {
        return Err(Rejection::KeyInUse { key: command.engine_key });
    }
    // The founder signs with the very key that the book is to know them by.
    if !command.registrars.iter().any(|row| row.member == *signer && row.key == deciding.actor.key) {
        return Err(Rejection::NotRegistrar { member: signer.clone() });
    }
    let event = BookCreated {
        name: command.name.clone(),
        log_vkey: command.log_vkey.clone(),
        engine_key: command.engine_key,
        registrars: command.registrars.iter().map(KeyRow::enrolled).collect(),
        ruleset: command.ruleset,
        succeeds: command.succeeds.clone(),
    };
    Ok(vec![event.into()])
}

fn require_distinct_members(rows: &[KeyRow]) -> Result<(), Rejection> {
    let members: BTreeSet<&MemberId> = rows.iter().map(|row| &row.member).collect();
    if members.len() == rows.len() {
        return Ok(());
    }
    Err(out_of_range("registrars", "a list that names each member once", "a member named twice"))
}

pub(crate) fn decide_adopt_rules(deciding: &Deciding<'_>, command: &AdoptRules) -> Decision {
    require_newer(deciding.state.ruleset, command.ruleset)?;
    Ok(vec![RulesAdopted { ruleset: command.ruleset }.into()])
}

fn require_newer(current: Ruleset, found: Ruleset) -> Result<(), Rejection> {
    if found > current && found <= NEWEST_RULESET {
        return Ok(());
    }
    Err(Rejection::RulesetUnknown { current: current.0, found: found.0, newest: NEWEST_RULESET.0 })
}

pub(crate) fn evolve_book_created(evolving: &mut Evolving<'_>, event: &BookCreated) {
    evolving.state.book = Some(Arc::new(BookInfo {
        name: event.name.clone(),
        log_vkey: event.log_vkey.clone(),
        founding_key_until: None,
        later_keys: Vec::new(),
        engine_key: event.engine_key,
        registrars: event.registrars.iter().map(|key| key.member.clone()).collect(),
        created_at: evolving.context.at,
        succeeds: event.succeeds.clone(),
        end: None,
    }));
    evolving.state.ruleset = event.ruleset.unwrap_or_default();
    evolving.enrol(&event.registrars);
}

pub(crate) fn evolve_rules_adopted(evolving: &mut Evolving<'_>, event: &RulesAdopted) {
    evolving.state.ruleset = event.ruleset;
}
