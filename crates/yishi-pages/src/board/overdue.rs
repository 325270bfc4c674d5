//! What is overdue before a council: everything whose deadline passed and that nobody met, whoever was to meet it.

use super::{Board, shortened};
use maud::{Markup, html};
use yishi_core::{
    CallStatus, CouncilId, DutyOutcome, Matter, MatterId, MatterStage, PostId, ShiftStatus,
    SubmissionStatusKind,
};

/// Most lines of one list on a page; how many more there are is always said.
pub(super) const MOST: usize = 20;

/// One overdue thing.
pub(super) struct Late {
    /// What is overdue.
    what: &'static str,
    /// The matter that it belongs to, or its own id.
    of: Of,
}

enum Of {
    Matter(MatterId),
    Named(String, u64),
}

impl Board<'_> {
    /// Everything overdue before a council, matters first.
    pub(super) fn late(&self, council: &CouncilId) -> Vec<Late> {
        let mut late = Vec::new();
        for stage in
            [MatterStage::Mediating, MatterStage::Deliberating, MatterStage::Acting, MatterStage::Evaluating]
        {
            let ids = self.state.listings.matters.ids(Some(council), Some(stage)).unwrap_or_default();
            let matters = ids.iter().filter_map(|id| self.state.matters.get(id));
            matters.for_each(|matter| self.late_in(matter, &mut late));
        }
        let waiting = self
            .state
            .listings
            .submissions
            .ids(Some(council), Some(SubmissionStatusKind::Received))
            .unwrap_or_default();
        for found in
            waiting.iter().filter_map(|id| self.state.submissions.get(id)).filter(|found| found.overdue)
        {
            let name = Of::Named(found.id.to_string(), found.id.entry_index());
            late.push(Late { what: self.pick("screening", "把关"), of: name });
        }
        for call in self.state.calls.values().filter(|call| call.council == *council && call.overdue) {
            if call.status == CallStatus::Closed {
                let name = Of::Named(self.line(&call.title), call.id.entry_index());
                late.push(Late { what: self.pick("answer to a call", "征集答复"), of: name });
            }
        }
        late.extend(self.late_duties(council));
        late.extend(self.broken_rules(council));
        late
    }

    /// Duties that a resolution of the council laid down and that were missed, whatever became of their matter.
    fn late_duties(&self, council: &CouncilId) -> impl Iterator<Item = Late> {
        let standings = &self.state.standings;
        let owed = standings.seen_to_by.values().flatten().filter_map(|id| standings.duties.get(id));
        let missed = owed.filter(move |duty| duty.council == *council && !duty.overdue.is_empty());
        missed.map(|duty| {
            let of = Of::Named(shortened(&duty.terms.name, 120), duty.changed_at);
            Late { what: self.pick("standing duty", "长效职责"), of }
        })
    }

    /// Rules of the council that are broken: shares that did not come back, or too much that was paid out or spent.
    fn broken_rules(&self, council: &CouncilId) -> impl Iterator<Item = Late> {
        let standings = &self.state.standings;
        let stand = standings.accounts.iter().filter(move |((of, _), _)| of == council);
        let broken =
            stand.filter_map(|(_, id)| standings.rules.get(id)).filter(|rule| !rule.broken.is_empty());
        broken.map(|rule| {
            let of = Of::Named(shortened(&rule.terms.name, 120), rule.changed_at);
            Late { what: self.pick("standing rule", "长效规则"), of }
        })
    }

    /// What is overdue in one matter.
    pub(super) fn late_in(&self, matter: &Matter, late: &mut Vec<Late>) {
        let mut add = |is: bool, what| {
            if is {
                late.push(Late { what, of: Of::Matter(matter.id) });
            }
        };
        add(matter.overdue, self.pick("decision at its level", "在本层级作出决定"));
        let contested =
            matter.contest.as_ref().is_some_and(|contest| contest.overdue && contest.upheld.is_none());
        add(contested, self.pick("answer to the contest of its route", "分流异议答复"));
        let absent = |team: &yishi_core::CalledTeam| team.overdue && team.report.is_none();
        add(matter.teams.called.values().any(absent), self.pick("report of a called team", "队伍报到"));
        for resolution in self.state.resolutions_of(matter) {
            add(
                resolution.overdue && matter.actions.is_empty(),
                self.pick("first action on a resolution", "决议派单"),
            );
        }
        for action in self.state.actions_of(matter) {
            let undone = action.overdue && action.status == yishi_core::ActionStatus::Assigned;
            add(undone, self.pick("action", "落实事项"));
        }
        for proposal in self.state.proposals_of(matter) {
            let unanswered = self.state.open_amendments(proposal).any(|amendment| amendment.overdue);
            add(unanswered, self.pick("answer to an amendment", "修正案答复"));
            for poll in self.state.polls_on(proposal) {
                let waits = poll.sealing().is_some() && self.state.resolution_of(poll).is_none();
                add(poll.certification_overdue && waits, self.pick("certification of a vote", "结果认证"));
            }
        }
    }

    /// The list of what is overdue; nothing where nothing is.
    pub(super) fn late_list(&self, late: &[Late]) -> Markup {
        html! {
            @if !late.is_empty() {
                h2 class="late" { (self.pick("Overdue", "逾期")) " · " (late.len()) }
                ul { @for found in late.iter().take(MOST) { li { strong { (found.what) } ": " (self.late_of(&found.of)) } } }
                (self.more(late.len(), MOST))
            }
        }
    }

    fn late_of(&self, of: &Of) -> Markup {
        match of {
            Of::Matter(id) => self.matter_link(*id),
            Of::Named(name, entry) => html! { bdi { (shortened(name, 120)) } " · " (self.entry(*entry)) },
        }
    }

    /// How many lines a list does not show.
    pub(super) fn more(&self, all: usize, shown: usize) -> Markup {
        let rest = all.saturating_sub(shown);
        html! {
            @if rest > 0 { p class="soft" { (self.pick("Not shown here: ", "此处未列出:")) (rest) } }
        }
    }

    /// A link to a matter by its title.
    pub(super) fn matter_link(&self, id: MatterId) -> Markup {
        let title = self.state.matters.get(&id).map(|matter| self.line(&matter.title));
        self.link("matters", id, &title.unwrap_or_else(|| id.to_string()))
    }

    /// Who does what again and again in a council, and what was missed.
    pub(super) fn posts(&self, council: &CouncilId) -> Markup {
        let Some(version) = self.state.charter() else { return html! {} };
        let level = version.charter.council(council).map(|clause| &clause.level);
        let posts: Vec<_> = version.charter.posts.iter().filter(|post| Some(&post.level) == level).collect();
        html! {
            @if !posts.is_empty() {
                h2 { (self.pick("Posts", "岗位")) }
                ul { @for post in posts {
                    @let held: Vec<_> = self.state.posts.holders(council, &post.id).filter_map(|id| self.state.posts.postings.get(id)).collect();
                    li {
                        bdi { (shortened(&post.name, 120)) } " · " (self.pick("held by ", "在岗")) (held.len()) "/" (post.holders)
                        @let missed = self.missed(council, &post.id);
                        @if missed > 0 { " · " strong class="late" { (self.pick("missed duties and shifts: ", "漏岗:")) (missed) } }
                    }
                } }
            }
        }
    }

    /// Windows and shifts that were missed at a post, by whoever held it.
    fn missed(&self, council: &CouncilId, post: &PostId) -> usize {
        let ever = self.state.posts.postings.values();
        let here = ever.filter(|posting| posting.held.council == *council && posting.held.post == *post);
        here.map(|posting| {
            let duties =
                posting.records.iter().filter(|record| record.outcome == DutyOutcome::Missed).count();
            let shifts = posting.shifts.iter().filter_map(|id| self.state.posts.shifts.get(id));
            duties.saturating_add(shifts.filter(|shift| shift.status == ShiftStatus::Missed).count())
        })
        .sum()
    }
}
