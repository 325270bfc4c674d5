//! Recorded votes of people and sections (cantons, districts): each becomes a poll on tally sheets, entered by one
//! witness and confirmed by another.
//!
//! | a line of the file | book |
//! |---|---|
//! | date, number, title | document of the question: submission, matter, proposal |
//! | `yes`, `no`, `entitled` | tally sheet of the whole; it decides what the people decided |
//! | `cantons` | one tally sheet a section; their votes, full or half, decide where `needs_cantons` says so |
//! | `official`, `accepted` | compared with the count and never used for it |
//!
//! Nonces follow from the line, so that a second import, also of a longer file, finds what it did.

mod charter;
mod outcome;
mod plan;
mod run;
mod source;

pub use charter::{charter, deciding_council};
pub use outcome::{Report, VoteOutcome};
pub use plan::Plan;
pub use run::Importer;
pub use source::{Recorded, Section, Source, read_source};
