//! Members of the roll, with keys, units, grants and erasure; what was withheld.

use super::pages_below;
use crate::project::asks::{entry, member, rows};
use crate::project::table::{Row, Section, values};
use crate::project::value::{
    Book, all_named, count, maybe, maybe_member, maybe_named, member, members, moment, named, text, total,
    word,
};
use serde_json::{Value, json};
use yishi_core::{GrantScope, Member, MemberId, ProxyGrant, Unit, Withheld, WithheldId};

const GRANTS: &str = concat!(
    "grants{grantId principal{memberId} proxy{memberId} poll{pollId} matter{matterId} councilId expiresAt good ",
    entry!("entry"),
    " ",
    entry!("revoked"),
    "}"
);
const KEYS: &str = concat!("keys{key custody ", entry!("enrolled"), " ", entry!("revoked"), "}");
const UNITS: &str = concat!(
    "units{areaDm2 kind status areas{source areaDm2} guardian{memberId} buildingId council{councilId} owners{memberId} ",
    entry!("entry"),
    " ",
    entry!("lastEntry"),
    "}"
);
const ERASURE: &str = concat!("erasure{at by{memberId} rule texts complete ", entry!("entry"), "}");

const MEMBERS: &[Row<Member>] = rows! { |book, it: Member|
    Everybody "memberId" => text(&it.id);
    Everybody "standing" => word(it.standing);
    Everybody "council{councilId}" => book.council(&it.council);
    Everybody "householdId" => maybe(it.household.as_ref());
    Everybody entry!("entry") => book.entry(it.since);
    Everybody concat!("seats{council{councilId} seat{seatId} ", entry!("since"), "}") => seats(book, it);
    Everybody "posts{postingId}" => all_named("postingId", book.state.posts.of_member.get(&it.id).into_iter().flatten());
    Everybody "nominations(first:1){totalCount}" => total(book.state.nominations_of.get(&it.id).map_or(0, |ids| ids.len()));
    Everybody "assistedActs(first:1){totalCount}" => total(book.state.assisted_acts_of(&it.id, 0).count());
    Everybody ERASURE => erasure(book, it);
    Everybody KEYS => keys(book, it);
    Everybody UNITS => {
        book.state.roll.units.values().filter(|unit| unit.owners.contains(&it.id)).map(|found| unit(book, found)).collect()
    };
    Everybody GRANTS => {
        let own = |grant: &&std::sync::Arc<ProxyGrant>| grant.principal == it.id || grant.proxy == it.id;
        book.state.grants.values().filter(own).map(|found| grant(book, found)).collect()
    };
};

const ASSISTED: &[Row<(MemberId, u64)>] = rows! { |book, it: (MemberId, u64)|
    Everybody entry!("entry") => book.entry(it.1);
    Everybody member!("principal") => member(&it.0);
    Everybody "commandKind" => book.command(it.1);
};

const WITHHELD: &[Row<(WithheldId, Withheld)>] = rows! { |book, it: (WithheldId, Withheld)|
    Everybody "commitment" => text(it.1.commitment);
    Everybody entry!("entry") => book.entry(it.0.entry_index());
    Everybody "at" => moment(it.1.at_ms);
    Everybody member!("by") => member(&it.1.by);
    Everybody "rule" => text(&it.1.ground);
    Everybody entry!("broughtBy") => book.entry(it.1.brought_at);
    Everybody "broughtWith" => book.command(it.1.brought_at);
};

fn erasure(book: &Book<'_>, it: &Member) -> Value {
    book.state.erasure(&it.id).map_or(Value::Null, |found| {
        json!({
            "entry": book.entry(found.erased_at),
            "at": moment(found.at_ms),
            "by": member(&found.by),
            "rule": found.ground,
            "texts": count(found.texts),
            "complete": found.left == 0,
        })
    })
}

/// The seats that a member holds in councils of the charter in force.
fn seats(book: &Book<'_>, it: &Member) -> Value {
    let Some(version) = book.state.charter() else { return json!([]) };
    let mine = book.state.seatings.iter().filter(|(seating, _)| seating.member == it.id);
    let held = mine.filter(|(seating, _)| version.charter.council(&seating.council).is_some());
    held.map(|(seating, since)| {
        let known = version.charter.seats.iter().any(|seat| seat.id == seating.seat);
        json!({
            "council": named("councilId", &seating.council),
            "seat": maybe_named("seatId", known.then_some(&seating.seat)),
            "since": book.entry(*since),
        })
    })
    .collect()
}

fn keys(book: &Book<'_>, it: &Member) -> Value {
    let own = book.state.keys.iter().filter(|(_, record)| record.member == it.id);
    own.map(|(key, record)| {
        json!({
            "key": text(key),
            "custody": word(record.custody),
            "enrolled": book.entry(record.enrolled_at),
            "revoked": book.maybe_entry(record.revoked_at),
        })
    })
    .collect()
}

fn unit(book: &Book<'_>, unit: &Unit) -> Value {
    json!({
        "areaDm2": text(unit.area_dm2.0),
        "kind": word(unit.kind),
        "status": word(unit.status),
        "areas": areas(&unit.areas),
        "guardian": maybe_member(unit.guardian.as_ref()),
        "buildingId": text(&unit.building),
        "council": book.council(&unit.council),
        "owners": members(&unit.owners),
        "entry": book.entry(unit.since),
        "lastEntry": book.entry(unit.changed_at),
    })
}

fn areas(areas: &yishi_tally::Areas) -> Value {
    let known = [
        ("REGISTERED", areas.registered_dm2),
        ("SURVEYED", areas.surveyed_dm2),
        ("CONTRACT", areas.contract_dm2),
    ];
    let given = known.into_iter().filter_map(|(source, area)| Some((source, area?)));
    given.map(|(source, area)| json!({ "source": source, "areaDm2": text(area) })).collect()
}

fn grant(book: &Book<'_>, grant: &ProxyGrant) -> Value {
    let (poll, matter, council) = match &grant.scope {
        GrantScope::Poll(poll) => (Some(poll), None, None),
        GrantScope::Matter(matter) => (None, Some(matter), None),
        GrantScope::Council(council) => (None, None, Some(council)),
        GrantScope::All => (None, None, None),
    };
    json!({
        "grantId": text(grant.id),
        "principal": member(&grant.principal),
        "proxy": member(&grant.proxy),
        "poll": maybe_named("pollId", poll),
        "matter": maybe_named("matterId", matter),
        "councilId": maybe(council),
        "expiresAt": moment(grant.expires_at_ms),
        "good": grant.is_good_at(book.at),
        "entry": book.entry(grant.id.entry_index()),
        "revoked": book.maybe_entry(grant.revoked_at),
    })
}

fn assisted(book: &Book<'_>, id: &str) -> Vec<Value> {
    let Ok(id) = id.parse::<MemberId>() else { return Vec::new() };
    let acts: Vec<u64> = book.state.assisted_acts_of(&id, 0).collect();
    acts.into_iter().map(|index| values(ASSISTED, book, &(id.clone(), index))).collect()
}

pub(super) fn sections() -> Vec<Section> {
    let members = |book: &Book<'_>, _: &str| {
        book.state.roll.members.values().map(|it| values(MEMBERS, book, it)).collect()
    };
    let withheld = |book: &Book<'_>, _: &str| {
        let all = book.state.withheld.iter();
        all.map(|(id, it)| values(WITHHELD, book, &(*id, (**it).clone()))).collect()
    };
    vec![
        Section::of(("members", "/memberId"), MEMBERS, members).paged_by(20).for_readers(),
        Section::of(("assistedActs", "/entry/index"), ASSISTED, assisted)
            .below(pages_below("member", "memberId"), |book| {
                let all = book.state.roll.members.keys();
                all.filter(|id| book.state.assisted_acts_of(id, 0).next().is_some())
                    .map(ToString::to_string)
                    .collect()
            })
            .paged_by(100)
            .for_readers(),
        Section::of(("withheld", "/commitment"), WITHHELD, withheld),
    ]
}
