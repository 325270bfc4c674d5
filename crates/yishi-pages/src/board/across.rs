//! Decisions that several books take together 跨册共同表决: what each book said, as far as this one knows, and what came of it.

use super::Board;
use super::life::Step;
use maud::{Markup, html};
use yishi_core::{PartnerBook, Poll};

impl Board<'_> {
    /// The books that a text names, before anybody votes.
    pub(super) fn partner_terms(&self, partners: &[PartnerBook]) -> Markup {
        html! {
            @for partner in partners { dt { (self.pick("Decided together with", "共同表决台账")) } dd { (partner.origin) } }
        }
    }

    /// What each book said.
    pub(super) fn across(&self, poll: &Poll) -> Markup {
        let Some(partners) = self.state.partners_of(poll) else { return html! {} };
        let across = &poll.across;
        let own = poll.sealing().map(|sealing| sealing.verdict() == yishi_tally::Verdict::Passed);
        html! {
            h3 { (self.pick("Decided together with other books", "跨册共同表决")) }
            div class="scroll" tabindex="0" { table {
                thead { tr { th { (self.pick("Book", "台账")) } th { (self.pick("Its vote", "表决结果")) } th { (self.pick("Entry here", "本册记录")) } } }
                tbody {
                    tr { td { (self.position.origin) } td { (self.said(own)) } td { @if let Some(entry) = across.handed_over { (self.entry(entry)) } @else { "–" } } }
                    @for partner in partners {
                        @let cited = across.cited.get(&partner.origin);
                        tr { td { (partner.origin) } td { (self.said(cited.map(|cited| cited.passed))) } td { @if let Some(cited) = cited { (self.entry(cited.index)) } @else { "–" } } }
                    }
                }
            } }
            p { @match (across.settled, across.due_at_ms) {
                (Some(settled), _) => {
                    strong { @if settled.passed { (self.pick("Enough books agreed", "通过的台账已达要求")) } @else { (self.pick("Too few books agreed: nothing is decided", "通过的台账不足,未作出决定")) } }
                    " · " (self.entry(settled.index))
                }
                (None, Some(due)) => { (self.pick("The other books are waited for until ", "等候其他台账结果,截至:")) (self.moment(due)) }
                (None, None) => (self.pick("No result of other books is waited for now.", "目前不等候其他台账结果。")),
            } }
        }
    }

    const fn said(&self, passed: Option<bool>) -> &'static str {
        match passed {
            Some(true) => self.pick("passed", "通过"),
            Some(false) => self.pick("not passed", "未通过"),
            None => self.pick("not known yet", "尚未得知"),
        }
    }

    /// What was handed over and cited, and what came of it.
    pub(super) fn across_steps(&self, poll: &Poll) -> Vec<Step> {
        let across = &poll.across;
        let handed = across.handed_over.map(|entry| {
            Step::new(entry, self.pick("result handed over to other books", "向其他台账移交结果"))
        });
        let cited = across.cited.iter().map(|(origin, cited)| {
            let detail = html! { (origin) " · " (self.said(Some(cited.passed))) };
            Step::new(cited.index, self.pick("result of another book cited", "引用其他台账结果")).with(detail)
        });
        let settled = across.settled.map(|settled| {
            let detail = html! { (self.said(Some(settled.passed))) };
            Step::new(settled.index, self.pick("joint decision settled", "共同表决结果已定")).with(detail)
        });
        handed.into_iter().chain(cited).chain(settled).collect()
    }
}
