//! `yishi recover`: what is wrong with a book that does not open or is only read, and the ways out.

use crate::console::{remark, say, say_json};
use crate::copy::{Copy, Form, pin};
use crate::failure::{Failure, read_bytes};
use crate::given_up::{self, GivenUp};
use crate::host::SystemClock;
use crate::layout::DataFolder;
use crate::recover::{
    Carry, Diagnosis, Evidence, Problem, Unopened, diagnose, fetch, give_up, make_anchor, mend, remedies,
    write_rest,
};
use crate::running::{self, BookKeys};
use crate::witnesses::read_policy;
use anyhow::Context;
use clap::Args;
use serde::Serialize;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use yishi_audit::Pin;
use yishi_audit::bundle::CHECKPOINT;
use yishi_audit::command::TrustArgs;
use yishi_engine::Clock;
use yishi_log::checkpoint::LogVerifier;
use yishi_log::receipt::Receipt;

/// Say what is wrong with a book that does not open or is only read, and mend it without signing around a rollback
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  yishi recover --data ./weiyang
  yishi recover --data ./weiyang --witness-policy witnesses.policy --json
  yishi recover --data ./weiyang --from ./tiles --dry-run
  yishi recover --data ./weiyang --from http://mirror.example/weiyang
  yishi recover --data ./weiyang --checkpoint ./checkpoint-of-the-witness
  yishi recover --data ./weiyang --rest ./rest
  yishi recover --data ./weiyang --give-up

Without --from, --checkpoint or --give-up nothing is changed: it looks at keys, anchor, cosigned
checkpoints and a copy of the store (which takes as much room as the store), holds them against
each other and says what is wrong, which entries are at stake, and what the ways out are.

--from takes missing or damaged entries from a copy: a bundle, tiles, a backup, or the address of a
mirror. The copy is judged as by `audit verify` and `audit replay` under the book's own log key or
the one you pin; it must continue what stands and hold every checkpoint that was given out, as far
as the anchor, the witnesses and you say. --checkpoint brings a signed checkpoint from elsewhere (a
note or a receipt): if the anchor is lost or damaged, it becomes the new one; in any case it is held
against the store. --give-up is for entries that are gone: the book is never written to again.
--rest writes what can still be read as a bundle, for the successor and for auditors.

What is replaced is set aside beside it as NAME.set-aside-1 and never deleted. A run that is
killed is begun anew, or brought to its end by the next one.

Exit codes: 0 nothing is wrong, or it was mended · 1 something is wrong, or the remedy was
refused · 2 wrong usage · 3 files, network or another process failed")]
pub struct Recover {
    /// The data folder of the book
    #[arg(long, value_name = "DIR")]
    data: PathBuf,
    /// Take missing entries from this copy: a bundle, tiles, a backup, or http://… of a mirror
    #[arg(long, value_name = "COPY", conflicts_with = "give_up")]
    from: Option<String>,
    /// A signed checkpoint from elsewhere, as a note or a receipt; may be given several times
    #[arg(long, value_name = "FILE")]
    checkpoint: Vec<PathBuf>,
    /// Ask the witnesses of this policy which checkpoints they have cosigned
    #[arg(long, value_name = "FILE")]
    witness_policy: Option<PathBuf>,
    #[command(flatten)]
    trust: TrustArgs,
    /// Entries are gone for good: write down that nothing is signed for this book ever again
    #[arg(long)]
    give_up: bool,
    /// Write what can be read, as far as a signed checkpoint covers it, as a bundle into this new folder; also of a book that was given
    /// up
    #[arg(long, value_name = "BUNDLE", conflicts_with_all = ["from", "give_up"])]
    rest: Option<PathBuf>,
    /// Say what would be done, and change nothing
    #[arg(long)]
    dry_run: bool,
    /// Print {"origin","found","given_out","at_stake","problems","remedies","done","set_aside"} as JSON
    #[arg(long)]
    pub(super) json: bool,
}

/// A problem as a program is told.
#[derive(Serialize)]
struct Told<'a> {
    #[serde(flatten)]
    problem: &'a Problem,
    message: String,
}

/// What was done.
struct Done {
    what: &'static str,
    words: String,
    set_aside: Vec<PathBuf>,
}

impl Recover {
    /// Runs the command.
    pub fn run(self) -> Result<(), Failure> {
        let folder = DataFolder::open(&self.data)?;
        if self.rest.is_none() {
            given_up::refuse(&folder)?;
        }
        let evidence = self.evidence()?;
        let diagnosis = diagnose(&folder, &evidence)?;
        let done = self.treat(&diagnosis)?;
        let Some(done) = done else {
            self.tell(&diagnosis, None)?;
            return if diagnosis.problems.is_empty() { Ok(()) } else { Err(Failure::Reported(1)) };
        };
        if self.dry_run || self.give_up || self.rest.is_some() {
            self.tell(&diagnosis, Some(&done))?;
            // A dry run leaves wrong what is wrong.
            return if self.dry_run { Err(Failure::Reported(1)) } else { Ok(()) };
        }
        drop(diagnosis);
        self.look_again(&folder, &evidence, &done)
    }

    fn evidence(&self) -> Result<Evidence, Failure> {
        let log = match pin(&self.trust)? {
            Pin::Key(log) => Some(log),
            Pin::Policy(policy) => match policy.logs() {
                [log] => Some(log.clone()),
                _ => return Err(Failure::Usage("the policy must name one log, the book's".into())),
            },
            Pin::Waived | Pin::Absent => None,
        };
        let note = |file: &PathBuf| Ok((file.display().to_string(), note_in(read_bytes(file)?)));
        let notes = self.checkpoint.iter().map(note).collect::<Result<_, Failure>>()?;
        let policy = self.witness_policy.as_deref().map(read_policy).transpose()?;
        Ok(Evidence { log, notes, policy })
    }

    /// Does what was asked for, if anything was.
    fn treat(&self, diagnosis: &Diagnosis) -> Result<Option<Done>, Failure> {
        if self.give_up {
            return self.give_up(diagnosis).map(Some);
        }
        if let Some(out) = &self.rest {
            return self.write_rest(diagnosis, out).map(Some);
        }
        if let Some(from) = &self.from {
            return self.take_from(diagnosis, from).map(Some);
        }
        if self.checkpoint.is_empty() || !diagnosis.needs_anchor() {
            return Ok(None);
        }
        let carry = if self.dry_run { Carry::Try } else { Carry::Out };
        let (pinned, set_aside) = make_anchor(diagnosis, carry)?;
        let words = format!(
            "the anchor is made from the checkpoint over {} entries ({}); the store has {}",
            pinned.checkpoint.size, pinned.by, diagnosis.store.found
        );
        Ok(Some(Done { what: "anchor", words, set_aside }))
    }

    fn take_from(&self, diagnosis: &Diagnosis, from: &str) -> Result<Done, Failure> {
        let copy = if from.contains("://") {
            let fetched = diagnosis.work().join("fetched");
            fetch(from, &diagnosis.logs, &fetched)?;
            Copy::open(&fetched)?
        } else {
            Copy::open(&PathBuf::from(from))?
        };
        let pin = match pin(&self.trust)? {
            Pin::Absent => Pin::Key(signer(diagnosis, &copy)?),
            given => given,
        };
        let judged = copy.judge_entries(&pin, Form::of(self.json))?;
        let mending = mend(diagnosis, &judged)?;
        let (kept, size) = mending.taken();
        let words = format!(
            "the store will have {size} entries: the first {kept} as they stand, the others from {from}"
        );
        let set_aside = if self.dry_run { Vec::new() } else { mending.carry_out()? };
        Ok(Done { what: "entries", words, set_aside })
    }

    fn give_up(&self, diagnosis: &Diagnosis) -> Result<Done, Failure> {
        let statement: GivenUp = give_up(diagnosis, SystemClock.now())?;
        let words = format!(
            "`{}` is given up with {} entries that can be read; nothing is signed for it ever again",
            diagnosis.folder.book.origin, statement.remaining
        );
        let file = if self.dry_run { None } else { Some(statement.write(&diagnosis.folder)?) };
        file.iter().for_each(|file| remark(format!("the statement lies in {}", file.display())));
        Ok(Done { what: "given_up", words, set_aside: Vec::new() })
    }

    fn write_rest(&self, diagnosis: &Diagnosis, out: &Path) -> Result<Done, Failure> {
        if self.dry_run {
            return Err(Failure::Usage("--rest changes nothing of the book: leave out --dry-run".into()));
        }
        let rest = write_rest(diagnosis, out)?;
        let signed =
            if rest.signed { "a signed checkpoint covers them" } else { "no checkpoint at hand covers them" };
        let words = format!("{} entries written to {}; {signed}", rest.entries, out.display());
        Ok(Done { what: "rest", words, set_aside: Vec::new() })
    }

    /// The book must be whole now, and open.
    fn look_again(&self, folder: &DataFolder, evidence: &Evidence, done: &Done) -> Result<(), Failure> {
        let diagnosis = diagnose(folder, evidence)?;
        self.tell(&diagnosis, Some(done))?;
        if !diagnosis.problems.is_empty() {
            return Err(Failure::Reported(1));
        }
        drop(diagnosis);
        running::open_reading(folder, BookKeys::read(folder)?, Arc::new(SystemClock))?.shutdown();
        Ok(())
    }

    fn tell(&self, diagnosis: &Diagnosis, done: Option<&Done>) -> Result<(), Failure> {
        if self.json { say_json(&self.told(diagnosis, done)) } else { self.say(diagnosis, done) }
    }

    fn told(&self, diagnosis: &Diagnosis, done: Option<&Done>) -> Value {
        let told = |problem| Told { problem, message: problem.to_string() };
        let problems: Vec<Told<'_>> = diagnosis.problems.iter().map(told).collect();
        let seen: Vec<Value> = diagnosis
            .seen
            .iter()
            .map(|seen| json!({ "by": seen.by, "entries": seen.checkpoint.size }))
            .collect();
        json!({
            "origin": diagnosis.folder.book.origin, "found": diagnosis.store.found,
            "given_out": diagnosis.given_out(), "seen": seen,
            "at_stake": diagnosis.at_stake().map(|(from, to)| json!({ "from": from, "to": to })),
            "problems": problems, "remedies": remedies(diagnosis), "dry_run": self.dry_run,
            "done": done.map(|done| done.what), "words": done.map(|done| &done.words),
            "set_aside": done.map(|done| &done.set_aside),
        })
    }

    fn say(&self, diagnosis: &Diagnosis, done: Option<&Done>) -> Result<(), Failure> {
        if let Some(done) = done {
            say(format!("{}{}", if self.dry_run { "would be done: " } else { "" }, done.words))?;
            done.set_aside.iter().try_for_each(|path| say(format!("set aside: {}", path.display())))?;
        }
        say(format!("book  {}", diagnosis.folder.book.origin))?;
        say(format!("store {} entries that can be read", diagnosis.store.found))?;
        for seen in &diagnosis.seen {
            say(format!("given out: a checkpoint over {} entries ({})", seen.checkpoint.size, seen.by))?;
        }
        if diagnosis.problems.is_empty() {
            return say("nothing is wrong");
        }
        diagnosis.problems.iter().try_for_each(|problem| say(format!("wrong: {problem}")))?;
        if let Some((from, to)) = diagnosis.at_stake() {
            say(format!("at stake: entries {from} to {}", to.saturating_sub(1)))?;
        }
        for (number, remedy) in (1..).zip(remedies(diagnosis)) {
            say(format!("remedy {number}: {}", remedy.words))?;
            remedy.command.map_or(Ok(()), |command| say(format!("    {command}")))?;
        }
        Ok(())
    }
}

/// The key under which the copy is judged: the one of the book that has signed its checkpoint, or leads to that.
fn signer(diagnosis: &Diagnosis, copy: &Copy) -> Result<LogVerifier, Failure> {
    let note = copy.bundle.read(CHECKPOINT).context("the copy cannot be read")?.unwrap_or_default();
    match (diagnosis.logs.open(&note), diagnosis.logs.first()) {
        (Ok((log, _)), _) => Ok(log),
        // The entries of the copy may lead from the first key to this one; judging them finds it out.
        (Err(Unopened::UnknownKey { .. }), Some(first)) => Ok(first),
        (Err(unopened), _) => {
            let reason = unopened.reason();
            Err(Failure::Refused(format!("the checkpoint of the copy is none of this book: {reason}")))
        }
    }
}

/// A receipt holds the note that it was given under.
fn note_in(bytes: Vec<u8>) -> Vec<u8> {
    let receipt = std::str::from_utf8(&bytes).ok().and_then(|text| Receipt::parse(text).ok());
    receipt.map_or(bytes, |receipt| receipt.checkpoint.into_bytes())
}
