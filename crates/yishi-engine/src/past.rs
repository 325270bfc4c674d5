//! Past versions: the nearest version or snapshot at or below a size, and a bounded fold from there.

use crate::shared::{Shared, lock};
use crate::{AsOf, AsOfError, JournalError, Version, snapshot};
use lru::LruCache;
use std::collections::VecDeque;
use std::num::NonZeroUsize;
use std::sync::Arc;
use yishi_book::fold_leaf;
use yishi_core::{State, TimeMs};
use yishi_log::leaf::Leaf;

/// Most entries that are folded for one past version.
pub const MAX_FOLD: u64 = 8_192;
/// Entries between two recent versions that are kept in memory.
const RECENT_STEP: u64 = 1_024;
/// Recent versions kept in memory; what they share with the present one costs nothing.
const RECENT_VERSIONS: usize = 8;
/// Folded versions kept in memory.
const FOLDED_VERSIONS: usize = 16;

/// Past versions at hand.
pub(crate) struct Past {
    recent: VecDeque<Arc<Version>>,
    folded: LruCache<u64, Arc<Version>>,
}

impl Default for Past {
    fn default() -> Self {
        let capacity = NonZeroUsize::new(FOLDED_VERSIONS).unwrap_or(NonZeroUsize::MIN);
        Self { recent: VecDeque::new(), folded: LruCache::new(capacity) }
    }
}

impl Past {
    /// Keeps a published version, unless it is close to the last one kept.
    pub(crate) fn remember_recent(&mut self, version: &Arc<Version>) {
        let last = self.recent.back().map(|kept| kept.size);
        if last.is_some_and(|last| version.size < last.saturating_add(RECENT_STEP)) {
            return;
        }
        self.recent.push_back(version.clone());
        if self.recent.len() > RECENT_VERSIONS {
            self.recent.pop_front();
        }
    }

    /// The nearest version at or below `size`.
    fn nearest(&mut self, size: u64) -> Option<Arc<Version>> {
        let kept = self.recent.iter().chain(self.folded.iter().map(|(_, version)| version));
        let nearest = kept.filter(|version| version.size <= size).max_by_key(|version| version.size).cloned();
        if let Some(version) = &nearest {
            self.folded.promote(&version.size);
        }
        nearest
    }
}

/// Where a fold begins.
struct Base {
    size: u64,
    recorded_at: TimeMs,
    state: State,
}

impl Shared {
    pub(crate) fn version_as_of(&self, as_of: AsOf) -> Result<Arc<Version>, AsOfError> {
        let head = self.version();
        let size = match as_of {
            AsOf::Size(size) => size,
            AsOf::Time(at) => self.size_at(at, &head).map_err(AsOfError::Store)?,
        };
        if size >= head.size {
            return if size == head.size { Ok(head) } else { Err(AsOfError::AfterHead { size: head.size }) };
        }
        let nearest = lock(&self.past).nearest(size);
        if let Some(version) = nearest.as_ref().filter(|version| version.size == size) {
            return Ok(version.clone());
        }
        let version = self.fold_to(size, self.base(size, nearest)?)?;
        lock(&self.past).folded.put(size, version.clone());
        Ok(version)
    }

    /// The nearest of what is in memory, the snapshots and the empty book.
    fn base(&self, size: u64, nearest: Option<Arc<Version>>) -> Result<Base, AsOfError> {
        let near = |from: u64| size.saturating_sub(from) <= MAX_FOLD;
        if let Some(version) = nearest.filter(|version| near(version.size)) {
            let (size, recorded_at) = (version.size, version.recorded_at);
            return Ok(Base { size, recorded_at, state: version.state.clone() });
        }
        if near(0) {
            return Ok(Base { size: 0, recorded_at: TimeMs(0), state: State::default() });
        }
        let stored = self.snapshots.newest_at_most(size).map_err(AsOfError::Store)?;
        let from = stored.as_ref().map_or(0, |(from, _)| *from);
        let too_far = AsOfError::TooFar { entries: size.saturating_sub(from), limit: MAX_FOLD };
        let bytes = stored.filter(|_| near(from)).map(|(_, bytes)| bytes);
        let book = bytes.and_then(|bytes| snapshot::decode(&bytes, &self.origin)).ok_or(too_far)?.book;
        let head = book.head();
        Ok(Base { size: head.size, recorded_at: head.recorded_at, state: book.state().clone() })
    }

    fn fold_to(&self, size: u64, base: Base) -> Result<Arc<Version>, AsOfError> {
        let Base { size: from, mut recorded_at, mut state } = base;
        self.read_checked(from, size, |index, leaf| {
            recorded_at = fold_leaf(&mut state, index, leaf)
                .map_err(|finding| JournalError::new(format!("folding entry {index}"), finding.message))?;
            Ok(())
        })
        .map_err(AsOfError::Store)?;
        let root = self.ask_tree(&[size], |tree, at_hand| tree.root_at(size, at_hand));
        let root = root.map_err(AsOfError::Store)?;
        Ok(self.version_of(size, root, recorded_at, state))
    }

    /// How many entries were recorded at or before a moment; recorded times never go back, so halving finds it.
    fn size_at(&self, at: TimeMs, head: &Version) -> Result<u64, JournalError> {
        if head.recorded_at <= at {
            return Ok(head.size);
        }
        let (mut low, mut high) = (0, head.size);
        while low < high {
            let middle = low.midpoint(high);
            if self.recorded_at(middle)? <= at {
                low = middle.saturating_add(1);
            } else {
                high = middle;
            }
        }
        Ok(low)
    }

    fn recorded_at(&self, index: u64) -> Result<TimeMs, JournalError> {
        let mut recorded_at = TimeMs(0);
        self.read_checked(index, index.saturating_add(1), |index, bytes| {
            let leaf = Leaf::parse(bytes)
                .map_err(|error| JournalError::new(format!("reading the time of entry {index}"), error))?;
            recorded_at = TimeMs(leaf.recorded_at_ms);
            Ok(())
        })?;
        Ok(recorded_at)
    }
}
