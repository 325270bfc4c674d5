//! Everything that stands in a book in somebody's name: by their own keys, by clerks, by proxies and on paper.
//!
//! The question behind it: is there anything in my name that I did not do? Names of people are not in the book; the member id is.

mod acts;
mod keys;
mod outcome;

pub use acts::{Act, KeyStatus, Way};
pub use keys::KeyHistory;

use crate::bundle::{Bundle, BundleError, visit};
use crate::command::AuditError;
use crate::reading::{Basis, read};
use crate::trust::Pin;
use crate::words::pick;
use acts::Acts;
use keys::Keys;
use serde::Serialize;
use yishi_book::{Entry, Finding};
use yishi_core::{Event, MemberId, PublicKey};
use yishi_tally::Language;

/// Who is asked about.
#[derive(Clone, Debug)]
pub enum Asked {
    /// A member.
    Member(MemberId),
    /// The holder of a key.
    Key(PublicKey),
}

/// What came of it.
#[derive(Clone, Debug, Serialize)]
pub struct MemberReport {
    /// On what it rests.
    pub basis: Basis,
    /// The member.
    pub member: MemberId,
    /// Whether they stand on the roll.
    pub on_roll: bool,
    /// Their keys.
    pub keys: Vec<KeyHistory>,
    /// What stands in their name, in the order of the book.
    pub acts: Vec<Act>,
    /// Entries of others that name them: the index and the kind of the command.
    pub named: Vec<Named>,
    /// What is wrong.
    pub findings: Vec<Finding>,
    /// What was not checked.
    pub not_checked: Vec<&'static str>,
}

/// An entry of somebody else that names the member.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Named {
    /// The entry.
    pub index: u64,
    /// Its time.
    pub recorded_at_ms: u64,
    /// The kind of its command.
    pub kind: String,
    /// Who signed it; absent for a timer.
    pub signer: Option<MemberId>,
}

/// Gathers what stands in somebody's name.
///
/// # Errors
/// When the book cannot be read, or does not know whom is asked for.
pub fn member(
    bundle: &Bundle,
    pin: &Pin,
    asked: &Asked,
    language: Language,
) -> Result<MemberReport, AuditError> {
    let member = match asked {
        Asked::Member(member) => member.clone(),
        Asked::Key(key) => holder(bundle, key)?
            .ok_or_else(|| AuditError::Usage("the book never enrolled this key".to_owned()))?,
    };
    let mut keys = Keys::new(&member);
    let mut acts = Acts::default();
    let reading = read(bundle, pin, None, &mut |passed| {
        keys.learn(passed);
        acts.learn(passed, &keys);
    })?;
    let on_roll = reading.state.roll.members.contains_key(&member);
    let (acts, named) = acts.finish(&reading.state, language);
    if !on_roll && keys.is_empty() && acts.is_empty() && named.is_empty() {
        return Err(AuditError::Usage(format!("the book knows no member `{member}`")));
    }
    let keys = keys.into_histories(&acts);
    let mut findings = reading.findings;
    for act in acts.iter().filter(|act| act.way.is_by_key() && act.key_status != KeyStatus::InForce) {
        findings.at(act.index, "key", format!("key {} may not sign this entry", act.key));
    }
    let findings = findings.into_list(language);
    let not_checked = not_checked(language);
    Ok(MemberReport { basis: reading.basis, member, on_roll, keys, acts, named, findings, not_checked })
}

/// For whom a key was enrolled first.
fn holder(bundle: &Bundle, key: &PublicKey) -> Result<Option<MemberId>, BundleError> {
    let mut holder = None;
    visit(bundle, &mut |_, leaf| {
        let events = Entry::parse(leaf).map(|entry| entry.events).unwrap_or_default();
        let enrolled = events.into_iter().flat_map(|event| match event {
            Event::BookCreated(created) => created.registrars,
            Event::KeysEnrolled(enrolled) => enrolled.keys,
            _ => Vec::new(),
        });
        holder = enrolled.into_iter().find(|row| row.key == *key).map(|row| row.member);
        holder.is_none()
    })?;
    Ok(holder)
}

fn not_checked(language: Language) -> Vec<&'static str> {
    vec![
        pick(
            language,
            "that signatures hold and the rules give these events: `verify` and `replay` do",
            "签名是否有效、规则是否得出这些结果：由 verify 与 replay 核对",
        ),
        pick(
            language,
            "what was handed in and never became an entry: only a receipt or a signed refusal shows it",
            "曾经提交但未入册的内容：只有回执或签名的拒绝通知能证明",
        ),
    ]
}
