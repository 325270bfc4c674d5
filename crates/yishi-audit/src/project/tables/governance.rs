//! Notices, and emergencies.

use super::polls;
use crate::project::asks::{document, entry, member, offer, options, rows};
use crate::project::table::{Row, Section, values};
use crate::project::value::{
    Book, document, maybe, maybe_member, maybe_moment, maybe_named, member, moment, text,
};
use serde_json::{Value, json};
use yishi_core::{
    Emergency, EmergencyEnd, MatterId, Notice, NoticeSubject, PollId, ProposalId, ResolutionId,
};

const NOTICES: &[Row<Notice>] = rows! { |book, it: Notice|
    Everybody "noticeId" => text(it.id);
    Everybody "proposal{proposalId}" => maybe_named("proposalId", subject(it).0);
    Everybody "resolution{resolutionId}" => maybe_named("resolutionId", subject(it).1);
    Everybody "resultsOf{matterId}" => maybe_named("matterId", subject(it).2);
    Everybody "preliminaryOf{pollId}" => maybe_named("pollId", subject(it).3);
    Everybody concat!("vote{ruleId ruleDigest buildingId recall{memberId} budget ", options!("options"), "}") => {
        it.vote.as_ref().map_or(Value::Null, |vote| json!({
            "ruleId": text(&vote.rule),
            "ruleDigest": maybe(it.rule_digest),
            "buildingId": polls::building(&vote.scope),
            "options": vote.options.iter().map(polls::option).collect::<Value>(),
            "recall": maybe_member(vote.recall.as_ref()),
            "budget": maybe(vote.budget_fen.map(|budget| budget.0)),
        }))
    };
    Everybody document!("document") => document(it.document);
    Everybody "postedAt" => moment(it.posted_at_ms);
    Everybody "dueAt" => moment(it.due_at_ms);
    Everybody "ended" => Value::from(it.ended);
    Everybody entry!("entry") => book.entry(it.id.entry_index());
};

const EMERGENCIES: &[Row<Emergency>] = rows! { |book, it: Emergency|
    Everybody "emergencyId" => text(it.id);
    Everybody "rules{digest}" => json!({ "digest": text(it.rules.digest) });
    Everybody member!("declaredBy") => member(&it.declared_by);
    Everybody document!("reason") => document(it.reason);
    Everybody "declaredAt" => moment(it.declared_at_ms);
    Everybody "endsAt" => moment(it.ends_at_ms);
    Everybody document!("endReason") => match it.end.as_ref().map(|end| &end.how) {
        Some(EmergencyEnd::Ended { reason }) => document(*reason),
        Some(EmergencyEnd::Lapsed) | None => Value::Null,
    };
    Everybody "endedAt" => maybe_moment(it.end.as_ref().map(|end| end.at_ms));
    Everybody entry!("entry") => book.entry(it.id.entry_index());
    Everybody entry!("endEntry") => book.maybe_entry(it.end.as_ref().map(|end| end.index));
};

type Subject = (Option<ProposalId>, Option<ResolutionId>, Option<MatterId>, Option<PollId>);

const fn subject(notice: &Notice) -> Subject {
    match notice.subject {
        NoticeSubject::Proposal(id) => (Some(id), None, None, None),
        NoticeSubject::Resolution(id) => (None, Some(id), None, None),
        NoticeSubject::Results(id) => (None, None, Some(id), None),
        NoticeSubject::Preliminary(id) => (None, None, None, Some(id)),
    }
}

pub(super) fn sections() -> Vec<Section> {
    let notices =
        |book: &Book<'_>, _: &str| book.state.notices.values().map(|it| values(NOTICES, book, it)).collect();
    let emergencies = |book: &Book<'_>, _: &str| {
        book.state.emergencies.values().map(|it| values(EMERGENCIES, book, it)).collect()
    };
    vec![
        Section::of(("notices", "/noticeId"), NOTICES, notices),
        Section::of(("emergencies", "/emergencyId"), EMERGENCIES, emergencies),
    ]
}
