//! Amendments of a proposal beside its text: where, which words, why, and what was answered. Whose they are is not said, as with objections.

use super::Board;
use super::life::Step;
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

    /// That amendments were proposed, and which revision took them over.
    pub(super) fn amendment_steps(&self, proposal: &Proposal) -> Vec<Step> {
        let mut steps = Vec::new();
        for found in self.state.amendments_of(proposal) {
            let proposed = Step::new(found.id.entry_index(), self.pick("amendment proposed", "提出修正案"));
            steps.push(proposed.with(self.place(&found.edit)));
            let answered = match &found.status {
                AmendmentStatus::Accepted { index, .. } => {
                    Some((*index, self.pick("amendment taken over", "采纳修正案")))
                }
                AmendmentStatus::Rejected { answer } => {
                    Some((answer.index, self.pick("amendment not taken over", "不采纳修正案")))
                }
                AmendmentStatus::Open
                | AmendmentStatus::Withdrawn { .. }
                | AmendmentStatus::Overtaken { .. }
                | AmendmentStatus::Lapsed { .. } => None,
            };
            steps.extend(answered.map(|(entry, what)| Step::new(entry, what)));
        }
        steps
    }

    fn amendment(&self, amendment: &Amendment, left: &Allowance) -> Markup {
        html! {
            p class="soft" {
                (amendment.id) " · " (self.pick("revision ", "修订版")) (amendment.revision) " · " (self.place(&amendment.edit)) " · "
                (self.entry(amendment.id.entry_index()))
            }
            (self.place_changed(amendment, left))
            @if let Some(wording) = amendment.edit.wording() { p class="soft" { (self.text_link(&wording, self.pick("proposed words", "修正文字"))) } }
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
