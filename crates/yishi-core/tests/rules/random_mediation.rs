//! Random orders about disputes: nobody is bound who did not sign, and nobody mediates for a side of their own.

use crate::community::*;
use crate::mediation::{call, name, open, propose, side, sign};
use yishi_core::*;

/// Which of the orders below, on which of the disputes, and a number to vary it by.
pub fn order(community: &Community, which: usize, pick: usize, extra: usize) -> Option<Command> {
    let disputes = community.state.matters.values().filter(|matter| matter.route.track == Track::Mediate);
    let disputes: Vec<MatterId> = disputes.map(|matter| matter.id).collect();
    let matter = *disputes.get(pick % disputes.len().max(1))?;
    let mediator = ["clerk", "neighbour-1-1", "neighbour-1-2"][extra % 3];
    let other = usize::from(pick.is_multiple_of(5));
    let performance = [Performance::BySides, Performance::FollowedUp][(pick + other) % 2];
    Some(match (which, extra % 2) {
        (0, 0) => open(matter).into(),
        (0, _) => {
            let bench = DisputeSide::Bench { council: id("grid-1"), bench: id("property") };
            OpenMediation { matter, sides: vec![side(&["resident-1-1"]), bench] }.into()
        }
        (1, 0) => ConsentToMediation { matter }.into(),
        (1, _) => name(matter, mediator).into(),
        (2, 0) => call(community, matter).into(),
        (2, _) => {
            let attended = [id("clerk"), id("resident-1-1")].into();
            let outcome = if pick.is_multiple_of(2) {
                SessionOutcome::NotHeld
            } else {
                SessionOutcome::Held { attended }
            };
            CloseMediationSession { matter, outcome, note: None }.into()
        }
        (3, 0) => SignSettlement { performance, ..sign(matter, (50 + pick % 2) as u8) }.into(),
        (3, _) => propose(matter, (50 + pick % 2) as u8, performance).into(),
        (4, 0) => ChallengeMediator { matter, mediator: id(mediator) }.into(),
        (4, _) => EndMediation { matter }.into(),
        _ => return None,
    })
}

/// Who would usually give the order.
pub fn usual(which: usize, extra: usize, pick: usize) -> &'static str {
    let mediator = ["clerk", "neighbour-1-1", "neighbour-1-2"][extra % 3];
    let party = ["resident-1-1", "resident-1-2", "resident-1-3"][pick % 3];
    match (which, extra % 2) {
        (0, _) | (1, 1) => "worker-1",
        (2, _) => "clerk",
        (3, _) if pick.is_multiple_of(4) => mediator,
        _ => party,
    }
}

/// What disputes wait for besides their end.
pub fn obligations(state: &State) -> Vec<(TimeMs, Obligation)> {
    let due = |matter: &std::sync::Arc<Matter>| {
        let naming = matter.mediation.as_ref()?.naming?;
        Some((naming.due_at_ms, Obligation::Mediators { matter: matter.id, set_by: naming.set_by }))
    };
    state.matters.values().filter_map(due).collect()
}

/// An agreement in force has the word and the signature of everybody of every side, and the signature of a mediator.
pub fn invariant_nobody_is_bound_who_did_not_sign(state: &State) {
    for mediation in state.matters.values().filter_map(|matter| matter.mediation.as_ref()) {
        let Some(settlement) = mediation.settlement.as_ref() else { continue };
        assert!(mediation.all_agreed());
        if settlement.in_force.is_none() {
            continue;
        }
        assert!(mediation.referral.is_none());
        assert!(settlement.signatures.values().any(|signature| signature.side.is_none()));
        for side in &mediation.sides {
            let signed = settlement.signatures.iter();
            let signed = signed.filter(|(_, signature)| signature.side == Some(side.number));
            assert!(side.is_complete(signed.map(|(member, _)| member)));
        }
    }
}

/// Where the last session is over and no text is before the sides, nothing is under way any more.
pub fn invariant_something_is_waited_for_in_a_mediation(state: &State) {
    for mediation in state.matters.values().filter_map(|matter| matter.open_mediation()) {
        let most = mediation.rule.as_ref().map_or(0, |rule| rule.sessions_at_most as usize);
        assert!(mediation.settlement.is_some() || mediation.sessions_held() < most);
    }
}

/// Nobody mediates who was named as a side or challenged by one.
pub fn invariant_mediators_belong_to_no_side(state: &State) {
    for matter in state.matters.values() {
        let Some(mediation) = &matter.mediation else { continue };
        for side in &mediation.sides {
            if let DisputeSide::Members { members } = &side.side {
                assert!(members.iter().all(|member| !mediation.mediators.contains_key(member)));
            }
            let challenged = side.challenge.as_ref().map(|challenge| &challenge.mediator);
            assert!(challenged.is_none_or(|mediator| !mediation.mediators.contains_key(mediator)));
        }
        assert!(mediation.opened_at.is_some() || mediation.referral.is_some());
    }
}
