//! Files of ballots as others publish them.

use super::{Count, failure};
use crate::console::{say, say_json};
use crate::failure::Failure;
use anyhow::Context;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use yishi_ballots::{Companions, Request};

/// Files beside the first.
struct Folder(PathBuf);

impl Companions for Folder {
    fn read(&self, name: &str) -> Result<Option<Vec<u8>>, String> {
        match std::fs::read(self.0.join(name)) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error.to_string()),
        }
    }
}

impl Count {
    pub(super) fn ballots(&self) -> Result<(), Failure> {
        let bytes =
            std::fs::read(&self.file).with_context(|| format!("cannot read {}", self.file.display()))?;
        let folder = Folder(self.file.parent().map(Path::to_owned).unwrap_or_default());
        let file = self.file.to_string_lossy();
        let request = Request {
            file: &file,
            bytes: &bytes,
            companions: &folder,
            rule: self.rule.as_deref(),
            seats: self.seats,
            settings: &self.settings,
        };
        let refused = |error| failure(&self.file, error);
        if self.compare {
            let comparison = request.compare().map_err(refused)?;
            if self.json {
                return say_json(&comparison);
            }
            return comparison.lines(self.language.into()).iter().try_for_each(say);
        }
        let report = request.run().map_err(refused)?;
        if self.json {
            return say_json(&report);
        }
        report.lines(self.language.into()).iter().try_for_each(say)
    }
}
