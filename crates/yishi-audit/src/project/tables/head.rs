//! The book itself: keys, registrars, charters, figures; councils and who sits in them.

use crate::project::asks::{document, entry, rows};
use crate::project::table::{Listed, Row, Section, values};
use crate::project::value::{
    Book, all_named, count, document, maybe, maybe_named, members, moment, named, text,
};
use serde_json::{Value, json};
use yishi_core::{BookInfo, CharterVersion, CouncilClause, StandsAt, State};

const HEAD: &[Row<State>] = rows! { |book, it: State|
    Everybody "name" => info(it, |info| text(&info.name));
    Everybody "foundedAt" => info(it, |info| moment(info.created_at));
    Everybody "engineKey" => info(it, |info| text(info.engine_key));
    Everybody "registrars{memberId}" => it.book.as_ref().map_or_else(|| json!([]), |info| members(&info.registrars));
    Everybody "ruleset" => count(it.ruleset.0);
    Everybody "logKey" => info(it, |info| maybe(info.log_keys().pop().map(|span| span.log_vkey)));
    Everybody "logKeys{vkey fromSize untilSize}" => {
        it.book.iter().flat_map(|info| info.log_keys()).map(|span| log_key(&span)).collect()
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
    Everybody "figures{members submissions matters polls resolutions}" => json!({
        "members": count(it.roll.members.len()),
        "submissions": count(it.submissions.len()),
        "matters": count(it.matters.len()),
        "polls": count(it.polls.len()),
        "resolutions": count(it.resolutions.len()),
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
    Everybody concat!("seats{seat{seatId} holders{member{memberId} ", entry!("since"), "}}") => {
        let seats = it.1.charter.seats.iter().filter(|seat| seat.level == it.0.level);
        seats.map(|seat| json!({ "seat": named("seatId", &seat.id), "holders": holders(book, &it.0, &seat.id) })).collect()
    };
};

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

fn holders(book: &Book<'_>, council: &CouncilClause, seat: &yishi_core::SeatId) -> Value {
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
pub(super) fn log_key(span: &yishi_core::LogKeySpan) -> Value {
    json!({ "vkey": span.log_vkey, "fromSize": text(span.from_size), "untilSize": maybe(span.until_size) })
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
