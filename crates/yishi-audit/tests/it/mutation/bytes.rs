//! Single bytes: each of a file is changed in four ways.

/// How a byte is changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// One bit of it, another one from byte to byte.
    Flip,
    /// It becomes a byte of another class: a digit for a letter, a letter for a digit, a zero byte for a sign.
    Class,
    /// It is left out.
    Delete,
    /// A byte is put before it: a space, which JSON would pass over, or a digit.
    Insert,
}

pub const CHANGES: [Change; 4] = [Change::Flip, Change::Class, Change::Delete, Change::Insert];

impl Change {
    pub const fn words(self) -> &'static str {
        match self {
            Self::Flip => "a bit of each byte flipped",
            Self::Class => "each byte set to one of another class",
            Self::Delete => "each byte deleted",
            Self::Insert => "a byte inserted before each",
        }
    }

    /// The changed bytes.
    pub fn of(self, bytes: &[u8], at: usize) -> Vec<u8> {
        let mut changed = bytes.to_vec();
        match self {
            Self::Flip => changed[at] ^= 1 << (at * 5 % 8),
            Self::Class => changed[at] = other_class(bytes[at]),
            Self::Delete => drop(changed.remove(at)),
            Self::Insert => changed.insert(at, if at.is_multiple_of(2) { b' ' } else { b'0' }),
        }
        changed
    }
}

const fn other_class(byte: u8) -> u8 {
    match byte {
        b'0'..=b'9' => b'x',
        b'a'..=b'z' | b'A'..=b'Z' => b'7',
        0 | 0x80.. => b'A',
        _ => 0,
    }
}
