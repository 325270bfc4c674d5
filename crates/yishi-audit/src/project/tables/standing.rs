//! What resolutions lay down to last: duties with their occurrences, rules with their periods and bookings.

use super::list_below;
use crate::project::asks::{duty_terms, entry, rows, rule_terms};
use crate::project::table::{Listed, Row, Section, values};
use crate::project::value::{
    Book, all_named, count, maybe, maybe_document, maybe_member, maybe_moment, maybe_named, member, members,
    moment, named, put, text, word,
};
use serde_json::{Value, json};
use yishi_core::{
    Booking, BookingFinding, DutyBearer, DutyOccurrence, DutyReport, Lasts, Recurrence, ResolutionId,
    RulePeriod, SeatAt, StandingDuty, StandingDutyTerms, StandingEnd, StandingRule, StandingRuleTerms,
    StandingStatus,
};

/// How many occurrences of a duty are asked, the last ones.
const OCCURRENCES: usize = 50;
/// How many periods of a rule, and how many bookings of each.
const PERIODS: usize = 10;

const OCCURRENCE: &str = concat!(
    "occurrences(last:50){totalCount nodes{number from to dueAt ",
    entry!("missed"),
    " performed{document{hash} text{commitment redactedBy{index leafHash}} evidenceCommitment by{memberId} at late ",
    entry!("entry"),
    "}}}"
);
const PERIOD: &str = concat!(
    "periods(last:10){totalCount nodes{number from to dueAt income expense profitFen due returned lacking distributed broken ",
    entry!("ended"),
    " breaches(last:10){totalCount nodes{breach by ",
    entry!("entry"),
    " ",
    entry!("healed"),
    "}} bookings(last:10){totalCount nodes{bookingId period account booked amount day evidenceCommitment status by{memberId} at \
checkedBy{memberId} refusedBecause reverses{bookingId} reason reversedBy{bookingId} ",
    entry!("checked"),
    " ",
    entry!("entry"),
    "}}}}"
);
const ENDING: &str = concat!("ending{resolution{resolutionId} ", entry!("entry"), "}");

const DUTIES: &[Row<StandingDuty>] = rows! { |book, it: StandingDuty|
    Everybody "standingDutyId" => text(it.id);
    Everybody "resolution{resolutionId}" => named("resolutionId", it.resolution);
    Everybody duty_terms!("terms") => duty_terms(book, &it.terms);
    Everybody "status" => status(it.status());
    Everybody "next" => if it.status() == StandingStatus::Running { count(it.next) } else { Value::Null };
    Everybody "nextDueAt" => maybe_moment(it.next_due_at_ms.filter(|_| it.end.is_none()));
    Everybody "overdue" => Value::from(it.end.is_none() && !it.overdue.is_empty());
    // The API names the last hundred.
    Everybody "missing" => {
        let skipped = it.overdue.len().saturating_sub(100);
        it.overdue.iter().skip(skipped).map(|number| count(*number)).collect()
    };
    Everybody OCCURRENCE => {
        let skipped = it.occurrences.len().saturating_sub(OCCURRENCES);
        let nodes = it.occurrences.iter().skip(skipped).map(|(number, found)| occurrence(book, it, *number, found));
        json!({ "totalCount": count(it.occurrences.len()), "nodes": nodes.collect::<Value>() })
    };
    Everybody "replacedBy{standingDutyId}" => maybe_named("standingDutyId", it.succession.map(|next| next.by));
    Everybody "replacedAt" => maybe_moment(it.succession.map(|next| next.at_ms));
    Everybody ENDING => it.end.as_ref().map_or(Value::Null, |end| ending(book, end));
    Everybody entry!("entry") => book.entry(it.id.entry_index());
    Everybody entry!("lastEntry") => book.entry(it.changed_at);
};

const RULES: &[Row<StandingRule>] = rows! { |book, it: StandingRule|
    Everybody "standingRuleId" => text(it.id);
    Everybody "resolution{resolutionId}" => named("resolutionId", it.resolution);
    Everybody "council{councilId}" => book.council(&it.council);
    Everybody rule_terms!("terms") => rule_terms(book, &it.terms);
    Everybody "status" => status(it.status());
    Everybody "nextDueAt" => maybe_moment(it.next_due_at_ms.filter(|_| it.end.is_none()));
    Everybody "overdue" => {
        let revoked = it.end.is_some_and(|end| end.ended_by.is_none());
        Value::from(!it.broken.is_empty() && !revoked)
    };
    Everybody "present{number}" => {
        let runs = it.status() == StandingStatus::Running;
        if runs { json!({ "number": count(it.next) }) } else { Value::Null }
    };
    Everybody PERIOD => {
        let skipped = it.periods.len().saturating_sub(PERIODS);
        let nodes = it.periods.iter().skip(skipped).map(|(number, found)| period(book, it, *number, found));
        json!({ "totalCount": count(it.periods.len()), "nodes": nodes.collect::<Value>() })
    };
    Everybody "unconfirmed{bookingId}" => all_named("bookingId", &it.unconfirmed);
    Everybody "replacedBy{standingRuleId}" => maybe_named("standingRuleId", it.succession.map(|next| next.by));
    Everybody "replacedAt" => maybe_moment(it.succession.map(|next| next.at_ms));
    Everybody ENDING => it.end.as_ref().map_or(Value::Null, |end| ending(book, end));
    Everybody entry!("entry") => book.entry(it.id.entry_index());
    Everybody entry!("lastEntry") => book.entry(it.changed_at);
};

/// What a duty is about, who bears it, and when it comes back.
pub(super) fn duty_terms(book: &Book<'_>, terms: &StandingDutyTerms) -> Value {
    json!({
        "kind": word(terms.does),
        "name": terms.name,
        "bearer": bearer(book, &terms.bearer),
        "supervisor": seat(book, &terms.supervisor),
        "recurs": recurs(&terms.recurs),
        "replaces": maybe_named("standingDutyId", terms.replaces),
    })
}

/// What a rule on an account asks.
pub(super) fn rule_terms(book: &Book<'_>, terms: &StandingRuleTerms) -> Value {
    json!({
        "name": terms.name,
        "account": text(&terms.account),
        "returnsAtLeast": text(terms.returns_at_least),
        "periods": recurs(&terms.periods),
        "keeper": seat(book, &terms.keeper),
        "confirmer": terms.confirmer.as_ref().map_or(Value::Null, |at| seat(book, at)),
        "supervisor": seat(book, &terms.supervisor),
        "distributions": word(terms.distributions),
        "expenses": word(terms.expenses),
        "replaces": maybe_named("standingRuleId", terms.replaces),
    })
}

fn status(status: StandingStatus) -> Value {
    text(match status {
        StandingStatus::Running => "RUNNING",
        StandingStatus::Finished => "FINISHED",
        StandingStatus::Ended => "ENDED",
    })
}

fn seat(book: &Book<'_>, at: &SeatAt) -> Value {
    let known = |version: &&std::sync::Arc<yishi_core::CharterVersion>| {
        version.charter.seats.iter().any(|seat| seat.id == at.seat)
    };
    let seat = book.state.charter().filter(known).map(|_| &at.seat);
    json!({
        "council": book.council(&at.council),
        "seat": maybe_named("seatId", seat),
        "holders": members(book.state.holders(&at.council, &at.seat)),
    })
}

fn bearer(book: &Book<'_>, bearer: &DutyBearer) -> Value {
    let mut told = json!({ "seat": null, "council": null, "postId": null, "member": null });
    match bearer {
        DutyBearer::Seat { council, seat: kind } => {
            put(&mut told, "seat", seat(book, &SeatAt { council: council.clone(), seat: kind.clone() }));
        }
        DutyBearer::Post { council, post } => {
            put(&mut told, "council", book.council(council));
            put(&mut told, "postId", text(post));
        }
        DutyBearer::Member { member: named } => put(&mut told, "member", member(named)),
    }
    told
}

fn recurs(recurs: &Recurrence) -> Value {
    let (times, until) = match recurs.lasts {
        Lasts::Times { times } => (count(times), Value::Null),
        Lasts::Until { day } => (Value::Null, text(day)),
        Lasts::UntilEnded => (Value::Null, Value::Null),
    };
    json!({
        "from": maybe(recurs.from),
        "every": text(recurs.every),
        "times": times,
        "until": until,
        "graceDays": count(recurs.grace_days),
    })
}

fn occurrence(book: &Book<'_>, duty: &StandingDuty, number: u32, found: &DutyOccurrence) -> Value {
    let performed = found.performed.as_ref().map_or(Value::Null, |performed| {
        let (document, words) = match performed.report {
            DutyReport::Document { document } => (Some(document), None),
            DutyReport::Statement { text } => (None, Some(text)),
        };
        json!({
            "document": maybe_document(document),
            "text": book.maybe_words(words),
            "evidenceCommitment": maybe(performed.evidence),
            "by": member(&performed.by),
            "at": moment(performed.at_ms),
            "late": found.missed_at.is_some(),
            "entry": book.entry(performed.index),
        })
    });
    json!({
        "number": count(number),
        "from": moment(duty.windows.begin(number)),
        "to": moment(duty.windows.end(number)),
        "dueAt": maybe_moment(duty.windows.due(number)),
        "missed": book.maybe_entry(found.missed_at),
        "performed": performed,
    })
}

fn period(book: &Book<'_>, rule: &StandingRule, number: u32, found: &RulePeriod) -> Value {
    let figures = rule.figures(number);
    let breaches = found.breaches.iter().skip(found.breaches.len().saturating_sub(PERIODS)).map(|record| {
        json!({
            "breach": word(record.breach),
            "by": text(record.by_fen.0),
            "entry": book.entry(record.index),
            "healed": book.maybe_entry(record.healed_at),
        })
    });
    let bookings = found.bookings.iter().skip(found.bookings.len().saturating_sub(PERIODS));
    let bookings = bookings.filter_map(|id| book.state.standings.bookings.get(id));
    json!({
        "number": count(number),
        "from": moment(rule.windows.begin(number)),
        "to": moment(rule.windows.end(number)),
        "dueAt": maybe_moment(rule.windows.due(number)),
        "ended": book.maybe_entry(found.ended_at),
        "income": text(figures.income_fen.0),
        "expense": text(figures.expense_fen.0),
        "profitFen": text(figures.profit_fen()),
        "due": text(figures.share_due_fen_rounded_up(rule.terms.returns_at_least).0),
        "returned": text(figures.returned_fen.0),
        "lacking": text(rule.lacking_fen(number).0),
        "distributed": text(figures.distributed_fen.0),
        "broken": found.broken.keys().map(word).collect::<Value>(),
        "breaches": { "totalCount": count(found.breaches.len()), "nodes": breaches.collect::<Value>() },
        "bookings": {
            "totalCount": count(found.bookings.len()),
            "nodes": bookings.map(|it| booking(book, it)).collect::<Value>(),
        },
    })
}

fn booking(book: &Book<'_>, it: &Booking) -> Value {
    let checked = it.checked.as_ref();
    let refused = checked.and_then(|checked| match &checked.finding {
        BookingFinding::Refused { reason } => Some(reason),
        BookingFinding::Confirmed => None,
    });
    json!({
        "bookingId": text(it.id),
        "period": count(it.recorded.period),
        "account": text(&it.recorded.account),
        "booked": word(it.recorded.booked),
        "amount": text(it.recorded.amount_fen.0),
        "day": text(it.recorded.day),
        "evidenceCommitment": text(it.recorded.evidence),
        "status": word(it.status),
        "by": member(&it.recorded.by),
        "at": moment(it.at_ms),
        "checkedBy": maybe_member(checked.map(|checked| &checked.by)),
        "checked": book.maybe_entry(it.checked_at),
        "refusedBecause": maybe(refused),
        "reverses": maybe_named("bookingId", it.recorded.reverses),
        "reason": maybe(it.recorded.reason.as_ref()),
        "reversedBy": maybe_named("bookingId", it.reversed_by),
        "entry": book.entry(it.id.entry_index()),
    })
}

fn ending(book: &Book<'_>, end: &StandingEnd) -> Value {
    json!({ "resolution": maybe_named("resolutionId", end.ended_by), "entry": book.entry(end.index) })
}

fn duties(book: &Book<'_>, resolution: &str) -> Vec<Value> {
    let id = resolution.parse::<ResolutionId>().ok();
    let found = id.into_iter().flat_map(|id| book.state.duties_of(id));
    found.map(|it| values(DUTIES, book, it)).collect()
}

fn rules(book: &Book<'_>, resolution: &str) -> Vec<Value> {
    let id = resolution.parse::<ResolutionId>().ok();
    let found = id.into_iter().flat_map(|id| book.state.rules_of_resolution(id));
    found.map(|it| values(RULES, book, it)).collect()
}

/// Resolutions that laid something down.
fn having(book: &Book<'_>, has: impl Fn(ResolutionId) -> bool) -> Vec<String> {
    book.state.resolutions.keys().filter(|id| has(**id)).map(ToString::to_string).collect()
}

pub(super) fn sections() -> Vec<Section> {
    const BELOW: Listed = list_below("resolution", "resolutionId");
    vec![
        Section::of(("duties", "/standingDutyId"), DUTIES, duties)
            .below(BELOW, |book| having(book, |id| book.state.duties_of(id).next().is_some())),
        Section::of(("standingRules", "/standingRuleId"), RULES, rules)
            .below(BELOW, |book| having(book, |id| book.state.rules_of_resolution(id).next().is_some())),
    ]
}
