//! Texts that say much the same: an index over texts by their words, and look-alikes 相似文本 with the words that make them so.
//!
//! Pure: texts come in as arguments, nothing is stored, and the same texts give the same answer on every machine. Which texts
//! there are, who may read them and what follows from a likeness is left to the caller: a person decides.

mod difference;
mod index;
mod splice;
mod term;
mod weight;

pub use difference::{
    Change, MAX_COMPARED_BYTES, MAX_COMPARED_PARAGRAPHS, ParagraphChange, Piece, difference, paragraphs,
};
pub use index::{Index, LEAST_POINTS, LookAlike, MOST_WORDS, Shared};
pub use splice::{Splice, spliced};
pub use term::{Term, terms};
