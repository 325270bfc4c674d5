//! Why a file could not be read, and where.

use serde::Serialize;

/// Says where a file is malformed and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, thiserror::Error)]
#[error("line {line}, column {column}: {reason}")]
pub struct ReadFault {
    /// Counted from 1. Lines end with a line feed; in YAML also with a carriage return that stands alone (YAML 1.2.2 §5.4).
    pub line: u64,
    /// Counted from 1, in characters.
    pub column: u64,
    /// What is wrong, and what would be right.
    pub reason: String,
}

impl ReadFault {
    /// A fault at a byte of a text.
    pub fn at(text: &str, offset: usize, reason: impl Into<String>) -> Self {
        let before = text.get(..offset).unwrap_or(text);
        let line = before.matches('\n').count().saturating_add(1);
        let column = before.rsplit('\n').next().unwrap_or_default().chars().count().saturating_add(1);
        let number = |count: usize| u64::try_from(count).unwrap_or(u64::MAX);
        Self { line: number(line), column: number(column), reason: reason.into() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_a_line_and_a_column_in_characters() {
        let place = |offset| {
            let fault = ReadFault::at("ab\n人c\n", offset, "x");
            (fault.line, fault.column)
        };
        assert_eq!(place(0), (1, 1));
        assert_eq!(place(2), (1, 3));
        assert_eq!(place(3), (2, 1));
        assert_eq!(place(6), (2, 2));
        assert_eq!(place(8), (3, 1));
    }
}
