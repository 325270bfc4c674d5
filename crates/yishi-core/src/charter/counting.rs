//! Rules that count what witnesses report instead of ballots: totals on tally sheets, section by section; and sections that
//! decide together by ballots.
//!
//! The sheets themselves are left to `poll/sheet`, the ballots of sections to `poll/section`.

use crate::*;
use serde::{Deserialize, Serialize};
use yishi_tally::Requirement;

/// What a poll counts 计票方式.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Counting {
    /// Ballots, each in the book.
    #[default]
    Ballots,
    /// Totals on tally sheets 计票单, entered by one witness and confirmed by another; no ballots.
    Sheets,
}

impl Counting {
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
    pub(crate) const fn is_ballots(&self) -> bool {
        matches!(self, Self::Ballots)
    }

    /// The name of the way of counting as a charter writes it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Ballots => "ballots",
            Self::Sheets => "sheets",
        }
    }
}

/// A section of a joint decision: it has a vote of its own, by a tally sheet of its own or by the ballots of its area.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SectionClause {
    /// The council whose area it is; below the one that decides.
    pub council: CouncilId,
    /// What its vote weighs in the measure `councils`; a full vote unless said.
    #[serde(default, skip_serializing_if = "SectionVote::is_full")]
    pub vote: SectionVote,
    /// What has to be met among its own ballots; the rule's `section_requirements` unless said.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub requirements: Vec<Requirement>,
}

/// What the vote of a section weighs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SectionVote {
    /// A full vote.
    #[default]
    Full,
    /// Half a vote.
    Half,
}

impl SectionVote {
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
    const fn is_full(&self) -> bool {
        matches!(self, Self::Full)
    }

    /// The weight in halves: 2 or 1.
    pub const fn halves(self) -> u64 {
        match self {
            Self::Full => 2,
            Self::Half => 1,
        }
    }
}

/// When a poll on tally sheets may be closed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SheetsFinish {
    /// At its time and not before: until then every sheet may be disputed.
    #[default]
    InTime,
    /// Also by the convener as soon as every sheet is confirmed: nothing is left to wait for.
    WhenConfirmed,
}

impl SheetsFinish {
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
    pub(crate) const fn is_in_time(&self) -> bool {
        matches!(self, Self::InTime)
    }
}
