//! Rankings by the places of their options, equal ones as one: what every ranked method counts.

use crate::{Ballot, CountError, Marks, OptionId, Options};

/// What stands at one rank.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Rank {
    /// Nothing.
    Skipped,
    /// One option.
    One(usize),
    /// Several options.
    Several(Box<[usize]>),
}

/// Equal rankings: where their ranks stand in the pool, and how many there are.
#[derive(Clone, Copy, Debug)]
struct Line {
    start: usize,
    end: usize,
    weight: u64,
}

/// All ballots of a vote; the same for ballots in any order.
#[derive(Debug)]
pub(crate) struct Profile {
    pool: Vec<Rank>,
    lines: Vec<Line>,
}

impl Profile {
    /// Reads rankings; a ballot with one option ranks that alone. Ballots without weight are left out.
    pub(crate) fn new(options: &Options, ballots: &[Ballot]) -> Result<Self, CountError> {
        let mut profile = Self { pool: Vec::new(), lines: Vec::with_capacity(ballots.len()) };
        for (ballot, Ballot { marks, weight }) in ballots.iter().enumerate().filter(|(_, b)| b.weight > 0) {
            let start = profile.pool.len();
            let unknown = |option: &OptionId| CountError::UnknownOption { ballot, option: option.clone() };
            let place = |option: &OptionId| options.place(option).ok_or_else(|| unknown(option));
            match marks {
                Marks::One(option) => profile.pool.push(Rank::One(place(option)?)),
                Marks::Ranking(ranks) => {
                    for rank in ranks {
                        profile.pool.push(read_rank(rank, place)?);
                    }
                }
                Marks::Set(_) | Marks::Scores(_) | Marks::Reviews(_) => {
                    return Err(CountError::WrongMarks { ballot, expected: "ranking", found: marks.kind() });
                }
            }
            profile.lines.push(Line { start, end: profile.pool.len(), weight: *weight });
        }
        profile.merge();
        Ok(profile)
    }

    /// Makes equal lines one, so that neither their order nor their number decides anything but the sum.
    fn merge(&mut self) {
        let pool = &self.pool;
        let ranks = |line: &Line| pool.get(line.start..line.end).unwrap_or_default();
        self.lines.sort_unstable_by(|one, other| ranks(one).cmp(ranks(other)));
        self.lines.dedup_by(|later, first| {
            let equal = ranks(later) == ranks(first);
            if equal {
                // The sum of all weights was checked to fit.
                first.weight = first.weight.saturating_add(later.weight);
            }
            equal
        });
    }

    /// Every ranking with its weight, in an order that does not depend on that of the ballots.
    pub(crate) fn lines(&self) -> impl ExactSizeIterator<Item = (&[Rank], u64)> {
        self.lines.iter().map(|line| (self.pool.get(line.start..line.end).unwrap_or_default(), line.weight))
    }
}

fn read_rank(
    rank: &[OptionId],
    place: impl Fn(&OptionId) -> Result<usize, CountError>,
) -> Result<Rank, CountError> {
    match rank {
        [] => Ok(Rank::Skipped),
        [option] => Ok(Rank::One(place(option)?)),
        several => {
            let mut places = several.iter().map(place).collect::<Result<Vec<usize>, CountError>>()?;
            places.sort_unstable();
            places.dedup();
            match places.as_slice() {
                [only] => Ok(Rank::One(*only)),
                _ => Ok(Rank::Several(places.into_boxed_slice())),
            }
        }
    }
}
