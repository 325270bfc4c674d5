//! Sealed ballots: what reaches the server before the close is a hash, and nothing can be told from it.

use super::PreparePayload;
use super::envelope::{Signing, SigningInput};
use super::parts::{part, poll_and_right, signing};
use crate::fault::Fault;
use crate::scalar::Hash;
use crate::types::{Choice, MarksInput};
use crate::write::problem::Problem;
use async_graphql::{Context, ID, InputObject};
use yishi_core::{CastSealedBallot, Digest, OpenSealedBallot, Reading};

/// A sealed ballot.
#[derive(InputObject)]
pub(crate) struct PrepareSealedBallotInput {
    /// Who signs.
    signing: SigningInput,
    /// The vote: its id, or its name in the book.
    poll: ID,
    /// The voting right that is used; may be left out by those who have only one.
    right_id: Option<String>,
    /// The seal, made by you over vote, right, salt and choice (docs/format.md).
    seal: Hash,
}

/// The opening of a sealed ballot: exactly one of choice and marks is given.
#[derive(InputObject)]
pub(crate) struct PrepareOpeningInput {
    /// Who signs.
    signing: SigningInput,
    /// The vote: its id, or its name in the book.
    poll: ID,
    /// The voting right that was used; may be left out by those who have only one.
    right_id: Option<String>,
    /// The salt of the seal.
    salt: Hash,
    /// The choice on a motion.
    choice: Option<Choice>,
    /// The marks in a choice among options.
    marks: Option<MarksInput>,
}

/// Prepares a sealed ballot on the text that is voted on.
pub(super) fn ballot(ctx: &Context<'_>, input: &PrepareSealedBallotInput) -> Result<PreparePayload, Fault> {
    let signing = signing!(ctx, &input.signing);
    let (poll, right) = part!(poll_and_right(ctx, &signing, &input.poll, input.right_id.as_deref()));
    let (document, seal) = (poll.document, Digest(input.seal.0));
    signing.prepare(ctx, CastSealedBallot { poll: poll.id, right, document, seal }.into(), &[])
}

/// Prepares the opening of a sealed ballot.
pub(super) fn opening(ctx: &Context<'_>, input: PrepareOpeningInput) -> Result<PreparePayload, Fault> {
    let signing = signing!(ctx, &input.signing);
    let (poll, right) = part!(poll_and_right(ctx, &signing, &input.poll, input.right_id.as_deref()));
    let reading = match (input.choice, input.marks) {
        (Some(choice), None) => Reading::Choice(choice.into()),
        (None, Some(marks)) => Reading::Marks(marks.into()),
        (None, None) | (Some(_), Some(_)) => {
            let problem = Problem::invalid(
                ctx,
                "one_of_choice_and_marks",
                "give either `choice` or `marks`, as the ballot says",
                "请按选票内容填写 choice 或 marks 其中一项",
            );
            return Ok(PreparePayload::Problem(problem));
        }
    };
    let salt = Digest(input.salt.0);
    signing.prepare(ctx, OpenSealedBallot { poll: poll.id, right, salt, reading }.into(), &[])
}
