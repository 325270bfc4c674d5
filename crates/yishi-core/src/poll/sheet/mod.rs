//! Tally sheets 计票单: totals that one witness enters and another confirms, in polls whose rule counts sheets.
//!
//! `enter` decides who may put what on a sheet, `count` what confirmed sheets add up to. Ballots are left to `poll/cast`.

mod count;
mod enter;

use crate::*;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

pub(crate) use count::*;
pub(crate) use enter::*;

/// The totals of one measure on a tally sheet.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SheetFigures {
    /// Entitled to vote; absent where it is not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entitled: Option<u64>,
    /// For.
    #[serde(rename = "for")]
    pub for_: u64,
    /// Against.
    pub against: u64,
    /// Abstaining; they took part.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub abstain: u64,
    /// Invalid; reported, and counted nowhere.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub invalid: u64,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
const fn is_zero(number: &u64) -> bool {
    *number == 0
}

/// The totals on a tally sheet, by measure.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SheetTotals {
    /// Heads.
    pub heads: SheetFigures,
    /// Area in 0.01 m², where the rule measures it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub area_dm2: Option<SheetFigures>,
    /// Households, where the rule measures them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub households: Option<SheetFigures>,
}

/// Enters a tally sheet. Replaces a sheet of the section that is not confirmed, or is disputed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EnterTallySheet {
    /// The poll.
    pub poll: PollId,
    /// A section of the rule, or the council that decides for the sheet of the whole.
    pub section: CouncilId,
    /// What stands on the sheet.
    pub totals: SheetTotals,
    /// Commitment to a picture of the signed sheet, kept in the vault.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub evidence: Option<Commitment>,
}

/// Confirms a tally sheet by reading its totals a second time; never by who entered it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ConfirmTallySheet {
    /// The poll.
    pub poll: PollId,
    /// The section.
    pub section: CouncilId,
    /// The totals, read from the paper again: they must equal what was entered.
    pub totals: SheetTotals,
}

/// Disputes a tally sheet: it does not count until it is entered and confirmed anew.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DisputeTallySheet {
    /// The poll.
    pub poll: PollId,
    /// The section.
    pub section: CouncilId,
    /// Commitment to the reason.
    pub reason: Commitment,
}

/// Closes a poll on tally sheets before its time, where the rule allows it: every sheet is confirmed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FinishTallySheets {
    /// The poll.
    pub poll: PollId,
}

/// A tally sheet was entered; it counts once it is confirmed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TallySheetEntered {
    /// The poll.
    pub poll: PollId,
    /// The section.
    pub section: CouncilId,
    /// What stands on the sheet.
    pub totals: SheetTotals,
    /// Who entered it.
    pub member: MemberId,
    /// The index of the entry whose sheet it replaces.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replaces: Option<u64>,
}

/// A tally sheet was confirmed and counts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TallySheetConfirmed {
    /// The poll.
    pub poll: PollId,
    /// The section.
    pub section: CouncilId,
    /// Who confirmed it.
    pub member: MemberId,
    /// The index of the entry that entered the sheet.
    pub entered: u64,
}

/// A tally sheet was disputed and does not count.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TallySheetDisputed {
    /// The poll.
    pub poll: PollId,
    /// The section.
    pub section: CouncilId,
    /// Who disputed it.
    pub member: MemberId,
    /// The index of the entry that entered the sheet.
    pub entered: u64,
}

/// Where a tally sheet stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "status")]
pub enum SheetStatus {
    /// Entered by one witness; does not count.
    Entered,
    /// Confirmed by another; counts.
    Confirmed {
        /// Who confirmed it.
        member: MemberId,
        /// The entry.
        index: u64,
    },
    /// Disputed; does not count.
    Disputed {
        /// Who disputed it.
        member: MemberId,
        /// The entry.
        index: u64,
    },
}

/// A tally sheet in the state: the last one of its section.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TallySheet {
    /// What stands on it.
    pub totals: SheetTotals,
    /// Who entered it.
    pub entered_by: MemberId,
    /// The entry that entered it.
    pub index: u64,
    /// Commitment to a picture of it.
    pub evidence: Option<Commitment>,
    /// Where it stands.
    pub status: SheetStatus,
}

impl TallySheet {
    /// Whether it counts.
    pub const fn is_confirmed(&self) -> bool {
        matches!(self.status, SheetStatus::Confirmed { .. })
    }
}

/// What a sealing says of the sheets that did not count, and where the heads came from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SheetReport {
    /// Whose totals are the heads, areas and households of the tally.
    pub totals_from: TotalsFrom,
    /// Entered and not confirmed.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub unconfirmed: BTreeSet<CouncilId>,
    /// Disputed and not settled.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub disputed: BTreeSet<CouncilId>,
    /// Never entered.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub missing: BTreeSet<CouncilId>,
}

/// Whose totals count as those of all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TotalsFrom {
    /// The confirmed sheet of the whole; sections decide by their own and need not add up to it.
    Whole,
    /// The sum of the sections' confirmed sheets, for there is no confirmed one of the whole.
    Sections,
}
