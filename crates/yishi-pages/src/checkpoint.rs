//! A checkpoint as a sheet to be hung up, filed or photographed: paper that nobody can change in a computer afterwards.

use crate::board::Moment;
use crate::frame;
use crate::qr::drawn;
use crate::words::pick;
use maud::{Markup, html};
use yishi_core::TimeMs;
use yishi_tally::Language;

/// What stands on the sheet.
#[derive(Clone, Debug)]
pub struct CheckpointSheet<'a> {
    /// The book.
    pub origin: &'a str,
    /// How many entries it has.
    pub size: u64,
    /// Its root, in hexadecimal.
    pub root: &'a str,
    /// When the last of them was recorded, where that is known.
    pub recorded_at_ms: Option<TimeMs>,
    /// Who has cosigned it; nothing where nobody said which witnesses count.
    pub witnesses: Option<&'a [CosignedBy]>,
    /// The signed note.
    pub note: &'a str,
    /// The verifier key of its log.
    pub vkey: &'a str,
}

/// A witness, and when it cosigned, if it did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CosignedBy {
    /// Its name.
    pub name: String,
    /// When.
    pub at_ms: Option<TimeMs>,
}

impl CheckpointSheet<'_> {
    /// Whether a QR code can hold the whole note; else the page says that none can.
    pub fn has_code(&self) -> bool {
        drawn(self.note).is_some()
    }

    /// The page.
    pub fn to_html(&self, language: Language) -> String {
        let title = pick(language, "Checkpoint of the book", "台账检查点");
        let body = html! {
            h1 { (title) }
            p class="lead" { (self.origin) }
            p { (pick(
                language,
                "Keep this sheet. Whoever later shows a book in which the first entries have another root has changed it.",
                "请保存本页。日后若有人出示的台账前若干条记录树根与此不同,即为篡改。",
            )) }
            dl {
                dt { (pick(language, "Entries", "记录数")) } dd { (self.size) }
                dt { (pick(language, "Root", "树根")) } dd { code { (grouped(self.root)) } }
                @if let Some(at) = self.recorded_at_ms {
                    dt { (pick(language, "Last entry recorded", "最后一条记录时间")) } dd { (Moment::of(at).in_china()) }
                }
                dt { (pick(language, "Key of the log", "日志密钥")) } dd { code { (self.vkey) } }
            }
            h2 { (pick(language, "Witnesses", "见证人")) }
            (self.witnesses(language))
            h2 { (pick(language, "The signed note", "签名原文")) }
            pre tabindex="0" { (self.note) }
            (self.code(language))
            p { (pick(
                language,
                "To compare: export the book and run `yishi audit verify`; or compare the note with the node's /checkpoint.",
                "核对方法:导出台账并运行 `yishi audit verify`;或将签名原文与节点的 /checkpoint 比对。",
            )) }
        };
        frame::page(language, title, &body)
    }

    fn witnesses(&self, language: Language) -> Markup {
        let Some(witnesses) = self.witnesses else {
            return html! { p { (pick(language, "No policy of witnesses was given.", "未提供见证规则。")) } };
        };
        let good = witnesses.iter().filter(|witness| witness.at_ms.is_some()).count();
        html! {
            p { (pick(language, "Cosigned by ", "已联署 ")) (good) (pick(language, " of ", " / ")) (witnesses.len()) }
            ul { @for witness in witnesses { li {
                (witness.name) " · "
                @match witness.at_ms {
                    Some(at) => (Moment::of(at).in_china()),
                    None => (pick(language, "not cosigned", "未联署")),
                }
            } } }
        }
    }

    /// The whole note as a code; where no code can hold it, these words.
    fn code(&self, language: Language) -> Markup {
        let label = pick(language, "QR code of the signed note", "签名原文二维码");
        html! {
            @if let Some((side, path)) = drawn(self.note) {
                figure class="code" {
                    svg viewBox=(format!("0 0 {side} {side}")) role="img" aria-label=(label) { path d=(path) {} }
                    figcaption { (label) }
                }
            } @else {
                p { (pick(
                    language,
                    "The note is too long for a QR code. It stands above in full.",
                    "签名原文过长,无法制成二维码;全文见上。",
                )) }
            }
        }
    }
}

/// A long hexadecimal number in groups of eight, so that people can compare it aloud.
fn grouped(hex: &str) -> String {
    let groups: Vec<String> =
        hex.as_bytes().chunks(8).map(|group| String::from_utf8_lossy(group).into_owned()).collect();
    groups.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use yishi_testkit::codes_of;

    fn sheet(witnesses: Option<&[CosignedBy]>) -> CheckpointSheet<'_> {
        CheckpointSheet {
            origin: "example.org/test-00000000",
            size: 42,
            root: "0011223344556677",
            recorded_at_ms: Some(TimeMs(1_772_413_200_000)),
            witnesses,
            note: "example.org/test-00000000\n42\nAAAA\n\n— example.org/test-00000000 AAAA\n",
            vkey: "example.org/test-00000000+00000000+AAAA",
        }
    }

    #[test]
    fn a_sheet_says_what_was_signed_by_whom_and_carries_the_note_as_a_code() {
        let witnesses = [
            CosignedBy { name: "street".into(), at_ms: Some(TimeMs(1_772_413_200_000)) },
            CosignedBy { name: "<owner>".into(), at_ms: None },
        ];
        let page = sheet(Some(&witnesses)).to_html(Language::English);
        for part in [
            "42",
            "00112233 44556677",
            "Cosigned by 1 of 2",
            "&lt;owner&gt; · not cosigned",
            "<svg",
            "— example.org",
        ] {
            assert!(page.contains(part), "{part}\n{page}");
        }
        assert!(!page.contains("<script"));
        let chinese = sheet(None).to_html(Language::Chinese);
        assert!(chinese.contains("未提供见证规则") && chinese.contains("台账检查点"));
    }

    #[test]
    fn the_code_is_the_note_byte_for_byte_and_the_longest_that_fits_is_read_as_well() {
        let note = sheet(None).note;
        assert_eq!(codes_of(&sheet(None).to_html(Language::Chinese)), [note]);
        let longest = "x".repeat(2_331);
        let full = CheckpointSheet { note: &longest, ..sheet(None) };
        assert!(full.has_code());
        assert_eq!(codes_of(&full.to_html(Language::English)), [longest.as_str()]);
    }

    #[test]
    fn a_note_that_no_code_can_hold_stands_there_in_words_and_the_sheet_says_so() {
        let note = "x".repeat(2_332);
        let long = CheckpointSheet { note: &note, ..sheet(None) };
        let page = long.to_html(Language::English);
        assert!(!long.has_code() && codes_of(&page).is_empty() && page.contains(&note));
        assert!(page.contains("too long for a QR code"));
        assert!(long.to_html(Language::Chinese).contains("无法制成二维码"));
        let shorter = CheckpointSheet { note: &note[1..], ..sheet(None) };
        assert!(shorter.has_code() && !shorter.to_html(Language::English).contains("too long"));
    }
}
