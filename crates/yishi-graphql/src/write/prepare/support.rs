//! Preparing support of a proposal, for the very text that its author reads.

use super::PreparePayload;
use super::envelope::{Signing, SigningInput};
use super::parts::{named, part, signing};
use crate::fault::Fault;
use crate::write::problem::Problem;
use async_graphql::{Context, ID, InputObject};
use yishi_core::{ProposalId, SupportProposal, WithdrawProposalSupport};

/// The support of a proposal, or its withdrawal.
#[derive(InputObject)]
pub(crate) struct PrepareSupportInput {
    /// Who signs.
    signing: SigningInput,
    /// The proposal: its id, or its name in the book.
    proposal: ID,
}

/// Prepares support of the present text.
pub(super) fn support(ctx: &Context<'_>, input: &PrepareSupportInput) -> Result<PreparePayload, Fault> {
    let signing = signing!(ctx, &input.signing);
    let proposal: ProposalId = part!(named(ctx, &signing.view, "proposal", &input.proposal));
    let found = signing.view.state().proposals.get(&proposal).and_then(|found| found.document());
    let document = part!(found.ok_or_else(|| Problem::not_found(ctx, "proposal", &input.proposal)));
    signing.prepare(ctx, SupportProposal { proposal, document }.into(), &[])
}

/// Prepares the withdrawal of support.
pub(super) fn withdrawal(ctx: &Context<'_>, input: &PrepareSupportInput) -> Result<PreparePayload, Fault> {
    let signing = signing!(ctx, &input.signing);
    let proposal: ProposalId = part!(named(ctx, &signing.view, "proposal", &input.proposal));
    signing.prepare(ctx, WithdrawProposalSupport { proposal }.into(), &[])
}
