//! The book itself: keys, registrars, charters, figures; councils and who sits in them.

use crate::project::asks::{document, entry, rows};
use crate::project::table::{Listed, Row, Section, values};
use crate::project::value::{
    Book, all_named, count, document, maybe, maybe_named, members, moment, named, text,
};
use serde_json::{Value, json};
use std::sync::Arc;
use yishi_core::{
    BookInfo, CharterVersion, CouncilClause, CouncilId, HearingStatus, Level, Matter, MatterStage, SeatId,
    StandsAt, State,
};

const HEAD: &[Row<State>] = rows! { |book, it: State|
    Everybody "name" => info(it, |info| text(&info.name));
    Everybody "foundedAt" => info(it, |info| moment(info.created_at));
    Everybody "engineKey" => info(it, |info| text(info.engine_key));
    Everybody "registrars{memberId}" => it.book.as_ref().map_or_else(|| json!([]), |info| members(&info.registrars));
    Everybody "ruleset" => count(it.ruleset.0);
    Everybody "logKey" => info(it, |info| maybe(info.log_keys().pop().map(|span| span.log_vkey)));
    Everybody concat!("logKeys{vkey fromSize untilSize ", entry!("entry"), "}") => {
        it.book.iter().flat_map(|info| info.log_keys()).map(|span| log_key(book, &span, span.from_size.saturating_sub(1))).collect()
    };
    Everybody "predecessor{origin lastGood{size root}}" => info(it, |info| {
        info.succeeds.as_ref().map_or(Value::Null, |before| {
            json!({ "origin": text(&before.origin), "lastGood": stands(before.last_good) })
        })
    });
    Everybody concat!("end{reason successor ", entry!("entry"), "}") => info(it, |info| {
        info.end.as_ref().map_or(Value::Null, |end| {
            json!({ "reason": end.reason, "successor": maybe(end.successor.as_ref()), "entry": book.entry(end.index) })
        })
    });
    Everybody "figures{members submissions matters polls resolutions levels{levelId name matters settled hearingsHeld}}" => json!({
        "members": count(it.roll.members.len()),
        "submissions": count(it.submissions.len()),
        "matters": count(it.matters.len()),
        "polls": count(it.polls.len()),
        "resolutions": count(it.resolutions.len()),
        "levels": levels(it),
    });
    Everybody "charter{version digest}" => it.charters.get_max().map_or(Value::Null, |(_, version)| {
        json!({ "version": count(version.version), "digest": text(version.digest) })
    });
    Everybody concat!("charters{version digest ", document!("source"), " resolution{resolutionId} ", entry!("entry"), "}") => {
        it.charters.values().map(|version| charter(book, version)).collect()
    };
    Everybody "emergency{emergencyId}" => maybe_named("emergencyId", it.emergency().map(|found| found.id));
};

const COUNCILS: &[Row<(CouncilClause, CharterVersion)>] = rows! { |book, it: (CouncilClause, CharterVersion)|
    Everybody "councilId" => text(&it.0.id);
    Everybody "name" => text(&it.0.name);
    Everybody "level{levelId}" => named("levelId", &it.0.level);
    Everybody "parent{councilId}" => maybe_named("councilId", it.0.parent.as_ref());
    Everybody "children{councilId}" => {
        let children = it.1.charter.councils.iter().filter(|council| council.parent.as_ref() == Some(&it.0.id));
        all_named("councilId", children.map(|council| &council.id))
    };
    Everybody concat!("seats{seat{seatId} holders{member{memberId} ", entry!("since"), "} alternates{resolutionId}}") => {
        let seats = it.1.charter.seats.iter().filter(|seat| seat.level == it.0.level);
        seats.map(|seat| seat_of(book, &it.0, &seat.id)).collect()
    };
};

/// Figures of each level under the charter in force: matters there or settled there, hearings held.
fn levels(state: &State) -> Value {
    let Some(version) = state.charter() else { return json!([]) };
    let level = |level: &Level| {
        let here: Vec<&CouncilId> = version
            .charter
            .councils
            .iter()
            .filter(|council| council.level == level.id)
            .map(|council| &council.id)
            .collect();
        let matters: Vec<_> =
            state.matters.values().filter(|matter| here.contains(&&matter.council)).collect();
        let settled =
            |matter: &&Arc<Matter>| matter.stage == MatterStage::Closed && matter.went_into.is_none();
        let hearings = state.hearings.values().filter(|hearing| here.contains(&&hearing.council));
        json!({
            "levelId": text(&level.id),
            "name": level.name,
            "matters": count(matters.len()),
            "settled": count(matters.iter().copied().filter(settled).count()),
            "hearingsHeld": count(hearings.filter(|hearing| hearing.status == HearingStatus::Held).count()),
        })
    };
    version.charter.levels.iter().map(level).collect()
}

fn info(state: &State, of: impl FnOnce(&BookInfo) -> Value) -> Value {
    state.book.as_ref().map_or(Value::Null, |info| of(info))
}

fn charter(book: &Book<'_>, version: &CharterVersion) -> Value {
    json!({
        "version": count(version.version),
        "digest": text(version.digest),
        "source": document(version.source),
        "resolution": maybe_named("resolutionId", version.resolution),
        "entry": book.entry(version.adopted_at),
    })
}

fn seat_of(book: &Book<'_>, council: &CouncilClause, seat: &SeatId) -> Value {
    let alternates = book.state.running_alternates(&council.id, seat);
    json!({
        "seat": named("seatId", seat),
        "holders": holders(book, council, seat),
        "alternates": all_named("resolutionId", alternates.map(|list| list.resolution)),
    })
}

fn holders(book: &Book<'_>, council: &CouncilClause, seat: &SeatId) -> Value {
    let here = book
        .state
        .seatings
        .iter()
        .filter(|(seating, _)| seating.council == council.id && seating.seat == *seat);
    here.map(|(seating, since)| {
        json!({ "member": named("memberId", &seating.member), "since": book.entry(*since) })
    })
    .collect()
}

/// A log key, and for which sizes it signs.
pub(super) fn log_key(book: &Book<'_>, span: &yishi_core::LogKeySpan, named_at: u64) -> Value {
    json!({
        "vkey": span.log_vkey,
        "fromSize": text(span.from_size),
        "untilSize": maybe(span.until_size),
        "entry": book.entry(named_at),
    })
}

/// Where a book stands.
pub(super) fn stands(at: StandsAt) -> Value {
    json!({ "size": text(at.size), "root": text(at.root) })
}

fn councils(book: &Book<'_>) -> Vec<Value> {
    let Some((_, version)) = book.state.charters.get_max() else { return Vec::new() };
    let councils = version.charter.councils.iter();
    councils.map(|council| values(COUNCILS, book, &(council.clone(), (**version).clone()))).collect()
}

pub(super) fn sections() -> Vec<Section> {
    let head = Section::of(("head", ""), HEAD, |book, _| vec![values(HEAD, book, book.state)]);
    let councils = Section::of(("councils", "/councilId"), COUNCILS, |book, _| councils(book));
    vec![Section { listed: Listed::Book, ..head }, Section { listed: Listed::ListIn("charter"), ..councils }]
}
