//! Polls 表决: a frozen revision, a frozen roll, ballots until the close, a sealed count.

use crate::*;
use imbl::{OrdMap, OrdSet};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use yishi_tally::{Choice, Marks, OptionId, Tally, Totals};

mod announced;
mod cast;
mod commands;
mod events;
mod extend;
mod freeze;
mod marks;
mod meeting;
mod objection;
mod offer;
mod open;
mod opening;
mod options;
mod outcome;
mod paper;
mod review;
mod seal;
mod second;
mod section;
mod service;
mod sheet;
mod what_if;

pub(crate) use cast::*;
pub use commands::*;
pub use events::*;
pub(crate) use extend::*;
pub(crate) use freeze::{Frozen, resident_members, units_in_scope};
pub(crate) use marks::*;
pub use objection::*;
pub(crate) use offer::check_former;
pub use offer::{FormerPrice, Offer, Price, PriceUnit};
pub(crate) use open::*;
pub use opening::ballot_seal;
pub(crate) use opening::*;
pub use options::{LotSource, MAX_OPTIONS, PollOption};
pub use outcome::{MAX_LIVE_BALLOTS, SealedOutcome, count_by, verdict as choice_verdict};
pub(crate) use paper::*;
pub use review::reviews_of;
pub(crate) use review::*;
pub(crate) use seal::*;
pub use second::*;
pub(crate) use service::*;
pub use sheet::*;

/// Longest voting, in days. A roll frozen for longer would no longer be the people who live and own there.
pub const MAX_VOTING_DAYS: u64 = 60;

/// Who votes, within what the decision rule's electorate allows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "scope", content = "id")]
pub enum PollScope {
    /// The area of the deciding council.
    Council,
    /// The owners of units in one building (electorate `owners` only).
    Building(BuildingId),
}

/// The name of a voting right in a frozen roll: a member for seats and residents, a household, or co-owners joined by `+`
/// in ascending order. Where that would exceed 200 bytes, `sha256:` and the digest of the joined names stand for it; units
/// without an owner on the roll are together `:unowned`, which nobody may use, and those not handed over `:developer`. Where
/// sections decide together, the name of the section and `/` stand before it.
pub type VotingRightId = yishi_tally::RightId;

/// A voting right in a frozen roll, and who may use it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FrozenRight {
    /// The right with its weights.
    pub right: yishi_tally::VotingRight,
    /// Who may cast it: any one of them.
    pub holders: Vec<MemberId>,
    /// The section that it belongs to, where sections decide together.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub section: Option<CouncilId>,
}

/// The roll of a poll, frozen when it opened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FrozenRoll {
    /// Rights by id.
    pub rights: OrdMap<VotingRightId, Arc<FrozenRight>>,
    /// SHA-256 over the rights: first the line `yishi/frozen-roll/v1`, then one line a right in ascending order of its
    /// id, `right|heads|area_dm2|bench|holders`, with the bench empty if there is none and the holders in ascending
    /// order joined by `,`. Under a rule that measures households, `households|` stands before the holders. Lines end in a newline; no id holds `|`, `,` or a newline.
    pub root: Digest,
}

/// Where a poll stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "status")]
pub enum PollStatus {
    /// Takes ballots.
    Open,
    /// The voting is over; sealed ballots may be opened.
    Opening {
        /// Until when.
        due_at_ms: TimeMs,
    },
    /// Closed and counted.
    Sealed {
        /// The sealing.
        sealing: Box<PollSealed>,
    },
}

/// A counted ballot.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ballot {
    /// Who cast it.
    pub member: MemberId,
    /// What it says.
    pub content: BallotContent,
    /// How it came.
    pub channel: Channel,
    /// By what authority it was cast, if not by a holder of the right.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub authority: Option<Authority>,
    /// The entry.
    pub index: u64,
}

/// By what authority somebody votes who does not hold the right.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Authority {
    /// A grant in the book.
    Grant(GrantId),
    /// A written authority that came with the paper, kept in the vault.
    Written(Commitment),
}

/// What a ballot says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BallotContent {
    /// On a motion.
    Choice(Choice),
    /// On a choice among options.
    Marks(Arc<Marks>),
    /// Nothing that can be counted.
    Invalid,
    /// Sealed, and not opened yet.
    Sealed(Digest),
}

impl Reading {
    /// What a ballot says that was read so.
    pub(super) fn content(&self) -> BallotContent {
        match self {
            Self::Choice(choice) => BallotContent::Choice(*choice),
            Self::Marks(marks) => BallotContent::Marks(Arc::new(marks.clone())),
            Self::Invalid => BallotContent::Invalid,
        }
    }
}

/// A paper that waits for its second reading.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Paper {
    /// Its id.
    pub id: PaperId,
    /// Who signed it.
    pub member: MemberId,
    /// What it says by its first reading.
    pub reading: Reading,
    /// Commitment to its picture.
    pub scan: Commitment,
    /// Commitment to the written authority.
    pub mandate: Option<Commitment>,
    /// Who entered it.
    pub entered_by: MemberId,
}

/// The entries that shaped a poll besides its ballots.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PollTrail {
    /// Who opened it.
    pub opened_by: Option<MemberId>,
    /// The entry that extended it.
    pub extended_at: Option<u64>,
    /// Entries that recorded how ballots were served.
    pub services: imbl::Vector<u64>,
    /// The entry that sealed it.
    pub sealed_at: Option<u64>,
}

/// That somebody does not review a project, as it was declared.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeclaredBar {
    /// Why.
    pub reason: Arc<str>,
    /// The entry.
    pub index: u64,
}

/// A poll in the state.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Poll {
    /// Its id.
    pub id: PollId,
    /// The proposal.
    pub proposal: ProposalId,
    /// The matter.
    pub matter: MatterId,
    /// The council that decides.
    pub council: CouncilId,
    /// The revision voted on.
    pub revision: u32,
    /// Its text.
    pub document: DocumentHash,
    /// The rule, as it stood.
    pub rule: Arc<DecisionClause>,
    /// SHA-256 of the rule.
    pub rule_digest: Digest,
    /// The charter version it stands in.
    pub charter_version: u32,
    /// Who votes.
    pub scope: PollScope,
    /// The frozen roll.
    pub roll: Arc<FrozenRoll>,
    /// When it opened.
    pub opened_at_ms: TimeMs,
    /// When it closes.
    pub closes_at_ms: TimeMs,
    /// The close that was announced when it opened, where it was extended since.
    #[serde(default)]
    pub announced_close_ms: Option<TimeMs>,
    /// What is chosen from; none for a motion.
    pub options: Arc<Vec<PollOption>>,
    /// What may be spent, where the opening says less than the rule.
    #[serde(default)]
    pub budget_fen: Option<AmountFen>,
    /// Where the seed of lots comes from.
    #[serde(default)]
    pub lot: Option<LotSource>,
    /// The whole outcome of a sealed choice among options: derived, and checked against the digest in the sealing.
    #[serde(default)]
    pub outcome: Option<Arc<yishi_tally::Outcome>>,
    /// Where it stands.
    pub status: PollStatus,
    /// The ballot that counts, by right.
    pub ballots: OrdMap<VotingRightId, Ballot>,
    /// Indices of replaced ballots.
    pub replaced: imbl::Vector<u64>,
    /// Running totals: a projection, checked against a full recount at sealing. The votes of sections that decide by ballots
    /// are not in it (see [`Poll::counted`]).
    pub totals: Totals,
    /// Running totals of each section that decides by ballots.
    #[serde(default, skip_serializing_if = "OrdMap::is_empty")]
    pub section_totals: OrdMap<CouncilId, Totals>,
    /// The hearing at which it is held.
    #[serde(default)]
    pub meeting: Option<HearingId>,
    /// Rights of which a holder is present at that hearing.
    #[serde(default, skip_serializing_if = "OrdSet::is_empty")]
    pub present: OrdSet<VotingRightId>,
    /// Who would lose the seat.
    #[serde(default)]
    pub recall: Option<MemberId>,
    /// The emergency in which it was opened, if one was in force.
    #[serde(default)]
    pub emergency: Option<EmergencyId>,
    /// Papers that wait for their second reading.
    #[serde(default, skip_serializing_if = "OrdMap::is_empty")]
    pub papers: OrdMap<VotingRightId, Arc<Paper>>,
    /// The rights that each proxy has used, whether or not the principal has voted since.
    #[serde(default, skip_serializing_if = "OrdMap::is_empty")]
    pub mandates: OrdMap<MemberId, OrdSet<VotingRightId>>,
    /// How ballots were served.
    #[serde(default, skip_serializing_if = "OrdMap::is_empty")]
    pub served: OrdMap<VotingRightId, Service>,
    /// Who may not review what, by declaration.
    #[serde(default, skip_serializing_if = "OrdMap::is_empty")]
    pub bars: OrdMap<(MemberId, OptionId), DeclaredBar>,
    /// The last tally sheet of each section, in a poll that counts sheets.
    #[serde(default, skip_serializing_if = "OrdMap::is_empty")]
    pub sheets: OrdMap<CouncilId, TallySheet>,
    /// Whether it was not certified in time.
    #[serde(default)]
    pub certification_overdue: bool,
    /// The posting of its preliminary result, where the rule asks for one and it passed.
    #[serde(default)]
    pub review: Option<Review>,
    /// What is known of the votes of partner books.
    #[serde(default)]
    pub across: Across,
    /// The round of the matter in which it opened.
    pub round: u32,
    /// The first round of the election, where it is a second.
    #[serde(default)]
    pub second_of: Option<PollId>,
    /// The entry by which its second round was missed.
    #[serde(default)]
    pub second_missed_at: Option<u64>,
    /// By when it must be certified because its second round was missed, or places were kept for alternates.
    #[serde(default)]
    pub certify_later_ms: Option<TimeMs>,
    /// The entries that shaped it besides its ballots.
    #[serde(default)]
    pub trail: PollTrail,
    /// The last entry that changed it.
    pub changed_at: u64,
}
