//! Offline verification of exported books: verify, replay, show, receipts; reading and writing bundles.
//!
//! Trusts neither the server nor the bundle. Reaches no store, no network and no runtime; what the bytes mean is left to
//! `yishi-book` and `yishi-log`, whose checks the writer runs too.

pub mod bundle;
pub mod command;
mod compare;
mod findings;
mod hand_overs;
mod html;
mod member;
mod progress;
mod project;
mod reading;
mod registry;
mod report;
mod results;
mod roster;
mod since;
mod stream;
mod tally;
mod together;
mod trust;
mod unchecked;
mod verify;
mod words;

pub use compare::{AtHand, Comparison, ComparisonFinding, Evidence, Relation, Shown, Side, compare};
pub use findings::Findings;
pub use hand_overs::{HandOverSeen, HandOverStanding, HandOvers, hand_overs};
pub use member::{Act, Asked, KeyHistory, KeyStatus, MemberReport, Named, Way, member};
pub use progress::Progress;
pub use project::{Answers, Ask, Endpoint, ProjectReport, Projection, project};
pub use reading::Basis;
pub use registry::{BookHeld, NotHeld, NotHeldWhat, RegistryFinding, RegistryReport, registry};
pub use report::{Report, Summary};
pub use results::{Plain, Results, results};
pub use roster::{Differing, ImportSeen, ListComparison, RollList, RosterReport, roster};
pub use since::Since;
pub use tally::{AskedEntry, BallotRow, CountedList, Fate, RowChannel, SealedList, TallyReport, tally_poll};
pub use together::{Apart, BookSeen, OneSided, Together, TogetherFinding, together};
pub use trust::{Cosignature, Pin, WitnessedBy};
pub use unchecked::NotChecked;
pub use verify::{Check, Plan, verify, verify_since};
