//! Announced votes 表决公告: a vote opens as it was announced, long enough after, and under its rule as that read then.

use super::*;
use crate::decide::Deciding;

impl Deciding<'_> {
    /// The vote must have been announced with its rule, its scope and its options, for the present revision, and long enough ago.
    pub(super) fn check_announced(
        &self,
        rule: &DecisionClause,
        proposal: &Proposal,
        command: &OpenPoll,
    ) -> Result<(), Rejection> {
        let (Some(clause), Some(present)) = (&rule.announce, proposal.present()) else { return Ok(()) };
        let announced = VoteAnnounced::of(command);
        let digest = digest_of(rule);
        let notices = self.announcements(proposal, present).filter(|notice| {
            notice.vote.as_deref() == Some(&announced) && notice.rule_digest.is_none_or(|it| it == digest)
        });
        let opens_from = notices.map(|it| self.state.calendar.end_of(it.posted_at_ms, clause.before)).min();
        let (rule, article) = (rule.id.clone(), clause.article.clone());
        match opens_from {
            Some(from) if from <= self.context.at => Ok(()),
            Some(opens_from_ms) => {
                let needed = String::from(clause.before);
                Err(Rejection::AnnouncedTooLate { rule, needed, opens_from_ms, article })
            }
            None => Err(Rejection::ItemNotAnnounced { rule, proposal: proposal.id, article }),
        }
    }

    /// Notices of the present revision that announce a vote.
    fn announcements<'a>(
        &'a self,
        proposal: &'a Proposal,
        present: &'a Revision,
    ) -> impl Iterator<Item = &'a Arc<Notice>> {
        let notices = proposal.notices.iter().filter_map(|id| self.state.notices.get(id));
        notices.filter(|notice| notice.vote.is_some() && notice.id.entry_index() > present.index)
    }

    /// Whoever was told of a vote was told of its rule. Where that has been amended since, the vote is announced anew: neither is a rule applied
    /// that is no longer law, nor one that nobody was told of. Notices of this very vote decide, where there are any, and not those of
    /// another one under the same rule.
    pub(super) fn check_rule_as_announced(
        &self,
        rule: &DecisionClause,
        proposal: &Proposal,
        command: &OpenPoll,
    ) -> Result<(), Rejection> {
        let Some(present) = proposal.present() else { return Ok(()) };
        let announced = VoteAnnounced::of(command);
        let of_this = |notice: &&Arc<Notice>| notice.vote.as_deref() == Some(&announced);
        let some_of_this = self.announcements(proposal, present).any(|notice| of_this(&notice));
        let told = |notice: &&Arc<Notice>| {
            let under_it = notice.vote.as_ref().is_some_and(|vote| vote.rule == rule.id);
            if some_of_this { of_this(notice) } else { under_it }
        };
        let mut last = None;
        for notice in self.announcements(proposal, present).filter(told) {
            match notice.rule_digest {
                Some(announced) if announced != digest_of(rule) => last = Some((notice.id, announced)),
                Some(_) | None => return Ok(()),
            }
        }
        let Some((notice, announced)) = last else { return Ok(()) };
        let (rule, now) = (rule.id.clone(), digest_of(rule));
        Err(Rejection::RuleAmendedSinceNotice { rule, notice, announced, now })
    }
}
