//! PrefLib's orders `.soc`, `.soi`, `.toc` and `.toi`, as described on preflib.org (format of 2022).
//!
//! Lines that start with `#` say what the file holds; then each line is the number of equal ballots, a colon and the
//! alternatives in order, equal ones in braces.
//!
//! Older files begin with the number of alternatives, then have a line with number and name for each, a line of totals, and
//! a comma in place of the colon.

use crate::text::{Line, decode, lines};
use crate::{Election, ReadFault};
use std::collections::BTreeMap;
use yishi_tally::{Ballot, Marks, OptionId, Options};

/// Reads a PrefLib file of orders.
///
/// # Errors
/// The first fault with its line and column.
pub fn read(bytes: &[u8]) -> Result<Election, ReadFault> {
    let text = decode(bytes)?;
    let mut head = Head::default();
    let mut ballots = Vec::new();
    let mut rows = lines(text).filter(|line| !line.text.trim().is_empty()).peekable();
    if let Some(first) = rows.next_if(|line| line.text.trim().bytes().all(|byte| byte.is_ascii_digit())) {
        head.read_old(first, &mut rows)?;
        for line in rows {
            ballots.push(ballot(line, ',', head.alternatives)?);
        }
    } else {
        for line in rows {
            match line.text.strip_prefix('#') {
                Some(said) => head.read(line, said)?,
                None => ballots.push(ballot(line, ':', head.alternatives)?),
            }
        }
    }
    if head.alternatives == 0 {
        return Err(ReadFault::at(text, 0, "no line `# NUMBER ALTERNATIVES:` with a number above 0"));
    }
    head.check_voters(&ballots)?;
    let ids: Vec<String> = (1..=head.alternatives).map(|number| number.to_string()).collect();
    let options = Options::named(ids.iter().map(String::as_str))
        .map_err(|error| ReadFault::at(text, 0, error.to_string()))?;
    Ok(Election {
        title: head.title,
        options,
        names: head.names,
        numbered: true,
        ballots,
        ..Election::default()
    })
}

/// What the lines with `#` say.
#[derive(Default)]
struct Head {
    title: String,
    alternatives: u32,
    names: BTreeMap<OptionId, String>,
    /// How many voters there are said to be, and where.
    voters: Option<(u64, ReadFault)>,
}

/// Beyond any file of orders; a greater number would only take up memory.
const MOST_ALTERNATIVES: u32 = 100_000;

impl Head {
    fn read(&mut self, line: Line<'_>, said: &str) -> Result<(), ReadFault> {
        let Some((key, value)) = said.split_once(':') else { return Ok(()) };
        let (key, value) = (key.trim(), value.trim());
        let offset = line.text.find(value).unwrap_or(0);
        match key.strip_prefix("ALTERNATIVE NAME ") {
            Some(number) => {
                self.names.insert(number.trim().into(), value.to_owned());
            }
            None if key == "TITLE" => value.clone_into(&mut self.title),
            None if key == "NUMBER ALTERNATIVES" => self.alternatives = number(line, offset, value)?,
            None if key == "NUMBER VOTERS" => self.read_voters(line, offset, value)?,
            None if key == "DATA TYPE" && !["soc", "soi", "toc", "toi"].contains(&value) => {
                return Err(
                    line.fault(offset, format!("`{value}` is no order: soc, soi, toc and toi are read"))
                );
            }
            None => {}
        }
        Ok(())
    }

    fn read_voters(&mut self, line: Line<'_>, offset: usize, value: &str) -> Result<(), ReadFault> {
        let voters =
            value.parse().map_err(|_| line.fault(offset, format!("`{value}` is no number of voters")))?;
        self.voters = Some((voters, line.fault(offset, "")));
        Ok(())
    }

    /// A file that was cut off, or in which a line was doubled, holds another number of ballots than it says.
    fn check_voters(&self, ballots: &[Ballot]) -> Result<(), ReadFault> {
        let held = ballots.iter().fold(0_u64, |sum, ballot| sum.saturating_add(ballot.weight));
        match &self.voters {
            Some((voters, place)) if *voters != held => {
                let reason = format!(
                    "the file says {voters} voters, but its lines hold {held} ballots: it is not whole"
                );
                Err(ReadFault { reason, ..place.clone() })
            }
            _ => Ok(()),
        }
    }

    /// The lines of an older file before its ballots.
    fn read_old<'a>(
        &mut self,
        first: Line<'a>,
        rows: &mut impl Iterator<Item = Line<'a>>,
    ) -> Result<(), ReadFault> {
        self.alternatives = number(first, 0, first.text.trim())?;
        for place in 1..=self.alternatives {
            let line = rows.next().ok_or_else(|| first.fault(0, "the file ends before its last name"))?;
            let Some((_, name)) = line.text.split_once(',').filter(|(id, _)| id.trim() == place.to_string())
            else {
                return Err(
                    line.fault(0, format!("`{place},` and the name of the alternative were expected"))
                );
            };
            self.names.insert(place.to_string().as_str().into(), name.trim().to_owned());
        }
        match rows.next() {
            Some(line) if line.text.split(',').count() == 3 => {
                self.read_voters(line, 0, line.text.split(',').next().unwrap_or_default().trim())
            }
            Some(line) => Err(line.fault(0, "three totals were expected behind the names")),
            None => Err(first.fault(0, "the file ends before its totals")),
        }
    }
}

fn number(line: Line<'_>, offset: usize, text: &str) -> Result<u32, ReadFault> {
    match text.parse() {
        Ok(number) if number <= MOST_ALTERNATIVES => Ok(number),
        _ => {
            let reason = format!("`{text}` is no number of alternatives up to {MOST_ALTERNATIVES}");
            Err(line.fault(offset, reason))
        }
    }
}

fn ballot(line: Line<'_>, behind: char, alternatives: u32) -> Result<Ballot, ReadFault> {
    let Some((count, order)) = line.text.split_once(behind) else {
        return Err(line.fault(0, "a line of ballots is a number, a colon and an order"));
    };
    let weight = count
        .trim()
        .parse()
        .map_err(|_| line.fault(0, format!("`{}` is no number of ballots", count.trim())))?;
    let mut ranks = Vec::new();
    let mut open: Option<Vec<OptionId>> = None;
    let mut offset = count.len().saturating_add(1);
    for part in order.split(',') {
        let mut word = part.trim();
        let at = offset.saturating_add(part.len().saturating_sub(part.trim_start().len()));
        offset = offset.saturating_add(part.len()).saturating_add(1);
        if let Some(first) = word.strip_prefix('{') {
            if open.replace(Vec::new()).is_some() {
                return Err(line.fault(at, "a brace opens inside a brace"));
            }
            word = first.trim();
        }
        let closes = word.ends_with('}');
        let word = word.trim_end_matches('}').trim();
        if word.is_empty() && order.trim().is_empty() {
            break;
        }
        match word.parse::<u32>() {
            Ok(number) if (1..=alternatives).contains(&number) => {}
            _ => {
                let reason = format!("`{word}` is no alternative from 1 to {alternatives}");
                return Err(line.fault(at, reason));
            }
        }
        let number: u32 = word.parse().unwrap_or_default();
        let id = OptionId::from(number.to_string().as_str());
        match (open.take(), closes) {
            (None, true) => return Err(line.fault(at, "a brace closes that was never opened")),
            (None, false) => ranks.push(vec![id]),
            (Some(mut equal), true) => {
                equal.push(id);
                ranks.push(equal);
            }
            (Some(mut equal), false) => {
                equal.push(id);
                open = Some(equal);
            }
        }
    }
    if open.is_some() {
        return Err(line.fault(line.text.len(), "a brace is never closed"));
    }
    Ok(Ballot::times(Marks::Ranking(ranks), weight))
}
