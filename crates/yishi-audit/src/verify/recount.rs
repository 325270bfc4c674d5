//! Counts every poll again from its ballots, without the rules' own counting.
//!
//! The weights come from the roll that was frozen when the poll opened, which replay has derived.

use super::resheet::Sheets;
use crate::findings::Findings;
use sha2::{Digest as _, Sha256};
use std::collections::BTreeMap;
use yishi_core::{
    BallotCast, BallotWeight, Digest, Event, MarksCast, Poll, PollId, PollSealed, State, VotingRightId,
    count_by, digest_of,
};
use yishi_tally::{Ballot, Marks};

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
    counting: BTreeMap<VotingRightId, (u64, FoundBallot)>,
    replaced: Vec<u64>,
}

/// A ballot as its event states it.
pub(super) struct FoundBallot {
    poll: PollId,
    right: VotingRightId,
    /// Its place in [`Sums`].
    place: Option<usize>,
    marks: Option<Marks>,
}

impl From<BallotCast> for FoundBallot {
    fn from(cast: BallotCast) -> Self {
        let name = serde_json::to_value(cast.choice).unwrap_or_default();
        let place = ["for", "against", "abstain"].iter().position(|choice| name == *choice);
        Self { poll: cast.poll, right: cast.right, place, marks: None }
    }
}

impl From<MarksCast> for FoundBallot {
    /// A ballot that names an option takes part like a vote for something; a blank one abstains.
    fn from(cast: MarksCast) -> Self {
        let blank = cast.marks.options().next().is_none();
        let place = Some(if blank { 2 } else { 0 });
        Self { poll: cast.poll, right: cast.right, place, marks: Some(cast.marks) }
    }
}

/// Weights for, against and abstaining, by heads and by area.
#[derive(Debug, Default, PartialEq, Eq)]
struct Sums {
    heads: [u128; 3],
    area_dm2: [u128; 3],
}

impl Recount {
    pub(super) fn cast(&mut self, position: u64, ballot: FoundBallot) {
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
        let poll = state.polls.get(&sealed.poll);
        expect(poll.is_some_and(|poll| ballots.agree(poll, sealed)), "the options chosen");
    }
}

impl Ballots {
    fn sums(&self, poll: PollId, state: &State) -> Option<Sums> {
        let roll = &state.polls.get(&poll)?.roll;
        let mut sums = Sums::default();
        for (right, (_, ballot)) in &self.counting {
            let right = &roll.rights.get(right)?.right;
            let place = ballot.place?;
            *sums.heads.get_mut(place)? += u128::from(right.heads);
            *sums.area_dm2.get_mut(place)? += u128::from(right.area_dm2);
        }
        Some(sums)
    }

    /// Whether the sealing states the options that the ballots choose, counted one by one.
    fn agree(&self, poll: &Poll, sealed: &PollSealed) -> bool {
        let (Some(choice), Some(stated)) = (&poll.rule.choice, &sealed.outcome) else {
            return poll.rule.choice.is_none() && sealed.outcome.is_none();
        };
        let ballot = |weight: BallotWeight, right: &VotingRightId, ballot: &FoundBallot| {
            let weight = weight.of(&poll.roll.rights.get(right)?.right);
            Some(Ballot::times(ballot.marks.clone()?, weight))
        };
        let ballots = |weight| {
            let found = self.counting.iter();
            found.filter_map(|(right, (_, found))| ballot(weight, right, found)).collect()
        };
        let Some(method) = poll.method(stated.seed) else { return false };
        count_by(choice.weight, &method, &poll.counted_options(), ballots).is_ok_and(|outcome| {
            stated.winners == outcome.winners
                && stated.tied == outcome.tied
                && stated.digest == digest_of(&outcome)
        })
    }
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
