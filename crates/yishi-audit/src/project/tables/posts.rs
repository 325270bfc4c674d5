//! Posts of councils: who holds them, what was done and missed, and the rota.

use super::{list_below, pages_below};
use crate::project::asks::{entry, member, rows, words};
use crate::project::table::{Row, Section, values};
use crate::project::value::{
    Book, all_named, count, maybe, maybe_named, member, moment, named, text, texts, total, word,
};
use serde_json::{Value, json};
use yishi_core::{
    CouncilId, DutyRecord, MemberId, PostClause, Posting, PostingId, RunningDuty, Shift, ShiftStatus,
};

const POST: &str = "post{postId name level{levelId} holdersAtMost duties{dutyId name every covers}}";

const POSTS: &[Row<(CouncilId, PostClause)>] = rows! { |book, it: (CouncilId, PostClause)|
    Everybody POST => post(&it.1);
    Everybody "holders{postingId}" => all_named("postingId", book.state.posts.holders(&it.0, &it.1.id));
    Everybody "rota(first:1){totalCount}" => {
        total(book.state.posts.rota.get(&(it.0.clone(), it.1.id.clone())).map_or(0, |shifts| shifts.len()))
    };
};

const POSTINGS: &[Row<Posting>] = rows! { |book, it: Posting|
    Everybody "postingId" => text(it.id);
    Everybody "council{councilId}" => book.council(&it.held.council);
    Everybody "post{postId}" => maybe_named("postId", clause(book, it).map(|clause| &clause.id));
    Everybody member!("member") => member(&it.held.member);
    Everybody "buildingIds" => texts(&it.buildings);
    Everybody "assignedAt" => moment(it.assigned_at_ms);
    Everybody "duties{dutyId name every covers window windowBeginsAt windowEndsAt buildingIdsSeen done missed}" => {
        it.duties.iter().map(|found| duty(book, it, found)).collect()
    };
    Everybody "records(first:1){totalCount}" => total(it.records.len());
    Everybody "shifts(first:1){totalCount}" => total(it.shifts.len());
    Everybody "shiftsAttended" => shifts_that(book, it, ShiftStatus::Attended);
    Everybody "shiftsMissed" => shifts_that(book, it, ShiftStatus::Missed);
    Everybody entry!("entry") => book.entry(it.id.entry_index());
    Everybody entry!("endedBy") => book.maybe_entry(it.ended_at);
    Everybody "reason" => maybe(it.reason.as_ref());
};

const RECORDS: &[Row<DutyRecord>] = rows! { |book, it: DutyRecord|
    Everybody "dutyId" => text(&it.duty);
    Everybody "window" => count(it.window);
    Everybody "outcome" => word(it.outcome);
    Everybody "buildingIds" => texts(&it.buildings);
    Everybody words!("words") => book.maybe_words(it.text);
    Everybody entry!("entry") => book.entry(it.entry);
};

const SHIFTS: &[Row<Shift>] = rows! { |book, it: Shift|
    Everybody "shiftId" => text(it.id);
    Everybody "posting{postingId}" => named("postingId", it.posting);
    Everybody member!("member") => member(&it.member);
    Everybody "from" => moment(it.from_ms);
    Everybody "to" => moment(it.to_ms);
    Everybody "status" => word(it.status);
    Everybody entry!("entry") => book.entry(it.id.entry_index());
    Everybody entry!("lastEntry") => book.entry(it.changed_at);
};

fn post(clause: &PostClause) -> Value {
    let duties = clause.duties.iter().map(|duty| {
        json!({
            "dutyId": text(&duty.id),
            "name": duty.name,
            "every": text(duty.every),
            "covers": word(duty.covers),
        })
    });
    json!({
        "postId": text(&clause.id),
        "name": clause.name,
        "level": named("levelId", &clause.level),
        "holdersAtMost": count(clause.holders),
        "duties": duties.collect::<Value>(),
    })
}

/// The kind of post in the charter in force.
fn clause<'a>(book: &Book<'a>, posting: &Posting) -> Option<&'a PostClause> {
    book.state.charter()?.charter.posts.iter().find(|post| post.id == posting.held.post)
}

fn duty(book: &Book<'_>, posting: &Posting, duty: &RunningDuty) -> Value {
    let clause = clause(book, posting).and_then(|post| post.duties.iter().find(|found| found.id == duty.id));
    json!({
        "dutyId": text(&duty.id),
        "name": maybe(clause.map(|clause| &clause.name)),
        "every": text(duty.every),
        "covers": word(duty.covers),
        "window": count(duty.window),
        "windowBeginsAt": moment(duty.begins_at_ms),
        "windowEndsAt": moment(duty.ends_at_ms),
        "buildingIdsSeen": texts(&duty.seen),
        "done": count(duty.done),
        "missed": count(duty.missed),
    })
}

fn shifts_that(book: &Book<'_>, posting: &Posting, status: ShiftStatus) -> Value {
    let mine = posting.shifts.iter().filter_map(|id| book.state.posts.shifts.get(id));
    count(mine.filter(|shift| shift.status == status).count())
}

fn posting<'a>(book: &Book<'a>, id: &str) -> Option<&'a Posting> {
    book.state.posts.postings.get(&id.parse::<PostingId>().ok()?).map(|found| &**found)
}

fn posts(book: &Book<'_>, council: &str) -> Vec<Value> {
    let (Some(version), Ok(council)) = (book.state.charter(), council.parse::<CouncilId>()) else {
        return Vec::new();
    };
    let posts = version.charter.posts_of(&council);
    posts.map(|found| values(POSTS, book, &(council.clone(), found.clone()))).collect()
}

fn postings(book: &Book<'_>, member: &str) -> Vec<Value> {
    let held = member.parse::<MemberId>().ok().and_then(|id| book.state.posts.of_member.get(&id));
    let found = held.into_iter().flatten().filter_map(|id| book.state.posts.postings.get(id));
    found.map(|it| values(POSTINGS, book, it)).collect()
}

fn records(book: &Book<'_>, id: &str) -> Vec<Value> {
    let found = posting(book, id).into_iter().flat_map(|it| &it.records);
    found.map(|it| values(RECORDS, book, it)).collect()
}

fn shifts(book: &Book<'_>, id: &str) -> Vec<Value> {
    let planned = posting(book, id).into_iter().flat_map(|it| &it.shifts);
    let found = planned.filter_map(|id| book.state.posts.shifts.get(id));
    found.map(|it| values(SHIFTS, book, it)).collect()
}

/// Councils to which the charter in force gives posts.
fn councils(book: &Book<'_>) -> Vec<String> {
    let Some(version) = book.state.charter() else { return Vec::new() };
    let all = version.charter.councils.iter();
    let with_posts = all.filter(|council| version.charter.posts_of(&council.id).next().is_some());
    with_posts.map(|council| council.id.to_string()).collect()
}

/// Postings of which there is something to list.
fn having(book: &Book<'_>, has: impl Fn(&Posting) -> bool) -> Vec<String> {
    let found = book.state.posts.postings.values().filter(|it| has(it));
    found.map(|it| it.id.to_string()).collect()
}

pub(super) fn sections() -> Vec<Section> {
    let holders =
        |book: &Book<'_>| book.state.posts.of_member.keys().map(ToString::to_string).collect::<Vec<_>>();
    vec![
        Section::of(("posts", "/post/postId"), POSTS, posts)
            .below(list_below("council", "councilId"), councils),
        Section::of(("postings", "/postingId"), POSTINGS, postings)
            .called("posts")
            .below(list_below("member", "memberId"), holders),
        Section::of(("records", "/dutyId&/entry/index"), RECORDS, records)
            .below(pages_below("posting", "postingId"), |book| having(book, |it| !it.records.is_empty()))
            .paged_by(100),
        Section::of(("shifts", "/shiftId"), SHIFTS, shifts)
            .below(pages_below("posting", "postingId"), |book| having(book, |it| !it.shifts.is_empty()))
            .paged_by(100),
    ]
}
