//! What happened to polls.

use super::*;
use std::collections::BTreeMap;

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
    /// The hearing at which it is held.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub meeting: Option<HearingId>,
    /// Who would lose the seat.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recall: Option<MemberId>,
    /// The emergency in which it was opened, if one was in force; its rule is then as the emergency changes it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub emergency: Option<EmergencyId>,
    /// The first round, of which this is the second; its rule is then as the first round's makes it for the seats left.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub second_of: Option<PollId>,
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
    /// The grant by which it was cast, if not by a holder of the right.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grant: Option<GrantId>,
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
    /// The grant by which it was cast, if not by a holder of the right.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grant: Option<GrantId>,
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
    /// The vote of each section and how it came to it, where sections decide by ballots.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sections: Vec<SectionResult>,
    /// The count with those who were served and said nothing, where the rule counts them: it decides then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub silence: Option<SilenceReport>,
    /// Sealed ballots that nobody opened in time.
    #[serde(default, skip_serializing_if = "is_none_of_them")]
    pub unopened: u64,
    /// Papers that were entered and not confirmed in time.
    #[serde(default, skip_serializing_if = "is_none_of_them")]
    pub unconfirmed: u64,
    /// Until when the matter is not put to a vote under the rule again, because this vote was extended in vain.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub barred_until_ms: Option<TimeMs>,
    /// By when it must be certified, if it passed and the charter says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub certify_by_ms: Option<TimeMs>,
    /// The seats left for a second round, where the rule has one and some are: nothing is certified before it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub second_round: Option<SecondRoundDue>,
}

/// A poll that passed was not certified in time. It still can be; the breach stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CertificationOverdue {
    /// The poll.
    pub poll: PollId,
}

/// A by-election that passed cannot be certified while its places are kept for alternates who are called to them, and waits longer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CertificationPostponed {
    /// The poll.
    pub poll: PollId,
    /// By when it must be certified now: counted from the last moment at which they can answer.
    pub certify_by_ms: TimeMs,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
const fn is_none_of_them(number: &u64) -> bool {
    *number == 0
}

/// The vote of a section 分区 in a joint decision.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SectionResult {
    /// The council whose area it is.
    pub council: CouncilId,
    /// How its own ballots came out by its own requirements.
    pub tally: Tally,
}

/// The count with those who were served with a ballot and said nothing 视为同意多数.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SilenceReport {
    /// Rights that were served.
    pub served: u64,
    /// Rights that were served and have no ballot.
    pub silent: u64,
    /// SHA-256 over the silent rights in ascending order, each id followed by a newline.
    pub silent_digest: Digest,
    /// The choice that leads in every measure of the rule, which they join; absent when none does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub followed: Option<Choice>,
    /// The count with them.
    pub tally: Tally,
    /// Whether it passes only because silence counts.
    pub passed_only_by_silence: bool,
}

/// A paper was entered; it does not count yet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PaperBallotEntered {
    /// Its id.
    pub paper: PaperId,
    /// The poll.
    pub poll: PollId,
    /// The right.
    pub right: VotingRightId,
    /// The witness.
    pub by: MemberId,
    /// The unconfirmed paper that it replaces.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replaces: Option<PaperId>,
}

/// A paper was read twice alike and counts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PaperBallotConfirmed {
    /// The paper.
    pub paper: PaperId,
    /// The poll.
    pub poll: PollId,
    /// The right.
    pub right: VotingRightId,
    /// Who signed it.
    pub member: MemberId,
    /// What it says.
    pub reading: Reading,
    /// The witness who read it again.
    pub by: MemberId,
    /// By what authority it was signed, if not by a holder of the right.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub authority: Option<Authority>,
    /// The index of the ballot it replaces.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replaces: Option<u64>,
}

/// A sealed ballot was cast.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SealedBallotCast {
    /// The poll.
    pub poll: PollId,
    /// The right.
    pub right: VotingRightId,
    /// Who cast it.
    pub member: MemberId,
    /// The seal.
    pub seal: Digest,
    /// How it came.
    pub channel: Channel,
    /// The index of the ballot it replaces.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replaces: Option<u64>,
    /// The grant by which it was cast, if not by a holder of the right.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grant: Option<GrantId>,
}

/// The voting is over and sealed ballots may be opened until a moment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OpeningBegan {
    /// The poll.
    pub poll: PollId,
    /// How many sealed ballots wait.
    pub ballots: u64,
    /// Until when.
    pub due_at_ms: TimeMs,
}

/// A sealed ballot was opened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SealedBallotOpened {
    /// The poll.
    pub poll: PollId,
    /// The right.
    pub right: VotingRightId,
    /// Who opened it.
    pub member: MemberId,
    /// What it says; invalid where the method cannot count it.
    pub reading: Reading,
}

/// Ballots were served, or could not be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ServiceRecorded {
    /// The poll.
    pub poll: PollId,
    /// How, right by right.
    pub services: BTreeMap<VotingRightId, Service>,
    /// Who recorded it.
    pub by: MemberId,
}

/// A poll goes on for longer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PollExtended {
    /// The poll.
    pub poll: PollId,
    /// Its new close.
    pub closes_at_ms: TimeMs,
    /// The close that was announced when it opened.
    pub announced_ms: TimeMs,
}

/// Somebody may not review a project.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReviewerBarred {
    /// The poll.
    pub poll: PollId,
    /// Who.
    pub member: MemberId,
    /// Which project.
    pub option: OptionId,
    /// Why.
    pub reason: String,
}
