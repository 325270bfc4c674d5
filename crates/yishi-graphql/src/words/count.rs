//! Sentences about a count.

use crate::Language;
use yishi_tally::{Base, Measure, Part, RequirementOutcome, Threshold, Verdict};

/// A share in per cent with four places, cut off and never rounded up, so that 66.6666 never reads as two thirds reached.
pub(crate) fn percent(numerator: u64, denominator: u64) -> Option<String> {
    let parts = (u128::from(numerator) * 1_000_000).checked_div(u128::from(denominator))?;
    Some(format!("{}.{:04}", parts / 10_000, parts % 10_000))
}

/// A number in the unit of a measure.
fn amount(measure: Measure, number: u64) -> String {
    match measure {
        Measure::Heads | Measure::Benches => number.to_string(),
        Measure::Area => format!("{}.{:02} m²", number / 100, number % 100),
    }
}

/// How one requirement came out, as a sentence.
pub(crate) fn outcome(language: Language, outcome: &RequirementOutcome) -> String {
    let requirement = &outcome.requirement;
    let part = amount(requirement.measure, outcome.numerator);
    let whole = amount(requirement.measure, outcome.denominator);
    let percent = percent(outcome.numerator, outcome.denominator)
        .map_or_else(|| "–".to_owned(), |percent| format!("{percent} %"));
    let who = part_word(language, requirement.part);
    let base = base_word(language, requirement.base);
    let measure = measure_word(language, requirement.measure);
    let (bound, share) = threshold_words(language, requirement.threshold);
    let met = match (language, outcome.met) {
        (Language::English, true) => "met",
        (Language::English, false) => "not met",
        (Language::Chinese, true) => "达到",
        (Language::Chinese, false) => "未达到",
    };
    let name = &requirement.name;
    match language {
        Language::English => {
            format!(
                "{name}: {who} by {measure} {part} of {whole} {base} = {percent}; needed: {bound} {share}; {met}."
            )
        }
        Language::Chinese => {
            format!(
                "{name}：按{measure}，{who} {part}，占{base} {whole} 的 {percent}；要求{bound} {share}；{met}。"
            )
        }
    }
}

const fn part_word(language: Language, part: Part) -> &'static str {
    match part {
        Part::Participating => language.pick("took part", "参加表决"),
        Part::For => language.pick("voted for", "同意"),
    }
}

const fn base_word(language: Language, base: Base) -> &'static str {
    match base {
        Base::Entitled => language.pick("on the roll", "全体"),
        Base::Participating => language.pick("who took part", "参加表决者"),
        Base::Cast => language.pick("for or against", "同意与反对合计"),
    }
}

const fn measure_word(language: Language, measure: Measure) -> &'static str {
    match measure {
        Measure::Heads => language.pick("heads", "人数"),
        Measure::Area => language.pick("area", "专有部分面积"),
        Measure::Benches => language.pick("benches", "各方"),
    }
}

fn threshold_words(language: Language, threshold: Threshold) -> (&'static str, String) {
    match threshold {
        Threshold::AtLeast(share) => (language.pick("at least", "不低于"), share.into()),
        Threshold::MoreThan(share) => (language.pick("more than", "超过"), share.into()),
    }
}

/// The verdict as a sentence.
pub(crate) const fn verdict(language: Language, verdict: Verdict, last: bool) -> &'static str {
    let (english, chinese) = match (verdict, last) {
        (Verdict::Passed, true) => {
            ("The vote passed: every requirement is met.", "表决通过：各项要求均已达到。")
        }
        (Verdict::Passed, false) => (
            "As it stands, every requirement is met; the vote is still open.",
            "目前各项要求均已达到，表决尚未结束。",
        ),
        (Verdict::NoQuorum, true) => {
            ("The vote has no result: too few took part.", "表决无效：参加人数或面积不足。")
        }
        (Verdict::NoQuorum, false) => ("As it stands, too few have taken part.", "目前参加人数或面积不足。"),
        (Verdict::Tied, true) => {
            ("The vote ended in a tie and did not pass.", "同意与反对相等，表决未通过。")
        }
        (Verdict::Tied, false) => ("As it stands, there is a tie.", "目前同意与反对相等。"),
        (Verdict::Failed, true) => ("The vote did not pass.", "表决未通过。"),
        (Verdict::Failed, false) => (
            "As it stands, not every requirement is met; the vote is still open.",
            "目前尚有要求未达到，表决尚未结束。",
        ),
    };
    language.pick(english, chinese)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_percentage_is_cut_off_and_never_rounded_up() {
        assert_eq!(percent(2, 3).as_deref(), Some("66.6666"));
        assert_eq!(percent(1, 3).as_deref(), Some("33.3333"));
        assert_eq!(percent(999_999, 1_000_000).as_deref(), Some("99.9999"));
        assert_eq!(percent(9_999_999, 10_000_000).as_deref(), Some("99.9999"));
        assert_eq!(percent(0, 5).as_deref(), Some("0.0000"));
        assert_eq!(percent(5, 5).as_deref(), Some("100.0000"));
        assert_eq!(percent(u64::MAX, u64::MAX).as_deref(), Some("100.0000"));
        assert_eq!(percent(0, 0), None);
    }

    #[test]
    fn an_area_is_written_in_square_metres_with_two_places() {
        assert_eq!(amount(Measure::Area, 8_950), "89.50 m²");
        assert_eq!(amount(Measure::Area, 7), "0.07 m²");
        assert_eq!(amount(Measure::Heads, 7), "7");
    }
}
