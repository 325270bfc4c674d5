//! What a vote would have come to under another rule: tried by whoever asks, binding for nobody.

use super::BallotWeight;
use super::outcome::ChoiceOutcome;
use super::tally::Tally;
use crate::view::View;
use crate::write::Problem;
use async_graphql::{Context, InputObject, SimpleObject, Union};
use serde::de::DeserializeOwned;
use std::sync::Arc;
use yishi_core::{Openness, Poll, Progress};
use yishi_tally::{Method, Requirement};

/// Longest rule that is tried, in bytes.
const MAX_RULE_BYTES: usize = 4_000;
/// Most different ballots that are counted for one question.
const MAX_DIFFERENT_BALLOTS: usize = 2_000;

/// Another rule for a vote that was cast; what is left out stays as it was.
#[derive(InputObject)]
pub(crate) struct RecountInput {
    /// Another method, as JSON as a charter writes it: `{"method":"approval","seats":1}`; for choices among options.
    method: Option<String>,
    /// Another measure of ballots, for choices among options.
    weight: Option<BallotWeight>,
    /// Other requirements, as a JSON array as a charter writes them.
    requirements: Option<String>,
}

/// What a vote would have come to under another rule 模拟重计.
#[derive(SimpleObject)]
pub(crate) struct Recount {
    /// Always false: what stands in the book decides, and this changes nothing.
    binding: bool,
    /// The count under the requirements that were tried.
    tally: Tally,
    /// What the options come to under the method that was tried; null for a motion.
    outcome: Option<ChoiceOutcome>,
}

/// The answer to a recount.
#[derive(Union)]
pub(crate) enum RecountPayload {
    /// It was counted.
    Recount(Box<Recount>),
    /// The rule cannot be tried on this vote.
    #[graphql(flatten)]
    Problem(Problem),
}

impl RecountPayload {
    /// Counts again under another rule.
    pub(crate) fn of(ctx: &Context<'_>, view: &View, poll: &Arc<Poll>, input: &RecountInput) -> Self {
        match recount(ctx, view, poll, input) {
            Ok(recount) => Self::Recount(Box::new(recount)),
            Err(problem) => Self::Problem(problem),
        }
    }
}

fn recount(
    ctx: &Context<'_>,
    view: &View,
    poll: &Arc<Poll>,
    input: &RecountInput,
) -> Result<Recount, Problem> {
    check_told(ctx, poll)?;
    let requirements: Vec<Requirement> = match &input.requirements {
        Some(text) => fitting(ctx, poll, read(ctx, text)?)?,
        None => poll.rule.requirements.clone(),
    };
    let tally = Tally::tried(&requirements, poll);
    Ok(Recount { binding: false, tally, outcome: outcome(ctx, view, poll, input)? })
}

fn fitting(
    ctx: &Context<'_>,
    poll: &Poll,
    requirements: Vec<Requirement>,
) -> Result<Vec<Requirement>, Problem> {
    match poll.unfit(&requirements) {
        Some(reason) => Err(unfit(ctx, &reason)),
        None => Ok(requirements),
    }
}

/// While the vote is open, nobody learns here what the rule keeps back.
fn check_told(ctx: &Context<'_>, poll: &Poll) -> Result<(), Problem> {
    let open = poll.rule.openness == Openness::Named;
    let told = open && poll.rule.choice.as_ref().is_none_or(|choice| choice.progress == Progress::Figures);
    if told || poll.sealing().is_some() {
        return Ok(());
    }
    Err(Problem::invalid(
        ctx,
        "poll_open",
        "the rule of this vote tells no figures before the close: ask again when it is sealed",
        "本次表决的规则在截止前不公开得票情况，请在封存后再试",
    ))
}

fn outcome(
    ctx: &Context<'_>,
    view: &View,
    poll: &Arc<Poll>,
    input: &RecountInput,
) -> Result<Option<ChoiceOutcome>, Problem> {
    let Some(choice) = &poll.rule.choice else {
        return if input.method.is_none() && input.weight.is_none() {
            Ok(None)
        } else {
            Err(unfit(ctx, "people voted on it for or against: try other `requirements`"))
        };
    };
    let seed = poll.sealing().and_then(|sealing| sealing.outcome.as_ref()?.seed);
    let method = match &input.method {
        Some(text) => read::<Method>(ctx, text)?,
        None => choice.method.clone(),
    };
    let method = match seed {
        Some(seed) => method.with_seed(yishi_tally::Seed(seed.0)),
        None => method,
    };
    let weight = input.weight.map_or(choice.weight, Into::into);
    if poll.equal_ballots(weight).len() > MAX_DIFFERENT_BALLOTS {
        return Err(unfit(
            ctx,
            "there are more than 2,000 different ballots: count the exported book offline",
        ));
    }
    let outcome = poll.count_with(&method, weight).map_err(|error| unfit(ctx, &error.to_string()))?;
    Ok(Some(ChoiceOutcome::new(view, poll, Arc::new(outcome), None)))
}

fn read<T: DeserializeOwned>(ctx: &Context<'_>, text: &str) -> Result<T, Problem> {
    if text.len() > MAX_RULE_BYTES {
        return Err(unfit(ctx, "the rule is longer than 4,000 bytes"));
    }
    serde_json::from_str(text).map_err(|error| unfit(ctx, &error.to_string()))
}

fn unfit(ctx: &Context<'_>, reason: &str) -> Problem {
    let english = format!("this rule cannot be tried on this vote: {reason}");
    let chinese = format!("该规则不能用于本次表决：{reason}");
    Problem::invalid(ctx, "rule_unfit", &english, &chinese)
}
