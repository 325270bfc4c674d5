//! Matters that went from book to book, verified from both ends.
//!
//! Each book proves its own citations, which `replay` checks again. Here both ends are at hand: what one cites must stand in the other that is shown
//! now, both must tell the same of it, and a matter that one gave away must have arrived.

use crate::bundle::{Bundle, BundleError, visit};
use crate::together::{BookSeen, Said, TogetherFinding};
use serde::Serialize;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use yishi_core::{CitedPlace, HandOverConfirmed, MatterHandedOver, MatterReceived, PartnerBook};

/// What came of it.
#[derive(Clone, Debug, Default, Serialize)]
pub struct HandOvers {
    /// The books, in the order in which they were given.
    pub books: Vec<BookSeen>,
    /// The hand-overs between them.
    pub hand_overs: Vec<HandOverSeen>,
    /// What does not agree.
    pub findings: Vec<TogetherFinding>,
    /// Books that take part and were not given.
    pub absent: BTreeSet<String>,
}

/// A hand-over between two books that were given.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct HandOverSeen {
    /// The book that gave the matter away.
    pub from: String,
    /// Its matter.
    pub matter: String,
    /// The entry there.
    pub index: u64,
    /// The book that it went to.
    pub to: String,
    /// The matter there, and its entry; absent where it did not arrive.
    pub received: Option<(String, u64)>,
    /// The entry that confirms it at home; absent where none does.
    pub confirmed: Option<u64>,
    /// How it stands.
    pub standing: HandOverStanding,
}

/// How a hand-over stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum HandOverStanding {
    /// Handed over, received, confirmed.
    Complete,
    /// A word is waited for, and there is time.
    Waiting,
    /// It came back, for no word came in time, and the other book does not have it.
    Lapsed,
    /// An end is missing: a finding says which.
    EndMissing,
}

/// Reads books and compares what they hand over to one another.
///
/// # Errors
/// When one of them cannot be read.
pub fn hand_overs(bundles: &[PathBuf]) -> Result<HandOvers, BundleError> {
    let books = bundles.iter().map(|path| read(path)).collect::<Result<Vec<_>, _>>()?;
    let mut report = HandOvers::default();
    for book in &books {
        report.books.push(BookSeen { origin: book.said.origin.clone(), entries: book.said.entries() });
        report.cited(book, &books);
    }
    for book in &books {
        for (index, handed) in &book.handed {
            match books.iter().find(|other| other.said.origin == handed.to.origin.as_str()) {
                Some(other) => report.follow(book, *index, handed, other),
                None => drop(report.absent.insert(handed.to.origin.to_string())),
            }
        }
    }
    Ok(report)
}

/// A book with its hand-overs, each with its entry.
struct Ends {
    said: Said,
    ends_at_ms: u64,
    handed: Vec<(u64, MatterHandedOver)>,
    received: Vec<(u64, MatterReceived)>,
    confirmed: Vec<(u64, HandOverConfirmed)>,
    lapsed: Vec<(u64, yishi_core::MatterId)>,
}

fn read(path: &Path) -> Result<Ends, BundleError> {
    let mut ends = Ends {
        said: Said::default(),
        ends_at_ms: 0,
        handed: Vec::new(),
        received: Vec::new(),
        confirmed: Vec::new(),
        lapsed: Vec::new(),
    };
    visit(&Bundle::open(path)?, &mut |index, leaf| {
        ends.said.note(index, leaf);
        ends.note(index, leaf);
        true
    })?;
    Ok(ends)
}

impl Ends {
    fn note(&mut self, index: u64, leaf: &[u8]) {
        use yishi_core::Event;
        let Ok(entry) = yishi_book::Entry::parse(leaf) else { return };
        self.ends_at_ms = entry.leaf.recorded_at_ms;
        for event in entry.events {
            match event {
                Event::MatterHandedOver(event) => self.handed.push((index, event)),
                Event::MatterReceived(event) => self.received.push((index, event)),
                Event::HandOverConfirmed(event) => self.confirmed.push((index, event)),
                Event::HandOverLapsed(event) => self.lapsed.push((index, event.matter)),
                _ => {}
            }
        }
    }

    /// The receipt of what another book handed over by an entry.
    fn receipt(&self, origin: &str, index: u64) -> Option<&(u64, MatterReceived)> {
        let of = |(_, received): &&(u64, MatterReceived)| {
            received.from.origin.as_str() == origin && received.place.index == index
        };
        self.received.iter().find(of)
    }

    /// What came of a hand-over at home: whether it was confirmed, and whether it came back or went to another book after all.
    fn word(&self, index: u64, matter: yishi_core::MatterId) -> (Option<&(u64, HandOverConfirmed)>, bool) {
        let next = self.handed.iter().find(|(at, found)| *at > index && found.matter == matter);
        let until = next.map_or(u64::MAX, |(at, _)| *at);
        let within = |at: u64| index < at && at < until;
        let of_matter = |(_, found): &&(u64, HandOverConfirmed)| found.matter == matter;
        let confirmed =
            self.confirmed.iter().filter(of_matter).find(|(_, found)| found.handed_over_at == index);
        let elsewhere = confirmed.is_none() && self.confirmed.iter().any(|found| of_matter(&found));
        let lapsed = elsewhere || self.lapsed.iter().any(|(at, found)| within(*at) && *found == matter);
        (confirmed, lapsed)
    }
}

impl HandOvers {
    fn find(&mut self, book: &Ends, index: u64, check: &'static str, message: String) {
        self.findings.push(TogetherFinding { origin: book.said.origin.clone(), index, check, message });
    }

    /// What a book cites of others stands there, and says the same.
    fn cited(&mut self, book: &Ends, books: &[Ends]) {
        for (index, received) in &book.received {
            let Some(other) = self.given(received.from.origin.as_str(), books) else { continue };
            let fault = misplaced(&received.from, &received.place, other).or_else(|| {
                let handed = other.handed.iter().find(|(at, _)| *at == received.place.index);
                let same = handed.is_some_and(|(_, handed)| {
                    handed.to.origin.as_str() == book.said.origin && handed.title == received.title
                });
                let place = received.place.index;
                (!same).then(|| {
                    format!(
                        "entry {place} of `{}` does not hand this matter over to this book",
                        received.from.origin
                    )
                })
            });
            if let Some(message) = fault {
                self.find(book, *index, "citation", message);
            }
        }
        for (index, confirmed) in &book.confirmed {
            let handed =
                book.handed.iter().rev().find(|(at, it)| at < index && it.matter == confirmed.matter);
            let Some((handed_at, handed)) = handed else { continue };
            let Some(other) = self.given(handed.to.origin.as_str(), books) else { continue };
            let fault = misplaced(&handed.to, &confirmed.place, other).or_else(|| {
                let receipt = other.receipt(&book.said.origin, *handed_at);
                let same = receipt.is_some_and(|(at, _)| *at == confirmed.place.index);
                let place = confirmed.place.index;
                (!same).then(|| {
                    format!(
                        "entry {place} of `{}` does not receive what entry {handed_at} handed over",
                        handed.to.origin
                    )
                })
            });
            if let Some(message) = fault {
                self.find(book, *index, "citation", message);
            }
        }
    }

    fn given<'a>(&mut self, origin: &str, books: &'a [Ends]) -> Option<&'a Ends> {
        let found = books.iter().find(|other| other.said.origin == origin);
        if found.is_none() {
            self.absent.insert(origin.to_owned());
        }
        found
    }

    /// Whether a matter that was given away has arrived, and whether home knows it.
    fn follow(&mut self, book: &Ends, index: u64, handed: &MatterHandedOver, other: &Ends) {
        let receipt = other.receipt(&book.said.origin, index);
        let (confirmed, lapsed) = book.word(index, handed.matter);
        let late = |ends: &Ends| ends.ends_at_ms >= handed.answer_by_ms.0;
        let (standing, missing) = match (receipt, confirmed, lapsed) {
            (Some(_), Some(_), _) => (HandOverStanding::Complete, None),
            (None, Some(_), _) => (
                HandOverStanding::EndMissing,
                Some("confirmed here, and the other book never received it".to_owned()),
            ),
            (Some((at, _)), None, true) => (
                HandOverStanding::EndMissing,
                Some(format!(
                    "both books deal with it: entry {at} of `{}` received it, and here it came back; confirm it",
                    handed.to.origin
                )),
            ),
            (Some((at, _)), None, false) if late(book) => (
                HandOverStanding::EndMissing,
                Some(format!(
                    "entry {at} of `{}` received it, and nothing here confirms that",
                    handed.to.origin
                )),
            ),
            (None, None, true) => (HandOverStanding::Lapsed, None),
            (None, None, false) if late(book) => (
                HandOverStanding::EndMissing,
                Some("neither received there nor taken back here, though the time is over".to_owned()),
            ),
            (_, None, false) => (HandOverStanding::Waiting, None),
        };
        if let Some(message) = missing {
            self.find(book, index, "hand_over", message);
        }
        self.hand_overs.push(HandOverSeen {
            from: book.said.origin.clone(),
            matter: handed.matter.to_string(),
            index,
            to: handed.to.origin.to_string(),
            received: receipt.map(|(at, received)| (received.matter.to_string(), *at)),
            confirmed: confirmed.map(|(at, _)| *at),
            standing,
        });
    }
}

/// What is wrong with the place of a citation, if anything is: its key, its leaf, its root.
fn misplaced(named: &PartnerBook, place: &CitedPlace, other: &Ends) -> Option<String> {
    let origin = &named.origin;
    if !other.said.signs_with(&named.log_vkey, place.size) {
        let size = place.size;
        return Some(format!(
            "`{origin}` does not sign {size} entries with the log key that was named, {}",
            named.log_vkey
        ));
    }
    other.said.misplaced(origin.as_str(), place)
}
