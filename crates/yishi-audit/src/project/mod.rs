//! What a server answers, compared with what follows from the book: an API that tells something else is found field by field.
//!
//! This crate reaches no network. Whoever can ask a server gives an [`Ask`]; without one the questions are printed, and the answers, saved by
//! any HTTP client, are read.

mod answered;
mod expected;
mod questions;

use crate::bundle::Bundle;
use crate::command::AuditError;
use crate::findings::Findings;
use crate::reading::{Basis, read};
use crate::trust::Pin;
use crate::words::pick;
use answered::Answered;
use expected::expected;
use questions::{SECTIONS, Section};
use serde::Serialize;
use serde_json::Value;
use std::collections::BTreeMap;
use yishi_book::Finding;
use yishi_tally::Language;

/// Values by their paths, e.g. `matters.matter_12.stage`.
type Fields = BTreeMap<String, String>;

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
    /// From a file, as they were saved.
    Saved(Vec<Value>),
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
    let reading = read(bundle, pin, None, &mut |_| {})?;
    let (basis, mut findings) = (reading.basis, reading.findings);
    let mut answered = Answered::default();
    let signed_in = matches!(&answers, Answers::Asked(_, Endpoint { token: Some(_), .. }));
    match answers {
        Answers::Saved(saved) => saved.iter().for_each(|answer| answered.absorb(answer)),
        Answers::Asked(ask, endpoint) => collect(&mut answered, ask, &endpoint, &basis)?,
    }
    answered.faults.iter().for_each(|fault| findings.whole("api", fault.clone()));
    let expected = expected(&reading.state, &basis);
    let mut report = ProjectReport {
        open: open_questions(&answered, &basis),
        basis,
        alike: 0,
        compared: BTreeMap::new(),
        findings: Vec::new(),
        not_checked: vec![
            pick(
                language,
                "texts, and fields that are not listed in the audit guide",
                "文本，以及审计指南未列出的字段",
            )
            .to_owned(),
            pick(
                language,
                "that the rules give this state: `replay` does",
                "规则是否得出此状态：由 replay 核对",
            )
            .to_owned(),
        ],
    };
    report.compare(&expected, (&answered, signed_in), language, &mut findings);
    report.findings = findings.into_parts().0;
    Ok(report)
}

/// The questions with which to begin, for whoever asks with a client of their own.
///
/// # Errors
/// When the book cannot be read.
pub fn first_questions(bundle: &Bundle, pin: &Pin) -> Result<Vec<Value>, AuditError> {
    let reading = read(bundle, pin, None, &mut |_| {})?;
    Ok(open_questions(&Answered::default(), &reading.basis))
}

fn open_questions(answered: &Answered, basis: &Basis) -> Vec<Value> {
    let question =
        |(section, after): (Section, Option<&str>)| section.question(&basis.origin, basis.as_of, after);
    answered.open().into_iter().map(question).collect()
}

/// Asks until no page is left. Each entry makes few things, so that there are never more rounds than entries.
fn collect(
    answered: &mut Answered,
    ask: &dyn Ask,
    endpoint: &Endpoint,
    basis: &Basis,
) -> Result<(), AuditError> {
    for _ in 0..basis.entries.max(1) {
        let questions = open_questions(answered, basis);
        if questions.is_empty() || !answered.faults.is_empty() {
            break;
        }
        for question in questions {
            let answer = ask.ask(endpoint, &question).map_err(AuditError::Api)?;
            answered.absorb(&answer);
        }
    }
    Ok(())
}

impl ProjectReport {
    fn compare(
        &mut self,
        expected: &Fields,
        (answered, signed_in): (&Answered, bool),
        language: Language,
        findings: &mut Findings,
    ) {
        let done: Vec<&str> = self.sections((answered, signed_in), language, findings);
        let counts = |path: &str| done.contains(&section_of(path));
        for (path, book) in expected.iter().filter(|(path, _)| counts(path)) {
            *self.compared.entry(section_of(path).to_owned()).or_default() += 1;
            match answered.fields.get(path) {
                Some(api) if api == book => self.alike = self.alike.saturating_add(1),
                Some(api) => findings.whole("differs", message(path, Some(book), Some(api), language)),
                None => findings.whole("differs", message(path, Some(book), None, language)),
            }
        }
        let more = answered.fields.iter().filter(|(path, _)| counts(path) && !expected.contains_key(*path));
        for (path, api) in more {
            findings.whole("differs", message(path, None, Some(api), language));
        }
    }

    /// The sections that were answered to their ends. One that is not is a finding, but for the roll where nobody signed in: it is not told
    /// to everybody.
    fn sections(
        &mut self,
        (answered, signed_in): (&Answered, bool),
        language: Language,
        findings: &mut Findings,
    ) -> Vec<&'static str> {
        let mut done = Vec::new();
        for section in SECTIONS {
            let name = section.name();
            if section == Section::Members && answered.is_refused(section) && !signed_in {
                let why = pick(
                    language,
                    "members: the API tells them to members on the roll and auditors only (--token)",
                    "成员：API 只对在册成员与审计员公开（--token）",
                );
                self.not_checked.push(why.to_owned());
            } else if answered.is_refused(section) || !answered.is_done(section) {
                let why = pick(language, "was not answered to its last page", "未取得全部分页");
                findings.whole("pages", format!("{name}: {why}"));
            } else {
                done.push(name);
            }
        }
        if done.contains(&"head") {
            done.push("councils");
        }
        done
    }
}

/// The first part of a path.
fn section_of(path: &str) -> &str {
    path.split('.').next().unwrap_or(path)
}

fn message(path: &str, book: Option<&String>, api: Option<&String>, language: Language) -> String {
    let nothing = pick(language, "nothing", "无");
    let say = |value: Option<&String>| value.map_or_else(|| nothing.to_owned(), |value| format!("`{value}`"));
    match language {
        Language::English => format!("{path}: the book gives {}, the API says {}", say(book), say(api)),
        Language::Chinese => format!("{path}：台账为 {}，API 为 {}", say(book), say(api)),
    }
}
