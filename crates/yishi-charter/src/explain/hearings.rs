//! How hearings are held, where a charter says more than when they are called: agenda, attendance, turns to speak,
//! adjournment, benches to be heard.

use super::Speaker;
use crate::clause::{ClausePath, Line};
use crate::words::{period, say};
use yishi_core::{AdjournmentClause, AgendaLock, AttendanceProof, HearingClause};

impl Speaker<'_> {
    /// Lines for what is said only where it differs from what goes without saying.
    pub(super) fn held(self, clause: &HearingClause, path: &ClausePath) -> Vec<Line> {
        let HearingClause {
            notice: _,
            urgent_notice: _,
            quorum: _,
            agenda,
            attendance,
            speaking_minutes,
            adjournment,
            benches,
        } = clause;
        let lines = [
            self.agenda(*agenda, path.then("agenda")),
            self.attendance(*attendance, path.then("attendance")),
            speaking_minutes.map(|minutes| self.speaking(minutes, path.then("speaking_minutes"))),
            adjournment.map(|found| self.adjournment(found, path.then("adjournment"))),
        ];
        let mut lines: Vec<Line> = lines.into_iter().flatten().collect();
        if !benches.is_empty() {
            let named = benches.iter().map(|id| {
                let bench = self.charter.benches.iter().find(|bench| bench.id == *id);
                bench.map_or_else(|| id.to_string(), |bench| bench.name.clone())
            });
            let language = self.language;
            let benches = self.list(named);
            let sentence = say!(
                language,
                "These benches are heard before a vote whose rule asks for it: {benches}.",
                "规则要求各方发言的表决,须先听取下列各方意见:{benches}。"
            );
            let about = say!(language, "benches to be heard", "应当发言的各方");
            lines.push(Line::new(path.then("benches"), about, benches, sentence));
        }
        lines
    }

    fn agenda(self, agenda: AgendaLock, path: ClausePath) -> Option<Line> {
        let language = self.language;
        let sentence = match agenda {
            AgendaLock::Open => return None,
            AgendaLock::Items => say!(
                language,
                "Only what stood as an item of a hearing that was held is put to a vote.",
                "只有列入有效协商会议题的方案才能付诸表决。"
            ),
        };
        let about = say!(language, "agenda", "议题");
        Some(Line::new(path, about, say!(language, "locked", "锁定"), sentence))
    }

    fn attendance(self, attendance: AttendanceProof, path: ClausePath) -> Option<Line> {
        let language = self.language;
        let sentence = match attendance {
            AttendanceProof::Recorded => return None,
            AttendanceProof::Signed => say!(
                language,
                "Who signs their own attendance is present; the chair records the others.",
                "本人签到即为到会,其余由主持人登记。"
            ),
        };
        let about = say!(language, "attendance", "到会");
        Some(Line::new(path, about, say!(language, "signed or recorded", "签到或登记"), sentence))
    }

    fn speaking(self, minutes: u32, path: ClausePath) -> Line {
        let language = self.language;
        let value = say!(language, "{minutes} minutes", "{minutes}分钟");
        let sentence = say!(
            language,
            "People speak in the order in which they ask, who has not spoken yet first, for at most {minutes} minute(s) each; points of order go first.",
            "按申请次序发言,未发言者优先,每次至多{minutes}分钟;程序问题优先。"
        );
        Line::new(path, say!(language, "time to speak", "发言时限"), value, sentence)
    }

    fn adjournment(self, clause: AdjournmentClause, path: ClausePath) -> Line {
        let language = self.language;
        let AdjournmentClause { within, times } = clause;
        let within = period(language, within);
        let value = say!(language, "{times} time(s), within {within}", "{times}次,{within}内续会");
        let sentence = say!(
            language,
            "A hearing is adjourned at most {times} time(s), and goes on within {within}.",
            "一次协商会至多休会{times}次,须在{within}内续会。"
        );
        Line::new(path, say!(language, "adjournment", "休会"), value, sentence)
    }
}
