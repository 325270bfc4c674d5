//! The count: heads and admitted ballots held against what has to be met, with silence beside it where it is asked for.

use super::admit::{Admitted, admit};
use super::heads::Heads;
use super::silence::{SilenceCount, with_silence};
use super::{Marking, OwnedUnit, OwnersBallot, OwnersProfile, RejectedBallot, Silence};
use crate::{Choice, Figures, Requirement, Tally, Totals, Verdict, tally};
use std::collections::BTreeSet;
use std::sync::Arc;

/// A vote of owners as it is counted.
#[derive(Clone, Copy, Debug)]
pub struct OwnersVote<'a> {
    /// The matter, by its code.
    pub item: &'a str,
    /// The matters that were announced; on others nobody can vote.
    pub agenda: &'a BTreeSet<Arc<str>>,
    /// The first moment at which a ballot is taken.
    pub opens_at: u64,
    /// The first moment at which no ballot is taken any more.
    pub closes_at: u64,
    /// The units in scope: of the whole compound, a building, or those with a part in common.
    pub units: &'a [OwnedUnit],
    /// The ballots.
    pub ballots: &'a [OwnersBallot],
    /// Who was served with a ballot, by the names of heads; `None` where service is recorded for everybody.
    pub served: Option<&'a BTreeSet<Arc<str>>>,
    /// The rules of procedure.
    pub profile: &'a OwnersProfile,
}

/// Area and heads.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Weight {
    /// In 0.01 m².
    pub area_dm2: u64,
    /// Heads.
    pub heads: u64,
}

/// The figures of a count in both measures.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct OwnersFigures {
    /// On the roll.
    pub total: Weight,
    /// Took part, as the rules of procedure define it.
    pub participating: Weight,
    /// For.
    pub for_: Weight,
    /// Against.
    pub against: Weight,
    /// Abstaining.
    pub abstain: Weight,
    /// Whose ballot is invalid, whether or not that is taking part.
    pub invalid: Weight,
}

/// What a vote of owners came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnersCount {
    /// The figures.
    pub figures: OwnersFigures,
    /// Whether every quorum is met.
    pub quorum: bool,
    /// Whether every requirement is met.
    pub passed: bool,
    /// The count with its trace.
    pub tally: Tally,
    /// Ballots that were not taken or that an electronic one set aside, in the order in which that happened.
    pub rejected: Vec<RejectedBallot>,
    /// Ballots that were taken and replaced by a later one, in the order of replacement.
    pub replaced: Vec<Arc<str>>,
    /// The count with those who said nothing; only where the rules of procedure ask for it.
    pub with_silence: Option<SilenceCount>,
}

/// Counts a vote of owners. Those who say nothing decide nothing unless [`Silence::FollowMajority`] is set, and then both
/// counts are given.
pub fn count_owners(vote: &OwnersVote<'_>, requirements: &[Requirement]) -> OwnersCount {
    let heads = Heads::of(vote.units, vote.profile);
    let admitted = admit(vote, &heads);
    let (totals, invalid) = add_up(vote, &heads, &admitted);
    let tally = tally(requirements, &totals);
    let (quorum, passed) = (quorum_met(&tally), tally.verdict == Verdict::Passed);
    let with_silence = match vote.profile.silence {
        Silence::Exclude => None,
        Silence::FollowMajority => Some(with_silence(vote, &heads, &admitted, requirements, &tally)),
    };
    let Admitted { rejected, replaced, .. } = admitted;
    let figures = OwnersFigures { invalid, ..OwnersFigures::of(&tally.totals) };
    OwnersCount { figures, quorum, passed, tally, rejected, replaced, with_silence }
}

/// The totals, and what invalid ballots weigh.
fn add_up(vote: &OwnersVote<'_>, heads: &Heads<'_>, admitted: &Admitted<'_>) -> (Totals, Weight) {
    let mut totals = Totals::default();
    let mut invalid = Weight::default();
    for (head, standing) in heads.iter().zip(&admitted.standing) {
        let right = head.right();
        totals.entitle(&right);
        match standing.map(|ballot| ballot.marking) {
            Some(Marking::Choice(choice)) => totals.record(&right, choice),
            Some(Marking::Invalid) => {
                invalid.area_dm2 = invalid.area_dm2.saturating_add(right.area_dm2);
                invalid.heads = invalid.heads.saturating_add(right.heads);
                if vote.profile.invalid_participates {
                    totals.record_invalid(&right);
                }
            }
            None => {}
        }
    }
    (totals, invalid)
}

/// Whether every requirement that is a quorum is met.
pub(super) fn quorum_met(tally: &Tally) -> bool {
    tally.requirements.iter().all(|outcome| outcome.met || !outcome.requirement.quorum)
}

impl OwnersFigures {
    /// The figures of totals; invalid ballots that take no part are not in them.
    pub fn of(totals: &Totals) -> Self {
        let of = |figure: fn(Figures) -> u64| Weight {
            area_dm2: figure(totals.area_dm2),
            heads: figure(totals.heads),
        };
        Self {
            total: of(|figures| figures.entitled),
            participating: of(Figures::participating),
            for_: of(|figures| figures.for_),
            against: of(|figures| figures.against),
            abstain: of(|figures| figures.abstain),
            invalid: of(|figures| figures.invalid),
        }
    }

    /// What a choice weighs.
    pub const fn of_choice(&self, choice: Choice) -> Weight {
        match choice {
            Choice::For => self.for_,
            Choice::Against => self.against,
            Choice::Abstain => self.abstain,
        }
    }
}
