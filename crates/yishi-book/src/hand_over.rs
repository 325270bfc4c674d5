//! Matters between books, proven from the command alone: the entry that is cited stands in the other book under the key that is named,
//! and it says what the command rests on.

use crate::citation::check_cited;
use crate::joint::{out_of_range, verifier_of};
use crate::{Book, Entry, Envelope, Refusal};
use yishi_core::{
    BookOrigin, CitedEntry, Command, ConfirmHandOver, Event, HandOverMatter, MatterHandedOver,
    MatterReceived, PartnerBook, ReceiveMatter, Rejection, TimeMs,
};

/// The other book is another one, with a key of its name.
pub(crate) fn other_book_named(book: &Book, envelope: &Envelope, _at: TimeMs) -> Result<(), Refusal> {
    match &envelope.command {
        Command::HandOverMatter(HandOverMatter { to, .. }) => check_named(book, "to", to),
        Command::ReceiveMatter(ReceiveMatter { from, .. }) => check_named(book, "from", from),
        _ => Ok(()),
    }
}

fn check_named(book: &Book, field: &str, other: &PartnerBook) -> Result<(), Refusal> {
    if other.origin.as_str() == book.origin {
        return Err(out_of_range(field, "another book than this one", &book.origin));
    }
    let expected = "a verifier key `name+hash+key` whose name is the other book's";
    let key = verifier_of(other.origin.as_str(), &other.log_vkey);
    key.map(|_| ()).ok_or_else(|| out_of_range("log_vkey", expected, &other.log_vkey))
}

/// What is received was handed over to this book, and what is confirmed was received from it.
pub(crate) fn hand_over_proven(book: &Book, envelope: &Envelope, at: TimeMs) -> Result<(), Refusal> {
    match &envelope.command {
        Command::ReceiveMatter(command) => received_proven(book, command, at),
        Command::ConfirmHandOver(command) => confirmed_proven(book, command),
        _ => Ok(()),
    }
}

fn received_proven(book: &Book, command: &ReceiveMatter, at: TimeMs) -> Result<(), Refusal> {
    let ReceiveMatter { from, cited, title, .. } = command;
    let not_proven = |reason: String| Refusal::CitationNotProven { origin: from.origin.clone(), reason };
    let event = only_event(from, cited).map_err(not_proven)?;
    let Event::MatterHandedOver(MatterHandedOver { to, title: theirs, answer_by_ms, .. }) = event else {
        return Err(not_proven("the entry hands no matter over: cite the one that does".to_owned()));
    };
    check_addressee(&to.origin, &book.origin).map_err(not_proven)?;
    if theirs != *title {
        return Err(not_proven(format!("the matter has the title {theirs} there: take the same text")));
    }
    // Later than that the other book deals with it again, and both would.
    if at >= answer_by_ms {
        let field = "the time of this entry".to_owned();
        let latest_ms = TimeMs(answer_by_ms.0.saturating_sub(1));
        return Err(Rejection::TooLate { field, latest_ms, found_ms: at }.into());
    }
    Ok(())
}

fn confirmed_proven(book: &Book, command: &ConfirmHandOver) -> Result<(), Refusal> {
    let Some(matter) = book.state.matters.get(&command.matter) else { return Ok(()) };
    let Some(hand_over) = &matter.hand_over else { return Ok(()) };
    let origin = &hand_over.to.origin;
    let not_proven = |reason: String| Refusal::CitationNotProven { origin: origin.clone(), reason };
    let event = only_event(&hand_over.to, &command.cited).map_err(not_proven)?;
    let Event::MatterReceived(MatterReceived { from, place, .. }) = event else {
        return Err(not_proven("the entry receives no matter: cite the one that does".to_owned()));
    };
    check_addressee(&from.origin, &book.origin).map_err(not_proven)?;
    if place.index != hand_over.index {
        let (found, wanted) = (place.index, hand_over.index);
        return Err(not_proven(format!(
            "it receives what entry {found} handed over, and this is entry {wanted}"
        )));
    }
    Ok(())
}

fn check_addressee(named: &BookOrigin, here: &str) -> Result<(), String> {
    if named.as_str() == here { Ok(()) } else { Err(format!("the entry is for `{named}`, this is `{here}`")) }
}

/// The one event of a cited entry that is proven to stand in the other book.
fn only_event(other: &PartnerBook, cited: &CitedEntry) -> Result<Event, String> {
    check_cited(other, &cited.place, &cited.leaf, &cited.receipt)?;
    let entry = Entry::parse(cited.leaf.as_bytes())?;
    if entry.leaf.origin != other.origin.as_str() || entry.leaf.index != cited.place.index {
        return Err(format!("the leaf is entry {} of `{}`", entry.leaf.index, entry.leaf.origin));
    }
    let [event] = <[Event; 1]>::try_from(entry.events)
        .map_err(|_| "the entry tells of no matter alone: cite the one that does".to_owned())?;
    Ok(event)
}
