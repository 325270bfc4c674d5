//! Gives a book up: what was wrong, what is left, and the signed checkpoints that a successor and everybody else can hold it against.

use super::advice::gives_up;
use super::diagnosis::Diagnosis;
use super::problem::Problem;
use super::seen::Seen;
use crate::failure::Failure;
use crate::given_up::GivenUp;
use yishi_core::TimeMs;

/// The statement about a book whose entries or keys are gone; nothing is written.
///
/// # Errors
/// When nothing is wrong that could not be mended.
pub fn give_up(diagnosis: &Diagnosis, at: TimeMs) -> Result<GivenUp, Failure> {
    if !gives_up(diagnosis) {
        return Err(Failure::Refused(
            "no entry and no key is gone: there is nothing to give the book up for".into(),
        ));
    }
    let folder = &diagnosis.folder;
    let problems = diagnosis.problems.iter().map(Problem::to_string).collect();
    let mut statement = GivenUp::of(&folder.book.origin, at.0, problems, diagnosis.store.found);
    let newest_bad = diagnosis.seen.iter().filter(|seen| !holds(diagnosis, seen)).max_by_key(size);
    statement.last_good = last_good(diagnosis).map(note);
    statement.given_out = newest_bad.map(note);
    Ok(statement)
}

/// The newest checkpoint that was given out and whose entries are all there as they were.
pub fn last_good(diagnosis: &Diagnosis) -> Option<&Seen> {
    diagnosis.seen.iter().filter(|seen| holds(diagnosis, seen)).max_by_key(size)
}

fn size(seen: &&Seen) -> u64 {
    seen.checkpoint.size
}

fn note(seen: &Seen) -> String {
    String::from_utf8_lossy(&seen.note).into_owned()
}

/// Whether every entry under a checkpoint is there as it was.
fn holds(diagnosis: &Diagnosis, seen: &Seen) -> bool {
    let contradicts = |problem: &Problem| matches!(problem, Problem::OtherHistory { size, .. } if *size == seen.checkpoint.size);
    seen.checkpoint.size <= diagnosis.store.found && !diagnosis.problems.iter().any(contradicts)
}
