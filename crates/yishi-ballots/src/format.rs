//! Which format a file has, by its name and its first bytes.

use crate::{Election, ReadFault, RequestError, abcvoting, blt, pabulib, preflib, rctab};

/// A format of ballot files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// BLT.
    Blt,
    /// PrefLib's orders.
    PrefLib,
    /// A configuration of RCTab, which names its files of ballots.
    RcTab,
    /// Pabulib's participatory budgets.
    Pabulib,
    /// abcvoting's committees.
    AbcVoting,
}

/// Files that a file names, beside it; opening them is the caller's business.
pub trait Companions {
    /// The bytes of a file named relative to the first; `None` when there is none.
    ///
    /// # Errors
    /// In words, when the file is there but cannot be read.
    fn read(&self, name: &str) -> Result<Option<Vec<u8>>, String>;
}

/// No files beside the first.
#[derive(Clone, Copy, Debug)]
pub struct NoCompanions;

impl Companions for NoCompanions {
    fn read(&self, _: &str) -> Result<Option<Vec<u8>>, String> {
        Ok(None)
    }
}

impl Format {
    /// Tells the format; `None` when it is none of them.
    pub fn detect(file: &str, bytes: &[u8]) -> Option<Self> {
        let ending = file.rsplit_once('.').map_or("", |(_, ending)| ending).to_ascii_lowercase();
        let start = bytes.iter().find(|byte| !byte.is_ascii_whitespace()).copied();
        match ending.as_str() {
            "blt" => Some(Self::Blt),
            "pb" => Some(Self::Pabulib),
            "yaml" | "yml" if contains(bytes, b"profile") => Some(Self::AbcVoting),
            "soc" | "soi" | "toc" | "toi" => Some(Self::PrefLib),
            "json" if contains(bytes, b"\"cvrFileSources\"") => Some(Self::RcTab),
            _ if contains(bytes, b"# NUMBER ALTERNATIVES") => Some(Self::PrefLib),
            _ if start == Some(b'{') && contains(bytes, b"\"cvrFileSources\"") => Some(Self::RcTab),
            _ if start.is_some_and(|byte| byte.is_ascii_digit()) && ending == "txt" => Some(Self::Blt),
            _ => None,
        }
    }
}

fn contains(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

/// Reads a file in whatever format it has.
///
/// # Errors
/// [`RequestError::UnknownFormat`], or the first fault of the file or of a companion.
pub fn read(file: &str, bytes: &[u8], companions: &dyn Companions) -> Result<Election, RequestError> {
    let own = |fault: ReadFault| RequestError::Fault { file: file.to_owned(), fault };
    match Format::detect(file, bytes) {
        Some(Format::Blt) => blt::read(bytes).map_err(own),
        Some(Format::PrefLib) => preflib::read(bytes).map_err(own),
        Some(Format::Pabulib) => pabulib::read(bytes).map_err(own),
        Some(Format::AbcVoting) => abcvoting::read(bytes).map_err(own),
        Some(Format::RcTab) => rctab::read(file, bytes, companions),
        None => Err(RequestError::UnknownFormat { file: file.to_owned() }),
    }
}
