//! Commands left out and moved, signed anew by an operator: the first consequence is worked out from what each entry of the story rests on, and
//! that very check must be the first at that very entry. Where no rule is broken, the receipt of the entry shows it.

use super::bench::{Bench, Mark, Row, must};
use super::ground::Ground;
use super::receipts;

const PLACE: &str = "whole book, signed anew";
/// The keys of members are in force.
const ENROLLED: usize = 5;
/// The statement that is withheld, and the entry that withholds it.
const SAID: usize = 17;
const WITHHELD: usize = 22;
/// The vote closes: recorded days later than everything before it.
const CLOSES: usize = 23;
/// Those that are known by their index ever after: a request, submissions, a matter, a proposal, a poll.
const NAMED_BY_INDEX: [usize; 6] = [4, 13, 14, 15, 16, 17];
/// What has to stand before each entry of the story, whose order it is: founding, charter, roll, keys, seats, a matter up to its vote, another
/// submission, four ballots of which the last replaces the second, a redaction, the close.
const RESTS_ON: [&[usize]; 24] = [
    &[],
    &[0],
    &[1],
    &[2],
    &[3],
    &[4],
    &[3],
    &[6],
    &[6],
    &[6],
    &[6],
    &[6],
    &[6],
    &[3],
    &[6, 13],
    &[14],
    &[15],
    &[3],
    &[16],
    &[16],
    &[16],
    &[19],
    &[6, 17],
    &[18, 19, 20, 21],
];

/// A ballot tells of the one that it replaces by its index, and so does the close; of those that count it tells at which indices they stand, and not
/// which of them stands where.
const REPLACES: usize = 21;
const REPLACED: usize = 19;
const COUNTED: [usize; 3] = [18, 20, 21];

/// The first thing that is wrong with the entries of the story in another order; nothing where all rules are kept.
fn first_consequence(order: &[usize]) -> Option<Mark> {
    let is_before = |place: usize, entry: usize| order[..place].contains(&entry);
    let is_moved = |entry: usize| order.get(entry) != Some(&entry);
    let others_count = || COUNTED.iter().any(|at| !order.get(*at).is_some_and(|it| COUNTED.contains(it)));
    let tells_otherwise = |entry: usize| match entry {
        REPLACES => is_moved(REPLACED),
        CLOSES => is_moved(REPLACED) || others_count(),
        _ => false,
    };
    let wrong = |place: usize, entry: usize| {
        let signer_enrolled = match entry {
            0 => None,
            1..=6 | CLOSES => Some(0),
            _ => Some(ENROLLED),
        };
        if is_before(place, CLOSES) {
            Some("time")
        } else if signer_enrolled.is_some_and(|enrolled| !is_before(place, enrolled)) {
            Some("key")
        } else if NAMED_BY_INDEX.contains(&entry) && place != entry
            || RESTS_ON[entry].iter().any(|other| !is_before(place, *other))
            || tells_otherwise(entry)
        {
            Some("replay")
        } else {
            None
        }
    };
    let by_place = order.iter().enumerate().find_map(|(place, entry)| Some((place, wrong(place, *entry)?)));
    // A text that nobody withholds any more is missing, where it was brought in.
    let said = order.iter().position(|entry| *entry == SAID);
    let missing = said.filter(|_| !order.contains(&WITHHELD)).map(|place| (place, "text"));
    let first = by_place.into_iter().chain(missing).min_by_key(|(place, _)| *place);
    first.map(|(place, check)| (Some(place as u64), check))
}

/// Each entry left out, and each moved to each other place.
pub fn every_order(ground: &Ground, part: usize, parts: usize) -> Bench {
    let mut bench = Bench::default();
    let size = ground.story.leaves.len();
    assert_eq!(size, RESTS_ON.len(), "the story is the one of which it is known what rests on what");
    let honest: Vec<usize> = (0..size).collect();
    assert_eq!(first_consequence(&honest), None);
    for entry in (part..size).step_by(parts) {
        let mut dropped = honest.clone();
        dropped.remove(entry);
        if entry + 1 < size {
            ordered(&mut bench, ground, (PLACE, "an entry dropped"), &dropped);
        }
        for place in (0..size).filter(|place| *place != entry) {
            let mut moved = dropped.clone();
            moved.insert(place, entry);
            let row = match place.abs_diff(entry) {
                // Two that change places are tried once.
                1 if place < entry => continue,
                1 => (PLACE, "two commands in another order"),
                _ => (PLACE, "a command moved further"),
            };
            ordered(&mut bench, ground, row, &moved);
        }
    }
    ground.restore();
    bench
}

fn ordered(bench: &mut Bench, ground: &Ground, row: Row, order: &[usize]) {
    let leaves: Vec<Vec<u8>> = order.iter().map(|entry| ground.story.leaves[*entry].clone()).collect();
    let findings = ground.signed_anew(&leaves).findings;
    let name = format!("{order:?}");
    match first_consequence(order) {
        Some(first) => bench.first(row, &name, &findings, first),
        None => {
            let moved = order.iter().enumerate().find(|(place, entry)| place != *entry);
            let index = moved.map(|(place, _)| place as u64).unwrap();
            let found = if findings.is_empty() { receipts::held_against(ground, index) } else { findings };
            bench.judge(row, &name, &found, &must([(Some(index), "inclusion"), (None, "tree")]));
        }
    }
}
