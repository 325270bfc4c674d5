//! Sealed ballots 密封选票: cast as a hash, opened by their voters after the close. What is not opened in time counts as the
//! rule says.

use super::cast::{Validity, check_counting};
use super::seal::seal;
use super::*;
use crate::decide::{Deciding, Decision};
use crate::evolve::Evolving;
use crate::state::change;
use sha2::{Digest as _, Sha256};

/// The seal of a ballot: SHA-256 over `yishi/sealed-ballot/v1`, the poll, the right, each ended by a newline, the 32 bytes of
/// the salt and the canonical JSON of the reading. Poll and right are in it, so that nobody can cast another's seal as
/// theirs and open it with the other's salt.
pub fn ballot_seal(poll: PollId, right: &VotingRightId, salt: &Digest, reading: &Reading) -> Digest {
    let hash = Sha256::new()
        .chain_update(format!("yishi/sealed-ballot/v1\n{poll}\n{right}\n"))
        .chain_update(salt.0)
        .chain_update(canonical_json(reading));
    Digest(hash.finalize().into())
}

pub(crate) fn decide_cast_sealed_ballot(deciding: &Deciding<'_>, command: &CastSealedBallot) -> Decision {
    let poll = deciding.state.poll(&command.poll)?;
    let caster = deciding.caster(poll, &command.right, command.document)?;
    if poll.rule.openness != Openness::Sealed {
        return Err(other_kind(poll, "open ballots, under everybody's eyes", "a sealed one"));
    }
    let replaces = poll.check_standing(&command.right, &caster.claim(Validity::Valid))?;
    let event = SealedBallotCast {
        poll: poll.id,
        right: command.right.clone(),
        member: caster.member.clone(),
        seal: command.seal,
        channel: caster.channel,
        replaces,
        grant: caster.grant,
    };
    Ok(vec![event.into()])
}

/// By whoever cast it, or by a holder of the right. With the last of them the poll is counted: nothing is left to wait for.
pub(crate) fn decide_open_sealed_ballot(deciding: &Deciding<'_>, command: &OpenSealedBallot) -> Decision {
    let poll = deciding.state.poll(&command.poll)?;
    check_counting(poll, Counting::Ballots)?;
    let member = deciding.principal()?;
    poll.check_opening(deciding.context.at)?;
    let (right, stands) = poll.sealed_ballot(&command.right)?;
    check_opener(poll, &command.right, member)?;
    let found = ballot_seal(poll.id, right, &command.salt, &command.reading);
    if found != stands {
        let right = right.to_string();
        return Err(Rejection::SealMismatch { poll: poll.id, right, seal: stands, found });
    }
    let opened = SealedBallotOpened {
        poll: poll.id,
        right: right.clone(),
        member: member.clone(),
        reading: poll.countable(&command.reading, member),
    };
    let mut after = Poll::clone(poll);
    after.open_ballot(&opened);
    let mut events = vec![opened.into()];
    if after.unopened().next().is_none() {
        events.extend(seal(deciding, &after)?);
    }
    Ok(events)
}

/// The window for opening ran out: what is still sealed stays so.
pub(crate) fn decide_opening_ends(deciding: &Deciding<'_>, poll: PollId) -> Decision {
    seal(deciding, deciding.state.poll(&poll)?)
}

fn check_opener(poll: &Poll, right: &VotingRightId, member: &MemberId) -> Result<(), Rejection> {
    let cast_it = poll.ballots.get(right).is_some_and(|ballot| ballot.member == *member);
    if cast_it || poll.right(right)?.holders.contains(member) {
        return Ok(());
    }
    Err(Rejection::NotHolder { poll: poll.id, right: right.to_string(), member: member.clone() })
}

impl Poll {
    /// The ballots that are sealed still, with their seals.
    pub fn unopened(&self) -> impl Iterator<Item = (&VotingRightId, Digest)> {
        self.ballots.iter().filter_map(|(right, ballot)| match ballot.content {
            BallotContent::Sealed(seal) => Some((right, seal)),
            BallotContent::Choice(_) | BallotContent::Marks(_) | BallotContent::Invalid => None,
        })
    }

    /// What the opening of ballots asks for at the close: nothing where none is sealed.
    pub(super) fn begin_opening(&self, calendar: &Calendar) -> Option<OpeningBegan> {
        let ballots = u64::try_from(self.unopened().count()).unwrap_or(u64::MAX);
        let clause = self.rule.sealed.filter(|_| ballots > 0 && self.status == PollStatus::Open)?;
        let due_at_ms = calendar.end_of(self.closes_at_ms, clause.opening);
        Some(OpeningBegan { poll: self.id, ballots, due_at_ms })
    }

    fn check_opening(&self, at: TimeMs) -> Result<(), Rejection> {
        match self.status {
            PollStatus::Opening { due_at_ms } if at < due_at_ms => Ok(()),
            PollStatus::Open => Err(Rejection::TooEarly {
                field: "at".to_owned(),
                earliest_ms: self.closes_at_ms,
                found_ms: at,
            }),
            PollStatus::Opening { due_at_ms } => {
                Err(Rejection::PollClosed { poll: self.id, closed_at_ms: due_at_ms })
            }
            PollStatus::Sealed { .. } => {
                Err(Rejection::PollClosed { poll: self.id, closed_at_ms: self.closes_at_ms })
            }
        }
    }

    fn sealed_ballot(&self, right: &VotingRightId) -> Result<(&VotingRightId, Digest), Rejection> {
        let missing =
            || Rejection::NotFound { kind: "sealed ballot".to_owned(), id: format!("{}/{right}", self.id) };
        let (right, ballot) = self.ballots.get_key_value(right).ok_or_else(missing)?;
        match ballot.content {
            BallotContent::Sealed(seal) => Ok((right, seal)),
            BallotContent::Choice(_) | BallotContent::Marks(_) | BallotContent::Invalid => {
                let what = format!("the ballot of `{right}` is opened already");
                Err(Rejection::AlreadyDone { what })
            }
        }
    }

    /// What can be counted of a reading: a voter can mend nothing any more, so what the poll does not take is invalid.
    fn countable(&self, reading: &Reading, member: &MemberId) -> Reading {
        let fits = match (reading, &self.rule.choice) {
            (Reading::Choice(_), None) => true,
            (Reading::Marks(marks), Some(_)) => {
                check_marks(self, marks).is_ok() && self.check_not_barred(member, marks).is_ok()
            }
            (Reading::Invalid, _) | (Reading::Choice(_), Some(_)) | (Reading::Marks(_), None) => false,
        };
        if fits { reading.clone() } else { Reading::Invalid }
    }

    fn open_ballot(&mut self, event: &SealedBallotOpened) {
        let Some(found) = self.roll.rights.get(&event.right).cloned() else { return };
        let content = event.reading.content();
        self.count_in(&found, &content);
        if let Some(ballot) = self.ballots.get_mut(&event.right) {
            ballot.content = content;
        }
    }
}

pub(crate) fn evolve_sealed_ballot_cast(evolving: &mut Evolving<'_>, event: &SealedBallotCast) {
    let ballot = Ballot {
        member: event.member.clone(),
        content: BallotContent::Sealed(event.seal),
        channel: event.channel,
        authority: event.grant.map(Authority::Grant),
        index: evolving.context.index,
    };
    change(&mut evolving.state.polls, &event.poll, |poll| poll.put(&event.right, ballot));
}

pub(crate) fn evolve_opening_began(evolving: &mut Evolving<'_>, event: &OpeningBegan) {
    let index = evolving.context.index;
    change(&mut evolving.state.polls, &event.poll, |poll| {
        poll.status = PollStatus::Opening { due_at_ms: event.due_at_ms };
        poll.changed_at = index;
    });
    evolving.schedule(event.due_at_ms, Obligation::OpeningEnds { poll: event.poll });
}

pub(crate) fn evolve_sealed_ballot_opened(evolving: &mut Evolving<'_>, event: &SealedBallotOpened) {
    let index = evolving.context.index;
    change(&mut evolving.state.polls, &event.poll, |poll| {
        poll.open_ballot(event);
        poll.changed_at = index;
    });
}
