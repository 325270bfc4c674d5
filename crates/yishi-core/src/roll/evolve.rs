//! Rows wait until the seal and count from it on.

use crate::evolve::Evolving;
use crate::*;
use std::sync::Arc;

pub(crate) fn evolve_roll_part_imported(evolving: &mut Evolving<'_>, event: &RollPartImported) {
    let Command::ImportRollPart(command) = evolving.command else { return };
    let pending = evolving.state.roll.pending.entry(event.import.clone()).or_default();
    let pending = Arc::make_mut(pending);
    pending.parts = event.part;
    pending.rows.extend(command.rows.iter().cloned());
    if let Some(lapses_at_ms) = event.lapses_at_ms {
        let begun_at = evolving.context.index;
        (pending.begun_at, pending.lapses_at_ms) = (begun_at, event.lapses_at_ms);
        evolving.schedule(lapses_at_ms, Obligation::ImportLapses { begun_at });
    }
}

pub(crate) fn evolve_roll_import_lapsed(evolving: &mut Evolving<'_>, event: &RollImportLapsed) {
    evolving.state.roll.pending.remove(&event.import);
}

pub(crate) fn evolve_roll_sealed(evolving: &mut Evolving<'_>, event: &RollSealed) {
    let Some(pending) = evolving.state.roll.pending.remove(&event.import) else { return };
    evolving.state.roll.sealed.insert(event.import.clone(), event.root);
    if let Some(lapses_at_ms) = pending.lapses_at_ms {
        evolving.unschedule(lapses_at_ms, Obligation::ImportLapses { begun_at: pending.begun_at });
    }
    for row in &pending.rows {
        evolving.put_row(row);
    }
    evolving.vacate_seats_of_left(&pending.rows);
    evolving.vacate_posts_of_left(&pending.rows);
}

impl Evolving<'_> {
    fn put_row(&mut self, row: &RollRow) {
        let (roll, index) = (&mut self.state.roll, self.context.index);
        match row.clone() {
            RollRow::Member { id, council, household, identity, standing } => {
                let since = roll.members.get(&id).map_or(index, |known| known.since);
                let member = Member { id: id.clone(), council, household, identity, standing, since };
                roll.members.insert(id, Arc::new(member));
            }
            RollRow::Unit { id, council, building, area_dm2, owners, areas, status, kind, guardian } => {
                let unit = Unit {
                    since: roll.units.get(&id).map_or(index, |known| known.since),
                    changed_at: index,
                    id,
                    council,
                    building,
                    area_dm2,
                    owners,
                    areas,
                    status,
                    kind,
                    guardian,
                };
                roll.units.insert(unit.id.clone(), Arc::new(unit));
            }
        }
    }

    /// Who has left holds no seat, so that quorums and electorates of seats do not count them.
    fn vacate_seats_of_left(&mut self, rows: &imbl::Vector<RollRow>) {
        let has_left = |row: &RollRow| matches!(row, RollRow::Member { standing: Standing::Left, .. });
        if rows.iter().any(has_left) {
            let members = &self.state.roll.members;
            let stays = |seating: &Seating| {
                members.get(&seating.member).is_none_or(|member| member.standing != Standing::Left)
            };
            let held = self.state.seatings.keys();
            let leaving: Vec<Seating> = held.filter(|seating| !stays(seating)).cloned().collect();
            for seating in leaving {
                self.state.seatings.remove(&seating);
                self.leave_place(&seating);
            }
        }
    }

    /// Who has left is at no post: their duties and shifts would be missed for ever.
    fn vacate_posts_of_left(&mut self, rows: &imbl::Vector<RollRow>) {
        for row in rows {
            if let RollRow::Member { id, standing: Standing::Left, .. } = row {
                self.end_postings_of(id);
            }
        }
    }
}
