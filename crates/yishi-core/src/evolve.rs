//! `evolve`: folds what happened into the state. Cannot fail, because the log has already happened.
//!
//! Here stands the dispatch; how an event changes the state stands in the file of its process, as `evolve_<event>`.

use crate::*;

/// The state being moved on, and the entry that moves it.
#[derive(Debug)]
pub(crate) struct Evolving<'a> {
    /// The state, after the events folded so far.
    pub state: &'a mut State,
    /// Who acted.
    pub actor: &'a Actor,
    /// What caused the events.
    pub command: &'a Command,
    /// Where and when the entry stands.
    pub context: Context,
    /// What the decision has worked out already.
    pub prepared: Prepared,
}

/// Folds one entry into the state. `command` is what caused `events`; some events leave bulk data (roll rows,
/// the charter) in the command and name it by digest.
pub fn evolve(state: &mut State, actor: &Actor, command: &Command, events: &[Event], context: Context) {
    evolve_prepared(state, actor, command, events, context, Prepared::default());
}

/// As [`evolve`], taking over what the decision on the same state has worked out. The state comes out the same.
pub fn evolve_prepared(
    state: &mut State,
    actor: &Actor,
    command: &Command,
    events: &[Event],
    context: Context,
    prepared: Prepared,
) {
    let mut evolving = Evolving { state, actor, command, context, prepared };
    if let Command::FireTimer(fired) = command {
        evolving.unschedule(fired.due_at_ms, fired.obligation);
    }
    evolving.note_commitments();
    for event in events {
        dispatch(&mut evolving, event);
        evolving.note_part(event);
    }
}

fn dispatch(evolving: &mut Evolving<'_>, event: &Event) {
    match event {
        Event::BookCreated(event) => evolve_book_created(evolving, event),
        Event::RulesAdopted(event) => evolve_rules_adopted(evolving, event),
        Event::CharterAdopted(event) => evolve_charter_adopted(evolving, event),
        Event::CalendarAdopted(event) => evolve_calendar_adopted(evolving, event),
        Event::RegistrarActRequested(event) => evolve_registrar_act_requested(evolving, event),
        Event::RegistrarActEndorsed(event) => evolve_registrar_act_endorsed(evolving, event),
        Event::KeysEnrolled(event) => evolve_keys_enrolled(evolving, event),
        Event::KeyRevoked(event) => evolve_key_revoked(evolving, event),
        Event::RegistrarActLapsed(event) => evolve_registrar_act_lapsed(evolving, event),
        Event::RegistrarAdded(event) => evolve_registrar_added(evolving, event),
        Event::RegistrarRemoved(event) => evolve_registrar_removed(evolving, event),
        Event::RollPartImported(event) => evolve_roll_part_imported(evolving, event),
        Event::RollSealed(event) => evolve_roll_sealed(evolving, event),
        Event::RollImportLapsed(event) => evolve_roll_import_lapsed(evolving, event),
        Event::SeatAssigned(event) => evolve_seat_assigned(evolving, event),
        Event::SeatVacated(event) => evolve_seat_vacated(evolving, event),
        Event::SubmissionReceived(event) => evolve_submission_received(evolving, event),
        Event::StanceTaken(event) => evolve_stance_taken(evolving, event),
        Event::SubmissionAccepted(event) => evolve_submission_accepted(evolving, event),
        Event::SubmissionReturned(event) => evolve_submission_returned(evolving, event),
        Event::SubmissionMerged(event) => evolve_submission_merged(evolving, event),
        Event::ScreeningOverdue(event) => evolve_screening_overdue(evolving, event),
        Event::CallOpened(event) => evolve_call_opened(evolving, event),
        Event::SurveyAnswered(event) => evolve_survey_answered(evolving, event),
        Event::CallClosed(event) => evolve_call_closed(evolving, event),
        Event::CallConcluded(event) => evolve_call_concluded(evolving, event),
        Event::CallAnswerOverdue(event) => evolve_call_answer_overdue(evolving, event),
        Event::MattersMerged(event) => evolve_matters_merged(evolving, event),
        Event::MatterSplit(event) => evolve_matter_split(evolving, event),
        Event::MatterOpened(event) => evolve_matter_opened(evolving, event),
        Event::EscalationPetitioned(event) => evolve_escalation_petitioned(evolving, event),
        Event::MatterEscalated(event) => evolve_matter_escalated(evolving, event),
        Event::MatterHandedDown(event) => evolve_matter_handed_down(evolving, event),
        Event::DeliberationOverdue(event) => evolve_deliberation_overdue(evolving, event),
        Event::MatterClosed(event) => evolve_matter_closed(evolving, event),
        Event::MatterReopened(event) => evolve_matter_reopened(evolving, event),
        Event::GuidanceGiven(event) => evolve_guidance_given(evolving, event),
        Event::RouteContested(event) => evolve_route_contested(evolving, event),
        Event::RouteUpheld(event) => evolve_route_upheld(evolving, event),
        Event::MatterRerouted(event) => evolve_matter_rerouted(evolving, event),
        Event::ContestOverdue(event) => evolve_contest_overdue(evolving, event),
        Event::TeamsCalled(event) => evolve_teams_called(evolving, event),
        Event::TeamReported(event) => evolve_team_reported(evolving, event),
        Event::TeamsOverdue(event) => evolve_teams_overdue(evolving, event),
        Event::MatterSponsored(event) => evolve_matter_sponsored(evolving, event),
        Event::HardMatterAnswered(event) => evolve_hard_matter_answered(evolving, event),
        Event::HardAnswersOverdue(event) => evolve_hard_answers_overdue(evolving, event),
        Event::MediationOpened(event) => evolve_mediation_opened(evolving, event),
        Event::MediatorsNamed(event) => evolve_mediators_named(evolving, event),
        Event::MediatorsOverdue(event) => evolve_mediators_overdue(evolving, event),
        Event::MediatorChallenged(event) => evolve_mediator_challenged(evolving, event),
        Event::MediationConsented(event) => evolve_mediation_consented(evolving, event),
        Event::MediationSessionCalled(event) => evolve_mediation_session_called(evolving, event),
        Event::MediationSessionClosed(event) => evolve_mediation_session_closed(evolving, event),
        Event::SettlementProposed(event) => evolve_settlement_proposed(evolving, event),
        Event::SettlementSigned(event) => evolve_settlement_signed(evolving, event),
        Event::SettlementReached(event) => evolve_settlement_reached(evolving, event),
        Event::MediationReferred(event) => evolve_mediation_referred(evolving, event),
        Event::ProposalDrafted(event) => evolve_proposal_drafted(evolving, event),
        Event::ProposalRevised(event) => evolve_proposal_revised(evolving, event),
        Event::EffectsDeclared(event) => evolve_effects_declared(evolving, event),
        Event::ProposalSupported(event) => evolve_proposal_supported(evolving, event),
        Event::ProposalSupportWithdrawn(event) => evolve_proposal_support_withdrawn(evolving, event),
        Event::ObjectionRaised(event) => evolve_objection_raised(evolving, event),
        Event::ObjectionAnswered(event) => evolve_objection_answered(evolving, event),
        Event::NoticePosted(event) => evolve_notice_posted(evolving, event),
        Event::NoticeEnded(event) => evolve_notice_ended(evolving, event),
        Event::HearingCalled(event) => evolve_hearing_called(evolving, event),
        Event::HearingOpened(event) => evolve_hearing_opened(evolving, event),
        Event::AttendanceRecorded(event) => evolve_attendance_recorded(evolving, event),
        Event::HearingAttended(event) => evolve_hearing_attended(evolving, event),
        Event::FloorAsked(event) => evolve_floor_asked(evolving, event),
        Event::FloorGiven(event) => evolve_floor_given(evolving, event),
        Event::FloorYielded(event) => evolve_floor_yielded(evolving, event),
        Event::PointRaised(event) => evolve_point_raised(evolving, event),
        Event::PointRuled(event) => evolve_point_ruled(evolving, event),
        Event::StatementMade(event) => evolve_statement_made(evolving, event),
        Event::QuestionAsked(event) => evolve_question_asked(evolving, event),
        Event::QuestionAnswered(event) => evolve_question_answered(evolving, event),
        Event::HearingAdjourned(event) => evolve_hearing_adjourned(evolving, event),
        Event::HearingClosed(event) => evolve_hearing_closed(evolving, event),
        Event::PollOpened(event) => evolve_poll_opened(evolving, event),
        Event::CostsFrozen(event) => evolve_costs_frozen(evolving, event),
        Event::BallotCast(event) => evolve_ballot_cast(evolving, event),
        Event::TallySheetEntered(event) => evolve_tally_sheet_entered(evolving, event),
        Event::TallySheetConfirmed(event) => evolve_tally_sheet_confirmed(evolving, event),
        Event::TallySheetDisputed(event) => evolve_tally_sheet_disputed(evolving, event),
        Event::MarksCast(event) => evolve_marks_cast(evolving, event),
        Event::SealedBallotCast(event) => evolve_sealed_ballot_cast(evolving, event),
        Event::OpeningBegan(event) => evolve_opening_began(evolving, event),
        Event::SealedBallotOpened(event) => evolve_sealed_ballot_opened(evolving, event),
        Event::PaperBallotEntered(event) => evolve_paper_ballot_entered(evolving, event),
        Event::PaperBallotConfirmed(event) => evolve_paper_ballot_confirmed(evolving, event),
        Event::ProxyGranted(event) => evolve_proxy_granted(evolving, event),
        Event::ProxyRevoked(event) => evolve_proxy_revoked(evolving, event),
        Event::ServiceRecorded(event) => evolve_service_recorded(evolving, event),
        Event::PollExtended(event) => evolve_poll_extended(evolving, event),
        Event::ReviewerBarred(event) => evolve_reviewer_barred(evolving, event),
        Event::PollSealed(event) => evolve_poll_sealed(evolving, event),
        Event::PartnersAwaited(event) => evolve_partners_awaited(evolving, event),
        Event::ResultHandedOver(event) => evolve_result_handed_over(evolving, event),
        Event::ResultCited(event) => evolve_result_cited(evolving, event),
        Event::PartnersSettled(event) => evolve_partners_settled(evolving, event),
        Event::CertificationOverdue(event) => evolve_certification_overdue(evolving, event),
        Event::ResolutionCertified(event) => evolve_resolution_certified(evolving, event),
        Event::ElectionCertified(event) => evolve_election_certified(evolving, event),
        Event::CompactAdopted(event) => evolve_compact_adopted(evolving, event),
        Event::CompactBegan(event) => evolve_compact_began(evolving, event),
        Event::CompactEnded(event) => evolve_compact_ended(evolving, event),
        Event::CostsOwed(event) => evolve_costs_owed(evolving, event),
        Event::PaymentRecorded(event) => evolve_payment_recorded(evolving, event),
        Event::PaymentsOverdue(event) => evolve_payments_overdue(evolving, event),
        Event::FirstActionOverdue(event) => evolve_first_action_overdue(evolving, event),
        Event::ResultObjected(event) => evolve_result_objected(evolving, event),
        Event::ResultObjectionAnswered(event) => evolve_result_objection_answered(evolving, event),
        Event::ResultAnswerOverdue(event) => evolve_result_answer_overdue(evolving, event),
        Event::ResolutionFiled(event) => evolve_resolution_filed(evolving, event),
        Event::FilingOverdue(event) => evolve_filing_overdue(evolving, event),
        Event::RulingRecorded(event) => evolve_ruling_recorded(evolving, event),
        Event::ActionStopped(event) => evolve_action_stopped(evolving, event),
        Event::ActionAssigned(event) => evolve_action_assigned(evolving, event),
        Event::ProgressReported(event) => evolve_progress_reported(evolving, event),
        Event::ActionCompleted(event) => evolve_action_completed(evolving, event),
        Event::ActionInspected(event) => evolve_action_inspected(evolving, event),
        Event::ActionOverdue(event) => evolve_action_overdue(evolving, event),
        Event::EvaluationOpened(event) => evolve_evaluation_opened(evolving, event),
        Event::MatterEvaluated(event) => evolve_matter_evaluated(evolving, event),
        Event::EvaluationCounted(event) => evolve_evaluation_counted(evolving, event),
        Event::EmergencyDeclared(event) => evolve_emergency_declared(evolving, event),
        Event::EmergencyEnded(event) => evolve_emergency_ended(evolving, event),
        Event::PostAssigned(event) => evolve_post_assigned(evolving, event),
        Event::PostVacated(event) => evolve_post_vacated(evolving, event),
        Event::DutyRecorded(event) => evolve_duty_recorded(evolving, event),
        Event::DutyMissed(event) => evolve_duty_missed(evolving, event),
        Event::RotaPlanned(event) => evolve_rota_planned(evolving, event),
        Event::ShiftAttended(event) => evolve_shift_attended(evolving, event),
        Event::ShiftMissed(event) => evolve_shift_missed(evolving, event),
        Event::TextRedacted(event) => evolve_text_redacted(evolving, event),
    }
}
