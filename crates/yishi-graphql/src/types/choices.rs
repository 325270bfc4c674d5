//! Closed sets of words, each the mirror of one in the rules; a new word there does not compile until it stands here.

use async_graphql::Enum;

/// Where a matter 事项 stands.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "yishi_core::MatterStage")]
pub(crate) enum MatterStage {
    /// Being deliberated: proposals, hearings, votes.
    Deliberating,
    /// Decided, or handled directly; the work is under way.
    Acting,
    /// The work is accepted; residents' representatives evaluate it.
    Evaluating,
    /// Closed.
    Closed,
    /// Being mediated between the sides of a dispute 调解.
    Mediating,
    /// Handed over to another book, whose word is waited for 移交他册.
    HandedOver,
}

/// How a matter ended.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "yishi_core::Closure")]
pub(crate) enum Closure {
    /// Done and found satisfactory.
    Satisfied,
    /// Done; too few ratings for a result.
    Unrated,
    /// Refused at the highest council.
    Refused,
    /// Went into another matter 并案, with everybody whom it concerns.
    Merged,
    /// Became several matters 分案.
    Split,
    /// Its sides signed an agreement, which they perform themselves 调解达成协议.
    Settled,
    /// It was not settled by mediation, and a body outside deals with it.
    ReferredOutside,
    /// Another book has it 移交他册.
    HandedOver,
}

/// The way in which a matter is handled 办理方式.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "yishi_core::Track")]
pub(crate) enum Track {
    /// Handled at once 立刻办.
    Direct,
    /// Deliberated, put to the vote, resolved 商议办.
    Deliberate,
    /// Handled by several teams together, one of which leads 合力办.
    Joint,
    /// Mediated between the sides of a dispute 调解.
    Mediate,
}

/// How urgent a matter is.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "yishi_core::Urgency")]
pub(crate) enum Urgency {
    /// The ordinary procedure.
    Ordinary,
    /// Short notice 急事.
    Urgent,
}

/// What a seat may do 权限.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "yishi_core::Power")]
pub(crate) enum Power {
    /// Screen submissions 把关.
    Screen,
    /// Draft proposals, call and run hearings, open votes 牵头组织.
    Convene,
    /// Assign follow-up work 派单.
    Dispatch,
    /// Supervise the work, and accept it or send it back 督办.
    Supervise,
    /// Evaluate as a residents' representative 评议.
    Evaluate,
    /// Certify resolutions.
    Certify,
    /// Put members into seats and take them out.
    Appoint,
    /// Keep the roll 名册.
    Enrol,
    /// Act for members who ask for help 代办.
    Assist,
    /// Remove a text under a named rule.
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

/// Over which councils a power reaches, seen from the seat's own.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "yishi_core::Reach")]
pub(crate) enum Reach {
    /// The seat's own council only.
    Own,
    /// The councils below it only.
    Below,
    /// Its own council and all below it.
    OwnAndBelow,
}

/// Whether a seat votes in its council.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "yishi_core::Voting")]
pub(crate) enum Voting {
    /// Each holder has one vote.
    Votes,
    /// Holders advise.
    Advises,
}

/// Who votes.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "yishi_core::Electorate")]
pub(crate) enum Electorate {
    /// Those who hold voting seats of the deciding council, one vote each.
    Seats,
    /// The residents of the council's area, one vote each.
    Residents,
    /// The households of the council's area, one vote each.
    Households,
    /// The owners of units: one head for each owner or set of co-owners, areas added (Civil Code art. 278).
    Owners,
}

/// What others see of single ballots.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "yishi_core::Openness")]
pub(crate) enum Openness {
    /// Who voted what is open at once 记名.
    Named,
    /// A ballot is a hash that says nothing; its voter opens it after the close 密封.
    Sealed,
    /// What each person voted stays closed. Not offered yet.
    Secret,
}

/// What an amendment does to its place.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum AmendmentChange {
    /// Puts other words in the place of paragraphs 替换.
    Replace,
    /// Leaves paragraphs out 删除.
    Delete,
    /// Puts words after a paragraph 增加.
    Insert,
}

/// Where an amendment stands.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum AmendmentStatus {
    /// Waits for an answer.
    Open,
    /// Taken over into the text 采纳.
    Accepted,
    /// Refused with a reason 不采纳.
    Rejected,
    /// Taken back by its author 撤回.
    Withdrawn,
    /// A later version left nothing for it to change: a rival took its place, or the whole text is new.
    Overtaken,
    /// The decision opened, or the proposal lapsed or failed at a step, before it was answered.
    Lapsed,
}

/// What becomes of amendments that are still open when the vote is to open.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "yishi_core::OpenAmendments")]
pub(crate) enum OpenAmendments {
    /// They lapse, and are shown beside the vote.
    Lapse,
    /// The vote, and each step before it, waits until each is accepted, refused with a reason, withdrawn, or overtaken by a whole new text.
    Settled,
}

/// What must have happened before a vote may open.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "yishi_core::Precondition")]
pub(crate) enum Precondition {
    /// A hearing with a quorum was held.
    HearingHeld,
    /// Every objection has an answer.
    ObjectionsAnswered,
    /// Each bench that the rule of hearings names spoke at a hearing with a quorum.
    BenchesHeard,
}

/// A member's relation to the community.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "yishi_core::Standing")]
pub(crate) enum Standing {
    /// Lives here and takes part.
    Resident,
    /// Owns here and lives elsewhere.
    AbsentOwner,
    /// Takes part without a vote, e.g. staff of the property company.
    Partner,
    /// Has left.
    Left,
    /// Lives here for a time 流动人口: takes part, and votes as a resident where the charter says so.
    Floating,
}

/// What floating residents count for where residents are counted.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "yishi_core::FloatingClause")]
pub(crate) enum FloatingClause {
    /// They take part without a vote.
    TakesPart,
    /// They vote and sign petitions as residents.
    Votes,
}

/// What has to be done within a window of a duty.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "yishi_core::DutyCover")]
pub(crate) enum DutyCover {
    /// The duty once, wherever.
    Once,
    /// The duty once for each building that the holder looks after.
    EachBuilding,
}

/// Whether a duty was done.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "yishi_core::DutyOutcome")]
pub(crate) enum DutyOutcome {
    /// It was done.
    Done,
    /// Its window ended without it.
    Missed,
}

/// How a shift stands.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "yishi_core::ShiftStatus")]
pub(crate) enum ShiftStatus {
    /// To come, or running and not attended yet.
    Planned,
    /// Its member came.
    Attended,
    /// It ended and its member had not come.
    Missed,
    /// Its member left the post before it ended.
    Lifted,
}

/// How a key is kept.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "yishi_core::Custody")]
pub(crate) enum Custody {
    /// On the member's own device.
    Own,
    /// On a clerk's device, in the clerk's own name.
    Clerk,
    /// By an institution for the member; shows on each of its entries.
    Custodial,
}

/// How something reached the book.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "yishi_core::Channel")]
pub(crate) enum Channel {
    /// Signed by the member.
    OwnKey,
    /// Through a clerk 代办.
    Assisted,
    /// Brought in from another system.
    Imported,
    /// On paper, read by two witnesses.
    Paper,
}

/// As what a ballot stands.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum BallotStands {
    /// It counts.
    Counts,
    /// Nothing on it can be counted; whether it takes part says the rule.
    Invalid,
    /// It is sealed, and not opened yet.
    Sealed,
}

/// How a ballot paper reached those who may use a right 送达.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "yishi_core::Service")]
pub(crate) enum Service {
    /// Handed over, or opened on the voter's device.
    Delivered,
    /// Left at the door or in the letter box before a witness.
    Posted,
    /// Offered and not taken.
    Refused,
    /// It reached nobody.
    Undeliverable,
}

/// What a vote that passes leads to.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "yishi_core::DecisionStage")]
pub(crate) enum DecisionStage {
    /// The decision.
    Final,
    /// A step, after which the same text goes on to the next vote.
    Step,
}

/// What becomes of a sealed ballot that nobody opened in time.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "yishi_core::Unopened")]
pub(crate) enum Unopened {
    /// As if it had not been cast.
    NotCast,
    /// It took part, for nothing.
    TakesPart,
}

/// Whether one may vote for another by a grant 委托.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "yishi_core::Proxies")]
pub(crate) enum Proxies {
    /// Nobody may.
    Refused,
    /// Whoever holds a grant.
    Allowed,
    /// Whoever holds a grant and does not stand for election in the poll.
    ExceptCandidates,
}

/// Which of several equal ballots of one voting right stands.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "yishi_tally::Revote")]
pub(crate) enum Revote {
    /// The last.
    Last,
    /// The first.
    First,
}

/// What becomes of those who were served with a ballot and say nothing.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "yishi_tally::Silence")]
pub(crate) enum Silence {
    /// Nothing: they did not take part.
    Exclude,
    /// They join the choice that leads; the count without them stands beside.
    FollowMajority,
}

/// Where the area of a unit comes from.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "yishi_tally::AreaSource")]
pub(crate) enum AreaSource {
    /// The register of real estate 不动产登记簿.
    Registered,
    /// The surveyor's measurement 测绘.
    Surveyed,
    /// The contract of sale 买卖合同.
    Contract,
}

/// How far the sale of a unit has come.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "yishi_tally::UnitStatus")]
pub(crate) enum UnitStatus {
    /// Handed over: its owners vote.
    Delivered,
    /// Not sold: the developer votes.
    Unsold,
    /// Sold but not handed over: the developer votes.
    Undelivered,
}

/// What a unit is.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "yishi_tally::UnitKind")]
pub(crate) enum UnitKind {
    /// A flat or house.
    Dwelling,
    /// A shop, office or other business premises.
    Shop,
    /// A parking stall or garage.
    Parking,
    /// Any other part with an owner of its own.
    Other,
}

/// A resident's stance on a submission.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "yishi_core::Stance")]
pub(crate) enum Stance {
    /// Supports it 附议.
    Support,
    /// Objects to it 反对.
    Object,
    /// Passes 不表态.
    Pass,
}

/// Where a proposal stands.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "yishi_core::ProposalStatus")]
pub(crate) enum ProposalStatus {
    /// May be revised, posted and put to the vote.
    Open,
    /// A vote on it is open.
    Voting,
    /// Counted, and waits for the second round of its election 待第二轮.
    SecondRound,
    /// Passed.
    Passed,
    /// Did not pass.
    Failed,
    /// The matter left this council before a decision.
    Lapsed,
}

/// Where nominations stand.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "yishi_core::PhaseStatus")]
pub(crate) enum PhaseStatus {
    /// People are nominated and accept.
    Open,
    /// Nobody can be nominated any more.
    Closed,
    /// The proposal came to no vote.
    Lapsed,
}

/// How somebody who is nominated stands.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "yishi_core::Candidacy")]
pub(crate) enum Candidacy {
    /// Waits for the acceptance, or for enough who nominate together.
    Nominated,
    /// Did not accept in time, or too few nominated together.
    Lapsed,
    /// Accepted, and waits for the screening or for the end of the nominations.
    Accepted,
    /// May stand 合格.
    Qualified,
    /// May not stand 不合格.
    Disqualified,
    /// May not stand, and an objection to that waits for its answer.
    Objected,
    /// Withdrew 退选.
    Withdrawn,
}

/// Where a hearing stands.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "yishi_core::HearingStatus")]
pub(crate) enum HearingStatus {
    /// Called.
    Called,
    /// Under way.
    Open,
    /// Ended with a quorum.
    Held,
    /// Ended without a quorum.
    Inquorate,
    /// Interrupted until a stated moment.
    Adjourned,
}

/// Where a speaker stands on what they speak about.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "yishi_core::SpeakingPosition")]
pub(crate) enum SpeakingPosition {
    /// For it 赞成.
    For,
    /// Against it 反对.
    Against,
    /// Neither 中立.
    Neutral,
}

/// What the chair finds on a point of order.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "yishi_core::PointVerdict")]
pub(crate) enum PointVerdict {
    /// It is right 成立.
    Sustained,
    /// It is not 不成立.
    Overruled,
}

/// Whether the call of a hearing has to name what is put to a vote afterwards 议题锁定.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "yishi_core::AgendaLock")]
pub(crate) enum AgendaLock {
    /// It does not.
    Open,
    /// A proposal is put to a vote only once it stood as an item of a hearing that was held.
    Items,
}

/// What makes somebody present at a hearing.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "yishi_core::AttendanceProof")]
pub(crate) enum AttendanceProof {
    /// The record of the chair; a signature of one's own stands beside it.
    Recorded,
    /// The record of the chair, or a signature of one's own.
    Signed,
}

/// Where a piece of follow-up work stands.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "yishi_core::ActionStatus")]
pub(crate) enum ActionStatus {
    /// To be done.
    Assigned,
    /// Reported as done.
    Completed,
    /// Accepted by a supervisor.
    Accepted,
    /// Stopped: what it carried out was revoked.
    Stopped,
}

/// What an evaluation led to.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "yishi_core::EvaluationResult")]
pub(crate) enum EvaluationResult {
    /// Enough of the ratings were satisfied.
    Satisfied,
    /// Too few of the ratings were satisfied: the matter is open again.
    Dissatisfied,
    /// Fewer ratings than the charter asks for.
    TooFewRatings,
}

/// What a vote counts 计票方式.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "yishi_core::Counting")]
pub(crate) enum Counting {
    /// Ballots, each in the book.
    Ballots,
    /// Totals on tally sheets, entered by one witness and confirmed by another.
    Sheets,
}

/// What the vote of a section weighs.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "yishi_core::SectionVote")]
pub(crate) enum SectionVote {
    /// A full vote.
    Full,
    /// Half a vote.
    Half,
}

/// When a vote on tally sheets may be closed.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "yishi_core::SheetsFinish")]
pub(crate) enum SheetsFinish {
    /// At its time and not before.
    InTime,
    /// Also by the convener as soon as every sheet is confirmed.
    WhenConfirmed,
}

/// Where a tally sheet stands.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SheetStatus {
    /// Entered by one witness; does not count.
    Entered,
    /// Confirmed by another; counts.
    Confirmed,
    /// Disputed; does not count.
    Disputed,
}

/// Whose totals count as those of all.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "yishi_core::TotalsFrom")]
pub(crate) enum TotalsFrom {
    /// The confirmed sheet of the whole.
    Whole,
    /// The sum of the sections' confirmed sheets.
    Sections,
}

/// A choice on a motion.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "yishi_tally::Choice")]
pub(crate) enum Choice {
    /// Yes 同意.
    For,
    /// No 反对.
    Against,
    /// Abstains 弃权; took part.
    Abstain,
}

/// How a vote came out.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "yishi_tally::Verdict")]
pub(crate) enum Verdict {
    /// Every requirement is met.
    Passed,
    /// Too few took part.
    NoQuorum,
    /// As many for as against.
    Tied,
    /// Not passed.
    Failed,
}

/// What is measured.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "yishi_tally::Measure")]
pub(crate) enum Measure {
    /// Heads 人数.
    Heads,
    /// Area of owned units 专有部分面积, in 0.01 m².
    Area,
    /// Benches 方; a bench is for when more of its ballots are for than against.
    Benches,
    /// Households 户.
    Households,
    /// Votes of councils that decide together 议事会, in halves: a full vote is 2.
    Councils,
}

/// Whose share is taken.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "yishi_tally::Part")]
pub(crate) enum Part {
    /// Those who took part.
    Participating,
    /// Those who voted for.
    For,
    /// Those at the meeting, whether they vote or not 到会.
    Present,
}

/// Of what the share is taken.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "yishi_tally::Base")]
pub(crate) enum Base {
    /// All on the roll.
    Entitled,
    /// Those who took part, abstentions included.
    Participating,
    /// Votes for and against, abstentions left out.
    Cast,
    /// Those at the meeting, whether they vote or not 到会.
    Present,
}

/// What a ballot weighs in a choice among options.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "yishi_core::BallotWeight")]
pub(crate) enum BallotWeight {
    /// The heads of its voting right.
    Heads,
    /// The area of its voting right.
    Area,
    /// Both: each place takes its own majority by heads and by area.
    HeadsAndArea,
}

/// What is told of a choice among options before the close.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "yishi_core::Progress")]
pub(crate) enum Progress {
    /// How many took part, and nothing else.
    Turnout,
    /// Also how the options stand.
    Figures,
}

/// What an election means for those who hold the seat already.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "yishi_core::Incumbents")]
pub(crate) enum Incumbents {
    /// They go on sitting 补选.
    Stay,
    /// Who is not chosen again leaves the seat 换届.
    Leave,
}

/// Where the seed of lots comes from.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "yishi_core::LotSource")]
pub(crate) enum LotSource {
    /// The hash of the entry before the one that seals the vote: `prev` of the sealing entry.
    HeadBeforeSealing,
}

/// A language of sentences.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum WordsLanguage {
    /// English.
    English,
    /// Simplified Chinese 简体中文.
    Chinese,
}

/// What became of a clause of a charter.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "yishi_charter::ChangeKind")]
pub(crate) enum CharterChangeKind {
    /// It is new.
    Added,
    /// It is gone.
    Removed,
    /// It says something else.
    Changed,
    /// Its entries stand in another order.
    Reordered,
}
