//! The page of a hearing, and its call when it is printed: when, about what, who was there, what was said, the minutes.

use super::Board;
use super::frame::{Depth, Framed};
use super::said::Allowance;
use maud::{Markup, html};
use yishi_core::{Hearing, HearingId, HearingStatus};

/// Most statements on a page; all stand in the minutes drawn from the book.
const MOST: usize = 30;

impl Board<'_> {
    /// The page of a hearing; nothing if there is none of this name.
    pub fn hearing(&self, id: &HearingId) -> Option<String> {
        let hearing = self.state.hearings.get(id)?;
        let left = Self::allowance();
        let body = html! {
            p class="lead" { (self.pick("Hearing", "协商会")) " · " (hearing.id) " · " (self.entry(hearing.id.entry_index())) }
            (self.call_of(hearing, &left))
            (self.statements(hearing, &left))
            (self.order_of(hearing, &left))
            @if let Some(minutes) = &hearing.minutes {
                h2 { (self.pick("Minutes", "纪要")) } (self.statement(minutes, &left, 6_000))
            }
            p { (self.link("minutes", hearing.id, self.pick("Record and attendance list drawn from the book", "据台账生成的会议记录和签到表"))) }
            (self.code(hearing.id.entry_index()))
        };
        let matter = self.state.matters.get(&hearing.matter);
        let title = matter.map_or_else(|| hearing.id.to_string(), |matter| self.line(&matter.title));
        Some(self.framed(&Framed {
            depth: Depth::Below,
            title: &title,
            council: Some(&hearing.council),
            body,
        }))
    }

    fn call_of(&self, hearing: &Hearing, left: &Allowance) -> Markup {
        html! {
            dl {
                dt { @if hearing.status == HearingStatus::Adjourned { (self.pick("Goes on", "续会时间")) } @else { (self.pick("Begins", "开始时间")) } } dd { strong { (self.moment(hearing.starts_at_ms)) } }
                dt { (self.pick("Status", "状态")) } dd { (self.hearing_status(hearing.status)) }
                dt { (self.pick("Matter", "事项")) } dd { (self.matter_link(hearing.matter)) }
                dt { (self.pick("Council", "议事会")) } dd { (self.council_link(&hearing.council)) }
                dt { (self.pick("Present", "到会人数")) } dd { (hearing.present.len()) }
            }
            h2 { (self.pick("Agenda and place", "议程和地点")) }
            (self.document(&hearing.agenda, left, 4_000))
        }
    }

    fn statements(&self, hearing: &Hearing, left: &Allowance) -> Markup {
        html! {
            @if !hearing.statements.is_empty() {
                h2 { (self.pick("Statements", "发言")) " · " (hearing.statements.len()) }
                ol { @for statement in hearing.statements.iter().take(MOST) {
                    li { span class="soft" {
                        (self.entry(statement.id.entry_index()))
                        @if let Some(position) = statement.position { " · " (self.speaking_position(position)) }
                        @for bench in &statement.benches { " · " bdi { (self.bench_name(bench)) } }
                    } (self.statement(&statement.text, left, 600)) }
                } }
                (self.more(hearing.statements.len(), MOST))
            }
        }
    }
}
