//! The life of a matter as a line: each step with the entry that made it.

use super::Board;
use maud::{Markup, html};
use yishi_core::{EscalationCause, Matter, Mediation, Move, SessionOutcome, TimeMs};

/// Most steps on a page; the earliest are left out first, and how many is said.
const MOST: usize = 40;

/// A step on the line.
pub(super) struct Step {
    entry: u64,
    what: &'static str,
    detail: Option<Markup>,
    at_ms: Option<TimeMs>,
}

impl Step {
    pub(super) const fn new(entry: u64, what: &'static str) -> Self {
        Self { entry, what, detail: None, at_ms: None }
    }

    pub(super) fn with(self, detail: Markup) -> Self {
        Self { detail: Some(detail), ..self }
    }

    /// When, where that is known without looking the entry up.
    pub(super) fn at(self, at_ms: TimeMs) -> Self {
        Self { at_ms: Some(at_ms), ..self }
    }
}

impl Board<'_> {
    pub(super) fn life(&self, matter: &Matter) -> Markup {
        let mut steps = self.steps(matter);
        steps.sort_by_key(|step| step.entry);
        let left_out = steps.len().saturating_sub(MOST);
        html! {
            h2 { (self.pick("Its life so far", "办理过程")) }
            @if left_out > 0 { p class="soft" { (self.pick("Earlier steps not shown: ", "未列出的更早步骤:")) (left_out) } }
            ol class="life" { @for step in steps.into_iter().skip(left_out) {
                li {
                    (step.what) @if let Some(detail) = step.detail { ": " (detail) }
                    span class="soft" { @if let Some(at) = step.at_ms.or_else(|| self.texts.recorded_at(step.entry)) { " · " (self.moment(at)) } " · " (self.entry(step.entry)) }
                }
            } }
        }
    }

    fn steps(&self, matter: &Matter) -> Vec<Step> {
        let step = Step::new;
        let mut steps = vec![step(matter.opened_at, self.pick("opened and routed", "受理并分流"))];
        for found in matter.submissions.iter().filter_map(|id| self.state.submissions.get(id)) {
            let entry = found.id.entry_index();
            steps.push(Step {
                at_ms: Some(found.occurred_at_ms),
                ..step(entry, self.pick("handed in", "提出诉求"))
            });
        }
        steps.extend(matter.moves.iter().map(|found| self.moved(found)));
        steps.extend(self.hand_over_steps(matter));
        for found in &matter.guidance {
            let detail = html! { bdi { (self.line(&found.document)) } };
            steps.push(Step {
                detail: Some(detail),
                ..step(found.index, self.pick("guidance from above", "指导意见"))
            });
        }
        steps.extend(matter.mediation.iter().flat_map(|mediation| self.mediated(mediation)));
        self.texts_and_votes(matter, &mut steps);
        for found in self.state.hearings_of(matter) {
            steps.extend(self.hearing_steps(found));
        }
        steps.extend(matter.hard.iter().flat_map(|hard| self.hard_steps(hard)));
        for found in self.state.resolutions_of(matter) {
            let detail = Some(self.link("resolutions", found.id, &self.line(&found.document)));
            let certified = step(found.index, self.pick("resolution certified", "决议认证"));
            steps.push(Step { detail, at_ms: Some(found.certified_at_ms), ..certified });
            steps.extend(self.compact_step(found));
            steps.extend(self.state.costs_of(found.id).into_iter().flat_map(|costs| self.cost_steps(costs)));
            steps.extend(self.lasting_steps(found.id));
        }
        for found in self.state.actions_of(matter) {
            let detail = html! { bdi { (self.line(&found.document)) } };
            let assigned = step(found.id.entry_index(), self.pick("action assigned", "派单"));
            steps.push(Step { detail: Some(detail), ..assigned });
        }
        if let Some(closure) = matter.closure {
            steps.push(step(matter.changed_at, self.closure(closure)));
        }
        steps
    }

    fn texts_and_votes(&self, matter: &Matter, steps: &mut Vec<Step>) {
        let step = Step::new;
        for proposal in self.state.proposals_of(matter) {
            for revision in &proposal.revisions {
                let what = if revision.number == 1 {
                    self.pick("proposal drafted", "起草方案")
                } else {
                    self.pick("proposal revised", "修订方案")
                };
                let detail = match revision.number {
                    1 => html! { (self.pick("revision ", "修订版")) (revision.number) },
                    number => self.revision_link(proposal, number),
                };
                steps.push(Step { detail: Some(detail), ..step(revision.index, what) });
            }
            for notice in proposal.notices.iter().filter_map(|id| self.state.notices.get(id)) {
                let posted = step(notice.id.entry_index(), self.pick("posted", "公示"));
                steps.push(Step { at_ms: Some(notice.posted_at_ms), ..posted });
            }
            for objection in self.state.objections_to(proposal) {
                steps.push(step(objection.id.entry_index(), self.pick("objection raised", "提出异议")));
                steps.extend(
                    objection
                        .answer
                        .iter()
                        .map(|answer| step(answer.index, self.pick("objection answered", "答复异议"))),
                );
            }
            for poll in self.state.polls_on(proposal) {
                let what = match poll.second_of {
                    Some(_) => self.pick("second round opened", "第二轮开始表决"),
                    None => self.pick("vote opened", "开始表决"),
                };
                let opened = step(poll.id.entry_index(), what);
                steps.push(opened.with(self.sheet_link(poll)).at(poll.opened_at_ms));
                let missed = self.pick("second round not opened in time", "第二轮未按期举行");
                steps.extend(poll.second_missed_at.map(|entry| step(entry, missed)));
                steps.extend(self.across_steps(poll));
            }
            steps.extend(self.nomination_steps(proposal));
            steps.extend(self.amendment_steps(proposal));
        }
    }

    /// That a mediation goes on, and when: who its sides are and what was said stays with them.
    fn mediated(&self, mediation: &Mediation) -> Vec<Step> {
        let step = Step::new;
        let opened = mediation.opened_at.map(|entry| step(entry, self.pick("mediation begun", "进入调解")));
        let closed = mediation.sessions.iter().filter_map(|session| session.closed.as_ref());
        let held = closed.filter(|closed| closed.outcome != SessionOutcome::NotHeld);
        let held = held.map(|closed| step(closed.index, self.pick("mediation session held", "调解会已召开")));
        let agreed = mediation
            .in_force()
            .map(|it| step(it.index, self.pick("agreement of the sides in force", "调解协议生效")));
        let referral = mediation.referral.as_ref();
        let referred = referral.map(|it| {
            step(it.index, self.pick("mediation ended without an agreement", "调解未达成协议而终止"))
        });
        opened.into_iter().chain(held).chain(agreed).chain(referred).collect()
    }

    fn moved(&self, found: &Move) -> Step {
        let (what, why) = match &found.cause {
            None => (self.pick("handed down", "下放"), found.reason),
            Some(EscalationCause::Rule { .. }) => (self.pick("moved up by a rule", "依规则上提"), None),
            Some(EscalationCause::Referral { reason }) => {
                (self.pick("referred up", "转交上级"), Some(*reason))
            }
            Some(EscalationCause::TakenUp { reason }) => (self.pick("taken up", "提级办理"), Some(*reason)),
            Some(EscalationCause::Rerouted { reason }) => {
                (self.pick("routed anew", "重新分流"), Some(*reason))
            }
            Some(EscalationCause::Unsettled) => (self.pick("not settled by mediation", "调解未成转议"), None),
        };
        let detail = html! {
            (self.council_link(&found.from)) " → " (self.council_link(&found.to))
            @if let Some(why) = why { " (" bdi { (self.line(&why)) } ")" }
        };
        Step { entry: found.index, what, detail: Some(detail), at_ms: None }
    }
}
