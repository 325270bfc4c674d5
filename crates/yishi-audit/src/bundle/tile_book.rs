//! The book out of bundles of entries: the same lines that `book.jsonl` would have, put together as they are read.
//!
//! Whether the bundles are good is left to `verify`. A bundle that is no bundle ends the book, and no entry can pass for two: a newline
//! inside one is read as a zero byte, which no entry has.

use super::Source;
use std::io::{self, Read};
use std::sync::Arc;
use yishi_log::tile::{TileKind, TilePath, decode_entries};

/// Reads bundle after bundle, one of them in memory.
pub(super) struct TileBook {
    source: Arc<Source>,
    bundles: std::vec::IntoIter<TilePath>,
    lines: io::Cursor<Vec<u8>>,
}

/// Of the bundles that are there the widest of each number, from the first one on without a gap.
pub(super) fn bundles_of(tiles: &[TilePath]) -> Vec<TilePath> {
    let mut bundles: Vec<TilePath> = Vec::new();
    for tile in tiles.iter().filter(|tile| tile.kind() == TileKind::Entries) {
        match bundles.last_mut() {
            Some(last) if last.number() == tile.number() => *last = *tile,
            _ => bundles.push(*tile),
        }
    }
    let whole = (0..).zip(&bundles).take_while(|(number, bundle)| bundle.number() == *number).count();
    bundles.truncate(whole);
    // What follows an unfinished bundle would not stand at its place.
    let finished = bundles.iter().take_while(|bundle| bundle.is_full()).count();
    bundles.truncate(finished.saturating_add(1));
    bundles
}

impl TileBook {
    pub(super) fn new(source: Arc<Source>, bundles: Vec<TilePath>) -> Self {
        Self { source, bundles: bundles.into_iter(), lines: io::Cursor::default() }
    }

    fn load(&mut self, path: &TilePath) -> io::Result<()> {
        let bytes = self.source.read(&path.to_string()).map_err(|error| error.source)?.unwrap_or_default();
        let Ok(entries) = decode_entries(path.width(), &bytes) else {
            self.bundles = Vec::new().into_iter();
            return Ok(());
        };
        let mut lines = Vec::with_capacity(bytes.len());
        for entry in entries {
            lines.extend(entry.iter().map(|byte| if *byte == b'\n' { 0 } else { *byte }));
            lines.push(b'\n');
        }
        self.lines = io::Cursor::new(lines);
        Ok(())
    }
}

impl Read for TileBook {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            let read = self.lines.read(buffer)?;
            if read > 0 || buffer.is_empty() {
                return Ok(read);
            }
            let Some(path) = self.bundles.next() else { return Ok(0) };
            self.load(&path)?;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chosen(names: &[&str]) -> Vec<String> {
        let mut tiles: Vec<TilePath> = names.iter().map(|name| name.parse().unwrap()).collect();
        tiles.sort();
        bundles_of(&tiles).iter().map(TilePath::to_string).collect()
    }

    #[test]
    fn the_widest_bundle_of_each_number_is_read_up_to_the_first_gap() {
        let names = [
            "tile/entries/001.p/9",
            "tile/entries/000.p/200",
            "tile/entries/000",
            "tile/0/000",
            "tile/entries/001.p/30",
        ];
        assert_eq!(chosen(&names), ["tile/entries/000", "tile/entries/001.p/30"]);
        assert_eq!(chosen(&["tile/entries/000", "tile/entries/002"]), ["tile/entries/000"]);
        assert_eq!(chosen(&["tile/entries/000.p/200", "tile/entries/001"]), ["tile/entries/000.p/200"]);
        assert_eq!(chosen(&["tile/entries/001"]), [""; 0]);
    }
}
