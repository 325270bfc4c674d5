//! Elections on the board: nominations 提名 and candidates before the vote, seats left open and the second round 第二轮 after it.
//!
//! Whoever stands does so in public and is named by id, as on the ballot paper; whoever was nominated only, or may not stand, is counted.

use super::Board;
use super::council::SOME;
use super::life::Step;
use maud::{Markup, html};
use yishi_core::{
    Candidacy, CouncilId, Nomination, NominationPhase, Obligation, PhaseStatus, Poll, Proposal,
};

/// Most candidates on a page.
const MOST: usize = 40;

impl Board<'_> {
    /// Nominations for the election that a proposal is about.
    pub(super) fn nominations(&self, proposal: &Proposal) -> Markup {
        let Some(phase) = self.state.nomination_phases.get(&proposal.id) else { return html! {} };
        let of = |wanted: &[Candidacy]| {
            let found = self.state.nominations_on(phase).filter(|it| wanted.contains(&phase.candidacy(it)));
            found.collect::<Vec<_>>()
        };
        let standing = of(&[Candidacy::Qualified, Candidacy::Accepted]);
        let counts = [
            (self.pick("Nominated, not accepted yet", "已提名,尚未接受"), of(&[Candidacy::Nominated]).len()),
            (self.pick("Lapsed", "提名失效"), of(&[Candidacy::Lapsed]).len()),
            (self.pick("Withdrew", "退出"), of(&[Candidacy::Withdrawn]).len()),
            (
                self.pick("May not stand", "不符合资格"),
                of(&[Candidacy::Disqualified, Candidacy::Objected]).len(),
            ),
        ];
        html! {
            h3 { (self.pick("Nominations", "提名")) " · " (self.phase_status(phase.status)) }
            dl {
                dt { (self.pick("Nominate until", "提名截止")) } dd {
                    (self.moment(phase.closes_at_ms)) @if phase.extended { " · " (self.pick("opened once more, too few stood", "因候选人不足延长一次")) }
                }
                dt { (self.pick("Accept until", "接受截止")) } dd { (self.moment(phase.accept_by_ms)) }
                @if let Some(by) = phase.screen_by_ms { dt { (self.pick("Screened by", "资格审查期限")) } dd {
                    (self.moment(by)) @if phase.screening_overdue { " · " strong class="late" { (self.pick("was overdue", "曾逾期")) } }
                } }
                @for (what, number) in counts { @if number > 0 { dt { (what) } dd { (number) } } }
            }
            @if !standing.is_empty() {
                p { (self.pick("Candidates: ", "候选人:")) (standing.len()) }
                ol { @for found in standing.iter().take(MOST) { li { (self.candidate(phase, found)) } } }
                (self.more(standing.len(), MOST))
            }
        }
    }

    fn candidate(&self, phase: &NominationPhase, found: &Nomination) -> Markup {
        let statement = found.accepted.as_ref().and_then(|accepted| accepted.statement);
        html! {
            code { (found.member) } " · "
            @match phase.candidacy(found) {
                Candidacy::Qualified => (self.pick("may stand", "符合资格")),
                _ => (self.pick("accepted", "已接受提名")),
            }
            " · " (self.entry(found.id.entry_index()))
            @if let Some(statement) = statement { " · " (self.text_link(&statement, self.pick("what they say", "候选人陈述"))) }
        }
    }

    /// Which round a poll is, and what it left open.
    pub(super) fn round_of(&self, poll: &Poll) -> Markup {
        let due = poll.sealing().and_then(|sealing| sealing.second_round.as_ref());
        html! {
            @if let Some(first) = poll.second_of { p { (self.pick("Second round of ", "第二轮,首轮为")) (first) } }
            @if let Some(due) = due {
                p {
                    (self.pick("Seats left open: ", "未选出席位:")) (due.seats) " · " (self.pick("candidates of the second round: ", "第二轮候选人:")) (due.candidates.len())
                    " · " @match poll.second_missed_at {
                        Some(entry) => { strong class="late" { (self.pick("the second round was not opened in time", "第二轮未按期举行")) } " " (self.entry(entry)) }
                        None => { (self.pick("to be opened by ", "应于此前开始:")) (self.moment(due.open_by_ms)) }
                    }
                }
            }
        }
    }

    /// Elections of a council for which people are nominated now, those that end first in front.
    pub(super) fn elections(&self, council: &CouncilId) -> Markup {
        let ending = self.state.listings.ending.iter().filter_map(|(_, due)| match due {
            Obligation::NominationsClose { proposal } => self.state.proposals.get(proposal),
            _ => None,
        });
        let open: Vec<_> = ending.filter(|proposal| proposal.council == *council).collect();
        html! {
            @if !open.is_empty() {
                h2 { (self.pick("Nominations", "提名")) " · " (open.len()) }
                ul { @for proposal in open.iter().take(SOME) { li {
                    (self.matter_link(proposal.matter))
                    @if let Some(phase) = self.state.nomination_phases.get(&proposal.id) { " · " (self.pick("nominate until ", "提名截止:")) (self.moment(phase.closes_at_ms)) }
                } } }
                (self.more(open.len(), SOME))
            }
        }
    }

    /// When nominations were opened.
    pub(super) fn nomination_steps(&self, proposal: &Proposal) -> Vec<Step> {
        let phase = self.state.nomination_phases.get(&proposal.id);
        let opened = phase.into_iter().flat_map(|phase| &phase.opened_at);
        opened.map(|entry| Step::new(*entry, self.pick("nominations opened", "开始提名"))).collect()
    }

    const fn phase_status(&self, status: PhaseStatus) -> &'static str {
        match status {
            PhaseStatus::Open => self.pick("open", "提名中"),
            PhaseStatus::Closed => self.pick("closed", "已截止"),
            PhaseStatus::Lapsed => self.pick("lapsed", "失效"),
        }
    }
}
