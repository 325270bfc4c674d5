//! Events: what happened. Wire types, closed and frozen; a change is a new variant.

use crate::*;
use serde::{Deserialize, Serialize};

macro_rules! events {
    ($($(#[$doc:meta])* $name:ident = $kind:literal),+ $(,)?) => {
        /// A fact. The tag `kind` names it on the wire.
        #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(tag = "kind")]
        #[expect(clippy::large_enum_variant, reason = "the opening of a poll holds its whole rule, and few events are in memory at once")]
        pub enum Event {
            $($(#[$doc])* #[serde(rename = $kind)] $name($name),)+
        }

        impl Event {
            /// The name of the kind on the wire.
            pub const fn kind(&self) -> &'static str {
                match self { $(Self::$name(_) => $kind,)+ }
            }

            /// All kinds, in the order of this list.
            pub const KINDS: &'static [&'static str] = &[$($kind),+];
        }

        $(impl From<$name> for Event {
            fn from(event: $name) -> Self {
                Self::$name(event)
            }
        })+
    };
}

events! {
    /// The book exists.
    BookCreated = "book_created",
    /// The rules code was raised.
    RulesAdopted = "rules_adopted",
    /// A charter is in force.
    CharterAdopted = "charter_adopted",
    /// Calendar dates were adopted.
    CalendarAdopted = "calendar_adopted",
    /// Registrars were asked.
    RegistrarActRequested = "registrar_act_requested",
    /// A registrar agreed.
    RegistrarActEndorsed = "registrar_act_endorsed",
    /// Keys are in force.
    KeysEnrolled = "keys_enrolled",
    /// A key is out of force.
    KeyRevoked = "key_revoked",
    /// A request among registrars lapsed.
    RegistrarActLapsed = "registrar_act_lapsed",
    /// A member is a registrar.
    RegistrarAdded = "registrar_added",
    /// Somebody is no registrar any more.
    RegistrarRemoved = "registrar_removed",
    /// Another key signs this book's checkpoints.
    LogKeyRotated = "log_key_rotated",
    /// This book is frozen.
    BookFrozen = "book_frozen",
    /// A book stands in the register.
    BookRegistered = "book_registered",
    /// A registered book signs with another key.
    RegisteredKeyRotated = "registered_key_rotated",
    /// A registered book has another witness policy.
    RegisteredPolicyChanged = "registered_policy_changed",
    /// A registered book is frozen.
    RegisteredBookFrozen = "registered_book_frozen",
    /// A frozen book goes on as another.
    SuccessorNamed = "successor_named",
    /// A checkpoint of a registered book was pinned.
    CheckpointPinned = "checkpoint_pinned",
    /// A checkpoint contradicts a pin.
    PinConflictRecorded = "pin_conflict_recorded",
    /// A registered book was not pinned in time.
    PinOverdue = "pin_overdue",
    /// A part of a roll was received.
    RollPartImported = "roll_part_imported",
    /// Rows of a roll are in force.
    RollSealed = "roll_sealed",
    /// An import of a roll lapsed.
    RollImportLapsed = "roll_import_lapsed",
    /// A member sits.
    SeatAssigned = "seat_assigned",
    /// A member sits no longer.
    SeatVacated = "seat_vacated",
    /// A submission was received.
    SubmissionReceived = "submission_received",
    /// A stance was taken.
    StanceTaken = "stance_taken",
    /// A submission was accepted.
    SubmissionAccepted = "submission_accepted",
    /// A submission was returned.
    SubmissionReturned = "submission_returned",
    /// A submission was merged.
    SubmissionMerged = "submission_merged",
    /// Screening is late.
    ScreeningOverdue = "screening_overdue",
    /// A call is open.
    CallOpened = "call_opened",
    /// A survey was answered.
    SurveyAnswered = "survey_answered",
    /// A call closed and was counted.
    CallClosed = "call_closed",
    /// What became of a call was said.
    CallConcluded = "call_concluded",
    /// What became of a call was not said in time.
    CallAnswerOverdue = "call_answer_overdue",
    /// A matter went into another.
    MattersMerged = "matters_merged",
    /// A matter became several.
    MatterSplit = "matter_split",
    /// A matter was opened and routed.
    MatterOpened = "matter_opened",
    /// A petition was signed.
    EscalationPetitioned = "escalation_petitioned",
    /// A matter moved up.
    MatterEscalated = "matter_escalated",
    /// A matter moved down.
    MatterHandedDown = "matter_handed_down",
    /// A matter was handed over to another book.
    MatterHandedOver = "matter_handed_over",
    /// A matter of another book was received.
    MatterReceived = "matter_received",
    /// Another book has a matter.
    HandOverConfirmed = "hand_over_confirmed",
    /// No word of a matter came back from another book in time.
    HandOverLapsed = "hand_over_lapsed",
    /// A matter is late at the highest council.
    DeliberationOverdue = "deliberation_overdue",
    /// A matter is closed.
    MatterClosed = "matter_closed",
    /// A matter is open again.
    MatterReopened = "matter_reopened",
    /// Guidance on a matter was given.
    GuidanceGiven = "guidance_given",
    /// A route was contested.
    RouteContested = "route_contested",
    /// A contested route stands.
    RouteUpheld = "route_upheld",
    /// A matter was routed anew.
    MatterRerouted = "matter_rerouted",
    /// The answer to a contest is late.
    ContestOverdue = "contest_overdue",
    /// Teams were called.
    TeamsCalled = "teams_called",
    /// A team reported in.
    TeamReported = "team_reported",
    /// Teams did not report in in time.
    TeamsOverdue = "teams_overdue",
    /// Somebody stands for a hard matter.
    MatterSponsored = "matter_sponsored",
    /// A member answered on a hard matter.
    HardMatterAnswered = "hard_matter_answered",
    /// Answers on a hard matter are late.
    HardAnswersOverdue = "hard_answers_overdue",
    /// The sides of a dispute are named.
    MediationOpened = "mediation_opened",
    /// The mediators of a dispute are named.
    MediatorsNamed = "mediators_named",
    /// Mediators were not named in time.
    MediatorsOverdue = "mediators_overdue",
    /// A side challenged a mediator.
    MediatorChallenged = "mediator_challenged",
    /// Somebody agreed to a mediation.
    MediationConsented = "mediation_consented",
    /// A session of a mediation was called.
    MediationSessionCalled = "mediation_session_called",
    /// It was said what became of a session of a mediation.
    MediationSessionClosed = "mediation_session_closed",
    /// The text of an agreement is before the sides.
    SettlementProposed = "settlement_proposed",
    /// Somebody signed an agreement.
    SettlementSigned = "settlement_signed",
    /// An agreement is in force.
    SettlementReached = "settlement_reached",
    /// A mediation ended without an agreement.
    MediationReferred = "mediation_referred",
    /// A proposal exists.
    ProposalDrafted = "proposal_drafted",
    /// A proposal has a new revision.
    ProposalRevised = "proposal_revised",
    /// An amendment waits for an answer.
    AmendmentProposed = "amendment_proposed",
    /// Amendments were taken over.
    AmendmentsAccepted = "amendments_accepted",
    /// A revision left nothing for amendments to change.
    AmendmentsOvertaken = "amendments_overtaken",
    /// An amendment was refused.
    AmendmentRejected = "amendment_rejected",
    /// An amendment was taken back.
    AmendmentWithdrawn = "amendment_withdrawn",
    /// Amendments were open when the vote opened.
    AmendmentsLapsed = "amendments_lapsed",
    /// The answer to an amendment is late.
    AmendmentOverdue = "amendment_overdue",
    /// What the adoption of a proposal brings about was said.
    EffectsDeclared = "effects_declared",
    /// A proposal was supported.
    ProposalSupported = "proposal_supported",
    /// The support of a proposal was taken back.
    ProposalSupportWithdrawn = "proposal_support_withdrawn",
    /// Nominations are open.
    NominationsOpened = "nominations_opened",
    /// Somebody is nominated.
    CandidateNominated = "candidate_nominated",
    /// Somebody nominates with others.
    NominationSupported = "nomination_supported",
    /// A nominee accepted.
    NominationAccepted = "nomination_accepted",
    /// A nominee withdrew.
    CandidacyWithdrawn = "candidacy_withdrawn",
    /// Nominations go on.
    NominationsExtended = "nominations_extended",
    /// Nominations are over.
    NominationsClosed = "nominations_closed",
    /// A candidate was screened.
    CandidateScreened = "candidate_screened",
    /// The screening of candidates is late.
    CandidateScreeningOverdue = "candidate_screening_overdue",
    /// A candidate objects.
    ScreeningObjected = "screening_objected",
    /// A candidate's objection was answered.
    ScreeningObjectionAnswered = "screening_objection_answered",
    /// The answer to a candidate is late.
    ScreeningAnswerOverdue = "screening_answer_overdue",
    /// An objection stands.
    ObjectionRaised = "objection_raised",
    /// An objection was answered.
    ObjectionAnswered = "objection_answered",
    /// A notice is posted.
    NoticePosted = "notice_posted",
    /// A notice ended.
    NoticeEnded = "notice_ended",
    /// A hearing was called.
    HearingCalled = "hearing_called",
    /// A hearing began.
    HearingOpened = "hearing_opened",
    /// Attendance was recorded.
    AttendanceRecorded = "attendance_recorded",
    /// Somebody signed their attendance.
    HearingAttended = "hearing_attended",
    /// Somebody asked for the floor.
    FloorAsked = "floor_asked",
    /// Somebody has the floor.
    FloorGiven = "floor_given",
    /// A turn to speak ended.
    FloorYielded = "floor_yielded",
    /// A point of order was raised.
    PointRaised = "point_raised",
    /// The chair ruled on a point of order.
    PointRuled = "point_ruled",
    /// A statement was made.
    StatementMade = "statement_made",
    /// A question was asked at a hearing.
    QuestionAsked = "question_asked",
    /// A question was answered.
    QuestionAnswered = "question_answered",
    /// A hearing was interrupted.
    HearingAdjourned = "hearing_adjourned",
    /// A hearing ended.
    HearingClosed = "hearing_closed",
    /// A poll is open.
    PollOpened = "poll_opened",
    /// Cost shares were worked out and frozen.
    CostsFrozen = "costs_frozen",
    /// A ballot was cast.
    BallotCast = "ballot_cast",
    /// A tally sheet was entered.
    TallySheetEntered = "tally_sheet_entered",
    /// A tally sheet counts.
    TallySheetConfirmed = "tally_sheet_confirmed",
    /// A tally sheet is disputed.
    TallySheetDisputed = "tally_sheet_disputed",
    /// A ballot on options was cast.
    MarksCast = "marks_cast",
    /// A sealed ballot was cast.
    SealedBallotCast = "sealed_ballot_cast",
    /// Sealed ballots may be opened.
    OpeningBegan = "opening_began",
    /// A sealed ballot was opened.
    SealedBallotOpened = "sealed_ballot_opened",
    /// A ballot on paper was entered.
    PaperBallotEntered = "paper_ballot_entered",
    /// A ballot on paper counts.
    PaperBallotConfirmed = "paper_ballot_confirmed",
    /// Somebody may vote for somebody else.
    ProxyGranted = "proxy_granted",
    /// A grant was taken back.
    ProxyRevoked = "proxy_revoked",
    /// Ballots were served.
    ServiceRecorded = "service_recorded",
    /// A poll goes on for longer.
    PollExtended = "poll_extended",
    /// Somebody may not review a project.
    ReviewerBarred = "reviewer_barred",
    /// A poll is counted.
    PollSealed = "poll_sealed",
    /// The results of partner books are waited for.
    PartnersAwaited = "partners_awaited",
    /// A result was handed over to partner books.
    ResultHandedOver = "result_handed_over",
    /// A result of a partner book was cited.
    ResultCited = "result_cited",
    /// What several books decide together is settled.
    PartnersSettled = "partners_settled",
    /// A poll that passed waits too long for its certification.
    CertificationOverdue = "certification_overdue",
    /// A poll that passed waits longer for its certification, for places are kept for alternates.
    CertificationPostponed = "certification_postponed",
    /// A resolution stands.
    ResolutionCertified = "resolution_certified",
    /// An election is certified.
    ElectionCertified = "election_certified",
    /// An alternate is called to a vacant place.
    AlternateCalled = "alternate_called",
    /// No alternate is left for a vacant place.
    AlternatesExhausted = "alternates_exhausted",
    /// An alternate took the seat.
    AlternateSteppedUp = "alternate_stepped_up",
    /// An alternate declined.
    AlternateDeclined = "alternate_declined",
    /// An alternate did not accept in time.
    AlternateLapsed = "alternate_lapsed",
    /// Nobody steps up by an election any more.
    AlternatesEnded = "alternates_ended",
    /// A compact was adopted.
    CompactAdopted = "compact_adopted",
    /// A compact is in force.
    CompactBegan = "compact_began",
    /// A compact is no longer in force.
    CompactEnded = "compact_ended",
    /// Cost shares are owed.
    CostsOwed = "costs_owed",
    /// A payment was recorded.
    PaymentRecorded = "payment_recorded",
    /// A payment was corrected.
    PaymentCorrected = "payment_corrected",
    /// Cost shares were not paid in time.
    PaymentsOverdue = "payments_overdue",
    /// A duty stands by a resolution.
    StandingDutyLaid = "standing_duty_laid",
    /// A standing duty was done.
    StandingDutyPerformed = "standing_duty_performed",
    /// A standing duty was not done in time.
    StandingDutyMissed = "standing_duty_missed",
    /// A standing duty ended.
    StandingDutyEnded = "standing_duty_ended",
    /// A rule on an account stands by a resolution.
    StandingRuleLaid = "standing_rule_laid",
    /// A booking stands.
    BookingRecorded = "booking_recorded",
    /// A booking was compared with its voucher.
    BookingChecked = "booking_checked",
    /// A booking counts.
    BookingCounted = "booking_counted",
    /// The time for the share of a period is over.
    StandingPeriodEnded = "standing_period_ended",
    /// A standing rule is broken.
    StandingRuleBroken = "standing_rule_broken",
    /// A breach of a standing rule is made good.
    StandingRuleHealed = "standing_rule_healed",
    /// A standing rule ended.
    StandingRuleEnded = "standing_rule_ended",
    /// A second round was not opened in time.
    SecondRoundMissed = "second_round_missed",
    /// A resolution waits too long for its first action.
    FirstActionOverdue = "first_action_overdue",
    /// An objection to a result stands.
    ResultObjected = "result_objected",
    /// An objection to a result was answered.
    ResultObjectionAnswered = "result_objection_answered",
    /// The answer to an objection to a result is late.
    ResultAnswerOverdue = "result_answer_overdue",
    /// A resolution was filed.
    ResolutionFiled = "resolution_filed",
    /// The filing of a resolution is late.
    FilingOverdue = "filing_overdue",
    /// A ruling on a resolution was recorded.
    RulingRecorded = "ruling_recorded",
    /// A recorded ruling was confirmed or refused.
    RulingChecked = "ruling_checked",
    /// Work stopped.
    ActionStopped = "action_stopped",
    /// An action was assigned.
    ActionAssigned = "action_assigned",
    /// Progress was reported.
    ProgressReported = "progress_reported",
    /// An action was reported as done.
    ActionCompleted = "action_completed",
    /// An action was inspected.
    ActionInspected = "action_inspected",
    /// An action is late.
    ActionOverdue = "action_overdue",
    /// Evaluation is open.
    EvaluationOpened = "evaluation_opened",
    /// A rating was given.
    MatterEvaluated = "matter_evaluated",
    /// An evaluation was counted.
    EvaluationCounted = "evaluation_counted",
    /// The emergency mode is in force.
    EmergencyDeclared = "emergency_declared",
    /// The ordinary mode is in force again.
    EmergencyEnded = "emergency_ended",
    /// A member is at a post.
    PostAssigned = "post_assigned",
    /// A member is at a post no longer.
    PostVacated = "post_vacated",
    /// A duty was done.
    DutyRecorded = "duty_recorded",
    /// A duty was not done in time.
    DutyMissed = "duty_missed",
    /// Shifts are planned.
    RotaPlanned = "rota_planned",
    /// Somebody came to a shift.
    ShiftAttended = "shift_attended",
    /// Nobody came to a shift.
    ShiftMissed = "shift_missed",
    /// A text was redacted.
    TextRedacted = "text_redacted",
    /// Texts that concern a member were erased.
    MemberErased = "member_erased",
}
