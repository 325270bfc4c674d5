//! What a later text changes in an earlier one 修订对照: paragraph by paragraph, and word by word within those that were changed.
//!
//! A paragraph is a line that is not blank. Finding the shortest change is left to the `similar` library, Chinese words to the
//! dictionary. Nothing is lost: without the removed pieces the later text's paragraphs stand there, without the added ones the
//! earlier text's.

use crate::term::words;
use similar::{Algorithm, DiffOp, capture_diff_slices};
use std::ops::Range;

/// Longest text that is compared, in bytes: whoever asks for a comparison must not keep the service busy.
pub const MAX_COMPARED_BYTES: usize = 256 * 1024;

/// Most paragraphs of a text that is compared.
pub const MAX_COMPARED_PARAGRAPHS: usize = 1_000;

/// Most words of a paragraph that is compared word by word; longer ones are shown as removed and added.
const MOST_WORDS_EACH: usize = 1_500;

/// Two paragraphs are told as one that was changed if at least so many in a hundred of their words are in both.
const LEAST_COMMON_PERCENT: usize = 35;

/// What became of a paragraph or a stretch of words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// It stands in both texts.
    Same,
    /// It stands in the earlier text only.
    Removed,
    /// It stands in the later text only.
    Added,
    /// A paragraph that was changed within.
    Changed,
}

/// A stretch of words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// What became of it; never `Changed`.
    pub change: Change,
    /// The words.
    pub text: String,
}

/// A paragraph of one text or of both.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParagraphChange {
    /// What became of it.
    pub change: Change,
    /// Its number in the earlier text, from 1.
    pub earlier: Option<usize>,
    /// Its number in the later text, from 1.
    pub later: Option<usize>,
    /// Its words, in order; one piece unless it was changed.
    pub pieces: Vec<Piece>,
}

/// The paragraphs of a text: its lines that are not blank, without the white space at their ends.
pub fn paragraphs(text: &str) -> Vec<&str> {
    text.lines().map(str::trim_end).filter(|line| !line.is_empty()).collect()
}

/// What the later text changes in the earlier one, in the order of reading. `None` where a text is longer than can be compared.
pub fn difference(earlier: &str, later: &str) -> Option<Vec<ParagraphChange>> {
    if earlier.len().max(later.len()) > MAX_COMPARED_BYTES {
        return None;
    }
    let (old, new) = (paragraphs(earlier), paragraphs(later));
    if old.len().max(new.len()) > MAX_COMPARED_PARAGRAPHS {
        return None;
    }
    let texts = Texts { old, new };
    let ops = capture_diff_slices(Algorithm::Myers, &texts.old, &texts.new);
    Some(ops.into_iter().flat_map(|op| texts.told(&op)).collect())
}

struct Texts<'a> {
    old: Vec<&'a str>,
    new: Vec<&'a str>,
}

impl Texts<'_> {
    fn told(&self, op: &DiffOp) -> Vec<ParagraphChange> {
        let (old, new) = (op.old_range(), op.new_range());
        match op {
            DiffOp::Equal { .. } => old.zip(new).map(|(old, new)| self.same(old, new)).collect(),
            DiffOp::Delete { .. } => self.removed(old).collect(),
            DiffOp::Insert { .. } => self.added(new).collect(),
            DiffOp::Replace { .. } => self.replaced(old, new),
        }
    }

    fn same(&self, old: usize, new: usize) -> ParagraphChange {
        let text = self.new.get(new).copied().unwrap_or_default();
        whole(Change::Same, Some(old), Some(new), text)
    }

    fn removed(&self, range: Range<usize>) -> impl Iterator<Item = ParagraphChange> {
        range.filter_map(|old| Some(whole(Change::Removed, Some(old), None, self.old.get(old)?)))
    }

    fn added(&self, range: Range<usize>) -> impl Iterator<Item = ParagraphChange> {
        range.filter_map(|new| Some(whole(Change::Added, None, Some(new), self.new.get(new)?)))
    }

    /// Paragraphs that took the place of others: told as changed one by one where they are alike, as removed and added where not.
    fn replaced(&self, old: Range<usize>, new: Range<usize>) -> Vec<ParagraphChange> {
        let pairs = old.len().min(new.len());
        let (old_rest, new_rest) =
            (old.start.saturating_add(pairs)..old.end, new.start.saturating_add(pairs)..new.end);
        let mut told = Vec::new();
        for (old, new) in old.zip(new) {
            match self.changed(old, new) {
                Some(changed) => told.push(changed),
                None => told.extend(
                    self.removed(old..old.saturating_add(1)).chain(self.added(new..new.saturating_add(1))),
                ),
            }
        }
        told.extend(self.removed(old_rest).chain(self.added(new_rest)));
        told
    }

    fn changed(&self, old: usize, new: usize) -> Option<ParagraphChange> {
        let (earlier, later) = (words(self.old.get(old)?), words(self.new.get(new)?));
        let longest = earlier.len().max(later.len());
        if longest > MOST_WORDS_EACH {
            return None;
        }
        let ops = capture_diff_slices(Algorithm::Myers, &earlier, &later);
        let common: usize =
            ops.iter().filter(|op| matches!(op, DiffOp::Equal { .. })).map(|op| op.old_range().len()).sum();
        if common.saturating_mul(100) < longest.saturating_mul(LEAST_COMMON_PERCENT) {
            return None;
        }
        let pieces = ops.iter().flat_map(|op| {
            let (removed, added) = (joined(&earlier, op.old_range()), joined(&later, op.new_range()));
            match op {
                DiffOp::Equal { .. } => vec![Piece { change: Change::Same, text: added }],
                DiffOp::Delete { .. } => vec![Piece { change: Change::Removed, text: removed }],
                DiffOp::Insert { .. } => vec![Piece { change: Change::Added, text: added }],
                DiffOp::Replace { .. } => vec![
                    Piece { change: Change::Removed, text: removed },
                    Piece { change: Change::Added, text: added },
                ],
            }
        });
        let pieces = pieces.collect();
        Some(ParagraphChange { change: Change::Changed, earlier: number(old), later: number(new), pieces })
    }
}

fn whole(change: Change, old: Option<usize>, new: Option<usize>, text: &str) -> ParagraphChange {
    let pieces = vec![Piece { change, text: text.to_owned() }];
    ParagraphChange { change, earlier: old.and_then(number), later: new.and_then(number), pieces }
}

const fn number(place: usize) -> Option<usize> {
    Some(place.saturating_add(1))
}

fn joined(words: &[&str], range: Range<usize>) -> String {
    words.get(range).unwrap_or_default().concat()
}
