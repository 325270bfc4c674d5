//! Obligations: what falls due at a moment. Timers are derived from them and fire as engine commands.

use crate::decide::{Deciding, Decision};
use crate::evolve::Evolving;
use crate::*;
use serde::{Deserialize, Serialize};
use std::fmt;

/// Something that falls due. Written `screening:submission_4`, `deliberation:matter_5:2` and so on.
///
/// The order among those due at the same moment is the order of the variants, then of the ids.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "obligation")]
pub enum Obligation {
    /// A poll closes.
    PollCloses {
        /// The poll.
        poll: PollId,
    },
    /// A submission must be screened.
    Screening {
        /// The submission.
        submission: SubmissionId,
    },
    /// A matter must be decided at its level.
    Deliberation {
        /// The matter.
        matter: MatterId,
        /// The entry that set the deadline, so that a later one is another obligation.
        set_by: u64,
    },
    /// A notice ends.
    NoticeEnds {
        /// The notice.
        notice: NoticeId,
    },
    /// An action must be done.
    Action {
        /// The action.
        action: ActionId,
    },
    /// An evaluation ends.
    EvaluationEnds {
        /// The matter.
        matter: MatterId,
        /// The round.
        round: u32,
    },
    /// Sealed ballots can be opened no more.
    OpeningEnds {
        /// The poll.
        poll: PollId,
    },
    /// A request among registrars lapses.
    RequestLapses {
        /// The request.
        request: RegistrarRequestId,
    },
    /// An import of a roll that was not sealed lapses.
    ImportLapses {
        /// The entry that brought its first part.
        begun_at: u64,
    },
    /// A poll that passed must be certified.
    Certification {
        /// The poll.
        poll: PollId,
    },
    /// Work on a resolution must be assigned.
    FirstAction {
        /// The resolution.
        resolution: ResolutionId,
    },
    /// An emergency ends.
    EmergencyEnds {
        /// The emergency.
        emergency: EmergencyId,
    },
    /// The contest of a route must be answered.
    ContestAnswer {
        /// The matter.
        matter: MatterId,
    },
    /// Teams that were called must report in.
    TeamsReport {
        /// The matter.
        matter: MatterId,
        /// The entry that called them.
        called_at: u64,
    },
    /// A duty of a post must be done.
    Duty {
        /// The posting.
        posting: PostingId,
        /// Which of its duties, from 0, in the order of the charter under which it was assigned.
        duty: u32,
    },
    /// A shift ends.
    Shift {
        /// The shift.
        shift: ShiftId,
    },
    /// A call closes.
    CallCloses {
        /// The call.
        call: CallId,
    },
    /// It must be said what became of a call.
    CallAnswer {
        /// The call.
        call: CallId,
    },
    /// An objection to a result must be answered.
    ResultAnswer {
        /// The objection.
        objection: ObjectionId,
    },
    /// A resolution must be filed.
    Filing {
        /// The resolution.
        resolution: ResolutionId,
    },
    /// A compact comes into force.
    CompactBegins {
        /// The compact.
        compact: CompactId,
    },
    /// A compact ends.
    CompactEnds {
        /// The compact.
        compact: CompactId,
    },
    /// Cost shares must be paid.
    CostsDue {
        /// The cost sharing.
        cost_sharing: CostSharingId,
    },
    /// Answers on a hard matter are owed.
    HardAnswers {
        /// The matter.
        matter: MatterId,
        /// The entry that named who owes them.
        named_at: u64,
    },
    /// The results of partner books must be cited.
    PartnerResults {
        /// The poll.
        poll: PollId,
    },
    /// An amendment must be answered.
    AmendmentAnswer {
        /// The amendment.
        amendment: AmendmentId,
    },
    /// A standing duty must be done.
    StandingDuty {
        /// The duty.
        duty: StandingDutyId,
    },
    /// The share of a period must have come back.
    StandingPeriod {
        /// The rule.
        rule: StandingRuleId,
    },
    /// Nominations end.
    NominationsClose {
        /// The proposal.
        proposal: ProposalId,
    },
    /// Candidates must be screened.
    CandidateScreening {
        /// The proposal.
        proposal: ProposalId,
    },
    /// The second round of an election must be opened.
    SecondRound {
        /// The first round.
        poll: PollId,
    },
    /// A candidate's objection must be answered.
    ScreeningAnswer {
        /// The nomination.
        nomination: NominationId,
    },
    /// Mediators must be named.
    Mediators {
        /// The matter.
        matter: MatterId,
        /// The entry that set the deadline.
        set_by: u64,
    },
    /// The term of an election is over, and its alternates with it.
    AlternatesEnd {
        /// The resolution that certified the election.
        resolution: ResolutionId,
    },
    /// An alternate who was called must accept.
    AlternateAnswer {
        /// The resolution that certified the election.
        resolution: ResolutionId,
        /// Which of the alternates, from 1.
        order: u32,
    },
    /// Another standing duty takes the place of one.
    StandingDutyEnds {
        /// The duty that ends.
        duty: StandingDutyId,
    },
    /// Another standing rule takes the place of one.
    StandingRuleEnds {
        /// The rule that ends.
        rule: StandingRuleId,
    },
    /// What concerns a member is erased further.
    ErasureGoesOn {
        /// The request that led to it.
        request: RegistrarRequestId,
        /// Which part is next.
        part: u32,
    },
    /// The word of the book to which a matter was handed over is owed.
    HandOverAnswer {
        /// The matter.
        matter: MatterId,
        /// The entry that handed it over.
        set_by: u64,
    },
    /// A registered book must be pinned.
    PinDue {
        /// The book.
        book: RegisteredBookId,
    },
}

impl fmt::Display for Obligation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::PollCloses { poll } => write!(f, "poll_closes:{poll}"),
            Self::Screening { submission } => write!(f, "screening:{submission}"),
            Self::Deliberation { matter, set_by } => write!(f, "deliberation:{matter}:{set_by}"),
            Self::NoticeEnds { notice } => write!(f, "notice_ends:{notice}"),
            Self::Action { action } => write!(f, "action:{action}"),
            Self::EvaluationEnds { matter, round } => write!(f, "evaluation_ends:{matter}:{round}"),
            Self::OpeningEnds { poll } => write!(f, "opening_ends:{poll}"),
            Self::RequestLapses { request } => write!(f, "request_lapses:{request}"),
            Self::ImportLapses { begun_at } => write!(f, "import_lapses:{begun_at}"),
            Self::Certification { poll } => write!(f, "certification:{poll}"),
            Self::FirstAction { resolution } => write!(f, "first_action:{resolution}"),
            Self::EmergencyEnds { emergency } => write!(f, "emergency_ends:{emergency}"),
            Self::ContestAnswer { matter } => write!(f, "contest_answer:{matter}"),
            Self::TeamsReport { matter, called_at } => write!(f, "teams_report:{matter}:{called_at}"),
            Self::Duty { posting, duty } => write!(f, "duty:{posting}:{duty}"),
            Self::Shift { shift } => write!(f, "shift:{shift}"),
            Self::CallCloses { call } => write!(f, "call_closes:{call}"),
            Self::CallAnswer { call } => write!(f, "call_answer:{call}"),
            Self::ResultAnswer { objection } => write!(f, "result_answer:{objection}"),
            Self::Filing { resolution } => write!(f, "filing:{resolution}"),
            Self::CompactBegins { compact } => write!(f, "compact_begins:{compact}"),
            Self::CompactEnds { compact } => write!(f, "compact_ends:{compact}"),
            Self::CostsDue { cost_sharing } => write!(f, "costs_due:{cost_sharing}"),
            Self::HardAnswers { matter, named_at } => write!(f, "hard_answers:{matter}:{named_at}"),
            Self::PartnerResults { poll } => write!(f, "partner_results:{poll}"),
            Self::AmendmentAnswer { amendment } => write!(f, "amendment_answer:{amendment}"),
            Self::StandingDuty { duty } => write!(f, "standing_duty:{duty}"),
            Self::StandingPeriod { rule } => write!(f, "standing_period:{rule}"),
            Self::NominationsClose { proposal } => write!(f, "nominations_close:{proposal}"),
            Self::CandidateScreening { proposal } => write!(f, "candidate_screening:{proposal}"),
            Self::SecondRound { poll } => write!(f, "second_round:{poll}"),
            Self::ScreeningAnswer { nomination } => write!(f, "screening_answer:{nomination}"),
            Self::Mediators { matter, set_by } => write!(f, "mediators:{matter}:{set_by}"),
            Self::AlternatesEnd { resolution } => write!(f, "alternates_end:{resolution}"),
            Self::AlternateAnswer { resolution, order } => write!(f, "alternate_answer:{resolution}:{order}"),
            Self::StandingDutyEnds { duty } => write!(f, "standing_duty_ends:{duty}"),
            Self::StandingRuleEnds { rule } => write!(f, "standing_rule_ends:{rule}"),
            Self::ErasureGoesOn { request, part } => write!(f, "erasure_goes_on:{request}:{part}"),
            Self::HandOverAnswer { matter, set_by } => write!(f, "hand_over_answer:{matter}:{set_by}"),
            Self::PinDue { book } => write!(f, "pin_due:{book}"),
        }
    }
}

/// Fires an obligation that is due; signed by the engine key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FireTimer {
    /// The obligation.
    pub obligation: Obligation,
    /// When it fell due.
    pub due_at_ms: TimeMs,
}

/// Only the earliest due obligation gets here: `decide` compares before it dispatches.
pub(crate) fn decide_fire_timer(deciding: &Deciding<'_>, command: &FireTimer) -> Decision {
    let due = deciding.state.next_due(deciding.context.at);
    if due != Some((command.due_at_ms, command.obligation)) {
        return Err(Rejection::NotDue { obligation: command.obligation.to_string() });
    }
    match command.obligation {
        Obligation::PollCloses { poll } => decide_poll_closes(deciding, poll),
        Obligation::Screening { submission } => Ok(decide_screening_missed(submission)),
        Obligation::Deliberation { matter, set_by: _ } => decide_deliberation_missed(deciding, matter),
        Obligation::NoticeEnds { notice } => decide_notice_ends(deciding, notice),
        Obligation::Action { action } => decide_action_due(deciding, action),
        Obligation::EvaluationEnds { matter, round } => decide_evaluation_ends(deciding, matter, round),
        Obligation::OpeningEnds { poll } => decide_opening_ends(deciding, poll),
        Obligation::RequestLapses { request } => decide_request_lapses(deciding, request),
        Obligation::ImportLapses { begun_at } => Ok(decide_import_lapses(deciding, begun_at)),
        Obligation::Certification { poll } => decide_certification_missed(deciding, poll),
        Obligation::FirstAction { resolution } => Ok(vec![FirstActionOverdue { resolution }.into()]),
        Obligation::EmergencyEnds { emergency } => Ok(decide_emergency_lapses(emergency)),
        Obligation::ContestAnswer { matter } => Ok(decide_contest_missed(deciding, matter)),
        Obligation::TeamsReport { matter, called_at } => Ok(decide_teams_missed(deciding, matter, called_at)),
        Obligation::Duty { posting, duty } => Ok(decide_duty_missed(deciding, posting, duty)),
        Obligation::Shift { shift } => Ok(vec![ShiftMissed { shift }.into()]),
        Obligation::CallCloses { call } => decide_call_closes(deciding, call),
        Obligation::CallAnswer { call } => Ok(vec![CallAnswerOverdue { call }.into()]),
        Obligation::ResultAnswer { objection } => Ok(vec![ResultAnswerOverdue { objection }.into()]),
        Obligation::Filing { resolution } => Ok(vec![FilingOverdue { resolution }.into()]),
        Obligation::CompactBegins { compact } => decide_compact_begins(deciding, compact),
        Obligation::CompactEnds { compact } => Ok(vec![CompactEnded { compact, superseded_by: None }.into()]),
        Obligation::CostsDue { cost_sharing } => decide_costs_due(deciding, cost_sharing),
        Obligation::NominationsClose { proposal } => decide_nominations_close(deciding, proposal),
        Obligation::CandidateScreening { proposal } => decide_candidate_screening_missed(deciding, proposal),
        Obligation::SecondRound { poll } => decide_second_round_missed(deciding, poll),
        Obligation::ScreeningAnswer { nomination } => Ok(vec![ScreeningAnswerOverdue { nomination }.into()]),
        Obligation::HardAnswers { matter, named_at: _ } => Ok(decide_hard_answers_missed(deciding, matter)),
        Obligation::PartnerResults { poll } => decide_partners_missed(deciding, poll),
        Obligation::AmendmentAnswer { amendment } => Ok(vec![AmendmentOverdue { amendment }.into()]),
        Obligation::StandingDuty { duty } => decide_standing_duty_missed(deciding, duty),
        Obligation::StandingPeriod { rule } => decide_standing_period_ended(deciding, rule),
        Obligation::Mediators { matter, set_by: _ } => Ok(decide_naming_missed(matter)),
        Obligation::StandingDutyEnds { duty } => decide_standing_duty_replaced(deciding, duty),
        Obligation::StandingRuleEnds { rule } => decide_standing_rule_replaced(deciding, rule),
        Obligation::ErasureGoesOn { request, part: _ } => decide_erasure_goes_on(deciding, request),
        Obligation::AlternatesEnd { resolution } => {
            Ok(vec![AlternatesEnded { resolution, because: AlternatesEnd::Term }.into()])
        }
        Obligation::HandOverAnswer { matter, set_by: _ } => decide_hand_over_missed(deciding, matter),
        Obligation::PinDue { book } => decide_pin_missed(deciding, book),
        Obligation::AlternateAnswer { resolution, order } => {
            Ok(decide_alternate_lapses(deciding, resolution, order))
        }
    }
}

impl Obligation {
    /// Whether it ends something that everybody may take part in or object to: a vote, a posting, nominations.
    pub(crate) const fn is_an_end(&self) -> bool {
        matches!(
            self,
            Self::PollCloses { .. }
                | Self::OpeningEnds { .. }
                | Self::NoticeEnds { .. }
                | Self::NominationsClose { .. }
        )
    }
}

impl Evolving<'_> {
    /// Lets an obligation fall due at a moment.
    pub(crate) fn schedule(&mut self, due_at_ms: TimeMs, obligation: Obligation) {
        if obligation.is_an_end() {
            self.state.listings.ending.insert((due_at_ms, obligation));
        }
        self.state.obligations.insert((due_at_ms, obligation));
    }

    /// Lifts an obligation that was met. One that fires is lifted by `evolve` itself.
    pub(crate) fn unschedule(&mut self, due_at_ms: TimeMs, obligation: Obligation) {
        self.state.listings.ending.remove(&(due_at_ms, obligation));
        self.state.obligations.remove(&(due_at_ms, obligation));
    }
}
