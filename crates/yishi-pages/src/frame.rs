//! What all pages share: the document around them and its style.

use crate::words::tag;
use maud::{DOCTYPE, Markup, PreEscaped, html};
use yishi_tally::Language;

/// The style of every page, embedded in it; a server allows exactly this text by its hash.
pub const STYLE: &str = include_str!("style.css");

/// A page: nothing is loaded from anywhere, so it looks the same saved, printed or without a network.
pub(crate) fn page(language: Language, title: &str, body: &Markup) -> String {
    html! {
        (DOCTYPE)
        html lang=(tag(language)) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (title) }
                style { (PreEscaped(STYLE)) }
            }
            body { main { (body) } }
        }
    }
    .into_string()
}
