//! Shared costs 费用分摊 on the board: how much each kind of payer owes, and what was paid in all; never whose share is which.

use super::Board;
use super::life::Step;
use crate::words::yuan;
use maud::{Markup, html};
use std::collections::BTreeMap;
use std::sync::Arc;
use yishi_core::{CostBasis, CostShare, CostSharing, CostTerms};

/// Shares that fewer payers have are told together: a single large flat would be known by its share.
const TOGETHER: u64 = 5;
/// Most different shares on a page.
const MOST: usize = 12;

impl Board<'_> {
    /// The lines of costs in a list of terms.
    pub(super) fn cost_terms(&self, terms: &CostTerms) -> Markup {
        html! {
            dt { (self.pick("Costs shared", "费用分摊")) } dd {
                (self.fen(terms.total_fen.0)) " · " (self.cost_basis(terms.by)) " · "
                (self.pick("to be paid within ", "缴纳期限:")) (yishi_charter::period(self.language, terms.pay_within))
            }
        }
    }

    /// Costs that are owed: the sum, what was paid, and the shares by their size.
    pub(super) fn costs(&self, found: &CostSharing) -> Markup {
        html! {
            h2 { (self.pick("Costs shared", "费用分摊")) }
            dl {
                dt { (self.pick("Sum", "总额")) } dd { (self.fen(found.terms.total_fen.0)) " · " (self.cost_basis(found.terms.by)) }
                dt { (self.pick("Paid", "已缴")) } dd { (self.fen(found.paid_fen.0)) }
                dt { (self.pick("Outstanding", "未缴")) } dd { (self.fen(found.outstanding_fen().0)) }
                dt { (self.pick("To be paid by", "缴纳期限")) } dd {
                    (self.moment(found.due_at_ms))
                    @if found.overdue && found.outstanding_fen().0 > 0 { " · " strong class="late" { (self.pick("overdue", "逾期")) } }
                    @if let Some(entry) = found.lifted_at { " · " (self.pick("nothing is owed any more", "不再收取")) " " (self.entry(entry)) }
                }
            }
            (self.shares(found.shares.values()))
        }
    }

    /// Shares by their size, with how many have each.
    pub(super) fn shares<'a>(&self, shares: impl Iterator<Item = &'a Arc<CostShare>>) -> Markup {
        let mut sizes: BTreeMap<u64, u64> = BTreeMap::new();
        for share in shares {
            let payers = sizes.entry(share.share_fen.0).or_default();
            *payers = payers.saturating_add(1);
        }
        let told: Vec<(u64, u64)> = sizes
            .iter()
            .rev()
            .map(|(fen, payers)| (*fen, *payers))
            .filter(|(_, payers)| *payers >= TOGETHER)
            .take(MOST)
            .collect();
        let payers: u64 = sizes.values().sum();
        let others = payers.saturating_sub(told.iter().map(|(_, payers)| payers).sum());
        html! {
            div class="scroll" tabindex="0" { table {
                thead { tr { th { (self.pick("Share of each", "每户(套)分摊")) } th { (self.pick("How many", "户(套)数")) } } }
                tbody {
                    @for (fen, payers) in told { tr { td { (self.fen(fen)) } td { (payers) } } }
                    @if others > 0 { tr { td { (self.pick("other shares", "其他金额")) } td { (others) } } }
                }
            } }
        }
    }

    pub(super) fn fen(&self, fen: u64) -> String {
        yuan(fen, self.language)
    }

    const fn cost_basis(&self, by: CostBasis) -> &'static str {
        match by {
            CostBasis::Households => self.pick("each household the same", "按户均摊"),
            CostBasis::Units => self.pick("each unit the same", "按套均摊"),
            CostBasis::Area => self.pick("by area", "按建筑面积分摊"),
        }
    }

    /// That costs are owed, and the last payment.
    pub(super) fn cost_steps(&self, found: &CostSharing) -> Vec<Step> {
        let owed = Step::new(found.id.entry_index(), self.pick("costs shared", "费用分摊"));
        let mut steps = vec![owed.with(html! { (self.fen(found.terms.total_fen.0)) })];
        if let Some(last) = found.payments.last() {
            let detail = html! { (self.pick("paid in all ", "累计已缴")) (self.fen(found.paid_fen.0)) };
            steps
                .push(Step::new(last.index, self.pick("last payment recorded", "最近一次缴费")).with(detail));
        }
        steps
    }
}
