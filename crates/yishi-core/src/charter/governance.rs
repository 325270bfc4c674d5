//! Clauses about the rules themselves: who may change them, which duties are kept apart, how a route is contested, and
//! which bodies handle a hard matter together.

use crate::*;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// How the charter is amended 章程修订, beyond the power to amend.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AmendmentClause {
    /// The decision rule by which the highest council has to adopt the text of an amendment before it is put in force.
    pub rule: RuleId,
}

/// Powers that one person may not have over the same council 职责分离.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SeparationClause {
    /// What it says, for people.
    pub name: String,
    /// The powers, of which nobody may have two; 2 or more.
    pub powers: BTreeSet<Power>,
}

/// How residents contest the route of a matter 分流异议.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ContestClause {
    /// How many residents have to sign; at least 1.
    pub signatures: u32,
    /// Within what time somebody other than who screened has to answer.
    pub answer: Period,
}

/// How several bodies handle a hard matter together 难事合力办.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct JointClause {
    /// Within what time a team that was called has to report in 报到.
    pub report_in: Period,
    /// The teams that can be called 吹哨.
    pub teams: Vec<TeamClause>,
}

/// A team that can be called: the holders of one seat of one council.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TeamClause {
    /// Its name in clauses.
    pub id: TeamId,
    /// Its name for people.
    pub name: String,
    /// The council in which its seat stands.
    pub council: CouncilId,
    /// The seat whose holders are the team.
    pub seat: SeatId,
}

/// How a hard matter gets a name and answers 书记领题、党组织解题、党员答题.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HardMattersClause {
    /// The seats whose holders name who stands for a matter, who solves it and who answers; in its council or above it.
    pub named_by: BTreeSet<SeatId>,
    /// The seats whose holders may stand for a matter; in its council or above it.
    pub sponsors: BTreeSet<SeatId>,
    /// Within what time answers are owed.
    pub answer: Period,
    /// How many members owe an answer on one matter at most; 1 to 100.
    pub answerers_at_most: u32,
}

/// Who confirms what was recorded of a court or an authority 裁判登记的复核.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RulingsClause {
    /// The seats of which a holder confirms a recorded ruling before it holds; in the council that decided or above it.
    pub confirmed_by: BTreeSet<SeatId>,
}

impl Charter {
    /// The team of this name.
    pub fn team(&self, id: &TeamId) -> Option<&TeamClause> {
        self.joint.iter().flat_map(|joint| &joint.teams).find(|team| team.id == *id)
    }
}
