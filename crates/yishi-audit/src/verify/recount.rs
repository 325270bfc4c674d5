//! Counts every poll again from what the entries say, without the rules' own counting.
//!
//! The weights come from the roll that was frozen when the poll opened, which replay has derived; sums are left to `sums`,
//! tally sheets to `resheet`.

use super::resheet::Sheets;
use super::sums::{Said, Sums, leading};
use crate::findings::Findings;
use sha2::{Digest as _, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use yishi_core::{
    BallotWeight, Digest, Event, FrozenRight, HearingId, MemberId, Poll, PollId, PollSealed, Reading,
    SectionResult, Service, SilenceReport, State, Unopened, VotingRightId, count_by, digest_of, reviews_of,
};
use yishi_tally::{Ballot, Bar, Method, OptionId, Review, ReviewerId};

/// What entries say of polls that are not sealed yet.
#[derive(Default)]
pub(crate) struct Recount {
    open: BTreeMap<PollId, Found>,
    /// Who was recorded as present at a hearing, entry by entry.
    attendance: BTreeMap<HearingId, Vec<(u64, BTreeSet<MemberId>)>>,
    sheets: Sheets,
    /// Polls counted.
    pub(super) polls: u64,
}

/// What entries say of one poll.
#[derive(Default)]
struct Found {
    counting: BTreeMap<VotingRightId, FoundBallot>,
    replaced: Vec<u64>,
    served: BTreeMap<VotingRightId, Service>,
    bars: Vec<Bar>,
    /// The entry at which the opening of sealed ballots began: who comes to the meeting afterwards comes too late for the base.
    closed_at: Option<u64>,
    present: BTreeSet<MemberId>,
}

struct FoundBallot {
    position: u64,
    member: MemberId,
    said: Said,
}

impl Recount {
    /// Takes in an event about a poll.
    pub(crate) fn learn(&mut self, position: u64, event: Event, findings: &mut Findings) {
        match event {
            Event::BallotCast(cast) => {
                self.cast(position, cast.poll, cast.right, cast.member, Said::of_choice(cast.choice));
            }
            Event::MarksCast(cast) => {
                self.cast(position, cast.poll, cast.right, cast.member, Said::Marks(cast.marks));
            }
            Event::SealedBallotCast(cast) => {
                self.cast(position, cast.poll, cast.right, cast.member, Said::Sealed);
            }
            Event::PaperBallotConfirmed(cast) => {
                self.cast(position, cast.poll, cast.right, cast.member, Said::read(cast.reading));
            }
            Event::SealedBallotOpened(opened) => {
                self.open_ballot(position, opened.poll, &opened.right, opened.reading, findings);
            }
            Event::ServiceRecorded(recorded) => {
                self.open.entry(recorded.poll).or_default().served.extend(recorded.services);
            }
            Event::ReviewerBarred(barred) => {
                let reviewer = ReviewerId(barred.member.shared());
                let bar = Bar { reviewer, option: barred.option, reason: barred.reason };
                self.open.entry(barred.poll).or_default().bars.push(bar);
            }
            Event::AttendanceRecorded(recorded) => {
                self.attendance.entry(recorded.hearing).or_default().push((position, recorded.members));
            }
            // Each session of a meeting has its own attendance; no poll of the one before is uncounted by then.
            Event::HearingOpened(opened) => {
                self.attendance.remove(&opened.hearing);
            }
            Event::OpeningBegan(began) => {
                self.open.entry(began.poll).or_default().closed_at = Some(position);
            }
            sheet => {
                if let Some(wrong) = self.sheets.learn(position, &sheet) {
                    findings.at(position, "tally", wrong);
                }
            }
        }
    }

    fn cast(&mut self, position: u64, poll: PollId, right: VotingRightId, member: MemberId, said: Said) {
        let found = self.open.entry(poll).or_default();
        let ballot = FoundBallot { position, member, said };
        if let Some(earlier) = found.counting.insert(right, ballot) {
            found.replaced.push(earlier.position);
        }
    }

    fn open_ballot(
        &mut self,
        position: u64,
        poll: PollId,
        right: &VotingRightId,
        reading: Reading,
        findings: &mut Findings,
    ) {
        let ballot = self.open.get_mut(&poll).and_then(|found| found.counting.get_mut(right));
        match ballot {
            Some(ballot) if matches!(ballot.said, Said::Sealed) => ballot.said = Said::read(reading),
            Some(_) | None => {
                findings.at(position, "tally", format!("{poll}: `{right}` has no sealed ballot to open"));
            }
        }
    }

    /// Who was recorded as present at the meeting of a poll before it took no more ballots.
    fn present_at(&self, poll: &Poll, closed_at: Option<u64>) -> BTreeSet<MemberId> {
        let recorded = poll.meeting.and_then(|hearing| self.attendance.get(&hearing)).into_iter().flatten();
        let in_time = recorded.filter(|(position, _)| closed_at.is_none_or(|closed| *position < closed));
        in_time.flat_map(|(_, members)| members.iter().cloned()).collect()
    }

    /// Goes past a sealing that an earlier audit answers for.
    pub(crate) fn pass(&mut self, poll: PollId) {
        self.open.remove(&poll);
    }

    /// Compares a sealing with the ballots, or with the sheets.
    pub(crate) fn seal(
        &mut self,
        position: u64,
        sealed: &PollSealed,
        state: &State,
        findings: &mut Findings,
    ) {
        self.polls += 1;
        let mut found = self.open.remove(&sealed.poll).unwrap_or_default();
        let mut expect = |holds: bool, what: &str| {
            if !holds {
                let message = format!("{}: the sealing and what was cast differ in {what}", sealed.poll);
                findings.at(position, "tally", message);
            }
        };
        let Some(poll) = state.polls.get(&sealed.poll) else { return expect(false, "the poll") };
        found.present = self.present_at(poll, found.closed_at);
        let sheets = self.sheets.sums(poll);
        let is_opened = |ballot: &&FoundBallot| !matches!(ballot.said, Said::Sealed);
        let mut counted: Vec<u64> =
            found.counting.values().filter(is_opened).map(|ballot| ballot.position).collect();
        let unopened = found.counting.len().saturating_sub(counted.len());
        if let Some(sheets) = &sheets {
            counted.extend(&sheets.counted);
            found.replaced.extend(&sheets.replaced);
        }
        counted.sort_unstable();
        found.replaced.sort_unstable();
        expect(sealed.counted == count(counted.len()), "how many are counted");
        expect(sealed.first_index == counted.first().copied(), "the first counted entry");
        expect(sealed.last_index == counted.last().copied(), "the last counted entry");
        expect(sealed.counted_digest == digest(&counted), "which entries are counted");
        expect(sealed.replaced == count(found.replaced.len()), "how many are replaced");
        expect(sealed.replaced_digest == digest(&found.replaced), "which entries are replaced");
        expect(sealed.unopened == count(unopened), "how many are unopened");
        let stated = Sums::stated(&sealed.tally.totals);
        match &sheets {
            Some(sheets) => {
                expect(Sums::of_sheets(sheets) == stated, "the totals");
                expect(sheets.halves_are(sealed), "the votes of the sections");
            }
            None => {
                expect(found.sums(poll, |_| true) == Some(stated), "the totals");
                expect(found.sections_agree(poll, sealed), "the sections");
            }
        }
        expect(found.chosen_as_stated(poll, sealed), "the options chosen");
        expect(found.silence_as_stated(poll, sealed), "those who said nothing");
    }
}

impl Found {
    /// What the ballots of the rights that are asked for add up to, and who of them is present.
    fn sums(&self, poll: &Poll, asks: impl Fn(&FrozenRight) -> bool) -> Option<Sums> {
        let mut sums = Sums::default();
        for (id, ballot) in &self.counting {
            let right = poll.roll.rights.get(id)?;
            if asks(right) {
                sums.add(&right.right, ballot.place(poll));
            }
        }
        for right in poll.roll.rights.values().filter(|right| asks(right)) {
            if right.holders.iter().any(|holder| self.present.contains(holder)) {
                sums.attend(&right.right);
            }
        }
        Some(sums)
    }

    /// Each section's own totals are stated as they are, and the votes of the sections with their weights.
    fn sections_agree(&self, poll: &Poll, sealed: &PollSealed) -> bool {
        if !poll.has_voting_sections() {
            return sealed.sections.is_empty();
        }
        let own = |result: &SectionResult| {
            let of_section = |right: &FrozenRight| right.section.as_ref() == Some(&result.council);
            self.sums(poll, of_section) == Some(Sums::stated(&result.tally.totals))
        };
        let mut votes = [0_u64; 3];
        for result in &sealed.sections {
            let section = poll.rule.sections.iter().find(|section| section.council == result.council);
            let Some(section) = section else { return false };
            let place = match result.tally.verdict {
                yishi_tally::Verdict::Passed => 0,
                yishi_tally::Verdict::Failed => 1,
                yishi_tally::Verdict::Tied => 2,
                yishi_tally::Verdict::NoQuorum => continue,
            };
            if let Some(vote) = votes.get_mut(place) {
                *vote += section.vote.halves();
            }
        }
        let halves = sealed.tally.totals.council_halves;
        let listed: BTreeSet<_> = sealed.sections.iter().map(|result| &result.council).collect();
        listed.len() == poll.rule.sections.len()
            && sealed.sections.iter().all(own)
            && votes == [halves.for_, halves.against, halves.abstain]
    }

    /// Whether the sealing states the options that the ballots choose, counted one by one.
    fn chosen_as_stated(&self, poll: &Poll, sealed: &PollSealed) -> bool {
        let (Some(choice), Some(stated)) = (&poll.rule.choice, &sealed.outcome) else {
            return poll.rule.choice.is_none() && sealed.outcome.is_none();
        };
        let Some(method) = poll.method(stated.seed) else { return false };
        let options = poll.counted_options();
        let outcome = match &method {
            Method::Review(rule) => {
                yishi_tally::review(rule, &options, &self.reviews(), &self.all_bars(poll)).ok()
            }
            _ => count_by(choice.weight, &method, &options, |weight| self.ballots(poll, weight)).ok(),
        };
        outcome.map(|outcome| poll.with_alternates(&method, outcome)).is_some_and(|outcome| {
            stated.winners == outcome.winners
                && stated.tied == outcome.tied
                && stated.digest == digest_of(&outcome)
        })
    }

    fn ballots(&self, poll: &Poll, weight: BallotWeight) -> Vec<Ballot> {
        let ballot = |(right, found): (&VotingRightId, &FoundBallot)| {
            let Said::Marks(marks) = &found.said else { return None };
            Some(Ballot::times(marks.clone(), weight.of(&poll.roll.rights.get(right)?.right)))
        };
        self.counting.iter().filter_map(ballot).collect()
    }

    fn reviews(&self) -> Vec<Review> {
        let reviews = |found: &FoundBallot| match &found.said {
            Said::Marks(marks) => reviews_of(&found.member, marks),
            Said::Place(_) | Said::Invalid | Said::Sealed => Vec::new(),
        };
        self.counting.values().flat_map(reviews).collect()
    }

    /// Who stands behind a project does not review it, whether or not somebody said so.
    fn all_bars(&self, poll: &Poll) -> Vec<Bar> {
        let behind = |member: &MemberId, option: &OptionId| Bar {
            reviewer: ReviewerId(member.shared()),
            option: option.clone(),
            reason: "stands behind the project".to_owned(),
        };
        let behind = poll
            .options
            .iter()
            .flat_map(|option| option.by.iter().map(move |member| behind(member, &option.id)));
        self.bars.iter().cloned().chain(behind).collect()
    }

    /// Whether the sealing states who said nothing, whom they join and what that adds up to.
    fn silence_as_stated(&self, poll: &Poll, sealed: &PollSealed) -> bool {
        let follows = poll.rule.procedure.silence == yishi_tally::Silence::FollowMajority;
        let Some(stated) = &sealed.silence else { return !follows };
        let served: Vec<&VotingRightId> = self
            .served
            .iter()
            .filter(|(_, service)| !matches!(service, Service::Undeliverable))
            .map(|(right, _)| right)
            .collect();
        let silent: Vec<&FrozenRight> = served
            .iter()
            .filter(|right| !self.counting.contains_key(**right))
            .filter_map(|right| poll.roll.rights.get(*right))
            .map(|right| &**right)
            .filter(|right| !right.holders.is_empty())
            .collect();
        let Some(mut sums) = self.sums(poll, |_| true) else { return false };
        let followed = leading(&poll.rule, &sums);
        if let Some(choice) = followed {
            silent.iter().for_each(|right| sums.add(&right.right, Said::of_choice(choice).place()));
        }
        follows
            && stated.served == count(served.len())
            && stated.silent == count(silent.len())
            && stated.silent_digest == names_digest(&silent)
            && stated.followed == followed
            && passes_by_silence(stated, sealed)
            && Sums::stated(&stated.tally.totals) == sums
    }
}

fn passes_by_silence(stated: &SilenceReport, sealed: &PollSealed) -> bool {
    let passed = |verdict| verdict == yishi_tally::Verdict::Passed;
    stated.passed_only_by_silence == (passed(stated.tally.verdict) && !passed(sealed.tally.verdict))
}

impl FoundBallot {
    /// As what it counts under the rule of its poll; `None` for nothing.
    fn place(&self, poll: &Poll) -> Option<usize> {
        let takes_part = match self.said {
            Said::Place(_) | Said::Marks(_) => true,
            Said::Invalid => poll.rule.procedure.invalid_participates,
            Said::Sealed => {
                poll.rule.sealed.is_some_and(|clause| matches!(clause.unopened, Unopened::TakesPart))
            }
        };
        if takes_part { self.said.place() } else { None }
    }
}

fn count(number: usize) -> u64 {
    u64::try_from(number).unwrap_or(u64::MAX)
}

/// SHA-256 over sorted indices, each as 8 bytes big-endian.
pub(crate) fn digest(indices: &[u64]) -> Digest {
    let hash = indices.iter().fold(Sha256::new(), |hash, index| hash.chain_update(index.to_be_bytes()));
    Digest(hash.finalize().into())
}

/// SHA-256 over the names of rights in order, each ended by a newline.
fn names_digest(rights: &[&FrozenRight]) -> Digest {
    let named =
        rights.iter().fold(Sha256::new(), |hash, right| hash.chain_update(format!("{}\n", right.right.id)));
    Digest(named.finalize().into())
}
