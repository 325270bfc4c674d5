//! The state of a book: a fold over its entries, nothing else.

use crate::*;
use imbl::{OrdMap, OrdSet};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// A charter version with its identity.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CharterVersion {
    /// From 1.
    pub version: u32,
    /// SHA-256 of the canonical JSON.
    pub digest: Digest,
    /// The text that people read.
    pub source: DocumentHash,
    /// The rules.
    pub charter: Arc<Charter>,
    /// The entry that adopted it.
    pub adopted_at: u64,
}

/// Everything that follows from the entries so far. A clone is cheap: maps are persistent, aggregates shared.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct State {
    /// The book itself; absent before its first entry.
    pub book: Option<Arc<BookInfo>>,
    /// The rules code in force.
    pub ruleset: Ruleset,
    /// Charter versions by number; the last is in force.
    pub charters: OrdMap<u32, Arc<CharterVersion>>,
    /// The adopted calendar.
    pub calendar: Arc<Calendar>,
    /// Keys ever enrolled.
    pub keys: OrdMap<PublicKey, Arc<KeyRecord>>,
    /// Requests among registrars.
    pub registrar_requests: OrdMap<RegistrarRequestId, Arc<RegistrarRequest>>,
    /// The live roll.
    pub roll: Roll,
    /// Who sits where.
    pub seatings: Seatings,
    /// Submissions.
    pub submissions: OrdMap<SubmissionId, Arc<Submission>>,
    /// Matters.
    pub matters: OrdMap<MatterId, Arc<Matter>>,
    /// Proposals.
    pub proposals: OrdMap<ProposalId, Arc<Proposal>>,
    /// Objections.
    pub objections: OrdMap<ObjectionId, Arc<Objection>>,
    /// Notices.
    pub notices: OrdMap<NoticeId, Arc<Notice>>,
    /// Hearings.
    pub hearings: OrdMap<HearingId, Arc<Hearing>>,
    /// Polls.
    pub polls: OrdMap<PollId, Arc<Poll>>,
    /// Resolutions.
    pub resolutions: OrdMap<ResolutionId, Arc<Resolution>>,
    /// Actions.
    pub actions: OrdMap<ActionId, Arc<Action>>,
    /// Obligations by due time, the earliest first.
    pub obligations: OrdSet<(TimeMs, Obligation)>,
    /// Commitments whose text was redacted, with the entry that did it.
    pub redacted: OrdMap<Commitment, u64>,
}

impl Default for Ruleset {
    fn default() -> Self {
        Self(1)
    }
}

impl State {
    /// The charter in force.
    pub fn charter(&self) -> Option<&Arc<CharterVersion>> {
        self.charters.get_max().map(|(_, version)| version)
    }

    /// The earliest obligation that is due at `at`, if any.
    pub fn next_due(&self, at: TimeMs) -> Option<(TimeMs, Obligation)> {
        self.obligations.get_min().copied().filter(|(due, _)| *due <= at)
    }
}
