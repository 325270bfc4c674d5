//! Votes that go on for longer, and the rules of procedure.

use super::Speaker;
use crate::clause::{ClausePath, Line};
use crate::words::{list, none, optional_period, period, pick, quoted, say, yes};
use yishi_core::{ExtensionClause, PaperBallots, ProcedureClause, Proxies};
use yishi_tally::{AreaSource, ChannelPrecedence, Revote, Silence, bound};

impl Speaker<'_> {
    pub(super) fn extension(self, path: &ClausePath, clause: Option<&ExtensionClause>) -> Vec<Line> {
        let Some(ExtensionClause { at_most, until, bar, bar_lifted_by }) = clause else { return Vec::new() };
        let language = self.language;
        let path = path.then("extension");
        let (at_most, until) = (period(language, *at_most), bound(*until, language));
        let barred = optional_period(language, *bar);
        let bar_said = bar.map_or_else(String::new, |_| {
            say!(
                language,
                "After an extended vote without a quorum the matter is not put to a vote under this rule for {barred}.",
                "延长后仍未达法定人数的,{barred}内不得再按本规则表决。"
            )
        });
        let lifted =
            bar_lifted_by.as_ref().map_or_else(|| none(language), |rule| quoted(language, &self.rule(rule)));
        let lifted_said = bar_lifted_by.as_ref().map_or_else(String::new, |_| {
            say!(
                language,
                "That bar is lifted once {lifted} passes on the new text.",
                "新文本经{lifted}通过的,不受此限。"
            )
        });
        vec![
            Line::new(
                path.then("at_most"),
                say!(language, "extension of the vote", "延长投票"),
                at_most.clone(),
                say!(
                    language,
                    "If too few take part, the convener may extend the vote once, by at most {at_most}.",
                    "参加不足的,召集人可在截止前延长一次,至多{at_most}。"
                ),
            ),
            Line::new(
                path.then("until"),
                say!(language, "participation that ends extensions", "不再延长的参与比例"),
                until.clone(),
                say!(
                    language,
                    "It is not extended once participation is {until}.",
                    "参与达到{until}的,不再延长。"
                ),
            ),
            Line::new(
                path.then("bar"),
                say!(language, "bar after a vote in vain", "限期不得再次表决"),
                barred,
                bar_said,
            ),
            Line::new(
                path.then("bar_lifted_by"),
                say!(language, "what lifts the bar", "解除限期的步骤"),
                lifted,
                lifted_said,
            ),
        ]
    }

    /// Every field has its line; only what differs from the law's default has a sentence.
    pub(super) fn procedure(self, path: &ClausePath, procedure: &ProcedureClause) -> Vec<Line> {
        let language = self.language;
        let ProcedureClause {
            revote,
            proxies,
            proxy_cap,
            paper,
            channels,
            invalid_participates,
            silence,
            parking_counts,
            area_order,
        } = procedure;
        let usual = ProcedureClause::default();
        let path = path.then("procedure");
        let line = |field: &str, differs: bool, [english, chinese]: [&str; 2], value: String| {
            let about = pick(language, english, chinese).to_owned();
            let sentence = match differs {
                true => say!(language, "{about}: {value}.", "{about}:{value}。"),
                false => String::new(),
            };
            Line::new(path.then(field), about, value, sentence)
        };
        let cap = proxy_cap.map_or_else(|| say!(language, "any number", "不限"), |cap| cap.to_string());
        let areas = list(language, area_order.iter().map(|source| self.area_source(*source)));
        vec![
            line("revote", *revote != usual.revote, ["Of several ballots", "重复投票"], self.revote(*revote)),
            line("proxies", *proxies != usual.proxies, ["Proxies", "委托投票"], self.proxies(*proxies)),
            line(
                "proxy_cap",
                proxy_cap.is_some(),
                ["Rights of others that one person may vote", "每人受托上限"],
                cap,
            ),
            line("paper", *paper != usual.paper, ["Ballots on paper", "纸质选票"], self.paper(*paper)),
            line(
                "channels",
                *channels != usual.channels,
                ["Precedence of channels", "渠道先后"],
                self.channels(*channels),
            ),
            line(
                "invalid_participates",
                *invalid_participates,
                ["Invalid ballots take part", "废票计入参加"],
                yes(language, *invalid_participates),
            ),
            line("silence", *silence != usual.silence, ["Silence", "沉默"], self.silence(*silence)),
            line(
                "parking_counts",
                *parking_counts,
                ["Parking stalls count", "车位计入"],
                yes(language, *parking_counts),
            ),
            line(
                "area_order",
                *area_order != usual.area_order,
                ["Sources of an area, in order", "面积来源次序"],
                areas,
            ),
        ]
    }

    fn revote(self, found: Revote) -> String {
        match found {
            Revote::Last => say!(self.language, "the last one stands", "以最后一票为准"),
            Revote::First => say!(self.language, "the first one stands", "以第一票为准"),
        }
    }

    fn proxies(self, found: Proxies) -> String {
        match found {
            Proxies::Refused => say!(self.language, "nobody votes for another", "不得委托"),
            Proxies::Allowed => {
                say!(self.language, "one may vote for another by a grant", "可以书面委托他人投票")
            }
            Proxies::ExceptCandidates => say!(
                self.language,
                "one may vote for another by a grant, but candidates hold none",
                "可以书面委托他人投票,候选人不得受托"
            ),
        }
    }

    fn paper(self, found: PaperBallots) -> String {
        match found {
            PaperBallots::Refused => say!(self.language, "not taken", "不接受"),
            PaperBallots::TwoWitnesses => say!(
                self.language,
                "taken; one witness enters each, another reads it again",
                "接受,一名见证人录入,另一名复核"
            ),
        }
    }

    fn channels(self, found: ChannelPrecedence) -> String {
        match found {
            ChannelPrecedence::ElectronicFirst => say!(
                self.language,
                "a ballot with an own key goes before paper and assistance",
                "本人密钥投票优先于纸质和代办"
            ),
            ChannelPrecedence::Equal => say!(self.language, "all are alike", "各渠道同等"),
        }
    }

    fn silence(self, found: Silence) -> String {
        match found {
            Silence::Exclude => say!(self.language, "counts for nothing", "不计入"),
            Silence::FollowMajority => say!(
                self.language,
                "whoever was served and says nothing counts with the majority, shown beside the plain count",
                "已送达而未表态的计入多数票,并与不计入的结果一并公布"
            ),
        }
    }

    fn area_source(self, found: AreaSource) -> &'static str {
        let [english, chinese] = match found {
            AreaSource::Registered => ["register", "不动产登记簿"],
            AreaSource::Surveyed => ["survey", "实测面积"],
            AreaSource::Contract => ["contract", "买卖合同面积"],
        };
        pick(self.language, english, chinese)
    }
}
