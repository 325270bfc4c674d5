//! Figures of a level of councils, each leading to the things that it counts and so to their entries.

use super::{Hearing, Matter};
use crate::page::{self, Page};
use crate::scalar::count;
use crate::view::View;
use async_graphql::{Context, Object};
use imbl::OrdSet;
use yishi_core::{CharterVersion, CouncilId, HearingId, HearingStatus, Level, MatterId, MatterStage};

/// Figures of one level of councils.
pub(crate) struct LevelFigures {
    view: View,
    level: Level,
    councils: Vec<CouncilId>,
}

impl LevelFigures {
    pub(crate) fn new(view: &View, charter: &CharterVersion, level: &Level) -> Self {
        let councils = charter.charter.councils.iter().filter(|council| council.level == level.id);
        let councils = councils.map(|council| council.id.clone()).collect();
        Self { view: view.clone(), level: level.clone(), councils }
    }

    /// Matters that ended there; those that went into others live on in them.
    fn settled_ids(&self) -> OrdSet<MatterId> {
        let state = self.view.state();
        let closed = |council| state.listings.matters.ids(Some(council), Some(MatterStage::Closed));
        let ended = |id: &MatterId| state.matters.get(id).is_some_and(|found| found.went_into.is_none());
        self.councils.iter().filter_map(closed).flatten().filter(ended).collect()
    }

    fn held_ids(&self) -> OrdSet<HearingId> {
        let listed = &self.view.state().listings.hearings;
        let held = |council| listed.ids(Some(council), Some(HearingStatus::Held));
        self.councils.iter().filter_map(held).flatten().collect()
    }
}

/// Figures of one level of councils, counted from the entries. Everybody may read them.
#[Object]
impl LevelFigures {
    /// The level, by its name in the charter's clauses.
    async fn level_id(&self) -> String {
        self.level.id.to_string()
    }

    /// Its name for people.
    async fn name(&self) -> &str {
        &self.level.name
    }

    /// Matters that lie before its councils or ended there.
    async fn matters(&self) -> i32 {
        let listed = &self.view.state().listings.matters;
        count(self.councils.iter().map(|council| listed.count(council, None)).sum::<usize>())
    }

    /// Matters that ended there; not those that went into others.
    async fn settled(&self) -> i32 {
        count(self.settled_ids().len())
    }

    /// Hearings held there with a quorum.
    async fn hearings_held(&self) -> i32 {
        let listed = &self.view.state().listings.hearings;
        let held = self.councils.iter().map(|council| listed.count(council, Some(HearingStatus::Held)));
        count(held.sum::<usize>())
    }

    /// The matters that ended there, oldest first: each leads to its entries.
    async fn settled_matters(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> Page<Matter> {
        let args = page::args(first, after, last, before);
        let all = &self.view.state().matters;
        page::page_of_listed(ctx, &args, all, Some(self.settled_ids()), |found| {
            Matter::new(&self.view, found)
        })
    }

    /// The hearings held there with a quorum, oldest first: each leads to its entries.
    async fn held_hearings(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> Page<Hearing> {
        let args = page::args(first, after, last, before);
        let all = &self.view.state().hearings;
        page::page_of_listed(ctx, &args, all, Some(self.held_ids()), |found| Hearing::new(&self.view, found))
    }
}
