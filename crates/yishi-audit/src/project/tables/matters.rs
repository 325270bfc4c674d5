//! Matters: route, moves, hand-overs, evaluation, and whom they concern.

use super::{mediation, pages_below};
use crate::project::asks::{document, entry, member, place, rows};
use crate::project::table::{Row, Section, values};
use crate::project::value::{
    Book, all_named, count, document, maybe, maybe_document, maybe_member, maybe_moment, maybe_named, member,
    moment, named, text, total, word,
};
use serde_json::{Value, json};
use yishi_core::{CitedPlace, Concern, EscalationCause, Matter, MatterId, MemberId, Move, PartnerBook};

const ROUTE: &str = concat!(
    "route{rule{ruleId} charter{version} emergency{emergencyId} council{councilId} track \
facts{class{classId} places{councilId} affectedHouseholds cost urgency} ",
    entry!("entry"),
    "}"
);
const CONTEST: &str = concat!(
    "contest{signatures answerBy overdue upheld{hash} ",
    entry!("entry"),
    " ",
    entry!("upheldEntry"),
    "}"
);
const HAND_OVER: &str = concat!(
    "handOver{to{origin logVkey} council reason{hash} answerBy lapsed ",
    entry!("entry"),
    " ",
    place!("receipt"),
    " ",
    entry!("confirmed"),
    "}"
);
const RECEIVED: &str = concat!(
    "receivedFrom{book{origin logVkey} matterThere ",
    place!("place"),
    " by{memberId} ",
    entry!("entry"),
    "}"
);
const TEAMS: &str = concat!(
    "teams{team{teamId} leads reportBy overdue reportedBy{memberId} reportedAt ",
    entry!("called"),
    " ",
    entry!("report"),
    "}"
);

const MATTERS: &[Row<Matter>] = rows! { |book, it: Matter|
    Everybody "matterId" => text(it.id);
    Everybody document!("title") => document(it.title);
    Everybody "council{councilId level{levelId}}" => council(book, it);
    Everybody member!("screenedBy") => member(&it.screened_by);
    Everybody "stage" => word(it.stage);
    Everybody "closure" => it.closure.map_or(Value::Null, word);
    Everybody "round" => count(it.round);
    Everybody "decideBy" => moment(it.decide_by_ms);
    Everybody "overdue" => Value::from(it.overdue);
    Everybody "petitionSignatures" => count(it.petitioners.len());
    Everybody ROUTE => route(book, it);
    Everybody concat!("moves{from{councilId} to{councilId} cause ruleId reason{hash} ", entry!("entry"), "}") => {
        it.moves.iter().map(|step| moved(book, step)).collect()
    };
    Everybody HAND_OVER => hand_over(book, it);
    Everybody RECEIVED => received_from(book, it);
    Everybody CONTEST => it.contest.as_ref().map_or(Value::Null, |contest| json!({
        "signatures": count(contest.signers.len()),
        "answerBy": maybe_moment(contest.answer_by_ms),
        "overdue": contest.overdue,
        "upheld": maybe_document(contest.upheld),
        "entry": book.entry(contest.begun_at),
        "upheldEntry": book.maybe_entry(contest.upheld_at),
    }));
    Everybody mediation::HARD => it.hard.as_ref().map_or(Value::Null, |found| mediation::hard(book, found));
    Everybody mediation::MEDIATION => it.mediation.as_ref().map_or(Value::Null, |found| mediation::told(book, found));
    Readers mediation::SIDES => it.mediation.as_ref().map_or(Value::Null, |found| mediation::sides(book, found));
    Readers mediation::ATTENDED => it.mediation.as_ref().map_or(Value::Null, mediation::attended);
    Readers mediation::SIGNED => it.mediation.as_ref().map_or(Value::Null, |found| mediation::signed(book, found));
    Everybody concat!("guidance{member{memberId} document{hash} ", entry!("entry"), "}") => {
        let given = it.guidance.iter();
        given.map(|given| json!({ "member": member(&given.member), "document": document(given.document), "entry": book.entry(given.index) })).collect()
    };
    Everybody TEAMS => teams(book, it);
    Everybody "proposals{proposalId}" => all_named("proposalId", &it.proposals);
    Everybody "hearings{hearingId}" => all_named("hearingId", &it.hearings);
    Everybody "resolutions{resolutionId}" => all_named("resolutionId", &it.resolutions);
    Everybody "actions{actionId}" => all_named("actionId", &it.actions);
    Everybody concat!("evaluation{dueAt ratingsGiven satisfied result ", entry!("entry"), "}") => it.evaluation.as_ref().map_or(Value::Null, |evaluation| json!({
        "dueAt": moment(evaluation.due_at_ms),
        "ratingsGiven": count(evaluation.ratings.len()),
        "satisfied": count(evaluation.ratings.values().filter(|given| given.rating.is_satisfied()).count()),
        "result": evaluation.result.map_or(Value::Null, word),
        "entry": book.entry(evaluation.opened_at),
    }));
    Readers concat!("ratings:evaluation{ratings{member{memberId} rating ", entry!("entry"), "}}") => it.evaluation.as_ref().map_or(Value::Null, |evaluation| {
        let given = evaluation.ratings.iter();
        json!({ "ratings": given.map(|(by, given)| json!({ "member": member(by), "rating": given.rating.get(), "entry": book.entry(given.index) })).collect::<Value>() })
    });
    Everybody "cameFrom{matterId}" => all_named("matterId", &it.came_from);
    Everybody concat!("wentInto{matters{matterId} reason{hash} ", entry!("entry"), "}") => it.went_into.as_ref().map_or(Value::Null, |went| json!({
        "matters": all_named("matterId", &went.matters),
        "reason": document(went.reason),
        "entry": book.entry(went.index),
    }));
    Everybody "supporters" => count(book.state.concerned(&it.id).values().filter(|concern| concern.supports).count());
    Everybody "objectors" => count(book.state.concerned(&it.id).values().filter(|concern| concern.objects).count());
    Readers "concerned(first:1){totalCount}" => total(book.state.concerned(&it.id).len());
    Everybody "submissions(first:1){totalCount}" => total(book.state.lineage_submissions(&it.id).len());
    Everybody entry!("entry") => book.entry(it.opened_at);
    Everybody entry!("lastEntry") => book.entry(it.changed_at);
};

const CONCERNED: &[Row<(MemberId, Concern)>] = rows! { |book, it: (MemberId, Concern)|
    Everybody member!("member") => member(&it.0);
    Everybody "author" => Value::from(it.1.author);
    Everybody "supports" => Value::from(it.1.supports);
    Everybody "objects" => Value::from(it.1.objects);
    Everybody "petitions" => Value::from(it.1.petitions);
};

fn council(book: &Book<'_>, it: &Matter) -> Value {
    let version = book.state.charter();
    let mut councils = version.iter().flat_map(|version| &version.charter.councils);
    councils.find(|council| council.id == it.council).map_or(
        Value::Null,
        |council| json!({ "councilId": text(&council.id), "level": named("levelId", &council.level) }),
    )
}

fn route(book: &Book<'_>, it: &Matter) -> Value {
    let rerouted = |step: &&Move| matches!(step.cause, Some(EscalationCause::Rerouted { .. }));
    let routed_at = it.moves.iter().rev().find(rerouted).map_or(it.opened_at, |step| step.index);
    json!({
        "entry": book.entry(routed_at),
        "rule": named("ruleId", &it.route.rule),
        "charter": { "version": count(it.route.charter_version) },
        "emergency": maybe_named("emergencyId", it.route.emergency),
        "council": named("councilId", &it.route.council),
        "track": word(it.route.track),
        "facts": {
            "class": named("classId", &it.facts.class),
            "places": all_named("councilId", &it.facts.places),
            "affectedHouseholds": count(it.facts.affected_households),
            "cost": text(it.facts.cost_fen.0),
            "urgency": word(it.facts.urgency),
        },
    })
}

fn moved(book: &Book<'_>, step: &Move) -> Value {
    let (cause, rule, reason) = match &step.cause {
        Some(EscalationCause::Rule { rule }) => ("RULE", Some(rule), None),
        Some(EscalationCause::Referral { reason }) => ("REFERRAL", None, Some(*reason)),
        Some(EscalationCause::TakenUp { reason }) => ("TAKEN_UP", None, Some(*reason)),
        Some(EscalationCause::Rerouted { reason }) => ("REROUTED", None, Some(*reason)),
        Some(EscalationCause::Unsettled) => ("UNSETTLED", None, None),
        None => ("HANDED_DOWN", None, step.reason),
    };
    json!({
        "entry": book.entry(step.index),
        "from": book.council(&step.from),
        "to": book.council(&step.to),
        "cause": cause,
        "ruleId": maybe(rule),
        "reason": maybe_document(reason),
    })
}

/// Another book that decides too, or that a matter comes from or goes to.
pub(super) fn partner(book: &PartnerBook) -> Value {
    json!({ "origin": text(&book.origin), "logVkey": book.log_vkey })
}

fn cited(place: &CitedPlace) -> Value {
    json!({
        "index": text(place.index),
        "leafHash": text(place.leaf_hash),
        "size": text(place.size),
        "root": text(place.root),
    })
}

fn hand_over(book: &Book<'_>, it: &Matter) -> Value {
    it.hand_over().map_or(Value::Null, |found| {
        json!({
            "to": partner(&found.to),
            "council": text(&found.council),
            "reason": document(found.reason),
            "answerBy": moment(found.answer_by_ms),
            "lapsed": found.lapsed,
            "entry": book.entry(found.index),
            "receipt": found.receipt.as_ref().map_or(Value::Null, cited),
            "confirmed": book.maybe_entry(found.confirmed_at),
        })
    })
}

fn received_from(book: &Book<'_>, it: &Matter) -> Value {
    it.received_from.as_ref().map_or(Value::Null, |found| {
        json!({
            "book": partner(&found.from),
            "matterThere": text(found.matter_there),
            "place": cited(&found.place),
            "by": member(&found.by),
            "entry": book.entry(it.opened_at),
        })
    })
}

fn teams(book: &Book<'_>, it: &Matter) -> Value {
    let called = it.teams.called.iter();
    called
        .map(|(id, called)| {
            let report = called.report.as_ref();
            json!({
                "team": named("teamId", id),
                "leads": it.teams.lead.as_ref() == Some(id),
                "called": book.entry(called.called_at),
                "reportBy": moment(called.report_by_ms),
                "overdue": called.overdue,
                "reportedBy": maybe_member(report.map(|report| &report.member)),
                "reportedAt": maybe_moment(report.map(|report| report.at_ms)),
                "report": book.maybe_entry(report.map(|report| report.index)),
            })
        })
        .collect()
}

fn concerned(book: &Book<'_>, matter: &str) -> Vec<Value> {
    let Ok(id) = matter.parse::<MatterId>() else { return Vec::new() };
    book.state.concerned(&id).into_iter().map(|found| values(CONCERNED, book, &found)).collect()
}

pub(super) fn sections() -> Vec<Section> {
    let matters =
        |book: &Book<'_>, _: &str| book.state.matters.values().map(|it| values(MATTERS, book, it)).collect();
    let with_members = |book: &Book<'_>| {
        let found = book.state.matters.keys().filter(|id| !book.state.concerned(id).is_empty());
        found.map(ToString::to_string).collect()
    };
    vec![
        Section::of(("matters", "/matterId"), MATTERS, matters).paged_by(25),
        Section::of(("concerned", "/member/memberId"), CONCERNED, concerned)
            .below(pages_below("matter", "matterId"), with_members)
            .paged_by(100)
            .for_readers(),
    ]
}
