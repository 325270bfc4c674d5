//! Exact counting of votes: rules as data, integers and exact fractions, a trace that anybody can recompute.
//!
//! A vote is counted in three steps. [`Totals::of_roll`] adds up who may vote, [`Totals::record`] counts ballots
//! one by one, and [`tally`] holds the totals against a list of [`Requirement`]s, all of which must be met:
//!
//! ```
//! use yishi_tally::{Choice, RightId, Totals, Verdict, VotingRight, cc278_special, tally};
//!
//! let flats: Vec<VotingRight> = (1..=4)
//!     .map(|flat| VotingRight { id: RightId(format!("flat-{flat}").into()), heads: 1, area_dm2: 8_950, bench: None })
//!     .collect();
//! let mut totals = Totals::of_roll(&flats);
//! for flat in &flats[..3] {
//!     totals.record(flat, Choice::For);
//! }
//! assert_eq!(tally(&cc278_special(), &totals).verdict, Verdict::Passed);
//! ```
//!
//! Pure: no clock, no randomness, no I/O, no floats. Who may vote, when, and with which key is left to `yishi-core`.

mod amount;
mod ballot;
mod explain;
mod fraction;
mod method;
mod option;
mod outcome;
mod preset;
mod rule;
mod simple;
mod step;
mod tally;
mod tie;
mod totals;
mod vote;

pub use amount::{Amount, InvalidAmount};
pub use ballot::{Ballot, Marks};
pub use explain::{Language, explain};
pub use fraction::{Fraction, InvalidFraction};
pub use method::{CountError, InvalidMethod, Method, count};
pub use option::{OptionId, Options, VotingOption};
pub use outcome::{Inactive, Outcome, Round};
pub use preset::{cc278_ordinary, cc278_special, joint_majority, simple_majority};
pub use rule::{Base, Measure, Part, Requirement, Threshold};
pub use simple::{Approval, Committee, Plurality, Score};
pub use step::Step;
pub use tally::{RequirementOutcome, Tally, Verdict, tally};
pub use tie::{InvalidSeed, RepeatedInTieRule, Seed, TieRule, lot};
pub use totals::{Figures, Totals};
pub use vote::{Choice, RightId, VotingRight};
