//! The steps of a count among options: what happened and why.

use crate::{Amount, OptionId};
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
}
