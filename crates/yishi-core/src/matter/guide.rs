//! What councils above do with a matter below: guide 指导 it, or take it up 提级.

use crate::bounds::already;
use crate::decide::{Deciding, Decision};
use crate::evolve::Evolving;
use crate::*;
use serde::{Deserialize, Serialize};

/// Gives guidance on a matter that another council deals with; it binds nobody and stands in the book.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GuideMatter {
    /// The matter.
    pub matter: MatterId,
    /// The guidance, as a document.
    pub document: DocumentHash,
}

/// Takes a matter up from a council below.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TakeUpMatter {
    /// The matter.
    pub matter: MatterId,
    /// The council that takes it up, somewhere above the present one.
    pub to: CouncilId,
    /// Why, as a document.
    pub reason: DocumentHash,
}

/// Guidance was given.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GuidanceGiven {
    /// The matter.
    pub matter: MatterId,
    /// Who gave it.
    pub member: MemberId,
    /// The guidance.
    pub document: DocumentHash,
}

/// Guidance in the state.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Guidance {
    /// The entry.
    pub index: u64,
    /// Who gave it.
    pub member: MemberId,
    /// The guidance.
    pub document: DocumentHash,
}

/// Most pieces of guidance on one matter.
pub const MAX_GUIDANCE: usize = 50;

/// As long as the matter is neither closed nor handed over.
pub(crate) fn decide_guide_matter(deciding: &Deciding<'_>, command: &GuideMatter) -> Decision {
    let matter = deciding.state.matter(&command.matter)?;
    let member = deciding.require_power(Power::Guide, &matter.council)?.clone();
    if matches!(matter.stage, MatterStage::Closed | MatterStage::HandedOver) {
        return Err(matter.wrong_stage("open and dealt with here"));
    }
    if matter.guidance.iter().any(|given| given.document == command.document) {
        return Err(already(format!("this guidance on `{}` was given", matter.id)));
    }
    require_count("guidance", matter.guidance.len().saturating_add(1), 1, MAX_GUIDANCE)?;
    Ok(vec![GuidanceGiven { matter: matter.id, member, document: command.document }.into()])
}

/// By a seat of the very council that takes it up, with the power to refer over the one that has it.
pub(crate) fn decide_take_up_matter(deciding: &Deciding<'_>, command: &TakeUpMatter) -> Decision {
    let TakeUpMatter { matter, to, reason } = command;
    let matter = deciding.state.matter(matter)?;
    deciding.require_council(to)?;
    deciding.require_seat_there(to, &matter.council)?;
    deciding.require_movable(matter)?;
    if !deciding.charter()?.charter.is_below(&matter.council, to) {
        return Err(Rejection::NotChildCouncil { council: matter.council.clone(), above: to.clone() });
    }
    Ok(vec![deciding.move_up(matter, to, EscalationCause::TakenUp { reason: *reason })])
}

impl Deciding<'_> {
    /// The signer, whose power to refer over `below` comes from a seat of `council`.
    fn require_seat_there(&self, council: &CouncilId, below: &CouncilId) -> Result<(), Rejection> {
        let signer = self.signer()?;
        let holds = self
            .state
            .seats_with_power(Power::Refer, below)
            .any(|(seated, seat)| seated == council && self.state.holds(signer, council, &seat.id));
        if holds {
            return Ok(());
        }
        Err(Rejection::PowerMissing { member: signer.clone(), power: Power::Refer, council: below.clone() })
    }
}

pub(crate) fn evolve_guidance_given(evolving: &mut Evolving<'_>, event: &GuidanceGiven) {
    let index = evolving.context.index;
    let given = Guidance { index, member: event.member.clone(), document: event.document };
    evolving.change_matter(event.matter, |matter| matter.guidance.push(given));
}
