//! `decide`: whether a command is allowed, and what it causes.

use crate::*;

/// What `decide` knows besides the state: where the entry would stand, and when.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Context {
    /// The index of the entry.
    pub index: u64,
    /// Its recorded time.
    pub at: TimeMs,
    /// The rules code in force.
    pub ruleset: Ruleset,
}

/// Decides a command: the events it causes, or why it is refused. Deterministic and total.
pub fn decide(
    _state: &State,
    _actor: &Actor,
    _command: &Command,
    _context: Context,
) -> Result<Vec<Event>, Rejection> {
    unimplemented!()
}
