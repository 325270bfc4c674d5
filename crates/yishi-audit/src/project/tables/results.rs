//! What votes came to: counts, requirements, outcomes with their rounds, sealings, tally sheets.

use super::matters::partner;
use crate::project::asks::{entry, exact, figures, requirement, rows, tally};
use crate::project::table::{Row, Section, values};
use crate::project::value::{
    Book, count, maybe, maybe_member, maybe_moment, maybe_named, member, moment, put, text, texts, word,
};
use serde_json::{Value, json};
use yishi_core::{Openness, Poll, PollSealed, PollStatus, SheetFigures, SheetStatus, TallySheet};
use yishi_tally::{Amount, Figures, OptionId, Outcome, Requirement, Round, Tally, Threshold};

const SEALING: &str = concat!(
    "sealing{firstIndex lastIndex counted countedDigest replaced replacedDigest unopened unconfirmed certifyBy \
sheets{totalsFrom unconfirmed disputed missing} ",
    entry!("entry"),
    "}"
);
const OUTCOME: &str = concat!(
    "outcome{final winners{optionId} tied{optionId} rest{optionId} rounds{number ",
    exact!("needed"),
    " figures{optionId ",
    exact!("figure"),
    "} ",
    exact!("exhausted"),
    " elected excluded} seed digest canonical}"
);
const SHEETS: &str = concat!(
    "tallySheets{sectionId council{councilId} status enteredBy{memberId} confirmedBy{memberId} disputedBy{memberId} \
heads{entitled for against abstain invalid} areaDm2{entitled for against abstain invalid} \
households{entitled for against abstain invalid} ",
    entry!("entry"),
    "}"
);

const RESULTS: &[Row<Poll>] = rows! { |book, it: Poll|
    Everybody "pollId" => text(it.id);
    Everybody "verdict" => it.sealing().map_or(Value::Null, |sealing| word(sealing.verdict()));
    Everybody tally!("tally") => match &it.status {
        PollStatus::Open | PollStatus::Opening { .. } => {
            tally(&yishi_tally::tally(&it.rule.requirements, &it.counted()), Finality::of(it))
        }
        PollStatus::Sealed { sealing } => tally(&sealing.tally, Finality::Final),
    };
    Everybody concat!("sections{council{councilId} ", tally!("tally"), "}") => {
        let results = it.sealing().map_or_else(|| it.section_results(), |sealing| sealing.sections.clone());
        let section = |found: yishi_core::SectionResult| json!({
            "council": book.council(&found.council),
            "tally": tally(&found.tally, Finality::of(it)),
        });
        results.into_iter().map(section).collect()
    };
    Everybody concat!("silence{served silent followed passedOnlyBySilence ", tally!("tally"), "}") => {
        let found = it.sealing().and_then(|sealing| sealing.silence.as_ref());
        found.map_or(Value::Null, |silence| json!({
            "served": count(silence.served),
            "silent": count(silence.silent),
            "followed": silence.followed.map_or(Value::Null, word),
            "passedOnlyBySilence": silence.passed_only_by_silence,
            "tally": tally(&silence.tally, Finality::Final),
        }))
    };
    Everybody OUTCOME => it.told_outcome().map_or(Value::Null, |found| outcome(it, &found));
    Everybody SEALING => it.sealing().map_or(Value::Null, |sealing| sealed(book, it, sealing));
    Everybody SHEETS => it.sheets.iter().map(|(section, sheet)| {
        let mut told = tally_sheet(sheet);
        put(&mut told, "sectionId", text(section));
        put(&mut told, "council", book.council(section));
        put(&mut told, "entry", book.entry(sheet.index));
        told
    }).collect();
    Everybody concat!("secondRound{seats candidates openBy poll{pollId} ", entry!("missed"), " ", entry!("entry"), "}") => second_round(book, it);
};

/// Which words a count may say: before the close the totals of a choice and of sealed ballots say nothing, and the rule keeps them.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Finality {
    Final,
    Told,
    Kept,
}

impl Finality {
    fn of(poll: &Poll) -> Self {
        match (poll.sealing(), poll.rule.choice.is_none() && poll.rule.openness == Openness::Named) {
            (Some(_), _) => Self::Final,
            (None, true) => Self::Told,
            (None, false) => Self::Kept,
        }
    }
}

fn tally(tally: &Tally, finality: Finality) -> Value {
    let (totals, kept) = (&tally.totals, finality == Finality::Kept);
    let benches = totals.benches.iter();
    let requirements = tally.requirements.iter();
    json!({
        "final": finality == Finality::Final,
        "heads": figures(&totals.heads),
        "areaDm2": figures(&totals.area_dm2),
        "households": figures(&totals.households),
        "councilHalves": figures(&totals.council_halves),
        "benches": benches.map(|(bench, found)| json!({ "benchId": text(bench), "figures": figures(found) })).collect::<Value>(),
        "requirements": requirements.map(|found| json!({
            "requirement": requirement(&found.requirement),
            "numerator": text(found.numerator),
            "denominator": text(found.denominator),
            "met": found.met,
        })).collect::<Value>(),
        "verdict": if kept { Value::Null } else { word(tally.verdict) },
    })
}

fn figures(figures: &Figures) -> Value {
    json!({
        "entitled": text(figures.entitled),
        "for": text(figures.for_),
        "against": text(figures.against),
        "abstain": text(figures.abstain),
        "invalid": text(figures.invalid),
        "present": text(figures.present),
    })
}

/// A requirement of a rule.
pub(super) fn requirement(requirement: &Requirement) -> Value {
    let (share, inclusive) = match requirement.threshold {
        Threshold::AtLeast(share) => (share, true),
        Threshold::MoreThan(share) => (share, false),
    };
    json!({
        "name": requirement.name,
        "part": word(requirement.part),
        "base": word(requirement.base),
        "measure": word(requirement.measure),
        "threshold": { "share": text(share), "inclusive": inclusive },
        "quorum": requirement.quorum,
    })
}

fn outcome(poll: &Poll, outcome: &Outcome) -> Value {
    let sealed = poll.sealing().and_then(|sealing| sealing.outcome.as_ref());
    let options = |ids: &[OptionId]| {
        let known = ids.iter().filter(|id| poll.options.iter().any(|option| option.id == **id));
        known.map(|id| json!({ "optionId": text(id) })).collect::<Value>()
    };
    json!({
        "final": sealed.is_some(),
        "winners": options(&outcome.winners),
        "tied": options(&outcome.tied),
        "rest": options(&outcome.rest),
        "rounds": outcome.rounds.iter().map(round).collect::<Value>(),
        "seed": maybe(sealed.and_then(|sealed| sealed.seed)),
        "digest": maybe(sealed.map(|sealed| sealed.digest)),
        "canonical": yishi_core::canonical_json(outcome),
    })
}

fn round(round: &Round) -> Value {
    let figure =
        |(option, amount): (&OptionId, &Amount)| json!({ "optionId": text(option), "figure": exact(amount) });
    json!({
        "number": count(round.number),
        "needed": round.needed.as_ref().map_or(Value::Null, exact),
        "figures": round.figures.iter().map(figure).collect::<Value>(),
        "exhausted": round.exhausted.as_ref().map_or(Value::Null, exact),
        "elected": texts(&round.elected),
        "excluded": texts(&round.excluded),
    })
}

fn exact(amount: &Amount) -> Value {
    json!({ "exact": text(amount), "decimal": amount.decimal(4) })
}

fn sealed(book: &Book<'_>, poll: &Poll, sealing: &PollSealed) -> Value {
    let sheets = sealing.sheets.as_ref().map_or(Value::Null, |report| {
        json!({
            "totalsFrom": word(report.totals_from),
            "unconfirmed": texts(&report.unconfirmed),
            "disputed": texts(&report.disputed),
            "missing": texts(&report.missing),
        })
    });
    json!({
        "firstIndex": maybe(sealing.first_index),
        "lastIndex": maybe(sealing.last_index),
        "counted": count(sealing.counted),
        "countedDigest": text(sealing.counted_digest),
        "replaced": count(sealing.replaced),
        "replacedDigest": text(sealing.replaced_digest),
        "unopened": count(sealing.unopened),
        "unconfirmed": count(sealing.unconfirmed),
        "certifyBy": maybe_moment(poll.certify_by_ms()),
        "sheets": sheets,
        "entry": book.entry(sealed_at(poll)),
    })
}

/// The entry that sealed a vote.
fn sealed_at(poll: &Poll) -> u64 {
    poll.trail.sealed_at.unwrap_or(poll.changed_at)
}

fn tally_sheet(sheet: &TallySheet) -> Value {
    let (status, confirmed, disputed) = match &sheet.status {
        SheetStatus::Entered => ("ENTERED", None, None),
        SheetStatus::Confirmed { member, .. } => ("CONFIRMED", Some(member), None),
        SheetStatus::Disputed { member, .. } => ("DISPUTED", None, Some(member)),
    };
    let maybe_totals = |figures: &Option<SheetFigures>| figures.as_ref().map_or(Value::Null, totals);
    json!({
        "status": status,
        "enteredBy": member(&sheet.entered_by),
        "confirmedBy": maybe_member(confirmed),
        "disputedBy": maybe_member(disputed),
        "heads": totals(&sheet.totals.heads),
        "areaDm2": maybe_totals(&sheet.totals.area_dm2),
        "households": maybe_totals(&sheet.totals.households),
    })
}

fn totals(figures: &SheetFigures) -> Value {
    json!({
        "entitled": maybe(figures.entitled),
        "for": text(figures.for_),
        "against": text(figures.against),
        "abstain": text(figures.abstain),
        "invalid": text(figures.invalid),
    })
}

fn second_round(book: &Book<'_>, first: &Poll) -> Value {
    let Some(due) = first.sealing().and_then(|sealing| sealing.second_round.as_ref()) else {
        return Value::Null;
    };
    let last = book.state.proposals.get(&first.proposal).and_then(|proposal| proposal.polls.last());
    let second = last.and_then(|last| book.state.polls.get(last)).filter(|it| it.second_of == Some(first.id));
    json!({
        "seats": count(due.seats),
        "candidates": texts(&due.candidates),
        "openBy": moment(due.open_by_ms),
        "poll": maybe_named("pollId", second.map(|second| second.id)),
        "missed": book.maybe_entry(first.second_missed_at),
        "entry": book.entry(sealed_at(first)),
    })
}

/// Books that decide together: what each reported, and what came of it.
pub(super) fn across(book: &Book<'_>, poll: &Poll) -> Value {
    let Some(partners) = book.state.partners_of(poll) else { return Value::Null };
    let across = &poll.across;
    let handed_over = across.handed_over.filter(|_| poll.sealing().is_some());
    let cited = across.cited.iter().map(|(origin, cited)| {
        json!({
            "origin": text(origin),
            "passed": cited.passed,
            "index": text(cited.place.index),
            "leafHash": text(cited.place.leaf_hash),
            "size": text(cited.place.size),
            "root": text(cited.place.root),
            "by": member(&cited.by),
            "entry": book.entry(cited.index),
        })
    });
    json!({
        "partners": partners.iter().map(partner).collect::<Value>(),
        "dueAt": maybe_moment(across.due_at_ms),
        "handOver": handed_over.map_or(Value::Null, |index| json!({ "entry": book.entry(index) })),
        "cited": cited.collect::<Value>(),
        "passed": across.settled.map_or(Value::Null, |settled| Value::from(settled.passed)),
        "settled": book.maybe_entry(across.settled.map(|settled| settled.index)),
    })
}

pub(super) fn sections() -> Vec<Section> {
    let results =
        |book: &Book<'_>, _: &str| book.state.polls.values().map(|it| values(RESULTS, book, it)).collect();
    vec![Section::of(("results", "/pollId"), RESULTS, results).paged_by(5).called("polls")]
}
