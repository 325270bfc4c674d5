//! Commands: what people and the engine order. Wire types, closed and frozen.

use crate::*;
use serde::{Deserialize, Serialize};

macro_rules! commands {
    ($($(#[$doc:meta])* $name:ident = $kind:literal),+ $(,)?) => {
        /// An order. The tag `kind` names it on the wire.
        #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(tag = "kind")]
        pub enum Command {
            $($(#[$doc])* #[serde(rename = $kind)] $name($name),)+
        }

        impl Command {
            /// The name of the kind on the wire.
            pub const fn kind(&self) -> &'static str {
                match self { $(Self::$name(_) => $kind,)+ }
            }

            /// All kinds, in the order of this list.
            pub const KINDS: &'static [&'static str] = &[$($kind),+];
        }

        $(impl From<$name> for Command {
            fn from(command: $name) -> Self {
                Self::$name(command)
            }
        })+
    };
}

commands! {
    /// Founds the book.
    CreateBook = "create_book",
    /// Raises the rules code.
    AdoptRules = "adopt_rules",
    /// Adopts or amends the charter.
    AdoptCharter = "adopt_charter",
    /// Adopts calendar dates.
    AdoptCalendar = "adopt_calendar",
    /// Proposes an act of the registrars.
    RequestRegistrarAct = "request_registrar_act",
    /// Agrees to an act of the registrars.
    EndorseRegistrarAct = "endorse_registrar_act",
    /// Pins a checkpoint of a registered book.
    PinCheckpoint = "pin_checkpoint",
    /// Brings in a part of a roll.
    ImportRollPart = "import_roll_part",
    /// Seals an import of a roll.
    SealRoll = "seal_roll",
    /// Seats a member.
    AssignSeat = "assign_seat",
    /// Unseats a member.
    VacateSeat = "vacate_seat",
    /// Hands in a submission.
    Submit = "submit",
    /// Takes a stance on a submission.
    TakeStance = "take_stance",
    /// Screens a submission.
    ScreenSubmission = "screen_submission",
    /// Opens a call for ideas or a survey.
    OpenCall = "open_call",
    /// Answers a survey.
    AnswerSurvey = "answer_survey",
    /// Says what became of a call.
    ConcludeCall = "conclude_call",
    /// Merges a matter into another.
    MergeMatters = "merge_matters",
    /// Splits a matter.
    SplitMatter = "split_matter",
    /// Refers a matter to the parent council.
    ReferMatterUp = "refer_matter_up",
    /// Hands a matter down.
    HandMatterDown = "hand_matter_down",
    /// Hands a matter over to another book.
    HandOverMatter = "hand_over_matter",
    /// Receives a matter of another book.
    ReceiveMatter = "receive_matter",
    /// Confirms that another book received a matter.
    ConfirmHandOver = "confirm_hand_over",
    /// Signs a petition to move a matter up.
    PetitionEscalation = "petition_escalation",
    /// Takes a matter up from a council below.
    TakeUpMatter = "take_up_matter",
    /// Gives guidance on a matter.
    GuideMatter = "guide_matter",
    /// Contests the route of a matter.
    ContestRoute = "contest_route",
    /// Answers a contest.
    AnswerContest = "answer_contest",
    /// Calls teams.
    CallTeams = "call_teams",
    /// Reports in for a team.
    ReportIn = "report_in",
    /// Names who stands for a hard matter.
    SponsorMatter = "sponsor_matter",
    /// Answers on a hard matter.
    AnswerHardMatter = "answer_hard_matter",
    /// Names the sides of a dispute.
    OpenMediation = "open_mediation",
    /// Names the mediators of a dispute.
    NameMediators = "name_mediators",
    /// Challenges a mediator.
    ChallengeMediator = "challenge_mediator",
    /// Agrees to a mediation.
    ConsentToMediation = "consent_to_mediation",
    /// Ends a mediation.
    EndMediation = "end_mediation",
    /// Calls a session of a mediation.
    CallMediationSession = "call_mediation_session",
    /// Says what became of a session of a mediation.
    CloseMediationSession = "close_mediation_session",
    /// Puts the text of an agreement before the sides.
    ProposeSettlement = "propose_settlement",
    /// Signs an agreement.
    SignSettlement = "sign_settlement",
    /// Drafts a proposal.
    DraftProposal = "draft_proposal",
    /// Revises a proposal.
    ReviseProposal = "revise_proposal",
    /// Proposes to change a place of a text.
    ProposeAmendment = "propose_amendment",
    /// Takes amendments over.
    AcceptAmendments = "accept_amendments",
    /// Refuses an amendment.
    RejectAmendment = "reject_amendment",
    /// Takes an amendment back.
    WithdrawAmendment = "withdraw_amendment",
    /// Says what the adoption of a proposal brings about.
    DeclareEffects = "declare_effects",
    /// Supports a proposal.
    SupportProposal = "support_proposal",
    /// Takes the support of a proposal back.
    WithdrawProposalSupport = "withdraw_proposal_support",
    /// Opens nominations.
    OpenNominations = "open_nominations",
    /// Nominates somebody.
    NominateCandidate = "nominate_candidate",
    /// Nominates together with others.
    SupportNomination = "support_nomination",
    /// Accepts a nomination.
    AcceptNomination = "accept_nomination",
    /// Declines a nomination or withdraws.
    WithdrawCandidacy = "withdraw_candidacy",
    /// Screens a candidate.
    ScreenCandidate = "screen_candidate",
    /// Objects to being disqualified.
    ObjectToScreening = "object_to_screening",
    /// Answers a candidate's objection.
    AnswerScreeningObjection = "answer_screening_objection",
    /// Raises an objection.
    RaiseObjection = "raise_objection",
    /// Answers an objection.
    AnswerObjection = "answer_objection",
    /// Posts a proposal.
    PostNotice = "post_notice",
    /// Calls a hearing.
    CallHearing = "call_hearing",
    /// Opens a hearing.
    OpenHearing = "open_hearing",
    /// Records attendance.
    RecordAttendance = "record_attendance",
    /// Signs one's own attendance.
    AttendHearing = "attend_hearing",
    /// Asks for the floor.
    AskForFloor = "ask_for_floor",
    /// Gives the floor.
    GiveFloor = "give_floor",
    /// Ends a turn to speak.
    YieldFloor = "yield_floor",
    /// Raises a point of order.
    RaisePoint = "raise_point",
    /// Rules on a point of order.
    RuleOnPoint = "rule_on_point",
    /// Makes a statement.
    MakeStatement = "make_statement",
    /// Asks a question at a hearing.
    AskQuestion = "ask_question",
    /// Answers a question asked at a hearing.
    AnswerQuestion = "answer_question",
    /// Interrupts a hearing until another moment.
    AdjournHearing = "adjourn_hearing",
    /// Closes a hearing.
    CloseHearing = "close_hearing",
    /// Opens a poll.
    OpenPoll = "open_poll",
    /// Casts a ballot.
    CastBallot = "cast_ballot",
    /// Enters a tally sheet.
    EnterTallySheet = "enter_tally_sheet",
    /// Confirms a tally sheet.
    ConfirmTallySheet = "confirm_tally_sheet",
    /// Disputes a tally sheet.
    DisputeTallySheet = "dispute_tally_sheet",
    /// Closes a poll on tally sheets before its time.
    FinishTallySheets = "finish_tally_sheets",
    /// Casts a ballot on a choice among options.
    CastMarks = "cast_marks",
    /// Casts a sealed ballot.
    CastSealedBallot = "cast_sealed_ballot",
    /// Opens a sealed ballot.
    OpenSealedBallot = "open_sealed_ballot",
    /// Enters a ballot on paper.
    EnterPaperBallot = "enter_paper_ballot",
    /// Confirms a ballot on paper.
    ConfirmPaperBallot = "confirm_paper_ballot",
    /// Grants a proxy.
    GrantProxy = "grant_proxy",
    /// Takes a grant back.
    RevokeProxy = "revoke_proxy",
    /// Records how ballots were served.
    RecordService = "record_service",
    /// Extends a poll.
    ExtendPoll = "extend_poll",
    /// Opens the second round of an election.
    OpenSecondRound = "open_second_round",
    /// Bars a reviewer.
    BarReviewer = "bar_reviewer",
    /// Hands a result over to partner books.
    HandOverResult = "hand_over_result",
    /// Cites a result of a partner book.
    CiteResult = "cite_result",
    /// Certifies a resolution.
    CertifyResolution = "certify_resolution",
    /// Takes a seat as an alternate.
    StepUp = "step_up",
    /// Declines a seat as an alternate.
    DeclineStepUp = "decline_step_up",
    /// Objects to the result of a poll.
    ObjectToResult = "object_to_result",
    /// Answers an objection to a result.
    AnswerResultObjection = "answer_result_objection",
    /// Records that a resolution was filed.
    FileResolution = "file_resolution",
    /// Records a ruling on a resolution.
    RecordRuling = "record_ruling",
    /// Confirms a recorded ruling or refuses it.
    CheckRuling = "check_ruling",
    /// Records a payment of a cost share.
    RecordPayment = "record_payment",
    /// Corrects a recorded payment of a cost share.
    CorrectPayment = "correct_payment",
    /// Records that a standing duty was done.
    PerformDuty = "perform_duty",
    /// Books an amount on an account.
    RecordBooking = "record_booking",
    /// Takes a booking back.
    ReverseBooking = "reverse_booking",
    /// Confirms a booking or refuses it.
    CheckBooking = "check_booking",
    /// Assigns an action.
    AssignAction = "assign_action",
    /// Reports progress.
    ReportProgress = "report_progress",
    /// Reports an action as done.
    CompleteAction = "complete_action",
    /// Inspects an action.
    InspectAction = "inspect_action",
    /// Evaluates a matter.
    EvaluateMatter = "evaluate_matter",
    /// Declares the emergency mode.
    DeclareEmergency = "declare_emergency",
    /// Ends the emergency mode.
    EndEmergency = "end_emergency",
    /// Puts a member at a post.
    AssignPost = "assign_post",
    /// Takes a member from a post.
    VacatePost = "vacate_post",
    /// Records that a duty was done.
    RecordDuty = "record_duty",
    /// Plans shifts.
    PlanRota = "plan_rota",
    /// Comes to a shift.
    CheckIn = "check_in",
    /// Redacts a text.
    RedactText = "redact_text",
    /// Fires a timer.
    FireTimer = "fire_timer",
}
