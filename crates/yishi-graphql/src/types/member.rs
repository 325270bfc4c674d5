//! Members, their seats and keys, and what is told to them.

use super::assisted::{self, AssistedAct};
use super::concern::Concern;
use super::following::{self, Followed, FollowedChange, Owed};
use super::nomination::Candidate;
use super::withheld::Erasure;
use super::{Council, Custody, Poll, Posting, ProxyGrant, Standing, StandingDuty, Unit, charter::Seat};
use crate::entry::Entry;
use crate::global_id;
use crate::page::{self, Page};
use crate::scalar::{Hash, Sequence};
use crate::view::View;
use async_graphql::{Context, ID, Object, SimpleObject};
use std::sync::Arc;
use yishi_core::{CharterVersion, MemberId};

/// A member of the community.
#[derive(Clone)]
pub(crate) struct Member {
    view: View,
    id: MemberId,
}

impl Member {
    pub(crate) fn new(view: &View, id: MemberId) -> Self {
        Self { view: view.clone(), id }
    }

    /// The member, if the book knows one of this id.
    pub(crate) fn known(view: &View, id: MemberId) -> Option<Self> {
        let state = view.state();
        let registrar = state.book.as_ref().is_some_and(|book| book.registrars.contains(&id));
        (registrar || state.roll.members.contains_key(&id)).then(|| Self::new(view, id))
    }

    fn record(&self) -> Option<&Arc<yishi_core::Member>> {
        self.view.state().roll.members.get(&self.id)
    }

    /// Whether the viewer may read more of this member than their duties.
    fn open_to(&self, ctx: &Context<'_>) -> bool {
        self.view.reads_log(ctx) || self.view.viewer_member(ctx) == Some(&self.id)
    }
}

/// A seat that a member holds in a council.
#[derive(SimpleObject)]
pub(crate) struct SeatHeld {
    /// The council.
    council: Council,
    /// The kind of seat; null when the charter in force has it no longer.
    seat: Option<Seat>,
    /// Since which entry.
    since: Entry,
}

/// A key with which a member signs.
#[derive(SimpleObject)]
pub(crate) struct Key {
    /// The public key (Ed25519).
    key: Hash,
    /// How it is kept.
    custody: Custody,
    /// The entry that enrolled it.
    enrolled: Entry,
    /// The entry that revoked it.
    revoked: Option<Entry>,
}

/// A member 成员 of the community, under a random id. Everybody may read ids, seats and duties; where they live, what they own and
/// their keys are for members on the roll and auditors, and null for others. Names never stand in the book.
#[Object]
impl Member {
    /// Its id.
    pub(crate) async fn id(&self) -> ID {
        global_id::encode("member", self.view.origin(), self.id.as_str())
    }

    /// The random id under which the member stands in the book.
    async fn member_id(&self) -> &str {
        self.id.as_str()
    }

    /// Whether everything that concerns them was erased 抹除, when and under which rule: their words and what the vault held of them are
    /// gone, and no text of theirs is taken any more. What they did stays, under the random id.
    async fn erasure(&self) -> Option<Erasure> {
        Erasure::of(&self.view, &self.id)
    }

    /// The seats that the member holds.
    async fn seats(&self) -> Vec<SeatHeld> {
        let Some(charter) = self.view.state().charter() else { return Vec::new() };
        let mine = self.view.state().seatings.iter().filter(|(seating, _)| seating.member == self.id);
        mine.filter_map(|(seating, since)| self.seat_held(charter, seating, *since)).collect()
    }

    /// The posts 岗位 that the member holds or held, oldest first.
    async fn posts(&self) -> Vec<Posting> {
        Posting::of_member(&self.view, &self.id)
    }

    /// Their relation to the community. For members on the roll and auditors.
    async fn standing(&self, ctx: &Context<'_>) -> Option<Standing> {
        if self.open_to(ctx) { self.record().map(|member| member.standing.into()) } else { None }
    }

    /// The council of the area where they live. For members on the roll and auditors.
    async fn council(&self, ctx: &Context<'_>) -> Option<Council> {
        if self.open_to(ctx) { Council::find(&self.view, &self.record()?.council) } else { None }
    }

    /// Their household 户, under a random id. For members on the roll and auditors.
    async fn household_id(&self, ctx: &Context<'_>) -> Option<&str> {
        if self.open_to(ctx) { self.record()?.household.as_ref().map(|id| id.as_str()) } else { None }
    }

    /// Their keys. For members on the roll and auditors.
    async fn keys(&self, ctx: &Context<'_>) -> Option<Vec<Key>> {
        if !self.open_to(ctx) {
            return None;
        }
        let mine = self.view.state().keys.iter().filter(|(_, record)| record.member == self.id);
        Some(mine.map(|(key, record)| self.key(*key, record)).collect())
    }

    /// The units they own or own together with others. For members on the roll and auditors.
    async fn units(&self, ctx: &Context<'_>) -> Option<Vec<Unit>> {
        if !self.open_to(ctx) {
            return None;
        }
        let mine = self.view.state().roll.units.values().filter(|unit| unit.owners.contains(&self.id));
        Some(mine.map(|unit| Unit::new(&self.view, unit)).collect())
    }

    /// The grants 委托 that they gave to others or hold from others, oldest first. For themselves, members on the roll and auditors.
    async fn grants(&self, ctx: &Context<'_>) -> Option<Vec<ProxyGrant>> {
        super::ballot::grants_of(ctx, &self.view, &self.id)
    }

    /// What they handed in, support or object to, and what became of it; what changed last comes first. For themselves, members on the
    /// roll and auditors.
    async fn concerns(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> Page<Concern> {
        if !self.open_to(ctx) {
            return None;
        }
        super::concern::concerns(ctx, &self.view, &page::args(first, after, last, before), &self.id)
    }

    /// The matters that they follow 关注, because they handed in, supported, objected, petitioned, spoke, voted or rated. For themselves,
    /// members on the roll and auditors.
    async fn follows(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Whether closed ones are wanted too.", default)] closed: bool,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> Page<Followed> {
        if !self.open_to(ctx) {
            return None;
        }
        following::followed(ctx, &self.view, &page::args(first, after, last, before), &self.id, closed)
    }

    /// What changed since an entry in the matters that they follow: each thing once, by its last change, the earliest first. For
    /// themselves, members on the roll and auditors.
    async fn changes(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The first entry wanted: the size of the book when they last looked.")]
        since: Sequence,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> Page<FollowedChange> {
        if !self.open_to(ctx) {
            return None;
        }
        following::changes_page(ctx, &self.view, &page::args(first, after, last, before), &self.id, since)
    }

    /// What others signed in their name with assistance 代办, from an entry on, the earliest first: by which clerk, what, on which evidence.
    /// Whatever comes here came without a key of theirs. For themselves, members on the roll and auditors.
    async fn assisted_acts(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "The first entry wanted: the size of the book when they last looked; left out, all of them."
        )]
        since: Option<Sequence>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> Page<AssistedAct> {
        if !self.open_to(ctx) {
            return None;
        }
        let since = since.map_or(0, |since| since.0);
        assisted::assisted_acts(ctx, &self.view, &page::args(first, after, last, before), &self.id, since)
    }

    /// What is owed to them: answers to what they handed in, objected to or contested, what is due in the matters that they follow, and
    /// the standing duties and rules that they see to by a seat. Before elections: their word on a nomination, and for who screens, screenings and
    /// answers to objections.
    /// What was missed stands there as overdue until it is done. For themselves, members on the roll and auditors.
    async fn owed(&self, ctx: &Context<'_>) -> Option<Vec<Owed>> {
        self.open_to(ctx).then(|| following::owed(&self.view, &self.id))
    }

    /// The standing duties 长效职责 of which something is to be done by them: by a seat, a post or by name. For themselves, members on the
    /// roll and auditors.
    async fn duties_to_do(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> Page<StandingDuty> {
        if !self.open_to(ctx) {
            return None;
        }
        super::standing::duties_to_do(ctx, &self.view, &page::args(first, after, last, before), &self.id)
    }

    /// Where they are or were nominated, the latest first.
    async fn nominations(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> Page<Candidate> {
        let args = page::args(first, after, last, before);
        let found = Candidate::of_member(&self.view, &self.id);
        page::page_of_list(ctx, &args, &found, |candidate| candidate)
    }

    /// The open votes in which they hold a right that nobody has used. For themselves, members on the roll and auditors.
    async fn votes_to_cast(&self, ctx: &Context<'_>) -> Option<Vec<Poll>> {
        self.open_to(ctx).then(|| following::votes_to_cast(&self.view, &self.id))
    }

    /// The entry that made them a member; null for a founding registrar who is not on the roll.
    async fn entry(&self) -> Option<Entry> {
        self.record().map(|member| Entry::new(&self.view, member.since))
    }
}

impl Member {
    fn seat_held(
        &self,
        charter: &Arc<CharterVersion>,
        seating: &yishi_core::Seating,
        since: u64,
    ) -> Option<SeatHeld> {
        Some(SeatHeld {
            council: Council::find(&self.view, &seating.council)?,
            seat: Seat::find(charter, &seating.seat),
            since: Entry::new(&self.view, since),
        })
    }

    fn key(&self, key: yishi_core::PublicKey, record: &yishi_core::KeyRecord) -> Key {
        Key {
            key: Hash::from(key),
            custody: record.custody.into(),
            enrolled: Entry::new(&self.view, record.enrolled_at),
            revoked: record.revoked_at.map(|index| Entry::new(&self.view, index)),
        }
    }
}
