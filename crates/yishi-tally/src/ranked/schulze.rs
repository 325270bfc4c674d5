//! Schulze's method 舒尔策法: pairs of options compared, and chains of such preferences.

use super::profile::{Profile, Rank};
use crate::simple::one_seat;
use crate::tie::{Side, Ties, names};
use crate::{Amount, Ballot, CountError, OptionId, Options, Outcome, Round, Step, TieRule};
use serde::{Deserialize, Serialize};

/// The option whose strongest chain of preferences to every other is at least as strong as the chain back.
///
/// After M. Schulze, A new monotonic, clone-independent, reversal symmetric and Condorcet-consistent single-winner
/// election method, Social Choice and Welfare 36 (2011); the strength of a preference is the number of ballots for it
/// (winning votes), equal ranks prefer neither, and what a ballot does not rank stands below what it ranks. Several
/// places are filled in the order of the ranking, which is not proportional; those whom nobody left beats are elected
/// together where there are places for all of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Schulze {
    /// How many places are filled; 1 unless said.
    pub seats: u32,
    /// What decides among options that no chain separates; the count stops unless said.
    pub tie: TieRule,
}

impl Default for Schulze {
    fn default() -> Self {
        Self { seats: one_seat(), tie: TieRule::Stop }
    }
}

/// A number for every ordered pair of options.
struct Pairs {
    size: usize,
    cells: Vec<u64>,
}

impl Pairs {
    fn new(size: usize) -> Self {
        Self { size, cells: vec![0; size.saturating_mul(size)] }
    }

    fn at(&self, from: usize, to: usize) -> usize {
        from.saturating_mul(self.size).saturating_add(to)
    }

    fn get(&self, from: usize, to: usize) -> u64 {
        self.cells.get(self.at(from, to)).copied().unwrap_or(0)
    }

    fn set(&mut self, from: usize, to: usize, number: u64) {
        let at = self.at(from, to);
        if let Some(cell) = self.cells.get_mut(at) {
            *cell = number;
        }
    }

    fn row(&self, from: usize) -> &[u64] {
        self.cells.get(self.at(from, 0)..self.at(from, self.size)).unwrap_or_default()
    }
}

/// Counts by Schulze's method.
pub(crate) fn schulze(
    method: &Schulze,
    options: &Options,
    ballots: &[Ballot],
) -> Result<Outcome, CountError> {
    let profile = Profile::new(options, ballots)?;
    let standing: Vec<usize> =
        options.list().iter().enumerate().filter(|(_, o)| !o.withdrawn).map(|(place, _)| place).collect();
    let preferences = compare(&profile, options);
    let paths = strongest(&preferences, &standing);
    let mut outcome = Outcome { trace: told(&preferences, &standing, options), ..Outcome::default() };
    let beats = |one: usize, other: usize| paths.get(one, other) > paths.get(other, one);
    let wins = |place: usize| standing.iter().filter(|other| beats(place, **other)).count();
    let mut round = Round { number: 1, ..Round::default() };
    for place in &standing {
        round.figures.insert(name(*place, options), amount(wins(*place)));
    }
    let seats = usize::try_from(method.seats).unwrap_or(usize::MAX);
    let mut left = standing.clone();
    while round.elected.len() < seats && !left.is_empty() {
        let unbeaten: Vec<usize> =
            left.iter().copied().filter(|one| !left.iter().any(|other| beats(*other, *one))).collect();
        let open = seats.saturating_sub(round.elected.len());
        // All of them find a place: their order decides nothing.
        let chosen =
            if unbeaten.len() <= open { unbeaten } else { choose(method, options, &unbeaten, &mut outcome) };
        if chosen.is_empty() {
            break;
        }
        left.retain(|other| !chosen.contains(other));
        for place in chosen {
            outcome.trace.extend(left.iter().map(|other| told_path(&paths, place, *other, options)));
            let (option, figure) = (name(place, options), amount(wins(place)));
            round.elected.push(option.clone());
            outcome.winners.push(option.clone());
            outcome.trace.push(Step::Elected { round: 1, option, figure });
        }
    }
    outcome.rounds.push(round);
    Ok(outcome)
}

fn told_path(paths: &Pairs, option: usize, other: usize, options: &Options) -> Step {
    let (figure, against) = (paths.get(option, other).into(), paths.get(other, option).into());
    Step::Path { round: 1, option: name(option, options), other: name(other, options), figure, against }
}

/// The one of several whom nobody left beats; nobody when the tie stands.
fn choose(method: &Schulze, options: &Options, unbeaten: &[usize], outcome: &mut Outcome) -> Vec<usize> {
    let ties = Ties { rule: &method.tie, options };
    match ties.pick::<u64>(Side::Best, unbeaten, &[]) {
        Some(picked) => {
            outcome.trace.push(picked.step(1, unbeaten, options));
            vec![picked.place]
        }
        None => {
            outcome.tied = names(unbeaten, options);
            outcome.trace.push(Step::TieStands { round: 1, among: outcome.tied.clone() });
            Vec::new()
        }
    }
}

/// How many ballots prefer each option to each other.
fn compare(profile: &Profile, options: &Options) -> Pairs {
    let size = options.list().len();
    let mut preferences = Pairs::new(size);
    let mut levels = vec![usize::MAX; size];
    for (ranks, weight) in profile.lines() {
        levels.fill(usize::MAX);
        for (level, rank) in ranks.iter().enumerate() {
            let places = match rank {
                Rank::Skipped => &[],
                Rank::One(place) => std::slice::from_ref(place),
                Rank::Several(places) => &**places,
            };
            for place in places {
                if let Some(found) = levels.get_mut(*place) {
                    *found = level.min(*found);
                }
            }
        }
        for (one, level) in levels.iter().enumerate().filter(|(_, level)| **level < usize::MAX) {
            for (other, _) in levels.iter().enumerate().filter(|(_, below)| level < *below) {
                let sum = preferences.get(one, other).saturating_add(weight);
                preferences.set(one, other, sum);
            }
        }
    }
    preferences
}

/// The strengths of the strongest chains; a chain is as strong as its weakest link, and only majorities are links.
fn strongest(preferences: &Pairs, standing: &[usize]) -> Pairs {
    let mut paths = Pairs::new(preferences.size);
    for one in standing {
        for other in standing {
            let strength = preferences.get(*one, *other);
            if strength > preferences.get(*other, *one) {
                paths.set(*one, *other, strength);
            }
        }
    }
    for middle in standing {
        let onwards = paths.row(*middle).to_vec();
        for from in standing.iter().filter(|from| *from != middle) {
            let first = paths.get(*from, *middle);
            for to in standing.iter().filter(|to| *to != from) {
                let through = first.min(onwards.get(*to).copied().unwrap_or(0));
                if through > paths.get(*from, *to) {
                    paths.set(*from, *to, through);
                }
            }
        }
    }
    paths
}

/// Every pair, told from the side that more ballots prefer.
fn told(preferences: &Pairs, standing: &[usize], options: &Options) -> Vec<Step> {
    let mut steps = Vec::new();
    for (number, one) in standing.iter().enumerate() {
        for other in standing.iter().skip(number.saturating_add(1)) {
            let (one, other) = if preferences.get(*other, *one) > preferences.get(*one, *other) {
                (other, one)
            } else {
                (one, other)
            };
            steps.push(Step::Compared {
                round: 1,
                option: name(*one, options),
                other: name(*other, options),
                figure: preferences.get(*one, *other).into(),
                against: preferences.get(*other, *one).into(),
            });
        }
    }
    steps
}

fn name(place: usize, options: &Options) -> OptionId {
    options.list().get(place).map_or_else(|| "".into(), |option| option.id.clone())
}

fn amount(number: usize) -> Amount {
    u64::try_from(number).unwrap_or(u64::MAX).into()
}
