//! All committees that some order of ties leads to, for recounts and for whoever wants to know how much ties matter.

use super::gains::Gains;
use super::loads::Loads;
use super::sequence::{Teller, read, shares};
use super::stage::{Count, Stage};
use crate::{Ballot, CountError, Method, OptionId, Options, TieRule};
use std::collections::BTreeSet;

/// Says that ties branch into more counts than were allowed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TooManyCommittees {
    /// More than were allowed.
    #[error("ties lead to more than {most} counts")]
    More {
        /// How many were allowed.
        most: usize,
    },
    /// The method fills no committee in sequence, or its completion begins anew.
    #[error("the method `{0}` does not branch at ties")]
    NotSequential(&'static str),
    /// The ballots cannot be counted.
    #[error(transparent)]
    Count(#[from] CountError),
}

/// All committees that the method elects under one order of ties or another, each in the order of the ballot paper.
///
/// # Errors
/// When there are more than `most` steps to follow, or the method is not one that goes seat by seat.
pub fn all_committees(
    method: &Method,
    options: &Options,
    ballots: &[Ballot],
    most: usize,
) -> Result<BTreeSet<Vec<OptionId>>, TooManyCommittees> {
    let field = read(options, ballots)?;
    let groups = field.groups.len();
    let first = match method {
        Method::Phragmen(_) => Count::new(Stage::Loads(Loads::none(groups))),
        Method::PavSequential(_) => Count::new(Stage::Gains(Gains::none(groups))),
        Method::SharesCommittee(shares_) if shares_.completion != super::Completion::Increment => {
            shares(&field, shares_.seats.into(), shares_.completion)
        }
        _ => return Err(TooManyCommittees::NotSequential(method.name())),
    };
    let teller = Teller::new(&field, method.seats(), &TieRule::Stop);
    let mut waiting = BTreeSet::from([first]);
    let mut committees = BTreeSet::new();
    let mut steps = 0_usize;
    while let Some(mut count) = waiting.pop_first() {
        steps = steps.saturating_add(1);
        if steps > most {
            return Err(TooManyCommittees::More { most });
        }
        let figures = count.figures(&teller.candidates);
        let best = count.best(&teller.candidates, &figures);
        let full = count.elected.len() >= teller.seats;
        if full || (best.is_empty() && count.go_on().is_none()) {
            committees.insert(count.elected.iter().map(|place| field.id(*place)).collect());
            continue;
        }
        if best.is_empty() {
            waiting.insert(count);
            continue;
        }
        for place in best {
            let mut branch = count.clone();
            branch.elect(&teller.candidates, place);
            // Which came first no longer matters: equal counts are followed once.
            branch.elected.sort_unstable();
            waiting.insert(branch);
        }
    }
    Ok(committees)
}
