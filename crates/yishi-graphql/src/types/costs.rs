//! Cost sharing: who owes how much, what was paid and what is outstanding.

use super::{Member, Poll, Resolution};
use crate::entry::Entry;
use crate::global_id;
use crate::page::{self, Page, PageArgs};
use crate::scalar::{DateTime, Fen, Hash, Quantity, count};
use crate::view::View;
use async_graphql::{Context, Enum, ID, Object, SimpleObject};
use imbl::OrdMap;
use std::sync::Arc;
use yishi_core::{AmountFen, CostSharingId, CostTerms, MemberId, Payer, PollId};

/// In proportion to what costs are shared.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "yishi_core::CostBasis")]
pub(crate) enum CostBasis {
    /// Each household with a resident on the roll pays the same 按户.
    Households,
    /// Each unit pays the same 按套.
    Units,
    /// Each unit pays by its area 按建筑面积.
    Area,
}

/// How costs are shared. Shares are exact: what whole fen leave over goes, one fen each, to the largest remainders 最大余数法, of equal ones
/// to the earlier name, so that all shares add up to the sum.
#[derive(SimpleObject)]
pub(crate) struct CostSharingTerms {
    /// The sum.
    total: Fen,
    /// In proportion to what.
    by: CostBasis,
    /// Within what time after the certification every share must be paid, e.g. `30d`.
    pay_within: String,
    /// Who receives the payments and records them.
    collector: Member,
}

impl CostSharingTerms {
    pub(crate) fn new(view: &View, terms: &CostTerms) -> Self {
        Self {
            total: Fen(terms.total_fen.0),
            by: terms.by.into(),
            pay_within: String::from(terms.pay_within),
            collector: Member::new(view, terms.collector.clone()),
        }
    }
}

/// The share of one household or unit 分摊额. Those who answer for it, members on the roll and auditors may read it.
#[derive(SimpleObject)]
pub(crate) struct CostShare {
    /// The household, by its name on the roll; null for a unit's share.
    household_id: Option<String>,
    /// The unit, by its name on the roll; null for a household's share.
    unit_id: Option<String>,
    /// What it is in proportion to: 1 by household or unit, the area in units of 0.01 m² by area.
    weight: Quantity,
    /// How much it is.
    amount: Fen,
    /// How much of it was paid.
    paid: Fen,
    /// What is still to be paid.
    outstanding: Fen,
}

impl CostShare {
    fn new(payer: &Payer, share: &yishi_core::CostShare, outstanding_fen: AmountFen) -> Self {
        let (household_id, unit_id) = named(payer);
        Self {
            household_id,
            unit_id,
            weight: Quantity(share.weight),
            amount: Fen(share.share_fen.0),
            paid: Fen(share.paid_fen.0),
            outstanding: Fen(outstanding_fen.0),
        }
    }
}

/// A payment 缴款 of a share. Those who answer for the share, members on the roll and auditors may read it; the receipt is kept closed.
#[derive(SimpleObject)]
pub(crate) struct CostPayment {
    /// The household, by its name on the roll; null for a unit's share.
    household_id: Option<String>,
    /// The unit, by its name on the roll; null for a household's share.
    unit_id: Option<String>,
    /// How much was recorded. It stays, also where it was wrong.
    amount: Fen,
    /// How much of it counts: what its correction says, if there is one.
    counts: Fen,
    /// What stands in the book for the receipt: a hash.
    receipt_commitment: Hash,
    /// Who recorded it.
    by: Member,
    /// The entry, which a correction names.
    entry: Entry,
    /// What it really was, if it was recorded wrongly; null where nobody said so.
    correction: Option<PaymentCorrection>,
}

/// The correction 更正 of a payment, by somebody else than who recorded it. A payment is corrected once.
#[derive(SimpleObject)]
pub(crate) struct PaymentCorrection {
    /// How much was really paid.
    amount: Fen,
    /// What was wrong.
    reason: String,
    /// What stands in the book for what shows it: a hash.
    evidence_commitment: Hash,
    /// Who corrected it.
    by: Member,
    /// The entry.
    entry: Entry,
}

impl CostPayment {
    fn new(view: &View, payment: &yishi_core::Payment) -> Self {
        let (household_id, unit_id) = named(&payment.payer);
        let correction = payment.correction.as_ref().map(|correction| PaymentCorrection {
            amount: Fen(correction.amount_fen.0),
            reason: correction.reason.clone(),
            evidence_commitment: Hash::from(correction.evidence),
            by: Member::new(view, correction.by.clone()),
            entry: Entry::new(view, correction.index),
        });
        Self {
            household_id,
            unit_id,
            amount: Fen(payment.amount_fen.0),
            counts: Fen(payment.counts_fen().0),
            receipt_commitment: Hash::from(payment.receipt),
            by: Member::new(view, payment.by.clone()),
            entry: Entry::new(view, payment.index),
            correction,
        }
    }
}

/// The household or the unit.
fn named(payer: &Payer) -> (Option<String>, Option<String>) {
    match payer {
        Payer::Household(household) => (Some(household.to_string()), None),
        Payer::Unit(unit) => (None, Some(unit.to_string())),
    }
}

/// Shares by who owes them.
struct Shares<'a> {
    all: &'a OrdMap<Payer, Arc<yishi_core::CostShare>>,
    /// What they are owed by; absent while they are only frozen.
    sharing: Option<&'a yishi_core::CostSharing>,
}

impl Shares<'_> {
    fn share(&self, payer: &Payer, share: &yishi_core::CostShare) -> CostShare {
        let outstanding =
            self.sharing.map_or(share.outstanding_fen(), |sharing| sharing.outstanding_of(share));
        CostShare::new(payer, share, outstanding)
    }

    fn of(&self, member: Option<&MemberId>) -> Vec<CostShare> {
        let own = |share: &yishi_core::CostShare| member.is_some_and(|member| share.liable.contains(member));
        let own = self.all.iter().filter(|(_, share)| own(share));
        own.map(|(payer, share)| self.share(payer, share)).collect()
    }

    /// A page of them; nobody's, for those who may not read the roll.
    fn page(&self, ctx: &Context<'_>, view: &View, args: &PageArgs) -> Page<CostShare> {
        let readable: Vec<(Payer, Arc<yishi_core::CostShare>)> = match view.reads_log(ctx) {
            true => self.all.iter().map(|(payer, share)| (payer.clone(), Arc::clone(share))).collect(),
            false => Vec::new(),
        };
        page::page_of_list(ctx, args, &readable, |(payer, share)| self.share(&payer, &share))
    }
}

/// Shares as they were worked out from the roll when the vote opened, before anybody voted.
#[derive(Clone)]
pub(crate) struct FrozenCosts {
    view: View,
    poll: PollId,
    inner: Arc<yishi_core::CostShares>,
}

impl FrozenCosts {
    pub(crate) fn of_poll(view: &View, poll: PollId) -> Option<Self> {
        let inner = view.state().costs_frozen.get(&poll)?;
        Some(Self { view: view.clone(), poll, inner: Arc::clone(inner) })
    }

    fn by_payer(&self) -> Shares<'_> {
        Shares { all: &self.inner.shares, sharing: None }
    }
}

/// The shares of the costs that a vote is about, worked out from the roll when it opened.
#[Object]
impl FrozenCosts {
    /// How they were worked out.
    async fn terms(&self) -> CostSharingTerms {
        CostSharingTerms::new(&self.view, &self.inner.terms)
    }

    /// How many households or units have a share.
    async fn payers(&self) -> i32 {
        count(self.inner.shares.len())
    }

    /// SHA-256 over the shares (docs/format-kinds.md, `costs_frozen`).
    async fn root(&self) -> Hash {
        Hash::from(self.inner.root)
    }

    /// The shares of the member who asks.
    async fn mine(&self, ctx: &Context<'_>) -> Vec<CostShare> {
        self.by_payer().of(self.view.viewer_member(ctx))
    }

    /// All shares, households before units, in the order of their names.
    async fn shares(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> Page<CostShare> {
        self.by_payer().page(ctx, &self.view, &page::args(first, after, last, before))
    }

    /// The entry that froze them: the one that opened the vote.
    async fn entry(&self) -> Entry {
        Entry::new(&self.view, self.poll.entry_index())
    }
}

/// Costs that are owed.
#[derive(Clone)]
pub(crate) struct CostSharing {
    view: View,
    inner: Arc<yishi_core::CostSharing>,
}

impl CostSharing {
    pub(crate) fn new(view: &View, inner: &Arc<yishi_core::CostSharing>) -> Self {
        Self { view: view.clone(), inner: Arc::clone(inner) }
    }

    pub(crate) fn find(view: &View, id: CostSharingId) -> Option<Self> {
        view.state().cost_sharings.get(&id).map(|inner| Self::new(view, inner))
    }

    fn by_payer(&self) -> Shares<'_> {
        Shares { all: &self.inner.shares, sharing: Some(&self.inner) }
    }
}

/// A page of cost sharings, oldest first.
pub(crate) fn cost_sharings(ctx: &Context<'_>, view: &View, args: &PageArgs) -> Page<CostSharing> {
    page::page_of_listed(ctx, args, &view.state().cost_sharings, None, |found| CostSharing::new(view, found))
}

/// Costs that a resolution shares out 费用分摊, and what was paid of them. Everybody may read the sums.
#[Object]
impl CostSharing {
    /// Its id.
    pub(crate) async fn id(&self) -> ID {
        global_id::encode("cost_sharing", self.view.origin(), &self.inner.id.to_string())
    }

    /// Its name in the book.
    async fn cost_sharing_id(&self) -> String {
        self.inner.id.to_string()
    }

    /// The resolution.
    async fn resolution(&self) -> Option<Resolution> {
        Resolution::find(&self.view, self.inner.resolution)
    }

    /// The vote, when whose opening the shares were worked out.
    async fn poll(&self) -> Option<Poll> {
        Poll::find(&self.view, self.inner.poll)
    }

    /// How they were worked out.
    async fn terms(&self) -> CostSharingTerms {
        CostSharingTerms::new(&self.view, &self.inner.terms)
    }

    /// How many households or units have a share.
    async fn payers(&self) -> i32 {
        count(self.inner.shares.len())
    }

    /// What was paid in all.
    async fn paid(&self) -> Fen {
        Fen(self.inner.paid_fen.0)
    }

    /// What is still to be paid in all.
    async fn outstanding(&self) -> Fen {
        Fen(self.inner.outstanding_fen().0)
    }

    /// How many shares are not fully paid.
    async fn unpaid(&self) -> i32 {
        count(self.inner.unpaid())
    }

    /// By when every share must be paid.
    async fn due_at(&self) -> DateTime {
        self.inner.due_at_ms.into()
    }

    /// Whether something was outstanding then.
    async fn overdue(&self) -> bool {
        self.inner.overdue
    }

    /// The entry that revoked the resolution: nothing is owed any more, and what was paid stands. Null while it stands.
    async fn lifted(&self) -> Option<Entry> {
        self.inner.lifted_at.map(|index| Entry::new(&self.view, index))
    }

    /// The shares of the member who asks.
    async fn mine(&self, ctx: &Context<'_>) -> Vec<CostShare> {
        self.by_payer().of(self.view.viewer_member(ctx))
    }

    /// All shares, households before units, in the order of their names.
    async fn shares(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> Page<CostShare> {
        self.by_payer().page(ctx, &self.view, &page::args(first, after, last, before))
    }

    /// Payments in order, wrong ones too. For members on the roll and auditors all; for others those of their own shares.
    async fn payments(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> Page<CostPayment> {
        let (all, viewer) = (self.view.reads_log(ctx), self.view.viewer_member(ctx));
        let own = |payment: &yishi_core::Payment| {
            let share = self.inner.shares.get(&payment.payer);
            share.zip(viewer).is_some_and(|(share, member)| share.liable.contains(member))
        };
        let readable: Vec<yishi_core::Payment> =
            self.inner.payments.iter().filter(|payment| all || own(payment)).cloned().collect();
        let args = page::args(first, after, last, before);
        page::page_of_list(ctx, &args, &readable, |payment| CostPayment::new(&self.view, &payment))
    }

    /// The entry that certified the resolution.
    async fn entry(&self) -> Entry {
        Entry::new(&self.view, self.inner.id.entry_index())
    }

    /// The last entry that changed it.
    async fn last_entry(&self) -> Entry {
        Entry::new(&self.view, self.inner.changed_at)
    }
}
