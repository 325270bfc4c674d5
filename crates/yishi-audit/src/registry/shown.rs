//! A book as it is shown: its hashes at the sizes that matter, and what it says of its own keys and its end.

use crate::bundle::{Bundle, BundleError, CHECKPOINT, visit};
use crate::command::AuditError;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use yishi_book::Entry;
use yishi_core::{
    BookFrozen, BookOrigin, Command, Digest, Event, LogKeySpan, Obligation, PublicKey, Register,
    RegisteredBook, RegistrarAct, RegistrarRequestId, Succeeds,
};
use yishi_log::checkpoint::Checkpoint;
use yishi_log::tree::{Frontier, leaf_hash};

/// A book that was given.
#[derive(Default)]
pub(super) struct ShownBook {
    pub(super) origin: String,
    pub(super) entries: u64,
    pub(super) engine_key: Option<PublicKey>,
    pub(super) first_leaf: Option<Digest>,
    pub(super) keys: Vec<LogKeySpan>,
    pub(super) succeeds: Option<Succeeds>,
    pub(super) end: Option<(u64, BookFrozen)>,
    /// The roots at the sizes of pins and at that of the checkpoint.
    pub(super) roots: BTreeMap<u64, Digest>,
    /// Entries after the last good one that do not end the book: the first of them, and how many.
    pub(super) after_freeze: Option<(u64, u64)>,
    /// The requests to end it.
    endings: BTreeSet<RegistrarRequestId>,
    pub(super) note: Option<Vec<u8>>,
    pub(super) checkpoint: Option<Checkpoint>,
}

impl ShownBook {
    /// Reads a book once from its beginning; entries that cannot be read are `verify`'s to tell.
    pub(super) fn read(path: &Path, register: &Register) -> Result<Self, AuditError> {
        let bundle = Bundle::open(path)?;
        let note = bundle.read(CHECKPOINT)?;
        let checkpoint = note.as_deref().and_then(|note| Checkpoint::parse_unverified(note).ok());
        let mut shown = Self { note, checkpoint, ..Self::default() };
        shown.read_entries(&bundle, register)?;
        if shown.origin.is_empty() {
            let path = path.display();
            return Err(AuditError::Usage(format!(
                "{path}: the first entry founds no book; `verify` says what is wrong"
            )));
        }
        Ok(shown)
    }

    fn read_entries(&mut self, bundle: &Bundle, register: &Register) -> Result<(), BundleError> {
        let mut frontier = Frontier::default();
        let mut wanted = BTreeSet::new();
        let mut last_good = None;
        visit(bundle, &mut |index, leaf| {
            let hash = leaf_hash(leaf);
            frontier.push(hash);
            self.note_entry(index, leaf, last_good);
            if index == 0 {
                self.first_leaf = Some(Digest(hash.0));
                let book = self.registered(register);
                wanted = self.sizes(book);
                last_good = book.and_then(|book| Some(book.freeze.as_ref()?.last_good.size));
            }
            if wanted.contains(&frontier.size()) {
                self.roots.insert(frontier.size(), Digest(frontier.root().0));
            }
            true
        })?;
        self.entries = frontier.size();
        Ok(())
    }

    fn registered<'a>(&self, register: &'a Register) -> Option<&'a RegisteredBook> {
        register.books.get(&self.origin.parse::<BookOrigin>().ok()?).map(|book| &**book)
    }

    fn sizes(&self, book: Option<&RegisteredBook>) -> BTreeSet<u64> {
        let pinned = book.into_iter().flat_map(|book| book.pins.keys().copied());
        pinned.chain(self.checkpoint.as_ref().map(|checkpoint| checkpoint.size)).collect()
    }

    /// Whether an entry may stand after the registry froze the book: registrars end it, and texts of people are withheld; nothing else.
    fn is_ending(&mut self, index: u64, command: &Command) -> bool {
        match command {
            Command::RequestRegistrarAct(asked)
                if matches!(asked.act, RegistrarAct::FreezeBook(_) | RegistrarAct::EraseMember { .. }) =>
            {
                self.endings.insert(RegistrarRequestId::first(index))
            }
            Command::EndorseRegistrarAct(endorsed) => self.endings.contains(&endorsed.request),
            Command::RedactText(_) => true,
            Command::FireTimer(fired) => match &fired.obligation {
                Obligation::ErasureGoesOn { request, .. } | Obligation::RequestLapses { request } => {
                    self.endings.contains(request)
                }
                _ => false,
            },
            _ => false,
        }
    }

    fn note_entry(&mut self, index: u64, leaf: &[u8], last_good: Option<u64>) {
        let entry = Entry::parse(leaf).ok();
        let ends = entry.as_ref().is_some_and(|entry| self.is_ending(index, &entry.envelope.command));
        if last_good.is_some_and(|size| index >= size) && !ends {
            let (_, count) = self.after_freeze.get_or_insert((index, 0));
            *count = count.saturating_add(1);
        }
        let Some(entry) = entry else { return };
        if let (0, Command::CreateBook(create)) = (index, &entry.envelope.command) {
            entry.leaf.origin.clone_into(&mut self.origin);
            self.engine_key = Some(create.engine_key);
            self.succeeds.clone_from(&create.succeeds);
            let log_vkey = create.log_vkey.clone();
            self.keys = vec![LogKeySpan { log_vkey, from_size: 0, until_size: None }];
        }
        for event in entry.events {
            match event {
                Event::LogKeyRotated(rotated) => rotated.follow(&mut self.keys),
                Event::BookFrozen(frozen) => self.end = Some((index, frozen)),
                _ => {}
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use yishi_core::{BookFreezing, EndorseRegistrarAct, LogKeyRotation, RequestRegistrarAct};

    #[test]
    fn registrars_end_a_frozen_book_withhold_texts_and_do_nothing_else_in_it() {
        let mut shown = ShownBook::default();
        let mut asks = |index, act| shown.is_ending(index, &Command::from(RequestRegistrarAct { act }));
        let rotation = LogKeyRotation { log_vkey: "a.example/b+00000000+AQ==".to_owned(), overlap: 0 };
        assert!(!asks(5, RegistrarAct::RotateLogKey(rotation)));
        assert!(asks(
            6,
            RegistrarAct::FreezeBook(BookFreezing { reason: "stolen".to_owned(), successor: None })
        ));
        let mut endorses = |index| {
            let request = RegistrarRequestId::first(index);
            shown.is_ending(7, &Command::from(EndorseRegistrarAct { request }))
        };
        assert!(!endorses(5), "of something else");
        assert!(endorses(6));
        let (member, ground) = ("bird".parse().unwrap(), "PIPL art. 47".to_owned());
        let erases = RequestRegistrarAct { act: RegistrarAct::EraseMember { member, ground } };
        assert!(shown.is_ending(8, &Command::from(erases)));
        let goes_on = |at| {
            let obligation = Obligation::ErasureGoesOn { request: RegistrarRequestId::first(at), part: 2 };
            Command::FireTimer(yishi_core::FireTimer { obligation, due_at_ms: yishi_core::TimeMs(0) })
        };
        assert!(shown.is_ending(9, &goes_on(8)) && !shown.is_ending(9, &goes_on(5)));
    }
}
