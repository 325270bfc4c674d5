//! What is owed in a dispute: the names of mediators, the word of the sides, the next session, signatures.

use super::*;

impl Event {
    /// The members whom the event makes part of a dispute.
    pub(crate) fn in_dispute(&self) -> Option<(Vec<&MemberId>, MatterId)> {
        match self {
            Self::MediationOpened(MediationOpened { matter, sides, .. }) => {
                let named = sides.iter().filter_map(|side| match side {
                    DisputeSide::Members { members } => Some(members),
                    DisputeSide::Bench { .. } => None,
                });
                Some((named.flatten().collect(), *matter))
            }
            Self::MediatorsNamed(MediatorsNamed { matter, mediators }) => {
                Some((mediators.iter().collect(), *matter))
            }
            Self::MediatorChallenged(MediatorChallenged { matter, member, .. })
            | Self::MediationConsented(MediationConsented { matter, member, .. })
            | Self::SettlementProposed(SettlementProposed { matter, member, .. })
            | Self::SettlementSigned(SettlementSigned { matter, member, .. }) => {
                Some((vec![member], *matter))
            }
            Self::MediationReferred(MediationReferred { matter, member: Some(member), .. }) => {
                Some((vec![member], *matter))
            }
            _ => None,
        }
    }
}

impl State {
    /// What a member owes or awaits in a mediation that is under way. Only its sides and mediators see anything here.
    pub(crate) fn owed_in_mediation(&self, matter: &Matter, member: &MemberId) -> Vec<Owed> {
        let Some(mediation) = matter.open_mediation() else { return Vec::new() };
        let side = mediation.side_of(member, self);
        if side.is_none() && !mediation.mediators.contains_key(member) {
            return Vec::new();
        }
        let until = |due_at_ms: TimeMs, what: OwedWhat, overdue: bool| Owed {
            due_at_ms: Some(due_at_ms),
            what,
            overdue,
        };
        let settle_by = matter.decide_by_ms;
        let mut owed = Vec::new();
        if mediation.missing_mediators() > 0 {
            let due_at_ms = mediation.naming.map(|naming| naming.due_at_ms);
            let what = OwedWhat::Mediators(matter.id);
            owed.push(Owed { due_at_ms, what, overdue: due_at_ms.is_none() });
        }
        if side.is_some_and(|side| !side.has_agreed() && !side.consents.contains_key(member)) {
            owed.push(until(settle_by, OwedWhat::MediationConsent(matter.id), false));
        }
        if let Some(session) = mediation.next_session() {
            owed.push(until(session.starts_at_ms, OwedWhat::MediationSession(matter.id), false));
        }
        let number = side.map(|side| side.number);
        let unsigned = |settlement: &Settlement| {
            let of_side = settlement.signatures.iter().filter(|(_, signature)| signature.side == number);
            let mut of_side = of_side.map(|(signer, _)| signer);
            let complete = match side {
                Some(side) => side.is_complete(of_side),
                None => of_side.next().is_some(),
            };
            !complete && !settlement.signatures.contains_key(member)
        };
        if mediation.settlement.as_ref().is_some_and(unsigned) {
            owed.push(until(settle_by, OwedWhat::SettlementSignature(matter.id), false));
        }
        owed
    }
}
