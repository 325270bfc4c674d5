//! Casting a ballot: the hot path. One look-up in each map, and nothing large is copied.

use super::*;
use crate::decide::{Deciding, Decision};
use crate::evolve::Evolving;
use crate::state::change;

pub(crate) fn decide_cast_ballot(deciding: &Deciding<'_>, command: &CastBallot) -> Decision {
    let poll = deciding.state.poll(&command.poll)?;
    check_counting(poll, Counting::Ballots)?;
    check_open(poll, deciding.context.at)?;
    if command.document != poll.document {
        return Err(Rejection::TextMismatch {
            expected: poll.document.to_string(),
            found: command.document.to_string(),
        });
    }
    let member = deciding.principal()?;
    check_right(poll, &command.right, member)?;
    let channel = deciding.channel();
    let earlier = poll.ballots.get(&command.right);
    if let Some(own) = earlier.filter(|earlier| earlier.channel == Channel::OwnKey)
        && channel != Channel::OwnKey
    {
        return Err(Rejection::OwnBallotStands { index: own.index });
    }
    let event = BallotCast {
        poll: poll.id,
        right: command.right.clone(),
        member: member.clone(),
        choice: command.choice,
        channel,
        replaces: earlier.map(|earlier| earlier.index),
    };
    Ok(vec![event.into()])
}

/// A poll counts either ballots or tally sheets.
pub(super) fn check_counting(poll: &Poll, needed: Counting) -> Result<(), Rejection> {
    let counting = poll.rule.counting;
    if counting == needed { Ok(()) } else { Err(Rejection::WrongCounting { poll: poll.id, counting }) }
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
    let index = evolving.context.index;
    change(&mut evolving.state.polls, &event.poll, |poll| {
        let Some(found) = poll.roll.rights.get(&event.right) else { return };
        let ballot =
            Ballot { member: event.member.clone(), choice: event.choice, channel: event.channel, index };
        if let Some(earlier) = poll.ballots.insert(found.right.id.clone(), ballot) {
            poll.totals.withdraw(&found.right, earlier.choice);
            poll.replaced.push_back(earlier.index);
        }
        poll.totals.record(&found.right, event.choice);
        poll.changed_at = index;
    });
}
