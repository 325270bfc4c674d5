//! Ballots of a vote as files for others: BLT, Pabulib and CSV. What a format cannot say is refused, never left out in
//! silence. What may be published of a vote is left to the caller.

mod blt;
mod csv;
mod pabulib;

pub use blt::write_blt;
pub use csv::write_csv;
pub use pabulib::write_pabulib;

use yishi_tally::OptionId;

/// Why a vote cannot be written in a format.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WriteFault {
    /// The ballots hold marks that the format cannot write.
    #[error("{format} cannot hold ballots with {found}")]
    Marks {
        /// The format.
        format: &'static str,
        /// The kind of marks, by its name on the wire.
        found: &'static str,
    },
    /// The ballots hold marks of several kinds, and the format has one for all.
    #[error("{format} holds ballots of one kind only, not of {one} and {other}")]
    Mixed {
        /// The format.
        format: &'static str,
        /// The one kind.
        one: &'static str,
        /// The other kind.
        other: &'static str,
    },
    /// A ballot names what is not voted on.
    #[error("a ballot names `{option}`, which is not voted on")]
    UnknownOption {
        /// What it names.
        option: OptionId,
    },
    /// A name that the format cannot write.
    #[error("{format} cannot hold the name `{name}`: {reason}")]
    Name {
        /// The format.
        format: &'static str,
        /// The name.
        name: String,
        /// Why.
        reason: &'static str,
    },
    /// The file needs what the vote does not have.
    #[error("{format} needs {what}")]
    Missing {
        /// The format.
        format: &'static str,
        /// What.
        what: &'static str,
    },
    /// More rows than a file of single votes should hold.
    #[error("{format} holds one row a vote; {votes} are too many")]
    TooMany {
        /// The format.
        format: &'static str,
        /// How many there are.
        votes: u64,
    },
}

/// A text in quotes where the format asks for it, quotes inside doubled.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "\"\""))
}

/// A cell of a table: quoted where it holds what would end it.
fn cell(text: &str, separator: char) -> String {
    let special = [separator, '"', '\n', '\r'];
    if text.contains(special) || text != text.trim() { quoted(text) } else { text.to_owned() }
}
