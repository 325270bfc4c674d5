//! What became of acts by the end of the book, in words.

use yishi_core::{
    BallotContent, GrantId, MatterId, ObjectionId, PollId, State, SubmissionId, SubmissionStatus,
    VotingRightId,
};
use yishi_tally::Language;

/// A ballot that the member's right was used for, or that they cast.
pub(super) struct Cast {
    pub(super) act: usize,
    pub(super) poll: PollId,
    pub(super) right: VotingRightId,
}

impl Cast {
    /// Whether the ballot that stood at an entry stands, counted or replaced.
    pub(super) fn outcome(&self, index: u64, state: &State, language: Language) -> Option<String> {
        let poll = state.polls.get(&self.poll)?;
        let (id, sealed) = (self.poll, poll.sealing().is_some());
        let stands = poll.ballots.get(&self.right).map(|ballot| ballot.index);
        let unopened = || {
            let ballot = poll.ballots.get(&self.right);
            ballot.is_some_and(|ballot| matches!(ballot.content, BallotContent::Sealed(_)))
        };
        Some(match (language, stands) {
            (Language::English, Some(at)) if at == index && sealed && unopened() => {
                format!("{id}: never opened, not counted")
            }
            (Language::Chinese, Some(at)) if at == index && sealed && unopened() => {
                format!("{id}：未拆封，未计入")
            }
            (Language::English, Some(at)) if at == index && sealed => format!("{id}: counted"),
            (Language::Chinese, Some(at)) if at == index && sealed => format!("{id}：已计入"),
            (Language::English, Some(at)) if at == index => {
                format!("{id}: stands, the vote is not sealed yet")
            }
            (Language::Chinese, Some(at)) if at == index => format!("{id}：有效，表决尚未封存"),
            (Language::English, Some(at)) => format!("{id}: replaced by entry {at}"),
            (Language::Chinese, Some(at)) => format!("{id}：被第 {at} 条取代"),
            (Language::English, None) => format!("{id}: not among the ballots"),
            (Language::Chinese, None) => format!("{id}：不在选票之中"),
        })
    }
}

pub(super) fn submission(id: SubmissionId, state: &State, language: Language) -> Option<String> {
    let submission = state.submissions.get(&id)?;
    let matters =
        |matters: &[MatterId]| matters.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    Some(match (language, &submission.status) {
        (Language::English, SubmissionStatus::Received) => format!("{id}: not screened yet"),
        (Language::English, SubmissionStatus::Accepted { matters: into }) => {
            format!("{id}: accepted as {}", matters(into))
        }
        (Language::English, SubmissionStatus::Returned { .. }) => format!("{id}: returned with reasons"),
        (Language::English, SubmissionStatus::Merged { into }) => format!("{id}: joined to {into}"),
        (Language::Chinese, SubmissionStatus::Received) => format!("{id}：尚未审查"),
        (Language::Chinese, SubmissionStatus::Accepted { matters: into }) => {
            format!("{id}：已受理，立为 {}", matters(into))
        }
        (Language::Chinese, SubmissionStatus::Returned { .. }) => format!("{id}：已退回并说明理由"),
        (Language::Chinese, SubmissionStatus::Merged { into }) => format!("{id}：已并入 {into}"),
    })
}

pub(super) fn objection(id: ObjectionId, state: &State, language: Language) -> Option<String> {
    let answer = state.objections.get(&id)?.answer.as_ref();
    Some(match (language, answer) {
        (Language::English, Some(answer)) => format!("{id}: answered by entry {}", answer.index),
        (Language::English, None) => format!("{id}: not answered"),
        (Language::Chinese, Some(answer)) => format!("{id}：第 {} 条已答复", answer.index),
        (Language::Chinese, None) => format!("{id}：未答复"),
    })
}

pub(super) fn grant(id: GrantId, state: &State, language: Language) -> Option<String> {
    let revoked_at = state.grants.get(&id)?.revoked_at;
    Some(match (language, revoked_at) {
        (Language::English, Some(at)) => format!("{id}: taken back by entry {at}"),
        (Language::English, None) => format!("{id}: not taken back"),
        (Language::Chinese, Some(at)) => format!("{id}：第 {at} 条已撤回"),
        (Language::Chinese, None) => format!("{id}：未撤回"),
    })
}
