//! What to do about each thing that is wrong, in words and as commands. Which of it is right, people decide.

use super::diagnosis::Diagnosis;
use super::problem::Problem;
use serde::Serialize;

/// A way out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Remedy {
    /// What it does, and when it is right.
    pub words: String,
    /// The command, with what has to be filled in in capitals.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub command: Option<String>,
}

/// The ways out, in the order in which to try them.
pub fn remedies(diagnosis: &Diagnosis) -> Vec<Remedy> {
    let has = |of: fn(&Problem) -> bool| diagnosis.problems.iter().any(of);
    let recover = format!("yishi recover --data {}", diagnosis.folder.root.display());
    let mut remedies = Vec::new();
    if has(Problem::is_of_keys) {
        remedies.push(of_keys(diagnosis));
    }
    if has(|problem| problem.entries().is_some() || problem.is_of_entries()) {
        remedies.push(of_copy(&recover));
        remedies.push(of_newest_copy());
    } else if has(Problem::is_of_anchor) && !has(|problem| matches!(problem, Problem::UnknownKey { .. })) {
        remedies.push(of_checkpoint(diagnosis, &recover));
    }
    if has(|problem| matches!(problem, Problem::NotOpened { .. })) {
        remedies.push(of_open());
    }
    if gives_up(diagnosis) {
        remedies.push(of_giving_up(&recover));
    }
    remedies
}

/// Whether a book may be given up over what is wrong: entries or keys are gone.
pub fn gives_up(diagnosis: &Diagnosis) -> bool {
    let gone = |problem: &Problem| problem.is_of_entries() || problem.is_of_keys();
    diagnosis.problems.iter().any(gone)
}

fn of_keys(diagnosis: &Diagnosis) -> Remedy {
    let words = format!(
        "put the key back from the copy that you keep of {}: without the newest of log.key and log-N.key no checkpoint is signed, without engine.key no deadline is recorded. Nobody can make it anew",
        diagnosis.folder.book.keys.display()
    );
    Remedy { words, command: None }
}

fn of_copy(recover: &str) -> Remedy {
    let words = "take the entries from a copy that has them: a bundle, tiles, a backup, or the address of a mirror. It must continue what stands here and hold everything that was given out; the old store is set aside. Look first with --dry-run".to_owned();
    Remedy { words, command: Some(format!("{recover} --from COPY")) }
}

fn of_newest_copy() -> Remedy {
    let words = "or put the newest copy of the whole data folder back, if one is newer than what stands here; never the anchor's, and never an older one".to_owned();
    Remedy { words, command: None }
}

fn of_checkpoint(diagnosis: &Diagnosis, recover: &str) -> Remedy {
    let words = format!(
        "make the anchor anew from a checkpoint that somebody else kept: of a witness, an auditor, a mirror, or out of a receipt. Take the newest that can be had: entries after it, up to the {} that stand, rest on this disk alone",
        diagnosis.store.found
    );
    Remedy { words, command: Some(format!("{recover} --checkpoint FILE")) }
}

fn of_open() -> Remedy {
    let words =
        "the entries and the anchor fit one another, so nothing is to be recovered; do what the message says"
            .to_owned();
    Remedy { words, command: None }
}

fn of_giving_up(recover: &str) -> Remedy {
    let words = "when they are gone for good: ask everybody who holds receipts first. Then give this book up: nothing is signed for it ever again. Freeze it in the registry book if there is one, tell the community which entries are gone, and go on in a new book (`yishi init`) whose first resolution cites the last good checkpoint".to_owned();
    Remedy { words, command: Some(format!("{recover} --give-up")) }
}
