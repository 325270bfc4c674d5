//! Hearings: sessions, attendance, what was said, asked and ruled.

use super::pages_below;
use crate::project::asks::{document, entry, member, rows, words};
use crate::project::table::{Listed, Row, Section, values};
use crate::project::value::{
    Book, all_named, count, document, maybe_document, maybe_member, maybe_moment, maybe_named, member,
    members, moment, named, text, texts, total, word,
};
use serde_json::{Value, json};
use yishi_core::{
    Asked, Attended, Hearing, HearingId, HearingQuestion, HearingSession, MemberId, PointOfOrder, Statement,
    Turn,
};

const SESSIONS: &str = concat!(
    "sessions{openedAt endedAt reason{hash} attendance seatsPresent seatsHeld ",
    entry!("opened"),
    " ",
    entry!("ended"),
    "}"
);

const HEARINGS: &[Row<Hearing>] = rows! { |book, it: Hearing|
    Everybody "hearingId" => text(it.id);
    Everybody "matter{matterId}" => named("matterId", it.matter);
    Everybody "council{councilId}" => book.council(&it.council);
    Everybody "startsAt" => moment(it.starts_at_ms);
    Everybody document!("agenda") => document(it.agenda);
    Everybody "status" => word(it.status);
    Everybody "attendance" => count(it.present.len());
    Everybody "present(first:1){totalCount}" => total(it.present.len());
    Everybody "invited(first:1){totalCount}" => total(book.state.invited(it).len());
    Everybody "attendances(first:1){totalCount}" => total(it.attendance.len());
    Everybody "statements(first:1){totalCount}" => total(it.statements.len());
    Everybody "turns(first:1){totalCount}" => total(it.floor.turns.len());
    Everybody "points(first:1){totalCount}" => total(it.floor.points.len());
    Everybody "questions(first:1){totalCount}" => total(it.questions.len());
    Everybody "items{proposalId}" => all_named("proposalId", &it.items);
    Everybody SESSIONS => it.sessions.iter().map(|found| session(book, found)).collect();
    Everybody "waiting{memberId}" => members(it.floor.waiting.iter().map(|request| &request.member));
    Everybody member!("nextSpeaker") => maybe_member(book.state.next_speaker(it));
    Everybody words!("minutes") => book.maybe_words(it.minutes);
    Everybody entry!("entry") => book.entry(it.id.entry_index());
    Everybody entry!("lastEntry") => book.entry(it.changed_at);
};

const PRESENT: &[Row<MemberId>] = rows! { |book, it: MemberId|
    Everybody "memberId" => text(it);
};

const ATTENDANCES: &[Row<(MemberId, Attended)>] = rows! { |book, it: (MemberId, Attended)|
    Everybody member!("member") => member(&it.0);
    Everybody entry!("recorded") => book.maybe_entry(it.1.recorded);
    Everybody entry!("signed") => book.maybe_entry(it.1.signed);
};

const STATEMENTS: &[Row<Statement>] = rows! { |book, it: Statement|
    Everybody "statementId" => text(it.id);
    Everybody member!("member") => member(&it.member);
    Everybody words!("text") => book.words(it.text);
    Everybody "position" => it.position.map_or(Value::Null, word);
    Everybody "proposal{proposalId}" => maybe_named("proposalId", it.proposal);
    Everybody "benchIds" => texts(&it.benches);
    Everybody entry!("entry") => book.entry(it.id.entry_index());
};

const TURNS: &[Row<Turn>] = rows! { |book, it: Turn|
    Everybody entry!("given") => book.entry(it.given_at);
    Everybody entry!("asked") => book.entry(it.asked_at);
    Everybody member!("member") => member(&it.member);
    Everybody "beganAt" => moment(it.from_ms);
    Everybody "until" => moment(it.until_ms);
    Everybody "endedAt" => maybe_moment(it.ended_at_ms);
};

const POINTS: &[Row<PointOfOrder>] = rows! { |book, it: PointOfOrder|
    Everybody "pointId" => text(it.id);
    Everybody member!("member") => member(&it.member);
    Everybody words!("text") => book.words(it.text);
    Everybody "ruling" => it.ruled.as_ref().map_or(Value::Null, |ruled| word(ruled.ruling));
    Everybody member!("ruledBy") => maybe_member(it.ruled.as_ref().map(|ruled| &ruled.by));
    Everybody words!("reasons") => book.maybe_words(it.ruled.as_ref().map(|ruled| ruled.text));
    Everybody entry!("entry") => book.entry(it.id.entry_index());
};

const QUESTIONS: &[Row<HearingQuestion>] = rows! { |book, it: HearingQuestion|
    Everybody "questionId" => text(it.id);
    Everybody member!("member") => member(&it.member);
    Everybody "drafterOf{proposalId}" => match &it.to {
        Asked::Drafter { proposal } => named("proposalId", proposal),
        Asked::Chair | Asked::Bench { .. } => Value::Null,
    };
    Everybody "benchId" => match &it.to {
        Asked::Bench { bench } => text(bench),
        Asked::Chair | Asked::Drafter { .. } => Value::Null,
    };
    Everybody words!("text") => book.words(it.text);
    Everybody words!("answer") => book.maybe_words(it.answer.as_ref().map(|answer| answer.text));
    Everybody member!("answeredBy") => maybe_member(it.answer.as_ref().map(|answer| &answer.by));
    Everybody entry!("entry") => book.entry(it.id.entry_index());
    Everybody entry!("answered") => book.maybe_entry(it.answer.as_ref().map(|answer| answer.index));
};

fn session(book: &Book<'_>, session: &HearingSession) -> Value {
    let end = session.end.as_ref();
    let maybe_count = |number: Option<u64>| number.map_or(Value::Null, count);
    json!({
        "openedAt": moment(session.opened_at_ms),
        "opened": book.entry(session.opened_at),
        "endedAt": maybe_moment(end.map(|end| end.at_ms)),
        "ended": book.maybe_entry(end.map(|end| end.index)),
        "reason": maybe_document(end.and_then(|end| end.reason)),
        "attendance": end.map_or(Value::Null, |end| count(end.present.len())),
        "seatsPresent": maybe_count(end.map(|end| end.seats_present)),
        "seatsHeld": maybe_count(end.map(|end| end.seats_held)),
    })
}

fn hearing<'a>(book: &Book<'a>, id: &str) -> Option<&'a Hearing> {
    book.state.hearings.get(&id.parse::<HearingId>().ok()?).map(|found| &**found)
}

/// Hearings of which a list is not empty.
fn having(book: &Book<'_>, has: impl Fn(&Hearing) -> bool) -> Vec<String> {
    let found = book.state.hearings.values().filter(|it| has(it));
    found.map(|it| it.id.to_string()).collect()
}

pub(super) fn sections() -> Vec<Section> {
    const BELOW: Listed = pages_below("hearing", "hearingId");
    let hearings = |book: &Book<'_>, _: &str| {
        book.state.hearings.values().map(|it| values(HEARINGS, book, it)).collect()
    };
    let lists = [
        Section::of(("present", "/memberId"), PRESENT, |book, id| {
            let found = hearing(book, id).into_iter().flat_map(|it| &it.present);
            found.map(|it| values(PRESENT, book, it)).collect()
        })
        .below(BELOW, |book| having(book, |it| !it.present.is_empty())),
        Section::of(("invited", "/memberId"), PRESENT, |book, id| {
            let found = hearing(book, id).into_iter().flat_map(|it| book.state.invited(it));
            found.map(|it| values(PRESENT, book, &it)).collect()
        })
        .below(BELOW, |book| having(book, |it| !book.state.invited(it).is_empty())),
        Section::of(("attendances", "/member/memberId"), ATTENDANCES, |book, id| {
            let found = hearing(book, id).into_iter().flat_map(|it| it.attendance.clone());
            found.map(|it| values(ATTENDANCES, book, &it)).collect()
        })
        .below(BELOW, |book| having(book, |it| !it.attendance.is_empty())),
        Section::of(("statements", "/statementId"), STATEMENTS, |book, id| {
            let found = hearing(book, id).into_iter().flat_map(|it| &it.statements);
            found.map(|it| values(STATEMENTS, book, it)).collect()
        })
        .below(BELOW, |book| having(book, |it| !it.statements.is_empty())),
        Section::of(("turns", "/given/index"), TURNS, |book, id| {
            let found = hearing(book, id).into_iter().flat_map(|it| &it.floor.turns);
            found.map(|it| values(TURNS, book, it)).collect()
        })
        .below(BELOW, |book| having(book, |it| !it.floor.turns.is_empty())),
        Section::of(("points", "/pointId"), POINTS, |book, id| {
            let found = hearing(book, id).into_iter().flat_map(|it| &it.floor.points);
            found.map(|it| values(POINTS, book, it)).collect()
        })
        .below(BELOW, |book| having(book, |it| !it.floor.points.is_empty())),
        Section::of(("questions", "/questionId"), QUESTIONS, |book, id| {
            let found = hearing(book, id).into_iter().flat_map(|it| &it.questions);
            found.map(|it| values(QUESTIONS, book, it)).collect()
        })
        .below(BELOW, |book| having(book, |it| !it.questions.is_empty())),
    ];
    let hearings = Section::of(("hearings", "/hearingId"), HEARINGS, hearings).paged_by(25);
    std::iter::once(hearings).chain(lists.map(|list| list.paged_by(100))).collect()
}
