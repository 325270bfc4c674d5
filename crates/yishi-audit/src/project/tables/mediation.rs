//! Parts of a matter: who stands for a hard one and answers for it, and the mediation of a dispute.

use crate::project::asks::{document, entry, words};
use crate::project::value::{
    Book, count, document, maybe, maybe_member, maybe_moment, member, members, moment, named, put, text, word,
};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use yishi_core::{
    DisputeSide, HardMatter, Mediation, MediationSession, MemberId, OwedAnswer, ReferredTo, SessionOutcome,
    SideOfDispute, Solver,
};

pub(super) const HARD: &str = concat!(
    "hard{sponsor{memberId} council{councilId} team{teamId} benchId ",
    document!("question"),
    " answerBy named answers{member{memberId} overdue answeredAt ",
    words!("text"),
    " ",
    entry!("entry"),
    "} ",
    entry!("entry"),
    "}"
);
pub(super) const MEDIATION: &str = concat!(
    "mediation{open allAgreed mediators{member{memberId} ",
    entry!("entry"),
    "} nameMediatorsBy namingOverdue sessions{startsAt calledBy{memberId} held ",
    words!("note"),
    " ",
    entry!("entry"),
    " ",
    entry!("closedEntry"),
    "} agreement{commitment performance inForceSince confirmBy ",
    entry!("entry"),
    " ",
    entry!("inForceEntry"),
    "} referral{reason council{councilId} body referredAt ",
    entry!("entry"),
    "} ",
    entry!("entry"),
    "}"
);
pub(super) const SIDES: &str = concat!(
    "mediationSides:mediation{sides{number members{memberId} benchId council{councilId} agreed challenged{memberId} consents{member{memberId} ",
    entry!("entry"),
    "} ",
    entry!("challengeEntry"),
    "}}"
);
pub(super) const ATTENDED: &str = "mediationAttended:mediation{sessions{attended{memberId}}}";
pub(super) const SIGNED: &str = concat!(
    "mediationSigned:mediation{agreement{signatures{member{memberId} side signedAt ",
    entry!("entry"),
    "}}}"
);

/// Who stands for a hard matter, who solves it, who owes an answer.
pub(super) fn hard(book: &Book<'_>, it: &HardMatter) -> Value {
    let (council, team, bench) = match &it.solver {
        Solver::Council { council } => (book.council(council), Value::Null, Value::Null),
        Solver::Team { team } => (Value::Null, named("teamId", team), Value::Null),
        Solver::Bench { bench } => (Value::Null, Value::Null, text(bench)),
    };
    let answer = |(by, owed): (&MemberId, &OwedAnswer)| {
        let given = owed.given.as_ref();
        json!({
            "member": member(by),
            "overdue": owed.overdue,
            "text": book.maybe_words(given.map(|given| given.text)),
            "answeredAt": maybe_moment(given.map(|given| given.at_ms)),
            "entry": book.maybe_entry(given.map(|given| given.index)),
        })
    };
    json!({
        "sponsor": member(&it.sponsor),
        "council": council,
        "team": team,
        "benchId": bench,
        "question": document(it.question),
        "answerBy": moment(it.answer_by_ms),
        "named": count(it.named),
        "answers": it.answers.iter().map(answer).collect::<Value>(),
        "entry": book.entry(it.named_at),
    })
}

/// What everybody may read of a mediation.
pub(super) fn told(book: &Book<'_>, it: &Mediation) -> Value {
    let agreement = it.settlement.as_ref().map_or(Value::Null, |found| {
        let in_force = found.in_force;
        json!({
            "commitment": text(found.text),
            "performance": word(found.performance),
            "inForceSince": maybe_moment(in_force.map(|it| it.at_ms)),
            "confirmBy": maybe_moment(in_force.map(|it| it.confirm_by_ms)),
            "entry": book.entry(found.proposed_at),
            "inForceEntry": book.maybe_entry(in_force.map(|it| it.index)),
        })
    });
    let referral = it.referral.as_ref().map_or(Value::Null, |found| {
        let (council, body) = match &found.referred {
            ReferredTo::Council { council, .. } => (book.council(council), None),
            ReferredTo::Outside { body } => (Value::Null, Some(body)),
        };
        json!({
            "reason": word(found.reason),
            "council": council,
            "body": maybe(body),
            "referredAt": moment(found.at_ms),
            "entry": book.entry(found.index),
        })
    });
    json!({
        "open": it.is_open(),
        "allAgreed": it.all_agreed(),
        "mediators": entered(book, &it.mediators),
        "nameMediatorsBy": maybe_moment(it.naming.map(|naming| naming.due_at_ms)),
        "namingOverdue": it.naming_overdue,
        "sessions": it.sessions.iter().map(|found| session(book, found)).collect::<Value>(),
        "agreement": agreement,
        "referral": referral,
        "entry": book.maybe_entry(it.opened_at),
    })
}

/// Members, each with the entry that makes them what they are here.
fn entered(book: &Book<'_>, members: &BTreeMap<MemberId, u64>) -> Value {
    members.iter().map(|(id, index)| json!({ "member": member(id), "entry": book.entry(*index) })).collect()
}

/// A session; its place is told to those only who meet there.
fn session(book: &Book<'_>, it: &MediationSession) -> Value {
    let closed = it.closed.as_ref();
    json!({
        "startsAt": moment(it.starts_at_ms),
        "calledBy": member(&it.called_by),
        "held": closed.map(|closed| matches!(closed.outcome, SessionOutcome::Held { .. })),
        "note": book.maybe_words(closed.and_then(|closed| closed.note)),
        "entry": book.entry(it.called_at),
        "closedEntry": book.maybe_entry(closed.map(|closed| closed.index)),
    })
}

/// Who the sides are.
pub(super) fn sides(book: &Book<'_>, it: &Mediation) -> Value {
    json!({ "sides": it.sides.iter().map(|found| side(book, found)).collect::<Value>() })
}

fn side(book: &Book<'_>, it: &SideOfDispute) -> Value {
    let (people, bench, council) = match &it.side {
        DisputeSide::Members { members: people } => (members(people), Value::Null, Value::Null),
        DisputeSide::Bench { council, bench } => (json!([]), text(bench), book.council(council)),
    };
    json!({
        "number": count(it.number),
        "members": people,
        "benchId": bench,
        "council": council,
        "agreed": it.has_agreed(),
        "consents": entered(book, &it.consents),
        "challenged": maybe_member(it.challenge.as_ref().map(|challenge| &challenge.mediator)),
        "challengeEntry": book.maybe_entry(it.challenge.as_ref().map(|challenge| challenge.index)),
    })
}

/// Who came to each session.
pub(super) fn attended(it: &Mediation) -> Value {
    let came =
        it.sessions.iter().map(|session| match session.closed.as_ref().map(|closed| &closed.outcome) {
            Some(SessionOutcome::Held { attended }) => json!({ "attended": members(attended) }),
            Some(SessionOutcome::NotHeld) | None => json!({ "attended": null }),
        });
    json!({ "sessions": came.collect::<Value>() })
}

/// Who signed the agreement.
pub(super) fn signed(book: &Book<'_>, it: &Mediation) -> Value {
    let mut told = json!({ "agreement": null });
    if let Some(found) = &it.settlement {
        let signature = |(by, signature): (&MemberId, &yishi_core::SettlementSignature)| {
            json!({
                "member": member(by),
                "side": signature.side.map(count),
                "signedAt": moment(signature.at_ms),
                "entry": book.entry(signature.index),
            })
        };
        let signatures: Value = found.signatures.iter().map(signature).collect();
        put(&mut told, "agreement", json!({ "signatures": signatures }));
    }
    told
}
