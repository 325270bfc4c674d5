//! Charters as people write them: TOML in, a checked [`Charter`] out, or every fault with line, column and remedy.

use crate::failure::{Failure, InputFault, InputFaults, position, read_text};
use std::path::Path;
use toml::Spanned;
use toml::de::{DeTable, DeValue};
use yishi_core::{Charter, CharterFault};
use yishi_log::leaf::MAX_COMMAND_BYTES;

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
    ("notice-board", include_str!("../charters/notice-board.toml")),
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
    if let Err(faults) = charter.check() {
        return Err(InputFaults::new(file, located(&source, &faults)).into());
    }
    match unrecordable(&source, &charter) {
        Some(fault) => Err(InputFaults::new(file, vec![fault]).into()),
        None => Ok(CharterFile { source, charter }),
    }
}

/// What envelope and adoption add to the charter in its command, and some to spare.
const AROUND_A_CHARTER: usize = 2_048;

/// Why a charter that passes cannot stand in a book: it is recorded as canonical JSON, in one command.
fn unrecordable(source: &str, charter: &Charter) -> Option<InputFault> {
    let at = |offset, reason, remedy: &str| {
        let (line, column) = position(source, offset);
        Some(InputFault { line, column, reason, remedy: remedy.to_owned() })
    };
    let most = MAX_COMMAND_BYTES.saturating_sub(AROUND_A_CHARTER);
    match yishi_log::canonical::encode(charter) {
        Ok(bytes) if bytes.len() <= most => None,
        Ok(bytes) => at(
            0,
            format!("the charter has {} bytes when it is recorded; the limit is {most}", bytes.len()),
            "take out clauses that are not used",
        ),
        Err(error) => {
            let table = DeTable::parse(source).ok();
            let place = table.as_ref().and_then(|table| table.get_ref().values().find_map(too_large));
            at(
                place.unwrap_or(0),
                format!("the charter cannot be recorded: {error}"),
                "write numbers of at most 9,007,199,254,740,991 (2^53 - 1), the largest that JSON carries everywhere",
            )
        }
    }
}

/// Where a number begins that JSON does not carry everywhere.
fn too_large(value: &Spanned<DeValue<'_>>) -> Option<usize> {
    match value.get_ref() {
        DeValue::Integer(number) => {
            let read = i64::from_str_radix(&number.as_str().replace('_', ""), number.radix());
            let fits = read.is_ok_and(|number| number.unsigned_abs() < 1 << 53);
            (!fits).then_some(value.span().start)
        }
        DeValue::Array(items) => items.iter().find_map(too_large),
        DeValue::Table(fields) => fields.values().find_map(too_large),
        _ => None,
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
    fn a_charter_that_cannot_be_recorded_is_refused_at_its_place() {
        let faults = |source: String| match parse_charter(Path::new("c.toml"), source) {
            Err(Failure::Input(faults)) => faults.faults,
            other => panic!("{other:?}"),
        };
        let minimal = yishi_core::MINIMAL_CHARTER_TOML;
        let large =
            minimal.replacen("cost_fen_at_least = 5_000_000", "cost_fen_at_least = 9_007_199_254_740_992", 1);
        let found = &faults(large.clone())[0];
        let line = large.lines().position(|line| line.contains("9_007")).unwrap() as u64 + 1;
        assert_eq!((found.line, found.column), (line, 30), "{found:?}");
        let rule = minimal.split("[[decisions]]").nth(1).unwrap();
        let copy =
            |number| format!("[[decisions]]{}", rule.replacen("\"council\"", &format!("\"c{number}\""), 1));
        let many: String = (0..40).map(copy).collect();
        assert!(faults(format!("{minimal}\n{many}"))[0].reason.contains("when it is recorded"));
    }

    #[test]
    fn an_unknown_entry_is_refused_at_its_place() {
        let failure = parse_charter(Path::new("c.toml"), "name = \"a\"\nnmae = \"b\"\n".into()).unwrap_err();
        let Failure::Input(faults) = failure else { panic!("{failure}") };
        assert_eq!((faults.faults[0].line, faults.faults[0].column), (2, 1));
        assert!(faults.faults[0].reason.contains("nmae"), "{faults}");
    }
}
