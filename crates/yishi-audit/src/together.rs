//! Several books beside one another: what each cites of the others is looked up there.
//!
//! Whether a book is good in itself is left to `verify` and `replay`, which prove a citation from the citing book alone. Here the other end
//! is at hand: the cited leaf must stand at its index, under the root that was cited, in the book that is shown now; so a book that told
//! its neighbours one history and shows an auditor another is found.

use crate::bundle::{Bundle, BundleError, visit};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use yishi_book::Entry;
use yishi_core::{
    CitedPlace, Command, Digest, DocumentHash, Event, LogKeySpan, PartnerBook, PollId, ResultCited,
    ResultHandedOver, keys_at,
};
use yishi_log::tree::{Frontier, TreeHash, leaf_hash};

/// What came of it.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Together {
    /// The books, in the order in which they were given.
    pub books: Vec<BookSeen>,
    /// Citations whose both ends were at hand.
    pub citations: u64,
    /// What does not agree.
    pub findings: Vec<TogetherFinding>,
    /// Results that were handed over to a book that does not cite them: no fault, for it may not have needed them.
    pub one_sided: Vec<OneSided>,
    /// Texts of which one book says that all decided, and another that they did not: each is bound by its own book alone.
    pub apart: Vec<Apart>,
    /// Books that are cited and were not given.
    pub absent: BTreeSet<String>,
}

/// A book that was given.
#[derive(Clone, Debug, Serialize)]
pub struct BookSeen {
    /// Its name.
    pub origin: String,
    /// How many entries it has.
    pub entries: u64,
}

/// Something that does not agree.
#[derive(Clone, Debug, Serialize)]
pub struct TogetherFinding {
    /// The book that cites.
    pub origin: String,
    /// Its entry.
    pub index: u64,
    /// The check.
    pub check: &'static str,
    /// What is wrong.
    pub message: String,
}

/// A result that was handed over and is not cited.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct OneSided {
    /// The book that handed it over.
    pub of: String,
    /// The book that does not cite it.
    pub by: String,
}

/// A text on which books came to different ends.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Apart {
    /// The text.
    pub document: String,
    /// The book that certifies it.
    pub passed_in: String,
    /// The book that does not.
    pub failed_in: String,
}

/// What a book says of itself and of others, and the hashes of its leaves (32 bytes an entry).
#[derive(Default)]
pub(crate) struct Said {
    pub(crate) origin: String,
    keys: Vec<LogKeySpan>,
    leaves: Vec<TreeHash>,
    polls: BTreeMap<PollId, DocumentHash>,
    partners: BTreeMap<DocumentHash, Vec<PartnerBook>>,
    settled: BTreeMap<PollId, bool>,
    handed_over: BTreeMap<u64, ResultHandedOver>,
    cited: Vec<(u64, ResultCited)>,
}

/// Reads several books and compares what they cite.
///
/// # Errors
/// When one of them cannot be read.
pub fn together(bundles: &[PathBuf]) -> Result<Together, BundleError> {
    let books = bundles.iter().map(|path| Said::read(path)).collect::<Result<Vec<_>, _>>()?;
    let mut report = Together::default();
    for book in &books {
        report.books.push(BookSeen { origin: book.origin.clone(), entries: book.entries() });
        for (index, cited) in &book.cited {
            let Some(other) = books.iter().find(|other| other.origin == cited.origin.as_str()) else {
                report.absent.insert(cited.origin.to_string());
                continue;
            };
            report.citations = report.citations.saturating_add(1);
            report.findings.extend(compared(book, cited, other).map(|message| TogetherFinding {
                origin: book.origin.clone(),
                index: *index,
                check: "citation",
                message,
            }));
        }
    }
    report.one_sided = one_sided(&books);
    report.apart = apart(&books);
    Ok(report)
}

/// What is wrong with a citation, if anything is.
fn compared(book: &Said, cited: &ResultCited, other: &Said) -> Option<String> {
    let (place, origin) = (&cited.place, &cited.origin);
    let document = book.polls.get(&cited.poll);
    let mut named = document.and_then(|document| book.partners.get(document)).into_iter().flatten();
    let signs =
        |partner: &PartnerBook| partner.origin == *origin && other.signs_with(&partner.log_vkey, place.size);
    if !named.any(signs) {
        let keys: Vec<&str> = keys_at(&other.keys, place.size).map(|span| span.log_vkey.as_str()).collect();
        return Some(format!("`{origin}` signs {} entries with the log key {}", place.size, keys.join(", ")));
    }
    if let Some(fault) = other.misplaced(origin.as_str(), place) {
        return Some(fault);
    }
    let says = |it: &ResultHandedOver| it.passed == cited.passed && Some(&it.document) == document;
    let agrees = other.handed_over.get(&place.index).is_some_and(says);
    (!agrees).then(|| format!("entry {} of `{origin}` hands over something else", place.index))
}

/// The last that each book says of a text.
fn apart(books: &[Said]) -> Vec<Apart> {
    let mut ends: BTreeMap<DocumentHash, Vec<(&str, bool)>> = BTreeMap::new();
    for book in books {
        let settled =
            book.settled.iter().filter_map(|(poll, passed)| Some((*book.polls.get(poll)?, *passed)));
        let last: BTreeMap<DocumentHash, bool> = settled.collect();
        for (document, passed) in last {
            ends.entry(document).or_default().push((&book.origin, passed));
        }
    }
    let mut found = Vec::new();
    for (document, ends) in ends {
        for (passed_in, _) in ends.iter().filter(|(_, passed)| *passed) {
            let failed = ends.iter().filter(|(_, passed)| !*passed);
            found.extend(failed.map(|(failed_in, _)| Apart {
                document: document.to_string(),
                passed_in: (*passed_in).to_owned(),
                failed_in: (*failed_in).to_owned(),
            }));
        }
    }
    found
}

fn one_sided(books: &[Said]) -> Vec<OneSided> {
    let mut found = Vec::new();
    for book in books {
        for (index, handed_over) in &book.handed_over {
            let partners = handed_over.partners.iter();
            let given = partners.filter_map(|it| books.iter().find(|other| other.origin == it.as_str()));
            let silent = given.filter(|other| {
                let cites = |(_, cited): &(u64, ResultCited)| {
                    cited.origin.as_str() == book.origin && cited.place.index == *index
                };
                !other.cited.iter().any(cites)
            });
            found.extend(silent.map(|other| OneSided { of: book.origin.clone(), by: other.origin.clone() }));
        }
    }
    found
}

impl Said {
    fn read(path: &Path) -> Result<Self, BundleError> {
        let mut said = Self::default();
        visit(&Bundle::open(path)?, &mut |index, leaf| {
            said.note(index, leaf);
            true
        })?;
        Ok(said)
    }

    /// Whether a key signs checkpoints of a size, as the book itself says.
    pub(crate) fn signs_with(&self, log_vkey: &str, size: u64) -> bool {
        keys_at(&self.keys, size).any(|span| span.log_vkey == log_vkey)
    }

    /// What is wrong with the leaf or the root that was cited, if anything is.
    pub(crate) fn misplaced(&self, origin: &str, place: &CitedPlace) -> Option<String> {
        if self.leaf_hash(place.index) != Some(place.leaf_hash) {
            return Some(format!("entry {} of `{origin}` is not the one that was cited", place.index));
        }
        if self.root_at(place.size) != Some(place.root) {
            let size = place.size;
            return Some(format!(
                "the first {size} entries of `{origin}` are not those of the checkpoint that was cited"
            ));
        }
        None
    }

    /// Entries that cannot be read are passed over here: `verify` tells them.
    pub(crate) fn note(&mut self, index: u64, leaf: &[u8]) {
        self.leaves.push(leaf_hash(leaf));
        let Ok(entry) = Entry::parse(leaf) else { return };
        if let Command::CreateBook(create) = &entry.envelope.command {
            entry.leaf.origin.clone_into(&mut self.origin);
            let log_vkey = create.log_vkey.clone();
            self.keys = vec![LogKeySpan { log_vkey, from_size: 0, until_size: None }];
        }
        for event in entry.events {
            match event {
                Event::LogKeyRotated(rotated) => rotated.follow(&mut self.keys),
                Event::EffectsDeclared(declared) => {
                    self.partners.insert(declared.document, declared.partners);
                }
                Event::PollOpened(opened) => {
                    self.polls.insert(opened.poll, opened.document);
                }
                Event::PartnersSettled(settled) => {
                    self.settled.insert(settled.poll, settled.passed);
                }
                Event::ResultHandedOver(handed_over) => {
                    self.handed_over.insert(index, handed_over);
                }
                Event::ResultCited(cited) => self.cited.push((index, cited)),
                _ => {}
            }
        }
    }

    pub(crate) fn entries(&self) -> u64 {
        u64::try_from(self.leaves.len()).unwrap_or(u64::MAX)
    }

    fn leaf_hash(&self, index: u64) -> Option<Digest> {
        self.leaves.get(usize::try_from(index).ok()?).map(|hash| Digest(hash.0))
    }

    /// The root over the first entries; nothing when the book is shorter.
    fn root_at(&self, size: u64) -> Option<Digest> {
        let mut frontier = Frontier::default();
        self.leaves.get(..usize::try_from(size).ok()?)?.iter().for_each(|hash| frontier.push(*hash));
        Some(Digest(frontier.root().0))
    }
}
