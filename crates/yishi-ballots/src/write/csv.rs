//! CSV: a row for equal ballots, a column for every option, as spreadsheets open it.

use super::{WriteFault, cell};
use crate::Election;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use yishi_tally::{Marks, OptionId};

/// Writes the ballots as a table in which commas separate: how many equal ballots there are, then for each option what
/// they say: 1 for a mark, the score, or the rank from 1; nothing where they say nothing.
///
/// The first row has the ids of the options. Cells that a spreadsheet would take for a formula get an apostrophe.
///
/// # Errors
/// A ballot that names what is not voted on, and one that ranks an option twice.
pub fn write_csv(election: &Election) -> Result<String, WriteFault> {
    let list = election.options.list();
    let mut text = String::from("ballots");
    for option in list {
        let _ = write!(text, ",{}", cell(&harmless(&option.id.0), ','));
    }
    text.push('\n');
    for ballot in &election.ballots {
        let said = said(&ballot.marks)?;
        if let Some(option) = said.keys().find(|option| election.options.place(option).is_none()) {
            return Err(WriteFault::UnknownOption { option: (*option).clone() });
        }
        let _ = write!(text, "{}", ballot.weight);
        for option in list {
            let said = said.get(&option.id).map(ToString::to_string).unwrap_or_default();
            let _ = write!(text, ",{said}");
        }
        text.push('\n');
    }
    Ok(text)
}

fn harmless(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t']) { format!("'{text}") } else { text.to_owned() }
}

fn said(marks: &Marks) -> Result<BTreeMap<&OptionId, u64>, WriteFault> {
    let mut said = BTreeMap::new();
    match marks {
        Marks::One(_) | Marks::Set(_) => said.extend(marks.options().map(|option| (option, 1))),
        Marks::Scores(scores) => said.extend(scores.iter().map(|(option, score)| (option, *score))),
        Marks::Reviews(_) => return Err(WriteFault::Marks { format: "CSV", found: marks.kind() }),
        Marks::Ranking(ranks) => {
            for (rank, options) in (1..).zip(ranks) {
                for option in options {
                    if said.insert(option, rank).is_some() {
                        return Err(WriteFault::Marks { format: "CSV", found: "an option at two ranks" });
                    }
                }
            }
        }
    }
    Ok(said)
}
