//! What a result sheet tells of a choice among options: who or what is chosen, the ballot paper, the turnout, the rounds.

use crate::result::{ResultSheet, measured};
use crate::rounds::Rounds;
use crate::words::{self, pick};
use maud::{Markup, html};
use yishi_core::{BallotWeight, Poll, PollOption};
use yishi_tally::{Figures, Language, Measure, OptionId, Tally, Verdict, amount, explain_outcome};

/// What an option is called: its name, or the candidate's id, which says nothing about the person.
pub fn option_name(poll: &Poll, id: &OptionId) -> String {
    let option = poll.options.iter().find(|option| option.id == *id);
    option.map_or_else(|| id.to_string(), name)
}

fn name(option: &PollOption) -> String {
    match (&option.name, &option.member) {
        (Some(name), _) => name.clone(),
        (None, Some(member)) => member.to_string(),
        (None, None) => option.id.to_string(),
    }
}

impl ResultSheet<'_> {
    pub(crate) fn choice_verdict(&self, counted: &Tally) -> Markup {
        let language = self.language;
        html! {
            @if self.sealing().is_some() {
                p class="verdict" { (words::choice_verdict(counted.verdict, language)) }
            } @else {
                (self.no_result())
            }
        }
    }

    /// Winners are chosen only by a vote that passed; of any other the sheet says what they are instead.
    pub(crate) fn winners(&self, counted: &Tally) -> Markup {
        let language = self.language;
        html! {
            @if let Some(outcome) = self.outcome() {
                @if !outcome.winners.is_empty() {
                    h2 { (self.heading(counted.verdict)) }
                    ol { @for winner in &outcome.winners { li { (option_name(self.poll, winner)) } } }
                }
                @if !outcome.rest.is_empty() {
                    h2 { (pick(language, "Next in order", "候补顺序")) }
                    ol { @for next in &outcome.rest { li { (option_name(self.poll, next)) } } }
                }
                @if !outcome.tied.is_empty() {
                    p class="warning" {
                        (pick(language, "Equal, and no rule separates them: ", "票数相同且规则无法区分:"))
                        (outcome.tied.iter().map(|tied| option_name(self.poll, tied)).collect::<Vec<_>>().join(", "))
                    }
                }
            }
        }
    }

    fn heading(&self, verdict: Verdict) -> &'static str {
        let language = self.language;
        if self.sealing().is_none() {
            return pick(language, "In front at this moment", "目前领先");
        }
        match verdict {
            Verdict::Passed => pick(language, "Chosen", "选定"),
            Verdict::NoQuorum => {
                pick(language, "In front, but too few took part", "领先,但参与不足,未产生结果")
            }
            Verdict::Tied => pick(language, "In front, but the tie stands", "领先,但同票未决,未产生结果"),
            Verdict::Failed => pick(language, "In front, but not chosen", "领先,但未选出"),
        }
    }

    /// The options in the order of the ballot paper.
    pub(crate) fn ballot_paper(&self) -> Markup {
        html! {
            h2 { (pick(self.language, "Options", "选项")) }
            ol {
                @for option in self.poll.options.iter() {
                    li { (name(option)) @if let Some(cost) = option.cost_fen { " · " (words::yuan(cost.0, self.language)) } }
                }
            }
        }
    }

    /// Who took part. A ballot that names an option stands under `for` in the totals, a blank one under `abstain`.
    pub(crate) fn turnout(&self, counted: &Tally) -> Markup {
        let language = self.language;
        html! {
            h2 { (pick(language, "Turnout", "参与情况")) }
            div class="scroll" tabindex="0" { table {
                thead { tr {
                    td {}
                    th { (pick(language, "On the roll", "名册")) } th { (pick(language, "Naming an option", "选有选项")) }
                    th { (pick(language, "Blank", "空白票")) } th { (pick(language, "Not taking part", "未参与")) }
                } }
                tbody { @for (measure, figures) in measured(&counted.totals) { (row(measure, figures, language)) } }
            } }
        }
    }

    pub(crate) fn rounds(&self) -> Markup {
        let weight = self.poll.rule.choice.as_ref().map_or(BallotWeight::Heads, |choice| choice.weight);
        let names = |id: &OptionId| option_name(self.poll, id);
        html! {
            @if let Some(outcome) = self.outcome() {
                h2 { (pick(self.language, "Round by round", "逐轮计票")) }
                (Rounds { outcome, names: &names, weight, language: self.language }.to_html())
            }
        }
    }

    /// Every step of the count in a sentence.
    pub(crate) fn steps(&self) -> Markup {
        let names = |id: &OptionId| option_name(self.poll, id);
        html! {
            @if let Some(outcome) = self.outcome() {
                h2 { (pick(self.language, "The count in words", "计票说明")) }
                ul { @for line in explain_outcome(outcome, &names, self.language) { li { (line) } } }
            }
        }
    }
}

fn row(measure: Measure, figures: Figures, language: Language) -> Markup {
    let absent = figures.entitled.saturating_sub(figures.participating());
    html! {
        tr {
            td { (words::measure(measure, language)) }
            @for number in [figures.entitled, figures.for_, figures.abstain, absent] {
                td { (amount(measure, number, language)) }
            }
        }
    }
}
