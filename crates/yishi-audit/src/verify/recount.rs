//! Counts every poll again from its ballots, without the rules' own counting.
//!
//! The weights come from the roll that was frozen when the poll opened, which replay has derived.

use super::resheet::Sheets;
use crate::findings::Findings;
use sha2::{Digest as _, Sha256};
use std::collections::BTreeMap;
use yishi_core::{BallotCast, Digest, Event, PollId, PollSealed, State, VotingRightId};

/// The ballots of polls that are not sealed yet.
#[derive(Default)]
pub(super) struct Recount {
    open: BTreeMap<PollId, Ballots>,
    sheets: Sheets,
    /// Polls counted.
    pub(super) polls: u64,
}

#[derive(Default)]
struct Ballots {
    counting: BTreeMap<VotingRightId, (u64, BallotCast)>,
    replaced: Vec<u64>,
}

/// Weights for, against and abstaining, by heads and by area.
#[derive(Debug, Default, PartialEq, Eq)]
struct Sums {
    heads: [u128; 3],
    area_dm2: [u128; 3],
}

impl Recount {
    pub(super) fn cast(&mut self, position: u64, ballot: BallotCast) {
        let ballots = self.open.entry(ballot.poll).or_default();
        if let Some((earlier, _)) = ballots.counting.insert(ballot.right.clone(), (position, ballot)) {
            ballots.replaced.push(earlier);
        }
    }

    pub(super) fn sheet(&mut self, position: u64, event: &Event, findings: &mut Findings) {
        if let Some(wrong) = self.sheets.learn(position, event) {
            findings.at(position, "tally", wrong);
        }
    }

    /// Compares a sealing with the ballots, or with the sheets.
    pub(super) fn seal(
        &mut self,
        position: u64,
        sealed: &PollSealed,
        state: &State,
        findings: &mut Findings,
    ) {
        self.polls += 1;
        let mut ballots = self.open.remove(&sealed.poll).unwrap_or_default();
        let sheets = state.polls.get(&sealed.poll).and_then(|poll| self.sheets.sums(poll));
        let mut counted: Vec<u64> = ballots.counting.values().map(|(index, _)| *index).collect();
        if let Some(sheets) = &sheets {
            counted.extend(&sheets.counted);
            ballots.replaced.extend(&sheets.replaced);
        }
        counted.sort_unstable();
        ballots.replaced.sort_unstable();
        let mut expect = |holds: bool, what: &str| {
            if !holds {
                let message = format!("{}: the sealing and what was cast differ in {what}", sealed.poll);
                findings.at(position, "tally", message);
            }
        };
        expect(sealed.counted == count(&counted), "how many are counted");
        expect(sealed.first_index == counted.first().copied(), "the first counted entry");
        expect(sealed.last_index == counted.last().copied(), "the last counted entry");
        expect(sealed.counted_digest == digest(&counted), "which entries are counted");
        expect(sealed.replaced == count(&ballots.replaced), "how many are replaced");
        expect(sealed.replaced_digest == digest(&ballots.replaced), "which entries are replaced");
        let sums = match &sheets {
            Some(sheets) => Some(Sums { heads: sheets.heads, area_dm2: sheets.area_dm2 }),
            None => ballots.sums(sealed.poll, state),
        };
        expect(sums == Some(Sums::of(sealed)), "the totals");
        expect(sheets.is_none_or(|sheets| sheets.halves_are(sealed)), "the votes of the sections");
    }
}

impl Ballots {
    fn sums(&self, poll: PollId, state: &State) -> Option<Sums> {
        let roll = &state.polls.get(&poll)?.roll;
        let mut sums = Sums::default();
        for (right, (_, ballot)) in &self.counting {
            let right = &roll.rights.get(right)?.right;
            let place = choice_place(ballot)?;
            *sums.heads.get_mut(place)? += u128::from(right.heads);
            *sums.area_dm2.get_mut(place)? += u128::from(right.area_dm2);
        }
        Some(sums)
    }
}

/// The place of a choice in [`Sums`], by its name on the wire.
fn choice_place(ballot: &BallotCast) -> Option<usize> {
    let name = serde_json::to_value(ballot.choice).ok()?;
    ["for", "against", "abstain"].iter().position(|choice| name == *choice)
}

impl Sums {
    fn of(sealed: &PollSealed) -> Self {
        let [heads, area_dm2] = [sealed.tally.totals.heads, sealed.tally.totals.area_dm2]
            .map(|figures| [figures.for_, figures.against, figures.abstain].map(u128::from));
        Self { heads, area_dm2 }
    }
}

fn count(indices: &[u64]) -> u64 {
    u64::try_from(indices.len()).unwrap_or(u64::MAX)
}

/// SHA-256 over sorted indices, each as 8 bytes big-endian.
fn digest(indices: &[u64]) -> Digest {
    let hash = indices.iter().fold(Sha256::new(), |hash, index| hash.chain_update(index.to_be_bytes()));
    Digest(hash.finalize().into())
}
