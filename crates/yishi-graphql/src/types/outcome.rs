//! What a choice among options came to: winners, rounds with exact figures, and every step in words.

use super::choice::PollOption;
use crate::request::RequestContext;
use crate::scalar::{Hash, count};
use crate::view::View;
use async_graphql::{Context, Object, SimpleObject};
use std::sync::Arc;

use yishi_tally::{Amount, OptionId, Round};

/// What a choice among options came to, or how it stands.
pub(crate) struct ChoiceOutcome {
    view: View,
    poll: Arc<yishi_core::Poll>,
    outcome: Arc<yishi_tally::Outcome>,
    /// The seed and the digest that the sealing states; absent for everything that is not final.
    sealed: Option<yishi_core::SealedOutcome>,
}

impl ChoiceOutcome {
    /// The sealed outcome, or how the options stand where the rule lets that be told.
    pub(crate) fn of(view: &View, poll: &Arc<yishi_core::Poll>) -> Option<Self> {
        let sealed = poll.sealing().and_then(|sealing| sealing.outcome.clone());
        poll.told_outcome().map(|outcome| Self::new(view, poll, outcome, sealed))
    }

    pub(crate) fn new(
        view: &View,
        poll: &Arc<yishi_core::Poll>,
        outcome: Arc<yishi_tally::Outcome>,
        sealed: Option<yishi_core::SealedOutcome>,
    ) -> Self {
        Self { view: view.clone(), poll: Arc::clone(poll), outcome, sealed }
    }

    fn options(&self, ids: &[OptionId]) -> Vec<PollOption> {
        let find = |id: &OptionId| self.poll.options.iter().find(|option| option.id == *id);
        ids.iter().filter_map(find).map(|option| PollOption::new(&self.view, option)).collect()
    }
}

/// An exact figure, and the same in decimals.
#[derive(SimpleObject)]
pub(crate) struct ExactFigure {
    /// The exact figure: `12`, `0.75`, or where no decimal is exact a fraction in lowest terms such as `2/3`.
    exact: String,
    /// The figure cut off (never rounded up) after four places.
    decimal: String,
}

impl ExactFigure {
    fn new(amount: &Amount) -> Self {
        Self { exact: amount.to_string(), decimal: amount.decimal(4) }
    }
}

/// The figure of an option in a round.
#[derive(SimpleObject)]
pub(crate) struct OptionFigure {
    /// The option.
    option_id: String,
    /// Its figure.
    figure: ExactFigure,
}

/// A round of a count.
#[derive(SimpleObject)]
pub(crate) struct CountRound {
    /// Counted from 1.
    number: i32,
    /// What an option needs in this round; null where the method has no such figure.
    needed: Option<ExactFigure>,
    /// The figures of the options that are still in the count.
    figures: Vec<OptionFigure>,
    /// Votes that support no option any more; null where the method has no such figure.
    exhausted: Option<ExactFigure>,
    /// Options chosen in this round.
    elected: Vec<String>,
    /// Options left out from the next round on.
    excluded: Vec<String>,
}

impl CountRound {
    fn new(round: &Round) -> Self {
        let names = |options: &[OptionId]| options.iter().map(ToString::to_string).collect();
        let figure = |(option, amount): (&OptionId, &Amount)| OptionFigure {
            option_id: option.to_string(),
            figure: ExactFigure::new(amount),
        };
        Self {
            number: count(round.number),
            needed: round.needed.as_ref().map(ExactFigure::new),
            figures: round.figures.iter().map(figure).collect(),
            exhausted: round.exhausted.as_ref().map(ExactFigure::new),
            elected: names(&round.elected),
            excluded: names(&round.excluded),
        }
    }
}

/// What a choice among options came to 选举、选项结果. Everybody may read it once it is final; anybody can count again from the ballots.
#[Object]
impl ChoiceOutcome {
    /// Whether this is the sealed outcome. Otherwise it decides nothing: ballots may still come, or another rule was tried.
    #[graphql(name = "final")]
    async fn last(&self) -> bool {
        self.sealed.is_some()
    }

    /// Who or what won, in the order in which it was settled.
    async fn winners(&self) -> Vec<PollOption> {
        self.options(&self.outcome.winners)
    }

    /// Options between which no rule decides for what is left.
    async fn tied(&self) -> Vec<PollOption> {
        self.options(&self.outcome.tied)
    }

    /// Who comes next after the chosen, in order, where the rule has alternates 候补顺序; empty elsewhere.
    async fn rest(&self) -> Vec<PollOption> {
        self.options(&self.outcome.rest)
    }

    /// The rounds of the count.
    async fn rounds(&self) -> Vec<CountRound> {
        self.outcome.rounds.iter().map(CountRound::new).collect()
    }

    /// The seed of its lots: BLAKE3 of the entry before the one that sealed the vote; null where none were to be drawn.
    async fn seed(&self) -> Option<Hash> {
        self.sealed.as_ref()?.seed.map(Hash::from)
    }

    /// SHA-256 of the whole outcome as canonical JSON, which stands in the entry that sealed the vote; null while nothing is final.
    async fn digest(&self) -> Option<Hash> {
        self.sealed.as_ref().map(|sealed| Hash::from(sealed.digest))
    }

    /// The whole outcome as canonical JSON: what the digest is taken of.
    async fn canonical(&self) -> String {
        yishi_core::canonical_json(&*self.outcome)
    }

    /// The count in plain words, one step a line.
    async fn trace(&self, ctx: &Context<'_>) -> Vec<String> {
        let name = |id: &OptionId| self.name(id);
        let language = RequestContext::of(ctx).language().of_counts();
        yishi_tally::explain_outcome(&self.outcome, &name, language)
    }
}

impl ChoiceOutcome {
    /// What an option is called: its name, or the candidate's id, which says nothing about the person.
    fn name(&self, id: &OptionId) -> String {
        let option = self.poll.options.iter().find(|option| option.id == *id);
        let named = option.and_then(|option| match (&option.name, &option.member) {
            (Some(name), _) => Some(name.clone()),
            (None, member) => member.as_ref().map(ToString::to_string),
        });
        named.unwrap_or_else(|| id.to_string())
    }
}
