//! A resolution 决议 as a page and as a sheet to hang up.

use super::frame::{Depth, Framed};
use super::said::Allowance;
use super::{Board, shortened};
use maud::{Markup, html};
use yishi_core::{
    Finding, Matter, Resolution, ResolutionId, Ruling, RulingCheck, RulingChecked, StandingDuty, StandingRule,
};

impl Board<'_> {
    /// The sheet of a resolution; nothing if there is none of this name.
    pub fn resolution(&self, id: &ResolutionId) -> Option<String> {
        let found = self.state.resolutions.get(id)?;
        let body = html! {
            p class="lead" { (self.pick("Resolution", "决议")) " · " (found.id) " · " (self.entry(found.index)) (self.revocation(found)) }
            (self.certified(found))
            h2 { (self.pick("Text", "决议文本")) }
            (self.document(&found.text(), &Self::allowance(), 14_000))
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
                @for duty in self.state.duties_of(found.id) { dt { (self.pick("Standing duty", "长效职责")) } dd { (shortened(&duty.terms.name, 120)) " · " (self.duty_stands(duty)) } }
                @for rule in self.state.rules_of_resolution(found.id) { dt { (self.pick("Standing rule", "长效规则")) } dd { (shortened(&rule.terms.name, 120)) " · " (self.rule_stands(rule)) } }
                @if let Some(by) = found.act_by_ms { dt { (self.pick("Work assigned by", "派单期限")) } dd { (self.moment(by)) } }
            }
        }
    }

    /// By when a duty is to be done next, whether it was missed, or what ended it.
    fn duty_stands(&self, duty: &StandingDuty) -> Markup {
        let due = duty.next_due_at_ms.filter(|_| duty.end.is_none());
        html! {
            @if let Some(end) = &duty.end { (self.pick("ended", "已终止")) " " (self.entry(end.index)) }
            @else if let Some(missed) = duty.overdue.get_min() { strong { (self.pick("missed", "逾期未履行")) } " " (missed) }
            @if let Some(due) = due { " " (self.pick("due by", "应于此前履行：")) " " (self.moment(due)) }
        }
    }

    /// By when the next share is due, what is broken and lacking, also where it was when the rule ended, and what ended it.
    fn rule_stands(&self, rule: &StandingRule) -> Markup {
        let lacking = rule.lacking_fen_of(&rule.lacking).0;
        let due = rule.next_due_at_ms.filter(|_| rule.end.is_none());
        html! {
            (rule.terms.returns_at_least)
            @if let Some(end) = &rule.end { " · " (self.pick("ended", "已终止")) " " (self.entry(end.index)) }
            @if !rule.broken.is_empty() { " · " strong { (self.pick("broken", "违规")) } }
            @if lacking > 0 { " · " strong { (self.pick("lacking", "尚未返还")) } " " (lacking) (self.pick(" fen", " 分")) }
            @if let Some(due) = due { " · " (self.pick("due by", "应于此前返还：")) " " (self.moment(due)) }
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
                (self.document(&found.text(), left, 1_500))
            }
        }
    }
}
