//! A submission after what happened to it, with each member's latest stance counted once.

use crate::evolve::Evolving;
use crate::*;
use imbl::{OrdMap, OrdSet};
use std::sync::Arc;

pub(crate) fn evolve_submission_received(evolving: &mut Evolving<'_>, event: &SubmissionReceived) {
    let Some(handed_in_by) = evolving.actor.signer().cloned() else { return };
    let submission = Submission {
        id: event.submission,
        author: event.author.clone(),
        channel: event.channel,
        handed_in_by,
        via: event.via,
        entered_by: event.entered_by.clone(),
        call: event.call,
        council: event.council.clone(),
        text: event.text,
        occurred_at_ms: event.occurred_at_ms,
        screen_by_ms: event.screen_by_ms,
        overdue: false,
        screened_by: None,
        status: SubmissionStatus::Received,
        stances: OrdMap::new(),
        own_stances: OrdSet::new(),
        stance_counts: StanceCounts::default(),
        changed_at: evolving.context.index,
    };
    let status = submission.status.kind();
    evolving.state.listings.submissions.put(submission.id, &submission.council, status);
    evolving.state.submissions.insert(event.submission, Arc::new(submission));
    if let Some(author) = &event.author {
        evolving.note_concern(author, event.submission);
    }
    if let Some(call) = event.call {
        evolving.change_call(call, |call| {
            call.submissions.insert(event.submission);
        });
    }
    evolving.schedule(event.screen_by_ms, Obligation::Screening { submission: event.submission });
}

pub(crate) fn evolve_stance_taken(evolving: &mut Evolving<'_>, event: &StanceTaken) {
    let own = evolving.actor.assistance.is_none();
    let held = HeldStance { stance: event.stance, index: evolving.context.index };
    evolving.note_concern(&event.member, event.submission);
    evolving.change_submission(event.submission, |submission| {
        if own {
            submission.own_stances.insert(event.member.clone());
        }
        if let Some(earlier) = submission.stances.insert(event.member.clone(), held) {
            let count = submission.stance_counts.of(earlier.stance);
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
    /// Notes that a submission is a member's concern, so that what became of it is found without looking at all.
    fn note_concern(&mut self, member: &MemberId, submission: SubmissionId) {
        self.state.submissions_of.entry(member.clone()).or_default().insert(submission);
    }

    fn change_submission(&mut self, id: SubmissionId, change_it: impl FnOnce(&mut Submission)) {
        let index = self.context.index;
        let State { submissions, listings, .. } = &mut *self.state;
        change(submissions, &id, |submission| {
            let status = submission.status.kind();
            change_it(submission);
            submission.changed_at = index;
            let council = &submission.council;
            listings.submissions.shift(id, (council, status), (council, submission.status.kind()));
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
