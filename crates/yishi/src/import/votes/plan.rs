//! What of a vote becomes which command: everything here follows from its line and the witness's secret alone.

use super::charter;
use super::source::{Recorded, Source};
use crate::author::{document, statement};
use crate::failure::Failure;
use crate::key_file::KeyFile;
use yishi_book::Nonce;
use yishi_core::{
    AmountFen, Commitment, CouncilId, DocumentHash, Facts, RuleId, Screening, SheetFigures, SheetTotals,
    Urgency,
};
use yishi_engine::Text;

/// The commands of an import, derived but not yet signed.
pub struct Plan<'a> {
    /// The source.
    pub source: &'a Source,
    /// A council without any below it, where questions are handed in.
    pub place: CouncilId,
    /// The key file of the first witness, whose secret salts the statements.
    pub witness: &'a KeyFile,
}

impl Plan<'_> {
    /// The question: what was voted on.
    pub fn question(&self, vote: &Recorded) -> (DocumentHash, Text) {
        document(&words(vote))
    }

    /// The statement with which the question is handed in.
    pub fn handed_in(&self, vote: &Recorded) -> (Commitment, Text) {
        let salt = self.witness.derive(&[b"roll-call\0".as_slice(), &vote.hash].concat());
        statement(&words(vote), salt)
    }

    /// What screening finds.
    pub fn screening(&self, vote: &Recorded) -> Result<Screening, Failure> {
        let facts = Facts {
            class: "question".parse().map_err(anyhow::Error::from)?,
            places: [self.place.clone()].into(),
            affected_households: 0,
            cost_fen: AmountFen(0),
            urgency: Urgency::Ordinary,
        };
        Ok(Screening::Accept { title: self.question(vote).0, facts })
    }

    /// The rule that decides.
    pub fn rule(&self, vote: &Recorded) -> Result<RuleId, Failure> {
        charter::rule(vote).map(|rule| rule.id)
    }

    /// The tally sheets: that of the whole first, then the sections'.
    pub fn sheets(&self, vote: &Recorded) -> Result<Vec<(CouncilId, SheetTotals)>, Failure> {
        let whole: CouncilId = charter::deciding_council().parse().map_err(anyhow::Error::from)?;
        // A source that knows fewer entitled than voters does not know them.
        let entitled = vote.entitled.filter(|entitled| *entitled >= vote.yes.saturating_add(vote.no));
        let mut sheets = vec![(whole, sheet(vote.yes, vote.no, entitled))];
        let sections = vote.cantons.iter();
        sheets.extend(sections.filter_map(|it| Some((it.council()?, sheet(it.yes, it.no, None)))));
        Ok(sheets)
    }

    /// The nonce of a command: the same for every import of the same line.
    pub fn nonce(&self, vote: &Recorded, kind: &str, section: &str) -> Nonce {
        let mut input = b"yishi/import/votes/v1\0".to_vec();
        input.extend_from_slice(&vote.hash);
        input.extend_from_slice(kind.as_bytes());
        input.push(0);
        input.extend_from_slice(section.as_bytes());
        let digest = yishi_log::text::document_hash(&input);
        Nonce(digest.first_chunk::<16>().copied().unwrap_or_default())
    }
}

fn words(vote: &Recorded) -> String {
    format!("{} · {} · {}", vote.date, vote.anr, vote.title)
}

fn sheet(for_: u64, against: u64, entitled: Option<u64>) -> SheetTotals {
    let heads = SheetFigures { entitled, for_, against, abstain: 0, invalid: 0 };
    SheetTotals { heads, area_dm2: None, households: None }
}
