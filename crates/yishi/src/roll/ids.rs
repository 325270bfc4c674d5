//! The file of ids: which row, household label or reference got which random id.

use super::Known;
use super::table::{Record, Table};
use crate::failure::{Failure, InputFault};
use crate::host::{Entropy, draw};
use crate::secret_file;
use anyhow::Context;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Kind and label of something that has an id.
type Label = (&'static str, String);

/// Which row got which id; written beside the roll before anything is sent, readable by its owner only.
#[derive(Debug)]
pub struct IdFile {
    /// Where it stands.
    pub path: PathBuf,
    ids: BTreeMap<Label, String>,
    /// Whether it stood there before, from an earlier import of the roll.
    earlier: bool,
}

const KINDS: &[&str] = &["member", "household", "unit"];

impl IdFile {
    /// The file beside a roll. References keep the ids of an earlier import, and so do rows without reference that say
    /// what they said.
    pub fn beside(roll: &Path) -> Result<Self, Failure> {
        let mut path = roll.as_os_str().to_owned();
        path.push(".ids.csv");
        let mut file = Self { path: PathBuf::from(path), ids: BTreeMap::new(), earlier: false };
        if file.path.exists() {
            file.earlier = true;
            file.load()?;
        }
        Ok(file)
    }

    fn load(&mut self) -> Result<(), Failure> {
        let reading = || format!("cannot read the file of ids {}", self.path.display());
        let mut reader = csv::Reader::from_path(&self.path).with_context(reading)?;
        let mut ids = BTreeMap::new();
        for record in reader.records() {
            let record = record.with_context(reading)?;
            let field = |number| record.get(number).unwrap_or_default().to_owned();
            if let Some(kind) = KINDS.iter().find(|kind| **kind == field(0)) {
                ids.insert((*kind, field(1)), field(2));
            }
        }
        self.ids = ids;
        Ok(())
    }

    /// Rows of a changed roll of which nobody can tell whether they are new or changed: giving them an id of their own would put
    /// the same person or unit on the roll twice.
    pub fn nameless(&self, table: &Table<'_>) -> Vec<InputFault> {
        let known = |record: &Record<'_>| {
            KINDS.iter().any(|kind| self.ids.contains_key(&(*kind, record.label.clone())))
        };
        let nameless = |record: &&Record<'_>| self.earlier && !record.names_itself() && !known(record);
        let fault = |record: &Record<'_>| {
            record.fault(
                "ref",
                "the row has neither `id` nor `ref`, and no row of the earlier import said the same: it may be new or changed",
                "if it is new, give it a `ref` that no other row has; if it changed, give it its `id`, as `yishi export roll` prints it",
            )
        };
        table.records.iter().filter(nameless).map(fault).collect()
    }

    /// Gives an id to every row and label that has none.
    pub fn assign(
        &mut self,
        table: &Table<'_>,
        known: &Known<'_>,
        entropy: &dyn Entropy,
    ) -> Result<(), Failure> {
        for record in &table.records {
            if let Some(kind) = KINDS.iter().find(|kind| **kind == record.get("kind")) {
                self.assign_row(kind, record, entropy)?;
            }
            let household = record.get("household");
            let is_id = household.starts_with("household_") || (known.is_household)(household);
            if !household.is_empty() && !is_id {
                self.give("household", household.to_owned(), entropy)?;
            }
        }
        Ok(())
    }

    fn assign_row(
        &mut self,
        kind: &'static str,
        record: &Record<'_>,
        entropy: &dyn Entropy,
    ) -> Result<(), Failure> {
        match record.get("id") {
            "" => self.give(kind, record.label.clone(), entropy),
            id => {
                self.ids.insert((kind, record.label.clone()), id.to_owned());
                Ok(())
            }
        }
    }

    fn give(&mut self, kind: &'static str, label: String, entropy: &dyn Entropy) -> Result<(), Failure> {
        if !self.ids.contains_key(&(kind, label.clone())) {
            let random: [u8; 8] = draw(entropy)?;
            self.ids.insert((kind, label), format!("{kind}_{}", hex::encode(random)));
        }
        Ok(())
    }

    /// The id of a label, or the label itself when it is none.
    pub fn resolve<'a>(&'a self, kind: &'static str, label: &'a str) -> &'a str {
        self.ids.get(&(kind, label.to_owned())).map_or(label, String::as_str)
    }

    /// Whether an id is that of a member row.
    pub fn has_member(&self, id: &str) -> bool {
        self.ids.iter().any(|((kind, _), found)| *kind == "member" && found == id)
    }

    /// Writes the file, durably and for its owner only.
    pub fn write(&self) -> Result<(), Failure> {
        let mut text = String::from("kind,label,id\n");
        for ((kind, label), id) in &self.ids {
            text.push_str(&format!("{kind},\"{}\",{id}\n", label.replace('"', "\"\"")));
        }
        let writing = || format!("cannot write the file of ids {}", self.path.display());
        Ok(secret_file::replace(&self.path, text.as_bytes()).with_context(writing)?)
    }
}
