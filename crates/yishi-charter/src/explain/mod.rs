//! A charter in plain sentences, as the secretary of a council would read it out.
//!
//! Every clause has its lines in one of the files here; each takes its clause apart field by field, so that a new field does not
//! compile before it has words. `method` says how options are counted.

mod choice;
mod councils;
mod decision;
mod election;
mod emergency;
mod governance;
mod hard;
mod hearings;
mod mediation;
mod method;
mod powers;
mod process;
mod registry;
mod routing;
mod rules;
mod safeguards;

use crate::clause::{ClausePath, Item, Line, Section, Topic};
use crate::words::{list, reach, say, short};
use yishi_core::{BenchId, Charter, ClassId, CouncilId, LevelId, Power, RuleId, SeatId};
use yishi_tally::Language;

/// Explains a charter: who deliberates, who may do what, how matters travel, by when, and how each kind of vote is decided.
///
/// Also a faulty charter is explained, as far as it says anything.
pub fn explain(charter: &Charter, language: Language) -> Vec<Section> {
    let mut sections = clauses(charter, language);
    sections.push(Speaker { charter, language }.amendment());
    sections
}

/// What one routing rule says, in sentences; none if the charter has no rule of this name.
pub fn explain_route(charter: &Charter, rule: &RuleId, language: Language) -> Vec<String> {
    let Some(position) = charter.routing.iter().position(|found| found.id == *rule) else {
        return Vec::new();
    };
    let item = Speaker { charter, language }.routing(&charter.routing).into_iter().nth(position);
    let lines = item.into_iter().flat_map(|item| item.lines);
    lines.map(|line| line.sentence).filter(|sentence| !sentence.is_empty()).collect()
}

/// An explanation as plain text: headings, and below each its sentences.
pub fn as_text(sections: &[Section]) -> String {
    let mut text = String::new();
    for section in sections {
        text.push_str(&format!("\n{}\n", section.title));
        if !section.intro.is_empty() {
            text.push_str(&format!("  {}\n", section.intro));
        }
        for item in &section.items {
            push_item(&mut text, item);
        }
    }
    text.trim_start().to_owned()
}

fn push_item(text: &mut String, item: &Item) {
    if item.headed {
        text.push_str(&format!("  {}\n", item.title));
    }
    for sentence in item.sentences() {
        let indent = if item.headed { "    " } else { "  " };
        text.push_str(&format!("{indent}- {sentence}\n"));
    }
}

/// Every clause of a charter exactly once, by topic. What the comparison compares.
pub(crate) fn clauses(charter: &Charter, language: Language) -> Vec<Section> {
    let speaker = Speaker { charter, language };
    // Taken apart so that a clause added to the charter does not compile before it has words.
    let Charter {
        name,
        levels,
        councils,
        benches,
        seats,
        posts,
        floating,
        registrars,
        classes,
        routing,
        deadlines,
        hearings,
        decisions,
        escalation,
        evaluation,
        amendment,
        separation,
        contest,
        joint,
        hard_matters,
        mediation,
        rulings,
        emergency,
        submissions,
        registry,
    } = charter;
    let mut who = vec![speaker.name(name), speaker.levels(levels)];
    who.extend(speaker.councils(councils));
    who.push(speaker.benches(benches));
    let mut powers = speaker.seats(seats);
    powers.extend(speaker.posts(posts));
    powers.push(speaker.floating(*floating));
    powers.extend(speaker.separation(separation));
    powers.push(speaker.registrars(registrars));
    powers.push(speaker.amendment_rule(amendment.as_ref()));
    powers.extend(speaker.rulings(rulings.as_ref()));
    powers.extend(speaker.registry(registry.as_ref()));
    let mut matters = vec![speaker.classes(classes)];
    matters.extend(speaker.submissions(submissions.as_ref()));
    matters.extend(speaker.routing(routing));
    matters.extend(speaker.contest(contest.as_ref()));
    matters.extend(speaker.joint(joint.as_ref()));
    matters.extend(speaker.hard_matters(hard_matters.as_ref()));
    matters.extend(speaker.mediation(mediation.as_ref()));
    vec![
        speaker.section(Topic::Councils, who),
        speaker.section(Topic::Powers, powers),
        speaker.section(Topic::Matters, matters),
        speaker.section(Topic::Deadlines, vec![speaker.deadlines(deadlines)]),
        speaker.section(Topic::Hearings, vec![speaker.hearings(hearings)]),
        speaker.section(Topic::Decisions, speaker.decisions(decisions)),
        speaker.section(Topic::Escalation, speaker.escalation(escalation)),
        speaker.section(Topic::Evaluation, vec![speaker.evaluation(evaluation)]),
        speaker.section(Topic::Emergency, speaker.emergency(emergency.as_ref())),
    ]
}

/// Says clauses of one charter in one language.
#[derive(Clone, Copy)]
pub(crate) struct Speaker<'a> {
    pub(crate) charter: &'a Charter,
    pub(crate) language: Language,
}

impl Speaker<'_> {
    fn section(self, topic: Topic, items: Vec<Item>) -> Section {
        Section { topic, title: self.heading(topic), intro: self.intro(topic, &items), items }
    }

    fn heading(self, topic: Topic) -> String {
        let language = self.language;
        match topic {
            Topic::Councils => say!(language, "1. Who deliberates", "一、谁来议事"),
            Topic::Powers => say!(language, "2. Who may do what", "二、谁可以做什么"),
            Topic::Matters => say!(language, "3. How matters travel", "三、事项怎么走"),
            Topic::Deadlines => say!(language, "4. By when", "四、时限"),
            Topic::Hearings => say!(language, "5. How hearings are called", "五、协商会怎么召集"),
            Topic::Decisions => {
                say!(language, "6. How each kind of vote is decided", "六、各类表决怎么决定")
            }
            Topic::Escalation => say!(language, "7. When matters move up", "七、什么时候上提"),
            Topic::Evaluation => say!(language, "8. How work is evaluated", "八、落实怎么评议"),
            Topic::Emergency => say!(language, "9. What an emergency changes", "九、应急状态改变什么"),
            Topic::Amendment => say!(language, "10. Who may amend this charter", "十、谁可以修订章程"),
        }
    }

    fn intro(self, topic: Topic, items: &[Item]) -> String {
        let language = self.language;
        match topic {
            Topic::Matters => say!(
                language,
                "The rules of routing are read in order; the first whose conditions all hold applies, and it is recorded with the matter.",
                "分流规则按次序看,第一条条件全部符合的规则生效,并随事项记录在案。"
            ),
            Topic::Decisions => say!(
                language,
                "Each vote keeps the rule as it stood when the vote opened.",
                "每次表决适用发起时的规则,此后修订章程不影响已发起的表决。"
            ),
            Topic::Escalation if items.is_empty() => {
                say!(language, "No matter moves up by itself.", "没有自动上提的情形。")
            }
            Topic::Emergency if items.is_empty() => {
                say!(language, "There is no emergency mode.", "没有应急状态。")
            }
            _ => String::new(),
        }
    }

    /// Who may amend follows from the powers over the highest council.
    fn amendment(self) -> Section {
        let language = self.language;
        let path = ClausePath::of("seats");
        let root = self.charter.root();
        let holders = root.into_iter().flat_map(|root| self.charter.seats_with_power(Power::Amend, &root.id));
        let lines = holders.map(|(council, seat)| {
            let (seat, name) = (&seat.id, &seat.name);
            let council = self.council(council);
            let clause = path.then(seat.as_str()).then("powers").then(Power::Amend.name());
            let sentence = say!(
                language,
                "The charter and the calendar are adopted and amended by {name} of {council}.",
                "章程和日历由{council}的{name}通过和修订。"
            );
            Line::new(clause, String::new(), String::new(), sentence)
        });
        let mut lines: Vec<Line> = lines.collect();
        lines.push(Line::new(
            ClausePath::of("registrars"),
            String::new(),
            String::new(),
            say!(
                language,
                "Every version is an entry of the book; each later decision names the version it was taken under and is explained under that version for ever.",
                "每个版本都是台账中的一条记录;此后的每项决定都注明所依据的版本,并始终按该版本解释。"
            ),
        ));
        self.section(Topic::Amendment, vec![Item::plain(path, String::new(), lines)])
    }

    /// A level by its name; by its id where there is none.
    fn level(self, id: &LevelId) -> String {
        let level = self.charter.levels.iter().find(|level| level.id == *id);
        level.map_or_else(|| id.to_string(), |level| level.name.clone())
    }

    fn council(self, id: &CouncilId) -> String {
        self.charter.council(id).map_or_else(|| id.to_string(), |council| council.name.clone())
    }

    fn bench(self, id: &BenchId) -> String {
        let bench = self.charter.benches.iter().find(|bench| bench.id == *id);
        bench.map_or_else(|| id.to_string(), |bench| bench.name.clone())
    }

    fn seat(self, id: &SeatId) -> String {
        let seat = self.charter.seats.iter().find(|seat| seat.id == *id);
        seat.map_or_else(|| id.to_string(), |seat| seat.name.clone())
    }

    fn class(self, id: &ClassId) -> String {
        let class = self.charter.classes.iter().find(|class| class.id == *id);
        class.map_or_else(|| id.to_string(), |class| class.name.clone())
    }

    fn rule(self, id: &RuleId) -> String {
        self.charter.decision(id).map_or_else(|| id.to_string(), |rule| short(&rule.name).to_owned())
    }

    fn list(self, names: impl IntoIterator<Item = String>) -> String {
        let names: Vec<String> = names.into_iter().collect();
        list(self.language, names.iter().map(String::as_str))
    }

    /// How far a power goes, as part of a sentence.
    fn reach(self, found: yishi_core::Reach) -> &'static str {
        reach(self.language, found)
    }
}
