//! The charter under which recorded votes are counted: the frame, with the sections and rules that the votes need.

use super::source::{Recorded, Source};
use crate::charter_file::{CharterFile, parse_charter};
use crate::failure::Failure;
use anyhow::Context;
use std::path::Path;
use yishi_core::{
    Charter, CouncilClause, CouncilId, Counting, DecisionClause, RuleId, SectionClause, SectionVote,
    canonical_json,
};

const FRAME: &str = include_str!("../../../charters/roll-calls.toml");

/// The council that decides, below which the sections are.
pub const fn deciding_council() -> &'static str {
    "whole"
}

/// A rule as the frame would write it, for everything that does not differ between votes.
const RULE: &str = r#"
id = "people"
name = "More people for than against"
electorate = "residents"
level = "whole"
openness = "named"
voting_at_least = "1h"
counting = "sheets"
finish = "when_confirmed"

[[requirements]]
name = "more people for than against"
part = "for"
base = "cast"
measure = "heads"
threshold = { more_than = "1/2" }
"#;

const SECTIONS: &str = r#"
name = "sections with more than half of the sections' votes are for"
part = "for"
base = "entitled"
measure = "councils"
threshold = { more_than = "1/2" }
"#;

/// The charter that all votes of the source need: `current` with what is missing, or the frame with all of it.
/// `None` when nothing is missing.
pub fn charter(
    source: &Source,
    name: &str,
    current: Option<&Charter>,
) -> Result<Option<CharterFile>, Failure> {
    let mut next = match current {
        Some(current) => current.clone(),
        None => {
            let mut frame: Charter = toml::from_str(FRAME).context("the frame of recorded votes")?;
            name.clone_into(&mut frame.name);
            frame
        }
    };
    for vote in &source.votes {
        for section in &vote.cantons {
            let Some(council) = section.council() else { continue };
            if next.council(&council).is_none() {
                next.councils.push(section_council(&council)?);
            }
        }
        let rule = rule(vote)?;
        if next.decision(&rule.id).is_none() {
            next.decisions.push(rule);
        }
    }
    if current.is_some_and(|current| *current == next) {
        return Ok(None);
    }
    let source = toml::to_string(&next).context("the charter of recorded votes cannot be written")?;
    parse_charter(Path::new("charter of recorded votes"), source).map(Some)
}

fn section_council(id: &CouncilId) -> Result<CouncilClause, Failure> {
    Ok(CouncilClause {
        id: id.clone(),
        name: id.to_string(),
        level: "section".parse().map_err(anyhow::Error::from)?,
        parent: Some(deciding_council().parse().map_err(anyhow::Error::from)?),
    })
}

/// The rule of a vote. Votes with the same sections and the same question to them share one.
pub fn rule(vote: &Recorded) -> Result<DecisionClause, Failure> {
    let mut rule: DecisionClause = toml::from_str(RULE).context("the rule of recorded votes")?;
    debug_assert_eq!(rule.counting, Counting::Sheets);
    if vote.needs_cantons {
        "More people for than against, and more than half of the sections' votes".clone_into(&mut rule.name);
        rule.requirements.push(toml::from_str(SECTIONS).context("the rule of recorded votes")?);
    }
    let section = |section: &super::Section| {
        let vote = if section.half { SectionVote::Half } else { SectionVote::Full };
        section.council().map(|council| SectionClause { council, vote, requirements: Vec::new() })
    };
    rule.sections = vote.cantons.iter().filter_map(section).collect();
    rule.sections.sort_by(|a, b| a.council.cmp(&b.council));
    rule.id = rule_id(&rule)?;
    Ok(rule)
}

fn rule_id(rule: &DecisionClause) -> Result<RuleId, Failure> {
    let kind = if rule.requirements.len() > 1 { "double" } else { "people" };
    let sections = yishi_log::text::document_hash(canonical_json(&rule.sections).as_bytes());
    let short: String = hex::encode(sections).chars().take(8).collect();
    let id = if rule.sections.is_empty() { kind.to_owned() } else { format!("{kind}-{short}") };
    Ok(id.parse().map_err(anyhow::Error::from)?)
}
