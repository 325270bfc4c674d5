//! A resolution 决议 as a page and as a sheet to hang up.

use super::Board;
use super::frame::{Depth, Framed, Part};
use super::said::Allowance;
use maud::{Markup, html};
use yishi_core::{Finding, Matter, Resolution, ResolutionId, Ruling, RulingCheck, RulingChecked};

impl Board<'_> {
    /// The sheet of a resolution; nothing if there is none of this name.
    pub fn resolution(&self, id: &ResolutionId) -> Option<String> {
        let found = self.state.resolutions.get(id)?;
        let body = html! {
            p class="lead" { (self.pick("Resolution", "决议")) " · " (found.id) " · " (self.entry(found.index)) (self.revocation(found)) }
            (self.certified(found))
            (self.fitting(self.laid_down(found)))
            h2 { (self.pick("It rests on", "决议依据")) }
            dl {
                dt { (self.pick("Text", "文本摘要")) } dd { code { (found.document) } }
                dt { (self.pick("Rule", "规则摘要")) } dd { code { (found.rule_digest) } }
                dt { (self.pick("Roll", "名册树根")) } dd { code { (found.roll_root) } }
                dt { (self.pick("Tally", "计票摘要")) } dd { code { (found.tally_digest) } }
            }
            (self.code(found.index))
        };
        let title = self.line(&found.document);
        Some(self.framed(&Framed { depth: Depth::Below, title: &title, council: Some(&found.council), body }))
    }

    /// The text, and what it brought about.
    fn laid_down(&self, found: &Resolution) -> Vec<Part<'_>> {
        let text = html! {
            h2 { (self.pick("Text", "决议文本")) }
            (self.document(&found.text(), &Self::allowance(), 14_000))
        };
        let mut parts = vec![(self.pick("Text", "决议文本"), text)];
        let costs = self.state.costs_of(found.id);
        parts.extend(costs.map(|costs| (self.pick("Costs shared", "费用分摊"), self.costs(costs))));
        let duties = self.state.duties_of(found.id);
        parts.extend(duties.map(|duty| (self.pick("Standing duty", "长效职责"), self.duty(duty))));
        let rules = self.state.rules_of_resolution(found.id);
        parts.extend(rules.map(|rule| (self.pick("Standing rule", "长效规则"), self.rule(rule))));
        parts
    }

    fn certified(&self, found: &Resolution) -> Markup {
        html! {
            dl {
                dt { (self.pick("Decided by", "决定者")) } dd { (self.council_link(&found.council)) }
                dt { (self.pick("Matter", "事项")) } dd { (self.matter_link(found.matter)) }
                dt { (self.pick("Certified", "认证时间")) } dd { (self.moment(found.certified_at_ms)) }
                @if let Some(poll) = self.state.polls.get(&found.poll) { dt { (self.pick("Vote", "表决")) } dd { (self.sheet_link(poll)) } }
                @if let Some(notice) = self.state.notices.get(&found.notice) { dt { (self.pick("Posted", "公示")) } dd { (self.notice_line(notice)) } }
                @if let Some(filing) = &found.filing { dt { (self.pick("Filed", "备案")) } dd { (filing.with) " · " (filing.reference) " · " (self.entry(filing.index)) } }
                @for ruling in &found.rulings { dt { (self.pick("Ruling", "裁判或行政决定")) } dd { (ruling.authority) " · " (ruling.reference) " · " (self.finding(&ruling.finding)) (self.unheld(ruling)) " · " (self.entry(ruling.index)) } }
                @if let Some(compact) = self.state.compact_of(found.id) { (self.compact(compact)) }
                @if let Some(by) = found.act_by_ms { dt { (self.pick("Work assigned by", "派单期限")) } dd { (self.moment(by)) } }
            }
        }
    }

    /// Beside a ruling that does not hold: that it waits for its confirmation, or was refused.
    fn unheld(&self, ruling: &Ruling) -> &'static str {
        match (&ruling.checked, ruling.confirmed_by.is_empty()) {
            (None, true) | (Some(RulingChecked { check: RulingCheck::Confirmed, .. }), _) => "",
            (None, false) => self.pick(" (waits for its confirmation)", "（待复核）"),
            (Some(RulingChecked { check: RulingCheck::Refused { .. }, .. }), _) => {
                self.pick(" (refused at its check)", "（复核未通过）")
            }
        }
    }

    const fn finding(&self, finding: &Finding) -> &'static str {
        match finding {
            Finding::Revoked { .. } => self.pick("revoked", "撤销"),
            Finding::Corrected { .. } => self.pick("corrected", "更正"),
            Finding::Upheld => self.pick("upheld", "维持"),
        }
    }

    /// Said beside its title wherever a resolution is named.
    fn revocation(&self, found: &Resolution) -> Markup {
        html! { @if let Some(entry) = found.revoked_at() { " · " strong { (self.pick("revoked", "已撤销")) } " " (self.entry(entry)) } }
    }

    pub(super) fn resolutions(&self, matter: &Matter, left: &Allowance) -> Markup {
        html! {
            @for found in matter.resolutions.iter().rev().take(6).filter_map(|id| self.state.resolutions.get(id)) {
                h2 { (self.pick("Resolution", "决议")) }
                p { (self.link("resolutions", found.id, &self.line(&found.document))) " · " (self.moment(found.certified_at_ms)) " · " (self.entry(found.index)) (self.revocation(found)) }
                @if let Some(compact) = self.state.compact_of(found.id) { dl { (self.compact(compact)) } }
                @let (duties, rules) = (self.state.duties_of(found.id).map(|duty| duty.id), self.state.rules_of_resolution(found.id).map(|rule| rule.id));
                (self.lasting_lists(duties.collect(), rules.collect()))
                @if let Some(costs) = self.state.costs_of(found.id) { p {
                    (self.pick("Costs shared: ", "费用分摊:")) (self.fen(costs.terms.total_fen.0)) " · " (self.pick("outstanding: ", "未缴:")) (self.fen(costs.outstanding_fen().0))
                } }
                (self.document(&found.text(), left, 1_500))
            }
        }
    }
}
