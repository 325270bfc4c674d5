//! How options are counted, in words. What a method asks for beyond its words follows as it stands in the charter.

use super::Speaker;
use crate::words::{pick, say};
use serde_json::{Map, Value};
use yishi_tally::{Method, ReviewRule, Selection, TieRule, Unfit};

/// Parameters that the words of a method tell already, or that say how they are written.
const IN_WORDS: [&str; 7] = ["method", "seats", "budget", "needed", "spare_options", "tie", "selection"];

impl Speaker<'_> {
    pub(super) fn method(self, method: &Method) -> String {
        let language = self.language;
        let how = self.how(method);
        let ties = self.tie(method.tie());
        let parameters = parameters(method);
        let rest = match parameters.is_empty() {
            true => String::new(),
            false => say!(language, "; further: {parameters}", ";其他参数:{parameters}"),
        };
        say!(language, "{how}; among equals {ties}{rest}", "{how};相同时{ties}{rest}")
    }

    fn how(self, method: &Method) -> String {
        let language = self.language;
        let n = method.seats();
        match method {
            Method::Plurality(_) => {
                say!(language, "by most first marks, for {n} place(s)", "得票最多者当选,共{n}个名额")
            }
            Method::Approval(_) => {
                say!(language, "by most approvals, for {n} place(s)", "赞成最多者当选,共{n}个名额")
            }
            Method::Score(_) => {
                say!(language, "by the highest sum of scores, for {n} place(s)", "总分最高者当选,共{n}个名额")
            }
            Method::Committee(committee) => {
                let needed = yishi_tally::bound(committee.needed, language);
                let spare = committee.spare_options;
                say!(
                    language,
                    "so that each of {n} place(s) takes {needed} of the ballots; there must be at least {spare} more option(s) than places",
                    "共{n}个名额,当选者须得{needed};候选人至少比名额多{spare}名"
                )
            }
            Method::Greedy(_) => self.shared(method, ["in the order of support", "按得票多少依次支付"]),
            Method::EqualShares(_) => {
                self.shared(method, ["by equal shares, which supporters pay", "按等额份额法由支持者共同支付"])
            }
            Method::SharesCommittee(_) => {
                say!(language, "by equal shares, for {n} place(s)", "按等额份额法选出{n}个名额")
            }
            Method::Phragmen(_) => {
                say!(language, "by Phragmén's method, for {n} place(s)", "按弗拉格门法选出{n}个名额")
            }
            Method::PavSequential(_) => say!(
                language,
                "by sequential proportional approval, for {n} place(s)",
                "按逐席比例认可法选出{n}个名额"
            ),
            Method::Irv(_) => {
                say!(language, "by instant runoff, for {n} place(s)", "按排序复选制选出{n}个名额")
            }
            Method::StvWig(_) | Method::StvMeek(_) => say!(
                language,
                "by preferences that pass on (single transferable vote), for {n} place(s)",
                "按单记可转移投票制选出{n}个名额"
            ),
            Method::Schulze(_) => {
                say!(
                    language,
                    "by comparing options in pairs, for {n} place(s)",
                    "按选项两两比较选出{n}个名额"
                )
            }
            Method::Review(review) => self.review(review),
        }
    }

    fn shared(self, method: &Method, [english, chinese]: [&str; 2]) -> String {
        let budget = method.budget().map(ToString::to_string).unwrap_or_default();
        let how = pick(self.language, english, chinese);
        say!(self.language, "{how}, out of a budget of {budget}", "在预算{budget}内{how}")
    }

    fn review(self, rule: &ReviewRule) -> String {
        let chosen = match &rule.selection {
            Selection::Places(n) => say!(self.language, "the best {n} are chosen", "取前{n}名"),
            Selection::Budget { amount, unfit } => {
                let unfit = match unfit {
                    Unfit::Skip => say!(self.language, "what does not fit is skipped", "超出的跳过"),
                    Unfit::Stop => say!(self.language, "the first that does not fit ends it", "遇超出即止"),
                };
                say!(
                    self.language,
                    "the best are chosen within a budget of {amount}, {unfit}",
                    "在资金{amount}内择优,{unfit}"
                )
            }
        };
        say!(self.language, "by reviewers' scores on criteria; {chosen}", "由评审人按标准打分,{chosen}")
    }

    fn tie(self, tie: &TieRule) -> String {
        let language = self.language;
        match tie {
            TieRule::Stop => say!(language, "nothing is chosen and the tie is reported", "不作取舍,报告并列"),
            TieRule::GivenOrder => say!(language, "the order of the ballot paper decides", "按选票所列次序"),
            TieRule::Listed(options) => {
                let names = self.list(options.iter().map(ToString::to_string));
                say!(language, "the list decides: {names}", "按名单次序:{names}")
            }
            TieRule::LookBack(next) => {
                let next = self.tie(next);
                say!(
                    language,
                    "the latest round that differs decides, else {next}",
                    "按最近有差别的一轮,否则{next}"
                )
            }
            TieRule::LookForward(next) => {
                let next = self.tie(next);
                say!(
                    language,
                    "the first round that differs decides, else {next}",
                    "按最早有差别的一轮,否则{next}"
                )
            }
            TieRule::Lot { .. } => {
                say!(language, "a lot decides that anybody can recompute", "抽签决定,任何人可复算")
            }
            TieRule::JavaDraw { seed, .. } => {
                say!(language, "a draw with seed {seed} decides", "按种子{seed}抽签")
            }
        }
    }
}

/// What a method asks for beyond its words, as it stands in the charter: `trim whole_reviews 1`.
fn parameters(method: &Method) -> String {
    let Ok(Value::Object(fields)) = serde_json::to_value(method) else { return String::new() };
    let rest: Map<String, Value> =
        fields.into_iter().filter(|(field, _)| !IN_WORDS.contains(&field.as_str())).collect();
    let said: Vec<String> = rest.iter().map(|(field, value)| format!("{field} {}", plain(value))).collect();
    said.join(", ")
}

fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(items) => format!("[{}]", items.iter().map(plain).collect::<Vec<_>>().join("; ")),
        Value::Object(fields) => {
            let said = fields.iter().map(|(field, value)| format!("{field} {}", plain(value)));
            said.collect::<Vec<_>>().join(" ")
        }
        other => other.to_string(),
    }
}
