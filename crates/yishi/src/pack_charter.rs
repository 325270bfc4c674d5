//! Rules of a pack as clauses of a charter: what can be pasted as it stands, and as comments what a charter cannot say, or
//! what only the community knows.

use crate::pack_words::{figure, source, validity};
use serde::Serialize;
use std::collections::BTreeSet;
use std::fmt::Write as _;
use yishi_core::{
    Electorate, PackDecides, PackExtension, PackProcedure, PackProfile, PackRule, PackValue, Period,
    ProcedureClause, Proxies, RuleId, RulePack, canonical_json,
};
use yishi_tally::{Base, Measure, Part, Requirement, Threshold};

/// How long a vote lasts at least where no law says it.
const VOTING_PROPOSED: &str = "7d";

/// The same where it is held among those present.
const VOTING_AT_MEETING: &str = "1h";

/// Above a clause that stands as a comment.
const FILL_IN: &str = "# 填写 … 之处,再去掉行首的 # Fill in what reads …, then take away the # in front\n";

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
    let (head, toml) = (head(pack, rule), toml(pack, rule));
    let usable = !is_joint(rule);
    let body = if usable { toml } else { format!("{FILL_IN}{}", commented(&toml)) };
    Clause { id: rule.id.clone(), usable, text: head + &body }
}

/// Which councils decide together only the community can say.
fn is_joint(rule: &PackRule) -> bool {
    rule.requirements.iter().any(|requirement| requirement.measure == Measure::Councils)
}

fn is_held_at_meeting(rule: &PackRule) -> bool {
    rule.requirements.iter().any(|found| found.part == Part::Present || found.base == Base::Present)
}

fn commented(lines: &str) -> String {
    lines.lines().map(|line| format!("# {line}\n")).collect()
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

fn toml(pack: &RulePack, rule: &PackRule) -> String {
    let name = format!("{}({})", rule.name.zh, rule.source.article);
    let mut text = format!("[[decisions]]\nid = \"{}\"\nname = {}\n", rule.id, quoted(&name));
    let electorate = rule.electorate.map_or("…".to_owned(), |electorate| word(&electorate));
    let _ = writeln!(text, "electorate = \"{electorate}\"");
    text.push_str(
        "# level = \"…\"  # 只供某一层级使用时填写 to be filled in where councils of one level only may use it\n",
    );
    if rule.decides == PackDecides::Recall {
        text.push_str("# recalls = \"…\"  # 被罢免者的席位,须同时填写 level the seat that is taken away; needs `level` as well\n");
    }
    if rule.decides == PackDecides::Election {
        text.push_str("# 法律要求无记名投票的选举,章程尚不能表达 Where the law asks for a secret ballot, no charter can say it yet.\n");
    }
    text.push_str("openness = \"named\"\n");
    text.push_str(&times(pack, rule));
    text.push_str(&procedure(pack, rule));
    if is_joint(rule) {
        text.push_str(
            "sections = [{ council = \"…\" }, { council = \"…\" }]\nsection_requirements = []  # …\n",
        );
    }
    match rule.decides {
        PackDecides::Motion | PackDecides::Recall => text.push_str(&listed(rule.requirements.iter())),
        PackDecides::Election => text.push_str(&election(&rule.requirements)),
    }
    text
}

/// How long the text is posted and the vote lasts, and how that is extended.
fn times(pack: &RulePack, rule: &PackRule) -> String {
    let period = |id: Option<&RuleId>| {
        let value = pack.value(id?)?;
        Some((value.is.least_period()?, value))
    };
    let notice = period(rule.notice.as_ref()).map(|(length, value)| timed("notice", length, value));
    let voting = match period(rule.voting.as_ref()) {
        Some((length, value)) => timed("voting_at_least", length, value),
        None => {
            let proposed = if is_held_at_meeting(rule) { VOTING_AT_MEETING } else { VOTING_PROPOSED };
            format!(
                "# 法律未作规定,为建议值 not said by the law, a proposal\nvoting_at_least = \"{proposed}\"\n"
            )
        }
    };
    let clause = profile(pack, rule).and_then(|profile| profile.extension.as_ref());
    let extended = clause.filter(|_| rule.decides == PackDecides::Motion);
    let extension = extended.and_then(|clause| extension(pack, clause));
    notice.unwrap_or_default() + &voting + &extension.unwrap_or_default()
}

/// How the pack counts those who decide; it says so of owners only.
fn profile<'a>(pack: &'a RulePack, rule: &PackRule) -> Option<&'a PackProfile> {
    pack.profile.as_ref().filter(|_| rule.electorate == Some(Electorate::Owners))
}

fn extension(pack: &RulePack, clause: &PackExtension) -> Option<String> {
    let value = pack.value(&clause.at_most)?;
    let mut text = format!("# {}: {}\n", value.name.zh, source(&value.source));
    let bar = clause.bar.as_ref().and_then(|id| pack.value(id)?.is.least_period());
    let bar = bar.map(|bar| format!(", bar = \"{bar}\"")).unwrap_or_default();
    if let Some(lifted_by) = clause.bar_lifted_by.as_ref().and_then(|id| pack.value(id)) {
        let (name, share) = (&lifted_by.name, figure(&lifted_by.is));
        let _ = writeln!(
            text,
            "# bar_lifted_by = \"…\"  # {} ({share}):另立一条 stage = \"step\" 的规则 {}: a rule of its own with `stage = \"step\"`",
            name.zh, name.en
        );
    }
    let (at_most, until) = (value.is.least_period()?, bound(clause.until));
    let _ = writeln!(text, "extension = {{ at_most = \"{at_most}\", until = {until}{bar} }}");
    Some(text)
}

/// The rules of procedure, where the pack says anything that is not said by itself.
fn procedure(pack: &RulePack, rule: &PackRule) -> String {
    let proxies = rule.proxies.as_ref().and_then(|id| pack.value(id));
    let owners = profile(pack, rule).map(|profile| &profile.owners);
    let mut clause = ProcedureClause::default();
    if let Some(owners) = owners {
        (clause.revote, clause.channels, clause.silence) = (owners.revote, owners.channels, owners.silence);
        (clause.invalid_participates, clause.parking_counts) =
            (owners.invalid_participates, owners.parking_counts);
        clause.area_order.clone_from(&owners.area_order);
    }
    if let Some(value) = proxies {
        clause.proxies = Proxies::Allowed;
        let cap = value.is.most().or(owners.and_then(|owners| owners.proxy_cap));
        clause.proxy_cap = cap.and_then(|cap| u32::try_from(cap).ok());
    }
    let said = toml::Value::try_from(&clause).map(|said| said.to_string()).unwrap_or_default();
    if clause == ProcedureClause::default() {
        return String::new();
    }
    let mut text = String::new();
    if let Some(value) = proxies {
        let _ = writeln!(text, "# {}: {}: {}", value.name.zh, figure(&value.is), source(&value.source));
    }
    if proxies.is_some() && rule.decides == PackDecides::Election {
        text.push_str("# 候选人不得受托的,填写 elects 之后写 proxies = \"except_candidates\" Where candidates may hold none, write so once `elects` is filled in\n");
    }
    text + &format!("procedure = {said}\n")
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
    text.push_str("# elects = { seat = \"…\", incumbents = \"leave\", term = \"…\" }  # 当选人的席位,须同时填写 level the seat that the chosen take; needs `level` as well\n");
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
fn rest<'a>(pack: &'a RulePack) -> String {
    let of_rule = |rule: &'a PackRule| rule.notice.iter().chain(&rule.voting).chain(&rule.proxies);
    let extension = pack.profile.iter().filter_map(|profile| profile.extension.as_ref());
    let of_extension = |clause: &'a PackExtension| {
        [&clause.at_most].into_iter().chain(&clause.bar).chain(&clause.bar_lifted_by)
    };
    let named: BTreeSet<&RuleId> =
        pack.rules.iter().flat_map(of_rule).chain(extension.flat_map(of_extension)).collect();
    let mut text = String::from(
        "# ── 以下各项,决定规则尚不能表达,列出以免遗漏 What follows no decision rule can say yet; it stands here so that nothing is forgotten ──\n",
    );
    for value in pack.values.iter().filter(|value| !named.contains(&value.id)) {
        let _ =
            writeln!(text, "# {}  {} / {}: {}", value.id, value.name.zh, value.name.en, figure(&value.is));
        let _ = writeln!(text, "#   {}{}", source(&value.source), validity(value.validity));
    }
    for found in &pack.procedures {
        text.push_str(&steps(found));
    }
    if let Some(profile) = &pack.profile {
        let _ = writeln!(text, "# 业主计票口径 counting of owners: {}", canonical_json(&profile.owners));
        let _ = writeln!(text, "#   {}", source(&profile.source));
    }
    text
}

/// A procedure; where several of its steps decide, how their clauses are put one after the other.
fn steps(procedure: &PackProcedure) -> String {
    let mut text = format!("# {}  {} / {}\n", procedure.id, procedure.name.zh, procedure.name.en);
    let _ = writeln!(text, "#   {}", source(&procedure.source));
    for (number, step) in (1..).zip(&procedure.steps) {
        let rule = step.rule.as_ref().map(|rule| format!(" → {rule}")).unwrap_or_default();
        let _ = writeln!(text, "#   {number}. {} / {}{rule}", step.name.zh, step.name.en);
    }
    let rules: Vec<&RuleId> = procedure.steps.iter().filter_map(|step| step.rule.as_ref()).collect();
    if let Some((last, before @ [_, ..])) = rules.split_last() {
        let before: Vec<String> = before.iter().map(|rule| format!("\"{rule}\"")).collect();
        let _ = writeln!(
            text,
            "#   章程中 in a charter: {} 写 stage = \"step\";{last} 写 after = [{}]",
            before.join(", "),
            before.join(", ")
        );
    }
    text
}

fn quoted(words: &str) -> String {
    toml::Value::from(words).to_string()
}
