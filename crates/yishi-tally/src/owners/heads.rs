//! Heads: one for each set of owners, one for the developer; areas added.

use super::{OwnedUnit, OwnersProfile, UnitKind, UnitStatus};
use crate::VotingRight;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The name of the head that holds what is unsold and what is sold but not handed over.
pub const DEVELOPER: &str = "developer";

/// The heads of a vote, in ascending order of their names.
#[derive(Debug)]
pub(super) struct Heads {
    by_name: BTreeMap<Arc<str>, usize>,
    heads: Vec<Head>,
    /// The one head in which somebody is a co-owner; `None` when there are several.
    co_owned: BTreeMap<Arc<str>, Option<usize>>,
}

/// One head with who may speak for it.
#[derive(Debug)]
pub(super) struct Head {
    /// Its voting right.
    pub right: VotingRight,
    /// Its owners; empty for the developer, and for units whose owners nobody knows.
    pub owners: BTreeSet<Arc<str>>,
    /// Who votes for its owners by law.
    pub guardians: BTreeSet<Arc<str>>,
}

impl Heads {
    /// One head a set of owners, with the areas of its units added (SPC interpretation on divided ownership arts. 8, 9).
    pub fn of(units: &[OwnedUnit], profile: &OwnersProfile) -> Self {
        let mut heads = Self { by_name: BTreeMap::new(), heads: Vec::new(), co_owned: BTreeMap::new() };
        for unit in units.iter().filter(|unit| unit.kind != UnitKind::Parking || profile.parking_counts) {
            let area_dm2 = unit.areas.first(&profile.area_order).unwrap_or(0);
            match unit.status {
                UnitStatus::Delivered => heads.add(name_of(&unit.owners), &unit.owners, unit, area_dm2),
                // The seller of unsold units speaks for the developer; buyers of undelivered ones do not speak yet.
                UnitStatus::Unsold => heads.add(DEVELOPER.into(), &unit.owners, unit, area_dm2),
                UnitStatus::Undelivered => heads.add(DEVELOPER.into(), &BTreeSet::new(), unit, area_dm2),
            }
        }
        heads.index_co_owners();
        heads
    }

    fn add(&mut self, name: Arc<str>, owners: &BTreeSet<Arc<str>>, unit: &OwnedUnit, area_dm2: u64) {
        let next = self.heads.len();
        let place = *self.by_name.entry(Arc::clone(&name)).or_insert(next);
        if place == next {
            let right = VotingRight { id: crate::RightId(name), heads: 1, ..VotingRight::default() };
            self.heads.push(Head { right, owners: BTreeSet::new(), guardians: BTreeSet::new() });
        }
        let Some(head) = self.heads.get_mut(place) else { return };
        head.right.area_dm2 = head.right.area_dm2.saturating_add(area_dm2);
        if head.owners.is_empty() || &*head.right.id.0 == DEVELOPER {
            head.owners.extend(owners.iter().cloned());
        }
        head.guardians.extend(unit.guardian.iter().cloned());
    }

    fn index_co_owners(&mut self) {
        for (place, head) in self.heads.iter().enumerate() {
            if head.owners.len() < 2 && &*head.right.id.0 != DEVELOPER {
                continue;
            }
            for owner in &head.owners {
                let several = self.co_owned.contains_key(owner);
                self.co_owned.insert(Arc::clone(owner), (!several).then_some(place));
            }
        }
    }

    /// The place of the head that a ballot names: by its own name, by co-owners in any order, or by one co-owner who
    /// is that in one head only.
    pub fn find(&self, name: &str) -> Option<usize> {
        if name.is_empty() {
            // The head of units whose owners nobody knows: it weighs in the roll, and nobody speaks for it.
            return None;
        }
        if let Some(place) = self.by_name.get(name) {
            return Some(*place);
        }
        if name.contains('+') {
            let owners = name.split('+').map(|owner| owner.trim().into()).collect();
            return self.by_name.get(&name_of(&owners)).copied();
        }
        self.co_owned.get(name).copied().flatten()
    }

    pub fn get(&self, place: usize) -> Option<&Head> {
        self.heads.get(place)
    }

    /// All heads with their places.
    pub fn iter(&self) -> impl Iterator<Item = (usize, &Head)> {
        self.heads.iter().enumerate()
    }

    pub fn len(&self) -> usize {
        self.heads.len()
    }
}

/// The name of a set of owners: joined by `+` in ascending order.
fn name_of(owners: &BTreeSet<Arc<str>>) -> Arc<str> {
    match (owners.first(), owners.len()) {
        (Some(only), 1) => Arc::clone(only),
        _ => owners.iter().map(|owner| &**owner).collect::<Vec<_>>().join("+").into(),
    }
}
