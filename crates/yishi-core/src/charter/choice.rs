//! Rules that choose among options: how ballots are counted, what they weigh, and which seat the chosen take.
//!
//! Counting is left to `yishi-tally`, the options to each poll.

use crate::*;
use serde::{Deserialize, Serialize};
use yishi_tally::Method;

/// How a decision rule chooses among options 多选项表决. The rule's requirements then hold how many must take part.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChoiceClause {
    /// How ballots are counted, with the number of places and the rule for ties. A lot names no seed here: it is drawn
    /// from the head of the book before the entry that seals the poll.
    pub method: Method,
    /// What a ballot weighs; heads unless said.
    #[serde(default, skip_serializing_if = "BallotWeight::is_heads")]
    pub weight: BallotWeight,
    /// What the figures tell before the close; the turnout only unless said.
    #[serde(default, skip_serializing_if = "Progress::is_turnout")]
    pub progress: Progress,
    /// The seat that the chosen take when the poll is certified; absent where no seat is filled.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub elects: Option<ElectionClause>,
}

/// What a ballot weighs in a choice among options.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BallotWeight {
    /// The heads of its voting right.
    #[default]
    Heads,
    /// The area of its voting right, in 0.01 m²; owners only.
    Area,
    /// Both: each place takes its own majority by heads and by area, as where owners elect their committee (Civil Code
    /// art. 278(1)3); with the method `committee` only.
    HeadsAndArea,
}

/// What the service tells of a choice among options while the poll is open.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Progress {
    /// How many took part, and nothing else.
    #[default]
    Turnout,
    /// Also how the options stand.
    Figures,
}

/// The seat that an election fills.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ElectionClause {
    /// The kind of seat, in the council that decides.
    pub seat: SeatId,
    /// What becomes of those who hold it and are not chosen; they stay unless said.
    #[serde(default, skip_serializing_if = "Incumbents::stay")]
    pub incumbents: Incumbents,
    /// How long the chosen are to sit; absent for no stated term.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub term: Option<Period>,
}

/// What an election means for those who hold the seat already.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Incumbents {
    /// They go on sitting: the election fills empty seats 补选.
    #[default]
    Stay,
    /// Who is not chosen again leaves the seat 换届.
    Leave,
}

impl BallotWeight {
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
    const fn is_heads(&self) -> bool {
        matches!(self, Self::Heads)
    }

    /// What a ballot of the right weighs; of two measures, the heads.
    pub const fn of(self, right: &yishi_tally::VotingRight) -> u64 {
        match self {
            Self::Heads | Self::HeadsAndArea => right.heads,
            Self::Area => right.area_dm2,
        }
    }
}

impl Progress {
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
    const fn is_turnout(&self) -> bool {
        matches!(self, Self::Turnout)
    }
}

impl Incumbents {
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
    const fn stay(&self) -> bool {
        matches!(self, Self::Stay)
    }
}
