//! Keys, registrars and requests after what happened to them.

use super::*;
use crate::evolve::Evolving;
use crate::state::change;
use std::sync::Arc;

impl Evolving<'_> {
    /// Puts keys in force from the next entry on.
    pub(crate) fn enrol(&mut self, keys: &[EnrolledKey]) {
        for key in keys {
            let record = KeyRecord {
                member: key.member.clone(),
                custody: key.custody,
                enrolled_at: self.context.index,
                revoked_at: None,
            };
            self.state.keys.insert(key.key, Arc::new(record));
        }
    }
}

pub(crate) fn evolve_registrar_act_requested(evolving: &mut Evolving<'_>, event: &RegistrarActRequested) {
    let Command::RequestRegistrarAct(command) = evolving.command else { return };
    let request = RegistrarRequest {
        id: event.request,
        act: command.act.clone(),
        threshold: event.threshold,
        endorsed_by: BTreeSet::new(),
        status: RequestStatus::Waiting,
        lapses_at_ms: event.lapses_at_ms,
    };
    evolving.state.registrar_requests.insert(event.request, Arc::new(request));
    if let Some(lapses_at_ms) = event.lapses_at_ms {
        evolving.schedule(lapses_at_ms, Obligation::RequestLapses { request: event.request });
    }
}

pub(crate) fn evolve_registrar_act_endorsed(evolving: &mut Evolving<'_>, event: &RegistrarActEndorsed) {
    change(&mut evolving.state.registrar_requests, &event.request, |request| {
        request.endorsed_by.insert(event.registrar.clone());
    });
}

pub(crate) fn evolve_keys_enrolled(evolving: &mut Evolving<'_>, event: &KeysEnrolled) {
    evolving.settle_request(event.request, RequestStatus::Effective);
    evolving.enrol(&event.keys);
}

pub(crate) fn evolve_key_revoked(evolving: &mut Evolving<'_>, event: &KeyRevoked) {
    evolving.settle_request(event.request, RequestStatus::Effective);
    let index = evolving.context.index;
    change(&mut evolving.state.keys, &event.key, |key| key.revoked_at = Some(index));
}

pub(crate) fn evolve_registrar_added(evolving: &mut Evolving<'_>, event: &RegistrarAdded) {
    evolving.settle_request(event.request, RequestStatus::Effective);
    evolving.change_registrars(|registrars| registrars.push(event.member.clone()));
}

pub(crate) fn evolve_registrar_removed(evolving: &mut Evolving<'_>, event: &RegistrarRemoved) {
    evolving.settle_request(event.request, RequestStatus::Effective);
    evolving.change_registrars(|registrars| registrars.retain(|member| *member != event.member));
}

pub(crate) fn evolve_registrar_act_lapsed(evolving: &mut Evolving<'_>, event: &RegistrarActLapsed) {
    evolving.settle_request(event.request, RequestStatus::Lapsed);
}

impl Evolving<'_> {
    /// Whatever was to become of a request became of it.
    pub(crate) fn settle_request(&mut self, id: RegistrarRequestId, status: RequestStatus) {
        let lapses_at_ms = self.state.registrar_requests.get(&id).and_then(|request| request.lapses_at_ms);
        if let Some(lapses_at_ms) = lapses_at_ms {
            self.unschedule(lapses_at_ms, Obligation::RequestLapses { request: id });
        }
        change(&mut self.state.registrar_requests, &id, |request| request.status = status);
    }

    fn change_registrars(&mut self, change_them: impl FnOnce(&mut Vec<MemberId>)) {
        if let Some(book) = &mut self.state.book {
            change_them(&mut Arc::make_mut(book).registrars);
        }
    }
}
