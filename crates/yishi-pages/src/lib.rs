//! Pages that people read on a phone and print on A4: HTML and SVG without scripts.
//!
//! Pure: state in, text out. Which book and version, who may read them, and how they are served is left to the caller.

mod bar;
mod board;
mod checkpoint;
mod choice;
mod difference;
mod export;
mod frame;
mod qr;
mod result;
mod rounds;
mod together;
mod words;

pub use board::{Address, Board, Depth, EntryFacts, Moment, Sources, Turn, shortened};
pub use checkpoint::{CheckpointSheet, CosignedBy};
pub use choice::option_name;
pub use difference::difference_html;
pub use export::{ballots_csv, figures_csv};
pub use frame::STYLE;
pub use result::{Position, ResultSheet, WitnessCount};
pub use rounds::Rounds;
