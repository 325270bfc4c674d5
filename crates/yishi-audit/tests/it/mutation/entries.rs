//! Every byte of a small book, changed in each way: found at its entry, by the check that answers for it.

use super::bench::{Bench, Expected, Mark, must};
use super::bytes::CHANGES;
use super::ground::{Ground, lines};
use yishi_book::Entry;

const PLACE: &str = "entry";

/// Changes the bytes of the book from `part` on, every `parts`-th of them.
pub fn every_byte(ground: &Ground, part: usize, parts: usize) -> Bench {
    let mut bench = Bench::default();
    let book = lines(&ground.story.leaves);
    for change in CHANGES {
        for at in (part..book.len()).step_by(parts) {
            let changed = change.of(&book, at);
            let findings = ground.with_book(&changed).findings;
            let expected = Reading::of(ground, &changed).expected();
            bench.judge((PLACE, change.words()), &format!("{change:?} at {at}"), &findings, &expected);
        }
    }
    ground.restore();
    bench
}

/// The same of a book of newer rules, each byte in one of the four ways.
pub fn every_byte_once(ground: &Ground) -> Bench {
    let mut bench = Bench::default();
    let book = lines(&ground.story.leaves);
    for at in 0..book.len() {
        let change = CHANGES[at % CHANGES.len()];
        let changed = change.of(&book, at);
        let findings = ground.with_book(&changed).findings;
        let expected = Reading::of(ground, &changed).expected();
        let row = ("entry of a book of ruleset 4", "each byte changed, in one of the four ways");
        bench.judge(row, &format!("{change:?} at {at}"), &findings, &expected);
    }
    ground.restore();
    bench
}

/// What stands where in a changed book, worked out from the honest one.
struct Reading<'a> {
    ground: &'a Ground,
    changed: Vec<&'a [u8]>,
    torn: bool,
}

impl<'a> Reading<'a> {
    fn of(ground: &'a Ground, book: &'a [u8]) -> Self {
        let torn = book.last() != Some(&b'\n');
        let whole = book.strip_suffix(b"\n").unwrap_or(book);
        Self { ground, changed: whole.split(|byte| *byte == b'\n').collect(), torn }
    }

    fn expected(&self) -> Expected {
        let honest = &self.ground.story.leaves;
        let same = honest.iter().zip(&self.changed).take_while(|(honest, line)| honest == *line).count();
        let expected = match self.changed.len() {
            count if count == honest.len() => self.within_an_entry(same),
            count if count < honest.len() => self.two_joined(same),
            _ => self.one_split(same),
        };
        expected.or(self.ground.follows(same.min(honest.len() - 1)))
    }

    fn last(&self) -> u64 {
        self.ground.size() - 1
    }

    fn within_an_entry(&self, index: usize) -> Expected {
        let (at, last) = (index as u64, self.last());
        let Some(honest) = self.ground.story.leaves.get(index) else {
            return must([(Some(last), "leaf")]); // only the last newline is gone
        };
        let mut expected = match Entry::parse(self.changed[index]) {
            _ if self.torn => must([(Some(at), "leaf")]),
            Err(_) => must([(Some(at), "leaf")]),
            Ok(changed) => of_fields(at, &Entry::parse(honest).unwrap(), &changed),
        };
        if at < last {
            expected = expected.and((Some(at + 1), "chain"));
        }
        expected.and((None, "tree")).or([(Some(at), "possession"), (Some(at), "key")])
    }

    /// A newline was lost: two entries stand in one line, and all later ones a line earlier.
    fn two_joined(&self, index: usize) -> Expected {
        let (at, last) = (index as u64, self.last());
        let moved = [(Some(at + 1), "index"), (Some(at + 1), "chain")];
        let moved = moved.into_iter().filter(|_| at + 1 < last);
        let follows = self.ground.follows(index + 1).into_iter().chain([(Some(at + 1), "key")]);
        let expected = must([(Some(at), "leaf"), (Some(last), "tree")]).or(follows);
        moved.fold(expected, Expected::and)
    }

    /// A newline was brought in: an entry stands in two lines, and all later ones a line later.
    fn one_split(&self, index: usize) -> Expected {
        let at = index as u64;
        let beyond = self.ground.size();
        let follows = [(Some(at + 1), "leaf"), (Some(at + 1), "index"), (Some(at + 1), "chain")];
        let moved = [(Some(at + 2), "index"), (Some(at + 2), "chain"), (None, "tree")];
        must([(Some(at), "leaf"), (Some(beyond), "tree")]).or(follows).or(moved)
    }
}

/// A line that still is an entry: which of its fields say something else.
fn of_fields(at: u64, honest: &Entry<'_>, changed: &Entry<'_>) -> Expected {
    let (was, is) = (&honest.leaf, &changed.leaf);
    let differs: [(bool, Mark); 5] = [
        (was.command != is.command || was.signature != is.signature, (Some(at), "signature")),
        (was.key != is.key, (Some(at), "key")),
        (was.index != is.index, (Some(at), "index")),
        (was.origin != is.origin || honest.envelope.origin != changed.envelope.origin, (Some(at), "origin")),
        (was.prev != is.prev, (Some(at), "chain")),
    ];
    let found = differs.into_iter().filter(|(differs, _)| *differs).map(|(_, mark)| mark);
    // Events, ruleset and time are not judged by the bytes alone: the chain shows that they were changed.
    let expected = found.fold(Expected::default(), Expected::and);
    // A time that was raised stands above those of the entries after it.
    let times = (at..at + 100).map(|at| (Some(at), "time"));
    let founding = (at == 0).then_some((Some(0), "checkpoint"));
    expected.or(founding).or(times.filter(|_| was.recorded_at_ms != is.recorded_at_ms))
}
