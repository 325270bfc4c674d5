//! `yishi key`: makes and shows keys.

use crate::console::{remark, say, say_json};
use crate::failure::Failure;
use crate::founding::vkey;
use crate::host::SystemEntropy;
use crate::key_file::{KeyFile, Purpose, random_member};
use crate::layout::DataFolder;
use clap::{Args, Subcommand};
use std::path::PathBuf;
use yishi_core::{Command, Custody, LogKeyRotation, MemberId, RegistrarAct, RequestRegistrarAct};
use yishi_log::checkpoint::LogVerifier;

/// Make a key, or show what a key file holds (never the secret)
#[derive(Debug, Subcommand)]
pub enum Key {
    New(New),
    Show(Show),
    RotateLog(RotateLog),
}

/// Make a member's key: a secret in a file of its own, and the row that registrars enrol
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  yishi key new --origin example.org/weiyang-1a2b3c4d --out me.key
  yishi key new --origin example.org/weiyang-1a2b3c4d --member member_0123456789abcdef --out me.key
  yishi key new --origin example.org/weiyang-1a2b3c4d --custodial --out kept.key

The row printed holds the public key and the proof that its holder has the secret. Send it to the registrars of the
book; the secret stays in the file, readable by you only. Whoever has the file can sign in your name; nobody can
restore it. The file is never replaced.")]
pub struct New {
    /// The book the key is for, as its checkpoints name it
    #[arg(long)]
    origin: String,
    /// Whose key it is; a random member id is drawn when absent
    #[arg(long)]
    member: Option<MemberId>,
    /// The key is kept on a clerk's device, in the clerk's own name
    #[arg(long)]
    clerk: bool,
    /// An institution keeps the key for the member and signs at their word; everybody who may read an entry that it signs sees that
    #[arg(long, conflicts_with = "clerk")]
    custodial: bool,
    /// Where the key file goes
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// Print {"file","member","public","row"} as JSON instead of the row alone
    #[arg(long)]
    json: bool,
}

/// Make the next key of a book's log, and print the act by which its registrars bring it into force
#[derive(Debug, Args)]
#[command(after_help = "Example:
  yishi key rotate-log --data ./weiyang --overlap 1000 > rotate.json
  (start the service anew, so that it holds the new key)
  yishi submit --url http://127.0.0.1:8080/graphql --key registrar-1.key --out request.receipt rotate.json
  (other registrars endorse it: {\"kind\":\"endorse_registrar_act\",\"request\":\"request_…\"})

From the entry that brings it into force on, checkpoints are signed by the new key; for so many more entries as --overlap says also by the
one before, so that whoever knows only that one can follow. Publish the new vkey as you did the first, tell the witnesses, and have the
registry record it. After a theft take --overlap 0. A key file that no longer signs may be deleted after the overlap.")]
pub struct RotateLog {
    /// The data folder
    #[arg(long, value_name = "DIR")]
    data: PathBuf,
    /// For how many more entries the key before signs as well; 0 to 1000000
    #[arg(long, default_value_t = 1000, value_parser = clap::value_parser!(u64).range(0..=1_000_000))]
    overlap: u64,
    /// Print {"file","vkey","command"} as JSON instead of the command alone
    #[arg(long)]
    json: bool,
}

/// Show public key, purpose and owner of a key file
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  yishi key show me.key
  yishi key show book.keys/log.key     (prints the vkey that auditors pin)")]
pub struct Show {
    /// The key file
    file: PathBuf,
    /// Print as JSON
    #[arg(long)]
    json: bool,
}

impl Key {
    pub(super) const fn is_json(&self) -> bool {
        match self {
            Self::New(new) => new.json,
            Self::Show(show) => show.json,
            Self::RotateLog(rotate) => rotate.json,
        }
    }

    /// Runs the command.
    pub fn run(self) -> Result<(), Failure> {
        match self {
            Self::New(new) => new.run(),
            Self::Show(show) => show.run(),
            Self::RotateLog(rotate) => rotate.run(),
        }
    }
}

impl New {
    fn run(self) -> Result<(), Failure> {
        let custody = self.custody();
        let member = match self.member {
            Some(member) => member,
            None => random_member(&SystemEntropy)?,
        };
        let key = KeyFile::draw(Purpose::Member, &SystemEntropy)?.of_member(&self.origin, member.clone());
        let row = key.enrolment(&self.origin, &member, custody)?;
        key.write(&self.out)?;
        if self.json {
            return say_json(&serde_json::json!({
                "file": self.out, "member": member, "public": key.public, "row": row,
            }));
        }
        say_json(&row)
    }

    const fn custody(&self) -> Custody {
        match (self.clerk, self.custodial) {
            (true, _) => Custody::Clerk,
            (false, true) => Custody::Custodial,
            (false, false) => Custody::Own,
        }
    }
}

impl RotateLog {
    /// The secret never leaves the folder of the keys; what is printed is public.
    fn run(self) -> Result<(), Failure> {
        let folder = DataFolder::open(&self.data)?;
        let origin = &folder.book.origin;
        let file = folder.next_log_key()?;
        let key = KeyFile::draw(Purpose::Log, &SystemEntropy)?.of_book(origin);
        let log_vkey = vkey(origin, &key.public.0)?;
        key.write(&file)?;
        let rotation = LogKeyRotation { log_vkey: log_vkey.clone(), overlap: self.overlap };
        let command = Command::from(RequestRegistrarAct { act: RegistrarAct::RotateLogKey(rotation) });
        if self.json {
            return say_json(&serde_json::json!({ "file": file, "vkey": log_vkey, "command": command }));
        }
        remark(format!("the new key lies in {}; its vkey is {log_vkey}", file.display()));
        say_json(&command)
    }
}

impl Show {
    fn run(self) -> Result<(), Failure> {
        let key = KeyFile::read(&self.file)?;
        let vkey = match (key.purpose, &key.origin) {
            (Purpose::Log, Some(origin)) => {
                LogVerifier::new(origin, &key.public.0).ok().map(|log| log.to_vkey())
            }
            (Purpose::Witness, _) => key.cosigner().ok().map(|cosigner| cosigner.verifier().to_vkey()),
            (Purpose::Log | Purpose::Engine | Purpose::Member, _) => None,
        };
        if self.json {
            return say_json(&serde_json::json!({
                "purpose": key.purpose, "public": key.public, "origin": key.origin,
                "member": key.member, "vkey": vkey,
            }));
        }
        say(format!("public   {}", key.public))?;
        say(format!("purpose  {}", purpose_words(key.purpose)))?;
        let lines =
            [("member", key.member.map(|member| member.to_string())), ("book", key.origin), ("vkey", vkey)];
        for (name, value) in lines {
            if let Some(value) = value {
                say(format!("{name:<8} {value}"))?;
            }
        }
        Ok(())
    }
}

const fn purpose_words(purpose: Purpose) -> &'static str {
    match purpose {
        Purpose::Log => "signs checkpoints of a book, nothing else",
        Purpose::Engine => "signs timers and refusals of a book, nothing else",
        Purpose::Member => "signs commands of its member",
        Purpose::Witness => "cosigns checkpoints of others, nothing else",
    }
}
