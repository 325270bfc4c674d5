//! The page of a council: what is overdue, what runs, and the matters before it by stage, page by page.

use super::Board;
use super::frame::{Depth, Framed};
use maud::{Markup, html};
use yishi_core::{Charter, CouncilClause, CouncilId, MatterId, MatterStage};

/// Matters of one page of a list.
const PAGE: usize = 25;
/// Matters of each stage on the first page.
const FIRST: usize = 10;
/// The stages in the order in which they are shown.
const STAGES: [MatterStage; 5] = [
    MatterStage::Mediating,
    MatterStage::Deliberating,
    MatterStage::Acting,
    MatterStage::Evaluating,
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
}

impl Turn {
    /// The turn of a query: a stage by its name on the wire, and the matter before which to go on. Nothing of other names.
    pub fn parse(stage: Option<&str>, before: Option<&str>) -> Option<Self> {
        let Some(stage) = stage else { return before.is_none().then_some(Self::First) };
        let stage = STAGES.into_iter().find(|found| name(*found) == stage)?;
        let before = match before {
            Some(before) => Some(before.parse().ok()?),
            None => None,
        };
        Some(Self::Stage { stage, before })
    }
}

const fn name(stage: MatterStage) -> &'static str {
    match stage {
        MatterStage::Deliberating => "deliberating",
        MatterStage::Acting => "acting",
        MatterStage::Evaluating => "evaluating",
        MatterStage::Closed => "closed",
        MatterStage::Mediating => "mediating",
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
            (self.late_list(&self.late(id)))
            (self.running(id))
            (self.calls(id))
            (self.posts(id))
            @for stage in STAGES { (self.newest(id, stage)) }
            (self.councils_below(charter, id))
            p class="soft" {
                a href={ (id) ".ics" } { (self.pick("Calendar (iCalendar)", "日历(iCalendar)")) } " · "
                a href={ (id) ".atom" } { (self.pick("Feed (Atom)", "订阅(Atom)")) }
            }
        }
    }

    fn newest(&self, council: &CouncilId, stage: MatterStage) -> Markup {
        let all = self.state.listings.matters.count(council, Some(stage));
        html! {
            h2 { (self.pick("Matters: ", "事项:")) (self.stage(stage)) " · " (all) }
            @if all > 0 { (self.matters(&self.listed(council, stage, None, FIRST))) }
            @if all > FIRST { p { (self.turn_link(council, stage, None)) } }
        }
    }

    fn one_stage(&self, council: &CouncilId, stage: MatterStage, before: Option<MatterId>) -> Markup {
        let all = self.state.listings.matters.count(council, Some(stage));
        let shown = self.listed(council, stage, before, PAGE);
        html! {
            p class="lead" { (self.pick("Matters: ", "事项:")) (self.stage(stage)) " · " (all) }
            @if shown.is_empty() { p { (self.pick("There are no more.", "没有更多事项。")) } }
            (self.matters(&shown))
            @if let (Some(last), true) = (shown.last(), shown.len() == PAGE) {
                p { (self.turn_link(council, stage, Some(*last))) }
            }
        }
    }

    fn listed(
        &self,
        council: &CouncilId,
        stage: MatterStage,
        before: Option<MatterId>,
        most: usize,
    ) -> Vec<MatterId> {
        let ids = self.state.listings.matters.ids(Some(council), Some(stage)).unwrap_or_default();
        match before {
            Some(before) => ids.range(..before).rev().take(most).copied().collect(),
            None => ids.iter().rev().take(most).copied().collect(),
        }
    }

    fn turn_link(&self, council: &CouncilId, stage: MatterStage, before: Option<MatterId>) -> Markup {
        let joint = if self.address.query.is_empty() { "?" } else { "&" };
        let before = before.map(|id| format!("&before={id}")).unwrap_or_default();
        let words = if before.is_empty() {
            self.pick("All of this stage", "查看本阶段全部事项")
        } else {
            self.pick("Earlier ones", "更早的事项")
        };
        html! { a href={ (council) ".html" (self.address.query) (joint) "stage=" (name(stage)) (before) } { (words) } }
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
