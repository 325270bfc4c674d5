//! Rules by which several councils decide together, each by the ballots of its own area.

use super::Faults;
use super::decisions::counts_in_area;
use crate::*;
use yishi_tally::{Measure, Requirement, check_rule};

pub(super) fn check(charter: &Charter, decision: &DecisionClause, path: &str, faults: &mut Faults) {
    if decision.counting == Counting::Sheets {
        let own = decision.sections.iter().any(|section| !section.requirements.is_empty());
        if own || !decision.section_requirements.is_empty() {
            faults.add_at(
                &[&format!("{path}.section_requirements"), &format!("{path}.counting")],
                "a section on a tally sheet is for what more of its heads are for: leave its requirements out, or count ballots",
            );
        }
        return;
    }
    if decision.sections.is_empty() {
        if !decision.section_requirements.is_empty() {
            faults.add_at(
                &[&format!("{path}.section_requirements"), &format!("{path}.sections")],
                "no section has to meet them: list sections, or leave them out",
            );
        }
        return;
    }
    super::sheets::check_sections(charter, decision, path, faults);
    check_apart(charter, decision, path, faults);
    check_decided(decision, path, faults);
    if decision.choice.is_some() {
        let message = "sections vote for or against: leave `choice` out, or decide without sections";
        faults.add_at(&[&format!("{path}.sections"), &format!("{path}.choice")], message);
    }
}

/// A ballot belongs to one section.
fn check_apart(charter: &Charter, decision: &DecisionClause, path: &str, faults: &mut Faults) {
    for (position, section) in decision.sections.iter().enumerate() {
        let within = |other: &SectionClause| charter.is_below(&section.council, &other.council);
        if let Some(other) = decision.sections.iter().position(within) {
            faults.add_at(
                &[
                    &format!("{path}.sections[{position}].council"),
                    &format!("{path}.sections[{other}].council"),
                ],
                "one section lies within the other, so its people would vote in both: list one of them",
            );
        }
    }
}

/// Each section comes to a vote of its own, and the votes of sections decide something.
fn check_decided(decision: &DecisionClause, path: &str, faults: &mut Faults) {
    let measures_them = |requirement: &Requirement| requirement.measure == Measure::Councils;
    if !decision.requirements.iter().any(measures_them) {
        faults.add_at(
            &[&format!("{path}.requirements"), &format!("{path}.sections")],
            "the votes of sections would decide nothing: add a requirement in the measure `councils`",
        );
    }
    check_requirements(
        decision,
        &decision.section_requirements,
        &format!("{path}.section_requirements"),
        faults,
    );
    for (position, section) in decision.sections.iter().enumerate() {
        let own = format!("{path}.sections[{position}].requirements");
        if section.requirements.is_empty() && decision.section_requirements.is_empty() {
            let message = "nothing says when this section is for it: write requirements here, or `section_requirements`";
            faults.add(own, message);
        } else {
            check_requirements(decision, &section.requirements, &own, faults);
        }
    }
}

fn check_requirements(
    decision: &DecisionClause,
    requirements: &[Requirement],
    list: &str,
    faults: &mut Faults,
) {
    if requirements.is_empty() {
        return;
    }
    for (position, requirement) in requirements.iter().enumerate() {
        faults.name(format!("{list}[{position}].name"), &requirement.name);
    }
    for fault in check_rule(requirements, |measure| counts_in_area(decision.electorate, measure)) {
        faults.add(list, fault.to_string());
    }
}
