//! BLT: numbers of candidates in order of preference.

use super::{WriteFault, quoted};
use crate::Election;
use std::fmt::Write as _;
use yishi_tally::{Marks, OptionId};

const FORMAT: &str = "BLT";

/// Writes ranked ballots, or ballots with one mark, as BLT. Options get the numbers of the ballot paper.
///
/// # Errors
/// Other marks, and names with the end of a line, which BLT has no way to write.
pub fn write_blt(election: &Election, seats: u32) -> Result<String, WriteFault> {
    let list = election.options.list();
    let mut text = format!("{} {seats}\n", list.len());
    for (number, _) in (1_usize..).zip(list).filter(|(_, option)| option.withdrawn) {
        line(&mut text, format_args!("-{number}"));
    }
    for ballot in &election.ballots {
        let ranks = ranks(election, &ballot.marks)?;
        line(&mut text, format_args!("{} {ranks}0", ballot.weight));
    }
    text.push_str("0\n");
    for option in list {
        line(&mut text, format_args!("{}", one_line(election.name(&option.id))?));
    }
    line(&mut text, format_args!("{}", one_line(&election.title)?));
    Ok(text)
}

fn line(text: &mut String, content: std::fmt::Arguments<'_>) {
    // Writing to a text never fails.
    let _ = writeln!(text, "{content}");
}

fn one_line(name: &str) -> Result<String, WriteFault> {
    if name.contains(['\n', '\r']) {
        let reason = "it holds the end of a line";
        return Err(WriteFault::Name { format: FORMAT, name: name.to_owned(), reason });
    }
    Ok(quoted(name))
}

/// The ranks, each with a space behind it.
fn ranks(election: &Election, marks: &Marks) -> Result<String, WriteFault> {
    let number = |option: &OptionId| {
        let place = election.options.place(option);
        let unknown = || WriteFault::UnknownOption { option: option.clone() };
        place.map(|place| place.saturating_add(1).to_string()).ok_or_else(unknown)
    };
    let ranks: Vec<Vec<OptionId>> = match marks {
        Marks::One(option) => vec![vec![option.clone()]],
        Marks::Ranking(ranks) => ranks.clone(),
        Marks::Set(_) | Marks::Scores(_) | Marks::Reviews(_) => {
            return Err(WriteFault::Marks { format: FORMAT, found: marks.kind() });
        }
    };
    let mut text = String::new();
    for rank in ranks {
        let numbers: Vec<String> = rank.iter().map(number).collect::<Result<_, _>>()?;
        text.push_str(if numbers.is_empty() { "-" } else { "" });
        text.push_str(&numbers.join("="));
        text.push(' ');
    }
    Ok(text)
}
