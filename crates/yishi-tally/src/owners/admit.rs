//! Admission: each ballot in the order of its time is taken, replaces an earlier one, or is refused with the reason.

use super::heads::{Head, Heads};
use super::{
    BallotChannel, ChannelPrecedence, Mandate, Marking, OwnersBallot, OwnersVote, ProxyVote, RejectReason,
    RejectedBallot, Revote,
};
use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// What stands after the last ballot.
#[derive(Debug)]
pub(super) struct Admitted<'a> {
    /// The ballot that stands for each head, by its place; `None` for heads that are silent.
    pub standing: Vec<Option<&'a OwnersBallot>>,
    /// Refused or superseded, in the order in which that happened.
    pub rejected: Vec<RejectedBallot>,
    /// Taken at first and replaced by a later one, in the order of replacement.
    pub replaced: Vec<Arc<str>>,
}

/// Takes the ballots of a vote in the order of their time, those of one moment in the order given.
pub(super) fn admit<'a>(vote: &OwnersVote<'a>, heads: &Heads) -> Admitted<'a> {
    let mut desk = Desk {
        vote,
        heads,
        mandates: BTreeMap::new(),
        seen: BTreeSet::new(),
        admitted: Admitted { standing: vec![None; heads.len()], rejected: Vec::new(), replaced: Vec::new() },
    };
    let mut ballots: Vec<&OwnersBallot> = vote.ballots.iter().collect();
    ballots.sort_by_key(|ballot| ballot.at);
    for ballot in ballots {
        if let Err(reason) = desk.take(ballot) {
            desk.admitted.rejected.push(RejectedBallot { id: Arc::clone(&ballot.id), reason });
        }
    }
    desk.admitted
}

/// The desk at which ballots arrive.
struct Desk<'a, 'v> {
    vote: &'v OwnersVote<'a>,
    heads: &'v Heads,
    /// The heads from which each proxy holds a mandate that was used.
    mandates: BTreeMap<&'a str, BTreeSet<usize>>,
    /// Ids of the ballots that were taken.
    seen: BTreeSet<&'a str>,
    admitted: Admitted<'a>,
}

impl<'a> Desk<'a, '_> {
    fn take(&mut self, ballot: &'a OwnersBallot) -> Result<(), RejectReason> {
        if !(self.vote.opens_at..self.vote.closes_at).contains(&ballot.at) {
            return Err(RejectReason::OutsideWindow);
        }
        if !self.vote.agenda.contains(&ballot.item) {
            return Err(RejectReason::ItemNotAnnounced);
        }
        if *ballot.item != *self.vote.item {
            // A ballot on another matter of the same agenda is no concern of this count.
            return Ok(());
        }
        let place = self.heads.find(&ballot.head).ok_or(RejectReason::UnknownHead)?;
        let head = self.heads.get(place).ok_or(RejectReason::UnknownHead)?;
        if self.seen.contains(&*ballot.id) {
            return Err(RejectReason::DuplicateId);
        }
        let proxy = proxy_of(ballot, head);
        self.check_mandate(proxy, place)?;
        let earlier = self.admitted.standing.get(place).copied().flatten();
        let ranks = earlier.map(|earlier| (self.rank(earlier, head), self.rank(ballot, head)));
        if let Some((old, new)) = ranks {
            self.check_standing(old, new)?;
        }
        self.record(ballot, place, proxy);
        if let Some((earlier, (old, new))) = earlier.zip(ranks) {
            let by_channel = new.electronic && !old.electronic;
            self.set_aside(earlier, if by_channel { SetAside::Channel } else { SetAside::LaterBallot });
        }
        Ok(())
    }

    fn check_mandate(&self, proxy: Option<&ProxyVote>, place: usize) -> Result<(), RejectReason> {
        let Some(proxy) = proxy else { return Ok(()) };
        if proxy.mandate == Mandate::Missing {
            return Err(RejectReason::NoMandate);
        }
        let Some(cap) = self.vote.profile.proxy_cap else { return Ok(()) };
        let held = self.mandates.get(&*proxy.by);
        let others = held.map_or(0, |held| held.iter().filter(|held| **held != place).count());
        if u64::try_from(others).unwrap_or(u64::MAX) >= cap {
            return Err(RejectReason::ProxyCap);
        }
        Ok(())
    }

    fn check_standing(&self, old: Rank, new: Rank) -> Result<(), RejectReason> {
        match new.cmp(&old) {
            Ordering::Greater => Ok(()),
            Ordering::Equal if self.vote.profile.revote == Revote::Last => Ok(()),
            Ordering::Equal => Err(RejectReason::AlreadyVoted),
            Ordering::Less if old.valid && !new.valid => Err(RejectReason::ValidBallotStands),
            Ordering::Less if old.electronic && !new.electronic => Err(RejectReason::SupersededByElectronic),
            Ordering::Less => Err(RejectReason::SupersededByPrincipal),
        }
    }

    fn rank(&self, ballot: &OwnersBallot, head: &Head) -> Rank {
        let electronic = ballot.channel == BallotChannel::Electronic;
        Rank {
            valid: ballot.marking != Marking::Invalid,
            own: proxy_of(ballot, head).is_none(),
            electronic: electronic && self.vote.profile.channels == ChannelPrecedence::ElectronicFirst,
        }
    }

    fn record(&mut self, ballot: &'a OwnersBallot, place: usize, proxy: Option<&'a ProxyVote>) {
        self.seen.insert(&ballot.id);
        if let Some(proxy) = proxy {
            self.mandates.entry(&proxy.by).or_default().insert(place);
        }
        if let Some(standing) = self.admitted.standing.get_mut(place) {
            *standing = Some(ballot);
        }
    }

    /// A sheet that an electronic ballot sets aside is listed as superseded whenever it came; another is replaced.
    fn set_aside(&mut self, earlier: &OwnersBallot, by: SetAside) {
        let id = Arc::clone(&earlier.id);
        match by {
            SetAside::Channel => {
                let reason = RejectReason::SupersededByElectronic;
                self.admitted.rejected.push(RejectedBallot { id, reason });
            }
            SetAside::LaterBallot => self.admitted.replaced.push(id),
        }
    }
}

/// Why a ballot that was taken stands no more.
#[derive(Clone, Copy, Debug)]
enum SetAside {
    Channel,
    LaterBallot,
}

/// Who cast a ballot if that is a proxy: neither an owner of the head itself nor their guardian.
fn proxy_of<'b>(ballot: &'b OwnersBallot, head: &Head) -> Option<&'b ProxyVote> {
    let by_law =
        |by: &Arc<str>| head.owners.contains(by) || head.guardians.contains(by) || *by == head.right.id.0;
    ballot.proxy.as_ref().filter(|proxy| !by_law(&proxy.by))
}

/// What goes before what when one head has two ballots, compared field by field: the valid before the invalid, the
/// owner's own before a proxy's, then the channel as the rules of procedure say. Among equals time decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Rank {
    valid: bool,
    own: bool,
    electronic: bool,
}
