//! What a book says of others: that partners are named with keys of their own, and that what is cited stands in the other book.
//!
//! A citation is proven from the command alone: the leaf of the other book, the receipt that leads from it to a checkpoint, and
//! the key that was voted on with the text. So the writer and every auditor prove it alike, without the other book at hand.

use crate::joint::{out_of_range, verifier_of};
use crate::{Book, Entry, Envelope, Refusal};
use std::collections::BTreeSet;
use yishi_core::{
    BookOrigin, CiteResult, CitedPlace, Command, DeclareEffects, Digest, DocumentHash, Event, PartnerBook,
    ResultHandedOver, TimeMs,
};
use yishi_log::checkpoint::{Checkpoint, LogVerifier};
use yishi_log::receipt::Receipt;
use yishi_log::tree::leaf_hash;

/// Each partner is another book, with a verifier key of that name.
pub(crate) fn partners_named(book: &Book, envelope: &Envelope, _at: TimeMs) -> Result<(), Refusal> {
    let Command::DeclareEffects(DeclareEffects { partners, .. }) = &envelope.command else { return Ok(()) };
    for partner in partners {
        if partner.origin.as_str() == book.origin {
            return Err(out_of_range("partners", "other books than this one", &book.origin));
        }
        verifier(partner).map_err(|expected| out_of_range("partners", expected, &partner.log_vkey))?;
    }
    Ok(())
}

fn verifier(partner: &PartnerBook) -> Result<LogVerifier, &'static str> {
    let expected = "a verifier key `name+hash+key` whose name is the partner's";
    verifier_of(partner.origin.as_str(), &partner.log_vkey).ok_or(expected)
}

/// The cited leaf stands in the partner's book, and hands over what the command says. Whether there is such a poll and
/// partner at all is left to the rules.
pub(crate) fn citation_proven(book: &Book, envelope: &Envelope, _at: TimeMs) -> Result<(), Refusal> {
    let Command::CiteResult(command) = &envelope.command else { return Ok(()) };
    let Some(poll) = book.state.polls.get(&command.poll) else { return Ok(()) };
    let partners = book.state.partners_of(poll).unwrap_or_default();
    let Some(partner) = partners.iter().find(|partner| partner.origin == command.origin) else {
        return Ok(());
    };
    let not_proven = |reason: String| Refusal::CitationNotProven { origin: command.origin.clone(), reason };
    check_place(command, partner).map_err(not_proven)?;
    let handed_over = handed_over(command).map_err(not_proven)?;
    check_result(&handed_over, command, poll.document)
        .and_then(|()| check_same_books(&handed_over, partners, command, &book.origin))
        .and_then(|()| check_waits(&handed_over, poll.across.passed_at_ms))
        .map_err(not_proven)
}

fn check_place(command: &CiteResult, partner: &PartnerBook) -> Result<(), String> {
    check_cited(partner, &command.place, &command.leaf, &command.receipt)
}

/// The receipt leads from the leaf to a checkpoint that the other book's log signed, and both are where the citation says.
pub(crate) fn check_cited(
    partner: &PartnerBook,
    place: &CitedPlace,
    leaf: &str,
    receipt: &str,
) -> Result<(), String> {
    let (log, leaf) = (verifier(partner)?, leaf.as_bytes());
    let receipt = Receipt::parse(receipt).map_err(|error| error.to_string())?;
    receipt.verify(&log, leaf).map_err(|error| error.to_string())?;
    let Checkpoint { size, root, .. } =
        log.open(receipt.checkpoint.as_bytes()).map_err(|error| error.to_string())?;
    let found = (receipt.index, Digest(leaf_hash(leaf).0), size, Digest(root.0));
    if found == (place.index, place.leaf_hash, place.size, place.root) {
        return Ok(());
    }
    let (index, leaf_hash, size, root) = found;
    Err(format!(
        "leaf and receipt are of index {index}, leaf hash {leaf_hash}, size {size}, root {root}: name these as the place"
    ))
}

/// The one hand-over in the cited leaf.
fn handed_over(command: &CiteResult) -> Result<ResultHandedOver, String> {
    let entry = Entry::parse(command.leaf.as_bytes())?;
    if entry.leaf.origin != command.origin.as_str() || entry.leaf.index != command.place.index {
        return Err(format!("the leaf is entry {} of `{}`", entry.leaf.index, entry.leaf.origin));
    }
    match <[Event; 1]>::try_from(entry.events) {
        Ok([Event::ResultHandedOver(handed_over)]) => Ok(handed_over),
        _ => Err("the entry hands no result over: cite the one that does".to_owned()),
    }
}

fn check_result(
    handed_over: &ResultHandedOver,
    command: &CiteResult,
    document: DocumentHash,
) -> Result<(), String> {
    if handed_over.document != document {
        return Err(format!(
            "they voted on text {}, this book on {document}: one decision needs one text",
            handed_over.document
        ));
    }
    if handed_over.passed != command.passed {
        let came_out = if handed_over.passed { "passed" } else { "did not pass" };
        return Err(format!("the vote there {came_out}: say so"));
    }
    Ok(())
}

/// Both texts name the same books, so that everybody voted on deciding with the same others.
fn check_same_books(
    handed_over: &ResultHandedOver,
    partners: &[PartnerBook],
    command: &CiteResult,
    here: &str,
) -> Result<(), String> {
    let there = handed_over.partners.iter().map(BookOrigin::as_str).chain([command.origin.as_str()]);
    let named = partners.iter().map(|partner| partner.origin.as_str()).chain([here]);
    if there.collect::<BTreeSet<_>>() == named.collect::<BTreeSet<_>>() {
        return Ok(());
    }
    Err("the text there names other books than the one here: all have to decide together with the same"
        .to_owned())
}

/// A vote that passed counts only while it waits for the others: one from long ago, or given up since, binds nobody there.
fn check_waits(handed_over: &ResultHandedOver, passed_at_ms: Option<TimeMs>) -> Result<(), String> {
    match (handed_over.waits_until_ms, passed_at_ms) {
        (Some(until), Some(passed_at)) if until < passed_at => Err(format!(
            "the vote there waited until {until}, and this one passed at {passed_at}: they have to vote again"
        )),
        _ => Ok(()),
    }
}
