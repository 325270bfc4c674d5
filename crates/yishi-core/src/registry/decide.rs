//! Pins: what follows from a checkpoint whose signature and proof are good.

use super::*;
use crate::bounds::already;
use crate::decide::{Deciding, Decision};

/// By a registrar alone, for the checkpoint proves itself. One that contradicts an earlier pin pins nothing and is kept as evidence.
pub(crate) fn decide_pin_checkpoint(deciding: &Deciding<'_>, command: &PinCheckpoint) -> Decision {
    let by = deciding.require_registrar()?.clone();
    let PinCheckpoint { origin, stands, note, proof, .. } = command;
    let book = deciding.unfrozen(origin)?;
    require_safe("size", stands.size)?;
    if note.len() > MAX_NOTE_BYTES {
        return Err(out_of_range("note", &format!("at most {MAX_NOTE_BYTES} bytes"), note.len()));
    }
    require_count("proof", proof.len(), 0, MAX_PROOF_HASHES)?;
    let Some(before) = book.pin_within(stands.size) else {
        return Err(out_of_range("size", "1 or more: the book has a first entry", stands.size));
    };
    match book.contradiction(command, before) {
        Some((conflict, pinned)) => {
            book.keep(PinConflictRecorded { origin: origin.clone(), conflict, stands: *stands, pinned, by })
        }
        // The newest pin once more renews it: a book in which nothing happens is pinned as faithfully as any.
        None => {
            let pin_by_ms = deciding.pin_by_ms()?;
            Ok(vec![CheckpointPinned { origin: origin.clone(), stands: *stands, by, pin_by_ms }.into()])
        }
    }
}

/// The time to pin a book is over.
pub(crate) fn decide_pin_missed(deciding: &Deciding<'_>, book: RegisteredBookId) -> Decision {
    let missing = || Rejection::NotFound { kind: "registered book".to_owned(), id: book.to_string() };
    let origin = deciding.state.register.ids.get(&book).ok_or_else(missing)?.clone();
    Ok(vec![PinOverdue { origin }.into()])
}

impl RegisteredBook {
    /// The pin that a checkpoint contradicts: another beginning, or fewer entries than were seen.
    fn contradiction(
        &self,
        command: &PinCheckpoint,
        before: StandsAt,
    ) -> Option<(PinConflictKind, StandsAt)> {
        let newest = self.newest_pin();
        // Of one size there is one root: a proof of two that differ does not exist, but nothing here rests on that.
        let differs = before.size == command.stands.size && before.root != command.stands.root;
        if command.shown_root != before.root || differs {
            Some((PinConflictKind::Fork, before))
        } else if command.stands.size < newest.size {
            Some((PinConflictKind::Shrunk, newest))
        } else {
            None
        }
    }

    /// Each contradiction once, and so many of a book: the first ones say all that later ones could. Those that prove nothing are counted
    /// apart, so that no registrar alone can fill the place of proof.
    fn keep(&self, event: PinConflictRecorded) -> Decision {
        let same = |kept: &PinConflict| (kept.conflict, kept.stands) == (event.conflict, event.stands);
        if self.conflicts.iter().any(same) {
            return Err(already(format!("this conflict of `{}` stands on record", event.origin)));
        }
        let alike = self.conflicts.iter().filter(|kept| kept.conflict == event.conflict).count();
        let most = match event.conflict {
            PinConflictKind::Fork => MAX_PER_BOOK.saturating_sub(MAX_SHRUNK),
            PinConflictKind::Shrunk => MAX_SHRUNK,
        };
        require_count("conflicts", alike.saturating_add(1), 1, most)?;
        Ok(vec![event.into()])
    }
}
