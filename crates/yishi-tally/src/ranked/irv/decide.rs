//! Who is elected in a round of an instant runoff, and who leaves.

use super::WinnerMode;
use super::record::{Bound, Sheet, name};
use super::tabulator::{Standing, Tabulator};
use crate::Step;
use crate::tie::Side;

impl Tabulator<'_> {
    /// Elects or excludes; answers whether the count goes on, which a tie that stands ends.
    pub(super) fn decide(&mut self, sheet: &mut Sheet) -> bool {
        let Some(winners) = self.winners(sheet) else { return false };
        if !winners.is_empty() {
            self.elect(winners, sheet);
            return true;
        }
        let two_left = self.excluded().saturating_add(2) >= self.voted_on();
        let unfinished = self.elected() < self.seats()
            || (self.method.until_two && !two_left)
            || matches!(self.method.mode, WinnerMode::Threshold(_));
        if !unfinished {
            return true;
        }
        let Some(losers) = self.losers(sheet) else { return false };
        self.exclude(losers, sheet);
        true
    }

    /// The places in the count of this round; those elected earlier only while they still take votes.
    fn in_count(&self, sheet: &Sheet) -> Vec<usize> {
        let takes = |place: &usize| match self.standing.get(*place) {
            Some(Standing::Continuing) => true,
            Some(Standing::Elected(_)) => self.method.until_two,
            _ => false,
        };
        (0..sheet.figures.len()).filter(takes).collect()
    }

    fn undeclared(&self) -> Option<usize> {
        self.method.undeclared.as_ref().and_then(|option| self.options.place(option))
    }

    /// Who is elected; `None` when a tie stands.
    fn winners(&mut self, sheet: &Sheet) -> Option<Vec<usize>> {
        let figure = |place: &usize| sheet.figure(*place).unwrap_or(0);
        let undeclared = self.undeclared();
        let left = self.in_count(sheet);
        if undeclared.is_some_and(|place| left.contains(&place) && figure(&place) > 0) {
            return Some(Vec::new());
        }
        let bound = sheet.bound.unwrap_or(Bound::units(u128::MAX));
        if matches!(self.method.mode, WinnerMode::Threshold(_)) {
            let all = left.iter().all(|place| bound.is_exceeded(figure(place)));
            return Some(if all { left } else { Vec::new() });
        }
        let open = self.seats().saturating_sub(self.elected());
        if open == 0 {
            return Some(Vec::new());
        }
        let highest = left.iter().map(figure).max().unwrap_or(0);
        let best: Vec<usize> = left.iter().copied().filter(|place| figure(place) == highest).collect();
        let frozen = self.method.first_round_decides;
        let mut chosen: Vec<usize> = if left.len() <= open {
            left.clone()
        } else if frozen && left.len().saturating_sub(1) == self.seats() {
            best.clone()
        } else if self.method.mode == WinnerMode::BottomsUp {
            Vec::new()
        } else {
            let reaches = |place: &usize| bound.is_reached(figure(place)) && Some(*place) != undeclared;
            left.iter().copied().filter(reaches).collect()
        };
        let one_only = self.method.mode == WinnerMode::OnePerRound || frozen;
        let last_two = self.method.seats == 1 && chosen.is_empty() && left.len() == 2 && open == 1;
        if (chosen.len() > 1 && one_only) || last_two {
            chosen = vec![self.pick(Side::Best, &best)?];
        }
        Some(chosen)
    }

    /// Who leaves; `None` when a tie stands.
    fn losers(&mut self, sheet: &Sheet) -> Option<Vec<usize>> {
        let figure = |place: &usize| sheet.figure(*place).unwrap_or(0);
        let left = self.in_count(sheet);
        if let Some(place) = self.undeclared().filter(|place| left.contains(place) && figure(place) > 0) {
            return Some(vec![place]);
        }
        let least = u128::from(self.method.least_votes).saturating_mul(self.method.unit());
        let below: Vec<usize> = left.iter().copied().filter(|place| figure(place) < least).collect();
        if !below.is_empty() {
            return Some(below);
        }
        if let (true, Some(bound)) = (self.method.cutoff, sheet.bound) {
            let below: Vec<usize> =
                left.iter().copied().filter(|place| !bound.is_reached(figure(place))).collect();
            if !below.is_empty() {
                return Some(below);
            }
        }
        let batch = if self.method.batch { self.batch(&left, sheet) } else { Vec::new() };
        if batch.len() > 1 {
            return Some(batch);
        }
        let lowest = left.iter().map(figure).min()?;
        let last: Vec<usize> = left.iter().copied().filter(|place| figure(place) == lowest).collect();
        Some(vec![self.pick(Side::Worst, &last)?])
    }

    /// All who together have fewer votes than the next one above them.
    fn batch(&self, left: &[usize], sheet: &Sheet) -> Vec<usize> {
        let mut rising: Vec<(u128, usize)> =
            left.iter().map(|place| (sheet.figure(*place).unwrap_or(0), *place)).collect();
        rising.sort_unstable();
        let (mut total, mut batch, mut before) = (0_u128, 0, 0);
        let mut seen = 0_usize;
        for group in rising.chunk_by(|one, other| one.0 == other.0) {
            let figure = group.first().map_or(0, |first| first.0);
            if total < figure && seen > batch {
                (before, batch) = (batch, seen);
            }
            let size = u128::try_from(group.len()).unwrap_or(u128::MAX);
            total = total.saturating_add(figure.saturating_mul(size));
            seen = seen.saturating_add(group.len());
        }
        let settled = batch.saturating_add(self.excluded()).saturating_add(1);
        if self.method.until_two && settled == self.voted_on() {
            batch = before;
        }
        rising.iter().take(batch).map(|(_, place)| *place).collect()
    }

    fn elect(&mut self, mut winners: Vec<usize>, sheet: &mut Sheet) {
        let figure = |place: usize, sheet: &Sheet| sheet.figure(place).unwrap_or(0);
        winners.sort_by_key(|place| (std::cmp::Reverse(figure(*place, sheet)), *place));
        for place in &winners {
            if let Some(standing) = self.standing.get_mut(*place) {
                *standing = Standing::Elected(self.round);
            }
            let Some(option) = name(*place, self.options) else { continue };
            let figure = self.amount(figure(*place, sheet));
            self.outcome.winners.push(option.clone());
            self.outcome.trace.push(Step::Elected { round: self.round, option, figure });
        }
        sheet.elected = winners;
    }

    fn exclude(&mut self, losers: Vec<usize>, sheet: &mut Sheet) {
        for place in &losers {
            if let Some(standing) = self.standing.get_mut(*place) {
                *standing = Standing::Excluded(self.round);
            }
            let Some(option) = name(*place, self.options) else { continue };
            let figure = self.amount(sheet.figure(*place).unwrap_or(0));
            self.outcome.trace.push(Step::Excluded { round: self.round, option, figure });
        }
        sheet.excluded = losers;
    }
}
