//! Listings: what lies before which council and where it stands, so that a filtered list and its count cost no scan.
//!
//! A listing follows from the things themselves. It is kept beside them as they change, never stored, and made again when a
//! state is read from a snapshot.

use crate::*;
use imbl::{OrdMap, OrdSet};

/// A council, or any, and a status, or any; never any of both, for then nothing is left out.
type Place<S> = (Option<CouncilId>, Option<S>);

/// Ids of one kind of thing by council and status.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listing<S: Ord, I: Ord> {
    places: OrdMap<Place<S>, OrdSet<I>>,
}

/// The listings of a book.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Listings {
    /// Submissions by the council of their place and what screening found.
    pub submissions: Listing<SubmissionStatusKind, SubmissionId>,
    /// Matters by the council that has them and their stage.
    pub matters: Listing<MatterStage, MatterId>,
    /// Hearings by the council that holds them and their status.
    pub hearings: Listing<HearingStatus, HearingId>,
    /// Compacts by the council that adopted them.
    pub compacts: Listing<CompactStatus, CompactId>,
    /// Standing duties by the council that laid them down.
    pub duties: Listing<StandingPlace, StandingDutyId>,
    /// Standing rules by the council that laid them down.
    pub rules: Listing<StandingPlace, StandingRuleId>,
    /// What everybody may take part in or object to until it ends, the earliest end first: a book owes a hundred thousand other things.
    pub ending: OrdSet<(TimeMs, Obligation)>,
}

impl<S: Ord, I: Ord> Default for Listing<S, I> {
    fn default() -> Self {
        Self { places: OrdMap::new() }
    }
}

impl<S: Ord + Copy, I: Ord + Copy> Listing<S, I> {
    /// The ids of what lies before a council, or before any, and has a status, or any; in their own order. `None` when
    /// neither is asked for: then everything there is belongs to it.
    pub fn ids(&self, council: Option<&CouncilId>, status: Option<S>) -> Option<OrdSet<I>> {
        let asked = council.is_some() || status.is_some();
        asked.then(|| self.places.get(&(council.cloned(), status)).cloned().unwrap_or_default())
    }

    /// The latest of what lies before a council and has a status, or any: from the end on, or those before an id.
    pub fn latest(&self, council: &CouncilId, status: Option<S>, before: Option<I>, most: usize) -> Vec<I> {
        let Some(ids) = self.places.get(&(Some(council.clone()), status)) else { return Vec::new() };
        match before {
            Some(before) => ids.range(..before).rev().take(most).copied().collect(),
            None => ids.iter().rev().take(most).copied().collect(),
        }
    }

    /// How many of them lie before a council and have a status.
    pub fn count(&self, council: &CouncilId, status: Option<S>) -> usize {
        self.places.get(&(Some(council.clone()), status)).map_or(0, OrdSet::len)
    }

    pub(crate) fn put(&mut self, id: I, council: &CouncilId, status: S) {
        for place in places(council, status) {
            self.places.entry(place).or_default().insert(id);
        }
    }

    /// Lists a thing anew that lay before `from` and may have moved.
    pub(crate) fn shift(&mut self, id: I, from: (&CouncilId, S), to: (&CouncilId, S)) {
        if from != to {
            self.take(id, from.0, from.1);
            self.put(id, to.0, to.1);
        }
    }

    fn take(&mut self, id: I, council: &CouncilId, status: S) {
        for place in places(council, status) {
            if let Some(ids) = self.places.get_mut(&place) {
                ids.remove(&id);
                if ids.is_empty() {
                    self.places.remove(&place);
                }
            }
        }
    }
}

fn places<S: Copy>(council: &CouncilId, status: S) -> [Place<S>; 3] {
    [(Some(council.clone()), Some(status)), (Some(council.clone()), None), (None, Some(status))]
}

impl Listings {
    /// The listings of what stands in a state, made from nothing.
    pub fn of(state: &State) -> Self {
        let mut made = Self::default();
        for found in state.submissions.values() {
            made.submissions.put(found.id, &found.council, found.status.kind());
        }
        for found in state.matters.values() {
            made.matters.put(found.id, &found.council, found.stage);
        }
        for found in state.hearings.values() {
            made.hearings.put(found.id, &found.council, found.status);
        }
        for found in state.compacts.values() {
            made.compacts.put(found.id, &found.council, found.status);
        }
        for found in state.standings.duties.values() {
            made.duties.put(found.id, &found.council, found.place());
        }
        for found in state.standings.rules.values() {
            made.rules.put(found.id, &found.council, found.place());
        }
        made.ending = state.obligations.iter().filter(|(_, due)| due.is_an_end()).copied().collect();
        made
    }
}
