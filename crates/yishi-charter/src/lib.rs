//! Charters for people: read from TOML, explained in plain sentences, compared, drawn, and begun from a few answers.
//!
//! Pure: a charter in, words out. Whether a charter holds is left to the checks of `yishi-core`; files, terminals and transport are
//! left to the caller.

mod clause;
mod diff;
mod draft;
mod draw;
mod explain;
mod read;
mod words;

pub use clause::{ClausePath, Item, Line, Section, Topic};
pub use diff::{Change, ChangeKind, diff};
pub use draft::{Answers, CouncilsAnswer, InvalidAnswer, Named, OwnersVote, ResidentsVote, write};
pub use draw::draw;
pub use explain::{as_text, explain, explain_route};
pub use read::{Draft, DraftFault, position, read};
pub use words::period;
pub use yishi_tally::Language;
