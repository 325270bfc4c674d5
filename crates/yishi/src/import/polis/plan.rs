//! What of the source becomes which command: everything here follows from the source and the clerk's secret alone.

use super::source::{Comment, Source, Vote};
use crate::author::{document, statement, vault};
use crate::failure::Failure;
use crate::key_file::KeyFile;
use std::collections::{BTreeMap, BTreeSet};
use yishi_book::Nonce;
use yishi_core::{
    AmountFen, Assistance, ClassId, Commitment, CouncilId, DocumentHash, Facts, MemberId, RollImportId,
    RollRow, Screening, Standing, TimeMs, Urgency,
};
use yishi_engine::Text;

/// The commands of an import, derived but not yet signed.
pub struct Plan<'a> {
    /// The source.
    pub source: &'a Source,
    /// The lowest council whose area the submissions are about.
    pub council: CouncilId,
    /// The class of the matters.
    pub class: ClassId,
    clerk: &'a KeyFile,
    evidence: Commitment,
    evidence_text: Text,
    concerned: BTreeMap<u64, u64>,
}

/// One step of the timeline.
#[derive(Clone, Copy, Debug)]
pub enum Step<'a> {
    /// A comment is handed in.
    Comment(&'a Comment),
    /// A stance is taken.
    Vote(&'a Vote),
}

impl<'a> Plan<'a> {
    /// Plans the import of a source by a clerk.
    pub fn new(source: &'a Source, clerk: &'a KeyFile, council: CouncilId, class: ClassId) -> Self {
        let words = format!(
            "Brought in from a Polis export; SHA-256 over the SHA-256 of comments.csv and votes.csv: {}",
            hex::encode(source.hash)
        );
        let salt = clerk.derive(&[b"evidence".as_slice(), &source.hash].concat());
        let (evidence, evidence_text) = vault(&words, salt);
        let concerned = source.concerned();
        Self { source, council, class, clerk, evidence, evidence_text, concerned }
    }

    /// The text that stands behind every assisted act of the import.
    pub fn evidence_text(&self) -> Text {
        self.evidence_text.clone()
    }

    /// The import of the participants.
    pub fn roll_import(&self) -> Result<RollImportId, Failure> {
        let short: String = hex::encode(self.source.hash).chars().take(32).collect();
        Ok(format!("polis-{short}").parse().map_err(anyhow::Error::from)?)
    }

    /// The member id of a participant: known to the holder of the clerk's key only, and the same every time.
    pub fn member(&self, participant: u64) -> Result<MemberId, Failure> {
        let secret = self.secret(b"member", participant);
        let id = secret.first_chunk::<8>().map(hex::encode).unwrap_or_default();
        Ok(format!("member_{id}").parse().map_err(anyhow::Error::from)?)
    }

    /// The participants as rows of the roll.
    pub fn rows(&self) -> Result<Vec<RollRow>, Failure> {
        let row = |participant: &u64| {
            Ok(RollRow::Member {
                id: self.member(*participant)?,
                council: self.council.clone(),
                household: None,
                identity: None,
                standing: Standing::Resident,
            })
        };
        self.source.participants.iter().map(row).collect()
    }

    /// Comments and votes in the order of their times; a comment comes before votes of the same moment.
    pub fn timeline(&self) -> Vec<Step<'a>> {
        let comments = self.source.comments.iter().map(Step::Comment);
        let mut steps: Vec<Step<'a>> = comments.chain(self.source.votes.iter().map(Step::Vote)).collect();
        steps.sort_by_key(|step| match step {
            Step::Comment(comment) => (comment.at, false),
            Step::Vote(vote) => (vote.at, true),
        });
        steps
    }

    /// The comment's words under a salt that only the clerk can derive.
    pub fn comment_text(&self, comment: &Comment) -> (Commitment, Text) {
        statement(&comment.body, self.secret(b"comment", comment.number))
    }

    /// In whose name an act is signed.
    pub fn assistance(&self, participant: u64) -> Result<Assistance, Failure> {
        Ok(Assistance { principal: self.member(participant)?, evidence: self.evidence })
    }

    /// What screening finds, with the texts it names.
    pub fn screening(&self, comment: &Comment) -> (Screening, Vec<Text>) {
        if comment.rejected {
            let words = "The moderators of the source took this comment out (moderated = -1).";
            let (reason, text) = statement(words, self.secret(b"reason", comment.number));
            return (Screening::Return { reason }, vec![text]);
        }
        let (title, text) = self.title(comment);
        let facts = Facts {
            class: self.class.clone(),
            places: BTreeSet::from([self.council.clone()]),
            affected_households: self.concerned.get(&comment.number).copied().unwrap_or_default(),
            cost_fen: AmountFen(0),
            urgency: Urgency::Ordinary,
        };
        (Screening::Accept { title, facts }, vec![text])
    }

    /// A title without the author's words: documents are public for good, statements can be redacted.
    fn title(&self, comment: &Comment) -> (DocumentHash, Text) {
        document(&format!("Opinion {} of the imported deliberation", comment.number))
    }

    /// The nonce of a row: the same for every import of the same source by the same clerk.
    pub fn nonce(&self, kind: &str, row: u64) -> Nonce {
        let mut input = b"yishi/import/polis/v1\0".to_vec();
        input.extend_from_slice(&self.source.hash);
        input.extend_from_slice(kind.as_bytes());
        input.extend_from_slice(&row.to_be_bytes());
        let digest = yishi_log::text::document_hash(&input);
        Nonce(digest.first_chunk::<16>().copied().unwrap_or_default())
    }

    /// When the last thing in the source happened.
    pub fn latest(&self) -> TimeMs {
        let votes = self.source.votes.last().map(|vote| vote.at);
        let comments = self.source.comments.last().map(|comment| comment.at);
        votes.max(comments).unwrap_or_default()
    }

    fn secret(&self, kind: &[u8], number: u64) -> [u8; 32] {
        self.clerk.derive(&[kind, b"\0".as_slice(), &self.source.hash, &number.to_be_bytes()].concat())
    }
}
