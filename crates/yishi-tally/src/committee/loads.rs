//! Phragmén's loads: how much of the seats filled so far each voter carries, over one common denominator.

use crate::budget::shares::Backer;
use num_bigint::BigUint;
use num_integer::Integer as _;
use num_rational::Ratio;
use num_traits::{One as _, Zero as _};

/// The load of each voter.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Loads {
    /// So many parts make the load of one seat.
    parts: BigUint,
    /// For each group of equal ballots, the load of each of its voters, in parts.
    loads: Vec<BigUint>,
}

impl Loads {
    /// Nobody carries anything.
    pub fn none(groups: usize) -> Self {
        Self { parts: BigUint::one(), loads: vec![BigUint::zero(); groups] }
    }

    /// Given loads over one denominator.
    pub const fn given(parts: BigUint, loads: Vec<BigUint>) -> Self {
        Self { parts, loads }
    }

    /// The load that each supporter would carry if the option were elected; `None` when nobody supports it.
    pub fn figure(&self, backers: &[Backer]) -> Option<Ratio<BigUint>> {
        let (sum, voters) = self.sum(backers)?;
        Some(Ratio::new(sum, &self.parts * voters))
    }

    fn sum(&self, backers: &[Backer]) -> Option<(BigUint, u64)> {
        let voters: u64 = backers.iter().map(|backer| backer.voters).sum();
        let carried = backers.iter().filter_map(|backer| Some(self.loads.get(backer.group)? * backer.voters));
        (voters > 0).then(|| (carried.sum::<BigUint>() + &self.parts, voters))
    }

    /// Loads the seat of an option on its supporters, so that they all carry the same.
    pub fn elect(&mut self, backers: &[Backer]) {
        let Some((sum, voters)) = self.sum(backers) else { return };
        let common = (&sum % voters).gcd(&voters.into());
        let (sum, finer) = (sum / &common, BigUint::from(voters) / &common);
        self.parts *= &finer;
        for load in &mut self.loads {
            *load *= &finer;
        }
        for backer in backers {
            if let Some(load) = self.loads.get_mut(backer.group) {
                load.clone_from(&sum);
            }
        }
    }
}
