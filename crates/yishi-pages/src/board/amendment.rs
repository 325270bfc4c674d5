//! Amendments of a proposal beside its text: where, which words, why, and what was answered. Whose they are is not said, as with objections.

use super::Board;
use super::said::Allowance;
use maud::{Markup, html};
use yishi_core::{Amendment, AmendmentStatus, ParagraphEdit, Proposal};

/// Most amendments that one page shows.
const MOST: usize = 10;

impl Board<'_> {
    /// The amendments of a proposal, the newest first.
    pub(super) fn amendments(&self, proposal: &Proposal, left: &Allowance) -> Markup {
        let amendments: Vec<_> = self.state.amendments_of(proposal).collect();
        html! {
            @if !amendments.is_empty() {
                h3 { (self.pick("Amendments", "修正案")) " · " (amendments.len()) }
                ul { @for amendment in amendments.iter().rev().take(MOST) { li { (self.amendment(amendment, left)) } } }
                (self.more(amendments.len(), MOST))
            }
        }
    }

    fn amendment(&self, amendment: &Amendment, left: &Allowance) -> Markup {
        html! {
            p class="soft" {
                (amendment.id) " · " (self.pick("revision ", "修订版")) (amendment.revision) " · " (self.place(&amendment.edit)) " · "
                (self.entry(amendment.id.entry_index()))
            }
            @if let Some(wording) = amendment.edit.wording() { (self.document(&wording, left, 900)) }
            (self.statement(&amendment.reason, left, 900))
            p {
                strong class=[amendment.is_open().then_some("late")] { (self.amendment_status(&amendment.status)) }
                @if let AmendmentStatus::Overtaken { revision, .. } | AmendmentStatus::Accepted { revision, .. } = amendment.status {
                    " · " (self.pick("revision ", "修订版")) (revision)
                }
            }
            @if let AmendmentStatus::Rejected { answer } = &amendment.status { (self.statement(&answer.text, left, 900)) }
        }
    }

    fn place(&self, edit: &ParagraphEdit) -> Markup {
        let what = match edit {
            ParagraphEdit::Replace { .. } => self.pick("replaces paragraph ", "替换第"),
            ParagraphEdit::Delete { .. } => self.pick("deletes paragraph ", "删除第"),
            ParagraphEdit::Insert { .. } => self.pick("inserts after paragraph ", "增加于第"),
        };
        html! {
            (what) (edit.first()) @if edit.last() > edit.first() { (self.pick(" to ", "至")) (edit.last()) }
            (self.pick("", "段")) @if edit.removed() == 0 { (self.pick("", "之后")) }
        }
    }

    const fn amendment_status(&self, status: &AmendmentStatus) -> &'static str {
        match status {
            AmendmentStatus::Open => self.pick("not answered yet", "尚未答复"),
            AmendmentStatus::Accepted { .. } => self.pick("taken over", "采纳"),
            AmendmentStatus::Rejected { .. } => self.pick("not taken over", "不采纳"),
            AmendmentStatus::Withdrawn { .. } => self.pick("taken back", "撤回"),
            AmendmentStatus::Overtaken { .. } => self.pick("overtaken", "被取代"),
            AmendmentStatus::Lapsed { .. } => self.pick("lapsed without an answer", "未答复而失效"),
        }
    }
}
