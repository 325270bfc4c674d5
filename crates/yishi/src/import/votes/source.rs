//! The file: one vote a line as JSON, read as a whole, or refused as a whole with line, column, reason and remedy.

use super::charter::deciding_council;
use crate::failure::{Failure, InputFault, InputFaults, read_text};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use yishi_core::{CouncilId, MAX_SAFE_INTEGER};

/// One recorded vote, as it stands in the file.
#[derive(Clone, Debug, Deserialize)]
pub struct Recorded {
    /// Its number in the source.
    pub anr: String,
    /// Its day, as the source writes it.
    pub date: String,
    /// Its title.
    #[serde(rename = "title_de")]
    pub title: String,
    /// People for.
    pub yes: u64,
    /// People against.
    pub no: u64,
    /// People entitled; absent where it is not known.
    pub entitled: Option<u64>,
    /// Whether the sections' votes decide beside the people's.
    pub needs_cantons: bool,
    /// What the source says came out.
    #[serde(default)]
    pub official: Option<Official>,
    /// The sections.
    pub cantons: Vec<Section>,
    /// SHA-256 of the line.
    #[serde(skip)]
    pub hash: [u8; 32],
}

/// What the source says came out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub struct Official {
    /// Of the people.
    pub people: Option<bool>,
    /// Of the sections; absent where they do not decide.
    pub cantons: Option<bool>,
    /// Altogether.
    pub accepted: Option<bool>,
}

/// One section of a recorded vote.
#[derive(Clone, Debug, Deserialize)]
pub struct Section {
    /// Its name.
    pub canton: String,
    /// Whether it has half a vote.
    pub half: bool,
    /// For.
    pub yes: u64,
    /// Against.
    pub no: u64,
    /// Whether the source says that it accepted.
    #[serde(default)]
    pub accepted: Option<bool>,
}

impl Section {
    /// Its name as that of a council.
    pub fn council(&self) -> Option<CouncilId> {
        let id: CouncilId = self.canton.to_lowercase().parse().ok()?;
        (id.as_str() != deciding_council()).then_some(id)
    }
}

/// A file of recorded votes.
#[derive(Debug)]
pub struct Source {
    /// SHA-256 of the file.
    pub hash: [u8; 32],
    /// The votes in the order of the file.
    pub votes: Vec<Recorded>,
}

/// More faults than this in one file say nothing new.
const MOST_FAULTS: usize = 50;

/// Reads a file of recorded votes.
pub fn read_source(file: &Path) -> Result<Source, Failure> {
    let text = read_text(file)?;
    let mut votes: Vec<Recorded> = Vec::new();
    let mut faults = Vec::new();
    let mut seen: BTreeMap<String, u64> = BTreeMap::new();
    for (line, content) in (1..).zip(text.lines()).filter(|(_, content)| !content.trim().is_empty()) {
        match read_line(line, content) {
            Ok(vote) => {
                if let Some(first) = seen.insert(vote.anr.clone(), line) {
                    let reason = format!("vote `{}` stands in line {first} already", vote.anr);
                    faults.push(fault(line, at(content, &vote.anr), reason, "keep one of the two lines"));
                }
                votes.push(vote);
            }
            Err(fault) => faults.push(fault),
        }
    }
    if votes.is_empty() && faults.is_empty() {
        faults.push(fault(1, 1, "the file holds no votes".into(), "write one vote a line, as JSON"));
    }
    faults.truncate(MOST_FAULTS);
    if faults.is_empty() {
        return Ok(Source { hash: yishi_log::text::document_hash(text.as_bytes()), votes });
    }
    Err(InputFaults::new(file, faults).into())
}

fn read_line(line: u64, content: &str) -> Result<Recorded, InputFault> {
    let mut vote: Recorded = serde_json::from_str(content).map_err(|error| {
        let reason = error.to_string();
        let reason = reason.split(" at line ").next().unwrap_or_default().to_owned();
        let remedy = "write the line as one JSON object with `anr`, `date`, `title_de`, `yes`, `no`, `entitled` (or null), `needs_cantons` and `cantons`";
        fault(line, column(content, error.column()), reason, remedy)
    })?;
    vote.hash = yishi_log::text::document_hash(content.trim().as_bytes());
    check(line, content, &vote)?;
    Ok(vote)
}

fn check(line: u64, content: &str, vote: &Recorded) -> Result<(), InputFault> {
    let refuse =
        |word: &str, reason: String, remedy: &str| Err(fault(line, at(content, word), reason, remedy));
    if vote.anr.trim().is_empty() {
        return refuse("\"anr\"", "the vote has no number".into(), "write its number in the source");
    }
    if vote.needs_cantons && vote.cantons.is_empty() {
        let reason = "the votes of the sections decide, and none is listed".into();
        return refuse("\"cantons\"", reason, "list the sections, or write `\"needs_cantons\": false`");
    }
    let mut seen = BTreeSet::new();
    for section in &vote.cantons {
        let Some(council) = section.council() else {
            let reason = format!("`{}` cannot be the name of a section", section.canton);
            let remedy = "use 1 to 48 of a-z, 0-9, `_` and `-`, and not `whole`";
            return refuse(&format!("\"{}\"", section.canton), reason, remedy);
        };
        if !seen.insert(council) {
            let (word, reason) =
                (format!("\"{}\"", section.canton), format!("section `{}` is listed twice", section.canton));
            return Err(fault(line, at_last(content, &word), reason, "keep one of the two"));
        }
    }
    let sections = vote.cantons.iter().map(|section| section.yes.max(section.no));
    let largest = sections.chain([vote.yes, vote.no]).max().unwrap_or_default();
    // Two figures stand on a sheet, and their sum as well has to be one that every reader of JSON keeps.
    if largest > MAX_SAFE_INTEGER / 2 {
        let reason = format!("{largest} is too large for a number of votes");
        return refuse(&largest.to_string(), reason, "write at most 2^52 votes");
    }
    Ok(())
}

fn fault(line: u64, column: u64, reason: String, remedy: &str) -> InputFault {
    InputFault { line, column, reason, remedy: remedy.to_owned() }
}

/// The column in characters of a word of the line, 1 if it is not there.
fn at(content: &str, word: &str) -> u64 {
    content.find(word).map_or(1, |byte| column(content, byte.saturating_add(1)))
}

fn at_last(content: &str, word: &str) -> u64 {
    content.rfind(word).map_or(1, |byte| column(content, byte.saturating_add(1)))
}

/// The column in characters of a column in bytes, both from 1.
fn column(content: &str, bytes: usize) -> u64 {
    let before = content.get(..bytes.saturating_sub(1)).unwrap_or(content);
    u64::try_from(before.chars().count()).unwrap_or(u64::MAX).saturating_add(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = r#"{"anr":"1","date":"14.01.1866","title_de":"Maß","yes":3,"no":2,"entitled":null,"needs_cantons":true,"official":{"people":true,"cantons":true,"accepted":true},"cantons":[{"canton":"ZH","half":false,"yes":3,"no":2,"accepted":true}]}"#;

    fn faults(text: &str) -> Vec<(u64, u64, String)> {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("votes.jsonl");
        std::fs::write(&file, text).unwrap();
        match read_source(&file) {
            Ok(_) => Vec::new(),
            Err(Failure::Input(faults)) => {
                faults.faults.into_iter().map(|fault| (fault.line, fault.column, fault.reason)).collect()
            }
            Err(other) => panic!("{other}"),
        }
    }

    #[test]
    fn a_line_is_a_vote_and_empty_lines_are_none() {
        assert_eq!(faults(&format!("{GOOD}\n\n{}\n", GOOD.replace("\"1\"", "\"2\""))), []);
    }

    #[test]
    fn a_malformed_line_is_told_with_line_column_in_characters_and_reason() {
        let found = faults(&format!(
            "{GOOD}\n{}",
            GOOD.replace("\"1\"", "\"2\"").replace("\"no\":2,\"ent", "\"no\":-2,\"ent")
        ));
        let [(line, column, reason)] = found.as_slice() else { panic!("{found:?}") };
        // The reader of JSON stands at the last character of the number; `Maß` before it is three characters and four bytes.
        assert_eq!((*line, *column), (2, 63));
        assert!(reason.contains("-2"), "{reason}");
        let cut: String = GOOD.chars().take(40).collect();
        let found = faults(&cut);
        assert!(matches!(found.as_slice(), [(1, 40, _)]), "{found:?}");
    }

    #[test]
    fn every_bad_line_is_told_and_none_is_read() {
        let twice = GOOD
            .replace("\"cantons\":[", "\"cantons\":[{\"canton\":\"zh\",\"half\":false,\"yes\":1,\"no\":1},");
        let none = GOOD.replace("\"canton\":\"ZH\"", "\"canton\":\"Zürich!\"");
        let empty = r#"{"anr":"4","date":"x","title_de":"y","yes":1,"no":1,"entitled":null,"needs_cantons":true,"cantons":[]}"#;
        let found = faults(&[GOOD, &twice, &none, empty, GOOD].join("\n"));
        let lines: Vec<u64> = found.iter().map(|fault| fault.0).collect();
        assert_eq!(lines, [2, 3, 4, 5], "{found:?}");
        assert!(found[0].2.contains("listed twice") && found[1].2.contains("Zürich!"), "{found:?}");
        assert!(found[3].2.contains("line 1 already"), "{found:?}");
    }

    #[test]
    fn a_file_without_votes_is_refused() {
        assert!(matches!(faults("\n").as_slice(), [(1, 1, _)]));
    }
}
