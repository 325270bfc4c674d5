//! `yishi charter explain`: what a charter means, in words and as a picture.

use super::Tongue;
use crate::charter_file::read_charter;
use crate::console::{remark, say, say_json};
use crate::failure::Failure;
use anyhow::Context as _;
use clap::Args;
use serde_json::json;
use std::path::{Path, PathBuf};
use yishi_charter::{Section, as_text, draw, explain};

/// Say in plain sentences what a charter means, and draw it
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  yishi charter explain our-charter.toml
  yishi charter explain weiyang --lang en
  yishi charter explain our-charter.toml --svg our-charter.svg
  yishi charter explain our-charter.toml --json

Who deliberates, who may do what, how matters travel, by when, how each kind of vote is decided, who may amend. The picture holds
the tree of councils with what moves up, who holds which power, and the rules of routing as a ladder; any browser shows and prints it.")]
pub struct Explain {
    /// The charter (TOML, UTF-8), or the name of a ready-made one
    #[arg(value_name = "FILE|NAME")]
    charter: String,
    /// The language of the sentences
    #[arg(long, value_enum, default_value_t = Tongue::Zh)]
    lang: Tongue,
    /// Also draw it into this file; an earlier drawing (.svg) is replaced, no other file
    #[arg(long, value_name = "FILE")]
    svg: Option<PathBuf>,
    /// Print {"charter","sections":[{"title","intro","clauses":[{"clause","title","sentences"}]}]} as JSON
    #[arg(long)]
    pub(super) json: bool,
}

impl Explain {
    pub(super) fn run(self) -> Result<(), Failure> {
        let charter = read_charter(&self.charter)?.charter;
        let language = self.lang.into();
        let sections = explain(&charter, language);
        if let Some(file) = &self.svg {
            require_own(file)?;
            let written = std::fs::write(file, draw(&charter, language));
            written.with_context(|| format!("cannot write {}", file.display()))?;
        }
        if self.json {
            let sections: Vec<_> = sections.iter().map(as_json).collect();
            return say_json(&json!({ "charter": self.charter, "sections": sections }));
        }
        say(as_text(&sections).trim_end())?;
        if let Some(file) = &self.svg {
            remark(format!("drawn into {}", file.display()));
        }
        Ok(())
    }
}

/// A drawing replaces a drawing and no other file, least of all a charter.
fn require_own(file: &Path) -> Result<(), Failure> {
    let drawing = file.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("svg"));
    if drawing || !file.exists() {
        return Ok(());
    }
    Err(Failure::Refused(format!(
        "{} exists and is no drawing by its name: write `--svg` with a file that ends in .svg",
        file.display()
    )))
}

fn as_json(section: &Section) -> serde_json::Value {
    let clauses: Vec<_> = section
        .items
        .iter()
        .map(|item| {
            let sentences: Vec<&str> = item.sentences().collect();
            json!({ "clause": item.clause.to_string(), "title": item.title, "sentences": sentences })
        })
        .collect();
    json!({ "title": section.title, "intro": section.intro, "clauses": clauses })
}
