//! One instant runoff, round by round.

use super::paper::{Paper, Reason, next};
use super::record::{Bound, Sheet, add, name};
use super::{Irv, WinnerMode};
use crate::tie::{JAVA_DRAW, Side, Ties, names};
use crate::{Amount, CountError, OptionId, Options, Outcome, Step};
use num_rational::Ratio;
use std::collections::BTreeMap;

/// How an option stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Standing {
    /// Not voted on: withdrawn, or elected in an earlier pass.
    Absent,
    /// In the count.
    Continuing,
    /// Elected in a round.
    Elected(u32),
    /// Left in a round.
    Excluded(u32),
}

/// A count under way.
pub(super) struct Tabulator<'a> {
    pub(super) method: &'a Irv,
    pub(super) options: &'a Options,
    pub(super) standing: Vec<Standing>,
    pub(super) round: u32,
    /// The figures of every earlier round, for ties.
    history: Vec<Vec<Option<u128>>>,
    bound: Option<Bound>,
    lost: u128,
    pub(super) outcome: Outcome,
}

impl<'a> Tabulator<'a> {
    pub(super) fn new(method: &'a Irv, options: &'a Options, taken: &[OptionId]) -> Self {
        let absent = |option: &crate::VotingOption| option.withdrawn || taken.contains(&option.id);
        let standing = options
            .list()
            .iter()
            .map(|option| if absent(option) { Standing::Absent } else { Standing::Continuing })
            .collect();
        let outcome = Outcome::default();
        Self { method, options, standing, round: 0, history: Vec::new(), bound: None, lost: 0, outcome }
    }

    /// Counts to the end, or to a tie that no rule breaks.
    pub(super) fn run(mut self, mut papers: Vec<Paper<'_>>) -> Result<Outcome, CountError> {
        while self.goes_on() {
            self.round = self.round.saturating_add(1);
            let mut sheet = self.tally(&mut papers)?;
            self.settle_elected(&mut sheet, &papers)?;
            self.set_bound(&mut sheet)?;
            let goes_on = self.decide(&mut sheet);
            if goes_on && self.method.passes_surplus() {
                self.take_shares(&sheet, &mut papers)?;
            }
            self.outcome.rounds.push(sheet.round(self.round, self.method.unit(), self.options));
            let idle = sheet.elected.is_empty() && sheet.excluded.is_empty();
            self.history.push(sheet.figures);
            if !goes_on || idle {
                break;
            }
        }
        Ok(self.outcome)
    }

    pub(super) fn count_of(&self, matches: impl Fn(Standing) -> bool) -> usize {
        self.standing.iter().filter(|standing| matches(**standing)).count()
    }

    pub(super) fn elected(&self) -> usize {
        self.count_of(|standing| matches!(standing, Standing::Elected(_)))
    }

    pub(super) fn excluded(&self) -> usize {
        self.count_of(|standing| matches!(standing, Standing::Excluded(_)))
    }

    pub(super) fn voted_on(&self) -> usize {
        self.count_of(|standing| standing != Standing::Absent)
    }

    pub(super) fn seats(&self) -> usize {
        usize::try_from(self.method.seats).unwrap_or(usize::MAX)
    }

    fn goes_on(&self) -> bool {
        if self.method.stop_after.is_some_and(|last| self.round >= last) {
            return false;
        }
        // More places than options: nobody is left to fill them.
        if self.elected() == self.voted_on() && self.voted_on() < self.seats() {
            return false;
        }
        let now = |wanted: Standing| self.standing.contains(&wanted);
        if self.method.until_two {
            let settled = self.excluded().saturating_add(self.elected()).saturating_add(1);
            return settled < self.voted_on() || now(Standing::Excluded(self.round));
        }
        match self.method.mode {
            WinnerMode::Threshold(_) => self.elected() == 0,
            _ => {
                self.elected() < self.seats()
                    || (self.method.passes_surplus() && now(Standing::Elected(self.round)))
            }
        }
    }

    /// Whether an option still takes votes: with `until_two` those elected do.
    fn continues(&self, standing: Standing) -> bool {
        match standing {
            Standing::Continuing => true,
            Standing::Elected(_) => self.method.until_two,
            Standing::Absent | Standing::Excluded(_) => false,
        }
    }

    /// Moves every ballot whose option left, and adds up.
    fn tally(&mut self, papers: &mut [Paper<'_>]) -> Result<Sheet, CountError> {
        let continues: Vec<bool> = self.standing.iter().map(|standing| self.continues(*standing)).collect();
        let figures = continues.iter().map(|continues| continues.then_some(0)).collect();
        let mut sheet = Sheet { figures, lost: self.lost, ..Sheet::default() };
        let finished = self.method.passes_surplus() && self.elected() >= self.seats();
        let mut moved = BTreeMap::new();
        for paper in papers {
            let stays = paper.at.is_some_and(|place| continues.get(place) == Some(&true));
            if paper.gone.is_none() && !stays {
                let from = paper.at.take();
                match next(self.method, paper, &continues) {
                    Err(Reason::Blank) => paper.gone = Some(Reason::Blank),
                    _ if finished => paper.gone = Some(Reason::Finished),
                    Err(reason) => paper.gone = Some(reason),
                    Ok(place) => paper.at = Some(place),
                }
                if let Some(from) = from {
                    add(moved.entry((from, paper.at)).or_insert(0), paper.worth()?)?;
                }
            }
            match (paper.gone, paper.at) {
                (Some(reason), _) => sheet.add_gone(reason, paper.worth()?)?,
                (None, Some(place)) => sheet.add(place, paper.worth()?)?,
                (None, None) => {}
            }
        }
        self.tell_moves(&moved);
        Ok(sheet)
    }

    /// Transfers belong to the round that caused them.
    fn tell_moves(&mut self, moved: &BTreeMap<(usize, Option<usize>), u128>) {
        let round = self.round.saturating_sub(1);
        for ((from, to), units) in moved.iter().filter(|(_, units)| **units > 0) {
            let Some(from) = name(*from, self.options) else { continue };
            let to = to.and_then(|to| name(to, self.options));
            let figure = self.amount(*units);
            self.outcome.trace.push(Step::Transferred { round, from, to, figure });
        }
    }

    /// Gives those elected in earlier rounds what they keep: the bound, and what was cut off is lost.
    fn settle_elected(&mut self, sheet: &mut Sheet, papers: &[Paper<'_>]) -> Result<(), CountError> {
        if !self.method.passes_surplus() {
            return Ok(());
        }
        let last = self.round.saturating_sub(1);
        for place in 0..self.standing.len() {
            let Some(Standing::Elected(round)) = self.standing.get(place).copied() else { continue };
            let kept = if round == last {
                let sum = kept_by(place, papers)?;
                let bound = self.bound.map_or(sum, |bound| bound.numerator);
                let lost = sum.saturating_sub(bound);
                self.tell_loss(last, place, lost);
                add(&mut self.lost, lost)?;
                sum.saturating_sub(lost)
            } else {
                self.history.last().and_then(|figures| figures.get(place).copied().flatten()).unwrap_or(0)
            };
            if let Some(figure) = sheet.figures.get_mut(place) {
                *figure = Some(kept);
            }
        }
        sheet.lost = self.lost;
        Ok(())
    }

    fn tell_loss(&mut self, round: u32, place: usize, lost: u128) {
        if let (true, Some(option)) = (lost > 0, name(place, self.options)) {
            let figure = self.amount(lost);
            self.outcome.trace.push(Step::Lost { round, option, figure });
        }
    }

    fn set_bound(&mut self, sheet: &mut Sheet) -> Result<(), CountError> {
        let again = match self.bound {
            None => true,
            Some(_) if self.method.passes_surplus() || self.method.seats > 1 => false,
            Some(_) if self.method.first_round_decides => false,
            Some(_) => !self.method.until_two || self.elected() == 0,
        };
        if again {
            let votes = self.active(sheet)?;
            let bound = self.work_out(votes)?;
            if self.bound != Some(bound) {
                let (votes, figure) = (self.amount(votes), bound.amount(self.method.unit()));
                let seats = self.method.seats;
                self.outcome.trace.push(Step::Needed { round: self.round, votes, seats, figure });
            }
            self.bound = Some(bound);
        }
        sheet.bound = self.bound;
        Ok(())
    }

    /// The votes that still count for somebody in the round.
    fn active(&self, sheet: &Sheet) -> Result<u128, CountError> {
        let mut sum = 0;
        for (figure, standing) in sheet.figures.iter().zip(&self.standing) {
            if self.continues(*standing) {
                add(&mut sum, figure.unwrap_or(0))?;
            }
        }
        Ok(sum)
    }

    fn work_out(&self, votes: u128) -> Result<Bound, CountError> {
        if let WinnerMode::Threshold(share) = self.method.mode {
            let numerator = votes.checked_mul(share.numerator().into()).ok_or(CountError::TooManyVotes)?;
            return Ok(Bound { numerator, denominator: share.denominator().into() });
        }
        let unit = self.method.unit();
        let step = if self.method.fractional_bound { 1 } else { unit };
        let (divisor, beyond) =
            if self.method.hare { (self.method.seats, 0) } else { (self.method.seats.saturating_add(1), 1) };
        let divisor = u128::from(divisor).saturating_mul(step);
        let (Some(whole), Some(rest)) = (votes.checked_div(divisor), votes.checked_rem(divisor)) else {
            return Ok(Bound::units(votes));
        };
        let beyond = if beyond == 1 || rest > 0 { 1 } else { 0 };
        whole.saturating_add(beyond).checked_mul(step).map(Bound::units).ok_or(CountError::TooManyVotes)
    }

    /// Takes from each ballot of those just elected what they keep; the rest passes on.
    fn take_shares(&mut self, sheet: &Sheet, papers: &mut [Paper<'_>]) -> Result<(), CountError> {
        let (unit, too_many) = (self.method.unit(), CountError::TooManyVotes);
        for place in &sheet.elected {
            let figure = sheet.figure(*place).unwrap_or(0);
            let surplus = figure.saturating_sub(self.bound.map_or(figure, |bound| bound.numerator));
            let share = surplus.checked_mul(unit).ok_or(too_many.clone())?.checked_div(figure).unwrap_or(0);
            if let (true, Some(option)) = (surplus > 0, name(*place, self.options)) {
                let figure = self.amount(surplus);
                self.outcome.trace.push(Step::Surplus { round: self.round, option, figure });
            }
            for paper in papers.iter_mut().filter(|paper| paper.gone.is_none() && paper.at == Some(*place)) {
                let passed = paper.value.checked_mul(share).and_then(|product| product.checked_div(unit));
                let passed = passed.ok_or(too_many.clone())?;
                paper.kept.push((*place, paper.value.saturating_sub(passed)));
                paper.value = passed;
            }
        }
        Ok(())
    }

    pub(super) fn amount(&self, units: u128) -> Amount {
        Amount(Ratio::new(units.into(), self.method.unit().into()))
    }

    /// Picks one of several equals and tells how; a tie that stands ends the count.
    pub(super) fn pick(&mut self, side: Side, among: &[usize]) -> Option<usize> {
        if let [only] = among {
            return Some(*only);
        }
        let drawn = self.outcome.trace.iter().filter(|step| is_draw(step)).count();
        let rule = self.method.tie.after_draws(u32::try_from(drawn).unwrap_or(u32::MAX));
        let ties = Ties { rule: &rule, options: self.options };
        let Some(picked) = ties.pick(side, among, &self.history) else {
            self.outcome.tied = names(among, self.options);
            let step = Step::TieStands { round: self.round, among: self.outcome.tied.clone() };
            self.outcome.trace.push(step);
            return None;
        };
        self.outcome.trace.push(picked.step(self.round, among, self.options));
        Some(picked.place)
    }
}

fn kept_by(place: usize, papers: &[Paper<'_>]) -> Result<u128, CountError> {
    let mut sum = 0;
    for paper in papers {
        for (_, units) in paper.kept.iter().filter(|(winner, _)| *winner == place) {
            add(&mut sum, units.checked_mul(paper.weight).ok_or(CountError::TooManyVotes)?)?;
        }
    }
    Ok(sum)
}

/// Whether a step used up a draw of RCTab's generator.
fn is_draw(step: &Step) -> bool {
    matches!(step, Step::TieBroken { by, .. } if by == JAVA_DRAW)
}
