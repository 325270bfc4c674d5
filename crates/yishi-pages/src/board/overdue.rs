//! What is overdue before a council: everything whose deadline passed and that nobody met, whoever was to meet it.

use super::{Board, shortened};
use maud::{Markup, html};
use yishi_core::{
    CallStatus, CouncilId, DutyOutcome, Matter, MatterId, MatterStage, OwedWhat, PostId, ResolutionId,
    ShiftStatus, StandingPlace, SubmissionStatusKind,
};

/// Most lines of one list on a page; how many more there are is always said.
pub(super) const MOST: usize = 20;

/// What is overdue: the first of them, and how many there are.
#[derive(Default)]
pub(super) struct Overdue {
    shown: Vec<Late>,
    all: usize,
}

/// One overdue thing.
struct Late {
    /// What is overdue.
    what: &'static str,
    /// The matter that it belongs to, or its own name.
    of: Of,
}

enum Of {
    Matter(MatterId),
    Resolution(ResolutionId, String),
    Named(String, u64),
}

impl Overdue {
    /// Counts one more; its name is read only where it is shown.
    fn add(&mut self, what: &'static str, of: impl FnOnce() -> Of) {
        self.all = self.all.saturating_add(1);
        if self.shown.len() < MOST {
            self.shown.push(Late { what, of: of() });
        }
    }

    const fn uncounted(&mut self, more: usize) {
        self.all = self.all.saturating_add(more);
    }
}

impl Board<'_> {
    /// Everything overdue before a council, matters first.
    pub(super) fn late(&self, council: &CouncilId) -> Overdue {
        let mut late = Overdue::default();
        for stage in [
            MatterStage::Mediating,
            MatterStage::Deliberating,
            MatterStage::Acting,
            MatterStage::Evaluating,
            MatterStage::HandedOver,
        ] {
            let ids = self.state.listings.matters.ids(Some(council), Some(stage)).unwrap_or_default();
            for matter in ids.iter().filter_map(|id| self.state.matters.get(id)) {
                let owed = self.state.overdue_in(matter).into_iter();
                // What lasts outlives its matter: it is listed by its council below.
                let owed = owed
                    .filter(|what| !matches!(what, OwedWhat::StandingDuty(_) | OwedWhat::StandingRule(_)));
                owed.for_each(|what| late.add(self.owed(what), || Of::Matter(matter.id)));
            }
        }
        self.late_submissions(council, &mut late);
        for call in self.state.calls.values().filter(|call| call.council == *council && call.overdue) {
            if call.status == CallStatus::Closed {
                late.add(self.pick("answer to a call", "征集答复"), || {
                    Of::Named(self.line(&call.title), call.id.entry_index())
                });
            }
        }
        self.late_lasting(council, &mut late);
        late
    }

    fn late_submissions(&self, council: &CouncilId, late: &mut Overdue) {
        let waiting = SubmissionStatusKind::Received;
        let waiting = self.state.listings.submissions.ids(Some(council), Some(waiting)).unwrap_or_default();
        let waiting = waiting.iter().filter_map(|id| self.state.submissions.get(id));
        for found in waiting.filter(|found| found.overdue) {
            late.add(self.pick("screening", "把关"), || {
                Of::Named(found.id.to_string(), found.id.entry_index())
            });
        }
    }

    /// Duties and rules that a resolution of the council laid down and that are missed or broken, whatever became of their matter. They
    /// are listed as late, so that the others are not looked at.
    fn late_lasting(&self, council: &CouncilId, late: &mut Overdue) {
        let place = Some(StandingPlace::Late);
        let (listings, standings) = (&self.state.listings, &self.state.standings);
        let duties = listings.duties.ids(Some(council), place).unwrap_or_default();
        for duty in duties.iter().take(MOST).filter_map(|id| standings.duties.get(id)) {
            late.add(self.pick("standing duty", "长效职责"), || {
                Of::Resolution(duty.resolution, duty.terms.name.clone())
            });
        }
        let rules = listings.rules.ids(Some(council), place).unwrap_or_default();
        for rule in rules.iter().take(MOST).filter_map(|id| standings.rules.get(id)) {
            late.add(self.pick("standing rule", "长效规则"), || {
                Of::Resolution(rule.resolution, rule.terms.name.clone())
            });
        }
        late.uncounted(duties.len().saturating_sub(MOST));
        late.uncounted(rules.len().saturating_sub(MOST));
    }

    /// What is overdue in one matter.
    pub(super) fn late_in(&self, matter: &Matter) -> Overdue {
        let mut late = Overdue::default();
        for what in self.state.overdue_in(matter) {
            late.add(self.owed(what), || self.of_owed(what, matter.id));
        }
        late
    }

    fn of_owed(&self, what: OwedWhat, matter: MatterId) -> Of {
        let standings = &self.state.standings;
        let lasting = match what {
            OwedWhat::StandingDuty(id) => {
                standings.duties.get(&id).map(|it| (it.resolution, it.terms.name.clone()))
            }
            OwedWhat::StandingRule(id) => {
                standings.rules.get(&id).map(|it| (it.resolution, it.terms.name.clone()))
            }
            _ => None,
        };
        lasting.map_or(Of::Matter(matter), |(resolution, name)| Of::Resolution(resolution, name))
    }

    /// The list of what is overdue; nothing where nothing is.
    pub(super) fn late_list(&self, late: &Overdue) -> Markup {
        html! {
            @if late.all > 0 {
                h2 class="late" { (self.pick("Overdue", "逾期")) " · " (late.all) }
                ul { @for found in &late.shown { li { strong { (found.what) } ": " (self.late_of(&found.of)) } } }
                (self.more(late.all, late.shown.len()))
            }
        }
    }

    fn late_of(&self, of: &Of) -> Markup {
        match of {
            Of::Matter(id) => self.matter_link(*id),
            Of::Resolution(id, name) => self.lasting_link(*id, name),
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
