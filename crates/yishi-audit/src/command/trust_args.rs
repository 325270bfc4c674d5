//! Arguments that say which log key is believed.

use super::AuditError;
use crate::bundle::BundleError;
use crate::trust::Pin;
use clap::Args;
use std::path::PathBuf;
use yishi_log::checkpoint::LogVerifier;
use yishi_log::policy::Policy;

/// Which log key is believed. It must not come from the bundle or the server that is audited.
#[derive(Args, Clone, Debug, Default)]
pub struct TrustArgs {
    /// Policy file (C2SP tlog-policy) that names the log, and the witnesses that must have cosigned
    #[arg(long, value_name = "FILE", conflicts_with_all = ["vkey", "unpinned"])]
    pub policy: Option<PathBuf>,
    /// The log's verifier key, of the form name+hash+key
    #[arg(long, value_name = "VKEY", conflicts_with = "unpinned")]
    pub vkey: Option<String>,
    /// Use the key that the book names itself, and do not report that it is not pinned
    #[arg(long)]
    pub unpinned: bool,
}

impl TrustArgs {
    /// Reads what is believed.
    ///
    /// # Errors
    /// When the policy cannot be read, or policy or key are malformed.
    pub fn pin(&self) -> Result<Pin, AuditError> {
        if let Some(path) = &self.policy {
            let bytes = std::fs::read(path).map_err(|source| BundleError::new(path, source))?;
            let policy = Policy::parse(&bytes);
            return policy
                .map(Pin::Policy)
                .map_err(|error| AuditError::Usage(format!("{}: {error}", path.display())));
        }
        if let Some(vkey) = &self.vkey {
            let log = LogVerifier::parse(vkey).map_err(|error| AuditError::Usage(error.to_string()))?;
            return Ok(Pin::Key(log));
        }
        Ok(if self.unpinned { Pin::Waived } else { Pin::Absent })
    }
}
