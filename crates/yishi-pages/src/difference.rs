//! What a later text changes in an earlier one, as HTML: `del` and `ins`, so that it reads without colours and aloud.

use crate::words::pick;
use maud::{Markup, html};
use yishi_similar::{Change, ParagraphChange, Piece};
use yishi_tally::Language;

/// Paragraphs that are the same on both sides of a change and still shown; others are left out with their number.
const CONTEXT: usize = 1;

/// The changes as a piece of HTML for a page: changed paragraphs with what stood there struck out, those around them for
/// orientation, and how many others stayed as they were.
pub fn difference_html(language: Language, changes: &[ParagraphChange]) -> String {
    difference_within(language, changes, usize::MAX).into_string()
}

/// The same within so many bytes; how many places are left out then is said.
pub(crate) fn difference_within(language: Language, changes: &[ParagraphChange], most: usize) -> Markup {
    if changes.iter().all(|change| change.change == Change::Same) {
        return html! { p { (pick(language, "The texts are the same.", "文本没有变化。")) } };
    }
    let (mut shown, mut taken, mut rest) = (Vec::new(), 0_usize, 0_usize);
    for stretch in stretches(changes) {
        let piece = match stretch {
            Stretch::Shown(change) => paragraph(language, change),
            Stretch::LeftOut(number) => html! { p.same { (left_out(language, number)) } },
        };
        taken = taken.saturating_add(piece.0.len());
        if taken <= most {
            shown.push(piece);
        } else {
            rest = rest.saturating_add(1);
        }
    }
    html! {
        div.difference { @for piece in shown { (piece) } }
        @if rest > 0 { p { (pick(language, "Paragraphs not shown here: ", "此处未列出的段落:")) (rest) } }
    }
}

enum Stretch<'a> {
    Shown(&'a ParagraphChange),
    LeftOut(usize),
}

fn stretches(changes: &[ParagraphChange]) -> Vec<Stretch<'_>> {
    let near = |place: usize| {
        let around =
            changes.get(place.saturating_sub(CONTEXT)..changes.len().min(place.saturating_add(CONTEXT + 1)));
        around.unwrap_or_default().iter().any(|change| change.change != Change::Same)
    };
    let mut stretches = Vec::new();
    for (place, change) in changes.iter().enumerate() {
        match stretches.last_mut() {
            _ if near(place) => stretches.push(Stretch::Shown(change)),
            Some(Stretch::LeftOut(number)) => *number = number.saturating_add(1),
            Some(Stretch::Shown(_)) | None => stretches.push(Stretch::LeftOut(1)),
        }
    }
    stretches
}

fn left_out(language: Language, number: usize) -> String {
    match language {
        Language::English => format!("… {number} paragraph(s) as before …"),
        Language::Chinese => format!("……{number}段未变……"),
    }
}

fn paragraph(language: Language, change: &ParagraphChange) -> Markup {
    let number = change.later.or(change.earlier).map(|number| number.to_string()).unwrap_or_default();
    html! {
        p title=(what(language, change.change)) {
            span.number { (number) } " "
            @for piece in &change.pieces { (marked(piece)) }
        }
    }
}

const fn what(language: Language, change: Change) -> &'static str {
    match change {
        Change::Same => pick(language, "as before", "未变"),
        Change::Removed => pick(language, "removed", "删去"),
        Change::Added => pick(language, "added", "新增"),
        Change::Changed => pick(language, "changed", "修改"),
    }
}

fn marked(piece: &Piece) -> Markup {
    match piece.change {
        Change::Removed => html! { del { (piece.text) } },
        Change::Added => html! { ins { (piece.text) } },
        Change::Same | Change::Changed => html! { (piece.text) },
    }
}
