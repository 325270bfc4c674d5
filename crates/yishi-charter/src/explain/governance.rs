//! Clauses about the rules themselves: posts, floating residents, duties kept apart, contests, teams, amendments.

use super::Speaker;
use crate::clause::{ClausePath, Item, Line, steps};
use crate::words::{none, period, power, say};
use yishi_core::{
    AmendmentClause, Anonymous, ContestClause, DutyClause, DutyCover, FloatingClause, JointClause,
    PostClause, SeparationClause, SubmissionsClause, TeamClause,
};

impl Speaker<'_> {
    pub(super) fn posts(self, posts: &[PostClause]) -> Vec<Item> {
        let keys = steps(&posts.iter().map(|post| post.id.as_str()).collect::<Vec<_>>());
        posts.iter().zip(keys).map(|(post, key)| self.one_post(post, &key)).collect()
    }

    fn one_post(self, post: &PostClause, key: &str) -> Item {
        let language = self.language;
        let PostClause { id: _, name, level, holders, duties } = post;
        let path = ClausePath::of("posts").then(key);
        let level = self.level(level);
        let sentence = say!(
            language,
            "Every council at level {level} has the post “{name}” with at most {holders} holder(s).",
            "{level}的每个议事会设岗位「{name}」,至多{holders}人。"
        );
        let about = |english: &str, chinese: &str| say!(language, "{english}", "{chinese}");
        let mut lines = vec![
            Line::new(path.then("name"), about("name", "名称"), name.clone(), sentence),
            Line::silent(path.then("level"), about("level", "层级"), level),
            Line::silent(path.then("holders"), about("number of holders", "人数"), holders.to_string()),
        ];
        let keys = steps(&duties.iter().map(|duty| duty.id.as_str()).collect::<Vec<_>>());
        let duties = duties.iter().zip(keys);
        lines.extend(duties.map(|(duty, key)| self.duty(duty, path.then("duties").then(&key))));
        Item::plain(path, say!(language, "post “{name}”", "岗位「{name}」"), lines)
    }

    fn duty(self, duty: &DutyClause, clause: ClausePath) -> Line {
        let language = self.language;
        let DutyClause { id: _, name, every, covers } = duty;
        let every = period(language, *every);
        let covers = match covers {
            DutyCover::Once => say!(language, "once", "一次"),
            DutyCover::EachBuilding => say!(language, "for each of their buildings", "所负责的每栋楼各一次"),
        };
        let value = say!(language, "{name}, every {every}, {covers}", "{name},每{every}{covers}");
        let sentence = say!(
            language,
            "Its holder does “{name}” within every {every}, {covers}; what is missed is recorded.",
            "在岗者每{every}须完成「{name}」{covers};漏做的记录在案。"
        );
        Line::new(clause, say!(language, "duty “{name}”", "职责「{name}」"), value, sentence)
    }

    pub(super) fn floating(self, clause: FloatingClause) -> Item {
        let language = self.language;
        let sentence = match clause {
            FloatingClause::TakesPart => say!(
                language,
                "Floating residents submit, support, object and speak; votes and petitions of residents are not theirs.",
                "流动人口可以提诉求、附议、异议、发言,不参加居民表决和联名。"
            ),
            FloatingClause::Votes => say!(
                language,
                "Floating residents vote and sign petitions as residents do.",
                "流动人口与居民一样参加居民表决和联名。"
            ),
        };
        let path = ClausePath::of("floating");
        let about = say!(language, "floating residents", "流动人口");
        Item::plain(path.clone(), about.clone(), vec![Line::new(path, about, sentence.clone(), sentence)])
    }

    pub(super) fn separation(self, clauses: &[SeparationClause]) -> Vec<Item> {
        let language = self.language;
        let keys = steps(&clauses.iter().map(|clause| clause.name.as_str()).collect::<Vec<_>>());
        let item = |(clause, key): (&SeparationClause, String)| {
            let SeparationClause { name, powers } = clause;
            let path = ClausePath::of("separation").then(&key);
            let powers = self.list(powers.iter().map(|found| power(language, *found).to_owned()));
            let sentence = say!(
                language,
                "{name}: nobody may hold two of these powers over one council: {powers}.",
                "{name}:任何人不得对同一议事会兼有下列权限中的两项:{powers}。"
            );
            let about = say!(language, "duties kept apart", "职责分离");
            let lines = vec![
                Line::new(path.then("powers"), about.clone(), powers, sentence),
                Line::silent(path.then("name"), say!(language, "name", "名称"), name.clone()),
            ];
            Item::plain(path, about, lines)
        };
        clauses.iter().zip(keys).map(item).collect()
    }

    pub(super) fn submissions(self, clause: Option<&SubmissionsClause>) -> Option<Item> {
        let language = self.language;
        let SubmissionsClause { anonymous, call_answer } = clause?;
        let path = ClausePath::of("submissions");
        let (value, sentence) = match anonymous {
            Anonymous::Allowed => (
                say!(language, "allowed", "允许"),
                say!(
                    language,
                    "Letters without a name are taken from the suggestion box by whoever may assist.",
                    "意见箱中的匿名来信由代办人员录入。"
                ),
            ),
            Anonymous::NotAllowed => (say!(language, "not taken", "不接收"), String::new()),
        };
        let about = say!(language, "letters without a name", "匿名来信");
        let mut lines = vec![Line::new(path.then("anonymous"), about, value, sentence)];
        lines.extend(call_answer.map(|found| {
            let within = period(language, found);
            Line::new(
                path.then("call_answer"),
                say!(language, "deadline for concluding a call", "征集答复期限"),
                within.clone(),
                say!(
                    language,
                    "What became of a call is said within {within} after its close.",
                    "征集、调研截止后,须在{within}内答复结果。"
                ),
            )
        }));
        Some(Item::plain(path, say!(language, "ways in", "来件"), lines))
    }

    pub(super) fn contest(self, clause: Option<&ContestClause>) -> Option<Item> {
        let language = self.language;
        let ContestClause { signatures, answer } = clause?;
        let path = ClausePath::of("contest");
        let answer = period(language, *answer);
        let lines = vec![
            Line::new(
                path.then("signatures"),
                say!(language, "signatures under a contest", "分流异议人数"),
                signatures.to_string(),
                say!(
                    language,
                    "{signatures} resident(s) may contest the route of a matter; no vote on it opens before the answer.",
                    "居民{signatures}人联名可对事项的分流提出异议;答复前不得表决。"
                ),
            ),
            Line::new(
                path.then("answer"),
                say!(language, "deadline for answering a contest", "分流异议答复期限"),
                answer.clone(),
                say!(
                    language,
                    "Somebody other than who screened answers within {answer}: the route stands, or the matter is routed anew.",
                    "由把关人以外的人在{answer}内答复:维持分流,或重新分流。"
                ),
            ),
        ];
        Some(Item::plain(path, say!(language, "contested routes", "分流异议"), lines))
    }

    pub(super) fn joint(self, clause: Option<&JointClause>) -> Option<Item> {
        let language = self.language;
        let JointClause { report_in, teams } = clause?;
        let path = ClausePath::of("joint");
        let within = period(language, *report_in);
        let mut lines = vec![Line::new(
            path.then("report_in"),
            say!(language, "deadline for reporting in", "报到期限"),
            within.clone(),
            say!(
                language,
                "For a matter that is handled together, teams are called; each reports in within {within}, and one of them leads.",
                "合力办的事项,吹哨召集队伍;各队须在{within}内报到,由其中一队牵头。"
            ),
        )];
        let keys = steps(&teams.iter().map(|team| team.id.as_str()).collect::<Vec<_>>());
        let line = |(team, key): (&TeamClause, String)| {
            let TeamClause { id: _, name, council, seat } = team;
            let (council, seat) = (self.council(council), self.seat(seat));
            let value = say!(language, "{name}: {seat} of {council}", "{name}:{council}的{seat}");
            let sentence = say!(
                language,
                "The team “{name}” is whoever holds the seat {seat} of {council}.",
                "队伍「{name}」由{council}的{seat}组成。"
            );
            let about = say!(language, "team “{name}”", "队伍「{name}」");
            Line::new(path.then("teams").then(&key), about, value, sentence)
        };
        lines.extend(teams.iter().zip(keys).map(line));
        Some(Item::plain(path, say!(language, "joint handling", "合力办"), lines))
    }

    /// The rule by which amendments are adopted, as a clause; what it means is told where amendments are.
    pub(super) fn amendment_rule(self, clause: Option<&AmendmentClause>) -> Item {
        let language = self.language;
        let path = ClausePath::of("amendment");
        let rule = clause.map(|AmendmentClause { rule }| self.rule(rule));
        let value = rule.clone().unwrap_or_else(|| none(language));
        let sentence = rule.map_or_else(String::new, |rule| {
            say!(
                language,
                "An amendment is put in force only after the highest council adopted its text under “{rule}” and the notice has ended.",
                "修订须先由最高议事会按「{rule}」通过该文本,公示期满后方可施行。"
            )
        });
        let about = say!(language, "rule for amendments", "修订所依规则");
        Item::plain(path.clone(), about.clone(), vec![Line::new(path.then("rule"), about, value, sentence)])
    }
}
