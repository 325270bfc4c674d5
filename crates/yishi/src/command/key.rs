//! `yishi key`: makes and shows keys.

use crate::console::{say, say_json};
use crate::failure::Failure;
use crate::host::SystemEntropy;
use crate::key_file::{KeyFile, Purpose, random_member};
use clap::{Args, Subcommand};
use std::path::PathBuf;
use yishi_core::{Custody, MemberId};
use yishi_log::checkpoint::LogVerifier;

/// Make a key, or show what a key file holds (never the secret)
#[derive(Debug, Subcommand)]
pub enum Key {
    New(New),
    Show(Show),
}

/// Make a member's key: a secret in a file of its own, and the row that registrars enrol
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  yishi key new --origin example.org/weiyang-1a2b3c4d --out me.key
  yishi key new --origin example.org/weiyang-1a2b3c4d --member member_0123456789abcdef --out me.key

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
    /// Where the key file goes
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// Print {"file","member","public","row"} as JSON instead of the row alone
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
        }
    }

    /// Runs the command.
    pub fn run(self) -> Result<(), Failure> {
        match self {
            Self::New(new) => new.run(),
            Self::Show(show) => show.run(),
        }
    }
}

impl New {
    fn run(self) -> Result<(), Failure> {
        let member = match self.member {
            Some(member) => member,
            None => random_member(&SystemEntropy)?,
        };
        let key = KeyFile::draw(Purpose::Member, &SystemEntropy)?.of_member(&self.origin, member.clone());
        let custody = if self.clerk { Custody::Clerk } else { Custody::Own };
        let row = key.enrolment(&self.origin, &member, custody)?;
        key.write(&self.out)?;
        if self.json {
            return say_json(&serde_json::json!({
                "file": self.out, "member": member, "public": key.public, "row": row,
            }));
        }
        say_json(&row)
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
