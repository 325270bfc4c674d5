//! How a mediation changes.

use super::*;
use crate::evolve::Evolving;

pub(crate) fn evolve_mediation_opened(evolving: &mut Evolving<'_>, event: &MediationOpened) {
    let (index, convened_by) = (evolving.context.index, evolving.actor.signer().cloned());
    let numbered = event.sides.iter().zip(1_u32..);
    let sides = numbered.map(|(side, number)| SideOfDispute {
        number,
        side: side.clone(),
        consents: BTreeMap::new(),
        challenge: None,
    });
    let mediation = Mediation {
        opened_at: Some(index),
        convened_by,
        sides: sides.collect(),
        rule: Some(event.rule.clone()),
        ..Mediation::default()
    };
    evolving.change_matter(event.matter, |matter| matter.mediation = Some(mediation));
    evolving.expect_mediators(event.matter, event.name_by_ms);
}

pub(crate) fn evolve_mediators_named(evolving: &mut Evolving<'_>, event: &MediatorsNamed) {
    evolving.lift_naming(event.matter);
    let index = evolving.context.index;
    evolving.change_mediation(event.matter, |mediation| {
        mediation.mediators.retain(|mediator, _| event.mediators.contains(mediator));
        for mediator in &event.mediators {
            mediation.mediators.entry(mediator.clone()).or_insert(index);
        }
        mediation.drop_signatures_of_others();
    });
}

pub(crate) fn evolve_mediators_overdue(evolving: &mut Evolving<'_>, event: &MediatorsOverdue) {
    evolving.change_mediation(event.matter, |mediation| {
        mediation.naming = None;
        mediation.naming_overdue = true;
    });
}

pub(crate) fn evolve_mediator_challenged(evolving: &mut Evolving<'_>, event: &MediatorChallenged) {
    let index = evolving.context.index;
    let challenge = Challenge { mediator: event.mediator.clone(), member: event.member.clone(), index };
    evolving.change_mediation(event.matter, |mediation| {
        mediation.mediators.remove(&event.mediator);
        mediation.drop_signatures_of_others();
        if let Some(side) = mediation.sides.iter_mut().find(|side| side.number == event.side) {
            side.challenge = Some(challenge);
        }
    });
    evolving.expect_mediators(event.matter, event.name_by_ms);
}

pub(crate) fn evolve_mediation_consented(evolving: &mut Evolving<'_>, event: &MediationConsented) {
    let index = evolving.context.index;
    evolving.change_mediation(event.matter, |mediation| {
        if let Some(side) = mediation.sides.iter_mut().find(|side| side.number == event.side) {
            side.consents.insert(event.member.clone(), index);
        }
    });
}

pub(crate) fn evolve_mediation_session_called(evolving: &mut Evolving<'_>, event: &MediationSessionCalled) {
    let Some(called_by) = evolving.actor.signer().cloned() else { return };
    let session = MediationSession {
        called_at: evolving.context.index,
        called_by,
        starts_at_ms: event.starts_at_ms,
        place: event.place,
        closed: None,
    };
    evolving.change_mediation(event.matter, |mediation| mediation.sessions.push(session));
}

pub(crate) fn evolve_mediation_session_closed(evolving: &mut Evolving<'_>, event: &MediationSessionClosed) {
    let Some(by) = evolving.actor.signer().cloned() else { return };
    let MediationSessionClosed { matter, outcome, note } = event.clone();
    let closed = ClosedSession { index: evolving.context.index, by, outcome, note };
    evolving.change_mediation(matter, |mediation| {
        if let Some(session) = mediation.sessions.last_mut() {
            session.closed = Some(closed);
        }
    });
}

/// A new text has no signatures.
pub(crate) fn evolve_settlement_proposed(evolving: &mut Evolving<'_>, event: &SettlementProposed) {
    let settlement = Settlement {
        text: event.text,
        performance: event.performance,
        proposed_by: event.member.clone(),
        proposed_at: evolving.context.index,
        signatures: BTreeMap::new(),
        in_force: None,
    };
    evolving.change_mediation(event.matter, |mediation| {
        mediation.settlement = Some(settlement);
        mediation.texts = mediation.texts.saturating_add(1);
    });
}

pub(crate) fn evolve_settlement_signed(evolving: &mut Evolving<'_>, event: &SettlementSigned) {
    let Context { index, at, .. } = evolving.context;
    let signature = SettlementSignature { index, at_ms: at, side: event.side };
    evolving.change_mediation(event.matter, |mediation| {
        if let Some(settlement) = &mut mediation.settlement {
            settlement.signatures.insert(event.member.clone(), signature);
        }
    });
}

/// Where work follows, its first assignment has a deadline; otherwise the closing follows in the same entry.
pub(crate) fn evolve_settlement_reached(evolving: &mut Evolving<'_>, event: &SettlementReached) {
    let Context { index, at, .. } = evolving.context;
    let in_force = SettlementInForce { index, at_ms: at, confirm_by_ms: event.confirm_by_ms };
    evolving.lift_naming(event.matter);
    evolving.change_mediation(event.matter, |mediation| {
        if let Some(settlement) = &mut mediation.settlement {
            settlement.in_force = Some(in_force);
        }
    });
    evolving.stop_deliberation_clock(event.matter);
    if let Some(assign_by_ms) = event.assign_by_ms {
        evolving.change_matter(event.matter, |matter| matter.stage = MatterStage::Acting);
        evolving.start_deliberation_clock(event.matter, assign_by_ms);
    }
}

/// A dispute that a council deliberates on is on that track from here on.
pub(crate) fn evolve_mediation_referred(evolving: &mut Evolving<'_>, event: &MediationReferred) {
    let Context { index, at, .. } = evolving.context;
    let MediationReferred { matter, reason, member, referred } = event.clone();
    evolving.lift_naming(matter);
    let referral = Referral { index, at_ms: at, reason, member, referred };
    evolving.change_matter(matter, |found| {
        found.mediation.get_or_insert_default().referral = Some(referral);
    });
    let ReferredTo::Council { council, decide_by_ms } = &event.referred else { return };
    evolving.change_matter(matter, |found| {
        found.route.track = Track::Deliberate;
        found.stage = MatterStage::Deliberating;
    });
    let from = evolving.state.matters.get(&matter).map(|found| found.council.clone());
    match from.filter(|from| from != council) {
        Some(from) => {
            let cause = Some(EscalationCause::Unsettled);
            let made = Move { index, from, to: council.clone(), cause, reason: None };
            evolving.move_matter(matter, made, *decide_by_ms);
        }
        None => evolving.start_deliberation_clock(matter, *decide_by_ms),
    }
}

impl Mediation {
    /// A signature as mediator counts only as long as its signer mediates.
    fn drop_signatures_of_others(&mut self) {
        if let Some(settlement) = &mut self.settlement {
            let mediators = &self.mediators;
            settlement
                .signatures
                .retain(|member, signature| signature.side.is_some() || mediators.contains_key(member));
        }
    }
}

impl Evolving<'_> {
    fn change_mediation(&mut self, matter: MatterId, change_it: impl FnOnce(&mut Mediation)) {
        self.change_matter(matter, |found| found.mediation.as_mut().map(change_it).unwrap_or_default());
    }

    /// Mediators are to be named by a moment.
    fn expect_mediators(&mut self, matter: MatterId, due_at_ms: TimeMs) {
        self.lift_naming(matter);
        let set_by = self.context.index;
        self.change_mediation(matter, |mediation| mediation.naming = Some(NamingDue { due_at_ms, set_by }));
        self.schedule(due_at_ms, Obligation::Mediators { matter, set_by });
    }

    /// Nobody has to name mediators any more.
    pub(crate) fn lift_naming(&mut self, matter: MatterId) {
        let mediation = self.state.matters.get(&matter).and_then(|found| found.mediation.as_ref());
        let Some(NamingDue { due_at_ms, set_by }) = mediation.and_then(|it| it.naming) else { return };
        self.unschedule(due_at_ms, Obligation::Mediators { matter, set_by });
        self.change_mediation(matter, |mediation| mediation.naming = None);
    }
}
