//! Submissions 诉求: handed in by any channel, supported or opposed, and screened 把关.

use crate::decide::{Deciding, Decision};
use crate::evolve::Evolving;
use crate::*;
use imbl::OrdMap;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// How a submission reached the book.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// Signed by the member.
    OwnKey,
    /// Handed in through a clerk.
    Assisted,
    /// Brought in from another system.
    Imported,
}

/// Hands in a submission.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Submit {
    /// The lowest council of the place it is about.
    pub council: CouncilId,
    /// Commitment to its text.
    pub text: Commitment,
    /// When it was really made, for imports only; not after the entry's own time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub occurred_at_ms: Option<TimeMs>,
}

/// A resident's stance on a submission.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stance {
    /// Supports it 附议.
    Support,
    /// Objects to it 反对.
    Object,
    /// Passes 不表态.
    Pass,
}

/// Takes a stance on a submission; a later one replaces it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TakeStance {
    /// The submission.
    pub submission: SubmissionId,
    /// The text that was read.
    pub text: Commitment,
    /// The stance.
    pub stance: Stance,
    /// When it was really taken, for imports only; not after the entry's own time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub occurred_at_ms: Option<TimeMs>,
}

/// What screening found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "verdict", deny_unknown_fields)]
pub enum Screening {
    /// It becomes a matter.
    Accept {
        /// The matter's title, as a document.
        title: DocumentHash,
        /// The facts that routing looks at.
        facts: Facts,
    },
    /// It goes back with a reason.
    Return {
        /// Commitment to the reason.
        reason: Commitment,
    },
    /// It joins a matter that exists.
    Merge {
        /// The matter, still open.
        into: MatterId,
    },
    /// It becomes several matters; 2 to 8.
    Split {
        /// The parts.
        parts: Vec<SplitPart>,
    },
}

/// One part of a split.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SplitPart {
    /// The matter's title.
    pub title: DocumentHash,
    /// Its facts.
    pub facts: Facts,
}

/// Screens a submission.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScreenSubmission {
    /// The submission.
    pub submission: SubmissionId,
    /// What was found.
    pub screening: Screening,
}

/// A submission was received; it must be screened by the due time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SubmissionReceived {
    /// Its id.
    pub submission: SubmissionId,
    /// Whose it is.
    pub author: MemberId,
    /// How it came.
    pub channel: Channel,
    /// The lowest council of its place.
    pub council: CouncilId,
    /// Commitment to its text.
    pub text: Commitment,
    /// When it was made.
    pub occurred_at_ms: TimeMs,
    /// By when it must be screened.
    pub screen_by_ms: TimeMs,
}

/// A stance was taken or replaced.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StanceTaken {
    /// The submission.
    pub submission: SubmissionId,
    /// Whose stance.
    pub member: MemberId,
    /// The stance.
    pub stance: Stance,
    /// When it was taken.
    pub occurred_at_ms: TimeMs,
}

/// A submission was accepted; its matters are opened by events of the same entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SubmissionAccepted {
    /// The submission.
    pub submission: SubmissionId,
    /// The matters it became.
    pub matters: Vec<MatterId>,
}

/// A submission was returned with a reason.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SubmissionReturned {
    /// The submission.
    pub submission: SubmissionId,
    /// Commitment to the reason.
    pub reason: Commitment,
}

/// A submission joined a matter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SubmissionMerged {
    /// The submission.
    pub submission: SubmissionId,
    /// The matter.
    pub into: MatterId,
}

/// A submission was not screened in time; the breach stands, screening is still possible.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScreeningOverdue {
    /// The submission.
    pub submission: SubmissionId,
}

/// Where a submission stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "status")]
pub enum SubmissionStatus {
    /// Waits to be screened.
    Received,
    /// Became matters.
    Accepted {
        /// The matters.
        matters: Vec<MatterId>,
    },
    /// Went back.
    Returned {
        /// Commitment to the reason.
        reason: Commitment,
    },
    /// Joined a matter.
    Merged {
        /// The matter.
        into: MatterId,
    },
}

/// A submission in the state.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Submission {
    /// Its id.
    pub id: SubmissionId,
    /// Whose it is.
    pub author: MemberId,
    /// How it came.
    pub channel: Channel,
    /// The lowest council of its place.
    pub council: CouncilId,
    /// Commitment to its text.
    pub text: Commitment,
    /// When it was made.
    pub occurred_at_ms: TimeMs,
    /// By when it must be screened.
    pub screen_by_ms: TimeMs,
    /// Whether that was missed.
    pub overdue: bool,
    /// Who screened it.
    pub screened_by: Option<MemberId>,
    /// Where it stands.
    pub status: SubmissionStatus,
    /// Each member's latest stance.
    pub stances: OrdMap<MemberId, Stance>,
    /// Counts of the latest stances: support, object, pass.
    pub stance_counts: StanceCounts,
    /// The last entry that changed it.
    pub changed_at: u64,
}

/// How many members hold each stance.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct StanceCounts {
    /// Supports.
    pub support: u64,
    /// Objections.
    pub object: u64,
    /// Passes.
    pub pass: u64,
}

/// Fewest and most parts of a split.
const SPLIT_PARTS: (usize, usize) = (2, 8);

/// By anybody on the roll, or brought in from another system by a seat with the power to import.
pub(crate) fn decide_submit(deciding: &Deciding<'_>, command: &Submit) -> Decision {
    deciding.require_lowest(&command.council)?;
    let author = deciding.state.member(deciding.principal()?)?.id.clone();
    let (channel, occurred_at_ms) = deciding.occurrence(command.occurred_at_ms, &command.council)?;
    let event = SubmissionReceived {
        submission: SubmissionId::first(deciding.context.index),
        author,
        channel,
        council: command.council.clone(),
        text: command.text,
        occurred_at_ms,
        screen_by_ms: deciding.deadline(|deadlines| deadlines.screening),
    };
    Ok(vec![event.into()])
}

/// By anybody on the roll, also after the submission became a matter: support for it still counts for something.
pub(crate) fn decide_take_stance(deciding: &Deciding<'_>, command: &TakeStance) -> Decision {
    let submission = deciding.state.submission(&command.submission)?;
    if submission.text != command.text {
        let (expected, found) = (submission.text.to_string(), command.text.to_string());
        return Err(Rejection::TextMismatch { expected, found });
    }
    if let SubmissionStatus::Returned { .. } = submission.status {
        return Err(submission.wrong_stage("received, accepted or merged"));
    }
    let member = deciding.state.member(deciding.principal()?)?.id.clone();
    let (_, occurred_at_ms) = deciding.occurrence(command.occurred_at_ms, &submission.council)?;
    let event = StanceTaken { submission: submission.id, member, stance: command.stance, occurred_at_ms };
    Ok(vec![event.into()])
}

/// Screening stays possible after its deadline; the breach stands. Nobody screens what they handed in, for themselves
/// or for somebody else.
pub(crate) fn decide_screen_submission(deciding: &Deciding<'_>, command: &ScreenSubmission) -> Decision {
    let submission = deciding.state.submission(&command.submission)?;
    let signer = deciding.require_power(Power::Screen, &submission.council)?;
    if submission.status != SubmissionStatus::Received {
        return Err(submission.wrong_stage("received"));
    }
    if submission.author == *signer {
        return Err(Rejection::DutiesNotSeparate {
            member: signer.clone(),
            duty: "screening".to_owned(),
            other: "handing in".to_owned(),
        });
    }
    let id = submission.id;
    match &command.screening {
        Screening::Accept { title, facts } => deciding.accept(id, &[(title, facts)]),
        Screening::Return { reason } => {
            Ok(vec![SubmissionReturned { submission: id, reason: *reason }.into()])
        }
        Screening::Merge { into } => deciding.merge(id, *into),
        Screening::Split { parts } => {
            require_count("parts", parts.len(), SPLIT_PARTS.0, SPLIT_PARTS.1)?;
            let parts: Vec<_> = parts.iter().map(|part| (&part.title, &part.facts)).collect();
            deciding.accept(id, &parts)
        }
    }
}

pub(crate) fn decide_screening_missed(submission: SubmissionId) -> Vec<Event> {
    vec![ScreeningOverdue { submission }.into()]
}

impl Deciding<'_> {
    /// The channel of a submission or stance and when it was made. Only an import may name another time than the entry's.
    fn occurrence(
        &self,
        occurred_at_ms: Option<TimeMs>,
        council: &CouncilId,
    ) -> Result<(Channel, TimeMs), Rejection> {
        let at = self.context.at;
        let Some(found_ms) = occurred_at_ms else { return Ok((self.channel(), at)) };
        self.require_power(Power::Import, council)?;
        if found_ms > at {
            return Err(Rejection::TooLate { field: "occurred_at_ms".to_owned(), latest_ms: at, found_ms });
        }
        Ok((Channel::Imported, found_ms))
    }

    fn accept(&self, submission: SubmissionId, parts: &[(&DocumentHash, &Facts)]) -> Decision {
        let mut opened = Vec::with_capacity(parts.len());
        for ((title, facts), ordinal) in parts.iter().zip(1_u32..) {
            opened.push(MatterOpened {
                matter: MatterId::nth(self.context.index, ordinal),
                submission,
                title: **title,
                facts: (*facts).clone(),
                route: self.route(facts)?,
                decide_by_ms: self.decide_by_ms(),
            });
        }
        let matters = opened.iter().map(|event| event.matter).collect();
        let accepted = SubmissionAccepted { submission, matters }.into();
        Ok(std::iter::once(accepted).chain(opened.into_iter().map(Event::from)).collect())
    }

    fn merge(&self, submission: SubmissionId, into: MatterId) -> Decision {
        let matter = self.state.matter(&into)?;
        if matter.stage == MatterStage::Closed {
            return Err(matter.wrong_stage("open"));
        }
        Ok(vec![SubmissionMerged { submission, into }.into()])
    }
}

impl Submission {
    fn wrong_stage(&self, needed: &str) -> Rejection {
        let status = match self.status {
            SubmissionStatus::Received => "received",
            SubmissionStatus::Accepted { .. } => "accepted",
            SubmissionStatus::Returned { .. } => "returned",
            SubmissionStatus::Merged { .. } => "merged",
        };
        Rejection::WrongStage {
            kind: "submission".to_owned(),
            id: self.id.to_string(),
            status: status.to_owned(),
            needed: needed.to_owned(),
        }
    }
}

impl StanceCounts {
    fn of(&mut self, stance: Stance) -> &mut u64 {
        match stance {
            Stance::Support => &mut self.support,
            Stance::Object => &mut self.object,
            Stance::Pass => &mut self.pass,
        }
    }
}

pub(crate) fn evolve_submission_received(evolving: &mut Evolving<'_>, event: &SubmissionReceived) {
    let submission = Submission {
        id: event.submission,
        author: event.author.clone(),
        channel: event.channel,
        council: event.council.clone(),
        text: event.text,
        occurred_at_ms: event.occurred_at_ms,
        screen_by_ms: event.screen_by_ms,
        overdue: false,
        screened_by: None,
        status: SubmissionStatus::Received,
        stances: OrdMap::new(),
        stance_counts: StanceCounts::default(),
        changed_at: evolving.context.index,
    };
    evolving.state.submissions.insert(event.submission, Arc::new(submission));
    evolving.schedule(event.screen_by_ms, Obligation::Screening { submission: event.submission });
}

pub(crate) fn evolve_stance_taken(evolving: &mut Evolving<'_>, event: &StanceTaken) {
    evolving.change_submission(event.submission, |submission| {
        if let Some(earlier) = submission.stances.insert(event.member.clone(), event.stance) {
            let count = submission.stance_counts.of(earlier);
            *count = count.saturating_sub(1);
        }
        *submission.stance_counts.of(event.stance) += 1;
    });
}

pub(crate) fn evolve_submission_accepted(evolving: &mut Evolving<'_>, event: &SubmissionAccepted) {
    let status = SubmissionStatus::Accepted { matters: event.matters.clone() };
    evolving.screened(event.submission, status);
}

pub(crate) fn evolve_submission_returned(evolving: &mut Evolving<'_>, event: &SubmissionReturned) {
    evolving.screened(event.submission, SubmissionStatus::Returned { reason: event.reason });
}

pub(crate) fn evolve_submission_merged(evolving: &mut Evolving<'_>, event: &SubmissionMerged) {
    evolving.screened(event.submission, SubmissionStatus::Merged { into: event.into });
    evolving.change_matter(event.into, |matter| matter.submissions.push(event.submission));
}

pub(crate) fn evolve_screening_overdue(evolving: &mut Evolving<'_>, event: &ScreeningOverdue) {
    evolving.change_submission(event.submission, |submission| submission.overdue = true);
}

impl Evolving<'_> {
    fn change_submission(&mut self, id: SubmissionId, change_it: impl FnOnce(&mut Submission)) {
        let index = self.context.index;
        change(&mut self.state.submissions, &id, |submission| {
            change_it(submission);
            submission.changed_at = index;
        });
    }

    fn screened(&mut self, id: SubmissionId, status: SubmissionStatus) {
        let screener = self.actor.signer().cloned();
        self.change_submission(id, |submission| {
            submission.status = status;
            submission.screened_by = screener;
        });
        if let Some(screen_by_ms) = self.state.submissions.get(&id).map(|found| found.screen_by_ms) {
            self.unschedule(screen_by_ms, Obligation::Screening { submission: id });
        }
    }
}
