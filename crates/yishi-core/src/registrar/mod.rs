//! Registrars 登记员 and the keys that they look after: requested by one of them, endorsed by others, in force at the
//! threshold.

mod decide;
mod evolve;

use crate::*;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

pub(crate) use decide::*;
pub(crate) use evolve::*;

/// Most keys that one act enrols.
pub const MAX_KEYS: usize = 50;

/// How long a request waits for endorsements: consent to something that everybody has forgotten is none.
pub const REQUEST_LAPSES_AFTER: Period = Period::Days(30);

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
    /// Make a member a registrar from the effect on.
    AddRegistrar {
        /// The member, who has a key in force.
        member: MemberId,
    },
    /// Erase every statement and vault text that concerns a member, for good, and take none of theirs any more.
    EraseMember {
        /// The member.
        member: MemberId,
        /// The rule or law that asks for it, in words (e.g. `PIPL art. 47`); 1 to 200 characters.
        ground: String,
    },
    /// Take somebody out of the registrars from the effect on; enough must be left to agree to anything.
    RemoveRegistrar {
        /// The registrar.
        member: MemberId,
        /// Why, in words; 1 to 200 characters.
        reason: String,
    },
    /// Let another key sign this book's checkpoints from the effect on.
    RotateLogKey(LogKeyRotation),
    /// End this book: its last entry.
    FreezeBook(BookFreezing),
    /// Take another book into this registry book.
    RegisterBook(Registration),
    /// Record that a registered book signs with another key.
    RotateRegisteredKey(RegisteredKeyRotation),
    /// Record that a registered book has another witness policy.
    ChangeRegisteredPolicy(PolicyChange),
    /// Freeze a registered book after a compromise.
    FreezeRegisteredBook(RegisteredFreezing),
    /// Name the book that goes on after a frozen one.
    NameSuccessor(BookSuccession),
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
    /// Until when they may; absent for no end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lapses_at_ms: Option<TimeMs>,
}

/// A request found too few endorsements in time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RegistrarActLapsed {
    /// The request.
    pub request: RegistrarRequestId,
}

/// A member is a registrar from this entry on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RegistrarAdded {
    /// The request that led to it.
    pub request: RegistrarRequestId,
    /// The member.
    pub member: MemberId,
}

/// Somebody is no registrar any more from this entry on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RegistrarRemoved {
    /// The request that led to it.
    pub request: RegistrarRequestId,
    /// The registrar.
    pub member: MemberId,
    /// Why.
    pub reason: String,
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
    /// Where it stands.
    pub status: RequestStatus,
    /// Until when registrars may agree.
    #[serde(default)]
    pub lapses_at_ms: Option<TimeMs>,
}

/// Where a request among registrars stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RequestStatus {
    /// It waits for endorsements.
    Waiting,
    /// It took effect.
    Effective,
    /// It found too few endorsements in time.
    Lapsed,
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
