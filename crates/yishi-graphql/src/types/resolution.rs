//! Resolutions: certified outcomes.

use super::alternate::Alternates;
use super::ruling::{Filing, Ground, Ruling};
use super::{
    Compact, CostSharing, Council, Document, Emergency, Matter, Member, Notice, Poll, StandingDuty,
    StandingRule,
};
use crate::entry::Entry;
use crate::global_id;
use crate::page::{self, Page, PageArgs};
use crate::scalar::{DateTime, Hash, count};
use crate::view::View;
use async_graphql::{Context, ID, Object, SimpleObject};
use std::sync::Arc;
use yishi_core::ResolutionId;

/// A certified outcome.
#[derive(Clone)]
pub(crate) struct Resolution {
    view: View,
    inner: Arc<yishi_core::Resolution>,
}

impl Resolution {
    pub(crate) fn find(view: &View, id: ResolutionId) -> Option<Self> {
        let inner = view.state().resolutions.get(&id)?;
        Some(Self { view: view.clone(), inner: Arc::clone(inner) })
    }
}

/// A certified election 选举.
#[derive(SimpleObject)]
pub(crate) struct Election {
    /// The council.
    council: Option<Council>,
    /// The kind of seat, by its name in the charter's clauses.
    seat_id: String,
    /// Who was chosen, in the order in which it was settled; who has left the community since is named and not seated.
    elected: Vec<Member>,
    /// When their term ends; null without a stated term.
    term_ends_at: Option<DateTime>,
    /// How many seats stay vacant after the second round; 0 where the rule has none.
    vacant: i32,
    /// Who steps up when one of these seats falls vacant within the term 候补; null where nobody does.
    alternates: Option<Alternates>,
}

/// A page of resolutions.
pub(crate) fn resolutions(ctx: &Context<'_>, view: &View, args: &PageArgs) -> Page<Resolution> {
    let (all, total) = (&view.state().resolutions, view.state().resolutions.len());
    let range = |bounds| all.range(bounds).map(|(id, resolution)| (*id, resolution));
    let node = |_: &_, inner: &Arc<_>| Resolution { view: view.clone(), inner: Arc::clone(inner) };
    page::page(ctx, args, range, move || total, node)
}

/// A certified outcome of a vote 决议, with the hashes of rule, roll and count. Everybody may read it.
#[Object]
impl Resolution {
    /// Its id.
    pub(crate) async fn id(&self) -> ID {
        global_id::encode("resolution", self.view.origin(), &self.inner.id.to_string())
    }

    /// Its name in the book.
    async fn resolution_id(&self) -> String {
        self.inner.id.to_string()
    }

    /// Where its sheet stands on the notice board, to read and to print, an address relative to this service.
    async fn page_url(&self) -> String {
        self.view.page_url("resolutions", self.inner.id)
    }

    /// The matter.
    async fn matter(&self) -> Option<Matter> {
        Matter::find(&self.view, self.inner.matter)
    }

    /// The vote.
    async fn poll(&self) -> Option<Poll> {
        Poll::find(&self.view, self.inner.poll)
    }

    /// The council that decided.
    async fn council(&self) -> Option<Council> {
        Council::find(&self.view, &self.inner.council)
    }

    /// The exact text that was decided.
    async fn document(&self) -> Document {
        Document::new(&self.view, self.inner.document)
    }

    /// SHA-256 of the rule that decided.
    async fn rule_digest(&self) -> Hash {
        Hash::from(self.inner.rule_digest)
    }

    /// SHA-256 of the roll that voted.
    async fn roll_root(&self) -> Hash {
        Hash::from(self.inner.roll_root)
    }

    /// SHA-256 of the count.
    async fn tally_digest(&self) -> Hash {
        Hash::from(self.inner.tally_digest)
    }

    /// SHA-256 of the whole outcome of a choice among options; null for a motion.
    async fn outcome_digest(&self) -> Option<Hash> {
        self.inner.outcome_digest.map(Hash::from)
    }

    /// The compact 公约 that it adopts; null where it adopts none.
    async fn compact(&self) -> Option<Compact> {
        self.view.state().compact_of(self.inner.id).map(|found| Compact::new(&self.view, found))
    }

    /// The costs that it shares out; null where it shares none.
    async fn costs(&self) -> Option<CostSharing> {
        self.view.state().costs_of(self.inner.id).map(|found| CostSharing::new(&self.view, found))
    }

    /// The duties that it lays down to come back 长效职责, in order; at most ten.
    async fn duties(&self) -> Vec<StandingDuty> {
        super::standing::duties_of(&self.view, self.inner.id)
    }

    /// The rules on accounts that it lays down 长效规则, in order; at most five.
    async fn standing_rules(&self) -> Vec<StandingRule> {
        super::standing::rules_of(&self.view, self.inner.id)
    }

    /// The election that it certifies; null for other decisions.
    async fn election(&self) -> Option<Election> {
        let election = self.inner.election.as_ref()?;
        Some(Election {
            council: Council::find(&self.view, &election.council),
            seat_id: election.seat.to_string(),
            elected: election.elected.iter().map(|member| Member::new(&self.view, member.clone())).collect(),
            term_ends_at: election.term_ends_at_ms.map(Into::into),
            vacant: count(election.vacant),
            alternates: Alternates::of(&self.view, self.inner.id),
        })
    }

    /// Who certified it.
    async fn certified_by(&self) -> Member {
        Member::new(&self.view, self.inner.certified_by.clone())
    }

    /// When it was certified.
    async fn certified_at(&self) -> DateTime {
        self.inner.certified_at_ms.into()
    }

    /// The emergency in which it was certified; null in the ordinary mode.
    async fn emergency(&self) -> Option<Emergency> {
        Emergency::find(&self.view, self.inner.emergency?)
    }

    /// By when work on it must be assigned; null where the charter sets no deadline.
    async fn act_by(&self) -> Option<DateTime> {
        self.inner.act_by_ms.map(Into::into)
    }

    /// Whether no work on it was assigned in time.
    async fn overdue(&self) -> bool {
        self.inner.overdue
    }

    /// Its posting, with the window for objections.
    async fn notice(&self) -> Option<Notice> {
        Notice::find(&self.view, self.inner.notice)
    }

    /// Its text as it reads now: that which was decided, unless a ruling corrected it.
    async fn present_document(&self) -> Document {
        Document::new(&self.view, self.inner.text())
    }

    /// By when it must be filed; null where the rule does not ask for it.
    async fn file_by(&self) -> Option<DateTime> {
        self.inner.file_by_ms.map(Into::into)
    }

    /// Whether it was not filed in time.
    async fn filing_overdue(&self) -> bool {
        self.inner.filing_overdue
    }

    /// Its filing; null while there is none.
    async fn filing(&self) -> Option<Filing> {
        self.inner.filing.as_ref().map(|filing| Filing::new(&self.view, filing))
    }

    /// Until when a court may be asked to revoke it; null where the rule does not say. A ruling is recorded whenever it comes.
    async fn challenge_until(&self) -> Option<DateTime> {
        self.inner.challenge_until_ms.map(Into::into)
    }

    /// The entry that recorded its revocation; null while it stands.
    async fn revoked(&self) -> Option<Entry> {
        self.inner.revoked_at().map(|index| Entry::new(&self.view, index))
    }

    /// What courts and authorities ruled on it, in order.
    async fn rulings(&self) -> Vec<Ruling> {
        self.inner.rulings.iter().map(|ruling| Ruling::new(&self.view, ruling)).collect()
    }

    /// The exact entries that it rests on, in the order of the book; one entry may stand there as several things.
    async fn rests_on(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> Page<Ground> {
        let args = page::args(first, after, last, before);
        let grounds = self.view.state().grounds(&self.inner);
        page::page_of_list(ctx, &args, &grounds, |ground| Ground::new(&self.view, ground))
    }

    /// Later resolutions that rest on it: taken under a charter that it adopted, or with a part of those whom it seated.
    async fn resting_on_it(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> Page<Resolution> {
        let args = page::args(first, after, last, before);
        let ids = self.view.state().resting_on(&self.inner);
        let found: Vec<_> = ids.into_iter().filter_map(|id| Self::find(&self.view, id)).collect();
        page::page_of_list(ctx, &args, &found, |resolution| resolution)
    }

    /// The entry that certified it.
    async fn entry(&self) -> Entry {
        Entry::new(&self.view, self.inner.index)
    }
}
