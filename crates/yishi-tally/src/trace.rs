//! A count among options in plain words, one sentence a step, for the council's board and for anybody who recounts.

use crate::{Language, OptionId, Outcome, Step};

/// What options are called in sentences.
type Names<'a> = &'a dyn Fn(&OptionId) -> String;

/// Explains a count among options: its steps in order, then what it came to.
///
/// Whoever comes next after the chosen is told last. Figures are exact; one that no decimal writes exactly is a fraction.
pub fn explain_outcome(outcome: &Outcome, names: Names<'_>, language: Language) -> Vec<String> {
    let mut lines: Vec<String> = outcome.trace.iter().map(|step| sentence(step, names, language)).collect();
    lines.push(result(outcome, names, language));
    lines.extend(next(outcome, names, language));
    lines
}

fn next(outcome: &Outcome, names: Names<'_>, language: Language) -> Option<String> {
    let rest = list(&outcome.rest, names, language);
    match language {
        _ if outcome.rest.is_empty() => None,
        Language::English => Some(format!("Next in order: {rest}.")),
        Language::Chinese => Some(format!("候补顺序:{rest}。")),
    }
}

fn result(outcome: &Outcome, names: Names<'_>, language: Language) -> String {
    let winners = list(&outcome.winners, names, language);
    let tied = list(&outcome.tied, names, language);
    match (language, outcome.winners.is_empty(), outcome.tied.is_empty()) {
        (Language::English, true, true) => "Nothing is chosen.".to_owned(),
        (Language::English, false, true) => format!("Chosen: {winners}."),
        (Language::English, true, false) => {
            format!("Nothing is chosen: no rule decides between {tied}.")
        }
        (Language::English, false, false) => {
            format!("Chosen: {winners}; for what is left no rule decides between {tied}.")
        }
        (Language::Chinese, true, true) => "没有选项当选。".to_owned(),
        (Language::Chinese, false, true) => format!("当选:{winners}。"),
        (Language::Chinese, true, false) => format!("没有选项当选:{tied}相同,没有规则可以区分。"),
        (Language::Chinese, false, false) => {
            format!("当选:{winners};其余名额{tied}相同,没有规则可以区分。")
        }
    }
}

fn list(options: &[OptionId], names: Names<'_>, language: Language) -> String {
    let names: Vec<String> = options.iter().map(names).collect();
    names.join(match language {
        Language::English => ", ",
        Language::Chinese => "、",
    })
}

fn sentence(step: &Step, names: Names<'_>, language: Language) -> String {
    match language {
        Language::English => english(step, names),
        Language::Chinese => chinese(step, names),
    }
}

fn english(step: &Step, names: Names<'_>) -> String {
    match step {
        Step::Needed { round, votes, seats, figure } => {
            format!("Round {round}: of {votes} votes for {seats} place(s), {figure} are needed.")
        }
        Step::Elected { round, option, figure } => {
            format!("Round {round}: {} is chosen with {figure}.", names(option))
        }
        Step::Excluded { round, option, figure } => {
            format!("Round {round}: {} leaves the count with {figure}.", names(option))
        }
        Step::Transferred { round, from, to: Some(to), figure } => {
            format!("Round {round}: {figure} pass from {} to {}.", names(from), names(to))
        }
        Step::Transferred { round, from, to: None, figure } => {
            format!("Round {round}: {figure} of {} support no option any more.", names(from))
        }
        Step::Surplus { round, option, figure } => {
            format!("Round {round}: {} has {figure} more than needed and passes them on.", names(option))
        }
        Step::Lost { round, option, figure } => {
            format!("Round {round}: {figure} of {} are lost by cutting off decimals.", names(option))
        }
        Step::Keeps { round, option, figure } => {
            format!("Round {round}: {} keeps {figure} of each vote that comes to it.", names(option))
        }
        Step::Compared { option, other, figure, against, .. } => {
            format!("{figure} prefer {} to {}, {against} the other way.", names(option), names(other))
        }
        Step::Path { option, other, figure, against, .. } => format!(
            "The strongest chain from {} to {} has {figure}, the one back {against}.",
            names(option),
            names(other)
        ),
        Step::FellShort { round, option, figure, needed } => {
            format!("Round {round}: {} has {figure} and would need {needed}.", names(option))
        }
        Step::Next { round, option, place, figure } => {
            format!("Round {round}: {} comes next, as number {place}, with {figure}.", names(option))
        }
        Step::TieBroken { round, among, chosen, by } => format!(
            "Round {round}: {} are equal; the rule `{by}` takes {}.",
            list(among, names, Language::English),
            names(chosen)
        ),
        Step::TieStands { round, among } => {
            format!(
                "Round {round}: {} are equal, and no rule decides.",
                list(among, names, Language::English)
            )
        }
        _ => crate::budget::sentence(step, names, Language::English).unwrap_or_default(),
    }
}

fn chinese(step: &Step, names: Names<'_>) -> String {
    let round_of = |round: &u32| format!("第{round}轮:");
    match step {
        Step::Needed { round, votes, seats, figure } => {
            format!("{}{votes}票选{seats}个名额,需要{figure}。", round_of(round))
        }
        Step::Elected { round, option, figure } => {
            format!("{}{}以{figure}当选。", round_of(round), names(option))
        }
        Step::Excluded { round, option, figure } => {
            format!("{}{}以{figure}退出计票。", round_of(round), names(option))
        }
        Step::Transferred { round, from, to: Some(to), figure } => {
            format!("{}{figure}由{}转给{}。", round_of(round), names(from), names(to))
        }
        Step::Transferred { round, from, to: None, figure } => {
            format!("{}{}的{figure}不再支持任何选项。", round_of(round), names(from))
        }
        Step::Surplus { round, option, figure } => {
            format!("{}{}超出所需{figure},予以转出。", round_of(round), names(option))
        }
        Step::Lost { round, option, figure } => {
            format!("{}{}因舍去小数损失{figure}。", round_of(round), names(option))
        }
        Step::Keeps { round, option, figure } => {
            format!("{}{}保留转来每票的{figure}。", round_of(round), names(option))
        }
        Step::Compared { option, other, figure, against, .. } => {
            format!("{figure}认为{}优于{},{against}相反。", names(option), names(other))
        }
        Step::Path { option, other, figure, against, .. } => {
            format!("由{}到{}的最强链为{figure},反向为{against}。", names(option), names(other))
        }
        Step::FellShort { round, option, figure, needed } => {
            format!("{}{}得{figure},需要{needed}。", round_of(round), names(option))
        }
        Step::Next { round, option, place, figure } => {
            format!("{}{}以{figure}列候补第{place}位。", round_of(round), names(option))
        }
        Step::TieBroken { round, among, chosen, by } => format!(
            "{}{}相同,按规则“{by}”取{}。",
            round_of(round),
            list(among, names, Language::Chinese),
            names(chosen)
        ),
        Step::TieStands { round, among } => {
            format!("{}{}相同,没有规则可以区分。", round_of(round), list(among, names, Language::Chinese))
        }
        _ => crate::budget::sentence(step, names, Language::Chinese).unwrap_or_default(),
    }
}
