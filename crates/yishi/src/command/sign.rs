//! `yishi sign`: turns a command into canonical bytes and a signature, and says what it signs.

use crate::author::{LIFETIME_MS, sign_envelope};
use crate::console::{remark, say_json};
use crate::failure::{Failure, InputFault, InputFaults};
use crate::host::{SystemClock, SystemEntropy, draw};
use crate::key_file::KeyFile;
use crate::texts;
use anyhow::{Context, anyhow};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use clap::Args;
use serde_json::Value;
use std::io::Read;
use std::path::{Path, PathBuf};
use yishi_book::{Envelope, Nonce, Seen, SignedCommand};
use yishi_core::{Command, Digest, Party, TimeMs};
use yishi_engine::{Clock, Text};
use yishi_log::checkpoint::Checkpoint;

/// Sign a command: canonical bytes and signature, ready for GraphQL `submit`
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  yishi sign --key me.key --checkpoint checkpoint command.json
  curl -s http://127.0.0.1:8080/checkpoint > checkpoint
  echo '{\"kind\":\"petition_escalation\",\"matter\":\"matter_42\"}' | yishi sign --key me.key --checkpoint checkpoint -
  yishi sign --key me.key --envelope prepared.json

Reads one command as JSON. Where a text belongs, write \"@statement:FILE\", \"@document:FILE\" or \"@vault:FILE\": its hash is
signed and the text comes out under `texts`. What it signs is printed in words on standard error; standard output gets
{\"command\":base64,\"signature\":base64,\"texts\":[base64],\"envelope\":{…}}. It refuses what it cannot decode: unknown kinds, unknown
or missing fields, and prepared bytes that are not canonical. A prepared envelope must name this key.")]
pub struct Sign {
    /// The key file
    #[arg(long, value_name = "FILE")]
    key: PathBuf,
    /// The last checkpoint seen, as downloaded from the book
    #[arg(long, value_name = "FILE", required_unless_present = "envelope", conflicts_with = "envelope")]
    checkpoint: Option<PathBuf>,
    /// The input is what a `prepare…` mutation answered (with `command`), or the envelope in it, to be signed byte for byte
    #[arg(long)]
    envelope: bool,
    /// Print failures as JSON too; what is signed is JSON in any case
    #[arg(long)]
    pub(super) json: bool,
    /// The command as JSON; `-` for standard input
    #[arg(value_name = "FILE")]
    input: PathBuf,
}

impl Sign {
    /// Runs the command.
    pub fn run(self) -> Result<(), Failure> {
        let key = KeyFile::read(&self.key)?;
        let input = read_input(&self.input)?;
        let Signed { envelope, command, texts } = match &self.checkpoint {
            Some(checkpoint) => sign_new(&key, checkpoint, &self.input, &input)?,
            None => sign_prepared(&key, &self.input, &input)?,
        };
        remark(describe(&envelope)?);
        say_json(&serde_json::json!({
            "command": STANDARD.encode(&command.bytes),
            "signature": STANDARD.encode(command.signature),
            "texts": texts,
            "envelope": envelope,
        }))
    }
}

/// Reads a file, or standard input for `-`.
pub fn read_input(file: &Path) -> Result<String, Failure> {
    if file == Path::new("-") {
        let mut text = String::new();
        std::io::stdin().read_to_string(&mut text).context("standard input cannot be read")?;
        return Ok(text);
    }
    crate::failure::read_text(file)
}

/// A signed command with what goes along.
struct Signed {
    envelope: Envelope,
    command: SignedCommand,
    /// Framed, in Base64.
    texts: Vec<String>,
}

fn sign_new(key: &KeyFile, checkpoint: &Path, file: &Path, input: &str) -> Result<Signed, Failure> {
    let (command, texts) = parse_command(file, input)?;
    let note = std::fs::read(checkpoint).with_context(|| format!("cannot read {}", checkpoint.display()))?;
    let seen = Checkpoint::parse_unverified(&note)
        .map_err(|error| Failure::Refused(format!("{}: {error}", checkpoint.display())))?;
    let envelope = new_envelope(key, &seen, command)?;
    let command = sign_envelope(&envelope, &key.command_key()?)?;
    let texts = texts.iter().map(|text| STANDARD.encode(texts::frame(text))).collect();
    Ok(Signed { envelope, command, texts })
}

/// The envelope of a command in the name of the key's member, over the last checkpoint seen.
pub fn new_envelope(key: &KeyFile, seen: &Checkpoint, command: Command) -> Result<Envelope, Failure> {
    let member = key.member.clone().ok_or_else(|| {
        Failure::Refused("the key file names no member: make it with `yishi key new --member`".into())
    })?;
    if key.origin.as_ref().is_some_and(|origin| *origin != seen.origin) {
        return Err(Failure::Refused(format!("the key is not for the book `{}`", seen.origin)));
    }
    Ok(Envelope {
        v: 1,
        origin: seen.origin.clone(),
        actor: Party::Member(member),
        assistance: None,
        key: key.public,
        nonce: Nonce(draw(&SystemEntropy)?),
        expires_at_ms: TimeMs(SystemClock.now().0.saturating_add(LIFETIME_MS)),
        seen: Seen { size: seen.size, root: Digest(seen.root.0) },
        command,
    })
}

fn sign_prepared(key: &KeyFile, file: &Path, input: &str) -> Result<Signed, Failure> {
    let (prepared, texts) = prepared(file, input)?;
    let envelope: Envelope = serde_json::from_str(&prepared).map_err(|error| not_decoded(file, &error))?;
    let bytes = yishi_log::canonical::encode(&envelope).map_err(|error| anyhow!(error))?;
    if bytes != prepared.as_bytes() {
        return Err(Failure::Refused(
            "the prepared bytes are not canonical JSON of what they say: not signed".into(),
        ));
    }
    if envelope.key != key.public {
        return Err(Failure::Refused(format!(
            "the envelope names key {}, this is {}",
            envelope.key, key.public
        )));
    }
    let signature = key.command_key()?.sign_command(&bytes);
    Ok(Signed { envelope, command: SignedCommand { bytes, signature }, texts })
}

/// The bytes to sign, and the texts that go along: from the answer of a `prepare…` mutation, whole or its object alone, or the bytes
/// themselves.
fn prepared(file: &Path, input: &str) -> Result<(String, Vec<String>), Failure> {
    let value: Value = serde_json::from_str(input).map_err(|error| not_decoded(file, &error))?;
    if value.get("v").is_some() {
        return Ok((input.strip_suffix('\n').unwrap_or(input).to_owned(), Vec::new()));
    }
    let refused = |reason: &str| Failure::Refused(format!("{}: {reason}", file.display()));
    let object = success(&value).ok_or_else(|| {
        refused("neither an envelope nor the answer of a `prepare…` mutation that holds `command`: was it refused?")
    })?;
    let bytes =
        object.get("command").and_then(Value::as_str).and_then(|command| STANDARD.decode(command).ok());
    let bytes = bytes.and_then(|bytes| String::from_utf8(bytes).ok());
    let bytes = bytes.ok_or_else(|| refused("`command` is not Base64 of a command"))?;
    let texts = object.get("texts").and_then(Value::as_array);
    let frames = texts.into_iter().flatten().filter_map(|text| text.get("frame")?.as_str());
    Ok((bytes, frames.map(str::to_owned).collect()))
}

/// The object with `command` in an answer: itself, or one under `data`.
fn success(answer: &Value) -> Option<&Value> {
    match answer.get("command") {
        Some(Value::String(_)) => Some(answer),
        _ => answer.as_object()?.values().find_map(success),
    }
}

/// Parses a command, with the texts that it names by file; everything unknown in it is refused with its place.
pub fn parse_command(file: &Path, input: &str) -> Result<(Command, Vec<Text>), Failure> {
    let mut value: Value = serde_json::from_str(input).map_err(|error| not_decoded(file, &error))?;
    let mut texts = texts::resolve(&mut value, &SystemEntropy)?;
    if texts.is_empty() {
        // From the text rather than the value: so that a fault has its line.
        let command = serde_json::from_str(input).map_err(|error| not_decoded(file, &error))?;
        return Ok((command, texts));
    }
    let command: Command = serde_json::from_value(value).map_err(|error| not_decoded(file, &error))?;
    // A text that is only cited stands in the book already: naming its file is a way to hash what one has read.
    let brought = command.texts();
    texts.retain(|text| brought.contains(&text.reference()));
    Ok((command, texts))
}

fn not_decoded(file: &Path, error: &serde_json::Error) -> Failure {
    let number = |n: usize| u64::try_from(n.max(1)).unwrap_or(u64::MAX);
    let fault = InputFault {
        line: number(error.line()),
        column: number(error.column()),
        reason: error.to_string(),
        remedy: "write {\"kind\":…} with exactly the fields of that kind; see docs/format.md, Commands"
            .into(),
    };
    InputFaults::new(file, vec![fault]).into()
}

/// What an envelope orders, in words that are taken from its bytes alone.
pub fn describe(envelope: &Envelope) -> Result<String, Failure> {
    let order = serde_json::to_string_pretty(&envelope.command).map_err(anyhow::Error::from)?;
    let actor = match &envelope.actor {
        Party::Member(member) => member.to_string(),
        Party::Engine => "the engine".to_owned(),
    };
    let assisted = envelope
        .assistance
        .as_ref()
        .map_or_else(String::new, |assistance| format!(", for {}", assistance.principal));
    Ok(format!(
        "signing `{}` in book {}\n  in the name of {actor}{assisted}\n  with key {}\n  after {} entries, good until {} ms since 1970\n{order}",
        envelope.command.kind(),
        envelope.origin,
        envelope.key,
        envelope.seen.size,
        envelope.expires_at_ms,
    ))
}
