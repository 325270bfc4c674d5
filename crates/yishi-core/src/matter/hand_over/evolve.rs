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
        matter.hand_overs.push(hand_over);
    });
    let obligation = Obligation::HandOverAnswer { matter: event.matter, set_by: index };
    evolving.schedule(event.answer_by_ms, obligation);
}

pub(crate) fn evolve_matter_received(evolving: &mut Evolving<'_>, event: &MatterReceived) {
    let index = evolving.context.index;
    let MatterReceived { from, matter_there, place, by, .. } = event.clone();
    let received = ReceivedFrom { from, matter_there, place, by };
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
    // No word is waited for any more, of whichever book.
    let last = evolving.state.matters.get(&event.matter).and_then(|matter| matter.hand_overs.last());
    let waiting = last.filter(|hand_over| !hand_over.lapsed).map(|found| (found.answer_by_ms, found.index));
    if let Some((due_at_ms, set_by)) = waiting {
        evolving.unschedule(due_at_ms, Obligation::HandOverAnswer { matter: event.matter, set_by });
    }
    evolving.change_matter(event.matter, |matter| {
        let made = |found: &&mut HandOver| found.index == event.handed_over_at;
        if let Some(hand_over) = matter.hand_overs.iter_mut().find(made) {
            (hand_over.receipt, hand_over.confirmed_at) = (Some(event.place), Some(index));
        }
    });
}

pub(crate) fn evolve_hand_over_lapsed(evolving: &mut Evolving<'_>, event: &HandOverLapsed) {
    evolving.change_matter(event.matter, |matter| {
        matter.stage = Matter::first_stage(matter.route.track);
        if let Some(hand_over) = matter.hand_overs.last_mut() {
            hand_over.lapsed = true;
        }
    });
    evolving.start_deliberation_clock(event.matter, event.decide_by_ms);
}
