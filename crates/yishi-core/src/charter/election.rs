//! Clauses of an election around its vote: how candidates come to stand, a second round for seats left open,
//! and alternates for seats that fall vacant later.
//!
//! Each is a choice of the charter; an election without them works as before. What they refuse is left to `nomination`, `poll/second`
//! and `alternate`.

use crate::*;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// How candidates come to stand before the vote opens 提名与资格审查.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NominationClause {
    /// Least time between the opening of nominations and their end.
    pub window: Period,
    /// How long nominees may still accept after that.
    pub accept: Period,
    /// Whether people nominate themselves 自荐; they do unless said.
    #[serde(default, skip_serializing_if = "is_default")]
    pub self_nomination: SelfNomination,
    /// How many have to nominate somebody together 联名推荐, the first of them included, at least 2; nobody does unless said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub joint: Option<u32>,
    /// The kinds of seats whose holders nominate, in the council or above it.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub seats: BTreeSet<SeatId>,
    /// How many candidates there must be at least 差额, and how many others one person may nominate.
    pub least: u32,
    /// What happens when there are fewer at the end; nominations go on once unless said.
    #[serde(default, skip_serializing_if = "is_default")]
    pub too_few: TooFew,
    /// In which order candidates stand on the ballot paper; that of their acceptance unless said.
    #[serde(default, skip_serializing_if = "is_default")]
    pub order: CandidateOrder,
    /// How candidates are screened; not at all unless said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub screening: Option<CandidateScreeningClause>,
}

/// Whether people nominate themselves.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SelfNomination {
    /// They do.
    #[default]
    Allowed,
    /// Others have to nominate them.
    Refused,
}

/// What happens when fewer stand than the clause asks for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TooFew {
    /// The window opens once more by itself. With too few even then no vote opens until nominations are opened again.
    #[default]
    Extend,
    /// The vote goes on with those there are.
    GoOn,
}

/// In which order candidates stand on the ballot paper.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CandidateOrder {
    /// Who accepted first comes first.
    #[default]
    Acceptance,
    /// By lot, drawn from the head of the book before the entry that ends the nominations.
    Lot,
}

/// How candidates are screened 资格审查.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CandidateScreeningClause {
    /// The kinds of seats whose holders screen, in the council or above it. Nobody screens where they stand themselves.
    pub seats: BTreeSet<SeatId>,
    /// By when after the end of the nominations everybody must be screened.
    pub within: Period,
    /// How long somebody may object to being disqualified.
    pub object: Period,
    /// By when such an objection must be answered.
    pub answer: Period,
    /// What a screener confirms of each candidate and the book does not know by itself.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub facts: Vec<FactClause>,
}

/// Something to be confirmed of a candidate 资格条件.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FactClause {
    /// Its name in clauses.
    pub id: FactId,
    /// What it says, for people.
    pub name: String,
}

/// Most alternates of one election.
pub const MAX_ALTERNATES: u32 = 20;

/// Who steps up when a seat that the election filled falls vacant within the term 候补. Whoever does has what a place takes in the
/// count, so that nobody sits without it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AlternatesClause {
    /// How many there are at most, 1 to 20.
    pub places: u32,
    /// How long an alternate has to accept once a place is vacant; then the next is called.
    pub accept: Period,
}

/// A second vote for the seats that nobody reached the majority for 第二轮选举. It is held once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SecondRoundClause {
    /// By when after the first count it must be opened; later it is held no more.
    pub within: Period,
    /// How many candidates stand at most for each seat left. Those equal at the border all stand.
    pub candidates_each: u32,
    /// What a seat takes; the same as in the first round unless said.
    #[serde(default, skip_serializing_if = "is_default")]
    pub needed: SecondRoundNeed,
}

/// What a seat takes in a second round.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SecondRoundNeed {
    /// The same share as in the first.
    #[default]
    Same,
    /// The most votes, whatever their share.
    MostVotes,
    /// Another share of the ballots cast.
    Share(yishi_tally::Threshold),
}
