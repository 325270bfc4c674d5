//! The trace in plain words, for the council's board and for anybody who recounts by hand.

use super::figure::{amount, percent};
use super::{
    Base, Figures, Margin, Measure, Part, Requirement, RequirementOutcome, Tally, Threshold, Verdict,
};

/// The language of an explanation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    /// English.
    English,
    /// 中文.
    Chinese,
}

/// Explains a count: the figures, each requirement with its numbers and its margin, then the verdict; one sentence a line.
///
/// Shares are exact fractions; the percentages beside them are truncated to four decimals, never rounded up, and decide nothing.
pub fn explain(tally: &Tally, language: Language) -> Vec<String> {
    let totals = &tally.totals;
    let mut lines = Vec::new();
    let measured = [
        (Measure::Heads, totals.heads),
        (Measure::Area, totals.area_dm2),
        (Measure::Households, totals.households),
        (Measure::Councils, totals.council_halves),
    ];
    for (measure, found) in measured {
        if found.entitled > 0 || (measure == Measure::Heads && totals.council_halves.entitled == 0) {
            lines.push(figures(measure, found, language));
        }
    }
    for (bench, heads) in &totals.benches {
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
    let say = |number| amount(measure, number, language);
    let [entitled, for_, against, abstain] =
        [figures.entitled, figures.for_, figures.against, figures.abstain].map(say);
    let (present, invalid) = match language {
        Language::English => (
            optional(figures.present, |number| format!(", {} present", say(number))),
            optional(figures.invalid, |number| {
                format!(", {} invalid and counted as taking part", say(number))
            }),
        ),
        Language::Chinese => (
            optional(figures.present, |number| format!("，到会{}", say(number))),
            optional(figures.invalid, |number| format!("，废票{}（计入参与）", say(number))),
        ),
    };
    match language {
        Language::English => format!(
            "On the roll {entitled}{present}: {for_} for, {against} against, {abstain} abstaining{invalid}."
        ),
        Language::Chinese => {
            format!("名册{entitled}{present}:同意{for_},反对{against},弃权{abstain}{invalid}。")
        }
    }
}

fn optional(number: u64, say: impl Fn(u64) -> String) -> String {
    if number == 0 { String::new() } else { say(number) }
}

fn requirement(outcome: &RequirementOutcome, language: Language) -> String {
    let rule = &outcome.requirement;
    let [part, base] = [outcome.numerator, outcome.denominator].map(|n| amount(rule.measure, n, language));
    let share = percent(outcome.numerator, outcome.denominator)
        .map_or_else(|| "–".to_owned(), |share| format!("{share} %"));
    let (part_word, base_word) = (part_word(rule.part, language), base_word(rule.base, language));
    let margin = margin(outcome, language);
    match language {
        Language::English => {
            let met = if outcome.met { "met" } else { "not met" };
            format!(
                "{}: {part} {part_word} of {base} {base_word}, {share}; needed: {}; {met}{margin}.",
                rule.name, rule.threshold
            )
        }
        Language::Chinese => {
            let met = if outcome.met { "达到" } else { "未达到" };
            let needed = bound(rule.threshold, language);
            format!(
                "{}:{part_word}{part},占{base_word}{base}的{share};要求{needed};{met}{margin}。",
                rule.name
            )
        }
    }
}

/// What a requirement asks for, before anything is counted: `by heads, those who take part are at least 2/3 of all on the roll`.
pub fn explain_requirement(rule: &Requirement, language: Language) -> String {
    let base = base_word(rule.base, language);
    let (measure, needed) = (measure_word(rule.measure, language), bound(rule.threshold, language));
    match language {
        Language::English => {
            let otherwise = if rule.quorum { "; otherwise there is no quorum" } else { "" };
            let act = verb(rule.part);
            format!("by {measure}, {needed} of those {base} {act}{otherwise}")
        }
        Language::Chinese => {
            let otherwise = if rule.quorum { ",否则为未达法定人数" } else { "" };
            let part = part_word(rule.part, language);
            let needed = match rule.threshold {
                Threshold::AtLeast(_) => format!("占{base}的{needed}"),
                Threshold::MoreThan(fraction) => format!("超过{base}的{fraction}(不含本数)"),
            };
            format!("按{measure}计,{part}的须{needed}{otherwise}")
        }
    }
}

/// A bound in words, with whether it includes its number: 以上 does, 超过 does not.
pub fn bound(threshold: Threshold, language: Language) -> String {
    match (threshold, language) {
        (threshold, Language::English) => threshold.to_string(),
        (Threshold::AtLeast(fraction), Language::Chinese) => format!("{fraction}以上(含本数)"),
        (Threshold::MoreThan(fraction), Language::Chinese) => format!("超过{fraction}(不含本数)"),
    }
}

/// A measure in words.
pub const fn measure_word(measure: Measure, language: Language) -> &'static str {
    match (measure, language) {
        (Measure::Heads, Language::English) => "heads",
        (Measure::Area, Language::English) => "area",
        (Measure::Benches, Language::English) => "benches",
        (Measure::Households, Language::English) => "households",
        (Measure::Councils, Language::English) => "votes of councils",
        (Measure::Heads, Language::Chinese) => "人数",
        (Measure::Area, Language::Chinese) => "专有部分面积",
        (Measure::Benches, Language::Chinese) => "方数",
        (Measure::Households, Language::Chinese) => "户数",
        (Measure::Councils, Language::Chinese) => "议事会票数",
    }
}

const fn verb(part: Part) -> &'static str {
    match part {
        Part::Present => "have to be present",
        Part::Participating => "have to take part",
        Part::For => "have to be for it",
    }
}

const fn part_word(part: Part, language: Language) -> &'static str {
    match (part, language) {
        (Part::Present, Language::English) => "present",
        (Part::Participating, Language::English) => "took part",
        (Part::For, Language::English) => "for",
        (Part::Present, Language::Chinese) => "到会",
        (Part::Participating, Language::Chinese) => "参与",
        (Part::For, Language::Chinese) => "同意",
    }
}

const fn base_word(base: Base, language: Language) -> &'static str {
    match (base, language) {
        (Base::Entitled, Language::English) => "on the roll",
        (Base::Present, Language::English) => "present",
        (Base::Participating, Language::English) => "taking part",
        (Base::Cast, Language::English) => "for and against",
        (Base::Entitled, Language::Chinese) => "名册",
        (Base::Present, Language::Chinese) => "到会",
        (Base::Participating, Language::Chinese) => "参与表决",
        (Base::Cast, Language::Chinese) => "同意与反对",
    }
}

/// What could be lost, or what was lacking; nothing where no number says it.
fn margin(outcome: &RequirementOutcome, language: Language) -> String {
    let say = |number| amount(outcome.requirement.measure, number, language);
    match (outcome.margin(), language) {
        (Margin::Spare { lost: 0 }, Language::English) => ", with nothing to spare".to_owned(),
        (Margin::Spare { lost: 0 }, Language::Chinese) => "，再少即不足".to_owned(),
        (Margin::Spare { lost }, Language::English) => format!(", with {} to spare", say(lost)),
        (Margin::Spare { lost }, Language::Chinese) => format!("，另有{}的余地", say(lost)),
        (Margin::Short { of_base: Some(more), .. }, Language::English) => {
            format!(", {} more of them would have sufficed", say(more))
        }
        (Margin::Short { of_base: Some(more), .. }, Language::Chinese) => {
            format!("，其中再有{}即可达到", say(more))
        }
        (Margin::Short { of_base: None, .. }, _) => String::new(),
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Choice, Totals, VotingRight, cc278_special, joint_majority, tally};

    fn flats(number: u64) -> Vec<VotingRight> {
        let flat = |flat| VotingRight {
            id: format!("flat-{flat}").as_str().into(),
            heads: 1,
            area_dm2: 8_905,
            ..VotingRight::default()
        };
        (0..number).map(flat).collect()
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
                "Civil Code art. 278 quorum by area 专有部分面积三分之二以上参与: 178.10 m² took part of 267.15 m² on the roll, 66.6666 %; needed: at least 2/3; met, with nothing to spare.",
                "Civil Code art. 278 quorum by heads 人数三分之二以上参与: 2 heads took part of 3 heads on the roll, 66.6666 %; needed: at least 2/3; met, with nothing to spare.",
                "Civil Code art. 278 approval by area 参与表决专有部分面积四分之三以上同意: 89.05 m² for of 178.10 m² taking part, 50.0000 %; needed: at least 3/4; not met, 44.53 m² more of them would have sufficed.",
                "Civil Code art. 278 approval by heads 参与表决人数四分之三以上同意: 1 head for of 2 heads taking part, 50.0000 %; needed: at least 3/4; not met, 1 head more of them would have sufficed.",
                "Tied: as many heads for as against.",
            ]
        );
    }

    #[test]
    fn a_joint_vote_is_explained_in_chinese() {
        let right = VotingRight {
            id: "a".into(),
            heads: 1,
            bench: Some("residents".into()),
            ..VotingRight::default()
        };
        let mut totals = Totals::of_roll([&right]);
        totals.record(&right, Choice::For);
        assert_eq!(
            explain(&tally(&joint_majority(), &totals), Language::Chinese),
            [
                "名册1人:同意1人,反对0人,弃权0人。",
                "residents方:名册1人:同意1人,反对0人,弃权0人。",
                "more for than against 赞成多于反对:同意1人,占同意与反对1人的100.0000 %;要求超过1/2(不含本数);达到，再少即不足。",
                "more than half of the benches 过半数的各方同意:同意1方,占名册1方的100.0000 %;要求超过1/2(不含本数);达到，再少即不足。",
                "通过:各项要求均达到。",
            ]
        );
    }
}
