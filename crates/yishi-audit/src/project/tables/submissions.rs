//! Submissions one by one, who took which stance on them, and calls.

use super::pages_below;
use crate::project::asks::{document, entry, member, rows, words};
use crate::project::table::{Row, Section, values};
use crate::project::value::{
    Book, all_named, count, document, maybe_member, maybe_moment, maybe_named, member, moment, text, total,
    word,
};
use serde_json::{Value, json};
use yishi_core::{Asks, Call, HeldStance, MemberId, Submission, SubmissionId, SubmissionStatus};

const SUBMISSIONS: &[Row<Submission>] = rows! { |book, it: Submission|
    Everybody "submissionId" => text(it.id);
    Everybody member!("writer") => maybe_member(it.author.as_ref());
    Everybody "via" => it.via.map_or(Value::Null, word);
    Everybody member!("enteredBy") => maybe_member(it.entered_by.as_ref());
    Everybody "call{callId}" => maybe_named("callId", it.call);
    Everybody "channel" => word(it.channel);
    Everybody "custody" => book.custody(it.id.entry_index());
    Everybody "council{councilId}" => book.council(&it.council);
    Everybody words!("text") => book.words(it.text);
    Everybody "occurredAt" => moment(it.occurred_at_ms);
    Everybody "screenBy" => moment(it.screen_by_ms);
    Everybody "overdue" => Value::from(it.overdue);
    Everybody member!("screenedBy") => maybe_member(it.screened_by.as_ref());
    Everybody "status" => text(status(&it.status));
    Everybody "matters{matterId}" => match &it.status {
        SubmissionStatus::Accepted { matters } => all_named("matterId", matters),
        SubmissionStatus::Merged { into } => all_named("matterId", [into]),
        SubmissionStatus::Received | SubmissionStatus::Returned { .. } => json!([]),
    };
    Everybody "presentMatters{matterId}" => all_named("matterId", book.state.present_matters(it));
    Everybody words!("returnReason") => match it.status {
        SubmissionStatus::Returned { reason } => book.words(reason),
        SubmissionStatus::Received | SubmissionStatus::Accepted { .. } | SubmissionStatus::Merged { .. } => Value::Null,
    };
    Everybody "supports" => count(it.stance_counts.support);
    Everybody "objects" => count(it.stance_counts.object);
    Everybody "passes" => count(it.stance_counts.pass);
    Readers "stances(first:1){totalCount}" => total(it.stances.len());
    Everybody entry!("entry") => book.entry(it.id.entry_index());
    Everybody entry!("lastEntry") => book.entry(it.changed_at);
};

const STANCES: &[Row<(MemberId, HeldStance)>] = rows! { |book, it: (MemberId, HeldStance)|
    Everybody member!("member") => member(&it.0);
    Everybody "stance" => word(it.1.stance);
    Everybody entry!("entry") => book.entry(it.1.index);
};

const CALLS: &[Row<Call>] = rows! { |book, it: Call|
    Everybody "callId" => text(it.id);
    Everybody "council{councilId}" => book.council(&it.council);
    Everybody document!("title") => document(it.title);
    Everybody document!("text") => document(it.text);
    Everybody "asks" => text(match it.asks {
        Asks::Ideas => "IDEAS",
        Asks::Survey { .. } => "SURVEY",
    });
    Everybody "audience" => word(it.audience);
    Everybody "takesAnonymous" => Value::from(it.anonymous);
    Everybody member!("openedBy") => member(&it.opened_by);
    Everybody "closesAt" => moment(it.closes_at_ms);
    Everybody "status" => word(it.status);
    Everybody "received" => count(it.received());
    Everybody "questions{number options choice answered counts}" => questions(it);
    Everybody "submissions(first:1){totalCount}" => total(it.submissions.len());
    Everybody "answerBy" => maybe_moment(it.answer_by_ms);
    Everybody "overdue" => Value::from(it.overdue);
    Everybody words!("conclusion") => book.maybe_words(it.conclusion.as_ref().map(|said| said.text));
    Everybody member!("concludedBy") => maybe_member(it.conclusion.as_ref().map(|said| &said.by));
    Everybody entry!("entry") => book.entry(it.id.entry_index());
    Everybody entry!("closingEntry") => book.maybe_entry(it.closed_at);
    Everybody entry!("lastEntry") => book.entry(it.changed_at);
};

/// What a survey asks, and what came of it once it is closed.
fn questions(call: &Call) -> Value {
    let Asks::Survey { questions } = &call.asks else { return json!([]) };
    let mut results = call.results.iter();
    (1..)
        .zip(questions)
        .map(|(number, question): (u32, _)| {
            let result = results.next();
            json!({
                "number": count(number),
                "options": count(question.options),
                "choice": word(question.choice),
                "answered": result.map(|result| count(result.answered)),
                "counts": result.map(|result| result.options.iter().map(|named| count(*named)).collect::<Value>()),
            })
        })
        .collect()
}

const fn status(status: &SubmissionStatus) -> &'static str {
    match status {
        SubmissionStatus::Received => "RECEIVED",
        SubmissionStatus::Accepted { .. } => "ACCEPTED",
        SubmissionStatus::Returned { .. } => "RETURNED",
        SubmissionStatus::Merged { .. } => "MERGED",
    }
}

fn stances(book: &Book<'_>, submission: &str) -> Vec<Value> {
    let found = submission.parse::<SubmissionId>().ok().and_then(|id| book.state.submissions.get(&id));
    let held = found.iter().flat_map(|found| found.stances.iter());
    held.map(|(member, stance)| values(STANCES, book, &(member.clone(), *stance))).collect()
}

pub(super) fn sections() -> Vec<Section> {
    let submissions = |book: &Book<'_>, _: &str| {
        book.state.submissions.values().map(|it| values(SUBMISSIONS, book, it)).collect()
    };
    let discussed = |book: &Book<'_>| {
        let found = book.state.submissions.values().filter(|it| !it.stances.is_empty());
        found.map(|it| it.id.to_string()).collect()
    };
    let calls =
        |book: &Book<'_>, _: &str| book.state.calls.values().map(|it| values(CALLS, book, it)).collect();
    vec![
        Section::of(("submissions", "/submissionId"), SUBMISSIONS, submissions),
        Section::of(("stances", "/member/memberId"), STANCES, stances)
            .below(pages_below("submission", "submissionId"), discussed)
            .paged_by(100)
            .for_readers(),
        Section::of(("calls", "/callId"), CALLS, calls),
    ]
}
