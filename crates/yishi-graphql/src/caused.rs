//! What an entry made or changed, as an object of the schema.

use crate::query::NodeObject;
use crate::types::{
    Action, Amendment, Booking, Call, CostSharing, Hearing, Matter, Notice, Objection, Poll, Proposal,
    Resolution, StandingDuty, Submission,
};
use crate::view::View;
use yishi_core::Event;

/// What an event made or changed.
pub(crate) fn object(view: &View, event: &Event) -> Option<NodeObject> {
    match event {
        Event::SubmissionReceived(event) => Submission::find(view, event.submission).map(Into::into),
        Event::StanceTaken(event) => Submission::find(view, event.submission).map(Into::into),
        Event::SubmissionAccepted(event) => Submission::find(view, event.submission).map(Into::into),
        Event::SubmissionReturned(event) => Submission::find(view, event.submission).map(Into::into),
        Event::SubmissionMerged(event) => Submission::find(view, event.submission).map(Into::into),
        Event::CallOpened(event) => Call::find(view, event.call).map(Into::into),
        Event::SurveyAnswered(event) => Call::find(view, event.call).map(Into::into),
        Event::CallConcluded(event) => Call::find(view, event.call).map(Into::into),
        Event::MattersMerged(event) => Matter::find(view, event.into).map(Into::into),
        Event::MatterSplit(event) => Matter::find(view, event.matter).map(Into::into),
        Event::EscalationPetitioned(event) => Matter::find(view, event.matter).map(Into::into),
        Event::MatterEscalated(event) => Matter::find(view, event.matter).map(Into::into),
        Event::MatterHandedDown(event) => Matter::find(view, event.matter).map(Into::into),
        Event::MatterSponsored(event) => Matter::find(view, event.matter).map(Into::into),
        Event::HardMatterAnswered(event) => Matter::find(view, event.matter).map(Into::into),
        Event::MatterEvaluated(event) => Matter::find(view, event.matter).map(Into::into),
        Event::ProposalDrafted(event) => Proposal::find(view, event.proposal).map(Into::into),
        Event::AmendmentProposed(event) => Amendment::find(view, event.amendment).map(Into::into),
        Event::AmendmentRejected(event) => Amendment::find(view, event.amendment).map(Into::into),
        Event::AmendmentWithdrawn(event) => Amendment::find(view, event.amendment).map(Into::into),
        Event::ProposalRevised(event) => Proposal::find(view, event.proposal).map(Into::into),
        Event::EffectsDeclared(event) => Proposal::find(view, event.proposal).map(Into::into),
        Event::ProposalSupported(event) => Proposal::find(view, event.proposal).map(Into::into),
        Event::ProposalSupportWithdrawn(event) => Proposal::find(view, event.proposal).map(Into::into),
        Event::PaymentRecorded(event) => CostSharing::find(view, event.cost_sharing).map(Into::into),
        Event::NominationsOpened(event) => Proposal::find(view, event.proposal).map(Into::into),
        Event::CandidateNominated(event) => Proposal::find(view, event.proposal).map(Into::into),
        Event::NominationSupported(event) => nominated_on(view, event.nomination),
        Event::NominationAccepted(event) => nominated_on(view, event.nomination),
        Event::CandidacyWithdrawn(event) => nominated_on(view, event.nomination),
        Event::CandidateScreened(event) => nominated_on(view, event.nomination),
        Event::ScreeningObjected(event) => nominated_on(view, event.nomination),
        Event::ScreeningObjectionAnswered(event) => nominated_on(view, event.nomination),
        Event::ObjectionRaised(event) => Objection::find(view, event.objection).map(Into::into),
        Event::ObjectionAnswered(event) => Objection::find(view, event.objection).map(Into::into),
        Event::NoticePosted(event) => Notice::find(view, event.notice).map(Into::into),
        Event::HearingCalled(event) => Hearing::find(view, event.hearing).map(Into::into),
        Event::HearingOpened(event) => Hearing::find(view, event.hearing).map(Into::into),
        Event::AttendanceRecorded(event) => Hearing::find(view, event.hearing).map(Into::into),
        Event::StatementMade(event) => Hearing::find(view, event.hearing).map(Into::into),
        Event::HearingAttended(event) => Hearing::find(view, event.hearing).map(Into::into),
        Event::FloorAsked(event) => Hearing::find(view, event.hearing).map(Into::into),
        Event::FloorGiven(event) => Hearing::find(view, event.hearing).map(Into::into),
        Event::FloorYielded(event) => Hearing::find(view, event.hearing).map(Into::into),
        Event::PointRaised(event) => Hearing::find(view, event.hearing).map(Into::into),
        Event::PointRuled(event) => Hearing::find(view, event.hearing).map(Into::into),
        Event::QuestionAsked(event) => Hearing::find(view, event.hearing).map(Into::into),
        Event::QuestionAnswered(event) => Hearing::find(view, event.hearing).map(Into::into),
        Event::HearingAdjourned(event) => Hearing::find(view, event.hearing).map(Into::into),
        Event::HearingClosed(event) => Hearing::find(view, event.hearing).map(Into::into),
        Event::PollOpened(event) => Poll::find(view, event.poll).map(Into::into),
        Event::BallotCast(event) => Poll::find(view, event.poll).map(Into::into),
        Event::TallySheetEntered(event) => Poll::find(view, event.poll).map(Into::into),
        Event::TallySheetConfirmed(event) => Poll::find(view, event.poll).map(Into::into),
        Event::TallySheetDisputed(event) => Poll::find(view, event.poll).map(Into::into),
        Event::ResultHandedOver(event) => Poll::find(view, event.poll).map(Into::into),
        Event::ResultCited(event) => Poll::find(view, event.poll).map(Into::into),
        Event::PollSealed(event) => Poll::find(view, event.poll).map(Into::into),
        Event::MarksCast(event) => Poll::find(view, event.poll).map(Into::into),
        Event::SealedBallotCast(event) => Poll::find(view, event.poll).map(Into::into),
        Event::SealedBallotOpened(event) => Poll::find(view, event.poll).map(Into::into),
        Event::PaperBallotEntered(event) => Poll::find(view, event.poll).map(Into::into),
        Event::PaperBallotConfirmed(event) => Poll::find(view, event.poll).map(Into::into),
        Event::ServiceRecorded(event) => Poll::find(view, event.poll).map(Into::into),
        Event::ReviewerBarred(event) => Poll::find(view, event.poll).map(Into::into),
        Event::ResolutionCertified(event) => Resolution::find(view, event.resolution).map(Into::into),
        Event::StandingDutyPerformed(event) => StandingDuty::find(view, event.duty).map(Into::into),
        Event::BookingRecorded(event) => Booking::find(view, event.booking).map(Into::into),
        Event::BookingChecked(event) => Booking::find(view, event.booking).map(Into::into),
        Event::ActionAssigned(event) => Action::find(view, event.action).map(Into::into),
        Event::ProgressReported(event) => Action::find(view, event.action).map(Into::into),
        Event::ActionCompleted(event) => Action::find(view, event.action).map(Into::into),
        Event::ActionInspected(event) => Action::find(view, event.action).map(Into::into),
        _ => None,
    }
}

/// The proposal on which somebody is nominated.
fn nominated_on(view: &View, nomination: yishi_core::NominationId) -> Option<NodeObject> {
    Proposal::find(view, view.state().nominations.get(&nomination)?.proposal).map(Into::into)
}
