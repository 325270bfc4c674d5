//! The steps of a count among options: what happened and why.

use crate::{Amount, End, OptionId, ReviewerId};
use serde::{Deserialize, Serialize};

/// One step of a count, with the figures that led to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "step", rename_all = "snake_case", deny_unknown_fields)]
pub enum Step {
    /// The bound that an option has to reach.
    Needed {
        /// The round from which on it holds.
        round: u32,
        /// The votes that it is worked out from.
        votes: Amount,
        /// The places to be filled.
        seats: u32,
        /// What an option needs.
        figure: Amount,
    },
    /// An option is chosen.
    Elected {
        /// The round.
        round: u32,
        /// The option.
        option: OptionId,
        /// Its figure.
        figure: Amount,
    },
    /// An option leaves the count.
    Excluded {
        /// The round.
        round: u32,
        /// The option.
        option: OptionId,
        /// Its figure.
        figure: Amount,
    },
    /// Votes pass from one option to another, or to none.
    Transferred {
        /// The round.
        round: u32,
        /// Where they were.
        from: OptionId,
        /// Where they go; absent when they support no option any more.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        to: Option<OptionId>,
        /// How much.
        figure: Amount,
    },
    /// An elected option passes on what it has beyond its need.
    Surplus {
        /// The round.
        round: u32,
        /// The elected option.
        option: OptionId,
        /// What it has beyond its need.
        figure: Amount,
    },
    /// What cutting off decimals lost of the votes of an option.
    Lost {
        /// The round.
        round: u32,
        /// The option.
        option: OptionId,
        /// How much.
        figure: Amount,
    },
    /// An elected option keeps only a share of each vote that comes to it (Meek).
    Keeps {
        /// The round.
        round: u32,
        /// The elected option.
        option: OptionId,
        /// The share of a vote that it keeps.
        figure: Amount,
    },
    /// How many ballots prefer one option to another (Schulze).
    Compared {
        /// The round.
        round: u32,
        /// The one.
        option: OptionId,
        /// The other.
        other: OptionId,
        /// How many prefer the one.
        figure: Amount,
        /// How many prefer the other.
        against: Amount,
    },
    /// The strongest chain of preferences from one option to another, and back (Schulze).
    Path {
        /// The round.
        round: u32,
        /// The one.
        option: OptionId,
        /// The other.
        other: OptionId,
        /// The strength of the chain from the one to the other.
        figure: Amount,
        /// The strength of the chain back.
        against: Amount,
    },
    /// An option has its place, but not the votes that this takes.
    FellShort {
        /// The round.
        round: u32,
        /// The option.
        option: OptionId,
        /// Its figure.
        figure: Amount,
        /// What it would have needed.
        needed: Amount,
    },
    /// An option is not chosen and comes next, should a place fall vacant.
    Next {
        /// The round.
        round: u32,
        /// The option.
        option: OptionId,
        /// Which one after the chosen, from 1.
        place: u32,
        /// Its figure.
        figure: Amount,
    },
    /// Options had the same figure, and the named tie rule chose among them.
    TieBroken {
        /// The round.
        round: u32,
        /// Which options were equal, in ascending order.
        among: Vec<OptionId>,
        /// Which one the rule chose.
        chosen: OptionId,
        /// The tie rule, by its name on the wire.
        by: String,
    },
    /// Options had the same figure, and no rule chooses among them: the count stops.
    TieStands {
        /// The round.
        round: u32,
        /// Which options are equal, in ascending order.
        among: Vec<OptionId>,
    },
    /// The budget pays for a project.
    Funded {
        /// The round.
        round: u32,
        /// The project.
        option: OptionId,
        /// What it costs.
        cost: Amount,
        /// Its support.
        figure: Amount,
    },
    /// A project costs more than is left of the budget.
    Unfit {
        /// The round.
        round: u32,
        /// The project.
        option: OptionId,
        /// What it costs.
        cost: Amount,
        /// What is left.
        left: Amount,
    },
    /// Nothing is funded any more, because a project did not fit.
    Halted {
        /// The round.
        round: u32,
        /// The project that did not fit.
        option: OptionId,
    },
    /// A run with equal purses for all voters, and what it came to.
    Tried {
        /// What was in each purse.
        each: Amount,
        /// How many projects their supporters paid for.
        funded: u32,
        /// What these cost together.
        cost: Amount,
    },
    /// The purses that count.
    Settled {
        /// What is in each purse.
        each: Amount,
        /// Why larger ones do not count.
        because: End,
    },
    /// Supporters pay for an option out of their purses, those who have enough in equal shares.
    Shared {
        /// The round.
        round: u32,
        /// The option.
        option: OptionId,
        /// What it costs.
        cost: Amount,
        /// What each share is.
        each: Amount,
        /// How many supporters pay it in full.
        full: u64,
        /// How many give all they have left, which is less.
        emptied: u64,
    },
    /// The supporters of a project have too little left together.
    Lacking {
        /// The project.
        option: OptionId,
        /// What it costs.
        cost: Amount,
        /// What they have left, cut off after six decimals.
        held: Amount,
    },
    /// Supporters can pay for no option any more; the places that are left are filled in another way.
    Completed {
        /// The round from which on.
        round: u32,
        /// The way, by its name on the wire.
        by: String,
    },
    /// A reviewer may not review a project; a review by them does not count.
    Barred {
        /// The project.
        option: OptionId,
        /// Who.
        reviewer: ReviewerId,
        /// Why, as it was declared or found.
        reason: String,
    },
    /// A project has too few reviews that count and is not ranked.
    TooFewReviews {
        /// The project.
        option: OptionId,
        /// How many it has.
        reviews: u32,
        /// How many it would need.
        needed: u32,
    },
    /// The reviews of a project, put together.
    Reviewed {
        /// The project.
        option: OptionId,
        /// How many reviews count.
        reviews: u32,
        /// How many of the extremes were left out, half of them the lowest.
        left_out: u32,
        /// Whether they were left out in each criterion by itself; else whole reviews were.
        by_criterion: bool,
        /// The weighted mean.
        figure: Amount,
    },
}

impl Step {
    /// The round that the step belongs to; `None` for one that belongs to the count as a whole.
    pub const fn round(&self) -> Option<u32> {
        match self {
            Self::Needed { round, .. }
            | Self::Elected { round, .. }
            | Self::Excluded { round, .. }
            | Self::Transferred { round, .. }
            | Self::Surplus { round, .. }
            | Self::Lost { round, .. }
            | Self::Keeps { round, .. }
            | Self::Compared { round, .. }
            | Self::Path { round, .. }
            | Self::FellShort { round, .. }
            | Self::Next { round, .. }
            | Self::TieBroken { round, .. }
            | Self::TieStands { round, .. }
            | Self::Funded { round, .. }
            | Self::Unfit { round, .. }
            | Self::Halted { round, .. }
            | Self::Shared { round, .. }
            | Self::Completed { round, .. } => Some(*round),
            Self::Tried { .. }
            | Self::Settled { .. }
            | Self::Lacking { .. }
            | Self::Barred { .. }
            | Self::TooFewReviews { .. }
            | Self::Reviewed { .. } => None,
        }
    }

    pub(crate) const fn round_mut(&mut self) -> Option<&mut u32> {
        match self {
            Self::Needed { round, .. }
            | Self::Elected { round, .. }
            | Self::Excluded { round, .. }
            | Self::Transferred { round, .. }
            | Self::Surplus { round, .. }
            | Self::Lost { round, .. }
            | Self::Keeps { round, .. }
            | Self::Compared { round, .. }
            | Self::Path { round, .. }
            | Self::FellShort { round, .. }
            | Self::Next { round, .. }
            | Self::TieBroken { round, .. }
            | Self::TieStands { round, .. }
            | Self::Funded { round, .. }
            | Self::Unfit { round, .. }
            | Self::Halted { round, .. }
            | Self::Shared { round, .. }
            | Self::Completed { round, .. } => Some(round),
            Self::Tried { .. }
            | Self::Settled { .. }
            | Self::Lacking { .. }
            | Self::Barred { .. }
            | Self::TooFewReviews { .. }
            | Self::Reviewed { .. } => None,
        }
    }
}
