//! Choices among options: the rule, the options, and what a ballot on them says.

use super::offer::Offer;
use super::{BallotWeight, Document, Incumbents, Member, Progress};
use crate::scalar::{Fen, count};
use crate::view::View;
use async_graphql::{InputObject, OneofObject, SimpleObject};
use std::collections::BTreeMap;
use std::sync::Arc;
use yishi_core::ChoiceClause;
use yishi_tally::{Criterion, Method, OptionId};

/// How a rule of decision chooses among options 多选项表决规则.
#[derive(SimpleObject)]
pub(crate) struct ChoiceRule {
    /// The method of counting, e.g. `plurality`, `approval`, `irv`.
    method: &'static str,
    /// The method with all its parameters as canonical JSON, as a charter writes them.
    parameters: String,
    /// How many places are filled.
    seats: i32,
    /// What decides among equals, as canonical JSON: `"stop"` leaves a tie, `{"lot":{}}` draws lots from the head of the book before the
    /// entry that seals the vote.
    tie: String,
    /// What reviewers score, where projects are reviewed; empty for other methods.
    criteria: Vec<ReviewCriterion>,
    /// What a ballot weighs.
    weight: BallotWeight,
    /// What is told before the close.
    progress: Progress,
    /// The seat that the chosen take; null where none is filled.
    elects: Option<ElectedSeat>,
}

/// Something that reviewers score 评审标准.
#[derive(SimpleObject)]
pub(crate) struct ReviewCriterion {
    /// Its name on ballots.
    criterion: String,
    /// The most that it adds to the figure of a project.
    weight: i32,
    /// The lowest score.
    least: i32,
    /// The highest score.
    most: i32,
}

impl ReviewCriterion {
    fn new(criterion: &Criterion) -> Self {
        Self {
            criterion: criterion.id.to_string(),
            weight: count(criterion.weight),
            least: count(criterion.least),
            most: count(criterion.most),
        }
    }

    fn all(method: &Method) -> Vec<Self> {
        match method {
            Method::Review(rule) => rule.criteria.iter().map(Self::new).collect(),
            _ => Vec::new(),
        }
    }
}

/// The seat that an election fills 选举.
#[derive(SimpleObject)]
pub(crate) struct ElectedSeat {
    /// The kind of seat, by its name in the charter's clauses, in the council that decides.
    seat_id: String,
    /// What becomes of those who hold it and are not chosen.
    incumbents: Incumbents,
    /// How long the chosen are to sit, e.g. `1826d`; null without a stated term.
    term: Option<String>,
}

impl ChoiceRule {
    pub(crate) fn new(clause: &ChoiceClause) -> Self {
        Self {
            method: clause.method.name(),
            parameters: yishi_core::canonical_json(&clause.method),
            seats: count(clause.method.seats()),
            tie: yishi_core::canonical_json(clause.method.tie()),
            criteria: ReviewCriterion::all(&clause.method),
            weight: clause.weight.into(),
            progress: clause.progress.into(),
            elects: clause.elects.as_ref().map(|elects| ElectedSeat {
                seat_id: elects.seat.to_string(),
                incumbents: elects.incumbents.into(),
                term: elects.term.map(String::from),
            }),
        }
    }
}

/// An option of a vote 选项: a candidate, an offer or a project.
#[derive(SimpleObject)]
pub(crate) struct PollOption {
    /// Its name on ballots.
    option_id: String,
    /// The candidate, where people are chosen.
    member: Option<Member>,
    /// What it is called, where something else is chosen.
    name: Option<String>,
    /// The text that describes it.
    document: Option<Document>,
    /// What it costs, where a budget is shared out.
    cost_fen: Option<Fen>,
    /// Who stands behind it, where projects are reviewed: they do not review it 回避.
    by: Vec<Member>,
    /// The offer that it is, where offers are compared side by side.
    offer: Option<Offer>,
}

impl PollOption {
    pub(crate) fn new(view: &View, option: &yishi_core::PollOption) -> Self {
        Self {
            option_id: option.id.to_string(),
            member: option.member.clone().map(|member| Member::new(view, member)),
            name: option.name.clone(),
            document: option.document.map(|document| Document::new(view, document)),
            cost_fen: option.cost_fen.map(|cost| Fen(cost.0)),
            by: option.by.iter().map(|member| Member::new(view, member.clone())).collect(),
            offer: option.offer.as_ref().map(|offer| Offer::new(view, offer)),
        }
    }
}

/// What a ballot on options says; exactly one field is not null.
#[derive(SimpleObject)]
pub(crate) struct Marks {
    /// The one option it names.
    one: Option<String>,
    /// The options it approves of; none is a blank ballot.
    approved: Option<Vec<String>>,
    /// Its ranks from the first, each with one option or, where the method knows equal ranks, several.
    ranking: Option<Vec<Vec<String>>>,
    /// Its scores.
    scores: Option<Vec<OptionScore>>,
    /// Its reviews, project by project.
    reviews: Option<Vec<OptionReview>>,
}

/// What a reviewer says of one project 评审打分.
#[derive(SimpleObject)]
pub(crate) struct OptionReview {
    /// The project.
    option_id: String,
    /// The score on every criterion.
    scores: Vec<CriterionScore>,
}

/// The score on one criterion.
#[derive(SimpleObject)]
pub(crate) struct CriterionScore {
    /// The criterion, by its name in the rule.
    criterion: String,
    /// The score.
    score: i32,
}

/// The score of an option on a ballot.
#[derive(SimpleObject)]
pub(crate) struct OptionScore {
    /// The option.
    option_id: String,
    /// Its score.
    score: i32,
}

impl Marks {
    pub(crate) fn new(marks: &yishi_tally::Marks) -> Self {
        let mut said = Self { one: None, approved: None, ranking: None, scores: None, reviews: None };
        let names = |options: &mut dyn Iterator<Item = &OptionId>| options.map(ToString::to_string).collect();
        match marks {
            yishi_tally::Marks::One(option) => said.one = Some(option.to_string()),
            yishi_tally::Marks::Set(options) => said.approved = Some(names(&mut options.iter())),
            yishi_tally::Marks::Ranking(ranks) => {
                said.ranking = Some(ranks.iter().map(|rank| names(&mut rank.iter())).collect());
            }
            yishi_tally::Marks::Scores(scores) => {
                let score = |(option, score): (&OptionId, &u64)| OptionScore {
                    option_id: option.to_string(),
                    score: count(*score),
                };
                said.scores = Some(scores.iter().map(score).collect());
            }
            yishi_tally::Marks::Reviews(reviews) => {
                let score = |(criterion, score): (&Arc<str>, &u32)| CriterionScore {
                    criterion: criterion.to_string(),
                    score: count(*score),
                };
                let review = |(option, scores): (&OptionId, &BTreeMap<Arc<str>, u32>)| OptionReview {
                    option_id: option.to_string(),
                    scores: scores.iter().map(score).collect(),
                };
                said.reviews = Some(reviews.iter().map(review).collect());
            }
        }
        said
    }
}

/// What a ballot on options is to say; exactly one is given.
#[derive(OneofObject)]
pub(crate) enum MarksInput {
    /// One option.
    One(String),
    /// The options that it approves of; none is a blank ballot, which takes part.
    Approved(Vec<String>),
    /// Ranks from the first, each with one option or, where the method knows equal ranks, several.
    Ranking(Vec<Vec<String>>),
    /// A score for each option that has one.
    Scores(Vec<OptionScoreInput>),
    /// A review of each project that is reviewed, with a score on every criterion.
    Reviews(Vec<OptionReviewInput>),
}

/// A review of one project.
#[derive(InputObject)]
pub(crate) struct OptionReviewInput {
    /// The project.
    option_id: String,
    /// The score on every criterion.
    scores: Vec<CriterionScoreInput>,
}

/// The score on one criterion.
#[derive(InputObject)]
pub(crate) struct CriterionScoreInput {
    /// The criterion, by its name in the rule.
    criterion: String,
    /// The score, on the scale of the criterion.
    score: u32,
}

/// The score of an option.
#[derive(InputObject)]
pub(crate) struct OptionScoreInput {
    /// The option.
    option_id: String,
    /// Its score, from 0 up.
    score: u32,
}

impl From<MarksInput> for yishi_tally::Marks {
    fn from(input: MarksInput) -> Self {
        let option = |name: String| OptionId(Arc::from(name));
        match input {
            MarksInput::One(name) => Self::One(option(name)),
            MarksInput::Approved(names) => Self::Set(names.into_iter().map(option).collect()),
            MarksInput::Ranking(ranks) => {
                let rank = |names: Vec<String>| names.into_iter().map(option).collect();
                Self::Ranking(ranks.into_iter().map(rank).collect())
            }
            MarksInput::Scores(scores) => Self::Scores(
                scores.into_iter().map(|score| (option(score.option_id), score.score.into())).collect(),
            ),
            MarksInput::Reviews(reviews) => {
                let scores = |scores: Vec<CriterionScoreInput>| {
                    scores.into_iter().map(|score| (score.criterion.into(), score.score)).collect()
                };
                let review = |review: OptionReviewInput| (option(review.option_id), scores(review.scores));
                Self::Reviews(reviews.into_iter().map(review).collect())
            }
        }
    }
}
