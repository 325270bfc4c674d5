//! Rule packs 规则包: what the law of a place says about deciding, as data with its articles and its dates.
//!
//! A pack is read from a file, checked here, and narrowed to the day in question. Charters copy what they need from it, and
//! its digest says which text that was. No place is named in code: packs are data that come with the program.

mod check;
mod in_force;

pub use check::PackFault;

use crate::{Date, Digest, Electorate, Period, RuleId, digest_of};
use serde::{Deserialize, Serialize};
use yishi_tally::{OwnersProfile, Requirement, Threshold};

/// A name or a sentence in both languages.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bilingual {
    /// 中文.
    pub zh: String,
    /// English.
    pub en: String,
}

/// How the article behind a value was come by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SourceRead {
    /// The statute itself was read.
    Statute,
    /// An excerpt of it on a page was read.
    Excerpt,
    /// Known, and not verified in any text.
    NotVerified,
}

/// Where a value comes from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// The law and the article.
    pub article: String,
    /// How it was come by.
    pub read: SourceRead,
}

/// From when until when something is in force.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Validity {
    /// The first day.
    pub from: Date,
    /// The first day on which it is in force no more; absent while it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Date>,
}

/// The rules of a place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RulePack {
    /// Its name in commands.
    pub id: RuleId,
    /// Its name for people.
    pub name: Bilingual,
    /// The pack that holds where this one says nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub extends: Option<RuleId>,
    /// How owners are counted; absent for what the pack above says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub profile: Option<PackProfile>,
    /// Decision rules.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rules: Vec<PackRule>,
    /// Matters, with the rule under which each is decided.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub matters: Vec<PackMatter>,
    /// Shares, periods and numbers beside the decision itself.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub values: Vec<PackValue>,
    /// Procedures of several steps.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub procedures: Vec<PackProcedure>,
}

/// How owners are counted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PackProfile {
    /// Where it comes from.
    pub source: Source,
    /// The profile itself.
    pub owners: OwnersProfile,
    /// How a vote on a motion in which too few owners take part is extended; absent where none is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub extension: Option<PackExtension>,
}

/// How a vote is extended, by the values that say so.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PackExtension {
    /// The value that says by how much.
    pub at_most: RuleId,
    /// The participation from which on a vote is not extended.
    pub until: Threshold,
    /// The value that says how long the matter is not put again after a vote in vain.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bar: Option<RuleId>,
    /// The value that says who lifts the bar.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bar_lifted_by: Option<RuleId>,
}

/// A decision rule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PackRule {
    /// Its name.
    pub id: RuleId,
    /// Its name for people.
    pub name: Bilingual,
    /// Who decides.
    pub who: Bilingual,
    /// Where it comes from.
    pub source: Source,
    /// When it is in force.
    #[serde(flatten)]
    pub validity: Validity,
    /// What has to be met.
    pub requirements: Vec<Requirement>,
    /// Who votes, as a charter names them; absent where no vote of one council decides so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub electorate: Option<Electorate>,
    /// What is decided by it; a motion unless said.
    #[serde(default, skip_serializing_if = "PackDecides::is_motion")]
    pub decides: PackDecides,
    /// The value that says how long what is decided on has to be announced before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub notice: Option<RuleId>,
    /// The value that says how long the vote lasts at least.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub voting: Option<RuleId>,
    /// The value that says who may vote for others, and for how many; absent where nobody may.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proxies: Option<RuleId>,
}

/// What a rule of a pack decides.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PackDecides {
    /// For or against.
    #[default]
    Motion,
    /// Who is chosen: what is asked of votes for is asked of each candidate.
    Election,
    /// Who loses a seat: for or against.
    Recall,
}

/// A matter with the rule that decides it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PackMatter {
    /// Its code.
    pub code: String,
    /// What it is.
    pub name: Bilingual,
    /// The rule.
    pub rule: RuleId,
}

/// A share, period, number or word beside the decision itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PackValue {
    /// Its name.
    pub id: RuleId,
    /// Its name for people.
    pub name: Bilingual,
    /// Where it comes from.
    pub source: Source,
    /// When it is in force.
    #[serde(flatten)]
    pub validity: Validity,
    /// What it is.
    pub is: PackFigure,
}

/// What a value of a pack is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PackFigure {
    /// A share with its bound.
    Share(Threshold),
    /// A length of time.
    Period(Period),
    /// A length of time with its least and its longest.
    Periods {
        /// Least.
        least: Period,
        /// Longest.
        most: Period,
    },
    /// A number.
    Number(u64),
    /// A number with its bounds.
    Numbers {
        /// Least; absent for none.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        least: Option<u64>,
        /// Most; absent for none.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        most: Option<u64>,
    },
    /// A duty or permission, in words.
    Says(Bilingual),
}

/// A procedure of several steps, one after the other.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PackProcedure {
    /// Its name.
    pub id: RuleId,
    /// Its name for people.
    pub name: Bilingual,
    /// Where it comes from.
    pub source: Source,
    /// Its steps in order.
    pub steps: Vec<PackStep>,
}

/// A step of a procedure.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PackStep {
    /// What is done.
    pub name: Bilingual,
    /// The rule under which it decides; absent where nothing is decided.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rule: Option<RuleId>,
}

impl RulePack {
    /// SHA-256 of the pack's canonical JSON: which text it is.
    pub fn digest(&self) -> Digest {
        digest_of(self)
    }

    /// The value of that name; of several versions the first listed.
    pub fn value(&self, id: &RuleId) -> Option<&PackValue> {
        self.values.iter().find(|value| value.id == *id)
    }

    /// The decision rule of that name; of several versions the first listed.
    pub fn rule(&self, id: &RuleId) -> Option<&PackRule> {
        self.rules.iter().find(|rule| rule.id == *id)
    }
}

impl PackFigure {
    /// The length of time that it is, or the least that it may be.
    pub const fn least_period(&self) -> Option<Period> {
        match self {
            Self::Period(period) | Self::Periods { least: period, .. } => Some(*period),
            Self::Share(_) | Self::Number(_) | Self::Numbers { .. } | Self::Says(_) => None,
        }
    }

    /// The most that it may be, where it is a number with such a bound.
    pub const fn most(&self) -> Option<u64> {
        match self {
            Self::Numbers { most, .. } => *most,
            Self::Share(_) | Self::Period(_) | Self::Periods { .. } | Self::Number(_) | Self::Says(_) => None,
        }
    }
}

impl PackDecides {
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
    const fn is_motion(&self) -> bool {
        matches!(self, Self::Motion)
    }
}

impl Validity {
    /// Whether it is in force on a day.
    pub fn holds_on(self, day: Date) -> bool {
        self.from <= day && self.until.is_none_or(|until| day < until)
    }
}
