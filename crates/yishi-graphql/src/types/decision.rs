//! Rules of decision: who votes, what comes before, what has to be met.

use super::choice::ChoiceRule;
use super::{Base, Counting, Electorate, Measure, Openness, Part, Precondition, SectionVote, SheetsFinish};
use crate::request::RequestContext;
use async_graphql::{Context, Object, SimpleObject};
use std::sync::Arc;
use yishi_core::DecisionClause;

/// A bound on a share.
#[derive(Clone, Debug, SimpleObject)]
pub(crate) struct Threshold {
    /// The share as an exact fraction, e.g. `2/3`.
    share: String,
    /// Whether the bound itself is enough (以上) or has to be exceeded (过半数, 超过).
    inclusive: bool,
}

impl Threshold {
    pub(crate) fn new(threshold: yishi_tally::Threshold) -> Self {
        match threshold {
            yishi_tally::Threshold::AtLeast(share) => Self { share: share.into(), inclusive: true },
            yishi_tally::Threshold::MoreThan(share) => Self { share: share.into(), inclusive: false },
        }
    }
}

/// Something that has to be met for a vote to pass.
#[derive(Clone, Debug, SimpleObject)]
pub(crate) struct Requirement {
    /// What it says, with the article of law if it has one.
    name: String,
    /// Whose share is taken.
    part: Part,
    /// Of what.
    base: Base,
    /// In what measure.
    measure: Measure,
    /// How much.
    threshold: Threshold,
    /// Whether missing it means that too few took part.
    quorum: bool,
}

impl Requirement {
    pub(crate) fn new(requirement: &yishi_tally::Requirement) -> Self {
        Self {
            name: requirement.name.clone(),
            part: requirement.part.into(),
            base: requirement.base.into(),
            measure: requirement.measure.into(),
            threshold: Threshold::new(requirement.threshold),
            quorum: requirement.quorum,
        }
    }
}

/// A section of a vote on tally sheets.
#[derive(Clone, Debug, SimpleObject)]
pub(crate) struct Section {
    /// The council whose area it is, by its name in the charter's clauses.
    council_id: String,
    /// What its vote weighs.
    vote: SectionVote,
}

/// A rule of decision.
pub(crate) struct DecisionRule(Arc<DecisionClause>);

impl DecisionRule {
    pub(crate) fn new(clause: Arc<DecisionClause>) -> Self {
        Self(clause)
    }
}

/// A rule of decision 表决规则. Everybody may read it.
#[Object]
impl DecisionRule {
    /// Its name in the charter's clauses.
    async fn rule_id(&self) -> &str {
        self.0.id.as_str()
    }

    /// Its name for people, with the article of law if it has one.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// Who votes.
    async fn electorate(&self) -> Electorate {
        self.0.electorate.into()
    }

    /// The level whose councils may use it, by its name in the clauses; null for all.
    async fn level_id(&self) -> Option<&str> {
        self.0.level.as_ref().map(|level| level.as_str())
    }

    /// How it chooses among options; null for a motion, on which people vote for and against.
    async fn choice(&self) -> Option<ChoiceRule> {
        self.0.choice.as_ref().map(ChoiceRule::new)
    }

    /// What has to be met; all of it. Of a choice among options: how many have to take part.
    async fn requirements(&self) -> Vec<Requirement> {
        self.0.requirements.iter().map(Requirement::new).collect()
    }

    /// What others see of single ballots.
    async fn openness(&self) -> Openness {
        self.0.openness.into()
    }

    /// What that means for a voter, in plain words.
    async fn openness_meaning(&self, ctx: &Context<'_>) -> &str {
        crate::words::openness(RequestContext::of(ctx).language(), self.0.openness)
    }

    /// What is counted.
    async fn counting(&self) -> Counting {
        self.0.counting.into()
    }

    /// Sections with a tally sheet and a vote of their own; empty unless the vote counts sheets and has some.
    async fn sections(&self) -> Vec<Section> {
        let section = |section: &yishi_core::SectionClause| Section {
            council_id: section.council.to_string(),
            vote: section.vote.into(),
        };
        self.0.sections.iter().map(section).collect()
    }

    /// When a vote on tally sheets may be closed.
    async fn finish(&self) -> SheetsFinish {
        self.0.finish.into()
    }

    /// Least time between opening and close, e.g. `72h`, `7d`, `3wd`.
    async fn voting_at_least(&self) -> String {
        String::from(self.0.voting_at_least)
    }

    /// How long the text must have been posted before the vote opens; null for no posting.
    async fn notice(&self) -> Option<String> {
        self.0.notice.map(String::from)
    }

    /// What must have happened before the vote opens.
    async fn before(&self) -> Vec<Precondition> {
        self.0.before.iter().map(|precondition| (*precondition).into()).collect()
    }
}
