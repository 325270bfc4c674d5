//! Motions: yes, no or abstain, held against several requirements at once.
//!
//! `rule` is what has to be met, `check` whether it can be, `totals` what was counted, `tally` the verdict, `margin` how
//! near it was, `explain` the trace in plain words, `preset` rules ready to use. Who counts as how many heads of owners is left to `owners`.

mod check;
mod explain;
mod figure;
mod margin;
mod preset;
mod rule;
mod tally;
mod totals;

pub use check::{RuleFault, check_rule};
pub use explain::{Language, bound, explain, explain_requirement, measure_word};
pub use figure::{amount, percent};
pub use margin::Margin;
pub use preset::{
    cc278_ordinary, cc278_special, cc279_unanimous, councils_together, joint_majority, simple_majority,
};
pub use rule::{Base, Measure, Part, Requirement, Threshold};
pub use tally::{RequirementOutcome, Tally, Verdict, tally};
pub(crate) use totals::is_zero;
pub use totals::{Figures, Totals};
