//! `evolve`: folds what happened into the state. Cannot fail, because the log has already happened.

use crate::*;

/// Folds one entry into the state. `command` is what caused `events`; some events leave bulk data (roll rows,
/// the charter) in the command and name it by digest.
pub fn evolve(_state: &mut State, _actor: &Actor, _command: &Command, _events: &[Event], _context: Context) {
    unimplemented!()
}
