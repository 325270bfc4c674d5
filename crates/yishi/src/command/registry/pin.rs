//! `yishi registry pin`: fetches what books show, proves it against the last pins, and hands the pins in.

use crate::author::sign_envelope;
use crate::client::{Client, Outcome, Pending, Success};
use crate::command::sign::new_envelope;
use crate::console::{say, say_json};
use crate::failure::Failure;
use crate::key_file::KeyFile;
use crate::pinning::{Place, Registered, ShownBook, book_name, pin_command};
use clap::Args;
use serde::Serialize;
use std::path::PathBuf;
use yishi_core::{BookOrigin, Command};
use yishi_log::checkpoint::Checkpoint;

/// Pin the present checkpoints of books in a registry book
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  yishi registry pin --registry http://127.0.0.1:8080/graphql --key registrar.key --book http://127.0.0.1:8081
  yishi registry pin --registry http://127.0.0.1:8080/graphql --key registrar.key --book ./weiyang-bundle --book ./lane.tar

Of each book its checkpoint is fetched, with a proof that it begins as it did at the last pin, made from a few tiles; the registry
checks signature and proof and refuses what does not hold. A registrar alone pins. Run it from cron, somewhat more often than the
registry's charter asks: what is pinned already is renewed, by an entry each time, so that a book in which nothing happens is not overdue.

A book that no longer begins as it was pinned is not pinned: the registry keeps the contradiction on record, and so says this program.

Exit codes: 0 all are pinned, 1 a contradiction was recorded or a book was refused (the others are pinned), 2 wrong usage, 3 a registry
or book does not answer.")]
pub struct Pin {
    /// The GraphQL endpoint of the registry
    #[arg(long, value_name = "URL")]
    registry: String,
    /// A registrar's key file of the registry
    #[arg(long, value_name = "FILE")]
    key: PathBuf,
    /// A book: the address of its service, or an exported folder or tar file; may be given several times
    #[arg(long = "book", value_name = "URL|DIR", required = true)]
    books: Vec<String>,
    /// A token of a member or auditor of the book, where its tiles are not public
    #[arg(long)]
    token: Option<String>,
    /// Print {"pins":[{"book","size","root","outcome","index"}],"refused":[{"book","reason"}]} as JSON; outcome is pinned, renewed or conflict
    #[arg(long)]
    pub(super) json: bool,
}

/// What came of a book.
#[derive(Clone, Debug, Serialize)]
struct Pinned {
    book: String,
    size: u64,
    root: String,
    outcome: What,
    index: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
enum What {
    Pinned,
    Renewed,
    Conflict,
}

#[derive(Clone, Debug, Serialize)]
struct Refused {
    book: String,
    reason: String,
}

impl Pin {
    /// Runs the command.
    pub fn run(self) -> Result<(), Failure> {
        let key = KeyFile::read(&self.key)?;
        let client = Client::new(&self.registry, 5);
        let places = self.books.iter().map(|book| Place::parse(book)).collect::<Vec<_>>();
        let (mut pins, mut refused, mut failed) = (Vec::new(), Vec::new(), None);
        for (place, name) in places.iter().zip(&self.books) {
            match self.pin(&client, &key, place) {
                Ok(pinned) => pins.push(pinned),
                Err(Failure::Refused(reason)) => refused.push(Refused { book: name.clone(), reason }),
                // One book that does not answer must not keep the others from being pinned.
                Err(failure) => {
                    refused.push(Refused { book: name.clone(), reason: failure.to_string() });
                    failed = Some(failure.exit_code());
                }
            }
        }
        self.tell(&pins, &refused)?;
        let found = !refused.is_empty() || pins.iter().any(|pinned| pinned.outcome == What::Conflict);
        match (failed, found) {
            (Some(code), _) => Err(Failure::Reported(code)),
            (None, true) => Err(Failure::Reported(1)),
            (None, false) => Ok(()),
        }
    }

    fn pin(&self, client: &Client, key: &KeyFile, place: &Place) -> Result<Pinned, Failure> {
        let mut shown = ShownBook::open(place, self.token.as_deref())?;
        let origin = book_name(&shown.checkpoint.origin)?;
        let registered = client.registered(key.origin.as_deref(), &origin)?;
        refuse_frozen(&registered)?;
        let (size, root) = (shown.checkpoint.size, shown.checkpoint.root);
        let before = registered.pin_within(size)?;
        let stands = |outcome, index: String| Pinned {
            book: origin.to_string(),
            size,
            root: root.to_string(),
            outcome,
            index,
        };
        let unchanged = before.size == size && before.root.0 == root.0 && registered.newest()?.size == size;
        let command = pin_command(&origin, &mut shown, before)?;
        let success = hand_in(client, key, &origin, command.into())?;
        let conflict = success.events.iter().any(|kind| kind == "pin_conflict_recorded");
        let outcome = match (conflict, unchanged) {
            (true, _) => What::Conflict,
            (false, true) => What::Renewed,
            (false, false) => What::Pinned,
        };
        Ok(stands(outcome, success.entry.index))
    }

    fn tell(&self, pins: &[Pinned], refused: &[Refused]) -> Result<(), Failure> {
        if self.json {
            return say_json(&serde_json::json!({ "pins": pins, "refused": refused }));
        }
        for Pinned { book, size, index: entry, outcome, .. } in pins {
            say(match outcome {
                What::Pinned => format!("{book}: pinned at {size} entries by entry {entry}"),
                What::Renewed => {
                    format!("{book}: unchanged at {size} entries; its pin is renewed by entry {entry}")
                }
                What::Conflict => format!(
                    "{book}: CONTRADICTION recorded by entry {entry}: the {size} entries that are shown do not go on from what was pinned. Keep copies of both, and tell the community"
                ),
            })?;
        }
        refused.iter().try_for_each(|Refused { book, reason }| say(format!("{book}: not pinned: {reason}")))
    }
}

fn refuse_frozen(registered: &Registered) -> Result<(), Failure> {
    let Some(frozen) = &registered.freeze else { return Ok(()) };
    let on =
        registered.successor.as_ref().map_or_else(String::new, |origin| format!("; pin {origin} instead"));
    Err(Failure::Refused(format!("the registry froze this book: {}{on}", frozen.reason)))
}

/// Signs over the registry's present checkpoint and hands the command in. Nothing is kept: what was not answered is pinned the next time.
fn hand_in(
    client: &Client,
    key: &KeyFile,
    origin: &BookOrigin,
    command: Command,
) -> Result<Success, Failure> {
    let note = client.checkpoint(key.origin.as_deref())?;
    let seen = Checkpoint::parse_unverified(note.as_bytes())
        .map_err(|error| Failure::Refused(format!("the registry's checkpoint: {error}")))?;
    let envelope = new_envelope(key, &seen, command)?;
    let signed = sign_envelope(&envelope, &key.command_key()?)?;
    match client.submit(&Pending::new(&envelope.origin, &signed, &[]))? {
        Outcome::Success(success) => Ok(success),
        Outcome::Problem { code, message } => {
            Err(Failure::Refused(format!("the registry refuses {origin}: {code}: {message}")))
        }
    }
}
