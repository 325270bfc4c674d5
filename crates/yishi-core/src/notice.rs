//! Notices 公示: public postings with a period.

use crate::bounds::require_within;
use crate::decide::{Deciding, Decision};
use crate::evolve::Evolving;
use crate::limits::require_count;
use crate::state::change;
use crate::*;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// What is posted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind", content = "id")]
pub enum NoticeSubject {
    /// The present revision of a proposal, before a vote.
    Proposal(ProposalId),
    /// A certified resolution; posted by its certification.
    Resolution(ResolutionId),
    /// The preliminary result of a poll; posted by its sealing.
    Preliminary(PollId),
    /// The results of the work on a matter; posted when all of it is accepted.
    Results(MatterId),
}

/// Posts the present revision of a proposal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PostNotice {
    /// The proposal.
    pub proposal: ProposalId,
    /// How long it stays posted.
    pub period: Period,
    /// The vote that it announces with it; absent where it announces none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub vote: Option<VoteAnnounced>,
}

/// The vote that a notice announces: what is put to it, and to whom 表决事项公告.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VoteAnnounced {
    /// The decision rule.
    pub rule: RuleId,
    /// Who will vote.
    pub scope: PollScope,
    /// What is chosen from, in the order of the ballot paper; none for a motion.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<PollOption>,
    /// Whom it would take the seat from, in a recall.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recall: Option<MemberId>,
    /// What may be spent, where the opening says less than the rule.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub budget_fen: Option<AmountFen>,
}

/// A notice is posted until a moment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NoticePosted {
    /// Its id.
    pub notice: NoticeId,
    /// What is posted.
    pub subject: NoticeSubject,
    /// The text that is posted.
    pub document: DocumentHash,
    /// How long it stays posted.
    pub period: Period,
    /// Until when.
    pub due_at_ms: TimeMs,
    /// The vote that it announces.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub vote: Option<VoteAnnounced>,
    /// SHA-256 of the canonical JSON of the decision rule as it read then: the vote opens under that one or is announced anew. Absent where no
    /// vote is announced, and before ruleset 4.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rule_digest: Option<Digest>,
}

/// The period of a notice ran out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NoticeEnded {
    /// The notice.
    pub notice: NoticeId,
}

/// A notice in the state.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    /// Its id.
    pub id: NoticeId,
    /// What is posted.
    pub subject: NoticeSubject,
    /// The text.
    pub document: DocumentHash,
    /// How long it stays posted.
    pub period: Period,
    /// Since when.
    pub posted_at_ms: TimeMs,
    /// Until when.
    pub due_at_ms: TimeMs,
    /// Whether it ended.
    pub ended: bool,
    /// The vote that it announces.
    #[serde(default)]
    pub vote: Option<Arc<VoteAnnounced>>,
    /// The decision rule as it read when the vote was announced; absent before ruleset 4.
    #[serde(default)]
    pub rule_digest: Option<Digest>,
}

/// Longest posting, in days: a notice is part of a procedure with an end, not a bulletin.
pub const MAX_NOTICE_DAYS: u64 = 180;

pub(crate) fn decide_post_notice(deciding: &Deciding<'_>, command: &PostNotice) -> Decision {
    let (proposal, matter) = deciding.open_proposal(&command.proposal)?;
    deciding.require_power(Power::Convene, &matter.council)?;
    let Some(present) = proposal.present() else { return Ok(Vec::new()) };
    let (posted_at, period) = (deciding.context.at, command.period);
    let due_at_ms = deciding.state.calendar.end_of(posted_at, period);
    let allowed = TimeMs(posted_at.0.saturating_add(1))..=posted_at.plus_days(MAX_NOTICE_DAYS);
    require_within("period", due_at_ms, &allowed)?;
    let rule = deciding.rule_announced(command.vote.as_ref())?;
    let pins = deciding.context.ruleset >= Ruleset::FOURTH;
    let event = NoticePosted {
        notice: NoticeId::first(deciding.context.index),
        subject: NoticeSubject::Proposal(proposal.id),
        document: present.document,
        period,
        due_at_ms,
        vote: command.vote.clone(),
        rule_digest: rule.filter(|_| pins).map(digest_of),
    };
    Ok(vec![event.into()])
}

pub(crate) fn decide_notice_ends(_deciding: &Deciding<'_>, notice: NoticeId) -> Decision {
    Ok(vec![NoticeEnded { notice }.into()])
}

impl VoteAnnounced {
    /// What a vote that opens would have had to be announced as.
    pub(crate) fn of(command: &OpenPoll) -> Self {
        let OpenPoll { rule, scope, options, recall, budget_fen, .. } = command;
        Self {
            rule: rule.clone(),
            scope: scope.clone(),
            options: options.clone(),
            recall: recall.clone(),
            budget_fen: *budget_fen,
        }
    }
}

impl Deciding<'_> {
    /// The rule exists, and there are no more options than a ballot paper has room for. Whether they fit each other is found
    /// when the vote opens: what is announced wrongly then does not count.
    fn rule_announced(&self, vote: Option<&VoteAnnounced>) -> Result<Option<&DecisionClause>, Rejection> {
        let Some(vote) = vote else { return Ok(None) };
        require_count("options", vote.options.len(), 0, MAX_OPTIONS)?;
        let missing = || Rejection::NotFound { kind: "rule".to_owned(), id: vote.rule.to_string() };
        self.charter()?.charter.decision(&vote.rule).map(Some).ok_or_else(missing)
    }
}

impl Notice {
    /// Whether it is posted for at least `needed`. Periods of one unit compare by their number, whatever holidays were
    /// adopted since it was posted; others by the moments at which they end.
    pub(crate) fn covers(&self, needed: Period, calendar: &Calendar) -> bool {
        match (self.period, needed) {
            (Period::Hours(posted), Period::Hours(needed))
            | (Period::Days(posted), Period::Days(needed))
            | (Period::WorkingDays(posted), Period::WorkingDays(needed))
            | (Period::Months(posted), Period::Months(needed)) => posted >= needed,
            (Period::Hours(_) | Period::Days(_) | Period::WorkingDays(_) | Period::Months(_), _) => {
                self.due_at_ms >= calendar.end_of(self.posted_at_ms, needed)
            }
        }
    }
}

pub(crate) fn evolve_notice_posted(evolving: &mut Evolving<'_>, event: &NoticePosted) {
    let notice = Notice {
        id: event.notice,
        subject: event.subject,
        document: event.document,
        period: event.period,
        posted_at_ms: evolving.context.at,
        due_at_ms: event.due_at_ms,
        ended: false,
        vote: event.vote.clone().map(Arc::new),
        rule_digest: event.rule_digest,
    };
    evolving.state.notices.insert(event.notice, Arc::new(notice));
    evolving.schedule(event.due_at_ms, Obligation::NoticeEnds { notice: event.notice });
    if let NoticeSubject::Preliminary(poll) = event.subject {
        evolving.begin_review(poll, event.notice, event.due_at_ms);
    }
    if let NoticeSubject::Proposal(proposal) = event.subject {
        let index = evolving.context.index;
        change(&mut evolving.state.proposals, &proposal, |proposal| {
            proposal.notices.push(event.notice);
            proposal.changed_at = index;
        });
    }
}

pub(crate) fn evolve_notice_ended(evolving: &mut Evolving<'_>, event: &NoticeEnded) {
    change(&mut evolving.state.notices, &event.notice, |notice| notice.ended = true);
}
