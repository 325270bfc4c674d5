//! Deliberations recorded by Polis: comments become submissions, votes become stances, in their own order and times.
//!
//! | Polis (`comments.csv`, `votes.csv`) | book |
//! |---|---|
//! | participant | member of the roll; the id follows from the clerk's secret, so it tells nothing and stays the same |
//! | comment | `submit` for its author, signed by the clerk, `occurred_at_ms` as recorded |
//! | vote agree, disagree, pass | `take_stance` support, object, pass; a later vote replaces an earlier one |
//! | `moderated` −1 | returned with that reason; 0 and 1 are accepted and routed by the charter |
//!
//! Nonces follow from the source's SHA-256 and the row, so that a second import finds every row done.

mod convention;
mod plan;
mod run;
mod source;

pub use plan::Plan;
pub use run::{Importer, Report};
pub use source::{Comment, Source, Vote, read_source};
