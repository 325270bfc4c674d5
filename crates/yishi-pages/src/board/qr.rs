//! QR codes on printed sheets: they lead to the page of an entry, where its receipt is.

use super::Board;
use crate::qr::drawn;
use maud::{Markup, html};

impl Board<'_> {
    /// The code that leads to an entry, with its address in words, which stand also where no code can hold them; nothing where the
    /// board has no address of its own.
    pub(super) fn code(&self, entry: u64) -> Markup {
        let Some(base) = &self.address.base else { return html! {} };
        let address = format!("{base}entries/{entry}.html");
        let label = self.pick("QR code of the entry and its receipt", "记录及回执二维码");
        html! {
            figure class="code" {
                @if let Some((side, path)) = drawn(&address) {
                    svg viewBox=(format!("0 0 {side} {side}")) role="img" aria-label=(label) { path d=(path) {} }
                    figcaption { (label) " · " (self.entry(entry)) br; code { (address) } }
                } @else {
                    figcaption { (self.entry(entry)) br; code { (address) } }
                }
            }
        }
    }
}
