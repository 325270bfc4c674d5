//! Councils: the tree of bodies that deliberate, their seats and what lies before them.

use super::alternate::Alternates;
use super::charter::{Level, Seat};
use super::submission::SubmissionFilter;
use super::{Compact, CouncilPost, Hearing, Matter, MatterStage, Member, Submission};
use crate::entry::Entry;
use crate::global_id;
use crate::page::{self, Page};
use crate::scalar::DateTime;
use crate::view::View;
use async_graphql::{Context, ID, Object, SimpleObject};
use std::sync::Arc;
use yishi_core::{CharterVersion, CouncilClause, CouncilId, MemberId, Seating};

/// A body that deliberates.
#[derive(Clone)]
pub(crate) struct Council {
    view: View,
    charter: Arc<CharterVersion>,
    id: CouncilId,
}

impl Council {
    /// The council under the charter in force.
    pub(crate) fn find(view: &View, id: &CouncilId) -> Option<Self> {
        Self::under(view, view.state().charter()?, id)
    }

    /// The council under a version of the charter.
    pub(crate) fn under(view: &View, charter: &Arc<CharterVersion>, id: &CouncilId) -> Option<Self> {
        let known = charter.charter.councils.iter().any(|council| council.id == *id);
        known.then(|| Self { view: view.clone(), charter: Arc::clone(charter), id: id.clone() })
    }

    fn clause(&self) -> Option<&CouncilClause> {
        self.charter.charter.councils.iter().find(|council| council.id == self.id)
    }

    fn other(&self, id: &CouncilId) -> Self {
        Self { view: self.view.clone(), charter: Arc::clone(&self.charter), id: id.clone() }
    }
}

/// A kind of seat in a council, and who holds it.
#[derive(SimpleObject)]
pub(crate) struct CouncilSeat {
    /// The kind of seat.
    seat: Seat,
    /// Who holds it now.
    holders: Vec<Holder>,
    /// Who steps up when a place of it falls vacant 候补: the alternates of each election that have not ended, the earliest first.
    alternates: Vec<Alternates>,
}

/// Somebody who holds a seat.
#[derive(SimpleObject)]
pub(crate) struct Holder {
    /// The member.
    member: Member,
    /// Since which entry.
    since: Entry,
}

/// A body that deliberates 议事会, at a level: grid, compound, community and so on. Everybody may read it.
#[Object]
impl Council {
    /// Its id.
    pub(crate) async fn id(&self) -> ID {
        global_id::encode("council", self.view.origin(), self.id.as_str())
    }

    /// Its name in the charter's clauses.
    async fn council_id(&self) -> &str {
        self.id.as_str()
    }

    /// Where its page on the notice board 公示栏 stands, an address relative to this service.
    async fn page_url(&self) -> String {
        self.view.page_url("councils", &self.id)
    }

    /// Its name for people.
    async fn name(&self) -> Option<&str> {
        self.clause().map(|council| council.name.as_str())
    }

    /// Its level.
    async fn level(&self) -> Option<Level> {
        Level::find(&self.charter, &self.clause()?.level)
    }

    /// The council above it; null for the highest.
    async fn parent(&self) -> Option<Council> {
        self.clause()?.parent.as_ref().map(|id| self.other(id))
    }

    /// The councils right below it.
    async fn children(&self) -> Vec<Council> {
        let councils = self.charter.charter.councils.iter();
        let below = councils.filter(|council| council.parent.as_ref() == Some(&self.id));
        below.map(|council| self.other(&council.id)).collect()
    }

    /// Its seats, and who holds them.
    async fn seats(&self) -> Vec<CouncilSeat> {
        let Some(clause) = self.clause() else { return Vec::new() };
        let seats = self.charter.charter.seats.iter().filter(|seat| seat.level == clause.level);
        seats
            .map(|seat| CouncilSeat {
                seat: Seat::new(&self.charter, seat),
                holders: self.holders(&seat.id),
                alternates: Alternates::of_seat(&self.view, &self.id, &seat.id),
            })
            .collect()
    }

    /// Its posts 岗位, who holds them, and their rota.
    async fn posts(&self) -> Vec<CouncilPost> {
        CouncilPost::of_council(&self.view, &self.charter, &self.id)
    }

    /// The matters that lie before it now, oldest first.
    async fn matters(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
        #[graphql(desc = "Only matters at this stage.")] stage: Option<MatterStage>,
    ) -> Page<Matter> {
        let args = page::args(first, after, last, before);
        super::matter::matters(ctx, &self.view, &args, Some(&self.id), stage)
    }

    /// The submissions about its area that were handed in to it, oldest first.
    async fn submissions(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
        filter: Option<SubmissionFilter>,
    ) -> Page<Submission> {
        let (args, filter) = (page::args(first, after, last, before), filter.unwrap_or_default());
        super::submission::submissions(ctx, &self.view, &args, filter, Some(&self.id))
    }

    /// The compacts 公约 that it adopted, oldest first.
    async fn compacts(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
        #[graphql(desc = "Only those in force at this moment; of the future as it is settled so far.")]
        in_force_at: Option<DateTime>,
    ) -> Page<Compact> {
        let (args, at) = (page::args(first, after, last, before), in_force_at.map(|moment| moment.0));
        super::compact::compacts(ctx, &self.view, &args, Some(&self.id), at)
    }

    /// The hearings that it called, oldest first.
    async fn hearings(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> Page<Hearing> {
        let args = page::args(first, after, last, before);
        super::hearing::hearings(ctx, &self.view, &args, Some(&self.id))
    }
}

impl Council {
    fn holders(&self, seat: &yishi_core::SeatId) -> Vec<Holder> {
        let state = self.view.state();
        let since = |member: &MemberId| {
            let (council, seat) = (self.id.clone(), seat.clone());
            state.seatings.get(&Seating { council, seat, member: member.clone() }).copied()
        };
        let holder = |member: &MemberId| {
            let since = Entry::new(&self.view, since(member)?);
            Some(Holder { member: Member::new(&self.view, member.clone()), since })
        };
        state.holders(&self.id, seat).filter_map(holder).collect()
    }
}
