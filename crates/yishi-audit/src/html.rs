//! The report of an audit as a page to print and sign: no scripts, no pictures, nothing from elsewhere.

use crate::report::Report;
use crate::verify::Check;
use crate::words::{check_name, finding, pick};
use std::fmt::Write as _;
use yishi_book::Finding;
use yishi_tally::Language;

const STYLE: &str = "body{font:11pt/1.5 serif;max-width:46em;margin:2em auto;padding:0 1em}h1{font-size:1.5em}h2{font-size:1.15em}\
table{border-collapse:collapse;width:100%}td,th{border:1px solid #888;padding:.25em .5em;text-align:left;vertical-align:top;\
overflow-wrap:anywhere}.bad{font-weight:bold}.sign{margin-top:3em;display:flex;gap:3em}.sign div{flex:1;border-top:1px solid;padding-top:.3em}\
@media print{body{margin:0}tr{break-inside:avoid}}";

/// The page.
pub(crate) fn page(report: &Report, language: Language) -> String {
    let say = |english, chinese| pick(language, english, chinese);
    let mut page = String::new();
    let title = say("Audit of a book", "台账审计报告");
    let tag = say("en", "zh-CN");
    // Writing into a string cannot fail.
    let _ = write!(
        page,
        "<!doctype html><html lang=\"{tag}\"><meta charset=\"utf-8\"><title>{title}</title><style>{STYLE}</style><h1>{title}</h1>"
    );
    verdict(&mut page, report, language);
    facts(&mut page, report, language);
    how(&mut page, report, language);
    findings(&mut page, report, language);
    let _ = write!(page, "<h2>{}</h2><ul>", say("What was not checked", "未核对的事项"));
    for what in &report.checked.not_checked {
        let _ = write!(page, "<li>{}</li>", escaped(what.words(language)));
    }
    let _ = write!(
        page,
        "</ul><div class=\"sign\"><div>{}</div><div>{}</div></div></html>",
        say("Auditor", "审计人"),
        say("Place and date", "地点与日期")
    );
    page.push('\n');
    page
}

fn verdict(page: &mut String, report: &Report, language: Language) {
    let omitted: u64 = report.checked.omitted.values().sum();
    let count = u64::try_from(report.findings.len()).unwrap_or(u64::MAX).saturating_add(omitted);
    let words = match (language, count) {
        (Language::English, 0) => "No findings.".to_owned(),
        (Language::English, 1) => "1 finding.".to_owned(),
        (Language::English, count) => format!("{count} findings."),
        (Language::Chinese, 0) => "没有发现问题。".to_owned(),
        (Language::Chinese, count) => format!("发现 {count} 个问题。"),
    };
    let _ = write!(page, "<p class=\"bad\">{words}</p>");
}

fn facts(page: &mut String, report: &Report, language: Language) {
    let checked = &report.checked;
    let unknown = pick(language, "(unknown)", "（未知）");
    let pinned = match checked.pinned {
        true => pick(language, "from elsewhere than the book", "取自台账以外"),
        false => pick(language, "the book's own word", "台账自述"),
    };
    let witnesses = checked.witnesses.as_ref().map_or_else(
        || pick(language, "none asked for: no policy names any", "未要求：没有策略列出见证人").to_owned(),
        |witnesses| witnesses.words(language),
    );
    let log_key = checked.log_key.as_ref().map(|key| format!("{key} ({pinned})"));
    let rows = [
        (pick(language, "Book", "台账"), checked.origin.clone().unwrap_or_else(|| unknown.to_owned())),
        (pick(language, "Entries", "条目"), checked.entries.to_string()),
        (pick(language, "Taken over", "沿用先前审计"), checked.taken_over.to_string()),
        (pick(language, "Root", "根"), checked.root.clone().unwrap_or_else(|| unknown.to_owned())),
        (pick(language, "Log key", "日志公钥"), log_key.unwrap_or_else(|| unknown.to_owned())),
        (pick(language, "Witnesses", "见证人"), witnesses),
        (pick(language, "Signatures", "签名"), checked.signatures.to_string()),
        (pick(language, "Texts", "文本"), checked.texts.to_string()),
        (pick(language, "Withheld on record", "按记录遮蔽"), checked.redacted.to_string()),
        (pick(language, "Polls counted again", "重新计票"), checked.polls.to_string()),
    ];
    page.push_str("<table>");
    for (name, value) in rows {
        let _ = write!(page, "<tr><th>{name}</th><td>{}</td></tr>", escaped(&value));
    }
    page.push_str("</table>");
}

fn how(page: &mut String, report: &Report, language: Language) {
    let _ =
        write!(page, "<h2>{}</h2><table>", pick(language, "What was checked, and how", "核对的事项与方法"));
    for name in &report.checked.checks {
        let how = Check::named(name).map_or("", |check| check.how(language));
        let _ = write!(
            page,
            "<tr><th>{}</th><td>{}</td></tr>",
            escaped(&check_name(language, name)),
            escaped(how)
        );
    }
    page.push_str("</table>");
}

fn findings(page: &mut String, report: &Report, language: Language) {
    if report.findings.is_empty() {
        return;
    }
    let say = |english, chinese| pick(language, english, chinese);
    let _ = write!(
        page,
        "<h2>{}</h2><table><tr><th>{}</th><th>{}</th><th>{}</th></tr>",
        say("Findings", "发现的问题"),
        say("Entry", "条目"),
        say("Check", "核对"),
        say("What was found", "内容")
    );
    for Finding { index, check, message } in &report.findings {
        let index = index.map_or_else(|| say("the book", "整本").to_owned(), |index| index.to_string());
        let (check, message) = (escaped(&check_name(language, check)), escaped(&finding(language, message)));
        let _ = write!(page, "<tr><td>{index}</td><td>{check}</td><td>{message}</td></tr>");
    }
    for (check, count) in &report.checked.omitted {
        let check = escaped(&check_name(language, check));
        let _ = write!(page, "<tr><td>…</td><td>{check}</td><td>+{count}</td></tr>");
    }
    page.push_str("</table>");
}

/// Text in a page: what is found in a book was written by others.
fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for sign in text.chars() {
        match sign {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            sign if sign.is_control() => safe.push('?'),
            sign => safe.push(sign),
        }
    }
    safe
}
