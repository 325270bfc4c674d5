//! A registry book, and other books held against it: keys in force, pins, freezes, successors, policies.
//!
//! The registry itself is verified and replayed in full. Of each other book its hashes, its checkpoint and what it says of its own keys are
//! compared with the register, so that a hidden fork, a hidden book and a key out of force show; whether it is good in itself is left to `verify`
//! and `replay`.

mod book;
mod policy;
mod shown;

pub use book::BookHeld;

use crate::bundle::{Bundle, BundleError};
use crate::command::AuditError;
use crate::progress::Progress;
use crate::reading::{Basis, read};
use crate::trust::Pin;
use crate::verify::{Check, Plan, verify};
use serde::Serialize;
use shown::ShownBook;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use yishi_core::{BookOrigin, PinConflictKind, Register, RegisteredBook, TimeMs};

/// What came of it.
#[derive(Clone, Debug, Serialize)]
pub struct RegistryReport {
    /// On what it rests.
    pub registry: Basis,
    /// The registered books, by name.
    pub books: BTreeMap<String, BookHeld>,
    /// What is wrong.
    pub findings: Vec<RegistryFinding>,
    /// What was not checked, and why.
    pub not_checked: Vec<NotHeld>,
}

/// Something that is wrong.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RegistryFinding {
    /// The book that it is about.
    pub book: String,
    /// The entry of that book, where there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub index: Option<u64>,
    /// The entry of the registry, where there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub registry_index: Option<u64>,
    /// The check.
    pub check: String,
    /// What is wrong.
    pub message: String,
}

/// Something that could not be checked.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct NotHeld {
    /// The book.
    pub book: String,
    /// What.
    pub what: NotHeldWhat,
}

/// What could not be checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum NotHeldWhat {
    /// The book itself: nobody showed it.
    NotShown,
    /// Its witnesses: the text of its policy is not in the registry's bundle.
    PolicyMissing,
    /// Whether newer entries are hidden: nothing was pinned after those that were shown.
    SinceLastPin,
}

/// Verifies a registry and holds books against it.
///
/// # Errors
/// When a bundle cannot be read, one of the books founds nothing, or two of them are the same.
pub fn registry(path: &Path, books: &[PathBuf], pin: &Pin) -> Result<RegistryReport, AuditError> {
    let bundle = Bundle::open(path)?;
    let mut findings = verified(&bundle, pin)?;
    let reading = read(&bundle, pin, None, &mut |_| {})?;
    let read_findings = reading.findings.into_list(yishi_tally::Language::English);
    for finding in read_findings.into_iter().map(RegistryFinding::from) {
        if !findings.contains(&finding) {
            findings.push(finding);
        }
    }
    let register = &reading.state.register;
    let mut report = RegistryReport {
        registry: reading.basis,
        books: register.books.iter().map(|(origin, book)| (origin.to_string(), BookHeld::of(book))).collect(),
        findings: Vec::new(),
        not_checked: Vec::new(),
    };
    findings.iter_mut().for_each(|finding| finding.book.clone_from(&report.registry.origin));
    report.findings = findings;
    report.own_word(register, TimeMs(report.registry.recorded_at_ms));
    let mut seen = BTreeSet::new();
    for path in books {
        let shown = ShownBook::read(path, register)?;
        if !seen.insert(shown.origin.clone()) {
            let path = path.display();
            return Err(AuditError::Usage(format!("{path}: `{}` was given twice", shown.origin)));
        }
        report.hold(&bundle, register, &shown)?;
    }
    let hidden = register.books.keys().filter(|origin| !seen.contains(origin.as_str()));
    report
        .not_checked
        .extend(hidden.map(|origin| NotHeld { book: origin.to_string(), what: NotHeldWhat::NotShown }));
    report.not_checked.sort();
    Ok(report)
}

/// Every check of the registry's own bundle.
fn verified(bundle: &Bundle, pin: &Pin) -> Result<Vec<RegistryFinding>, BundleError> {
    let checks =
        [Check::Chain, Check::Tree, Check::Checkpoint, Check::Signatures, Check::Texts, Check::Replay];
    let threads = crate::stream::all_processors();
    let plan = Plan { checks: checks.into(), pin: pin.clone(), limit: 100, threads };
    let report = verify(bundle, &plan, &Progress::visible())?;
    Ok(report.findings.into_iter().map(RegistryFinding::from).collect())
}

/// Of the registry itself, whose name is not known yet.
impl From<yishi_book::Finding> for RegistryFinding {
    fn from(finding: yishi_book::Finding) -> Self {
        Self {
            book: String::new(),
            index: finding.index,
            registry_index: None,
            check: finding.check,
            message: finding.message,
        }
    }
}

impl RegistryFinding {
    fn new(book: &str, check: &str, message: impl Into<String>) -> Self {
        Self {
            book: book.to_owned(),
            index: None,
            registry_index: None,
            check: check.to_owned(),
            message: message.into(),
        }
    }

    /// At an entry of the book.
    fn at(self, index: u64) -> Self {
        Self { index: Some(index), ..self }
    }

    /// As an entry of the registry says.
    fn by_registry(self, index: u64) -> Self {
        Self { registry_index: Some(index), ..self }
    }
}

impl RegistryReport {
    fn find(&mut self, book: &str, check: &str, message: impl Into<String>) {
        self.findings.push(RegistryFinding::new(book, check, message));
    }

    /// What the register says by itself: conflicts on record, and books that nobody pinned in time.
    fn own_word(&mut self, register: &Register, now: TimeMs) {
        for (origin, book) in &register.books {
            self.conflicts(origin, book);
            let late = book.pin_by_ms.filter(|due| book.overdue || *due <= now);
            if let Some(due) = late {
                let size = book.newest_pin().size;
                let message =
                    format!("the last pin, at {size} entries, was to be followed by one until {due}");
                self.find(origin.as_str(), "overdue", message);
            }
        }
    }

    fn conflicts(&mut self, origin: &BookOrigin, book: &RegisteredBook) {
        for conflict in &book.conflicts {
            let (shown, pinned) = (conflict.stands, conflict.pinned);
            let message = match conflict.conflict {
                PinConflictKind::Fork => format!(
                    "its log signed two histories: {} entries under root {} do not begin with the {} that were pinned",
                    shown.size, shown.root, pinned.size
                ),
                PinConflictKind::Shrunk => format!(
                    "a registrar was shown {} entries after {} had been pinned: entries were missing, or the checkpoint was an old one",
                    shown.size, pinned.size
                ),
            };
            let finding = RegistryFinding::new(origin.as_str(), "conflict", message);
            self.findings.push(finding.by_registry(conflict.index));
        }
    }
}
