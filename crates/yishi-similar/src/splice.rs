//! Other words in the place of single paragraphs 逐段修正: what a text becomes, with everything else as it was.

use std::ops::Range;

/// Words that take the place of a run of paragraphs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Splice<'a> {
    /// The paragraphs that go, counted from 0; an empty run before the paragraph at which it starts, to put words in only.
    pub place: Range<usize>,
    /// The paragraphs that come.
    pub wording: Vec<&'a str>,
}

/// A paragraph as it stands in a text, with the line ends and blank lines after it.
#[derive(Clone, Copy)]
struct Standing<'a> {
    words: &'a str,
    gap: &'a str,
}

/// The text with other words in these places; what is not replaced keeps its line ends and blank lines. `None` where a place does not lie in
/// the text, or two of them overlap.
pub fn spliced(text: &str, splices: &[Splice<'_>]) -> Option<String> {
    let (lead, base) = standing(text);
    let usual = usual_gap(&base);
    let mut ordered: Vec<&Splice<'_>> = splices.iter().collect();
    ordered.sort_by_key(|splice| (splice.place.start, splice.place.end));
    let mut made: Vec<Standing<'_>> = Vec::new();
    let mut next = 0;
    for splice in ordered {
        made.extend(base.get(next..splice.place.start)?);
        base.get(splice.place.clone())?;
        made.extend(splice.wording.iter().map(|words| Standing { words, gap: usual }));
        next = splice.place.end;
    }
    made.extend(base.get(next..)?);
    let last = made.len().saturating_sub(1);
    let ends = base.last().map_or("", |paragraph| paragraph.gap);
    let told = made.iter().enumerate().map(|(number, paragraph)| {
        let gap = match (number == last, paragraph.gap.contains('\n')) {
            (true, _) => ends,
            (false, true) => paragraph.gap,
            (false, false) => usual,
        };
        [paragraph.words, gap].concat()
    });
    Some(std::iter::once(lead.to_owned()).chain(told).collect())
}

/// What stands before the first paragraph, and the paragraphs with what stands after each.
fn standing(text: &str) -> (&str, Vec<Standing<'_>>) {
    let mut paragraphs: Vec<(usize, usize)> = Vec::new();
    let mut start = 0_usize;
    for line in text.split_inclusive('\n') {
        let words = line.trim_end();
        if !words.is_empty() {
            paragraphs.push((start, start.saturating_add(words.len())));
        }
        start = start.saturating_add(line.len());
    }
    let first = paragraphs.first().map_or(text.len(), |(start, _)| *start);
    let after = paragraphs.iter().skip(1).map(|(start, _)| *start).chain([text.len()]);
    let found = paragraphs.iter().zip(after).filter_map(|((start, end), after)| {
        Some(Standing { words: text.get(*start..*end)?, gap: text.get(*end..after)? })
    });
    (text.get(..first).unwrap_or_default(), found.collect())
}

/// What stands between the first two paragraphs.
fn usual_gap<'a>(base: &[Standing<'a>]) -> &'a str {
    match base {
        [first, _, ..] => first.gap,
        [_] | [] => "\n",
    }
}
