//! Casting a ballot: the hot path. One look-up in each map, and nothing large is copied.
//!
//! Also what every other way of casting shares: who may use a right, and which of several ballots of one right stands.

use super::*;
use crate::decide::{Deciding, Decision};
use crate::evolve::Evolving;
use crate::state::change;
use std::cmp::Ordering;
use yishi_tally::{ChannelPrecedence, Revote};

pub(crate) fn decide_cast_ballot(deciding: &Deciding<'_>, command: &CastBallot) -> Decision {
    let poll = deciding.state.poll(&command.poll)?;
    let caster = deciding.caster(poll, &command.right, command.document)?;
    if let Some(choice) = &poll.rule.choice {
        let needed = format!("marks for `{}`: cast them with `cast_marks`", choice.method.name());
        return Err(other_kind(poll, &needed, "a choice"));
    }
    check_open_ballot(poll)?;
    let replaces = poll.check_standing(&command.right, &caster.claim(Validity::Valid))?;
    let event = BallotCast {
        poll: poll.id,
        right: command.right.clone(),
        member: caster.member.clone(),
        choice: command.choice,
        channel: caster.channel,
        replaces,
        grant: caster.grant,
    };
    Ok(vec![event.into()])
}

/// A poll counts either ballots or tally sheets.
pub(super) fn check_counting(poll: &Poll, needed: Counting) -> Result<(), Rejection> {
    let counting = poll.rule.counting;
    if counting == needed { Ok(()) } else { Err(Rejection::WrongCounting { poll: poll.id, counting }) }
}

/// Where ballots are sealed, one that says its choice at once would tell it to everybody.
pub(super) fn check_open_ballot(poll: &Poll) -> Result<(), Rejection> {
    match poll.rule.openness {
        Openness::Named => Ok(()),
        Openness::Sealed | Openness::Secret => {
            Err(other_kind(poll, "sealed ballots: cast them with `cast_sealed_ballot`", "an open one"))
        }
    }
}

/// A poll takes ballots before its close, not at it.
pub(crate) fn check_open(poll: &Poll, at: TimeMs) -> Result<(), Rejection> {
    if poll.status == PollStatus::Open && at < poll.closes_at_ms {
        return Ok(());
    }
    Err(Rejection::PollClosed { poll: poll.id, closed_at_ms: poll.closes_at_ms })
}

pub(super) fn check_text(poll: &Poll, document: DocumentHash) -> Result<(), Rejection> {
    if document == poll.document {
        return Ok(());
    }
    Err(Rejection::TextMismatch { expected: poll.document.to_string(), found: document.to_string() })
}

/// Who casts a ballot with a key, and as what.
#[derive(Debug)]
pub(super) struct Caster<'a> {
    /// Who: the principal of an assisted act.
    pub member: &'a MemberId,
    /// How it comes.
    pub channel: Channel,
    /// The grant by which they use the right, if they do not hold it.
    pub grant: Option<GrantId>,
}

impl Caster<'_> {
    pub(super) fn claim(&self, validity: Validity) -> Claim {
        Claim { validity, own: self.grant.is_none(), channel: self.channel }
    }
}

impl Deciding<'_> {
    /// What every ballot with a key has to be: in time, on the exact text, by somebody who may use the right, and who is
    /// present where the poll is held at a meeting.
    pub(super) fn caster<'s>(
        &'s self,
        poll: &Poll,
        right: &VotingRightId,
        document: DocumentHash,
    ) -> Result<Caster<'s>, Rejection> {
        let member = self.principal()?;
        check_counting(poll, Counting::Ballots)?;
        check_open(poll, self.context.at)?;
        check_text(poll, document)?;
        let grant = self.grant_used(poll, poll.right(right)?, member)?;
        self.check_present_at(poll, member)?;
        Ok(Caster { member, channel: self.channel(), grant })
    }

    /// The grant by which a member uses a right; none for a holder.
    fn grant_used(
        &self,
        poll: &Poll,
        found: &FrozenRight,
        member: &MemberId,
    ) -> Result<Option<GrantId>, Rejection> {
        if found.holders.contains(member) {
            return Ok(None);
        }
        let grant = self.state.grant_for(poll, &found.holders, member, self.context.at);
        let id = grant.map(|grant| grant.id);
        poll.check_proxy(&found.right.id, member, id).map(Some)
    }
}

/// Whether a ballot can be counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Validity {
    Invalid,
    Valid,
}

/// What decides which of two ballots of one right stands.
#[derive(Clone, Copy, Debug)]
pub(super) struct Claim {
    pub validity: Validity,
    /// Whether a holder of the right cast it.
    pub own: bool,
    pub channel: Channel,
}

/// Compared field by field: the valid before the invalid, the holder's own before a proxy's, then the channel as the rules
/// of procedure say. Among equals time decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Rank {
    validity: Validity,
    own: bool,
    electronic: bool,
}

impl Ballot {
    fn claim(&self) -> Claim {
        let validity =
            if self.content == BallotContent::Invalid { Validity::Invalid } else { Validity::Valid };
        Claim { validity, own: self.authority.is_none(), channel: self.channel }
    }
}

impl Poll {
    /// A right of the frozen roll.
    pub(super) fn right(&self, right: &VotingRightId) -> Result<&FrozenRight, Rejection> {
        let missing = || Rejection::NotOnRoll { poll: self.id, right: right.to_string() };
        self.roll.rights.get(right).map(|found| &**found).ok_or_else(missing)
    }

    /// Whether somebody may use a right of others by the authority that they have, if any.
    pub(super) fn check_proxy<A>(
        &self,
        right: &VotingRightId,
        proxy: &MemberId,
        authority: Option<A>,
    ) -> Result<A, Rejection> {
        let allowed = self.rule.procedure.proxies != Proxies::Refused;
        let Some(authority) = authority.filter(|_| allowed) else {
            let right = right.to_string();
            return Err(Rejection::NotHolder { poll: self.id, right, member: proxy.clone() });
        };
        if !self.lets_vote_for_others(proxy) {
            return Err(Rejection::CandidateAsProxy { poll: self.id, member: proxy.clone() });
        }
        self.check_proxy_cap(right, proxy)?;
        Ok(authority)
    }

    /// Whether a member may vote for others who granted it.
    pub fn lets_vote_for_others(&self, member: &MemberId) -> bool {
        match self.rule.procedure.proxies {
            Proxies::Refused => false,
            Proxies::Allowed => true,
            Proxies::ExceptCandidates => {
                !self.options.iter().any(|option| option.member.as_ref() == Some(member))
            }
        }
    }

    /// One person speaks for no more others than the rules of procedure say. A right that was used stays used: who could
    /// free it by a trick could hold more of them.
    fn check_proxy_cap(&self, right: &VotingRightId, proxy: &MemberId) -> Result<(), Rejection> {
        let Some(cap) = self.rule.procedure.proxy_cap else { return Ok(()) };
        let used = self.mandates.get(proxy);
        let others = used.map_or(0, |used| used.iter().filter(|used| *used != right).count());
        if u64::try_from(others).unwrap_or(u64::MAX) < u64::from(cap) {
            return Ok(());
        }
        Err(Rejection::ProxyCapReached { poll: self.id, member: proxy.clone(), cap })
    }

    /// Whether a ballot may take its place; the index of the one that it replaces.
    pub(super) fn check_standing(
        &self,
        right: &VotingRightId,
        claim: &Claim,
    ) -> Result<Option<u64>, Rejection> {
        let Some(earlier) = self.ballots.get(right) else { return Ok(None) };
        let (index, standing) = (earlier.index, earlier.claim());
        let (old, new) = (self.rank(&standing), self.rank(claim));
        match new.cmp(&old) {
            Ordering::Greater => Ok(Some(index)),
            Ordering::Equal if self.rule.procedure.revote == Revote::Last => Ok(Some(index)),
            Ordering::Equal => Err(Rejection::FirstBallotStands { index }),
            Ordering::Less if new.validity < old.validity => Err(Rejection::ValidBallotStands { index }),
            Ordering::Less if !new.own && old.own => Err(Rejection::PrincipalBallotStands { index }),
            Ordering::Less => Err(Rejection::OwnBallotStands { index }),
        }
    }

    fn rank(&self, claim: &Claim) -> Rank {
        let electronic = claim.channel == Channel::OwnKey
            && self.rule.procedure.channels == ChannelPrecedence::ElectronicFirst;
        Rank { validity: claim.validity, own: claim.own, electronic }
    }

    /// Puts a ballot in place of an earlier one of the same right, and keeps the running totals.
    pub(super) fn put(&mut self, right: &VotingRightId, ballot: Ballot) {
        let Some(found) = self.roll.rights.get(right).cloned() else { return };
        self.changed_at = ballot.index;
        if ballot.authority.is_some() {
            self.mandates.entry(ballot.member.clone()).or_default().insert(found.right.id.clone());
        }
        self.count_in(&found, &ballot.content);
        if let Some(earlier) = self.ballots.insert(found.right.id.clone(), ballot) {
            self.count_out(&found, &earlier.content);
            self.replaced.push_back(earlier.index);
        }
    }
}

pub(crate) fn evolve_ballot_cast(evolving: &mut Evolving<'_>, event: &BallotCast) {
    let ballot = Ballot {
        member: event.member.clone(),
        content: BallotContent::Choice(event.choice),
        channel: event.channel,
        authority: event.grant.map(Authority::Grant),
        index: evolving.context.index,
    };
    change(&mut evolving.state.polls, &event.poll, |poll| poll.put(&event.right, ballot));
}
