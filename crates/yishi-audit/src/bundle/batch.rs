//! The book in batches of lines, so that memory stays bounded however long the book or a line is.

use std::io::{self, BufRead, BufReader, Read};
use yishi_log::leaf::MAX_LEAF_BYTES;

/// A batch ends with the line that reaches this many bytes: some milliseconds of verifying, so that the threads end together.
const BATCH_BYTES: usize = 64 * 1024;
/// The same where leaves are hashed only, which is so fast that handing small batches over would be felt.
const HASHED_BYTES: usize = 512 * 1024;
/// What is kept of a line: one byte more than a leaf may have shows that it is too long.
const MAX_LINE_BYTES: u64 = MAX_LEAF_BYTES as u64 + 1;

/// Some lines of the book, without their newlines.
#[derive(Debug, Default)]
pub struct Batch {
    /// The position of its first line.
    pub first: u64,
    bytes: Vec<u8>,
    ends: Vec<usize>,
    /// Whether its last line has no newline: the book was cut off.
    pub torn: bool,
}

impl Batch {
    /// Its lines with their positions.
    pub fn lines(&self) -> impl Iterator<Item = (u64, &[u8])> {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        let lines = starts.zip(&self.ends).map(|(from, &to)| self.bytes.get(from..to).unwrap_or_default());
        (self.first..).zip(lines)
    }

    /// Number of lines.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether it has no line.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }
}

/// Reads batch after batch.
pub struct BatchReader {
    book: BufReader<Box<dyn Read + Send>>,
    next: u64,
    batch_bytes: usize,
}

impl BatchReader {
    /// Starts at the first line.
    pub fn new(book: Box<dyn Read + Send>) -> Self {
        Self { book: BufReader::with_capacity(1 << 20, book), next: 0, batch_bytes: BATCH_BYTES }
    }

    /// Starts at the first line, with batches for whoever does no more than hash.
    pub fn for_hashing(book: Box<dyn Read + Send>) -> Self {
        Self { batch_bytes: HASHED_BYTES, ..Self::new(book) }
    }

    /// The next batch; empty at the end.
    ///
    /// # Errors
    /// When the book cannot be read.
    pub fn next_batch(&mut self) -> io::Result<Batch> {
        let bytes = Vec::with_capacity(self.batch_bytes + self.batch_bytes / 8);
        let mut batch = Batch { first: self.next, bytes, ..Batch::default() };
        while batch.bytes.len() < self.batch_bytes && self.line(&mut batch)? {
            self.next += 1;
        }
        Ok(batch)
    }

    fn line(&mut self, batch: &mut Batch) -> io::Result<bool> {
        let read = self.book.by_ref().take(MAX_LINE_BYTES).read_until(b'\n', &mut batch.bytes)?;
        if read == 0 {
            return Ok(false);
        }
        if batch.bytes.last() == Some(&b'\n') {
            batch.bytes.pop();
        } else {
            batch.torn = !self.skip_line()?;
        }
        batch.ends.push(batch.bytes.len());
        Ok(true)
    }

    /// Skips the rest of a line that is too long; `false` when the book ends before its newline.
    fn skip_line(&mut self) -> io::Result<bool> {
        loop {
            let buffer = self.book.fill_buf()?;
            let (used, found) = match buffer.iter().position(|&byte| byte == b'\n') {
                Some(at) => (at + 1, true),
                None => (buffer.len(), false),
            };
            self.book.consume(used);
            if found || used == 0 {
                return Ok(found);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn batches(book: Vec<u8>) -> Vec<Batch> {
        let mut reader = BatchReader::new(Box::new(io::Cursor::new(book)));
        let mut batches = Vec::new();
        loop {
            let batch = reader.next_batch().unwrap();
            if batch.is_empty() {
                return batches;
            }
            batches.push(batch);
        }
    }

    #[test]
    fn lines_come_in_order_without_their_newlines() {
        let batches = batches(b"a\n\nbc\n".to_vec());
        let lines: Vec<_> = batches[0].lines().collect();
        assert_eq!(lines, [(0, &b"a"[..]), (1, b""), (2, b"bc")]);
        assert!(!batches[0].torn);
    }

    #[test]
    fn a_book_without_a_last_newline_is_torn() {
        let batches = batches(b"a\nb".to_vec());
        assert_eq!(batches[0].lines().count(), 2);
        assert!(batches[0].torn);
    }

    #[test]
    fn a_line_of_any_length_is_kept_only_up_to_one_byte_above_the_limit() {
        for length in [MAX_LEAF_BYTES, MAX_LEAF_BYTES + 1, 5_000_000] {
            let mut book = vec![b'x'; length];
            book.extend_from_slice(b"\nlast\n");
            let batches = batches(book);
            let lines: Vec<(u64, usize)> =
                batches.iter().flat_map(|batch| batch.lines().map(|(at, line)| (at, line.len()))).collect();
            assert_eq!(lines, [(0, length.min(MAX_LEAF_BYTES + 1)), (1, 4)]);
            assert!(!batches[0].torn);
        }
    }

    #[test]
    fn a_long_book_comes_in_bounded_batches() {
        let book = [vec![b'x'; 999], vec![b'\n']].concat().repeat(2_000);
        let batches = batches(book);
        assert!(batches.len() > 5);
        assert_eq!(batches.iter().map(Batch::len).sum::<usize>(), 2_000);
        assert_eq!(batches[1].first, u64::try_from(batches[0].len()).unwrap());
    }
}
