//! The steps of shared-out budgets and committees in plain words.

use super::End;
use crate::{Amount, Language, OptionId, Step};

/// One sentence for a step of these methods; `None` for a step of others.
pub(crate) fn sentence(
    step: &Step,
    name: &dyn Fn(&OptionId) -> String,
    language: Language,
) -> Option<String> {
    match language {
        Language::English => english(step, name),
        Language::Chinese => chinese(step, name),
    }
}

fn english(step: &Step, name: &dyn Fn(&OptionId) -> String) -> Option<String> {
    Some(match step {
        Step::Funded { option, cost, figure, .. } => {
            format!("{} has a support of {figure} and is funded with {cost}.", name(option))
        }
        Step::Unfit { option, cost, left, .. } => {
            format!("{} costs {cost}, but only {left} is left.", name(option))
        }
        Step::Halted { option, .. } => {
            format!("Nothing is funded any more, because {} did not fit.", name(option))
        }
        Step::Tried { each, funded, cost } => format!(
            "With {} in each purse, supporters pay for {funded} project(s), together {cost}.",
            shown(each)
        ),
        Step::Settled { each, because } => {
            format!("Purses of {} count: {}.", shown(each), end_english(*because))
        }
        Step::Shared { round, option, cost, each, full, emptied } => format!(
            "Round {round}: {} costs {cost}; {full} supporter(s) pay {} each{}.",
            name(option),
            shown(each),
            match emptied {
                0 => String::new(),
                _ => format!(", and {emptied} give all they have left, which is less"),
            }
        ),
        Step::Lacking { option, cost, held } => {
            format!("{} costs {cost}; its supporters have {held} left together.", name(option))
        }
        Step::Completed { round, by } => format!(
            "From round {round} on no supporters can pay for an option; the places left are filled by `{by}`."
        ),
        Step::Barred { option, reviewer, reason } => {
            format!("{reviewer} may not review {}: {reason}.", name(option))
        }
        Step::TooFewReviews { option, reviews, needed } => {
            format!(
                "{} has {reviews} review(s) that count and needs {needed}; it is not ranked.",
                name(option)
            )
        }
        Step::Reviewed { option, reviews, left_out, by_criterion, figure } => format!(
            "{}: {reviews} review(s), {}; weighted mean {}.",
            name(option),
            match (left_out, by_criterion) {
                (0, _) => "none left out".to_owned(),
                (_, true) => format!("{left_out} extreme scores left out on each criterion"),
                (_, false) => format!("{left_out} extreme reviews left out"),
            },
            shown(figure)
        ),
        _ => return None,
    })
}

const fn end_english(end: End) -> &'static str {
    match end {
        End::OneRun => "the method is run once",
        End::Overspends => "the next larger ones would overspend the budget",
        End::Exhausted => "no project fits into what is left",
        End::AllFunded => "everything that is to be filled or funded is paid for",
        End::MostRuns => "as many runs were made as the rule allows",
    }
}

fn chinese(step: &Step, name: &dyn Fn(&OptionId) -> String) -> Option<String> {
    Some(match step {
        Step::Funded { option, cost, figure, .. } => {
            format!("{}获支持{figure},拨付{cost}。", name(option))
        }
        Step::Unfit { option, cost, left, .. } => {
            format!("{}需{cost},而余额只有{left}。", name(option))
        }
        Step::Halted { option, .. } => format!("因{}超出余额,不再资助其后项目。", name(option)),
        Step::Tried { each, funded, cost } => {
            format!("每人份额为{}时,支持者共付得起{funded}个项目,合计{cost}。", shown(each))
        }
        Step::Settled { each, because } => {
            format!("以每人份额{}为准:{}。", shown(each), end_chinese(*because))
        }
        Step::Shared { round, option, cost, each, full, emptied } => format!(
            "第{round}轮:{}需{cost},{full}名支持者各付{}{}。",
            name(option),
            shown(each),
            match emptied {
                0 => String::new(),
                _ => format!(",另有{emptied}名付出其不足此数的全部余额"),
            }
        ),
        Step::Lacking { option, cost, held } => {
            format!("{}需{cost},其支持者余额合计只有{held}。", name(option))
        }
        Step::Completed { round, by } => {
            format!("自第{round}轮起支持者无力再付,其余名额按“{by}”补足。")
        }
        Step::Barred { option, reviewer, reason } => {
            format!("{reviewer}回避对{}的评审:{reason}。", name(option))
        }
        Step::TooFewReviews { option, reviews, needed } => {
            format!("{}的有效评审只有{reviews}份,需要{needed}份,不参加排名。", name(option))
        }
        Step::Reviewed { option, reviews, left_out, by_criterion, figure } => format!(
            "{}:{reviews}份评审,{},加权平均{}。",
            name(option),
            match (left_out, by_criterion) {
                (0, _) => "全部计入".to_owned(),
                (_, true) => format!("每项标准去掉最高和最低共{left_out}个分数"),
                (_, false) => format!("去掉最高和最低共{left_out}份"),
            },
            shown(figure)
        ),
        _ => return None,
    })
}

const fn end_chinese(end: End) -> &'static str {
    match end {
        End::OneRun => "本规则只计算一次",
        End::Overspends => "再增加份额就会超出预算",
        End::Exhausted => "余额已容不下其余任何项目",
        End::AllFunded => "应选、应资助的均已付清",
        End::MostRuns => "已达到规则允许的计算次数",
    }
}

/// A long exact fraction is cut off for reading; its exact form stands in the step.
fn shown(amount: &Amount) -> String {
    let exact = amount.to_string();
    if exact.len() <= 12 { exact } else { format!("{}…", amount.decimal(6)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(step: &Step, language: Language) -> String {
        sentence(step, &|option| option.to_string(), language).unwrap()
    }

    #[test]
    fn a_payment_is_told_in_both_languages() {
        let step = Step::Shared {
            round: 2,
            option: "ramp".into(),
            cost: 30.into(),
            each: "7.5".parse().unwrap(),
            full: 4,
            emptied: 0,
        };
        assert_eq!(told(&step, Language::English), "Round 2: ramp costs 30; 4 supporter(s) pay 7.5 each.");
        assert_eq!(told(&step, Language::Chinese), "第2轮:ramp需30,4名支持者各付7.5。");
    }

    #[test]
    fn a_long_fraction_is_cut_off_for_reading() {
        let each = "123456789012/7".parse().unwrap();
        let step = Step::Settled { each, because: End::Overspends };
        assert_eq!(
            told(&step, Language::English),
            "Purses of 17636684144.571428… count: the next larger ones would overspend the budget."
        );
    }
}
