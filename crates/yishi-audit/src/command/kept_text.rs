//! Whether a text that somebody kept is what an entry commits to, offline, also after it was withheld from the book.

use super::AuditError;
use crate::bundle::BundleError;
use crate::findings::Findings;
use clap::Args;
use std::path::PathBuf;
use yishi_core::{Assistance, Commitment, DocumentHash, TextRef};
use yishi_log::text::{commitment, document_hash};

/// A text that somebody kept, and its salt.
#[derive(Args, Clone, Debug)]
pub struct KeptText {
    /// A text that you kept, byte for byte as you handed it in: does the entry commit to it?
    #[arg(long, value_name = "FILE", conflicts_with = "leaf_hash")]
    pub text: Option<PathBuf>,
    /// Its salt, of everything but documents
    #[arg(long, value_name = "HEX", requires = "text")]
    pub salt: Option<String>,
}

impl KeptText {
    /// Compares the text with what the entry brought in. Nothing is done where none was given.
    pub(super) fn check(&self, index: u64, leaf: &[u8], findings: &mut Findings) -> Result<(), AuditError> {
        let Some(path) = &self.text else { return Ok(()) };
        let kept = std::fs::read(path).map_err(|source| BundleError::new(path, source))?;
        let name = self.name(&kept)?;
        match brought(leaf) {
            Err(reason) => findings.at(index, "text", reason),
            Ok(texts) if texts.iter().any(|text| text.hash() == name) => {}
            Ok(_) => findings.at(
                index,
                "text",
                format!(
                    "the entry commits to other texts: these {} bytes give {name}; a line end at the end of the file counts too",
                    kept.len()
                ),
            ),
        }
        Ok(())
    }

    /// What would stand in the entry for the text.
    fn name(&self, kept: &[u8]) -> Result<String, AuditError> {
        let Some(salt) = &self.salt else { return Ok(DocumentHash(document_hash(kept)).to_string()) };
        let salt = yishi_log::digits::lower_hex(salt)
            .ok_or_else(|| AuditError::Usage("--salt wants 64 lower-case hex digits".to_owned()))?;
        Ok(Commitment(commitment(&salt, kept)).to_string())
    }
}

/// The texts that an entry brought into the book.
fn brought(leaf: &[u8]) -> Result<Vec<TextRef>, String> {
    let entry = yishi_book::Entry::parse(leaf).map_err(|error| error.to_string())?;
    let evidence = |assistance: &Assistance| TextRef::Vault(assistance.evidence);
    let mut texts = entry.envelope.command.texts();
    texts.extend(entry.envelope.assistance.iter().map(evidence));
    Ok(texts)
}
