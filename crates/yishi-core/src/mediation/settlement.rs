//! The agreement 调解协议: one exact text and how it is performed, signed by all sides and a mediator.

use super::*;
use crate::bounds::already;
use crate::decide::{Deciding, Decision};

/// Most texts that may be proposed on one dispute.
const MAX_TEXTS: usize = 50;

/// How long the sides may jointly ask the court to confirm an agreement, from the day on that it is in force (art. 33).
const CONFIRMATION: Period = Period::Days(30);

pub(crate) fn decide_propose_settlement(deciding: &Deciding<'_>, command: &ProposeSettlement) -> Decision {
    let (matter, mediation) = deciding.under_mediation(&command.matter)?;
    let (member, _) = deciding.require_side_or_mediator(matter, mediation)?;
    deciding.require_begun(matter, mediation)?;
    let stands = mediation.settlement.as_ref();
    if stands.is_some_and(|it| it.text == command.text && it.performance == command.performance) {
        return Err(already(format!("this text is before the sides of `{}`", matter.id)));
    }
    let texts = usize::try_from(mediation.texts).unwrap_or(usize::MAX);
    require_count("texts", texts.saturating_add(1), 1, MAX_TEXTS)?;
    let ProposeSettlement { matter: _, text, performance } = *command;
    Ok(vec![SettlementProposed { matter: matter.id, member: member.clone(), text, performance }.into()])
}

/// The signature that completes the agreement puts it in force in the same entry.
pub(crate) fn decide_sign_settlement(deciding: &Deciding<'_>, command: &SignSettlement) -> Decision {
    let (matter, mediation) = deciding.under_mediation(&command.matter)?;
    let (member, side) = deciding.require_side_or_mediator(matter, mediation)?;
    deciding.require_begun(matter, mediation)?;
    let no_text = || Rejection::NotFound { kind: "agreement on".to_owned(), id: matter.id.to_string() };
    let settlement = mediation.settlement.as_ref().ok_or_else(no_text)?;
    settlement.require_same(command)?;
    if let Some(signature) = settlement.signatures.get(member) {
        return Err(already(format!("`{member}` signed by entry {}", signature.index)));
    }
    let member = member.clone();
    let SignSettlement { matter: _, text, performance } = *command;
    let signed = SettlementSigned { matter: matter.id, member: member.clone(), side, text, performance };
    let mut events = vec![signed.into()];
    if mediation.is_signed_with(settlement, &member, side) {
        events.extend(deciding.reach(matter, settlement));
    }
    Ok(events)
}

impl Settlement {
    /// A signature is one under this agreement: the same text with other work to follow is another.
    fn require_same(&self, signed: &SignSettlement) -> Result<(), Rejection> {
        if self.text != signed.text {
            let (expected, found) = (self.text.to_string(), signed.text.to_string());
            return Err(Rejection::TextMismatch { expected, found });
        }
        if self.performance != signed.performance {
            let (expected, found) = (self.performance.name(), signed.performance.name());
            return Err(out_of_range("performance", &format!("`{expected}`"), format!("`{found}`")));
        }
        Ok(())
    }
}

impl Performance {
    /// As it stands in the book.
    fn name(self) -> &'static str {
        match self {
            Self::BySides => "by_sides",
            Self::FollowedUp => "followed_up",
        }
    }
}

impl Deciding<'_> {
    /// Who acts: for a side, whose number comes along, or as a mediator.
    fn require_side_or_mediator<'a>(
        &'a self,
        matter: &Matter,
        mediation: &'a Mediation,
    ) -> Result<(&'a MemberId, Option<u32>), Rejection> {
        if mediation.mediators.contains_key(self.principal()?) && self.actor.assistance.is_none() {
            return self.require_mediator(matter, mediation).map(|mediator| (mediator, None));
        }
        let (side, member) = self.require_side(matter, mediation)?;
        Ok((member, Some(side.number)))
    }

    fn reach(&self, matter: &Matter, settlement: &Settlement) -> Vec<Event> {
        let followed_up = settlement.performance == Performance::FollowedUp;
        let assign = |deadlines: &Deadlines| deadlines.first_action.unwrap_or(deadlines.deliberation);
        let reached = SettlementReached {
            matter: matter.id,
            text: settlement.text,
            confirm_by_ms: self.state.calendar.end_of(self.context.at, CONFIRMATION),
            assign_by_ms: followed_up.then(|| self.deadline(assign)),
        };
        let closed = MatterClosed { matter: matter.id, closure: Closure::Settled };
        let mut events = vec![reached.into()];
        if !followed_up {
            events.push(closed.into());
        }
        events
    }
}

impl Mediation {
    /// Whether all sides and a mediator have signed, with one more signature (People's Mediation Law art. 29).
    fn is_signed_with(&self, settlement: &Settlement, member: &MemberId, side: Option<u32>) -> bool {
        let of = |wanted: Option<u32>| {
            let before = settlement.signatures.iter().filter(move |(_, found)| found.side == wanted);
            before.map(|(member, _)| member).chain((side == wanted).then_some(member))
        };
        of(None).next().is_some() && self.sides.iter().all(|found| found.is_complete(of(Some(found.number))))
    }
}
