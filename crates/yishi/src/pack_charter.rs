//! Rules of a pack as clauses of a charter: what can be pasted as it stands, and as comments what a charter cannot say.
//!
//! Whether a clause can be used is asked of the check of charters itself, with the clause in the minimal charter.

use crate::pack_words::{figure, source, validity};
use serde::Serialize;
use std::fmt::Write as _;
use yishi_core::{
    Charter, Electorate, MINIMAL_CHARTER_TOML, PackDecides, PackRule, PackValue, Period, RuleId, RulePack,
    canonical_json,
};
use yishi_tally::{Base, Part, Requirement, Threshold};

/// How long a vote lasts at least where no law says it.
const VOTING_PROPOSED: &str = "7d";

/// Why a clause differs from the law that it is taken from.
const CLOSE: &str = "\
# 章程尚不能统计到会,以下以参与表决代替:到会而不弃权也不投票的人不得漏计
# A charter counts no attendance yet: taking part stands for being present below, so that everybody present
# has to cast a ballot, abstaining if need be. The law asks for:
";

/// A pack in force as clauses, one text a rule, and the comments that follow them.
pub struct Clauses {
    /// What each rule became, in the order of the pack.
    pub rules: Vec<Clause>,
    /// What stands in no clause.
    pub rest: String,
}

/// What one rule became.
pub struct Clause {
    /// The rule.
    pub id: RuleId,
    /// Whether it can be pasted; otherwise all of it is a comment.
    pub usable: bool,
    /// TOML with comments.
    pub text: String,
}

/// Turns what is in force of a pack into clauses.
pub fn clauses(pack: &RulePack) -> Clauses {
    Clauses { rules: pack.rules.iter().map(|rule| clause(pack, rule)).collect(), rest: rest(pack) }
}

fn clause(pack: &RulePack, rule: &PackRule) -> Clause {
    let head = head(pack, rule);
    let (usable, body) = match rule.electorate {
        None => (false, "# 章程尚不能表达:不是一个议事会的一次表决 No charter can say it yet: it is not one vote of one council.\n".to_owned()),
        Some(electorate) => body(pack, rule, electorate),
    };
    Clause { id: rule.id.clone(), usable, text: format!("{head}{body}") }
}

/// The clause as the law has it; else with those who vote in place of those present; else as a comment with the reason.
fn body(pack: &RulePack, rule: &PackRule, electorate: Electorate) -> (bool, String) {
    let exact = toml(pack, rule, electorate, &rule.requirements);
    let Some(fault) = first_fault(&exact) else { return (true, exact) };
    let voting: Vec<Requirement> = rule.requirements.iter().map(of_those_voting).collect();
    let close = toml(pack, rule, electorate, &voting);
    if first_fault(&close).is_none() {
        let mut text = CLOSE.to_owned();
        for requirement in &rule.requirements {
            let _ = writeln!(text, "#   {}", inline(requirement));
        }
        return (true, text + &close);
    }
    let commented: String = exact.lines().map(|line| format!("# {line}\n")).collect();
    (false, format!("# 章程尚不能表达 No charter can say it yet: {fault}\n{commented}"))
}

/// What the check of charters says against a clause.
fn first_fault(clause: &str) -> Option<String> {
    let charter: Charter = match toml::from_str(&format!("{MINIMAL_CHARTER_TOML}\n{clause}")) {
        Ok(charter) => charter,
        Err(error) => return Some(error.message().replace('\n', "; ")),
    };
    charter.check().err().and_then(|faults| faults.into_iter().next()).map(|fault| fault.message)
}

fn of_those_voting(requirement: &Requirement) -> Requirement {
    let part = if requirement.part == Part::Present { Part::Participating } else { requirement.part };
    let base = if requirement.base == Base::Present { Base::Participating } else { requirement.base };
    Requirement { part, base, ..requirement.clone() }
}

/// Comments above a clause: what it is, its article, who decides, and which matters.
fn head(pack: &RulePack, rule: &PackRule) -> String {
    let mut text = format!("# {} / {}\n", rule.name.zh, rule.name.en);
    let _ = writeln!(text, "# {}{}", source(&rule.source), validity(rule.validity));
    let _ = writeln!(text, "# 表决主体 who decides: {} / {}", rule.who.zh, rule.who.en);
    for matter in pack.matters.iter().filter(|matter| matter.rule == rule.id) {
        let _ = writeln!(text, "# 事项 matter {}: {} / {}", matter.code, matter.name.zh, matter.name.en);
    }
    text
}

fn toml(pack: &RulePack, rule: &PackRule, electorate: Electorate, requirements: &[Requirement]) -> String {
    let name = format!("{}({})", rule.name.zh, rule.source.article);
    let mut text = format!("[[decisions]]\nid = \"{}\"\nname = {}\n", rule.id, quoted(&name));
    let _ = writeln!(text, "electorate = \"{}\"", word(&electorate));
    text.push_str(
        "# level = \"…\"  # 只供某一层级使用时填写 to be filled in where councils of one level only may use it\n",
    );
    if rule.decides == PackDecides::Election {
        text.push_str("# 法律要求无记名投票的选举,章程尚不能表达 Where the law asks for a secret ballot, no charter can say it yet.\n");
    }
    text.push_str("openness = \"named\"\n");
    if let Some(value) = rule.notice.as_ref().and_then(|id| pack.value(id))
        && let Some(period) = value.is.least_period()
    {
        text.push_str(&timed("notice", period, value));
    }
    let voting = rule.voting.as_ref().and_then(|id| pack.value(id));
    match voting.and_then(|value| Some((value.is.least_period()?, value))) {
        Some((period, value)) => text.push_str(&timed("voting_at_least", period, value)),
        None => {
            let _ = writeln!(
                text,
                "# 法律未作规定,为建议值 not said by the law, a proposal\nvoting_at_least = \"{VOTING_PROPOSED}\""
            );
        }
    }
    match rule.decides {
        PackDecides::Motion => text.push_str(&listed(requirements.iter())),
        PackDecides::Election => text.push_str(&election(requirements)),
    }
    text
}

fn timed(entry: &str, period: Period, value: &PackValue) -> String {
    format!("# {}: {}\n{entry} = \"{period}\"\n", value.name.zh, source(&value.source))
}

/// The share that a candidate needs becomes the method's; what is asked of turnout stays a requirement.
fn election(requirements: &[Requirement]) -> String {
    let (elected, turnout): (Vec<&Requirement>, Vec<&Requirement>) =
        requirements.iter().partition(|requirement| requirement.part == Part::For);
    let mut text = listed(turnout.into_iter());
    text.push_str("\n[decisions.choice]\n# seats: 应选名额,按次修改 how many are to be elected, to be set for each election\n");
    let needed = elected.first().map(|requirement| format!(", needed = {}", bound(requirement.threshold)));
    for requirement in &elected {
        let _ = writeln!(text, "# {}", requirement.name);
    }
    let _ = writeln!(
        text,
        "method = {{ method = \"committee\", seats = 1{}, spare_options = 1, tie = \"stop\" }}",
        needed.unwrap_or_default()
    );
    text
}

fn listed<'a>(requirements: impl Iterator<Item = &'a Requirement>) -> String {
    let rows: Vec<String> = requirements.map(|requirement| format!("  {},\n", inline(requirement))).collect();
    if rows.is_empty() {
        "requirements = []\n".to_owned()
    } else {
        format!("requirements = [\n{}]\n", rows.concat())
    }
}

fn inline(requirement: &Requirement) -> String {
    let quorum = if requirement.quorum { ", quorum = true" } else { "" };
    format!(
        "{{ name = {}, part = \"{}\", base = \"{}\", measure = \"{}\", threshold = {}{quorum} }}",
        quoted(&requirement.name),
        word(&requirement.part),
        word(&requirement.base),
        word(&requirement.measure),
        bound(requirement.threshold)
    )
}

fn bound(threshold: Threshold) -> String {
    match threshold {
        Threshold::AtLeast(share) => format!("{{ at_least = \"{}\" }}", String::from(share)),
        Threshold::MoreThan(share) => format!("{{ more_than = \"{}\" }}", String::from(share)),
    }
}

/// A word as charters write it.
fn word(value: &impl Serialize) -> String {
    canonical_json(value).trim_matches('"').to_owned()
}

/// What no clause above says: values, procedures, and how owners are counted.
fn rest(pack: &RulePack) -> String {
    let named: Vec<&RuleId> =
        pack.rules.iter().flat_map(|rule| rule.notice.iter().chain(&rule.voting)).collect();
    let mut text = String::from(
        "# ── 以下各项,决定规则尚不能表达,列出以免遗漏 What follows no decision rule can say yet; it stands here so that nothing is forgotten ──\n",
    );
    for value in pack.values.iter().filter(|value| !named.contains(&&value.id)) {
        let _ =
            writeln!(text, "# {}  {} / {}: {}", value.id, value.name.zh, value.name.en, figure(&value.is));
        let _ = writeln!(text, "#   {}{}", source(&value.source), validity(value.validity));
    }
    for procedure in &pack.procedures {
        let _ = writeln!(text, "# {}  {} / {}", procedure.id, procedure.name.zh, procedure.name.en);
        let _ = writeln!(text, "#   {}", source(&procedure.source));
        for (number, step) in (1..).zip(&procedure.steps) {
            let rule = step.rule.as_ref().map(|rule| format!(" → {rule}")).unwrap_or_default();
            let _ = writeln!(text, "#   {number}. {} / {}{rule}", step.name.zh, step.name.en);
        }
    }
    if let Some(profile) = &pack.profile {
        let _ = writeln!(text, "# 业主计票口径 counting of owners: {}", canonical_json(&profile.owners));
        let _ = writeln!(text, "#   {}", source(&profile.source));
    }
    text
}

fn quoted(words: &str) -> String {
    toml::Value::from(words).to_string()
}
