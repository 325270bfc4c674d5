//! Heads: one for each set of owners, one for the developer; areas added.

use super::{OwnedUnit, OwnersProfile, UnitKind, UnitStatus};
use crate::VotingRight;
use crate::option::NameHasher;
use std::borrow::Cow;
use std::collections::hash_map::Entry;
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

/// The name of the head that holds what is unsold and what is sold but not handed over.
pub const DEVELOPER: &str = "developer";

/// The heads of a vote, in the order of their first units.
#[derive(Debug)]
pub(super) struct Heads<'a> {
    by_name: HashMap<Cow<'a, str>, usize, NameHasher>,
    heads: Vec<Head<'a>>,
    /// The one head in which somebody is a co-owner; `None` when there are several.
    co_owned: HashMap<&'a str, Option<usize>, NameHasher>,
}

/// One head with who may speak for it.
#[derive(Debug)]
pub(super) struct Head<'a> {
    /// Its name; empty for the owners that nobody knows.
    pub name: Cow<'a, str>,
    /// The areas of its units.
    pub area_dm2: u64,
    /// Its owners, as its first unit names them.
    owners: Option<&'a BTreeSet<Arc<str>>>,
    /// Those whom further units name, where they differ: only the developer's do.
    more_owners: Vec<&'a BTreeSet<Arc<str>>>,
    /// Who votes for its owners by law.
    guardians: Vec<&'a str>,
}

impl<'a> Head<'a> {
    const fn new(name: Cow<'a, str>) -> Self {
        Self { name, area_dm2: 0, owners: None, more_owners: Vec::new(), guardians: Vec::new() }
    }

    /// What it weighs. The name of the right is left out: copying it for every head is what counting would wait for.
    pub fn right(&self) -> VotingRight {
        VotingRight { heads: 1, area_dm2: self.area_dm2, ..VotingRight::default() }
    }

    /// Whether somebody speaks for it by law: as an owner, as a guardian, or by its own name.
    pub fn is_spoken_for_by(&self, name: &str) -> bool {
        self.owners().any(|owner| owner == name) || self.guardians.contains(&name) || self.name == name
    }

    /// Its owners; those of the developer may be named more than once.
    fn owners(&self) -> impl Iterator<Item = &'a str> {
        self.owners.into_iter().chain(self.more_owners.iter().copied()).flatten().map(|owner| &**owner)
    }

    fn add_owners(&mut self, owners: &'a BTreeSet<Arc<str>>) {
        match self.owners {
            None => self.owners = Some(owners),
            Some(first) if first != owners && self.more_owners.last() != Some(&owners) => {
                self.more_owners.push(owners);
            }
            Some(_) => {}
        }
    }
}

impl<'a> Heads<'a> {
    /// One head a set of owners, with the areas of its units added (SPC interpretation on divided ownership arts. 8, 9).
    pub fn of(units: &'a [OwnedUnit], profile: &OwnersProfile) -> Self {
        let mut heads = Self {
            by_name: HashMap::with_capacity_and_hasher(units.len(), NameHasher::default()),
            heads: Vec::with_capacity(units.len()),
            co_owned: HashMap::default(),
        };
        for unit in units.iter().filter(|unit| unit.kind != UnitKind::Parking || profile.parking_counts) {
            let area_dm2 = unit.areas.first(&profile.area_order).unwrap_or(0);
            match unit.status {
                UnitStatus::Delivered => heads.add(name_of(&unit.owners), Some(&unit.owners), unit, area_dm2),
                // The seller of unsold units speaks for the developer; buyers of undelivered ones do not speak yet.
                UnitStatus::Unsold => heads.add(DEVELOPER.into(), Some(&unit.owners), unit, area_dm2),
                UnitStatus::Undelivered => heads.add(DEVELOPER.into(), None, unit, area_dm2),
            }
        }
        heads.index_co_owners();
        heads
    }

    fn add(
        &mut self,
        name: Cow<'a, str>,
        owners: Option<&'a BTreeSet<Arc<str>>>,
        unit: &'a OwnedUnit,
        area_dm2: u64,
    ) {
        let place = match self.by_name.entry(name) {
            Entry::Occupied(known) => *known.get(),
            Entry::Vacant(new) => {
                let place = self.heads.len();
                self.heads.push(Head::new(new.key().clone()));
                *new.insert(place)
            }
        };
        let Some(head) = self.heads.get_mut(place) else { return };
        head.area_dm2 = head.area_dm2.saturating_add(area_dm2);
        if let Some(owners) = owners {
            head.add_owners(owners);
        }
        head.guardians.extend(unit.guardian.as_deref());
    }

    fn index_co_owners(&mut self) {
        for (place, head) in self.heads.iter().enumerate() {
            if head.owners.is_none_or(|owners| owners.len() < 2) && head.name != DEVELOPER {
                continue;
            }
            for owner in head.owners().collect::<BTreeSet<&str>>() {
                let elsewhere = self.co_owned.contains_key(owner);
                self.co_owned.insert(owner, (!elsewhere).then_some(place));
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
            let owners: BTreeSet<&str> = name.split('+').map(str::trim).collect();
            return self.by_name.get(&*joined(owners)).copied();
        }
        self.co_owned.get(name).copied().flatten()
    }

    pub fn get(&self, place: usize) -> Option<&Head<'a>> {
        self.heads.get(place)
    }

    /// All heads, in the order of their places.
    pub fn iter(&self) -> impl Iterator<Item = &Head<'a>> {
        self.heads.iter()
    }

    pub fn len(&self) -> usize {
        self.heads.len()
    }
}

/// The name of a set of owners: joined by `+` in ascending order.
fn name_of(owners: &BTreeSet<Arc<str>>) -> Cow<'_, str> {
    match (owners.first(), owners.len()) {
        (Some(only), 1) => Cow::Borrowed(only),
        _ => Cow::Owned(joined(owners.iter().map(|owner| &**owner))),
    }
}

fn joined<'a>(owners: impl IntoIterator<Item = &'a str>) -> String {
    owners.into_iter().collect::<Vec<_>>().join("+")
}
