//! The tree of councils: parents, levels, and who covers whom.

use crate::*;
use std::collections::BTreeSet;

impl Charter {
    /// The council's clause.
    pub fn council(&self, id: &CouncilId) -> Option<&CouncilClause> {
        self.councils.iter().find(|council| council.id == *id)
    }

    /// The council at the top of the tree.
    pub fn root(&self) -> Option<&CouncilClause> {
        self.councils.iter().find(|council| council.parent.is_none())
    }

    /// The council directly above, if there is one.
    pub fn parent(&self, id: &CouncilId) -> Option<&CouncilId> {
        self.council(id).and_then(|council| council.parent.as_ref())
    }

    /// The council and those above it, upwards to the root. Ends in a faulty charter too, where parents may form a ring.
    pub fn upwards<'a>(&'a self, id: &CouncilId) -> impl Iterator<Item = &'a CouncilId> {
        let start = self.council(id).map(|council| &council.id);
        std::iter::successors(start, |council| self.parent(council)).take(self.councils.len())
    }

    /// Whether `council` is `above` or stands somewhere below it.
    pub fn is_at_or_below(&self, council: &CouncilId, above: &CouncilId) -> bool {
        self.upwards(council).any(|found| found == above)
    }

    /// Whether `council` stands somewhere below `above`.
    pub fn is_below(&self, council: &CouncilId, above: &CouncilId) -> bool {
        council != above && self.is_at_or_below(council, above)
    }

    /// Whether the council exists and has none below it: only such ones hold people and places.
    pub fn is_lowest(&self, id: &CouncilId) -> bool {
        self.council(id).is_some() && self.councils.iter().all(|council| council.parent.as_ref() != Some(id))
    }

    /// The position of a level, 0 for the lowest.
    pub fn rank(&self, level: &LevelId) -> Option<usize> {
        self.levels.iter().position(|found| found.id == *level)
    }

    /// The lowest council that covers all the places; absent when there is none, or no place.
    pub fn lowest_common(&self, places: &BTreeSet<CouncilId>) -> Option<&CouncilId> {
        self.upwards(places.first()?)
            .find(|council| places.iter().all(|place| self.is_at_or_below(place, council)))
    }

    /// The lowest council that covers all the places and stands at `level` or higher.
    pub fn lowest_common_at(&self, places: &BTreeSet<CouncilId>, level: &LevelId) -> Option<&CouncilId> {
        let wanted = self.rank(level)?;
        self.upwards(self.lowest_common(places)?).find(|id| {
            let rank = self.council(id).and_then(|council| self.rank(&council.level));
            rank.is_some_and(|rank| rank >= wanted)
        })
    }

    /// The seats that exist in a council: those of its level.
    pub fn seats_of<'a>(&'a self, council: &CouncilId) -> impl Iterator<Item = &'a SeatClause> {
        let level = self.council(council).map(|council| &council.level);
        self.seats.iter().filter(move |seat| Some(&seat.level) == level)
    }

    /// The decision rule of this name.
    pub fn decision(&self, id: &RuleId) -> Option<&DecisionClause> {
        self.decisions.iter().find(|rule| rule.id == *id)
    }
}
