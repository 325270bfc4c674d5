//! `yishi export checkpoint-sheet`: a checkpoint on paper, with its cosignatures and a QR code of the whole note.

use crate::console::{remark, say, say_json};
use crate::failure::{Failure, read_bytes};
use anyhow::Context;
use clap::Args;
use std::io::Write;
use std::path::PathBuf;
use yishi_core::TimeMs;
use yishi_log::checkpoint::{Checkpoint, LogVerifier};
use yishi_log::cosignature::Cosigned;
use yishi_log::note::Note;
use yishi_log::policy::Policy;
use yishi_pages::CosignedBy;
use yishi_tally::Language;

/// Print a checkpoint as an A4 sheet (HTML) with its witnesses and a QR code of the signed note
#[derive(Debug, Args)]
#[command(after_help = "Example:
  curl -s http://127.0.0.1:8080/checkpoint > checkpoint
  yishi export checkpoint-sheet --note checkpoint --vkey VKEY --policy witnesses.policy --out checkpoint.html

Works beside a running service: it needs the note only. The note must be signed by the log of the vkey; with a policy the
sheet says which of its witnesses have cosigned. A note of more than some 2,300 bytes fits into no QR code: the sheet
then holds it in words alone, and `code` is false. Print it, have it signed by hand, hang it up, file it.")]
pub struct CheckpointSheet {
    /// The signed note, as the node gives it at /checkpoint
    #[arg(long, value_name = "FILE")]
    note: PathBuf,
    /// The verifier key of the book
    #[arg(long)]
    vkey: String,
    /// The policy that names the witnesses
    #[arg(long, value_name = "FILE")]
    policy: Option<PathBuf>,
    /// The language of the sheet: en or zh-CN
    #[arg(long, default_value = "zh-CN", value_parser = ["en", "zh-CN"])]
    lang: String,
    /// Where the sheet goes; never replaced
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// Print {"size","root","good","of","code"} as JSON
    #[arg(long)]
    pub(super) json: bool,
}

impl CheckpointSheet {
    pub(super) fn run(self) -> Result<(), Failure> {
        let log = LogVerifier::parse(&self.vkey).map_err(|error| Failure::Usage(error.to_string()))?;
        let refused = |reason: String| Failure::Refused(format!("{}: {reason}", self.note.display()));
        let bytes = read_bytes(&self.note)?;
        let checkpoint = log.open(&bytes).map_err(|error| refused(error.to_string()))?;
        let note = Note::parse(&bytes).map_err(refused)?;
        let witnesses = self.policy()?.map(|policy| cosigners(&policy, &note));
        let code = self.write(&log, &checkpoint, (&note, witnesses.as_deref()))?;
        if !code {
            remark(
                "warning: the note is too long for a QR code; the sheet holds it in words alone, and says so",
            );
        }
        let good = witnesses.as_ref().map(|all| all.iter().filter(|one| one.at_ms.is_some()).count());
        let of = witnesses.as_ref().map(Vec::len);
        if self.json {
            let (size, root) = (checkpoint.size, checkpoint.root.to_string());
            return say_json(&serde_json::json!({
                "size": size, "root": root, "good": good, "of": of, "code": code,
            }));
        }
        say(format!("{} entries, sheet in {}", checkpoint.size, self.out.display()))
    }

    fn policy(&self) -> Result<Option<Policy>, Failure> {
        let Some(file) = &self.policy else { return Ok(None) };
        let policy = Policy::parse(&read_bytes(file)?);
        policy.map(Some).map_err(|error| Failure::Refused(format!("{}: {error}", file.display())))
    }

    /// Whether the sheet that it wrote has a code.
    fn write(
        &self,
        log: &LogVerifier,
        checkpoint: &Checkpoint,
        (note, witnesses): (&Note<'_>, Option<&[CosignedBy]>),
    ) -> Result<bool, Failure> {
        let sheet = yishi_pages::CheckpointSheet {
            origin: &checkpoint.origin,
            size: checkpoint.size,
            root: &checkpoint.root.to_string(),
            recorded_at_ms: None,
            witnesses,
            note: &note.only(|_| true),
            vkey: &log.to_vkey(),
        };
        let language = if self.lang == "en" { Language::English } else { Language::Chinese };
        let doing = || format!("cannot write {}", self.out.display());
        let mut file = std::fs::File::create_new(&self.out).with_context(doing)?;
        file.write_all(sheet.to_html(language).as_bytes()).with_context(doing)?;
        Ok(sheet.has_code())
    }
}

/// The witnesses of a policy, each with the time at which it cosigned.
fn cosigners(policy: &Policy, note: &Note<'_>) -> Vec<CosignedBy> {
    let cosigned = |(name, witness): (&str, &yishi_log::policy::PolicyWitness)| CosignedBy {
        name: name.to_owned(),
        at_ms: match witness.cosigner.cosigned(note) {
            Cosigned::Good { time_s } => Some(TimeMs(time_s.saturating_mul(1000))),
            Cosigned::Absent | Cosigned::Bad => None,
        },
    };
    policy.witnesses().map(cosigned).collect()
}
