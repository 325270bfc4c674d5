//! The place of each entry: its index, its link to the one before, and its time.

use super::leaf::LeafReport;
use crate::findings::Findings;
use yishi_log::chain::ChainHash;

/// Where the next entry has to stand.
pub(super) struct Places {
    next_index: u64,
    /// The index that is right too after one that was wrong: either that one was changed, or entries are missing.
    alternative: Option<u64>,
    prev: ChainHash,
    recorded_at_ms: u64,
}

impl Places {
    pub(super) const fn new() -> Self {
        Self { next_index: 0, alternative: None, prev: ChainHash::START, recorded_at_ms: 0 }
    }

    /// Goes past an entry that an earlier audit answers for.
    pub(super) fn take_over(&mut self, position: u64, report: &LeafReport) {
        self.next_index = position.saturating_add(1);
        if let Some(place) = &report.place {
            self.recorded_at_ms = place.recorded_at_ms;
        }
        if let Some(hash) = report.chain_hash {
            self.prev = hash;
        }
    }

    /// Compares an entry with the one before it.
    pub(super) fn check(&mut self, position: u64, report: &LeafReport, findings: &mut Findings) {
        match &report.place {
            Some(place) => {
                self.check_index(position, place.index, findings);
                if place.prev != self.prev {
                    let before = if position == 0 { "must be zero" } else { "BLAKE3 of the entry before it" };
                    let message = format!("`prev` is {}, but {before} is {}", place.prev, self.prev);
                    findings.at(position, "chain", message);
                }
                if place.recorded_at_ms < self.recorded_at_ms {
                    let (found, before) = (place.recorded_at_ms, self.recorded_at_ms);
                    findings.at(
                        position,
                        "time",
                        format!("recorded at {found}, before the entry before it ({before})"),
                    );
                }
                self.recorded_at_ms = self.recorded_at_ms.max(place.recorded_at_ms);
            }
            None => {
                self.alternative = None;
                self.next_index = self.next_index.saturating_add(1);
            }
        }
        if let Some(hash) = report.chain_hash {
            self.prev = hash;
        }
    }

    fn check_index(&mut self, position: u64, found: u64, findings: &mut Findings) {
        let expected = self.next_index;
        if found == expected || Some(found) == self.alternative {
            self.alternative = None;
        } else {
            let message = format!("the entry says that its index is {found}, expected is {expected}");
            findings.at(position, "index", message);
            self.alternative = Some(expected.saturating_add(1));
        }
        self.next_index = found.saturating_add(1);
    }
}
