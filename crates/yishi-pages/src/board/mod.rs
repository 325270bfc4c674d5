//! The notice board 公示栏: pages for everybody about a book, its councils, matters, hearings, notices, resolutions and entries.
//!
//! Which texts can be read is asked of [`Sources`]; what was redacted is never asked for, and the vault cannot be. Pages link to
//! each other by relative addresses, so that they work served and as files.

mod across;
mod amendment;
mod atom;
mod calendar;
mod compact;
mod costs;
mod council;
mod council_parts;
mod effects;
mod election;
mod entry;
mod frame;
mod hand_over;
mod hard;
mod hearing;
mod life;
mod matter;
mod matter_parts;
mod minutes;
mod moment;
mod names;
mod news;
mod notice;
mod order;
mod overdue;
mod overview;
mod place;
mod qr;
mod resolution;
mod revision;
mod said;
mod standing;

pub use council::Turn;
pub use entry::EntryFacts;
pub use frame::Depth;
pub use moment::Moment;
pub use place::{Form, Place};
pub use said::shortened;

use crate::result::Position;
use said::Allowance;
use yishi_core::{Commitment, DocumentHash, State, TimeMs};
use yishi_tally::Language;

/// Where texts beside the book, and times of entries, are read. It is asked only for documents and for statements that were not
/// redacted.
pub trait Sources {
    /// The words of a document; nothing if it is missing here or is no plain text.
    fn document(&self, hash: &DocumentHash) -> Option<String>;
    /// The words of a statement; nothing if they are missing here or are no plain text.
    fn statement(&self, commitment: &Commitment) -> Option<String>;
    /// When an entry was recorded; nothing if there is none.
    fn recorded_at(&self, entry: u64) -> Option<TimeMs>;
    /// What is public of an entry; nothing if there is none.
    fn entry(&self, entry: u64) -> Option<EntryFacts>;
}

/// How a page is reached, and what its links carry on.
#[derive(Clone, Debug, Default)]
pub struct Address {
    /// The absolute address of the board, `/` at its end: for QR codes, calendars and feeds. Without one a page has no QR code.
    pub base: Option<String>,
    /// What every link between pages carries: `?lang=en` where a language was chosen; empty otherwise.
    pub query: &'static str,
    /// The same page in the other language, relative to itself; empty where there is none.
    pub other_language: String,
    /// Whether pages are asked for or lie there as files.
    pub reach: Reach,
}

/// Whether pages are asked of a service, which reads queries, or lie there as files, each under a name of its own.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Reach {
    /// They are served.
    #[default]
    Served,
    /// They are files.
    Files,
}

/// The board of one version of a book in one language.
pub struct Board<'a> {
    /// Of which book and version.
    pub position: Position,
    /// What stands in it.
    pub state: &'a State,
    /// Where its texts are.
    pub texts: &'a dyn Sources,
    /// The language of the pages.
    pub language: Language,
    /// How the page is reached.
    pub address: Address,
}

impl Board<'_> {
    const fn pick<'a>(&self, english: &'a str, chinese: &'a str) -> &'a str {
        crate::words::pick(self.language, english, chinese)
    }

    /// How much of people's words one page holds.
    fn allowance() -> Allowance {
        Allowance::new(16_000)
    }
}
