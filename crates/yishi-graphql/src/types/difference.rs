//! What one version of a text changes in another, as structured pieces and in words.

use super::proposal::Revision;
use super::{Document, Proposal};
use crate::Language;
use crate::fault::Fault;
use crate::request::RequestContext;
use crate::scalar::count;
use async_graphql::{Context, Enum, SimpleObject};
use yishi_similar::{Change, ParagraphChange};

/// What became of a paragraph, or of a stretch of words.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "yishi_similar::Change")]
pub(crate) enum TextChange {
    /// It stands in both versions.
    Same,
    /// It stands in the earlier version only 删去.
    Removed,
    /// It stands in the later version only 新增.
    Added,
    /// A paragraph that was changed within 修改.
    Changed,
}

/// A stretch of words.
#[derive(SimpleObject)]
pub(crate) struct TextPiece {
    /// What became of it.
    change: TextChange,
    /// The words.
    text: String,
}

/// A paragraph of one version or of both.
#[derive(SimpleObject)]
pub(crate) struct TextParagraph {
    /// What became of it.
    change: TextChange,
    /// Its number in the earlier version, from 1; blank lines are not counted. Null where it does not stand there.
    earlier_number: Option<i32>,
    /// Its number in the later version.
    later_number: Option<i32>,
    /// Its words, in order.
    pieces: Vec<TextPiece>,
}

/// What a later version of a text changes in an earlier one 修订对照. Without the removed pieces it is the later version, without the added ones the
/// earlier one.
#[derive(SimpleObject)]
pub(crate) struct TextDifference {
    /// The earlier version.
    earlier: Revision,
    /// The later version.
    later: Revision,
    /// The paragraphs in the order of reading; null where a text is missing here, is no plain text, or is too long to be compared (256 KiB, 1,000
    /// paragraphs).
    paragraphs: Option<Vec<TextParagraph>>,
    /// What was changed, one sentence a paragraph, in the reader's language; null where the paragraphs are.
    summary: Option<Vec<String>>,
}

/// What changes at one place of a text 修订对照.
#[derive(SimpleObject)]
pub(crate) struct ParagraphsChanged {
    /// The paragraphs in the order of reading, with their numbers before and after.
    paragraphs: Vec<TextParagraph>,
    /// What changes, one sentence a paragraph, in the reader's language.
    summary: Vec<String>,
}

/// Compares the words of one place, before which so many paragraphs stand. Nothing where they are too long to be compared.
pub(super) fn of_place(
    ctx: &Context<'_>,
    before: &str,
    after: &str,
    paragraphs_before: usize,
) -> Option<ParagraphsChanged> {
    let mut changes = yishi_similar::difference(before, after)?;
    let moved = |number: &mut usize| *number = number.saturating_add(paragraphs_before);
    for change in &mut changes {
        change.earlier.as_mut().map(moved);
        change.later.as_mut().map(moved);
    }
    let language = RequestContext::of(ctx).language();
    let summary = changes.iter().filter_map(|it| sentence(language, it)).collect();
    Some(ParagraphsChanged { paragraphs: changes.into_iter().map(paragraph).collect(), summary })
}

/// Compares two versions of a proposal: the present one with the one before it, unless others are named.
pub(super) fn of_proposal(
    ctx: &Context<'_>,
    proposal: &Proposal,
    earlier: Option<u32>,
    later: Option<u32>,
) -> Result<Option<TextDifference>, Fault> {
    let Some(present) = proposal.last_number() else { return Ok(None) };
    let later = later.unwrap_or(present);
    let earlier = earlier.unwrap_or_else(|| later.saturating_sub(1));
    let (Some(earlier), Some(later)) = (proposal.numbered(earlier), proposal.numbered(later)) else {
        return Ok(None);
    };
    let words = |document: &Document| document.words(ctx);
    let (before, after) = (words(earlier.text())?, words(later.text())?);
    let changes = before.zip(after).and_then(|(before, after)| yishi_similar::difference(&before, &after));
    let language = RequestContext::of(ctx).language();
    Ok(Some(TextDifference {
        earlier,
        later,
        summary: changes
            .as_ref()
            .map(|changes| changes.iter().filter_map(|it| sentence(language, it)).collect()),
        paragraphs: changes.map(|changes| changes.into_iter().map(paragraph).collect()),
    }))
}

fn paragraph(found: ParagraphChange) -> TextParagraph {
    let number = |number: Option<usize>| number.map(count);
    TextParagraph {
        change: found.change.into(),
        earlier_number: number(found.earlier),
        later_number: number(found.later),
        pieces: found
            .pieces
            .into_iter()
            .map(|piece| TextPiece { change: piece.change.into(), text: piece.text })
            .collect(),
    }
}

fn sentence(language: Language, found: &ParagraphChange) -> Option<String> {
    let number = found.later.or(found.earlier)?;
    let quoted = |change: Change| -> String {
        let words = found.pieces.iter().filter(|piece| piece.change == change);
        let quoted: Vec<String> = words.map(|piece| format!("“{}”", piece.text)).collect();
        quoted.join(language.pick(", ", "、"))
    };
    let (removed, added) = (quoted(Change::Removed), quoted(Change::Added));
    let [english, chinese] = match found.change {
        Change::Same => return None,
        Change::Removed => [
            format!("Paragraph {number} of the earlier version was removed."),
            format!("删去原第{number}段。"),
        ],
        Change::Added => [format!("Paragraph {number} was added."), format!("新增第{number}段。")],
        Change::Changed if removed.is_empty() => {
            [format!("Paragraph {number}: added {added}."), format!("第{number}段增加{added}。")]
        }
        Change::Changed if added.is_empty() => {
            [format!("Paragraph {number}: removed {removed}."), format!("第{number}段删去{removed}。")]
        }
        Change::Changed => [
            format!("Paragraph {number}: {removed} became {added}."),
            format!("第{number}段由{removed}改为{added}。"),
        ],
    };
    Some(language.pick(&english, &chinese).to_owned())
}
