//! Instant runoff 排序复选制 and its relatives with several places, rule by rule as the open counter RCTab has them.
//!
//! Source of the rules: RCTab, github.com/BrightSpots/rcv, release 2.0, as used by Maine, Minneapolis and others.

mod decide;
mod paper;
mod record;
mod tabulator;

use crate::method::at_least_one;
use crate::simple::one_seat;
use crate::{Ballot, CountError, Fraction, InvalidMethod, OptionId, Options, Outcome, TieRule};
use paper::Desk;
use serde::{Deserialize, Serialize};
use tabulator::Tabulator;

/// Instant runoff: the last is excluded and their ballots pass on, until an option has the votes that it needs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Irv {
    /// How many places are filled; 1 unless said. Unused by [`WinnerMode::Threshold`].
    pub seats: u32,
    /// How several places are filled; by majority unless said.
    pub mode: WinnerMode,
    /// What happens at a rank with several options; the ballot ends there unless said.
    pub overvote: OvervoteRule,
    /// How many ranks in a row a ballot may leave out; any number unless said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub most_skipped: Option<u32>,
    /// How many ranks of a ballot are read; all unless said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub most_ranks: Option<u32>,
    /// Whether a ballot ends where it names an option for the second time, instead of passing over it.
    pub exhaust_on_repeat: bool,
    /// Options with fewer votes leave the count in the first round; 0 unless said.
    pub least_votes: u64,
    /// Whether all options leave at once that together have fewer votes than the next one.
    pub batch: bool,
    /// Whether the count goes on after the majority until two options are left.
    pub until_two: bool,
    /// Whether the majority is that of the first round throughout.
    pub first_round_decides: bool,
    /// Whether every option below the threshold leaves at once.
    pub cutoff: bool,
    /// After which round the count stops, finished or not; never unless said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stop_after: Option<u32>,
    /// The decimals of transfer values, cut off; 4 unless said, at most 12.
    pub decimals: u32,
    /// Whether the bound with several places has those decimals too, instead of being a whole number.
    pub fractional_bound: bool,
    /// Whether the bound is votes by places, rounded up (Hare), instead of votes by places and one, rounded up above (Droop).
    pub hare: bool,
    /// The option that stands for undeclared write-ins: it leaves first and never wins.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub undeclared: Option<OptionId>,
    /// What decides among equals; the count stops unless said.
    pub tie: TieRule,
}

impl Default for Irv {
    fn default() -> Self {
        Self {
            seats: one_seat(),
            mode: WinnerMode::Majority,
            overvote: OvervoteRule::ExhaustImmediately,
            most_skipped: None,
            most_ranks: None,
            exhaust_on_repeat: false,
            least_votes: 0,
            batch: false,
            until_two: false,
            first_round_decides: false,
            cutoff: false,
            stop_after: None,
            decimals: 4,
            fractional_bound: false,
            hare: false,
            undeclared: None,
            tie: TieRule::Stop,
        }
    }
}

/// How places are filled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WinnerMode {
    /// One place, by a majority of the votes still in the count.
    Majority,
    /// Everybody who reaches the bound in a round is elected and passes on the surplus.
    SeveralPerRound,
    /// The highest who reaches the bound is elected and passes on the surplus; the others wait.
    OnePerRound,
    /// The last leave until as many are left as there are places; no surplus.
    BottomsUp,
    /// The last leave until everybody left has more than this share of the votes.
    Threshold(Fraction),
    /// One instant runoff for each place, without those already elected.
    Passes,
}

/// What happens at a rank with several options.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OvervoteRule {
    /// The ballot ends there.
    ExhaustImmediately,
    /// The rank is passed over.
    AlwaysSkip,
    /// The ballot ends there when several of the options are still in the count, else the one left takes it.
    ExhaustIfMultipleContinuing,
}

/// The most decimals with which any number of votes below 2⁶⁴ is counted without overflow.
const MOST_DECIMALS: u32 = 12;

impl Irv {
    pub(crate) fn check(&self) -> Result<(), InvalidMethod> {
        let contradiction = |parameter, other| Err(InvalidMethod::Contradiction { parameter, other });
        if self.decimals > MOST_DECIMALS {
            let (value, most) = (self.decimals.into(), MOST_DECIMALS.into());
            return Err(InvalidMethod::OutOfRange { parameter: "decimals", value, least: 0, most });
        }
        at_least_one("stop_after", self.stop_after)?;
        at_least_one("most_ranks", self.most_ranks)?;
        match self.mode {
            WinnerMode::Majority if self.seats > 1 => {
                return Err(InvalidMethod::OnePlace { seats: self.seats });
            }
            WinnerMode::SeveralPerRound | WinnerMode::OnePerRound | WinnerMode::BottomsUp => {
                if self.until_two {
                    return contradiction("until_two", "mode");
                }
                if self.batch {
                    return contradiction("batch", "mode");
                }
                if self.first_round_decides && self.seats > 1 {
                    return contradiction("first_round_decides", "mode");
                }
            }
            WinnerMode::Threshold(share) if share.numerator() == share.denominator() => {
                return Err(InvalidMethod::Unreachable { parameter: "mode" });
            }
            WinnerMode::Threshold(_) if self.batch => return contradiction("batch", "mode"),
            WinnerMode::Majority | WinnerMode::Passes | WinnerMode::Threshold(_) => {}
        }
        Ok(())
    }

    pub(crate) fn check_options(&self, options: &Options) -> Result<(), InvalidMethod> {
        match &self.undeclared {
            Some(option) if options.place(option).is_none() => {
                Err(InvalidMethod::UnknownOption { parameter: "undeclared", option: option.clone() })
            }
            _ => Ok(()),
        }
    }

    /// Whether elected options pass on what they have beyond the bound.
    fn passes_surplus(&self) -> bool {
        self.seats > 1 && matches!(self.mode, WinnerMode::SeveralPerRound | WinnerMode::OnePerRound)
    }

    /// One vote in the units of the count.
    fn unit(&self) -> u128 {
        if self.passes_surplus() { 10_u128.saturating_pow(self.decimals) } else { 1 }
    }
}

/// Counts by instant runoff.
pub(crate) fn irv(method: &Irv, options: &Options, ballots: &[Ballot]) -> Result<Outcome, CountError> {
    let desk = Desk::new(method, options, ballots)?;
    if method.mode != WinnerMode::Passes {
        return Tabulator::new(method, options, &[]).run(desk.papers(method));
    }
    let pass = Irv { seats: 1, mode: WinnerMode::Majority, ..method.clone() };
    let mut outcome = Outcome::default();
    for _ in 0..method.seats {
        let next = Tabulator::new(&pass, options, &outcome.winners).run(desk.papers(&pass))?;
        let found = !next.winners.is_empty();
        outcome.append(next);
        if !found {
            break;
        }
    }
    Ok(outcome)
}
