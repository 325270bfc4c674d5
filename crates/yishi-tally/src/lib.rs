//! Exact counting of votes: rules as data, integers and exact fractions, a trace that anybody can recompute.
//!
//! Pure: no clock, no randomness, no I/O. Who may vote is left to `yishi-core`.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

/// The name of a voting right on a roll.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RightId(pub Arc<str>);

impl fmt::Display for RightId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A share as an exact fraction `numerator/denominator`, with 0 < denominator and numerator ≤ denominator; written `2/3`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Fraction {
    numerator: u32,
    denominator: u32,
}

/// Says that a text is not a fraction within 0 to 1.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a fraction such as `2/3`, from 0 to 1, with a denominator of at least 1")]
pub struct InvalidFraction(pub String);

impl TryFrom<String> for Fraction {
    type Error = InvalidFraction;
    fn try_from(text: String) -> Result<Self, InvalidFraction> {
        Err(InvalidFraction(text))
    }
}

impl From<Fraction> for String {
    fn from(fraction: Fraction) -> String {
        format!("{}/{}", fraction.numerator, fraction.denominator)
    }
}

/// A bound on a share. 以上 includes the bound, 过半数 and 超过 do not (Civil Code art. 1259).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Threshold {
    /// The share must reach the fraction.
    AtLeast(Fraction),
    /// The share must exceed the fraction.
    MoreThan(Fraction),
}

/// What is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Measure {
    /// Heads 人数.
    Heads,
    /// Area of owned units 专有部分面积.
    Area,
    /// Benches; a bench is for when more of its ballots are for than against.
    Benches,
}

/// Whose share is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// Those who took part: cast a ballot of any kind.
    Participating,
    /// Those who voted for.
    For,
}

/// Of what the share is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Base {
    /// All on the roll.
    Entitled,
    /// Those who took part, abstentions included.
    Participating,
    /// Votes for and against, abstentions left out.
    Cast,
}

/// One requirement: `part` of `base` in `measure` must pass the threshold. A share of nothing is never met.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Requirement {
    /// What it says, for people, with the article of law if it has one.
    pub name: String,
    /// Whose share.
    pub part: Part,
    /// Of what.
    pub base: Base,
    /// In what measure.
    pub measure: Measure,
    /// How much.
    pub threshold: Threshold,
    /// Whether missing it means that the vote lacked its quorum rather than that it failed.
    #[serde(default, skip_serializing_if = "is_false")]
    pub quorum: bool,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn is_false(flag: &bool) -> bool {
    !flag
}

/// A choice on a motion.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Choice {
    /// Yes 同意.
    For,
    /// No 反对.
    Against,
    /// Abstains 弃权; took part.
    Abstain,
}

/// A voting right with its weights.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct VotingRight {
    /// Its name.
    pub id: RightId,
    /// Heads: 1 for everybody so far.
    pub heads: u64,
    /// Area in 0.01 m²; 0 where area does not count.
    pub area_dm2: u64,
    /// The bench it belongs to, if any.
    pub bench: Option<Arc<str>>,
}

/// Figures in one measure.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Figures {
    /// On the roll.
    pub entitled: u64,
    /// For.
    #[serde(rename = "for")]
    pub for_: u64,
    /// Against.
    pub against: u64,
    /// Abstaining.
    pub abstain: u64,
}

/// Running totals of a poll; ballots can be recorded and withdrawn.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Totals {
    /// Heads.
    pub heads: Figures,
    /// Area.
    pub area_dm2: Figures,
    /// Heads by bench.
    pub benches: BTreeMap<Arc<str>, Figures>,
}

impl Totals {
    /// The totals of a roll before any ballot.
    pub fn of_roll<'a>(_rights: impl IntoIterator<Item = &'a VotingRight>) -> Self {
        unimplemented!()
    }

    /// Counts a ballot.
    pub fn record(&mut self, _right: &VotingRight, _choice: Choice) {
        unimplemented!()
    }

    /// Takes a counted ballot out again.
    pub fn withdraw(&mut self, _right: &VotingRight, _choice: Choice) {
        unimplemented!()
    }
}

/// How one requirement came out, with the exact numbers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RequirementOutcome {
    /// The requirement.
    pub requirement: Requirement,
    /// The part, as counted.
    pub numerator: u64,
    /// The base, as counted.
    pub denominator: u64,
    /// Whether it is met.
    pub met: bool,
}

/// How a vote came out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Every requirement is met.
    Passed,
    /// A quorum requirement is not met.
    NoQuorum,
    /// Quorate, not passed, and as many heads for as against.
    Tied,
    /// Quorate and not passed.
    Failed,
}

/// A count with its trace.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// The figures.
    pub totals: Totals,
    /// Each requirement in the order of the rule.
    pub requirements: Vec<RequirementOutcome>,
    /// The verdict.
    pub verdict: Verdict,
}

/// Counts: the verdict is a function of the requirements and the totals.
pub fn tally(_requirements: &[Requirement], _totals: &Totals) -> Tally {
    unimplemented!()
}
