//! How a command ends: exit codes, and faults of an input with their position.

use serde::Serialize;
use std::fmt;
use std::path::{Path, PathBuf};

pub use yishi_charter::position;

/// Why a command did not end well.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// Findings, or a refusal: exit code 1.
    #[error("{0}")]
    Refused(String),
    /// The command was called wrongly: exit code 2.
    #[error("{0}")]
    Usage(String),
    /// A file, a network or the store failed: exit code 3.
    #[error("{0:#}")]
    Io(anyhow::Error),
    /// Another process, most often the service, has the book open: exit code 3.
    #[error(
        "the book in {} is in use by {holder}: one process at a time opens a book, nothing was done\n    remedy: stop that process with SIGTERM or Ctrl-C, so that it closes the book in order, and run the command again; a service that must not stop gives its entries at /books/<operator>/<slug>/entries",
        data.display()
    )]
    InUse {
        /// The data folder.
        data: PathBuf,
        /// Who has it open, as far as that is known.
        holder: String,
    },
    /// An input was refused as a whole: exit code 1.
    #[error("{0}")]
    Input(InputFaults),
    /// What the command has printed already, with its exit code.
    #[error("see above")]
    Reported(u8),
}

impl Failure {
    /// The exit code that programs may rely on.
    pub const fn exit_code(&self) -> u8 {
        match self {
            Self::Refused(_) | Self::Input(_) => 1,
            Self::Reported(code) => *code,
            Self::Usage(_) => 2,
            Self::Io(_) | Self::InUse { .. } => 3,
        }
    }
}

impl From<anyhow::Error> for Failure {
    fn from(error: anyhow::Error) -> Self {
        match error.downcast::<Self>() {
            Ok(failure) => failure,
            Err(error) => Self::Io(error),
        }
    }
}

impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Self {
        Self::Io(error.into())
    }
}

impl From<InputFaults> for Failure {
    fn from(faults: InputFaults) -> Self {
        Self::Input(faults)
    }
}

/// One fault of an input file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct InputFault {
    /// The line, from 1.
    pub line: u64,
    /// The column in characters, from 1.
    pub column: u64,
    /// What is wrong.
    pub reason: String,
    /// What to do.
    pub remedy: String,
}

/// All faults of an input file, which is refused as a whole.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct InputFaults {
    /// The file.
    pub file: PathBuf,
    /// The sheet, if it is a workbook; lines are its rows then, and columns its columns from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sheet: Option<String>,
    /// Its faults in the order of their position.
    pub faults: Vec<InputFault>,
}

impl InputFaults {
    /// Faults of `file`, sorted by position.
    pub fn new(file: &Path, mut faults: Vec<InputFault>) -> Self {
        faults.sort_by_key(|fault| (fault.line, fault.column));
        Self { file: file.to_owned(), sheet: None, faults }
    }

    /// The same in a sheet of a workbook.
    pub fn in_sheet(self, sheet: Option<String>) -> Self {
        Self { sheet, ..self }
    }

    /// Where a fault stands, as people find it: line and column, or sheet and cell.
    fn place(&self, fault: &InputFault) -> String {
        match &self.sheet {
            None => format!("{}:{}:{}", self.file.display(), fault.line, fault.column),
            Some(sheet) => format!(
                "{}: sheet {sheet}, cell {}{}",
                self.file.display(),
                letters(fault.column),
                fault.line
            ),
        }
    }
}

impl fmt::Display for InputFaults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let count = self.faults.len();
        let file = self.file.display();
        writeln!(f, "{file} is refused as a whole, nothing was changed; {count} fault(s):")?;
        for fault in &self.faults {
            writeln!(f, "{}: {}", self.place(fault), fault.reason)?;
            writeln!(f, "    remedy: {}", fault.remedy)?;
        }
        Ok(())
    }
}

impl std::error::Error for InputFaults {}

/// The letters of a column, from 1: A to Z, AA and so on.
fn letters(column: u64) -> String {
    let mut rest = column;
    let mut letters = Vec::new();
    while rest > 0 {
        let digit = u8::try_from(rest.saturating_sub(1) % 26).unwrap_or_default();
        letters.push(char::from(b'A'.saturating_add(digit)));
        rest = rest.saturating_sub(1) / 26;
    }
    letters.into_iter().rev().collect()
}

/// Reads a file as it is.
pub fn read_bytes(file: &Path) -> Result<Vec<u8>, Failure> {
    std::fs::read(file).map_err(|error| {
        Failure::Io(anyhow::Error::new(error).context(format!("cannot read {}", file.display())))
    })
}

/// Reads a UTF-8 file, tolerating a byte order mark; other encodings are refused with the position of the first bad byte.
pub fn read_text(file: &Path) -> Result<String, Failure> {
    decode_text(file, read_bytes(file)?)
}

fn decode_text(file: &Path, bytes: Vec<u8>) -> Result<String, Failure> {
    let text = String::from_utf8(bytes).map_err(|error| {
        let valid = error.utf8_error().valid_up_to();
        let good = error.as_bytes().get(..valid).map(String::from_utf8_lossy).unwrap_or_default();
        let (line, column) = position(&good, good.len());
        let fault = InputFault {
            line,
            column,
            reason: "the file is not UTF-8 from here on".into(),
            remedy: "save it as UTF-8 (in Excel and WPS: “CSV UTF-8”); GBK and UTF-16 are not read".into(),
        };
        InputFaults::new(file, vec![fault])
    })?;
    Ok(match text.strip_prefix('\u{feff}') {
        Some(rest) => rest.to_owned(),
        None => text,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_of_a_sheet_have_the_letters_that_people_see() {
        let named = [(1, "A"), (26, "Z"), (27, "AA"), (52, "AZ"), (53, "BA"), (702, "ZZ"), (703, "AAA")];
        for (column, name) in named {
            assert_eq!(letters(column), name);
        }
    }

    #[test]
    fn a_byte_order_mark_is_tolerated() {
        let text = decode_text(Path::new("a.csv"), b"\xef\xbb\xbfkind".to_vec()).unwrap();
        assert_eq!(text, "kind");
    }

    #[test]
    fn another_encoding_is_refused_at_its_first_byte() {
        let failure = decode_text(Path::new("a.csv"), b"kind\nmember,\xbe\xd3\xc3\xf1".to_vec()).unwrap_err();
        let Failure::Input(faults) = failure else { panic!("{failure}") };
        assert_eq!((faults.faults[0].line, faults.faults[0].column), (2, 8));
    }
}
