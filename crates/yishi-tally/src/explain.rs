//! The trace in plain words, for the council's board and for anybody who recounts by hand.

use crate::{Base, Figures, Measure, Part, RequirementOutcome, Tally, Threshold, Verdict};

/// The language of an explanation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    /// English.
    English,
    /// 中文.
    Chinese,
}

/// Explains a count: the figures, each requirement with its numbers, then the verdict; one sentence a line.
///
/// Shares are exact fractions; the percentages beside them are truncated to four decimals, never rounded up, and decide nothing.
pub fn explain(tally: &Tally, language: Language) -> Vec<String> {
    let mut lines = vec![figures(Measure::Heads, tally.totals.heads, language)];
    if tally.totals.area_dm2.entitled > 0 {
        lines.push(figures(Measure::Area, tally.totals.area_dm2, language));
    }
    for (bench, heads) in &tally.totals.benches {
        lines.push(match language {
            Language::English => format!("Bench {bench}. {}", figures(Measure::Heads, *heads, language)),
            Language::Chinese => format!("{bench}方:{}", figures(Measure::Heads, *heads, language)),
        });
    }
    lines.extend(tally.requirements.iter().map(|outcome| requirement(outcome, language)));
    lines.push(verdict(tally.verdict, language).to_owned());
    lines
}

fn figures(measure: Measure, figures: Figures, language: Language) -> String {
    let [entitled, for_, against, abstain] =
        [figures.entitled, figures.for_, figures.against, figures.abstain]
            .map(|n| amount(measure, n, language));
    match language {
        Language::English => {
            format!("On the roll {entitled}: {for_} for, {against} against, {abstain} abstaining.")
        }
        Language::Chinese => format!("名册{entitled}:同意{for_},反对{against},弃权{abstain}。"),
    }
}

fn requirement(outcome: &RequirementOutcome, language: Language) -> String {
    let rule = &outcome.requirement;
    let [part, base] = [outcome.numerator, outcome.denominator].map(|n| amount(rule.measure, n, language));
    let share = percent(outcome.numerator, outcome.denominator);
    match language {
        Language::English => format!(
            "{}: {} {} of {} {}, {share}; needed: {}; {}.",
            rule.name,
            part,
            match rule.part {
                Part::Participating => "took part",
                Part::For => "for",
            },
            base,
            match rule.base {
                Base::Entitled => "on the roll",
                Base::Participating => "taking part",
                Base::Cast => "for and against",
            },
            rule.threshold,
            if outcome.met { "met" } else { "not met" },
        ),
        Language::Chinese => format!(
            "{}:{}{},占{}{}的{share};要求{};{}。",
            rule.name,
            match rule.part {
                Part::Participating => "参与",
                Part::For => "同意",
            },
            part,
            match rule.base {
                Base::Entitled => "名册",
                Base::Participating => "参与表决",
                Base::Cast => "同意与反对",
            },
            base,
            match rule.threshold {
                Threshold::AtLeast(fraction) => format!("{fraction}以上(含本数)"),
                Threshold::MoreThan(fraction) => format!("超过{fraction}(不含本数)"),
            },
            if outcome.met { "达到" } else { "未达到" },
        ),
    }
}

const fn verdict(verdict: Verdict, language: Language) -> &'static str {
    match (language, verdict) {
        (Language::English, Verdict::Passed) => "Passed: every requirement is met.",
        (Language::English, Verdict::NoQuorum) => "No quorum: too few took part.",
        (Language::English, Verdict::Tied) => "Tied: as many heads for as against.",
        (Language::English, Verdict::Failed) => "Failed: quorate, but a requirement is not met.",
        (Language::Chinese, Verdict::Passed) => "通过:各项要求均达到。",
        (Language::Chinese, Verdict::NoQuorum) => "未达法定参与比例。",
        (Language::Chinese, Verdict::Tied) => "票数相等:同意与反对人数相同。",
        (Language::Chinese, Verdict::Failed) => "未通过:参与达到要求,但有要求未达到。",
    }
}

fn amount(measure: Measure, number: u64, language: Language) -> String {
    match (measure, language) {
        (Measure::Heads, Language::English) => {
            format!("{number} {}", if number == 1 { "head" } else { "heads" })
        }
        (Measure::Benches, Language::English) => {
            format!("{number} {}", if number == 1 { "bench" } else { "benches" })
        }
        (Measure::Heads, Language::Chinese) => format!("{number}人"),
        (Measure::Benches, Language::Chinese) => format!("{number}方"),
        (Measure::Area, Language::English) => format!("{} m²", square_metres(number)),
        (Measure::Area, Language::Chinese) => format!("{}平方米", square_metres(number)),
    }
}

fn square_metres(area_dm2: u64) -> String {
    format!("{}.{:02}", area_dm2 / 100, area_dm2 % 100)
}

/// A share in per cent, truncated to four decimals by integer division; `–` for a share of nothing.
fn percent(numerator: u64, denominator: u64) -> String {
    // 100 per cent times 10,000 for the four decimals.
    let scaled = u128::from(numerator).saturating_mul(1_000_000);
    match scaled.checked_div(u128::from(denominator)) {
        Some(share) => format!("{}.{:04} %", share / 10_000, share % 10_000),
        None => "–".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Choice, Totals, VotingRight, cc278_special, joint_majority, tally};

    fn flats(number: u64) -> Vec<VotingRight> {
        (0..number)
            .map(|flat| VotingRight {
                id: format!("flat-{flat}").as_str().into(),
                heads: 1,
                area_dm2: 8_905,
                bench: None,
            })
            .collect()
    }

    #[test]
    fn percentages_are_truncated_to_four_decimals() {
        assert_eq!(percent(2, 3), "66.6666 %");
        assert_eq!(percent(1, 2), "50.0000 %");
        assert_eq!(percent(0, 7), "0.0000 %");
        assert_eq!(percent(7, 7), "100.0000 %");
        assert_eq!(percent(999_999_999, 1_000_000_000), "99.9999 %");
        assert_eq!(percent(u64::MAX, u64::MAX), "100.0000 %");
        assert_eq!(percent(0, 0), "–");
    }

    #[test]
    fn a_lift_vote_is_explained_in_english() {
        let rights = flats(3);
        let mut totals = Totals::of_roll(&rights);
        totals.record(&rights[0], Choice::For);
        totals.record(&rights[1], Choice::Against);
        assert_eq!(
            explain(&tally(&cc278_special(), &totals), Language::English),
            [
                "On the roll 3 heads: 1 head for, 1 head against, 0 heads abstaining.",
                "On the roll 267.15 m²: 89.05 m² for, 89.05 m² against, 0.00 m² abstaining.",
                "Civil Code art. 278 quorum by area 专有部分面积三分之二以上参与: 178.10 m² took part of 267.15 m² on the roll, 66.6666 %; needed: at least 2/3; met.",
                "Civil Code art. 278 quorum by heads 人数三分之二以上参与: 2 heads took part of 3 heads on the roll, 66.6666 %; needed: at least 2/3; met.",
                "Civil Code art. 278 approval by area 参与表决专有部分面积四分之三以上同意: 89.05 m² for of 178.10 m² taking part, 50.0000 %; needed: at least 3/4; not met.",
                "Civil Code art. 278 approval by heads 参与表决人数四分之三以上同意: 1 head for of 2 heads taking part, 50.0000 %; needed: at least 3/4; not met.",
                "Tied: as many heads for as against.",
            ]
        );
    }

    #[test]
    fn a_joint_vote_is_explained_in_chinese() {
        let right = VotingRight { id: "a".into(), heads: 1, area_dm2: 0, bench: Some("residents".into()) };
        let mut totals = Totals::of_roll([&right]);
        totals.record(&right, Choice::For);
        assert_eq!(
            explain(&tally(&joint_majority(), &totals), Language::Chinese),
            [
                "名册1人:同意1人,反对0人,弃权0人。",
                "residents方:名册1人:同意1人,反对0人,弃权0人。",
                "more for than against 赞成多于反对:同意1人,占同意与反对1人的100.0000 %;要求超过1/2(不含本数);达到。",
                "more than half of the benches 过半数的各方同意:同意1方,占名册1方的100.0000 %;要求超过1/2(不含本数);达到。",
                "通过:各项要求均达到。",
            ]
        );
    }
}
