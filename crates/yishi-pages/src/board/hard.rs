//! A hard matter 难题: who stands for it by name, which body solves it, what is asked, and which answers are owed or were given.

use super::Board;
use super::life::Step;
use super::said::Allowance;
use maud::{Markup, html};
use yishi_core::{GivenAnswer, HardMatter, Matter, OwedAnswer, Solver};

/// Most answers on a page.
const MOST: usize = 10;

impl Board<'_> {
    /// The sponsor stands for the matter in public and is named by id and seat; who answers is counted.
    pub(super) fn hard(&self, matter: &Matter, left: &Allowance) -> Markup {
        let Some(hard) = &matter.hard else { return html! {} };
        let given = hard.answers.values().filter_map(|owed| Some((owed, owed.given.as_ref()?)));
        let given: Vec<_> = given.collect();
        html! {
            h2 { (self.pick("Hard matter", "难题领办")) }
            dl {
                dt { (self.pick("Stands for it", "领题")) } dd {
                    code { (hard.sponsor) } @for seat in self.seats_in(&matter.council, &hard.sponsor) { " · " bdi { (seat) } }
                    " · " (self.entry(hard.named_at))
                }
                dt { (self.pick("Solved by", "解题")) } dd { (self.solver(&hard.solver)) }
                dt { (self.pick("Answers", "答题")) } dd {
                    (given.len()) "/" (hard.answers.len()) " · " (self.pick("due ", "期限:")) (self.moment(hard.answer_by_ms))
                    @if hard.elapsed && hard.waits() { " · " strong class="late" { (self.pick("overdue", "逾期")) } }
                }
            }
            (self.document(&hard.question, left, 1_500))
            @if !given.is_empty() {
                ol { @for (owed, answer) in given.iter().take(MOST) { li { (self.hard_answer(owed, answer, left)) } } }
                (self.more(given.len(), MOST))
            }
        }
    }

    fn hard_answer(&self, owed: &OwedAnswer, answer: &GivenAnswer, left: &Allowance) -> Markup {
        html! {
            p class="soft" {
                (self.moment(answer.at_ms)) " · " (self.entry(answer.index))
                @if owed.overdue { " · " (self.pick("late", "迟答")) }
            }
            (self.statement(&answer.text, left, 900))
        }
    }

    fn solver(&self, solver: &Solver) -> Markup {
        match solver {
            Solver::Council { council } => self.council_link(council),
            Solver::Bench { bench } => html! { bdi { (self.bench_name(bench)) } },
            Solver::Team { team } => {
                let clause = self.charter().and_then(|charter| charter.team(team));
                let name =
                    clause.map_or_else(|| team.to_string(), |clause| super::shortened(&clause.name, 120));
                html! { bdi { (name) } }
            }
        }
    }

    /// The naming that stands, and each answer.
    pub(super) fn hard_steps(&self, hard: &HardMatter) -> Vec<Step> {
        let named = self.pick("taken on by name", "领题");
        let detail = html! { (self.pick("solved by ", "解题:")) (self.solver(&hard.solver)) };
        let answered = self.pick("answer on the hard matter", "答题");
        let given = hard.answers.values().filter_map(|owed| owed.given.as_ref());
        let given = given.map(|given| Step::new(given.index, answered).at(given.at_ms));
        [Step::new(hard.named_at, named).with(detail)].into_iter().chain(given).collect()
    }
}
