//! The result sheet 结果公示单 of a poll: verdict, rule, figures, bars, the count in sentences, and how to check it.

use crate::words::{self, pick};
use crate::{bar, frame};
use maud::{Markup, html};
use std::sync::Arc;
use yishi_core::{DecisionClause, Openness, Poll, PollSealed, PollStatus, TimeMs};
use yishi_tally::{
    Figures, Language, Measure, Outcome, RequirementOutcome, Tally, Totals, amount, explain, percent, tally,
};

/// The version of the book that a page shows.
#[derive(Clone, Debug)]
pub struct Position {
    /// The book.
    pub origin: String,
    /// How many entries it has.
    pub size: u64,
    /// Its root, in hexadecimal.
    pub root: String,
    /// When its last entry was recorded.
    pub recorded_at_ms: TimeMs,
}

/// What stands on a result sheet.
pub struct ResultSheet<'a> {
    /// Of which book and version.
    pub position: Position,
    /// What was decided, in words.
    pub title: &'a str,
    /// The poll.
    pub poll: &'a Poll,
    /// The language of the page.
    pub language: Language,
    /// The count among options, as far as it may be told.
    outcome: Option<Arc<Outcome>>,
    /// How many witnesses have cosigned its sealing, where there are witnesses.
    witnesses: Option<WitnessCount>,
}

/// How many witnesses have cosigned a checkpoint, of how many that the community named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WitnessCount {
    /// Those who have.
    pub good: usize,
    /// All of them.
    pub of: usize,
}

impl<'a> ResultSheet<'a> {
    /// The sheet of a poll. Of a choice among options it tells before the close what the rule lets be told, and no more.
    pub fn new(position: Position, title: &'a str, poll: &'a Poll, language: Language) -> Self {
        Self { position, title, poll, language, outcome: poll.told_outcome(), witnesses: None }
    }

    /// The same, saying how many witnesses have cosigned the book with the entry that sealed the poll.
    #[must_use]
    pub fn witnessed(mut self, witnesses: Option<WitnessCount>) -> Self {
        self.witnesses = witnesses;
        self
    }

    /// The count among options; `None` for a motion, and while it is not to be told.
    pub fn outcome(&self) -> Option<&Outcome> {
        self.outcome.as_deref()
    }

    /// The page.
    pub fn to_html(&self) -> String {
        let language = self.language;
        let sealing = self.sealing();
        let counted = self.counted();
        let body = html! {
            h1 { (self.title) }
            p class="lead" { (pick(language, "Result sheet", "表决结果公示单")) " · " (self.poll.id) }
            @if self.poll.rule.choice.is_some() {
                (self.choice_verdict(&counted))
                (self.winners(&counted))
                (rule(&self.poll.rule, self.poll, language))
                (self.ballot_paper())
                (self.turnout(&counted))
                (requirements(&counted, language))
                (self.rounds())
                (self.steps())
            } @else {
                (self.verdict(&counted, sealing))
                (rule(&self.poll.rule, self.poll, language))
                (figures(&counted, language))
                (requirements(&counted, language))
                (self.sentences(&counted))
                (self.sections())
                (self.silence())
            }
            (self.proof(sealing))
        };
        frame::page(language, self.title, &body)
    }

    /// What sealed the poll; nothing while it is open.
    pub(crate) fn sealing(&self) -> Option<&PollSealed> {
        self.poll.sealing()
    }

    /// The count: as sealed, or as it stands now.
    pub(crate) fn counted(&self) -> Tally {
        match self.sealing() {
            Some(sealing) => sealing.tally.clone(),
            None => tally(&self.poll.rule.requirements, &self.poll.counted()),
        }
    }

    fn verdict(&self, counted: &Tally, sealing: Option<&PollSealed>) -> Markup {
        let language = self.language;
        html! {
            @if sealing.is_some() {
                p class="verdict" { (words::verdict(sealing.map_or(counted.verdict, PollSealed::verdict), language)) }
                @if sealing.is_some_and(|sealing| sealing.silence.as_ref().is_some_and(|it| it.passed_only_by_silence)) {
                    p class="warning" { (pick(
                        language,
                        "It passes only because those who were served and said nothing are counted with the majority.",
                        "仅因已送达而未表态者计入多数,本表决方得通过。",
                    )) }
                }
            } @else {
                (self.no_result())
            }
        }
    }

    /// The count in words; before the close without the last sentence, which says how the vote came out.
    fn sentences(&self, counted: &Tally) -> Markup {
        let mut lines = explain(counted, self.language);
        if self.sealing().is_none() {
            lines.pop();
        }
        html! {
            h2 { (pick(self.language, "The count in words", "计票说明")) }
            ul { @for line in lines { li { (line) } } }
        }
    }

    /// Why there is no result yet, and how many ballots nobody can read so far.
    pub(crate) fn no_result(&self) -> Markup {
        let waiting = self.poll.unopened().count();
        html! {
            p class="warning" { (self.why_no_result()) }
            @if waiting > 0 {
                dl { dt { (pick(self.language, "Sealed ballots not opened", "未开启的密封选票")) } dd { (waiting) } }
            }
        }
    }

    fn why_no_result(&self) -> &'static str {
        let language = self.language;
        if matches!(self.poll.status, PollStatus::Opening { .. }) {
            return pick(
                language,
                "Voting is over and sealed ballots are being opened: these figures are not a result.",
                "表决已截止,密封选票正在开启,以下数字不是结果。",
            );
        }
        if self.poll.rule.openness == Openness::Sealed {
            return pick(
                language,
                "Voting is still open and its ballots are sealed: none is counted before its voter opens it.",
                "表决尚未截止,选票均已密封,开启之前不计入任何数字。",
            );
        }
        if self.poll.rule.choice.is_some() && self.outcome().is_none() {
            return pick(
                language,
                "Voting is still open: until it closes only the turnout is told.",
                "表决尚未截止,截止前只公布参与情况。",
            );
        }
        pick(
            language,
            "Voting is still open: these figures are not a result.",
            "表决尚未截止,以下数字不是结果。",
        )
    }

    /// Where the sheet comes from, and what anybody needs to count again.
    fn proof(&self, sealing: Option<&PollSealed>) -> Markup {
        let language = self.language;
        html! {
            h2 { (pick(language, "Count again", "自行复核")) }
            p { (pick(
                language,
                "Export the book and run `yishi audit verify` and `yishi audit replay`: both must report no finding, and these values must be the same.",
                "导出台账并运行 `yishi audit verify` 和 `yishi audit replay`:两者均应无异常,且以下数值一致。",
            )) }
            dl {
                dt { (pick(language, "Book", "台账")) } dd { (self.position.origin) }
                dt { (pick(language, "Entries", "记录数")) } dd { (self.position.size) }
                dt { (pick(language, "Root", "树根")) } dd { code { (self.position.root) } }
                @if let Some(WitnessCount { good, of }) = self.witnesses {
                    dt { (pick(language, "Witnesses of the sealing", "封存的见证")) }
                    dd { (good) (pick(language, " of ", " / ")) (of) }
                }
                dt { (pick(language, "Text", "文本")) } dd { code { (self.poll.document) } }
                dt { (pick(language, "Rule", "规则")) } dd { code { (self.poll.rule_digest) } }
                dt { (pick(language, "Roll", "名册")) } dd { code { (self.poll.roll.root) } }
                @if let Some(sealing) = sealing {
                    dt { (pick(language, "Ballots counted", "计入选票")) } dd { (sealing.counted) }
                    dt { (pick(language, "Their positions", "其位置摘要")) } dd { code { (sealing.counted_digest) } }
                    dt { (pick(language, "Ballots replaced", "被替换选票")) } dd { (sealing.replaced) }
                    @if sealing.unopened > 0 {
                        dt { (pick(language, "Sealed ballots not opened", "未开启的密封选票")) } dd { (sealing.unopened) }
                    }
                    @if sealing.unconfirmed > 0 {
                        dt { (pick(language, "Papers not confirmed", "未复核的纸质选票")) } dd { (sealing.unconfirmed) }
                    }
                    @if let Some(outcome) = &sealing.outcome {
                        dt { (pick(language, "Outcome", "计票结果摘要")) } dd { code { (outcome.digest) } }
                        @if let Some(seed) = &outcome.seed {
                            dt { (pick(language, "Seed of the lot", "抽签种子")) } dd { code { (seed) } }
                        }
                    }
                }
            }
        }
    }
}

fn rule(rule: &DecisionClause, poll: &Poll, language: Language) -> Markup {
    html! {
        h2 { (pick(language, "Rule", "规则")) }
        p { (rule.name) }
        dl {
            dt { (pick(language, "Who votes", "表决人")) } dd { (words::electorate(rule.electorate, language)) }
            dt { (pick(language, "Within", "范围")) } dd { (words::scope(&poll.scope, language)) }
            dt { (pick(language, "Decided by", "决定者")) } dd { (poll.council) }
            dt { (pick(language, "Charter", "章程")) } dd {
                @match language {
                    Language::English => { "version " (poll.charter_version) ", clause " (rule.id) }
                    Language::Chinese => { "第" (poll.charter_version) "版," (rule.id) }
                }
            }
        }
    }
}

fn figures(counted: &Tally, language: Language) -> Markup {
    let measured = measured(&counted.totals);
    html! {
        h2 { (pick(language, "Figures", "数字")) }
        div class="scroll" tabindex="0" { table {
            thead { tr {
                td {}
                th { (pick(language, "On the roll", "名册")) } th { (pick(language, "For", "同意")) }
                th { (pick(language, "Against", "反对")) } th { (pick(language, "Abstaining", "弃权")) }
                th { (pick(language, "Not taking part", "未参与")) }
            } }
            tbody {
                @for (measure, figures) in &measured {
                    (row(words::measure(*measure, language), *measure, *figures, language))
                }
                @for (bench, heads) in &counted.totals.benches { (row(bench, Measure::Heads, *heads, language)) }
            }
        } }
        @for (measure, figures) in &measured {
            @let label = words::measure(*measure, language);
            figure {
                figcaption { (label) }
                (bar::votes(label, *figures))
            }
        }
    }
}

/// The measures in which there is anything on the roll.
pub(crate) fn measured(totals: &Totals) -> Vec<(Measure, Figures)> {
    let all = [
        (Measure::Heads, totals.heads),
        (Measure::Households, totals.households),
        (Measure::Area, totals.area_dm2),
        (Measure::Councils, totals.council_halves),
    ];
    all.into_iter().filter(|(_, figures)| figures.entitled > 0).collect()
}

fn row(label: &str, measure: Measure, figures: Figures, language: Language) -> Markup {
    let absent = figures.entitled.saturating_sub(figures.participating());
    html! {
        tr {
            td { (label) }
            @for number in [figures.entitled, figures.for_, figures.against, figures.abstain, absent] {
                td { (amount(measure, number, language)) }
            }
        }
    }
}

pub(crate) fn requirements(counted: &Tally, language: Language) -> Markup {
    html! {
        @if !counted.requirements.is_empty() {
            h2 { (pick(language, "Requirements", "各项要求")) }
            @for outcome in &counted.requirements { (requirement(outcome, language)) }
        }
    }
}

fn requirement(outcome: &RequirementOutcome, language: Language) -> Markup {
    let rule = &outcome.requirement;
    let [part, whole] =
        [outcome.numerator, outcome.denominator].map(|number| amount(rule.measure, number, language));
    let share = percent(outcome.numerator, outcome.denominator).map(|share| format!(" · {share} %"));
    let met =
        if outcome.met { pick(language, "met", "达到") } else { pick(language, "not met", "未达到") };
    let caption = format!("{} · {part} / {whole}{} · {met}", rule.name, share.unwrap_or_default());
    html! {
        figure {
            figcaption { (caption) }
            (bar::share(&caption, outcome.numerator, outcome.denominator, rule.threshold))
        }
    }
}
