//! Compacts 公约 on the board: since when and until when they are in force, and what took their place.

use super::Board;
use super::life::Step;
use maud::{Markup, html};
use std::collections::BTreeSet;
use yishi_core::{Compact, CompactId, CompactStatus, CompactTerms, CouncilId, Resolution, TimeMs};

/// Most compacts that one line names.
const NAMED: usize = 10;

impl Board<'_> {
    /// The lines of a compact in a list of terms.
    pub(super) fn compact(&self, found: &Compact) -> Markup {
        html! {
            dt { (self.pick("Compact", "公约")) } dd {
                bdi { (super::shortened(&found.name, 120)) } " · " strong { (self.compact_status(found.status)) }
                " · " (self.in_force(found.in_force_from_ms, found.ended_at_ms.or(found.ends_at_ms)))
            }
            @if !found.supersedes.is_empty() { dt { (self.pick("Takes the place of", "取代")) } dd { (self.compacts_named(&found.supersedes)) } }
            @if !found.superseded_by.is_empty() { dt { (self.pick("Superseded by", "被取代于")) } dd { (self.compacts_named(&found.superseded_by)) } }
        }
    }

    /// What a text says before it is adopted.
    pub(super) fn compact_terms(&self, terms: &CompactTerms) -> Markup {
        html! {
            dt { (self.pick("Becomes a compact", "作为公约施行")) } dd {
                bdi { (super::shortened(&terms.name, 120)) } " · " (self.in_force(terms.in_force_from_ms, terms.ends_at_ms))
            }
            @if !terms.supersedes.is_empty() { dt { (self.pick("Takes the place of", "取代")) } dd { (self.compacts_named(&terms.supersedes)) } }
        }
    }

    fn in_force(&self, from: TimeMs, until: Option<TimeMs>) -> Markup {
        html! {
            (self.pick("in force from ", "自")) (self.moment(from)) (self.pick("", "起施行"))
            @match until {
                Some(until) => { (self.pick(" until ", ",至")) (self.moment(until)) }
                None => (self.pick(", without a stated end", ",未定期限")),
            }
        }
    }

    fn compacts_named(&self, ids: &BTreeSet<CompactId>) -> Markup {
        html! {
            @for id in ids.iter().take(NAMED) { (self.compact_link(*id)) " " }
            @if ids.len() > NAMED { "+" (ids.len() - NAMED) }
        }
    }

    fn compact_link(&self, id: CompactId) -> Markup {
        match self.state.compacts.get(&id) {
            Some(found) => self.link("resolutions", found.resolution, &super::shortened(&found.name, 120)),
            None => html! { (id) },
        }
    }

    /// The compacts of a council: those in force, then those that wait.
    pub(super) fn compacts(&self, council: &CouncilId) -> Markup {
        let listed =
            |status| self.state.listings.compacts.ids(Some(council), Some(status)).unwrap_or_default();
        let (in_force, adopted) = (listed(CompactStatus::InForce), listed(CompactStatus::Adopted));
        let all = in_force.len().saturating_add(adopted.len());
        let ids = in_force.iter().rev().chain(adopted.iter().rev()).take(super::council::SOME).copied();
        html! {
            @if all > 0 || self.state.listings.compacts.count(council, None) > 0 {
                h2 { (self.pick("Compacts", "公约")) " · " (all) }
                (self.compact_list(ids))
                p { (self.list_link(council, super::Turn::Compacts { before: None })) }
            }
        }
    }

    /// Compacts one below the other, each by the resolution that adopted it.
    pub(super) fn compact_list(&self, ids: impl Iterator<Item = CompactId>) -> Markup {
        html! { ul { @for found in ids.filter_map(|id| self.state.compacts.get(&id)) { li {
            (self.compact_link(found.id)) " · " (self.compact_status(found.status)) " · " (self.in_force(found.in_force_from_ms, found.ended_at_ms.or(found.ends_at_ms)))
        } } } }
    }

    const fn compact_status(&self, status: CompactStatus) -> &'static str {
        match status {
            CompactStatus::Adopted => self.pick("adopted, not in force yet", "已通过,尚未施行"),
            CompactStatus::InForce => self.pick("in force", "施行中"),
            CompactStatus::Ended => self.pick("no longer in force", "已失效"),
        }
    }

    /// That a resolution adopted a compact.
    pub(super) fn compact_step(&self, resolution: &Resolution) -> Option<Step> {
        let found = self.state.compact_of(resolution.id)?;
        let until = found.ended_at_ms.or(found.ends_at_ms);
        let detail =
            html! { (self.compact_link(found.id)) " · " (self.in_force(found.in_force_from_ms, until)) };
        let what = self.pick("compact adopted", "通过公约");
        Some(Step::new(resolution.index, what).with(detail).at(resolution.certified_at_ms))
    }
}
