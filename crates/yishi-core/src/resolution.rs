//! Resolutions 决议: certified outcomes, posted with an objection window.

use crate::decide::{Deciding, Decision};
use crate::evolve::Evolving;
use crate::*;
use serde::{Deserialize, Serialize};

/// Certifies a sealed poll that passed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CertifyResolution {
    /// The poll.
    pub poll: PollId,
    /// Names the exact text that was decided.
    pub document: DocumentHash,
}

/// A resolution stands; its notice is posted by the same entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ResolutionCertified {
    /// Its id.
    pub resolution: ResolutionId,
    /// The matter.
    pub matter: MatterId,
    /// The poll.
    pub poll: PollId,
    /// The text.
    pub document: DocumentHash,
    /// The rule that decided.
    pub rule_digest: Digest,
    /// The roll that voted.
    pub roll_root: Digest,
    /// SHA-256 of the canonical JSON of the tally.
    pub tally_digest: Digest,
}

/// A resolution in the state.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Resolution {
    /// Its id.
    pub id: ResolutionId,
    /// The matter.
    pub matter: MatterId,
    /// The poll.
    pub poll: PollId,
    /// The council that decided.
    pub council: CouncilId,
    /// The text.
    pub document: DocumentHash,
    /// The rule that decided.
    pub rule_digest: Digest,
    /// The roll that voted.
    pub roll_root: Digest,
    /// The tally.
    pub tally_digest: Digest,
    /// Who certified it.
    pub certified_by: MemberId,
    /// Its notice.
    pub notice: NoticeId,
    /// When it was certified.
    pub certified_at_ms: TimeMs,
    /// The entry that certified it.
    pub index: u64,
}

pub(crate) fn decide_certify_resolution(_deciding: &Deciding<'_>, _command: &CertifyResolution) -> Decision {
    Err(Rejection::NoCharter)
}

pub(crate) fn evolve_resolution_certified(_evolving: &mut Evolving<'_>, _event: &ResolutionCertified) {}
