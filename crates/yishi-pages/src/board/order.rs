//! The order of a hearing: its sessions, who had the floor when, points of order, questions. Who it was is left to the record.

use super::Board;
use super::life::Step;
use super::said::Allowance;
use maud::{Markup, html};
use yishi_core::{
    Asked, Hearing, HearingQuestion, HearingSession, PointOfOrder, PointVerdict, SpeakingPosition,
};

/// Most sessions, turns, points or questions that the page of a hearing shows; the record has them all.
const MOST: usize = 20;

impl Board<'_> {
    /// Sessions, turns, points of order and questions, as far as there were any.
    pub(super) fn order_of(&self, hearing: &Hearing, left: &Allowance) -> Markup {
        let (floor, questions) = (&hearing.floor, &hearing.questions);
        html! {
            (self.sessions(hearing, MOST))
            @if !floor.turns.is_empty() || !floor.waiting.is_empty() {
                h2 { (self.pick("Turns to speak", "发言顺序")) " · " (floor.turns.len()) }
                ol { @for turn in floor.turns.iter().take(MOST) { li {
                    (self.moment(turn.from_ms)) " – " (self.moment(turn.ended_at_ms.unwrap_or(turn.until_ms))) " · " (self.entry(turn.given_at))
                } } }
                (self.more(floor.turns.len(), MOST))
                @if !floor.waiting.is_empty() { p { (self.pick("Waiting for the floor: ", "等候发言:")) (floor.waiting.len()) } }
            }
            @if !floor.points.is_empty() {
                h2 { (self.pick("Points of order", "程序问题")) " · " (floor.points.len()) }
                ol { @for point in floor.points.iter().take(MOST) { li { (self.entry(point.id.entry_index())) (self.point(point, left, 600)) } } }
                (self.more(floor.points.len(), MOST))
            }
            @if !questions.is_empty() {
                h2 { (self.pick("Questions", "提问")) " · " (questions.len()) }
                ol { @for question in questions.iter().take(MOST) { li { (self.entry(question.id.entry_index())) (self.question(question, left, 600)) } } }
                (self.more(questions.len(), MOST))
            }
        }
    }

    /// The sessions, each with how it ended.
    pub(super) fn sessions(&self, hearing: &Hearing, most: usize) -> Markup {
        html! {
            @if !hearing.sessions.is_empty() {
                h2 { (self.pick("Sessions", "会次")) " · " (hearing.sessions.len()) }
                ol { @for session in hearing.sessions.iter().take(most) { li { (self.session(session)) } } }
                (self.more(hearing.sessions.len(), most))
            }
        }
    }

    fn session(&self, session: &HearingSession) -> Markup {
        html! {
            (self.pick("begun ", "开始:")) (self.moment(session.opened_at_ms)) " · " (self.entry(session.opened_at))
            @match &session.end {
                None => { " · " strong { (self.pick("under way", "进行中")) } }
                Some(end) => {
                    " · " @if end.reason.is_some() { (self.pick("adjourned ", "休会:")) } @else { (self.pick("closed ", "结束:")) }
                    (self.moment(end.at_ms)) " · " (self.entry(end.index)) " · " (self.pick("present: ", "到会:")) (end.present.len())
                    " · " (self.pick("voting seats present: ", "有表决权席位到会:")) (end.seats_present) "/" (end.seats_held)
                    @if let Some(reason) = &end.reason { p { bdi { (self.line(reason)) } } }
                }
            }
        }
    }

    /// What was raised and what the chair found.
    pub(super) fn point(&self, point: &PointOfOrder, left: &Allowance, most: usize) -> Markup {
        html! {
            (self.statement(&point.text, left, most))
            @match &point.ruled {
                None => p { strong { (self.pick("waits for the chair's ruling", "待主持人裁定")) } },
                Some(ruled) => {
                    p { strong { (self.point_verdict(ruled.ruling)) } " · " (self.entry(ruled.index)) }
                    (self.statement(&ruled.text, left, most))
                }
            }
        }
    }

    pub(super) fn question(&self, question: &HearingQuestion, left: &Allowance, most: usize) -> Markup {
        html! {
            p class="soft" { (self.pick("asked of ", "提问对象:")) (self.asked(&question.to)) }
            (self.statement(&question.text, left, most))
            @match &question.answer {
                None => p { strong class="late" { (self.pick("not answered yet", "尚未答复")) } },
                Some(answer) => {
                    p { strong { (self.pick("Answer", "答复")) } " · " (self.entry(answer.index)) }
                    (self.statement(&answer.text, left, most))
                }
            }
        }
    }

    fn asked(&self, asked: &Asked) -> Markup {
        html! {
            @match asked {
                Asked::Chair => (self.pick("the chair", "主持人")),
                Asked::Drafter { proposal } => { (self.pick("who drafted ", "起草人:")) (proposal) }
                Asked::Bench { bench } => bdi { (self.bench_name(bench)) },
            }
        }
    }

    const fn point_verdict(&self, found: PointVerdict) -> &'static str {
        match found {
            PointVerdict::Sustained => self.pick("sustained", "成立"),
            PointVerdict::Overruled => self.pick("overruled", "不成立"),
        }
    }

    pub(super) const fn speaking_position(&self, position: SpeakingPosition) -> &'static str {
        match position {
            SpeakingPosition::For => self.pick("for it", "赞成"),
            SpeakingPosition::Against => self.pick("against it", "反对"),
            SpeakingPosition::Neutral => self.pick("neutral", "中立"),
        }
    }

    /// The call of a hearing, and each beginning and end of its sessions.
    pub(super) fn hearing_steps(&self, hearing: &Hearing) -> Vec<Step> {
        let called = Step::new(hearing.id.entry_index(), self.pick("hearing called", "召集协商会"));
        let mut steps = vec![called.with(self.hearing_line(hearing))];
        for (number, session) in hearing.sessions.iter().enumerate() {
            let what = match number {
                0 => self.pick("hearing opened", "协商会开始"),
                _ => self.pick("hearing goes on", "协商会续会"),
            };
            steps.push(Step::new(session.opened_at, what).at(session.opened_at_ms));
            let end = session.end.as_ref().filter(|end| end.reason.is_some());
            let adjourned = self.pick("hearing adjourned", "协商会休会");
            steps.extend(end.map(|end| Step::new(end.index, adjourned).at(end.at_ms)));
        }
        if hearing.minutes.is_some() {
            let closed = hearing.closed_at().unwrap_or(hearing.changed_at);
            steps.push(Step::new(closed, self.pick("hearing closed with minutes", "协商会结束并形成纪要")));
        }
        steps
    }
}
