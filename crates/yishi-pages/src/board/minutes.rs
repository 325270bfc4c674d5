//! The record of a hearing and its attendance list, drawn from the book: to print, and as data. Not shortened, whatever was said.

use super::Board;
use super::frame::{Depth, Framed};
use super::said::Allowance;
use maud::{Markup, html};
use serde_json::{Value, json};
use yishi_core::{Commitment, Hearing, HearingId, MemberId};

impl Board<'_> {
    /// The record as a page to print; nothing if there is no hearing of this name.
    pub fn minutes(&self, id: &HearingId) -> Option<String> {
        let hearing = self.state.hearings.get(id)?;
        let whole = Allowance::new(usize::MAX);
        let body = html! {
            p class="lead" { (self.pick("Record of a hearing, drawn from the book", "协商会记录(据台账生成)")) " · " (hearing.id) }
            dl {
                dt { (self.pick("Matter", "事项")) } dd { (self.matter_link(hearing.matter)) }
                dt { (self.pick("Council", "议事会")) } dd { (self.council_link(&hearing.council)) }
                dt { (self.pick("Called for", "召集时间")) } dd { (self.moment(hearing.starts_at_ms)) }
                dt { (self.pick("Status", "状态")) } dd { (self.hearing_status(hearing.status)) }
                dt { (self.pick("Entries", "记录范围")) } dd { (hearing.id.entry_index()) " – " (hearing.changed_at) }
                dt { (self.pick("Root", "树根")) } dd { code { (self.position.root) } }
            }
            (self.attendance(hearing))
            h2 { (self.pick("Agenda and place", "议程和地点")) } (self.document(&hearing.agenda, &whole, usize::MAX))
            h2 { (self.pick("Statements", "发言")) " · " (hearing.statements.len()) }
            ol { @for statement in &hearing.statements {
                li { p { code { (statement.member) } " · " (self.entry(statement.id.entry_index())) } (self.statement(&statement.text, &whole, usize::MAX)) }
            } }
            @if let Some(minutes) = &hearing.minutes { h2 { (self.pick("Minutes", "纪要")) } (self.statement(minutes, &whole, usize::MAX)) }
            p { a href={ (hearing.id) ".json" } { (self.pick("The same as data (JSON)", "数据文件(JSON)")) } }
            (self.code(hearing.id.entry_index()))
        };
        let title = self.pick("Record and attendance list", "会议记录和签到表");
        Some(self.framed(&Framed { depth: Depth::Below, title, council: Some(&hearing.council), body }))
    }

    fn attendance(&self, hearing: &Hearing) -> Markup {
        html! {
            h2 { (self.pick("Attendance", "到会签到")) " · " (hearing.present.len()) }
            ol { @for member in &hearing.present { li {
                code { (member) } @for seat in self.seats_of(hearing, member) { " · " bdi { (seat) } }
            } } }
        }
    }

    /// The seats that a member holds now in the council that held the hearing.
    fn seats_of(&self, hearing: &Hearing, member: &MemberId) -> Vec<String> {
        let charter = self.state.charter().map(|version| &version.charter);
        let seats = charter.into_iter().flat_map(|charter| charter.seats_of(&hearing.council));
        let held = seats
            .filter(|seat| self.state.holders(&hearing.council, &seat.id).any(|holder| holder == member));
        held.map(|seat| super::shortened(&seat.name, 120)).collect()
    }

    /// The record as data; nothing if there is no hearing of this name.
    pub fn minutes_json(&self, id: &HearingId) -> Option<String> {
        let hearing = self.state.hearings.get(id)?;
        let position = &self.position;
        let statements = hearing.statements.iter().map(|found| {
            json!({"statement": found.id, "entry": found.id.entry_index(), "member": found.member, "text": self.told(&found.text)})
        });
        let record = json!({
            "book": {"origin": position.origin, "size": position.size, "root": position.root, "recorded_at_ms": position.recorded_at_ms},
            "hearing": hearing.id,
            "matter": hearing.matter,
            "council": hearing.council,
            "starts_at_ms": hearing.starts_at_ms,
            "status": hearing.status,
            "entries": {"from": hearing.id.entry_index(), "to": hearing.changed_at},
            "agenda": {"document": hearing.agenda, "words": self.texts.document(&hearing.agenda)},
            "present": hearing.present,
            "statements": statements.collect::<Vec<_>>(),
            "minutes": hearing.minutes.as_ref().map(|minutes| self.told(minutes)),
        });
        Some(format!("{record:#}\n"))
    }

    fn told(&self, commitment: &Commitment) -> Value {
        match self.state.redacted.get(commitment) {
            Some(entry) => {
                let rule = self.state.withheld.get(entry).map(|found| &found.ground);
                json!({"commitment": commitment, "words": null, "withheld": {"entry": entry, "rule": rule}})
            }
            None => {
                json!({"commitment": commitment, "words": self.texts.statement(commitment), "withheld": null})
            }
        }
    }
}
