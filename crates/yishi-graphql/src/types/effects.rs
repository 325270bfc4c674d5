//! What the adoption of a proposal brings about, and who supports its text.

use super::PartnerBook;
use super::compact::ProposedCompact;
use super::costs::CostSharingTerms;
use super::offer::FormerPrice;
use super::standing::{ProposedDuty, ProposedRule, StandingDuty, StandingRule};
use crate::entry::Entry;
use crate::scalar::count;
use crate::view::View;
use async_graphql::SimpleObject;
use yishi_core::MemberId;

/// What the adoption of a text brings about beside the text itself 效力.
#[derive(SimpleObject)]
pub(crate) struct Effects {
    /// The compact as which the text is adopted; null where it is none.
    compact: Option<ProposedCompact>,
    /// The costs that are shared; null where there are none.
    costs: Option<CostSharingTerms>,
    /// What was paid before, where offers stand for choice.
    former: Option<FormerPrice>,
    /// The books that decide together with this one; empty where it decides alone.
    partners: Vec<PartnerBook>,
    /// The duties that it lays down to come back 长效职责; at most ten.
    duties: Vec<ProposedDuty>,
    /// The standing duties of earlier resolutions that end with its certification; at most twenty.
    ends_duties: Vec<StandingDuty>,
    /// The rules on accounts that it lays down 长效规则; at most five. A rule that stands on the same account ends then.
    rules: Vec<ProposedRule>,
    /// Other standing rules that end with its certification; at most twenty.
    ends_rules: Vec<StandingRule>,
    /// The entry that said so.
    entry: Entry,
}

impl Effects {
    pub(crate) fn new(view: &View, effects: &yishi_core::Effects) -> Self {
        let duties = effects.standing.iter().flat_map(|standing| &standing.duties);
        let ends = effects.standing.iter().flat_map(|standing| &standing.ends_duties);
        let rules = effects.standing.iter().flat_map(|standing| &standing.rules);
        let ends_rules = effects.standing.iter().flat_map(|standing| &standing.ends_rules);
        Self {
            compact: effects.compact.as_ref().map(|terms| ProposedCompact::new(view, terms)),
            costs: effects.costs.as_ref().map(|terms| CostSharingTerms::new(view, terms)),
            former: effects.former.as_ref().map(FormerPrice::new),
            partners: effects.partners.iter().map(PartnerBook::new).collect(),
            duties: duties.map(|duty| ProposedDuty::new(view, duty)).collect(),
            ends_duties: ends.filter_map(|duty| StandingDuty::find(view, *duty)).collect(),
            rules: rules.map(|rule| ProposedRule::new(view, rule)).collect(),
            ends_rules: ends_rules.filter_map(|rule| StandingRule::find(view, *rule)).collect(),
            entry: Entry::new(view, effects.index),
        }
    }
}

/// How a proposal is supported 附议. Support is bound to a version of the text: a new one asks supporters to confirm.
#[derive(SimpleObject)]
pub(crate) struct Support {
    /// How many support the present version, with what it brings about; those who have left the community do not count.
    confirmed: i32,
    /// How many supported an earlier version and have not confirmed.
    to_confirm: i32,
    /// The version that the member who asks supported last; null where they support none.
    mine: Option<i32>,
}

impl Support {
    pub(crate) fn new(view: &View, proposal: &yishi_core::Proposal, member: Option<&MemberId>) -> Self {
        let state = view.state();
        Self {
            confirmed: count(state.supporters(proposal).count()),
            to_confirm: count(state.supporters_to_confirm(proposal).count()),
            mine: member.and_then(|member| proposal.supporters.get(member)).copied().map(count),
        }
    }
}
