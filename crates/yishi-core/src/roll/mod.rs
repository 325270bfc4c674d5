//! The roll 名册: members, households and units, arriving in parts and sealed as a whole.

mod decide;
mod evolve;

use crate::*;
use imbl::OrdMap;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use std::collections::BTreeSet;
use std::sync::Arc;

pub(crate) use decide::*;
pub(crate) use evolve::*;

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
