//! Matters 事项: accepted, classified things to be dealt with; they travel between councils.

use crate::decide::{Deciding, Decision};
use crate::evolve::Evolving;
use crate::*;
use imbl::OrdSet;
use serde::{Deserialize, Serialize};

/// A matter was opened and routed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MatterOpened {
    /// Its id.
    pub matter: MatterId,
    /// The submission it came from.
    pub submission: SubmissionId,
    /// Its title.
    pub title: DocumentHash,
    /// The facts routing looked at.
    pub facts: Facts,
    /// Which rule fired, and where it goes.
    pub route: Route,
    /// By when it must be decided at its level.
    pub decide_by_ms: TimeMs,
}

/// Moves a matter to the parent council, by a seat with the power to refer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReferMatterUp {
    /// The matter.
    pub matter: MatterId,
    /// Why, as a document.
    pub reason: DocumentHash,
}

/// Moves a matter to a council below.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HandMatterDown {
    /// The matter.
    pub matter: MatterId,
    /// The council, a child of the present one.
    pub to: CouncilId,
    /// Why, as a document.
    pub reason: DocumentHash,
}

/// Signs a petition that the parent council should take the matter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PetitionEscalation {
    /// The matter.
    pub matter: MatterId,
}

/// A petition was signed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EscalationPetitioned {
    /// The matter.
    pub matter: MatterId,
    /// Who signed.
    pub member: MemberId,
    /// Signatures so far at this council.
    pub signatures: u64,
}

/// Why a matter moved up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "cause", deny_unknown_fields)]
pub enum EscalationCause {
    /// An escalation rule of the charter fired.
    Rule {
        /// The rule.
        rule: RuleId,
    },
    /// A seat with the power referred it.
    Referral {
        /// Why.
        reason: DocumentHash,
    },
}

/// A matter moved up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MatterEscalated {
    /// The matter.
    pub matter: MatterId,
    /// From this council.
    pub from: CouncilId,
    /// To this one.
    pub to: CouncilId,
    /// Why.
    pub cause: EscalationCause,
    /// By when it must be decided there.
    pub decide_by_ms: TimeMs,
}

/// A matter moved down.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MatterHandedDown {
    /// The matter.
    pub matter: MatterId,
    /// From this council.
    pub from: CouncilId,
    /// To this one.
    pub to: CouncilId,
    /// Why.
    pub reason: DocumentHash,
    /// By when it must be decided there.
    pub decide_by_ms: TimeMs,
}

/// A matter was not decided in time and no rule could move it up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeliberationOverdue {
    /// The matter.
    pub matter: MatterId,
}

/// How a matter ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Closure {
    /// Done and found satisfactory.
    Satisfied,
    /// Done, too few ratings for a result.
    Unrated,
    /// Refused at the highest council.
    Refused,
}

/// A matter is closed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MatterClosed {
    /// The matter.
    pub matter: MatterId,
    /// How it ended.
    pub closure: Closure,
}

/// A matter was rated unsatisfactory and is open again, in a new round.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MatterReopened {
    /// The matter.
    pub matter: MatterId,
    /// The round that begins, from 2.
    pub round: u32,
    /// By when it must be decided in this round.
    pub decide_by_ms: TimeMs,
}

/// Where a matter stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MatterStage {
    /// Being deliberated: proposals, hearings, polls.
    Deliberating,
    /// A resolution stands or direct handling began; actions are being carried out.
    Acting,
    /// All actions are accepted; residents' representatives evaluate.
    Evaluating,
    /// Closed.
    Closed,
}

/// A matter in the state.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Matter {
    /// Its id.
    pub id: MatterId,
    /// Submissions it came from, merged ones included.
    pub submissions: Vec<SubmissionId>,
    /// Its title.
    pub title: DocumentHash,
    /// The facts routing looked at.
    pub facts: Facts,
    /// Which rule fired when it was opened.
    pub route: Route,
    /// The council that deals with it now.
    pub council: CouncilId,
    /// Who screened it.
    pub screened_by: MemberId,
    /// Where it stands.
    pub stage: MatterStage,
    /// How it ended, once closed.
    pub closure: Option<Closure>,
    /// The round, from 1.
    pub round: u32,
    /// By when it must be decided at its level.
    pub decide_by_ms: TimeMs,
    /// The entry that set this deadline: part of the name of its obligation.
    pub deadline_set_by: u64,
    /// Whether that was missed at the highest council.
    pub overdue: bool,
    /// Who petitioned at the present council.
    pub petitioners: OrdSet<MemberId>,
    /// Its proposals.
    pub proposals: Vec<ProposalId>,
    /// Its hearings.
    pub hearings: Vec<HearingId>,
    /// Its resolutions.
    pub resolutions: Vec<ResolutionId>,
    /// Its actions.
    pub actions: Vec<ActionId>,
    /// Moves between councils.
    pub moves: Vec<Move>,
    /// The evaluation of the present round.
    pub evaluation: Option<Evaluation>,
    /// The entry that opened it.
    pub opened_at: u64,
    /// The last entry that changed it.
    pub changed_at: u64,
}

/// A move of a matter between councils.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Move {
    /// The entry.
    pub index: u64,
    /// From.
    pub from: CouncilId,
    /// To.
    pub to: CouncilId,
    /// Why: absent for hand-downs.
    pub cause: Option<EscalationCause>,
}

pub(crate) fn decide_refer_matter_up(_deciding: &Deciding<'_>, _command: &ReferMatterUp) -> Decision {
    Err(Rejection::NoCharter)
}

pub(crate) fn decide_hand_matter_down(_deciding: &Deciding<'_>, _command: &HandMatterDown) -> Decision {
    Err(Rejection::NoCharter)
}

pub(crate) fn decide_petition_escalation(
    _deciding: &Deciding<'_>,
    _command: &PetitionEscalation,
) -> Decision {
    Err(Rejection::NoCharter)
}

/// The deadline at this level passed: the matter moves up by rule, or the breach is recorded where it stands.
pub(crate) fn decide_deliberation_missed(deciding: &Deciding<'_>, matter: MatterId) -> Decision {
    let found = deciding.state.matter(&matter)?;
    let moved = deciding.escalate(found, EscalationTrigger::DeadlineMissed);
    Ok(if moved.is_empty() { vec![DeliberationOverdue { matter }.into()] } else { moved })
}

impl Deciding<'_> {
    /// The move up that an escalation rule asks for, or nothing when no rule names the trigger or there is no council
    /// above. A petition's trigger carries the signatures collected; the first rule that asks for no more fires.
    ///
    /// When nothing comes back, the caller lets the matter stand where it is: its deadline goes on, and a missed one
    /// is recorded. The caller makes sure that no poll on the matter stays open.
    pub(crate) fn escalate(&self, matter: &Matter, trigger: EscalationTrigger) -> Vec<Event> {
        let Some(version) = self.state.charter() else { return Vec::new() };
        let Some(parent) = version.charter.parent(&matter.council) else { return Vec::new() };
        let fires = |clause: &&EscalationClause| match (clause.on, trigger) {
            (
                EscalationTrigger::Petition { signatures },
                EscalationTrigger::Petition { signatures: found },
            ) => signatures <= found,
            (asked, found) => asked == found,
        };
        let Some(rule) = version.charter.escalation.iter().find(fires) else { return Vec::new() };
        let cause = EscalationCause::Rule { rule: rule.id.clone() };
        vec![self.move_up(matter, parent, cause)]
    }

    fn move_up(&self, matter: &Matter, parent: &CouncilId, cause: EscalationCause) -> Event {
        let event = MatterEscalated {
            matter: matter.id,
            from: matter.council.clone(),
            to: parent.clone(),
            cause,
            decide_by_ms: self.decide_by_ms(),
        };
        event.into()
    }

    /// The deadline of a deliberation that begins with this entry.
    pub(crate) fn decide_by_ms(&self) -> TimeMs {
        self.deadline(|deadlines| deadlines.deliberation)
    }

    /// The end of one of the charter's periods that begins with this entry.
    pub(crate) fn deadline(&self, period: impl FnOnce(&Deadlines) -> Period) -> TimeMs {
        let start = self.context.at;
        let Some(version) = self.state.charter() else { return start };
        self.state.calendar.end_of(start, period(&version.charter.deadlines))
    }

    /// Opens the next round of a matter that was rated unsatisfactory, at the council that has it.
    pub(crate) fn reopen(&self, matter: &Matter) -> Event {
        let round = matter.round.saturating_add(1);
        MatterReopened { matter: matter.id, round, decide_by_ms: self.decide_by_ms() }.into()
    }
}

impl Evolving<'_> {
    /// Stops the clock of a deliberation: while a poll on the matter is open, and for good once it is decided (a poll
    /// passed; on the direct track the first action was assigned).
    pub(crate) fn stop_deliberation_clock(&mut self, matter: MatterId) {
        if let Some((due, obligation)) = self.deliberation_clock(matter) {
            self.unschedule(due, obligation);
        }
    }

    /// Lets the clock go on after a poll that did not pass, with the deadline it had: one that has passed meanwhile
    /// fires right after. Nothing goes on that was missed already.
    pub(crate) fn resume_deliberation_clock(&mut self, matter: MatterId) {
        let missed = self.state.matters.get(&matter).is_none_or(|found| found.overdue);
        if let Some((due, obligation)) = self.deliberation_clock(matter).filter(|_| !missed) {
            self.schedule(due, obligation);
        }
    }

    fn deliberation_clock(&self, matter: MatterId) -> Option<(TimeMs, Obligation)> {
        let found = self.state.matters.get(&matter)?;
        Some((found.decide_by_ms, Obligation::Deliberation { matter, set_by: found.deadline_set_by }))
    }
}

pub(crate) fn evolve_matter_opened(_evolving: &mut Evolving<'_>, _event: &MatterOpened) {}

pub(crate) fn evolve_escalation_petitioned(_evolving: &mut Evolving<'_>, _event: &EscalationPetitioned) {}

pub(crate) fn evolve_matter_escalated(_evolving: &mut Evolving<'_>, _event: &MatterEscalated) {}

pub(crate) fn evolve_matter_handed_down(_evolving: &mut Evolving<'_>, _event: &MatterHandedDown) {}

pub(crate) fn evolve_deliberation_overdue(_evolving: &mut Evolving<'_>, _event: &DeliberationOverdue) {}

pub(crate) fn evolve_matter_closed(_evolving: &mut Evolving<'_>, _event: &MatterClosed) {}

pub(crate) fn evolve_matter_reopened(_evolving: &mut Evolving<'_>, _event: &MatterReopened) {}
