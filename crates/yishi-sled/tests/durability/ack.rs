//! What the child tells the parent, one line each.

/// The child is about to open the book.
pub const OPENING: &str = "opening";
/// The book is open and takes commands.
pub const OPENED: &str = "opened";

/// A command was acknowledged: its number in the load, its index, its leaf hash in hex.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ack {
    pub number: u64,
    pub index: u64,
    pub leaf_hash: String,
}

impl std::fmt::Display for Ack {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "ack {} {} {}", self.number, self.index, self.leaf_hash)
    }
}

impl Ack {
    /// Reads a line; `None` if it is none, or was cut by the child's death.
    pub fn parse(line: &str) -> Option<Self> {
        let mut words = line.strip_prefix("ack ")?.split(' ');
        let number = words.next()?.parse().ok()?;
        let index = words.next()?.parse().ok()?;
        let leaf_hash = words.next()?.to_owned();
        (leaf_hash.len() == 64).then_some(Self { number, index, leaf_hash })
    }
}
