//! The community: 渭阳社区 with its grids, offices, residents, and a building of 16 flats.

use super::people::{GRIDS, People, Person, grid};
use super::stage::Stage;
use crate::author::Author;
use crate::charter_file::read_charter;
use crate::demo::seed;
use crate::failure::Failure;
use crate::founding::Founding;
use crate::roll::parts;
use futures_util::stream::{self, StreamExt, TryStreamExt};
use std::collections::BTreeSet;
use yishi_core::{
    AreaDm2, AssignSeat, Command, Custody, EndorseRegistrarAct, Event, ImportRollPart, RegistrarAct,
    RequestRegistrarAct, RollRow, SealRoll, Standing, roll_digest,
};

/// The community's name in the book.
pub const NAME: &str = "渭阳社区(演示)";
/// The building of the lift story.
pub const BUILDING: &str = "building-7";

/// Founds the book, brings in the roll, seats the officers and enrols everybody's key.
pub async fn found(stage: &mut Stage, people: &People) -> Result<(), Failure> {
    let charter = read_charter("weiyang")?;
    let founding = Founding {
        name: NAME,
        log_public: yishi_log::key::LogKey::from_seed(&seed("log key")).public(),
        engine_public: yishi_log::key::CommandKey::from_seed(&seed("engine key")).public(),
        registrars: &people.registrars,
        charter: &charter,
        succeeds: None,
    };
    for (command, texts) in founding.commands(stage.engine.origin())? {
        stage.send(founding.founder()?, command, None, texts).await?;
    }
    roll(stage, people).await?;
    seats(stage, people).await?;
    keys(stage, people).await?;
    stage.title(
        "The community 渭阳社区: four grids, one compound, three benches (community, property, residents)",
    );
    stage.step(format!(
        "on the roll 名册: {} residents in households, {} office holders, 16 flats with their areas",
        people.residents.len(),
        people.officers().len()
    ));
    stage.step("charter 章程: small matters stay in the grid, big ones go to the community; owners decide by art. 278");
    Ok(())
}

fn registrar(people: &People, number: usize) -> Result<&Author, Failure> {
    people.registrars.get(number).ok_or_else(|| Failure::Refused("the demo lacks a registrar".into()))
}

async fn roll(stage: &Stage, people: &People) -> Result<(), Failure> {
    let rows = rows(people)?;
    let import = "demo-roll".parse().map_err(anyhow::Error::from)?;
    let signer = registrar(people, 0)?;
    for (part, rows) in (1..).zip(parts(&rows)) {
        let command = ImportRollPart { import: Clone::clone(&import), part, rows };
        stage.send(signer, command.into(), None, vec![]).await?;
    }
    let count = u64::try_from(rows.len()).unwrap_or(u64::MAX);
    let seal = SealRoll { import, rows: count, area_dm2: area(&rows), root: roll_digest(&rows) };
    stage.send(signer, seal.into(), None, vec![]).await?;
    Ok(())
}

fn area(rows: &[RollRow]) -> AreaDm2 {
    AreaDm2(rows.iter().fold(0, |sum: u64, row| match row {
        RollRow::Unit { area_dm2, .. } => sum.saturating_add(area_dm2.0),
        RollRow::Member { .. } => sum,
    }))
}

fn rows(people: &People) -> Result<Vec<RollRow>, Failure> {
    let member = |person: &Person, standing| -> Result<RollRow, Failure> {
        Ok(RollRow::Member {
            id: person.id().clone(),
            council: person.council.parse().map_err(anyhow::Error::from)?,
            household: person.household.clone(),
            identity: None,
            standing,
        })
    };
    let mut rows = Vec::new();
    for person in &people.residents {
        rows.push(member(person, Standing::Resident)?);
    }
    for person in people.officers() {
        rows.push(member(person, Standing::Partner)?);
    }
    for flat in 1..=16 {
        rows.push(unit(people, flat)?);
    }
    Ok(rows)
}

/// Flats 1 and 2 are the ground floor. Flat 3 belongs to a couple, and the owner of flat 4 also owns flat 16.
fn unit(people: &People, flat: usize) -> Result<RollRow, Failure> {
    let owners: BTreeSet<_> = owners(people, flat)?.into_iter().map(|owner| owner.id().clone()).collect();
    let area_dm2 = if flat % 2 == 1 { AreaDm2(8_935) } else { AreaDm2(10_240) };
    let id = hex::encode(seed(&format!("套 {flat}")).first_chunk::<8>().copied().unwrap_or_default());
    Ok(RollRow::flat(
        format!("unit_{id}").parse().map_err(anyhow::Error::from)?,
        grid(3).parse().map_err(anyhow::Error::from)?,
        BUILDING.parse().map_err(anyhow::Error::from)?,
        area_dm2,
        owners,
    ))
}

/// The owners of a flat, from 1: residents of the third grid.
pub fn owners(people: &People, flat: usize) -> Result<Vec<&Person>, Failure> {
    let neighbour = |number: usize| {
        people
            .of_grid(3)
            .nth(number.saturating_mul(3))
            .ok_or_else(|| Failure::Refused("the demo lacks an owner".into()))
    };
    match flat {
        3 => Ok(vec![neighbour(3)?, neighbour(17)?]),
        16 => Ok(vec![neighbour(4)?]),
        other => Ok(vec![neighbour(other)?]),
    }
}

async fn seats(stage: &Stage, people: &People) -> Result<(), Failure> {
    let mut seats: Vec<(String, &str, &Person)> = vec![
        ("weiyang".into(), "clerk", &people.clerk),
        ("compound".into(), "compound-secretary", &people.compound_secretary),
        ("compound".into(), "compound-manager", &people.compound_manager),
    ];
    seats.extend(people.supervisors.iter().map(|person| ("weiyang".into(), "supervisor", person)));
    seats.extend(people.property_company.iter().map(|person| ("weiyang".into(), "property-company", person)));
    seats.extend(
        people.representatives().map(|person| ("weiyang".into(), "residents-representative", person)),
    );
    seats.extend(
        people.of_grid(3).skip(60).take(3).map(|person| ("compound".into(), "compound-resident", person)),
    );
    for number in 1..=GRIDS {
        let at = number.saturating_sub(1);
        let staff =
            [("grid-worker", people.grid_workers.get(at)), ("grid-steward", people.grid_stewards.get(at))];
        let staff = staff.into_iter().filter_map(|(seat, person)| Some((grid(number), seat, person?)));
        seats.extend(staff);
        seats.extend(grid_residents(people, number).map(|person| (grid(number), "grid-resident", person)));
    }
    // Last, since from then on only they may appoint.
    seats.push(("weiyang".into(), "community-secretary", &people.community_secretary));
    let signer = registrar(people, 0)?;
    for (council, seat, person) in seats {
        let command = AssignSeat {
            council: council.parse().map_err(anyhow::Error::from)?,
            seat: seat.parse().map_err(anyhow::Error::from)?,
            member: person.id().clone(),
        };
        stage.send(signer, command.into(), None, vec![]).await?;
    }
    Ok(())
}

/// The residents' seats of a grid council.
pub fn grid_residents(people: &People, number: usize) -> impl Iterator<Item = &Person> {
    people.of_grid(number).skip(20).step_by(100).take(3)
}

async fn keys(stage: &Stage, people: &People) -> Result<(), Failure> {
    let origin = stage.engine.origin().to_owned();
    let clerk = people.clerk.id();
    let row = |person: &&Person| {
        let custody = if person.id() == clerk { Custody::Clerk } else { Custody::Own };
        person.author.key_file.enrolment(&origin, person.id(), custody)
    };
    let everybody: Vec<&Person> = people.officers().into_iter().chain(&people.residents).collect();
    let rows = everybody.iter().map(row).collect::<Result<Vec<_>, Failure>>()?;
    let requests = rows.chunks(50).map(|keys| {
        let command = RequestRegistrarAct { act: RegistrarAct::EnrolKeys { keys: keys.to_vec() } };
        Ok(stage.send(registrar(people, 0)?, Command::from(command), None, vec![]))
    });
    let requests = requests.collect::<Result<Vec<_>, Failure>>()?;
    let asked: Vec<_> = stream::iter(requests).buffered(16).try_collect().await?;
    let second = registrar(people, 1)?;
    let asked = asked.iter().flat_map(|accepted| accepted.events.iter());
    let requests = asked.filter_map(|event| match event {
        Event::RegistrarActRequested(requested) => Some(requested.request),
        _ => None,
    });
    let endorsements =
        requests.map(|request| stage.send(second, EndorseRegistrarAct { request }.into(), None, vec![]));
    let endorsements: Vec<_> = endorsements.collect();
    stream::iter(endorsements).buffered(16).try_collect::<Vec<_>>().await?;
    Ok(())
}
