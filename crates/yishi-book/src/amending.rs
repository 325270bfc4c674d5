//! Amendments against the words themselves 逐段修正: that a place exists, that its wording is as many paragraphs as was said, and that a
//! new text is exactly the old one with the amendments made.
//!
//! The rules know hashes only. What needs the words follows from a command and the documents that it names, and from nothing else: so
//! writer and auditor check it by the same function, at any time.

use crate::Refusal;
use std::collections::{BTreeMap, BTreeSet};
use yishi_core::{AcceptAmendments, Command, DocumentHash, ParagraphEdit, ProposeAmendment};
use yishi_similar::{Splice, paragraphs, spliced};

/// The longest text that is amended, or that amends: twenty wordings and two texts are at hand at once.
pub const MAX_AMENDED_BYTES: usize = 1024 * 1024;
/// Most characters of a paragraph that a refusal quotes.
const MAX_QUOTED: usize = 60;

/// The documents that [`check_amending`] compares; none for commands that amend nothing, or more than is amended at once.
pub fn amending_documents(command: &Command) -> BTreeSet<DocumentHash> {
    match command {
        Command::ProposeAmendment(command) => named(command.base, [&command.edit].into_iter()),
        Command::AcceptAmendments(command) if command.check_count().is_ok() => {
            let mut documents = named(command.base, command.amendments.values());
            documents.insert(command.document);
            documents
        }
        _ => BTreeSet::new(),
    }
}

fn named<'a>(base: DocumentHash, edits: impl Iterator<Item = &'a ParagraphEdit>) -> BTreeSet<DocumentHash> {
    edits.filter_map(ParagraphEdit::wording).chain([base]).collect()
}

/// Compares what a command says about paragraphs with the documents that it names, all of which must be given.
pub fn check_amending(command: &Command, documents: &BTreeMap<DocumentHash, Vec<u8>>) -> Result<(), Refusal> {
    match command {
        Command::ProposeAmendment(command) => check_proposed(command, documents),
        Command::AcceptAmendments(command) => check_accepted(command, documents),
        _ => Ok(()),
    }
}

/// The text of a document with edits made to it.
///
/// # Errors
/// Where a place does not lie in the text, or two edits touch.
pub fn amended_text(base: &str, edits: &[(&ParagraphEdit, &str)]) -> Result<String, Refusal> {
    for (number, (edit, _)) in edits.iter().enumerate() {
        if edits.iter().take(number).any(|(other, _)| other.touches(edit)) {
            return Err(Refusal::PlaceChangedTwice { paragraph: edit.first() });
        }
    }
    let splices: Vec<Splice<'_>> = edits.iter().map(|(edit, wording)| splice(edit, wording)).collect();
    let found = u64::try_from(paragraphs(base).len()).unwrap_or(u64::MAX);
    let last = edits.iter().map(|(edit, _)| edit.last()).max().unwrap_or_default();
    spliced(base, &splices).ok_or(Refusal::ParagraphMissing { last, paragraphs: found })
}

fn check_proposed(
    command: &ProposeAmendment,
    documents: &BTreeMap<DocumentHash, Vec<u8>>,
) -> Result<(), Refusal> {
    let base = words(documents, command.base)?;
    let wording = wording_of(&command.edit, documents)?;
    let amended = amended_text(base, &[(&command.edit, wording)])?;
    if paragraphs(&amended) == paragraphs(base) {
        return Err(Refusal::NothingAmended);
    }
    Ok(())
}

fn check_accepted(
    command: &AcceptAmendments,
    documents: &BTreeMap<DocumentHash, Vec<u8>>,
) -> Result<(), Refusal> {
    command.check_count()?;
    let base = words(documents, command.base)?;
    let mut edits = Vec::new();
    for edit in command.amendments.values() {
        edits.push((edit, wording_of(edit, documents)?));
    }
    let amended = amended_text(base, &edits)?;
    let (expected, found) = (paragraphs(&amended), paragraphs(words(documents, command.document)?));
    let length = expected.len().max(found.len());
    match (0..length).find(|number| expected.get(*number) != found.get(*number)) {
        None => Ok(()),
        Some(number) => Err(Refusal::AmendedTextDiffers {
            paragraph: u64::try_from(number).unwrap_or(u64::MAX).saturating_add(1),
            expected: quoted(expected.get(number)),
            found: quoted(found.get(number)),
        }),
    }
}

/// The words of an edit, which must be as many paragraphs as it says.
fn wording_of<'a>(
    edit: &ParagraphEdit,
    documents: &'a BTreeMap<DocumentHash, Vec<u8>>,
) -> Result<&'a str, Refusal> {
    let Some(wording) = edit.wording() else { return Ok("") };
    let text = words(documents, wording)?;
    let (said, found) = (u64::from(edit.added()), u64::try_from(paragraphs(text).len()).unwrap_or(u64::MAX));
    if said == found { Ok(text) } else { Err(Refusal::WordingMiscounted { said, found }) }
}

fn words(documents: &BTreeMap<DocumentHash, Vec<u8>>, hash: DocumentHash) -> Result<&str, Refusal> {
    let missing = || Refusal::TextRefused { text: hash.to_string(), reason: "it is not there".to_owned() };
    amendable(hash, documents.get(&hash).ok_or_else(missing)?)
}

/// The words of a document that is amended or amends: plain text, and no longer than is compared.
///
/// # Errors
/// Where it is something else, or too long.
pub fn amendable(hash: DocumentHash, bytes: &[u8]) -> Result<&str, Refusal> {
    let refused = |reason: String| Refusal::TextRefused { text: hash.to_string(), reason };
    if bytes.len() > MAX_AMENDED_BYTES {
        return Err(refused(format!(
            "it has {} bytes, and paragraphs are amended in texts of at most {MAX_AMENDED_BYTES}: write the whole text anew",
            bytes.len()
        )));
    }
    std::str::from_utf8(bytes)
        .map_err(|_| refused("paragraphs are amended in plain text only, in UTF-8".to_owned()))
}

/// Paragraph numbers of the rules count from 1.
fn splice<'a>(edit: &ParagraphEdit, wording: &'a str) -> Splice<'a> {
    let place = |number: u32| usize::try_from(number).unwrap_or(usize::MAX);
    let start = place(edit.before());
    Splice { place: start..start.saturating_add(place(edit.removed())), wording: paragraphs(wording) }
}

/// A paragraph as a refusal quotes it; nothing where the text has ended.
fn quoted(paragraph: Option<&&str>) -> String {
    paragraph.map_or_else(String::new, |words| words.chars().take(MAX_QUOTED).collect())
}
