//! Matters that went to another book or came from one: where to, and what came of it.

use super::Board;
use super::life::Step;
use maud::{Markup, html};
use yishi_core::Matter;

impl Board<'_> {
    /// The other book, beside the stage of a matter.
    pub(super) fn elsewhere(&self, matter: &Matter) -> Markup {
        html! {
            @if let Some(found) = matter.hand_over() {
                dt { (self.pick("Handed over to", "移交至")) } dd {
                    (found.to.origin) " · " (found.council) " · "
                    @match (found.confirmed_at, found.lapsed) {
                        (Some(entry), _) => { (self.pick("received there", "对方已接收")) " · " (self.entry(entry)) }
                        (None, true) => (self.pick("no word came in time: dealt with here again", "逾期无回音,已收回办理")),
                        (None, false) => { (self.pick("a word is waited for until ", "等候回音,截至:")) (self.moment(found.answer_by_ms)) }
                    }
                }
                dt { (self.pick("Why", "移交理由")) } dd { bdi { (self.line(&found.reason)) } }
            }
            @if let Some(found) = &matter.received_from {
                dt { (self.pick("Handed over by", "移交自")) } dd {
                    (found.from.origin) " · " (self.pick("entry there: ", "对方记录:")) (found.place.index)
                }
            }
        }
    }

    /// That a matter went away, and what came of it.
    pub(super) fn hand_over_steps(&self, matter: &Matter) -> Vec<Step> {
        let steps = matter.hand_overs.iter().flat_map(|found| {
            let to = html! { (found.to.origin) };
            let handed =
                Step::new(found.index, self.pick("handed over to another book", "移交他册")).with(to);
            let confirmed = found
                .confirmed_at
                .map(|entry| Step::new(entry, self.pick("the other book has it", "对方已接收")));
            std::iter::once(handed).chain(confirmed)
        });
        steps.collect()
    }
}
