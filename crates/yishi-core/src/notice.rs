//! Notices 公示: public postings with a period.

use crate::decide::{Deciding, Decision};
use crate::evolve::Evolving;
use crate::*;
use serde::{Deserialize, Serialize};

/// What is posted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind", content = "id")]
pub enum NoticeSubject {
    /// The present revision of a proposal, before a vote.
    Proposal(ProposalId),
    /// A certified resolution; posted by its certification.
    Resolution(ResolutionId),
}

/// Posts the present revision of a proposal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PostNotice {
    /// The proposal.
    pub proposal: ProposalId,
    /// How long it stays posted.
    pub period: Period,
}

/// A notice is posted until a moment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NoticePosted {
    /// Its id.
    pub notice: NoticeId,
    /// What is posted.
    pub subject: NoticeSubject,
    /// The text that is posted.
    pub document: DocumentHash,
    /// Until when.
    pub due_at_ms: TimeMs,
}

/// The period of a notice ran out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NoticeEnded {
    /// The notice.
    pub notice: NoticeId,
}

/// A notice in the state.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    /// Its id.
    pub id: NoticeId,
    /// What is posted.
    pub subject: NoticeSubject,
    /// The text.
    pub document: DocumentHash,
    /// Since when.
    pub posted_at_ms: TimeMs,
    /// Until when.
    pub due_at_ms: TimeMs,
    /// Whether it ended.
    pub ended: bool,
}

pub(crate) fn decide_post_notice(_deciding: &Deciding<'_>, _command: &PostNotice) -> Decision {
    Err(Rejection::NoCharter)
}

pub(crate) fn decide_notice_ends(_deciding: &Deciding<'_>, _notice: NoticeId) -> Decision {
    Err(Rejection::NoCharter)
}

pub(crate) fn evolve_notice_posted(_evolving: &mut Evolving<'_>, _event: &NoticePosted) {}

pub(crate) fn evolve_notice_ended(_evolving: &mut Evolving<'_>, _event: &NoticeEnded) {}
