//! A signed command that waits for its receipt, in a file: whatever fails, the same command goes out again, with the
//! same nonce, so that it can never count twice.

use crate::failure::Failure;
use crate::texts;
use anyhow::Context;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};
use std::fs::OpenOptions;
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use yishi_book::SignedCommand;
use yishi_engine::Text;

/// What is sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pending {
    /// The book.
    pub origin: String,
    /// The command's bytes in base64.
    pub command: String,
    /// The signature in base64.
    pub signature: String,
    /// The texts that go along, framed, in base64.
    pub texts: Vec<String>,
}

impl Pending {
    /// What is sent for a signed command.
    pub fn new(origin: &str, signed: &SignedCommand, texts: &[Text]) -> Self {
        Self {
            origin: origin.to_owned(),
            command: STANDARD.encode(&signed.bytes),
            signature: STANDARD.encode(signed.signature),
            texts: texts.iter().map(|text| STANDARD.encode(texts::frame(text))).collect(),
        }
    }

    /// Where a command waits for the receipt that shall stand in `receipt`.
    pub fn path(receipt: &Path) -> PathBuf {
        let mut path = receipt.as_os_str().to_owned();
        path.push(".pending");
        PathBuf::from(path)
    }

    /// The command that waits, if one does.
    pub fn read(path: &Path) -> Result<Option<Self>, Failure> {
        if !path.exists() {
            return Ok(None);
        }
        let text = std::fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
        let pending = serde_json::from_slice(&text).map_err(|_| {
            Failure::Refused(format!("{} is no command that waits: move it away", path.display()))
        })?;
        Ok(Some(pending))
    }

    /// Writes it durably, for its owner only: vault texts stand in it.
    pub fn write(&self, path: &Path) -> Result<(), Failure> {
        let writing = || format!("cannot write {}", path.display());
        let mut options = OpenOptions::new();
        let mut file = options.write(true).create_new(true).mode(0o600).open(path).with_context(writing)?;
        file.write_all(&serde_json::to_vec(self).with_context(writing)?).with_context(writing)?;
        Ok(file.sync_all().with_context(writing)?)
    }
}
