//! Answers as TOML, with comments that say what each part is for.

use super::answer::{Answers, Named, OwnersVote, ResidentsVote};
use crate::words::{pick, say};
use std::fmt::Write as _;
use yishi_core::Period;
use yishi_tally::Language;

/// Writes a charter from answers. It passes the check unless the answers contradict each other, which the check then says.
pub fn write(answers: &Answers) -> String {
    let writer = Writer { answers, language: answers.language };
    let parts = [
        writer.head(),
        writer.levels(),
        writer.councils(),
        writer.benches(),
        writer.seats(),
        writer.classes(),
        writer.routing(),
        writer.times(),
        writer.decisions(),
        writer.escalation(),
    ];
    parts.join("\n")
}

struct Writer<'a> {
    answers: &'a Answers,
    language: Language,
}

/// A level with its councils.
struct LevelPlan {
    id: String,
    name: String,
    councils: Vec<(String, String)>,
}

/// A text as TOML writes it.
fn quoted(text: &str) -> String {
    toml::Value::from(text).to_string()
}

impl Writer<'_> {
    fn say<'w>(&self, english: &'w str, chinese: &'w str) -> &'w str {
        pick(self.language, english, chinese)
    }

    fn head(&self) -> String {
        let comment = self.say(
            "# The charter of a community, begun with `yishi charter new`. Change names and numbers, then run\n# `yishi charter check` and `yishi charter explain` on it.",
            "# 社区议事章程,由 `yishi charter new` 起草。请修改名称和数字,再用 `yishi charter check` 检查、`yishi charter explain` 查看说明。",
        );
        format!("{comment}\nname = {}\n", quoted(&self.answers.name))
    }

    /// An entry with an id and a name.
    fn entry(list: &str, id: &str, name: &str) -> String {
        format!("[[{list}]]\nid = {}\nname = {}\n", quoted(id), quoted(name))
    }

    fn plans(&self) -> Vec<LevelPlan> {
        let top = self.answers.levels.len().saturating_sub(1);
        let plan = |(rank, level): (usize, &Named)| {
            let id = level.id_or(format!("level-{}", rank.saturating_add(1)));
            let answer = self.answers.councils.iter().find(|answer| answer.level == id);
            let usual = if rank == top { 1 } else { 2 };
            let names = answer.map_or_else(|| vec![None; usual], |answer| answer.names.clone());
            let one = names.len() == 1;
            let councils = names.into_iter().enumerate().map(|(position, name)| {
                let number = position.saturating_add(1);
                let council = if one { id.clone() } else { format!("{id}-{number}") };
                let made_up = self.council_name(&level.name, number, one);
                (council, name.unwrap_or(made_up))
            });
            LevelPlan { councils: councils.collect(), name: level.name.clone(), id }
        };
        self.answers.levels.iter().enumerate().map(plan).collect()
    }

    fn council_name(&self, level: &str, number: usize, only: bool) -> String {
        match only {
            true => say!(self.language, "{level} council", "{level}议事会"),
            false => say!(self.language, "{level} council {number}", "第{number}{level}议事会"),
        }
    }

    fn levels(&self) -> String {
        let mut text =
            format!("# {}\n", self.say("Levels of councils, lowest first.", "议事层级,由低到高。"));
        for plan in self.plans() {
            text.push_str(&Self::entry("levels", &plan.id, &plan.name));
        }
        text
    }

    fn councils(&self) -> String {
        let comment = self.say(
            "Councils. All but the highest name the one above them; correct that where they were shared out wrongly.",
            "议事会。除最高一级外,都写明上级(parent);分配不对的请改正。",
        );
        let mut text = format!("# {comment}\n");
        let plans = self.plans();
        for (rank, plan) in plans.iter().enumerate().rev() {
            let above = plans.get(rank.saturating_add(1)).map(|above| above.councils.as_slice());
            let count = plan.councils.len().max(1);
            for (position, (id, name)) in plan.councils.iter().enumerate() {
                text.push_str(&Self::entry("councils", id, name));
                let _ = writeln!(text, "level = {}", quoted(&plan.id));
                // Neighbours in the list come below the same council.
                let parent = above.and_then(|above| above.get(position.saturating_mul(above.len()) / count));
                if let Some((parent, _)) = parent {
                    let _ = writeln!(text, "parent = {}", quoted(parent));
                }
            }
        }
        text
    }

    fn bench_id(position: usize, bench: &Named) -> String {
        bench.id_or(format!("bench-{}", position.saturating_add(1)))
    }

    fn benches(&self) -> String {
        let comment = self.say(
            "Parties in the councils. The first one convenes, the last are the residents.",
            "参加议事的各方。第一方负责牵头,最后一方是居民。",
        );
        let mut text = format!("# {comment}\n");
        for (position, bench) in self.answers.benches.iter().enumerate() {
            text.push_str(&Self::entry("benches", &Self::bench_id(position, bench), &bench.name));
        }
        text
    }

    fn seats(&self) -> String {
        let comment = self.say(
            "Kinds of seats. Powers: screen, convene, dispatch, supervise, evaluate, certify, appoint, enrol, assist, redact, import,\n# refer, amend, count; over `own`, `below` or `own_and_below` councils. Who screens does not supervise.",
            "席位。权限:screen 把关、convene 牵头、dispatch 派单、supervise 督办、evaluate 评议、certify 认证、appoint 任免、enrol 登记、\n# assist 代办、redact 遮蔽、import 导入、refer 转交、amend 修订、count 计票;范围 own 本级、below 下级、own_and_below 本级和下级。把关的人不督办。",
        );
        let mut text = format!("# {comment}\n");
        let plans = self.plans();
        let highest = plans.len().saturating_sub(1);
        for (rank, plan) in plans.iter().enumerate().rev() {
            if rank == highest {
                text.push_str(&self.highest_seats(&plan.id));
            } else {
                text.push_str(&self.lower_convener(plan));
            }
            text.push_str(&self.party_seats(plan));
        }
        let _ = write!(
            text,
            "\n# {}\n[registrars]\nthreshold = {}\n",
            self.say("So many registrars agree on every key.", "登记每把密钥须有几名登记员共同确认。"),
            self.answers.registrars
        );
        text
    }

    fn first_bench(&self) -> String {
        self.answers.benches.first().map_or_else(String::new, |bench| Self::bench_id(0, bench))
    }

    fn seat(id: &str, name: &str, place: [&str; 2], holders: u32, votes: &str, powers: &[&str]) -> String {
        let [bench, level] = place.map(quoted);
        let mut text = Self::entry("seats", id, name);
        let _ = writeln!(text, "bench = {bench}\nlevel = {level}\nholders = {holders}\nvotes = \"{votes}\"");
        if !powers.is_empty() {
            text.push_str("powers = [\n");
            for power in powers {
                let _ = writeln!(text, "  {{ power = \"{power}\", over = \"own_and_below\" }},");
            }
            text.push_str("]\n");
        }
        text
    }

    fn highest_seats(&self, level: &str) -> String {
        let bench = self.first_bench();
        let place = [bench.as_str(), level];
        let secretary = ["screen", "convene", "refer", "appoint", "amend", "redact"];
        let clerk = ["dispatch", "certify", "enrol", "assist", "import"];
        [
            Self::seat("secretary", self.say("Secretary", "书记"), place, 1, "votes", &secretary),
            Self::seat("clerk", self.say("Clerk", "工作人员"), place, 3, "advises", &clerk),
            Self::seat("supervisor", self.say("Supervisor", "监督员"), place, 2, "votes", &["supervise"]),
        ]
        .concat()
    }

    fn lower_convener(&self, plan: &LevelPlan) -> String {
        let (id, name) = (format!("{}-convener", plan.id), &plan.name);
        let name = say!(self.language, "Convener ({name})", "{name}召集人");
        Self::seat(&id, &name, [&self.first_bench(), &plan.id], 1, "votes", &["convene", "refer"])
    }

    /// One seat for each further party; the residents have several, and evaluate.
    fn party_seats(&self, plan: &LevelPlan) -> String {
        let last = self.answers.benches.len().saturating_sub(1);
        let mut text = String::new();
        for (position, bench) in self.answers.benches.iter().enumerate() {
            let (bench_id, level, party) = (Self::bench_id(position, bench), &plan.name, &bench.name);
            let id = format!("{}-{bench_id}", plan.id);
            let name = say!(self.language, "Representative of {party} ({level})", "{level}{party}代表");
            let place = [bench_id.as_str(), plan.id.as_str()];
            if position == last {
                text.push_str(&Self::seat(
                    &id,
                    &name,
                    place,
                    self.answers.representatives,
                    "votes",
                    &["evaluate"],
                ));
            } else if position > 0 {
                text.push_str(&Self::seat(&id, &name, place, 1, "votes", &[]));
            }
        }
        text
    }

    fn class_id(position: usize, class: &Named) -> String {
        class.id_or(format!("class-{}", position.saturating_add(1)))
    }

    fn classes(&self) -> String {
        let mut text = format!("# {}\n", self.say("Classes of matters.", "事项类别。"));
        for (position, class) in self.answers.classes.iter().enumerate() {
            text.push_str(&Self::entry("classes", &Self::class_id(position, class), &class.name));
        }
        text
    }

    fn routing(&self) -> String {
        let comment = self.say(
            "Routing: the first rule whose conditions all hold fires; the last has none and takes the rest. Costs are in fen.",
            "分流:按次序,第一条条件全部符合的规则生效;最后一条没有条件,其余都归它。费用以分计。",
        );
        let mut text = format!("# {comment}\n");
        let plans = self.plans();
        let urgent = self.answers.urgent_cost_yuan;
        if let (Some(lowest), true) = (plans.first(), urgent > 0) {
            let name = say!(
                self.language,
                "Urgent matters up to {urgent} yuan are handled at once",
                "急事立刻办:不超过{urgent}元的急事直接办"
            );
            text.push_str(&Self::entry("routing", "urgent", &name));
            let fen = urgent.saturating_mul(100);
            let _ = writeln!(text, "when = {{ cost_fen_at_most = {fen}, urgency = \"urgent\" }}");
            let _ = writeln!(text, "level = {}\ntrack = \"direct\"", quoted(&lowest.id));
        }
        let (mut households, mut cost) = (60, 20_000);
        for (rank, plan) in plans.iter().enumerate() {
            if rank.saturating_add(1) == plans.len() {
                text.push_str(&self.rest(plan));
                continue;
            }
            households = self.answers.households.get(rank).copied().unwrap_or(households);
            cost = self.answers.costs_yuan.get(rank).copied().unwrap_or(cost);
            text.push_str(&self.small(plan, [households, cost]));
            households = households.saturating_mul(5);
            cost = cost.saturating_mul(10);
        }
        text
    }

    fn small(&self, plan: &LevelPlan, [households, cost]: [u64; 2]) -> String {
        let level = &plan.name;
        let name = say!(
            self.language,
            "Up to {households} households and {cost} yuan: {level}",
            "不超过{households}户、{cost}元的由{level}议"
        );
        let mut text = Self::entry("routing", &format!("{}-decides", plan.id), &name);
        let fen = cost.saturating_mul(100);
        let _ = writeln!(
            text,
            "when = {{ affected_households_at_most = {households}, cost_fen_at_most = {fen} }}\nlevel = {}\ntrack = \"deliberate\"",
            quoted(&plan.id)
        );
        text
    }

    fn rest(&self, plan: &LevelPlan) -> String {
        let level = &plan.name;
        let name = say!(self.language, "Everything else: {level}", "其余都由{level}议");
        let mut text = Self::entry("routing", &format!("{}-decides", plan.id), &name);
        let _ = writeln!(text, "level = {}\ntrack = \"deliberate\"", quoted(&plan.id));
        text
    }

    fn times(&self) -> String {
        let Answers { screening, deliberation, hearing_notice, posting, .. } = self.answers;
        let comment = self.say(
            "Times: `24h` hours, `7d` days, `3wd` working days, `6mo` months.",
            "时限:`24h` 小时、`7d` 日、`3wd` 工作日、`6mo` 月。",
        );
        let shares = self.say(
            "Shares: `at_least` includes the number, `more_than` does not.",
            "比例:at_least 为“以上”,含本数;more_than 为“超过”“过半数”,不含本数。",
        );
        // An urgent hearing is never called earlier than an ordinary one.
        let urgent = match hearing_notice {
            Period::Hours(hours) if *hours < 24 => *hearing_notice,
            _ => Period::Hours(24),
        };
        format!(
            "# {comment}\n[deadlines]\nscreening = \"{screening}\"\ndeliberation = \"{deliberation}\"\nresolution_notice = \"{posting}\"\n\
             action = \"30d\"\ncertification = \"10d\"\nfirst_action = \"15d\"\n\n# {shares}\n[hearings]\nnotice = \"{hearing_notice}\"\n\
             urgent_notice = \"{urgent}\"\nquorum = {{ more_than = \"1/2\" }}\n\n[evaluation]\nwindow = \"15d\"\nleast_ratings = {}\n\
             satisfied = {{ at_least = \"2/3\" }}\n",
            self.answers.representatives.clamp(1, 3)
        )
    }

    fn decisions(&self) -> String {
        let comment = self.say(
            "Decision rules. All requirements have to be met; one with `quorum = true` says how many have to take part.",
            "表决规则。各项要求须全部达到;写有 quorum = true 的,说的是须有多少人参加。",
        );
        let mut text = format!("# {comment}\n");
        let council = self.say("Majority of the council", "议事会:过半数席位参加,参加表决的过半数同意");
        text.push_str(&self.rule(
            "council",
            council,
            "seats",
            ["24h", ""],
            &["hearing_held", "objections_answered"],
        ));
        text.push_str(&self.required(
            &[["heads", "more_than", "1/2"]],
            "cast",
            &[["heads", "more_than", "1/2"]],
        ));
        if self.answers.residents == ResidentsVote::Included {
            let name = self.say("Vote of the residents", "居民表决:三分之一以上居民参加,同意多于反对");
            text.push_str(&self.rule("residents", name, "residents", ["7d", "7d"], &["objections_answered"]));
            text.push_str(&self.required(
                &[["heads", "at_least", "1/3"]],
                "cast",
                &[["heads", "more_than", "1/2"]],
            ));
        }
        if self.answers.owners == OwnersVote::Included {
            text.push_str(&self.owners());
        }
        text
    }

    /// The two majorities of the Civil Code, art. 278.
    fn owners(&self) -> String {
        let took_part = [["area", "at_least", "2/3"], ["heads", "at_least", "2/3"]];
        let ordinary = [["area", "more_than", "1/2"], ["heads", "more_than", "1/2"]];
        let special = [["area", "at_least", "3/4"], ["heads", "at_least", "3/4"]];
        let names = [
            self.say(
                "Owners' ordinary decision, Civil Code art. 278",
                "业主共同决定·一般事项(民法典第二百七十八条)",
            ),
            self.say(
                "Owners' special decision, Civil Code art. 278",
                "业主共同决定·特别事项(民法典第二百七十八条)",
            ),
        ];
        let mut text = String::new();
        for (id, name, majority) in
            [("owners-ordinary", names[0], ordinary), ("owners-special", names[1], special)]
        {
            text.push_str(&self.rule(id, name, "owners", ["15d", "15d"], &["objections_answered"]));
            text.push_str(&self.required(&took_part, "participating", &majority));
        }
        text
    }

    fn rule(&self, id: &str, name: &str, electorate: &str, times: [&str; 2], before: &[&str]) -> String {
        let [voting, notice] = times;
        let mut text = Self::entry("decisions", id, name);
        let _ = writeln!(
            text,
            "electorate = \"{electorate}\"\nopenness = \"named\"\nvoting_at_least = \"{voting}\""
        );
        if !notice.is_empty() {
            let _ = writeln!(text, "notice = \"{notice}\"");
        }
        let before: Vec<String> = before.iter().map(|found| format!("\"{found}\"")).collect();
        let _ = writeln!(text, "before = [{}]", before.join(", "));
        text
    }

    /// Who has to take part, of all; and who has to be for it, of this base. Each as measure, bound and share.
    fn required(&self, quorum: &[[&str; 3]], base: &str, majority: &[[&str; 3]]) -> String {
        let mut text = String::from("requirements = [\n");
        let mut line = |part: &str, base: &str, [measure, bound, share]: [&str; 3], quorum: &str| {
            let name = self.requirement_name(part, measure, [bound, share]);
            let _ = writeln!(
                text,
                "  {{ name = {}, part = \"{part}\", base = \"{base}\", measure = \"{measure}\", threshold = {{ {bound} = \"{share}\" }}{quorum} }},",
                quoted(&name)
            );
        };
        quorum.iter().for_each(|found| line("participating", "entitled", *found, ", quorum = true"));
        majority.iter().for_each(|found| line("for", base, *found, ""));
        text.push_str("]\n");
        text
    }

    fn requirement_name(&self, part: &str, measure: &str, [bound, share]: [&str; 2]) -> String {
        let measure = match measure {
            "area" => self.say("by area", "专有部分面积"),
            _ => self.say("by heads", "人数"),
        };
        let act = match part {
            "for" => self.say("are for it", "同意"),
            _ => self.say("take part", "参加"),
        };
        let bound = match bound {
            "at_least" => say!(self.language, "at least {share}", "{share}以上"),
            _ => say!(self.language, "more than {share}", "超过{share}"),
        };
        say!(self.language, "{bound} {act}, {measure}", "{measure}{bound}{act}")
    }

    fn escalation(&self) -> String {
        let comment = self.say("What moves a matter to the council above.", "哪些情形上提到上一级议事会。");
        let mut text = format!("# {comment}\n");
        for (id, trigger) in [("deadline", "deadline_missed"), ("no-quorum", "no_quorum"), ("tie", "tie")] {
            let _ = writeln!(text, "[[escalation]]\nid = \"{id}\"\non = {{ trigger = \"{trigger}\" }}");
        }
        let signatures = self.answers.petition;
        if signatures > 0 {
            let _ = writeln!(
                text,
                "[[escalation]]\nid = \"petition\"\non = {{ trigger = \"petition\", signatures = {signatures} }}"
            );
        }
        text
    }
}
