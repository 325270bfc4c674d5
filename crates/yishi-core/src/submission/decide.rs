//! Who may hand in, take a stance and screen; what a screening leads to.

use crate::decide::{Deciding, Decision};
use crate::*;

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
    let (channel, occurred_at_ms) = deciding.occurrence(command.occurred_at_ms, &submission.council)?;
    let own_stands = deciding.context.ruleset >= Ruleset::SECOND && submission.own_stances.contains(&member);
    if own_stands && channel != Channel::OwnKey {
        return Err(Rejection::OwnStanceStands { submission: submission.id, member });
    }
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
            let route = self.route(facts)?;
            opened.push(MatterOpened {
                matter: MatterId::nth(self.context.index, ordinal),
                submission,
                title: **title,
                facts: (*facts).clone(),
                decide_by_ms: self.decide_by_ms(&route.rule),
                route,
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
    pub(crate) fn of(&mut self, stance: Stance) -> &mut u64 {
        match stance {
            Stance::Support => &mut self.support,
            Stance::Object => &mut self.object,
            Stance::Pass => &mut self.pass,
        }
    }
}
