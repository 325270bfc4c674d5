//! Commands that a clerk signs for somebody else: the same rules behind them, and the mark of it on every one.

use super::problem::Problem;
use super::submit::{SubmitInput, SubmitPayload, submit};
use crate::fault::{Fallible, Fault};
use async_graphql::{Context, Object};
use yishi_book::Envelope;

/// Acting for members who ask for help.
#[derive(Default)]
pub(crate) struct Assisted;

#[Object]
impl Assisted {
    /// Hands in a submission for a member who asked for help 代办. The command must be signed by the clerk's own key and name the member
    /// and the evidence.
    async fn submit_assisted_submission(
        &self,
        ctx: &Context<'_>,
        input: SubmitInput,
    ) -> Fallible<SubmitPayload> {
        Some(assisted(ctx, input, &["submit"]).await)
    }

    /// Takes a stance for a member who asked for help 代办. The command must be signed by the clerk's own key and name the member and the
    /// evidence.
    async fn submit_assisted_stance(&self, ctx: &Context<'_>, input: SubmitInput) -> Fallible<SubmitPayload> {
        Some(assisted(ctx, input, &["take_stance"]).await)
    }

    /// Casts a ballot, on a motion or on options, open or sealed, for a member who asked for help 代办, or opens a sealed one. The command
    /// must be signed by the clerk's own key and name the member and the evidence; it never replaces a ballot that the member cast with a
    /// key of their own, unless the rule says otherwise.
    async fn submit_assisted_ballot(&self, ctx: &Context<'_>, input: SubmitInput) -> Fallible<SubmitPayload> {
        Some(
            assisted(ctx, input, &["cast_ballot", "cast_marks", "cast_sealed_ballot", "open_sealed_ballot"])
                .await,
        )
    }
}

async fn assisted(ctx: &Context<'_>, input: SubmitInput, kinds: &[&str]) -> Result<SubmitPayload, Fault> {
    match problem_with(ctx, &input.command.0, kinds) {
        Some(problem) => Ok(SubmitPayload::Problem(problem)),
        None => submit(ctx, input).await,
    }
}

/// Whether the bytes are something else than an assisted command of one of these kinds. Who may assist is left to the rules.
fn problem_with(ctx: &Context<'_>, command: &[u8], kinds: &[&str]) -> Option<Problem> {
    let Ok(envelope) = serde_json::from_slice::<Envelope>(command) else {
        return Some(Problem::invalid(ctx, "malformed", "the bytes are not a command", "字节不是指令"));
    };
    if !kinds.contains(&envelope.command.kind()) {
        return Some(Problem::invalid(
            ctx,
            "other_kind",
            "the command is of another kind than this field takes",
            "指令种类与此字段不符",
        ));
    }
    if envelope.assistance.is_none() {
        return Some(Problem::invalid(
            ctx,
            "not_assisted",
            "the command does not say for whom it is: an assisted one names the member and the evidence; send others by `submit`",
            "指令未注明被代办人：代办须写明成员与证据；本人办理请用 submit",
        ));
    }
    None
}
