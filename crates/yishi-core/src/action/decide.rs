//! Who may assign, report, complete and inspect an action; nobody supervises their own doing.

use super::*;
use crate::bounds::{not_separate, require_stage, require_within};
use crate::decide::{Deciding, Decision};

pub(crate) fn decide_assign_action(deciding: &Deciding<'_>, command: &AssignAction) -> Decision {
    let matter = deciding.matter_in(&command.matter, MatterStage::Acting)?;
    deciding.present_member(&command.assignee)?;
    deciding.require_settled_route(matter)?;
    match matter.route.track {
        Track::Joint => deciding.require_joint_assigner(matter, &command.assignee)?,
        Track::Direct | Track::Deliberate | Track::Mediate => {
            deciding.require_power(Power::Dispatch, &matter.council)?;
        }
    }
    let event = ActionAssigned {
        action: ActionId::first(deciding.context.index),
        matter: matter.id,
        assignee: command.assignee.clone(),
        document: command.document,
        due_at_ms: deciding.action_deadline(matter, command)?,
    };
    Ok(vec![event.into()])
}

pub(crate) fn decide_report_progress(deciding: &Deciding<'_>, command: &ReportProgress) -> Decision {
    let action = deciding.own_action(&command.action)?;
    Ok(vec![ProgressReported { action: action.id, text: command.text }.into()])
}

pub(crate) fn decide_complete_action(deciding: &Deciding<'_>, command: &CompleteAction) -> Decision {
    let action = deciding.own_action(&command.action)?;
    Ok(vec![ActionCompleted { action: action.id, evidence: command.evidence }.into()])
}

pub(crate) fn decide_inspect_action(deciding: &Deciding<'_>, command: &InspectAction) -> Decision {
    let action = deciding.state.action(&command.action)?;
    let matter = deciding.matter_in(&action.matter, MatterStage::Acting)?;
    let by = deciding.require_power(Power::Supervise, &matter.council)?;
    check_supervisor(by, action, matter)?;
    deciding.require_outside_dispute(matter, by, "supervising")?;
    require_stage("action", &action.id, &action.status, &ActionStatus::Completed)?;
    let inspected = ActionInspected {
        action: action.id,
        by: by.clone(),
        inspection: command.inspection,
        text: command.text,
    };
    let mut events = vec![inspected.into()];
    if command.inspection == Inspection::Accepted && deciding.others_are_accepted(action, matter) {
        events.push(deciding.open_evaluation(matter)?.into());
        events.extend(deciding.post_results(matter)?);
    }
    Ok(events)
}

fn check_supervisor(by: &MemberId, action: &Action, matter: &Matter) -> Result<(), Rejection> {
    let others = [
        (&action.assignee, "carrying out"),
        (&action.assigned_by, "dispatching"),
        (&matter.screened_by, "screening"),
    ];
    match others.into_iter().find(|(member, _)| *member == by) {
        Some((_, other)) => Err(not_separate(by, "supervising", other)),
        None => Ok(()),
    }
}

/// Falls due only while the action is not reported as done.
pub(crate) fn decide_action_due(deciding: &Deciding<'_>, action: ActionId) -> Decision {
    let assigned = |found: &Action| found.status == ActionStatus::Assigned;
    let late = deciding.state.actions.get(&action).is_some_and(|found| assigned(found));
    Ok(if late { vec![ActionOverdue { action }.into()] } else { Vec::new() })
}

impl Deciding<'_> {
    /// The results of the work are posted where the charter asks for it, under the text that was decided.
    fn post_results(&self, matter: &Matter) -> Result<Option<Event>, Rejection> {
        let Some(period) = self.charter()?.charter.deadlines.result_notice else { return Ok(None) };
        let decided = matter.resolutions.last().and_then(|id| self.state.resolutions.get(id));
        let posted = NoticePosted {
            notice: NoticeId::first(self.context.index),
            subject: NoticeSubject::Results(matter.id),
            document: decided.map_or(matter.title, |resolution| resolution.document),
            period,
            due_at_ms: self.state.calendar.end_of(self.context.at, period),
            vote: None,
            rule_digest: None,
        };
        Ok(Some(posted.into()))
    }

    fn action_deadline(&self, matter: &Matter, command: &AssignAction) -> Result<TimeMs, Rejection> {
        let at = self.context.at;
        let Some(due_at_ms) = command.due_at_ms else {
            let own = self.routing_rule(&matter.route.rule).and_then(|rule| rule.act_within);
            return Ok(self.deadline(|deadlines| own.unwrap_or(deadlines.action)));
        };
        let allowed = TimeMs(at.0.saturating_add(1))..=at.plus_days(MAX_ACTION_DAYS);
        require_within("due_at_ms", due_at_ms, &allowed)?;
        Ok(due_at_ms)
    }

    /// An action that is to be done, by the signer.
    fn own_action(&self, id: &ActionId) -> Result<&Action, Rejection> {
        let (action, signer) = (self.state.action(id)?, self.signer()?);
        if action.assignee != *signer {
            return Err(Rejection::NotAssignee {
                member: signer.clone(),
                action: *id,
                assignee: action.assignee.clone(),
            });
        }
        require_stage("action", id, &action.status, &ActionStatus::Assigned)?;
        self.matter_in(&action.matter, MatterStage::Acting)?;
        Ok(action)
    }

    fn others_are_accepted(&self, action: &Action, matter: &Matter) -> bool {
        let others = matter.actions.iter().filter(|id| **id != action.id);
        let mut others =
            others.filter_map(|id| self.state.actions.get(id)).filter(|it| it.round == matter.round);
        others.all(|other| other.status == ActionStatus::Accepted)
    }
}
