//! What findings say, in 中文. A finding is made and kept in English, which is also what programs read; here it is said again for people.
//!
//! Each row is a text with gaps as it is made, and the same in 中文 with the numbers of the gaps. What stands in a gap is looked up as well,
//! so that a reason inside of a finding is told in the same language. A reason that has no row (what the rules or the JSON reader say) stays.

use super::finding_rows::ROWS;

/// A reason inside of a reason inside of a finding: whoever names a file can nest no deeper.
const DEPTH: u8 = 3;

/// What a finding says, in 中文. One that was made in 中文 stays; of one without a row the whole English text is kept.
pub(super) fn chinese(message: &str) -> String {
    if message.chars().any(is_han) {
        return message.to_owned();
    }
    // `NAME`: reason, where a name out of the bundle stands before what is wrong with it.
    match message.strip_prefix('`').and_then(|rest| rest.split_once("`: ")) {
        Some((name, reason)) => format!("`{name}`：{}", told(reason, DEPTH)),
        None => told(message, DEPTH),
    }
}

fn told(text: &str, depth: u8) -> String {
    let Some(below) = depth.checked_sub(1) else { return text.to_owned() };
    let rows = ROWS.iter();
    let mut said = rows.filter_map(|(english, chinese)| Some(filled(chinese, &gaps(english, text)?, below)));
    said.next().unwrap_or_else(|| text.to_owned())
}

fn is_han(sign: char) -> bool {
    ('\u{4e00}'..='\u{9fff}').contains(&sign)
}

/// What stands in the gaps, if the text is of this form.
fn gaps<'a>(form: &str, text: &'a str) -> Option<Vec<&'a str>> {
    let mut pieces = form.split("{}");
    let mut rest = text.strip_prefix(pieces.next()?)?;
    let mut gaps = Vec::new();
    let mut pieces = pieces.peekable();
    while let Some(piece) = pieces.next() {
        let end = match pieces.peek() {
            Some(_) => rest.find(piece)?,
            None => rest.strip_suffix(piece)?.len(),
        };
        let (gap, after) = rest.split_at(end);
        gaps.push(gap);
        rest = after.strip_prefix(piece)?;
    }
    rest.is_empty().then_some(gaps)
}

/// The gaps are filled in one pass: what stands in one may look like another.
fn filled(form: &str, gaps: &[&str], depth: u8) -> String {
    let (mut text, mut rest) = (String::new(), form);
    while let Some((before, (number, after))) =
        rest.split_once('{').and_then(|(before, rest)| Some((before, rest.split_once('}')?)))
    {
        text.push_str(before);
        let gap = number.parse::<usize>().ok().and_then(|number| gaps.get(number));
        text.push_str(&gap.map_or_else(String::new, |gap| told(gap, depth)));
        rest = after;
    }
    text + rest
}

#[cfg(test)]
mod tests {
    use super::*;
    use yishi_log::checkpoint::{Checkpoint, CheckpointError};
    use yishi_log::key::KeyError;
    use yishi_log::tree::ProofError;

    #[test]
    fn a_finding_and_the_reason_inside_of_it_are_told_in_one_language() {
        for (english, chinese) in [
            ("the entry says that its index is 7, expected is 6", "条目自称序号为 7，应为 6"),
            ("key 01 may not sign this entry: it was revoked before", "密钥 01 无权签署本条：此前已撤销"),
            (
                "poll_3: the sealing and what was cast differ in the totals",
                "poll_3：封存结果与实际票不符：合计",
            ),
            ("`tile/0/000`: 31 bytes instead of 32", "`tile/0/000`：有 31 字节，应为 32"),
            ("the rules refuse this command: `x` is not known", "规则拒绝该指令：`x` is not known"),
        ] {
            assert_eq!(super::chinese(english), chinese);
        }
    }

    #[test]
    fn what_is_told_in_chinese_stays_and_what_is_not_known_stays_in_english() {
        assert_eq!(chinese("名单没有任何行"), "名单没有任何行");
        assert_eq!(chinese("something else"), "something else");
        let nested = format!("{}{{1}}", "command: ".repeat(100_000));
        assert_eq!(chinese(&nested).matches("指令：").count(), usize::from(DEPTH));
    }

    /// The texts are those of the errors themselves: whoever words one anew is told here.
    #[test]
    fn errors_of_notes_keys_and_proofs_are_known() {
        let malformed = |note: &str| Checkpoint::parse_unverified(note.as_bytes()).unwrap_err().to_string();
        let errors = [
            malformed("a\n1\nAA==\n"),
            malformed("a\n1\nAA==\n\nx\n"),
            malformed("a\n1\nAA==\n\n— a"),
            CheckpointError::OtherOrigin { expected: "a".into(), found: "b".into() }.to_string(),
            CheckpointError::NotSigned("a+1+2".into()).to_string(),
            KeyError::NotCanonical.to_string(),
            KeyError::Torsion.to_string(),
            KeyError::BadSignature.to_string(),
            ProofError::RootMismatch.to_string(),
            ProofError::IndexOutOfRange { index: 3, size: 2 }.to_string(),
        ];
        for error in errors {
            let told = chinese(&error);
            assert!(told.chars().any(is_han), "{error}");
            assert!(!told.contains(" is ") && !told.contains(" the "), "{error}: {told}");
        }
    }

    #[test]
    fn every_row_fills_each_of_its_gaps_once_and_stands_once() {
        for (english, chinese) in ROWS.iter() {
            let gaps = english.matches("{}").count();
            for number in 0..gaps {
                assert_eq!(chinese.matches(&format!("{{{number}}}")).count(), 1, "{english}");
            }
            assert!(!chinese.contains(&format!("{{{gaps}}}")) && chinese.chars().any(is_han), "{english}");
            let same = ROWS.iter().filter(|(other, _)| other == english).count();
            assert_eq!(same, 1, "{english}");
        }
    }
}
