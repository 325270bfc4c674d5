//! The order of those who are not chosen 候补顺序: who comes next by the figures of the same count.
//!
//! Nothing is counted again: with fewer or more places, ballots that hold so many marks would be void or valid that were not.

use crate::tie::{Side, Ties, names};
use crate::{Amount, Method, OptionId, Options, Outcome, Step};

impl Method {
    /// Whether every option has a figure of its own, so that those who are not chosen stand in an order.
    ///
    /// Where votes pass on, or a committee is weighed as a whole, who comes next depends on whose place is free.
    pub const fn orders_the_rest(&self) -> bool {
        match self {
            Self::Plurality(_) | Self::Approval(_) | Self::Score(_) | Self::Committee(_) => true,
            Self::Greedy(_)
            | Self::EqualShares(_)
            | Self::SharesCommittee(_)
            | Self::Phragmen(_)
            | Self::PavSequential(_)
            | Self::Irv(_)
            | Self::StvWig(_)
            | Self::StvMeek(_)
            | Self::Schulze(_)
            | Self::Review(_) => false,
        }
    }

    /// Adds to an outcome of this method who comes next after the chosen, at most so many: from the highest figure down, equals by
    /// the method's tie rule. Whoever follows has what a place takes, and where that is no share of the votes, one vote at least.
    ///
    /// Nobody follows after equals whom no rule separates, nor while a tie among the chosen stands.
    #[must_use]
    pub fn with_rest(&self, options: &Options, mut outcome: Outcome, places: u32) -> Outcome {
        if !self.orders_the_rest() || !outcome.tied.is_empty() {
            return outcome;
        }
        let mut left = self.eligible(options, &outcome);
        let ties = Ties { rule: self.tie(), options };
        for place in 1..=places {
            let Some(highest) = left.iter().map(|(_, figure)| figure).max().cloned() else { break };
            let equal: Vec<usize> =
                left.iter().filter(|(_, figure)| *figure == highest).map(|(at, _)| *at).collect();
            let next = match equal.as_slice() {
                [only] => Some(*only),
                _ => ties.pick::<u64>(Side::Best, &equal, &[]).map(|picked| {
                    outcome.trace.push(picked.step(1, &equal, options));
                    picked.place
                }),
            };
            let Some(option) = next.and_then(|next| options.list().get(next)) else {
                outcome.trace.push(Step::TieStands { round: 1, among: names(&equal, options) });
                break;
            };
            left.retain(|(at, _)| Some(*at) != next);
            outcome.rest.push(option.id.clone());
            outcome.trace.push(Step::Next { round: 1, option: option.id.clone(), place, figure: highest });
        }
        outcome
    }

    /// Those who could follow, by their places on the ballot paper, with their figures. Who fell short in another measure stands in
    /// no figure of the first round.
    fn eligible(&self, options: &Options, outcome: &Outcome) -> Vec<(usize, Amount)> {
        let Some(round) = outcome.rounds.first() else { return Vec::new() };
        let least = round.needed.clone().unwrap_or_else(|| 1.into());
        let figure = |id: &OptionId| round.figures.get(id).filter(|figure| **figure >= least).cloned();
        let options = options.list().iter().enumerate();
        options
            .filter(|(_, option)| !outcome.winners.contains(&option.id))
            .filter_map(|(at, option)| Some((at, figure(&option.id)?)))
            .collect()
    }
}
