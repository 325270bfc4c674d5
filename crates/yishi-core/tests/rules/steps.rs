//! Steps of a deliberation that many stories share: draft, post, hear, vote, certify, carry out.

use crate::community::*;
use yishi_core::*;
use yishi_tally::Choice;

/// Grid 1: four voting seats on three benches.
pub const GRID_VOTERS: [&str; 4] = ["worker-1", "steward-1", "neighbour-1-1", "neighbour-1-2"];

/// The community council: seven voting seats on three benches.
pub const COMMUNITY_VOTERS: [&str; 7] =
    ["secretary", "supervisor", "supervisor-2", "manager", "delegate-1", "delegate-2", "delegate-3"];

/// Who convenes a council.
pub fn chair(council: &CouncilId) -> &'static str {
    match council.as_str() {
        "grid-1" => "worker-1",
        "grid-2" => "worker-2",
        _ => "secretary",
    }
}

impl Community {
    /// The convener drafts a proposal.
    pub fn propose(&mut self, matter: MatterId, text: u8) -> ProposalId {
        let chair = chair(&self.matter(matter).council);
        match self.order(chair, DraftProposal { matter, document: document(text) }).as_slice() {
            [Event::ProposalDrafted(event)] => event.proposal,
            other => panic!("{other:?}"),
        }
    }

    pub fn proposal(&self, proposal: ProposalId) -> &Proposal {
        self.state.proposal(&proposal).unwrap()
    }

    pub fn poll(&self, poll: PollId) -> &Poll {
        self.state.poll(&poll).unwrap()
    }

    pub fn action(&self, action: ActionId) -> &Action {
        self.state.action(&action).unwrap()
    }

    /// Who convenes the council that has the proposal's matter.
    pub fn chair_of(&self, proposal: ProposalId) -> &'static str {
        chair(&self.matter(self.proposal(proposal).matter).council)
    }

    /// Posts the present revision and waits until the notice has ended.
    pub fn post(&mut self, proposal: ProposalId, period: &str) -> NoticeId {
        let (notice, due) = self.post_only(proposal, period);
        self.wait_until(due);
        notice
    }

    /// Posts the present revision; the notice and when it ends.
    pub fn post_only(&mut self, proposal: ProposalId, period: &str) -> (NoticeId, TimeMs) {
        let chair = self.chair_of(proposal);
        match self.order(chair, PostNotice { proposal, period: id(period), vote: None }).as_slice() {
            [Event::NoticePosted(event)] => (event.notice, event.due_at_ms),
            other => panic!("{other:?}"),
        }
    }

    /// Calls a hearing at the earliest moment.
    pub fn call_hearing(&mut self, matter: MatterId) -> HearingId {
        let starts_at_ms = self.state.calendar.end_of(self.at, id("3d"));
        let chair = chair(&self.matter(matter).council);
        match self.order(chair, CallHearing::new(matter, starts_at_ms, document(90))).as_slice() {
            [Event::HearingCalled(event)] => event.hearing,
            other => panic!("{other:?}"),
        }
    }

    /// Calls a hearing, waits for it and opens it.
    pub fn open_hearing(&mut self, matter: MatterId) -> HearingId {
        let hearing = self.call_hearing(matter);
        self.wait_until(self.state.hearing(&hearing).unwrap().starts_at_ms);
        self.order(chair(&self.matter(matter).council), OpenHearing { hearing });
        hearing
    }

    pub fn attend(&mut self, hearing: HearingId, present: &[&str]) {
        let chair = chair(&self.state.hearing(&hearing).unwrap().council);
        self.order(chair, attendance(hearing, present));
    }

    pub fn close_hearing(&mut self, hearing: HearingId) -> Vec<Event> {
        let chair = chair(&self.state.hearing(&hearing).unwrap().council);
        self.order(chair, CloseHearing { hearing, minutes: words(91) })
    }

    /// Holds a hearing with these members present.
    pub fn hold_hearing(&mut self, matter: MatterId, present: &[&str]) -> HearingId {
        let hearing = self.open_hearing(matter);
        if !present.is_empty() {
            self.attend(hearing, present);
        }
        self.close_hearing(hearing);
        hearing
    }

    /// The order to open a poll on the present revision, with the earliest close that the rule allows.
    pub fn poll_order(&self, proposal: ProposalId, rule: &str, scope: PollScope) -> OpenPoll {
        let clause = self.state.charter().unwrap().charter.decision(&id(rule)).unwrap();
        let closes_at_ms = self.state.calendar.end_of(self.at, clause.voting_at_least);
        let document = self.proposal(proposal).document().unwrap();
        OpenPoll {
            proposal,
            document,
            rule: id(rule),
            scope,
            closes_at_ms,
            options: vec![],
            budget_fen: None,
            meeting: None,
            recall: None,
        }
    }

    /// Opens a poll with the earliest close that the rule allows.
    pub fn open_poll(&mut self, proposal: ProposalId, rule: &str, scope: PollScope) -> PollId {
        self.fire_due();
        let order = self.poll_order(proposal, rule, scope);
        match self.order(self.chair_of(proposal), order).as_slice() {
            [Event::PollOpened(event)] => event.poll,
            other => panic!("{other:?}"),
        }
    }

    /// The order to cast a ballot.
    pub fn ballot(&self, poll: PollId, right: &str, choice: Choice) -> CastBallot {
        CastBallot { poll, right: right.into(), document: self.poll(poll).document, choice }
    }

    /// A member uses the right of their own name.
    pub fn vote(&mut self, poll: PollId, member: &str, choice: Choice) -> Vec<Event> {
        let ballot = self.ballot(poll, member, choice);
        self.order(member, ballot)
    }

    /// Waits for the close; what it caused.
    pub fn close_poll(&mut self, poll: PollId) -> Vec<Event> {
        self.wait_until(self.poll(poll).closes_at_ms)
    }

    /// A matter of grid 1 with a proposal that its council may vote on.
    pub fn grid_proposal(&mut self) -> (MatterId, ProposalId) {
        let matter = self.grid_matter();
        let proposal = self.propose(matter, 20);
        self.hold_hearing(matter, &GRID_VOTERS);
        (matter, proposal)
    }

    /// The same before the community council.
    pub fn community_proposal(&mut self) -> (MatterId, ProposalId) {
        let matter = self.community_matter();
        let proposal = self.propose(matter, 21);
        self.hold_hearing(matter, &COMMUNITY_VOTERS);
        (matter, proposal)
    }

    /// A poll of the council of grid 1.
    pub fn grid_poll(&mut self) -> (MatterId, PollId) {
        let (matter, proposal) = self.grid_proposal();
        (matter, self.open_poll(proposal, "council", PollScope::Council))
    }

    /// A poll of the council of grid 1 that passed unanimously and is sealed.
    pub fn passed_poll(&mut self) -> (MatterId, PollId) {
        let (matter, poll) = self.grid_poll();
        for voter in GRID_VOTERS {
            self.vote(poll, voter, Choice::For);
        }
        self.close_poll(poll);
        (matter, poll)
    }

    /// A matter of grid 1 whose resolution is certified and was posted.
    pub fn resolved_matter(&mut self) -> MatterId {
        let (matter, poll) = self.passed_poll();
        self.order("supervisor", CertifyResolution { poll, document: self.poll(poll).document });
        self.wait_days(14);
        matter
    }

    /// The clerk assigns an action.
    pub fn assign(&mut self, matter: MatterId, assignee: &str) -> ActionId {
        let order = AssignAction { matter, assignee: id(assignee), document: document(30), due_at_ms: None };
        match self.order("clerk", order).as_slice() {
            [Event::ActionAssigned(event)] => event.action,
            other => panic!("{other:?}"),
        }
    }

    pub fn complete(&mut self, action: ActionId) {
        let assignee = self.action(action).assignee.to_string();
        self.order(&assignee, CompleteAction { action, evidence: words(31) });
    }

    pub fn inspect(&mut self, action: ActionId, inspection: Inspection) -> Vec<Event> {
        self.order("supervisor", inspection_of(action, inspection))
    }

    /// A matter of grid 1, resolved and carried out by the property steward, being evaluated.
    pub fn evaluated_matter(&mut self) -> MatterId {
        let matter = self.resolved_matter();
        let action = self.assign(matter, "steward-1");
        self.complete(action);
        self.inspect(action, Inspection::Accepted);
        matter
    }

    pub fn rate(&mut self, matter: MatterId, member: &str, rating: u8) -> Vec<Event> {
        self.order(member, rating_of(matter, rating))
    }

    /// Waits for the end of the evaluation; what it caused.
    pub fn end_evaluation(&mut self, matter: MatterId) -> Vec<Event> {
        let due = self.matter(matter).evaluation.as_ref().unwrap().due_at_ms;
        self.wait_until(due)
    }
}

/// The voting right of this name.
pub fn right(name: &str) -> VotingRightId {
    name.into()
}

pub fn attendance(hearing: HearingId, present: &[&str]) -> RecordAttendance {
    RecordAttendance { hearing, members: present.iter().map(|member| id(member)).collect() }
}

pub fn inspection_of(action: ActionId, inspection: Inspection) -> InspectAction {
    InspectAction { action, inspection, text: words(32) }
}

pub fn rating_of(matter: MatterId, rating: u8) -> EvaluateMatter {
    EvaluateMatter { matter, rating: Rating::try_from(rating).unwrap(), text: None }
}

pub fn power_missing(member: &str, power: Power, council: &str) -> Rejection {
    Rejection::PowerMissing { member: id(member), power, council: id(council) }
}

pub fn wrong_stage(kind: &str, of: impl ToString, status: &str, needed: &str) -> Rejection {
    Rejection::WrongStage {
        kind: kind.to_owned(),
        id: of.to_string(),
        status: status.to_owned(),
        needed: needed.to_owned(),
    }
}

/// The sentence of a refusal of what was done already.
pub fn already_done(rejection: &Rejection) -> &str {
    match rejection {
        Rejection::AlreadyDone { what } => what,
        other => panic!("{other}"),
    }
}

/// The sealing among what a close caused.
pub fn sealing(events: &[Event]) -> &PollSealed {
    let sealed = events.iter().find_map(|event| match event {
        Event::PollSealed(event) => Some(event),
        _ => None,
    });
    sealed.unwrap_or_else(|| panic!("{events:?}"))
}
