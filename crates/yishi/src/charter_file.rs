//! Charters as people write them: TOML in, a checked [`Charter`] out, or every fault with line, column and remedy.

use crate::failure::{Failure, InputFault, InputFaults, position, read_text};
use std::path::Path;
use toml::Spanned;
use toml::de::{DeTable, DeValue};
use yishi_core::{Charter, CharterFault};

/// The charters that come with the program, by name.
pub const READY_MADE: &[(&str, &str)] = &[
    ("minimal", yishi_core::MINIMAL_CHARTER_TOML),
    ("weiyang", include_str!("../charters/weiyang.toml")),
    ("lift", include_str!("../charters/lift.toml")),
    ("committee", include_str!("../charters/committee.toml")),
    ("packages", include_str!("../charters/packages.toml")),
    ("projects", include_str!("../charters/projects.toml")),
    ("joint-service", include_str!("../charters/joint-service.toml")),
    ("four-steps", include_str!("../charters/four-steps.toml")),
    ("open-deliberation", include_str!("../charters/open-deliberation.toml")),
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
    let charter: Charter = toml::from_str(&source)
        .map_err(|error| InputFaults::new(file, vec![syntax_fault(&source, &error)]))?;
    match charter.check() {
        Ok(()) => Ok(CharterFile { source, charter }),
        Err(faults) => Err(InputFaults::new(file, located(&source, &faults)).into()),
    }
}

fn syntax_fault(source: &str, error: &toml::de::Error) -> InputFault {
    let (line, column) = position(source, error.span().map_or(0, |span| span.start));
    InputFault {
        line,
        column,
        reason: error.message().trim_end().replace('\n', "; "),
        remedy: remedy_for(error.message()),
    }
}

fn remedy_for(message: &str) -> String {
    let remedy = if message.starts_with("unknown field") {
        "correct the spelling, or take the entry out: a charter has no entries that the program does not know"
    } else if message.starts_with("missing field") {
        "add it; `yishi charter show minimal` prints a charter that has every entry"
    } else if message.starts_with("unknown variant") {
        "use one of the words listed"
    } else {
        "write it as in `yishi charter show minimal`, which prints a charter that passes"
    };
    remedy.to_owned()
}

fn located(source: &str, faults: &[CharterFault]) -> Vec<InputFault> {
    let table = DeTable::parse(source).ok();
    let place = |fault: &CharterFault| {
        let clause = fault.clauses.first().map(String::as_str).unwrap_or_default();
        table.as_ref().map_or(0, |table| offset_of(table, clause))
    };
    let fault = |fault: &CharterFault| {
        let (line, column) = position(source, place(fault));
        let (reason, remedy) = match fault.message.split_once(": ") {
            Some((reason, remedy)) => (reason.to_owned(), remedy.to_owned()),
            None => (fault.message.clone(), "change one of the clauses named".to_owned()),
        };
        InputFault { line, column, reason: format!("{} ({})", reason, fault.clauses.join(", ")), remedy }
    };
    faults.iter().map(fault).collect()
}

/// Where the clause `a[2].b` begins; as much of the path as is found.
fn offset_of(table: &Spanned<DeTable<'_>>, clause: &str) -> usize {
    let mut offset = table.span().start;
    let mut value: Option<&Spanned<DeValue<'_>>> = None;
    for step in clause.split(['.', '[']).filter(|step| !step.is_empty()) {
        let next = match (step.strip_suffix(']'), value) {
            (Some(number), Some(found)) => {
                found.get_ref().as_array().and_then(|list| list.get(number.parse::<usize>().ok()?))
            }
            (None, Some(found)) => found.get_ref().as_table().and_then(|inner| inner.get(step)),
            (None, None) => table.get_ref().get(step),
            (Some(_), None) => None,
        };
        let Some(found) = next else { break };
        offset = found.span().start;
        value = Some(found);
    }
    offset
}

#[cfg(test)]
mod tests {
    use super::*;

    fn offset(source: &str, clause: &str) -> (u64, u64) {
        position(source, offset_of(&DeTable::parse(source).unwrap(), clause))
    }

    #[test]
    fn a_clause_is_found_at_its_line_and_column() {
        let source = "name = \"a\"\n[[routing]]\nid = \"x\"\n[[routing]]\nlevel = \"grid\"\n";
        assert_eq!(offset(source, "routing[1].level"), (5, 9));
        assert_eq!(offset(source, "routing[1]"), (4, 1));
    }

    #[test]
    fn an_unknown_entry_is_refused_at_its_place() {
        let failure = parse_charter(Path::new("c.toml"), "name = \"a\"\nnmae = \"b\"\n".into()).unwrap_err();
        let Failure::Input(faults) = failure else { panic!("{failure}") };
        assert_eq!((faults.faults[0].line, faults.faults[0].column), (2, 1));
        assert!(faults.faults[0].reason.contains("nmae"), "{faults}");
    }
}
