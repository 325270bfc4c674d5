//! Clauses that let a decision stand: what a rule asks for before the vote is opened, certified, and afterwards.

use async_graphql::SimpleObject;
use yishi_core::{AnnounceClause, ChallengeClause, FilingClause, ReviewClause, ServiceClause};

/// How long before it opens a vote has to be announced, with everything that is put to it 提前公告.
#[derive(Clone, Debug, SimpleObject)]
pub(crate) struct AnnounceRule {
    /// Least time between the announcement and the opening, e.g. `15d`.
    before: String,
    /// The article that asks for it; null where the charter names none.
    article: Option<String>,
}

impl AnnounceRule {
    pub(crate) fn new(clause: &AnnounceClause) -> Self {
        Self { before: String::from(clause.before), article: clause.article.clone() }
    }
}

/// That how each ballot was served has to be on record 选票送达.
#[derive(Clone, Debug, SimpleObject)]
pub(crate) struct ServiceRule {
    /// The article that asks for it; null where the charter names none.
    article: Option<String>,
}

impl ServiceRule {
    pub(crate) fn new(clause: &ServiceClause) -> Self {
        Self { article: clause.article.clone() }
    }
}

/// How the result of a vote that passed is objected to before it is certified 结果公示与异议.
#[derive(Clone, Debug, SimpleObject)]
pub(crate) struct ReviewRule {
    /// How long the preliminary result is posted and open to objections, e.g. `7d`.
    window: String,
    /// By when each objection has to be answered, e.g. `15d`.
    answer: String,
    /// The article that asks for it; null where the charter names none.
    article: Option<String>,
}

impl ReviewRule {
    pub(crate) fn new(clause: &ReviewClause) -> Self {
        let [window, answer] = [clause.window, clause.answer].map(String::from);
        Self { window, answer, article: clause.article.clone() }
    }
}

/// With whom a resolution has to be filed 备案.
#[derive(Clone, Debug, SimpleObject)]
pub(crate) struct FilingRule {
    /// With whom.
    with: String,
    /// By when after the certification, e.g. `30d`.
    within: String,
    /// The article that asks for it; null where the charter names none.
    article: Option<String>,
}

impl FilingRule {
    pub(crate) fn new(clause: &FilingClause) -> Self {
        let within = String::from(clause.within);
        Self { with: clause.with.clone(), within, article: clause.article.clone() }
    }
}

/// For how long a court may be asked to revoke a resolution 撤销权期间.
#[derive(Clone, Debug, SimpleObject)]
pub(crate) struct ChallengeRule {
    /// For how long after the certification, e.g. `12mo`.
    within: String,
    /// The article that says so; null where the charter names none.
    article: Option<String>,
}

impl ChallengeRule {
    pub(crate) fn new(clause: &ChallengeClause) -> Self {
        Self { within: String::from(clause.within), article: clause.article.clone() }
    }
}
