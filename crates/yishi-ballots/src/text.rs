//! Bytes as text, line by line with positions.

use crate::ReadFault;

/// Reads UTF-8 with or without a byte order mark.
///
/// # Errors
/// At the first byte that is none.
pub(crate) fn decode(bytes: &[u8]) -> Result<&str, ReadFault> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok(text.strip_prefix('\u{feff}').unwrap_or(text)),
        Err(error) => {
            let good = bytes.get(..error.valid_up_to()).and_then(|good| std::str::from_utf8(good).ok());
            let good = good.unwrap_or_default();
            Err(ReadFault::at(good, good.len(), "the file is not UTF-8 from here on; save it as UTF-8"))
        }
    }
}

/// One line of a text.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Line<'a> {
    /// Counted from 1.
    number: u64,
    /// Without its end.
    pub(crate) text: &'a str,
}

/// A word of a line with the byte where it starts.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Word<'a> {
    pub(crate) offset: usize,
    pub(crate) text: &'a str,
}

/// The lines of a text.
pub(crate) fn lines(text: &str) -> impl Iterator<Item = Line<'_>> {
    (1..).zip(text.lines()).map(|(number, text)| Line { number, text })
}

impl<'a> Line<'a> {
    /// A fault at a byte of the line.
    pub(crate) fn fault(self, offset: usize, reason: impl Into<String>) -> ReadFault {
        let before = self.text.get(..offset).unwrap_or(self.text);
        let column = u64::try_from(before.chars().count()).unwrap_or(u64::MAX).saturating_add(1);
        ReadFault { line: self.number, column, reason: reason.into() }
    }

    /// The words of the line up to a comment that starts with `#`; spreadsheets leave commas behind, which separate too.
    pub(crate) fn words(self) -> Vec<Word<'a>> {
        let text = self.text.split('#').next().unwrap_or_default();
        let mut words = Vec::new();
        let mut offset = 0;
        for part in text.split([' ', '\t', '\r', ',']) {
            if !part.is_empty() {
                words.push(Word { offset, text: part });
            }
            offset = offset.saturating_add(part.len()).saturating_add(1);
        }
        words
    }

    /// A whole number.
    pub(crate) fn number<N: std::str::FromStr>(self, word: Word<'_>, what: &str) -> Result<N, ReadFault> {
        let wrong =
            || self.fault(word.offset, format!("`{}` is no {what}: a whole number was expected", word.text));
        // Rust reads a plus sign; no file has one.
        if word.text.starts_with('+') { Err(wrong()) } else { word.text.parse().map_err(|_| wrong()) }
    }
}
