//! Rejections: why a command was refused, typed, with the numbers behind it.

use crate::*;
use serde::{Deserialize, Serialize};

/// Why a command was refused. Codes are stable; the text says what was wrong and what to do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case", tag = "code")]
pub enum Rejection {
    /// The book has no entries yet.
    #[error("the book is not founded yet: the first entry must be `create_book`")]
    BookNotFounded,
    /// The book exists already.
    #[error("the book is founded already, at entry 0")]
    BookAlreadyFounded,
    /// No charter is in force.
    #[error("no charter is in force: adopt one first")]
    NoCharter,
    /// The charter contradicts itself.
    #[error("the charter has {} fault(s); the first: {}", faults.len(), faults.first().map_or("", |f| f.message.as_str()))]
    CharterFaulty {
        /// All of them.
        faults: Vec<CharterFault>,
    },
    /// Something named does not exist.
    #[error("there is no {kind} `{id}` in this book")]
    NotFound {
        /// The kind of thing, e.g. `matter`.
        kind: String,
        /// What was named.
        id: String,
    },
    /// Something is not in the stage that the command needs.
    #[error("{kind} `{id}` is {status}; this needs it to be {needed}")]
    WrongStage {
        /// The kind of thing.
        kind: String,
        /// What was named.
        id: String,
        /// Where it stands.
        status: String,
        /// Where it would have to stand.
        needed: String,
    },
    /// The signer has no seat with the power.
    #[error("`{member}` holds no seat with the power `{}` over council `{council}`", power.name())]
    PowerMissing {
        /// Who signed.
        member: MemberId,
        /// The power that is needed.
        power: Power,
        /// The council it is needed over.
        council: CouncilId,
    },
    /// Duties must be kept apart.
    #[error("`{member}` may not do this: {duty} and {other} must be done by different people")]
    DutiesNotSeparate {
        /// Who signed.
        member: MemberId,
        /// What was asked for.
        duty: String,
        /// What they did before.
        other: String,
    },
    /// The engine key signs timers only, and only it does.
    #[error("only the engine key fires timers, and it does nothing else")]
    EngineOnly,
    /// Somebody is not a registrar.
    #[error("`{member}` is not a registrar of this book")]
    NotRegistrar {
        /// Who signed.
        member: MemberId,
    },
    /// The member may not take part.
    #[error("`{member}` may not do this with the standing `{standing:?}`")]
    StandingInsufficient {
        /// Who.
        member: MemberId,
        /// Their standing.
        standing: Standing,
    },
    /// The member is not on the roll of the council's area.
    #[error("`{member}` does not belong to the area of council `{council}`")]
    OutsideArea {
        /// Who.
        member: MemberId,
        /// The council.
        council: CouncilId,
    },
    /// A number or a text is out of range.
    #[error("`{field}` must be {expected}, but is {found}")]
    OutOfRange {
        /// The field.
        field: String,
        /// What is allowed, in words.
        expected: String,
        /// What was found.
        found: String,
    },
    /// A moment is too early.
    #[error("`{field}` is {found_ms}, but must not be before {earliest_ms}")]
    TooEarly {
        /// The field.
        field: String,
        /// The first moment that would pass.
        earliest_ms: TimeMs,
        /// What was found.
        found_ms: TimeMs,
    },
    /// A moment is too late.
    #[error("`{field}` is {found_ms}, but must not be after {latest_ms}")]
    TooLate {
        /// The field.
        field: String,
        /// The last moment that would pass.
        latest_ms: TimeMs,
        /// What was found.
        found_ms: TimeMs,
    },
    /// The same thing was done already.
    #[error("{what}")]
    AlreadyDone {
        /// What was done already, as a sentence.
        what: String,
    },
    /// The emergency mode is in force.
    #[error(
        "`{emergency}` is in force until {ends_at_ms}: the charter is amended in the ordinary mode; end the emergency first"
    )]
    EmergencyInForce {
        /// The emergency.
        emergency: EmergencyId,
        /// Until when.
        ends_at_ms: TimeMs,
    },
    /// The charter knows no emergency mode.
    #[error("the charter in force has no emergency mode: amend it first, by a clause `emergency`")]
    NoEmergencyClause,
    /// The charter is amended by resolution.
    #[error(
        "the charter in force is amended by resolution: let the highest council adopt the text under rule `{rule}` and name its resolution"
    )]
    AmendmentNeedsResolution {
        /// The rule.
        rule: RuleId,
    },
    /// A resolution does not amend the charter.
    #[error("`{resolution}` does not amend the charter: {reason}")]
    ResolutionDoesNotAmend {
        /// The resolution.
        resolution: ResolutionId,
        /// Why not.
        reason: String,
    },
    /// The charter lets nobody contest routes.
    #[error(
        "the charter in force has no clause `contest`, so routes cannot be contested: ask a seat with the power to refer to move the matter"
    )]
    NoContest,
    /// A contest waits for its answer.
    #[error("the route of `{matter}` is contested and the answer is due by {answer_by_ms}: answer it first")]
    ContestPending {
        /// The matter.
        matter: MatterId,
        /// By when.
        answer_by_ms: TimeMs,
    },
    /// The matter is not handled jointly.
    #[error("`{matter}` is not on the joint track, on which teams are called")]
    NotJoint {
        /// The matter.
        matter: MatterId,
    },
    /// No team was called yet.
    #[error("no team was called to `{matter}` yet: call teams, then assign work to them")]
    NoTeamsCalled {
        /// The matter.
        matter: MatterId,
    },
    /// The charter knows no hard matters.
    #[error(
        "the charter in force has no clause `hard_matters`, so nobody is named to stand for a matter: amend it first"
    )]
    NoHardMatters,
    /// Somebody holds none of the seats that the charter names.
    #[error(
        "`{member}` holds none of the seats that the charter names for this, in the council or above it: {}",
        seats.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
    )]
    NotInSeats {
        /// Who.
        member: MemberId,
        /// The seats.
        seats: std::collections::BTreeSet<SeatId>,
    },
    /// The charter says nothing about mediation.
    #[error("the charter in force has no clause `mediation`, so nothing is mediated")]
    NoMediation,
    /// No mediation is under way.
    #[error("no mediation of `{matter}` is under way: its sides are not named yet, or it ended")]
    NotUnderMediation {
        /// The matter.
        matter: MatterId,
    },
    /// The matter is its sides' to settle.
    #[error(
        "`{matter}` is mediated between its sides: it is neither moved, merged, split nor contested unless the mediation ends"
    )]
    UnderMediation {
        /// The matter.
        matter: MatterId,
    },
    /// Somebody is no side of the dispute.
    #[error("`{member}` speaks for no side of the dispute `{matter}`")]
    NotASide {
        /// Who.
        member: MemberId,
        /// The matter.
        matter: MatterId,
    },
    /// Somebody does not mediate the dispute.
    #[error("`{member}` does not mediate `{matter}`")]
    NotMediator {
        /// Who.
        member: MemberId,
        /// The matter.
        matter: MatterId,
    },
    /// Not every side agreed, or mediators are missing.
    #[error("the mediation of `{matter}` has not begun: {} side(s) have not agreed, {mediators} mediator(s) are to be named", sides.len())]
    MediationNotBegun {
        /// The matter.
        matter: MatterId,
        /// The numbers of the sides that have not agreed.
        sides: Vec<u32>,
        /// How many mediators are to be named.
        mediators: u32,
    },
    /// Somebody was not named to answer.
    #[error("`{member}` owes no answer on `{matter}`: only who is named answers")]
    OwesNoAnswer {
        /// Who signed.
        member: MemberId,
        /// The matter.
        matter: MatterId,
    },
    /// Somebody does not belong to a team.
    #[error("`{member}` holds no seat of team `{team}` or of another team called")]
    NotInTeam {
        /// Who.
        member: MemberId,
        /// The team.
        team: TeamId,
    },
    /// A part of a roll import is out of order.
    #[error("part {found} of roll import `{import}` is out of order: part {expected} comes next")]
    RollPartOutOfOrder {
        /// The import.
        import: RollImportId,
        /// The part that comes next.
        expected: u32,
        /// What was found.
        found: u32,
    },
    /// The seal of a roll import does not match its parts.
    #[error(
        "the seal of roll import `{import}` does not match: {rows} rows, {area_dm2} dm², digest {root} were received"
    )]
    RollSealMismatch {
        /// The import.
        import: RollImportId,
        /// Rows received.
        rows: u64,
        /// Area received, in dm².
        area_dm2: u64,
        /// Digest received.
        root: Digest,
    },
    /// A row of a roll names something that does not exist.
    #[error("row {row} of roll import `{import}`: {message}")]
    RollRowInvalid {
        /// The import.
        import: RollImportId,
        /// The row, from 1.
        row: u64,
        /// What is wrong and what to do.
        message: String,
    },
    /// All seats of the kind are held.
    #[error("all {holders} seats `{seat}` of council `{council}` are held: vacate one first")]
    SeatsFull {
        /// The council.
        council: CouncilId,
        /// The kind of seat.
        seat: SeatId,
        /// How many there are.
        holders: u32,
    },
    /// The last free places of a seat are kept for alternates who were called.
    #[error(
        "what is free of seat `{seat}` in council `{council}` is kept for alternates who were called: `{member}` may accept until {accept_by_ms}"
    )]
    PlaceKept {
        /// The council.
        council: CouncilId,
        /// The kind of seat.
        seat: SeatId,
        /// The alternate who was called, the first of them.
        member: MemberId,
        /// By when they accept.
        accept_by_ms: TimeMs,
    },
    /// Somebody is no alternate of an election.
    #[error("`{member}` is no alternate of the election that `{resolution}` certified")]
    NotAlternate {
        /// Who signed.
        member: MemberId,
        /// The resolution.
        resolution: ResolutionId,
    },
    /// All posts of the kind are held.
    #[error("all {holders} posts `{post}` of council `{council}` are held: vacate one first")]
    PostsFull {
        /// The council.
        council: CouncilId,
        /// The kind of post.
        post: PostId,
        /// How many there are.
        holders: u32,
    },
    /// The posting or shift is somebody else's.
    #[error("`{posting}` is held by `{holder}`, not by `{member}`: everybody records their own duties")]
    NotOnPost {
        /// Who signed.
        member: MemberId,
        /// The posting.
        posting: PostingId,
        /// Who holds it.
        holder: MemberId,
    },
    /// One member would be on two shifts at once.
    #[error(
        "`{member}` is on a shift from {from_ms} to {to_ms} already: plan shifts of one member one after the other"
    )]
    ShiftsOverlap {
        /// Who.
        member: MemberId,
        /// When the other shift begins.
        from_ms: TimeMs,
        /// When it ends.
        to_ms: TimeMs,
    },
    /// The text named is not the one that stands.
    #[error("the text named is {found}, but {expected} stands: read it and sign again")]
    TextMismatch {
        /// The text that stands.
        expected: String,
        /// What was named.
        found: String,
    },
    /// The proposal was not posted long enough.
    #[error(
        "the present revision has not been posted for the period that rule `{rule}` asks for (`{needed}`): {}",
        match opens_from_ms {
            Some(from) => format!("the vote may open from {from} on"),
            None => "post a notice of it first".to_owned(),
        }
    )]
    NoticeTooShort {
        /// The decision rule.
        rule: RuleId,
        /// The period it asks for.
        needed: String,
        /// When the vote may open, if a notice runs.
        opens_from_ms: Option<TimeMs>,
    },
    /// Nominations were not opened.
    #[error(
        "rule `{rule}` asks for nominations before the vote, and none were opened on `{proposal}`: open them first"
    )]
    NominationsMissing {
        /// The decision rule.
        rule: RuleId,
        /// The proposal.
        proposal: ProposalId,
    },
    /// Nominations are not over.
    #[error("nominations on `{proposal}` go on until {accept_by_ms}: open the vote after")]
    NominationsOpen {
        /// The proposal.
        proposal: ProposalId,
        /// Until when.
        accept_by_ms: TimeMs,
    },
    /// Somebody may not nominate so.
    #[error("`{member}` may not nominate so under rule `{rule}`: it says who nominates and how")]
    MayNotNominate {
        /// Who signed.
        member: MemberId,
        /// The decision rule.
        rule: RuleId,
    },
    /// One person nominates no more.
    #[error("`{member}` nominated {cap} other(s) on `{proposal}` already, and nobody nominates more")]
    NominationCapReached {
        /// Who signed.
        member: MemberId,
        /// The proposal.
        proposal: ProposalId,
        /// How many others one person may nominate.
        cap: u32,
    },
    /// Somebody could not vote under the rule.
    #[error(
        "`{member}` does not belong to those who vote under rule `{rule}`, and only they stand or nominate together"
    )]
    NotInElectorate {
        /// Who.
        member: MemberId,
        /// The decision rule.
        rule: RuleId,
    },
    /// The nomination is somebody else's.
    #[error(
        "`{nomination}` is about `{nominee}`, not `{member}`: only who is nominated accepts, withdraws and objects"
    )]
    NotNominee {
        /// Who signed.
        member: MemberId,
        /// The nomination.
        nomination: NominationId,
        /// Who is nominated.
        nominee: MemberId,
    },
    /// Not everything is confirmed of a candidate.
    #[error(
        "of the candidate of `{nomination}` it has to be confirmed too: {}",
        facts.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
    )]
    FactsUnconfirmed {
        /// The nomination.
        nomination: NominationId,
        /// What is missing.
        facts: std::collections::BTreeSet<FactId>,
    },
    /// Candidates wait for their screening, may still object, or wait for an answer.
    #[error(
        "{} candidate(s) on `{proposal}` wait for their screening or an answer, or may still object: settle that first",
        nominations.len()
    )]
    CandidaciesUnsettled {
        /// The proposal.
        proposal: ProposalId,
        /// Whose nominations.
        nominations: Vec<NominationId>,
    },
    /// Too few may stand.
    #[error(
        "rule `{rule}` asks for {needed} candidate(s) on `{proposal}`, and {found} may stand: open nominations again"
    )]
    TooFewCandidates {
        /// The decision rule.
        rule: RuleId,
        /// The proposal.
        proposal: ProposalId,
        /// How many it asks for.
        needed: u32,
        /// How many may stand.
        found: u32,
    },
    /// The options are not those who may stand.
    #[error(
        "under rule `{rule}` the options are exactly those who may stand, in this order: {}; missing: {}; too many: {}",
        names(expected),
        names(missing),
        names(extra)
    )]
    CandidatesMismatch {
        /// The decision rule.
        rule: RuleId,
        /// Who may stand and is not named.
        missing: Vec<MemberId>,
        /// Who is named and may not stand.
        extra: Vec<MemberId>,
        /// Who may stand, in the order of the ballot paper.
        expected: Vec<MemberId>,
    },
    /// No second round is due.
    #[error("`{poll}` has no second round: its rule knows none, every seat is filled, or it had no quorum")]
    NoSecondRound {
        /// The poll.
        poll: PollId,
    },
    /// The second round comes first.
    #[error(
        "`{poll}` left seats for a second round, which has to be opened by {open_by_ms}: certify both together after it"
    )]
    SecondRoundDue {
        /// The first round.
        poll: PollId,
        /// By when.
        open_by_ms: TimeMs,
    },
    /// The second round is certified, and the first with it.
    #[error("`{second}` is the second round of `{poll}`: certify that one, and the first stands with it")]
    SecondRoundDecides {
        /// The first round.
        poll: PollId,
        /// The second round.
        second: PollId,
    },
    /// No quorate hearing was held.
    #[error("rule `{rule}` asks for a hearing with a quorum on matter `{matter}` before the vote")]
    HearingMissing {
        /// The decision rule.
        rule: RuleId,
        /// The matter.
        matter: MatterId,
    },
    /// Too few support the text.
    #[error(
        "rule `{rule}` asks for {needed} supporter(s) of the present text of `{proposal}` before the vote, and {found} support it: those who supported an earlier revision have to confirm"
    )]
    SupportersMissing {
        /// The decision rule.
        rule: RuleId,
        /// The proposal.
        proposal: ProposalId,
        /// How many it asks for.
        needed: u32,
        /// How many support the present text.
        found: u32,
    },
    /// Objections wait for answers.
    #[error(
        "{unanswered} objection(s) wait for an answer; rule `{rule}` asks for all to be answered before the vote"
    )]
    ObjectionsUnanswered {
        /// The decision rule.
        rule: RuleId,
        /// How many.
        unanswered: u64,
        /// Which, the first 20 of them.
        objections: Vec<ObjectionId>,
    },
    /// Amendments wait for answers.
    #[error(
        "{open} amendment(s) wait for an answer; rule `{rule}` asks for all to be accepted, refused or withdrawn before the vote"
    )]
    AmendmentsOpen {
        /// The decision rule.
        rule: RuleId,
        /// How many.
        open: u64,
        /// Which, the first 20 of them.
        amendments: Vec<AmendmentId>,
    },
    /// Who drafted a text amends it.
    #[error("`{member}` drafted `{proposal}`: revise it instead of amending it")]
    DrafterAmends {
        /// The proposal.
        proposal: ProposalId,
        /// Who drafted it.
        member: MemberId,
    },
    /// Too many amendments.
    #[error(
        "there are {limit} amendments {}to `{proposal}` that are open or were written for its present text, and more are not taken{}",
        member.as_ref().map_or_else(String::new, |member| format!("by `{member}` ")),
        if member.is_some() { ": wait for a revision" } else { " until some are answered" }
    )]
    AmendmentsFull {
        /// The proposal.
        proposal: ProposalId,
        /// Who has so many; absent where all together have.
        member: Option<MemberId>,
        /// The limit.
        limit: u32,
    },
    /// Two amendments of one place.
    #[error("`{amendment}` and `{rival}` change the same place, so only one of them can be accepted")]
    AmendmentsRival {
        /// One of them.
        amendment: AmendmentId,
        /// The other.
        rival: AmendmentId,
    },
    /// An acceptance names another change than the amendment makes.
    #[error(
        "`{amendment}` changes paragraphs {} to {} of the present text, not {} to {}, or with other words: read it again",
        expected.first(), expected.last(), found.first(), found.last()
    )]
    EditMismatch {
        /// The amendment.
        amendment: AmendmentId,
        /// What it changes.
        expected: ParagraphEdit,
        /// What was named.
        found: ParagraphEdit,
    },
    /// Somebody else's amendment.
    #[error("`{amendment}` is not an amendment of `{member}`: only its author takes it back")]
    NotYourAmendment {
        /// The amendment.
        amendment: AmendmentId,
        /// Who signed.
        member: MemberId,
    },
    /// The rule is not for this council or scope.
    #[error("rule `{rule}` cannot be used here: {reason}")]
    RuleNotApplicable {
        /// The decision rule.
        rule: RuleId,
        /// Why.
        reason: String,
    },
    /// Nobody may vote.
    #[error("the frozen roll would be empty: nobody may vote under rule `{rule}`")]
    EmptyRoll {
        /// The decision rule.
        rule: RuleId,
    },
    /// The poll is closed.
    #[error("poll `{poll}` closed at {closed_at_ms}")]
    PollClosed {
        /// The poll.
        poll: PollId,
        /// When.
        closed_at_ms: TimeMs,
    },
    /// The voting right is not on the frozen roll.
    #[error("`{right}` is not a voting right of poll `{poll}`")]
    NotOnRoll {
        /// The poll.
        poll: PollId,
        /// What was named.
        right: String,
    },
    /// The member may not use the voting right.
    #[error("`{member}` may not use voting right `{right}` of poll `{poll}`")]
    NotHolder {
        /// The poll.
        poll: PollId,
        /// The right.
        right: String,
        /// Who.
        member: MemberId,
    },
    /// The poll takes ballots of another kind.
    #[error("poll `{poll}` takes {needed}; this ballot holds {found}")]
    BallotOfOtherKind {
        /// The poll.
        poll: PollId,
        /// What it takes, in words.
        needed: String,
        /// What was found.
        found: String,
    },
    /// A ballot through a clerk or on paper cannot replace the voter's own.
    #[error(
        "the voter cast this ballot with their own key at entry {index}; one through a clerk or on paper cannot replace it"
    )]
    OwnBallotStands {
        /// The entry of the own ballot.
        index: u64,
    },
    /// A proxy's ballot cannot replace that of a holder of the right.
    #[error("a holder of the right cast this ballot at entry {index}; a proxy's cannot replace it")]
    PrincipalBallotStands {
        /// The entry of the holder's ballot.
        index: u64,
    },
    /// The first ballot counts.
    #[error("the rules of procedure count the first ballot, and that was cast at entry {index}")]
    FirstBallotStands {
        /// The entry of the first ballot.
        index: u64,
    },
    /// An invalid ballot cannot replace a valid one.
    #[error("a valid ballot stands since entry {index}; an invalid one cannot replace it")]
    ValidBallotStands {
        /// The entry of the valid ballot.
        index: u64,
    },
    /// Who stands for election votes for nobody else in it.
    #[error("`{member}` stands for election in poll `{poll}`, and candidates vote for nobody else in it")]
    CandidateAsProxy {
        /// The poll.
        poll: PollId,
        /// Who signed.
        member: MemberId,
    },
    /// A vote in which enough take part is not extended.
    #[error(
        "enough take part in poll `{poll}` already: {heads} of {heads_of} heads, {area_dm2} of {area_of_dm2} dm²; it is extended only while either is not {threshold}"
    )]
    EnoughTakePart {
        /// The poll.
        poll: PollId,
        /// Heads that take part.
        heads: u64,
        /// Of how many.
        heads_of: u64,
        /// Area that takes part, in 0.01 m²; 0 where no area is counted.
        area_dm2: u64,
        /// Of how much.
        area_of_dm2: u64,
        /// From which share on it is enough.
        threshold: String,
    },
    /// The vote was not announced with everything that is put to it.
    #[error(
        "no notice of the present revision of `{proposal}` announced this vote under rule `{rule}` with this scope and these options{}: post one with them",
        cited(article)
    )]
    ItemNotAnnounced {
        /// The rule.
        rule: RuleId,
        /// The proposal.
        proposal: ProposalId,
        /// The article that asks for it, where the charter names one.
        article: Option<String>,
    },
    /// The decision rule is another than the one under which the vote was announced.
    #[error(
        "rule `{rule}` was amended since `{notice}` announced the vote (it read {announced}, and reads {now} now): announce the vote anew"
    )]
    RuleAmendedSinceNotice {
        /// The rule.
        rule: RuleId,
        /// The last notice that announced the vote.
        notice: NoticeId,
        /// The rule as it was announced.
        announced: Digest,
        /// The rule as it reads now.
        now: Digest,
    },
    /// The vote was announced too late.
    #[error(
        "rule `{rule}` needs the vote announced {needed} before{}: it may open from {opens_from_ms}",
        cited(article)
    )]
    AnnouncedTooLate {
        /// The rule.
        rule: RuleId,
        /// How long before.
        needed: String,
        /// From when it may open.
        opens_from_ms: TimeMs,
        /// The article that asks for it, where the charter names one.
        article: Option<String>,
    },
    /// How some ballots were served is not on record.
    #[error(
        "poll `{poll}` has no record of service for {unserved} voting right(s){}: record how each was served, or that it could not be",
        cited(article)
    )]
    BallotsUnserved {
        /// The poll.
        poll: PollId,
        /// How many.
        unserved: u64,
        /// The first of them.
        rights: Vec<VotingRightId>,
        /// The article that asks for it, where the charter names one.
        article: Option<String>,
    },
    /// The preliminary result is still posted.
    #[error(
        "the preliminary result of `{poll}` is open to objections until {ends_at_ms}{}: certify it after",
        cited(article)
    )]
    ReviewOpen {
        /// The poll.
        poll: PollId,
        /// Until when.
        ends_at_ms: TimeMs,
        /// The article that asks for it, where the charter names one.
        article: Option<String>,
    },
    /// Objections to the result wait for their answers.
    #[error(
        "{unanswered} objection(s) to the result of `{poll}` have no answer{}: answer them first",
        cited(article)
    )]
    ResultObjectionsUnanswered {
        /// The poll.
        poll: PollId,
        /// How many.
        unanswered: u64,
        /// The first of them.
        objections: Vec<ObjectionId>,
        /// The article that asks for it, where the charter names one.
        article: Option<String>,
    },
    /// A matter that was voted on in vain waits.
    #[error(
        "`{matter}` was put to a vote under rule `{rule}` in poll `{poll}`, which was extended in vain; it is not put again before {until_ms}"
    )]
    MatterBarred {
        /// The matter.
        matter: MatterId,
        /// The rule.
        rule: RuleId,
        /// The poll.
        poll: PollId,
        /// Until when.
        until_ms: TimeMs,
    },
    /// One person votes for too many others.
    #[error("`{member}` votes for {cap} other(s) in poll `{poll}` already, and nobody may vote for more")]
    ProxyCapReached {
        /// The poll.
        poll: PollId,
        /// Who signed.
        member: MemberId,
        /// For how many others one person may vote.
        cap: u32,
    },
    /// The member is neither principal nor proxy of the grant.
    #[error("`{member}` is neither the principal nor the proxy of `{grant}`")]
    NotPartyToGrant {
        /// The grant.
        grant: GrantId,
        /// Who signed.
        member: MemberId,
    },
    /// The second reading of a paper differs from the first.
    #[error(
        "`{paper}` was entered with {field} = {entered}, and is now read as {found}: look at the paper, and enter it anew if the first reading was wrong"
    )]
    PaperMismatch {
        /// The paper.
        paper: PaperId,
        /// What differs: `member` or `reading`.
        field: String,
        /// As it was entered.
        entered: String,
        /// As it is read now.
        found: String,
    },
    /// What was said to be in a sealed ballot is not.
    #[error(
        "the ballot of `{right}` in poll `{poll}` has the seal {seal}, and what was sent gives {found}: send the salt and the choice that it was made with"
    )]
    SealMismatch {
        /// The poll.
        poll: PollId,
        /// The right.
        right: String,
        /// The seal that stands.
        seal: Digest,
        /// The seal of what was sent.
        found: Digest,
    },
    /// Somebody may not review a project.
    #[error("`{member}` may not review `{option}` in poll `{poll}`: {reason}")]
    BarredFromReview {
        /// The poll.
        poll: PollId,
        /// Who.
        member: MemberId,
        /// The project.
        option: yishi_tally::OptionId,
        /// Why.
        reason: String,
    },
    /// An earlier step is missing.
    #[error("rule `{rule}` comes after step `{step}`, which the present text of `{proposal}` has not passed")]
    StepMissing {
        /// The decision rule.
        rule: RuleId,
        /// The step that is missing.
        step: RuleId,
        /// The proposal.
        proposal: ProposalId,
    },
    /// An assisted or imported stance cannot replace a member's own.
    #[error("`{member}` took a stance on `{submission}` with their own key; another cannot take its place")]
    OwnStanceStands {
        /// The submission.
        submission: SubmissionId,
        /// Whose stance stands.
        member: MemberId,
    },
    /// The poll counts something else.
    #[error("poll `{poll}` counts {}, and takes nothing else", counting.name())]
    WrongCounting {
        /// The poll.
        poll: PollId,
        /// What it counts.
        counting: Counting,
    },
    /// The second reading of a tally sheet differs from the first.
    #[error(
        "the sheet of `{section}` was entered with {figure} = {entered:?}, and is now read as {found:?}: look at the paper, and enter it anew if the first reading was wrong"
    )]
    SheetMismatch {
        /// The section.
        section: CouncilId,
        /// The figure, e.g. `heads.for`.
        figure: String,
        /// As it was entered; absent for not stated.
        entered: Option<u64>,
        /// As it is read now.
        found: Option<u64>,
    },
    /// Tally sheets are not confirmed yet.
    #[error("{} sheet(s) of poll `{poll}` are missing, disputed or not confirmed", sections.len())]
    SheetsUnconfirmed {
        /// The poll.
        poll: PollId,
        /// Of which sections.
        sections: std::collections::BTreeSet<CouncilId>,
    },
    /// The poll did not pass.
    #[error("poll `{poll}` did not pass, so there is nothing to certify")]
    NotPassed {
        /// The poll.
        poll: PollId,
    },
    /// The member was not recorded as present.
    #[error("`{member}` is not recorded as present at `{hearing}`: ask the chair to record the attendance")]
    NotPresent {
        /// Who.
        member: MemberId,
        /// The hearing.
        hearing: HearingId,
    },
    /// The proposal is no item of the hearing.
    #[error(
        "`{proposal}` is no item of `{hearing}`, whose call names what is dealt with: speak to an item, or call another hearing"
    )]
    NotOnAgenda {
        /// The proposal.
        proposal: ProposalId,
        /// The hearing.
        hearing: HearingId,
    },
    /// The proposal was no item of a hearing that was held.
    #[error(
        "the charter locks agendas, and `{proposal}` was no item of a hearing held with a quorum: call one that names it before the vote under rule `{rule}`"
    )]
    ItemNotHeard {
        /// The decision rule.
        rule: RuleId,
        /// The proposal.
        proposal: ProposalId,
    },
    /// Benches were not heard.
    #[error(
        "rule `{rule}` asks that each bench speaks at a hearing with a quorum on `{matter}` before the vote; not heard: {}",
        benches.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
    )]
    BenchesNotHeard {
        /// The decision rule.
        rule: RuleId,
        /// The matter.
        matter: MatterId,
        /// Which benches are missing.
        benches: std::collections::BTreeSet<BenchId>,
    },
    /// The charter sets no speaking time.
    #[error(
        "the charter in force sets no speaking time, so nobody waits for a turn: everybody present just speaks"
    )]
    NoSpeakingOrder,
    /// Somebody speaks out of turn.
    #[error(
        "`{member}` does not have the floor at `{hearing}`{}: ask for it and wait for the turn",
        holder.as_ref().map_or(String::new(), |holder| format!(", `{holder}` has it"))
    )]
    FloorMissing {
        /// Who.
        member: MemberId,
        /// The hearing.
        hearing: HearingId,
        /// Who has it, if anybody.
        holder: Option<MemberId>,
    },
    /// Somebody else's turn is not over.
    #[error(
        "`{member}` has the floor at `{hearing}` until {until_ms}: wait until then or until they yield it"
    )]
    FloorTaken {
        /// The hearing.
        hearing: HearingId,
        /// Who has it.
        member: MemberId,
        /// Until when.
        until_ms: TimeMs,
    },
    /// Somebody else comes next.
    #[error(
        "`{member}` does not come next at `{hearing}`: {}",
        next.as_ref().map_or("nobody present waits for the floor".to_owned(), |next| format!("`{next}` does"))
    )]
    NotNext {
        /// The hearing.
        hearing: HearingId,
        /// Who was named.
        member: MemberId,
        /// Who comes next, if anybody.
        next: Option<MemberId>,
    },
    /// A point of order waits for its ruling.
    #[error("`{point}` at `{hearing}` waits for a ruling, and points of order go first: rule on it")]
    PointWaits {
        /// The point.
        point: PointId,
        /// The hearing.
        hearing: HearingId,
    },
    /// The question asks somebody else.
    #[error("the question asks {asked}, not `{member}`: only who was asked answers")]
    NotAsked {
        /// Who signed.
        member: MemberId,
        /// Who was asked, in words.
        asked: String,
    },
    /// The hearing is not adjourned again.
    #[error(
        "the charter in force lets a hearing be adjourned {times} time(s), and no more: close it and call another"
    )]
    NoAdjournment {
        /// How often.
        times: u32,
    },
    /// Who stands for a hard matter and who solves it is not named anew without end.
    #[error(
        "who stands for `{matter}` was named {named} times, which is the most: it is named anew once `{sponsor}` has left"
    )]
    NamedTooOften {
        /// The matter.
        matter: MatterId,
        /// How often they were named.
        named: u32,
        /// Who stands for it now.
        sponsor: MemberId,
    },
    /// The action is somebody else's.
    #[error("`{action}` is assigned to `{assignee}`, not to `{member}`")]
    NotAssignee {
        /// Who signed.
        member: MemberId,
        /// The action.
        action: ActionId,
        /// Whose it is.
        assignee: MemberId,
    },
    /// Somebody else receives the payments.
    #[error("`{collector}` receives the payments of `{cost_sharing}`, not `{member}`")]
    NotCollector {
        /// Who signed.
        member: MemberId,
        /// The cost sharing.
        cost_sharing: CostSharingId,
        /// Who receives the payments.
        collector: MemberId,
    },
    /// Somebody does not owe a standing duty.
    #[error("`{duty}` is owed by {bearer}, not by `{member}`: whoever owes it records that it was done")]
    NotDutyBearer {
        /// Who signed.
        member: MemberId,
        /// The duty.
        duty: StandingDutyId,
        /// Who owes it.
        bearer: String,
    },
    /// Somebody does not hold the seat that is named for this.
    #[error("`{member}` does not hold the seat `{seat}` of council `{council}`, whose holders do this")]
    SeatNotHeld {
        /// Who signed.
        member: MemberId,
        /// The council.
        council: CouncilId,
        /// The kind of seat.
        seat: SeatId,
    },
    /// A rule leaves less than what was to be distributed.
    #[error(
        "`{rule}` leaves {left_fen} fen of period {period} to distribute, not {asked_fen}: of the share that comes back, {lacking_fen} fen are lacking",
        left_fen = left_fen.0, asked_fen = asked_fen.0, lacking_fen = lacking_fen.0
    )]
    DistributionTooLarge {
        /// The rule.
        rule: StandingRuleId,
        /// The period.
        period: u32,
        /// What was to be distributed.
        asked_fen: AmountFen,
        /// What the rule leaves now.
        left_fen: AmountFen,
        /// What of the share has not come back.
        lacking_fen: AmountFen,
    },
    /// There is no council above.
    #[error("council `{council}` is the highest: there is none above it")]
    NoParentCouncil {
        /// The council.
        council: CouncilId,
    },
    /// People and places belong to councils that have none below them.
    #[error("council `{council}` has councils below it: name the lowest council of the place")]
    CouncilNotLowest {
        /// The council.
        council: CouncilId,
    },
    /// The council is not directly below.
    #[error("council `{council}` is not directly below council `{above}`")]
    NotChildCouncil {
        /// What was named.
        council: CouncilId,
        /// The council that has the matter.
        above: CouncilId,
    },
    /// The council does not cover a place of the matter.
    #[error(
        "council `{council}` does not cover `{place}`, a place of the matter: it stays at a council that covers all"
    )]
    PlaceNotCovered {
        /// The council.
        council: CouncilId,
        /// The place.
        place: CouncilId,
    },
    /// No submissions without an author are taken.
    #[error("no submission without an author is taken here: {by} does not allow it")]
    AnonymousNotAllowed {
        /// What does not allow it: the charter, or a call.
        by: String,
    },
    /// A call takes no more ideas or answers.
    #[error("`{call}` closed at {closed_at_ms} and takes nothing more")]
    CallClosed {
        /// The call.
        call: CallId,
        /// When.
        closed_at_ms: TimeMs,
    },
    /// An assisted answer cannot replace a member's own.
    #[error(
        "`{member}` answered `{call}` with their own key; an answer through a clerk cannot take its place"
    )]
    OwnAnswerStands {
        /// The call.
        call: CallId,
        /// Whose answer stands.
        member: MemberId,
    },
    /// The text was redacted and cannot come back.
    #[error("text {commitment} was redacted at entry {index}")]
    TextIsRedacted {
        /// The commitment.
        commitment: Commitment,
        /// The entry that redacted it.
        index: u64,
    },
    /// The member was erased, and nothing that concerns them is taken.
    #[error(
        "what concerns `{member}` was erased at entry {index}, and no text of theirs is taken: who takes part again is put on the roll under another id"
    )]
    MemberIsErased {
        /// The member.
        member: MemberId,
        /// The entry that began the erasure.
        index: u64,
    },
    /// No routing rule leads to a council.
    #[error("no routing rule of the charter leads the matter to a council: amend the charter")]
    NoRoute,
    /// A poll on the matter is open, or its sealed ballots are being opened.
    #[error(
        "poll `{poll}` is under way until {closes_at_ms}: matter `{matter}` neither moves nor is voted on again before"
    )]
    PollIsOpen {
        /// The matter.
        matter: MatterId,
        /// The poll.
        poll: PollId,
        /// When it closes, or until when its ballots may be opened.
        closes_at_ms: TimeMs,
    },
    /// The results of partner books are waited for.
    #[error(
        "`{poll}` waits until {due_at_ms} for the results of {}: cite what they handed over",
        listed(missing)
    )]
    PartnersAwaited {
        /// The poll.
        poll: PollId,
        /// The books whose result is missing.
        missing: Vec<BookOrigin>,
        /// Until when.
        due_at_ms: TimeMs,
    },
    /// A book does not decide together with this one.
    #[error("`{origin}` is none of the books that decide `{poll}` together")]
    NotAPartner {
        /// The poll.
        poll: PollId,
        /// What was named.
        origin: BookOrigin,
    },
    /// The charter keeps no register.
    #[error("the charter in force keeps no register of books: amend it with a clause `registry` first")]
    NoRegistry,
    /// The book ended.
    #[error("this book was frozen by entry {index} and takes nothing more; {}", goes_on(successor))]
    BookFrozen {
        /// The entry that froze it.
        index: u64,
        /// The book that goes on.
        successor: Option<BookOrigin>,
    },
    /// The escalation is not foreseen.
    #[error("the charter has no escalation rule for {trigger}")]
    NoEscalationRule {
        /// The trigger.
        trigger: String,
    },
    /// The obligation is not due.
    #[error("obligation `{obligation}` is not due")]
    NotDue {
        /// The obligation.
        obligation: String,
    },
    /// An earlier obligation is due and must fire first.
    #[error("obligation `{obligation}` fell due at {due_at_ms} and has to fire before any other command")]
    TimerPending {
        /// The obligation.
        obligation: String,
        /// When it fell due.
        due_at_ms: TimeMs,
    },
    /// The rules version is unknown or not newer.
    #[error(
        "rules version {found} cannot be adopted: {current} is in force and {newest} is the newest known"
    )]
    RulesetUnknown {
        /// In force.
        current: u32,
        /// What was named.
        found: u32,
        /// The newest known.
        newest: u32,
    },
    /// The key is in use already.
    #[error("key {key} is enrolled already")]
    KeyInUse {
        /// The key.
        key: PublicKey,
    },
    /// The command may not be assisted.
    #[error("`{kind}` cannot be done for somebody else")]
    AssistanceNotAllowed {
        /// The kind of command.
        kind: String,
    },
    /// The entry would be too large.
    #[error("the entry would be {bytes} bytes; the limit is {limit}")]
    EntryTooLarge {
        /// Its size.
        bytes: u64,
        /// The limit.
        limit: u64,
    },
}

/// Where a frozen book goes on.
fn goes_on(successor: &Option<BookOrigin>) -> String {
    successor.as_ref().map_or_else(
        || "no other book goes on from it".to_owned(),
        |origin| format!("`{origin}` goes on from it"),
    )
}

/// Names of books, with commas.
fn listed(origins: &[BookOrigin]) -> String {
    origins.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

/// Members in a list, or that there is none.
fn names(members: &[MemberId]) -> String {
    let names: Vec<&str> = members.iter().map(MemberId::as_str).collect();
    if names.is_empty() { "nobody".to_owned() } else { names.join(", ") }
}

/// The article that a refusal names, in brackets.
fn cited(article: &Option<String>) -> String {
    article.as_ref().map_or_else(String::new, |article| format!(" ({article})"))
}

impl Rejection {
    /// The stable code, as on the wire.
    pub fn code(&self) -> String {
        serde_json::to_value(self)
            .ok()
            .and_then(|value| value.get("code").and_then(|code| code.as_str().map(str::to_owned)))
            .unwrap_or_default()
    }
}
