//! Keys: requested by one registrar, endorsed by others, in force at the threshold.

use crate::decide::{Deciding, Decision};
use crate::evolve::Evolving;
use crate::*;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

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

pub(crate) fn decide_request_registrar_act(
    _deciding: &Deciding<'_>,
    _command: &RequestRegistrarAct,
) -> Decision {
    Err(Rejection::NoCharter)
}

pub(crate) fn decide_endorse_registrar_act(
    _deciding: &Deciding<'_>,
    _command: &EndorseRegistrarAct,
) -> Decision {
    Err(Rejection::NoCharter)
}

pub(crate) fn evolve_registrar_act_requested(_evolving: &mut Evolving<'_>, _event: &RegistrarActRequested) {}

pub(crate) fn evolve_registrar_act_endorsed(_evolving: &mut Evolving<'_>, _event: &RegistrarActEndorsed) {}

pub(crate) fn evolve_keys_enrolled(_evolving: &mut Evolving<'_>, _event: &KeysEnrolled) {}

pub(crate) fn evolve_key_revoked(_evolving: &mut Evolving<'_>, _event: &KeyRevoked) {}
