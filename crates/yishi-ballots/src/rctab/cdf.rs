//! The common data format for cast vote records, NIST SP 1500-103, as JSON.

use super::config::{Source, json_fault};
use super::{Contest, Mark};
use crate::ReadFault;
use crate::text::decode;
use serde::Deserialize;
use std::collections::BTreeMap;
use yishi_tally::Ballot;

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct File {
    #[serde(rename = "CVR")]
    records: Vec<Record>,
    election: Vec<Election>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Election {
    #[serde(default)]
    candidate: Vec<Candidate>,
    contest: Vec<ContestHead>,
}

#[derive(Deserialize)]
struct Candidate {
    #[serde(rename = "@id")]
    id: String,
    #[serde(rename = "Name")]
    name: String,
}

#[derive(Deserialize)]
struct ContestHead {
    #[serde(rename = "@id")]
    id: String,
    #[serde(rename = "Name")]
    name: String,
    #[serde(rename = "ContestSelection", default)]
    selections: Vec<SelectionHead>,
}

#[derive(Deserialize)]
struct SelectionHead {
    #[serde(rename = "@id")]
    id: String,
    #[serde(rename = "CandidateIds", default)]
    candidates: Vec<String>,
    #[serde(rename = "IsWriteIn", default)]
    write_in: bool,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Record {
    current_snapshot_id: String,
    #[serde(rename = "CVRSnapshot")]
    snapshots: Vec<Snapshot>,
}

#[derive(Deserialize)]
struct Snapshot {
    #[serde(rename = "@id")]
    id: String,
    #[serde(rename = "CVRContest", default)]
    contests: Vec<RecordContest>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct RecordContest {
    contest_id: String,
    #[serde(rename = "CVRContestSelection", default)]
    selections: Vec<Selection>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Selection {
    contest_selection_id: String,
    rank: Option<u32>,
    #[serde(default)]
    selection_position: Vec<Position>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Position {
    has_indication: Option<String>,
    is_allocable: Option<String>,
    rank: Option<u32>,
    #[serde(rename = "CVRWriteIn")]
    write_in: Option<serde::de::IgnoredAny>,
}

/// Reads such a file.
pub(super) fn read(bytes: &[u8], source: &Source, contest: &Contest) -> Result<Vec<Ballot>, ReadFault> {
    let text = decode(bytes)?;
    let file: File = serde_json::from_str(text).map_err(|error| json_fault(&error))?;
    let reader = Reader { text, source, contest };
    let head = file.election.iter().flat_map(|election| &election.contest);
    let Some(head) = head.into_iter().find(|head| head.name == source.contest) else {
        return Err(reader.fault("Contest", format!("there is no contest `{}`", source.contest)));
    };
    let selections = reader.selections(&file, head)?;
    file.records.iter().map(|record| reader.ballot(record, &head.id, &selections)).collect()
}

struct Reader<'a> {
    text: &'a str,
    source: &'a Source,
    contest: &'a Contest,
}

impl Reader<'_> {
    /// What each selection of the contest stands for: a label, or a write-in.
    fn selections<'f>(
        &self,
        file: &'f File,
        head: &'f ContestHead,
    ) -> Result<BTreeMap<&'f str, Option<&'f str>>, ReadFault> {
        let names: BTreeMap<&str, &str> = file
            .election
            .iter()
            .flat_map(|election| &election.candidate)
            .map(|candidate| (candidate.id.as_str(), candidate.name.as_str()))
            .collect();
        let mut selections = BTreeMap::new();
        for selection in &head.selections {
            let label = match (selection.write_in, selection.candidates.first()) {
                (true, _) => None,
                (false, Some(id)) => match names.get(id.as_str()) {
                    Some(name) => Some(*name),
                    None => return Err(self.fault(&selection.id, format!("there is no candidate `{id}`"))),
                },
                (false, None) => return Err(self.fault(&selection.id, "a selection without a candidate")),
            };
            selections.insert(selection.id.as_str(), label);
        }
        Ok(selections)
    }

    fn ballot(
        &self,
        record: &Record,
        contest: &str,
        selections: &BTreeMap<&str, Option<&str>>,
    ) -> Result<Ballot, ReadFault> {
        let current = record.snapshots.iter().find(|snapshot| snapshot.id == record.current_snapshot_id);
        let Some(current) = current else {
            let reason = format!("there is no snapshot `{}`", record.current_snapshot_id);
            return Err(self.fault(&record.current_snapshot_id, reason));
        };
        let mut marks = Vec::new();
        let cast = current.contests.iter().find(|cast| cast.contest_id == contest);
        for selection in cast.into_iter().flat_map(|cast| &cast.selections) {
            let id = &selection.contest_selection_id;
            let Some(label) = selections.get(id.as_str()) else {
                return Err(self.fault(id, format!("the contest has no selection `{id}`")));
            };
            for (rank, write_in) in ranks(selection) {
                if !self.contest.reads(rank) || rank == 0 {
                    let reason = format!("rank {rank} is not among the ranks that the configuration allows");
                    return Err(self.fault(&current.id, reason));
                }
                if let Some(reason) = self.contest.beyond_paper(rank) {
                    return Err(self.fault(&current.id, reason));
                }
                marks.push((rank, self.mark(label.filter(|_| !write_in))?));
            }
        }
        Ok(self.contest.ballot(marks, 1))
    }

    fn mark(&self, label: Option<&str>) -> Result<Mark, ReadFault> {
        let Some(label) = label else { return Ok(self.contest.undeclared()) };
        self.contest
            .mark(label, self.source)
            .ok_or_else(|| self.fault(label, format!("`{label}` is no candidate of the configuration")))
    }

    /// A fault where a text stands first.
    fn fault(&self, near: &str, reason: impl Into<String>) -> ReadFault {
        let offset = self.text.find(&format!("\"{near}\"")).unwrap_or(0);
        ReadFault::at(self.text, offset, reason)
    }
}

/// The ranks of a selection that count, and whether they are write-ins (NIST SP 1500-103, 3.4.2).
fn ranks(selection: &Selection) -> Vec<(u32, bool)> {
    if let Some(rank) = selection.rank {
        return vec![(rank, false)];
    }
    let no = |field: &Option<String>| field.as_deref() == Some("no");
    let counts = |position: &&Position| !no(&position.has_indication) && !no(&position.is_allocable);
    let positions = selection.selection_position.iter().filter(counts);
    positions.map(|position| (position.rank.unwrap_or(0), position.write_in.is_some())).collect()
}
