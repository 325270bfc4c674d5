//! Preparing: the exact bytes of a command, for its author to read, check and sign.
//!
//! The client decodes the bytes itself and shows what they say; the summary is a help and is never signed.

mod amendment;
mod envelope;
mod generic;
mod parts;
mod post;
mod proxy;
mod sealed;
mod support;
mod typed;

pub(super) use envelope::bad_nonce;

use super::frame::Frame;
use super::problem::Problem;
use crate::fault::Fallible;
use crate::scalar::{Base64, DateTime, Hash};
use crate::types::Position;
use amendment::{PrepareAcceptanceInput, PrepareAmendmentInput};
use async_graphql::{Context, Object, SimpleObject, Union};
use generic::PrepareCommandInput;
use post::{
    PrepareCheckInInput, PrepareDutyInput, PreparePostInput, PreparePostVacationInput, PrepareRotaInput,
};
use proxy::{PrepareProxyInput, PrepareProxyRevocationInput};
use sealed::{PrepareOpeningInput, PrepareSealedBallotInput};
use support::PrepareSupportInput;
use typed::{
    PrepareBallotInput, PrepareContestInput, PrepareEvaluationInput, PrepareMarksInput,
    PrepareObjectionInput, PreparePetitionInput, PrepareStanceInput, PrepareStatementInput,
    PrepareSubmissionInput, PrepareSurveyAnswerInput,
};

/// Bytes to sign. Decode them, compare actor, target, choice and hashes with what you meant, then sign; the summary is no part of what
/// you sign.
#[derive(SimpleObject)]
pub(crate) struct PrepareSuccess {
    /// The exact bytes to sign: canonical JSON (RFC 8785).
    command: Base64,
    /// Their SHA-256.
    sha256: Hash,
    /// The payload type for the DSSE encoding over which the signature is made.
    payload_type: &'static str,
    /// What they say, in the reader's language; do not rely on it.
    summary: Vec<String>,
    /// Texts to be sent along.
    texts: Vec<Frame>,
    /// Until when the command is accepted.
    expires_at: DateTime,
    /// The version of the book that the command names as the last one its author has seen.
    position: Position,
}

/// The answer to a preparation.
#[derive(Union)]
pub(crate) enum PreparePayload {
    /// Bytes to sign.
    Success(Box<PrepareSuccess>),
    /// They cannot be prepared.
    #[graphql(flatten)]
    Problem(Problem),
}

/// Preparing.
#[derive(Default)]
pub(crate) struct Preparing;

#[Object]
impl Preparing {
    /// Prepares a submission 诉求.
    async fn prepare_submission(
        &self,
        ctx: &Context<'_>,
        input: PrepareSubmissionInput,
    ) -> Fallible<PreparePayload> {
        Some(typed::submission(ctx, input))
    }

    /// Prepares an answer to a survey 调研. It stands in the book with its member's name.
    async fn prepare_survey_answer(
        &self,
        ctx: &Context<'_>,
        input: PrepareSurveyAnswerInput,
    ) -> Fallible<PreparePayload> {
        Some(typed::survey_answer(ctx, input))
    }

    /// Prepares a stance 附议 on a submission.
    async fn prepare_stance(&self, ctx: &Context<'_>, input: PrepareStanceInput) -> Fallible<PreparePayload> {
        Some(typed::stance(ctx, &input))
    }

    /// Prepares support 附议 of a proposal's present text; also to confirm it after a revision.
    async fn prepare_support(
        &self,
        ctx: &Context<'_>,
        input: PrepareSupportInput,
    ) -> Fallible<PreparePayload> {
        Some(support::support(ctx, &input))
    }

    /// Prepares the withdrawal of support of a proposal.
    async fn prepare_support_withdrawal(
        &self,
        ctx: &Context<'_>,
        input: PrepareSupportInput,
    ) -> Fallible<PreparePayload> {
        Some(support::withdrawal(ctx, &input))
    }

    /// Prepares a ballot 选票.
    async fn prepare_ballot(&self, ctx: &Context<'_>, input: PrepareBallotInput) -> Fallible<PreparePayload> {
        Some(typed::ballot(ctx, &input))
    }

    /// Prepares a ballot 选票 on options, e.g. on candidates or offers.
    async fn prepare_marks(&self, ctx: &Context<'_>, input: PrepareMarksInput) -> Fallible<PreparePayload> {
        Some(typed::marks(ctx, input))
    }

    /// Prepares a sealed ballot 密封选票. You make the seal yourself (docs/format.md): what the ballot says never reaches this server before
    /// you open it.
    async fn prepare_sealed_ballot(
        &self,
        ctx: &Context<'_>,
        input: PrepareSealedBallotInput,
    ) -> Fallible<PreparePayload> {
        Some(sealed::ballot(ctx, &input))
    }

    /// Prepares the opening of a sealed ballot after the close.
    async fn prepare_opening(
        &self,
        ctx: &Context<'_>,
        input: PrepareOpeningInput,
    ) -> Fallible<PreparePayload> {
        Some(sealed::opening(ctx, input))
    }

    /// Prepares a grant 委托 by which somebody votes for you.
    async fn prepare_proxy(&self, ctx: &Context<'_>, input: PrepareProxyInput) -> Fallible<PreparePayload> {
        Some(proxy::grant(ctx, &input))
    }

    /// Prepares the end of a grant that you gave or hold.
    async fn prepare_proxy_revocation(
        &self,
        ctx: &Context<'_>,
        input: PrepareProxyRevocationInput,
    ) -> Fallible<PreparePayload> {
        Some(proxy::revocation(ctx, &input))
    }

    /// Prepares that somebody comes to a post 岗位.
    async fn prepare_post(&self, ctx: &Context<'_>, input: PreparePostInput) -> Fallible<PreparePayload> {
        Some(post::assignment(ctx, &input))
    }

    /// Prepares that somebody leaves a post.
    async fn prepare_post_vacation(
        &self,
        ctx: &Context<'_>,
        input: PreparePostVacationInput,
    ) -> Fallible<PreparePayload> {
        Some(post::vacation(ctx, input))
    }

    /// Prepares the record of a duty 职责, e.g. a patrol or a visit.
    async fn prepare_duty(&self, ctx: &Context<'_>, input: PrepareDutyInput) -> Fallible<PreparePayload> {
        Some(post::duty(ctx, input))
    }

    /// Prepares shifts 排班.
    async fn prepare_rota(&self, ctx: &Context<'_>, input: PrepareRotaInput) -> Fallible<PreparePayload> {
        Some(post::rota(ctx, &input))
    }

    /// Prepares that somebody comes to their shift 签到.
    async fn prepare_check_in(
        &self,
        ctx: &Context<'_>,
        input: PrepareCheckInInput,
    ) -> Fallible<PreparePayload> {
        Some(post::check_in(ctx, &input))
    }

    /// Prepares an amendment 修正案 of a single place of a proposal's present text.
    async fn prepare_amendment(
        &self,
        ctx: &Context<'_>,
        input: PrepareAmendmentInput,
    ) -> Fallible<PreparePayload> {
        Some(amendment::amendment(ctx, input))
    }

    /// Prepares the acceptance of amendments, with the text that they make of the present one.
    async fn prepare_acceptance(
        &self,
        ctx: &Context<'_>,
        input: PrepareAcceptanceInput,
    ) -> Fallible<PreparePayload> {
        Some(amendment::acceptance(ctx, &input))
    }

    /// Prepares an objection 异议 to a proposal.
    async fn prepare_objection(
        &self,
        ctx: &Context<'_>,
        input: PrepareObjectionInput,
    ) -> Fallible<PreparePayload> {
        Some(typed::objection(ctx, input))
    }

    /// Prepares a statement 发言 at a hearing.
    async fn prepare_statement(
        &self,
        ctx: &Context<'_>,
        input: PrepareStatementInput,
    ) -> Fallible<PreparePayload> {
        Some(typed::statement(ctx, input))
    }

    /// Prepares a signature under the petition that the council above take a matter.
    async fn prepare_petition(
        &self,
        ctx: &Context<'_>,
        input: PreparePetitionInput,
    ) -> Fallible<PreparePayload> {
        Some(typed::petition(ctx, &input))
    }

    /// Prepares a signature that a matter was routed wrongly 分流异议.
    async fn prepare_contest(
        &self,
        ctx: &Context<'_>,
        input: PrepareContestInput,
    ) -> Fallible<PreparePayload> {
        Some(typed::contest(ctx, &input))
    }

    /// Prepares the rating 评议 of finished work.
    async fn prepare_evaluation(
        &self,
        ctx: &Context<'_>,
        input: PrepareEvaluationInput,
    ) -> Fallible<PreparePayload> {
        Some(typed::evaluation(ctx, input))
    }

    /// Prepares any command by its kind, with its fields as JSON (docs/format.md lists them).
    async fn prepare_command(
        &self,
        ctx: &Context<'_>,
        input: PrepareCommandInput,
    ) -> Fallible<PreparePayload> {
        Some(generic::command(ctx, input))
    }
}
