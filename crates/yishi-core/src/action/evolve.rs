//! How actions change.

use super::*;
use crate::evolve::Evolving;
use crate::state::change;
use std::sync::Arc;

pub(crate) fn evolve_action_assigned(evolving: &mut Evolving<'_>, event: &ActionAssigned) {
    let index = evolving.context.index;
    let (Some(matter), Some(signer)) = (evolving.state.matters.get(&event.matter), evolving.actor.signer())
    else {
        return;
    };
    let action = Action {
        id: event.action,
        matter: event.matter,
        round: matter.round,
        assignee: event.assignee.clone(),
        assigned_by: signer.clone(),
        document: event.document,
        due_at_ms: event.due_at_ms,
        overdue: false,
        status: ActionStatus::Assigned,
        progress: Vec::new(),
        evidence: None,
        inspected_by: None,
        changed_at: index,
    };
    evolving.state.actions.insert(event.action, Arc::new(action));
    evolving.change_matter(event.matter, |matter| matter.actions.push(event.action));
    evolving.stop_deliberation_clock(event.matter);
    evolving.lift_first_actions(event.matter);
    evolving.schedule(event.due_at_ms, Obligation::Action { action: event.action });
}

pub(crate) fn evolve_progress_reported(evolving: &mut Evolving<'_>, event: &ProgressReported) {
    change_action(evolving, &event.action, |action| action.progress.push(event.text));
}

pub(crate) fn evolve_action_completed(evolving: &mut Evolving<'_>, event: &ActionCompleted) {
    if let Some(action) = evolving.state.actions.get(&event.action) {
        evolving.unschedule(action.due_at_ms, Obligation::Action { action: event.action });
    }
    change_action(evolving, &event.action, |action| {
        action.status = ActionStatus::Completed;
        action.evidence = Some(event.evidence);
    });
}

/// What is sent back has the deadline it had: if that has passed meanwhile, the breach is recorded right after.
pub(crate) fn evolve_action_inspected(evolving: &mut Evolving<'_>, event: &ActionInspected) {
    change_action(evolving, &event.action, |action| {
        action.inspected_by = Some(event.by.clone());
        action.status = match event.inspection {
            Inspection::Accepted => ActionStatus::Accepted,
            Inspection::SentBack => ActionStatus::Assigned,
        };
    });
    let Some(action) = evolving.state.actions.get(&event.action) else { return };
    if action.status == ActionStatus::Assigned && !action.overdue {
        evolving.schedule(action.due_at_ms, Obligation::Action { action: event.action });
    }
}

pub(crate) fn evolve_action_overdue(evolving: &mut Evolving<'_>, event: &ActionOverdue) {
    change_action(evolving, &event.action, |action| action.overdue = true);
}

fn change_action(evolving: &mut Evolving<'_>, id: &ActionId, apply: impl FnOnce(&mut Action)) {
    let index = evolving.context.index;
    change(&mut evolving.state.actions, id, |action| {
        apply(action);
        action.changed_at = index;
    });
}

pub(crate) fn evolve_action_stopped(evolving: &mut Evolving<'_>, event: &ActionStopped) {
    if let Some(action) = evolving.state.actions.get(&event.action) {
        evolving.unschedule(action.due_at_ms, Obligation::Action { action: event.action });
    }
    change_action(evolving, &event.action, |action| action.status = ActionStatus::Stopped);
}

impl Action {
    /// Whether it is still to be done or accepted.
    pub(crate) const fn is_pending(&self) -> bool {
        match self.status {
            ActionStatus::Assigned | ActionStatus::Completed => true,
            ActionStatus::Accepted | ActionStatus::Stopped => false,
        }
    }
}
