//! `compare`: two checkpoints from two places.

use super::{AuditError, Form, TrustArgs, WordsArgs, answer};
use crate::bundle::{Bundle, BundleError};
use crate::compare::{AtHand, Comparison, Relation, Shown, Side, compare};
use crate::words::pick;
use clap::Args;
use std::io::Write;
use std::path::{Path, PathBuf};
use yishi_log::digits::lower_hex;
use yishi_log::tree::TreeHash;
use yishi_tally::Language;

const AFTER_HELP: &str = "\
Examples:
  yishi-audit compare march.note ./bundle --vkey VKEY
  yishi-audit compare mine.receipt theirs.note --book ./bundle --vkey VKEY
  yishi-audit compare 'example.org/weiyang-0a1b2c3d 300 <root>' ./bundle.tar --language zh

Two checkpoints of one size with other roots are a split view: somebody was shown another book. Both are
printed as evidence; keep the files.

Exit codes: 0 the older is the beginning of the newer, 1 it is not or nothing at hand shows it, 2 wrong
usage (also checkpoints of two books), 3 something cannot be read.";

/// Arguments of `compare`.
#[derive(Args, Clone, Debug)]
#[command(after_help = AFTER_HELP)]
pub struct CompareArgs {
    /// The older checkpoint: a signed note, a receipt, an exported book, or 'ORIGIN SIZE ROOT' from a printed sheet
    #[arg(value_name = "OLD")]
    pub old: String,
    /// The newer checkpoint, in one of the same forms
    #[arg(value_name = "NEW")]
    pub new: String,
    /// The larger book, so that both roots are computed from its entries; not needed where OLD or NEW is that book
    #[arg(long, value_name = "BUNDLE")]
    pub book: Option<PathBuf>,
    /// A consistency proof (RFC 6962), one hash a line in hex, as `Book.consistency` of the API gives it
    #[arg(long, value_name = "FILE", conflicts_with = "book")]
    pub proof: Option<PathBuf>,
    /// Which log key is believed.
    #[command(flatten)]
    pub trust: TrustArgs,
    /// The language.
    #[command(flatten)]
    pub words: WordsArgs,
    /// Print the report as JSON: {"old","new","relation","shown_by","first_difference","findings","not_checked","evidence"}
    #[arg(long)]
    pub json: bool,
}

impl CompareArgs {
    pub(super) fn run(&self, out: &mut dyn Write) -> Result<u8, AuditError> {
        let (old, new) = (Shown::read(&self.old)?, Shown::read(&self.new)?);
        if old.checkpoint.origin != new.checkpoint.origin {
            let (old, new) = (&old.checkpoint.origin, &new.checkpoint.origin);
            return Err(AuditError::Usage(format!(
                "the checkpoints are of two books: `{old}` and `{new}`; `together` compares what books cite of each other"
            )));
        }
        let book = self.book.as_ref().map(|path| Bundle::open(path)).transpose()?;
        let proof = self.proof.as_ref().map(|path| read_proof(path)).transpose()?;
        let language = self.words.into();
        let pin = self.trust.pin()?;
        let at_hand = AtHand { book: book.as_ref(), proof: proof.as_deref(), pin: &pin, language };
        let comparison = compare(&old, &new, &at_hand)?;
        answer(&comparison, comparison.findings.len(), Form::of(self.json), out, |out| {
            write_text(&comparison, language, out)
        })
    }
}

fn read_proof(path: &Path) -> Result<Vec<TreeHash>, AuditError> {
    let text = std::fs::read_to_string(path).map_err(|source| BundleError::new(path, source))?;
    let hash = |line: &str| {
        let wanted =
            || AuditError::Usage(format!("{}: `{line}` is not a hash in lower-case hex", path.display()));
        lower_hex(line).map(TreeHash).ok_or_else(wanted)
    };
    text.lines().map(str::trim).filter(|line| !line.is_empty()).map(hash).collect()
}

fn write_text(comparison: &Comparison, language: Language, out: &mut dyn Write) -> std::io::Result<()> {
    let say = |english, chinese| pick(language, english, chinese);
    for finding in &comparison.findings {
        writeln!(out, "{}: {}", finding.check, finding.message)?;
    }
    write_side(&comparison.old, say("older", "较早"), language, out)?;
    write_side(&comparison.new, say("newer", "较新"), language, out)?;
    let relation = match comparison.relation {
        Relation::Same => say("the same book, the same entries", "同一台账,条目相同"),
        Relation::Prefix => say("the smaller is the beginning of the larger", "较小者是较大者的开头"),
        Relation::SplitView => say("SPLIT VIEW: two books under one name", "分叉:同一名称下的两本台账"),
        Relation::Unknown => say("not known", "无法判断"),
    };
    match &comparison.shown_by {
        Some(by) => {
            writeln!(out, "{}: {relation} ({}: {by})", say("relation", "关系"), say("shown by", "依据"))?
        }
        None => writeln!(out, "{}: {relation}", say("relation", "关系"))?,
    }
    if let Some(index) = comparison.first_difference {
        writeln!(out, "{}: {index}", say("the first entry that differs", "第一条不同的条目"))?;
    }
    for what in &comparison.not_checked {
        writeln!(out, "{}: {what}", say("not checked", "未核对"))?;
    }
    for evidence in &comparison.evidence {
        writeln!(
            out,
            "\n--- {} {} ---\n{}",
            say("evidence", "证据"),
            evidence.source,
            evidence.text.trim_end()
        )?;
    }
    match (comparison.findings.len(), language) {
        (0, _) => writeln!(out, "{}", say("No findings.", "没有发现问题。")),
        (1, Language::English) => writeln!(out, "1 finding."),
        (count, Language::English) => writeln!(out, "{count} findings."),
        (count, Language::Chinese) => writeln!(out, "发现 {count} 个问题。"),
    }
}

fn write_side(side: &Side, name: &str, language: Language, out: &mut dyn Write) -> std::io::Result<()> {
    let Side { source, origin, size, root, signed_by } = side;
    let signed = match (language, signed_by) {
        (Language::English, Some(key)) => format!("signed by {key}"),
        (Language::English, None) => "signature not established".to_owned(),
        (Language::Chinese, Some(key)) => format!("由 {key} 签名"),
        (Language::Chinese, None) => "签名未确认".to_owned(),
    };
    let entries = pick(language, "entries", "条");
    writeln!(out, "{name}: {source}\n  {origin}, {size} {entries}\n  {root}\n  {signed}")
}
