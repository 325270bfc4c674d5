//! Grants to vote for somebody, and their end.

use super::PreparePayload;
use super::envelope::{Signing, SigningInput};
use super::parts::{named, part, signing};
use crate::fault::Fault;
use crate::scalar::DateTime;
use crate::write::problem::Problem;
use async_graphql::{Context, ID, InputObject, OneofObject};
use yishi_core::{GrantId, GrantProxy, GrantScope, RevokeProxy};

/// In which votes a grant is good; exactly one is given.
#[derive(OneofObject)]
pub(crate) enum GrantScopeInput {
    /// One vote: its id, or its name in the book.
    Poll(ID),
    /// Every vote on a matter: its id, or its name in the book.
    Matter(ID),
    /// Every vote of a council, by its name in the charter's clauses.
    CouncilId(String),
    /// Every vote; write `true`.
    All(bool),
}

/// A grant to vote for you.
#[derive(InputObject)]
pub(crate) struct PrepareProxyInput {
    /// Who signs: the principal.
    signing: SigningInput,
    /// Who may vote.
    proxy_id: String,
    /// In which votes.
    scope: GrantScopeInput,
    /// From when on it is good no more; at most 366 days ahead.
    expires_at: DateTime,
}

/// The end of a grant.
#[derive(InputObject)]
pub(crate) struct PrepareProxyRevocationInput {
    /// Who signs: the principal, or the proxy.
    signing: SigningInput,
    /// The grant, by its name in the book.
    grant_id: String,
}

/// Prepares a grant.
pub(super) fn grant(ctx: &Context<'_>, input: &PrepareProxyInput) -> Result<PreparePayload, Fault> {
    let signing = signing!(ctx, &input.signing);
    let absent = |_| Problem::not_found(ctx, "member", &input.proxy_id);
    let proxy = part!(input.proxy_id.parse().map_err(absent));
    let scope = part!(scope(ctx, &signing, &input.scope));
    let expires_at_ms = input.expires_at.0;
    signing.prepare(ctx, GrantProxy { proxy, scope, expires_at_ms }.into(), &[])
}

fn scope(ctx: &Context<'_>, signing: &Signing, scope: &GrantScopeInput) -> Result<GrantScope, Problem> {
    match scope {
        GrantScopeInput::Poll(id) => named(ctx, &signing.view, "poll", id).map(GrantScope::Poll),
        GrantScopeInput::Matter(id) => named(ctx, &signing.view, "matter", id).map(GrantScope::Matter),
        GrantScopeInput::CouncilId(id) => {
            let absent = |_| Problem::not_found(ctx, "council", id);
            id.parse().map(GrantScope::Council).map_err(absent)
        }
        GrantScopeInput::All(true) => Ok(GrantScope::All),
        GrantScopeInput::All(false) => Err(Problem::invalid(
            ctx,
            "no_scope",
            "a grant for no vote is none: write `all: true`, or name a vote, a matter or a council",
            "不含任何表决的委托无效：请写 all: true，或指定表决、事项或议事会",
        )),
    }
}

/// Prepares the end of a grant.
pub(super) fn revocation(
    ctx: &Context<'_>,
    input: &PrepareProxyRevocationInput,
) -> Result<PreparePayload, Fault> {
    let signing = signing!(ctx, &input.signing);
    let absent = |_| Problem::not_found(ctx, "grant", &input.grant_id);
    let grant: GrantId = part!(input.grant_id.parse().map_err(absent));
    signing.prepare(ctx, RevokeProxy { grant }.into(), &[])
}
