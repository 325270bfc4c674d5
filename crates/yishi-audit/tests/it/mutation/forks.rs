//! Splices of two histories of one book, which the same people and the same log have signed: without any key the chain shows them, and an operator
//! with the keys is shown by whoever holds receipts.

use super::bench::{Bench, Mark, must};
use super::ground::Ground;
use super::receipts;
use yishi_audit::NotChecked;

const LINES: &str = "lines of the book";
/// From this entry on the histories say other things: here somebody votes otherwise, which the close tells.
const FIRST_BALLOT: usize = 18;

/// The beginning of one history and the rest of the other, and single entries of the other, without any key.
pub fn by_lines(ground: &Ground) -> Bench {
    let mut bench = Bench::default();
    let (mine, theirs) = (&ground.story.leaves, &ground.fork);
    let size = mine.len();
    assert_eq!(size, theirs.len());
    for index in 0..size {
        let (at, name) = (index as u64, format!("{index}"));
        // The first entry of both has no entry before it.
        let chain: Option<Mark> = (index > 0).then_some((Some(at), "chain"));
        let next: Option<Mark> = (index + 1 < size).then_some((Some(at + 1), "chain"));
        let spliced = [&mine[..index], &theirs[index..]].concat();
        let expected = must(chain.into_iter().chain([(None, "tree")]));
        let findings = ground.with_leaves(&spliced).findings;
        bench.judge((LINES, "spliced with a second history of the book"), &name, &findings, &expected);
        let mut exchanged = mine.clone();
        exchanged[index].clone_from(&theirs[index]);
        let expected = must(chain.into_iter().chain(next).chain([(None, "tree")]));
        let findings = ground.with_leaves(&exchanged).findings;
        bench.judge((LINES, "exchanged for one of a second history"), &name, &findings, &expected);
        let mut brought_in = mine.clone();
        brought_in.insert(index, theirs[index].clone());
        let moved = [(Some(at + 1), "index"), (Some(at + 1), "chain")];
        let whole = [(Some(size as u64), "tree"), (None, "tree")];
        let expected = must(chain.into_iter().chain(moved).chain(whole));
        let findings = ground.with_leaves(&brought_in).findings;
        bench.judge((LINES, "one of a second history brought in"), &name, &findings, &expected);
    }
    ground.restore();
    bench
}

/// The same splices with everything signed anew.
pub fn signed_anew(ground: &Ground) -> Bench {
    let mut bench = Bench::default();
    let (mine, theirs) = (&ground.story.leaves, &ground.fork);
    let close = mine.len() as u64 - 1;
    for index in 0..mine.len() {
        let spliced = [&mine[..index], &theirs[index..]].concat();
        let (report, name) = (ground.signed_anew(&spliced), format!("from {index} on"));
        let row = ("whole book, signed anew", "spliced with a second history of the book");
        if index > FIRST_BALLOT {
            bench.first(row, &name, &report.findings, (Some(close), "replay"));
            continue;
        }
        let which = (NotChecked::SplitView, "which of two histories that keep all rules is the true one");
        bench.open(row, &name, &report, which);
        let held = receipts::held_against(ground, index as u64);
        let expected = must([(Some(index as u64), "inclusion"), (None, "tree")]);
        bench.judge(("receipt", "for an entry of the other history"), &name, &held, &expected);
        let since = ground.since(&mine[..=index], &super::ground::EVERYTHING);
        let row = ("checkpoint of an earlier audit", "of the other history");
        bench.judge(row, &name, &since, &must([(None, "since")]));
    }
    ground.restore();
    bench
}
