//! `yishi charter diff`: an amendment in words.

use super::Tongue;
use crate::charter_file::read_charter;
use crate::console::{say, say_json};
use crate::failure::Failure;
use clap::Args;
use serde_json::json;
use yishi_charter::{Change, ChangeKind, diff};

/// Tell in words what an amendment adds, removes and changes
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  yishi charter diff our-charter.toml amended.toml
  yishi charter diff minimal our-charter.toml --lang en
  yishi charter diff our-charter.toml amended.toml --json

Clauses are followed by their ids, so moving them about is no change; where an order means something, it is told. Comments and
spacing mean nothing. Exit code 0 whether or not there are differences, 1 when one of the charters is at fault.")]
pub struct Diff {
    /// The charter as it is (TOML, UTF-8), or the name of a ready-made one
    old: String,
    /// The charter as it would be
    new: String,
    /// The language of the sentences
    #[arg(long, value_enum, default_value_t = Tongue::Zh)]
    lang: Tongue,
    /// Print {"old","new","changes":[{"clause","kind","old","new","sentence"}]} as JSON
    #[arg(long)]
    pub(super) json: bool,
}

impl Diff {
    pub(super) fn run(self) -> Result<(), Failure> {
        let (old, new) = (read_charter(&self.old)?.charter, read_charter(&self.new)?.charter);
        let changes = diff(&old, &new, self.lang.into());
        if self.json {
            let changes: Vec<_> = changes.iter().map(as_json).collect();
            return say_json(&json!({ "old": self.old, "new": self.new, "changes": changes }));
        }
        if changes.is_empty() {
            return say(self.lang.pick("The two charters say the same.", "两份章程内容相同。"));
        }
        changes.iter().try_for_each(|change| say(format!("{} {}", mark(change.kind), change.sentence)))
    }
}

const fn mark(kind: ChangeKind) -> &'static str {
    match kind {
        ChangeKind::Added => "+",
        ChangeKind::Removed => "-",
        ChangeKind::Changed => "~",
        ChangeKind::Reordered => "↕",
    }
}

fn as_json(change: &Change) -> serde_json::Value {
    let kind = match change.kind {
        ChangeKind::Added => "added",
        ChangeKind::Removed => "removed",
        ChangeKind::Changed => "changed",
        ChangeKind::Reordered => "reordered",
    };
    json!({
        "clause": change.clause.to_string(),
        "kind": kind,
        "old": change.old,
        "new": change.new,
        "sentence": change.sentence,
    })
}
