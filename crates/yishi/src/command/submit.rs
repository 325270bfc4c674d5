//! `yishi submit`: signs a command and hands it to a node, keeps the receipt, repeats safely.

use super::sign::{describe, new_envelope, parse_command, read_input};
use crate::author::sign_envelope;
use crate::client::{Client, Outcome, Pending, Success, check_receipt};
use crate::console::{remark, say, say_json};
use crate::failure::Failure;
use crate::key_file::KeyFile;
use anyhow::Context;
use clap::Args;
use std::path::PathBuf;
use yishi_log::checkpoint::{Checkpoint, LogVerifier};

/// Sign a command and hand it to a node by GraphQL; keep the receipt
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  yishi submit --url http://127.0.0.1:8080/graphql --key me.key --out vote.receipt vote.json
  echo '{\"kind\":\"submit\",\"council\":\"grid-1\",\"text\":\"@statement:lamp.txt\"}' |
    yishi submit --url http://127.0.0.1:8080/graphql --key me.key --out lamp.receipt --vkey VKEY -

Reads one command as JSON, with texts as \"@statement:FILE\", \"@document:FILE\" or \"@vault:FILE\"; asks the node for the
book's checkpoint; says in words what it signs; sends it; writes the receipt. With --vkey the checkpoint and the receipt
must hold under that key: get it from the community, not from the node.

Before anything is sent, the signed command is kept in OUT.pending. When the network fails, run the same line again:
the very same command goes out, so that it can never count twice. Exit code 1: refused, nothing was written.")]
pub struct Submit {
    /// The GraphQL endpoint of the node
    #[arg(long)]
    url: String,
    /// The key file
    #[arg(long, value_name = "FILE")]
    key: PathBuf,
    /// Where the receipt goes
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// The book's verifier key, to check checkpoint and receipt under
    #[arg(long)]
    vkey: Option<String>,
    /// How often to send when the network fails, with growing pauses
    #[arg(long, value_name = "N", default_value_t = 5)]
    attempts: u32,
    /// Print {"index","leaf_hash","replayed","events","verified"} as JSON
    #[arg(long)]
    pub(super) json: bool,
    /// The command as JSON; `-` for standard input
    #[arg(value_name = "FILE")]
    input: PathBuf,
}

impl Submit {
    /// Runs the command.
    pub fn run(self) -> Result<(), Failure> {
        if self.out.exists() {
            return Err(Failure::Refused(format!(
                "{} exists: a receipt is never replaced",
                self.out.display()
            )));
        }
        let log = self.log()?;
        let client = Client::new(&self.url, self.attempts);
        let waiting = Pending::path(&self.out);
        let pending = match Pending::read(&waiting)? {
            Some(pending) => {
                remark(format!("sending again what waits in {}", waiting.display()));
                pending
            }
            None => self.sign(&client, log.as_ref())?,
        };
        match client.submit(&pending)? {
            Outcome::Success(success) => self.keep(&success, log.as_ref()),
            Outcome::Problem { code, message } => {
                std::fs::remove_file(&waiting).context("the refused command cannot be put away")?;
                Err(Failure::Refused(format!("{code}: {message}")))
            }
        }
    }

    fn log(&self) -> Result<Option<LogVerifier>, Failure> {
        let parse =
            |vkey: &String| LogVerifier::parse(vkey).map_err(|error| Failure::Usage(error.to_string()));
        self.vkey.as_ref().map(parse).transpose()
    }

    /// Signs over the checkpoint that the node shows, and keeps the command before it is sent.
    fn sign(&self, client: &Client, log: Option<&LogVerifier>) -> Result<Pending, Failure> {
        let key = KeyFile::read(&self.key)?;
        let (command, texts) = parse_command(&self.input, &read_input(&self.input)?)?;
        let note = client.checkpoint(key.origin.as_deref())?;
        let opened = match log {
            Some(log) => log.open(note.as_bytes()),
            None => Checkpoint::parse_unverified(note.as_bytes()),
        };
        let seen = opened.map_err(|error| Failure::Refused(format!("the node's checkpoint: {error}")))?;
        let envelope = new_envelope(&key, &seen, command)?;
        remark(describe(&envelope)?);
        let signed = sign_envelope(&envelope, &key.command_key()?)?;
        let pending = Pending::new(&envelope.origin, &signed, &texts);
        pending.write(&Pending::path(&self.out))?;
        Ok(pending)
    }

    fn keep(&self, success: &Success, log: Option<&LogVerifier>) -> Result<(), Failure> {
        let receipt = success.receipt.as_deref().unwrap_or_default();
        let index = &success.entry.index;
        if let Some(log) = log {
            let number = index.parse().context("the node names no index")?;
            check_receipt(log, number, success.entry.leaf_hash.as_deref().unwrap_or_default(), receipt)?;
        }
        std::fs::write(&self.out, receipt).with_context(|| format!("cannot write {}", self.out.display()))?;
        std::fs::remove_file(Pending::path(&self.out)).context("the sent command cannot be put away")?;
        if self.json {
            return say_json(&serde_json::json!({
                "index": index, "leaf_hash": success.entry.leaf_hash, "replayed": success.replayed,
                "events": success.events, "verified": log.is_some(),
            }));
        }
        let again = if success.replayed { " (it stood there already)" } else { "" };
        say(format!("entry {index}{again}: {}", success.events.join(", ")))?;
        let proven = if log.is_some() { "proven under the key given" } else { "not checked: no --vkey" };
        say(format!("receipt in {}; {proven}", self.out.display()))
    }
}
