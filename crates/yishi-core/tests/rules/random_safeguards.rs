//! Random orders about what lets a decision stand, what they owe, and what a closed result rests on.

use crate::community::*;
use crate::random::nth;
use std::collections::{BTreeMap, BTreeSet};
use yishi_core::*;

/// A notice that announces a vote, now and then.
pub fn announced(pick: usize, extra: usize) -> Option<VoteAnnounced> {
    let rule = id(["council", "residents", "no-such-rule"][pick % 3]);
    let vote =
        VoteAnnounced { rule, scope: PollScope::Council, options: vec![], recall: None, budget_fen: None };
    Some(vote).filter(|_| extra.is_multiple_of(2))
}

pub fn order(community: &Community, which: usize, pick: usize, extra: usize) -> Option<Command> {
    let state = &community.state;
    let resolution = nth(state.resolutions.keys().copied(), pick);
    Some(match which {
        0 => ObjectToResult { poll: nth(state.polls.keys().copied(), pick)?, text: words(70) }.into(),
        1 => {
            let objection = nth(state.result_objections.keys().copied(), pick)?;
            AnswerResultObjection { objection, text: words(71) }.into()
        }
        2 => {
            let (with, reference) = ("street office".to_owned(), format!("2026-{extra}"));
            FileResolution { resolution: resolution?, with, reference }.into()
        }
        3 => {
            let poll = state.polls.values().find(|poll| state.resolution_of(poll).is_none())?;
            let right = nth(poll.unserved(), 0)?.clone();
            RecordService { poll: poll.id, services: [(right, Service::Delivered)].into(), evidence: None }
                .into()
        }
        _ => {
            let finding = match extra % 5 {
                0 => Finding::Revoked { seats: None },
                1 => Finding::Revoked { seats: Some(SeatsAfter::Vacate) },
                2 => Finding::Upheld,
                _ => Finding::Corrected { text: document((extra % 7) as u8) },
            };
            let (authority, reference) = ("district court".to_owned(), format!("(2026) {extra}"));
            RecordRuling { resolution: resolution?, authority, reference, document: document(99), finding }
                .into()
        }
    })
}

/// What objections to results and filings owe.
pub fn obligations(state: &State) -> BTreeSet<(TimeMs, Obligation)> {
    let open = |found: &&std::sync::Arc<ResultObjection>| found.answer.is_none() && !found.overdue;
    let answers = state.result_objections.values().filter(open);
    let answers = answers.map(|found| (found.answer_by_ms, Obligation::ResultAnswer { objection: found.id }));
    let filings = state.resolutions.values().filter_map(|resolution| {
        let lifted = resolution.filing.is_some() || resolution.filing_overdue;
        let owes = !lifted && resolution.revoked_at().is_none();
        Some((resolution.file_by_ms.filter(|_| owes)?, Obligation::Filing { resolution: resolution.id }))
    });
    answers.chain(filings).collect()
}

/// Every closed count and every certified resolution, with what it rests on.
#[derive(PartialEq, Debug)]
pub struct Closed {
    counts: BTreeMap<PollId, Digest>,
    resolutions: BTreeMap<ResolutionId, (Digest, Vec<Ground>)>,
}

impl Closed {
    pub fn of(state: &State) -> Self {
        let count = |poll: &std::sync::Arc<Poll>| {
            let PollStatus::Sealed { sealing } = &poll.status else { return None };
            let ballots: Vec<_> = poll.ballots.iter().collect();
            Some((poll.id, digest_of(&(sealing, &poll.rule, &poll.roll.root, ballots))))
        };
        let decided = |resolution: &std::sync::Arc<Resolution>| {
            let Resolution { poll, document, rule_digest, roll_root, tally_digest, certified_by, .. } =
                &**resolution;
            let decided = digest_of(&(poll, document, rule_digest, roll_root, tally_digest, certified_by));
            (resolution.id, (decided, state.grounds(resolution)))
        };
        Self {
            counts: state.polls.values().filter_map(count).collect(),
            resolutions: state.resolutions.values().map(decided).collect(),
        }
    }

    /// Whatever was ordered since: rulings, filings, members who leave, new charters.
    pub fn invariant_closed_results_never_change(&self, later: &State) {
        let later = Self::of(later);
        for (poll, count) in &self.counts {
            assert_eq!(later.counts.get(poll), Some(count), "the closed count of {poll} changed");
        }
        for (resolution, decided) in &self.resolutions {
            assert_eq!(later.resolutions.get(resolution), Some(decided), "{resolution} changed");
        }
    }
}

/// Each resolution lists its text, opening, sealing, certification and every counted ballot, and nothing after it.
pub fn invariant_decisions_rest_on_entries_before_them(state: &State) {
    for resolution in state.resolutions.values() {
        let grounds = state.grounds(resolution);
        let of = |kind: GroundKind| grounds.iter().filter(move |ground| ground.kind == kind);
        for kind in [
            GroundKind::Charter,
            GroundKind::Revision,
            GroundKind::Opening,
            GroundKind::Sealing,
            GroundKind::Certification,
        ] {
            assert_eq!(of(kind).count(), 1, "{} and its {kind:?}", resolution.id);
        }
        let poll = state.poll(&resolution.poll).unwrap();
        let counted = poll.sealing().unwrap().counted;
        assert_eq!(of(GroundKind::Ballot).count() as u64, counted);
        let objected = poll.review.as_ref().map_or(0, |review| review.objections.len());
        assert_eq!(of(GroundKind::ResultObjection).count(), objected);
        assert_eq!(of(GroundKind::ResultAnswer).count(), objected, "certified before every answer");
        assert!(grounds.iter().all(|ground| ground.index <= resolution.index));
        assert!(poll.review.as_ref().is_none_or(|review| review.ends_at_ms <= resolution.certified_at_ms));
        assert!(poll.rule.service.is_none() || poll.unserved().next().is_none());
    }
}

/// Every entry that is listed exists and did what the list says.
pub fn invariant_grounds_are_of_their_kind(community: &Community) {
    for resolution in community.state.resolutions.values() {
        for ground in community.state.grounds(resolution) {
            let entry = &community.entries[ground.index as usize];
            let did = |kinds: &[&str]| entry.events.iter().any(|event| kinds.contains(&event.kind()));
            let kinds: &[&str] = match ground.kind {
                GroundKind::Charter => &["charter_adopted"],
                GroundKind::Emergency => &["emergency_declared"],
                GroundKind::Revision => &["proposal_drafted", "proposal_revised"],
                GroundKind::Amendment => &["amendment_proposed"],
                GroundKind::Notice => &["notice_posted"],
                GroundKind::Hearing => &["hearing_called"],
                GroundKind::Candidacy => {
                    &["nominations_opened", "candidate_nominated", "nomination_accepted"]
                }
                GroundKind::CandidateScreening => {
                    &["candidate_screened", "screening_objected", "screening_objection_answered"]
                }
                GroundKind::Objection => &["objection_raised"],
                GroundKind::Answer => &["objection_answered"],
                GroundKind::FirstRound => &[
                    "poll_opened",
                    "poll_sealed",
                    "marks_cast",
                    "sealed_ballot_cast",
                    "paper_ballot_confirmed",
                ],
                GroundKind::Step | GroundKind::Sealing => &["poll_sealed"],
                GroundKind::Opening => &["poll_opened"],
                GroundKind::Extension => &["poll_extended"],
                GroundKind::Service => &["service_recorded"],
                GroundKind::Ballot => &[
                    "ballot_cast",
                    "marks_cast",
                    "sealed_ballot_cast",
                    "sealed_ballot_opened",
                    "paper_ballot_confirmed",
                    "tally_sheet_entered",
                    "tally_sheet_confirmed",
                ],
                GroundKind::ResultObjection => &["result_objected"],
                GroundKind::ResultAnswer => &["result_objection_answered"],
                GroundKind::Citation => &["result_cited"],
                GroundKind::Certification => &["resolution_certified"],
            };
            assert!(did(kinds), "entry {} is no {:?}: {:?}", ground.index, ground.kind, entry.events);
        }
    }
}
