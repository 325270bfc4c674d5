//! The page of a council: what is overdue, what runs, and the matters before it by stage, page by page.

use super::frame::{Depth, Framed, Part};
use super::{Board, Reach};
use maud::{Markup, html};
use yishi_core::{
    Charter, CompactId, CouncilClause, CouncilId, MatterId, MatterStage, StandingDutyId, StandingRuleId,
};

/// Matters of one page of a list.
const PAGE: usize = 25;
/// Matters of each stage on the first page.
const FIRST: usize = 10;
/// Things of one other kind on the first page.
pub(super) const SOME: usize = 8;
/// The stages in the order in which they are shown.
const STAGES: [MatterStage; 6] = [
    MatterStage::Mediating,
    MatterStage::Deliberating,
    MatterStage::Acting,
    MatterStage::Evaluating,
    MatterStage::HandedOver,
    MatterStage::Closed,
];

/// Which matters a page of a council lists.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Turn {
    /// The newest of each stage, with everything else about the council.
    #[default]
    First,
    /// Those of one stage, from the newest on, or those before a matter.
    Stage {
        /// The stage.
        stage: MatterStage,
        /// The matter before which to go on.
        before: Option<MatterId>,
    },
    /// Its standing duties, from the latest on.
    Duties {
        /// The one before which to go on.
        before: Option<StandingDutyId>,
    },
    /// Its standing rules.
    Rules {
        /// The one before which to go on.
        before: Option<StandingRuleId>,
    },
    /// Its compacts, those no longer in force too.
    Compacts {
        /// The one before which to go on.
        before: Option<CompactId>,
    },
}

impl Turn {
    /// The turn of a query: a stage or another list by its name on the wire, and what to go on before. Nothing of other names.
    pub fn parse(stage: Option<&str>, list: Option<&str>, before: Option<&str>) -> Option<Self> {
        match (stage, list) {
            (None, None) => before.is_none().then_some(Self::First),
            (Some(stage), None) => {
                let stage = STAGES.into_iter().find(|found| name(*found) == stage)?;
                Some(Self::Stage { stage, before: parsed(before)? })
            }
            (None, Some("duties")) => Some(Self::Duties { before: parsed(before)? }),
            (None, Some("rules")) => Some(Self::Rules { before: parsed(before)? }),
            (None, Some("compacts")) => Some(Self::Compacts { before: parsed(before)? }),
            (_, Some(_)) => None,
        }
    }

    /// The first turn of each list.
    pub(super) fn firsts() -> impl Iterator<Item = Self> {
        let stages = STAGES.into_iter().map(|stage| Self::Stage { stage, before: None });
        stages.chain([
            Self::Duties { before: None },
            Self::Rules { before: None },
            Self::Compacts { before: None },
        ])
    }

    /// What its query says: `stage` or `list` with a name, and `before`.
    fn asked(self) -> Option<([&'static str; 2], Option<String>)> {
        let id = |before: Option<&dyn std::fmt::Display>| before.map(ToString::to_string);
        match self {
            Self::First => None,
            Self::Stage { stage, before } => {
                Some((["stage", name(stage)], id(before.as_ref().map(|it| it as _))))
            }
            Self::Duties { before } => Some((["list", "duties"], id(before.as_ref().map(|it| it as _)))),
            Self::Rules { before } => Some((["list", "rules"], id(before.as_ref().map(|it| it as _)))),
            Self::Compacts { before } => Some((["list", "compacts"], id(before.as_ref().map(|it| it as _)))),
        }
    }

    /// The name of its file, for a board of files.
    pub(super) fn file(self, council: &CouncilId) -> String {
        match self.asked() {
            None => council.to_string(),
            Some(([_, name], None)) => format!("{council}.{name}"),
            Some(([_, name], Some(before))) => format!("{council}.{name}.{before}"),
        }
    }
}

/// What to go on before, if anything is said; nothing of what is no id.
fn parsed<I: std::str::FromStr>(before: Option<&str>) -> Option<Option<I>> {
    before.map_or(Some(None), |before| before.parse().ok().map(Some))
}

const fn name(stage: MatterStage) -> &'static str {
    match stage {
        MatterStage::Deliberating => "deliberating",
        MatterStage::Acting => "acting",
        MatterStage::Evaluating => "evaluating",
        MatterStage::Closed => "closed",
        MatterStage::Mediating => "mediating",
        MatterStage::HandedOver => "handed-over",
    }
}

impl Board<'_> {
    /// The page of a council; nothing if the charter in force has none of this name.
    pub fn council(&self, id: &CouncilId, turn: Turn) -> Option<String> {
        let charter = &self.state.charter()?.charter;
        let clause = charter.council(id)?;
        let body = match turn {
            Turn::First => self.whole_council(charter, clause),
            Turn::Stage { stage, before } => self.one_stage(id, stage, before),
            Turn::Duties { .. } | Turn::Rules { .. } | Turn::Compacts { .. } => self.one_list(id, turn),
        };
        let title = self.council_name(id);
        Some(self.framed(&Framed { depth: Depth::Below, title: &title, council: Some(id), body }))
    }

    fn whole_council(&self, charter: &Charter, clause: &CouncilClause) -> Markup {
        let id = &clause.id;
        let level = charter.levels.iter().find(|level| level.id == clause.level);
        html! {
            p class="lead" {
                @if let Some(level) = level { bdi { (super::shortened(&level.name, 120)) } }
                @if let Some(parent) = &clause.parent { " · " (self.pick("below ", "上级:")) (self.council_link(parent)) }
            }
            (self.fitting(self.parts_of(charter, clause)))
            p class="soft" {
                a href={ (id) ".ics" } { (self.pick("Calendar (iCalendar)", "日历(iCalendar)")) } " · "
                a href={ (id) ".atom" } { (self.pick("Feed (Atom)", "订阅(Atom)")) }
            }
        }
    }

    fn parts_of(&self, charter: &Charter, clause: &CouncilClause) -> Vec<Part<'_>> {
        let id = &clause.id;
        let mut parts = vec![
            (self.pick("Overdue", "逾期"), self.late_list(&self.late(id))),
            (self.pick("What runs", "正在进行"), self.running(id)),
            (self.pick("Nominations", "提名"), self.elections(id)),
        ];
        parts.extend(STAGES.map(|stage| (self.stage(stage), self.newest(id, stage))));
        parts.push((self.pick("Compacts", "公约"), self.compacts(id)));
        parts.push((self.pick("Standing duties and rules", "长效职责和规则"), self.lasting(id)));
        parts.push((self.pick("Calls", "征集"), self.calls(id)));
        parts.push((self.pick("Posts", "岗位"), self.posts(id)));
        parts.push((self.pick("Councils below", "下级议事会"), self.councils_below(charter, id)));
        parts
    }

    fn newest(&self, council: &CouncilId, stage: MatterStage) -> Markup {
        let all = self.state.listings.matters.count(council, Some(stage));
        html! {
            h2 { (self.pick("Matters: ", "事项:")) (self.stage(stage)) " · " (all) }
            @if all > 0 { (self.matters(&self.state.listings.matters.latest(council, Some(stage), None, FIRST))) }
            @if all > FIRST { p { (self.list_link(council, Turn::Stage { stage, before: None })) } }
        }
    }

    fn one_stage(&self, council: &CouncilId, stage: MatterStage, before: Option<MatterId>) -> Markup {
        let all = self.state.listings.matters.count(council, Some(stage));
        let shown = self.state.listings.matters.latest(council, Some(stage), before, PAGE);
        html! {
            p class="lead" { (self.pick("Matters: ", "事项:")) (self.stage(stage)) " · " (all) }
            @if shown.is_empty() { p { (self.pick("There are no more.", "没有更多事项。")) } }
            (self.matters(&shown))
            @if let Some(next) = self.next(council, Turn::Stage { stage, before }) { p { (self.list_link(council, next)) } }
        }
    }

    /// What lasts of a council, one page of a list.
    fn one_list(&self, council: &CouncilId, turn: Turn) -> Markup {
        let listings = &self.state.listings;
        let (what, all, list) = match turn {
            Turn::First | Turn::Stage { .. } => return html! {},
            Turn::Duties { before } => (
                self.pick("Standing duties", "长效职责"),
                listings.duties.count(council, None),
                self.duty_list(listings.duties.latest(council, None, before, PAGE).into_iter()),
            ),
            Turn::Rules { before } => (
                self.pick("Standing rules", "长效规则"),
                listings.rules.count(council, None),
                self.rule_list(listings.rules.latest(council, None, before, PAGE).into_iter()),
            ),
            Turn::Compacts { before } => (
                self.pick("Compacts", "公约"),
                listings.compacts.count(council, None),
                self.compact_list(listings.compacts.latest(council, None, before, PAGE).into_iter()),
            ),
        };
        html! {
            p class="lead" { (what) " · " (all) }
            (list)
            @if let Some(next) = self.next(council, turn) { p { (self.list_link(council, next)) } }
        }
    }

    /// The turn after one that is full.
    pub(super) fn next(&self, council: &CouncilId, turn: Turn) -> Option<Turn> {
        let listings = &self.state.listings;
        match turn {
            Turn::First => None,
            Turn::Stage { stage, before } => {
                let last = full(&self.state.listings.matters.latest(council, Some(stage), before, PAGE))?;
                Some(Turn::Stage { stage, before: Some(last) })
            }
            Turn::Duties { before } => {
                let last = full(&listings.duties.latest(council, None, before, PAGE))?;
                Some(Turn::Duties { before: Some(last) })
            }
            Turn::Rules { before } => {
                let last = full(&listings.rules.latest(council, None, before, PAGE))?;
                Some(Turn::Rules { before: Some(last) })
            }
            Turn::Compacts { before } => {
                let last = full(&listings.compacts.latest(council, None, before, PAGE))?;
                Some(Turn::Compacts { before: Some(last) })
            }
        }
    }

    /// A link to a turn of the list of a council.
    pub(super) fn list_link(&self, council: &CouncilId, turn: Turn) -> Markup {
        let query = self.address.query;
        let Some(([key, name], before)) = turn.asked() else { return self.council_link(council) };
        let words = match (&before, turn) {
            (Some(_), _) => self.pick("Earlier ones", "更早的"),
            (None, Turn::Stage { .. }) => self.pick("All of this stage", "查看本阶段全部事项"),
            (None, _) => self.pick("All of them", "查看全部"),
        };
        let address = match self.address.reach {
            Reach::Files => format!("{}.html", turn.file(council)),
            Reach::Served => {
                let joint = if query.is_empty() { "?" } else { "&" };
                let before = before.map(|id| format!("&before={id}")).unwrap_or_default();
                format!("{council}.html{query}{joint}{key}={name}{before}")
            }
        };
        html! { a href=(address) { (words) } }
    }

    fn matters(&self, ids: &[MatterId]) -> Markup {
        html! {
            ul class="matters" { @for matter in ids.iter().filter_map(|id| self.state.matters.get(id)) {
                li {
                    (self.link("matters", matter.id, &self.line(&matter.title)))
                    span class="soft" {
                        " · " (matter.id)
                        @if matter.stage == MatterStage::Deliberating { " · " (self.pick("to decide by ", "须在此前决定:")) (self.moment(matter.decide_by_ms)) }
                        @if let Some(closure) = matter.closure { " · " (self.closure(closure)) }
                        @if matter.round > 1 { " · " (self.pick("round ", "轮次")) (matter.round) }
                    }
                    @if matter.overdue && matter.stage == MatterStage::Deliberating { " " strong class="late" { (self.pick("overdue", "逾期")) } }
                }
            } }
        }
    }
}

/// The last of a page that is full: more may come after it.
fn full<I: Copy>(shown: &[I]) -> Option<I> {
    shown.last().filter(|_| shown.len() == PAGE).copied()
}
