//! Sums of weights, by what ballots say and by who is there: integers, added up without the rules' own counting.

use super::resheet::SheetSums;
use yishi_core::{DecisionClause, Reading};
use yishi_tally::{Choice, Figures, Marks, Measure, Totals, VotingRight};

/// What a ballot says.
pub(super) enum Said {
    /// On a motion: for, against or abstaining, by its place in [`Sums`].
    Place(usize),
    Marks(Marks),
    Invalid,
    Sealed,
}

const CHOICES: [Choice; 3] = [Choice::For, Choice::Against, Choice::Abstain];

/// The place of invalid ballots in [`Sums`].
const INVALID: usize = 3;

impl Said {
    pub(super) fn of_choice(choice: Choice) -> Self {
        Self::Place(CHOICES.iter().position(|other| *other == choice).unwrap_or(INVALID))
    }

    pub(super) fn read(reading: Reading) -> Self {
        match reading {
            Reading::Choice(choice) => Self::of_choice(choice),
            Reading::Marks(marks) => Self::Marks(marks),
            Reading::Invalid => Self::Invalid,
        }
    }

    /// A ballot that names an option takes part like a vote for something; a blank one abstains.
    pub(super) fn place(&self) -> Option<usize> {
        match self {
            Self::Place(place) => Some(*place),
            Self::Marks(marks) => Some(if marks.options().next().is_none() { 2 } else { 0 }),
            Self::Invalid | Self::Sealed => Some(INVALID),
        }
    }
}

/// Weights for, against, abstaining, invalid, and present, by heads, by area and by households.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Sums {
    heads: [u128; 5],
    area_dm2: [u128; 5],
    households: [u128; 5],
}

impl Sums {
    pub(super) fn add(&mut self, right: &VotingRight, place: Option<usize>) {
        let Some(place) = place else { return };
        let weights = [right.heads, right.area_dm2, right.households];
        for (sums, weight) in
            [&mut self.heads, &mut self.area_dm2, &mut self.households].into_iter().zip(weights)
        {
            if let Some(sum) = sums.get_mut(place) {
                *sum += u128::from(weight);
            }
        }
    }

    /// A right is at the meeting.
    pub(super) fn attend(&mut self, right: &VotingRight) {
        self.add(right, Some(INVALID + 1));
    }

    /// What a sealing states.
    pub(super) fn stated(totals: &Totals) -> Self {
        let [heads, area_dm2, households] =
            [totals.heads, totals.area_dm2, totals.households].map(|figures: Figures| {
                [figures.for_, figures.against, figures.abstain, figures.invalid, figures.present]
                    .map(u128::from)
            });
        Self { heads, area_dm2, households }
    }

    /// What tally sheets add up to.
    pub(super) fn of_sheets(sheets: &SheetSums) -> Self {
        let wide = |[for_, against, abstain]: [u128; 3]| [for_, against, abstain, 0, 0];
        Self {
            heads: wide(sheets.heads),
            area_dm2: wide(sheets.area_dm2),
            households: wide(sheets.households),
        }
    }
}

/// The choice that leads each other in every measure of the rule that adds up over rights; in heads where there is none.
pub(super) fn leading(rule: &DecisionClause, sums: &Sums) -> Option<Choice> {
    let mut measured: Vec<&[u128; 5]> = Vec::new();
    for requirement in &rule.requirements {
        match requirement.measure {
            Measure::Heads => measured.push(&sums.heads),
            Measure::Area => measured.push(&sums.area_dm2),
            Measure::Households => measured.push(&sums.households),
            Measure::Benches | Measure::Councils => {}
        }
    }
    if measured.is_empty() {
        measured.push(&sums.heads);
    }
    let leads = |place: usize| {
        let others = (0..CHOICES.len()).filter(|other| *other != place);
        others.into_iter().all(|other| measured.iter().all(|sums| sums.get(place) > sums.get(other)))
    };
    CHOICES.into_iter().enumerate().find(|(place, _)| leads(*place)).map(|(_, choice)| choice)
}
