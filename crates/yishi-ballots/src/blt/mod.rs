//! BLT: ballots as OpenSTV, Scottish councils and many others exchange them.
//!
//! The first line has the numbers of candidates and of seats; lines with negative numbers name the withdrawn; then
//! each line is a ballot: its weight, or its name in parentheses, the candidates in order of preference (`2=3` for an
//! equal rank, `-` for a skipped one), and 0. A line with 0 alone ends the ballots; names and title follow, in quotes
//! or as they are. `#` starts a comment. Described by David Hill and in the manual of OpenSTV.
//!
//! Droop and stv-rs put further lines in brackets before the ballots.

mod brackets;
mod names;

use crate::text::{Line, Word, decode, lines};
use crate::{Election, ReadFault};
use brackets::Brackets;
use names::names;
use yishi_tally::{Ballot, Marks, OptionId, Options, VotingOption};

/// Reads a BLT file.
///
/// # Errors
/// The first fault with its line and column.
pub fn read(bytes: &[u8]) -> Result<Election, ReadFault> {
    let text = decode(bytes)?;
    let mut lines = lines(text);
    let end = ReadFault::at(text, text.len(), "the file ends before the 0 that ends the ballots");
    let (candidates, seats) = head(&mut lines).unwrap_or_else(|| Err(end.clone()))?;
    let mut body = Body::new(candidates);
    loop {
        let Some(line) = lines.next() else { return Err(end) };
        if body.read(line)? {
            break;
        }
    }
    let names = names(lines, candidates)?;
    let list = (1_usize..)
        .zip(&body.withdrawn)
        .map(|(number, withdrawn)| VotingOption { withdrawn: *withdrawn, ..VotingOption::new(id(number)) });
    let options = Options::new(list.collect()).map_err(|error| ReadFault::at(text, 0, error.to_string()))?;
    let mut given = body.brackets.given();
    given.insert("seats", seats.into());
    Ok(Election {
        title: names.title,
        options,
        names: (1..).map(id).zip(names.list).collect(),
        numbered: true,
        ballots: body.ballots,
        given,
        remarks: names.remarks,
        ..Election::default()
    })
}

fn id(number: usize) -> OptionId {
    OptionId::from(number.to_string().as_str())
}

/// The numbers of candidates and seats; `None` in an empty file.
fn head<'a>(lines: &mut impl Iterator<Item = Line<'a>>) -> Option<Result<(usize, u32), ReadFault>> {
    let line = lines.find(|line| !line.words().is_empty())?;
    Some(match line.words().as_slice() {
        [candidates, seats] => line
            .number(*candidates, "number of candidates")
            .and_then(|candidates: u32| {
                Ok((
                    usize::try_from(candidates).unwrap_or(usize::MAX),
                    line.number(*seats, "number of seats")?,
                ))
            })
            .and_then(|(candidates, seats)| within(line, candidates).map(|()| (candidates, seats))),
        _ => Err(line.fault(0, "the first line holds two numbers: candidates and seats")),
    })
}

/// No file has names for so many; a number beyond would only take up memory.
const MOST_CANDIDATES: usize = 100_000;

fn within(line: Line<'_>, candidates: usize) -> Result<(), ReadFault> {
    if (1..=MOST_CANDIDATES).contains(&candidates) {
        return Ok(());
    }
    Err(line.fault(0, format!("{candidates} candidates: from 1 to {MOST_CANDIDATES} are read")))
}

/// Ballots as far as they are read.
struct Body {
    candidates: usize,
    /// The candidates' ids, made once: ballots share them.
    ids: Vec<OptionId>,
    withdrawn: Vec<bool>,
    brackets: Brackets,
    ballots: Vec<Ballot>,
}

impl Body {
    fn new(candidates: usize) -> Self {
        let withdrawn = vec![false; candidates];
        let ids = (1..=candidates).map(id).collect();
        Self { candidates, ids, withdrawn, brackets: Brackets::default(), ballots: Vec::new() }
    }

    /// Reads a line; answers whether it ended the ballots.
    fn read(&mut self, line: Line<'_>) -> Result<bool, ReadFault> {
        let words = line.words();
        match words.as_slice() {
            [] => Ok(false),
            [zero] if zero.text == "0" => Ok(true),
            [first, ..] if is_negative(first.text) => {
                words.iter().try_for_each(|word| self.withdraw(line, *word))?;
                Ok(false)
            }
            [first, ..] if first.text.starts_with('[') => self.bracket(line, &words).map(|()| false),
            [first, .., zero] if zero.text == "0" => {
                let (weight, ranks) = match named(&words) {
                    Some(ranks) => (1, ranks),
                    None => (line.number(*first, "weight of a ballot")?, words.get(1..).unwrap_or_default()),
                };
                let ranks = ranks.split_last().map_or(ranks, |(_, ranks)| ranks);
                let ranks = ranks.iter().map(|word| self.rank(line, *word)).collect::<Result<_, _>>()?;
                self.ballots.push(Ballot::times(Marks::Ranking(ranks), weight));
                Ok(false)
            }
            _ => Err(line.fault(line.text.trim_end().len(), "a ballot ends with 0")),
        }
    }

    fn withdraw(&mut self, line: Line<'_>, word: Word<'_>) -> Result<(), ReadFault> {
        let Some(digits) = word.text.strip_prefix('-') else {
            return Err(line.fault(word.offset, "a line of withdrawn candidates holds negative numbers only"));
        };
        let place = self.place(line, Word { text: digits, ..word })?;
        self.leave(place);
        Ok(())
    }

    fn leave(&mut self, place: usize) {
        if let Some(withdrawn) = self.withdrawn.get_mut(place) {
            *withdrawn = true;
        }
    }

    fn rank(&self, line: Line<'_>, word: Word<'_>) -> Result<Vec<OptionId>, ReadFault> {
        if word.text == "-" {
            return Ok(Vec::new());
        }
        let mut offset = word.offset;
        let mut rank = Vec::new();
        for text in word.text.split('=') {
            let place = self.place(line, Word { offset, text })?;
            rank.extend(self.ids.get(place).cloned());
            offset = offset.saturating_add(text.len()).saturating_add(1);
        }
        Ok(rank)
    }

    /// The place of a candidate from 0.
    fn place(&self, line: Line<'_>, word: Word<'_>) -> Result<usize, ReadFault> {
        if let Some(place) = self.brackets.place(word.text) {
            return Ok(place);
        }
        let number: usize = line.number(word, "candidate")?;
        match number.checked_sub(1) {
            Some(place) if place < self.candidates => Ok(place),
            _ => Err(line.fault(
                word.offset,
                format!("candidate {number}: this file has the candidates 1 to {}", self.candidates),
            )),
        }
    }
}

/// What follows the name of a ballot in parentheses, which may have spaces; `None` for a ballot without a name.
fn named<'w, 'a>(words: &'w [Word<'a>]) -> Option<&'w [Word<'a>]> {
    words.first().filter(|first| first.text.starts_with('('))?;
    let end = words.iter().position(|word| word.text.ends_with(')'))?;
    words.get(end.saturating_add(1)..)
}

fn is_negative(word: &str) -> bool {
    word.len() > 1 && word.starts_with('-')
}
