//! The files of the source: read as a whole, or refused as a whole with line, column, reason and remedy.

use super::convention::{self, Sign};
use crate::failure::{Failure, InputFault, InputFaults, position, read_text};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use yishi_core::{Stance, TimeMs};

/// A comment of the source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comment {
    /// Its number in the source.
    pub number: u64,
    /// When it was written.
    pub at: TimeMs,
    /// Its author's number.
    pub author: u64,
    /// Whether the source's moderators took it out.
    pub rejected: bool,
    /// Its words.
    pub body: String,
    pub(super) line: u64,
    pub(super) agrees: u64,
    pub(super) disagrees: u64,
}

/// A vote of the source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Vote {
    /// When it was cast.
    pub at: TimeMs,
    /// The comment's number.
    pub comment: u64,
    /// The voter's number.
    pub voter: u64,
    /// What it says.
    pub stance: Stance,
    /// Its row in the file, from 0.
    pub row: u64,
}

/// A whole deliberation.
#[derive(Debug)]
pub struct Source {
    /// SHA-256 over the SHA-256 of `comments.csv` and of `votes.csv`.
    pub hash: [u8; 32],
    /// Comments by time, then number.
    pub comments: Vec<Comment>,
    /// Votes by time, then row.
    pub votes: Vec<Vote>,
    /// Everybody who wrote or voted.
    pub participants: BTreeSet<u64>,
}

impl Source {
    /// How many participants took a stance on each comment.
    pub fn concerned(&self) -> BTreeMap<u64, u64> {
        let pairs: BTreeSet<_> = self.votes.iter().map(|vote| (vote.comment, vote.voter)).collect();
        let mut concerned = BTreeMap::new();
        for (comment, _) in pairs {
            let count: &mut u64 = concerned.entry(comment).or_default();
            *count = count.saturating_add(1);
        }
        concerned
    }
}

/// A CSV file with its places.
struct CsvFile {
    path: PathBuf,
    text: String,
}

/// One row of it.
struct Row<'a> {
    file: &'a CsvFile,
    columns: &'a BTreeMap<&'static str, usize>,
    record: csv::StringRecord,
    line: u64,
}

impl CsvFile {
    fn read(folder: &Path, name: &str) -> Result<Self, Failure> {
        let path = folder.join(name);
        let text = read_text(&path)?;
        Ok(Self { path, text })
    }

    fn hash(&self) -> [u8; 32] {
        yishi_log::text::document_hash(self.text.as_bytes())
    }

    fn rows<T>(
        &self,
        needed: &[&'static str],
        read: impl Fn(&Row<'_>, u64) -> Result<T, InputFault>,
    ) -> Result<Vec<T>, Failure> {
        let mut reader = csv::Reader::from_reader(self.text.as_bytes());
        let broken = |error: csv::Error| self.refuse(vec![self.broken(&error)]);
        let columns = self.columns(reader.headers().map_err(broken)?, needed)?;
        let mut faults = Vec::new();
        let mut rows = Vec::new();
        for (number, record) in reader.records().enumerate() {
            let record = record.map_err(broken)?;
            let line = record.position().map_or(1, csv::Position::line);
            let row = Row { file: self, columns: &columns, record, line };
            match read(&row, u64::try_from(number).unwrap_or(u64::MAX)) {
                Ok(value) => rows.push(value),
                Err(fault) if faults.len() < MOST_FAULTS => faults.push(fault),
                Err(_) => {}
            }
        }
        if faults.is_empty() { Ok(rows) } else { Err(self.refuse(faults)) }
    }

    fn columns(
        &self,
        headers: &csv::StringRecord,
        needed: &[&'static str],
    ) -> Result<BTreeMap<&'static str, usize>, Failure> {
        let mut columns = BTreeMap::new();
        let mut faults = Vec::new();
        for name in needed {
            match headers.iter().position(|header| header.trim() == *name) {
                Some(at) => drop(columns.insert(*name, at)),
                None => faults.push(InputFault {
                    line: 1,
                    column: 1,
                    reason: format!("column `{name}` is missing"),
                    remedy: "export the conversation from Polis again, as CSV".into(),
                }),
            }
        }
        if faults.is_empty() { Ok(columns) } else { Err(self.refuse(faults)) }
    }

    fn broken(&self, error: &csv::Error) -> InputFault {
        InputFault {
            line: error.position().map_or(1, csv::Position::line),
            column: 1,
            reason: error.to_string(),
            remedy: "give every row one field per column of the header".into(),
        }
    }

    fn refuse(&self, faults: Vec<InputFault>) -> Failure {
        InputFaults::new(&self.path, faults).into()
    }
}

/// More faults than this in one file say nothing new.
const MOST_FAULTS: usize = 50;

impl Row<'_> {
    fn get(&self, column: &str) -> &str {
        self.columns.get(column).and_then(|at| self.record.get(*at)).unwrap_or_default().trim()
    }

    fn number<T: std::str::FromStr>(&self, column: &str, expected: &str) -> Result<T, InputFault> {
        self.get(column).parse().map_err(|_| self.fault(column, expected))
    }

    fn fault(&self, column: &str, expected: &str) -> InputFault {
        InputFault {
            line: self.line,
            column: self.place(column),
            reason: format!("`{column}` is `{}`", self.get(column)),
            remedy: format!("write {expected}"),
        }
    }

    /// The column in characters at which a field begins on its line.
    fn place(&self, column: &str) -> u64 {
        let begin = self.record.position().and_then(|at| usize::try_from(at.byte()).ok()).unwrap_or_default();
        let wanted = self.columns.get(column).copied().unwrap_or_default();
        let record = self.file.text.get(begin..).unwrap_or_default();
        let mut quoted = false;
        let mut commas: usize = 0;
        for (offset, byte) in record.bytes().enumerate() {
            if commas == wanted {
                return position(&self.file.text, begin.saturating_add(offset)).1;
            }
            match byte {
                b'"' => quoted = !quoted,
                b',' if !quoted => commas = commas.saturating_add(1),
                _ => {}
            }
        }
        1
    }
}

const COMMENT_COLUMNS: &[&str] =
    &["timestamp", "comment-id", "author-id", "agrees", "disagrees", "moderated", "comment-body"];
const VOTE_COLUMNS: &[&str] = &["timestamp", "comment-id", "voter-id", "vote"];

/// Reads `comments.csv` and `votes.csv` of a folder.
pub fn read_source(folder: &Path) -> Result<Source, Failure> {
    let comments_file = CsvFile::read(folder, "comments.csv")?;
    let votes_file = CsvFile::read(folder, "votes.csv")?;
    let mut comments = comments_file.rows(COMMENT_COLUMNS, |row, _| read_comment(row))?;
    let known: BTreeSet<u64> = comments.iter().map(|comment| comment.number).collect();
    let raw = votes_file.rows(VOTE_COLUMNS, |row, number| read_vote(row, number, &known))?;
    let sign = convention::find(&comments, &raw).map_err(|fault| comments_file.refuse(vec![fault]))?;
    let mut votes: Vec<Vote> = raw.iter().map(|raw| raw.vote(sign)).collect();
    comments.sort_by_key(|comment| (comment.at, comment.number));
    votes.sort_by_key(|vote| (vote.at, vote.row));
    let authors = comments.iter().map(|comment| comment.author);
    let participants = authors.chain(votes.iter().map(|vote| vote.voter)).collect();
    let hashes = [comments_file.hash(), votes_file.hash()].concat();
    Ok(Source { hash: yishi_log::text::document_hash(&hashes), comments, votes, participants })
}

fn read_comment(row: &Row<'_>) -> Result<Comment, InputFault> {
    let moderated: i8 = row.number("moderated", "-1, 0 or 1")?;
    if !(-1..=1).contains(&moderated) {
        return Err(row.fault("moderated", "-1, 0 or 1"));
    }
    if row.get("comment-body").is_empty() {
        return Err(row.fault("comment-body", "the words of the comment"));
    }
    Ok(Comment {
        number: row.number("comment-id", "the comment's number")?,
        at: TimeMs(row.number("timestamp", "milliseconds since 1970")?),
        author: row.number("author-id", "the author's number")?,
        rejected: moderated == -1,
        body: row.get("comment-body").to_owned(),
        line: row.line,
        agrees: row.number("agrees", "how many votes agree")?,
        disagrees: row.number("disagrees", "how many votes disagree")?,
    })
}

/// A vote before it is known what its sign means.
#[derive(Clone, Copy, Debug)]
pub(super) struct RawVote {
    pub at: TimeMs,
    pub comment: u64,
    pub voter: u64,
    pub sign: i8,
    pub row: u64,
}

impl RawVote {
    const fn vote(&self, sign: Sign) -> Vote {
        let stance = match (self.sign, sign) {
            (0, _) => Stance::Pass,
            (1, Sign::PlusAgrees) | (-1, Sign::MinusAgrees) => Stance::Support,
            (_, Sign::PlusAgrees | Sign::MinusAgrees) => Stance::Object,
        };
        Vote { at: self.at, comment: self.comment, voter: self.voter, stance, row: self.row }
    }
}

fn read_vote(row: &Row<'_>, number: u64, known: &BTreeSet<u64>) -> Result<RawVote, InputFault> {
    let sign: i8 = row.number("vote", "-1, 0 or 1")?;
    if !(-1..=1).contains(&sign) {
        return Err(row.fault("vote", "-1, 0 or 1"));
    }
    let comment = row.number("comment-id", "the comment's number")?;
    if !known.contains(&comment) {
        return Err(row.fault("comment-id", "the number of a comment in comments.csv"));
    }
    Ok(RawVote {
        at: TimeMs(row.number("timestamp", "milliseconds since 1970")?),
        comment,
        voter: row.number("voter-id", "the voter's number")?,
        sign,
        row: number,
    })
}
