//! An entry as it stands in a book: its leaf with the command and the events in it parsed.

use crate::authenticate::verify;
use crate::finding::Report;
use crate::{Envelope, Finding, KeyCache, Refusal, possession};
use yishi_core::Event;
use yishi_log::canonical;
use yishi_log::dsse;
use yishi_log::leaf::Leaf;

/// Parsed, encoded again and compared, so that no two spellings mean the same events: unknown fields and `null` for none are refused.
fn parse_events(text: &str) -> Result<Vec<Event>, String> {
    let events: Vec<Event> = serde_json::from_str(text).map_err(|e| format!("events: {e}"))?;
    let encoded = canonical::encode(&events).map_err(|e| format!("events: {e}"))?;
    if encoded == text.as_bytes() {
        return Ok(events);
    }
    Err("events: a field is written in another form than the one that is recorded, e.g. `null` for none"
        .to_owned())
}

/// A leaf with its parts parsed; nothing is verified.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry<'a> {
    /// The leaf's fields.
    pub leaf: Leaf<'a>,
    /// What was signed.
    pub envelope: Envelope,
    /// What it caused.
    pub events: Vec<Event>,
}

impl<'a> Entry<'a> {
    /// Parses a leaf.
    ///
    /// # Errors
    /// What is wrong with its form, in words.
    pub fn parse(bytes: &'a [u8]) -> Result<Self, String> {
        let leaf = Leaf::parse(bytes).map_err(|e| e.to_string())?;
        let envelope =
            Envelope::parse(leaf.command.as_bytes()).map_err(|e: Refusal| format!("command: {e}"))?;
        let events = parse_events(leaf.events)?;
        Ok(Self { leaf, envelope, events })
    }

    /// Verifies the signature and the proofs of possession in it. Needs no book, so it can run on any thread.
    pub fn check_signatures(&self, index: u64, keys: &dyn KeyCache) -> Vec<Finding> {
        let mut report = Report { index, findings: Vec::new() };
        self.report_signatures(keys, &mut report);
        report.findings
    }

    pub(crate) fn report_signatures(&self, keys: &dyn KeyCache, report: &mut Report) {
        let Self { leaf, envelope, .. } = self;
        report.expect(leaf.key == envelope.key.0, "key", || {
            format!("the signature names key {}, the command {}", hex::encode(leaf.key), envelope.key)
        });
        let command = leaf.command.as_bytes();
        if let Err(error) = verify(&envelope.key, dsse::COMMAND_TYPE, command, &leaf.signature, keys) {
            report.add("signature", error.to_string());
        }
        if let Err(refusal) = possession::check(envelope, keys) {
            report.add("possession", refusal.to_string());
        }
    }
}
