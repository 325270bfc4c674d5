//! Standing rules on accounts, as they are proposed and as they stand; their periods are left to `period`.

use super::words;
use super::{Booking, Recurring, SeatInCouncil, StandingEnding, StandingPeriod, StandingStatus};
use crate::entry::Entry;
use crate::global_id;
use crate::page::{self, Page};
use crate::request::RequestContext;
use crate::scalar::DateTime;
use crate::types::{Council, Resolution};
use crate::view::View;
use async_graphql::{Context, Enum, ID, Object};
use std::sync::Arc;
use yishi_core::{ResolutionId, StandingRuleId, StandingRuleTerms, TimeMs};

/// What happens to a distribution beyond what a rule leaves.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "yishi_core::OnExcess")]
pub(crate) enum OnExcess {
    /// It is refused.
    Refuse,
    /// It is recorded, and the breach with it.
    Record,
}

/// Whether expenses need income of the same period.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "yishi_core::Expenses")]
pub(crate) enum Expenses {
    /// They may come first.
    Free,
    /// More expense than income is a breach.
    Covered,
}

/// A rule that a text would lay down.
pub(crate) struct ProposedRule {
    view: View,
    terms: StandingRuleTerms,
}

impl ProposedRule {
    pub(crate) fn new(view: &View, terms: &StandingRuleTerms) -> Self {
        Self { view: view.clone(), terms: terms.clone() }
    }
}

/// A rule on an account that a text lays down 长效规则: so much of the profit of each period comes back to the compound.
#[Object]
impl ProposedRule {
    /// What it is called.
    async fn name(&self) -> &str {
        &self.terms.name
    }

    /// The account, by its name in the book.
    async fn account(&self) -> String {
        self.terms.account.to_string()
    }

    /// The least share of the profit of a period that comes back, e.g. `7/10`. It is rounded up to the fen.
    async fn returns_at_least(&self) -> String {
        self.terms.returns_at_least.to_string()
    }

    /// Its periods; within the days of grace the share still comes back in time.
    async fn periods(&self) -> Recurring {
        Recurring::new(&self.terms.periods)
    }

    /// The seat that keeps the book.
    async fn keeper(&self) -> SeatInCouncil {
        SeatInCouncil::new(&self.view, &self.terms.keeper)
    }

    /// The seat that confirms a booking before it counts; null where none has to.
    async fn confirmer(&self) -> Option<SeatInCouncil> {
        self.terms.confirmer.as_ref().map(|seat| SeatInCouncil::new(&self.view, seat))
    }

    /// The seat that sees to the rule.
    async fn supervisor(&self) -> SeatInCouncil {
        SeatInCouncil::new(&self.view, &self.terms.supervisor)
    }

    /// What happens to a distribution beyond what the rule leaves.
    async fn distributions(&self) -> OnExcess {
        self.terms.distributions.into()
    }

    /// Whether expenses need income of the same period.
    async fn expenses(&self) -> Expenses {
        self.terms.expenses.into()
    }

    /// The rule on the account that ends when the first period of this begins: with the certification or on the later day that is said. Null where
    /// none is named; what stands on the account ends with the certification then.
    async fn replaces(&self) -> Option<StandingRule> {
        StandingRule::find(&self.view, self.terms.replaces?)
    }

    /// All of it as a sentence, in the language that was asked for.
    async fn sentence(&self, ctx: &Context<'_>) -> String {
        words::rule(RequestContext::of(ctx).language(), self.view.state(), &self.terms)
    }
}

/// A rule on an account.
#[derive(Clone)]
pub(crate) struct StandingRule {
    view: View,
    inner: Arc<yishi_core::StandingRule>,
}

impl StandingRule {
    pub(crate) fn find(view: &View, id: StandingRuleId) -> Option<Self> {
        let inner = view.state().standings.rules.get(&id)?;
        Some(Self { view: view.clone(), inner: Arc::clone(inner) })
    }

    fn period(&self, number: u32) -> StandingPeriod {
        StandingPeriod::new(&self.view, &self.inner, number)
    }
}

/// The rules that a resolution laid down, in order; at most five.
pub(crate) fn rules_of(view: &View, resolution: ResolutionId) -> Vec<StandingRule> {
    view.state()
        .rules_of_resolution(resolution)
        .filter_map(|rule| StandingRule::find(view, rule.id))
        .collect()
}

/// A rule on an account that a resolution laid down 长效规则, checked at each booking. Everybody may read it and its bookings; the vouchers
/// are kept closed and stand in the book as hashes only.
#[Object]
impl StandingRule {
    /// Its id.
    pub(crate) async fn id(&self) -> ID {
        global_id::encode("standing_rule", self.view.origin(), &self.inner.id.to_string())
    }

    /// Its name in the book.
    async fn standing_rule_id(&self) -> String {
        self.inner.id.to_string()
    }

    /// The resolution.
    async fn resolution(&self) -> Option<Resolution> {
        Resolution::find(&self.view, self.inner.resolution)
    }

    /// The council that decided, on whose account it stands.
    async fn council(&self) -> Option<Council> {
        Council::find(&self.view, &self.inner.council)
    }

    /// The rule as it was voted on.
    async fn terms(&self) -> ProposedRule {
        ProposedRule::new(&self.view, &self.inner.terms)
    }

    /// Where it stands.
    async fn status(&self) -> StandingStatus {
        self.inner.status().into()
    }

    /// By when the next share is due, and with it whatever is lacking; null once there is no further period.
    async fn next_due_at(&self) -> Option<DateTime> {
        let due: Option<TimeMs> = self.inner.next_due_at_ms.filter(|_| self.inner.end.is_none());
        due.map(Into::into)
    }

    /// The period whose share is due next; null once there is no further period.
    async fn present(&self) -> Option<StandingPeriod> {
        let runs = self.inner.status() == yishi_core::StandingStatus::Running;
        runs.then(|| self.period(self.inner.next))
    }

    /// Whether something is broken and not made good: a share that did not come back in time, or too much that was paid out or
    /// spent. It stays so where another resolution ended the rule meanwhile, and not where its own was revoked.
    async fn overdue(&self) -> bool {
        let revoked = self.inner.end.is_some_and(|end| end.ended_by.is_none());
        !self.inner.broken.is_empty() && !revoked
    }

    /// The periods that are over or have bookings, in order.
    async fn periods(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> Page<StandingPeriod> {
        let all = &self.inner.periods;
        let range = |bounds: (_, _)| all.range::<_, u32>(bounds).map(|(number, found)| (*number, found));
        let (args, total) = (page::args(first, after, last, before), all.len());
        page::page(ctx, &args, range, move || total, |number, _| self.period(*number))
    }

    /// Bookings that wait for their confirmation, in order; at most a hundred.
    async fn unconfirmed(&self) -> Vec<Booking> {
        self.inner.unconfirmed.iter().filter_map(|id| Booking::find(&self.view, *id)).collect()
    }

    /// The rule that takes its place on a later day, or took it then; null where none does.
    async fn replaced_by(&self) -> Option<StandingRule> {
        Self::find(&self.view, self.inner.succession?.by)
    }

    /// When that begins, and this one ends; null where nothing takes its place on a later day.
    async fn replaced_at(&self) -> Option<DateTime> {
        self.inner.succession.map(|next| next.at_ms.into())
    }

    /// What ended it before its time; null where nothing did.
    async fn ending(&self) -> Option<StandingEnding> {
        self.inner.end.as_ref().map(|end| StandingEnding::new(&self.view, end))
    }

    /// The entry that laid it down.
    async fn entry(&self) -> Entry {
        Entry::new(&self.view, self.inner.id.entry_index())
    }

    /// The last entry that changed it.
    async fn last_entry(&self) -> Entry {
        Entry::new(&self.view, self.inner.changed_at)
    }
}
