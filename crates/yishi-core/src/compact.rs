//! Compacts 公约: texts that a resolution adopts, in force from a date, superseded by later ones and readable for ever.
//!
//! A compact begins and ends by timers: at the moment that was voted on, and never before it was certified. One that
//! supersedes others ends them in the entry in which it comes into force.

use crate::bounds::{already, require_within};
use crate::decide::{Deciding, Decision};
use crate::evolve::Evolving;
use crate::limits::{out_of_range, require_count, require_words};
use crate::state::change;
use crate::*;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::sync::Arc;

/// Most compacts that one supersedes.
pub const MAX_SUPERSEDED: usize = 20;

/// How long after it was said a compact may come into force, in days: ten years.
pub const MAX_COMPACT_WAIT_DAYS: u64 = 3_660;

/// How long after coming into force a compact may end, in days: a hundred years.
pub const MAX_COMPACT_DAYS: u64 = 36_600;

/// As what kind of standing text a proposal is adopted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CompactTerms {
    /// What it is called; 1 to 200 characters.
    pub name: String,
    /// From when it is in force; from its certification, if that comes later.
    pub in_force_from_ms: TimeMs,
    /// When it ends; absent for no stated end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ends_at_ms: Option<TimeMs>,
    /// The compacts that end when it comes into force: of the deciding council or of councils below it, at most 20.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub supersedes: BTreeSet<CompactId>,
}

/// A compact was adopted by the certification of a resolution.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CompactAdopted {
    /// Its id.
    pub compact: CompactId,
    /// The resolution.
    pub resolution: ResolutionId,
    /// The council that adopted it.
    pub council: CouncilId,
    /// What it is called.
    pub name: String,
    /// The text.
    pub document: DocumentHash,
    /// From when it is in force: what was voted on, or the certification if that came later.
    pub in_force_from_ms: TimeMs,
    /// When it ends; absent for no stated end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ends_at_ms: Option<TimeMs>,
    /// What ends when it comes into force: what it names and has not ended yet, and in place of one that has not come into
    /// force itself also what that one would have ended.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub supersedes: BTreeSet<CompactId>,
}

/// A compact is in force.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CompactBegan {
    /// The compact.
    pub compact: CompactId,
}

/// A compact ended, in force or not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CompactEnded {
    /// The compact.
    pub compact: CompactId,
    /// The compact that took its place; absent where its own time ran out or its resolution was revoked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub superseded_by: Option<CompactId>,
}

/// Where a compact stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CompactStatus {
    /// Adopted, and not in force yet.
    Adopted,
    /// In force.
    InForce,
    /// No longer in force.
    Ended,
}

/// A compact in the state.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Compact {
    /// Its id.
    pub id: CompactId,
    /// The resolution that adopted it.
    pub resolution: ResolutionId,
    /// The council that adopted it.
    pub council: CouncilId,
    /// What it is called.
    pub name: String,
    /// The text.
    pub document: DocumentHash,
    /// From when it is in force.
    pub in_force_from_ms: TimeMs,
    /// When it ends by its own terms.
    pub ends_at_ms: Option<TimeMs>,
    /// What it supersedes.
    pub supersedes: BTreeSet<CompactId>,
    /// What was adopted to supersede it, whether in force yet or not.
    pub superseded_by: BTreeSet<CompactId>,
    /// Where it stands.
    pub status: CompactStatus,
    /// When it ended.
    pub ended_at_ms: Option<TimeMs>,
    /// The last entry that changed it.
    pub changed_at: u64,
}

impl State {
    /// The compacts in force at a moment, by id: of the past as it was, of the future as it is settled so far.
    pub fn compacts_in_force(&self, at: TimeMs) -> impl Iterator<Item = &Arc<Compact>> {
        self.compacts.values().filter(move |compact| self.in_force_at(compact, at))
    }

    fn in_force_at(&self, compact: &Compact, at: TimeMs) -> bool {
        let ends_at = compact.ended_at_ms.or_else(|| self.settled_end(compact));
        compact.in_force_from_ms <= at && ends_at.is_none_or(|ends_at| at < ends_at)
    }

    /// When a compact that has not ended yet will, as far as it is settled.
    fn settled_end(&self, compact: &Compact) -> Option<TimeMs> {
        let successors = compact.superseded_by.iter().filter_map(|id| self.compacts.get(id));
        let coming = successors.filter(|successor| successor.status == CompactStatus::Adopted);
        coming.map(|successor| successor.in_force_from_ms).chain(compact.ends_at_ms).min()
    }

    /// The compact that a resolution adopted, if it did.
    pub fn compact_of(&self, resolution: ResolutionId) -> Option<&Arc<Compact>> {
        self.compacts.get(&CompactId::first(resolution.entry_index()))
    }
}

impl Deciding<'_> {
    /// What is said before a text is posted: a name, a moment to come, and compacts that have not ended.
    pub(crate) fn check_compact_terms(
        &self,
        terms: &CompactTerms,
        council: &CouncilId,
    ) -> Result<(), Rejection> {
        require_words("compact.name", &terms.name)?;
        let (at, from) = (self.context.at, terms.in_force_from_ms);
        require_within("compact.in_force_from_ms", from, &(at..=at.plus_days(MAX_COMPACT_WAIT_DAYS)))?;
        if let Some(ends_at_ms) = terms.ends_at_ms {
            let allowed = TimeMs(from.0.saturating_add(1))..=from.plus_days(MAX_COMPACT_DAYS);
            require_within("compact.ends_at_ms", ends_at_ms, &allowed)?;
        }
        require_count("compact.supersedes", terms.supersedes.len(), 0, MAX_SUPERSEDED)?;
        for id in &terms.supersedes {
            if self.state.compact(id)?.status == CompactStatus::Ended {
                return Err(already(format!("`{id}` has ended: leave it out")));
            }
        }
        self.check_superseded(terms, council)
    }

    /// A council supersedes what it or a council below it adopted; nobody's compact is ended from beside or below.
    fn check_superseded(&self, terms: &CompactTerms, council: &CouncilId) -> Result<(), Rejection> {
        let charter = &self.charter()?.charter;
        for id in &terms.supersedes {
            let found = self.state.compact(id)?;
            if !charter.is_at_or_below(&found.council, council) {
                let expected = format!("compacts of council `{council}` or of councils below it");
                let found = format!("`{id}` of council `{}`", found.council);
                return Err(out_of_range("compact.supersedes", &expected, found));
            }
        }
        Ok(())
    }

    /// A compact must outlast the vote on it, and the matter may have moved to another council since it was said what it supersedes.
    pub(crate) fn check_compact_at_opening(
        &self,
        terms: &CompactTerms,
        council: &CouncilId,
        closes_at_ms: TimeMs,
    ) -> Result<(), Rejection> {
        if let Some(ends_at_ms) = terms.ends_at_ms {
            let latest = TimeMs(ends_at_ms.0.saturating_sub(1));
            require_within("closes_at_ms", closes_at_ms, &(TimeMs(0)..=latest))?;
        }
        self.check_superseded(terms, council)
    }

    /// The compact that a certified resolution adopts, and what happens with it in the same entry.
    pub(crate) fn adopt_compact(
        &self,
        poll: &Poll,
        resolution: ResolutionId,
        terms: &CompactTerms,
    ) -> Vec<Event> {
        let (compact, at) = (CompactId::first(self.context.index), self.context.at);
        let in_force_from_ms = terms.in_force_from_ms.max(at);
        let supersedes = self.superseded_by_terms(terms);
        let begins = (in_force_from_ms == at).then(|| self.begin(compact, &supersedes));
        let adopted = CompactAdopted {
            compact,
            resolution,
            council: poll.council.clone(),
            name: terms.name.clone(),
            document: poll.document,
            in_force_from_ms,
            ends_at_ms: terms.ends_at_ms,
            supersedes,
        };
        if terms.ends_at_ms.is_some_and(|ends_at_ms| ends_at_ms <= in_force_from_ms) {
            return vec![adopted.into(), CompactEnded { compact, superseded_by: None }.into()];
        }
        std::iter::once(adopted.into()).chain(begins.into_iter().flatten()).collect()
    }

    fn superseded_by_terms(&self, terms: &CompactTerms) -> BTreeSet<CompactId> {
        let compacts = || terms.supersedes.iter().filter_map(|id| self.state.compacts.get(id));
        let waiting = compacts().filter(|compact| compact.status == CompactStatus::Adopted);
        let inherited = waiting.flat_map(|compact| &compact.supersedes);
        let all: BTreeSet<CompactId> = terms.supersedes.iter().chain(inherited).copied().collect();
        all.into_iter().filter(|id| self.has_not_ended(id)).collect()
    }

    fn has_not_ended(&self, id: &CompactId) -> bool {
        self.state.compacts.get(id).is_some_and(|compact| compact.status != CompactStatus::Ended)
    }

    fn begin(&self, compact: CompactId, supersedes: &BTreeSet<CompactId>) -> Vec<Event> {
        let ended = supersedes
            .iter()
            .filter(|id| self.has_not_ended(id))
            .map(|id| Event::from(CompactEnded { compact: *id, superseded_by: Some(compact) }));
        std::iter::once(CompactBegan { compact }.into()).chain(ended).collect()
    }
}

pub(crate) fn decide_compact_begins(deciding: &Deciding<'_>, compact: CompactId) -> Decision {
    let found = deciding.state.compact(&compact)?;
    Ok(deciding.begin(compact, &found.supersedes))
}

pub(crate) fn evolve_compact_adopted(evolving: &mut Evolving<'_>, event: &CompactAdopted) {
    let (index, id) = (evolving.context.index, event.compact);
    let compact = Compact {
        id,
        resolution: event.resolution,
        council: event.council.clone(),
        name: event.name.clone(),
        document: event.document,
        in_force_from_ms: event.in_force_from_ms,
        ends_at_ms: event.ends_at_ms,
        supersedes: event.supersedes.clone(),
        superseded_by: BTreeSet::new(),
        status: CompactStatus::Adopted,
        ended_at_ms: None,
        changed_at: index,
    };
    evolving.state.listings.compacts.put(id, &compact.council, compact.status);
    evolving.state.compacts.insert(id, Arc::new(compact));
    for earlier in &event.supersedes {
        change(&mut evolving.state.compacts, earlier, |earlier| {
            earlier.superseded_by.insert(id);
            earlier.changed_at = index;
        });
    }
    if event.in_force_from_ms > evolving.context.at {
        evolving.schedule(event.in_force_from_ms, Obligation::CompactBegins { compact: id });
    }
}

pub(crate) fn evolve_compact_began(evolving: &mut Evolving<'_>, event: &CompactBegan) {
    let compact = event.compact;
    evolving.change_compact(compact, |found| found.status = CompactStatus::InForce);
    if let Some(ends_at_ms) = evolving.state.compacts.get(&compact).and_then(|found| found.ends_at_ms) {
        evolving.schedule(ends_at_ms, Obligation::CompactEnds { compact });
    }
}

pub(crate) fn evolve_compact_ended(evolving: &mut Evolving<'_>, event: &CompactEnded) {
    let compact = event.compact;
    let successor = event.superseded_by.and_then(|id| evolving.state.compacts.get(&id));
    let superseded_at = successor.map(|successor| successor.in_force_from_ms);
    let Some(found) = evolving.state.compacts.get(&compact) else { return };
    // By its own time, which the timer may have told later; else at once, by a ruling on its resolution.
    let own_end =
        found.ends_at_ms.map_or(evolving.context.at, |ends_at_ms| ends_at_ms.min(evolving.context.at));
    let ended_at_ms = Some(superseded_at.unwrap_or(own_end));
    let waiting = (found.in_force_from_ms, Obligation::CompactBegins { compact });
    let ending = found.ends_at_ms.map(|ends_at_ms| (ends_at_ms, Obligation::CompactEnds { compact }));
    for (due_at_ms, obligation) in ending.into_iter().chain([waiting]) {
        evolving.unschedule(due_at_ms, obligation);
    }
    evolving.change_compact(compact, |found| {
        found.status = CompactStatus::Ended;
        found.ended_at_ms = ended_at_ms;
    });
}

impl Evolving<'_> {
    fn change_compact(&mut self, id: CompactId, apply: impl FnOnce(&mut Compact)) {
        let index = self.context.index;
        let State { compacts, listings, .. } = &mut *self.state;
        change(compacts, &id, |found| {
            let status = found.status;
            apply(found);
            found.changed_at = index;
            listings.compacts.shift(id, (&found.council, status), (&found.council, found.status));
        });
    }
}
