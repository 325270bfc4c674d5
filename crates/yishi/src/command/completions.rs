//! `yishi completions`: completion scripts for shells.

use super::Cli;
use crate::failure::Failure;
use clap::{Args, CommandFactory};
use clap_complete::Shell;

/// Print a completion script for a shell
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  yishi completions bash > /etc/bash_completion.d/yishi
  yishi completions zsh  > ~/.zfunc/_yishi
  yishi completions fish > ~/.config/fish/completions/yishi.fish")]
pub struct Completions {
    /// The shell
    shell: Shell,
}

impl Completions {
    /// Prints the script.
    pub fn run(self) -> Result<(), Failure> {
        let mut script = Vec::new();
        clap_complete::generate(self.shell, &mut Cli::command(), "yishi", &mut script);
        crate::console::say(String::from_utf8_lossy(&script))
    }
}
