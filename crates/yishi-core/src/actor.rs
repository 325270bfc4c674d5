//! Who acts: the signer of a command, and for whom.

use crate::{Commitment, MemberId, PublicKey};
use serde::{Deserialize, Serialize};

/// The party in whose name a key signs.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "party", content = "id")]
pub enum Party {
    /// A member of the roll, or a founding registrar.
    Member(MemberId),
    /// The engine, which fires timers and does nothing else.
    Engine,
}

/// An act that a clerk does for somebody who cannot or does not use a key of their own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Assistance {
    /// The member for whom the clerk acts 被代办人.
    pub principal: MemberId,
    /// Commitment to the evidence (signed form, recording), kept in the vault.
    pub evidence: Commitment,
}

/// The signer of a command, authenticated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Actor {
    /// In whose name the key signs.
    pub party: Party,
    /// The key that signed.
    pub key: PublicKey,
    /// Whom the signer assists, if anybody.
    pub assistance: Option<Assistance>,
}

impl Actor {
    /// The member who signed, if a member did.
    pub fn signer(&self) -> Option<&MemberId> {
        match &self.party {
            Party::Member(member) => Some(member),
            Party::Engine => None,
        }
    }

    /// The member whose act it is: the principal of an assisted act, else the signer.
    pub fn principal(&self) -> Option<&MemberId> {
        match &self.assistance {
            Some(assistance) => Some(&assistance.principal),
            None => self.signer(),
        }
    }
}
