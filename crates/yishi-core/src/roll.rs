//! The roll 名册: members, households and units, arriving in parts and sealed as a whole.

use crate::decide::{Deciding, Decision};
use crate::evolve::Evolving;
use crate::*;
use imbl::OrdMap;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Most rows in one part.
pub const MAX_ROLL_ROWS: usize = 100;

/// A row of the roll. A row with a known id replaces the earlier one from the sealing entry on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "row", deny_unknown_fields)]
pub enum RollRow {
    /// A person.
    Member {
        /// Random id.
        id: MemberId,
        /// The lowest council of the area where they live.
        council: CouncilId,
        /// Their household, if known.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        household: Option<HouseholdId>,
        /// Commitment to name and contact in the vault.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        identity: Option<Commitment>,
        /// Whether they live here, are present as partner without a vote, or have left.
        standing: Standing,
    },
    /// An owned unit.
    Unit {
        /// Random id.
        id: UnitId,
        /// The lowest council of the area where it stands.
        council: CouncilId,
        /// The building it is in.
        building: BuildingId,
        /// Its area.
        area_dm2: AreaDm2,
        /// Its owners; several are co-owners with one head together.
        owners: BTreeSet<MemberId>,
    },
}

/// A member's relation to the community.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// Lives here and may take part.
    Resident,
    /// Owns here and lives elsewhere.
    AbsentOwner,
    /// Takes part without a vote, e.g. staff of the property company.
    Partner,
    /// Has left; keeps their history, takes no further part.
    Left,
}

/// Brings in one part of a roll.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ImportRollPart {
    /// The import it belongs to.
    pub import: RollImportId,
    /// Its number, from 1 without gaps.
    pub part: u32,
    /// 1 to 100 rows.
    pub rows: Vec<RollRow>,
}

/// Seals an import: its rows count from this entry on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SealRoll {
    /// The import.
    pub import: RollImportId,
    /// Number of rows over all parts.
    pub rows: u64,
    /// Sum of the areas of its units.
    pub area_dm2: AreaDm2,
    /// [`roll_digest`] over all rows in order.
    pub root: Digest,
}

/// A part was received; it counts once the import is sealed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RollPartImported {
    /// The import.
    pub import: RollImportId,
    /// The part.
    pub part: u32,
    /// Its rows' number.
    pub rows: u64,
}

/// The rows of an import are in force.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RollSealed {
    /// The import.
    pub import: RollImportId,
    /// Number of rows.
    pub rows: u64,
    /// Sum of areas.
    pub area_dm2: AreaDm2,
    /// Digest of the rows.
    pub root: Digest,
}

/// A member in the state.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Member {
    /// Random id.
    pub id: MemberId,
    /// The lowest council of the area where they live.
    pub council: CouncilId,
    /// Their household.
    pub household: Option<HouseholdId>,
    /// Commitment to name and contact.
    pub identity: Option<Commitment>,
    /// Their relation to the community.
    pub standing: Standing,
    /// The entry that made them a member.
    pub since: u64,
}

/// A unit in the state.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unit {
    /// Random id.
    pub id: UnitId,
    /// The lowest council of its area.
    pub council: CouncilId,
    /// Its building.
    pub building: BuildingId,
    /// Its area.
    pub area_dm2: AreaDm2,
    /// Its owners.
    pub owners: BTreeSet<MemberId>,
}

/// The live roll.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Roll {
    /// Members by id.
    pub members: OrdMap<MemberId, Arc<Member>>,
    /// Units by id.
    pub units: OrdMap<UnitId, Arc<Unit>>,
    /// Imports not yet sealed: rows in order.
    pub pending: OrdMap<RollImportId, Arc<PendingImport>>,
    /// Imports already sealed.
    pub sealed: OrdMap<RollImportId, Digest>,
}

/// An import whose parts are arriving.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PendingImport {
    /// Parts received.
    pub parts: u32,
    /// Rows in order.
    pub rows: imbl::Vector<RollRow>,
}

/// The digest of rows: SHA-256 over `yishi/roll/v1` and a newline, then one line of canonical JSON per row.
pub fn roll_digest<'a>(rows: impl IntoIterator<Item = &'a RollRow>) -> Digest {
    let mut hasher = Sha256::new();
    hasher.update(b"yishi/roll/v1\n");
    for row in rows {
        hasher.update(canonical_json(row));
        hasher.update(b"\n");
    }
    Digest(hasher.finalize().into())
}

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
    let event = RollPartImported { import: import.clone(), part: *part, rows: count(rows.len()) };
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
                let message =
                    format!("owner `{owner}` is not on the roll: add a row for them to this import");
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
            RollRow::Unit { owners, .. } => owners.iter().find(|owner| !known(owner)),
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
        RollRow::Unit { .. } | RollRow::Member { .. } => Ok(()),
    }
}

pub(crate) fn evolve_roll_part_imported(evolving: &mut Evolving<'_>, event: &RollPartImported) {
    let Command::ImportRollPart(command) = evolving.command else { return };
    let pending = evolving.state.roll.pending.entry(event.import.clone()).or_default();
    let pending = Arc::make_mut(pending);
    pending.parts = event.part;
    pending.rows.extend(command.rows.iter().cloned());
}

pub(crate) fn evolve_roll_sealed(evolving: &mut Evolving<'_>, event: &RollSealed) {
    let Some(pending) = evolving.state.roll.pending.remove(&event.import) else { return };
    evolving.state.roll.sealed.insert(event.import.clone(), event.root);
    for row in &pending.rows {
        evolving.put_row(row);
    }
    evolving.vacate_seats_of_left(&pending.rows);
}

impl Evolving<'_> {
    fn put_row(&mut self, row: &RollRow) {
        let roll = &mut self.state.roll;
        match row.clone() {
            RollRow::Member { id, council, household, identity, standing } => {
                let since = roll.members.get(&id).map_or(self.context.index, |known| known.since);
                let member = Member { id: id.clone(), council, household, identity, standing, since };
                roll.members.insert(id, Arc::new(member));
            }
            RollRow::Unit { id, council, building, area_dm2, owners } => {
                roll.units.insert(id.clone(), Arc::new(Unit { id, council, building, area_dm2, owners }));
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
            let staying = self.state.seatings.iter().filter(|(seating, _)| stays(seating));
            self.state.seatings = staying.map(|(seating, index)| (seating.clone(), *index)).collect();
        }
    }
}
