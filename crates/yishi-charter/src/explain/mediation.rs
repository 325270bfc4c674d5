//! Mediation: who mediates, for how long, and where a dispute goes that is not settled.

use super::Speaker;
use crate::clause::{ClausePath, Item, Line};
use crate::words::{period, say};
use yishi_core::{MediationClause, ReferralClause};

impl Speaker<'_> {
    pub(super) fn mediation(self, clause: Option<&MediationClause>) -> Option<Item> {
        let language = self.language;
        let MediationClause {
            seats,
            mediators,
            name_within,
            session_notice,
            sessions_at_most,
            settle_within,
            referral,
        } = clause?;
        let path = ClausePath::of("mediation");
        let about = |english: &str, chinese: &str| say!(language, "{english}", "{chinese}");
        let who = self.list(seats.iter().map(|seat| self.seat(seat)));
        let (naming, notice) = (period(language, *name_within), period(language, *session_notice));
        let settling = period(language, *settle_within);
        let lines = vec![
            Line::new(
                path.then("seats"),
                about("who mediates", "调解员席位"),
                who.clone(),
                say!(
                    language,
                    "A dispute is mediated only if every side agrees to it, and each side may end it at any time. These may mediate, if they belong to no side: {who}.",
                    "纠纷经各方当事人同意方可调解,任何一方可随时终止。与当事人无关联的下列席位可任调解员:{who}。"
                ),
            ),
            Line::new(
                path.then("mediators"),
                about("mediators of a dispute", "调解员人数"),
                mediators.to_string(),
                say!(
                    language,
                    "A dispute has {mediators} mediator(s); each side may challenge one, and another is named.",
                    "每件纠纷设调解员{mediators}名;每一方可申请更换一名。"
                ),
            ),
            Line::new(
                path.then("name_within"),
                about("time for naming mediators", "确定调解员的期限"),
                naming.clone(),
                say!(language, "They are named within {naming}.", "调解员须在{naming}内确定。"),
            ),
            Line::new(
                path.then("session_notice"),
                about("notice of a session", "调解会通知期"),
                notice.clone(),
                say!(
                    language,
                    "Time and place of a session are told {notice} before at least.",
                    "调解的时间、地点至少提前{notice}通知。"
                ),
            ),
            Line::new(
                path.then("sessions_at_most"),
                about("most sessions", "调解次数上限"),
                sessions_at_most.to_string(),
                say!(
                    language,
                    "There are {sessions_at_most} session(s) at most; what is said at them is not recorded.",
                    "调解最多{sessions_at_most}次;调解中的谈话不作记录。"
                ),
            ),
            Line::new(
                path.then("settle_within"),
                about("time for settling a dispute", "调解期限"),
                settling.clone(),
                say!(
                    language,
                    "A dispute is settled within {settling}, or goes on elsewhere.",
                    "纠纷须在{settling}内调解达成协议,否则转其他途径。"
                ),
            ),
            self.referral(&path, referral),
        ];
        Some(Item::plain(path, say!(language, "mediation", "调解"), lines))
    }

    fn referral(self, path: &ClausePath, referral: &ReferralClause) -> Line {
        let language = self.language;
        let about = say!(language, "where a dispute goes that is not settled", "调解未成的去向");
        let (what, sentence) = match referral {
            ReferralClause::Council { level } => {
                let level = self.level(level);
                let sentence = say!(
                    language,
                    "What is not settled is deliberated by the council of the level {level}; the way to the court stays open to the sides.",
                    "调解未成的,转{level}一级议事会商议;当事人可以依法向人民法院起诉。"
                );
                (level, sentence)
            }
            ReferralClause::Outside { body } => {
                let sentence = say!(
                    language,
                    "What is not settled is closed here and goes to: {body}; the way to the court stays open to the sides.",
                    "调解未成的在此办结,告知当事人:{body};当事人可以依法向人民法院起诉。"
                );
                (body.clone(), sentence)
            }
        };
        Line::new(path.then("referral"), about, what, sentence)
    }
}
