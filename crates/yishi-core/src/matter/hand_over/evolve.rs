//! Matters after they went to another book or came from one.

use super::*;
use crate::evolve::Evolving;

/// It rests here: what others would still do on it lapses, as with a move.
pub(crate) fn evolve_matter_handed_over(evolving: &mut Evolving<'_>, event: &MatterHandedOver) {
    let index = evolving.context.index;
    evolving.stop_deliberation_clock(event.matter);
    evolving.lapse_open_proposals(event.matter);
    let hand_over = HandOver {
        to: event.to.clone(),
        council: event.council.clone(),
        reason: event.reason,
        answer_by_ms: event.answer_by_ms,
        index,
        lapsed: false,
        receipt: None,
        confirmed_at: None,
    };
    evolving.change_matter(event.matter, |matter| {
        matter.stage = MatterStage::HandedOver;
        matter.petitioners.clear();
        matter.hand_over = Some(hand_over);
    });
    let obligation = Obligation::HandOverAnswer { matter: event.matter, set_by: index };
    evolving.schedule(event.answer_by_ms, obligation);
}

pub(crate) fn evolve_matter_received(evolving: &mut Evolving<'_>, event: &MatterReceived) {
    let index = evolving.context.index;
    let received = ReceivedFrom { from: event.from.clone(), place: event.place, by: event.by.clone() };
    let opening = Opening {
        id: event.matter,
        title: event.title,
        facts: &event.facts,
        route: &event.route,
        decide_by_ms: event.decide_by_ms,
        screened_by: event.by.clone(),
    };
    let matter = Matter { received_from: Some(received), ..opening.matter(index) };
    evolving.open_matter(matter);
    let of_book = evolving.state.received.entry(event.from.origin.clone()).or_default();
    of_book.insert(event.place.index, event.matter);
}

/// That the matter is closed is the event after this one.
pub(crate) fn evolve_hand_over_confirmed(evolving: &mut Evolving<'_>, event: &HandOverConfirmed) {
    let index = evolving.context.index;
    let waiting = evolving.state.matters.get(&event.matter).and_then(|matter| matter.hand_over.clone());
    if let Some(hand_over) = waiting.filter(|hand_over| !hand_over.lapsed) {
        let obligation = Obligation::HandOverAnswer { matter: event.matter, set_by: hand_over.index };
        evolving.unschedule(hand_over.answer_by_ms, obligation);
    }
    evolving.change_matter(event.matter, |matter| {
        if let Some(hand_over) = &mut matter.hand_over {
            (hand_over.receipt, hand_over.confirmed_at) = (Some(event.place), Some(index));
        }
    });
}

pub(crate) fn evolve_hand_over_lapsed(evolving: &mut Evolving<'_>, event: &HandOverLapsed) {
    evolving.change_matter(event.matter, |matter| {
        matter.stage = Matter::first_stage(matter.route.track);
        if let Some(hand_over) = &mut matter.hand_over {
            hand_over.lapsed = true;
        }
    });
    evolving.start_deliberation_clock(event.matter, event.decide_by_ms);
}
