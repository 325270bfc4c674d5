//! What a text lays down, as sentences that people read before they vote.

use crate::Language;
use yishi_core::{
    DutyBearer, DutyKind, Expenses, Lasts, OnExcess, Period, Recurrence, SeatAt, SeatId, StandingDutyTerms,
    StandingRuleTerms, State,
};

pub(super) fn duty(language: Language, state: &State, terms: &StandingDutyTerms) -> String {
    let (name, mut recurs) = (&terms.name, recurrence(language, &terms.recurs));
    recurs.extend(terms.replaces.map(|id| in_place_of(language, id)));
    let (bearer, supervisor) =
        (bearer(language, state, &terms.bearer), seat_at(language, state, &terms.supervisor));
    match (language, terms.does) {
        (Language::English, DutyKind::Maintenance) => {
            format!("{name} (upkeep): owed by {bearer}, seen to by {supervisor}, {recurs}.")
        }
        (Language::English, DutyKind::Publication) => {
            format!("{name} (made public): owed by {bearer}, seen to by {supervisor}, {recurs}.")
        }
        (Language::English, DutyKind::Report) => {
            format!("{name} (report): owed by {bearer}, seen to by {supervisor}, {recurs}.")
        }
        (Language::Chinese, DutyKind::Maintenance) => {
            format!("{name}（维护）：由{bearer}承担，{supervisor}督办，{recurs}。")
        }
        (Language::Chinese, DutyKind::Publication) => {
            format!("{name}（公布）：由{bearer}承担，{supervisor}督办，{recurs}。")
        }
        (Language::Chinese, DutyKind::Report) => {
            format!("{name}（报告）：由{bearer}承担，{supervisor}督办，{recurs}。")
        }
    }
}

pub(super) fn rule(language: Language, state: &State, terms: &StandingRuleTerms) -> String {
    let (name, account, share) = (&terms.name, &terms.account, terms.returns_at_least);
    let mut periods = recurrence(language, &terms.periods);
    periods.extend(terms.replaces.map(|id| in_place_of(language, id)));
    let [keeper, supervisor] = [&terms.keeper, &terms.supervisor].map(|at| seat_at(language, state, at));
    let confirmer = terms.confirmer.as_ref().map(|at| seat_at(language, state, at));
    let refuses = terms.distributions == OnExcess::Refuse;
    let covered = match terms.expenses {
        Expenses::Covered => language.pick(
            "; more expense than income of the same period is a breach",
            "；同期支出超过收入的，记为违规",
        ),
        Expenses::Free => "",
    };
    match language {
        Language::English => {
            let confirmed =
                confirmer.map(|confirmer| format!(", confirmed by {confirmer}")).unwrap_or_default();
            let beyond = if refuses { "refused" } else { "recorded as a breach" };
            format!(
                "{name}: at least {share} of the profit of account `{account}` comes back, {periods}; booked by {keeper}{confirmed}, seen to by {supervisor}; a distribution beyond what that leaves is {beyond}{covered}."
            )
        }
        Language::Chinese => {
            let confirmed = confirmer.map(|confirmer| format!("，{confirmer}复核")).unwrap_or_default();
            let beyond = if refuses { "不予登记" } else { "登记并记为违规" };
            format!(
                "{name}：账户“{account}”利润的 {share} 以上返还，{periods}；由{keeper}记账{confirmed}，{supervisor}督办；超出可分配额的分配{beyond}{covered}。"
            )
        }
    }
}

/// When something comes back: `every 6 months, 4 times, with 10 days of grace`.
pub(super) fn recurrence(language: Language, recurs: &Recurrence) -> String {
    let parts = [
        Some(every(language, recurs.every)),
        Some(recurs.from.map_or_else(
            || language.pick("from the certification on", "自决议确认起").to_owned(),
            |from| match language {
                Language::English => format!("from {from} on"),
                Language::Chinese => format!("自 {from} 起"),
            },
        )),
        Some(lasts(language, recurs.lasts)),
        (recurs.grace_days > 0).then(|| match language {
            Language::English => format!("with {} days of grace", recurs.grace_days),
            Language::Chinese => format!("宽限 {} 天", recurs.grace_days),
        }),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(language.pick(", ", "，"))
}

fn in_place_of(language: Language, replaced: impl std::fmt::Display) -> String {
    match language {
        Language::English => format!(", in place of `{replaced}`, which ends when this begins"),
        Language::Chinese => format!("，开始时接替 {replaced}"),
    }
}

fn every(language: Language, period: Period) -> String {
    match (language, period) {
        (Language::English, Period::Months(months)) => format!("once in every {months} month(s)"),
        (Language::English, Period::Days(days)) => format!("once in every {days} days"),
        (Language::English, Period::Hours(_) | Period::WorkingDays(_)) => format!("once in every {period}"),
        (Language::Chinese, Period::Months(months)) => format!("每 {months} 个月一次"),
        (Language::Chinese, Period::Days(days)) => format!("每 {days} 天一次"),
        (Language::Chinese, Period::Hours(_) | Period::WorkingDays(_)) => format!("每 {period} 一次"),
    }
}

fn lasts(language: Language, lasts: Lasts) -> String {
    match (language, lasts) {
        (Language::English, Lasts::Times { times }) => format!("{times} time(s)"),
        (Language::English, Lasts::Until { day }) => format!("windows begin no later than {day}"),
        (Language::English, Lasts::UntilEnded) => "until it is ended".to_owned(),
        (Language::Chinese, Lasts::Times { times }) => format!("共 {times} 次"),
        (Language::Chinese, Lasts::Until { day }) => format!("最后一期不晚于 {day} 开始"),
        (Language::Chinese, Lasts::UntilEnded) => "直至终止".to_owned(),
    }
}

fn bearer(language: Language, state: &State, bearer: &DutyBearer) -> String {
    match bearer {
        DutyBearer::Seat { council, seat } => {
            let at = SeatAt { council: council.clone(), seat: seat.clone() };
            seat_at(language, state, &at)
        }
        DutyBearer::Post { council, post } => {
            let charter = state.charter().map(|version| &version.charter);
            let named = charter.and_then(|charter| charter.posts_of(council).find(|found| found.id == *post));
            let post = named.map_or_else(|| post.to_string(), |post| post.name.clone());
            in_council(language, state, &post, council)
        }
        DutyBearer::Member { member } => format!("`{member}`"),
    }
}

/// A seat by its name in the charter in force: `Treasurer of Council`, `理事会财务委员`.
pub(super) fn seat_at(language: Language, state: &State, at: &SeatAt) -> String {
    let name = |seat: &SeatId| {
        let charter = state.charter().map(|version| &version.charter);
        let named = charter.and_then(|charter| charter.seats.iter().find(|found| found.id == *seat));
        named.map_or_else(|| seat.to_string(), |seat| seat.name.clone())
    };
    in_council(language, state, &name(&at.seat), &at.council)
}

fn in_council(language: Language, state: &State, what: &str, council: &yishi_core::CouncilId) -> String {
    let charter = state.charter().map(|version| &version.charter);
    let named = charter.and_then(|charter| charter.council(council)).map(|found| found.name.clone());
    let council = named.unwrap_or_else(|| council.to_string());
    match language {
        Language::English => format!("{what} of {council}"),
        Language::Chinese => format!("{council}{what}"),
    }
}
