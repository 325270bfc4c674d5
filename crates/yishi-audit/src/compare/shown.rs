//! A checkpoint as somebody has it: a signed note, a receipt, an exported book, or three values read off a sheet of paper.

use crate::bundle::{Bundle, BundleError, CHECKPOINT};
use crate::command::AuditError;
use std::fs::File;
use std::io::Read;
use std::path::Path;
use yishi_log::checkpoint::Checkpoint;
use yishi_log::digits::{decimal, lower_hex};
use yishi_log::note::MAX_NOTE_BYTES;
use yishi_log::receipt::Receipt;
use yishi_log::tree::TreeHash;

/// A checkpoint that was shown to somebody.
#[derive(Debug)]
pub struct Shown {
    /// Where it was found.
    pub source: String,
    /// The signed note, byte for byte; none of one that was typed in.
    pub note: Option<Vec<u8>>,
    /// What it says.
    pub checkpoint: Checkpoint,
    /// The book that came with it.
    pub bundle: Option<Bundle>,
}

impl Shown {
    /// Reads what an argument names: a file or folder, or `ORIGIN SIZE ROOT` as a printed sheet says it.
    ///
    /// # Errors
    /// When it can be read as none of them.
    pub fn read(argument: &str) -> Result<Self, AuditError> {
        let path = Path::new(argument);
        if path.is_dir() {
            return Self::of_bundle(path);
        }
        if !path.exists() {
            return Self::typed(argument);
        }
        let bytes = beginning(path)?;
        let note = note_in(&bytes);
        match Checkpoint::parse_unverified(&note) {
            Ok(checkpoint) => {
                Ok(Self { source: argument.to_owned(), note: Some(note), checkpoint, bundle: None })
            }
            // Whatever is no note may still be a book as one tar file; if not, the note's fault is what helps.
            Err(error) => {
                Self::of_bundle(path).map_err(|_| AuditError::Usage(format!("{argument}: {error}")))
            }
        }
    }

    fn of_bundle(path: &Path) -> Result<Self, AuditError> {
        let bundle = Bundle::open(path)?;
        let usage = |reason: String| AuditError::Usage(format!("{}: {reason}", path.display()));
        let note =
            bundle.read(CHECKPOINT)?.ok_or_else(|| usage("the bundle has no checkpoint".to_owned()))?;
        let checkpoint = Checkpoint::parse_unverified(&note).map_err(|error| usage(error.to_string()))?;
        Ok(Self { source: path.display().to_string(), note: Some(note), checkpoint, bundle: Some(bundle) })
    }

    /// Three values, apart by spaces or commas; the root in hex or base64.
    fn typed(argument: &str) -> Result<Self, AuditError> {
        let apart = |sign: char| sign.is_whitespace() || sign == ',';
        let values: Vec<&str> = argument.split(apart).filter(|value| !value.is_empty()).collect();
        let [origin, size, root] = values.as_slice() else {
            return Err(AuditError::Usage(format!(
                "`{argument}` is neither a file nor a checkpoint of the form 'ORIGIN SIZE ROOT'"
            )));
        };
        let checkpoint = match (lower_hex(root), decimal(size)) {
            (Some(root), Some(size)) => {
                Ok(Checkpoint { origin: (*origin).to_owned(), size, root: TreeHash(root) })
            }
            _ => Checkpoint::parse_text(&format!("{origin}\n{size}\n{root}\n")),
        };
        let checkpoint = checkpoint.map_err(|error| AuditError::Usage(format!("`{argument}`: {error}")))?;
        Ok(Self { source: "(typed in)".to_owned(), note: None, checkpoint, bundle: None })
    }
}

/// As much of a file as a note may have, and a byte more.
fn beginning(path: &Path) -> Result<Vec<u8>, BundleError> {
    let fail = |source| BundleError::new(path, source);
    let most = u64::try_from(MAX_NOTE_BYTES).unwrap_or(u64::MAX).saturating_add(1);
    let mut bytes = Vec::new();
    File::open(path).map_err(fail)?.take(most).read_to_end(&mut bytes).map_err(fail)?;
    Ok(bytes)
}

/// The note in a receipt, or the bytes themselves.
fn note_in(bytes: &[u8]) -> Vec<u8> {
    let receipt = std::str::from_utf8(bytes).ok().and_then(|text| Receipt::parse(text).ok());
    receipt.map_or_else(|| bytes.to_vec(), |receipt| receipt.checkpoint.into_bytes())
}
