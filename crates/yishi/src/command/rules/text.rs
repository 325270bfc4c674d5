//! A rule pack as people read it: 中文 first, English below, each value with its article.

use yishi_core::{PackFigure, PackRule, PackValue, Period, RulePack, Source, SourceRead, Validity};

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

fn figure(figure: &PackFigure) -> String {
    match figure {
        PackFigure::Share(threshold) => threshold.to_string(),
        PackFigure::Period(length) => period(*length),
        PackFigure::Periods { least, most } => format!("{} – {}", period(*least), period(*most)),
        PackFigure::Number(number) => number.to_string(),
        PackFigure::Numbers { least, most } => {
            let word = |number: &Option<u64>| number.map(|number| number.to_string()).unwrap_or_default();
            format!("{} – {}", word(least), word(most)).trim().to_owned()
        }
        PackFigure::Says(words) => format!("{} / {}", words.zh, words.en),
    }
}

fn period(period: Period) -> String {
    match period {
        Period::Hours(hours) => format!("{hours} 小时 hours"),
        Period::Days(days) => format!("{days} 日 days"),
        Period::WorkingDays(days) => format!("{days} 个工作日 working days"),
        Period::Months(months) => format!("{months} 个月 months"),
    }
}

fn source(source: &Source) -> String {
    let read = match source.read {
        SourceRead::Statute => "已核对法条 read in the statute",
        SourceRead::Excerpt => "摘录 read in an excerpt",
        SourceRead::NotVerified => "未核对 not verified",
    };
    format!("依据 source: {} ({read})", source.article)
}

fn validity(validity: Validity) -> String {
    match validity.until {
        Some(until) => {
            format!(", {} 起至 {until} 前 in force from {} until {until}", validity.from, validity.from)
        }
        None => format!(", {} 起 in force from {}", validity.from, validity.from),
    }
}
