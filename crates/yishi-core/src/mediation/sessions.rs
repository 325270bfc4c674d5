//! Sessions: that they took place and who attended, never what was said (People's Mediation Law art. 15).

use super::*;
use crate::bounds::{require_within, wrong_stage};
use crate::decide::{Deciding, Decision};

/// How far ahead a session may be called, in days.
const MAX_AHEAD_DAYS: u64 = 60;

/// Most sessions that may be called on one dispute, those that did not take place among them.
const MAX_CALLED: usize = 40;

/// Most people who attend a session.
const MAX_ATTENDED: usize = 50;

pub(crate) fn decide_call_mediation_session(
    deciding: &Deciding<'_>,
    command: &CallMediationSession,
) -> Decision {
    let (matter, mediation) = deciding.under_mediation(&command.matter)?;
    deciding.require_mediator(matter, mediation)?;
    deciding.require_begun(matter, mediation)?;
    let rule = mediation.rule()?;
    if mediation.next_session().is_some() {
        return Err(wrong_stage("the last session of", &matter.id, "called", "closed"));
    }
    require_count("sessions", mediation.sessions_held().saturating_add(1), 1, sessions_at_most(rule))?;
    require_count("sessions called", mediation.sessions.len().saturating_add(1), 1, MAX_CALLED)?;
    let at = deciding.context.at;
    let earliest = deciding.state.calendar.end_of(at, rule.session_notice);
    let latest = at.plus_days(MAX_AHEAD_DAYS).max(earliest);
    require_within("starts_at_ms", command.starts_at_ms, &(earliest..=latest))?;
    let CallMediationSession { matter: _, starts_at_ms, place } = *command;
    Ok(vec![MediationSessionCalled { matter: matter.id, starts_at_ms, place }.into()])
}

/// One that took place did so at its time or later; that one does not take place can be said before. After the last session there
/// is nothing to wait for but signatures: without a text before the sides the dispute goes on elsewhere in the same entry.
pub(crate) fn decide_close_mediation_session(
    deciding: &Deciding<'_>,
    command: &CloseMediationSession,
) -> Decision {
    let (matter, mediation) = deciding.under_mediation(&command.matter)?;
    let mediator = deciding.require_mediator(matter, mediation)?;
    let no_session =
        || Rejection::NotFound { kind: "called session of".to_owned(), id: matter.id.to_string() };
    let session = mediation.next_session().ok_or_else(no_session)?;
    if let SessionOutcome::Held { attended } = &command.outcome {
        let at = deciding.context.at;
        require_within("at", at, &(session.starts_at_ms..=TimeMs(MAX_SAFE_INTEGER)))?;
        require_count("attended", attended.len(), 1, MAX_ATTENDED)?;
        if !attended.contains(mediator) {
            return Err(out_of_range("attended", "the mediator who says so among them", "others"));
        }
        for member in attended {
            deciding.present_member(member)?;
        }
    }
    let CloseMediationSession { matter: _, outcome, note } = command.clone();
    let over = mediation.settlement.is_none() && !mediation.meets_again_after(&outcome);
    let mut events = vec![MediationSessionClosed { matter: matter.id, outcome, note }.into()];
    if over {
        events.extend(deciding.refer_dispute(matter, ReferralReason::NoAgreement, None));
    }
    Ok(events)
}

fn sessions_at_most(rule: &MediationClause) -> usize {
    usize::try_from(rule.sessions_at_most).unwrap_or(usize::MAX)
}

impl Mediation {
    /// Whether another session may be called once the present one is closed.
    fn meets_again_after(&self, outcome: &SessionOutcome) -> bool {
        let held = usize::from(*outcome != SessionOutcome::NotHeld).saturating_add(self.sessions_held());
        let most = self.rule.as_ref().map_or(0, sessions_at_most);
        held < most && self.sessions.len() < MAX_CALLED
    }

    /// How many sessions took place.
    pub fn sessions_held(&self) -> usize {
        let held = |session: &&MediationSession| {
            session.closed.as_ref().is_some_and(|closed| closed.outcome != SessionOutcome::NotHeld)
        };
        self.sessions.iter().filter(held).count()
    }
}
