//! `project`: what a server answers, compared with what follows from the book.

use super::{AuditError, EXIT_CLEAN, Form, TrustArgs, WordsArgs, answer};
use crate::bundle::{Bundle, BundleError};
use crate::project::{Answers, Ask, Endpoint, ProjectReport, Projection};
use crate::reading::{write_count, write_findings};
use crate::words::pick;
use clap::Args;
use serde_json::Value;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use yishi_tally::Language;

const AFTER_HELP: &str = "\
Examples:
  yishi audit project ./bundle --against http://127.0.0.1:8080/graphql --token auditor.token --vkey VKEY
  yishi-audit project ./bundle --questions > questions.jsonl
  yishi-audit project ./bundle --answers answers.jsonl --vkey VKEY --language zh

`yishi-audit` reaches no network: it prints questions, one a line, each the body of a POST; whoever asked saves the
answers one after another in a file. Long books have further pages: --questions with --answers prints what is
still to be asked, until it prints nothing. `yishi audit` asks by itself.

Exit codes: 0 nothing found, 1 findings, 2 wrong usage, 3 something cannot be read, or the server does not answer.";

/// Arguments of `project`.
#[derive(Args, Clone, Debug)]
#[command(after_help = AFTER_HELP)]
pub struct ProjectArgs {
    /// The exported book: a folder or a tar file
    #[arg(value_name = "BUNDLE")]
    pub bundle: PathBuf,
    /// The server's GraphQL address; `yishi audit` only
    #[arg(long, value_name = "URL", required_unless_present_any = ["answers", "questions"], conflicts_with_all = ["answers", "questions"])]
    pub against: Option<String>,
    /// A file with the token of an auditor or a member: without it the roll is not compared
    #[arg(long, value_name = "FILE", requires = "against")]
    pub token: Option<PathBuf>,
    /// Answers of the server that were saved, one JSON object after another
    #[arg(long, value_name = "FILE")]
    pub answers: Option<PathBuf>,
    /// The answers were asked with the token of a member or an auditor: what was not told is a finding
    #[arg(long, requires = "answers")]
    pub signed_in: bool,
    /// Print the questions to ask, one a line, and end
    #[arg(long)]
    pub questions: bool,
    /// Which log key is believed.
    #[command(flatten)]
    pub trust: TrustArgs,
    /// The language.
    #[command(flatten)]
    pub words: WordsArgs,
    /// Print the report as JSON: {"basis","alike","compared","open","findings","not_checked"}
    #[arg(long)]
    pub json: bool,
}

impl ProjectArgs {
    pub(super) fn run(&self, out: &mut dyn Write, ask: Option<&dyn Ask>) -> Result<u8, AuditError> {
        let (bundle, pin, language) = (Bundle::open(&self.bundle)?, self.trust.pin()?, self.words.into());
        let saved = self.answers.as_ref().map(|path| read_answers(path)).transpose()?;
        let answers = match (saved, &self.against, ask) {
            (Some(answers), _, _) => Answers::Saved { answers, signed_in: self.signed_in },
            (None, Some(url), Some(ask)) => {
                Answers::Asked(ask, Endpoint { url: url.clone(), token: self.read_token()? })
            }
            (None, Some(_), None) => {
                let remedy = "this program reaches no network: take `yishi audit project`, or --questions and --answers";
                return Err(AuditError::Usage(remedy.to_owned()));
            }
            (None, None, _) => {
                return write_questions(&Projection::read(&bundle, &pin)?.first_questions(), out);
            }
        };
        let report = Projection::read(&bundle, &pin)?.compare(answers, language)?;
        if self.questions {
            return write_questions(&report.open, out);
        }
        answer(&report, report.findings.len(), Form::of(self.json), out, |out| {
            write_text(&report, language, out)
        })
    }

    fn read_token(&self) -> Result<Option<String>, AuditError> {
        let Some(path) = &self.token else { return Ok(None) };
        let text = std::fs::read_to_string(path).map_err(|source| BundleError::new(path, source))?;
        Ok(Some(text.trim().to_owned()))
    }
}

fn read_answers(path: &Path) -> Result<Vec<Value>, AuditError> {
    let bytes = std::fs::read(path).map_err(|source| BundleError::new(path, source))?;
    let answers = serde_json::Deserializer::from_slice(&bytes).into_iter::<Value>().enumerate();
    answers
        .map(|(before, answer)| {
            answer.map_err(|error| {
                let (number, path) = (before.saturating_add(1), path.display());
                AuditError::Api(format!(
                    "{path}: answer {number} is no JSON ({error}): take it out and ask again"
                ))
            })
        })
        .collect()
}

fn write_questions(questions: &[Value], out: &mut dyn Write) -> Result<u8, AuditError> {
    questions.iter().try_for_each(|question| writeln!(out, "{question}"))?;
    Ok(EXIT_CLEAN)
}

fn write_text(report: &ProjectReport, language: Language, out: &mut dyn Write) -> io::Result<()> {
    let say = |english, chinese| pick(language, english, chinese);
    write_findings(&report.findings, language, out)?;
    report.basis.write_text(language, out)?;
    let compared: Vec<String> =
        report.compared.iter().map(|(name, count)| format!("{name} {count}")).collect();
    writeln!(out, "{} {}", say("compared   ", "已比对     "), compared.join(", "))?;
    writeln!(out, "{} {}", say("alike      ", "一致       "), report.alike)?;
    for what in &report.not_checked {
        writeln!(out, "{}: {what}", say("not checked", "未核对"))?;
    }
    write_count(report.findings.len(), language, out)
}
