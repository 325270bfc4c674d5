//! Votes: their rule, options and roll, and every ballot.

use super::{pages_below, pages_within, proposals};
use crate::project::asks::{document, entry, member, offer, options, requirement, rows, words};
use crate::project::table::{Row, Section, values};
use crate::project::tables::{money, results};
use crate::project::value::{
    Book, count, document, maybe, maybe_document, maybe_member, maybe_moment, maybe_named, member, members,
    moment, named, put, text, texts, total, word,
};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::Arc;
use yishi_core::{
    Authority, Ballot, BallotContent, DecisionClause, MemberId, Poll, PollId, PollOption, PollScope,
    PollStatus, ResultObjection, VotingRightId,
};
use yishi_tally::{Bar, Marks, OptionId};

const RULE: &str = concat!(
    "rule{ruleId name electorate levelId openness counting choice{method parameters seats tie} ",
    requirement!("requirements"),
    "}"
);
const MARKS: &str =
    "marks{one approved ranking scores{optionId score} reviews{optionId scores{criterion score}}}";
const PAPERS: &str =
    concat!("papers{paperId rightId member{memberId} enteredBy{memberId} ", entry!("entry"), "}");
const ACROSS: &str = concat!(
    "across{partners{origin logVkey} dueAt handOver{",
    entry!("entry"),
    "} cited{origin passed index leafHash size root by{memberId} ",
    entry!("entry"),
    "} passed ",
    entry!("settled"),
    "}"
);

const POLLS: &[Row<Poll>] = rows! { |book, it: Poll|
    Everybody "pollId" => text(it.id);
    Everybody "proposal{proposalId}" => named("proposalId", it.proposal);
    Everybody "matter{matterId}" => named("matterId", it.matter);
    Everybody "council{councilId}" => book.council(&it.council);
    Everybody "revision" => count(it.revision);
    Everybody document!("document") => document(it.document);
    Everybody RULE => rule(&it.rule);
    Everybody "ruleDigest" => text(it.rule_digest);
    Everybody "charter{version}" => json!({ "version": count(it.charter_version) });
    Everybody "buildingId" => building(&it.scope);
    Everybody concat!("roll{root rights heads areaDm2 ", entry!("entry"), "}") => json!({
        "root": text(it.roll.root),
        "rights": count(it.roll.rights.len()),
        "heads": count(it.totals.heads.entitled),
        "areaDm2": text(it.totals.area_dm2.entitled),
        "entry": book.entry(it.id.entry_index()),
    });
    Everybody options!("options") => it.options.iter().map(option).collect();
    Everybody concat!("costs{terms{total by payWithin collector{memberId}} payers root ", entry!("entry"), "}") => {
        book.state.costs_frozen.get(&it.id).map_or(Value::Null, |found| json!({
            "terms": money::terms(&found.terms),
            "payers": count(found.shares.len()),
            "root": text(found.root),
            "entry": book.entry(it.id.entry_index()),
        }))
    };
    Readers "costShares:costs{shares(first:1){totalCount}}" => book.state.costs_frozen.get(&it.id).map_or(Value::Null, |found| {
        json!({ "shares": total(found.shares.len()) })
    });
    Everybody concat!("offers{optionId savedFen chosen ", offer!("offer"), "}") => money::compared(book, it);
    Everybody "openedAt" => moment(it.opened_at_ms);
    Everybody "closesAt" => moment(it.closes_at_ms);
    Everybody "announcedClose" => maybe_moment(it.announced_close_ms);
    Everybody "barredUntil" => maybe_moment(it.sealing().and_then(|sealing| sealing.barred_until_ms));
    Everybody "status" => text(match it.status {
        PollStatus::Open => "OPEN",
        PollStatus::Opening { .. } => "OPENING",
        PollStatus::Sealed { .. } => "SEALED",
    });
    Everybody "openingUntil" => match it.status {
        PollStatus::Opening { due_at_ms } => moment(due_at_ms),
        PollStatus::Open | PollStatus::Sealed { .. } => Value::Null,
    };
    Everybody "unopened" => count(it.unopened().count());
    Everybody "unserved" => count(it.unserved().count());
    Everybody "meeting{hearingId}" => maybe_named("hearingId", it.meeting);
    Everybody "emergency{emergencyId}" => maybe_named("emergencyId", it.emergency);
    Everybody member!("recall") => maybe_member(it.recall.as_ref());
    Everybody "certificationOverdue" => Value::from(it.certification_overdue);
    Everybody concat!("review{notice{noticeId} endsAt unanswered objections(first:1){totalCount} ", entry!("entry"), "}") => it.review.as_ref().map_or(Value::Null, |review| json!({
        "notice": named("noticeId", review.notice),
        "endsAt": moment(review.ends_at_ms),
        "unanswered": count(result_objections(book, it).filter(|found| found.answer.is_none()).count()),
        "objections": total(result_objections(book, it).count()),
        "entry": book.entry(review.notice.entry_index()),
    }));
    Everybody ACROSS => results::across(book, it);
    Readers PAPERS => it.papers.iter().map(|(right, paper)| json!({
        "paperId": text(paper.id),
        "rightId": text(right),
        "member": member(&paper.member),
        "enteredBy": member(&paper.entered_by),
        "entry": book.entry(paper.id.entry_index()),
    })).collect();
    Readers concat!("bars{member{memberId} optionId reason ", entry!("entry"), "}") => {
        it.review_bars().into_iter().map(|found| bar(book, it, &found)).collect()
    };
    Everybody "firstRound{pollId}" => maybe_named("pollId", it.second_of);
    Everybody "budgetFen" => maybe(it.budget_fen.map(|budget| budget.0));
    Everybody "lotSource" => it.lot.map_or(Value::Null, word);
    Everybody "lapsedAmendments(first:1){totalCount}" => total(book.state.lapsed_amendments(it).count());
    Readers "ballots(first:1){totalCount}" => total(it.ballots.len());
    Everybody entry!("entry") => book.entry(it.id.entry_index());
    Everybody entry!("lastEntry") => book.entry(it.changed_at);
};

const BALLOTS: &[Row<(VotingRightId, Ballot)>] = rows! { |book, it: (VotingRightId, Ballot)|
    Everybody "rightId" => text(&it.0);
    Everybody member!("member") => member(&it.1.member);
    Everybody "stands" => text(match it.1.content {
        BallotContent::Choice(_) | BallotContent::Marks(_) => "COUNTS",
        BallotContent::Invalid => "INVALID",
        BallotContent::Sealed(_) => "SEALED",
    });
    Everybody "choice" => match &it.1.content {
        BallotContent::Choice(choice) => word(choice),
        BallotContent::Marks(_) | BallotContent::Invalid | BallotContent::Sealed(_) => Value::Null,
    };
    Everybody MARKS => match &it.1.content {
        BallotContent::Marks(said) => marks(said),
        BallotContent::Choice(_) | BallotContent::Invalid | BallotContent::Sealed(_) => Value::Null,
    };
    Everybody "seal" => match &it.1.content {
        BallotContent::Sealed(seal) => text(seal),
        BallotContent::Choice(_) | BallotContent::Marks(_) | BallotContent::Invalid => Value::Null,
    };
    Everybody "channel" => word(it.1.channel);
    Everybody "custody" => book.custody(it.1.index);
    Everybody "grant{grantId}" => maybe_named("grantId", match it.1.authority {
        Some(Authority::Grant(grant)) => Some(grant),
        Some(Authority::Written(_)) | None => None,
    });
    Everybody "byWrittenAuthority" => Value::from(matches!(it.1.authority, Some(Authority::Written(_))));
    Everybody entry!("entry") => book.entry(it.1.index);
};

const RESULT_OBJECTIONS: &[Row<ResultObjection>] = rows! { |book, it: ResultObjection|
    Everybody "objectionId" => text(it.id);
    Everybody "poll{pollId}" => named("pollId", it.poll);
    Everybody member!("member") => member(&it.member);
    Everybody words!("text") => book.words(it.text);
    Everybody "answerBy" => moment(it.answer_by_ms);
    Everybody "overdue" => Value::from(it.overdue);
    Everybody proposals::ANSWER => proposals::answer(book, it.answer.as_ref());
    Everybody entry!("entry") => book.entry(it.id.entry_index());
};

/// Why somebody may not review a project: what they declared themselves, or what stood when the vote opened.
fn bar(book: &Book<'_>, poll: &Poll, bar: &Bar) -> Value {
    let reviewer = bar.reviewer.0.parse::<MemberId>().ok();
    let declared = reviewer.and_then(|reviewer| poll.bars.get(&(reviewer, bar.option.clone())));
    let declared = declared.filter(|declared| *declared.reason == *bar.reason);
    json!({
        "member": member(&bar.reviewer.0),
        "optionId": text(&bar.option),
        "reason": text(&bar.reason),
        "entry": book.entry(declared.map_or(poll.id.entry_index(), |declared| declared.index)),
    })
}

/// A building, where not the whole council votes.
pub(super) fn building(scope: &PollScope) -> Value {
    match scope {
        PollScope::Council => Value::Null,
        PollScope::Building(building) => text(building),
    }
}

fn rule(rule: &DecisionClause) -> Value {
    let choice = rule.choice.as_ref().map_or(Value::Null, |choice| {
        json!({
            "method": choice.method.name(),
            "parameters": yishi_core::canonical_json(&choice.method),
            "seats": count(choice.method.seats()),
            "tie": yishi_core::canonical_json(choice.method.tie()),
        })
    });
    json!({
        "ruleId": text(&rule.id),
        "name": rule.name,
        "electorate": word(rule.electorate),
        "levelId": maybe(rule.level.as_ref()),
        "openness": word(rule.openness),
        "counting": word(rule.counting),
        "choice": choice,
        "requirements": rule.requirements.iter().map(results::requirement).collect::<Value>(),
    })
}

/// An option of a vote.
pub(super) fn option(option: &PollOption) -> Value {
    json!({
        "optionId": text(&option.id),
        "member": maybe_member(option.member.as_ref()),
        "name": maybe(option.name.as_ref()),
        "document": maybe_document(option.document),
        "costFen": maybe(option.cost_fen.map(|cost| cost.0)),
        "by": members(&option.by),
        "offer": option.offer.as_ref().map_or(Value::Null, money::offer),
    })
}

fn marks(marks: &Marks) -> Value {
    let mut said = json!({ "one": null, "approved": null, "ranking": null, "scores": null, "reviews": null });
    match marks {
        Marks::One(option) => put(&mut said, "one", text(option)),
        Marks::Set(options) => put(&mut said, "approved", texts(options)),
        Marks::Ranking(ranks) => put(&mut said, "ranking", ranks.iter().map(texts).collect()),
        Marks::Scores(scores) => {
            let score = |(option, score): (&OptionId, &u64)| json!({ "optionId": text(option), "score": count(*score) });
            put(&mut said, "scores", scores.iter().map(score).collect());
        }
        Marks::Reviews(reviews) => {
            let score = |(criterion, score): (&Arc<str>, &u32)| json!({ "criterion": text(criterion), "score": count(*score) });
            let review = |(option, scores): (&OptionId, &BTreeMap<Arc<str>, u32>)| json!({ "optionId": text(option), "scores": scores.iter().map(score).collect::<Value>() });
            put(&mut said, "reviews", reviews.iter().map(review).collect());
        }
    }
    said
}

/// A vote by its name.
pub(super) fn poll<'a>(book: &Book<'a>, id: &str) -> Option<&'a Poll> {
    book.state.polls.get(&id.parse::<PollId>().ok()?).map(|found| &**found)
}

fn result_objections<'a>(book: &Book<'a>, it: &'a Poll) -> impl Iterator<Item = &'a ResultObjection> {
    let all = &book.state.result_objections;
    let ids = it.review.iter().flat_map(|review| &review.objections);
    ids.filter_map(|id| all.get(id).map(|found| &**found))
}

fn ballots(book: &Book<'_>, id: &str) -> Vec<Value> {
    let cast = poll(book, id).into_iter().flat_map(|it| it.ballots.iter());
    cast.map(|(right, ballot)| values(BALLOTS, book, &(right.clone(), ballot.clone()))).collect()
}

fn objected(book: &Book<'_>, id: &str) -> Vec<Value> {
    let found = poll(book, id).into_iter().flat_map(|it| result_objections(book, it));
    found.map(|it| values(RESULT_OBJECTIONS, book, it)).collect()
}

pub(super) fn sections() -> Vec<Section> {
    let polls =
        |book: &Book<'_>, _: &str| book.state.polls.values().map(|it| values(POLLS, book, it)).collect();
    let voted = |book: &Book<'_>| {
        let found = book.state.polls.values().filter(|it| !it.ballots.is_empty());
        found.map(|it| it.id.to_string()).collect()
    };
    let disputed = |book: &Book<'_>| {
        let found = book.state.polls.values();
        found.filter(|it| result_objections(book, it).next().is_some()).map(|it| it.id.to_string()).collect()
    };
    vec![
        Section::of(("polls", "/pollId"), POLLS, polls).paged_by(20),
        Section::of(("ballots", "/rightId"), BALLOTS, ballots)
            .below(pages_below("poll", "pollId"), voted)
            .paged_by(100)
            .for_readers(),
        Section::of(("objections", "/objectionId"), RESULT_OBJECTIONS, objected)
            .below(pages_within("poll", "pollId", "review"), disputed)
            .paged_by(100),
    ]
}
