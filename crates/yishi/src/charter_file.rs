//! Charters as files: read from the disk or by the name of a ready-made one, with every fault at its place in the file.

use crate::failure::{Failure, InputFault, InputFaults, read_text};
use std::path::Path;
use yishi_charter::DraftFault;
use yishi_core::Charter;

/// The charters that come with the program, by name.
pub const READY_MADE: &[(&str, &str)] = &[
    ("minimal", yishi_core::MINIMAL_CHARTER_TOML),
    ("weiyang", include_str!("../charters/weiyang.toml")),
    ("lift", include_str!("../charters/lift.toml")),
    ("committee", include_str!("../charters/committee.toml")),
    ("committee-election", include_str!("../charters/committee-election.toml")),
    ("compacts", include_str!("../charters/compacts.toml")),
    ("community-partner", include_str!("../charters/community-partner.toml")),
    ("packages", include_str!("../charters/packages.toml")),
    ("projects", include_str!("../charters/projects.toml")),
    ("joint-service", include_str!("../charters/joint-service.toml")),
    ("bundled-compounds", include_str!("../charters/bundled-compounds.toml")),
    ("four-steps", include_str!("../charters/four-steps.toml")),
    ("four-levels", include_str!("../charters/four-levels.toml")),
    ("party-mass-council", include_str!("../charters/party-mass-council.toml")),
    ("ten-households", include_str!("../charters/ten-households.toml")),
    ("sentinels", include_str!("../charters/sentinels.toml")),
    ("red-stewards", include_str!("../charters/red-stewards.toml")),
    ("notice-board", include_str!("../charters/notice-board.toml")),
    ("four-in-one", include_str!("../charters/four-in-one.toml")),
    ("three-in-one", include_str!("../charters/three-in-one.toml")),
    ("emergency", include_str!("../charters/emergency.toml")),
    ("hard-matters", include_str!("../charters/hard-matters.toml")),
    ("mediation", include_str!("../charters/mediation.toml")),
    ("orderly-hearings", include_str!("../charters/orderly-hearings.toml")),
    ("open-deliberation", include_str!("../charters/open-deliberation.toml")),
    ("registry", include_str!("../charters/registry.toml")),
];

/// A charter with the text that people read.
#[derive(Clone, Debug)]
pub struct CharterFile {
    /// The TOML.
    pub source: String,
    /// The rules.
    pub charter: Charter,
}

/// Reads a ready-made charter by its name, or a file.
pub fn read_charter(name_or_file: &str) -> Result<CharterFile, Failure> {
    let file = Path::new(name_or_file);
    match READY_MADE.iter().find(|(name, _)| *name == name_or_file) {
        Some((_, source)) => parse_charter(file, (*source).to_owned()),
        None => parse_charter(file, read_text(file)?),
    }
}

/// Parses and checks a charter; `file` names it in faults.
pub fn parse_charter(file: &Path, source: String) -> Result<CharterFile, Failure> {
    match yishi_charter::read(&source) {
        Ok(draft) => Ok(CharterFile { source, charter: draft.charter }),
        Err(faults) => Err(InputFaults::new(file, faults.into_iter().map(input_fault).collect()).into()),
    }
}

fn input_fault(fault: DraftFault) -> InputFault {
    let DraftFault { clauses, line, column, reason, remedy } = fault;
    let reason = match clauses.is_empty() {
        true => reason,
        false => format!("{reason} ({})", clauses.join(", ")),
    };
    InputFault { line, column, reason, remedy }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_names_its_clauses_and_one_of_reading_has_none() {
        let faults = |source: String| match parse_charter(Path::new("c.toml"), source) {
            Err(Failure::Input(faults)) => faults.faults,
            other => panic!("{other:?}"),
        };
        let lonely = yishi_core::MINIMAL_CHARTER_TOML.replacen("threshold = 2", "threshold = 0", 1);
        assert!(faults(lonely)[0].reason.ends_with("(registrars.threshold)"));
        assert!(faults("nmae = \"b\"\n".to_owned())[0].reason.contains("nmae"));
    }
}
