//! A notice 公示 as a page and as a sheet to hang up.

use super::Board;
use super::frame::{Depth, Framed};
use maud::html;
use yishi_core::{MatterId, Notice, NoticeId, NoticeSubject};

impl Board<'_> {
    /// The sheet of a notice; nothing if there is none of this name.
    pub fn notice(&self, id: &NoticeId) -> Option<String> {
        let notice = self.state.notices.get(id)?;
        let entry = notice.id.entry_index();
        let body = html! {
            p class="lead" { (self.pick("Notice", "公示")) " · " (self.notice_kind(notice)) " · " (notice.id) " · " (self.entry(entry)) }
            dl {
                dt { (self.pick("Posted", "公示开始")) } dd { (self.moment(notice.posted_at_ms)) }
                dt { (self.pick("Until", "公示截止")) } dd { (self.moment(notice.due_at_ms)) }
                dt { (self.pick("State", "状态")) } dd { @if notice.ended { (self.pick("ended", "已结束")) } @else { (self.pick("posted", "公示中")) } }
                @if let Some(matter) = self.matter_of(notice) { dt { (self.pick("Matter", "事项")) } dd { (self.matter_link(matter)) } }
                dt { (self.pick("Text", "文本摘要")) } dd { code { (notice.document) } }
            }
            h2 { (self.pick("Text", "公示文本")) }
            (self.document(&notice.document, &Self::allowance(), 14_000))
            (self.code(entry))
        };
        let title = self.line(&notice.document);
        let council = self.council_of(notice);
        Some(self.framed(&Framed { depth: Depth::Below, title: &title, council, body }))
    }

    fn matter_of(&self, notice: &Notice) -> Option<MatterId> {
        match notice.subject {
            NoticeSubject::Proposal(id) => self.state.proposals.get(&id).map(|found| found.matter),
            NoticeSubject::Resolution(id) => self.state.resolutions.get(&id).map(|found| found.matter),
            NoticeSubject::Preliminary(id) => self.state.polls.get(&id).map(|found| found.matter),
            NoticeSubject::Results(id) => Some(id),
        }
    }
}
