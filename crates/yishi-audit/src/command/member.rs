//! `member`: everything that stands in somebody's name.

use super::{AuditError, Form, TrustArgs, WordsArgs, answer};
use crate::bundle::Bundle;
use crate::member::{Act, Asked, KeyHistory, KeyStatus, MemberReport, Named, Way, member};
use crate::reading::{write_count, write_findings};
use crate::words::{command, event, moment, pick};
use clap::Args;
use std::io::{self, Write};
use std::path::PathBuf;
use yishi_core::{Custody, MemberId, PublicKey, TimeMs};
use yishi_tally::Language;

const AFTER_HELP: &str = "\
Examples:
  yishi-audit member ./bundle --member m_4f2a --vkey VKEY
  yishi-audit member ./bundle.tar --key 0b5c… --vkey VKEY --language zh

Is there anything in my name that I did not do? Each entry stands with its time, its kind, the key and its
status, and what came of it: by own key, by a clerk, by a proxy, on paper. Entries of others that only name the
member come last.

Exit codes: 0 nothing found, 1 findings, 2 wrong usage or nobody of that name, 3 the book cannot be read.";

/// Arguments of `member`.
#[derive(Args, Clone, Debug)]
#[command(after_help = AFTER_HELP)]
pub struct MemberArgs {
    /// The exported book: a folder or a tar file
    #[arg(value_name = "BUNDLE")]
    pub bundle: PathBuf,
    /// The member, by their id in the book
    #[arg(long, value_name = "ID", required_unless_present = "key")]
    pub member: Option<MemberId>,
    /// The member, by one of their keys, in hex
    #[arg(long, value_name = "HEX", conflicts_with = "member")]
    pub key: Option<PublicKey>,
    /// Which log key is believed.
    #[command(flatten)]
    pub trust: TrustArgs,
    /// The language.
    #[command(flatten)]
    pub words: WordsArgs,
    /// Print the report as JSON: {"basis","member","on_roll","keys","acts","named","findings","not_checked"}
    #[arg(long)]
    pub json: bool,
}

impl MemberArgs {
    pub(super) fn run(&self, out: &mut dyn Write) -> Result<u8, AuditError> {
        let asked = match (&self.member, self.key) {
            (Some(member), _) => Asked::Member(member.clone()),
            (None, Some(key)) => Asked::Key(key),
            (None, None) => return Err(AuditError::Usage("give --member or --key".to_owned())),
        };
        let language = self.words.into();
        let report = member(&Bundle::open(&self.bundle)?, &self.trust.pin()?, &asked, language)?;
        answer(&report, report.findings.len(), Form::of(self.json), out, |out| {
            write_text(&report, language, out)
        })
    }
}

fn write_text(report: &MemberReport, language: Language, out: &mut dyn Write) -> io::Result<()> {
    let say = |english, chinese| pick(language, english, chinese);
    write_findings(&report.findings, language, out)?;
    report.basis.write_text(language, out)?;
    let roll = if report.on_roll {
        say("on the roll", "在名册上")
    } else {
        say("not on the roll", "不在名册上")
    };
    writeln!(out, "{} {} ({roll})", say("member     ", "成员       "), report.member)?;
    writeln!(out, "\n{}", say("Keys:", "密钥："))?;
    for key in &report.keys {
        write_key(key, language, out)?;
    }
    if report.keys.is_empty() {
        writeln!(out, "  {}", say("none", "无"))?;
    }
    writeln!(out, "\n{}", say("In their name:", "以其名义作出的行为："))?;
    for act in &report.acts {
        write_act(act, language, out)?;
    }
    if report.acts.is_empty() {
        writeln!(out, "  {}", say("nothing", "无"))?;
    }
    if !report.named.is_empty() {
        writeln!(out, "\n{}", say("Entries of others that name them:", "他人条目中提及该成员的："))?;
        for Named { index, recorded_at_ms, kind, signer } in &report.named {
            let by = signer.as_ref().map_or(say("a timer", "到期处理"), MemberId::as_str);
            let at = moment(TimeMs(*recorded_at_ms));
            writeln!(out, "  {index:>6}  {at}  {} — {by}", command(language, kind))?;
        }
    }
    writeln!(out)?;
    for what in &report.not_checked {
        writeln!(out, "{}: {what}", say("not checked", "未核对"))?;
    }
    write_count(report.findings.len(), language, out)
}

fn write_key(history: &KeyHistory, language: Language, out: &mut dyn Write) -> io::Result<()> {
    let custody = match history.custody {
        Custody::Own => pick(language, "on their own device", "由本人保管"),
        Custody::Clerk => pick(language, "on a clerk's device", "由代办员保管"),
        Custody::Custodial => pick(language, "KEPT BY AN INSTITUTION for them", "由机构代管"),
    };
    let by = history.enrolled_by.as_ref().map_or("-", MemberId::as_str);
    let (at, entry, signed) = (moment(TimeMs(history.enrolled_at_ms)), history.enrolled_at, history.signed);
    match language {
        Language::English => writeln!(
            out,
            "  {}\n    {custody}; enrolled by entry {entry} ({at}, signed by {by}); signed {signed} entries",
            history.key
        )?,
        Language::Chinese => {
            writeln!(
                out,
                "  {}\n    {custody}；第 {entry} 条登记（{at}，{by} 签署）；签署 {signed} 条",
                history.key
            )?;
        }
    }
    let (Some(entry), by) = (history.revoked_at, history.revoked_by.as_ref().map_or("-", MemberId::as_str))
    else {
        return Ok(());
    };
    let reason = history.revoked_because.as_deref().unwrap_or_default();
    match language {
        Language::English => writeln!(out, "    revoked by entry {entry} (signed by {by}): {reason}"),
        Language::Chinese => writeln!(out, "    第 {entry} 条撤销（{by} 签署）：{reason}"),
    }
}

fn write_act(act: &Act, language: Language, out: &mut dyn Write) -> io::Result<()> {
    let at = moment(TimeMs(act.recorded_at_ms));
    let status = match act.key_status {
        KeyStatus::InForce => "",
        KeyStatus::Revoked => pick(language, " [KEY REVOKED BEFORE]", " [密钥此前已撤销]"),
        KeyStatus::NotEnrolled => pick(language, " [KEY NOT ENROLLED]", " [密钥未登记]"),
    };
    writeln!(out, "  {:>6}  {at}  {} — {}{status}", act.index, act.words, way(&act.way, language))?;
    let events: Vec<String> = act.events.iter().map(|kind| event(language, kind)).collect();
    writeln!(out, "          → {}", events.join(pick(language, ", ", "、")))?;
    match &act.outcome {
        Some(outcome) => writeln!(out, "          {outcome}"),
        None => Ok(()),
    }
}

fn way(way: &Way, language: Language) -> String {
    let who = |member: &Option<MemberId>| member.as_ref().map_or("-", MemberId::as_str).to_owned();
    match (language, way) {
        (Language::English, Way::OwnKey) => "by own key".to_owned(),
        (Language::English, Way::ForSomebody { principal }) => format!("by own key, FOR {principal}"),
        (Language::English, Way::Clerk { clerk, .. }) => format!("BY CLERK {}", who(clerk)),
        (Language::English, Way::Proxy { proxy, grant }) => format!("BY PROXY {proxy} ({grant})"),
        (Language::English, Way::WrittenAuthority { proxy }) => {
            format!("ON PAPER by {proxy}, on a written authority")
        }
        (Language::English, Way::Paper { read_by }) => format!("ON PAPER, read by {}", who(read_by)),
        (Language::English, Way::BroughtIn { by }) => format!("BROUGHT IN by {}", who(by)),
        (Language::Chinese, Way::OwnKey) => "本人密钥".to_owned(),
        (Language::Chinese, Way::ForSomebody { principal }) => format!("本人密钥，代 {principal} 办理"),
        (Language::Chinese, Way::Clerk { clerk, .. }) => format!("由代办员 {} 代办", who(clerk)),
        (Language::Chinese, Way::Proxy { proxy, grant }) => format!("由受托人 {proxy} 代投（{grant}）"),
        (Language::Chinese, Way::WrittenAuthority { proxy }) => format!("纸质，由 {proxy} 凭书面委托填写"),
        (Language::Chinese, Way::Paper { read_by }) => format!("纸质，{} 录读", who(read_by)),
        (Language::Chinese, Way::BroughtIn { by }) => format!("由 {} 导入", who(by)),
    }
}
