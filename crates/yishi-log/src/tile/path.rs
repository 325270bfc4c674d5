//! The one spelling of a tile's path: `tile/<level>/<number>[.p/<width>]`, the number in groups of three digits.

use super::{MAX_NUMBER, TILE_WIDTH, TileKind, TilePath};
use std::fmt;
use std::str::FromStr;

/// What a group of digits counts to.
const GROUP: u64 = 1000;

/// Why a text is not the path of a tile.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PathError {
    /// Not of the form of a path.
    #[error("not of the form tile/<level>/<number>[.p/<width>]")]
    Form,
    /// The level.
    #[error("the level is neither `entries` nor a number from 0 to 63 without leading zeros")]
    Level,
    /// The number.
    #[error(
        "the number is not in groups of three digits, all but the last with an x, the first not x000, at most 2^55 − 1"
    )]
    Number,
    /// The width.
    #[error("the width is not a number from 1 to 255 without leading zeros")]
    Width,
}

impl fmt::Display for TilePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind {
            TileKind::Hashes { level } => write!(f, "tile/{level}")?,
            TileKind::Entries => f.write_str("tile/entries")?,
        }
        let mut above = 1;
        while self.number / above >= GROUP {
            above *= GROUP;
        }
        while above > 1 {
            write!(f, "/x{:03}", self.number / above % GROUP)?;
            above /= GROUP;
        }
        write!(f, "/{:03}", self.number % GROUP)?;
        if self.is_full() { Ok(()) } else { write!(f, ".p/{}", self.width) }
    }
}

impl FromStr for TilePath {
    type Err = PathError;

    fn from_str(text: &str) -> Result<Self, PathError> {
        let rest = text.strip_prefix("tile/").ok_or(PathError::Form)?;
        let (kind, rest) = rest.split_once('/').ok_or(PathError::Form)?;
        let kind = parse_kind(kind)?;
        let (number, width) = match rest.split_once(".p/") {
            Some((number, width)) => (number, parse_width(width)?),
            None => (rest, TILE_WIDTH),
        };
        Self::new(kind, parse_number(number)?, width)
    }
}

fn parse_kind(text: &str) -> Result<TileKind, PathError> {
    if text == "entries" {
        return Ok(TileKind::Entries);
    }
    let level = plain(text).and_then(|level| u8::try_from(level).ok()).ok_or(PathError::Level)?;
    Ok(TileKind::Hashes { level })
}

fn parse_width(text: &str) -> Result<u16, PathError> {
    let width = plain(text).and_then(|width| u16::try_from(width).ok());
    width.filter(|width| (1..TILE_WIDTH).contains(width)).ok_or(PathError::Width)
}

fn parse_number(text: &str) -> Result<u64, PathError> {
    let mut number = 0;
    let mut groups = text.split('/').peekable();
    let mut first = true;
    while let Some(group) = groups.next() {
        let last = groups.peek().is_none();
        let digits = if last { Some(group) } else { group.strip_prefix('x') };
        let value = digits.and_then(three_digits).ok_or(PathError::Number)?;
        // A group of zeros in front would be a second spelling of the same number.
        if first && !last && value == 0 {
            return Err(PathError::Number);
        }
        // Cannot overflow: the number is bounded before it grows by a factor of 1000.
        number = number * GROUP + value;
        if number > MAX_NUMBER {
            return Err(PathError::Number);
        }
        first = false;
    }
    Ok(number)
}

fn three_digits(text: &str) -> Option<u64> {
    let plain = text.len() == 3 && text.bytes().all(|byte| byte.is_ascii_digit());
    if plain { text.parse().ok() } else { None }
}

/// A decimal without sign or leading zeros, of at most three digits.
fn plain(text: &str) -> Option<u64> {
    if text.len() > 3 { None } else { crate::digits::decimal(text) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn parse(text: &str) -> Result<TilePath, PathError> {
        text.parse()
    }

    /// The example of the specification.
    #[test]
    fn tile_1234067_lies_where_the_specification_says() {
        let tile = TilePath::new(TileKind::Hashes { level: 0 }, 1_234_067, 256).unwrap();
        assert_eq!(tile.to_string(), "tile/0/x001/x234/067");
        assert_eq!(parse("tile/0/x001/x234/067"), Ok(tile));
    }

    #[test]
    fn a_path_has_one_spelling() {
        for good in [
            "tile/0/000",
            "tile/63/000.p/1",
            "tile/entries/x001/000.p/255",
            "tile/0/x036/x028/x797/x018/x963/967",
        ] {
            assert_eq!(parse(good).map(|tile| tile.to_string()).as_deref(), Ok(good));
        }
        for (wrong, error) in [
            ("", PathError::Form),
            ("/tile/0/000", PathError::Form),
            ("tile/0", PathError::Form),
            ("Tile/0/000", PathError::Form),
            ("tile/64/000", PathError::Level),
            ("tile/00/000", PathError::Level),
            ("tile/+1/000", PathError::Level),
            ("tile//000", PathError::Level),
            ("tile/256/000", PathError::Level),
            ("tile/data/000", PathError::Level),
            ("tile/Entries/000", PathError::Level),
            ("tile/0/", PathError::Number),
            ("tile/0/0", PathError::Number),
            ("tile/0/0000", PathError::Number),
            ("tile/0/x000/001", PathError::Number),
            ("tile/0/001/000", PathError::Number),
            ("tile/0/x001", PathError::Number),
            ("tile/0/x1/000", PathError::Number),
            ("tile/0/x001//000", PathError::Number),
            ("tile/0/000/", PathError::Number),
            ("tile/0/+00", PathError::Number),
            ("tile/0/000.p", PathError::Number),
            ("tile/0/x036/x028/x797/x018/x963/968", PathError::Number),
            ("tile/0/x999/x999/x999/x999/x999/x999/x999/999", PathError::Number),
            ("tile/0/000.p/", PathError::Width),
            ("tile/0/000.p/0", PathError::Width),
            ("tile/0/000.p/256", PathError::Width),
            ("tile/0/000.p/01", PathError::Width),
            ("tile/0/000.p/1/", PathError::Width),
            ("tile/0/000.p/1.p/1", PathError::Width),
            ("tile/0/000.p/-1", PathError::Width),
        ] {
            assert_eq!(parse(wrong), Err(error), "{wrong}");
        }
    }

    proptest! {
        #[test]
        fn what_is_read_is_what_was_written(level in 0u8..64, number in 0..=MAX_NUMBER, width in 1u16..=256, entries: bool) {
            let kind = if entries { TileKind::Entries } else { TileKind::Hashes { level } };
            let tile = TilePath::new(kind, number, width).unwrap();
            prop_assert_eq!(parse(&tile.to_string()), Ok(tile));
        }

        #[test]
        fn whatever_is_accepted_is_its_own_spelling(text in "tile/(entries|[0-9]{1,3})(/x?[0-9]{1,4}){1,7}(\\.p/[0-9]{1,3})?") {
            if let Ok(tile) = parse(&text) {
                prop_assert_eq!(tile.to_string(), text);
            }
        }

        #[test]
        fn any_text_is_read_or_refused(text in ".*") {
            let _ = parse(&text);
            let _ = parse(&format!("tile/{text}"));
        }
    }
}
