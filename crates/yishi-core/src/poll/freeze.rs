//! Freezing the roll: who may vote in a poll, with which weight, and who may use which right.
//!
//! A function of the state before the poll opens, so that the writer, a replay and an auditor get the same bytes.

use super::section::roll_totals;
use super::*;
use sha2::{Digest as _, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use yishi_tally::{Measure, UnitKind, UnitStatus, VotingRight};

/// Longest id of a voting right that is spelled out, in bytes; four co-owners with names of the longest kind fit.
const MAX_RIGHT_ID_BYTES: usize = 200;

/// The right of units without an owner on the roll. They weigh in what is entitled, and no name of a member begins so.
const UNOWNED: &str = ":unowned";

/// The right of what is unsold, and of what is sold and not handed over: one head, the developer's 建设单位.
const DEVELOPER: &str = ":developer";

/// What is frozen for a poll: the roll and what it adds up to.
#[derive(Debug)]
pub(crate) struct Frozen {
    pub roll: FrozenRoll,
    pub totals: Totals,
    pub section_totals: OrdMap<CouncilId, Totals>,
}

/// Freezes the roll of a rule: of the council's area, or of each of its sections.
pub(super) fn freeze(state: &State, rule: &DecisionClause, council: &CouncilId, scope: &PollScope) -> Frozen {
    let rights = if rule.counting == Counting::Sheets {
        super::sheet::sections(rule)
    } else if rule.sections.is_empty() {
        electorate(state, rule, council, scope)
    } else {
        rule.sections.iter().flat_map(|section| of_section(state, rule, &section.council)).collect()
    };
    let root = root(&rights);
    let roll = FrozenRoll { rights, root };
    let (totals, section_totals) = roll_totals(rule, &roll);
    Frozen { roll, totals, section_totals }
}

/// The rights of a section. Somebody may have one in several, so the section stands in front of each name.
fn of_section(
    state: &State,
    rule: &DecisionClause,
    section: &CouncilId,
) -> Vec<(VotingRightId, Arc<FrozenRight>)> {
    let named = |(id, mut found): (VotingRightId, Arc<FrozenRight>)| {
        let id = yishi_tally::RightId(format!("{section}/{id}").into());
        let right = Arc::make_mut(&mut found);
        right.right.id = id.clone();
        right.section = Some(section.clone());
        (id, found)
    };
    electorate(state, rule, section, &PollScope::Council).into_iter().map(named).collect()
}

fn electorate(state: &State, rule: &DecisionClause, council: &CouncilId, scope: &PollScope) -> Rights {
    match rule.electorate {
        Electorate::Seats => seats(state, rule, council),
        Electorate::Residents => residents(state, council),
        Electorate::Households if measures_households(rule) => weighed(households(state, council)),
        Electorate::Households => households(state, council),
        Electorate::Owners => owners(state, rule, council, scope),
    }
}

type Rights = OrdMap<VotingRightId, Arc<FrozenRight>>;

fn seats(state: &State, rule: &DecisionClause, council: &CouncilId) -> Rights {
    let holders = state.electors(council, &rule.seats).into_iter();
    holders.map(|(member, bench)| personal(member, Some(bench.shared()))).collect()
}

fn residents(state: &State, council: &CouncilId) -> Rights {
    resident_members(state, council).map(|member| personal(member.id.clone(), None)).collect()
}

fn personal(member: MemberId, bench: Option<Arc<str>>) -> (VotingRightId, Arc<FrozenRight>) {
    frozen_right(member.shared(), 0, bench, vec![member])
}

/// One right for each household with a resident on the roll; any one of its residents casts it.
fn households(state: &State, council: &CouncilId) -> Rights {
    let mut households: BTreeMap<&HouseholdId, Vec<MemberId>> = BTreeMap::new();
    for member in resident_members(state, council) {
        if let Some(household) = &member.household {
            households.entry(household).or_default().push(member.id.clone());
        }
    }
    let right = |(household, holders): (&HouseholdId, _)| frozen_right(household.shared(), 0, None, holders);
    households.into_iter().map(right).collect()
}

fn measures_households(rule: &DecisionClause) -> bool {
    let sections = rule.sections.iter().flat_map(|section| &section.requirements);
    let mut all = rule.requirements.iter().chain(&rule.section_requirements).chain(sections);
    all.any(|requirement| requirement.measure == Measure::Households)
}

/// Households with their weight in the measure of that name, under rules that use it.
fn weighed(households: Rights) -> Rights {
    let weigh = |(id, mut right): (VotingRightId, Arc<FrozenRight>)| {
        Arc::make_mut(&mut right).right.households = 1;
        (id, right)
    };
    households.into_iter().map(weigh).collect()
}

/// In ascending order of their ids.
pub(crate) fn resident_members<'a>(
    state: &'a State,
    council: &'a CouncilId,
) -> impl Iterator<Item = &'a Arc<Member>> {
    let area = Area::of(state, council);
    let resident =
        move |member: &&Arc<Member>| state.counts_as_resident(member) && area.contains(&member.council);
    state.roll.members.values().filter(resident)
}

/// One head for each set of owners, areas added (Civil Code art. 278; SPC interpretation on divided ownership arts. 8, 9):
/// several units of one owner are one head, co-owners of a unit share one, and so does the developer with all that is not
/// handed over. Parking stalls count where the rules of procedure say so.
fn owners(state: &State, rule: &DecisionClause, council: &CouncilId, scope: &PollScope) -> Rights {
    let procedure = &rule.procedure;
    let nobody = BTreeSet::new();
    let mut heads: BTreeMap<&BTreeSet<MemberId>, Head<'_>> = BTreeMap::new();
    let mut developer: Option<Head<'_>> = None;
    let counts = |unit: &&Arc<Unit>| unit.kind != UnitKind::Parking || procedure.parking_counts;
    for unit in units_in_scope(state, council, scope).filter(counts) {
        let (head, holders) = match unit.status {
            UnitStatus::Delivered => (heads.entry(&unit.owners).or_default(), &nobody),
            UnitStatus::Unsold => (developer.get_or_insert_default(), &unit.owners),
            UnitStatus::Undelivered => (developer.get_or_insert_default(), &nobody),
        };
        head.area_dm2 = head.area_dm2.saturating_add(unit.area_by(&procedure.area_order));
        head.others.extend(holders.iter().chain(&unit.guardian));
    }
    let owned = heads.into_iter().map(|(owners, head)| head.right(owners_id(owners), owners));
    owned.chain(developer.map(|head| head.right(DEVELOPER.into(), &nobody))).collect()
}

/// What the units of one head add up to, and who speaks for it besides its owners.
#[derive(Default)]
struct Head<'a> {
    area_dm2: u64,
    others: BTreeSet<&'a MemberId>,
}

impl Head<'_> {
    fn right(self, id: Arc<str>, owners: &BTreeSet<MemberId>) -> (VotingRightId, Arc<FrozenRight>) {
        let holders = if self.others.is_empty() {
            owners.iter().cloned().collect()
        } else {
            let all: BTreeSet<&MemberId> = self.others.into_iter().chain(owners).collect();
            all.into_iter().cloned().collect()
        };
        frozen_right(id, self.area_dm2, None, holders)
    }
}

pub(crate) fn units_in_scope<'a>(
    state: &'a State,
    council: &'a CouncilId,
    scope: &'a PollScope,
) -> impl Iterator<Item = &'a Arc<Unit>> {
    let area = Area::of(state, council);
    let in_scope = move |unit: &&Arc<Unit>| {
        let in_building = match scope {
            PollScope::Council => true,
            PollScope::Building(building) => unit.building == *building,
        };
        in_building && area.contains(&unit.council)
    };
    state.roll.units.values().filter(in_scope)
}

/// Whether a building has units, and all of them in the area of the council.
pub(super) fn building_lies_within(state: &State, building: &BuildingId, council: &CouncilId) -> bool {
    let area = Area::of(state, council);
    let mut units = state.roll.units.values().filter(|unit| unit.building == *building).peekable();
    units.peek().is_some() && units.all(|unit| area.contains(&unit.council))
}

/// The councils at and below one, gathered once: a roll has tens of thousands of rows and a tree some dozens of councils.
struct Area<'a>(BTreeSet<&'a CouncilId>);

impl<'a> Area<'a> {
    fn of(state: &'a State, council: &CouncilId) -> Self {
        let charter = state.charter().map(|version| &version.charter);
        let clauses = charter.into_iter().flat_map(|charter| {
            charter.councils.iter().filter(|clause| charter.is_at_or_below(&clause.id, council))
        });
        Self(clauses.map(|clause| &clause.id).collect())
    }

    fn contains(&self, council: &CouncilId) -> bool {
        self.0.contains(council)
    }
}

fn owners_id(owners: &BTreeSet<MemberId>) -> Arc<str> {
    let names: Vec<&str> = owners.iter().map(MemberId::as_str).collect();
    let joined = names.join("+");
    if joined.is_empty() {
        UNOWNED.into()
    } else if joined.len() > MAX_RIGHT_ID_BYTES {
        format!("sha256:{}", hex::encode(Sha256::digest(joined))).into()
    } else {
        joined.into()
    }
}

/// The id shares its text with the roll it comes from: looking a voter up in members, rights and ballots then touches
/// the same memory, which is most of what a ballot costs.
fn frozen_right(
    id: Arc<str>,
    area_dm2: u64,
    bench: Option<Arc<str>>,
    holders: Vec<MemberId>,
) -> (VotingRightId, Arc<FrozenRight>) {
    let id = yishi_tally::RightId(id);
    let right = VotingRight { id: id.clone(), heads: 1, area_dm2, bench, ..VotingRight::default() };
    (id, Arc::new(FrozenRight { right, holders, section: None }))
}

fn root(rights: &Rights) -> Digest {
    let mut hash = Sha256::new();
    hash.update("yishi/frozen-roll/v1\n");
    let mut line = String::new();
    for FrozenRight { right, holders, section: _ } in rights.values().map(|right| &**right) {
        let bench = right.bench.as_deref().unwrap_or_default();
        line.clear();
        line.push_str(&right.id.0);
        // Writing to a `String` cannot fail.
        let _ = write!(line, "|{}|{}|", right.heads, right.area_dm2);
        line.push_str(bench);
        line.push('|');
        if right.households > 0 {
            let _ = write!(line, "{}|", right.households);
        }
        for (position, holder) in holders.iter().enumerate() {
            line.push_str(if position == 0 { "" } else { "," });
            line.push_str(holder.as_str());
        }
        line.push('\n');
        hash.update(&line);
    }
    Digest(hash.finalize().into())
}
