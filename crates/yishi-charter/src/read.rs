//! Charters as people write them: TOML in, a checked [`Charter`] out, or every fault with its clauses, line, column and remedy.

use toml::Spanned;
use toml::de::{DeTable, DeValue};
use yishi_core::{Charter, CharterFault};
use yishi_log::leaf::MAX_COMMAND_BYTES;

/// A charter that passed every check.
#[derive(Clone, Debug)]
pub struct Draft {
    /// The rules.
    pub charter: Charter,
    /// The same as it is recorded in a book, in canonical JSON; its SHA-256 is the charter's digest.
    pub canonical: Vec<u8>,
}

/// What is wrong with a charter, where, and what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DraftFault {
    /// The clauses concerned, as paths such as `routing[2].level`; none where the text cannot be read.
    pub clauses: Vec<String>,
    /// The line, from 1.
    pub line: u64,
    /// The column in characters, from 1.
    pub column: u64,
    /// What is wrong.
    pub reason: String,
    /// What to do.
    pub remedy: String,
}

/// What envelope and adoption add to the charter in its command, and some to spare.
const AROUND_A_CHARTER: usize = 2_048;

/// Parses and checks a charter.
///
/// # Errors
/// What cannot be read or recorded is told alone; everything else is checked as a whole, and every fault is told, in the order of the text.
pub fn read(source: &str) -> Result<Draft, Vec<DraftFault>> {
    let charter: Charter = toml::from_str(source).map_err(|error| vec![syntax_fault(source, &error)])?;
    // First, so that nobody has a text checked that no book could hold.
    let canonical = recordable(source, &charter).map_err(|fault| vec![fault])?;
    charter.check_draft().map_err(|faults| located(source, &faults))?;
    Ok(Draft { charter, canonical })
}

/// Line and column, from 1 and in characters, of a byte offset in a text.
pub fn position(text: &str, offset: usize) -> (u64, u64) {
    let before = text.get(..offset).unwrap_or(text);
    let line = before.matches('\n').count();
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count();
    (
        u64::try_from(line).unwrap_or(u64::MAX).saturating_add(1),
        u64::try_from(column).unwrap_or(u64::MAX).saturating_add(1),
    )
}

/// The charter as it is recorded, in one command; or why it cannot be.
fn recordable(source: &str, charter: &Charter) -> Result<Vec<u8>, DraftFault> {
    let at = |offset, reason, remedy: &str| {
        let (line, column) = position(source, offset);
        DraftFault { clauses: Vec::new(), line, column, reason, remedy: remedy.to_owned() }
    };
    let most = MAX_COMMAND_BYTES.saturating_sub(AROUND_A_CHARTER);
    match yishi_log::canonical::encode(charter) {
        Ok(bytes) if bytes.len() <= most => Ok(bytes),
        Ok(bytes) => Err(at(
            0,
            format!("the charter has {} bytes when it is recorded; the limit is {most}", bytes.len()),
            "take out clauses that are not used",
        )),
        Err(error) => {
            let table = DeTable::parse(source).ok();
            let place = table.as_ref().and_then(|table| table.get_ref().values().find_map(too_large));
            Err(at(
                place.unwrap_or(0),
                format!("the charter cannot be recorded: {error}"),
                "write numbers of at most 9,007,199,254,740,991 (2^53 - 1), the largest that JSON carries everywhere",
            ))
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

fn syntax_fault(source: &str, error: &toml::de::Error) -> DraftFault {
    let (line, column) = position(source, error.span().map_or(0, |span| span.start));
    DraftFault {
        clauses: Vec::new(),
        line,
        column,
        reason: error.message().trim_end().replace('\n', "; "),
        remedy: remedy_for(error.message()).to_owned(),
    }
}

fn remedy_for(message: &str) -> &'static str {
    if message.starts_with("unknown field") {
        "correct the spelling, or take the entry out: a charter has no entries that the program does not know"
    } else if message.starts_with("missing field") {
        "add it; `yishi charter show minimal` prints a charter that has every entry"
    } else if message.starts_with("unknown variant") {
        "use one of the words listed"
    } else {
        "write it as in `yishi charter show minimal`, which prints a charter that passes"
    }
}

fn located(source: &str, faults: &[CharterFault]) -> Vec<DraftFault> {
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
        DraftFault { clauses: fault.clauses.clone(), line, column, reason, remedy }
    };
    let mut located: Vec<DraftFault> = faults.iter().map(fault).collect();
    located.sort_by_key(|fault| (fault.line, fault.column));
    located
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
    fn positions_count_characters_from_one() {
        assert_eq!(position("甲乙\n丙x", 0), (1, 1));
        assert_eq!(position("甲乙\n丙x", "甲乙\n丙".len()), (2, 2));
    }

    #[test]
    fn a_clause_is_found_at_its_line_and_column() {
        let source = "name = \"a\"\n[[routing]]\nid = \"x\"\n[[routing]]\nlevel = \"grid\"\n";
        assert_eq!(offset(source, "routing[1].level"), (5, 9));
        assert_eq!(offset(source, "routing[1]"), (4, 1));
    }

    #[test]
    fn a_charter_that_cannot_be_recorded_is_refused_at_its_place() {
        let minimal = yishi_core::MINIMAL_CHARTER_TOML;
        let large =
            minimal.replacen("cost_fen_at_least = 5_000_000", "cost_fen_at_least = 9_007_199_254_740_992", 1);
        let found = &read(&large).unwrap_err()[0];
        let line = large.lines().position(|line| line.contains("9_007")).unwrap() as u64 + 1;
        assert_eq!((found.line, found.column), (line, 30), "{found:?}");
        let rule = minimal.split("[[decisions]]").nth(1).unwrap();
        let copy =
            |number| format!("[[decisions]]{}", rule.replacen("\"council\"", &format!("\"c{number}\""), 1));
        let many: String = (0..40).map(copy).collect();
        let found = read(&format!("{minimal}\n{many}")).unwrap_err();
        assert!(found[0].reason.contains("when it is recorded"));
    }

    #[test]
    fn an_unknown_entry_is_refused_at_its_place() {
        let found = read("name = \"a\"\nnmae = \"b\"\n").unwrap_err();
        assert_eq!((found[0].line, found[0].column), (2, 1));
        assert!(found[0].reason.contains("nmae"), "{found:?}");
    }
}
