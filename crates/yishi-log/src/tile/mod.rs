//! Tiles (C2SP `tlog-tiles`): the tree cut into files of 256 hashes a level, and the entries into bundles beside them.
//!
//! Coordinates, bytes, and the tiles of a growing tree. A tile is never believed: readers make it anew from the entries and
//! compare. Files and HTTP are left to others.

mod content;
mod path;
mod tiling;

pub use content::{ContentError, MAX_ENTRY_BYTES, decode_entries, decode_hashes, encode_hashes, push_entry};
pub use path::PathError;
pub use tiling::Tiling;

/// Hashes in a full tile, entries in a full bundle.
pub const TILE_WIDTH: u16 = 256;
/// The highest level that a path may name.
pub const MAX_LEVEL: u8 = 63;
/// Tiles above this number hold nothing of a tree of 2^63 − 1 leaves.
pub const MAX_NUMBER: u64 = (1 << 55) - 1;

/// What a tile holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TileKind {
    /// The roots over 256^level leaves each; leaf hashes at level 0.
    Hashes {
        /// The level.
        level: u8,
    },
    /// The entries themselves, each under a length.
    Entries,
}

/// The coordinates of a tile: what it holds, which one it is, and how much of it there is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TilePath {
    kind: TileKind,
    number: u64,
    width: u16,
}

impl TileKind {
    /// How many hashes or entries of this kind a tree of `size` has.
    pub fn count(self, size: u64) -> u64 {
        let level = match self {
            Self::Hashes { level } => u32::from(level),
            Self::Entries => 0,
        };
        size.checked_shr(8 * level).unwrap_or_default()
    }
}

impl TilePath {
    /// A tile of `width` hashes or entries.
    ///
    /// # Errors
    /// When level, number or width are out of range.
    pub const fn new(kind: TileKind, number: u64, width: u16) -> Result<Self, PathError> {
        if let TileKind::Hashes { level } = kind
            && level > MAX_LEVEL
        {
            return Err(PathError::Level);
        }
        if number > MAX_NUMBER {
            return Err(PathError::Number);
        }
        if width == 0 || width > TILE_WIDTH {
            return Err(PathError::Width);
        }
        Ok(Self { kind, number, width })
    }

    /// What it holds.
    pub const fn kind(&self) -> TileKind {
        self.kind
    }

    /// Which one of its kind it is, from 0.
    pub const fn number(&self) -> u64 {
        self.number
    }

    /// How many hashes or entries it holds.
    pub const fn width(&self) -> u16 {
        self.width
    }

    /// Whether it will never grow.
    pub const fn is_full(&self) -> bool {
        self.width == TILE_WIDTH
    }

    /// The position of its first hash on its level, or of its first entry.
    pub const fn first(&self) -> u64 {
        // Cannot overflow: see MAX_NUMBER.
        self.number * TILE_WIDTH as u64
    }

    /// The position after its last one.
    pub const fn end(&self) -> u64 {
        self.first() + self.width as u64
    }

    /// Whether a tree of `size` holds all of it.
    pub fn lies_in(&self, size: u64) -> bool {
        self.end() <= self.kind.count(size)
    }

    /// The tile of this number as wide as a tree of `size` has it; `None` where it has none.
    pub fn widest(kind: TileKind, number: u64, size: u64) -> Option<Self> {
        let rest = kind.count(size).checked_sub(number.checked_mul(u64::from(TILE_WIDTH))?)?;
        let width = u16::try_from(rest.min(u64::from(TILE_WIDTH))).ok()?;
        Self::new(kind, number, width).ok()
    }

    /// Every tile that a tree of `size` consists of: the full ones, and the unfinished one at the end of each level.
    pub fn all(size: u64) -> impl Iterator<Item = Self> {
        let levels = (0..=MAX_LEVEL).map(|level| TileKind::Hashes { level });
        let kinds = levels.take_while(move |kind| kind.count(size) > 0);
        std::iter::once(TileKind::Entries).chain(kinds).flat_map(move |kind| {
            let tiles = kind.count(size).div_ceil(u64::from(TILE_WIDTH));
            (0..tiles).filter_map(move |number| Self::widest(kind, number, size))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paths(size: u64) -> Vec<String> {
        TilePath::all(size).map(|path| path.to_string()).collect()
    }

    #[test]
    fn a_tree_of_256_has_a_full_tile_and_one_of_width_1_above_it() {
        assert_eq!(paths(0), [""; 0]);
        assert_eq!(paths(1), ["tile/entries/000.p/1", "tile/0/000.p/1"]);
        assert_eq!(paths(255), ["tile/entries/000.p/255", "tile/0/000.p/255"]);
        assert_eq!(paths(256), ["tile/entries/000", "tile/0/000", "tile/1/000.p/1"]);
    }

    /// The example of the specification.
    #[test]
    fn a_tree_of_70_000_has_the_tiles_that_the_specification_says() {
        let of = |level| {
            let kind = TileKind::Hashes { level };
            let tiles: Vec<TilePath> = TilePath::all(70_000).filter(|tile| tile.kind() == kind).collect();
            let full = tiles.iter().filter(|tile| tile.is_full()).count();
            (full, tiles.iter().find(|tile| !tile.is_full()).map(TilePath::width))
        };
        assert_eq!(of(0), (273, Some(112)));
        assert_eq!(of(1), (1, Some(17)));
        assert_eq!(of(2), (0, Some(1)));
        assert_eq!(of(3), (0, None));
    }

    #[test]
    fn a_tile_lies_in_a_tree_from_its_last_hash_on() {
        let tile = TilePath::new(TileKind::Hashes { level: 1 }, 0, 2).unwrap();
        assert!(!tile.lies_in(511) && tile.lies_in(512));
        let highest = TilePath::new(TileKind::Hashes { level: 63 }, 0, 1).unwrap();
        assert!(!highest.lies_in(u64::MAX));
        let last = TilePath::new(TileKind::Entries, MAX_NUMBER, 256).unwrap();
        assert!(!last.lies_in((1 << 63) - 1) && last.lies_in(1 << 63));
    }
}
