//! What else a feed tells: results, elections, decisions across books, amendments, names on hard matters, adjournments, what lasts and
//! was missed. Each thing once, by the last entry that is worth telling.

use super::Board;
use super::atom::{MOST, News};
use yishi_core::{AmendmentStatus, CouncilId, MatterStage, Poll, StandingPlace, TimeMs};

impl Board<'_> {
    /// Results of votes, seats left open, decisions across books, nominations.
    pub(super) fn votes_and_elections(&self, council: Option<&CouncilId>) -> Vec<News> {
        let here = |found: &CouncilId| council.is_none_or(|council| council == found);
        let polls = self.state.polls.values().rev().filter(|poll| here(&poll.council)).take(MOST);
        let mut news: Vec<News> = polls.flat_map(|poll| self.results(poll)).collect();
        let phases = self.state.nomination_phases.iter().rev();
        let phases =
            phases.filter_map(|(id, phase)| Some((self.state.proposals.get(id)?, phase.opened_at.last()?)));
        let phases = phases.filter(|(proposal, _)| here(&proposal.council)).take(MOST);
        news.extend(phases.map(|(proposal, entry)| News {
            entry: *entry,
            id: format!("{}-nominations-{entry}", proposal.id),
            what: format!(
                "{}{}",
                self.pick("Nominations opened: ", "开始提名:"),
                self.named(proposal.matter)
            ),
            page: format!("matters/{}", proposal.matter),
            at_ms: None,
        }));
        news
    }

    fn results(&self, poll: &Poll) -> impl Iterator<Item = News> {
        let of = |entry: u64, kind: &str, what: String| News {
            entry,
            id: format!("{}-{kind}", poll.id),
            what: format!("{what}{}", self.named(poll.matter)),
            page: format!("matters/{}", poll.matter),
            at_ms: None,
        };
        let counted = poll.sealing().zip(poll.trail.sealed_at).map(|(sealing, entry)| {
            let verdict = self.verdict(poll, sealing.verdict());
            of(entry, "result", format!("{}{verdict} · ", self.pick("Vote counted: ", "表决结果:")))
        });
        let missed = poll.second_missed_at.map(|entry| {
            of(entry, "second", self.pick("Second round not held: ", "第二轮未举行:").to_owned())
        });
        let settled = poll.across.settled.map(|settled| {
            let what = match settled.passed {
                true => self.pick("Passed together with other books: ", "跨册共同表决通过:"),
                false => self.pick("Not passed together with other books: ", "跨册共同表决未通过:"),
            };
            of(settled.index, "across", what.to_owned())
        });
        [counted, missed, settled].into_iter().flatten()
    }

    /// Compacts, amendments that were taken over, names on hard matters, hearings that go on another day.
    pub(super) fn texts_and_names(&self, council: Option<&CouncilId>) -> Vec<News> {
        let here = |found: &CouncilId| council.is_none_or(|council| council == found);
        let compacts = self.state.compacts.values().rev().filter(|found| here(&found.council)).take(MOST);
        let compacts = compacts.map(|found| News {
            entry: found.id.entry_index(),
            id: found.id.to_string(),
            what: format!("{}{}", self.pick("Compact: ", "公约:"), super::shortened(&found.name, 120)),
            page: format!("resolutions/{}", found.resolution),
            at_ms: None,
        });
        let accepted = self.state.amendments.values().rev().filter_map(|found| match found.status {
            AmendmentStatus::Accepted { index, .. } => {
                Some((found.id, index, self.state.proposals.get(&found.proposal)?))
            }
            _ => None,
        });
        let accepted = accepted.filter(|(_, _, proposal)| here(&proposal.council)).take(MOST);
        let accepted = accepted.map(|(id, entry, proposal)| News {
            entry,
            id: id.to_string(),
            what: format!(
                "{}{}",
                self.pick("Amendment taken over: ", "采纳修正案:"),
                self.named(proposal.matter)
            ),
            page: format!("matters/{}", proposal.matter),
            at_ms: None,
        });
        compacts.chain(accepted).chain(self.named_and_adjourned(council)).collect()
    }

    fn named_and_adjourned(&self, council: Option<&CouncilId>) -> Vec<News> {
        let here = |found: &CouncilId| council.is_none_or(|council| council == found);
        let open = [MatterStage::Deliberating, MatterStage::Acting];
        let open =
            open.map(|stage| self.state.listings.matters.ids(council, Some(stage)).unwrap_or_default());
        let hard =
            open.iter().flatten().filter_map(|id| Some((id, self.state.matters.get(id)?.hard.as_ref()?)));
        let mut news: Vec<News> = hard
            .map(|(id, hard)| News {
                entry: hard.named_at,
                id: format!("{id}-hard-{}", hard.named_at),
                what: format!("{}{}", self.pick("Taken on by name: ", "领题:"), self.named(*id)),
                page: format!("matters/{id}"),
                at_ms: None,
            })
            .collect();
        let hearings = self.state.hearings.values().rev().filter(|found| here(&found.council)).take(MOST);
        news.extend(hearings.filter_map(|hearing| {
            let ended = hearing
                .sessions
                .iter()
                .rev()
                .find_map(|session| session.end.as_ref().filter(|end| end.reason.is_some()));
            let ended = ended?;
            Some(News {
                entry: ended.index,
                id: format!("{}-adjourned-{}", hearing.id, ended.index),
                what: format!(
                    "{}{}",
                    self.pick("Hearing adjourned: ", "协商会休会:"),
                    self.named(hearing.matter)
                ),
                page: format!("hearings/{}", hearing.id),
                at_ms: Some(ended.at_ms),
            })
        }));
        news
    }

    /// Duties that were missed and rules that are broken, and are not made good yet.
    pub(super) fn lasting_news(&self, council: Option<&CouncilId>) -> Vec<News> {
        let late = Some(StandingPlace::Late);
        let (listings, standings) = (&self.state.listings, &self.state.standings);
        let of = |entry: u64, id: String, what: &str, name: &str, page: String, at_ms: Option<TimeMs>| News {
            entry,
            id: format!("{id}-late-{entry}"),
            what: format!("{what}{}", super::shortened(name, 120)),
            page,
            at_ms,
        };
        let duties = listings.duties.ids(council, late).unwrap_or_default();
        let duties = duties.iter().filter_map(|id| standings.duties.get(id)).filter_map(|duty| {
            let entry = duty.occurrences.get(duty.overdue.get_max()?)?.missed_at?;
            let what = self.pick("Standing duty missed: ", "长效职责逾期:");
            Some(of(
                entry,
                duty.id.to_string(),
                what,
                &duty.terms.name,
                format!("resolutions/{}", duty.resolution),
                None,
            ))
        });
        let mut news: Vec<News> = duties.collect();
        let rules = listings.rules.ids(council, late).unwrap_or_default();
        news.extend(rules.iter().filter_map(|id| standings.rules.get(id)).filter_map(|rule| {
            let entry = rule.periods.get(rule.broken.get_max()?)?.breaches.last()?.index;
            let what = self.pick("Standing rule broken: ", "长效规则违规:");
            Some(of(
                entry,
                rule.id.to_string(),
                what,
                &rule.terms.name,
                format!("resolutions/{}", rule.resolution),
                None,
            ))
        }));
        news.sort_by_key(|found| std::cmp::Reverse(found.entry));
        news.truncate(MOST);
        news
    }
}
