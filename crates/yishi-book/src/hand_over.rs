//! Matters between books, proven from the command alone: the entry that is cited stands in the other book under the key that is named,
//! and it says what the command rests on.

use crate::citation::check_cited;
use crate::joint::{out_of_range, verifier_of};
use crate::{Book, Entry, Envelope, Refusal};
use yishi_core::{
    BookOrigin, CitedEntry, CitedPlace, Command, ConfirmHandOver, DocumentHash, Event, HandOverMatter,
    MAX_RECEIPT_LEAF_BYTES, Matter, MatterHandedOver, MatterReceived, PartnerBook, ReceiveMatter, Rejection,
    TimeMs, keys_at,
};
use yishi_log::leaf::MAX_COMMAND_BYTES;

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
        Command::ReceiveMatter(command) => {
            received_proven(book, command, at).and_then(|()| check_confirmable(envelope, command))
        }
        Command::ConfirmHandOver(command) => confirmed_proven(book, command),
        _ => Ok(()),
    }
}

fn received_proven(book: &Book, command: &ReceiveMatter, at: TimeMs) -> Result<(), Refusal> {
    let ReceiveMatter { from, matter_there, cited, title, .. } = command;
    let not_proven = |reason: String| Refusal::CitationNotProven { origin: from.origin.clone(), reason };
    let event = only_event(from, cited).map_err(not_proven)?;
    let Event::MatterHandedOver(MatterHandedOver { matter, to, title: theirs, answer_by_ms, .. }) = event
    else {
        return Err(not_proven("the entry hands no matter over: cite the one that does".to_owned()));
    };
    check_addressee(&to.origin, &book.origin).map_err(not_proven)?;
    check_own_key(book, &to.log_vkey, book.size()).map_err(not_proven)?;
    if matter != *matter_there {
        return Err(not_proven(format!("the entry hands `{matter}` over: name this one")));
    }
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

/// Room for what the entry and the command that confirms it hold besides: receipt, ids, hashes and signature.
const CONFIRMING_ROOM: usize = 6 * 1024;
/// Room for what the entry holds besides its command and the facts.
const ENTRY_ROOM: usize = 2 * 1024;

/// The entry that receives it can be cited by the other book: its leaf, and a command that holds that leaf as text.
fn check_confirmable(envelope: &Envelope, command: &ReceiveMatter) -> Result<(), Refusal> {
    let text = String::from_utf8(envelope.encode()?).unwrap_or_default();
    let spelled = |value: serde_json::Result<String>| value.map_or(usize::MAX, |text| text.len());
    // The event repeats the facts, and quotes take two bytes where they are cited.
    let facts = spelled(serde_json::to_string(&command.facts));
    let leaf = text.len().saturating_add(facts).saturating_add(ENTRY_ROOM);
    let cited = spelled(serde_json::to_string(&text)).saturating_add(facts.saturating_mul(2));
    let over = leaf
        .saturating_sub(MAX_RECEIPT_LEAF_BYTES)
        .max(cited.saturating_add(CONFIRMING_ROOM).saturating_sub(MAX_COMMAND_BYTES));
    if over == 0 {
        return Ok(());
    }
    let size = command.cited.leaf.len().saturating_add(command.cited.receipt.len());
    let expected = format!(
        "leaf and receipt of {over} bytes less, so that the other book can cite this entry: take a receipt with fewer signatures, or let it be handed over in fewer words"
    );
    Err(out_of_range("cited", &expected, &size.to_string()))
}

fn confirmed_proven(book: &Book, command: &ConfirmHandOver) -> Result<(), Refusal> {
    let Some(matter) = book.state.matters.get(&command.matter) else { return Ok(()) };
    let Some(hand_over) = matter.hand_over_at(command.handed_over_at) else { return Ok(()) };
    let origin = &hand_over.to.origin;
    let not_proven = |reason: String| Refusal::CitationNotProven { origin: origin.clone(), reason };
    let event = only_event(&hand_over.to, &command.cited).map_err(not_proven)?;
    let Event::MatterReceived(MatterReceived { from, matter_there, place, title, .. }) = event else {
        return Err(not_proven("the entry receives no matter: cite the one that does".to_owned()));
    };
    check_addressee(&from.origin, &book.origin).map_err(not_proven)?;
    if place.index != hand_over.index {
        let (found, wanted) = (place.index, hand_over.index);
        return Err(not_proven(format!(
            "it receives what entry {found} handed over, and this is entry {wanted}"
        )));
    }
    if matter_there != matter.id {
        return Err(not_proven(format!("it receives `{matter_there}`, and this is `{}`", matter.id)));
    }
    check_received(book, matter, &from, &place, title).map_err(not_proven)
}

/// What was received is what was handed over here, and not what somebody else signed under this book's name.
fn check_received(
    book: &Book,
    matter: &Matter,
    from: &PartnerBook,
    place: &CitedPlace,
    title: DocumentHash,
) -> Result<(), String> {
    if place.size > book.size() {
        return Err(format!(
            "it was received from a book of {} entries, and this one has {}",
            place.size,
            book.size()
        ));
    }
    check_own_key(book, &from.log_vkey, place.size)?;
    if title != matter.title {
        return Err(format!(
            "it receives a matter with the title {title}, and this one has {}",
            matter.title
        ));
    }
    Ok(())
}

/// The other book names this one by a key with which it signs its checkpoints of that size.
fn check_own_key(book: &Book, log_vkey: &str, size: u64) -> Result<(), String> {
    let keys = book.state.book.as_ref().map(|info| info.log_keys()).unwrap_or_default();
    if keys_at(&keys, size).any(|span| span.log_vkey == log_vkey) {
        return Ok(());
    }
    let named = keys_at(&keys, size).map(|span| span.log_vkey.as_str()).collect::<Vec<_>>().join(", ");
    Err(format!("it names this book by `{log_vkey}`, which does not sign it at {size} entries: {named} does"))
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
