//! The commands that residents give most often, each with fields of its own.

use super::PreparePayload;
use super::envelope::{Signing, SigningInput};
use super::parts::{named, part, poll_and_right, signing, words};
use crate::fault::Fault;
use crate::scalar::Hash;
use crate::types::{Choice, MarksInput, SpeakingPosition, Stance, Via};
use crate::write::problem::Problem;
use async_graphql::{Context, ID, InputObject};
use yishi_core::{
    AnswerSurvey, CastBallot, CastMarks, ContestRoute, EvaluateMatter, HearingId, MakeStatement, MatterId,
    PetitionEscalation, ProposalId, RaiseObjection, Rating, SubmissionId, Submit, TakeStance,
};

/// A submission.
#[derive(InputObject)]
pub(crate) struct PrepareSubmissionInput {
    /// Who signs.
    signing: SigningInput,
    /// The council of the place that it is about, by its name in the charter's clauses.
    council_id: String,
    /// The words.
    text: String,
    /// 32 random bytes, made by you.
    salt: Hash,
    /// By which way it came; left out by those who sign for themselves.
    via: Option<Via>,
    /// Whether it has no author, as a letter from the suggestion box; by clerks only, where the charter takes such.
    #[graphql(default)]
    anonymous: bool,
    /// The call for ideas that it answers: its id, or its name in the book.
    call: Option<ID>,
}

/// An answer to a survey.
#[derive(InputObject)]
pub(crate) struct PrepareSurveyAnswerInput {
    /// Who signs.
    signing: SigningInput,
    /// The survey: its id, or its name in the book.
    call: ID,
    /// For each question the numbers of options, from 1; an empty list where nothing is said to it.
    answers: Vec<Vec<u32>>,
}

/// A stance on a submission.
#[derive(InputObject)]
pub(crate) struct PrepareStanceInput {
    /// Who signs.
    signing: SigningInput,
    /// The submission: its id, or its name in the book.
    submission: ID,
    /// The stance.
    stance: Stance,
}

/// A ballot.
#[derive(InputObject)]
pub(crate) struct PrepareBallotInput {
    /// Who signs.
    signing: SigningInput,
    /// The vote: its id, or its name in the book.
    poll: ID,
    /// The voting right that is used; may be left out by those who have only one.
    right_id: Option<String>,
    /// The choice.
    choice: Choice,
}

/// A ballot on options.
#[derive(InputObject)]
pub(crate) struct PrepareMarksInput {
    /// Who signs.
    signing: SigningInput,
    /// The vote: its id, or its name in the book.
    poll: ID,
    /// The voting right that is used; may be left out by those who have only one.
    right_id: Option<String>,
    /// What the ballot says.
    marks: MarksInput,
}

/// An objection to a proposal.
#[derive(InputObject)]
pub(crate) struct PrepareObjectionInput {
    /// Who signs.
    signing: SigningInput,
    /// The proposal: its id, or its name in the book.
    proposal: ID,
    /// The words.
    text: String,
    /// 32 random bytes, made by you.
    salt: Hash,
}

/// A statement at a hearing.
#[derive(InputObject)]
pub(crate) struct PrepareStatementInput {
    /// Who signs.
    signing: SigningInput,
    /// The hearing: its id, or its name in the book.
    hearing: ID,
    /// The words.
    text: String,
    /// 32 random bytes, made by you.
    salt: Hash,
    /// For, against or neutral; left out where you take no position.
    position: Option<SpeakingPosition>,
    /// The proposal that you speak to: its id, or its name in the book; left out for the matter as a whole.
    proposal: Option<ID>,
}

/// A signature under a petition.
#[derive(InputObject)]
pub(crate) struct PreparePetitionInput {
    /// Who signs.
    signing: SigningInput,
    /// The matter: its id, or its name in the book.
    matter: ID,
}

/// A signature against the route of a matter.
#[derive(InputObject)]
pub(crate) struct PrepareContestInput {
    /// Who signs.
    signing: SigningInput,
    /// The matter: its id, or its name in the book.
    matter: ID,
}

/// A rating of finished work.
#[derive(InputObject)]
pub(crate) struct PrepareEvaluationInput {
    /// Who signs.
    signing: SigningInput,
    /// The matter: its id, or its name in the book.
    matter: ID,
    /// From 1, very dissatisfied, to 5, very satisfied.
    rating: u8,
    /// Words beside it.
    text: Option<String>,
    /// 32 random bytes, made by you; with words only.
    salt: Option<Hash>,
}

/// Prepares a submission.
pub(super) fn submission(ctx: &Context<'_>, input: PrepareSubmissionInput) -> Result<PreparePayload, Fault> {
    let signing = signing!(ctx, &input.signing);
    let absent = |_| Problem::not_found(ctx, "council", &input.council_id);
    let council = part!(input.council_id.parse().map_err(absent));
    let (text, commitment) = words(input.text, input.salt);
    let call = input.call.map(|call| named(ctx, &signing.view, "call", &call)).transpose();
    let (via, anonymous, call) = (input.via.map(yishi_core::Via::from), input.anonymous, part!(call));
    let command = Submit { via, anonymous, call, ..Submit::new(council, commitment) };
    signing.prepare(ctx, command.into(), &[text])
}

/// Prepares an answer to a survey.
pub(super) fn survey_answer(
    ctx: &Context<'_>,
    input: PrepareSurveyAnswerInput,
) -> Result<PreparePayload, Fault> {
    let signing = signing!(ctx, &input.signing);
    let call = part!(named(ctx, &signing.view, "call", &input.call));
    let answers = input.answers.into_iter().map(|numbers| numbers.into_iter().collect()).collect();
    signing.prepare(ctx, AnswerSurvey { call, answers }.into(), &[])
}

/// Prepares a stance on the text that stands.
pub(super) fn stance(ctx: &Context<'_>, input: &PrepareStanceInput) -> Result<PreparePayload, Fault> {
    let signing = signing!(ctx, &input.signing);
    let id: SubmissionId = part!(named(ctx, &signing.view, "submission", &input.submission));
    let found = signing.view.state().submissions.get(&id).map(|submission| submission.text);
    let text = part!(found.ok_or_else(|| Problem::not_found(ctx, "submission", &input.submission)));
    let command = TakeStance { submission: id, text, stance: input.stance.into(), occurred_at_ms: None };
    signing.prepare(ctx, command.into(), &[])
}

/// Prepares a ballot on the text that is voted on.
pub(super) fn ballot(ctx: &Context<'_>, input: &PrepareBallotInput) -> Result<PreparePayload, Fault> {
    let signing = signing!(ctx, &input.signing);
    let (poll, right) = part!(poll_and_right(ctx, &signing, &input.poll, input.right_id.as_deref()));
    let (document, choice) = (poll.document, input.choice.into());
    signing.prepare(ctx, CastBallot { poll: poll.id, right, document, choice }.into(), &[])
}

/// Prepares a ballot on options on the text that is voted on.
pub(super) fn marks(ctx: &Context<'_>, input: PrepareMarksInput) -> Result<PreparePayload, Fault> {
    let signing = signing!(ctx, &input.signing);
    let (poll, right) = part!(poll_and_right(ctx, &signing, &input.poll, input.right_id.as_deref()));
    let (document, marks) = (poll.document, input.marks.into());
    signing.prepare(ctx, CastMarks { poll: poll.id, right, document, marks }.into(), &[])
}

/// Prepares an objection.
pub(super) fn objection(ctx: &Context<'_>, input: PrepareObjectionInput) -> Result<PreparePayload, Fault> {
    let signing = signing!(ctx, &input.signing);
    let proposal: ProposalId = part!(named(ctx, &signing.view, "proposal", &input.proposal));
    let (text, commitment) = words(input.text, input.salt);
    signing.prepare(ctx, RaiseObjection { proposal, text: commitment }.into(), &[text])
}

/// Prepares a statement.
pub(super) fn statement(ctx: &Context<'_>, input: PrepareStatementInput) -> Result<PreparePayload, Fault> {
    let signing = signing!(ctx, &input.signing);
    let hearing: HearingId = part!(named(ctx, &signing.view, "hearing", &input.hearing));
    let proposal =
        input.proposal.map(|proposal| named(ctx, &signing.view, "proposal", &proposal)).transpose();
    let (proposal, position) = (part!(proposal), input.position.map(Into::into));
    let (text, commitment) = words(input.text, input.salt);
    let command = MakeStatement { hearing, text: commitment, position, proposal };
    signing.prepare(ctx, command.into(), &[text])
}

/// Prepares a signature under a petition.
pub(super) fn petition(ctx: &Context<'_>, input: &PreparePetitionInput) -> Result<PreparePayload, Fault> {
    let signing = signing!(ctx, &input.signing);
    let matter: MatterId = part!(named(ctx, &signing.view, "matter", &input.matter));
    signing.prepare(ctx, PetitionEscalation { matter }.into(), &[])
}

/// Prepares a signature against the route of a matter.
pub(super) fn contest(ctx: &Context<'_>, input: &PrepareContestInput) -> Result<PreparePayload, Fault> {
    let signing = signing!(ctx, &input.signing);
    let matter: MatterId = part!(named(ctx, &signing.view, "matter", &input.matter));
    signing.prepare(ctx, ContestRoute { matter }.into(), &[])
}

/// Prepares a rating.
pub(super) fn evaluation(ctx: &Context<'_>, input: PrepareEvaluationInput) -> Result<PreparePayload, Fault> {
    let signing = signing!(ctx, &input.signing);
    let matter: MatterId = part!(named(ctx, &signing.view, "matter", &input.matter));
    let rating = part!(Rating::try_from(input.rating).map_err(|error| {
        Problem::invalid(ctx, "out_of_range", &error.to_string(), "评分须为 1 到 5 的整数")
    }));
    let said = match (input.text, input.salt) {
        (Some(text), Some(salt)) => Some(words(text, salt)),
        (None, _) => None,
        (Some(_), None) => {
            return Ok(PreparePayload::Problem(Problem::salt_missing(ctx)));
        }
    };
    let (texts, commitment) =
        said.map_or((Vec::new(), None), |(text, commitment)| (vec![text], Some(commitment)));
    signing.prepare(ctx, EvaluateMatter { matter, rating, text: commitment }.into(), &texts)
}
