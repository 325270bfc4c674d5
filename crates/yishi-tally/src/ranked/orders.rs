//! Rankings as strict orders of the options that are voted on, for transferable votes.

use super::profile::{Profile, Rank};
use crate::{Ballot, CountError, Options};

/// Strict orders with their weights; equal ones stand once.
///
/// Skipped ranks close up, the withdrawn and repetitions are passed over, and a ballot ends before a rank with several
/// options, because nobody can tell which was meant first.
pub(super) struct Orders {
    pool: Vec<usize>,
    lines: Vec<Line>,
    /// Ballots that rank somebody.
    pub(super) valid: u64,
}

/// Equal orders: where they stand in the pool, and how many there are.
#[derive(Clone, Copy)]
struct Line {
    start: usize,
    end: usize,
    weight: u64,
}

impl Orders {
    pub(super) fn new(options: &Options, ballots: &[Ballot]) -> Result<Self, CountError> {
        let profile = Profile::new(options, ballots)?;
        let voted_on: Vec<bool> = options.list().iter().map(|option| !option.withdrawn).collect();
        let mut orders = Self { pool: Vec::new(), lines: Vec::new(), valid: 0 };
        for (ranks, weight) in profile.lines() {
            let start = orders.pool.len();
            for rank in ranks {
                match rank {
                    Rank::Skipped => {}
                    Rank::Several(_) => break,
                    Rank::One(place) => {
                        let new = !orders.pool.get(start..).unwrap_or_default().contains(place);
                        if new && voted_on.get(*place) == Some(&true) {
                            orders.pool.push(*place);
                        }
                    }
                }
            }
            if orders.pool.len() > start {
                orders.lines.push(Line { start, end: orders.pool.len(), weight });
                orders.valid = orders.valid.saturating_add(weight);
            }
        }
        orders.sort();
        Ok(orders)
    }

    fn sort(&mut self) {
        let pool = &self.pool;
        let order = |line: &Line| pool.get(line.start..line.end).unwrap_or_default();
        self.lines.sort_unstable_by(|one, other| order(one).cmp(order(other)));
        self.lines.dedup_by(|later, first| {
            let equal = order(later) == order(first);
            if equal {
                first.weight = first.weight.saturating_add(later.weight);
            }
            equal
        });
    }

    /// Every order with its weight, ascending, so that those with a common beginning stand together.
    pub(super) fn lines(&self) -> impl ExactSizeIterator<Item = (&[usize], u64)> {
        self.lines.iter().map(|line| (self.pool.get(line.start..line.end).unwrap_or_default(), line.weight))
    }
}
