//! The charter 章程: the rules of a community's councils as data.
//!
//! Written as TOML at the edge, recorded in the book as canonical JSON. What differs between places stands here
//! and nowhere else. `check` refuses a charter as a whole, naming the clauses.

mod across;
mod adopt;
mod check;
mod choice;
mod counting;
mod election;
mod emergency;
mod extension;
mod governance;
mod hearings;
mod mediation;
mod post;
mod procedure;
mod registry;
mod safeguards;
mod submissions;
#[cfg(test)]
mod tests;
mod tree;

use crate::*;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use yishi_tally::Requirement;

pub use across::*;
pub(crate) use adopt::*;
pub use choice::*;
pub use counting::*;
pub use election::*;
pub use emergency::*;
pub use extension::*;
pub use governance::*;
pub use hearings::*;
pub use mediation::*;
pub use post::*;
pub use procedure::*;
pub use registry::*;
pub use safeguards::*;
pub use submissions::*;

/// The rules of the councils of one book.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Charter {
    /// The community's name as people know it.
    pub name: String,
    /// Levels of councils, lowest first.
    pub levels: Vec<Level>,
    /// Councils; their parents form one tree.
    pub councils: Vec<CouncilClause>,
    /// Benches.
    pub benches: Vec<BenchClause>,
    /// Kinds of seats with their powers.
    pub seats: Vec<SeatClause>,
    /// Kinds of posts with their duties.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub posts: Vec<PostClause>,
    /// What floating residents count for; they take part without a vote unless said.
    #[serde(default, skip_serializing_if = "FloatingClause::is_takes_part")]
    pub floating: FloatingClause,
    /// How registrars act together.
    pub registrars: RegistrarClause,
    /// Classes of matters.
    pub classes: Vec<ClassClause>,
    /// Routing rules in order; the first whose conditions all hold fires. The last must have no conditions.
    pub routing: Vec<RoutingRule>,
    /// Deadlines of the ordinary procedure.
    pub deadlines: Deadlines,
    /// How hearings are called and held.
    pub hearings: HearingClause,
    /// Decision rules, referred to by id.
    pub decisions: Vec<DecisionClause>,
    /// When a matter moves up.
    pub escalation: Vec<EscalationClause>,
    /// How residents' representatives evaluate.
    pub evaluation: EvaluationClause,
    /// How it is amended; by the power to amend alone unless said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amendment: Option<AmendmentClause>,
    /// Powers that nobody may have together.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub separation: Vec<SeparationClause>,
    /// How residents contest a route; not at all unless said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contest: Option<ContestClause>,
    /// How several bodies handle a matter together; needed where a routing rule asks for that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub joint: Option<JointClause>,
    /// How a hard matter gets a name and answers; not at all unless said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hard_matters: Option<HardMattersClause>,
    /// How disputes are mediated; needed where a routing rule asks for that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mediation: Option<MediationClause>,
    /// Who confirms rulings that somebody recorded; they hold at once unless said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rulings: Option<RulingsClause>,
    /// What changes in an emergency; there is none unless said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub emergency: Option<EmergencyClause>,
    /// How submissions come in, where it says more than that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub submissions: Option<SubmissionsClause>,
    /// How it keeps a register of other books; it keeps none unless said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub registry: Option<RegistryClause>,
}

/// A level, e.g. grid, compound, community.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Level {
    /// Its name in clauses.
    pub id: LevelId,
    /// Its name for people.
    pub name: String,
}

/// A council of the tree.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CouncilClause {
    /// Its name in clauses and ids.
    pub id: CouncilId,
    /// Its name for people.
    pub name: String,
    /// Its level.
    pub level: LevelId,
    /// The council above it, at a higher level; absent for the root.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<CouncilId>,
}

/// A bench 方: a party inside councils.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BenchClause {
    /// Its name in clauses.
    pub id: BenchId,
    /// Its name for people.
    pub name: String,
}

/// A kind of seat 席位 that exists in every council of its level.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SeatClause {
    /// Its name in clauses.
    pub id: SeatId,
    /// Its name for people.
    pub name: String,
    /// The bench that its holders sit on.
    pub bench: BenchId,
    /// The level whose councils have it.
    pub level: LevelId,
    /// How many members may hold it in one council at once; at least 1.
    pub holders: u32,
    /// Whether its holders vote in the council.
    pub votes: Voting,
    /// Its powers.
    #[serde(default)]
    pub powers: Vec<Grant>,
}

/// Whether a seat votes in its council.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Voting {
    /// Each holder has one vote.
    Votes,
    /// Holders advise.
    Advises,
}

/// A power granted to a seat, and how far it reaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Grant {
    /// What the holder may do.
    pub power: Power,
    /// Over which councils.
    pub over: Reach,
}

/// What a seat may do 权限.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Power {
    /// Screen submissions 把关.
    Screen,
    /// Convene: draft proposals, call and run hearings, open polls 牵头组织.
    Convene,
    /// Dispatch follow-up actions 派单.
    Dispatch,
    /// Supervise follow-up and accept or refuse it 督办.
    Supervise,
    /// Evaluate as a residents' representative 评议.
    Evaluate,
    /// Certify resolutions.
    Certify,
    /// Put members into seats and take them out.
    Appoint,
    /// Maintain the roll 名册.
    Enrol,
    /// Act for members who ask for help 代办.
    Assist,
    /// Redact statements under a named rule.
    Redact,
    /// Bring in submissions recorded elsewhere.
    Import,
    /// Move a matter up or down.
    Refer,
    /// Adopt and amend the charter and the calendar.
    Amend,
    /// Enter and confirm tally sheets and ballots on paper as a witness 计票.
    Count,
    /// Guide councils below on a matter that they deal with 指导.
    Guide,
    /// Declare and end the emergency mode 平急转换.
    Declare,
}

/// The councils over which a power reaches, seen from the council of the seat.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reach {
    /// The seat's own council only.
    Own,
    /// The councils below it only ("parent: …").
    Below,
    /// Its own council and all below it.
    OwnAndBelow,
}

/// How registrars act together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RegistrarClause {
    /// How many registrars must agree before a key is enrolled or revoked; at least 1, at most their number.
    pub threshold: u32,
}

/// A class of matters.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClassClause {
    /// Its name in clauses.
    pub id: ClassId,
    /// Its name for people.
    pub name: String,
}

/// Deadlines of the ordinary procedure.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Deadlines {
    /// By when a submission must be screened.
    pub screening: Period,
    /// By when a routed matter must be decided at its level before it escalates.
    pub deliberation: Period,
    /// How long a certified resolution is posted, with its objection window 公示期.
    pub resolution_notice: Period,
    /// Within what time an assigned action must be done when the assignment names no date.
    pub action: Period,
    /// By when a poll that passed must be certified; absent for no deadline.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub certification: Option<Period>,
    /// By when work on a resolution must be assigned; absent for no deadline.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first_action: Option<Period>,
    /// How long the results of the work are posted once all of it is accepted 实施结果公开; absent for no posting.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub result_notice: Option<Period>,
    /// By when an amendment of a proposal must be answered 修正案答复期限; absent for no deadline.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amendment_answer: Option<Period>,
}

/// A decision rule: who votes, what has to come before, and what has to be met.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DecisionClause {
    /// Its name in clauses.
    pub id: RuleId,
    /// Its name for people, with the article of law if it has one.
    pub name: String,
    /// Who votes.
    pub electorate: Electorate,
    /// The kinds of seats whose holders vote, where not all voting seats do; also such as only advise otherwise.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub seats: BTreeSet<SeatId>,
    /// Whether it is a step towards a decision, after which the proposal stays open 先议后决; the decision itself unless said.
    #[serde(default, skip_serializing_if = "DecisionStage::is_final")]
    pub stage: DecisionStage,
    /// The steps that have to be passed on the same text before.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub after: Vec<RuleId>,
    /// The seat that its resolution takes from somebody 罢免; absent where it recalls nobody.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recalls: Option<SeatId>,
    /// The level whose councils may use it; absent for all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub level: Option<LevelId>,
    /// Requirements, all of which must be met; of a choice among options only how many take part.
    pub requirements: Vec<Requirement>,
    /// What others see of ballots.
    pub openness: Openness,
    /// Least time between opening and close.
    pub voting_at_least: Period,
    /// How long the proposal's revision must have been posted before the vote opens; absent for no posting.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub notice: Option<Period>,
    /// What must have happened before the vote opens.
    #[serde(default)]
    pub before: Vec<Precondition>,
    /// How many of those concerned must support the present text before the vote opens 附议, at least 1; none unless said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub supporters: Option<u32>,
    /// What becomes of amendments that nobody answered when the vote opens; they lapse unless said.
    #[serde(default, skip_serializing_if = "OpenAmendments::is_lapse")]
    pub amendments: OpenAmendments,
    /// What is counted; ballots unless said.
    #[serde(default, skip_serializing_if = "Counting::is_ballots")]
    pub counting: Counting,
    /// Sections with a tally sheet and a vote of their own; none where one sheet of the whole is all there is.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sections: Vec<SectionClause>,
    /// What has to be met in each section that decides by ballots, unless it has requirements of its own.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub section_requirements: Vec<Requirement>,
    /// How sealed ballots are opened; where the rule seals them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sealed: Option<SealedClause>,
    /// How a vote in which too few take part is extended; not at all unless said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub extension: Option<ExtensionClause>,
    /// When a poll on tally sheets may be closed; at its time unless said.
    #[serde(default, skip_serializing_if = "SheetsFinish::is_in_time")]
    pub finish: SheetsFinish,
    /// What the rules of procedure say about casting and counting ballots; the law's defaults unless said.
    #[serde(default, skip_serializing_if = "ProcedureClause::is_plain")]
    pub procedure: ProcedureClause,
    /// How it chooses among options; absent for a motion, on which people vote for and against.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub choice: Option<ChoiceClause>,
    /// How candidates come to stand before the vote 提名; the convener names them when it opens unless said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nomination: Option<NominationClause>,
    /// A second vote for the seats that nobody had the majority for 第二轮; they stay vacant unless said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub second_round: Option<SecondRoundClause>,
    /// Who steps up when an elected person leaves the seat within the term 候补; nobody unless said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub alternates: Option<AlternatesClause>,
    /// How long before the vote it has to be announced with everything put to it; not at all unless said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub announce: Option<AnnounceClause>,
    /// Whether the service of each ballot has to be on record before the certification; not unless said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service: Option<ServiceClause>,
    /// How the result is objected to before it is certified; not at all unless said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub review: Option<ReviewClause>,
    /// How many books must pass it that decide together; this one alone unless said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub across: Option<AcrossClause>,
    /// With whom the resolution has to be filed; with nobody unless said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub filing: Option<FilingClause>,
    /// For how long a court may be asked to revoke the resolution; nothing is shown unless said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub challenge: Option<ChallengeClause>,
}

/// What must have happened before a vote may open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Precondition {
    /// A quorate hearing on the matter was closed.
    HearingHeld,
    /// Every objection raised on the proposal has an answer.
    ObjectionsAnswered,
    /// Each bench that the clause of hearings names made a statement at a quorate hearing on the matter.
    BenchesHeard,
}

/// What becomes of amendments of a text that are still open when the decision on it is to open; a step lets none lapse.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OpenAmendments {
    /// They lapse, and are shown beside the vote.
    #[default]
    Lapse,
    /// The vote waits until each was accepted, refused with a reason, withdrawn, or overtaken by a whole new text; so do the steps before it.
    Settled,
}

impl OpenAmendments {
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
    const fn is_lapse(&self) -> bool {
        matches!(self, Self::Lapse)
    }
}

/// What a vote that passes leads to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DecisionStage {
    /// The decision: it is certified and acted on.
    #[default]
    Final,
    /// A step: the same text goes on to the next vote.
    Step,
}

impl DecisionStage {
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
    const fn is_final(&self) -> bool {
        matches!(self, Self::Final)
    }
}

/// How sealed ballots are opened 开启密封选票.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SealedClause {
    /// How long voters may open their ballots after the close.
    pub opening: Period,
    /// What becomes of a ballot that nobody opened.
    pub unopened: Unopened,
}

/// What becomes of a sealed ballot that nobody opened in time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unopened {
    /// As if it had not been cast.
    NotCast,
    /// It took part, for nothing: like an invalid ballot under a rule that lets those take part.
    TakesPart,
}

/// Who votes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Electorate {
    /// The holders of voting seats of the deciding council, one vote each.
    Seats,
    /// The residents of the council's area, one vote each; floating residents where the charter lets them vote.
    Residents,
    /// The households of the council's area, one vote each, cast by any adult member of the household.
    Households,
    /// The owners of units in scope: one head per set of co-owners, areas added (Civil Code art. 278; SPC interpretation art. 9).
    Owners,
}

/// What others see of single ballots 公开方式. `secret` is refused by name until it exists.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Openness {
    /// Who voted what is public at once.
    Named,
    /// A salted commitment, opened by its voter after the close.
    Sealed,
    /// Who voted is public, what they voted is not. Refused by `check` until it exists.
    Secret,
}

/// When a matter moves up to the parent council.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EscalationClause {
    /// Its name in clauses.
    pub id: RuleId,
    /// What triggers it.
    pub on: EscalationTrigger,
}

/// What moves a matter up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "trigger")]
pub enum EscalationTrigger {
    /// The deliberation deadline passed.
    DeadlineMissed,
    /// A hearing or vote lacked its quorum.
    NoQuorum,
    /// A vote ended in a tie.
    Tie,
    /// A vote did not meet its requirements.
    Refused,
    /// So many residents of the council's area asked for it.
    Petition {
        /// How many; at least 1.
        signatures: u32,
    },
}

/// How residents' representatives evaluate finished work.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EvaluationClause {
    /// How long the evaluation stays open.
    pub window: Period,
    /// Least number of ratings for a result; with fewer at the end of the window the matter closes as unrated.
    pub least_ratings: u32,
    /// The share of satisfied ratings (4 or 5 of 5) that closes the matter; below it the matter reopens.
    pub satisfied: yishi_tally::Threshold,
}

/// Adopts the first charter or amends it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AdoptCharter {
    /// The charter itself.
    pub charter: Box<Charter>,
    /// The text that people read (the TOML), as a document.
    pub source: DocumentHash,
    /// The resolution that adopted this text, where the charter in force asks for one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resolution: Option<ResolutionId>,
}

/// A charter is in force from this entry on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CharterAdopted {
    /// Counted from 1.
    pub version: u32,
    /// SHA-256 of the charter's canonical JSON: the identity of the version.
    pub digest: Digest,
    /// The text that people read.
    pub source: DocumentHash,
    /// The resolution that adopted it, where one was needed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resolution: Option<ResolutionId>,
}

/// A contradiction or gap in a charter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CharterFault {
    /// The clauses concerned, as paths such as `routing[2].level`.
    pub clauses: Vec<String>,
    /// What is wrong and what to do.
    pub message: String,
}

/// A charter to start from, as people write it.
pub const MINIMAL_CHARTER_TOML: &str = include_str!("../../charters/minimal.toml");

/// The same charter as it enters a book.
pub const MINIMAL_CHARTER_JSON: &str = include_str!("../../charters/minimal.json");
