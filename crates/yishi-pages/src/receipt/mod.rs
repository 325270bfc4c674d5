//! The page that checks a receipt in a browser: one file, which also works saved and without a network.
//!
//! It is the one page with a script. Whoever trusts nobody takes it from elsewhere than the server that it judges.

use crate::words::{pick, tag};
use maud::{DOCTYPE, Markup, PreEscaped, html};
use yishi_tally::Language;

/// The script of the page, embedded in it; a server allows exactly this text by its hash.
pub const RECEIPT_SCRIPT: &str = concat!(include_str!("check.js"), "\n", include_str!("page.js"));

/// Its style, embedded in it in the same way.
pub const RECEIPT_STYLE: &str = concat!(include_str!("../style.css"), include_str!("form.css"));

/// The page that checks a receipt (C2SP `tlog-proof@v1`) with WebCrypto alone.
pub fn receipt_page(language: Language) -> String {
    let say = |chinese, english| pick(language, english, chinese);
    html! {
        (DOCTYPE)
        html lang=(tag(language)) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (say("核对收据", "Check a receipt")) }
                style { (PreEscaped(RECEIPT_STYLE)) }
            }
            body {
                main {
                    h1 { (say("核对收据", "Check a receipt")) }
                    p.lead { (say(
                        "这一页只用浏览器自带的密码算法，不联网，什么都不发送。存下来断网再打开也一样。",
                        "This page uses nothing but your browser's own cryptography and sends nothing anywhere. It works the same saved and offline.",
                    )) }
                    (form(language))
                    p #verdict .outcome aria-live="polite" {}
                    div #facts {}
                }
                script { (PreEscaped(RECEIPT_SCRIPT)) }
            }
        }
    }
    .into_string()
}

fn form(language: Language) -> Markup {
    let say = |chinese, english| pick(language, english, chinese);
    html! {
        form #form {
            (input("receipt", say("收据", "The receipt"), say(
                "您提交时得到的文件，第一行是 c2sp.org/tlog-proof@v1。",
                "The file that you got when you handed something in; its first line is c2sp.org/tlog-proof@v1.",
            ), language))
            (input("trust", say("日志公钥或信任策略", "The log's key, or a policy"), say(
                "要来自别处：公告栏、另一位核查人、印出来的检查点。不要用服务器刚给您的。",
                "From elsewhere: the notice board, another auditor, a printed checkpoint. Not from the server that you are checking.",
            ), language))
            (input("entry", say("记录，或它的哈希", "The entry, or its hash"), say(
                "台账里的那一行，或提交时回答里的 leafHash。",
                "The line of the book, or the leafHash of the answer to what you handed in.",
            ), language))
            (input("text", say("您保存的文字（可不填）", "A text that you kept (optional)"), say(
                "逐字节照原样；用来证明这条记录写的正是它。",
                "Byte for byte as you handed it in, to show that the entry names exactly it.",
            ), language))
            p {
                label for="salt" { (say("文字的盐（公开文件没有）", "Its salt (public documents have none)")) }
                input #salt type="text" autocomplete="off" spellcheck="false";
            }
            p { button type="submit" { (say("核对", "Check")) } }
        }
    }
}

/// A field that takes a file or pasted text.
fn input(id: &str, name: &str, help: &str, language: Language) -> Markup {
    html! {
        fieldset {
            legend { (name) }
            p.soft id={ (id) "-help" } { (help) }
            p {
                label for={ (id) "-file" } { (pick(language, "File", "文件")) }
                input id={ (id) "-file" } type="file" aria-describedby={ (id) "-help" };
            }
            p {
                label for=(id) { (pick(language, "or paste", "或粘贴")) }
                textarea id=(id) rows="3" autocomplete="off" spellcheck="false" aria-describedby={ (id) "-help" } {}
            }
        }
    }
}
