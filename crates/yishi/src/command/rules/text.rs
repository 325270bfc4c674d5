//! A rule pack as people read it: 中文 first, English below, each value with its article.

use crate::pack_words::{figure, source, validity};
use yishi_core::{PackRule, PackValue, RulePack};

/// The lines of a pack.
pub(super) fn lines(pack: &RulePack) -> Vec<String> {
    let mut lines = vec![format!("{} {} ({})", pack.name.zh, pack.name.en, pack.id)];
    if let Some(above) = &pack.extends {
        lines.push(format!("  以 {above} 为基础 extends {above}"));
    }
    for rule in &pack.rules {
        rule_lines(rule, &mut lines);
    }
    for matter in &pack.matters {
        lines.push(format!("{}  {} / {} → {}", matter.code, matter.name.zh, matter.name.en, matter.rule));
    }
    for value in &pack.values {
        value_lines(value, &mut lines);
    }
    for procedure in &pack.procedures {
        lines.push(format!("{}  {} / {}", procedure.id, procedure.name.zh, procedure.name.en));
        lines.push(format!("  {}", source(&procedure.source)));
        for (step, number) in procedure.steps.iter().zip(1..) {
            let rule = step.rule.as_ref().map(|rule| format!(" → {rule}")).unwrap_or_default();
            lines.push(format!("  {number}. {} / {}{rule}", step.name.zh, step.name.en));
        }
    }
    if let Some(profile) = &pack.profile {
        lines.push(format!("业主计票 counting of owners  {}", source(&profile.source)));
        lines.push(format!("  {}", serde_json::to_string(&profile.owners).unwrap_or_default()));
    }
    lines
}

fn rule_lines(rule: &PackRule, lines: &mut Vec<String>) {
    lines.push(format!("{}  {} / {}", rule.id, rule.name.zh, rule.name.en));
    lines.push(format!("  表决主体 who decides: {} / {}", rule.who.zh, rule.who.en));
    lines.push(format!("  {}{}", source(&rule.source), validity(rule.validity)));
    for requirement in &rule.requirements {
        let quorum = if requirement.quorum { " [法定人数 quorum]" } else { "" };
        lines.push(format!("  - {}: {}{quorum}", requirement.name, requirement.threshold));
    }
}

fn value_lines(value: &PackValue, lines: &mut Vec<String>) {
    lines.push(format!("{}  {} / {}: {}", value.id, value.name.zh, value.name.en, figure(&value.is)));
    lines.push(format!("  {}{}", source(&value.source), validity(value.validity)));
}
