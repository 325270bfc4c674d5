//! How each kind of vote is decided: who votes, what comes before, what has to be met.

use super::Speaker;
use crate::clause::{ClausePath, Item, Line, steps};
use crate::words::{electorate, list, none, openness, optional_period, period, quoted, say, short};
use yishi_core::{
    Counting, DecisionClause, DecisionStage, Electorate, LevelId, OpenAmendments, Period, Precondition,
    RuleId, SealedClause, SeatId, SectionClause, SectionVote, SheetsFinish, Unopened,
};
use yishi_tally::{Requirement, explain_requirement};

impl Speaker<'_> {
    pub(super) fn decisions(self, rules: &[DecisionClause]) -> Vec<Item> {
        let keys = steps(&rules.iter().map(|rule| rule.id.as_str()).collect::<Vec<_>>());
        rules.iter().zip(keys).map(|(rule, key)| self.one_decision(rule, &key)).collect()
    }

    fn one_decision(self, rule: &DecisionClause, key: &str) -> Item {
        let language = self.language;
        let DecisionClause {
            id,
            name,
            electorate,
            seats,
            stage,
            after,
            recalls,
            level,
            requirements,
            openness,
            voting_at_least,
            notice,
            before,
            supporters,
            amendments,
            counting,
            sections,
            section_requirements,
            sealed,
            extension,
            finish,
            procedure,
            choice,
            nomination,
            second_round,
            alternates,
            announce,
            service,
            review,
            across,
            filing,
            challenge,
        } = rule;
        let path = ClausePath::of("decisions").then(key);
        let about = say!(language, "name", "名称");
        let mut lines = vec![Line::silent(path.then("name"), about, name.clone())];
        lines.extend(self.voters(&path, *electorate, seats.iter(), level.as_ref()));
        lines.extend(self.order(&path, *stage, after, recalls.as_ref()));
        lines.extend(self.before(&path, *notice, before));
        lines.extend(self.announce(&path, announce.as_ref()));
        lines.push(self.supporters(&path, *supporters));
        lines.push(self.amendments(&path, *amendments));
        lines.push(self.voting_time(&path, *voting_at_least));
        lines.push(self.openness(&path, *openness));
        lines.extend(self.sealed(&path, sealed.as_ref()));
        lines.extend(self.counting(&path, *counting, *finish));
        lines.extend(self.choice(&path, choice.as_ref()));
        lines.extend(self.nomination(&path, nomination.as_ref()));
        lines.extend(self.second_round(&path, second_round.as_ref()));
        lines.extend(self.alternates(&path, alternates.as_ref()));
        lines.extend(self.requirements(&path.then("requirements"), requirements));
        lines.extend(self.sections(&path, sections, section_requirements));
        lines.extend(self.extension(&path, extension.as_ref()));
        lines.extend(self.procedure(&path, procedure));
        lines.extend(self.service(&path, service.as_ref()));
        lines.extend(self.result_review(&path, review.as_ref()));
        lines.extend(self.across(&path, across.as_ref()));
        lines.extend(self.filing(&path, filing.as_ref()));
        lines.extend(self.challenge(&path, challenge.as_ref()));
        let short = short(name);
        let title = say!(language, "Decision rule “{short}” ({id})", "决定规则「{short}」({id})");
        Item::headed(path, title, lines)
    }

    fn voters<'s>(
        self,
        path: &ClausePath,
        voters: Electorate,
        seats: impl ExactSizeIterator<Item = &'s SeatId>,
        level: Option<&LevelId>,
    ) -> Vec<Line> {
        let language = self.language;
        let who = electorate(language, voters);
        let every = seats.len() == 0;
        let seats = self.list(seats.map(|seat| self.seat(seat)));
        let only = match (every, voters) {
            (true, _) => String::new(),
            (false, _) => say!(language, ", of these seats: {seats}", "(限{seats})"),
        };
        let seats =
            if every { say!(language, "all that vote", "全部有表决权的席位") } else { seats };
        let level = level.map_or_else(|| say!(language, "all levels", "各层级"), |level| self.level(level));
        let sentence = say!(
            language,
            "Used by councils of {level}. Who votes: {who}{only}.",
            "适用于{level}的议事会,由{who}表决{only}。"
        );
        vec![
            Line::new(
                path.then("electorate"),
                say!(language, "who votes", "表决主体"),
                who.to_owned(),
                sentence,
            ),
            Line::silent(path.then("seats"), say!(language, "seats that vote", "参加表决的席位"), seats),
            Line::silent(path.then("level"), say!(language, "level that may use it", "适用层级"), level),
        ]
    }

    fn order(
        self,
        path: &ClausePath,
        stage: DecisionStage,
        after: &[RuleId],
        recalls: Option<&SeatId>,
    ) -> Vec<Line> {
        let language = self.language;
        let (stage, staged) = match stage {
            DecisionStage::Final => (say!(language, "a decision", "作出决定"), String::new()),
            DecisionStage::Step => (
                say!(language, "a step that leads to a further vote", "先议,通过后进入下一步表决"),
                say!(
                    language,
                    "It decides nothing yet: what passes goes on, in the same text, to a further vote.",
                    "本步只是先议:通过后,同一文本进入下一步表决。"
                ),
            ),
        };
        let steps = self.list(after.iter().map(|rule| quoted(language, &self.rule(rule))));
        let after = match after.is_empty() {
            true => String::new(),
            false => say!(
                language,
                "The same text must have passed before: {steps}.",
                "同一文本须已先后通过:{steps}。"
            ),
        };
        let seat = recalls.map_or_else(|| none(language), |seat| self.seat(seat));
        let recall = recalls.map_or_else(String::new, |_| {
            say!(
                language,
                "What passes takes the seat {seat} from somebody.",
                "通过后罢免「{seat}」席位的任职者。"
            )
        });
        vec![
            Line::new(path.then("stage"), say!(language, "what it leads to", "作用"), stage, staged),
            Line::new(path.then("after"), say!(language, "steps before it", "先行步骤"), steps, after),
            Line::new(path.then("recalls"), say!(language, "recall", "罢免的席位"), seat, recall),
        ]
    }

    fn before(self, path: &ClausePath, notice: Option<Period>, before: &[Precondition]) -> Vec<Line> {
        let language = self.language;
        let posted = optional_period(language, notice);
        let posting = notice.map_or_else(String::new, |_| {
            say!(
                language,
                "The exact text is posted for {posted} before the vote opens.",
                "表决前,确定的文本须公示{posted}。"
            )
        });
        let words: Vec<&str> = before.iter().map(|found| self.precondition(*found)).collect();
        let before_words = list(language, words.iter().copied());
        let first = match before.is_empty() {
            true => String::new(),
            false => say!(language, "Before the vote opens: {before_words}.", "表决前须:{before_words}。"),
        };
        vec![
            Line::new(
                path.then("notice"),
                say!(language, "posting before the vote", "表决前公示期"),
                posted,
                posting,
            ),
            Line::new(
                path.then("before"),
                say!(language, "what comes before the vote", "表决前提"),
                before_words,
                first,
            ),
        ]
    }

    fn supporters(self, path: &ClausePath, supporters: Option<u32>) -> Line {
        let language = self.language;
        let number = supporters.map_or_else(
            || say!(language, "none", "不要求"),
            |number| say!(language, "{number}", "{number}人"),
        );
        let sentence = supporters.map_or_else(String::new, |number| {
            say!(
                language,
                "Before the vote opens, at least {number} of those concerned support the exact text; a new revision asks them to confirm.",
                "表决前,确定的文本须有{number}人以上附议;文本修订后须重新确认。"
            )
        });
        let about = say!(language, "supporters before the vote", "表决前附议人数");
        Line::new(path.then("supporters"), about, number, sentence)
    }

    fn amendments(self, path: &ClausePath, amendments: OpenAmendments) -> Line {
        let language = self.language;
        let (value, sentence) = match amendments {
            OpenAmendments::Lapse => (say!(language, "lapse", "失效"), String::new()),
            OpenAmendments::Settled => (
                say!(language, "must be settled", "须全部处理"),
                say!(
                    language,
                    "The vote, and each step before it, opens only once every amendment of the text was accepted, refused with a reason, withdrawn, or overtaken by a whole new text.",
                    "对文本的修正案须逐件采纳、说明理由不采纳、撤回或因全文改写被取代后,方可开始表决及其之前的各步。"
                ),
            ),
        };
        let about = say!(language, "amendments open at the vote", "表决时未处理的修正案");
        Line::new(path.then("amendments"), about, value, sentence)
    }

    pub(super) fn precondition(self, found: Precondition) -> &'static str {
        let [english, chinese] = match found {
            Precondition::HearingHeld => ["a quorate hearing on the matter is held", "开过有效的协商会"],
            Precondition::ObjectionsAnswered => ["every objection has an answer", "异议均已答复"],
            Precondition::BenchesHeard => {
                ["the benches that must be heard have spoken", "应当发言的各方均已发言"]
            }
        };
        crate::words::pick(self.language, english, chinese)
    }

    fn voting_time(self, path: &ClausePath, least: Period) -> Line {
        let language = self.language;
        let least = period(language, least);
        let sentence = say!(language, "The vote stays open for at least {least}.", "表决至少持续{least}。");
        Line::new(
            path.then("voting_at_least"),
            say!(language, "least time for voting", "最短表决时间"),
            least,
            sentence,
        )
    }

    fn openness(self, path: &ClausePath, found: yishi_core::Openness) -> Line {
        let language = self.language;
        let words = openness(language, found);
        let sentence = say!(language, "Ballots are {words}.", "表决方式为{words}。");
        Line::new(
            path.then("openness"),
            say!(language, "openness of ballots", "公开方式"),
            words.to_owned(),
            sentence,
        )
    }

    fn sealed(self, path: &ClausePath, clause: Option<&SealedClause>) -> Vec<Line> {
        let language = self.language;
        let path = path.then("sealed");
        let Some(SealedClause { opening, unopened }) = clause else { return Vec::new() };
        let opening = period(language, *opening);
        let unopened = match unopened {
            Unopened::NotCast => say!(language, "as if it had not been cast", "视为未投"),
            Unopened::TakesPart => say!(language, "as taking part, for nothing", "计入参加,不计入任何选择"),
        };
        vec![
            Line::new(
                path.then("opening"),
                say!(language, "time for opening sealed ballots", "密封选票开启期"),
                opening.clone(),
                say!(
                    language,
                    "After the close every voter opens the own ballot within {opening}.",
                    "截止后,各人须在{opening}内自行开启选票。"
                ),
            ),
            Line::new(
                path.then("unopened"),
                say!(language, "ballots that nobody opens", "未开启的选票"),
                unopened.clone(),
                say!(language, "A ballot that nobody opens counts {unopened}.", "未开启的选票{unopened}。"),
            ),
        ]
    }

    fn counting(self, path: &ClausePath, counting: Counting, finish: SheetsFinish) -> Vec<Line> {
        let language = self.language;
        let (counted, said) = match counting {
            Counting::Ballots => (say!(language, "ballots", "选票"), String::new()),
            Counting::Sheets => (
                say!(language, "tally sheets of witnesses", "见证人的计票单"),
                say!(
                    language,
                    "No ballots are kept: one witness enters the totals on a tally sheet, another confirms them.",
                    "不逐票记录:由一名见证人在计票单上录入合计,另一名核对确认。"
                ),
            ),
        };
        let (ends, ends_said) = match finish {
            SheetsFinish::InTime => (say!(language, "at its time", "按时结束"), String::new()),
            SheetsFinish::WhenConfirmed => (
                say!(language, "also once every sheet is confirmed", "计票单全部确认后即可结束"),
                say!(
                    language,
                    "The convener may close the count as soon as every sheet is confirmed.",
                    "计票单全部确认后,召集人即可结束计票。"
                ),
            ),
        };
        vec![
            Line::new(path.then("counting"), say!(language, "what is counted", "计票方式"), counted, said),
            Line::new(path.then("finish"), say!(language, "end of the count", "计票结束"), ends, ends_said),
        ]
    }

    pub(super) fn requirements(self, path: &ClausePath, requirements: &[Requirement]) -> Vec<Line> {
        let language = self.language;
        let names: Vec<&str> = requirements.iter().map(|found| found.name.as_str()).collect();
        let keys = steps(&names);
        let line = |(requirement, key): (&Requirement, String)| {
            let name = &requirement.name;
            let words = explain_requirement(requirement, language);
            Line::new(
                path.then(&key),
                say!(language, "requirement “{name}”", "要求「{name}」"),
                words.clone(),
                say!(language, "Required: {name} ({words}).", "要求:{name}({words})。"),
            )
        };
        requirements.iter().zip(keys).map(line).collect()
    }

    fn sections(
        self,
        path: &ClausePath,
        sections: &[SectionClause],
        section_requirements: &[Requirement],
    ) -> Vec<Line> {
        let language = self.language;
        let list_path = path.then("sections");
        let names: Vec<&str> = sections.iter().map(|section| section.council.as_str()).collect();
        let mut lines = Vec::new();
        for (section, key) in sections.iter().zip(steps(&names)) {
            let SectionClause { council, vote, requirements } = section;
            let (council, path) = (self.council(council), list_path.then(&key));
            let vote = match vote {
                SectionVote::Full => say!(language, "a full vote", "一票"),
                SectionVote::Half => say!(language, "half a vote", "半票"),
            };
            let about = say!(language, "section {council}", "分区「{council}」");
            let sentence = say!(
                language,
                "{council} decides for itself and has {vote} in the joint decision.",
                "{council}单独表决,在联合决定中计{vote}。"
            );
            lines.push(Line::new(path.then("vote"), about, vote, sentence));
            lines.extend(self.requirements(&path.then("requirements"), requirements));
        }
        for mut line in self.requirements(&path.then("section_requirements"), section_requirements) {
            let (about, sentence) = (line.about, line.sentence);
            line.about = say!(language, "in each section: {about}", "各分区:{about}");
            line.sentence = say!(language, "In each section. {sentence}", "各分区分别{sentence}");
            lines.push(line);
        }
        lines
    }
}
