//! Matters 事项: accepted, classified things to be dealt with; they travel between councils.

use crate::decide::{Deciding, Decision};
use crate::evolve::Evolving;
use crate::*;
use imbl::OrdSet;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

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

/// By a seat with the power to refer at the council that has the matter.
pub(crate) fn decide_refer_matter_up(deciding: &Deciding<'_>, command: &ReferMatterUp) -> Decision {
    let matter = deciding.state.matter(&command.matter)?;
    deciding.require_power(Power::Refer, &matter.council)?;
    deciding.require_movable(matter)?;
    let parent = deciding.require_parent(&matter.council)?;
    Ok(vec![deciding.move_up(matter, parent, EscalationCause::Referral { reason: command.reason })])
}

/// By a seat with the power to refer, to a council directly below that covers every place of the matter.
pub(crate) fn decide_hand_matter_down(deciding: &Deciding<'_>, command: &HandMatterDown) -> Decision {
    let HandMatterDown { matter, to, reason } = command;
    let matter = deciding.state.matter(matter)?;
    deciding.require_power(Power::Refer, &matter.council)?;
    deciding.require_movable(matter)?;
    let charter = &deciding.charter()?.charter;
    if deciding.require_council(to)?.parent.as_ref() != Some(&matter.council) {
        return Err(Rejection::NotChildCouncil { council: to.clone(), above: matter.council.clone() });
    }
    if let Some(place) = matter.facts.places.iter().find(|place| !charter.is_at_or_below(place, to)) {
        return Err(Rejection::PlaceNotCovered { council: to.clone(), place: place.clone() });
    }
    let event = MatterHandedDown {
        matter: matter.id,
        from: matter.council.clone(),
        to: to.clone(),
        reason: *reason,
        decide_by_ms: deciding.decide_by_ms(),
    };
    Ok(vec![event.into()])
}

/// By residents of the area of the council that has the matter; the signature that reaches the number moves it.
pub(crate) fn decide_petition_escalation(deciding: &Deciding<'_>, command: &PetitionEscalation) -> Decision {
    let matter = deciding.state.matter(&command.matter)?;
    let member = deciding.require_member_in_area(&matter.council)?;
    if member.standing != Standing::Resident {
        let (member, standing) = (member.id.clone(), member.standing);
        return Err(Rejection::StandingInsufficient { member, standing });
    }
    deciding.require_movable(matter)?;
    deciding.require_parent(&matter.council)?;
    deciding.require_petition_rule()?;
    if matter.petitioners.contains(&member.id) {
        let what = format!("`{}` signed the petition on `{}` already", member.id, matter.id);
        return Err(Rejection::AlreadyDone { what });
    }
    let signatures = u32::try_from(matter.petitioners.len()).unwrap_or(u32::MAX).saturating_add(1);
    let petitioned = EscalationPetitioned {
        matter: matter.id,
        member: member.id.clone(),
        signatures: u64::from(signatures),
    };
    let mut events = vec![petitioned.into()];
    events.extend(deciding.escalate(matter, EscalationTrigger::Petition { signatures }));
    Ok(events)
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

    /// A matter moves only while its council still has to decide it, and never from under an open poll.
    fn require_movable(&self, matter: &Matter) -> Result<(), Rejection> {
        let open_poll = self.polls_of(matter).find(|poll| poll.status == PollStatus::Open);
        if let Some(poll) = open_poll {
            return Err(Rejection::PollIsOpen {
                matter: matter.id,
                poll: poll.id,
                closes_at_ms: poll.closes_at_ms,
            });
        }
        let begun = matter.stage == MatterStage::Acting
            && (matter.route.track == Track::Deliberate || self.state.has_action(matter));
        let waits = matter.stage == MatterStage::Deliberating && self.waits_for_certification(matter);
        let settled = matches!(matter.stage, MatterStage::Evaluating | MatterStage::Closed);
        if begun || waits || settled { Err(matter.wrong_stage("waiting for a decision")) } else { Ok(()) }
    }

    pub(crate) fn waits_for_certification(&self, matter: &Matter) -> bool {
        let resolutions = matter.resolutions.iter().filter_map(|id| self.state.resolutions.get(id));
        let certified: Vec<PollId> = resolutions.map(|resolution| resolution.poll).collect();
        let proposals = matter.proposals.iter().filter_map(|id| self.state.proposals.get(id));
        let mut passed = proposals.filter(|proposal| proposal.status == ProposalStatus::Passed);
        passed.any(|proposal| !proposal.polls.iter().any(|poll| certified.contains(poll)))
    }

    fn polls_of<'m>(&'m self, matter: &'m Matter) -> impl Iterator<Item = &'m Poll> {
        let proposals = matter.proposals.iter().filter_map(|id| self.state.proposals.get(id));
        let polls = proposals.flat_map(|proposal| proposal.polls.iter());
        polls.filter_map(|id| self.state.polls.get(id)).map(|poll| &**poll)
    }

    fn require_parent(&self, council: &CouncilId) -> Result<&CouncilId, Rejection> {
        let highest = || Rejection::NoParentCouncil { council: council.clone() };
        self.charter()?.charter.parent(council).ok_or_else(highest)
    }

    fn require_petition_rule(&self) -> Result<(), Rejection> {
        let by_petition = |clause: &EscalationClause| matches!(clause.on, EscalationTrigger::Petition { .. });
        if self.charter()?.charter.escalation.iter().any(by_petition) {
            return Ok(());
        }
        Err(Rejection::NoEscalationRule { trigger: "petitions".to_owned() })
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

impl State {
    /// Whether an action was assigned in the matter's present round.
    pub(crate) fn has_action(&self, matter: &Matter) -> bool {
        let of_round =
            |id: &ActionId| self.actions.get(id).is_some_and(|action| action.round == matter.round);
        matter.actions.iter().any(of_round)
    }
}

impl MatterStage {
    /// The stage as a refusal tells it.
    pub(crate) const fn words(self) -> &'static str {
        match self {
            Self::Deliberating => "being deliberated",
            Self::Acting => "being acted on",
            Self::Evaluating => "being evaluated",
            Self::Closed => "closed",
        }
    }
}

impl Matter {
    /// Says that the matter does not stand where a command needs it.
    pub(crate) fn wrong_stage(&self, needed: &str) -> Rejection {
        Rejection::WrongStage {
            kind: "matter".to_owned(),
            id: self.id.to_string(),
            status: self.stage.words().to_owned(),
            needed: needed.to_owned(),
        }
    }

    /// The stage in which a round begins.
    fn first_stage(track: Track) -> MatterStage {
        match track {
            Track::Direct => MatterStage::Acting,
            Track::Deliberate => MatterStage::Deliberating,
        }
    }
}

pub(crate) fn evolve_matter_opened(evolving: &mut Evolving<'_>, event: &MatterOpened) {
    let Some(screened_by) = evolving.actor.signer().cloned() else { return };
    let index = evolving.context.index;
    let matter = Matter {
        id: event.matter,
        submissions: vec![event.submission],
        title: event.title,
        facts: event.facts.clone(),
        route: event.route.clone(),
        council: event.route.council.clone(),
        screened_by,
        stage: Matter::first_stage(event.route.track),
        closure: None,
        round: 1,
        decide_by_ms: event.decide_by_ms,
        deadline_set_by: index,
        overdue: false,
        petitioners: OrdSet::new(),
        proposals: Vec::new(),
        hearings: Vec::new(),
        resolutions: Vec::new(),
        actions: Vec::new(),
        moves: Vec::new(),
        evaluation: None,
        opened_at: index,
        changed_at: index,
    };
    evolving.state.matters.insert(event.matter, Arc::new(matter));
    evolving.start_deliberation_clock(event.matter, event.decide_by_ms);
}

pub(crate) fn evolve_escalation_petitioned(evolving: &mut Evolving<'_>, event: &EscalationPetitioned) {
    evolving.change_matter(event.matter, |matter| {
        matter.petitioners.insert(event.member.clone());
    });
}

pub(crate) fn evolve_matter_escalated(evolving: &mut Evolving<'_>, event: &MatterEscalated) {
    let made = Move {
        index: evolving.context.index,
        from: event.from.clone(),
        to: event.to.clone(),
        cause: Some(event.cause.clone()),
    };
    evolving.move_matter(event.matter, made, event.decide_by_ms);
}

pub(crate) fn evolve_matter_handed_down(evolving: &mut Evolving<'_>, event: &MatterHandedDown) {
    let made =
        Move { index: evolving.context.index, from: event.from.clone(), to: event.to.clone(), cause: None };
    evolving.move_matter(event.matter, made, event.decide_by_ms);
}

pub(crate) fn evolve_deliberation_overdue(evolving: &mut Evolving<'_>, event: &DeliberationOverdue) {
    evolving.change_matter(event.matter, |matter| matter.overdue = true);
}

pub(crate) fn evolve_matter_closed(evolving: &mut Evolving<'_>, event: &MatterClosed) {
    evolving.stop_deliberation_clock(event.matter);
    evolving.lapse_open_proposals(event.matter);
    evolving.change_matter(event.matter, |matter| {
        matter.stage = MatterStage::Closed;
        matter.closure = Some(event.closure);
    });
}

pub(crate) fn evolve_matter_reopened(evolving: &mut Evolving<'_>, event: &MatterReopened) {
    evolving.lapse_open_proposals(event.matter);
    evolving.change_matter(event.matter, |matter| {
        matter.stage = Matter::first_stage(matter.route.track);
        matter.round = event.round;
        matter.evaluation = None;
        matter.petitioners.clear();
    });
    evolving.start_deliberation_clock(event.matter, event.decide_by_ms);
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

    /// Sets a new deadline for deciding the matter, in place of the one before.
    fn start_deliberation_clock(&mut self, matter: MatterId, decide_by_ms: TimeMs) {
        self.stop_deliberation_clock(matter);
        let set_by = self.context.index;
        self.change_matter(matter, |found| {
            found.decide_by_ms = decide_by_ms;
            found.deadline_set_by = set_by;
            found.overdue = false;
        });
        self.schedule(decide_by_ms, Obligation::Deliberation { matter, set_by });
    }

    /// Changes a matter and notes the entry.
    pub(crate) fn change_matter(&mut self, id: MatterId, change_it: impl FnOnce(&mut Matter)) {
        let index = self.context.index;
        change(&mut self.state.matters, &id, |matter| {
            change_it(matter);
            matter.changed_at = index;
        });
    }

    /// Puts the matter before another council, which starts afresh: signatures and proposals stay behind.
    fn move_matter(&mut self, id: MatterId, made: Move, decide_by_ms: TimeMs) {
        self.lapse_open_proposals(id);
        self.change_matter(id, |matter| {
            matter.council = made.to.clone();
            matter.petitioners.clear();
            matter.moves.push(made);
        });
        self.start_deliberation_clock(id, decide_by_ms);
    }

    /// Lets the open proposals of a matter lapse: another was decided, or the matter moved on or closed.
    pub(crate) fn lapse_open_proposals(&mut self, matter: MatterId) {
        let Some(proposals) = self.state.matters.get(&matter).map(|found| found.proposals.clone()) else {
            return;
        };
        let index = self.context.index;
        for id in proposals {
            let open = |found: &Arc<Proposal>| found.status == ProposalStatus::Open;
            if self.state.proposals.get(&id).is_some_and(open) {
                change(&mut self.state.proposals, &id, |proposal| {
                    proposal.status = ProposalStatus::Lapsed;
                    proposal.changed_at = index;
                });
            }
        }
    }

    fn deliberation_clock(&self, matter: MatterId) -> Option<(TimeMs, Obligation)> {
        let found = self.state.matters.get(&matter)?;
        Some((found.decide_by_ms, Obligation::Deliberation { matter, set_by: found.deadline_set_by }))
    }
}
