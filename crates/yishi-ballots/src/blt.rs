//! BLT: ballots as OpenSTV, Scottish councils and many others exchange them.
//!
//! The first line has the numbers of candidates and of seats; lines with negative numbers name the withdrawn; then
//! each line is a ballot: its weight, or its name in parentheses, the candidates in order of preference (`2=3` for an
//! equal rank, `-` for a skipped one), and 0. A line with 0 alone ends the ballots; names and title follow, in quotes
//! or as they are. `#` starts a comment. Described by David Hill and in the manual of OpenSTV.

use crate::text::{Line, Word, decode, lines};
use crate::{Election, ReadFault};
use std::collections::BTreeMap;
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
    let mut body = Body { candidates, withdrawn: vec![false; candidates], ballots: Vec::new() };
    loop {
        let Some(line) = lines.next() else { return Err(end) };
        if body.read(line)? {
            break;
        }
    }
    let (names, title) = names(lines, candidates)?;
    let list = (1_usize..)
        .zip(&body.withdrawn)
        .map(|(number, withdrawn)| VotingOption { withdrawn: *withdrawn, ..VotingOption::new(id(number)) });
    let options = Options::new(list.collect()).map_err(|error| ReadFault::at(text, 0, error.to_string()))?;
    let given = BTreeMap::from([("seats", seats.into())]);
    Ok(Election { title, options, names, numbered: true, ballots: body.ballots, given, method: None })
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
    withdrawn: Vec<bool>,
    ballots: Vec<Ballot>,
}

impl Body {
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
            [first, ranks @ .., zero] if zero.text == "0" => {
                let weight = if first.text.starts_with('(') && first.text.ends_with(')') {
                    1
                } else {
                    line.number(*first, "weight of a ballot")?
                };
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
        if let Some(withdrawn) = self.withdrawn.get_mut(place) {
            *withdrawn = true;
        }
        Ok(())
    }

    fn rank(&self, line: Line<'_>, word: Word<'_>) -> Result<Vec<OptionId>, ReadFault> {
        if word.text == "-" {
            return Ok(Vec::new());
        }
        let mut offset = word.offset;
        let mut rank = Vec::new();
        for text in word.text.split('=') {
            let place = self.place(line, Word { offset, text })?;
            rank.push(id(place.saturating_add(1)));
            offset = offset.saturating_add(text.len()).saturating_add(1);
        }
        Ok(rank)
    }

    /// The place of a candidate from 0.
    fn place(&self, line: Line<'_>, word: Word<'_>) -> Result<usize, ReadFault> {
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

fn is_negative(word: &str) -> bool {
    word.len() > 1 && word.starts_with('-')
}

/// How files made from PrefLib's write a name.
const ALTERNATIVE: &str = "# ALTERNATIVE NAME ";

/// The names, all or none, and the title.
fn names<'a>(
    lines: impl Iterator<Item = Line<'a>>,
    candidates: usize,
) -> Result<(BTreeMap<OptionId, String>, String), ReadFault> {
    let mut texts = Vec::new();
    let mut last = None;
    for line in lines {
        let before = texts.len();
        read_names(line, &mut texts)?;
        if texts.len() > before {
            last = Some(line);
        }
        if let (true, Some(line)) = (texts.len() > candidates.saturating_add(1), last) {
            return Err(line.fault(0, format!("more than {candidates} names and a title")));
        }
    }
    match last {
        Some(line) if texts.len() < candidates => {
            Err(line.fault(line.text.len(), format!("{} names for {candidates} candidates", texts.len())))
        }
        _ => {
            let title = texts.split_off(candidates.min(texts.len())).pop().unwrap_or_default();
            Ok(((1..).map(id).zip(texts).collect(), title))
        }
    }
}

fn read_names(line: Line<'_>, texts: &mut Vec<String>) -> Result<(), ReadFault> {
    let text = line.text.trim();
    if let Some(rest) = text.strip_prefix(ALTERNATIVE) {
        let name = rest.split_once(':').map_or(rest, |(_, name)| name);
        texts.push(name.trim().to_owned());
        return Ok(());
    }
    if text.is_empty() || text.starts_with('#') {
        return Ok(());
    }
    if !text.starts_with('"') {
        texts.push(text.to_owned());
        return Ok(());
    }
    let mut rest = text;
    while let Some(quoted) = rest.strip_prefix('"') {
        let Some((name, after)) = unquote(quoted) else {
            return Err(line.fault(line.text.len(), "a name in quotes has no closing quote"));
        };
        texts.push(name.trim().to_owned());
        rest = after.trim_start();
    }
    if rest.is_empty() || rest.starts_with('#') {
        return Ok(());
    }
    let offset = line.text.trim_end().len().saturating_sub(rest.len());
    Err(line.fault(offset, "after a name in quotes only another one follows"))
}

/// A text up to its closing quote, in which two quotes stand for one, and what follows.
fn unquote(text: &str) -> Option<(String, &str)> {
    let mut name = String::new();
    let mut rest = text;
    loop {
        let (part, after) = rest.split_once('"')?;
        name.push_str(part);
        match after.strip_prefix('"') {
            Some(after) => {
                name.push('"');
                rest = after;
            }
            None => return Some((name, after)),
        }
    }
}
