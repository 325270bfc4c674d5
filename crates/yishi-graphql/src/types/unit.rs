//! Owned units, for those who may read of them.

use super::{AreaSource, Council, Member, UnitKind, UnitStatus};
use crate::entry::Entry;
use crate::global_id;
use crate::scalar::AreaDm2;
use crate::view::View;
use async_graphql::{Context, ID, Object, SimpleObject};
use std::sync::Arc;
use yishi_core::UnitId;

/// An area with where it comes from.
#[derive(SimpleObject)]
pub(crate) struct SourcedArea {
    /// Where it comes from.
    source: AreaSource,
    /// The area, in units of 0.01 m².
    area_dm2: AreaDm2,
}

/// An owned unit.
pub(crate) struct Unit {
    view: View,
    inner: Arc<yishi_core::Unit>,
}

impl Unit {
    pub(crate) fn new(view: &View, inner: &Arc<yishi_core::Unit>) -> Self {
        Self { view: view.clone(), inner: Arc::clone(inner) }
    }

    /// The unit of this id, if one stands on the roll.
    pub(crate) fn known(view: &View, id: &UnitId) -> Option<Self> {
        view.state().roll.units.get(id).map(|inner| Self::new(view, inner))
    }

    /// What the roll says of it, where the viewer may read that.
    fn record(&self, ctx: &Context<'_>) -> Option<&yishi_core::Unit> {
        let own = self.view.viewer_member(ctx).is_some_and(|member| self.inner.owners.contains(member));
        (own || self.view.reads_log(ctx)).then_some(&self.inner)
    }
}

/// An owned unit 专有部分, under a random id. Its owners, members on the roll and auditors may read it; others read where it stands in the
/// book, and its other fields are null for them.
#[Object]
impl Unit {
    /// Its id.
    pub(crate) async fn id(&self) -> ID {
        global_id::encode("unit", self.view.origin(), self.inner.id.as_str())
    }

    /// Its area, in units of 0.01 m².
    async fn area_dm2(&self, ctx: &Context<'_>) -> Option<AreaDm2> {
        self.record(ctx).map(|unit| AreaDm2(unit.area_dm2.0))
    }

    /// What it is.
    async fn kind(&self, ctx: &Context<'_>) -> Option<UnitKind> {
        self.record(ctx).map(|unit| unit.kind.into())
    }

    /// How far its sale has come.
    async fn status(&self, ctx: &Context<'_>) -> Option<UnitStatus> {
        self.record(ctx).map(|unit| unit.status.into())
    }

    /// Its areas by source, where more than one is known.
    async fn areas(&self, ctx: &Context<'_>) -> Option<Vec<SourcedArea>> {
        let areas = self.record(ctx)?.areas;
        let known = [
            (AreaSource::Registered, areas.registered_dm2),
            (AreaSource::Surveyed, areas.surveyed_dm2),
            (AreaSource::Contract, areas.contract_dm2),
        ];
        let sourced = known
            .into_iter()
            .filter_map(|(source, area)| area.map(|area| SourcedArea { source, area_dm2: AreaDm2(area) }));
        Some(sourced.collect())
    }

    /// Who votes by law for owners without capacity to act; null where they act themselves.
    async fn guardian(&self, ctx: &Context<'_>) -> Option<Member> {
        let guardian = self.record(ctx)?.guardian.clone()?;
        Some(Member::new(&self.view, guardian))
    }

    /// The building it is in, under the name that the roll gives it.
    async fn building_id(&self, ctx: &Context<'_>) -> Option<&str> {
        self.record(ctx).map(|unit| unit.building.as_str())
    }

    /// The council of the area where it stands.
    async fn council(&self, ctx: &Context<'_>) -> Option<Council> {
        Council::find(&self.view, &self.record(ctx)?.council)
    }

    /// The entry that brought it onto the roll.
    async fn entry(&self) -> Entry {
        Entry::new(&self.view, self.inner.since)
    }

    /// The entry since which all this is said of it.
    async fn last_entry(&self, ctx: &Context<'_>) -> Option<Entry> {
        self.record(ctx).map(|unit| Entry::new(&self.view, unit.changed_at))
    }

    /// Its owners; several own it together and have one head.
    async fn owners(&self, ctx: &Context<'_>) -> Option<Vec<Member>> {
        let owners = &self.record(ctx)?.owners;
        Some(owners.iter().map(|id| Member::new(&self.view, id.clone())).collect())
    }
}
