//! The record of a hearing and its attendance list, drawn from the book: to print, and as data. Not shortened, whatever was said.

use super::Board;
use super::frame::{Depth, Framed};
use super::said::Allowance;
use maud::{Markup, html};
use serde_json::{Value, json};
use yishi_core::{Commitment, CouncilId, Hearing, HearingId, MemberId};

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
            (self.sessions(hearing, usize::MAX))
            (self.attendance(hearing))
            h2 { (self.pick("Agenda and place", "议程和地点")) } (self.document(&hearing.agenda, &whole, usize::MAX))
            h2 { (self.pick("Statements", "发言")) " · " (hearing.statements.len()) }
            ol { @for statement in &hearing.statements {
                li { p {
                    code { (statement.member) } " · " (self.entry(statement.id.entry_index()))
                    @if let Some(position) = statement.position { " · " (self.speaking_position(position)) }
                } (self.statement(&statement.text, &whole, usize::MAX)) }
            } }
            (self.floor_record(hearing, &whole))
            @if let Some(minutes) = &hearing.minutes { h2 { (self.pick("Minutes", "纪要")) } (self.statement(minutes, &whole, usize::MAX)) }
            p { a href={ (hearing.id) ".json" } { (self.pick("The same as data (JSON)", "数据文件(JSON)")) } }
            (self.code(hearing.id.entry_index()))
        };
        let title = self.pick("Record and attendance list", "会议记录和签到表");
        Some(self.framed(&Framed { depth: Depth::Below, title, council: Some(&hearing.council), body }))
    }

    /// Who had the floor when, who raised which point, who asked and answered what.
    fn floor_record(&self, hearing: &Hearing, whole: &Allowance) -> Markup {
        let (turns, points) = (&hearing.floor.turns, &hearing.floor.points);
        html! {
            @if !turns.is_empty() {
                h2 { (self.pick("Turns to speak", "发言顺序")) " · " (turns.len()) }
                ol { @for turn in turns { li {
                    code { (turn.member) } " · " (self.moment(turn.from_ms)) " – " (self.moment(turn.ended_at_ms.unwrap_or(turn.until_ms))) " · " (self.entry(turn.given_at))
                } } }
            }
            @if !points.is_empty() {
                h2 { (self.pick("Points of order", "程序问题")) " · " (points.len()) }
                ol { @for point in points { li { p { code { (point.member) } " · " (self.entry(point.id.entry_index())) } (self.point(point, whole, usize::MAX)) } } }
            }
            @if !hearing.questions.is_empty() {
                h2 { (self.pick("Questions", "提问")) " · " (hearing.questions.len()) }
                ol { @for question in &hearing.questions { li { p { code { (question.member) } " · " (self.entry(question.id.entry_index())) } (self.question(question, whole, usize::MAX)) } } }
            }
        }
    }

    fn attendance(&self, hearing: &Hearing) -> Markup {
        html! {
            h2 { (self.pick("Attendance", "到会签到")) " · " (hearing.present.len()) }
            ol { @for member in &hearing.present { li {
                code { (member) } @for seat in self.seats_in(&hearing.council, member) { " · " bdi { (seat) } }
            } } }
        }
    }

    /// The seats that a member holds now in a council.
    pub(super) fn seats_in(&self, council: &CouncilId, member: &MemberId) -> Vec<String> {
        let seats = self.charter().into_iter().flat_map(|charter| charter.seats_of(council));
        let held = seats.filter(|seat| self.state.holds(member, council, &seat.id));
        held.map(|seat| super::shortened(&seat.name, 120)).collect()
    }

    /// The record as data; nothing if there is no hearing of this name.
    pub fn minutes_json(&self, id: &HearingId) -> Option<String> {
        let hearing = self.state.hearings.get(id)?;
        let position = &self.position;
        let statements = hearing.statements.iter().map(|found| {
            json!({"statement": found.id, "entry": found.id.entry_index(), "member": found.member, "text": self.told(&found.text)})
        });
        let turns = hearing.floor.turns.iter().map(|turn| {
            json!({"member": turn.member, "entry": turn.given_at, "from_ms": turn.from_ms, "until_ms": turn.ended_at_ms.unwrap_or(turn.until_ms)})
        });
        let points = hearing.floor.points.iter().map(|point| {
            let ruled = point.ruled.as_ref().map(|ruled| json!({"entry": ruled.index, "member": ruled.by, "ruling": ruled.ruling, "text": self.told(&ruled.text)}));
            json!({"point": point.id, "member": point.member, "text": self.told(&point.text), "ruled": ruled})
        });
        let questions = hearing.questions.iter().map(|question| {
            let answer = question.answer.as_ref().map(|answer| json!({"entry": answer.index, "member": answer.by, "text": self.told(&answer.text)}));
            json!({"question": question.id, "member": question.member, "asked": question.to, "text": self.told(&question.text), "answer": answer})
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
            "sessions": hearing.sessions,
            "statements": statements.collect::<Vec<_>>(),
            "turns": turns.collect::<Vec<_>>(),
            "points": points.collect::<Vec<_>>(),
            "questions": questions.collect::<Vec<_>>(),
            "minutes": hearing.minutes.as_ref().map(|minutes| self.told(minutes)),
        });
        Some(format!("{record:#}\n"))
    }

    fn told(&self, commitment: &Commitment) -> Value {
        match self.state.redacted.get(commitment) {
            Some(entry) => {
                let rule = self.state.withheld_by(*entry).map(|found| &found.ground);
                json!({"commitment": commitment, "words": null, "withheld": {"entry": entry, "rule": rule}})
            }
            None => {
                json!({"commitment": commitment, "words": self.texts.statement(commitment), "withheld": null})
            }
        }
    }
}
