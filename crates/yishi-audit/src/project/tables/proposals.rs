//! Proposals with their versions, effects and steps; objections and amendments with their answers.

use super::{list_below, matters::partner, money, nominations, pages_below, standing};
use crate::project::asks::{document, duty_terms, entry, member, rows, rule_terms, words};
use crate::project::table::{Row, Section, values};
use crate::project::value::{
    Book, all_named, count, document, maybe_document, maybe_moment, member, moment, named, text, total, word,
};
use serde_json::{Value, json};
use yishi_core::{
    Amendment, AmendmentStatus, Answer, Effects, MatterId, Objection, ParagraphEdit, Proposal, ProposalId,
    Revision, StepPassed,
};

const EFFECTS: &str = concat!(
    "effects{compact{name inForceFrom endsAt supersedes{compactId}} costs{total by payWithin collector{memberId}} \
former{price{amount per} units} partners{origin logVkey} ",
    duty_terms!("duties"),
    " ",
    rule_terms!("rules"),
    " endsDuties{standingDutyId} endsRules{standingRuleId} ",
    entry!("entry"),
    "}"
);
/// How an answer is asked.
pub(super) const ANSWER: &str = concat!("answer{by{memberId} ", words!("text"), " ", entry!("entry"), "}");

const PROPOSALS: &[Row<Proposal>] = rows! { |book, it: Proposal|
    Everybody "proposalId" => text(it.id);
    Everybody "matter{matterId}" => named("matterId", it.matter);
    Everybody "council{councilId}" => book.council(&it.council);
    Everybody member!("draftedBy") => member(&it.drafted_by);
    Everybody "status" => word(it.status);
    Everybody concat!("present{number document{hash} ", entry!("entry"), "}") => {
        it.revisions.last().map_or(Value::Null, |last| revision(book, last))
    };
    Everybody concat!("revisions{number document{hash} ", entry!("entry"), "}") => {
        it.revisions.iter().map(|each| revision(book, each)).collect()
    };
    Everybody EFFECTS => it.present_effects().map_or(Value::Null, |found| effects(book, found));
    Everybody "support{confirmed toConfirm}" => json!({
        "confirmed": count(book.state.supporters(it).count()),
        "toConfirm": count(book.state.supporters_to_confirm(it).count()),
    });
    Everybody nominations::PHASE => nominations::phase(book, it.id);
    Everybody "openAmendments" => count(book.state.open_amendments(it).count());
    Everybody "amendments(first:1){totalCount}" => total(book.state.amendments_of(it).count());
    Everybody "unansweredObjections" => count(objections_of(book, it).filter(|found| found.answer.is_none()).count());
    Everybody "objections(first:1){totalCount}" => total(objections_of(book, it).count());
    Everybody "notices{noticeId}" => all_named("noticeId", &it.notices);
    Everybody "steps{ruleId poll{pollId} document{hash}}" => it.steps.iter().map(step).collect();
    Everybody "polls{pollId}" => all_named("pollId", &it.polls);
    Everybody entry!("entry") => book.entry(it.id.entry_index());
    Everybody entry!("lastEntry") => book.entry(it.changed_at);
};

const OBJECTIONS: &[Row<Objection>] = rows! { |book, it: Objection|
    Everybody "objectionId" => text(it.id);
    Everybody "proposal{proposalId}" => named("proposalId", it.proposal);
    Everybody "revision" => count(it.revision);
    Everybody member!("member") => member(&it.member);
    Everybody words!("text") => book.words(it.text);
    Everybody ANSWER => answer(book, it.answer.as_ref());
    Everybody entry!("entry") => book.entry(it.id.entry_index());
};

const AMENDMENTS: &[Row<Amendment>] = rows! { |book, it: Amendment|
    Everybody "amendmentId" => text(it.id);
    Everybody "proposal{proposalId}" => named("proposalId", it.proposal);
    Everybody member!("author") => member(&it.author);
    Everybody "proposedFor" => count(it.proposed_for);
    Everybody "revision{number}" => json!({ "number": count(it.revision) });
    Everybody "settledBy{number}" => match it.status {
        AmendmentStatus::Accepted { revision, .. } | AmendmentStatus::Overtaken { revision, .. } => {
            json!({ "number": count(revision) })
        }
        AmendmentStatus::Open
        | AmendmentStatus::Rejected { .. }
        | AmendmentStatus::Withdrawn { .. }
        | AmendmentStatus::Lapsed { .. } => Value::Null,
    };
    Everybody "rivals(first:1){totalCount}" => total(book.state.rivals_of(it).count());
    Everybody "change" => text(match it.edit {
        ParagraphEdit::Replace { .. } => "REPLACE",
        ParagraphEdit::Delete { .. } => "DELETE",
        ParagraphEdit::Insert { .. } => "INSERT",
    });
    Everybody "firstParagraph" => count(it.edit.first());
    Everybody "lastParagraph" => count(it.edit.last());
    Everybody document!("wording") => maybe_document(it.edit.wording());
    Everybody words!("reason") => book.words(it.reason);
    Everybody "status" => text(amendment_status(&it.status));
    Everybody ANSWER => match &it.status {
        AmendmentStatus::Rejected { answer: given } => answer(book, Some(given)),
        AmendmentStatus::Open
        | AmendmentStatus::Accepted { .. }
        | AmendmentStatus::Withdrawn { .. }
        | AmendmentStatus::Overtaken { .. }
        | AmendmentStatus::Lapsed { .. } => Value::Null,
    };
    Everybody member!("acceptedBy") => match &it.status {
        AmendmentStatus::Accepted { by, .. } => member(by),
        AmendmentStatus::Open
        | AmendmentStatus::Rejected { .. }
        | AmendmentStatus::Withdrawn { .. }
        | AmendmentStatus::Overtaken { .. }
        | AmendmentStatus::Lapsed { .. } => Value::Null,
    };
    Everybody "answerBy" => maybe_moment(it.answer_by_ms);
    Everybody "overdue" => Value::from(it.overdue);
    Everybody entry!("entry") => book.entry(it.id.entry_index());
    Everybody entry!("lastEntry") => book.entry(it.changed_at);
};

const fn amendment_status(status: &AmendmentStatus) -> &'static str {
    match status {
        AmendmentStatus::Open => "OPEN",
        AmendmentStatus::Accepted { .. } => "ACCEPTED",
        AmendmentStatus::Rejected { .. } => "REJECTED",
        AmendmentStatus::Withdrawn { .. } => "WITHDRAWN",
        AmendmentStatus::Overtaken { .. } => "OVERTAKEN",
        AmendmentStatus::Lapsed { .. } => "LAPSED",
    }
}

fn revision(book: &Book<'_>, revision: &Revision) -> Value {
    json!({
        "number": count(revision.number),
        "document": document(revision.document),
        "entry": book.entry(revision.index),
    })
}

fn step(step: &StepPassed) -> Value {
    json!({
        "ruleId": text(&step.rule),
        "poll": named("pollId", step.poll),
        "document": document(step.document),
    })
}

fn effects(book: &Book<'_>, effects: &Effects) -> Value {
    let compact = effects.compact.as_ref().map_or(Value::Null, |terms| {
        json!({
            "name": terms.name,
            "inForceFrom": moment(terms.in_force_from_ms),
            "endsAt": maybe_moment(terms.ends_at_ms),
            "supersedes": all_named("compactId", &terms.supersedes),
        })
    });
    let former = effects.former.as_ref().map_or(
        Value::Null,
        |former| json!({ "price": money::price(&former.price), "units": text(former.units) }),
    );
    let laid_down = effects.standing.iter();
    json!({
        "compact": compact,
        "costs": effects.costs.as_ref().map_or(Value::Null, money::terms),
        "former": former,
        "partners": effects.partners.iter().map(partner).collect::<Value>(),
        "duties": laid_down.clone().flat_map(|it| &it.duties).map(|terms| standing::duty_terms(book, terms)).collect::<Value>(),
        "rules": laid_down.clone().flat_map(|it| &it.rules).map(|terms| standing::rule_terms(book, terms)).collect::<Value>(),
        "endsDuties": all_named("standingDutyId", laid_down.clone().flat_map(|it| &it.ends_duties)),
        "endsRules": all_named("standingRuleId", laid_down.flat_map(|it| &it.ends_rules)),
        "entry": book.entry(effects.index),
    })
}

/// What was answered, if anything.
pub(super) fn answer(book: &Book<'_>, answer: Option<&Answer>) -> Value {
    answer.map_or(Value::Null, |answer| {
        json!({ "by": member(&answer.by), "text": book.words(answer.text), "entry": book.entry(answer.index) })
    })
}

fn objections_of<'a>(book: &Book<'a>, it: &'a Proposal) -> impl Iterator<Item = &'a Objection> {
    let all = &book.state.objections;
    it.objections.iter().filter_map(|id| all.get(id).map(|found| &**found))
}

fn proposal<'a>(book: &Book<'a>, id: &str) -> Option<&'a Proposal> {
    book.state.proposals.get(&id.parse::<ProposalId>().ok()?).map(|found| &**found)
}

fn proposals(book: &Book<'_>, matter: &str) -> Vec<Value> {
    let found = matter.parse::<MatterId>().ok().and_then(|id| book.state.matters.get(&id));
    let ids = found.iter().flat_map(|matter| &matter.proposals);
    let found = ids.filter_map(|id| book.state.proposals.get(id));
    found.map(|it| values(PROPOSALS, book, it)).collect()
}

fn objections(book: &Book<'_>, id: &str) -> Vec<Value> {
    let found = proposal(book, id);
    found.iter().flat_map(|it| objections_of(book, it)).map(|it| values(OBJECTIONS, book, it)).collect()
}

fn amendments(book: &Book<'_>, id: &str) -> Vec<Value> {
    let found = proposal(book, id);
    let all = found.iter().flat_map(|it| book.state.amendments_of(it));
    all.map(|it| values(AMENDMENTS, book, it)).collect()
}

pub(super) fn sections() -> Vec<Section> {
    let matters = |book: &Book<'_>| {
        let found = book.state.matters.values().filter(|matter| !matter.proposals.is_empty());
        found.map(|matter| matter.id.to_string()).collect()
    };
    let objected = |book: &Book<'_>| {
        let found = book.state.proposals.values().filter(|it| !it.objections.is_empty());
        found.map(|it| it.id.to_string()).collect()
    };
    let amended = |book: &Book<'_>| {
        let found = book.state.proposals.values().filter(|it| !it.amendments.is_empty());
        found.map(|it| it.id.to_string()).collect()
    };
    vec![
        Section::of(("proposals", "/proposalId"), PROPOSALS, proposals)
            .below(list_below("matter", "matterId"), matters),
        Section::of(("objections", "/objectionId"), OBJECTIONS, objections)
            .below(pages_below("proposal", "proposalId"), objected)
            .paged_by(100),
        Section::of(("amendments", "/amendmentId"), AMENDMENTS, amendments)
            .below(pages_below("proposal", "proposalId"), amended)
            .paged_by(100),
    ]
}
