//! Casting a ballot: the hot path. One look-up in each map, and nothing large is copied.

use super::*;
use crate::decide::{Deciding, Decision};
use crate::evolve::Evolving;
use crate::state::change;

pub(crate) fn decide_cast_ballot(deciding: &Deciding<'_>, command: &CastBallot) -> Decision {
    let poll = deciding.state.poll(&command.poll)?;
    let member = deciding.principal()?;
    check_ballot(poll, &command.right, command.document, member, deciding.context.at)?;
    if let Some(choice) = &poll.rule.choice {
        let needed = format!("marks for `{}`: cast them with `cast_marks`", choice.method.name());
        return Err(other_kind(poll, &needed, "a choice"));
    }
    let (channel, replaces) = deciding.check_replacement(poll, &command.right)?;
    let event = BallotCast {
        poll: poll.id,
        right: command.right.clone(),
        member: member.clone(),
        choice: command.choice,
        channel,
        replaces,
    };
    Ok(vec![event.into()])
}

/// A poll counts either ballots or tally sheets.
pub(super) fn check_counting(poll: &Poll, needed: Counting) -> Result<(), Rejection> {
    let counting = poll.rule.counting;
    if counting == needed { Ok(()) } else { Err(Rejection::WrongCounting { poll: poll.id, counting }) }
}

/// What every ballot has to be: in time, on the exact text, by a holder of the right.
pub(super) fn check_ballot(
    poll: &Poll,
    right: &VotingRightId,
    document: DocumentHash,
    member: &MemberId,
    at: TimeMs,
) -> Result<(), Rejection> {
    check_counting(poll, Counting::Ballots)?;
    check_open(poll, at)?;
    if document != poll.document {
        return Err(Rejection::TextMismatch {
            expected: poll.document.to_string(),
            found: document.to_string(),
        });
    }
    check_right(poll, right, member)
}

impl Deciding<'_> {
    /// How the ballot comes and which it replaces: one that the voter cast with a key of their own stands against others'.
    pub(super) fn check_replacement(
        &self,
        poll: &Poll,
        right: &VotingRightId,
    ) -> Result<(Channel, Option<u64>), Rejection> {
        let channel = self.channel();
        let earlier = poll.ballots.get(right);
        if let Some(own) = earlier.filter(|earlier| earlier.channel == Channel::OwnKey)
            && channel != Channel::OwnKey
        {
            return Err(Rejection::OwnBallotStands { index: own.index });
        }
        Ok((channel, earlier.map(|earlier| earlier.index)))
    }
}

/// A poll takes ballots before its close, not at it.
pub(super) fn check_open(poll: &Poll, at: TimeMs) -> Result<(), Rejection> {
    if poll.status == PollStatus::Open && at < poll.closes_at_ms {
        return Ok(());
    }
    Err(Rejection::PollClosed { poll: poll.id, closed_at_ms: poll.closes_at_ms })
}

fn check_right(poll: &Poll, right: &VotingRightId, member: &MemberId) -> Result<(), Rejection> {
    let Some(found) = poll.roll.rights.get(right) else {
        return Err(Rejection::NotOnRoll { poll: poll.id, right: right.to_string() });
    };
    if found.holders.contains(member) {
        return Ok(());
    }
    Err(Rejection::NotHolder { poll: poll.id, right: right.to_string(), member: member.clone() })
}

pub(crate) fn evolve_ballot_cast(evolving: &mut Evolving<'_>, event: &BallotCast) {
    let ballot = Ballot {
        member: event.member.clone(),
        content: BallotContent::Choice(event.choice),
        channel: event.channel,
        index: evolving.context.index,
    };
    change(&mut evolving.state.polls, &event.poll, |poll| poll.put(&event.right, ballot));
}

impl Poll {
    /// Puts a ballot in place of an earlier one of the same right, and keeps the running totals.
    pub(super) fn put(&mut self, right: &VotingRightId, ballot: Ballot) {
        let Some(found) = self.roll.rights.get(right) else { return };
        self.changed_at = ballot.index;
        self.totals.record(&found.right, ballot.content.participation());
        if let Some(earlier) = self.ballots.insert(found.right.id.clone(), ballot) {
            self.totals.withdraw(&found.right, earlier.content.participation());
            self.replaced.push_back(earlier.index);
        }
    }
}
