//! The charter, readable clause by clause.

use super::clause::{DeadlineClause, EscalationRule, EvaluationRule, HearingRule, MatterClass};
use super::decision::DecisionRule;
use super::explained::{CharterChange, ExplanationSection, changes, explanation, language};
use super::governance::{ContestRule, EmergencyRule, JointRule, Separation};
use super::hard::HardMattersRule;
use super::mediation_rule::MediationRule;
use super::routing::RoutingRule;
use super::{
    Council, Document, Emergency, FloatingClause, Post, Power, Reach, Resolution, Voting, WordsLanguage,
};
use crate::entry::Entry;
use crate::global_id;
use crate::scalar::{Hash, count};
use crate::view::View;
use async_graphql::{Context, ID, Object, SimpleObject};
use std::sync::Arc;
use yishi_core::{CharterVersion, EmergencyId, LevelId, SeatClause, SeatId};

/// A version of the charter.
#[derive(Clone)]
pub(crate) struct Charter {
    view: View,
    version: Arc<CharterVersion>,
    emergency: Option<EmergencyId>,
}

impl Charter {
    pub(crate) fn new(view: &View, version: &Arc<CharterVersion>) -> Self {
        Self { view: view.clone(), version: Arc::clone(version), emergency: None }
    }

    /// The rules while an emergency lasts.
    pub(crate) fn in_emergency(view: &View, emergency: &yishi_core::Emergency) -> Self {
        Self { emergency: Some(emergency.id), ..Self::new(view, &emergency.rules) }
    }

    /// By what stands in its id.
    pub(crate) fn named(view: &View, name: &str) -> Option<Self> {
        let Some((version, emergency)) = name.split_once('@') else {
            return Self::numbered(view, name.parse().ok()?);
        };
        let emergency: EmergencyId = emergency.parse().ok()?;
        let emergency = view.state().emergencies.get(&emergency)?;
        (version == emergency.rules.version.to_string()).then(|| Self::in_emergency(view, emergency))
    }

    /// A version by its number.
    pub(crate) fn numbered(view: &View, version: u32) -> Option<Self> {
        view.state().charters.get(&version).map(|charter| Self::new(view, charter))
    }
}

/// A level of councils.
#[derive(SimpleObject)]
pub(crate) struct Level {
    /// Its name in the charter's clauses.
    level_id: String,
    /// Its name for people.
    name: String,
    /// Its place, counted from 0 for the lowest.
    rank: i32,
}

impl Level {
    pub(crate) fn find(charter: &CharterVersion, id: &LevelId) -> Option<Self> {
        let (rank, level) = charter.charter.levels.iter().enumerate().find(|(_, level)| level.id == *id)?;
        Some(Self { level_id: level.id.to_string(), name: level.name.clone(), rank: count(rank) })
    }
}

/// A party inside councils 方.
#[derive(SimpleObject)]
pub(crate) struct Bench {
    /// Its name in the charter's clauses.
    bench_id: String,
    /// Its name for people.
    name: String,
}

/// A power, and how far it reaches.
#[derive(SimpleObject)]
pub(crate) struct Grant {
    /// What the holder may do.
    power: Power,
    /// Over which councils.
    over: Reach,
}

/// A kind of seat 席位 that every council of its level has.
#[derive(SimpleObject)]
pub(crate) struct Seat {
    /// Its name in the charter's clauses.
    seat_id: String,
    /// Its name for people.
    name: String,
    /// The bench that its holders sit on.
    bench: Option<Bench>,
    /// The level whose councils have it.
    level: Option<Level>,
    /// How many members may hold it in one council.
    holders_at_most: i32,
    /// Whether its holders vote.
    votes: Voting,
    /// Its powers.
    powers: Vec<Grant>,
}

impl Seat {
    pub(crate) fn new(charter: &CharterVersion, seat: &SeatClause) -> Self {
        let grant = |grant: &yishi_core::Grant| Grant { power: grant.power.into(), over: grant.over.into() };
        let bench = charter.charter.benches.iter().find(|bench| bench.id == seat.bench);
        Self {
            seat_id: seat.id.to_string(),
            name: seat.name.clone(),
            bench: bench.map(|bench| Bench { bench_id: bench.id.to_string(), name: bench.name.clone() }),
            level: Level::find(charter, &seat.level),
            holders_at_most: count(seat.holders),
            votes: seat.votes.into(),
            powers: seat.powers.iter().map(grant).collect(),
        }
    }

    pub(crate) fn find(charter: &CharterVersion, id: &SeatId) -> Option<Self> {
        let seat = charter.charter.seats.iter().find(|seat| seat.id == *id)?;
        Some(Self::new(charter, seat))
    }
}

/// The rules of the community's councils 章程, in one version. Everybody may read it. What was decided under a version is explained
/// under that version for ever.
#[Object]
impl Charter {
    /// Its id.
    pub(crate) async fn id(&self) -> ID {
        let version = self.version.version;
        let name = self.emergency.map_or_else(|| version.to_string(), |id| format!("{version}@{id}"));
        global_id::encode("charter", self.view.origin(), &name)
    }

    /// The emergency that changes it; null for the charter as it was adopted.
    async fn emergency(&self) -> Option<Emergency> {
        Emergency::find(&self.view, self.emergency?)
    }

    /// The resolution that adopted it; null where none was needed.
    async fn resolution(&self) -> Option<Resolution> {
        Resolution::find(&self.view, self.version.resolution?)
    }

    /// Its version, counted from 1.
    async fn version(&self) -> i32 {
        count(self.version.version)
    }

    /// The identity of the version: SHA-256 of its content as it stands in the book.
    async fn digest(&self) -> Hash {
        Hash::from(self.version.digest)
    }

    /// The entry that adopted it.
    async fn entry(&self) -> Entry {
        Entry::new(&self.view, self.version.adopted_at)
    }

    /// The text as people read it.
    async fn source(&self) -> Document {
        Document::new(&self.view, self.version.source)
    }

    /// The community's name.
    async fn name(&self) -> &str {
        &self.version.charter.name
    }

    /// Levels of councils, lowest first.
    async fn levels(&self) -> Vec<Level> {
        let levels = self.version.charter.levels.iter();
        levels.filter_map(|level| Level::find(&self.version, &level.id)).collect()
    }

    /// Councils.
    async fn councils(&self) -> Vec<Council> {
        let councils = self.version.charter.councils.iter();
        councils.filter_map(|council| Council::under(&self.view, &self.version, &council.id)).collect()
    }

    /// Benches 方.
    async fn benches(&self) -> Vec<Bench> {
        let benches = self.version.charter.benches.iter();
        benches.map(|bench| Bench { bench_id: bench.id.to_string(), name: bench.name.clone() }).collect()
    }

    /// Kinds of seats with their powers.
    async fn seats(&self) -> Vec<Seat> {
        self.version.charter.seats.iter().map(|seat| Seat::new(&self.version, seat)).collect()
    }

    /// Kinds of posts 岗位 with their duties.
    async fn posts(&self) -> Vec<Post> {
        self.version.charter.posts.iter().map(|post| Post::new(&self.version, post)).collect()
    }

    /// What floating residents 流动人口 count for where residents are counted.
    async fn floating(&self) -> FloatingClause {
        self.version.charter.floating.into()
    }

    /// Classes of matters.
    async fn classes(&self) -> Vec<MatterClass> {
        self.version.charter.classes.iter().map(MatterClass::new).collect()
    }

    /// Routing rules in order: the first whose conditions all hold decides who deals with a matter.
    async fn routing(&self) -> Vec<RoutingRule> {
        let rules = self.version.charter.routing.iter();
        rules.map(|rule| RoutingRule::new(&self.version, rule)).collect()
    }

    /// Rules of decision.
    async fn decisions(&self) -> Vec<DecisionRule> {
        self.version.charter.decisions.iter().map(|rule| DecisionRule::new(Arc::new(rule.clone()))).collect()
    }

    /// When a matter moves up.
    async fn escalation(&self) -> Vec<EscalationRule> {
        self.version.charter.escalation.iter().map(EscalationRule::new).collect()
    }

    /// Deadlines of the ordinary procedure.
    async fn deadlines(&self) -> DeadlineClause {
        DeadlineClause::new(&self.version.charter.deadlines)
    }

    /// How hearings are called and held.
    async fn hearings(&self) -> HearingRule {
        HearingRule::new(&self.version.charter.hearings)
    }

    /// How residents' representatives evaluate finished work.
    async fn evaluation(&self) -> EvaluationRule {
        EvaluationRule::new(&self.version.charter.evaluation)
    }

    /// The rule of decision by which the highest council adopts an amendment; null where the power to amend suffices.
    async fn amendment_rule_id(&self) -> Option<String> {
        self.version.charter.amendment.as_ref().map(|clause| clause.rule.to_string())
    }

    /// Powers of which nobody may have two over the same council 职责分离.
    async fn separation(&self) -> Vec<Separation> {
        self.version.charter.separation.iter().map(Separation::new).collect()
    }

    /// How residents contest a route; null where they cannot.
    async fn contest(&self) -> Option<ContestRule> {
        self.version.charter.contest.as_ref().map(ContestRule::new)
    }

    /// How several bodies handle a matter together; null where they do not.
    async fn joint(&self) -> Option<JointRule> {
        let clause = self.version.charter.joint.as_ref()?;
        Some(JointRule::new(&self.view, &self.version, clause))
    }

    /// How a hard matter gets a name and answers; null where it does not.
    async fn hard_matters(&self) -> Option<HardMattersRule> {
        let clause = self.version.charter.hard_matters.as_ref()?;
        Some(HardMattersRule::new(&self.version, clause))
    }

    /// The seats of which a holder confirms a recorded ruling before it holds; empty where rulings hold at once.
    async fn rulings_confirmed_by(&self) -> Vec<Seat> {
        let seats = self.version.charter.rulings.iter().flat_map(|clause| &clause.confirmed_by);
        seats.filter_map(|id| Seat::find(&self.version, id)).collect()
    }

    /// How disputes are mediated; null where they are not.
    async fn mediation(&self) -> Option<MediationRule> {
        self.version.charter.mediation.as_ref().map(|clause| MediationRule::new(&self.version, clause))
    }

    /// What an emergency changes; null where the charter knows none.
    async fn emergency_clause(&self) -> Option<EmergencyRule> {
        self.version.charter.emergency.as_ref().map(EmergencyRule::new)
    }

    /// Whether letters without an author are taken.
    async fn takes_anonymous(&self) -> bool {
        let clause = self.version.charter.submissions;
        clause.is_some_and(|clause| clause.anonymous == yishi_core::Anonymous::Allowed)
    }

    /// Within what time after its close it has to be said what became of a call; null for no deadline.
    async fn call_answer(&self) -> Option<String> {
        self.version.charter.submissions?.call_answer.map(String::from)
    }

    /// How long after its registration and after each pin a newer checkpoint of a registered book is pinned, e.g. `7d`; null where
    /// this book keeps no register of books.
    async fn pin_every(&self) -> Option<String> {
        self.version.charter.registry.map(|clause| String::from(clause.pin_every))
    }

    /// How many registrars must agree before a key is enrolled or revoked.
    async fn registrars_threshold(&self) -> i32 {
        count(self.version.charter.registrars.threshold)
    }

    /// What it means, in plain sentences: who deliberates, who may do what, how matters travel, by when, and how each kind of
    /// vote is decided.
    async fn explanation(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The language of the sentences; that of the request unless said.")] language: Option<
            WordsLanguage,
        >,
    ) -> Vec<ExplanationSection> {
        explanation(&self.version.charter, self::language(ctx, language))
    }

    /// Councils, powers and routes as a picture, in SVG without scripts or parts from outside.
    async fn drawing(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The language of its words; that of the request unless said.")] language: Option<
            WordsLanguage,
        >,
    ) -> String {
        yishi_charter::draw(&self.version.charter, self::language(ctx, language))
    }

    /// What was added, removed and changed since another version, in words; empty where both say the same, null when there is
    /// no such version.
    async fn diff(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The version to compare with, most often the one before.")] from: i32,
        #[graphql(desc = "The language of the sentences; that of the request unless said.")] language: Option<
            WordsLanguage,
        >,
    ) -> Option<Vec<CharterChange>> {
        let old = self.view.state().charters.get(&u32::try_from(from).ok()?)?;
        Some(changes(&old.charter, &self.version.charter, self::language(ctx, language)))
    }
}
