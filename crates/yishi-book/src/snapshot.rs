//! Snapshots of a book: a cache that spares reading all entries at open. Deleting them changes nothing.
//!
//! A book is stored in parts, so that large ones can be written and read on several threads. A frozen roll that several
//! polls share is one part, and one roll in memory again.

use crate::nonce::Nonces;
use crate::window::Window;
use crate::{Book, blob};
use imbl::OrdMap;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::Arc;
use yishi_core::{Digest, FrozenRoll, Poll, State, TimeMs};
use yishi_log::chain::ChainHash;
use yishi_log::tree::{Frontier, TreeHash};

/// Version of the snapshot's form; another one is ignored and the entries are read instead.
pub const SNAPSHOT_VERSION: u32 = 8;

/// A part of a book as it is stored.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SnapshotPart(Part);

#[derive(Clone, Debug, Serialize, Deserialize)]
enum Part {
    Core(Box<Core>),
    Nonces(Nonces),
    Roll(Arc<FrozenRoll>),
    /// Without its roll, of which only the root stands.
    Poll(Arc<Poll>),
}

/// Everything but what can be large.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Core {
    v: u32,
    origin: String,
    /// Without polls.
    state: State,
    size: u64,
    #[serde(with = "blob")]
    peaks: Vec<u8>,
    #[serde(with = "blob")]
    prev: Vec<u8>,
    recorded_at: TimeMs,
    window_start: u64,
    #[serde(with = "blob")]
    window: Vec<u8>,
}

impl Book {
    /// What is to be stored of a book, the largest parts first.
    pub fn to_snapshot(&self) -> Vec<SnapshotPart> {
        let mut state = self.state.clone();
        let polls = std::mem::take(&mut state.polls);
        let rolls: BTreeMap<Digest, Arc<FrozenRoll>> =
            polls.values().map(|poll| (poll.roll.root, poll.roll.clone())).collect();
        let core = Core {
            v: SNAPSHOT_VERSION,
            origin: self.origin.clone(),
            state,
            size: self.size(),
            peaks: self.frontier.peaks().iter().flat_map(|peak| peak.0).collect(),
            prev: self.prev.0.to_vec(),
            recorded_at: self.recorded_at,
            window_start: self.window.start(),
            window: self.window.to_blob(),
        };
        let head = [Part::Nonces(self.nonces.clone()), Part::Core(Box::new(core))];
        let rolls = rolls.into_values().map(Part::Roll);
        let polls = polls.values().map(|poll| Part::Poll(Arc::new(without_roll(poll))));
        head.into_iter().chain(rolls).chain(polls).map(SnapshotPart).collect()
    }

    /// The book that was stored, or `None` when the parts are of another version or do not fit together.
    pub fn from_snapshot(parts: impl IntoIterator<Item = SnapshotPart>) -> Option<Self> {
        let (mut core, mut nonces, mut rolls, mut polls) = (None, None, BTreeMap::new(), Vec::new());
        for SnapshotPart(part) in parts {
            match part {
                Part::Core(found) => core = Some(*found),
                Part::Nonces(found) => nonces = Some(found),
                Part::Roll(roll) => drop(rolls.insert(roll.root, roll)),
                Part::Poll(poll) => polls.push(poll),
            }
        }
        let mut core = core.filter(|core| core.v == SNAPSHOT_VERSION)?;
        core.state.polls = with_rolls(polls, &rolls)?;
        core.state.relist();
        let peaks = blob::records::<32>(&core.peaks)?.map(|peak| TreeHash(*peak)).collect();
        let frontier = Frontier::from_parts(core.size, peaks)?;
        Some(Self {
            origin: core.origin,
            state: core.state,
            root: frontier.root(),
            frontier,
            prev: ChainHash(core.prev.try_into().ok()?),
            recorded_at: core.recorded_at,
            nonces: nonces?,
            window: Window::from_blob(core.window_start, &core.window)?,
        })
    }
}

fn without_roll(poll: &Poll) -> Poll {
    let stub = FrozenRoll { rights: OrdMap::new(), root: poll.roll.root };
    Poll { roll: Arc::new(stub), ..poll.clone() }
}

fn with_rolls(
    polls: Vec<Arc<Poll>>,
    rolls: &BTreeMap<Digest, Arc<FrozenRoll>>,
) -> Option<OrdMap<yishi_core::PollId, Arc<Poll>>> {
    let linked = polls.into_iter().map(|mut poll| {
        let roll = rolls.get(&poll.roll.root)?.clone();
        Arc::make_mut(&mut poll).roll = roll;
        Some((poll.id, poll))
    });
    linked.collect()
}
