//! Makes a lost anchor anew, from a checkpoint that the operator has from elsewhere and that the store holds in full.

use super::diagnosis::{AnchorFile, Diagnosis};
use super::problem::Problem;
use super::seen::Seen;
use super::set_aside;
use crate::failure::Failure;
use crate::rebuild::{own_note, write_anchor};
use std::path::PathBuf;

/// Puts down the newest checkpoint that was brought as the anchor; what stood there is set aside. With [`Carry::Try`] nothing is changed.
///
/// # Errors
/// When none was brought, when the anchor stands, when anything else is wrong with the book, and when files cannot be written.
pub fn make_anchor(diagnosis: &Diagnosis, carry: Carry) -> Result<(Seen, Vec<PathBuf>), Failure> {
    let refuse = |reason: String| Err(Failure::Refused(reason));
    let newest = diagnosis.brought.iter().max_by_key(|seen| seen.checkpoint.size);
    let Some(pinned) = newest else {
        return refuse("an anchor is made from a checkpoint that you bring: --checkpoint FILE".into());
    };
    if !diagnosis.problems.iter().any(Problem::is_of_anchor) {
        return refuse("the anchor and what lies beside it stand: nothing is made anew".into());
    }
    let others = diagnosis
        .problems
        .iter()
        .find(|problem| !problem.is_of_anchor() && !matches!(problem, Problem::Key { .. }));
    if let Some(other) = others {
        return refuse(format!(
            "the anchor is not made anew while {other}; take the entries from a copy with --from"
        ));
    }
    if !diagnosis.logs.sign(&pinned.log, pinned.checkpoint.size) {
        return refuse(format!(
            "{}: the entries of the store do not name {} as a key that signs {} entries",
            pinned.by,
            pinned.log.to_vkey(),
            pinned.checkpoint.size
        ));
    }
    if carry == Carry::Try {
        return Ok((pinned.clone(), Vec::new()));
    }
    let mut aside = Vec::new();
    let path = &diagnosis.folder.book.anchor;
    if diagnosis.problems.iter().any(|problem| matches!(problem, Problem::CosignedUnusable { .. })) {
        aside.push(set_aside(&diagnosis.folder.cosigned())?);
    }
    match &diagnosis.anchor {
        AnchorFile::Holds(_) | AnchorFile::Unread => return Ok((pinned.clone(), aside)),
        AnchorFile::Missing => {}
        AnchorFile::Damaged | AnchorFile::Foreign => aside.push(set_aside(path)?),
    }
    let own = own_note(&pinned.log, &pinned.note)?;
    write_anchor(path, &pinned.log, own.as_bytes(), &pinned.checkpoint)?;
    Ok((pinned.clone(), aside))
}

/// Whether something is done, or only found out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Carry {
    /// It is done.
    Out,
    /// It is found out whether it could be.
    Try,
}
