//! A call after what happened to it, with each member's latest answer counted once.

use super::*;
use crate::evolve::Evolving;
use std::sync::Arc;

pub(crate) fn evolve_call_opened(evolving: &mut Evolving<'_>, event: &CallOpened) {
    let Some(opened_by) = evolving.actor.signer().cloned() else { return };
    let call = Call {
        id: event.call,
        council: event.council.clone(),
        title: event.title,
        text: event.text,
        asks: event.asks.clone(),
        audience: event.audience,
        anonymous: event.anonymous,
        closes_at_ms: event.closes_at_ms,
        opened_by,
        status: CallStatus::Open,
        submissions: OrdSet::new(),
        answers: OrdMap::new(),
        results: Vec::new(),
        closed_at: None,
        answer_by_ms: None,
        overdue: false,
        conclusion: None,
        changed_at: evolving.context.index,
    };
    evolving.state.calls.insert(event.call, Arc::new(call));
    evolving.schedule(event.closes_at_ms, Obligation::CallCloses { call: event.call });
}

pub(crate) fn evolve_survey_answered(evolving: &mut Evolving<'_>, event: &SurveyAnswered) {
    let (own, index) = (evolving.actor.assistance.is_none(), evolving.context.index);
    let answer = SurveyAnswer { answers: event.answers.clone(), own, index };
    evolving.change_call(event.call, |call| {
        call.answers.insert(event.member.clone(), answer);
    });
}

pub(crate) fn evolve_call_closed(evolving: &mut Evolving<'_>, event: &CallClosed) {
    let index = evolving.context.index;
    evolving.change_call(event.call, |call| {
        call.status = CallStatus::Closed;
        call.results.clone_from(&event.results);
        call.closed_at = Some(index);
        call.answer_by_ms = event.answer_by_ms;
    });
    if let Some(due) = event.answer_by_ms {
        evolving.schedule(due, Obligation::CallAnswer { call: event.call });
    }
}

pub(crate) fn evolve_call_concluded(evolving: &mut Evolving<'_>, event: &CallConcluded) {
    let conclusion = Conclusion { by: event.by.clone(), text: event.text, index: evolving.context.index };
    evolving.change_call(event.call, |call| {
        call.status = CallStatus::Concluded;
        call.conclusion = Some(conclusion);
    });
    let due = evolving.state.calls.get(&event.call).and_then(|call| call.answer_by_ms);
    if let Some(due) = due {
        evolving.unschedule(due, Obligation::CallAnswer { call: event.call });
    }
}

pub(crate) fn evolve_call_answer_overdue(evolving: &mut Evolving<'_>, event: &CallAnswerOverdue) {
    evolving.change_call(event.call, |call| call.overdue = true);
}

impl Evolving<'_> {
    /// Changes a call and notes the entry.
    pub(crate) fn change_call(&mut self, id: CallId, change_it: impl FnOnce(&mut Call)) {
        let index = self.context.index;
        change(&mut self.state.calls, &id, |call| {
            change_it(call);
            call.changed_at = index;
        });
    }
}
