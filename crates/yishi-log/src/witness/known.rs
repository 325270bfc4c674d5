//! The keys that a witness knows, and up to which size each of them counts.

use crate::checkpoint::LogVerifier;
use crate::digits;

/// A key of a log that a witness was told of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownLog {
    /// The key.
    pub key: LogVerifier,
    /// The largest size of a checkpoint for which its signature counts, after the log went over to another key; absent for no end.
    pub until_size: Option<u64>,
}

impl From<LogVerifier> for KnownLog {
    fn from(key: LogVerifier) -> Self {
        Self { key, until_size: None }
    }
}

impl KnownLog {
    /// Reads `VKEY`, or `VKEY@UNTIL_SIZE` for a key that was rotated out.
    ///
    /// # Errors
    /// What is wrong with it: the key (C2SP `signed-note`), or a size that is no plain decimal up to 2^63 − 1.
    pub fn parse(text: &str) -> Result<Self, String> {
        // A name may have an `@`; the base64 after the last `+` has none.
        let until = text.rsplit_once('+').and_then(|(_, key)| key.split_once('@')).map(|(_, until)| until);
        let vkey = until.and_then(|until| text.strip_suffix(until)?.strip_suffix('@')).unwrap_or(text);
        let until_size = until
            .map(|until| {
                digits::decimal(until)
                    .ok_or_else(|| format!("`{until}` after the key is not a size up to which it signs"))
            })
            .transpose()?;
        let key = LogVerifier::parse(vkey).map_err(|error| error.to_string())?;
        Ok(Self { key, until_size })
    }

    /// Whether its signature counts under a checkpoint of this size.
    pub fn signs(&self, size: u64) -> bool {
        self.until_size.is_none_or(|until| size <= until)
    }
}
