//! Files of the test data, counted as the command line does it.

use std::path::{Path, PathBuf};
use yishi_ballots::{Companions, Report, Request, RequestError, Setting};

/// Files in the folder of the first.
pub struct Folder(pub PathBuf);

impl Companions for Folder {
    fn read(&self, name: &str) -> Result<Option<Vec<u8>>, String> {
        match std::fs::read(self.0.join(name)) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error.to_string()),
        }
    }
}

/// Counts a file by a rule, with settings such as `tie=given_order`.
pub fn count(
    file: &Path,
    rule: Option<&str>,
    seats: Option<u32>,
    settings: &[&str],
) -> Result<Report, RequestError> {
    let settings: Vec<Setting> = settings.iter().map(|text| text.parse().unwrap()).collect();
    let bytes = std::fs::read(file).unwrap();
    let companions = Folder(file.parent().unwrap().to_owned());
    let file = file.to_str().unwrap();
    Request { file, bytes: &bytes, companions: &companions, rule, seats, settings: &settings }.run()
}

/// The winners as texts.
pub fn winners(report: &Report) -> Vec<String> {
    report.winners.iter().map(|id| serde_json::to_value(id).unwrap().to_string().replace('"', "")).collect()
}

/// Every file below a folder, in order.
pub fn below(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { files.extend(below(&path)) } else { files.push(path) }
    }
    files.sort();
    files
}
