//! When a matter may move, and where to; how one that was rated badly begins again.

use crate::decide::{Deciding, Decision};
use crate::*;

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
        decide_by_ms: deciding.decide_by_ms(&matter.route),
    };
    Ok(vec![event.into()])
}

/// By residents of the area of the council that has the matter; the signature that reaches the number moves it.
pub(crate) fn decide_petition_escalation(deciding: &Deciding<'_>, command: &PetitionEscalation) -> Decision {
    let matter = deciding.state.matter(&command.matter)?;
    let member = deciding.require_member_in_area(&matter.council)?;
    if !deciding.state.counts_as_resident(member) {
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

/// The deadline at this level passed: the matter moves up by rule, or the breach is recorded where it stands. A dispute that was
/// not settled goes where the charter leads it.
pub(crate) fn decide_deliberation_missed(deciding: &Deciding<'_>, matter: MatterId) -> Decision {
    let found = deciding.state.matter(&matter)?;
    if found.stage == MatterStage::Mediating {
        return Ok(deciding.refer_dispute(found, ReferralReason::DeadlineMissed, None));
    }
    if found.belongs_to_its_sides() {
        return Ok(vec![DeliberationOverdue { matter }.into()]);
    }
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

    /// A matter moves only while its council still has to decide it, and never from under a poll that is not counted.
    pub(crate) fn require_movable(&self, matter: &Matter) -> Result<(), Rejection> {
        let under_way = self.state.polls_of(matter).find_map(|poll| match poll.status {
            PollStatus::Open => Some((poll.id, poll.closes_at_ms)),
            PollStatus::Opening { due_at_ms } => Some((poll.id, due_at_ms)),
            PollStatus::Sealed { .. } => None,
        });
        if let Some((poll, closes_at_ms)) = under_way {
            return Err(Rejection::PollIsOpen { matter: matter.id, poll, closes_at_ms });
        }
        let begun = matter.stage == MatterStage::Acting
            && (matter.route.track == Track::Deliberate
                || self.state.has_action(matter)
                || matter.teams.lead.is_some());
        let waits = matter.stage == MatterStage::Deliberating && self.waits_for_certification(matter);
        let settled =
            matches!(matter.stage, MatterStage::Evaluating | MatterStage::Closed | MatterStage::HandedOver);
        if begun || waits || settled {
            return Err(matter.wrong_stage("waiting for a decision"));
        }
        self.require_not_of_its_sides(matter)
    }

    /// What its sides settle among themselves, nobody takes from them.
    pub(crate) fn require_not_of_its_sides(&self, matter: &Matter) -> Result<(), Rejection> {
        if matter.belongs_to_its_sides() {
            return Err(Rejection::UnderMediation { matter: matter.id });
        }
        Ok(())
    }

    pub(crate) fn waits_for_certification(&self, matter: &Matter) -> bool {
        let resolutions = self.state.resolutions_of(matter);
        let certified: Vec<PollId> = resolutions.map(|resolution| resolution.poll).collect();
        let proposals = self.state.proposals_of(matter);
        let decided = |proposal: &&std::sync::Arc<Proposal>| {
            matches!(proposal.status, ProposalStatus::Passed | ProposalStatus::SecondRound)
        };
        let mut passed = proposals.filter(decided);
        passed.any(|proposal| !proposal.polls.iter().any(|poll| certified.contains(poll)))
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

    pub(crate) fn move_up(&self, matter: &Matter, parent: &CouncilId, cause: EscalationCause) -> Event {
        let event = MatterEscalated {
            matter: matter.id,
            from: matter.council.clone(),
            to: parent.clone(),
            cause,
            decide_by_ms: self.decide_by_ms(&matter.route),
        };
        event.into()
    }

    /// The deadline of a deliberation that begins with this entry: that of the routing rule, or of the charter. What a rule says
    /// about a mediation says nothing about the deliberation after it.
    pub(crate) fn decide_by_ms(&self, route: &Route) -> TimeMs {
        let mediates = |track: Track| track == Track::Mediate;
        let fits = |rule: &&RoutingRule| !mediates(rule.track) || mediates(route.track);
        let own = self.routing_rule(&route.rule).filter(fits).and_then(|rule| rule.decide_within);
        let clause = self.state.charter().and_then(|version| version.charter.mediation.as_ref());
        let settle = clause.filter(|_| mediates(route.track)).map(|clause| clause.settle_within);
        self.deadline(|deadlines| own.or(settle).unwrap_or(deadlines.deliberation))
    }

    /// The routing rule of this name in the charter in force, which may have lost it since a matter was routed.
    pub(crate) fn routing_rule(&self, rule: &RuleId) -> Option<&RoutingRule> {
        self.state.charter()?.charter.routing.iter().find(|found| found.id == *rule)
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
        let decide_by_ms = self.decide_by_ms(&matter.route);
        MatterReopened { matter: matter.id, round, decide_by_ms }.into()
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
            Self::Mediating => "being mediated",
            Self::HandedOver => "handed over to another book",
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
    pub(crate) fn first_stage(track: Track) -> MatterStage {
        match track {
            Track::Direct | Track::Joint => MatterStage::Acting,
            Track::Deliberate => MatterStage::Deliberating,
            Track::Mediate => MatterStage::Mediating,
        }
    }
}
