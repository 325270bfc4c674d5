//! The `yishi` command: serves books, founds them, fills them, exports and checks them.
//!
//! Every command parses, makes calls into the other crates, and renders. Clock and randomness are read in [`host`]
//! and nowhere else. Rules of deliberation are left to `yishi-core`, formats to `yishi-log` and `yishi-audit`.

pub mod author;
pub mod backup;
mod board_files;
pub mod charter_file;
pub mod client;
pub mod command;
pub mod console;
pub mod copy;
pub mod csv_text;
pub mod demo;
pub mod encoding;
pub mod export;
pub mod failure;
pub mod founding;
pub mod given_up;
pub mod host;
mod http;
pub mod import;
pub mod key_file;
pub mod layout;
pub mod pack_charter;
pub mod pack_file;
pub mod pack_words;
pub mod pinning;
pub mod rebuild;
pub mod recount;
pub mod recover;
pub mod restore;
pub mod roll;
pub mod running;
pub mod secret_file;
pub mod service;
pub mod texts;
pub mod witnesses;

use clap::Parser;
use std::process::ExitCode;

/// Parses the command line, runs the command, prints what went wrong, and says so in the exit code:
/// 0 ok, 1 findings or refused, 2 usage, 3 files, network or store.
pub fn main() -> ExitCode {
    let cli = command::Cli::parse();
    match cli.run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            if !matches!(failure, failure::Failure::Reported(_)) {
                console::remark(format!("error: {}", failure.to_string().trim_end()));
            }
            ExitCode::from(failure.exit_code())
        }
    }
}
