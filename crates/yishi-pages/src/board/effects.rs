//! What the adoption of a text brings about 效力, said on its page before anybody votes.

use super::Board;
use maud::{Markup, html};
use yishi_core::{Poll, Proposal};

impl Board<'_> {
    /// What the present text brings about, where it was said.
    pub(super) fn effects(&self, proposal: &Proposal) -> Markup {
        let Some(effects) = proposal.present_effects() else { return html! {} };
        html! {
            h3 { (self.pick("What the text brings about", "通过后的效力")) " · " (self.entry(effects.index)) }
            dl {
                @if let Some(compact) = &effects.compact { (self.compact_terms(compact)) }
                @if let Some(costs) = &effects.costs { (self.cost_terms(costs)) }
                @if let Some(standing) = &effects.standing { (self.standing_terms(standing)) }
                (self.partner_terms(&effects.partners))
            }
        }
    }

    /// The shares as they were worked out when the vote opened, while it runs.
    pub(super) fn frozen_costs(&self, poll: &Poll) -> Markup {
        let frozen = self.state.costs_frozen.get(&poll.id);
        html! {
            @if let Some(frozen) = frozen.filter(|_| poll.sealing().is_none()) {
                p { (self.pick("Shares if it passes: ", "通过后每户(套)分摊:")) }
                (self.shares(frozen.shares.values()))
            }
        }
    }
}
