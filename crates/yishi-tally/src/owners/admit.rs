//! Admission: each ballot in the order of its time is taken, replaces an earlier one, or is refused with the reason.

use super::heads::{Head, Heads};
use super::{
    BallotChannel, ChannelPrecedence, Mandate, Marking, OwnersBallot, OwnersVote, ProxyVote, RejectReason,
    RejectedBallot, Revote,
};
use crate::option::NameHasher;
use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet, HashMap};
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
pub(super) fn admit<'a>(vote: &OwnersVote<'a>, heads: &Heads<'_>) -> Admitted<'a> {
    let mut arrivals = arrivals(vote, heads);
    arrivals.sort_by_key(|arrival| arrival.at);
    let mut desk = Desk {
        vote,
        mandates: BTreeMap::new(),
        taken: vec![false; vote.ballots.len()],
        admitted: Admitted { standing: vec![None; heads.len()], rejected: Vec::new(), replaced: Vec::new() },
    };
    for arrival in arrivals {
        let head = arrival.place.and_then(|place| heads.get(place));
        if let Err(reason) = desk.take(&arrival, head) {
            desk.admitted.rejected.push(RejectedBallot { id: Arc::clone(&arrival.ballot.id), reason });
        }
    }
    desk.admitted
}

/// A ballot with what its names stand for. They are looked up before the ballots are put in the order of their time,
/// while memory is still read in order.
struct Arrival<'a> {
    at: u64,
    ballot: &'a OwnersBallot,
    /// The place of the head that it names.
    place: Option<usize>,
    /// The number of its id; ballots of one id have the same.
    id: usize,
}

fn arrivals<'a>(vote: &OwnersVote<'a>, heads: &Heads<'_>) -> Vec<Arrival<'a>> {
    let mut ids: HashMap<&str, usize, NameHasher> =
        HashMap::with_capacity_and_hasher(vote.ballots.len(), NameHasher::default());
    let arrival = |ballot: &'a OwnersBallot| {
        let next = ids.len();
        let id = *ids.entry(&ballot.id).or_insert(next);
        Arrival { at: ballot.at, ballot, place: heads.find(&ballot.head), id }
    };
    vote.ballots.iter().map(arrival).collect()
}

/// The desk at which ballots arrive.
struct Desk<'a, 'v> {
    vote: &'v OwnersVote<'a>,
    /// The heads from which each proxy holds a mandate that was used.
    mandates: BTreeMap<&'a str, BTreeSet<usize>>,
    /// Whether a ballot was taken, by the number of its id.
    taken: Vec<bool>,
    admitted: Admitted<'a>,
}

impl<'a> Desk<'a, '_> {
    fn take(&mut self, arrival: &Arrival<'a>, head: Option<&Head<'_>>) -> Result<(), RejectReason> {
        let ballot = arrival.ballot;
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
        let (place, head) = arrival.place.zip(head).ok_or(RejectReason::UnknownHead)?;
        if self.taken.get(arrival.id).is_some_and(|taken| *taken) {
            return Err(RejectReason::DuplicateId);
        }
        let proxy = proxy_of(ballot, head);
        self.check_mandate(proxy, place)?;
        let earlier = self.admitted.standing.get(place).copied().flatten();
        let ranks = earlier.map(|earlier| (self.rank(earlier, head), self.rank(ballot, head)));
        if let Some((old, new)) = ranks {
            self.check_standing(old, new)?;
        }
        self.record(arrival, place, proxy);
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

    fn rank(&self, ballot: &OwnersBallot, head: &Head<'_>) -> Rank {
        let electronic = ballot.channel == BallotChannel::Electronic;
        Rank {
            valid: ballot.marking != Marking::Invalid,
            own: proxy_of(ballot, head).is_none(),
            electronic: electronic && self.vote.profile.channels == ChannelPrecedence::ElectronicFirst,
        }
    }

    fn record(&mut self, arrival: &Arrival<'a>, place: usize, proxy: Option<&'a ProxyVote>) {
        if let Some(taken) = self.taken.get_mut(arrival.id) {
            *taken = true;
        }
        if let Some(proxy) = proxy {
            self.mandates.entry(&proxy.by).or_default().insert(place);
        }
        if let Some(standing) = self.admitted.standing.get_mut(place) {
            *standing = Some(arrival.ballot);
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
fn proxy_of<'b>(ballot: &'b OwnersBallot, head: &Head<'_>) -> Option<&'b ProxyVote> {
    ballot.proxy.as_ref().filter(|proxy| !head.is_spoken_for_by(&proxy.by))
}

/// What goes before what when one head has two ballots, compared field by field: the valid before the invalid, the
/// owner's own before a proxy's, then the channel as the rules of procedure say. Among equals time decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Rank {
    valid: bool,
    own: bool,
    electronic: bool,
}
