//! Resolutions with what they brought about, and the work that follows.

use super::pages_below;
use crate::project::asks::{document, entry, member, rows};
use crate::project::table::{Row, Section, values};
use crate::project::value::{
    Book, all_named, count, document, maybe, maybe_document, maybe_member, maybe_moment, maybe_named, member,
    members, moment, named, page_of, text, total, word,
};
use serde_json::{Value, json};
use yishi_core::{
    Action, AlternateList, Compact, ElectionCertified, Finding, Ground, Resolution, ResolutionId, Ruling,
    RulingCheck,
};

const ELECTION: &str = concat!(
    "election{council{councilId} seatId elected{memberId} termEndsAt vacant alternates{resolutionId until ",
    entry!("entry"),
    " ",
    entry!("exhausted"),
    " endedBecause ",
    entry!("ended"),
    " members{order member{memberId} status inPlaceOf{memberId} acceptBy ",
    entry!("called"),
    " ",
    entry!("passedOver"),
    " ",
    entry!("settled"),
    "}}}"
);
const RULINGS: &str = concat!(
    "rulings{authority reference document{hash} finding seats corrected{hash} pending checkedBy{memberId} refusedBecause \
by{memberId} recordedAt ",
    entry!("checked"),
    " ",
    entry!("holdsSince"),
    " ",
    entry!("entry"),
    "}"
);

const RESOLUTIONS: &[Row<Resolution>] = rows! { |book, it: Resolution|
    Everybody "resolutionId" => text(it.id);
    Everybody "matter{matterId}" => named("matterId", it.matter);
    Everybody "poll{pollId}" => named("pollId", it.poll);
    Everybody "council{councilId}" => book.council(&it.council);
    Everybody document!("document") => document(it.document);
    Everybody document!("presentDocument") => document(it.text());
    Everybody "ruleDigest" => text(it.rule_digest);
    Everybody "rollRoot" => text(it.roll_root);
    Everybody "tallyDigest" => text(it.tally_digest);
    Everybody "outcomeDigest" => maybe(it.outcome_digest);
    Everybody "compact{compactId}" => maybe_named("compactId", book.state.compact_of(it.id).map(|found| found.id));
    Everybody "costs{costSharingId}" => maybe_named("costSharingId", book.state.costs_of(it.id).map(|found| found.id));
    Everybody "duties{standingDutyId}" => all_named("standingDutyId", book.state.duties_of(it.id).map(|found| found.id));
    Everybody "standingRules{standingRuleId}" => {
        all_named("standingRuleId", book.state.rules_of_resolution(it.id).map(|found| found.id))
    };
    Everybody ELECTION => it.election.as_ref().map_or(Value::Null, |found| election(book, it, found));
    Everybody member!("certifiedBy") => member(&it.certified_by);
    Everybody "certifiedAt" => moment(it.certified_at_ms);
    Everybody "emergency{emergencyId}" => maybe_named("emergencyId", it.emergency);
    Everybody "actBy" => maybe_moment(it.act_by_ms);
    Everybody "overdue" => Value::from(it.overdue);
    Everybody "notice{noticeId}" => named("noticeId", it.notice);
    Everybody "fileBy" => maybe_moment(it.file_by_ms);
    Everybody "filingOverdue" => Value::from(it.filing_overdue);
    Everybody concat!("filing{with reference by{memberId} ", entry!("entry"), "}") => it.filing.as_ref().map_or(Value::Null, |filing| json!({
        "with": filing.with,
        "reference": filing.reference,
        "by": member(&filing.by),
        "entry": book.entry(filing.index),
    }));
    Everybody "challengeUntil" => maybe_moment(it.challenge_until_ms);
    Everybody entry!("revoked") => book.maybe_entry(it.revoked_at());
    Everybody RULINGS => it.rulings.iter().map(|found| ruling(book, found)).collect();
    Everybody "restingOnIt(first:1){totalCount}" => total(book.state.resting_on(it).len());
    Everybody entry!("entry") => book.entry(it.index);
};

const GROUNDS: &[Row<Ground>] = rows! { |book, it: Ground|
    Everybody "kind" => word(it.kind);
    Everybody entry!("entry") => book.entry(it.index);
};

const ACTIONS: &[Row<Action>] = rows! { |book, it: Action|
    Everybody "actionId" => text(it.id);
    Everybody "matter{matterId}" => named("matterId", it.matter);
    Everybody "round" => count(it.round);
    Everybody member!("assignee") => member(&it.assignee);
    Everybody member!("assignedBy") => member(&it.assigned_by);
    Everybody document!("document") => document(it.document);
    Everybody "dueAt" => moment(it.due_at_ms);
    Everybody "overdue" => Value::from(it.overdue);
    Everybody "status" => word(it.status);
    Everybody "progress(first:100){totalCount nodes{commitment redactedBy{index leafHash}}}" => {
        page_of(it.progress.iter().map(|text| book.words(*text)))
    };
    Everybody "evidenceCommitment" => maybe(it.evidence);
    Everybody member!("inspectedBy") => maybe_member(it.inspected_by.as_ref());
    Everybody entry!("entry") => book.entry(it.id.entry_index());
    Everybody entry!("lastEntry") => book.entry(it.changed_at);
};

const COMPACTS: &[Row<Compact>] = rows! { |book, it: Compact|
    Everybody "compactId" => text(it.id);
    Everybody "name" => text(&it.name);
    Everybody document!("document") => document(it.document);
    Everybody "council{councilId}" => book.council(&it.council);
    Everybody "resolution{resolutionId}" => named("resolutionId", it.resolution);
    Everybody "status" => word(it.status);
    Everybody "inForceFrom" => moment(it.in_force_from_ms);
    Everybody "endsAt" => maybe_moment(it.ends_at_ms);
    Everybody "endedAt" => maybe_moment(it.ended_at_ms);
    Everybody "supersedes{compactId}" => all_named("compactId", &it.supersedes);
    Everybody "supersededBy{compactId}" => all_named("compactId", &it.superseded_by);
    Everybody entry!("entry") => book.entry(it.id.entry_index());
    Everybody entry!("lastEntry") => book.entry(it.changed_at);
};

fn election(book: &Book<'_>, it: &Resolution, election: &ElectionCertified) -> Value {
    let alternates = book.state.alternates.lists.get(&it.id);
    json!({
        "council": book.council(&election.council),
        "seatId": text(&election.seat),
        "elected": members(&election.elected),
        "termEndsAt": maybe_moment(election.term_ends_at_ms),
        "vacant": count(election.vacant),
        "alternates": alternates.map_or(Value::Null, |list| alternates_of(book, list)),
    })
}

fn alternates_of(book: &Book<'_>, list: &AlternateList) -> Value {
    let stand = list.numbered().map(|(order, found)| {
        let call = found.call.as_ref();
        json!({
            "order": count(order),
            "member": member(&found.member),
            "status": word(found.status),
            "inPlaceOf": maybe_member(call.map(|call| &call.in_place_of)),
            "acceptBy": maybe_moment(call.map(|call| call.accept_by_ms)),
            "called": book.maybe_entry(call.map(|call| call.index)),
            "passedOver": book.maybe_entry(found.passed_over_at),
            "settled": book.maybe_entry(found.settled_at),
        })
    });
    json!({
        "resolutionId": text(list.resolution),
        "members": stand.collect::<Value>(),
        "until": maybe_moment(list.term_ends_at_ms),
        "entry": book.entry(list.resolution.entry_index()),
        "exhausted": book.maybe_entry(list.exhausted_at),
        "endedBecause": list.ended.map_or(Value::Null, |(because, _)| word(because)),
        "ended": book.maybe_entry(list.ended.map(|(_, index)| index)),
    })
}

fn ruling(book: &Book<'_>, it: &Ruling) -> Value {
    let (finding, seats, corrected) = match &it.finding {
        Finding::Revoked { seats } => ("REVOKED", *seats, None),
        Finding::Corrected { text } => ("CORRECTED", None, Some(*text)),
        Finding::Upheld => ("UPHELD", None, None),
    };
    let refused = it.checked.as_ref().and_then(|checked| match &checked.check {
        RulingCheck::Refused { reason } => Some(reason),
        RulingCheck::Confirmed => None,
    });
    json!({
        "authority": it.authority,
        "reference": it.reference,
        "document": document(it.document),
        "finding": finding,
        "seats": seats.map_or(Value::Null, word),
        "corrected": maybe_document(corrected),
        "pending": it.waits(),
        "checkedBy": maybe_member(it.checked.as_ref().map(|checked| &checked.by)),
        "checked": book.maybe_entry(it.checked_at),
        "refusedBecause": maybe(refused),
        "holdsSince": book.maybe_entry(it.holds_since()),
        "by": member(&it.by),
        "recordedAt": moment(it.recorded_at_ms),
        "entry": book.entry(it.index),
    })
}

fn grounds(book: &Book<'_>, resolution: &str) -> Vec<Value> {
    let found = resolution.parse::<ResolutionId>().ok().and_then(|id| book.state.resolutions.get(&id));
    let grounds = found.into_iter().flat_map(|it| book.state.grounds(it));
    grounds.map(|ground| values(GROUNDS, book, &ground)).collect()
}

pub(super) fn sections() -> Vec<Section> {
    let resolutions = |book: &Book<'_>, _: &str| {
        book.state.resolutions.values().map(|it| values(RESOLUTIONS, book, it)).collect()
    };
    let actions =
        |book: &Book<'_>, _: &str| book.state.actions.values().map(|it| values(ACTIONS, book, it)).collect();
    let compacts = |book: &Book<'_>, _: &str| {
        book.state.compacts.values().map(|it| values(COMPACTS, book, it)).collect()
    };
    vec![
        Section::of(("resolutions", "/resolutionId"), RESOLUTIONS, resolutions).paged_by(20),
        Section::of(("restsOn", "/kind&/entry/index"), GROUNDS, grounds)
            .below(pages_below("resolution", "resolutionId"), |book| {
                book.state.resolutions.keys().map(ToString::to_string).collect()
            })
            .paged_by(100),
        Section::of(("actions", "/actionId"), ACTIONS, actions),
        Section::of(("compacts", "/compactId"), COMPACTS, compacts),
    ]
}
