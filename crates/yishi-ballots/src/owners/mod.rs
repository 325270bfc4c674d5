//! Cases of owners' votes as JSON: units, rules of procedure and ballots in, figures and verdict out.
//!
//! The form is a list of cases, each with `name`, `item`, `agenda`, `opens`, `closes`, `units`, `ballots` and, where they
//! differ from the usual, `profile` and `served`. A case that cannot be read is reported at its place and does not stop
//! the others. Counting itself is left to `yishi-tally`.

mod form;
mod write;

pub use write::to_json;

use crate::ReadFault;
use form::CaseForm;
use serde_json::Value;
use serde_json::value::RawValue;
use std::collections::BTreeSet;
use std::sync::Arc;
use yishi_tally::{
    OwnedUnit, OwnersBallot, OwnersCount, OwnersProfile, OwnersVote, count_owners, requirements_of_item,
};

/// A case of a file.
#[derive(Clone, Debug)]
pub struct OwnersCase {
    /// Its name.
    pub name: String,
    /// What is to be counted, or why that cannot be read.
    pub vote: Result<OwnersCaseVote, ReadFault>,
    /// What the file says the count comes to, if it does.
    pub expected: Option<Value>,
}

/// What is to be counted in a case.
#[derive(Clone, Debug)]
pub struct OwnersCaseVote {
    /// The matter.
    pub item: String,
    /// The matters that were announced.
    pub agenda: BTreeSet<Arc<str>>,
    /// The first moment at which a ballot is taken.
    pub opens_at: u64,
    /// The first moment at which none is taken any more.
    pub closes_at: u64,
    /// The units in scope.
    pub units: Vec<OwnedUnit>,
    /// The ballots.
    pub ballots: Vec<OwnersBallot>,
    /// Who was served; everybody where the file says nothing.
    pub served: Option<BTreeSet<Arc<str>>>,
    /// The rules of procedure.
    pub profile: OwnersProfile,
}

impl OwnersCaseVote {
    /// Counts the case under what Civil Code arts. 278 and 279 ask for its matter.
    pub fn count(&self) -> OwnersCount {
        let vote = OwnersVote {
            item: &self.item,
            agenda: &self.agenda,
            opens_at: self.opens_at,
            closes_at: self.closes_at,
            units: &self.units,
            ballots: &self.ballots,
            served: self.served.as_ref(),
            profile: &self.profile,
        };
        count_owners(&vote, &requirements_of_item(&self.item))
    }
}

/// Reads the cases of a file: a list of them, or a single one.
///
/// # Errors
/// When the file as a whole is no such list, or two cases have one name. A fault inside a case stands in the case.
pub fn read(text: &str) -> Result<Vec<OwnersCase>, ReadFault> {
    let raw = raw_cases(text)?;
    let mut cases = Vec::with_capacity(raw.len());
    let mut names = BTreeSet::new();
    let mut from = 0;
    for (number, raw) in raw.into_iter().enumerate() {
        // The raw text of a case stands in the file as it is, after that of the case before it.
        let offset = text.get(from..).and_then(|rest| rest.find(raw.get())).map_or(from, |at| from + at);
        from = offset + raw.get().len();
        let case = read_case(text, offset, raw.get(), number);
        if !names.insert(case.name.clone()) {
            return Err(ReadFault::at(text, offset, format!("a second case is named `{}`", case.name)));
        }
        cases.push(case);
    }
    Ok(cases)
}

fn raw_cases(text: &str) -> Result<Vec<&RawValue>, ReadFault> {
    let result = if text.trim_start().starts_with('{') {
        serde_json::from_str(text).map(|only| vec![only])
    } else {
        serde_json::from_str(text)
    };
    result.map_err(|error| from_json(text, 0, text, &error))
}

fn read_case(text: &str, offset: usize, raw: &str, number: usize) -> OwnersCase {
    let outline: Value = serde_json::from_str(raw).unwrap_or_default();
    let unnamed = || format!("case {}", number.saturating_add(1));
    OwnersCase {
        name: outline.get("name").and_then(Value::as_str).map_or_else(unnamed, str::to_owned),
        expected: outline.get("expected").cloned(),
        vote: serde_json::from_str::<CaseForm>(raw)
            .map_err(|error| from_json(text, offset, raw, &error))
            .and_then(|form| form.check().map_err(|reason| ReadFault::at(text, offset, reason))),
    }
}

/// Where in the file an error of the parser lies; it counts lines and columns, in bytes, from the beginning of its part.
fn from_json(text: &str, offset: usize, part: &str, error: &serde_json::Error) -> ReadFault {
    let before: usize = part.split_inclusive('\n').take(error.line().saturating_sub(1)).map(str::len).sum();
    let mut at = (offset + before + error.column().saturating_sub(1)).min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    let message = error.to_string();
    let reason = message.rsplit_once(" at line ").map_or(message.as_str(), |(reason, _)| reason);
    ReadFault::at(text, at, reason)
}
