//! What a revision changes in the text before it, and what an amendment would change: struck out and underlined, so that it reads without
//! colours and aloud.

use super::Board;
use super::frame::{Depth, Framed};
use super::said::{Allowance, visible_text};
use crate::difference::difference_within;
use maud::{Markup, html};
use yishi_core::{Amendment, Proposal, ProposalId, Revision};
use yishi_similar::{ParagraphChange, difference, paragraphs};

/// How many bytes of changes one page takes.
const PAGE: usize = 30_000;
/// How many bytes the change of one amendment takes.
const PLACE: usize = 1_500;
/// Most revisions that the page of a matter links.
const MOST: usize = 10;

impl Board<'_> {
    /// The page that compares a revision with the one before it; nothing if there are no two such revisions.
    pub fn revision(&self, id: &ProposalId, number: u32) -> Option<String> {
        let proposal = self.state.proposals.get(id)?;
        let find = |number: u32| proposal.revisions.iter().find(|revision| revision.number == number);
        let (earlier, later) = (find(number.checked_sub(1)?)?, find(number)?);
        let body = html! {
            p class="lead" { (self.pick("What a revision changes", "修订对照")) " · " (proposal.id) " · " (self.entry(later.index)) }
            dl {
                dt { (self.pick("Matter", "事项")) } dd { (self.matter_link(proposal.matter)) }
                dt { (self.pick("Earlier text", "修订前")) } dd { (self.revision_text(earlier)) }
                dt { (self.pick("Later text", "修订后")) } dd { (self.revision_text(later)) }
            }
            p { (self.pick("Struck out: what was taken out. ", "删除线:删去的文字。")) (self.pick("Underlined: what was added.", "下划线:新增的文字。")) }
            (self.compared(earlier, later))
            (self.code(later.index))
        };
        let title = self.line(&later.document);
        Some(self.framed(&Framed {
            depth: Depth::Below,
            title: &title,
            council: Some(&proposal.council),
            body,
        }))
    }

    fn revision_text(&self, revision: &Revision) -> Markup {
        html! {
            (self.pick("revision ", "修订版")) (revision.number) " · " (self.entry(revision.index)) " · "
            (self.text_link(&revision.document, self.pick("whole text", "全文")))
        }
    }

    fn compared(&self, earlier: &Revision, later: &Revision) -> Markup {
        let words =
            |revision: &Revision| self.texts.document(&revision.document).map(|words| visible_text(&words));
        let Some((before, after)) = words(earlier).zip(words(later)) else {
            return html! { p { (self.pick("A text is not kept here.", "此处没有其中一份文本。")) } };
        };
        match difference(&before, &after) {
            Some(changes) => difference_within(self.language, &changes, PAGE),
            None => {
                html! { p { (self.pick("The texts are too long to be compared here.", "文本过长,无法在此对照。")) } }
            }
        }
    }

    /// Links to what each revision changed, the newest first.
    pub(super) fn revisions(&self, proposal: &Proposal) -> Markup {
        let later: Vec<_> = proposal.revisions.iter().skip(1).rev().collect();
        html! {
            @if !later.is_empty() {
                h3 { (self.pick("What revisions changed", "修订对照")) }
                ul { @for revision in later.iter().take(MOST) { li { (self.revision_link(proposal, revision.number)) " · " (self.entry(revision.index)) } } }
                (self.more(later.len(), MOST))
            }
        }
    }

    pub(super) fn revision_link(&self, proposal: &Proposal, number: u32) -> Markup {
        let words = format!("{}{number}", self.pick("what changed in revision ", "修订版"));
        self.link("revisions", format_args!("{}-{number}", proposal.id), &words)
    }

    /// What an amendment changes at its place, with the words that stand there now.
    pub(super) fn place_changed(&self, amendment: &Amendment, left: &Allowance) -> Markup {
        let edit = &amendment.edit;
        let Some(base) = self.texts.document(&amendment.base).map(|words| visible_text(&words)) else {
            return html! {};
        };
        let wording =
            edit.wording().and_then(|hash| self.texts.document(&hash)).map(|words| visible_text(&words));
        let [before, removed] =
            [edit.before(), edit.removed()].map(|it| usize::try_from(it).unwrap_or(usize::MAX));
        let stood: Vec<&str> = paragraphs(&base).into_iter().skip(before).take(removed).collect();
        let Some(mut changes) = difference(&stood.join("\n"), &wording.unwrap_or_default()) else {
            return html! {};
        };
        changes.iter_mut().for_each(|change| moved(change, before));
        difference_within(self.language, &changes, left.share(PLACE))
    }
}

/// Paragraphs are numbered as in the whole text.
const fn moved(change: &mut ParagraphChange, before: usize) {
    if let Some(number) = &mut change.earlier {
        *number = number.saturating_add(before);
    }
    if let Some(number) = &mut change.later {
        *number = number.saturating_add(before);
    }
}
