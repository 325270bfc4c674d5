//! A result as data for spreadsheets and programs. Formats of ballot files are left to `yishi-ballots`.

use crate::result::ResultSheet;
use csv::Writer;
use serde_json::json;
use yishi_core::{BallotContent, Poll, canonical_json};
use yishi_tally::Figures;

impl ResultSheet<'_> {
    /// The result with its rule, figures and digests as JSON. Before the close the verdict is null.
    pub fn to_json(&self) -> String {
        let sealing = self.sealing();
        let position = &self.position;
        let mut tally = json!(self.counted());
        if let (None, Some(verdict)) = (sealing, tally.get_mut("verdict")) {
            verdict.take();
        }
        let sheet = json!({
            "book": {"origin": position.origin, "size": position.size, "root": position.root},
            "poll": self.poll.id,
            "title": self.title,
            "final": sealing.is_some(),
            "document": self.poll.document,
            "rule": self.poll.rule,
            "rule_digest": self.poll.rule_digest,
            "roll_root": self.poll.roll.root,
            "sealed_ballots": self.poll.unopened().count(),
            "tally": tally,
            "sealing": sealing,
            "options": self.poll.options,
            "outcome": self.outcome(),
        });
        format!("{sheet:#}\n")
    }
}

/// The figures of a poll as CSV: one line a measure, and one a bench. Areas are in 0.01 m².
///
/// # Errors
/// Never: it writes to memory.
pub fn figures_csv(sheet: &ResultSheet<'_>) -> Result<Vec<u8>, csv::Error> {
    let totals = sheet.counted().totals;
    let mut writer = Writer::from_writer(Vec::new());
    writer.write_record(["measure", "bench", "entitled", "for", "against", "abstain"])?;
    let mut row = |measure: &str, bench: &str, figures: Figures| {
        let numbers = [figures.entitled, figures.for_, figures.against, figures.abstain];
        let [entitled, for_, against, abstain] = numbers.map(|number| number.to_string());
        writer.write_record([measure, bench, &entitled, &for_, &against, &abstain])
    };
    row("heads", "", totals.heads)?;
    if totals.area_dm2.entitled > 0 {
        row("area_dm2", "", totals.area_dm2)?;
    }
    if totals.households.entitled > 0 {
        row("households", "", totals.households)?;
    }
    if totals.council_halves.entitled > 0 {
        row("council_halves", "", totals.council_halves)?;
    }
    for (bench, heads) in &totals.benches {
        row("heads", bench, *heads)?;
    }
    finish(writer)
}

/// The ballots that count as CSV, one line a voting right that was used, in the order of their ids; under `choice` stand
/// marks on options as canonical JSON.
///
/// # Errors
/// Never: it writes to memory.
pub fn ballots_csv(poll: &Poll) -> Result<Vec<u8>, csv::Error> {
    let mut writer = Writer::from_writer(Vec::new());
    writer.write_record(["right", "heads", "area_dm2", "bench", "choice", "member", "entry"])?;
    for (id, ballot) in &poll.ballots {
        let Some(found) = poll.roll.rights.get(id) else { continue };
        writer.serialize((
            &found.right.id,
            found.right.heads,
            found.right.area_dm2,
            found.right.bench.as_deref().unwrap_or_default(),
            said(&ballot.content),
            &ballot.member,
            ballot.index,
        ))?;
    }
    finish(writer)
}

/// A choice by its name on the wire; marks on options as canonical JSON.
fn said(content: &BallotContent) -> String {
    match content {
        BallotContent::Choice(choice) => canonical_json(choice).trim_matches('"').to_owned(),
        BallotContent::Marks(marks) => canonical_json(&**marks),
        BallotContent::Invalid => "invalid".to_owned(),
        BallotContent::Sealed(seal) => format!("sealed {seal}"),
    }
}

fn finish(writer: Writer<Vec<u8>>) -> Result<Vec<u8>, csv::Error> {
    writer.into_inner().map_err(|error| csv::Error::from(error.into_error()))
}
