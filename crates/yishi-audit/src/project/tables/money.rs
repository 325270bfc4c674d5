//! Cost sharings: what each owes, what was paid; offers and what they save.

use super::pages_within;
use crate::project::asks::{entry, rows};
use crate::project::table::{Row, Section, values};
use crate::project::value::{Book, count, maybe, maybe_document, member, moment, named, text, total, word};
use serde_json::{Value, json};
use yishi_core::{
    CostShare, CostSharing, CostTerms, Offer, Payer, Payment, Poll, Price, PriceUnit, Resolution,
    ResolutionId,
};

const TERMS: &str = "terms{total by payWithin collector{memberId}}";
const CORRECTION: &str =
    concat!("correction{amount reason evidenceCommitment by{memberId} ", entry!("entry"), "}");

const COST_SHARINGS: &[Row<CostSharing>] = rows! { |book, it: CostSharing|
    Everybody "costSharingId" => text(it.id);
    Everybody "resolution{resolutionId}" => named("resolutionId", it.resolution);
    Everybody "poll{pollId}" => named("pollId", it.poll);
    Everybody TERMS => terms(&it.terms);
    Everybody "payers" => count(it.shares.len());
    Everybody "paid" => text(it.paid_fen.0);
    Everybody "outstanding" => text(it.outstanding_fen().0);
    Everybody "unpaid" => count(it.unpaid());
    Everybody "dueAt" => moment(it.due_at_ms);
    Everybody "overdue" => Value::from(it.overdue);
    Everybody entry!("lifted") => book.maybe_entry(it.lifted_at);
    Readers "shares(first:1){totalCount}" => total(it.shares.len());
    Readers "payments(first:1){totalCount}" => total(it.payments.len());
    Everybody entry!("entry") => book.entry(it.id.entry_index());
    Everybody entry!("lastEntry") => book.entry(it.changed_at);
};

const SHARES: &[Row<(Payer, CostShare, u64)>] = rows! { |book, it: (Payer, CostShare, u64)|
    Everybody "householdId" => payer(&it.0).0;
    Everybody "unitId" => payer(&it.0).1;
    Everybody "weight" => text(it.1.weight);
    Everybody "amount" => text(it.1.share_fen.0);
    Everybody "paid" => text(it.1.paid_fen.0);
    Everybody "outstanding" => text(it.2);
};

const PAYMENTS: &[Row<Payment>] = rows! { |book, it: Payment|
    Everybody entry!("entry") => book.entry(it.index);
    Everybody "householdId" => payer(&it.payer).0;
    Everybody "unitId" => payer(&it.payer).1;
    Everybody "amount" => text(it.amount_fen.0);
    Everybody "counts" => text(it.counts_fen().0);
    Everybody "receiptCommitment" => text(it.receipt);
    Everybody "by{memberId}" => member(&it.by);
    Everybody CORRECTION => it.correction.as_ref().map_or(Value::Null, |correction| json!({
        "amount": text(correction.amount_fen.0),
        "reason": correction.reason,
        "evidenceCommitment": text(correction.evidence),
        "by": member(&correction.by),
        "entry": book.entry(correction.index),
    }));
};

fn payer(payer: &Payer) -> (Value, Value) {
    match payer {
        Payer::Household(household) => (text(household), Value::Null),
        Payer::Unit(unit) => (Value::Null, text(unit)),
    }
}

/// How costs are to be shared.
pub(super) fn terms(terms: &CostTerms) -> Value {
    json!({
        "total": text(terms.total_fen.0),
        "by": word(terms.by),
        "payWithin": text(terms.pay_within),
        "collector": member(&terms.collector),
    })
}

/// A price.
pub(super) fn price(price: &Price) -> Value {
    json!({ "amount": text(price.amount_fen.0), "per": word(price.per) })
}

/// An offer.
pub(super) fn offer(offer: &Offer) -> Value {
    json!({
        "provider": offer.provider,
        "price": price(&offer.price),
        "term": maybe(offer.term),
        "conditions": maybe_document(offer.conditions),
    })
}

/// The offers of a vote side by side: those priced alike together, the cheapest first.
pub(super) fn compared(book: &Book<'_>, poll: &Poll) -> Value {
    let order = |per| match per {
        PriceUnit::Whole => 0,
        PriceUnit::Household => 1,
        PriceUnit::HouseholdMonth => 2,
        PriceUnit::SquareMetreMonth => 3,
    };
    let mut offers: Vec<_> =
        poll.options.iter().filter_map(|option| Some((option, option.offer.as_ref()?))).collect();
    offers.sort_by_key(|(_, offer)| (order(offer.price.per), offer.price.amount_fen));
    let told = offers.into_iter().map(|(option, found)| {
        let chosen = poll.outcome.as_ref().map(|outcome| outcome.winners.contains(&option.id));
        json!({
            "optionId": text(&option.id),
            "offer": offer(found),
            "savedFen": maybe(poll.saved_fen(book.state, option)),
            "chosen": chosen,
        })
    });
    told.collect()
}

fn costs<'a>(book: &Book<'a>, resolution: &str) -> Option<&'a CostSharing> {
    let found = book.state.costs_of(resolution.parse::<ResolutionId>().ok()?)?;
    Some(found)
}

fn shares(book: &Book<'_>, resolution: &str) -> Vec<Value> {
    let Some(it) = costs(book, resolution) else { return Vec::new() };
    let shares = it.shares.iter();
    shares
        .map(|(payer, share)| {
            let outstanding = it.outstanding_of(share).0;
            values(SHARES, book, &(payer.clone(), (**share).clone(), outstanding))
        })
        .collect()
}

fn payments(book: &Book<'_>, resolution: &str) -> Vec<Value> {
    let found = costs(book, resolution).into_iter().flat_map(|it| it.payments.iter());
    found.map(|it| values(PAYMENTS, book, it)).collect()
}

fn having(book: &Book<'_>, has: fn(&CostSharing) -> bool) -> Vec<String> {
    let owing = |it: &&std::sync::Arc<Resolution>| book.state.costs_of(it.id).is_some_and(|costs| has(costs));
    book.state.resolutions.values().filter(owing).map(|it| it.id.to_string()).collect()
}

pub(super) fn sections() -> Vec<Section> {
    const BELOW: crate::project::table::Listed = pages_within("resolution", "resolutionId", "costs");
    let sharings = |book: &Book<'_>, _: &str| {
        book.state.cost_sharings.values().map(|it| values(COST_SHARINGS, book, it)).collect()
    };
    vec![
        Section::of(("costSharings", "/costSharingId"), COST_SHARINGS, sharings),
        Section::of(("shares", "/householdId|/unitId"), SHARES, shares)
            .below(BELOW, |book| having(book, |it| !it.shares.is_empty()))
            .paged_by(100)
            .for_readers(),
        Section::of(("payments", "/entry/index"), PAYMENTS, payments)
            .below(BELOW, |book| having(book, |it| !it.payments.is_empty()))
            .paged_by(100)
            .for_readers(),
    ]
}
