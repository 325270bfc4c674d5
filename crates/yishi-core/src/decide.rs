//! `decide`: whether a command is allowed, and what it causes.
//!
//! Here stand the checks that come before every command, and the dispatch. The rules of a process stand in its file,
//! as `decide_<command>`; what a timer does when it fires, as `decide_<obligation>`.

use crate::*;

/// What `decide` knows besides the state: where the entry would stand, and when.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Context {
    /// The index of the entry.
    pub index: u64,
    /// Its recorded time.
    pub at: TimeMs,
    /// The rules code in force.
    pub ruleset: Ruleset,
    /// The head of the book before it: BLAKE3 of the entry before, zeros where there is none.
    pub head: Digest,
}

/// What a process answers.
pub(crate) type Decision = Result<Vec<Event>, Rejection>;

/// Everything that a decision may look at.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Deciding<'a> {
    /// The state before the entry.
    pub state: &'a State,
    /// Who acts.
    pub actor: &'a Actor,
    /// Where and when the entry would stand.
    pub context: Context,
    /// What the evolution can take over.
    pub prepared: &'a Prepared,
}

/// Decides a command: the events it causes, or why it is refused. Deterministic and total.
///
/// # Errors
/// The first reason found, in this order: the book is not founded, or frozen; the engine key is used for something else, or
/// somebody else's for a timer; an obligation is due first; no charter is in force; the signer has left; the
/// assistance is not allowed; a text was redacted; then whatever the process itself refuses.
pub fn decide(
    state: &State,
    actor: &Actor,
    command: &Command,
    context: Context,
) -> Result<Vec<Event>, Rejection> {
    decide_preparing(state, actor, command, context, &Prepared::default())
}

/// As [`decide`], keeping in `prepared` what [`crate::evolve_prepared`] can take over. Give each decision a new one.
///
/// # Errors
/// As [`decide`].
pub fn decide_preparing(
    state: &State,
    actor: &Actor,
    command: &Command,
    context: Context,
    prepared: &Prepared,
) -> Result<Vec<Event>, Rejection> {
    let deciding = Deciding { state, actor, context, prepared };
    deciding.check_book(command)?;
    deciding.check_not_frozen(command)?;
    deciding.check_party(command)?;
    deciding.check_timers(command)?;
    deciding.check_charter(command)?;
    deciding.check_standing()?;
    deciding.check_assistance(command)?;
    deciding.check_texts(command)?;
    let events = dispatch(&deciding, command)?;
    Ok(deciding.with_calls(command, events))
}

fn dispatch(deciding: &Deciding<'_>, command: &Command) -> Decision {
    match command {
        Command::CreateBook(command) => decide_create_book(deciding, command),
        Command::AdoptRules(command) => decide_adopt_rules(deciding, command),
        Command::AdoptCharter(command) => decide_adopt_charter(deciding, command),
        Command::AdoptCalendar(command) => decide_adopt_calendar(deciding, command),
        Command::RequestRegistrarAct(command) => decide_request_registrar_act(deciding, command),
        Command::EndorseRegistrarAct(command) => decide_endorse_registrar_act(deciding, command),
        Command::PinCheckpoint(command) => decide_pin_checkpoint(deciding, command),
        Command::ImportRollPart(command) => decide_import_roll_part(deciding, command),
        Command::SealRoll(command) => decide_seal_roll(deciding, command),
        Command::AssignSeat(command) => decide_assign_seat(deciding, command),
        Command::VacateSeat(command) => decide_vacate_seat(deciding, command),
        Command::Submit(command) => decide_submit(deciding, command),
        Command::TakeStance(command) => decide_take_stance(deciding, command),
        Command::ScreenSubmission(command) => decide_screen_submission(deciding, command),
        Command::OpenCall(command) => decide_open_call(deciding, command),
        Command::AnswerSurvey(command) => decide_answer_survey(deciding, command),
        Command::ConcludeCall(command) => decide_conclude_call(deciding, command),
        Command::MergeMatters(command) => decide_merge_matters(deciding, command),
        Command::SplitMatter(command) => decide_split_matter(deciding, command),
        Command::ReferMatterUp(command) => decide_refer_matter_up(deciding, command),
        Command::HandMatterDown(command) => decide_hand_matter_down(deciding, command),
        Command::HandOverMatter(command) => decide_hand_over_matter(deciding, command),
        Command::ReceiveMatter(command) => decide_receive_matter(deciding, command),
        Command::ConfirmHandOver(command) => decide_confirm_hand_over(deciding, command),
        Command::PetitionEscalation(command) => decide_petition_escalation(deciding, command),
        Command::TakeUpMatter(command) => decide_take_up_matter(deciding, command),
        Command::GuideMatter(command) => decide_guide_matter(deciding, command),
        Command::ContestRoute(command) => decide_contest_route(deciding, command),
        Command::AnswerContest(command) => decide_answer_contest(deciding, command),
        Command::CallTeams(command) => decide_call_teams(deciding, command),
        Command::ReportIn(command) => decide_report_in(deciding, command),
        Command::SponsorMatter(command) => decide_sponsor_matter(deciding, command),
        Command::AnswerHardMatter(command) => decide_answer_hard_matter(deciding, command),
        Command::OpenMediation(command) => decide_open_mediation(deciding, command),
        Command::NameMediators(command) => decide_name_mediators(deciding, command),
        Command::ChallengeMediator(command) => decide_challenge_mediator(deciding, command),
        Command::ConsentToMediation(command) => decide_consent_to_mediation(deciding, command),
        Command::EndMediation(command) => decide_end_mediation(deciding, command),
        Command::CallMediationSession(command) => decide_call_mediation_session(deciding, command),
        Command::CloseMediationSession(command) => decide_close_mediation_session(deciding, command),
        Command::ProposeSettlement(command) => decide_propose_settlement(deciding, command),
        Command::SignSettlement(command) => decide_sign_settlement(deciding, command),
        Command::DraftProposal(command) => decide_draft_proposal(deciding, command),
        Command::ReviseProposal(command) => decide_revise_proposal(deciding, command),
        Command::ProposeAmendment(command) => decide_propose_amendment(deciding, command),
        Command::AcceptAmendments(command) => decide_accept_amendments(deciding, command),
        Command::RejectAmendment(command) => decide_reject_amendment(deciding, command),
        Command::WithdrawAmendment(command) => decide_withdraw_amendment(deciding, command),
        Command::DeclareEffects(command) => decide_declare_effects(deciding, command),
        Command::SupportProposal(command) => decide_support_proposal(deciding, command),
        Command::WithdrawProposalSupport(command) => decide_withdraw_proposal_support(deciding, command),
        Command::OpenNominations(command) => decide_open_nominations(deciding, command),
        Command::NominateCandidate(command) => decide_nominate_candidate(deciding, command),
        Command::SupportNomination(command) => decide_support_nomination(deciding, command),
        Command::AcceptNomination(command) => decide_accept_nomination(deciding, command),
        Command::WithdrawCandidacy(command) => decide_withdraw_candidacy(deciding, command),
        Command::ScreenCandidate(command) => decide_screen_candidate(deciding, command),
        Command::ObjectToScreening(command) => decide_object_to_screening(deciding, command),
        Command::AnswerScreeningObjection(command) => decide_answer_screening_objection(deciding, command),
        Command::RaiseObjection(command) => decide_raise_objection(deciding, command),
        Command::AnswerObjection(command) => decide_answer_objection(deciding, command),
        Command::PostNotice(command) => decide_post_notice(deciding, command),
        Command::CallHearing(command) => decide_call_hearing(deciding, command),
        Command::OpenHearing(command) => decide_open_hearing(deciding, command),
        Command::RecordAttendance(command) => decide_record_attendance(deciding, command),
        Command::AttendHearing(command) => decide_attend_hearing(deciding, command),
        Command::AskForFloor(command) => decide_ask_for_floor(deciding, command),
        Command::GiveFloor(command) => decide_give_floor(deciding, command),
        Command::YieldFloor(command) => decide_yield_floor(deciding, command),
        Command::RaisePoint(command) => decide_raise_point(deciding, command),
        Command::RuleOnPoint(command) => decide_rule_on_point(deciding, command),
        Command::MakeStatement(command) => decide_make_statement(deciding, command),
        Command::AskQuestion(command) => decide_ask_question(deciding, command),
        Command::AnswerQuestion(command) => decide_answer_question(deciding, command),
        Command::AdjournHearing(command) => decide_adjourn_hearing(deciding, command),
        Command::CloseHearing(command) => decide_close_hearing(deciding, command),
        Command::OpenPoll(command) => decide_open_poll(deciding, command),
        Command::CastBallot(command) => decide_cast_ballot(deciding, command),
        Command::EnterTallySheet(command) => decide_enter_tally_sheet(deciding, command),
        Command::ConfirmTallySheet(command) => decide_confirm_tally_sheet(deciding, command),
        Command::DisputeTallySheet(command) => decide_dispute_tally_sheet(deciding, command),
        Command::FinishTallySheets(command) => decide_finish_tally_sheets(deciding, command),
        Command::CastMarks(command) => decide_cast_marks(deciding, command),
        Command::CastSealedBallot(command) => decide_cast_sealed_ballot(deciding, command),
        Command::OpenSealedBallot(command) => decide_open_sealed_ballot(deciding, command),
        Command::EnterPaperBallot(command) => decide_enter_paper_ballot(deciding, command),
        Command::ConfirmPaperBallot(command) => decide_confirm_paper_ballot(deciding, command),
        Command::GrantProxy(command) => decide_grant_proxy(deciding, command),
        Command::RevokeProxy(command) => decide_revoke_proxy(deciding, command),
        Command::RecordService(command) => decide_record_service(deciding, command),
        Command::ExtendPoll(command) => decide_extend_poll(deciding, command),
        Command::OpenSecondRound(command) => decide_open_second_round(deciding, command),
        Command::BarReviewer(command) => decide_bar_reviewer(deciding, command),
        Command::ObjectToResult(command) => decide_object_to_result(deciding, command),
        Command::AnswerResultObjection(command) => decide_answer_result_objection(deciding, command),
        Command::HandOverResult(command) => decide_hand_over_result(deciding, command),
        Command::CiteResult(command) => decide_cite_result(deciding, command),
        Command::CertifyResolution(command) => decide_certify_resolution(deciding, command),
        Command::StepUp(command) => decide_step_up(deciding, command),
        Command::DeclineStepUp(command) => decide_decline_step_up(deciding, command),
        Command::FileResolution(command) => decide_file_resolution(deciding, command),
        Command::RecordRuling(command) => decide_record_ruling(deciding, command),
        Command::CheckRuling(command) => decide_check_ruling(deciding, command),
        Command::RecordPayment(command) => decide_record_payment(deciding, command),
        Command::CorrectPayment(command) => decide_correct_payment(deciding, command),
        Command::PerformDuty(command) => decide_perform_duty(deciding, command),
        Command::RecordBooking(command) => decide_record_booking(deciding, command),
        Command::ReverseBooking(command) => decide_reverse_booking(deciding, command),
        Command::CheckBooking(command) => decide_check_booking(deciding, command),
        Command::AssignAction(command) => decide_assign_action(deciding, command),
        Command::ReportProgress(command) => decide_report_progress(deciding, command),
        Command::CompleteAction(command) => decide_complete_action(deciding, command),
        Command::InspectAction(command) => decide_inspect_action(deciding, command),
        Command::EvaluateMatter(command) => decide_evaluate_matter(deciding, command),
        Command::DeclareEmergency(command) => decide_declare_emergency(deciding, command),
        Command::EndEmergency(command) => decide_end_emergency(deciding, command),
        Command::AssignPost(command) => decide_assign_post(deciding, command),
        Command::VacatePost(command) => decide_vacate_post(deciding, command),
        Command::RecordDuty(command) => decide_record_duty(deciding, command),
        Command::PlanRota(command) => decide_plan_rota(deciding, command),
        Command::CheckIn(command) => decide_check_in(deciding, command),
        Command::RedactText(command) => decide_redact_text(deciding, command),
        Command::FireTimer(command) => decide_fire_timer(deciding, command),
    }
}

impl Deciding<'_> {
    fn check_book(&self, command: &Command) -> Result<(), Rejection> {
        match (command, &self.state.book) {
            (Command::CreateBook(_), Some(_)) => Err(Rejection::BookAlreadyFounded),
            (Command::CreateBook(_), None) | (_, Some(_)) => Ok(()),
            (_, None) => Err(Rejection::BookNotFounded),
        }
    }

    fn check_party(&self, command: &Command) -> Result<(), Rejection> {
        let for_engine = matches!(command, Command::FireTimer(_) | Command::AdoptRules(_));
        match &self.actor.party {
            Party::Engine if for_engine => Ok(()),
            Party::Member(_) if !for_engine => Ok(()),
            Party::Engine | Party::Member(_) => Err(Rejection::EngineOnly),
        }
    }

    fn check_timers(&self, command: &Command) -> Result<(), Rejection> {
        let Some((due_at_ms, obligation)) = self.state.next_due(self.context.at) else { return Ok(()) };
        match command {
            Command::FireTimer(fired) if fired.obligation == obligation && fired.due_at_ms == due_at_ms => {
                Ok(())
            }
            _ => Err(Rejection::TimerPending { obligation: obligation.to_string(), due_at_ms }),
        }
    }

    /// Before the first charter, a book takes what founding it needs and nothing else.
    fn check_charter(&self, command: &Command) -> Result<(), Rejection> {
        let founds = matches!(
            command,
            Command::CreateBook(_)
                | Command::AdoptRules(_)
                | Command::AdoptCharter(_)
                | Command::AdoptCalendar(_)
                | Command::RequestRegistrarAct(_)
                | Command::EndorseRegistrarAct(_)
        );
        if founds { Ok(()) } else { self.charter().map(|_| ()) }
    }

    /// Who has left keeps their history and takes no further part, whatever seats or keys they had.
    fn check_standing(&self) -> Result<(), Rejection> {
        let principal = self.actor.assistance.as_ref().map(|assistance| &assistance.principal);
        for member in self.actor.signer().into_iter().chain(principal) {
            if let Some(found) = self.state.roll.members.get(member)
                && found.standing == Standing::Left
            {
                return Err(Rejection::StandingInsufficient {
                    member: member.clone(),
                    standing: found.standing,
                });
            }
        }
        Ok(())
    }

    /// Only acts of taking part can be done for somebody else; acts of an office cannot, for the office is the signer's.
    /// An import is judged by the power to import, where it is decided.
    fn check_assistance(&self, command: &Command) -> Result<(), Rejection> {
        let Some(assistance) = &self.actor.assistance else { return Ok(()) };
        let imported = match command {
            Command::Submit(submit) => submit.occurred_at_ms.is_some(),
            Command::TakeStance(stance) => stance.occurred_at_ms.is_some(),
            Command::CastBallot(_)
            | Command::CastMarks(_)
            | Command::CastSealedBallot(_)
            | Command::OpenSealedBallot(_)
            | Command::GrantProxy(_)
            | Command::RevokeProxy(_)
            | Command::RaiseObjection(_)
            | Command::ObjectToResult(_)
            | Command::ProposeAmendment(_)
            | Command::WithdrawAmendment(_)
            | Command::SupportNomination(_)
            | Command::ObjectToScreening(_)
            | Command::SupportProposal(_)
            | Command::WithdrawProposalSupport(_)
            | Command::AnswerSurvey(_)
            | Command::MakeStatement(_)
            | Command::AskQuestion(_)
            | Command::AskForFloor(_)
            | Command::YieldFloor(_)
            | Command::RaisePoint(_)
            | Command::PetitionEscalation(_)
            | Command::ContestRoute(_)
            | Command::ChallengeMediator(_)
            | Command::ConsentToMediation(_)
            | Command::EndMediation(_)
            | Command::ProposeSettlement(_)
            | Command::SignSettlement(_)
            | Command::EvaluateMatter(_) => false,
            _ => return Err(Rejection::AssistanceNotAllowed { kind: command.kind().to_owned() }),
        };
        let principal = self.state.member(&assistance.principal)?;
        if self.actor.signer() == Some(&assistance.principal) {
            return Err(Rejection::DutiesNotSeparate {
                member: principal.id.clone(),
                duty: "helping".to_owned(),
                other: "being helped".to_owned(),
            });
        }
        let power = if imported { Power::Import } else { Power::Assist };
        self.require_power(power, &principal.council).map(|_| ())
    }
}
