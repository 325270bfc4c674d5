//! Completion by increments: the method is run again with larger purses, so that the budget is spent as far as it goes.

use super::{Chooser, Item, Purchase, Purses, Standstill, run};
use num_bigint::BigUint;
use num_rational::Ratio;
use num_traits::Zero as _;
use serde::{Deserialize, Serialize};

/// When the increments end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stop {
    /// With the last purses whose projects cost no more than the budget.
    BeforeOverspending,
    /// So too, but already with the first purses after which no project fits into what is left, whether anybody supports
    /// it or not: so the published tools have it.
    WhenExhaustive,
}

/// How large purses are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ladder {
    /// What every voter has in the first run.
    pub start: Ratio<BigUint>,
    /// What every voter has more in each further run; none for one run only.
    pub step: Option<Ratio<BigUint>>,
    /// When it ends.
    pub stop: Stop,
    /// How many runs are made at most; the first one always is.
    pub most_runs: u32,
}

/// What one size of purses came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rung {
    /// What every voter had.
    pub each: Ratio<BigUint>,
    /// What was bought.
    pub bought: Vec<Purchase>,
    /// What it cost together.
    pub cost: BigUint,
}

/// Why no larger purses were tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum End {
    /// There is one run only.
    OneRun,
    /// The next purses would have overspent.
    Overspends,
    /// No project fits into what is left.
    Exhausted,
    /// All supported projects are funded.
    AllFunded,
    /// As many runs were made as are allowed.
    MostRuns,
}

/// All runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Climb {
    /// The first run, and each later one that bought something else than the one before; an overspending one at the end.
    pub changes: Vec<Rung>,
    /// The run that counts.
    pub last: Rung,
    /// Why it ended there.
    pub end: End,
}

/// Runs the method with ever larger purses.
pub fn climb(
    items: &[Item],
    groups: usize,
    budget: &BigUint,
    ladder: &Ladder,
    chooser: &impl Chooser,
) -> Result<Climb, Standstill> {
    let rung = |each: &Ratio<BigUint>| {
        let bought = run(items, &mut Purses::new(groups, each), chooser, usize::MAX)?;
        let costs = bought.iter().filter_map(|purchase| items.get(purchase.item)).map(|item| &item.cost);
        Ok(Rung { each: each.clone(), cost: costs.sum(), bought })
    };
    let mut last = rung(&ladder.start)?;
    let mut changes = vec![last.clone()];
    for runs in 1_u32.. {
        let end = ended(items, budget, ladder, &last).or((runs >= ladder.most_runs).then_some(End::MostRuns));
        let (None, Some(step)) = (end, &ladder.step) else {
            return Ok(Climb { changes, last, end: end.unwrap_or(End::OneRun) });
        };
        let next = rung(&(&last.each + step))?;
        let overspends = &next.cost > budget;
        if overspends || !same_projects(&next, &last) {
            changes.push(next.clone());
        }
        if overspends {
            return Ok(Climb { changes, last, end: End::Overspends });
        }
        last = next;
    }
    Ok(Climb { changes, last, end: End::MostRuns })
}

fn ended(items: &[Item], budget: &BigUint, ladder: &Ladder, rung: &Rung) -> Option<End> {
    if ladder.step.as_ref().is_none_or(Ratio::is_zero) {
        return Some(End::OneRun);
    }
    let open = items
        .iter()
        .enumerate()
        .filter(|(place, item)| item.standing && rung.bought.iter().all(|purchase| purchase.item != *place));
    let mut open = open.map(|(_, item)| item);
    if ladder.stop == Stop::WhenExhaustive && open.clone().all(|item| &rung.cost + &item.cost > *budget) {
        return Some(End::Exhausted);
    }
    open.all(|item| item.backers.is_empty()).then_some(End::AllFunded)
}

/// Whether two runs bought the same projects, in whatever order.
fn same_projects(one: &Rung, other: &Rung) -> bool {
    let projects = |rung: &Rung| {
        let mut projects: Vec<usize> = rung.bought.iter().map(|purchase| purchase.item).collect();
        projects.sort_unstable();
        projects
    };
    projects(one) == projects(other)
}
