//! Exact counting of votes: rules as data, integers and exact fractions, a trace that anybody can recompute.
//!
//! A vote is counted in three steps. [`Totals::of_roll`] adds up who may vote, [`Totals::record`] counts ballots
//! one by one, and [`tally`] holds the totals against a list of [`Requirement`]s, all of which must be met:
//!
//! ```
//! use yishi_tally::{Choice, RightId, Totals, Verdict, VotingRight, cc278_special, tally};
//!
//! let flats: Vec<VotingRight> = (1..=4)
//!     .map(|flat| VotingRight { id: RightId(format!("flat-{flat}").into()), heads: 1, area_dm2: 8_950, ..VotingRight::default() })
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
mod budget;
mod committee;
mod fraction;
mod java;
mod limit;
mod method;
mod motion;
mod option;
mod outcome;
mod owners;
mod ranked;
mod rest;
mod review;
mod simple;
mod step;
mod tie;
mod trace;
mod vote;

pub use amount::{Amount, InvalidAmount};
pub use ballot::{Ballot, Marks};
pub use budget::{
    Compared, Effect, End, EqualShares, Greedy, Preference, Satisfaction, Start, Stop, Support, Unfit,
    compare,
};
pub use committee::{
    Completion, PavSequential, Phragmen, SharesCommittee, TooManyCommittees, all_committees,
};
pub use fraction::{Fraction, InvalidFraction};
pub use java::java_shuffled;
pub use method::{CountError, InvalidMethod, Method, count};
pub use motion::{
    Base, Figures, Language, Margin, Measure, Part, Requirement, RequirementOutcome, RuleFault, Tally,
    Threshold, Totals, Verdict, amount, bound, cc278_ordinary, cc278_special, cc279_unanimous, check_rule,
    councils_together, explain, explain_requirement, joint_majority, measure_word, percent, simple_majority,
    tally,
};
pub use option::{OptionId, Options, VotingOption};
pub use outcome::{Inactive, Outcome, Round};
pub use owners::{
    AreaSource, Areas, BallotChannel, ChannelPrecedence, DEVELOPER, Mandate, Marking, OwnedUnit,
    OwnersBallot, OwnersCount, OwnersFigures, OwnersProfile, OwnersVote, ProxyVote, RejectReason,
    RejectedBallot, Revote, Silence, SilenceCount, UnitKind, UnitStatus, Weight, count_owners,
    explain_owners, leading_choice, requirements_of_item,
};
pub use ranked::{Irv, OvervoteRule, Schulze, StvMeek, StvWig, WinnerMode};
pub use review::{Bar, Criterion, Review, ReviewFault, ReviewRule, ReviewerId, Selection, Trim, review};
pub use simple::{Approval, Committee, Plurality, Score};
pub use step::Step;
pub use tie::{InvalidSeed, RepeatedInTieRule, Seed, TieRule, lot};
pub use trace::explain_outcome;
pub use vote::{Choice, RightId, VotingRight};
