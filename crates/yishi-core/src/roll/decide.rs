//! Whether a part or a seal fits, and every row in it.

use crate::decide::{Deciding, Decision};
use crate::*;
use std::collections::{BTreeMap, BTreeSet};
use yishi_tally::Areas;

/// By a registrar, or by seats that enrol over every council that the rows name.
pub(crate) fn decide_import_roll_part(deciding: &Deciding<'_>, command: &ImportRollPart) -> Decision {
    let ImportRollPart { import, part, rows } = command;
    let pending = deciding.state.roll.pending.get(import);
    if deciding.state.roll.sealed.contains_key(import) {
        return Err(Rejection::AlreadyDone { what: format!("roll import `{import}` is sealed already") });
    }
    let expected = pending.map_or(0, |pending| pending.parts).saturating_add(1);
    if *part != expected {
        return Err(Rejection::RollPartOutOfOrder { import: import.clone(), expected, found: *part });
    }
    require_count("rows", rows.len(), 1, MAX_ROLL_ROWS)?;
    deciding.require_roll_keeper(rows)?;
    let first_row = pending.map_or(0, |pending| pending.rows.len()) + 1;
    deciding.check_rows(import, rows, first_row)?;
    let lapses = pending.is_none() && deciding.context.ruleset >= Ruleset::SECOND;
    let lapses_at_ms =
        lapses.then(|| deciding.state.calendar.end_of(deciding.context.at, IMPORT_LAPSES_AFTER));
    let event =
        RollPartImported { import: import.clone(), part: *part, rows: count(rows.len()), lapses_at_ms };
    Ok(vec![event.into()])
}

pub(crate) fn decide_seal_roll(deciding: &Deciding<'_>, command: &SealRoll) -> Decision {
    let SealRoll { import, rows, area_dm2, root } = command;
    if deciding.state.roll.sealed.contains_key(import) {
        return Err(Rejection::AlreadyDone { what: format!("roll import `{import}` is sealed already") });
    }
    let not_found = || Rejection::NotFound { kind: "roll import".to_owned(), id: import.to_string() };
    let pending = deciding.state.roll.pending.get(import).ok_or_else(not_found)?;
    deciding.require_roll_keeper(&pending.rows)?;
    let received = (count(pending.rows.len()), total_area(&pending.rows), roll_digest(&pending.rows));
    if received != (*rows, area_dm2.0, *root) {
        let (rows, area_dm2, root) = received;
        return Err(Rejection::RollSealMismatch { import: import.clone(), rows, area_dm2, root });
    }
    require_safe("area_dm2", area_dm2.0)?;
    // Once more: the charter may have changed since the parts came in.
    deciding.check_rows(import, &pending.rows, 1)?;
    deciding.check_references(import, &pending.rows)?;
    let event = RollSealed { import: import.clone(), rows: *rows, area_dm2: *area_dm2, root: *root };
    Ok(vec![event.into()])
}

/// Sealed imports have lifted their obligation, so what falls due is still pending.
pub(crate) fn decide_import_lapses(deciding: &Deciding<'_>, begun_at: u64) -> Vec<Event> {
    let mut pending = deciding.state.roll.pending.iter();
    let lapsed = pending.find(|(_, found)| found.begun_at == begun_at);
    lapsed.map(|(import, _)| RollImportLapsed { import: import.clone() }.into()).into_iter().collect()
}

fn count(length: usize) -> u64 {
    u64::try_from(length).unwrap_or(u64::MAX)
}

fn total_area<'a>(rows: impl IntoIterator<Item = &'a RollRow>) -> u64 {
    rows.into_iter().fold(0, |sum, row| match row {
        RollRow::Unit { area_dm2, .. } => sum.saturating_add(area_dm2.0),
        RollRow::Member { .. } => sum,
    })
}

impl RollRow {
    fn council(&self) -> &CouncilId {
        match self {
            Self::Member { council, .. } | Self::Unit { council, .. } => council,
        }
    }
}

impl Deciding<'_> {
    fn require_roll_keeper<'r>(&self, rows: impl IntoIterator<Item = &'r RollRow>) -> Result<(), Rejection> {
        if self.state.is_registrar(self.signer()?) {
            return Ok(());
        }
        let councils: BTreeSet<&CouncilId> = rows.into_iter().map(RollRow::council).collect();
        councils.into_iter().try_for_each(|council| self.require_power(Power::Enrol, council).map(|_| ()))
    }

    /// What can be seen in each row by itself.
    fn check_rows<'r>(
        &self,
        import: &RollImportId,
        rows: impl IntoIterator<Item = &'r RollRow>,
        first_row: usize,
    ) -> Result<(), Rejection> {
        let charter = &self.charter()?.charter;
        for (position, row) in rows.into_iter().enumerate() {
            check_row(charter, row).map_err(|message| Rejection::RollRowInvalid {
                import: import.clone(),
                row: count(first_row + position),
                message,
            })?;
        }
        Ok(())
    }

    /// What rows say of one another: no id twice, every owner on the roll as it will be.
    fn check_references<'r>(
        &self,
        import: &RollImportId,
        rows: impl IntoIterator<Item = &'r RollRow> + Clone,
    ) -> Result<(), Rejection> {
        let mut seen = SeenIds::default();
        let invalid = |position: usize, message: String| Rejection::RollRowInvalid {
            import: import.clone(),
            row: count(position + 1),
            message,
        };
        for (position, row) in rows.clone().into_iter().enumerate() {
            if let Some(first) = seen.see(row, position) {
                let message = format!("the same id stands in row {} already: keep one of them", first + 1);
                return Err(invalid(position, message));
            }
        }
        for (position, row) in rows.into_iter().enumerate() {
            if let Some(owner) = self.unknown_owner(row, &seen) {
                let message = format!(
                    "owner or guardian `{owner}` is not on the roll: add a row for them to this import"
                );
                return Err(invalid(position, message));
            }
        }
        Ok(())
    }

    fn unknown_owner<'r>(&self, row: &'r RollRow, seen: &SeenIds<'_>) -> Option<&'r MemberId> {
        let known = |owner: &&MemberId| {
            seen.members.contains_key(owner) || self.state.roll.members.contains_key(*owner)
        };
        match row {
            RollRow::Unit { owners, guardian, .. } => {
                owners.iter().chain(guardian).find(|owner| !known(owner))
            }
            RollRow::Member { .. } => None,
        }
    }
}

/// The ids of an import, with the position at which each stands first.
#[derive(Default)]
struct SeenIds<'a> {
    members: BTreeMap<&'a MemberId, usize>,
    units: BTreeMap<&'a UnitId, usize>,
}

impl<'a> SeenIds<'a> {
    /// Notes the id of a row; the position of an earlier row with the same one.
    fn see(&mut self, row: &'a RollRow, position: usize) -> Option<usize> {
        match row {
            RollRow::Member { id, .. } => self.members.insert(id, position),
            RollRow::Unit { id, .. } => self.units.insert(id, position),
        }
    }
}

fn check_row(charter: &Charter, row: &RollRow) -> Result<(), String> {
    let council = row.council();
    if charter.council(council).is_none() {
        return Err(format!("there is no council `{council}` in the charter"));
    }
    if !charter.is_lowest(council) {
        return Err(format!("council `{council}` has councils below it: name the lowest one of the place"));
    }
    match row {
        RollRow::Unit { area_dm2: AreaDm2(area), .. } if !(1..=MAX_SAFE_INTEGER).contains(area) => {
            Err(format!("the area must be 1 to {MAX_SAFE_INTEGER} dm², but is {area}"))
        }
        RollRow::Unit { owners, .. } if owners.is_empty() => {
            Err("a unit must have at least one owner".to_owned())
        }
        RollRow::Unit { area_dm2, areas, .. } => check_areas(*area_dm2, *areas),
        RollRow::Member { .. } => Ok(()),
    }
}

/// What counts unless the rules of procedure say otherwise has to be what the law takes first.
fn check_areas(area_dm2: AreaDm2, areas: Areas) -> Result<(), String> {
    let known = [areas.registered_dm2, areas.surveyed_dm2, areas.contract_dm2];
    if let Some(area) = known.into_iter().flatten().find(|area| !(1..=MAX_SAFE_INTEGER).contains(area)) {
        return Err(format!("each area must be 1 to {MAX_SAFE_INTEGER} dm², but one is {area}"));
    }
    match areas.first(&AREA_ORDER_OF_LAW) {
        Some(first) if first != area_dm2.0 => Err(format!(
            "`area_dm2` is {}, but the first of `areas` in the law's order (registered, surveyed, contract) is {first}: write that",
            area_dm2.0
        )),
        Some(_) | None => Ok(()),
    }
}
