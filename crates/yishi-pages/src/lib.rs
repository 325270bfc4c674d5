//! Pages that people read on a phone and print on A4: HTML and SVG without scripts, but for the one page that checks a receipt.
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
mod receipt;
mod result;
mod rounds;
mod together;
mod words;

pub use board::{Address, Board, Depth, EntryFacts, Form, Moment, Place, Reach, Sources, Turn, shortened};
pub use checkpoint::{CheckpointSheet, CosignedBy};
pub use choice::option_name;
pub use difference::difference_html;
pub use export::{ballots_csv, figures_csv};
pub use frame::STYLE;
pub use receipt::{RECEIPT_SCRIPT, RECEIPT_STYLE, receipt_page};
pub use result::{Position, ResultSheet, WitnessCount};
pub use rounds::Rounds;
