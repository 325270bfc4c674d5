//! Which checkpoints a command may name as seen, and until when it may then stay valid.
//!
//! A checkpoint was the newest from its last entry until the next one; the author may have seen it at any moment in
//! between. A command is therefore good for at most seven days after the entry that superseded the checkpoint it names,
//! and one that names the newest checkpoint for seven days from now. Checkpoints superseded longer ago can no longer
//! carry a command that has not expired, so nothing needs to be kept of them (decision "seen checkpoints").

use crate::blob;
use crate::{Refusal, Seen};
use imbl::Vector;
use yishi_core::{Digest, TimeMs};
use yishi_log::tree::TreeHash;

/// How long a command stays valid after the checkpoint seen, at most: 7 days.
pub const MAX_VALIDITY_MS: u64 = 7 * 24 * 60 * 60 * 1000;

/// Bytes of one mark in a snapshot.
const RECORD_BYTES: usize = 32 + 8;

/// A checkpoint that is no longer the newest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Mark {
    root: TreeHash,
    superseded_at: TimeMs,
}

/// The superseded checkpoints of the last seven days, by size.
#[derive(Clone, Debug, Default)]
pub(crate) struct Window {
    /// The size of the first mark.
    start: u64,
    marks: Vector<Mark>,
}

/// The newest checkpoint, and now.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Newest {
    pub(crate) size: u64,
    pub(crate) root: TreeHash,
    pub(crate) recorded_at: TimeMs,
    pub(crate) now: TimeMs,
}

impl Window {
    /// The checkpoint with `root` was superseded by an entry recorded at `at`.
    pub(crate) fn supersede(&mut self, root: TreeHash, at: TimeMs) {
        self.marks.push_back(Mark { root, superseded_at: at });
        while self.marks.front().is_some_and(|mark| latest_after(mark.superseded_at) <= at) {
            self.marks.pop_front();
            self.start = self.start.saturating_add(1);
        }
    }

    /// Checks that `seen` is a checkpoint of this book and `expires_at` not too long after it.
    pub(crate) fn check(&self, seen: &Seen, expires_at_ms: TimeMs, newest: Newest) -> Result<(), Refusal> {
        let latest_ms = self.latest(seen, newest)?;
        if expires_at_ms > latest_ms {
            return Err(Refusal::ExpiryTooFar { expires_at_ms, latest_ms });
        }
        Ok(())
    }

    /// The last moment until which a command that names `seen` may stay valid.
    fn latest(&self, seen: &Seen, newest: Newest) -> Result<TimeMs, Refusal> {
        let unknown = Refusal::UnknownCheckpoint { size: seen.size };
        if seen.size > newest.size {
            return Err(unknown);
        }
        if seen.size == newest.size {
            return if seen.root == Digest(newest.root.0) {
                Ok(latest_after(newest.now))
            } else {
                Err(unknown)
            };
        }
        let Some(position) = seen.size.checked_sub(self.start) else {
            return Ok(newest.recorded_at);
        };
        let mark = usize::try_from(position).ok().and_then(|position| self.marks.get(position));
        match mark {
            Some(mark) if seen.root == Digest(mark.root.0) => Ok(latest_after(mark.superseded_at)),
            _ => Err(unknown),
        }
    }

    pub(crate) const fn start(&self) -> u64 {
        self.start
    }

    pub(crate) fn to_blob(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(self.marks.len().saturating_mul(RECORD_BYTES));
        for mark in &self.marks {
            bytes.extend_from_slice(&mark.root.0);
            bytes.extend_from_slice(&mark.superseded_at.0.to_be_bytes());
        }
        bytes
    }

    pub(crate) fn from_blob(start: u64, bytes: &[u8]) -> Option<Self> {
        let parsed = blob::records::<RECORD_BYTES>(bytes)?.map(|record| {
            let (root, rest) = record.split_first_chunk::<32>()?;
            let superseded_at = TimeMs(u64::from_be_bytes(*rest.first_chunk::<8>()?));
            Some(Mark { root: TreeHash(*root), superseded_at })
        });
        Some(Self { start, marks: parsed.collect::<Option<Vector<_>>>()? })
    }
}

fn latest_after(at: TimeMs) -> TimeMs {
    TimeMs(at.0.saturating_add(MAX_VALIDITY_MS))
}

#[cfg(test)]
mod tests {
    use super::*;

    const WEEK: u64 = MAX_VALIDITY_MS;

    fn root(n: u8) -> TreeHash {
        TreeHash([n; 32])
    }

    fn seen(size: u64, byte: u8) -> Seen {
        Seen { size, root: Digest([byte; 32]) }
    }

    /// Checkpoints 0, 1, 2 superseded at 1,000, 2,000 and 3,000 ms; 3 is the newest.
    fn window() -> Window {
        let mut window = Window::default();
        for n in 0..3_u8 {
            window.supersede(root(n), TimeMs((u64::from(n) + 1) * 1_000));
        }
        window
    }

    fn newest(now: u64) -> Newest {
        Newest { size: 3, root: root(3), recorded_at: TimeMs(3_000), now: TimeMs(now) }
    }

    #[test]
    fn a_command_is_good_for_seven_days_after_its_checkpoint_was_superseded() {
        let check = |expires| window().check(&seen(1, 1), TimeMs(expires), newest(5_000));
        assert_eq!(check(2_000 + WEEK), Ok(()));
        let (expires_at_ms, latest_ms) = (TimeMs(2_001 + WEEK), TimeMs(2_000 + WEEK));
        assert_eq!(check(2_001 + WEEK), Err(Refusal::ExpiryTooFar { expires_at_ms, latest_ms }));
    }

    #[test]
    fn one_that_names_the_newest_checkpoint_is_good_for_seven_days_from_now_however_long_nothing_happened() {
        let now = 3_000 + 10 * WEEK;
        let check = |expires| window().check(&seen(3, 3), TimeMs(expires), newest(now));
        assert_eq!(check(now + WEEK), Ok(()));
        assert!(check(now + WEEK + 1).is_err());
    }

    #[test]
    fn a_checkpoint_that_is_not_of_this_book_is_refused() {
        for wrong in [seen(4, 4), seen(3, 2), seen(1, 2), seen(u64::MAX, 0)] {
            let refused = window().check(&wrong, TimeMs(6_000), newest(5_000));
            assert_eq!(refused, Err(Refusal::UnknownCheckpoint { size: wrong.size }));
        }
    }

    #[test]
    fn what_was_superseded_more_than_seven_days_ago_is_forgotten_and_still_refused() {
        let mut window = window();
        window.supersede(root(3), TimeMs(2_000 + WEEK));
        assert_eq!((window.start, window.marks.len()), (2, 2));
        let newest =
            Newest { size: 4, root: root(4), recorded_at: TimeMs(2_000 + WEEK), now: TimeMs(2_000 + WEEK) };
        let refused = window.check(&seen(1, 1), TimeMs(2_001 + WEEK), newest);
        let (expires_at_ms, latest_ms) = (TimeMs(2_001 + WEEK), newest.recorded_at);
        assert_eq!(refused, Err(Refusal::ExpiryTooFar { expires_at_ms, latest_ms }));
    }

    #[test]
    fn the_window_survives_a_snapshot() {
        let window = window();
        let restored = Window::from_blob(window.start, &window.to_blob()).unwrap();
        assert_eq!(restored.marks, window.marks);
        assert!(Window::from_blob(0, &[0; 39]).is_none());
    }
}
