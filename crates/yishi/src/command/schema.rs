//! `yishi schema`: the published text of the GraphQL schema.

use crate::console::{say, say_json};
use crate::failure::Failure;
use clap::Args;

/// Print the GraphQL schema (SDL) that this program serves
#[derive(Debug, Args)]
#[command(after_help = "Example:
  yishi schema > schema.graphql

A running service gives the same text at /schema.graphql.")]
pub struct Schema {
    /// Print {"sdl"} as JSON
    #[arg(long)]
    pub(super) json: bool,
}

impl Schema {
    /// Runs the command.
    pub fn run(self) -> Result<(), Failure> {
        let sdl = yishi_graphql::sdl();
        if self.json {
            return say_json(&serde_json::json!({ "sdl": sdl }));
        }
        say(sdl.trim_end())
    }
}
