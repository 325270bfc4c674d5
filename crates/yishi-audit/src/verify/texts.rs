//! Documents and statements beside the book: there and matching, redacted on record, or missing.

use super::leaf::Facts;
use crate::bundle::{Bundle, BundleError, DOCUMENTS, STATEMENTS};
use crate::findings::Findings;
use crate::report::Summary;
use std::collections::BTreeMap;
use std::io;
use yishi_book::{Refusal, amending_documents, check_amending};
use yishi_core::{Command, Commitment, DocumentHash, TextRef};
use yishi_log::digits::lower_hex;
use yishi_log::text;

/// The texts that entries bring in, and those that entries redact, each with the entry.
#[derive(Default)]
pub(super) struct Texts {
    wanted: BTreeMap<TextRef, u64>,
    redacted: BTreeMap<Commitment, u64>,
    amending: Vec<(u64, Box<Command>)>,
}

impl Texts {
    pub(super) fn learn(&mut self, position: u64, facts: &Facts) {
        self.amending.extend(facts.amending.iter().map(|command| (position, command.clone())));
        for text in &facts.texts {
            self.wanted.entry(*text).or_insert(position);
        }
        for commitment in &facts.redacted {
            self.redacted.entry(*commitment).or_insert(position);
        }
    }

    /// Compares what the book names with what the bundle holds.
    pub(super) fn check(
        &self,
        bundle: &Bundle,
        findings: &mut Findings,
        summary: &mut Summary,
    ) -> Result<(), BundleError> {
        let mut found = BTreeMap::new();
        for name in bundle.names() {
            if let Some(text) = text_of(&name) {
                found.insert(text, ());
                self.check_file(bundle, &name, text, findings, summary)?;
            }
        }
        for (text, index) in self.wanted.iter().filter(|(text, _)| !found.contains_key(text)) {
            match text {
                TextRef::Vault(_) => {}
                TextRef::Statement(commitment) if self.redacted.contains_key(commitment) => {
                    summary.redacted += 1;
                }
                TextRef::Document(hash) => {
                    findings.at(*index, "text", format!("document {hash} is missing"));
                }
                TextRef::Statement(commitment) => {
                    let message = format!("statement {commitment} is missing, and no entry redacts it");
                    findings.at(*index, "text", message);
                }
            }
        }
        for (index, command) in &self.amending {
            check_amended(bundle, *index, command, findings)?;
        }
        Ok(())
    }

    fn check_file(
        &self,
        bundle: &Bundle,
        name: &str,
        text: TextRef,
        findings: &mut Findings,
        summary: &mut Summary,
    ) -> Result<(), BundleError> {
        let Some(index) = self.wanted.get(&text) else {
            findings.whole("text", format!("no entry brings in `{name}`"));
            return Ok(());
        };
        if let TextRef::Statement(commitment) = text
            && let Some(redaction) = self.redacted.get(&commitment)
        {
            let message = format!("`{name}` is still there, although entry {redaction} redacts it");
            findings.at(*index, "text", message);
        }
        match bundle.read(name) {
            Ok(Some(content)) if is_text(&content, text) => summary.texts += 1,
            Ok(_) => findings.at(
                *index,
                "text",
                format!("the content of `{name}` is not what its name commits to"),
            ),
            Err(error) if error.source.kind() == io::ErrorKind::InvalidData => {
                findings.at(*index, "text", error.to_string());
            }
            Err(error) => return Err(error),
        }
        Ok(())
    }
}

/// Compares what an entry says of paragraphs with the texts themselves. One that is missing or not what its name commits to has its own
/// finding, at the entry that brought it.
fn check_amended(
    bundle: &Bundle,
    index: u64,
    command: &Command,
    findings: &mut Findings,
) -> Result<(), BundleError> {
    let mut documents = BTreeMap::new();
    for hash in amending_documents(command) {
        let text = TextRef::Document(hash);
        match bundle.read(&format!("{DOCUMENTS}/{hash}")) {
            Ok(Some(content)) if is_text(&content, text) => drop(documents.insert(hash, content)),
            Ok(_) => return Ok(()),
            Err(error) if error.source.kind() == io::ErrorKind::InvalidData => return Ok(()),
            Err(error) => return Err(error),
        }
    }
    if let Err(refusal) = check_amending(command, &documents) {
        findings.at(index, "amendment", amending_finding(command, &refusal));
    }
    Ok(())
}

fn amending_finding(command: &Command, refusal: &Refusal) -> String {
    let amendments: Vec<String> = match command {
        Command::AcceptAmendments(accepted) => {
            accepted.amendments.keys().map(|id| format!("`{id}`")).collect()
        }
        _ => Vec::new(),
    };
    if amendments.is_empty() { refusal.to_string() } else { format!("{}: {refusal}", amendments.join(", ")) }
}

fn text_of(name: &str) -> Option<TextRef> {
    let (folder, hash) = name.split_once('/')?;
    let hash = lower_hex(hash)?;
    match folder {
        DOCUMENTS => Some(TextRef::Document(DocumentHash(hash))),
        STATEMENTS => Some(TextRef::Statement(Commitment(hash))),
        _ => None,
    }
}

fn is_text(content: &[u8], text: TextRef) -> bool {
    match text {
        TextRef::Document(hash) => text::document_hash(content) == hash.0,
        TextRef::Statement(commitment) | TextRef::Vault(commitment) => content
            .split_first_chunk::<32>()
            .is_some_and(|(salt, data)| text::commitment(salt, data) == commitment.0),
    }
}
