//! Keys: requested by one registrar, endorsed by others, in force at the threshold.

use crate::decide::{Deciding, Decision};
use crate::evolve::Evolving;
use crate::*;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::sync::Arc;

/// How the holder of a key keeps it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Custody {
    /// On the member's own device.
    Own,
    /// On a clerk's device, in the clerk's own name.
    Clerk,
    /// Kept by an institution for the member; shows on each of its entries.
    Custodial,
}

/// A key to be enrolled, with the proof that its holder has the secret.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KeyRow {
    /// Whose key it is.
    pub member: MemberId,
    /// The public key.
    pub key: PublicKey,
    /// How it is kept.
    pub custody: Custody,
    /// The key's own signature over (origin, member, key), hexadecimal; checked by `yishi-book`.
    pub possession: String,
}

/// A key in force.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EnrolledKey {
    /// Whose key it is.
    pub member: MemberId,
    /// The public key.
    pub key: PublicKey,
    /// How it is kept.
    pub custody: Custody,
}

/// What registrars do together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "act")]
pub enum RegistrarAct {
    /// Enrol keys; 1 to 50.
    EnrolKeys {
        /// The keys.
        keys: Vec<KeyRow>,
    },
    /// Revoke a key from the effect on, e.g. after loss.
    RevokeKey {
        /// The key.
        key: PublicKey,
        /// Why, in words; 1 to 200 characters.
        reason: String,
    },
}

/// Proposes an act of the registrars; counts as the signer's own consent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RequestRegistrarAct {
    /// The act.
    pub act: RegistrarAct,
}

/// Agrees to a requested act; at the threshold it takes effect.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EndorseRegistrarAct {
    /// The request.
    pub request: RegistrarRequestId,
}

/// An act waits for endorsements.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RegistrarActRequested {
    /// Its id.
    pub request: RegistrarRequestId,
    /// How many registrars must agree.
    pub threshold: u32,
}

/// A registrar agreed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RegistrarActEndorsed {
    /// The request.
    pub request: RegistrarRequestId,
    /// Who agreed.
    pub registrar: MemberId,
}

/// Keys are in force from this entry on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KeysEnrolled {
    /// The request that led to it.
    pub request: RegistrarRequestId,
    /// The keys.
    pub keys: Vec<EnrolledKey>,
}

/// A key is out of force from this entry on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KeyRevoked {
    /// The request that led to it.
    pub request: RegistrarRequestId,
    /// The key.
    pub key: PublicKey,
    /// Why.
    pub reason: String,
}

/// A request in the state.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RegistrarRequest {
    /// Its id.
    pub id: RegistrarRequestId,
    /// What is to be done.
    pub act: RegistrarAct,
    /// How many must agree.
    pub threshold: u32,
    /// Who agreed.
    pub endorsed_by: BTreeSet<MemberId>,
    /// Whether it took effect.
    pub effective: bool,
}

/// A key in the state. Its status counts at an entry's index, not by the clock.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyRecord {
    /// Whose key it is.
    pub member: MemberId,
    /// How it is kept.
    pub custody: Custody,
    /// First index at which it may sign.
    pub enrolled_at: u64,
    /// First index at which it may no longer sign.
    pub revoked_at: Option<u64>,
}

/// Most keys that one act enrols.
pub const MAX_KEYS: usize = 50;

impl KeyRow {
    /// The key without its proof, which is checked before it gets here.
    pub(crate) fn enrolled(&self) -> EnrolledKey {
        EnrolledKey { member: self.member.clone(), key: self.key, custody: self.custody }
    }
}

/// Refuses a list that names a key twice.
pub(crate) fn require_distinct_keys(rows: &[KeyRow]) -> Result<(), Rejection> {
    let mut seen = BTreeSet::new();
    match rows.iter().find(|row| !seen.insert(row.key)) {
        None => Ok(()),
        Some(twice) => Err(Rejection::KeyInUse { key: twice.key }),
    }
}

/// By a registrar. With a threshold of one the act takes effect at once.
pub(crate) fn decide_request_registrar_act(
    deciding: &Deciding<'_>,
    command: &RequestRegistrarAct,
) -> Decision {
    let registrar = deciding.require_registrar()?.clone();
    deciding.require_possible(&command.act)?;
    let request = RegistrarRequestId::first(deciding.context.index);
    let threshold = deciding.registrar_threshold();
    let mut events = vec![
        RegistrarActRequested { request, threshold }.into(),
        RegistrarActEndorsed { request, registrar }.into(),
    ];
    if threshold <= 1 {
        events.push(effect(request, &command.act));
    }
    Ok(events)
}

/// By another registrar; once enough agree the act takes effect, if it still can.
pub(crate) fn decide_endorse_registrar_act(
    deciding: &Deciding<'_>,
    command: &EndorseRegistrarAct,
) -> Decision {
    let registrar = deciding.require_registrar()?.clone();
    let request = deciding.state.registrar_request(&command.request)?;
    if request.effective {
        return Err(Rejection::AlreadyDone { what: format!("request `{}` took effect already", request.id) });
    }
    if request.endorsed_by.contains(&registrar) {
        let what = format!("`{registrar}` agreed to request `{}` already", request.id);
        return Err(Rejection::AlreadyDone { what });
    }
    let agreed = request.endorsed_by.len() + 1;
    let mut events = vec![RegistrarActEndorsed { request: request.id, registrar }.into()];
    if u64::try_from(agreed).unwrap_or(u64::MAX) >= u64::from(request.threshold) {
        deciding.require_possible(&request.act)?;
        events.push(effect(request.id, &request.act));
    }
    Ok(events)
}

fn effect(request: RegistrarRequestId, act: &RegistrarAct) -> Event {
    match act {
        RegistrarAct::EnrolKeys { keys } => {
            KeysEnrolled { request, keys: keys.iter().map(KeyRow::enrolled).collect() }.into()
        }
        RegistrarAct::RevokeKey { key, reason } => {
            KeyRevoked { request, key: *key, reason: reason.clone() }.into()
        }
    }
}

impl Deciding<'_> {
    /// How many registrars must agree now: as the charter says, and one before there is a charter.
    fn registrar_threshold(&self) -> u32 {
        self.state.charter().map_or(1, |version| version.charter.registrars.threshold)
    }

    fn require_possible(&self, act: &RegistrarAct) -> Result<(), Rejection> {
        match act {
            RegistrarAct::EnrolKeys { keys } => {
                require_count("keys", keys.len(), 1, MAX_KEYS)?;
                require_distinct_keys(keys)?;
                keys.iter().try_for_each(|row| self.require_enrollable(row))
            }
            RegistrarAct::RevokeKey { key, reason } => {
                require_words("reason", reason)?;
                self.require_revocable(key)
            }
        }
    }

    /// A key that was ever enrolled stays with its first holder: one that was revoked cannot come back.
    fn require_enrollable(&self, row: &KeyRow) -> Result<(), Rejection> {
        let engine_key = self.state.book.as_ref().map(|book| book.engine_key);
        if self.state.keys.contains_key(&row.key) || engine_key == Some(row.key) {
            return Err(Rejection::KeyInUse { key: row.key });
        }
        if self.state.is_registrar(&row.member) {
            return Ok(());
        }
        let member = self.state.member(&row.member)?;
        if member.standing == Standing::Left {
            let (member, standing) = (member.id.clone(), member.standing);
            return Err(Rejection::StandingInsufficient { member, standing });
        }
        Ok(())
    }

    fn require_revocable(&self, key: &PublicKey) -> Result<(), Rejection> {
        let record = self
            .state
            .keys
            .get(key)
            .ok_or_else(|| Rejection::NotFound { kind: "key".to_owned(), id: key.to_string() })?;
        match record.revoked_at {
            None => Ok(()),
            Some(index) => Err(Rejection::AlreadyDone {
                what: format!("key {key} was revoked at entry {index} already"),
            }),
        }
    }
}

impl Evolving<'_> {
    /// Puts keys in force from the next entry on.
    pub(crate) fn enrol(&mut self, keys: &[EnrolledKey]) {
        for key in keys {
            let record = KeyRecord {
                member: key.member.clone(),
                custody: key.custody,
                enrolled_at: self.context.index,
                revoked_at: None,
            };
            self.state.keys.insert(key.key, Arc::new(record));
        }
    }
}

pub(crate) fn evolve_registrar_act_requested(evolving: &mut Evolving<'_>, event: &RegistrarActRequested) {
    let Command::RequestRegistrarAct(command) = evolving.command else { return };
    let request = RegistrarRequest {
        id: event.request,
        act: command.act.clone(),
        threshold: event.threshold,
        endorsed_by: BTreeSet::new(),
        effective: false,
    };
    evolving.state.registrar_requests.insert(event.request, Arc::new(request));
}

pub(crate) fn evolve_registrar_act_endorsed(evolving: &mut Evolving<'_>, event: &RegistrarActEndorsed) {
    change(&mut evolving.state.registrar_requests, &event.request, |request| {
        request.endorsed_by.insert(event.registrar.clone());
    });
}

pub(crate) fn evolve_keys_enrolled(evolving: &mut Evolving<'_>, event: &KeysEnrolled) {
    change(&mut evolving.state.registrar_requests, &event.request, |request| request.effective = true);
    evolving.enrol(&event.keys);
}

pub(crate) fn evolve_key_revoked(evolving: &mut Evolving<'_>, event: &KeyRevoked) {
    change(&mut evolving.state.registrar_requests, &event.request, |request| request.effective = true);
    let index = evolving.context.index;
    change(&mut evolving.state.keys, &event.key, |key| key.revoked_at = Some(index));
}
