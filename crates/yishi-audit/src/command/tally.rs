//! `tally`: one poll counted again, and whether a ballot was counted.

use super::receipt::open;
use super::{AuditError, Form, TrustArgs, WordsArgs, answer};
use crate::bundle::{Bundle, BundleError, leaf_at, root_at};
use crate::reading::{write_count, write_findings};
use crate::tally::{AskedEntry, BallotRow, Fate, RowChannel, TallyReport, tally_poll};
use crate::trust::Pin;
use crate::words::pick;
use clap::Args;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use yishi_book::Finding;
use yishi_core::PollId;
use yishi_log::receipt::Receipt;
use yishi_log::tree::{leaf_hash, verify_inclusion};
use yishi_tally::{Language, Verdict};

const AFTER_HELP: &str = "\
Examples:
  yishi-audit tally ./bundle --poll poll_42 --vkey VKEY
  yishi-audit tally ./bundle --poll poll_42 --vkey VKEY --receipt mine.receipt
  yishi-audit tally ./bundle --poll poll_42 --vkey VKEY --entry 57 --ballots --language zh

\"Mine is missing\" needs two files: this book and your receipt. The receipt is checked under the log's key, then looked up
in the book; a book other than the one that the log signed then, or one that ends before it, is a finding: keep both files.

Exit codes: 0 nothing found, 1 findings, 2 wrong usage or no such poll, 3 something cannot be read.";

/// Arguments of `tally`.
#[derive(Args, Clone, Debug)]
#[command(after_help = AFTER_HELP)]
pub struct TallyArgs {
    /// The exported book: a folder or a tar file
    #[arg(value_name = "BUNDLE")]
    pub bundle: PathBuf,
    /// The poll
    #[arg(long, value_name = "POLL")]
    pub poll: PollId,
    /// Was this entry counted?
    #[arg(long, value_name = "INDEX", conflicts_with = "receipt")]
    pub entry: Option<u64>,
    /// Was the ballot of this receipt counted?
    #[arg(long, value_name = "FILE")]
    pub receipt: Option<PathBuf>,
    /// List every ballot, not only those that do not count
    #[arg(long)]
    pub ballots: bool,
    /// Which log key is believed.
    #[command(flatten)]
    pub trust: TrustArgs,
    /// The language.
    #[command(flatten)]
    pub words: WordsArgs,
    /// Print the report as JSON: {"basis","poll","derived","sealed","ballots","verdict","trace","asked","findings","not_checked",…}
    #[arg(long)]
    pub json: bool,
}

impl TallyArgs {
    pub(super) fn run(&self, out: &mut dyn Write) -> Result<u8, AuditError> {
        let (bundle, pin, language) = (Bundle::open(&self.bundle)?, self.trust.pin()?, self.words.into());
        let held = self.receipt.as_ref().map(|path| look_up(path, &bundle, &pin, language)).transpose()?;
        let (asked, findings) =
            held.map_or_else(|| (self.entry, Vec::new()), |held| (held.index, held.findings));
        let mut report = tally_poll(&bundle, &pin, self.poll, asked, language)?;
        report.findings.extend(findings);
        answer(&report, report.findings.len(), Form::of(self.json), out, |out| {
            self.write_text(&report, language, out)
        })
    }

    fn write_text(&self, report: &TallyReport, language: Language, out: &mut dyn Write) -> io::Result<()> {
        let say = |english, chinese| pick(language, english, chinese);
        write_findings(&report.findings, language, out)?;
        report.basis.write_text(language, out)?;
        let (poll, council, rule) = (report.poll, &report.council, &report.rule);
        writeln!(out, "{} {poll} · {council} · {rule}", say("vote       ", "表决       "))?;
        write_lists(report, language, out)?;
        if let Some(asked) = &report.asked {
            writeln!(out, "{} {}", say("asked      ", "所问       "), asked_words(asked, language))?;
        }
        let listed = report.ballots.iter().filter(|row| self.ballots || row.fate != Fate::Counted);
        for row in listed {
            writeln!(out, "  {}", line(row, language))?;
        }
        writeln!(out)?;
        report.trace.iter().try_for_each(|line| writeln!(out, "{line}"))?;
        if report.sealed.is_none() {
            writeln!(
                out,
                "{}",
                say("NOT FINAL: the vote is not sealed in this book", "尚未封存：以上为目前情况")
            )?;
        }
        writeln!(out)?;
        for what in &report.not_checked {
            writeln!(out, "{}: {what}", say("not checked", "未核对"))?;
        }
        write_count(report.findings.len(), language, out)
    }
}

/// What a receipt says of the book at hand.
struct Held {
    /// Its entry; nothing where the receipt proves nothing.
    index: Option<u64>,
    findings: Vec<Finding>,
}

/// Looks a receipt up: good under the log's key, its entry in this book, and this book the one of which it speaks.
fn look_up(path: &Path, bundle: &Bundle, pin: &Pin, language: Language) -> Result<Held, AuditError> {
    let bytes = std::fs::read(path).map_err(|source| BundleError::new(path, source))?;
    let receipt = String::from_utf8(bytes).map_err(|_| "not UTF-8".to_owned());
    let receipt = match receipt.and_then(|text| Receipt::parse(&text).map_err(|error| error.to_string())) {
        Ok(receipt) => receipt,
        Err(reason) => return Ok(Held::nothing(None, "receipt", reason)),
    };
    let index = receipt.index;
    let checkpoint = match open(&receipt, pin, Some(bundle))? {
        Ok((checkpoint, _)) => checkpoint,
        Err(reason) => return Ok(Held::nothing(Some(index), "checkpoint", reason)),
    };
    let size = checkpoint.size;
    let found = |check: &str, english: String, chinese: String| {
        let message = match language {
            Language::English => english,
            Language::Chinese => chinese,
        };
        Held { index: Some(index), findings: vec![Finding::at(index, check, message)] }
    };
    if index >= size {
        return Ok(found(
            "receipt",
            format!("no receipt: its checkpoint covers {size} entries, none of which is entry {index}"),
            format!("不是回执：其检查点只含 {size} 条，没有第 {index} 条"),
        ));
    }
    let Some(leaf) = leaf_at(bundle, index)? else {
        return Ok(found(
            "missing",
            format!(
                "the log signed {size} entries, and this book ends before this one: it was exported earlier, or entries were taken away; keep both"
            ),
            format!("日志签署过 {size} 条，而此台账在该条之前就已结束：或导出较早，或条目被删；请保存两者"),
        ));
    };
    let proof = verify_inclusion(index, size, &leaf_hash(&leaf), &receipt.proof, &checkpoint.root);
    Ok(match (root_at(bundle, size)?, proof) {
        // The signed root is the evidence; index and proof of a receipt are signed by nobody.
        (Some(root), _) if root != checkpoint.root => found(
            "split_view",
            format!("the log signed another book of {size} entries: keep both, the two checkpoints prove it"),
            format!("日志签署过另一本 {size} 条的台账：请保存两者，两个检查点就是证据"),
        ),
        (Some(_), Err(error)) => found(
            "receipt",
            format!(
                "no receipt for an entry of this book ({error}), which is the one that the log signed: look for the file as you were given it"
            ),
            format!("不是此台账任何条目的回执（{error}），而此台账正是日志所签署的：请找出当初收到的原件"),
        ),
        (None, Err(error)) => found(
            "inclusion",
            format!(
                "the receipt does not lead from this entry to the {size} entries that the log signed ({error}), of which this book has fewer: either it holds another entry here, or the receipt is not as it was given; keep both, and get the longer book"
            ),
            format!(
                "回执不能从该条推到日志所签署的 {size} 条（{error}），而此台账不足该数：或此处已是另一条目，或回执已非原件；请保存两者，并索取更长的台账"
            ),
        ),
        (_, Ok(())) => Held { index: Some(index), findings: Vec::new() },
    })
}

impl Held {
    fn nothing(index: Option<u64>, check: &str, reason: String) -> Self {
        let finding = Finding { index, check: check.to_owned(), message: reason };
        Self { index: None, findings: vec![finding] }
    }
}

fn write_lists(report: &TallyReport, language: Language, out: &mut dyn Write) -> io::Result<()> {
    let (counted, replaced) = (report.derived.counted.len(), report.derived.replaced.len());
    let others = report.ballots.len().saturating_sub(counted).saturating_sub(replaced);
    let digest = report.derived.counted_digest;
    match language {
        Language::English => writeln!(
            out,
            "derived     {counted} counted, {replaced} replaced, {others} not counted for other reasons\n            {digest}"
        )?,
        Language::Chinese => writeln!(
            out,
            "重算        计入 {counted}，被取代 {replaced}，因其他原因未计入 {others}\n            {digest}"
        )?,
    }
    let Some(sealed) = &report.sealed else { return Ok(()) };
    let agrees = match (sealed.agrees, language) {
        (true, Language::English) => "the same",
        (false, Language::English) => "DIFFERENT",
        (true, Language::Chinese) => "一致",
        (false, Language::Chinese) => "不一致",
    };
    let (index, counted, replaced, digest) =
        (sealed.index, sealed.counted, sealed.replaced, sealed.counted_digest);
    let verdict = verdict(report.verdict, language);
    match language {
        Language::English => {
            writeln!(
                out,
                "sealed      by entry {index}: {counted} counted, {replaced} replaced — {agrees}\n            {digest}"
            )?;
            writeln!(out, "verdict     {verdict}")
        }
        Language::Chinese => {
            writeln!(
                out,
                "封存        第 {index} 条：计入 {counted}，被取代 {replaced} — {agrees}\n            {digest}"
            )?;
            writeln!(out, "结果        {verdict}")
        }
    }
}

const fn verdict(verdict: Verdict, language: Language) -> &'static str {
    match verdict {
        Verdict::Passed => pick(language, "passed", "通过"),
        Verdict::Failed => pick(language, "not passed", "未通过"),
        Verdict::Tied => pick(language, "tied", "平局"),
        Verdict::NoQuorum => pick(language, "too few took part", "参与不足"),
    }
}

fn asked_words(asked: &AskedEntry, language: Language) -> String {
    match (&asked.fate, language) {
        (Some(fate), Language::English) => format!("entry {}: {}", asked.index, fate_words(*fate, language)),
        (Some(fate), Language::Chinese) => format!("第 {} 条：{}", asked.index, fate_words(*fate, language)),
        (None, Language::English) => format!("entry {}: no ballot of this vote in this book", asked.index),
        (None, Language::Chinese) => format!("第 {} 条：此台账中不是本次表决的选票", asked.index),
    }
}

fn fate_words(fate: Fate, language: Language) -> String {
    match (fate, language) {
        (Fate::Replaced { by }, Language::English) => format!("not counted: replaced by entry {by}"),
        (Fate::Replaced { by }, Language::Chinese) => format!("未计入：被第 {by} 条取代"),
        (Fate::Counted, _) => pick(language, "counted", "已计入").to_owned(),
        (Fate::Unopened, _) => {
            pick(language, "not counted: its seal was not opened", "未计入：未拆封").to_owned()
        }
        (Fate::Unconfirmed, _) => {
            pick(language, "not counted: nobody read it a second time", "未计入：未经第二人核对").to_owned()
        }
        (Fate::Disputed, _) => pick(language, "not counted: disputed", "未计入：有争议").to_owned(),
    }
}

fn line(row: &BallotRow, language: Language) -> String {
    let channel = match row.channel {
        RowChannel::OwnKey => pick(language, "own key", "本人密钥"),
        RowChannel::Proxy => pick(language, "proxy", "受托"),
        RowChannel::Clerk => pick(language, "clerk", "代办"),
        RowChannel::Paper => pick(language, "paper", "纸质"),
        RowChannel::Sheet => pick(language, "tally sheet", "计票单"),
    };
    let says = row.says.as_ref().map(ToString::to_string).unwrap_or_default();
    format!(
        "{:>6}  {} · {} · {channel} · {says} · {}",
        row.index,
        row.right,
        row.member,
        fate_words(row.fate, language)
    )
}
