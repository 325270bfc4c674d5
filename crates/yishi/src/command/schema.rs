//! `yishi schema`: the published text of the GraphQL schema.

use crate::console::say;
use crate::failure::Failure;
use clap::Args;

/// Print the GraphQL schema (SDL) that this program serves
#[derive(Debug, Args)]
#[command(after_help = "Example:
  yishi schema > schema.graphql

A running service gives the same text at /schema.graphql.")]
pub struct Schema {}

impl Schema {
    /// Runs the command.
    pub fn run(self) -> Result<(), Failure> {
        say(yishi_graphql::sdl().trim_end())
    }
}
