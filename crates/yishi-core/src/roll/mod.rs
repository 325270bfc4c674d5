//! The roll 名册: members, households and units, arriving in parts and sealed as a whole.

mod decide;
mod evolve;

use crate::*;
use imbl::OrdMap;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use std::collections::BTreeSet;
use std::sync::Arc;
use yishi_tally::{AreaSource, Areas, UnitKind, UnitStatus};

pub(crate) use decide::*;
pub(crate) use evolve::*;

/// How long an import waits for its seal from its first part on: half a roll that nobody goes on with holds personal data
/// for nothing.
pub const IMPORT_LAPSES_AFTER: Period = Period::Days(30);

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
        /// Its owners; several are co-owners with one head together. Of an unsold unit who acts for the developer, of one
        /// not handed over its buyers, who do not vote yet.
        owners: BTreeSet<MemberId>,
        /// Its areas by source, where more than one is known; `area_dm2` is then the first of them in the law's order.
        #[serde(default, skip_serializing_if = "is_default")]
        areas: Areas,
        /// How far its sale has come; handed over unless said.
        #[serde(default, skip_serializing_if = "is_default")]
        status: UnitStatus,
        /// What it is; a flat or house unless said.
        #[serde(default, skip_serializing_if = "is_default")]
        kind: UnitKind,
        /// Who votes by law for owners without capacity to act 法定代理人 (Civil Code arts. 19 to 23).
        #[serde(default, skip_serializing_if = "Option::is_none")]
        guardian: Option<MemberId>,
    },
}

impl RollRow {
    /// A flat that is handed over, with one known area and owners who act for themselves.
    pub fn flat(
        id: UnitId,
        council: CouncilId,
        building: BuildingId,
        area_dm2: AreaDm2,
        owners: BTreeSet<MemberId>,
    ) -> Self {
        Self::Unit {
            id,
            council,
            building,
            area_dm2,
            owners,
            areas: Areas::default(),
            status: UnitStatus::default(),
            kind: UnitKind::default(),
            guardian: None,
        }
    }
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
    /// Lives here for a time 流动人口: takes part like a resident, and votes as one where the charter says so.
    Floating,
}

impl State {
    /// Whether the member counts where residents are counted: in their votes, their households' and their petitions.
    pub fn counts_as_resident(&self, member: &Member) -> bool {
        match member.standing {
            Standing::Resident => true,
            Standing::Floating => {
                self.charter().is_some_and(|version| version.charter.floating == FloatingClause::Votes)
            }
            Standing::AbsentOwner | Standing::Partner | Standing::Left => false,
        }
    }
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
    /// Until when the import may be sealed; with its first part only, and absent for no end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lapses_at_ms: Option<TimeMs>,
}

/// An import was not sealed in time; its parts count for nothing, and its name is free again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RollImportLapsed {
    /// The import.
    pub import: RollImportId,
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
    /// Its areas by source, where more than one is known.
    #[serde(default)]
    pub areas: Areas,
    /// How far its sale has come.
    #[serde(default)]
    pub status: UnitStatus,
    /// What it is.
    #[serde(default)]
    pub kind: UnitKind,
    /// Who votes by law for owners without capacity to act.
    #[serde(default)]
    pub guardian: Option<MemberId>,
    /// The entry that brought it onto the roll.
    pub since: u64,
    /// The entry since which all this is said of it.
    pub changed_at: u64,
}

impl Member {
    /// The row that says the same.
    pub fn row(&self) -> RollRow {
        RollRow::Member {
            id: self.id.clone(),
            council: self.council.clone(),
            household: self.household.clone(),
            identity: self.identity,
            standing: self.standing,
        }
    }
}

impl Unit {
    /// The row that says the same.
    pub fn row(&self) -> RollRow {
        RollRow::Unit {
            id: self.id.clone(),
            council: self.council.clone(),
            building: self.building.clone(),
            area_dm2: self.area_dm2,
            owners: self.owners.clone(),
            areas: self.areas,
            status: self.status,
            kind: self.kind,
            guardian: self.guardian.clone(),
        }
    }

    /// The area by the first source in the order that is known; 0 where none of them is.
    pub fn area_by(&self, order: &[AreaSource]) -> u64 {
        if self.areas == Areas::default() { self.area_dm2.0 } else { self.areas.first(order).unwrap_or(0) }
    }
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
    /// The entry that brought the first part.
    #[serde(default)]
    pub begun_at: u64,
    /// Until when it may be sealed.
    #[serde(default)]
    pub lapses_at_ms: Option<TimeMs>,
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
