//! One count of a committee in progress: which options are the best for the next seat, and what electing one changes.

use super::Completion;
use super::gains::Gains;
use super::loads::Loads;
use crate::budget::field::Field;
use crate::budget::shares::{Backer, Payment, Purses};
use num_bigint::BigUint;
use num_rational::Ratio;
use num_traits::{One as _, Zero as _};
use std::cmp::Reverse;

/// What the next seat is decided by.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// What a seat would cost each supporter who can pay in full; what each voter had at first, and how it goes on.
    Shares {
        /// What voters have left.
        purses: Purses,
        /// What each had at first.
        start: Ratio<BigUint>,
        /// What follows when nothing can be paid any more.
        completion: Completion,
    },
    /// Loads.
    Loads(Loads),
    /// Gains.
    Gains(Gains),
    /// The number of approvals.
    Approvals,
}

/// A count in progress.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Count {
    /// Who is elected, in order.
    pub elected: Vec<usize>,
    /// What decides next.
    pub stage: Stage,
}

/// Options with their figures.
pub type Figures = Vec<(usize, Ratio<BigUint>)>;

/// Who may still be elected and who supports them.
#[derive(Clone, Debug)]
pub struct Candidates {
    standing: Vec<usize>,
    backers: Vec<Vec<Backer>>,
}

impl Candidates {
    /// The options of a vote that are not withdrawn.
    pub fn new(field: &Field<'_>) -> Self {
        let standing = field.standing().filter(|(_, stands)| *stands).map(|(place, _)| place).collect();
        Self { standing, backers: field.backers() }
    }

    /// How many there are.
    pub const fn standing(&self) -> usize {
        self.standing.len()
    }

    /// How many of them somebody supports.
    pub fn supported(&self) -> usize {
        self.standing.iter().filter(|place| !self.backers(**place).is_empty()).count()
    }

    /// Who supports an option.
    pub fn backers(&self, place: usize) -> &[Backer] {
        self.backers.get(place).map_or(&[], Vec::as_slice)
    }

    fn votes(&self, place: usize) -> u64 {
        self.backers(place).iter().map(|backer| backer.voters).sum()
    }
}

impl Count {
    /// A count at its beginning.
    pub const fn new(stage: Stage) -> Self {
        Self { elected: Vec::new(), stage }
    }

    /// The figures of the options that can be elected next. An option that nobody supports has one only where the
    /// stage gives it one.
    pub fn figures(&self, candidates: &Candidates) -> Figures {
        let open = candidates.standing.iter().filter(|place| !self.elected.contains(place));
        let figure = |place: &usize| Some((*place, self.figure(candidates, *place)?));
        open.filter_map(figure).collect()
    }

    fn figure(&self, candidates: &Candidates, place: usize) -> Option<Ratio<BigUint>> {
        let backers = candidates.backers(place);
        match &self.stage {
            Stage::Shares { purses, .. } => {
                purses.price(&BigUint::one(), backers).map(|price| purses.each(&price))
            }
            Stage::Loads(loads) => loads.figure(backers),
            Stage::Gains(gains) => Some(gains.figure(backers)),
            Stage::Approvals => Some(Ratio::from_integer(candidates.votes(place).into())),
        }
    }

    /// The options with the best of these figures, in ascending order of their places; where nobody has a figure but
    /// seats are left, all that are open are equal.
    pub fn best(&self, candidates: &Candidates, figures: &Figures) -> Vec<usize> {
        let best = match &self.stage {
            Stage::Shares { .. } | Stage::Loads(_) => figures.iter().min_by_key(|(_, figure)| figure),
            Stage::Gains(_) | Stage::Approvals => figures.iter().min_by_key(|(_, figure)| Reverse(figure)),
        };
        match (best, &self.stage) {
            (Some((_, best)), _) => {
                figures.iter().filter(|(_, figure)| figure == best).map(|(place, _)| *place).collect()
            }
            (None, Stage::Shares { .. }) => Vec::new(),
            (None, Stage::Loads(_) | Stage::Gains(_) | Stage::Approvals) => {
                candidates.standing.iter().filter(|place| !self.elected.contains(place)).copied().collect()
            }
        }
    }

    /// Elects an option; says how it was paid, where it was.
    pub fn elect(&mut self, candidates: &Candidates, place: usize) -> Option<Payment> {
        self.elected.push(place);
        let backers = candidates.backers(place);
        match &mut self.stage {
            Stage::Shares { purses, .. } => {
                let price = purses.price(&BigUint::one(), backers)?;
                return Some(purses.pay(&price, backers));
            }
            Stage::Loads(loads) => loads.elect(backers),
            Stage::Gains(gains) => gains.elect(backers),
            Stage::Approvals => {}
        }
        None
    }

    /// Goes on to the next stage when nothing can be paid any more; says by what the seats are filled from now on.
    pub fn go_on(&mut self) -> Option<&'static str> {
        let Stage::Shares { purses, start, completion } = &self.stage else { return None };
        match completion {
            Completion::Phragmen => {
                let (parts, spent) = purses.spent(start);
                self.stage = Stage::Loads(Loads::given(parts, spent));
                Some("phragmen")
            }
            Completion::Approval => {
                self.stage = Stage::Approvals;
                Some("approval")
            }
            Completion::Increment | Completion::Nothing => None,
        }
    }
}

/// The share of the seats that each voter has.
pub fn share(seats: u64, voters: u64) -> Ratio<BigUint> {
    if voters == 0 { Ratio::zero() } else { Ratio::new(seats.into(), voters.into()) }
}
