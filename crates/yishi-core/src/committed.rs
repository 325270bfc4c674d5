//! Which texts a command brings into the book.
//!
//! A command that only cites a text that stands already (a ballot, a stance, a certification) brings none.

use crate::*;

impl Command {
    /// The texts that this command brings in, to be stored before its entry.
    pub fn texts(&self) -> Vec<TextRef> {
        let document = |hash: &DocumentHash| vec![TextRef::Document(*hash)];
        let statement = |commitment: &Commitment| vec![TextRef::Statement(*commitment)];
        match self {
            Self::AdoptCharter(command) => document(&command.source),
            Self::Submit(command) => statement(&command.text),
            Self::ScreenSubmission(command) => command.screening.texts(),
            Self::OpenCall(command) => {
                vec![TextRef::Document(command.title), TextRef::Document(command.text)]
            }
            Self::ConcludeCall(command) => statement(&command.text),
            Self::MergeMatters(command) => document(&command.reason),
            Self::SplitMatter(command) => {
                let titles = command.parts.iter().map(|part| TextRef::Document(part.title));
                titles.chain([TextRef::Document(command.reason)]).collect()
            }
            Self::ReferMatterUp(command) => document(&command.reason),
            Self::HandMatterDown(command) => document(&command.reason),
            Self::TakeUpMatter(command) => document(&command.reason),
            Self::HandOverMatter(command) => document(&command.reason),
            Self::ReceiveMatter(command) => document(&command.title),
            Self::GuideMatter(command) => document(&command.document),
            Self::AnswerContest(command) => document(&command.reason),
            Self::SponsorMatter(command) => document(&command.question),
            Self::AnswerHardMatter(command) => statement(&command.text),
            Self::CallMediationSession(command) => statement(&command.place),
            Self::CloseMediationSession(command) => command.note.iter().flat_map(statement).collect(),
            Self::ProposeSettlement(command) => vec![TextRef::Vault(command.text)],
            Self::DeclareEmergency(command) => document(&command.reason),
            Self::EndEmergency(command) => document(&command.reason),
            Self::DraftProposal(command) => document(&command.document),
            Self::ReviseProposal(command) => document(&command.document),
            Self::ProposeAmendment(command) => {
                let wording = command.edit.wording().map(TextRef::Document);
                wording.into_iter().chain([TextRef::Statement(command.reason)]).collect()
            }
            Self::AcceptAmendments(command) => document(&command.document),
            Self::RejectAmendment(command) => statement(&command.text),
            Self::NominateCandidate(command) => command.statement.iter().flat_map(document).collect(),
            Self::AcceptNomination(command) => command.statement.iter().flat_map(document).collect(),
            Self::ScreenCandidate(command) => statement(&command.reason),
            Self::ObjectToScreening(command) => statement(&command.text),
            Self::AnswerScreeningObjection(command) => statement(&command.text),
            Self::RaiseObjection(command) => statement(&command.text),
            Self::RecordPayment(command) => vec![TextRef::Vault(command.receipt)],
            Self::CorrectPayment(command) => vec![TextRef::Vault(command.evidence)],
            Self::AnswerObjection(command) => statement(&command.text),
            Self::ObjectToResult(command) => statement(&command.text),
            Self::AnswerResultObjection(command) => statement(&command.text),
            Self::RecordRuling(command) => command.texts_of_ruling(),
            Self::PostNotice(command) => command.vote.iter().flat_map(VoteAnnounced::texts).collect(),
            Self::CallHearing(command) => document(&command.agenda),
            Self::EnterTallySheet(command) => command.evidence.map(TextRef::Vault).into_iter().collect(),
            Self::EnterPaperBallot(command) => {
                std::iter::once(command.scan).chain(command.mandate).map(TextRef::Vault).collect()
            }
            Self::RecordService(command) => command.evidence.map(TextRef::Vault).into_iter().collect(),
            Self::DisputeTallySheet(command) => statement(&command.reason),
            Self::MakeStatement(command) => statement(&command.text),
            Self::AskQuestion(command) => statement(&command.text),
            Self::AnswerQuestion(command) => statement(&command.text),
            Self::RaisePoint(command) => statement(&command.text),
            Self::RuleOnPoint(command) => statement(&command.text),
            Self::AdjournHearing(command) => document(&command.reason),
            Self::CloseHearing(command) => statement(&command.minutes),
            Self::AssignAction(command) => document(&command.document),
            Self::ReportProgress(command) => statement(&command.text),
            Self::CompleteAction(command) => vec![TextRef::Vault(command.evidence)],
            Self::InspectAction(command) => statement(&command.text),
            Self::RecordDuty(command) => command.text.iter().flat_map(statement).collect(),
            Self::PerformDuty(command) => command.texts_of_performance(),
            Self::RecordBooking(command) => vec![TextRef::Vault(command.evidence)],
            Self::ReverseBooking(command) => vec![TextRef::Vault(command.evidence)],
            Self::EvaluateMatter(command) => command.text.iter().flat_map(statement).collect(),
            Self::ImportRollPart(command) => command.rows.iter().filter_map(RollRow::identity).collect(),
            Self::OpenPoll(command) => {
                command.options.iter().flat_map(PollOption::documents).map(TextRef::Document).collect()
            }
            Self::RequestRegistrarAct(command) => command.act.texts(),
            Self::CreateBook(_)
            | Self::AdoptRules(_)
            | Self::AdoptCalendar(_)
            | Self::PinCheckpoint(_)
            | Self::EndorseRegistrarAct(_)
            | Self::SealRoll(_)
            | Self::AssignSeat(_)
            | Self::VacateSeat(_)
            | Self::TakeStance(_)
            | Self::AnswerSurvey(_)
            | Self::ConfirmHandOver(_)
            | Self::PetitionEscalation(_)
            | Self::ContestRoute(_)
            | Self::CallTeams(_)
            | Self::CheckRuling(_)
            | Self::ReportIn(_)
            | Self::OpenMediation(_)
            | Self::NameMediators(_)
            | Self::ChallengeMediator(_)
            | Self::ConsentToMediation(_)
            | Self::EndMediation(_)
            | Self::SignSettlement(_)
            | Self::DeclareEffects(_)
            | Self::WithdrawAmendment(_)
            | Self::SupportProposal(_)
            | Self::WithdrawProposalSupport(_)
            | Self::OpenNominations(_)
            | Self::SupportNomination(_)
            | Self::WithdrawCandidacy(_)
            | Self::OpenHearing(_)
            | Self::RecordAttendance(_)
            | Self::AttendHearing(_)
            | Self::AskForFloor(_)
            | Self::GiveFloor(_)
            | Self::YieldFloor(_)
            | Self::CastBallot(_)
            | Self::ConfirmTallySheet(_)
            | Self::FinishTallySheets(_)
            | Self::CastMarks(_)
            | Self::CastSealedBallot(_)
            | Self::OpenSealedBallot(_)
            | Self::ConfirmPaperBallot(_)
            | Self::ExtendPoll(_)
            | Self::GrantProxy(_)
            | Self::RevokeProxy(_)
            | Self::OpenSecondRound(_)
            | Self::BarReviewer(_)
            | Self::HandOverResult(_)
            | Self::CiteResult(_)
            | Self::CertifyResolution(_)
            | Self::FileResolution(_)
            | Self::AssignPost(_)
            | Self::VacatePost(_)
            | Self::PlanRota(_)
            | Self::CheckIn(_)
            | Self::CheckBooking(_)
            | Self::RedactText(_)
            | Self::StepUp(_)
            | Self::DeclineStepUp(_)
            | Self::FireTimer(_) => Vec::new(),
        }
    }
}

impl RegistrarAct {
    /// Witness policies of registered books are public.
    fn texts(&self) -> Vec<TextRef> {
        let policy = match self {
            Self::RegisterBook(registration) => registration.policy,
            Self::ChangeRegisteredPolicy(change) => change.policy,
            Self::EnrolKeys { .. }
            | Self::RevokeKey { .. }
            | Self::AddRegistrar { .. }
            | Self::RemoveRegistrar { .. }
            | Self::EraseMember { .. }
            | Self::RotateLogKey(_)
            | Self::FreezeBook(_)
            | Self::RotateRegisteredKey(_)
            | Self::FreezeRegisteredBook(_)
            | Self::NameSuccessor(_) => None,
        };
        policy.map(TextRef::Document).into_iter().collect()
    }
}

impl RecordRuling {
    fn texts_of_ruling(&self) -> Vec<TextRef> {
        let corrected = match self.finding {
            Finding::Corrected { text } => Some(text),
            Finding::Revoked { .. } | Finding::Upheld => None,
        };
        std::iter::once(self.document).chain(corrected).map(TextRef::Document).collect()
    }
}

impl PerformDuty {
    fn texts_of_performance(&self) -> Vec<TextRef> {
        let report = match self.report {
            DutyReport::Document { document } => TextRef::Document(document),
            DutyReport::Statement { text } => TextRef::Statement(text),
        };
        std::iter::once(report).chain(self.evidence.map(TextRef::Vault)).collect()
    }
}

impl VoteAnnounced {
    fn texts(&self) -> impl Iterator<Item = TextRef> {
        self.options.iter().flat_map(PollOption::documents).map(TextRef::Document)
    }
}

impl Screening {
    fn texts(&self) -> Vec<TextRef> {
        match self {
            Self::Accept { title, .. } => vec![TextRef::Document(*title)],
            Self::Return { reason } => vec![TextRef::Statement(*reason)],
            Self::Merge { .. } => Vec::new(),
            Self::Split { parts } => parts.iter().map(|part| TextRef::Document(part.title)).collect(),
        }
    }
}

impl RollRow {
    fn identity(&self) -> Option<TextRef> {
        match self {
            Self::Member { identity, .. } => identity.map(TextRef::Vault),
            Self::Unit { .. } => None,
        }
    }
}
