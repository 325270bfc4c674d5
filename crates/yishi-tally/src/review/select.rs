//! From reviews to the projects that are chosen.

use super::score::figure;
use super::{Bar, Review, ReviewFault, ReviewRule, ReviewerId, Selection, Trim};
use crate::budget::field::{Field, Reading};
use crate::budget::{fund, order::Order};
use crate::tie::names;
use crate::{Amount, OptionId, Options, Outcome, Round, Step};
use std::collections::BTreeSet;

/// Counts reviews: a pure function, whatever the order in which they stand.
///
/// # Errors
/// When the rule cannot be used for these projects, or a review does not fit it.
pub fn review(
    rule: &ReviewRule,
    options: &Options,
    reviews: &[Review],
    bars: &[Bar],
) -> Result<Outcome, ReviewFault> {
    rule.check()?;
    rule.check_reviews(options, reviews, bars)?;
    let mut trace = barred(bars);
    let out: BTreeSet<(&ReviewerId, &OptionId)> =
        bars.iter().map(|bar| (&bar.reviewer, &bar.option)).collect();
    let mut ranked = Vec::new();
    for (place, option) in options.list().iter().enumerate().filter(|(_, option)| !option.withdrawn) {
        let own: Vec<&Review> = reviews
            .iter()
            .filter(|review| review.option == option.id && !out.contains(&(&review.reviewer, &option.id)))
            .collect();
        let number = u32::try_from(own.len()).unwrap_or(u32::MAX);
        let id = option.id.clone();
        if number < rule.least_reviews {
            trace.push(Step::TooFewReviews { option: id, reviews: number, needed: rule.least_reviews });
            continue;
        }
        let figure = Amount(figure(rule, &own));
        let left_out = rule.trim.number().saturating_mul(2);
        trace.push(Step::Reviewed {
            option: id,
            reviews: number,
            left_out,
            by_criterion: matches!(rule.trim, Trim::EachCriterion(_)),
            figure: figure.clone(),
        });
        ranked.push((place, figure));
    }
    let mut outcome = choose(rule, options, ranked);
    trace.append(&mut outcome.trace);
    outcome.trace = trace;
    Ok(outcome)
}

/// Bars in the order of projects and reviewers, whatever the order in which they were declared.
fn barred(bars: &[Bar]) -> Vec<Step> {
    let mut bars: Vec<&Bar> = bars.iter().collect();
    bars.sort_by(|a, b| (&a.option, &a.reviewer, &a.reason).cmp(&(&b.option, &b.reviewer, &b.reason)));
    let step = |bar: &Bar| Step::Barred {
        option: bar.option.clone(),
        reviewer: bar.reviewer.clone(),
        reason: bar.reason.clone(),
    };
    bars.into_iter().map(step).collect()
}

fn choose(rule: &ReviewRule, options: &Options, ranked: Vec<(usize, Amount)>) -> Outcome {
    let budget = match &rule.selection {
        Selection::Budget { amount, .. } => amount.clone(),
        Selection::Places(_) => Amount::zero(),
    };
    // Without ballots there is nothing that could be too much.
    let Ok(field) = Field::new(options, &[], &budget, Reading::Names) else { return Outcome::default() };
    let order = Order::new(&field, &rule.prefer, &rule.tie);
    let least = rule.least_figure.clone().unwrap_or_else(Amount::zero);
    match &rule.selection {
        Selection::Budget { amount, unfit } => fund(&order, amount, *unfit, ranked, &least),
        Selection::Places(places) => best(&order, *places, ranked, &least),
    }
}

/// The projects with the highest figures. Equal ones need no order when there are places for all of them.
fn best(order: &Order<'_>, places: u32, mut open: Vec<(usize, Amount)>, least: &Amount) -> Outcome {
    let field = order.field;
    let places = usize::try_from(places).unwrap_or(usize::MAX);
    let figures = open.iter().map(|(place, figure)| (field.id(*place), figure.clone())).collect();
    let mut round = Round { number: 1, figures, ..Round::default() };
    let mut outcome = Outcome::default();
    open.retain(|(_, figure)| figure >= least);
    while outcome.winners.len() < places {
        let Some(most) = open.iter().map(|(_, figure)| figure).max().cloned() else { break };
        let equal: Vec<usize> =
            open.iter().filter(|(_, figure)| *figure == most).map(|(place, _)| *place).collect();
        let room = places.saturating_sub(outcome.winners.len());
        let picked = if equal.len() <= room { None } else { Some(order.pick(&equal)) };
        let next = match picked {
            None => equal.first().copied(),
            Some(Some(picked)) => {
                outcome.trace.push(picked.step(1, &equal, field.options));
                Some(picked.place)
            }
            Some(None) => {
                outcome.tied = names(&equal, field.options);
                outcome.trace.push(Step::TieStands { round: 1, among: outcome.tied.clone() });
                None
            }
        };
        let Some(next) = next else { break };
        open.retain(|(place, _)| *place != next);
        let option = field.id(next);
        round.elected.push(option.clone());
        outcome.winners.push(option.clone());
        outcome.trace.push(Step::Elected { round: 1, option, figure: most });
    }
    outcome.rounds.push(round);
    outcome
}
