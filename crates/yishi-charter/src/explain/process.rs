//! Deadlines, hearings, what moves matters up, and evaluation.

use super::Speaker;
use crate::clause::{ClausePath, Item, Line, steps};
use crate::words::{optional_period, period, say};
use yishi_core::{Deadlines, EscalationClause, EscalationTrigger, EvaluationClause, HearingClause, Period};
use yishi_tally::bound;

impl Speaker<'_> {
    pub(super) fn deadlines(self, deadlines: &Deadlines) -> Item {
        let Deadlines {
            screening,
            deliberation,
            resolution_notice,
            action,
            certification,
            first_action,
            result_notice,
            amendment_answer,
        } = deadlines;
        let language = self.language;
        let path = ClausePath::of("deadlines");
        let p = |found: Period| period(language, found);
        let line = |field: &str, about: String, value: String, sentence: String| {
            Line::new(path.then(field), about, value, sentence)
        };
        let (screened, decided, posted, done) =
            (p(*screening), p(*deliberation), p(*resolution_notice), p(*action));
        let mut lines = vec![
            line(
                "screening",
                say!(language, "deadline for screening", "把关期限"),
                screened.clone(),
                say!(
                    language,
                    "What is handed in is screened within {screened}.",
                    "居民诉求收到后,须在{screened}内把关答复。"
                ),
            ),
            line(
                "deliberation",
                say!(language, "deadline for deliberation", "商议期限"),
                decided.clone(),
                say!(
                    language,
                    "A matter is decided at its level within {decided}; the clock stops while a vote is open.",
                    "事项须在{decided}内由本级作出决定;表决进行期间不计时。"
                ),
            ),
            line(
                "resolution_notice",
                say!(language, "posting of resolutions", "决议公示期"),
                posted.clone(),
                say!(
                    language,
                    "A certified resolution is posted for {posted}, during which objections are taken.",
                    "决议认证后公示{posted},其间接受异议。"
                ),
            ),
            line(
                "action",
                say!(language, "deadline for work", "落实期限"),
                done.clone(),
                say!(
                    language,
                    "Assigned work is done within {done}, unless the assignment names a date.",
                    "派单落实未另定日期的,须在{done}内完成。"
                ),
            ),
        ];
        lines.extend(self.optional_deadlines([
            *certification,
            *first_action,
            *result_notice,
            *amendment_answer,
        ]));
        Item::plain(path, say!(language, "deadlines", "时限"), lines)
    }

    /// Certification, first action, posting of results, answers to amendments.
    fn optional_deadlines(self, periods: [Option<Period>; 4]) -> Vec<Line> {
        let language = self.language;
        let path = ClausePath::of("deadlines");
        let [certified, assigned, posted, answered] = periods.map(|found| optional_period(language, found));
        let sentences = [
            (
                "certification",
                say!(language, "deadline for certification", "认证期限"),
                say!(
                    language,
                    "A vote that passed is certified within {certified}.",
                    "通过的表决须在{certified}内认证。"
                ),
                certified,
            ),
            (
                "first_action",
                say!(language, "deadline for assigning work", "派单期限"),
                say!(
                    language,
                    "Work on a resolution is assigned within {assigned}.",
                    "决议须在{assigned}内派单。"
                ),
                assigned,
            ),
            (
                "result_notice",
                say!(language, "posting of results", "实施结果公示期"),
                say!(
                    language,
                    "Once all work is accepted, its results are posted for {posted}.",
                    "全部落实验收后,实施结果公示{posted}。"
                ),
                posted,
            ),
            (
                "amendment_answer",
                say!(language, "deadline for answering amendments", "修正案答复期限"),
                say!(
                    language,
                    "An amendment of a proposal is answered within {answered}.",
                    "对方案的修正案须在{answered}内答复。"
                ),
                answered,
            ),
        ];
        let lines = sentences.into_iter().zip(periods).map(|((field, about, sentence, value), found)| {
            let sentence = found.map_or_else(String::new, |_| sentence);
            Line::new(path.then(field), about, value, sentence)
        });
        lines.collect()
    }

    pub(super) fn hearings(self, clause: &HearingClause) -> Item {
        let language = self.language;
        let HearingClause { notice, urgent_notice, quorum, .. } = clause;
        let path = ClausePath::of("hearings");
        let (notice, urgent) = (period(language, *notice), period(language, *urgent_notice));
        let quorum = bound(*quorum, language);
        let mut lines = vec![
            Line::new(
                path.then("notice"),
                say!(language, "notice of hearings", "协商会通知期"),
                notice.clone(),
                say!(
                    language,
                    "A hearing is called at least {notice} before it is held.",
                    "协商会至少提前{notice}通知。"
                ),
            ),
            Line::new(
                path.then("urgent_notice"),
                say!(language, "notice of urgent hearings", "急事协商会通知期"),
                urgent.clone(),
                say!(
                    language,
                    "Where the matter is urgent, {urgent} are enough.",
                    "急事急议,至少提前{urgent}通知。"
                ),
            ),
            Line::new(
                path.then("quorum"),
                say!(language, "quorum of hearings", "协商会到会要求"),
                quorum.clone(),
                say!(
                    language,
                    "It is quorate when {quorum} of the voting seats that are held attend.",
                    "已任职的表决席位到会{quorum},协商会有效。"
                ),
            ),
        ];
        lines.extend(self.held(clause, &path));
        Item::plain(path, say!(language, "hearings", "协商会"), lines)
    }

    pub(super) fn escalation(self, clauses: &[EscalationClause]) -> Vec<Item> {
        let keys = steps(&clauses.iter().map(|clause| clause.id.as_str()).collect::<Vec<_>>());
        clauses.iter().zip(keys).map(|(clause, key)| self.one_escalation(clause, &key)).collect()
    }

    fn one_escalation(self, clause: &EscalationClause, key: &str) -> Item {
        let language = self.language;
        let EscalationClause { id, on } = clause;
        let path = ClausePath::of("escalation").then(key);
        let trigger = self.trigger(*on);
        let line = Line::new(
            path.then("on"),
            say!(language, "when matters move up", "上提情形"),
            trigger.clone(),
            say!(
                language,
                "A matter moves to the council above when {trigger}.",
                "{trigger}的,事项上提到上一级议事会。"
            ),
        );
        Item::plain(path, say!(language, "escalation rule {id}", "上提规则 {id}"), vec![line])
    }

    pub(crate) fn trigger(self, trigger: EscalationTrigger) -> String {
        let language = self.language;
        match trigger {
            EscalationTrigger::DeadlineMissed => {
                say!(language, "the deadline for deliberation is missed", "逾期未作决定")
            }
            EscalationTrigger::NoQuorum => {
                say!(language, "a hearing or a vote lacks its quorum", "协商会或表决未达法定人数")
            }
            EscalationTrigger::Tie => say!(language, "a vote ends in a tie", "表决票数相等"),
            EscalationTrigger::Refused => {
                say!(language, "a vote does not meet its requirements", "表决未通过")
            }
            EscalationTrigger::Petition { signatures } => say!(
                language,
                "{signatures} residents of the area ask for it",
                "辖区居民{signatures}人联名要求"
            ),
        }
    }

    pub(super) fn evaluation(self, clause: &EvaluationClause) -> Item {
        let language = self.language;
        let EvaluationClause { window, least_ratings, satisfied } = clause;
        let path = ClausePath::of("evaluation");
        let (window, satisfied) = (period(language, *window), bound(*satisfied, language));
        let lines = vec![
            Line::new(
                path.then("window"),
                say!(language, "time for evaluation", "评议期"),
                window.clone(),
                say!(
                    language,
                    "Residents' representatives rate finished work from 1 to 5 within {window}.",
                    "落实完成后,居民代表在{window}内评议,评1至5分。"
                ),
            ),
            Line::new(
                path.then("least_ratings"),
                say!(language, "least number of ratings", "最少评议人数"),
                least_ratings.to_string(),
                say!(
                    language,
                    "With fewer than {least_ratings} rating(s) the matter closes as unrated.",
                    "评议不足{least_ratings}人的,事项按未评办结。"
                ),
            ),
            Line::new(
                path.then("satisfied"),
                say!(language, "share of satisfied ratings", "满意比例"),
                satisfied.clone(),
                say!(
                    language,
                    "When {satisfied} of the ratings are 4 or 5, the matter is closed; otherwise it is taken up again.",
                    "4分和5分占{satisfied}的,事项办结;否则重新办理。"
                ),
            ),
        ];
        Item::plain(path, say!(language, "evaluation", "评议"), lines)
    }
}
