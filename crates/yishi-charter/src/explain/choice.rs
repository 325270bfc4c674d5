//! Rules that choose among options: what is counted, what a ballot weighs, and which seat the chosen take.

use super::Speaker;
use crate::clause::{ClausePath, Line};
use crate::words::{none, optional_period, say};
use yishi_core::{BallotWeight, ChoiceClause, ElectionClause, Incumbents, Progress};

impl Speaker<'_> {
    pub(super) fn choice(self, path: &ClausePath, clause: Option<&ChoiceClause>) -> Vec<Line> {
        let Some(ChoiceClause { method, weight, progress, elects }) = clause else { return Vec::new() };
        let language = self.language;
        let path = path.then("choice");
        let counted = self.method(method);
        let sentence =
            say!(language, "People choose among options. Counted {counted}.", "在多个选项中选择,{counted}。");
        let (weight, weighed) = match weight {
            BallotWeight::Heads => (say!(language, "heads", "人数"), String::new()),
            BallotWeight::Area => (
                say!(language, "area", "专有部分面积"),
                say!(language, "A ballot weighs the area of its owner.", "选票按专有部分面积计。"),
            ),
            BallotWeight::HeadsAndArea => (
                say!(language, "heads and area", "人数和专有部分面积"),
                say!(
                    language,
                    "Each place takes a majority by heads and another by area.",
                    "每个名额须按人数和专有部分面积分别达到多数。"
                ),
            ),
        };
        let (progress, told) = match progress {
            Progress::Turnout => (say!(language, "the turnout", "只公布参加数"), String::new()),
            Progress::Figures => (
                say!(language, "also how the options stand", "并公布各选项得票"),
                say!(language, "How the options stand is told before the close.", "截止前公布各选项得票。"),
            ),
        };
        let mut lines = vec![
            Line::new(
                path.then("method"),
                say!(language, "method of counting", "计票方法"),
                counted,
                sentence,
            ),
            Line::new(path.then("weight"), say!(language, "weight of a ballot", "选票权重"), weight, weighed),
            Line::new(
                path.then("progress"),
                say!(language, "told before the close", "截止前公布"),
                progress,
                told,
            ),
        ];
        lines.extend(self.elects(&path.then("elects"), elects.as_ref()));
        lines
    }

    fn elects(self, path: &ClausePath, clause: Option<&ElectionClause>) -> Vec<Line> {
        let Some(ElectionClause { seat, incumbents, term }) = clause else { return Vec::new() };
        let language = self.language;
        let seat = self.seat(seat);
        let incumbents = match incumbents {
            Incumbents::Stay => say!(language, "those who hold it stay", "现任留任"),
            Incumbents::Leave => {
                say!(language, "those who hold it and are not chosen leave", "现任未当选的离任")
            }
        };
        let limited = term.map_or_else(String::new, |_| {
            let term = optional_period(language, *term);
            say!(language, ", for {term}", ",任期{term}")
        });
        let term = term.map_or_else(|| none(language), |found| crate::words::period(language, found));
        let sentence = say!(
            language,
            "Once certified, the chosen take the seat {seat}{limited}; {incumbents}.",
            "结果认证后,当选者就任「{seat}」席位{limited};{incumbents}。"
        );
        vec![
            Line::new(path.then("seat"), say!(language, "seat that is filled", "选任的席位"), seat, sentence),
            Line::silent(path.then("incumbents"), say!(language, "incumbents", "现任"), incumbents),
            Line::silent(path.then("term"), say!(language, "term", "任期"), term),
        ]
    }
}
