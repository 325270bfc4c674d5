//! The charter, readable clause by clause.

use super::clause::{DeadlineClause, EscalationRule, EvaluationRule, HearingRule, MatterClass};
use super::decision::DecisionRule;
use super::routing::RoutingRule;
use super::{Council, Document, Power, Reach, Voting};
use crate::entry::Entry;
use crate::global_id;
use crate::scalar::{Hash, count};
use crate::view::View;
use async_graphql::{ID, Object, SimpleObject};
use std::sync::Arc;
use yishi_core::{CharterVersion, LevelId, SeatClause, SeatId};

/// A version of the charter.
#[derive(Clone)]
pub(crate) struct Charter {
    view: View,
    version: Arc<CharterVersion>,
}

impl Charter {
    pub(crate) fn new(view: &View, version: &Arc<CharterVersion>) -> Self {
        Self { view: view.clone(), version: Arc::clone(version) }
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
        global_id::encode("charter", self.view.origin(), &self.version.version.to_string())
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

    /// Whether letters without an author are taken.
    async fn takes_anonymous(&self) -> bool {
        let clause = self.version.charter.submissions;
        clause.is_some_and(|clause| clause.anonymous == yishi_core::Anonymous::Allowed)
    }

    /// Within what time after its close it has to be said what became of a call; null for no deadline.
    async fn call_answer(&self) -> Option<String> {
        self.version.charter.submissions?.call_answer.map(String::from)
    }

    /// How many registrars must agree before a key is enrolled or revoked.
    async fn registrars_threshold(&self) -> i32 {
        count(self.version.charter.registrars.threshold)
    }
}
