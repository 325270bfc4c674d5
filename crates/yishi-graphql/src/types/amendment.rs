//! Amendments of single paragraphs, with the words that they change, their rivals and what became of them.

use super::difference::{self, ParagraphsChanged};
use super::proposal::{Answer, Revision};
use super::{AmendmentChange, AmendmentStatus, Document, Member, Proposal, StatementText};
use crate::entry::Entry;
use crate::fault::{Fallible, Fault};
use crate::global_id;
use crate::page::{self, Page, PageArgs};
use crate::scalar::{DateTime, count};
use crate::view::View;
use async_graphql::{Context, ID, Object};
use std::sync::Arc;
use yishi_core::{AmendmentId, AmendmentStatus as Status, ParagraphEdit};

/// A change of a single place of a proposal's text.
#[derive(Clone)]
pub(crate) struct Amendment {
    view: View,
    inner: Arc<yishi_core::Amendment>,
}

impl Amendment {
    pub(crate) fn find(view: &View, id: AmendmentId) -> Option<Self> {
        let inner = view.state().amendments.get(&id)?;
        Some(Self::new(view, inner))
    }

    fn new(view: &View, inner: &Arc<yishi_core::Amendment>) -> Self {
        Self { view: view.clone(), inner: Arc::clone(inner) }
    }

    /// A page of amendments, in order.
    pub(super) fn page<'a>(
        ctx: &Context<'_>,
        view: &View,
        args: &PageArgs,
        found: impl Iterator<Item = &'a Arc<yishi_core::Amendment>>,
    ) -> Page<Self> {
        let found: Vec<Self> = found.map(|amendment| Self::new(view, amendment)).collect();
        page::page_of_list(ctx, args, &found, |amendment| amendment)
    }

    fn revision_of(&self, number: u32) -> Option<Revision> {
        Proposal::find(&self.view, self.inner.proposal)?.numbered(number)
    }

    /// The paragraphs that it replaces or leaves out, one a line.
    fn old_text(&self, ctx: &Context<'_>) -> Result<Option<String>, Fault> {
        let Some(base) = Document::new(&self.view, self.inner.base).words(ctx)? else { return Ok(None) };
        let edit = &self.inner.edit;
        let paragraphs = yishi_similar::paragraphs(&base).into_iter();
        let old = paragraphs.skip(place(edit.before())).take(place(edit.removed()));
        Ok(Some(old.collect::<Vec<_>>().join("\n")))
    }

    fn new_text(&self, ctx: &Context<'_>) -> Result<Option<String>, Fault> {
        match self.inner.edit.wording() {
            Some(wording) => Document::new(&self.view, wording).words(ctx),
            None => Ok(Some(String::new())),
        }
    }

    fn changed(&self, ctx: &Context<'_>) -> Result<Option<ParagraphsChanged>, Fault> {
        let words = self.old_text(ctx)?.zip(self.new_text(ctx)?);
        let before = self.inner.edit.before();
        Ok(words.and_then(|(old, new)| difference::of_place(ctx, &old, &new, place(before))))
    }
}

fn place(number: u32) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

/// A change of a single place of a proposal's text 修正案. Everybody may read it.
#[Object]
impl Amendment {
    /// Its id.
    pub(crate) async fn id(&self) -> ID {
        global_id::encode("amendment", self.view.origin(), &self.inner.id.to_string())
    }

    /// Its name in the book.
    async fn amendment_id(&self) -> String {
        self.inner.id.to_string()
    }

    /// The proposal.
    async fn proposal(&self) -> Option<Proposal> {
        Proposal::find(&self.view, self.inner.proposal)
    }

    /// Whose it is.
    async fn author(&self) -> Member {
        Member::new(&self.view, self.inner.author.clone())
    }

    /// The version of the text on which it stands: the one that it was written for, or a later one that left its place as it was.
    async fn revision(&self) -> Option<Revision> {
        self.revision_of(self.inner.revision)
    }

    /// The number of the version that it was written for.
    async fn proposed_for(&self) -> i32 {
        count(self.inner.proposed_for)
    }

    /// What it does.
    async fn change(&self) -> AmendmentChange {
        match self.inner.edit {
            ParagraphEdit::Replace { .. } => AmendmentChange::Replace,
            ParagraphEdit::Delete { .. } => AmendmentChange::Delete,
            ParagraphEdit::Insert { .. } => AmendmentChange::Insert,
        }
    }

    /// The number of the first paragraph that it changes in `revision`, from 1; blank lines are not counted. Of an insertion the paragraph after
    /// which it stands, 0 for the beginning of the text.
    async fn first_paragraph(&self) -> i32 {
        count(self.inner.edit.first())
    }

    /// The number of the last paragraph that it changes.
    async fn last_paragraph(&self) -> i32 {
        count(self.inner.edit.last())
    }

    /// The words that it changes, a paragraph a line; null for an insertion, or where the text is missing here or is no plain text.
    async fn old_words(&self, ctx: &Context<'_>) -> Fallible<String> {
        if self.inner.edit.removed() == 0 {
            return None;
        }
        self.old_text(ctx).transpose()
    }

    /// Its own wording; null for a deletion.
    async fn wording(&self) -> Option<Document> {
        self.inner.edit.wording().map(|wording| Document::new(&self.view, wording))
    }

    /// What it changes 修订对照, paragraph by paragraph; null where a text is missing here, is no plain text, or is too long to be compared.
    async fn difference(&self, ctx: &Context<'_>) -> Fallible<ParagraphsChanged> {
        self.changed(ctx).transpose()
    }

    /// Why its author proposes it.
    async fn reason(&self) -> StatementText {
        StatementText::new(&self.view, self.inner.reason)
    }

    /// Where it stands.
    async fn status(&self) -> AmendmentStatus {
        match self.inner.status {
            Status::Open => AmendmentStatus::Open,
            Status::Accepted { .. } => AmendmentStatus::Accepted,
            Status::Rejected { .. } => AmendmentStatus::Rejected,
            Status::Withdrawn { .. } => AmendmentStatus::Withdrawn,
            Status::Overtaken { .. } => AmendmentStatus::Overtaken,
            Status::Lapsed { .. } => AmendmentStatus::Lapsed,
        }
    }

    /// Why it was refused, and by whom; null unless it was.
    async fn answer(&self) -> Option<Answer> {
        match &self.inner.status {
            Status::Rejected { answer } => Some(Answer::new(&self.view, answer)),
            Status::Open
            | Status::Accepted { .. }
            | Status::Withdrawn { .. }
            | Status::Overtaken { .. }
            | Status::Lapsed { .. } => None,
        }
    }

    /// Who took it over into the text; null unless somebody did.
    async fn accepted_by(&self) -> Option<Member> {
        match &self.inner.status {
            Status::Accepted { by, .. } => Some(Member::new(&self.view, by.clone())),
            Status::Open
            | Status::Rejected { .. }
            | Status::Withdrawn { .. }
            | Status::Overtaken { .. }
            | Status::Lapsed { .. } => None,
        }
    }

    /// The version that took it over, or that left nothing for it to change; null unless there is one.
    async fn settled_by(&self) -> Option<Revision> {
        match self.inner.status {
            Status::Accepted { revision, .. } | Status::Overtaken { revision, .. } => {
                self.revision_of(revision)
            }
            Status::Open | Status::Rejected { .. } | Status::Withdrawn { .. } | Status::Lapsed { .. } => None,
        }
    }

    /// Other amendments of the same place of the same version, in order: at most one of them can become part of the text.
    async fn rivals(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> Page<Amendment> {
        let args = page::args(first, after, last, before);
        Self::page(ctx, &self.view, &args, self.view.state().rivals_of(&self.inner))
    }

    /// By when it must be answered; null where the charter sets no deadline.
    async fn answer_by(&self) -> Option<DateTime> {
        self.inner.answer_by_ms.map(DateTime::from)
    }

    /// Whether that moment went by without an answer. The breach stands in the book.
    async fn overdue(&self) -> bool {
        self.inner.overdue
    }

    /// The entry that proposed it.
    async fn entry(&self) -> Entry {
        Entry::new(&self.view, self.inner.id.entry_index())
    }

    /// The last entry that changed it.
    async fn last_entry(&self) -> Entry {
        Entry::new(&self.view, self.inner.changed_at)
    }
}

/// The text of a proposal's present version with amendments made to it, exactly as an acceptance of them must bring it; no more words are
/// read for it than a text that is amended may have.
pub(crate) fn amended(
    ctx: &Context<'_>,
    view: &View,
    proposal: &yishi_core::Proposal,
    amendments: &[AmendmentId],
) -> Result<Option<String>, Fault> {
    let Some(base) = proposal.document() else { return Ok(None) };
    let Some(base) = Document::new(view, base).words(ctx)? else { return Ok(None) };
    let (mut edits, mut bytes) = (Vec::new(), base.len());
    for id in amendments {
        let found = view.state().amendments.get(id);
        let Some(found) = found.filter(|found| found.proposal == proposal.id && found.is_open()) else {
            return Ok(None);
        };
        let amendment = Amendment::new(view, found);
        let Some(wording) = amendment.new_text(ctx)? else { return Ok(None) };
        bytes = bytes.saturating_add(wording.len());
        if bytes > yishi_book::MAX_AMENDED_BYTES {
            return Ok(None);
        }
        edits.push((amendment, wording));
    }
    let edits: Vec<(&ParagraphEdit, &str)> =
        edits.iter().map(|(amendment, wording)| (&amendment.inner.edit, wording.as_str())).collect();
    Ok(yishi_book::amended_text(&base, &edits).ok())
}
