//! The methods by which options are chosen: rules as data, and one entry to all of them.

use crate::budget::{self, EqualShares, Greedy};
use crate::committee::{self, PavSequential, Phragmen, SharesCommittee};
use crate::ranked::{Irv, Schulze, StvMeek, StvWig};
use crate::simple::{Approval, Committee, Plurality, Score};
use crate::tie::RepeatedInTieRule;
use crate::{
    Amount, Ballot, OptionId, Options, Outcome, ReviewFault, ReviewRule, Seed, TieRule, VotingOption, ballot,
    ranked, review, simple,
};
use serde::{Deserialize, Serialize};

/// A counting method with all its parameters; those left out take the default that their documentation names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "method", rename_all = "snake_case")]
pub enum Method {
    /// The most first marks.
    Plurality(Plurality),
    /// The most approvals.
    Approval(Approval),
    /// The highest sum of scores.
    Score(Score),
    /// Each place takes its own majority.
    Committee(Committee),
    /// Projects in the order of their support.
    Greedy(Greedy),
    /// Projects paid for by their supporters.
    EqualShares(EqualShares),
    /// A committee paid for by its supporters.
    SharesCommittee(SharesCommittee),
    /// A committee that loads its supporters evenly.
    Phragmen(Phragmen),
    /// A committee by proportional approval.
    PavSequential(PavSequential),
    /// The last leave until an option has the votes that it needs.
    Irv(Irv),
    /// Preferences fill several places, with the weights that Scottish councils use.
    StvWig(StvWig),
    /// Preferences fill several places, the elected keeping a share of each vote.
    StvMeek(StvMeek),
    /// Options compared in pairs.
    Schulze(Schulze),
    /// Projects scored on criteria by reviewers.
    Review(ReviewRule),
}

/// Why a method cannot be used: found when the rule is read, not when votes are counted.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidMethod {
    /// There is nothing to elect.
    #[error("no seats: at least one place must be filled")]
    NoSeats,
    /// More places than options.
    #[error("{seats} seats but only {options} options")]
    TooManySeats {
        /// The places.
        seats: u32,
        /// The options.
        options: usize,
    },
    /// The law asks for more candidates than seats 差额选举.
    #[error("{options} options for {seats} seats: at least {needed} are needed, so that there is a choice")]
    TooFewOptions {
        /// The places.
        seats: u32,
        /// The options.
        options: usize,
        /// How many options it takes.
        needed: u64,
    },
    /// A parameter is outside its range.
    #[error("{parameter} is {value}: it must be from {least} to {most}")]
    OutOfRange {
        /// The parameter, by its name on the wire.
        parameter: &'static str,
        /// What it says.
        value: u64,
        /// The least that is allowed.
        least: u64,
        /// The most that is allowed.
        most: u64,
    },
    /// A bound that nothing can pass.
    #[error("{parameter}: nothing can be more than the whole")]
    Unreachable {
        /// The parameter, by its name on the wire.
        parameter: &'static str,
    },
    /// Two parameters do not go together.
    #[error("{parameter} does not go together with {other}")]
    Contradiction {
        /// The one, by its name on the wire.
        parameter: &'static str,
        /// The other, by its name on the wire.
        other: &'static str,
    },
    /// A majority for several places.
    #[error(
        "a majority fills one place, not {seats}: set seats to 1, or mode to several_per_round, one_per_round, bottoms_up or passes"
    )]
    OnePlace {
        /// The places.
        seats: u32,
    },
    /// A parameter names an option that is not voted on.
    #[error("{parameter} names `{option}`, which is not voted on")]
    UnknownOption {
        /// The parameter, by its name on the wire.
        parameter: &'static str,
        /// The option.
        option: OptionId,
    },
    /// Nothing can be spent.
    #[error("budget is 0: there is nothing to share out")]
    NoBudget,
    /// A project without a cost.
    #[error("`{option}` has no cost")]
    NoCost {
        /// The project.
        option: OptionId,
    },
    /// The rule for reviews cannot be used.
    #[error(transparent)]
    Review(#[from] ReviewFault),
    /// The tie rule contradicts itself.
    #[error(transparent)]
    Tie(#[from] RepeatedInTieRule),
}

/// Why ballots cannot be counted.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CountError {
    /// The method cannot be used.
    #[error(transparent)]
    Method(#[from] InvalidMethod),
    /// An option stands twice among the options.
    #[error("the option `{option}` stands there twice")]
    RepeatedOption {
        /// The option.
        option: OptionId,
    },
    /// A ballot names what is not voted on.
    #[error("ballot {ballot} names `{option}`, which is not voted on")]
    UnknownOption {
        /// The place of the ballot in the list, from 0.
        ballot: usize,
        /// What it names.
        option: OptionId,
    },
    /// A ballot holds marks of a kind that the method does not count.
    #[error("ballot {ballot} holds {found}, but this method counts {expected}")]
    WrongMarks {
        /// The place of the ballot in the list, from 0.
        ballot: usize,
        /// What the method counts, by its name on the wire.
        expected: &'static str,
        /// What the ballot holds, by its name on the wire.
        found: &'static str,
    },
    /// A review does not fit the rule.
    #[error(transparent)]
    Review(ReviewFault),
    /// The weights of all ballots, or what is added up from them, exceed 64 bits.
    #[error("more votes than can be counted")]
    TooManyVotes,
}

impl Method {
    /// The name of the method on the wire.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Plurality(_) => "plurality",
            Self::Approval(_) => "approval",
            Self::Score(_) => "score",
            Self::Committee(_) => "committee",
            Self::Greedy(_) => "greedy",
            Self::EqualShares(_) => "equal_shares",
            Self::SharesCommittee(_) => "shares_committee",
            Self::Phragmen(_) => "phragmen",
            Self::PavSequential(_) => "pav_sequential",
            Self::Irv(_) => "irv",
            Self::StvWig(_) => "stv_wig",
            Self::StvMeek(_) => "stv_meek",
            Self::Schulze(_) => "schulze",
            Self::Review(_) => "review",
        }
    }

    /// How many places are filled; 0 where it is not places but a budget that is shared out.
    pub const fn seats(&self) -> u32 {
        match self {
            Self::Plurality(plurality) => plurality.seats,
            Self::Approval(approval) => approval.seats,
            Self::Score(score) => score.seats,
            Self::Committee(committee) => committee.seats,
            Self::SharesCommittee(committee) => committee.seats,
            Self::Phragmen(phragmen) => phragmen.seats,
            Self::PavSequential(pav) => pav.seats,
            Self::Irv(irv) => irv.seats,
            Self::StvWig(stv) => stv.seats,
            Self::StvMeek(stv) => stv.seats,
            Self::Schulze(schulze) => schulze.seats,
            Self::Review(review) => review.places(),
            Self::Greedy(_) | Self::EqualShares(_) => 0,
        }
    }

    /// What may be spent, where it is a budget that is shared out.
    pub const fn budget(&self) -> Option<&Amount> {
        match self {
            Self::Greedy(greedy) => Some(&greedy.budget),
            Self::EqualShares(shares) => Some(&shares.budget),
            Self::Review(review) => review.budget(),
            _ => None,
        }
    }

    /// The rule for ties.
    pub const fn tie(&self) -> &TieRule {
        match self {
            Self::Plurality(plurality) => &plurality.tie,
            Self::Approval(approval) => &approval.tie,
            Self::Score(score) => &score.tie,
            Self::Committee(committee) => &committee.tie,
            Self::Greedy(greedy) => &greedy.tie,
            Self::EqualShares(shares) => &shares.tie,
            Self::SharesCommittee(committee) => &committee.tie,
            Self::Phragmen(phragmen) => &phragmen.tie,
            Self::PavSequential(pav) => &pav.tie,
            Self::Irv(irv) => &irv.tie,
            Self::StvWig(stv) => &stv.tie,
            Self::StvMeek(stv) => &stv.tie,
            Self::Schulze(schulze) => &schulze.tie,
            Self::Review(review) => &review.tie,
        }
    }

    /// The method with the seed of its lot, once that is published.
    #[must_use]
    pub fn with_seed(mut self, seed: Seed) -> Self {
        let tie = match &mut self {
            Self::Plurality(plurality) => &mut plurality.tie,
            Self::Approval(approval) => &mut approval.tie,
            Self::Score(score) => &mut score.tie,
            Self::Committee(committee) => &mut committee.tie,
            Self::Greedy(greedy) => &mut greedy.tie,
            Self::EqualShares(shares) => &mut shares.tie,
            Self::SharesCommittee(committee) => &mut committee.tie,
            Self::Phragmen(phragmen) => &mut phragmen.tie,
            Self::PavSequential(pav) => &mut pav.tie,
            Self::Irv(irv) => &mut irv.tie,
            Self::StvWig(stv) => &mut stv.tie,
            Self::StvMeek(stv) => &mut stv.tie,
            Self::Schulze(schulze) => &mut schulze.tie,
            Self::Review(review) => &mut review.tie,
        };
        *tie = std::mem::take(tie).with_seed(seed);
        self
    }

    /// Checks the parameters by themselves, as a charter is read.
    ///
    /// # Errors
    /// The first parameter that nobody could satisfy.
    pub fn check(&self) -> Result<(), InvalidMethod> {
        match self.budget() {
            None if self.seats() == 0 => return Err(InvalidMethod::NoSeats),
            Some(budget) if *budget == Amount::zero() => return Err(InvalidMethod::NoBudget),
            None | Some(_) => {}
        }
        self.tie().check()?;
        match self {
            Self::Approval(approval) => at_least_one("most_marks", approval.most_marks),
            Self::Plurality(_)
            | Self::Greedy(_)
            | Self::SharesCommittee(_)
            | Self::Phragmen(_)
            | Self::PavSequential(_)
            | Self::Schulze(_) => Ok(()),
            Self::Irv(irv) => irv.check(),
            Self::StvWig(stv) => stv.check(),
            Self::StvMeek(stv) => stv.check(),
            Self::EqualShares(shares) => shares.check(),
            Self::Score(score) => score.check(),
            Self::Committee(committee) => committee.check(),
            Self::Review(review) => Ok(review.check()?),
        }
    }

    /// Checks the parameters against the options of one vote, as it is opened.
    ///
    /// # Errors
    /// As [`Method::check`], and when there are too few options.
    pub fn check_options(&self, options: &Options) -> Result<(), InvalidMethod> {
        self.check()?;
        self.check_names(options)?;
        self.check_places(options)
    }

    /// Checks the options that the parameters name, and those that need a cost.
    fn check_names(&self, options: &Options) -> Result<(), InvalidMethod> {
        let without_cost = |option: &&VotingOption| option.cost.is_none() && !option.withdrawn;
        if let (Some(_), Some(option)) = (self.budget(), options.list().iter().find(without_cost)) {
            return Err(InvalidMethod::NoCost { option: option.id.clone() });
        }
        if let Self::Irv(irv) = self { irv.check_options(options) } else { Ok(()) }
    }

    /// Checks that there are options enough.
    fn check_places(&self, options: &Options) -> Result<(), InvalidMethod> {
        let standing = options.standing();
        let needed = match self {
            Self::Committee(committee) => committee.options_needed(),
            _ => u64::from(self.seats()),
        };
        let seats = self.seats();
        match u64::try_from(standing) {
            Ok(standing_) if standing_ < u64::from(seats) => {
                Err(InvalidMethod::TooManySeats { seats, options: standing })
            }
            Ok(standing_) if standing_ < needed => {
                Err(InvalidMethod::TooFewOptions { seats, options: standing, needed })
            }
            _ => Ok(()),
        }
    }
}

/// Checks a number of marks that a ballot may hold: with none of them nobody could vote.
pub(crate) fn at_least_one(parameter: &'static str, most: Option<u32>) -> Result<(), InvalidMethod> {
    match most {
        Some(0) => Err(InvalidMethod::OutOfRange { parameter, value: 0, least: 1, most: u32::MAX.into() }),
        _ => Ok(()),
    }
}

/// Counts ballots: a pure function, whatever the order in which they stand.
///
/// # Errors
/// When the method cannot be used for these options, or a ballot cannot be counted by it.
pub fn count(method: &Method, options: &Options, ballots: &[Ballot]) -> Result<Outcome, CountError> {
    method.check()?;
    method.check_names(options)?;
    // RCTab elects everybody where there are more places than candidates, and says so in its own cases.
    if !matches!(method, Method::Irv(_)) {
        method.check_places(options)?;
    }
    ballot::check(options, ballots)?;
    match method {
        Method::Plurality(plurality) => simple::plurality(plurality, options, ballots),
        Method::Approval(approval) => simple::approval(approval, options, ballots),
        Method::Score(score) => simple::score(score, options, ballots),
        Method::Committee(committee) => simple::committee(committee, options, ballots),
        Method::Greedy(greedy) => budget::greedy(greedy, options, ballots),
        Method::EqualShares(shares) => budget::equal_shares(shares, options, ballots),
        Method::SharesCommittee(shares) => committee::shares_committee(shares, options, ballots),
        Method::Phragmen(phragmen) => committee::phragmen(phragmen, options, ballots),
        Method::PavSequential(pav) => committee::pav_sequential(pav, options, ballots),
        Method::Irv(irv) => ranked::irv(irv, options, ballots),
        Method::StvWig(stv) => ranked::stv_wig(stv, options, ballots),
        Method::StvMeek(stv) => ranked::stv_meek(stv, options, ballots),
        Method::Schulze(schulze) => ranked::schulze(schulze, options, ballots),
        Method::Review(rule) => review::count(rule, options, ballots),
    }
}
