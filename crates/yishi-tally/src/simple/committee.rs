//! Elections of committees in which each place takes its own majority.

use super::approval::add_up;
use super::one_seat;
use crate::{
    Amount, Ballot, CountError, Fraction, InvalidMethod, Options, Outcome, Step, Threshold, TieRule,
    VotingOption,
};
use serde::{Deserialize, Serialize};

/// The election of a committee by approvals, at most one a place on each ballot; a place is filled only by somebody
/// with the needed share of the ballots cast, void ones included.
///
/// The defaults are those of the residents' committee law 城市居民委员会组织法 as revised in 2025: more candidates than
/// seats 差额, more than half of those voting. Who fell short stands again, see [`Committee::second_round`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Committee {
    /// How many places are filled; 1 unless said.
    #[serde(default = "one_seat")]
    pub seats: u32,
    /// The share of the ballots cast that a place takes; more than 1/2 unless said.
    #[serde(default = "more_than_half")]
    pub needed: Threshold,
    /// How many more options than places there must be; 1 unless said.
    #[serde(default = "one_seat")]
    pub spare_options: u32,
    /// What decides among equals; the count stops unless said.
    #[serde(default)]
    pub tie: TieRule,
}

impl Default for Committee {
    fn default() -> Self {
        Self { seats: one_seat(), needed: more_than_half(), spare_options: one_seat(), tie: TieRule::Stop }
    }
}

const fn more_than_half() -> Threshold {
    Threshold::MoreThan(Fraction::ONE_HALF)
}

impl Committee {
    pub(crate) fn check(&self) -> Result<(), InvalidMethod> {
        match self.needed {
            Threshold::MoreThan(share) if share.numerator() == share.denominator() => {
                Err(InvalidMethod::Unreachable { parameter: "needed" })
            }
            Threshold::MoreThan(_) | Threshold::AtLeast(_) => Ok(()),
        }
    }

    /// How many options it takes.
    pub(crate) fn options_needed(&self) -> u64 {
        u64::from(self.seats).saturating_add(self.spare_options.into())
    }

    /// The second round 另行选举: those not elected stand again for the places left open, and at least one third of the
    /// ballots cast is enough. `None` when no place is open, or a tie has to be settled first.
    pub fn second_round(&self, options: &Options, outcome: &Outcome) -> Option<(Self, Options)> {
        let elected = u32::try_from(outcome.winners.len()).ok()?;
        let open = self.seats.checked_sub(elected).filter(|open| *open > 0 && outcome.tied.is_empty())?;
        let left: Vec<VotingOption> = options
            .list()
            .iter()
            .filter(|option| !option.withdrawn && !outcome.winners.contains(&option.id))
            .cloned()
            .collect();
        let method = Self { seats: open, needed: Threshold::AtLeast(Fraction::ONE_THIRD), ..self.clone() };
        Some((method, Options::new(left).ok()?))
    }
}

/// Counts the election of a committee.
pub(crate) fn committee(
    method: &Committee,
    options: &Options,
    ballots: &[Ballot],
) -> Result<Outcome, CountError> {
    let sums = add_up(Some(method.seats), options, ballots)?;
    let cast = cast(ballots)?;
    let needed = least(method.needed, cast);
    let mut outcome = sums.fill(method.seats, &method.tie, |figure| method.needed.is_met(figure, cast));
    let said = Step::Needed { round: 1, votes: cast.into(), seats: method.seats, figure: needed.clone() };
    outcome.trace.insert(0, said);
    for (option, figure) in sums.figures().filter(|(_, figure)| !method.needed.is_met(*figure, cast)) {
        let (option, figure, needed) = (option.clone(), figure.into(), needed.clone());
        outcome.trace.push(Step::FellShort { round: 1, option, figure, needed });
    }
    if let Some(round) = outcome.rounds.first_mut() {
        round.needed = Some(needed);
    }
    Ok(outcome)
}

/// What all ballots weigh, void ones included.
pub(super) fn cast(ballots: &[Ballot]) -> Result<u64, CountError> {
    let sum = ballots.iter().try_fold(0_u64, |sum, ballot| sum.checked_add(ballot.weight));
    sum.ok_or(CountError::TooManyVotes)
}

/// The least whole number of votes that passes the bound.
pub(super) fn least(needed: Threshold, cast: u64) -> Amount {
    let (share, beyond) = match needed {
        Threshold::AtLeast(share) => (share, 0),
        Threshold::MoreThan(share) => (share, 1),
    };
    let (numerator, denominator) = (u128::from(share.numerator()), u128::from(share.denominator()));
    let product = u128::from(cast).saturating_mul(numerator);
    let whole = product.checked_div(denominator).unwrap_or(0);
    let rest = product.checked_rem(denominator).unwrap_or(0);
    let least = whole.saturating_add(if rest > 0 { 1 } else { beyond });
    // A share of no votes is never met: one vote is the least that could be.
    Amount(num_rational::Ratio::from_integer(least.max(1).into()))
}
