//! Rules of decision: who votes, what comes before, what has to be met.

use super::AcrossRule;
use super::alternate::AlternatesRule;
use super::choice::ChoiceRule;
use super::election::{NominationRule, SecondRoundRule};
use super::safeguard::{AnnounceRule, ChallengeRule, FilingRule, ReviewRule, ServiceRule};
use super::{
    AreaSource, Base, Counting, DecisionStage, Electorate, Measure, OpenAmendments, Openness, Part,
    Precondition, Proxies, Revote, SectionVote, SheetsFinish, Silence, Unopened,
};
use crate::request::RequestContext;
use crate::scalar::count;
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

/// A section 分区 of a joint decision: it has a vote of its own, by its tally sheet or by the ballots of its area.
#[derive(Clone, Debug, SimpleObject)]
pub(crate) struct Section {
    /// The council whose area it is, by its name in the charter's clauses.
    council_id: String,
    /// What its vote weighs.
    vote: SectionVote,
    /// What has to be met among its own ballots; empty on tally sheets.
    requirements: Vec<Requirement>,
}

/// How sealed ballots are opened.
#[derive(Clone, Debug, SimpleObject)]
pub(crate) struct SealedRule {
    /// How long voters may open their ballots after the close, e.g. `3d`.
    opening: String,
    /// What becomes of a ballot that nobody opened.
    unopened: Unopened,
}

/// How a vote in which too few take part is extended 延长投票.
#[derive(Clone, Debug, SimpleObject)]
pub(crate) struct ExtensionRule {
    /// By how much at most, counted from the close that was announced, e.g. `3mo`.
    at_most: String,
    /// The participation, by heads and where owners vote by area, from which on a vote is not extended.
    until: Threshold,
    /// For how long the matter is not put to a vote under this rule again, after an extended vote without a quorum; null for
    /// no bar.
    bar: Option<String>,
    /// The step that lifts the bar, by its name in the clauses; null for none.
    bar_lifted_by: Option<String>,
}

impl ExtensionRule {
    fn new(clause: &yishi_core::ExtensionClause) -> Self {
        Self {
            at_most: String::from(clause.at_most),
            until: Threshold::new(clause.until),
            bar: clause.bar.map(String::from),
            bar_lifted_by: clause.bar_lifted_by.as_ref().map(ToString::to_string),
        }
    }
}

/// What the rules of procedure 议事规则 say about casting and counting ballots.
#[derive(Clone, Debug, SimpleObject)]
pub(crate) struct Procedure {
    /// Which of several equal ballots of one voting right stands.
    revote: Revote,
    /// Whether one may vote for another by a grant 委托.
    proxies: Proxies,
    /// For how many rights of others one person may vote; null for any number.
    proxy_cap: Option<i32>,
    /// Whether ballots come on paper, read by two witnesses.
    paper: bool,
    /// Whether a ballot cast with an own key goes before paper and assistance.
    own_key_first: bool,
    /// Whether an invalid ballot takes part.
    invalid_participates: bool,
    /// What becomes of those who were served with a ballot and say nothing.
    silence: Silence,
    /// Whether parking stalls count.
    parking_counts: bool,
    /// Which source of an area goes first.
    area_order: Vec<AreaSource>,
}

impl Procedure {
    fn new(clause: &yishi_core::ProcedureClause) -> Self {
        Self {
            revote: clause.revote.into(),
            proxies: clause.proxies.into(),
            proxy_cap: clause.proxy_cap.map(count),
            paper: clause.paper == yishi_core::PaperBallots::TwoWitnesses,
            own_key_first: clause.channels == yishi_tally::ChannelPrecedence::ElectronicFirst,
            invalid_participates: clause.invalid_participates,
            silence: clause.silence.into(),
            parking_counts: clause.parking_counts,
            area_order: clause.area_order.iter().map(|source| (*source).into()).collect(),
        }
    }
}

/// A rule of decision.
pub(crate) struct DecisionRule(Arc<DecisionClause>);

impl DecisionRule {
    pub(crate) fn new(clause: Arc<DecisionClause>) -> Self {
        Self(clause)
    }
}

impl DecisionRule {
    fn requirements_of<'a>(
        &'a self,
        section: &'a yishi_core::SectionClause,
    ) -> &'a [yishi_tally::Requirement] {
        if section.requirements.is_empty() { &self.0.section_requirements } else { &section.requirements }
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

    /// Sections with a vote of their own, by tally sheet or by ballots; empty where one council decides.
    async fn sections(&self) -> Vec<Section> {
        let section = |section: &yishi_core::SectionClause| Section {
            council_id: section.council.to_string(),
            vote: section.vote.into(),
            requirements: self.requirements_of(section).iter().map(Requirement::new).collect(),
        };
        self.0.sections.iter().map(section).collect()
    }

    /// What the rules of procedure say about casting and counting ballots.
    async fn procedure(&self) -> Procedure {
        Procedure::new(&self.0.procedure)
    }

    /// The kinds of seats whose holders vote, by their names in the clauses; empty where all voting seats do, or others vote.
    async fn seat_ids(&self) -> Vec<&str> {
        self.0.seats.iter().map(|seat| seat.as_str()).collect()
    }

    /// Whether it decides, or is a step towards a decision.
    async fn stage(&self) -> DecisionStage {
        self.0.stage.into()
    }

    /// The steps that the same text has to pass before, by their names in the clauses.
    async fn after(&self) -> Vec<&str> {
        self.0.after.iter().map(|step| step.as_str()).collect()
    }

    /// The seat that its resolution takes from somebody, by its name in the clauses; null where it recalls nobody.
    async fn recalls(&self) -> Option<&str> {
        self.0.recalls.as_ref().map(|seat| seat.as_str())
    }

    /// How sealed ballots are opened; null where ballots are open.
    async fn sealed(&self) -> Option<SealedRule> {
        let clause = self.0.sealed?;
        Some(SealedRule { opening: String::from(clause.opening), unopened: clause.unopened.into() })
    }

    /// How a vote in which too few take part is extended; null where none is.
    async fn extension(&self) -> Option<ExtensionRule> {
        self.0.extension.as_ref().map(ExtensionRule::new)
    }

    /// How long before the vote it has to be announced with everything put to it; null where it need not be.
    async fn announce(&self) -> Option<AnnounceRule> {
        self.0.announce.as_ref().map(AnnounceRule::new)
    }

    /// Whether the service of each ballot has to be on record before the certification; null where it need not be.
    async fn service(&self) -> Option<ServiceRule> {
        self.0.service.as_ref().map(ServiceRule::new)
    }

    /// How the result is objected to before it is certified; null where it is not posted before.
    async fn review(&self) -> Option<ReviewRule> {
        self.0.review.as_ref().map(ReviewRule::new)
    }

    /// That several books take the decision together; null where this one decides alone.
    async fn across(&self) -> Option<AcrossRule> {
        self.0.across.as_ref().map(AcrossRule::new)
    }

    /// How candidates come to stand; null where the convener names them when the vote opens.
    async fn nomination(&self) -> Option<NominationRule> {
        self.0.nomination.as_ref().map(NominationRule::new)
    }

    /// The second round for seats left open; null where they stay vacant.
    async fn second_round(&self) -> Option<SecondRoundRule> {
        self.0.second_round.as_ref().map(SecondRoundRule::new)
    }

    /// Who steps up when an elected person leaves the seat within the term 候补; null where nobody does.
    async fn alternates(&self) -> Option<AlternatesRule> {
        self.0.alternates.as_ref().map(AlternatesRule::new)
    }

    /// With whom the resolution has to be filed; null where it need not be.
    async fn filing(&self) -> Option<FilingRule> {
        self.0.filing.as_ref().map(FilingRule::new)
    }

    /// For how long a court may be asked to revoke the resolution; null where the charter does not say.
    async fn challenge(&self) -> Option<ChallengeRule> {
        self.0.challenge.as_ref().map(ChallengeRule::new)
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

    /// How many of those concerned must support the present text before the vote opens 附议; null where none is asked for.
    async fn supporters(&self) -> Option<i32> {
        self.0.supporters.map(count)
    }

    /// What becomes of amendments of the text that are still open when the vote is to open.
    async fn amendments(&self) -> OpenAmendments {
        self.0.amendments.into()
    }
}
