//! CSV texts as they arrive: records with the place of every field, or what is wrong with their structure, each fault with line,
//! column in characters and remedy. What the columns mean is left to the caller.

use crate::failure::{InputFault, position};

/// More faults than this in one file say nothing new.
pub const MOST_FAULTS: usize = 50;

/// A CSV text with a header, in which every record has one field for each column.
#[derive(Debug)]
pub struct CsvText<'a> {
    /// The header.
    pub header: CsvRecord<'a>,
    /// The records below it.
    pub records: Vec<CsvRecord<'a>>,
}

/// One record.
#[derive(Debug)]
pub struct CsvRecord<'a> {
    text: &'a str,
    fields: csv::StringRecord,
    begin: usize,
    /// The line on which it begins.
    pub line: u64,
}

impl<'a> CsvText<'a> {
    /// Reads a text.
    ///
    /// # Errors
    /// All faults of its structure, up to [`MOST_FAULTS`].
    pub fn read(text: &'a str) -> Result<Self, Vec<InputFault>> {
        let mut reader =
            csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
        let mut lines = Lines { text, at: 0, line: 1 };
        let mut records = Vec::new();
        for fields in reader.records() {
            // Reading text that is in memory and UTF-8 has nothing left to fail at.
            let fields = fields.map_err(|error| vec![at(text, 0, error.to_string(), REWRITE)])?;
            let begin = fields.position().and_then(|place| usize::try_from(place.byte()).ok());
            let begin = skip_blank(text, begin.unwrap_or_default());
            records.push(CsvRecord { text, fields, begin, line: lines.of(begin) });
        }
        let mut records = records.into_iter();
        let header =
            records.next().ok_or_else(|| vec![at(text, 0, "the file is empty".to_owned(), REWRITE)])?;
        let read = Self { header, records: records.collect() };
        let faults = read.faults();
        if faults.is_empty() { Ok(read) } else { Err(faults) }
    }

    fn faults(&self) -> Vec<InputFault> {
        let last = self.records.last().unwrap_or(&self.header);
        if let Some(quote) = last.open_quote() {
            // Everything behind the quote was read as one field: what else seems wrong only follows from it.
            let reason = "the quote that opens here is never closed".to_owned();
            let remedy = "close it with `\"`; write a quote inside a field as `\"\"`";
            return vec![at(self.header.text, quote, reason, remedy)];
        }
        if let Some(fault) = self.other_separator() {
            return vec![fault];
        }
        let faults = self.records.iter().filter_map(|record| record.unequal(&self.header));
        faults.take(MOST_FAULTS).collect()
    }

    /// Spreadsheets of some countries separate by semicolons.
    fn other_separator(&self) -> Option<InputFault> {
        let only = self.header.get(0);
        let separator = only.find([';', '\t']).filter(|_| self.header.len() == 1)?;
        let reason = "the header has one column: fields are not separated by commas".to_owned();
        let place = self.header.begin.saturating_add(separator);
        Some(at(self.header.text, place, reason, "save the file as CSV with commas between the fields"))
    }

    /// Where the column that the header lacks would stand, and what to do.
    pub fn missing_column(&self, column: &str, remedy: impl Into<String>) -> InputFault {
        self.header.fault(self.header.len(), format!("column `{column}` is missing"), remedy)
    }

    /// Where the first record would stand.
    pub fn no_rows(&self) -> InputFault {
        let line = self.header.place(self.header.len()).0.saturating_add(1);
        InputFault {
            line,
            column: 1,
            reason: "the file has no rows".into(),
            remedy: "add at least one row below the header".into(),
        }
    }
}

const REWRITE: &str = "write a header, and below it one line a row, with commas between the fields";

impl CsvRecord<'_> {
    /// A field without the spaces around it; empty when there is none.
    pub fn get(&self, field: usize) -> &str {
        self.fields.get(field).unwrap_or_default().trim()
    }

    /// The fields without the spaces around them.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.fields.iter().map(str::trim)
    }

    /// How many fields it has.
    pub fn len(&self) -> usize {
        self.fields.len()
    }

    /// Whether it has no field; no record that was read is so.
    pub fn is_empty(&self) -> bool {
        self.fields.is_empty()
    }

    /// Line and column, from 1 and in characters, at which a field begins; behind the last field the end of the record.
    pub fn place(&self, field: usize) -> (u64, u64) {
        let scanned = scan(self.text, self.begin);
        position(self.text, scanned.starts.get(field).copied().unwrap_or(scanned.end))
    }

    /// A fault at a field.
    pub fn fault(&self, field: usize, reason: impl Into<String>, remedy: impl Into<String>) -> InputFault {
        let (line, column) = self.place(field);
        InputFault { line, column, reason: reason.into(), remedy: remedy.into() }
    }

    fn open_quote(&self) -> Option<usize> {
        scan(self.text, self.begin).open_quote
    }

    fn unequal(&self, header: &Self) -> Option<InputFault> {
        let (found, expected) = (self.len(), header.len());
        if found == expected {
            return None;
        }
        let count = format!("the row has {found} field(s), the header has {expected}");
        Some(if found > expected {
            let remedy =
                "take the field out that is too many; a field that holds a comma stands in quotes (\"a,b\")";
            self.fault(expected, format!("{count}: this one has no column"), remedy)
        } else {
            let remedy = "give the row one field a column, an empty one where there is nothing to say";
            self.fault(found, format!("{count}: `{}` is missing", header.get(found)), remedy)
        })
    }
}

fn at(text: &str, offset: usize, reason: String, remedy: &str) -> InputFault {
    let (line, column) = position(text, offset);
    InputFault { line, column, reason, remedy: remedy.to_owned() }
}

/// Counts lines forwards, so that a long file is walked through once.
struct Lines<'a> {
    text: &'a str,
    at: usize,
    line: u64,
}

impl Lines<'_> {
    fn of(&mut self, offset: usize) -> u64 {
        let passed = self.text.get(self.at..offset).unwrap_or_default().matches('\n').count();
        self.line = self.line.saturating_add(u64::try_from(passed).unwrap_or(u64::MAX));
        self.at = offset;
        self.line
    }
}

/// The reader skips empty lines before a record, and names the place before them.
fn skip_blank(text: &str, begin: usize) -> usize {
    let rest = text.get(begin..).unwrap_or_default();
    begin.saturating_add(rest.len().saturating_sub(rest.trim_start_matches(['\r', '\n']).len()))
}

/// Where the parts of a record stand, in bytes.
struct Scanned {
    starts: Vec<usize>,
    end: usize,
    open_quote: Option<usize>,
}

/// What the scan is in the middle of.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Within {
    Start,
    Plain,
    Quoted { since: usize },
    Closing { since: usize },
}

/// Walks over a record as the reader does: a quote means something only at the start of a field.
fn scan(text: &str, begin: usize) -> Scanned {
    let mut starts = vec![begin];
    let mut within = Within::Start;
    for (offset, byte) in text.bytes().enumerate().skip(begin) {
        within = match (within, byte) {
            (Within::Quoted { since }, b'"') => Within::Closing { since },
            (Within::Quoted { since }, _) | (Within::Closing { since }, b'"') => Within::Quoted { since },
            (Within::Start, b'"') => Within::Quoted { since: offset },
            (_, b',') => {
                starts.push(offset.saturating_add(1));
                Within::Start
            }
            (_, b'\r' | b'\n') => return Scanned { starts, end: offset, open_quote: None },
            (Within::Start | Within::Plain | Within::Closing { .. }, _) => Within::Plain,
        };
    }
    let open_quote = match within {
        Within::Quoted { since } => Some(since),
        Within::Start | Within::Plain | Within::Closing { .. } => None,
    };
    Scanned { starts, end: text.len(), open_quote }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faults(text: &str) -> Vec<(u64, u64, String)> {
        let faults = CsvText::read(text).err().unwrap_or_default();
        assert!(faults.iter().all(|fault| !fault.remedy.is_empty()), "{faults:?}");
        faults.into_iter().map(|fault| (fault.line, fault.column, fault.reason)).collect()
    }

    #[test]
    fn a_field_too_many_is_told_at_that_field_counted_in_characters() {
        let found = faults("名,户\n甲乙,\"丙,丁\",戊,己\n甲,乙\n");
        let [(line, column, reason)] = found.as_slice() else { panic!("{found:?}") };
        assert_eq!((*line, *column), (2, 10));
        assert!(reason.contains("4 field(s), the header has 2"), "{reason}");
    }

    #[test]
    fn a_field_too_few_is_told_where_the_row_ends_with_the_name_of_the_column() {
        let found = faults("a,b,丙\n\n\r\n一,二\r\n1,2,3\n四");
        assert_eq!(found.iter().map(|fault| (fault.0, fault.1)).collect::<Vec<_>>(), [(4, 4), (6, 2)]);
        assert!(found[0].2.contains("`丙` is missing") && found[1].2.contains("`b` is missing"), "{found:?}");
    }

    #[test]
    fn a_quote_that_is_never_closed_is_told_where_it_opens_and_nothing_else() {
        assert_eq!(
            faults("a,b\n甲,\"乙\n1,2\n3\n"),
            [(2, 3, "the quote that opens here is never closed".to_owned())]
        );
        assert_eq!(faults("a,b\n甲,\"\"\"乙\"\n"), []);
        assert_eq!(faults("a,b\n甲,乙\"\n"), [], "a quote inside a field is a letter");
    }

    #[test]
    fn another_separator_is_told_at_the_first_one() {
        assert_eq!(faults("名;户\n1;2\n")[0].1, 2);
        assert_eq!(faults("kind\tcouncil\n")[0].1, 5);
    }

    #[test]
    fn an_empty_file_is_refused() {
        assert_eq!((faults("")[0].0, faults("\n\n")[0].2.as_str()), (1, "the file is empty"));
    }

    #[test]
    fn the_fields_are_found_where_the_reader_finds_them() {
        let letters = ["a", "\"", ",", "\n", "\r\n", " ", "路", "\"\"", ",\""];
        let mut number: u64 = 12_345;
        for _ in 0..3_000 {
            let mut text = String::new();
            for _ in 0..12 {
                number =
                    number.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                text.push_str(letters[usize::try_from(number >> 33).unwrap() % letters.len()]);
            }
            let mut reader =
                csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
            for record in reader.records() {
                let record = record.unwrap();
                let begin = usize::try_from(record.position().unwrap().byte()).unwrap();
                let scanned = scan(&text, skip_blank(&text, begin));
                assert_eq!(scanned.starts.len(), record.len(), "{text:?}: {record:?}");
            }
        }
    }
}
