//! `yishi receipt-page`: the page that checks a receipt in a browser, as a file.

use super::words::Words;
use crate::console::{say, say_json};
use crate::failure::Failure;
use clap::Args;

/// Print the page that checks a receipt in a browser, without a network
#[derive(Debug, Args)]
#[command(after_help = "Example:
  yishi receipt-page --language en > receipt.html

One HTML file that loads nothing and sends nothing; open it offline. A running service gives the same page at /receipt, but
whoever checks a server should not take it from that server. On the command line: yishi audit receipt --help")]
pub struct ReceiptPage {
    /// The language of the page
    #[arg(long, value_enum, default_value_t = Words::Zh)]
    language: Words,
    /// Print {"html"} as JSON
    #[arg(long)]
    pub(super) json: bool,
}

impl ReceiptPage {
    /// Runs the command.
    pub fn run(self) -> Result<(), Failure> {
        let html = yishi_pages::receipt_page(self.language.into());
        if self.json {
            return say_json(&serde_json::json!({ "html": html }));
        }
        say(html)
    }
}
