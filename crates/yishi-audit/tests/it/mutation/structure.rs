//! Lines dropped, doubled, swapped, cut off, spliced and brought in from another book, by somebody without any key.

use super::bench::{Bench, Mark, Row, must};
use super::ground::{Ground, lines};

const LINES: &str = "lines of the book";

pub fn lines_moved(ground: &Ground, foreign: &[Vec<u8>]) -> Bench {
    let mut bench = Bench::default();
    for index in 0..ground.story.leaves.len() {
        dropped(&mut bench, ground, index);
        doubled(&mut bench, ground, index);
        swapped(&mut bench, ground, index);
        exchanged(&mut bench, ground, index, &foreign[index]);
        brought_in(&mut bench, ground, index, &foreign[index]);
        cut(&mut bench, ground, index);
        spliced(&mut bench, ground, index, foreign);
    }
    lengthened(&mut bench, ground);
    ground.restore();
    bench
}

const fn row(change: &'static str) -> Row {
    (LINES, change)
}

/// The marks of an entry that is not in its place and not linked to the one before.
fn out_of_place(at: u64) -> [Mark; 2] {
    [(Some(at), "index"), (Some(at), "chain")]
}

fn dropped(bench: &mut Bench, ground: &Ground, index: usize) {
    let mut leaves = ground.story.leaves.clone();
    leaves.remove(index);
    let (at, end) = (index as u64, ground.size() - 1);
    let moved = out_of_place(at).into_iter().filter(|_| at < end);
    let expected = must(moved.chain([(Some(end), "tree")])).or(ground.follows(index)).or([(Some(at), "key")]);
    bench.judge(row("dropped"), &format!("{index}"), &ground.with_leaves(&leaves).findings, &expected);
}

fn doubled(bench: &mut Bench, ground: &Ground, index: usize) {
    let mut leaves = ground.story.leaves.clone();
    leaves.insert(index, leaves[index].clone());
    let at = index as u64 + 1;
    let whole = (at < ground.size()).then_some((None, "tree"));
    let expected = must(out_of_place(at)).and((Some(ground.size()), "tree")).or(whole);
    bench.judge(row("doubled"), &format!("{index}"), &ground.with_leaves(&leaves).findings, &expected);
}

fn swapped(bench: &mut Bench, ground: &Ground, index: usize) {
    if index + 1 == ground.story.leaves.len() {
        return;
    }
    let mut leaves = ground.story.leaves.clone();
    leaves.swap(index, index + 1);
    let at = index as u64;
    let after = [at + 1, at + 2].map(out_of_place);
    let key = [(Some(at), "key"), (Some(at + 1), "time"), (Some(0), "checkpoint")];
    let expected = must(out_of_place(at)).and((Some(at + 1), "chain")).and((None, "tree"));
    let expected = expected.or(after.concat()).or(key);
    bench.judge(
        row("swapped with the next"),
        &format!("{index}"),
        &ground.with_leaves(&leaves).findings,
        &expected,
    );
}

fn exchanged(bench: &mut Bench, ground: &Ground, index: usize, foreign: &[u8]) {
    let leaves = ground.changed(index, |leaf| *leaf = foreign.to_vec());
    let (at, last) = (index as u64, ground.size() - 1);
    let next = (at < last).then_some((Some(at + 1), "chain"));
    let expected = must([(Some(at), "origin"), (None, "tree")].into_iter().chain(next));
    let expected = expected.or(foreign_in_place(at)).or(ground.follows(index));
    bench.judge(
        row("exchanged for one of another book"),
        &format!("{index}"),
        &ground.with_leaves(&leaves).findings,
        &expected,
    );
}

/// The keys of the other book are its own: its engine's, at least.
fn foreign_in_place(at: u64) -> [Mark; 4] {
    [(Some(at), "chain"), (Some(at), "key"), (Some(at), "text"), (Some(0), "checkpoint")]
}

fn brought_in(bench: &mut Bench, ground: &Ground, index: usize, foreign: &[u8]) {
    let mut leaves = ground.story.leaves.clone();
    leaves.insert(index, foreign.to_vec());
    let at = index as u64;
    let expected = must([(Some(at), "origin")]).and((Some(at + 1), "index")).and((Some(at + 1), "chain"));
    let expected = expected.and((Some(ground.size()), "tree")).and((None, "tree"));
    let expected = expected.or(foreign_in_place(at)).or(ground.follows(index));
    bench.judge(
        row("one of another book brought in"),
        &format!("{index}"),
        &ground.with_leaves(&leaves).findings,
        &expected,
    );
}

/// Cut off before an entry: what is left is good in itself, and the checkpoint says where the rest was.
fn cut(bench: &mut Bench, ground: &Ground, index: usize) {
    let leaves = &ground.story.leaves[..index];
    let at = index as u64;
    let texts = (0..ground.size()).map(|at| (Some(at), "text")).chain([(None, "text")]);
    let expected = must([(Some(at), "tree")]).or(texts);
    bench.judge(
        row("cut off after any entry"),
        &format!("{index}"),
        &ground.with_leaves(leaves).findings,
        &expected,
    );
}

/// The last line cut at each of its bytes.
pub fn torn(ground: &Ground) -> Bench {
    let mut bench = Bench::default();
    let book = lines(&ground.story.leaves);
    let last = ground.size() - 1;
    let start = book.len() - ground.story.leaves[last as usize].len() - 1;
    for end in start + 1..book.len() {
        let whole = (end + 1 < book.len()).then_some((None, "tree"));
        let expected = must([(Some(last), "leaf")]).or(ground.follows(last as usize));
        let expected = whole.into_iter().fold(expected, super::bench::Expected::and);
        let found = ground.with_book(&book[..end]).findings;
        bench.judge(row("cut off inside of the last"), &format!("{end}"), &found, &expected);
    }
    bench
}

/// The beginning of this book and the rest of another.
fn spliced(bench: &mut Bench, ground: &Ground, index: usize, foreign: &[Vec<u8>]) {
    let leaves = [&ground.story.leaves[..index], &foreign[index..]].concat();
    let at = index as u64;
    let chain = (at > 0).then_some((Some(at), "chain"));
    let texts = (0..ground.size()).map(|at| (Some(at), "text")).chain([(None, "text")]);
    let every = (at..ground.size()).map(|at| (Some(at), "origin"));
    let expected = must(every.chain(chain)).or(texts).or(foreign_in_place(at)).and_later(at);
    let same_size =
        if foreign.len() == ground.story.leaves.len() { (None, "tree") } else { (Some(at), "tree") };
    bench.judge(
        row("spliced with another book"),
        &format!("{index}"),
        &ground.with_leaves(&leaves).findings,
        &expected.and(same_size),
    );
}

/// Entries beyond the checkpoint, whoever wrote them.
fn lengthened(bench: &mut Bench, ground: &Ground) {
    let size = ground.size();
    for index in 0..ground.story.leaves.len() {
        let mut leaves = ground.story.leaves.clone();
        leaves.push(leaves[index].clone());
        let place = out_of_place(size).into_iter().chain([(Some(size), "time"), (Some(size), "key")]);
        let expected = must([(Some(size), "tree")]).or(place);
        bench.judge(
            row("lengthened beyond the checkpoint"),
            &format!("{index}"),
            &ground.with_leaves(&leaves).findings,
            &expected,
        );
    }
}
