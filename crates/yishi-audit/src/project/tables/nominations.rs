//! Nominations: who stands, how they came to it, what screening found.

use super::pages_within;
use crate::project::asks::{document, entry, member, rows, words};
use crate::project::table::{Row, Section, values};
use crate::project::value::{
    Book, all_named, count, maybe_document, maybe_moment, member, moment, text, texts, total, word,
};
use serde_json::{Value, json};
use yishi_core::{
    CandidateFinding, Commitment, MemberId, Nomination, NominationPhase, NominationWay, ProposalId,
};

/// How what was found of a candidate is asked.
macro_rules! finding {
    ($field:literal) => {
        concat!($field, "{qualified facts by{memberId} ", words!("reason"), " ", entry!("entry"), "}")
    };
}

/// How the nominations of a proposal are asked.
pub(super) const PHASE: &str = concat!(
    "nominations{ruleId status closesAt acceptBy extended least joint screenBy screeningOverdue ballotPaper{nominationId} ",
    entry!("entries"),
    " candidates(first:1){totalCount}}"
);
const SCREENING: &str = concat!("screening{", finding!("finding"), " objectBy}");
const OBJECTION: &str = concat!(
    "objection{answerBy overdue ",
    words!("text"),
    " ",
    finding!("answer"),
    " ",
    entry!("entry"),
    "}"
);

const CANDIDATES: &[Row<Nomination>] = rows! { |book, it: Nomination|
    Everybody "nominationId" => text(it.id);
    Everybody "proposalId" => text(it.proposal);
    Everybody member!("member") => member(&it.member);
    Everybody "status" => book.state.candidacy_of(it).map_or(Value::Null, word);
    Everybody "kind" => text(match it.way {
        NominationWay::Own => "OWN",
        NominationWay::Joint => "JOINT",
        NominationWay::Seat { .. } => "SEAT",
    });
    Everybody member!("nominatedBy") => member(&it.by);
    Everybody "supporters" => count(it.supporters.len());
    Everybody "supportersNeeded" => count(it.supporters_needed);
    Everybody document!("statement") => maybe_document(it.accepted.as_ref().and_then(|accepted| accepted.statement));
    Everybody SCREENING => it.screening.as_ref().zip(it.screened_at).map_or(Value::Null, |(found, index)| json!({
        "finding": finding(book, (&found.by, &found.finding), found.reason, index),
        "objectBy": maybe_moment(found.object_by_ms),
    }));
    Everybody OBJECTION => it.objection.as_ref().map_or(Value::Null, |found| json!({
        "answerBy": moment(found.answer_by_ms),
        "overdue": found.overdue,
        "text": book.words(found.text),
        "answer": found.answer.as_ref().zip(found.answered_at).map_or(Value::Null, |(answer, index)| {
            finding(book, (&answer.by, &answer.finding), answer.text, index)
        }),
        "entry": book.entry(found.index),
    }));
    Everybody entry!("entry") => book.entry(it.id.entry_index());
    Everybody entry!("accepted") => book.maybe_entry(it.accepted.as_ref().map(|accepted| accepted.index));
    Everybody entry!("withdrawn") => book.maybe_entry(it.withdrawn_at);
};

fn finding(
    book: &Book<'_>,
    (by, found): (&MemberId, &CandidateFinding),
    reason: Commitment,
    index: u64,
) -> Value {
    let facts = match found {
        CandidateFinding::Qualified { facts } => texts(facts),
        CandidateFinding::Disqualified => json!([]),
    };
    json!({
        "qualified": matches!(found, CandidateFinding::Qualified { .. }),
        "facts": facts,
        "by": member(by),
        "reason": book.words(reason),
        "entry": book.entry(index),
    })
}

/// The nominations of a proposal, if there are any.
pub(super) fn phase(book: &Book<'_>, proposal: ProposalId) -> Value {
    book.state.nomination_phases.get(&proposal).map_or(Value::Null, |it| told(book, it))
}

fn told(book: &Book<'_>, it: &NominationPhase) -> Value {
    let paper = book.state.ballot_paper(it);
    json!({
        "ruleId": text(&it.rule),
        "status": word(it.status),
        "closesAt": moment(it.closes_at_ms),
        "acceptBy": moment(it.accept_by_ms),
        "extended": it.extended,
        "least": count(it.clause.least),
        "joint": it.clause.joint.map(count),
        "screenBy": maybe_moment(it.screen_by_ms),
        "screeningOverdue": it.screening_overdue,
        "ballotPaper": all_named("nominationId", paper.into_iter().map(|found| found.id)),
        "entries": it.opened_at.iter().map(|index| book.entry(*index)).collect::<Value>(),
        "candidates": total(book.state.nominations_on(it).count()),
    })
}

fn candidates(book: &Book<'_>, proposal: &str) -> Vec<Value> {
    let id = proposal.parse::<ProposalId>().ok();
    let phase = id.and_then(|id| book.state.nomination_phases.get(&id));
    let found = phase.into_iter().flat_map(|phase| book.state.nominations_on(phase));
    found.map(|it| values(CANDIDATES, book, it)).collect()
}

pub(super) fn sections() -> Vec<Section> {
    let nominating = |book: &Book<'_>| {
        let found = book.state.nomination_phases.values().filter(|it| !it.nominations.is_empty());
        found.map(|it| it.proposal.to_string()).collect()
    };
    vec![
        Section::of(("candidates", "/nominationId"), CANDIDATES, candidates)
            .below(pages_within("proposal", "proposalId", "nominations"), nominating)
            .paged_by(50),
    ]
}
