//! The few words of the pages, in both languages. Sentences about a count are left to `yishi-tally`.

use yishi_core::{Electorate, PollScope};
use yishi_tally::{Language, Measure, Verdict};

/// Picks one of two texts.
pub(crate) const fn pick<'a>(language: Language, english: &'a str, chinese: &'a str) -> &'a str {
    match language {
        Language::English => english,
        Language::Chinese => chinese,
    }
}

/// The tag of a language (BCP 47).
pub(crate) const fn tag(language: Language) -> &'static str {
    pick(language, "en", "zh-CN")
}

/// How a vote came out, in one word or two.
pub(crate) const fn verdict(verdict: Verdict, language: Language) -> &'static str {
    match verdict {
        Verdict::Passed => pick(language, "Passed", "通过"),
        Verdict::NoQuorum => pick(language, "No quorum", "未达法定参与比例"),
        Verdict::Tied => pick(language, "Tied", "票数相等"),
        Verdict::Failed => pick(language, "Not passed", "未通过"),
    }
}

/// How a choice among options came out.
pub(crate) const fn choice_verdict(verdict: Verdict, language: Language) -> &'static str {
    match verdict {
        Verdict::Passed => pick(language, "Chosen", "已选出"),
        Verdict::NoQuorum => pick(language, "No quorum: nothing is chosen", "未达法定参与比例,未选出"),
        Verdict::Tied => pick(language, "Tied: nothing is chosen", "票数相等,未选出"),
        Verdict::Failed => pick(language, "Nothing is chosen", "未选出"),
    }
}

/// An amount of money.
pub(crate) fn yuan(fen: u64, language: Language) -> String {
    let (yuan, rest) = (fen / 100, fen % 100);
    match language {
        Language::English => format!("{yuan}.{rest:02} yuan"),
        Language::Chinese => format!("{yuan}.{rest:02}元"),
    }
}

/// What is measured.
pub(crate) const fn measure(measure: Measure, language: Language) -> &'static str {
    match measure {
        Measure::Heads => pick(language, "Heads", "人数"),
        Measure::Area => pick(language, "Area", "面积"),
        Measure::Benches => pick(language, "Benches", "各方"),
        Measure::Households => pick(language, "Households", "户数"),
        Measure::Councils => pick(language, "Votes of councils", "各议事会"),
    }
}

/// Who votes.
pub(crate) const fn electorate(electorate: Electorate, language: Language) -> &'static str {
    match electorate {
        Electorate::Seats => pick(language, "holders of voting seats", "有表决权的席位"),
        Electorate::Residents => pick(language, "residents", "居民"),
        Electorate::Households => pick(language, "households, one vote each", "各户(一户一票)"),
        Electorate::Owners => pick(language, "owners, by heads and by area", "业主(按人数和面积)"),
    }
}

/// Within what they vote.
pub(crate) fn scope(scope: &PollScope, language: Language) -> String {
    match scope {
        PollScope::Council => pick(language, "the area of the council", "议事会辖区").to_owned(),
        PollScope::Building(building) => match language {
            Language::English => format!("building {building}"),
            Language::Chinese => format!("楼栋 {building}"),
        },
    }
}
