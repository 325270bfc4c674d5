//! Proposals with objections and votes, hearings, actions and the evaluation of a matter.

use super::Board;
use super::said::Allowance;
use crate::{bar, words};
use maud::{Markup, html};
use yishi_core::{Action, Matter, Objection, Poll, Proposal};
use yishi_tally::Verdict;

/// Most things of one kind on the page of a matter.
const MOST: usize = 12;

impl Board<'_> {
    pub(super) fn proposals(&self, matter: &Matter, left: &Allowance) -> Markup {
        html! {
            @for proposal in newest(&matter.proposals).filter_map(|id| self.state.proposals.get(id)) {
                h2 { (self.pick("Proposal", "方案")) " · " (self.proposal_status(proposal.status)) }
                (self.proposal(proposal, left))
            }
            (self.more(matter.proposals.len(), MOST))
        }
    }

    fn proposal(&self, proposal: &Proposal, left: &Allowance) -> Markup {
        let objections: Vec<_> = self.state.objections_to(proposal).collect();
        html! {
            @if let Some(present) = proposal.revisions.last() {
                p class="soft" { (proposal.id) " · " (self.pick("revision ", "修订版")) (present.number) " · " (self.entry(present.index)) }
                (self.document(&present.document, left, 6_000))
            }
            @for notice in newest(&proposal.notices).filter_map(|id| self.state.notices.get(id)) {
                p { (self.pick("Posted: ", "公示:")) (self.notice_line(notice)) }
            }
            (self.effects(proposal))
            (self.revisions(proposal))
            (self.nominations(proposal))
            (self.amendments(proposal, left))
            @if !objections.is_empty() {
                h3 { (self.pick("Objections", "异议")) " · " (objections.len()) }
                ul { @for objection in objections.iter().rev().take(MOST) { li { (self.objection(objection, left)) } } }
                (self.more(objections.len(), MOST))
            }
            @for poll in newest(&proposal.polls).filter_map(|id| self.state.polls.get(id)) { (self.poll(poll)) }
        }
    }

    /// Who objected is not said: what was said counts, and it has to be answered.
    fn objection(&self, objection: &Objection, left: &Allowance) -> Markup {
        html! {
            p class="soft" { (self.pick("on revision ", "针对修订版")) (objection.revision) " · " (self.entry(objection.id.entry_index())) }
            (self.statement(&objection.text, left, 900))
            @match &objection.answer {
                Some(answer) => {
                    p { strong { (self.pick("Answer", "答复")) } " · " (self.entry(answer.index)) }
                    (self.statement(&answer.text, left, 900))
                }
                None => p { strong class="late" { (self.pick("not answered yet", "尚未答复")) } },
            }
        }
    }

    /// A vote: while it runs when it closes and by which rule; afterwards the count in pictures. Nothing in between.
    fn poll(&self, poll: &Poll) -> Markup {
        html! {
            h3 { (self.pick("Vote", "表决")) " · " bdi { (super::shortened(&poll.rule.name, 120)) } }
            p class="soft" {
                (words::electorate(poll.rule.electorate, self.language)) " · " (self.openness(poll.rule.openness)) " · "
                (self.poll_ends(poll)) " · " (self.entry(poll.id.entry_index())) " · " (self.sheet_link(poll))
            }
            (self.round_of(poll))
            (self.frozen_costs(poll))
            @if let Some(sealing) = poll.sealing() {
                @let verdict = sealing.verdict();
                p class="outcome" { (self.verdict(poll, verdict)) }
                @if poll.rule.choice.is_some() { (self.chosen(poll, verdict)) }
                @else { @for (measure, figures) in crate::result::measured(&sealing.tally.totals) {
                    @let label = self.measured_words(measure, figures);
                    figure { figcaption { (label) } (bar::votes(&label, figures)) }
                } }
            }
            (self.across(poll))
        }
    }

    pub(super) fn verdict(&self, poll: &Poll, verdict: Verdict) -> &'static str {
        if poll.rule.choice.is_some() {
            return words::choice_verdict(verdict, self.language);
        }
        words::verdict(verdict, self.language)
    }

    fn chosen(&self, poll: &Poll, verdict: Verdict) -> Markup {
        let winners =
            poll.outcome.iter().filter(|_| verdict == Verdict::Passed).flat_map(|outcome| &outcome.winners);
        html! { ol { @for winner in winners.take(MOST) { li { bdi { (super::shortened(&crate::option_name(poll, winner), 120)) } } } } }
    }

    fn measured_words(&self, measure: yishi_tally::Measure, figures: yishi_tally::Figures) -> String {
        let amount = |number| yishi_tally::amount(measure, number, self.language);
        let [for_, against, abstain, entitled] =
            [figures.for_, figures.against, figures.abstain, figures.entitled].map(amount);
        let measure = words::measure(measure, self.language);
        match self.language {
            yishi_tally::Language::English => {
                format!(
                    "{measure}: {for_} for, {against} against, {abstain} abstaining, of {entitled} on the roll"
                )
            }
            yishi_tally::Language::Chinese => {
                format!("{measure}:同意{for_},反对{against},弃权{abstain},名册共{entitled}")
            }
        }
    }

    pub(super) fn hearings_of(&self, matter: &Matter) -> Markup {
        html! {
            @if !matter.hearings.is_empty() {
                h2 { (self.pick("Hearings", "协商会")) }
                ul { @for hearing in newest(&matter.hearings).filter_map(|id| self.state.hearings.get(id)) { li { (self.hearing_line(hearing)) } } }
                (self.more(matter.hearings.len(), MOST))
            }
        }
    }

    pub(super) fn actions(&self, matter: &Matter, left: &Allowance) -> Markup {
        html! {
            @if !matter.actions.is_empty() {
                h2 { (self.pick("Actions", "落实事项")) }
                ul { @for action in newest(&matter.actions).filter_map(|id| self.state.actions.get(id)) { li { (self.action(action, left)) } } }
                (self.more(matter.actions.len(), MOST))
            }
        }
    }

    /// Evidence lies in the vault and is never shown; that there is some is.
    fn action(&self, action: &Action, left: &Allowance) -> Markup {
        html! {
            strong { (self.action_status(action.status)) } " · " (self.pick("due ", "期限:")) (self.moment(action.due_at_ms))
            @if action.overdue { " · " strong class="late" { (self.pick("was overdue", "曾逾期")) } }
            " · " (self.entry(action.id.entry_index()))
            (self.document(&action.document, left, 600))
            @if let Some(progress) = action.progress.last() {
                p { (self.pick("Last report", "最近进展")) } (self.statement(progress, left, 600))
            }
        }
    }

    pub(super) fn evaluation(&self, matter: &Matter) -> Markup {
        html! {
            @if let Some(found) = &matter.evaluation {
                h2 { (self.pick("Evaluation", "评议")) }
                @let satisfied = found.ratings.values().filter(|given| given.rating.is_satisfied()).count();
                p {
                    (self.pick("Ratings: ", "评分:")) (found.ratings.len())
                    " · " (self.pick("satisfied: ", "满意:")) (satisfied)
                    " · " (self.pick("open until ", "评议截至:")) (self.moment(found.due_at_ms))
                }
            }
        }
    }
}

fn newest<T>(ids: &[T]) -> impl Iterator<Item = &T> {
    ids.iter().rev().take(MOST)
}
