//! The words of charters: powers, reaches, periods, lists, in both languages.

use yishi_core::{Electorate, Openness, Period, Power, Reach, Track, Urgency, Voting};
use yishi_tally::Language;

/// One text in the language asked for; both are written side by side so that neither is forgotten.
macro_rules! say {
    ($language:expr, $english:literal, $chinese:literal) => {
        match $language {
            yishi_tally::Language::English => format!($english),
            yishi_tally::Language::Chinese => format!($chinese),
        }
    };
}
pub(crate) use say;

/// A length of time.
pub fn period(language: Language, period: Period) -> String {
    let plural = |number: u32| if number == 1 { "" } else { "s" };
    match period {
        Period::Hours(n) => {
            let s = plural(n);
            say!(language, "{n} hour{s}", "{n}小时")
        }
        Period::Days(n) => {
            let s = plural(n);
            say!(language, "{n} day{s}", "{n}日")
        }
        Period::WorkingDays(n) => {
            let s = plural(n);
            say!(language, "{n} working day{s}", "{n}个工作日")
        }
        Period::Months(n) => {
            let s = plural(n);
            say!(language, "{n} month{s}", "{n}个月")
        }
    }
}

/// A period that may be absent.
pub(crate) fn optional_period(language: Language, found: Option<Period>) -> String {
    found.map_or_else(|| none(language), |found| period(language, found))
}

/// What stands where a clause says nothing.
pub(crate) fn none(language: Language) -> String {
    say!(language, "none", "无")
}

/// A name as a quotation.
pub(crate) fn quoted(language: Language, name: &str) -> String {
    say!(language, "“{name}”", "「{name}」")
}

/// What a name says before its explanation begins: names of rules often hold the whole rule.
pub(crate) fn short(name: &str) -> &str {
    let end = name.find([':', '\u{ff1a}', '(', '\u{ff08}', ';', '\u{ff1b}']);
    match end.and_then(|end| name.get(..end)) {
        Some(begin) if !begin.trim().is_empty() => begin.trim(),
        _ => name,
    }
}

/// Names one after the other.
pub(crate) fn list<'a>(language: Language, names: impl IntoIterator<Item = &'a str>) -> String {
    let names: Vec<&str> = names.into_iter().collect();
    if names.is_empty() {
        return none(language);
    }
    names.join(match language {
        Language::English => ", ",
        Language::Chinese => "、",
    })
}

/// Yes or no.
pub(crate) fn yes(language: Language, flag: bool) -> String {
    match (flag, language) {
        (true, Language::English) => "yes",
        (false, Language::English) => "no",
        (true, Language::Chinese) => "是",
        (false, Language::Chinese) => "否",
    }
    .to_owned()
}

/// What a power is called.
pub(crate) fn power(language: Language, power: Power) -> &'static str {
    let [english, chinese] = match power {
        Power::Screen => ["screen", "把关"],
        Power::Convene => ["convene", "牵头组织"],
        Power::Dispatch => ["dispatch", "派单"],
        Power::Supervise => ["supervise", "督办"],
        Power::Evaluate => ["evaluate", "评议"],
        Power::Certify => ["certify", "认证"],
        Power::Appoint => ["appoint", "任免"],
        Power::Enrol => ["enrol", "登记"],
        Power::Assist => ["assist", "代办"],
        Power::Redact => ["redact", "遮蔽"],
        Power::Import => ["import", "导入"],
        Power::Refer => ["refer", "转交"],
        Power::Amend => ["amend", "修订章程"],
        Power::Count => ["count", "计票"],
        Power::Guide => ["guide", "指导"],
        Power::Declare => ["declare an emergency", "宣布应急状态"],
    };
    pick(language, english, chinese)
}

/// What a power lets its holder do.
pub(crate) fn act(language: Language, power: Power) -> &'static str {
    let [english, chinese] = match power {
        Power::Screen => ["screen what residents hand in", "对居民诉求把关(受理、退回、合并、拆分)"],
        Power::Convene => ["draft proposals, call hearings and open votes", "起草方案、召集协商会、发起表决"],
        Power::Dispatch => ["assign the work that follows", "派单落实"],
        Power::Supervise => ["inspect the work and accept it or send it back", "督办验收"],
        Power::Evaluate => ["rate finished work as residents' representatives", "代表居民评议"],
        Power::Certify => ["certify the outcome of votes", "认证表决结果"],
        Power::Appoint => ["put members into seats and take them out", "任免席位"],
        Power::Enrol => ["maintain the roll", "登记维护名册"],
        Power::Assist => ["act for members who ask for help", "为求助的成员代办"],
        Power::Redact => ["redact statements under a named rule", "按指明的规则遮蔽居民发言"],
        Power::Import => ["bring in what was recorded elsewhere", "导入其他渠道的记录"],
        Power::Refer => ["move matters up or down", "上提或下放事项"],
        Power::Amend => ["adopt and amend the charter and the calendar", "通过和修订章程、日历"],
        Power::Guide => ["guide councils on matters that they deal with", "对议事会办理的事项作出指导"],
        Power::Declare => ["declare the emergency mode and end it", "宣布和结束应急状态"],
        Power::Count => ["enter and confirm counts on paper as witnesses", "作为见证人录入、核对计票"],
    };
    pick(language, english, chinese)
}

/// How far a power goes.
pub(crate) fn reach(language: Language, reach: Reach) -> &'static str {
    let [english, chinese] = match reach {
        Reach::Own => ["in their own council", "本议事会"],
        Reach::Below => ["in the councils below", "下级议事会"],
        Reach::OwnAndBelow => ["in their own council and those below", "本议事会和下级议事会"],
    };
    pick(language, english, chinese)
}

/// How a matter is handled.
pub(crate) fn track(language: Language, track: Track) -> &'static str {
    let [english, chinese] = match track {
        Track::Direct => ["handled at once", "立刻办"],
        Track::Deliberate => ["deliberated", "商议办"],
        Track::Joint => ["handled by several teams together", "合力办"],
        Track::Mediate => ["mediated between the sides", "调解"],
    };
    pick(language, english, chinese)
}

/// How urgent a matter is.
pub(crate) fn urgency(language: Language, urgency: Urgency) -> &'static str {
    let [english, chinese] = match urgency {
        Urgency::Ordinary => ["ordinary", "平常事"],
        Urgency::Urgent => ["urgent", "急事"],
    };
    pick(language, english, chinese)
}

/// Whether a seat votes.
pub(crate) fn voting(language: Language, voting: Voting) -> &'static str {
    let [english, chinese] = match voting {
        Voting::Votes => ["votes", "参加表决"],
        Voting::Advises => ["advises without a vote", "列席建议,不参加表决"],
    };
    pick(language, english, chinese)
}

/// Who votes.
pub(crate) fn electorate(language: Language, electorate: Electorate) -> &'static str {
    let [english, chinese] = match electorate {
        Electorate::Seats => ["the holders of seats, one vote each", "议事会席位(每人一票)"],
        Electorate::Residents => ["the residents of the area, one vote each", "辖区居民(每人一票)"],
        Electorate::Households => ["the households of the area, one vote each", "辖区各户(每户一票)"],
        Electorate::Owners => {
            ["the owners of units in the area, by heads and by area", "辖区业主(按人数和专有部分面积计)"]
        }
    };
    pick(language, english, chinese)
}

/// What others see of ballots.
pub(crate) fn openness(language: Language, openness: Openness) -> &'static str {
    let [english, chinese] = match openness {
        Openness::Named => ["named: who voted what is public", "记名:谁投了什么当即公开"],
        Openness::Sealed => {
            ["sealed: nobody sees a choice before the close", "密封:截止前谁也看不到选了什么"]
        }
        Openness::Secret => ["secret: nobody ever sees who chose what", "无记名:始终不公开谁选了什么"],
    };
    pick(language, english, chinese)
}

/// One of two texts.
pub(crate) const fn pick<'a>(language: Language, english: &'a str, chinese: &'a str) -> &'a str {
    match language {
        Language::English => english,
        Language::Chinese => chinese,
    }
}

/// Fen as yuan: `2,000` or `0.50`.
pub(crate) fn yuan(language: Language, fen: u64) -> String {
    let whole = grouped(fen / 100);
    let cents = fen % 100;
    let amount = if cents == 0 { whole } else { format!("{whole}.{cents:02}") };
    say!(language, "{amount} yuan", "{amount}元")
}

fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (position, digit) in digits.chars().enumerate() {
        if position > 0 && digits.len().saturating_sub(position).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_is_written_in_yuan_with_its_cents_where_there_are_any() {
        assert_eq!(yuan(Language::English, 200_000), "2,000 yuan");
        assert_eq!(yuan(Language::Chinese, 123_456_789), "1,234,567.89元");
        assert_eq!(yuan(Language::Chinese, 5), "0.05元");
    }

    #[test]
    fn a_name_is_cut_before_its_explanation() {
        assert_eq!(short("三方共议:三分之二以上席位参加"), "三方共议");
        assert_eq!(short("改建(民法典第二百七十八条)"), "改建");
        assert_eq!(short("Vote of the residents"), "Vote of the residents");
        assert_eq!(short("(未命名)"), "(未命名)");
    }
}
