//! `yishi registry list`: the register, as the registry's service tells it.

use crate::client::Client;
use crate::console::{say, say_json};
use crate::failure::Failure;
use crate::pinning::Registered;
use clap::Args;

/// List the books in a registry book: the last pin of each, and what is late or frozen
#[derive(Debug, Args)]
#[command(after_help = "Example:
  yishi registry list --registry http://127.0.0.1:8080/graphql

What a service tells is its word. `yishi audit registry BUNDLE` derives the same from the entries.")]
pub struct List {
    /// The GraphQL endpoint of the registry
    #[arg(long, value_name = "URL")]
    registry: String,
    /// The registry's name, where the service keeps several books
    #[arg(long)]
    origin: Option<String>,
    /// Print [{"origin","size","root","pin_by","overdue","frozen","successor"}] as JSON
    #[arg(long)]
    pub(super) json: bool,
}

impl List {
    /// Runs the command.
    pub fn run(self) -> Result<(), Failure> {
        let books = Client::new(&self.registry, 5).register(self.origin.as_deref())?;
        if self.json {
            let rows = books.iter().map(row).collect::<Result<Vec<_>, _>>()?;
            return say_json(&rows);
        }
        if books.is_empty() {
            return say("the register is empty");
        }
        books.iter().try_for_each(|book| say(line(book)?))
    }
}

fn row(book: &Registered) -> Result<serde_json::Value, Failure> {
    let pin = book.newest()?;
    Ok(serde_json::json!({
        "origin": book.origin, "size": pin.size, "root": pin.root, "pin_by": book.pin_by,
        "overdue": book.overdue, "frozen": book.freeze.as_ref().map(|freeze| &freeze.reason),
        "successor": book.successor,
    }))
}

fn line(book: &Registered) -> Result<String, Failure> {
    let pin = book.newest()?;
    let standing = match (&book.freeze, &book.successor, &book.pin_by) {
        (Some(freeze), Some(successor), _) => format!("FROZEN ({}); {successor} goes on", freeze.reason),
        (Some(freeze), None, _) => format!("FROZEN ({})", freeze.reason),
        (None, _, Some(due)) if book.overdue => format!("OVERDUE since {due}"),
        (None, _, Some(due)) => format!("next pin by {due}"),
        (None, _, None) => String::new(),
    };
    Ok(format!("{}  pinned at {} entries  {standing}", book.origin, pin.size))
}
