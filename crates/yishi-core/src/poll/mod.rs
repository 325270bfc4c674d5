//! Polls 表决: a frozen revision, a frozen roll, ballots until the close, a sealed count.

use crate::*;
use imbl::OrdMap;
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use yishi_tally::{Choice, Marks, OptionId, Tally, Totals};

mod cast;
mod freeze;
mod marks;
mod open;
mod options;
mod outcome;
mod seal;
mod sheet;

pub(crate) use cast::*;
pub(crate) use freeze::Frozen;
pub(crate) use marks::*;
pub(crate) use open::*;
pub use options::{LotSource, MAX_OPTIONS, PollOption};
pub use outcome::{SealedOutcome, count_by, verdict as choice_verdict};
pub(crate) use seal::*;
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

/// Opens a poll on the present revision of a proposal. A matter has one poll at a time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OpenPoll {
    /// The proposal.
    pub proposal: ProposalId,
    /// The exact text: must be the present revision's.
    pub document: DocumentHash,
    /// The decision rule of the charter.
    pub rule: RuleId,
    /// Who votes.
    pub scope: PollScope,
    /// When it closes; not before the rule's least voting time, and not after 60 days unless that is longer.
    pub closes_at_ms: TimeMs,
    /// What is chosen from, in the order of the ballot paper; for rules that choose among options, at most 120.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<PollOption>,
    /// What may be spent, where the rule shares out a budget: at most what the rule says, and that unless said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub budget_fen: Option<AmountFen>,
}

/// Casts a ballot; until the close the voter's own later ballot replaces an earlier one, and an assisted one never replaces the voter's own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CastBallot {
    /// The poll.
    pub poll: PollId,
    /// The voting right that is used, as listed in the frozen roll.
    pub right: VotingRightId,
    /// The exact text voted on.
    pub document: DocumentHash,
    /// The choice.
    pub choice: Choice,
}

/// Casts a ballot on a choice among options; replacement and assistance are as with [`CastBallot`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CastMarks {
    /// The poll.
    pub poll: PollId,
    /// The voting right that is used, as listed in the frozen roll.
    pub right: VotingRightId,
    /// The exact text voted on.
    pub document: DocumentHash,
    /// What the ballot says; no option at all is a blank ballot, which takes part.
    pub marks: Marks,
}

/// The name of a voting right in a frozen roll: a member for seats and residents, a household, or co-owners joined by `+`
/// in ascending order. Where that would exceed 200 bytes, `sha256:` and the digest of the joined names stand for it; units
/// without an owner on the roll are together `:unowned`, which nobody may use.
pub type VotingRightId = yishi_tally::RightId;

/// A voting right in a frozen roll, and who may use it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FrozenRight {
    /// The right with its weights.
    pub right: yishi_tally::VotingRight,
    /// Who may cast it: any one of them.
    pub holders: Vec<MemberId>,
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

/// A poll is open.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PollOpened {
    /// Its id.
    pub poll: PollId,
    /// The proposal.
    pub proposal: ProposalId,
    /// The revision, frozen.
    pub revision: u32,
    /// Its text.
    pub document: DocumentHash,
    /// The council that decides.
    pub council: CouncilId,
    /// The decision rule, as it stood.
    pub rule: DecisionClause,
    /// SHA-256 of the rule's canonical JSON.
    pub rule_digest: Digest,
    /// The charter version it stands in.
    pub charter_version: u32,
    /// Who votes.
    pub scope: PollScope,
    /// Digest of the frozen roll.
    pub roll_root: Digest,
    /// Voting rights in it.
    pub rights: u64,
    /// Heads in it.
    pub heads: u64,
    /// Area in it; 0 where area does not count.
    pub area_dm2: AreaDm2,
    /// When it closes.
    pub closes_at_ms: TimeMs,
    /// What is chosen from, in the order of the ballot paper.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<PollOption>,
    /// What may be spent, where the opening says less than the rule.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub budget_fen: Option<AmountFen>,
    /// Where the seed of lots will come from; absent where the tie rule draws none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lot: Option<LotSource>,
}

/// A ballot was cast.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BallotCast {
    /// The poll.
    pub poll: PollId,
    /// The right.
    pub right: VotingRightId,
    /// Who cast it.
    pub member: MemberId,
    /// The choice.
    pub choice: Choice,
    /// How it came.
    pub channel: Channel,
    /// The index of the ballot it replaces.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replaces: Option<u64>,
}

/// A ballot on a choice among options was cast.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MarksCast {
    /// The poll.
    pub poll: PollId,
    /// The right.
    pub right: VotingRightId,
    /// Who cast it.
    pub member: MemberId,
    /// What it says.
    pub marks: Marks,
    /// How it came.
    pub channel: Channel,
    /// The index of the ballot it replaces.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replaces: Option<u64>,
}

/// A poll is closed and counted; nothing can change it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PollSealed {
    /// The poll.
    pub poll: PollId,
    /// The index of the first counted ballot; absent when none was cast.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first_index: Option<u64>,
    /// The index of the last counted ballot.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_index: Option<u64>,
    /// How many ballots were counted.
    pub counted: u64,
    /// SHA-256 over the sorted counted indices, each as 8 bytes big-endian.
    pub counted_digest: Digest,
    /// How many ballots were replaced by later ones.
    pub replaced: u64,
    /// SHA-256 over the sorted replaced indices, each as 8 bytes big-endian.
    pub replaced_digest: Digest,
    /// The count with its verdict. Of a choice among options it holds who took part: a ballot that names an option
    /// stands under `for`, a blank one under `abstain`.
    pub tally: Tally,
    /// What became of the tally sheets, in a poll that counts them; the indices above are then those of sheets.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sheets: Option<SheetReport>,
    /// What the choice among options came to; absent for a motion.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outcome: Option<SealedOutcome>,
}

/// Where a poll stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "status")]
pub enum PollStatus {
    /// Takes ballots.
    Open,
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
    /// The entry.
    pub index: u64,
}

/// What a ballot says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BallotContent {
    /// On a motion.
    Choice(Choice),
    /// On a choice among options.
    Marks(Arc<Marks>),
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
    /// Running totals: a projection, checked against a full recount at sealing.
    pub totals: Totals,
    /// The last tally sheet of each section, in a poll that counts sheets.
    #[serde(default, skip_serializing_if = "OrdMap::is_empty")]
    pub sheets: OrdMap<CouncilId, TallySheet>,
    /// The last entry that changed it.
    pub changed_at: u64,
}
