//! What runs in a council: hearings to come, polls, notices, calls.

use super::Board;
use super::overdue::MOST;
use maud::{Markup, html};
use std::sync::Arc;
use yishi_core::{
    Call, CallStatus, CouncilId, Hearing, HearingStatus, Notice, NoticeSubject, Obligation, Poll, PollStatus,
};

/// What falls due before a council, the earliest first.
#[derive(Default)]
pub(super) struct Running<'a> {
    pub(super) polls: Vec<&'a Arc<Poll>>,
    pub(super) notices: Vec<&'a Arc<Notice>>,
}

impl<'a> Board<'a> {
    /// Polls and notices that run before a council, those that end first in front.
    pub(super) fn due(&self, council: &CouncilId) -> Running<'a> {
        let mut found = Running::default();
        for (_, obligation) in &self.state.listings.ending {
            match obligation {
                Obligation::PollCloses { poll } | Obligation::OpeningEnds { poll } => {
                    found.polls.extend(self.state.polls.get(poll).filter(|poll| poll.council == *council));
                }
                Obligation::NoticeEnds { notice } => {
                    let notice = self.state.notices.get(notice);
                    found.notices.extend(notice.filter(|notice| self.council_of(notice) == Some(council)));
                }
                _ => {}
            }
        }
        found
    }

    /// Hearings that were called or are under way, in the order of their beginning.
    pub(super) fn to_come(&self, council: &CouncilId) -> Vec<&'a Arc<Hearing>> {
        let listed =
            |status| self.state.listings.hearings.ids(Some(council), Some(status)).unwrap_or_default();
        let ids = [HearingStatus::Open, HearingStatus::Called, HearingStatus::Adjourned].map(listed);
        let mut hearings: Vec<_> =
            ids.iter().flatten().filter_map(|id| self.state.hearings.get(id)).collect();
        hearings.sort_by_key(|hearing| (hearing.starts_at_ms, hearing.id));
        hearings
    }

    /// Where a notice hangs: in the council of what it is about.
    pub(super) fn council_of(&self, notice: &Notice) -> Option<&'a CouncilId> {
        match notice.subject {
            NoticeSubject::Proposal(id) => self.state.proposals.get(&id).map(|found| &found.council),
            NoticeSubject::Resolution(id) => self.state.resolutions.get(&id).map(|found| &found.council),
            NoticeSubject::Preliminary(id) => self.state.polls.get(&id).map(|found| &found.council),
            NoticeSubject::Results(id) => self.state.matters.get(&id).map(|found| &found.council),
        }
    }

    pub(super) fn running(&self, council: &CouncilId) -> Markup {
        let hearings = self.to_come(council);
        let Running { polls, notices } = self.due(council);
        html! {
            @if !hearings.is_empty() {
                h2 { (self.pick("Hearings to come", "待召开的协商会")) }
                ul { @for hearing in hearings.iter().take(MOST) { li { (self.hearing_line(hearing)) } } }
                (self.more(hearings.len(), MOST))
            }
            @if !polls.is_empty() {
                h2 { (self.pick("Votes that run", "正在进行的表决")) }
                ul { @for poll in polls.iter().take(MOST) { li { (self.matter_link(poll.matter)) " · " (self.poll_ends(poll)) " · " (self.sheet_link(poll)) } } }
                (self.more(polls.len(), MOST))
            }
            @if !notices.is_empty() {
                h2 { (self.pick("Notices posted", "正在公示")) }
                ul { @for notice in notices.iter().take(MOST) { li { (self.notice_line(notice)) } } }
                (self.more(notices.len(), MOST))
            }
        }
    }

    pub(super) fn hearing_line(&self, hearing: &Hearing) -> Markup {
        let title = self.state.matters.get(&hearing.matter).map(|matter| self.line(&matter.title));
        html! {
            (self.link("hearings", hearing.id, &title.unwrap_or_else(|| hearing.id.to_string())))
            " · " (self.moment(hearing.starts_at_ms)) " · " (self.hearing_status(hearing.status))
        }
    }

    pub(super) fn notice_line(&self, notice: &Notice) -> Markup {
        html! {
            (self.link("notices", notice.id, &self.line(&notice.document)))
            " · " (self.notice_kind(notice)) " · " (self.moment(notice.posted_at_ms)) " – " (self.moment(notice.due_at_ms))
        }
    }

    pub(super) const fn notice_kind(&self, notice: &Notice) -> &'static str {
        match notice.subject {
            NoticeSubject::Proposal(_) => self.pick("text to be decided", "表决文本公示"),
            NoticeSubject::Resolution(_) => self.pick("resolution", "决议公开"),
            NoticeSubject::Preliminary(_) => {
                self.pick("preliminary result, open to objections", "初步结果公示,可提异议")
            }
            NoticeSubject::Results(_) => self.pick("results of the work", "实施结果公开"),
        }
    }

    pub(super) fn poll_ends(&self, poll: &Poll) -> Markup {
        html! {
            @match &poll.status {
                PollStatus::Open => { (self.pick("closes ", "截止:")) (self.moment(poll.closes_at_ms)) }
                PollStatus::Opening { due_at_ms } => { (self.pick("sealed ballots are opened until ", "密封选票开启至:")) (self.moment(*due_at_ms)) }
                PollStatus::Sealed { .. } => { (self.pick("closed ", "已截止:")) (self.moment(poll.closes_at_ms)) }
            }
        }
    }

    pub(super) fn sheet_link(&self, poll: &Poll) -> Markup {
        html! { a href={ "../../polls/" (poll.id) "/result.html" (self.address.query) } { (self.pick("result sheet", "表决结果公示单")) } }
    }

    /// Calls that run or wait for their answer, and those that were answered.
    pub(super) fn calls(&self, council: &CouncilId) -> Markup {
        let mut calls: Vec<_> = self.state.calls.values().filter(|call| call.council == *council).collect();
        calls.sort_by_key(|call| (call.status == CallStatus::Concluded, std::cmp::Reverse(call.id)));
        let left = Self::allowance();
        html! {
            @if !calls.is_empty() {
                h2 { (self.pick("Calls for ideas and surveys", "金点子征集与小区调研")) }
                ul { @for call in calls.iter().take(MOST) { li { (self.call_line(call)) @if let Some(answer) = &call.conclusion {
                    (self.statement(&answer.text, &left, 300))
                } } } }
                (self.more(calls.len(), MOST))
            }
        }
    }

    fn call_line(&self, call: &Call) -> Markup {
        html! {
            (self.text_link(&call.text, &self.line(&call.title)))
            " · " (self.call_status(call.status)) " · " (self.pick("closes ", "截止:")) (self.moment(call.closes_at_ms))
            " · " (self.pick("received: ", "已收到:")) (call.received()) " · " (self.entry(call.id.entry_index()))
        }
    }
}
