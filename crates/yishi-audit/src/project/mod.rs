//! What a server answers, compared with what follows from the book: an API that tells something else is found field by field.
//!
//! This crate reaches no network. Whoever can ask a server gives an [`Ask`]; without one the questions are printed, and the answers, saved by
//! any HTTP client, are read.

mod asking;
mod asks;
mod differing;
mod table;
mod tables;
mod value;

use crate::bundle::Bundle;
use crate::command::AuditError;
use crate::findings::Findings;
use crate::reading::{Basis, read};
use crate::trust::Pin;
use crate::words::pick;
use asking::Asking;
use differing::Differing;
use serde::Serialize;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use value::{Book, Leaf};
use yishi_book::Finding;
use yishi_core::{State, TimeMs};
use yishi_log::tree::leaf_hash;
use yishi_tally::Language;

/// Asks a GraphQL endpoint. One question gives one answer, in the order of asking; what fails is not repeated.
pub trait Ask {
    /// Sends a question (`query` and `variables`) and gives back the whole answer (`data` and `errors`).
    ///
    /// # Errors
    /// In words, when the server does not answer or does not speak GraphQL.
    fn ask(&self, endpoint: &Endpoint, question: &Value) -> Result<Value, String>;
}

/// Where a server is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Endpoint {
    /// Its address, e.g. `http://127.0.0.1:8080/graphql`.
    pub url: String,
    /// A token of an auditor or a member, if there is one.
    pub token: Option<String>,
}

/// Where answers come from.
pub enum Answers<'a> {
    /// From a server.
    Asked(&'a dyn Ask, Endpoint),
    /// As somebody saved them.
    Saved {
        /// The answers, in any order.
        answers: Vec<Value>,
        /// Whether they were asked with the token of somebody who may read the log.
        signed_in: bool,
    },
}

/// What came of it.
#[derive(Clone, Debug, Serialize)]
pub struct ProjectReport {
    /// On what it rests.
    pub basis: Basis,
    /// How many fields the book and the API say alike.
    pub alike: u64,
    /// How many fields of each kind of thing were compared.
    pub compared: BTreeMap<String, u64>,
    /// Questions that are still to be asked: further pages.
    pub open: Vec<Value>,
    /// What is wrong; the message begins with the path of the field.
    pub findings: Vec<Finding>,
    /// What was not checked.
    pub not_checked: Vec<String>,
}

/// What follows from a book, ready to be compared with any number of answers.
///
/// Its memory is that of the state, and 56 bytes for each entry: its hash, the kind of its command, how the key is kept that signed it.
pub struct Projection {
    state: State,
    leaves: Vec<Leaf>,
    basis: Basis,
    findings: Findings,
}

impl Projection {
    /// Derives the state from a book.
    ///
    /// # Errors
    /// When the book cannot be read.
    pub fn read(bundle: &Bundle, pin: &Pin) -> Result<Self, AuditError> {
        let mut leaves = Vec::new();
        let reading = read(bundle, pin, None, &mut |passed| {
            let command = passed.envelope.command.kind();
            let custody = passed.state.keys.get(&passed.key).map(|record| record.custody);
            leaves.push(Leaf { hash: leaf_hash(passed.leaf), command, custody });
        })?;
        Ok(Self { state: reading.state, leaves, basis: reading.basis, findings: reading.findings })
    }

    /// The questions with which to begin, for whoever asks with a client of their own.
    pub fn first_questions(&self) -> Vec<Value> {
        open_questions(&self.asking())
    }

    /// Compares it with answers of the API. What is wrong with the book itself is found too.
    ///
    /// # Errors
    /// When the server does not answer.
    pub fn compare(&self, answers: Answers<'_>, language: Language) -> Result<ProjectReport, AuditError> {
        let signed_in = match &answers {
            Answers::Asked(_, endpoint) => endpoint.token.is_some(),
            Answers::Saved { signed_in, .. } => *signed_in,
        };
        let mut differing = Differing::new(self.findings.clone(), language, signed_in);
        let mut asking = self.asking();
        match answers {
            Answers::Saved { answers, .. } => take_in(&mut asking, &answers, &mut differing),
            Answers::Asked(ask, endpoint) => collect(&mut asking, (ask, &endpoint), &mut differing)?,
        }
        let open = open_questions(&asking);
        asking.finish(&mut differing);
        let not_checked = not_checked(&differing.untold(), language);
        let Differing { findings, compared, alike, .. } = differing;
        let findings = findings.into_list(language);
        Ok(ProjectReport { basis: self.basis.clone(), alike, compared, open, findings, not_checked })
    }

    fn asking(&self) -> Asking<'_> {
        let at = TimeMs(self.basis.recorded_at_ms);
        Asking::new(Book { state: &self.state, leaves: &self.leaves, at }, &self.basis)
    }
}

/// Derives the state from a book and compares it with answers of the API.
///
/// # Errors
/// When the book cannot be read, or the server does not answer.
pub fn project(
    bundle: &Bundle,
    pin: &Pin,
    answers: Answers<'_>,
    language: Language,
) -> Result<ProjectReport, AuditError> {
    Projection::read(bundle, pin)?.compare(answers, language)
}

fn open_questions(asking: &Asking<'_>) -> Vec<Value> {
    asking.open().iter().filter_map(|key| asking.question(key)).collect()
}

/// Takes in answers that were saved. A page that was saved twice says nothing more, and a question that was refused (a token had expired)
/// is no lie where it was asked again and answered.
fn take_in(asking: &mut Asking<'_>, answers: &[Value], differing: &mut Differing) {
    let mut seen = BTreeSet::new();
    let new = answers.iter().filter(|answer| seen.insert(answer.to_string()));
    let (said, refused): (Vec<_>, Vec<_>) = new.partition(|answer| asking::has_book(answer));
    for answer in said {
        asking.absorb(answer, differing);
    }
    if asking.open().is_empty() {
        return;
    }
    for answer in refused {
        asking.absorb(answer, differing);
    }
}

/// Asks every list to its end, one after another. An answer that brings a list no further is asked for once, and a list is followed no
/// further than the book has things for it.
fn collect(
    asking: &mut Asking<'_>,
    (ask, endpoint): (&dyn Ask, &Endpoint),
    differing: &mut Differing,
) -> Result<(), AuditError> {
    for key in asking.open() {
        while let Some(question) = asking.question(&key) {
            let before = asking.pages(&key);
            let answer = ask.ask(endpoint, &question).map_err(AuditError::Api)?;
            if !asking.absorb(&answer, differing) {
                return Ok(());
            }
            let pages = asking.pages(&key);
            if pages == before || pages > asking.most_pages(&key) {
                break;
            }
        }
    }
    Ok(())
}

fn not_checked(untold: &[String], language: Language) -> Vec<String> {
    let mut not_checked = Vec::new();
    if !untold.is_empty() {
        let why = pick(
            language,
            "the API tells them to members on the roll and auditors only (--token)",
            "API 只对在册成员与审计员公开（--token）",
        );
        not_checked.push(format!("{}: {why}", untold.join(", ")));
    }
    let always = [
        pick(
            language,
            "texts, and fields that are not listed in the audit guide",
            "文本，以及审计指南未列出的字段",
        ),
        pick(language, "that the rules give this state: `replay` does", "规则是否得出此状态：由 replay 核对"),
    ];
    not_checked.extend(always.map(str::to_owned));
    not_checked
}
