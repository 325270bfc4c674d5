//! Who the sides are, who mediates, and that every side agrees to it.

use super::*;
use crate::bounds::{already, not_separate};
use crate::decide::{Deciding, Decision};
use std::collections::BTreeSet;

/// Fewest and most sides of a dispute.
const SIDES: (usize, usize) = (2, 6);

/// Fewest and most members of one side.
const SIDE_MEMBERS: (usize, usize) = (1, 8);

pub(crate) fn decide_open_mediation(deciding: &Deciding<'_>, command: &OpenMediation) -> Decision {
    let matter = deciding.matter_in(&command.matter, MatterStage::Mediating)?;
    let clause = deciding.mediation_clause()?;
    let convener = deciding.require_power(Power::Convene, &matter.council)?;
    deciding.require_uncontested(matter)?;
    if let Some(opened_at) = matter.mediation.as_ref().and_then(|found| found.opened_at) {
        return Err(already(format!("the sides of `{}` were named by entry {opened_at}", matter.id)));
    }
    deciding.check_sides(matter, &command.sides)?;
    deciding.require_impartial(convener, command.sides.iter(), "convening a mediation")?;
    let event = MediationOpened {
        matter: matter.id,
        sides: command.sides.clone(),
        rule: clause.clone(),
        name_by_ms: deciding.state.calendar.end_of(deciding.context.at, clause.name_within),
    };
    Ok(vec![event.into()])
}

pub(crate) fn decide_name_mediators(deciding: &Deciding<'_>, command: &NameMediators) -> Decision {
    let (matter, mediation) = deciding.under_mediation(&command.matter)?;
    let convener = deciding.require_power(Power::Convene, &matter.council)?;
    deciding.require_impartial(convener, mediation.sides(), "convening a mediation")?;
    let wanted = usize::try_from(mediation.wanted()).unwrap_or(usize::MAX);
    require_count("mediators", command.mediators.len(), wanted, wanted)?;
    if command.mediators.iter().eq(mediation.mediators.keys()) {
        return Err(already(format!("these mediators of `{}` were named", matter.id)));
    }
    for mediator in &command.mediators {
        deciding.require_fit_mediator(mediator, matter, mediation)?;
    }
    let goes_on = |mediator: &&MemberId| deciding.require_fit_mediator(mediator, matter, mediation).is_ok();
    let mut staying = mediation.mediators.keys().filter(goes_on);
    if let Some(left_out) = staying.find(|mediator| !command.mediators.contains(*mediator)) {
        let expected = format!("`{left_out}` among them, whom the sides have and who can go on");
        return Err(out_of_range("mediators", &expected, "others"));
    }
    Ok(vec![MediatorsNamed { matter: matter.id, mediators: command.mediators.clone() }.into()])
}

/// The breach stands; they can still be named.
pub(crate) fn decide_naming_missed(matter: MatterId) -> Vec<Event> {
    vec![MediatorsOverdue { matter }.into()]
}

pub(crate) fn decide_challenge_mediator(deciding: &Deciding<'_>, command: &ChallengeMediator) -> Decision {
    let (matter, mediation) = deciding.under_mediation(&command.matter)?;
    let (side, member) = deciding.require_side(matter, mediation)?;
    let mediator = &command.mediator;
    if !mediation.mediators.contains_key(mediator) {
        return Err(not_mediator(mediator, matter));
    }
    if let Some(challenge) = &side.challenge {
        let what = format!("side {} challenged a mediator by entry {}", side.number, challenge.index);
        return Err(already(what));
    }
    let rule = mediation.rule()?;
    let event = MediatorChallenged {
        matter: matter.id,
        mediator: mediator.clone(),
        side: side.number,
        member: member.clone(),
        name_by_ms: deciding.state.calendar.end_of(deciding.context.at, rule.name_within),
    };
    Ok(vec![event.into()])
}

pub(crate) fn decide_consent_to_mediation(deciding: &Deciding<'_>, command: &ConsentToMediation) -> Decision {
    let (matter, mediation) = deciding.under_mediation(&command.matter)?;
    let (side, member) = deciding.require_side(matter, mediation)?;
    if let Some(index) = side.consents.get(member) {
        return Err(already(format!("`{member}` agreed by entry {index}")));
    }
    let (side, member) = (side.number, member.clone());
    Ok(vec![MediationConsented { matter: matter.id, side, member }.into()])
}

/// Says that somebody does not mediate a dispute.
pub(super) fn not_mediator(member: &MemberId, matter: &Matter) -> Rejection {
    Rejection::NotMediator { member: member.clone(), matter: matter.id }
}

impl Mediation {
    /// The clause by which it is mediated, whatever the charter says by now: an amendment changes nothing that is under way.
    pub(super) fn rule(&self) -> Result<&MediationClause, Rejection> {
        self.rule.as_ref().ok_or(Rejection::NoMediation)
    }

    /// Who the sides are.
    pub(super) fn sides(&self) -> impl Iterator<Item = &DisputeSide> {
        self.sides.iter().map(|found| &found.side)
    }
}

impl Deciding<'_> {
    /// The clause of mediation in the charter in force.
    fn mediation_clause(&self) -> Result<&MediationClause, Rejection> {
        self.charter()?.charter.mediation.as_ref().ok_or(Rejection::NoMediation)
    }

    /// The matter and its mediation, which is under way.
    pub(super) fn under_mediation(&self, id: &MatterId) -> Result<(&Matter, &Mediation), Rejection> {
        let matter = self.state.matter(id)?;
        let mediation = matter.open_mediation().ok_or(Rejection::NotUnderMediation { matter: *id })?;
        Ok((matter, mediation))
    }

    /// The principal, and the side for which they speak. Who helps a side is neither of another one nor a mediator.
    pub(super) fn require_side<'a>(
        &'a self,
        matter: &Matter,
        mediation: &'a Mediation,
    ) -> Result<(&'a SideOfDispute, &'a MemberId), Rejection> {
        let principal = self.principal()?;
        let not_a_side = || Rejection::NotASide { member: principal.clone(), matter: matter.id };
        let side = mediation.side_of(principal, self.state).ok_or_else(not_a_side)?;
        if self.actor.assistance.is_some() {
            let clerk = self.signer()?;
            self.require_impartial(clerk, mediation.sides(), "helping a side")?;
            if mediation.mediators.contains_key(clerk) {
                return Err(not_separate(clerk, "helping a side", "mediating"));
            }
        }
        Ok((side, principal))
    }

    /// The signer, who mediates the dispute and can still do so.
    pub(super) fn require_mediator(
        &self,
        matter: &Matter,
        mediation: &Mediation,
    ) -> Result<&MemberId, Rejection> {
        let signer = self.signer()?;
        if !mediation.mediators.contains_key(signer) {
            return Err(not_mediator(signer, matter));
        }
        self.require_fit_mediator(signer, matter, mediation)?;
        Ok(signer)
    }

    /// Every side agreed, and all mediators are named (People's Mediation Law arts. 17 and 19).
    pub(super) fn require_begun(&self, matter: &Matter, mediation: &Mediation) -> Result<(), Rejection> {
        let missing = mediation.missing_mediators();
        let silent = mediation.sides.iter().filter(|side| !side.has_agreed());
        let sides: Vec<u32> = silent.map(|side| side.number).collect();
        if sides.is_empty() && missing == 0 {
            return Ok(());
        }
        Err(Rejection::MediationNotBegun { matter: matter.id, sides, mediators: missing })
    }

    fn require_fit_mediator(
        &self,
        member: &MemberId,
        matter: &Matter,
        mediation: &Mediation,
    ) -> Result<(), Rejection> {
        self.present_member(member)?;
        self.require_seated(member, &mediation.rule()?.seats, &matter.council)?;
        let mut challenges = mediation.sides.iter().filter_map(|side| side.challenge.as_ref());
        if let Some(challenge) = challenges.find(|challenge| challenge.mediator == *member) {
            let what = format!("`{member}` was challenged by entry {} and mediates no more", challenge.index);
            return Err(already(what));
        }
        self.require_impartial(member, mediation.sides(), "mediating")
    }

    /// The member is of no side, shares no household with one, and sits on no bench that is one.
    pub(crate) fn require_impartial<'a>(
        &self,
        member: &MemberId,
        sides: impl Iterator<Item = &'a DisputeSide>,
        duty: &str,
    ) -> Result<(), Rejection> {
        let household = |id: &MemberId| self.state.roll.members.get(id)?.household.clone();
        let own = household(member);
        for side in sides {
            let other = match side {
                DisputeSide::Members { members } if members.contains(member) => "being a side of the dispute",
                DisputeSide::Members { members }
                    if own.is_some() && members.iter().any(|id| household(id) == own) =>
                {
                    "living in the household of a side"
                }
                DisputeSide::Bench { bench, .. } if self.sits_on(member, bench) => {
                    "sitting on a bench that is a side"
                }
                DisputeSide::Members { .. } | DisputeSide::Bench { .. } => continue,
            };
            return Err(not_separate(member, duty, other));
        }
        Ok(())
    }

    /// Work that a settlement asks for is supervised by nobody of its sides, nor by a mediator.
    pub(crate) fn require_outside_dispute(
        &self,
        matter: &Matter,
        member: &MemberId,
        duty: &str,
    ) -> Result<(), Rejection> {
        let settled = matter.mediation.as_ref().filter(|mediation| mediation.in_force().is_some());
        let Some(mediation) = settled else { return Ok(()) };
        if mediation.mediators.contains_key(member) {
            return Err(not_separate(member, duty, "mediating"));
        }
        self.require_impartial(member, mediation.sides(), duty)
    }

    fn sits_on(&self, member: &MemberId, bench: &BenchId) -> bool {
        let Some(version) = self.state.charter() else { return false };
        let of_bench = |seating: &Seating| {
            let mut seats = version.charter.seats_of(&seating.council);
            seats.any(|seat| seat.id == seating.seat && seat.bench == *bench)
        };
        self.state.seatings.keys().any(|seating| seating.member == *member && of_bench(seating))
    }

    /// Everybody is there and of one side only.
    fn check_sides(&self, matter: &Matter, sides: &[DisputeSide]) -> Result<(), Rejection> {
        require_count("sides", sides.len(), SIDES.0, SIDES.1)?;
        let mut benches = BTreeSet::new();
        for side in sides {
            if let DisputeSide::Bench { council, bench } = side {
                self.check_bench(matter, council, bench)?;
                if !benches.insert(bench) {
                    return Err(already(format!("bench `{bench}` is a side")));
                }
            }
        }
        let mut named = BTreeSet::new();
        for side in sides {
            let DisputeSide::Members { members } = side else { continue };
            require_count("members", members.len(), SIDE_MEMBERS.0, SIDE_MEMBERS.1)?;
            for member in members {
                self.present_member(member)?;
                if !named.insert(member) {
                    return Err(not_separate(member, "being a side", "being another side"));
                }
                if benches.iter().any(|bench| self.sits_on(member, bench)) {
                    return Err(not_separate(member, "being a side", "sitting on a bench that is another"));
                }
            }
        }
        Ok(())
    }

    fn check_bench(&self, matter: &Matter, council: &CouncilId, bench: &BenchId) -> Result<(), Rejection> {
        self.require_council(council)?;
        let charter = &self.charter()?.charter;
        let sits = charter.seats_of(council).any(|seat| seat.bench == *bench);
        if sits && charter.is_at_or_below(&matter.council, council) {
            return Ok(());
        }
        Err(Rejection::NotFound { kind: "bench".to_owned(), id: format!("{council}/{bench}") })
    }
}
