//! The files of the source: read as a whole, or refused as a whole with line, column, reason and remedy.

use super::convention::{self, Mismatch, Sign};
use crate::csv_text::{CsvRecord, CsvText, MOST_FAULTS};
use crate::failure::{Failure, InputFault, InputFaults, read_text};
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
    /// Its row in the file, from 0.
    pub(super) row: u64,
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

/// A CSV file of the source.
struct CsvFile {
    path: PathBuf,
    text: String,
}

/// One row of it.
struct Row<'a> {
    columns: &'a BTreeMap<&'static str, usize>,
    record: &'a CsvRecord<'a>,
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
        let csv = CsvText::read(&self.text).map_err(|faults| self.refuse(faults))?;
        let columns = self.columns(&csv, needed)?;
        let mut faults = Vec::new();
        let mut rows = Vec::new();
        for (number, record) in (0..).zip(&csv.records) {
            match read(&Row { columns: &columns, record }, number) {
                Ok(value) => rows.push(value),
                Err(fault) if faults.len() < MOST_FAULTS => faults.push(fault),
                Err(_) => {}
            }
        }
        if faults.is_empty() { Ok(rows) } else { Err(self.refuse(faults)) }
    }

    fn columns(
        &self,
        csv: &CsvText<'_>,
        needed: &[&'static str],
    ) -> Result<BTreeMap<&'static str, usize>, Failure> {
        let mut columns = BTreeMap::new();
        let mut faults = Vec::new();
        for name in needed {
            match csv.header.iter().position(|header| header == *name) {
                Some(at) => drop(columns.insert(*name, at)),
                None => {
                    let remedy = "export the conversation from Polis again, as CSV";
                    faults.push(csv.missing_column(name, remedy));
                }
            }
        }
        if faults.is_empty() { Ok(columns) } else { Err(self.refuse(faults)) }
    }

    /// The place is looked for only once it is needed: it costs a walk over the file.
    fn mismatch(&self, mismatch: &Mismatch) -> Failure {
        let place = CsvText::read(&self.text).ok().and_then(|csv| {
            let agrees = csv.header.iter().position(|header| header == "agrees")?;
            Some(csv.records.get(usize::try_from(mismatch.row).ok()?)?.place(agrees))
        });
        let (line, column) = place.unwrap_or((1, 1));
        let remedy =
            "export comments and votes at the same moment, so that what a vote's sign means can be checked";
        let reason = mismatch.reason.clone();
        self.refuse(vec![InputFault { line, column, reason, remedy: remedy.into() }])
    }

    fn refuse(&self, faults: Vec<InputFault>) -> Failure {
        InputFaults::new(&self.path, faults).into()
    }
}

impl Row<'_> {
    fn get(&self, column: &str) -> &str {
        self.record.get(self.number_of(column))
    }

    fn number<T: std::str::FromStr>(&self, column: &str, expected: &str) -> Result<T, InputFault> {
        self.get(column).parse().map_err(|_| self.fault(column, expected))
    }

    fn fault(&self, column: &str, expected: &str) -> InputFault {
        let reason = format!("`{column}` is `{}`", self.get(column));
        self.record.fault(self.number_of(column), reason, format!("write {expected}"))
    }

    /// Every column that is asked for was found in the header.
    fn number_of(&self, column: &str) -> usize {
        self.columns.get(column).copied().unwrap_or_default()
    }
}

const COMMENT_COLUMNS: &[&str] =
    &["timestamp", "comment-id", "author-id", "agrees", "disagrees", "moderated", "comment-body"];
const VOTE_COLUMNS: &[&str] = &["timestamp", "comment-id", "voter-id", "vote"];

/// Reads `comments.csv` and `votes.csv` of a folder.
pub fn read_source(folder: &Path) -> Result<Source, Failure> {
    let comments_file = CsvFile::read(folder, "comments.csv")?;
    let votes_file = CsvFile::read(folder, "votes.csv")?;
    let mut comments = comments_file.rows(COMMENT_COLUMNS, read_comment)?;
    let known: BTreeSet<u64> = comments.iter().map(|comment| comment.number).collect();
    let raw = votes_file.rows(VOTE_COLUMNS, |row, number| read_vote(row, number, &known))?;
    let sign = convention::find(&comments, &raw).map_err(|mismatch| comments_file.mismatch(&mismatch))?;
    let mut votes: Vec<Vote> = raw.iter().map(|raw| raw.vote(sign)).collect();
    comments.sort_by_key(|comment| (comment.at, comment.number));
    votes.sort_by_key(|vote| (vote.at, vote.row));
    let authors = comments.iter().map(|comment| comment.author);
    let participants = authors.chain(votes.iter().map(|vote| vote.voter)).collect();
    let hashes = [comments_file.hash(), votes_file.hash()].concat();
    Ok(Source { hash: yishi_log::text::document_hash(&hashes), comments, votes, participants })
}

fn read_comment(row: &Row<'_>, number: u64) -> Result<Comment, InputFault> {
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
        row: number,
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
