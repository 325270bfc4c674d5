//! Fetches a mirror of a book over HTTP: tiles as C2SP `tlog-tiles` has them, and the texts beside them. Whether it is good is found out later.

use super::logs::{Logs, Unopened};
use crate::console::progress;
use crate::failure::Failure;
use crate::http::{agent, explained};
use anyhow::{Context, bail};
use std::path::Path;
use std::time::Duration;
use yishi_audit::bundle::{BookWriter, CHECKPOINT, TileWriter};
use yishi_core::TextRef;
use yishi_log::text;
use yishi_log::tile::{TileKind, TilePath, decode_entries};

/// Longest file that is read.
const MAX_BYTES: u64 = 64 * 1024 * 1024;
/// How long one file may take.
const TIMEOUT: Duration = Duration::from_secs(60);

/// Fetches the log below `url` into a folder, with those of its texts that can be had.
///
/// # Errors
/// When the mirror does not answer, its checkpoint is not signed by `logs`, a bundle of entries is none, or files cannot be written.
pub fn fetch(url: &str, logs: &Logs, folder: &Path) -> Result<(), Failure> {
    let mirror = Mirror::new(url);
    let note = mirror.get(CHECKPOINT)?.with_context(|| format!("{url} has no checkpoint"))?;
    let refused = |unopened: Unopened| {
        let reason = unopened.reason();
        Failure::Refused(format!("{url}/{CHECKPOINT} is not a checkpoint of this book: {reason}"))
    };
    let (log, head) = logs.open(&note).map_err(refused)?;
    let note = String::from_utf8(note).context("the checkpoint is not text")?;
    let failed = |error: yishi_audit::bundle::WriteError| Failure::Io(anyhow::Error::new(error));
    let mut writer = TileWriter::open(folder).map_err(failed)?;
    let bar = progress("entries fetched", usize::try_from(head.size).unwrap_or(usize::MAX));
    for path in TilePath::all(head.size).filter(|path| path.kind() == TileKind::Entries) {
        let bytes = mirror.get(&path.to_string())?.with_context(|| format!("{url} has no {path}"))?;
        let entries =
            decode_entries(path.width(), &bytes).with_context(|| format!("{url}/{path} is no bundle"))?;
        entries.into_iter().try_for_each(|entry| writer.leaf(entry).map_err(failed))?;
        bar.inc(u64::from(path.width()));
    }
    bar.finish_and_clear();
    let wanted = writer.wanted();
    let bar = progress("texts fetched", wanted.len());
    for text in wanted {
        mirror.text(&text, &mut writer)?;
        bar.inc(1);
    }
    bar.finish_and_clear();
    writer.finish(&note, &log).map_err(failed)?;
    Ok(())
}

struct Mirror {
    agent: ureq::Agent,
    base: String,
}

impl Mirror {
    fn new(url: &str) -> Self {
        Self { agent: agent(TIMEOUT), base: url.trim_end_matches('/').to_owned() }
    }

    /// A file; `None` where there is none of that name.
    fn get(&self, path: &str) -> anyhow::Result<Option<Vec<u8>>> {
        let url = format!("{}/{path}", self.base);
        let mut response = self
            .agent
            .get(&url)
            .call()
            .map_err(explained)
            .with_context(|| format!("{url} does not answer"))?;
        match response.status().as_u16() {
            200 => Ok(Some(response.body_mut().with_config().limit(MAX_BYTES).read_to_vec()?)),
            404 => Ok(None),
            401 | 403 => bail!(
                "{url} wants a token: fetch the tiles with another program that has one, and give that folder with --from"
            ),
            status => bail!("{url} answers with {status}"),
        }
    }

    /// A text as a folder of tiles has it, or as a node gives it. One that is not to be had, or is another one, is left out.
    fn text(&self, text: &TextRef, writer: &mut TileWriter) -> Result<(), Failure> {
        let (in_folder, of_node) = match text {
            TextRef::Document(hash) => (format!("documents/{hash}"), format!("texts/document/{hash}")),
            TextRef::Statement(commitment) => {
                (format!("statements/{commitment}"), format!("texts/statement/{commitment}"))
            }
            TextRef::Vault(_) => return Ok(()),
        };
        let content = match self.get(&in_folder)? {
            Some(content) => Some(content),
            None => self.get(&of_node)?,
        };
        let failed = |error: yishi_audit::bundle::WriteError| Failure::Io(anyhow::Error::new(error));
        match (text, content) {
            (TextRef::Document(hash), Some(data)) if text::document_hash(&data) == hash.0 => {
                writer.document(&data).map_err(failed)
            }
            (TextRef::Statement(commitment), Some(content)) => match content.split_first_chunk::<32>() {
                Some((salt, data)) if text::commitment(salt, data) == commitment.0 => {
                    writer.statement(salt, data).map_err(failed)
                }
                _ => Ok(()),
            },
            _ => Ok(()),
        }
    }
}
