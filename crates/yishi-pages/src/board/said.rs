//! People's words on a page: as much of them as fits, nothing that turns a line around, and why there are none.

use super::Board;
use maud::{Markup, html};
use std::cell::Cell;
use yishi_core::{Commitment, DocumentHash};

/// How many bytes of words a page still takes. Pages must reach a phone on a slow network, however much was written.
pub(super) struct Allowance(Cell<usize>);

impl Allowance {
    pub(super) const fn new(bytes: usize) -> Self {
        Self(Cell::new(bytes))
    }

    /// Sets so many bytes aside, or what is left.
    pub(super) fn share(&self, most: usize) -> usize {
        let taken = most.min(self.0.get());
        self.0.set(self.0.get().saturating_sub(taken));
        taken
    }

    /// At most `most` bytes, and no more than are left.
    fn take(&self, words: &str, most: usize) -> (String, bool) {
        let (kept, whole) = cut(words, most.min(self.0.get()));
        self.0.set(self.0.get().saturating_sub(size(&kept)));
        (kept, whole)
    }
}

/// What a character takes in HTML, escaped.
const fn weight(letter: char) -> usize {
    match letter {
        '&' | '<' | '>' | '"' => 6,
        _ => letter.len_utf8(),
    }
}

fn size(words: &str) -> usize {
    words.chars().map(weight).sum()
}

/// Words cut off at so many bytes, without what would hide or turn around other words; and whether they are whole.
fn cut(words: &str, most: usize) -> (String, bool) {
    let (mut kept, mut taken) = (String::new(), 0_usize);
    for letter in words.trim().chars().map(visible) {
        taken = taken.saturating_add(weight(letter));
        if taken > most {
            kept.push('…');
            return (kept, false);
        }
        kept.push(letter);
    }
    (kept, true)
}

/// Characters that steer the direction of others, or none at all, are shown as what they are: something unreadable.
fn visible(letter: char) -> char {
    match letter {
        '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}' | '\u{61c}' => '\u{fffd}',
        '\u{fffe}' | '\u{ffff}' => '\u{fffd}',
        '\n' | '\t' => letter,
        _ if letter.is_control() => '\u{fffd}',
        _ => letter,
    }
}

/// A whole text without anything that hides or turns around other words.
pub(super) fn visible_text(words: &str) -> String {
    words.chars().map(visible).collect()
}

/// Words as one line of at most `most` bytes, without anything that hides or turns around other words.
pub fn shortened(words: &str, most: usize) -> String {
    // What is read is bounded as well as what is kept: a title may be a whole document.
    let read: String = words.trim_start().chars().take(most.saturating_mul(2)).collect();
    let line = read.split_whitespace().collect::<Vec<_>>().join(" ");
    let (mut kept, whole) = cut(&line, most);
    if whole && read.len() < words.trim().len() {
        kept.push('…');
    }
    kept
}

impl Board<'_> {
    /// The title of a thing as one line of some forty characters; the beginning of its hash where the text is missing.
    pub(super) fn line(&self, hash: &DocumentHash) -> String {
        let words = self.texts.document(hash).filter(|words| !words.trim().is_empty());
        words.map_or_else(|| hash.to_string().chars().take(12).collect(), |words| shortened(&words, 120))
    }

    /// A document with a link to the whole of it.
    pub(super) fn document(&self, hash: &DocumentHash, left: &Allowance, most: usize) -> Markup {
        let link = self.text_link(hash, self.pick("whole text", "全文"));
        let Some(words) = self.texts.document(hash) else {
            return html! { p class="soft" { (self.pick("The text is not kept here.", "此处没有该文本。")) " " code { (hash) } } };
        };
        let (kept, whole) = left.take(&words, most);
        html! {
            blockquote dir="auto" { (kept) }
            p class="soft" {
                @if !whole { (self.pick("Shortened here. ", "此处为节选。")) }
                (link)
            }
        }
    }

    /// A resident's words; where they were withheld, under which rule and by which entry.
    pub(super) fn statement(&self, commitment: &Commitment, left: &Allowance, most: usize) -> Markup {
        if let Some(entry) = self.state.redacted.get(commitment) {
            return self.withheld(*entry);
        }
        match self.texts.statement(commitment) {
            Some(words) => {
                let (kept, whole) = left.take(&words, most);
                html! {
                    blockquote dir="auto" { (kept) }
                    @if !whole { p class="soft" { (self.pick("Shortened here.", "此处为节选。")) } }
                }
            }
            None => {
                html! { p class="soft" { (self.pick("The words are not kept here.", "此处没有该文本。")) } }
            }
        }
    }

    fn withheld(&self, entry: u64) -> Markup {
        let ground = self.state.withheld_by(entry).map(|found| shortened(&found.ground, 400));
        html! {
            p class="withheld" {
                (self.pick("Withheld under a rule", "已依规遮蔽"))
                @if let Some(ground) = ground { ": " bdi { (ground) } }
                " · " (self.entry(entry))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_cut_between_characters_and_counted_as_they_are_escaped() {
        assert_eq!(cut("议事会", 9), ("议事会".to_owned(), true));
        assert_eq!(cut("议事会", 8), ("议事…".to_owned(), false));
        assert_eq!(cut("<<", 11), ("<…".to_owned(), false));
    }

    #[test]
    fn a_page_takes_so_many_words_and_no_more() {
        let left = Allowance::new(10);
        assert_eq!(left.take("12345678", 8).0, "12345678");
        assert_eq!(left.take("12345678", 8), ("12…".to_owned(), false));
    }

    #[test]
    fn nothing_turns_a_line_around_or_breaks_it() {
        assert_eq!(shortened("a\u{202e}b\u{7}\n c", 100), "a\u{fffd}b\u{fffd} c");
    }
}
