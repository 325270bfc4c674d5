//! Running totals: ballots counted and withdrawn one by one, equal at any moment to a count from the beginning.

use crate::{Base, Choice, Measure, Part, VotingRight};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Figures in one measure.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Figures {
    /// On the roll.
    pub entitled: u64,
    /// For.
    #[serde(rename = "for")]
    pub for_: u64,
    /// Against.
    pub against: u64,
    /// Abstaining.
    pub abstain: u64,
    /// Invalid ballots that the rule counts as taking part; ballots it does not count at all appear nowhere here.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub invalid: u64,
    /// At the meeting, whether they vote or not; 0 where there is none.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub present: u64,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
pub(crate) const fn is_zero(number: &u64) -> bool {
    *number == 0
}

impl Figures {
    /// Votes for and against.
    pub const fn cast(self) -> u64 {
        self.for_.saturating_add(self.against)
    }

    /// Votes of any kind.
    pub const fn participating(self) -> u64 {
        self.cast().saturating_add(self.abstain).saturating_add(self.invalid)
    }

    const fn size(self, base: Base) -> u64 {
        match base {
            Base::Entitled => self.entitled,
            Base::Present => self.present,
            Base::Participating => self.participating(),
            Base::Cast => self.cast(),
        }
    }

    fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Votes of one choice.
    pub const fn of(self, choice: Choice) -> u64 {
        match choice {
            Choice::For => self.for_,
            Choice::Against => self.against,
            Choice::Abstain => self.abstain,
        }
    }

    const fn of_mut(&mut self, choice: Choice) -> &mut u64 {
        match choice {
            Choice::For => &mut self.for_,
            Choice::Against => &mut self.against,
            Choice::Abstain => &mut self.abstain,
        }
    }

    const fn add(&mut self, choice: Choice, weight: u64) {
        let figure = self.of_mut(choice);
        *figure = figure.saturating_add(weight);
    }

    const fn subtract(&mut self, choice: Choice, weight: u64) {
        let figure = self.of_mut(choice);
        *figure = figure.saturating_sub(weight);
    }
}

/// Running totals of a poll; ballots can be recorded and withdrawn.
///
/// Exact as long as the weights of a roll add up to at most 2^64 − 1 (a book carries at most 2^53 − 1) and each right
/// is recorded at most once before it is withdrawn. Beyond that sums stay at their bound instead of wrapping round.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Totals {
    /// Heads.
    pub heads: Figures,
    /// Area.
    pub area_dm2: Figures,
    /// Heads by bench.
    pub benches: BTreeMap<Arc<str>, Figures>,
    /// Households, where the rights are theirs.
    #[serde(default, skip_serializing_if = "Figures::is_empty")]
    pub households: Figures,
    /// Votes of councils in halves, where the rights are theirs: a full vote is 2, half a vote 1.
    #[serde(default, skip_serializing_if = "Figures::is_empty")]
    pub council_halves: Figures,
}

impl Totals {
    /// The totals of a roll before any ballot.
    pub fn of_roll<'a>(rights: impl IntoIterator<Item = &'a VotingRight>) -> Self {
        let mut totals = Self::default();
        rights.into_iter().for_each(|right| totals.entitle(right));
        totals
    }

    /// Puts a right on the roll.
    pub(crate) fn entitle(&mut self, right: &VotingRight) {
        self.each_entitled(right, |figures, weight| {
            figures.entitled = figures.entitled.saturating_add(weight)
        });
    }

    /// Counts a ballot.
    pub fn record(&mut self, right: &VotingRight, choice: Choice) {
        self.each_entitled(right, |figures, weight| figures.add(choice, weight));
    }

    /// Counts an invalid ballot, under a rule that says that it takes part.
    pub fn record_invalid(&mut self, right: &VotingRight) {
        self.each_entitled(right, |figures, weight| figures.invalid = figures.invalid.saturating_add(weight));
    }

    /// Takes an invalid ballot out again that was counted as taking part.
    pub fn withdraw_invalid(&mut self, right: &VotingRight) {
        self.each_entitled(right, |figures, weight| figures.invalid = figures.invalid.saturating_sub(weight));
    }

    /// Records that a right was at the meeting; once for each right.
    pub fn attend(&mut self, right: &VotingRight) {
        self.each_entitled(right, |figures, weight| figures.present = figures.present.saturating_add(weight));
    }

    /// Takes a counted ballot out again.
    pub fn withdraw(&mut self, right: &VotingRight, choice: Choice) {
        self.each_entitled(right, |figures, weight| figures.subtract(choice, weight));
    }

    fn each_entitled(&mut self, right: &VotingRight, apply: impl Fn(&mut Figures, u64)) {
        apply(&mut self.heads, right.heads);
        apply(&mut self.area_dm2, right.area_dm2);
        apply(&mut self.households, right.households);
        apply(&mut self.council_halves, right.council_halves);
        let Some(bench) = &right.bench else { return };
        match self.benches.get_mut(bench) {
            Some(figures) => apply(figures, right.heads),
            None => apply(self.benches.entry(Arc::clone(bench)).or_default(), right.heads),
        }
    }

    /// The figures of a measure that adds up over rights; benches are counted one by one instead.
    const fn figures(&self, measure: Measure) -> Option<Figures> {
        match measure {
            Measure::Heads => Some(self.heads),
            Measure::Area => Some(self.area_dm2),
            Measure::Households => Some(self.households),
            Measure::Councils => Some(self.council_halves),
            Measure::Benches => None,
        }
    }

    /// How much of `measure` took the `part`.
    pub fn part(&self, part: Part, measure: Measure) -> u64 {
        match part {
            Part::Present => self.base(Base::Present, measure),
            Part::Participating => self.base(Base::Participating, measure),
            Part::For => match self.figures(measure) {
                Some(figures) => figures.for_,
                None => self.benches_where(|figures| figures.for_ > figures.against),
            },
        }
    }

    /// How much of `measure` the `base` holds.
    pub fn base(&self, base: Base, measure: Measure) -> u64 {
        match self.figures(measure) {
            Some(figures) => figures.size(base),
            // A bench is on the roll when it is listed, even if its rights weigh nothing.
            None => self.benches_where(|figures| base == Base::Entitled || figures.size(base) > 0),
        }
    }

    fn benches_where(&self, holds: impl Fn(Figures) -> bool) -> u64 {
        let count = self.benches.values().filter(|figures| holds(**figures)).count();
        u64::try_from(count).unwrap_or(u64::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn right(id: &str, area_dm2: u64, bench: Option<&str>) -> VotingRight {
        VotingRight {
            id: id.into(),
            heads: 1,
            area_dm2,
            bench: bench.map(Arc::from),
            ..VotingRight::default()
        }
    }

    #[test]
    fn a_ballot_counts_in_every_measure_of_its_right() {
        let resident = right("a", 8_950, Some("residents"));
        let mut totals = Totals::of_roll([&resident, &right("b", 1_050, Some("property"))]);
        totals.record(&resident, Choice::For);
        assert_eq!(totals.heads, Figures { entitled: 2, for_: 1, ..Figures::default() });
        assert_eq!(totals.area_dm2, Figures { entitled: 10_000, for_: 8_950, ..Figures::default() });
        assert_eq!(totals.benches["residents"], Figures { entitled: 1, for_: 1, ..Figures::default() });
        assert_eq!(totals.benches["property"], Figures { entitled: 1, for_: 0, ..Figures::default() });
    }

    #[test]
    fn a_bench_is_for_only_when_more_of_its_ballots_are_for_than_against() {
        let rights = [right("a", 0, Some("x")), right("b", 0, Some("x")), right("c", 0, Some("x"))];
        let mut totals = Totals::of_roll(&rights);
        totals.record(&rights[0], Choice::For);
        totals.record(&rights[1], Choice::Against);
        assert_eq!(totals.part(Part::For, Measure::Benches), 0);
        totals.record(&rights[2], Choice::For);
        assert_eq!(totals.part(Part::For, Measure::Benches), 1);
    }

    #[test]
    fn a_bench_that_only_abstains_takes_part_but_casts_nothing() {
        let rights = [right("a", 0, Some("x")), right("b", 0, Some("y"))];
        let mut totals = Totals::of_roll(&rights);
        totals.record(&rights[0], Choice::Abstain);
        assert_eq!(totals.base(Base::Entitled, Measure::Benches), 2);
        assert_eq!(totals.base(Base::Participating, Measure::Benches), 1);
        assert_eq!(totals.base(Base::Cast, Measure::Benches), 0);
    }

    #[test]
    fn sums_stay_at_their_bound_instead_of_wrapping_round() {
        let rights = [right("a", u64::MAX, None), right("b", 1, None)];
        let mut totals = Totals::of_roll(&rights);
        totals.record(&rights[0], Choice::For);
        totals.record(&rights[1], Choice::For);
        assert_eq!(totals.area_dm2.entitled, u64::MAX);
        assert_eq!(totals.area_dm2.for_, u64::MAX);
        assert_eq!(totals.area_dm2.participating(), u64::MAX);
    }

    #[test]
    fn withdrawing_what_was_never_recorded_stays_at_zero() {
        let only = right("a", 5, Some("x"));
        let mut totals = Totals::of_roll([&only]);
        totals.withdraw(&only, Choice::For);
        assert_eq!(totals, Totals::of_roll([&only]));
    }
}
