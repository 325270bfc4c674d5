//! The demo: a community built from the facts of the reports, whose stories are driven by real signed commands.
//!
//! The past is written on a clock that the stories move; then the machine's clock takes over and the book is served.
//! All secrets here follow from public words: they are for the demo only and say so.

mod community;
mod compact;
mod guide;
mod lamp;
mod lift;
mod parking;
mod people;
mod play;
mod process;
mod shed;
mod stage;
mod verdict;

pub use community::NAME;
pub use guide::{Guide, guide};
pub use people::{People, Person, seed};
pub use play::{Pace, Played, play};
pub use stage::{Stage, Told};
pub use verdict::{requirement_line, verdicts, verdicts_json};

use crate::failure::Failure;

/// How many polls the stories open.
const POLLS: usize = 5;

/// Tells all stories, in the order of their times, on a book that has no entries yet.
pub async fn tell(stage: &mut Stage, people: &People) -> Result<(), Failure> {
    community::found(stage, people).await?;
    lamp::tell(stage, people).await?;
    parking::tell(stage, people).await?;
    lift::tell(stage, people).await?;
    compact::tell(stage, people).await?;
    shed::tell(stage, people).await
}
