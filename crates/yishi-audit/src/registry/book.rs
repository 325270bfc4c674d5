//! One book held against what the register says of it.

use super::shown::ShownBook;
use super::{NotHeld, NotHeldWhat, RegistryFinding, RegistryReport};
use crate::bundle::{Bundle, BundleError};
use serde::Serialize;
use yishi_core::{BookOrigin, LogKeySpan, Register, RegisteredBook, StandsAt, TimeMs, keys_at};
use yishi_log::checkpoint::{LogVerifier, Signed};
use yishi_log::note::Note;

/// A registered book, and what was seen of it.
#[derive(Clone, Debug, Serialize)]
pub struct BookHeld {
    /// How many checkpoints of it were pinned, its first entry among them.
    pub pins: u64,
    /// The newest of them.
    pub newest_pin: StandsAt,
    /// By when it is to be pinned again.
    pub pin_by_ms: Option<TimeMs>,
    /// The keys of its log.
    pub keys: Vec<LogKeySpan>,
    /// Where it was frozen.
    pub frozen_at: Option<StandsAt>,
    /// The book that goes on.
    pub successor: Option<BookOrigin>,
    /// How many entries were shown; absent where nobody showed it.
    pub entries: Option<u64>,
    /// How many pins were found to be its beginning.
    pub pins_held: u64,
}

impl BookHeld {
    pub(super) fn of(book: &RegisteredBook) -> Self {
        Self {
            pins: u64::try_from(book.pins.len()).unwrap_or(u64::MAX),
            newest_pin: book.newest_pin(),
            pin_by_ms: book.pin_by_ms,
            keys: book.keys.clone(),
            frozen_at: book.freeze.as_ref().map(|freeze| freeze.last_good),
            successor: book.successor.clone(),
            entries: None,
            pins_held: 0,
        }
    }
}

impl RegistryReport {
    pub(super) fn hold(
        &mut self,
        registry: &Bundle,
        register: &Register,
        shown: &ShownBook,
    ) -> Result<(), BundleError> {
        let found = shown.origin.parse().ok().and_then(|origin: BookOrigin| register.books.get(&origin));
        let Some(book) = found else {
            self.find(&shown.origin, "register", "the registry does not know this book");
            return Ok(());
        };
        self.hold_founding(book, shown);
        self.hold_keys(book, shown);
        self.hold_checkpoint(book, shown);
        self.hold_pins(book, shown);
        self.hold_freeze(register, book, shown);
        self.hold_policy(registry, book, shown)?;
        if book.freeze.is_none() && shown.entries > book.newest_pin().size {
            self.not_checked.push(NotHeld { book: shown.origin.clone(), what: NotHeldWhat::SinceLastPin });
        }
        Ok(())
    }

    fn hold_founding(&mut self, book: &RegisteredBook, shown: &ShownBook) {
        if shown.first_leaf != Some(book.first_leaf) {
            let message =
                format!("its first entry is not the one registered, of leaf hash {}", book.first_leaf);
            self.findings.push(RegistryFinding::new(&shown.origin, "register", message).at(0));
        }
        if shown.engine_key != Some(book.engine_key) {
            let message = format!("its engine's key is not the one registered, {}", book.engine_key);
            self.findings.push(RegistryFinding::new(&shown.origin, "register", message).at(0));
        }
    }

    /// Registry and book tell the same of its keys, each for the sizes that it signs.
    fn hold_keys(&mut self, book: &RegisteredBook, shown: &ShownBook) {
        let told = |keys: &[LogKeySpan]| keys.iter().map(spelled).collect::<Vec<_>>().join(", then ");
        if shown.keys != book.keys {
            let message = format!(
                "the registry says that {} signs its checkpoints, the book says {}",
                told(&book.keys),
                told(&shown.keys)
            );
            self.find(&shown.origin, "keys", message);
        }
    }

    fn hold_checkpoint(&mut self, book: &RegisteredBook, shown: &ShownBook) {
        if let Err(message) = signed_in_force(book, shown) {
            self.find(&shown.origin, "checkpoint", message);
        }
        let Some(checkpoint) = &shown.checkpoint else { return };
        let root = shown.roots.get(&checkpoint.size).map(|root| root.0);
        if root != Some(checkpoint.root.0) || shown.entries != checkpoint.size {
            let message = format!(
                "its checkpoint covers {} entries under root {}, and the {} that are shown are others",
                checkpoint.size, checkpoint.root, shown.entries
            );
            self.find(&shown.origin, "tree", message);
        }
    }

    /// Each pin is a beginning of the book.
    fn hold_pins(&mut self, book: &RegisteredBook, shown: &ShownBook) {
        let mut held: u64 = 0;
        for (size, pin) in &book.pins {
            let message = match shown.roots.get(size) {
                Some(root) if *root == pin.root => {
                    held = held.saturating_add(1);
                    continue;
                }
                Some(root) => format!(
                    "FORK: its first {size} entries have the root {root}, and {} was pinned; keep the book and the registry",
                    pin.root
                ),
                None => format!(
                    "it was pinned with {size} entries and is shown with {}: take a newer copy; if there is none, entries are missing",
                    shown.entries
                ),
            };
            let at = size.saturating_sub(1).min(shown.entries);
            let finding = RegistryFinding::new(&shown.origin, "pinned", message);
            self.findings.push(finding.at(at).by_registry(pin.index));
        }
        if let Some(told) = self.books.get_mut(&shown.origin) {
            (told.entries, told.pins_held) = (Some(shown.entries), held);
        }
    }

    fn hold_freeze(&mut self, register: &Register, book: &RegisteredBook, shown: &ShownBook) {
        if let (Some(freeze), Some((index, count))) = (&book.freeze, shown.after_freeze) {
            let message = format!(
                "{count} entries stand after the last good one, for the registry froze the book at {} entries: {}",
                freeze.last_good.size, freeze.reason
            );
            let finding = RegistryFinding::new(&shown.origin, "freeze", message);
            self.findings.push(finding.at(index).by_registry(freeze.index));
        }
        if let Some((index, end)) = &shown.end
            && book.freeze.is_none()
        {
            let message = format!(
                "the book was frozen by its registrars, and the registry does not say so: {}",
                end.reason
            );
            self.findings.push(RegistryFinding::new(&shown.origin, "freeze", message).at(*index));
        }
        if let Some((index, end)) = &shown.end
            && end.successor.is_some()
            && book.successor.is_some()
            && end.successor != book.successor
        {
            let message = "book and registry name different successors".to_owned();
            self.findings.push(RegistryFinding::new(&shown.origin, "successor", message).at(*index));
        }
        self.hold_succession(register, shown);
    }

    /// What a book says that it goes on from, the register must know.
    fn hold_succession(&mut self, register: &Register, shown: &ShownBook) {
        let Some(succeeds) = &shown.succeeds else { return };
        let before = register.books.get(&succeeds.origin);
        let named = before.and_then(|before| before.successor.as_ref()).map(BookOrigin::as_str);
        let frozen = before.and_then(|before| before.freeze.as_ref()).map(|freeze| freeze.last_good);
        if named != Some(&shown.origin) || frozen != Some(succeeds.last_good) {
            let message = format!(
                "it says that it goes on from `{}` at {} entries, and the registry does not",
                succeeds.origin, succeeds.last_good.size
            );
            self.findings.push(RegistryFinding::new(&shown.origin, "successor", message).at(0));
        }
    }
}

fn spelled(span: &LogKeySpan) -> String {
    match span.until_size {
        Some(until) => format!("{} (sizes {} to {until})", span.log_vkey, span.from_size),
        None => format!("{} (from size {})", span.log_vkey, span.from_size),
    }
}

/// A key in force at its size has signed the checkpoint, and none of them badly.
fn signed_in_force(book: &RegisteredBook, shown: &ShownBook) -> Result<(), String> {
    let bytes = shown.note.as_deref().ok_or("the bundle has no checkpoint")?;
    let note = Note::parse(bytes)?;
    let checkpoint = shown.checkpoint.as_ref().ok_or("its checkpoint is malformed")?;
    if checkpoint.origin != shown.origin {
        return Err(format!("its checkpoint is of `{}`", checkpoint.origin));
    }
    let verifier =
        |span: &LogKeySpan| LogVerifier::parse(&span.log_vkey).ok().filter(|key| key.name() == shown.origin);
    let signed: Vec<Signed> =
        keys_at(&book.keys, checkpoint.size).filter_map(verifier).map(|key| key.signed(&note)).collect();
    if signed.contains(&Signed::Bad) {
        return Err("a signature of a key in force does not verify".to_owned());
    }
    if signed.contains(&Signed::Good) {
        return Ok(());
    }
    let retired = book.keys.iter().filter(|span| !span.signs(checkpoint.size));
    let retired = retired.filter_map(verifier).find(|key| key.signed(&note) == Signed::Good);
    match retired {
        Some(key) => Err(format!(
            "its checkpoint of {} entries is signed by {}, which does not sign that size",
            checkpoint.size,
            key.to_vkey()
        )),
        None => Err(format!("no key that is in force at {} entries has signed it", checkpoint.size)),
    }
}
