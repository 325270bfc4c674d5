//! Contesting a route 分流异议: residents sign, and somebody other than who screened answers.

use crate::bounds::{already, not_separate};
use crate::decide::{Deciding, Decision};
use crate::evolve::Evolving;
use crate::*;
use imbl::OrdSet;
use serde::{Deserialize, Serialize};

/// Signs that a matter was classified or routed wrongly.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ContestRoute {
    /// The matter.
    pub matter: MatterId,
}

/// Answers a contest: the facts as they are, or that they stand.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AnswerContest {
    /// The matter.
    pub matter: MatterId,
    /// The facts on which it is routed anew; absent where the route stands.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub facts: Option<Facts>,
    /// Why, as a document.
    pub reason: DocumentHash,
}

/// A contest was signed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RouteContested {
    /// The matter.
    pub matter: MatterId,
    /// Who signed.
    pub member: MemberId,
    /// Signatures so far.
    pub signatures: u64,
    /// By when it must be answered; with the signature that reaches the number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer_by_ms: Option<TimeMs>,
}

/// A contest was answered: the route stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RouteUpheld {
    /// The matter.
    pub matter: MatterId,
    /// Why.
    pub reason: DocumentHash,
}

/// A contest was answered: the matter is routed anew.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MatterRerouted {
    /// The matter.
    pub matter: MatterId,
    /// The facts routing looked at.
    pub facts: Facts,
    /// Which rule fired, and where it goes.
    pub route: Route,
    /// The council that had it.
    pub from: CouncilId,
    /// Why.
    pub reason: DocumentHash,
    /// By when it must be decided there.
    pub decide_by_ms: TimeMs,
}

/// A contest was not answered in time; the breach stands, an answer is still possible.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ContestOverdue {
    /// The matter.
    pub matter: MatterId,
}

/// The contest of a matter's present route.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contest {
    /// The entry of the first signature.
    pub begun_at: u64,
    /// Who signed.
    pub signers: OrdSet<MemberId>,
    /// By when it must be answered, once enough have signed.
    pub answer_by_ms: Option<TimeMs>,
    /// Whether that was missed.
    pub overdue: bool,
    /// Why the route stands, once that was answered.
    pub upheld: Option<DocumentHash>,
    /// The entry that answered so.
    pub upheld_at: Option<u64>,
}

/// By residents of the whole community: the facts may have left out the place of the very people who sign.
pub(crate) fn decide_contest_route(deciding: &Deciding<'_>, command: &ContestRoute) -> Decision {
    let matter = deciding.state.matter(&command.matter)?;
    let charter = &deciding.charter()?.charter;
    let Some(clause) = &charter.contest else {
        return Err(Rejection::NoContest);
    };
    let root = charter.root().ok_or(Rejection::NoCharter)?;
    let member = deciding.require_member_in_area(&root.id)?;
    if !deciding.state.counts_as_resident(member) {
        let (member, standing) = (member.id.clone(), member.standing);
        return Err(Rejection::StandingInsufficient { member, standing });
    }
    if matches!(matter.stage, MatterStage::Evaluating | MatterStage::Closed | MatterStage::HandedOver) {
        return Err(matter.wrong_stage("dealt with here, and not carried out yet"));
    }
    deciding.require_not_of_its_sides(matter)?;
    let contest = matter.contest.clone().unwrap_or_default();
    if contest.upheld.is_some() {
        return Err(already(format!("the route of `{}` was contested and stands", matter.id)));
    }
    if contest.signers.contains(&member.id) {
        return Err(already(format!("`{}` contested the route of `{}` already", member.id, matter.id)));
    }
    let signatures = u32::try_from(contest.signers.len()).unwrap_or(u32::MAX).saturating_add(1);
    let reached = contest.answer_by_ms.is_none() && signatures >= clause.signatures;
    let answer_by_ms = reached.then(|| deciding.state.calendar.end_of(deciding.context.at, clause.answer));
    let member = member.id.clone();
    let signatures = u64::from(signatures);
    Ok(vec![RouteContested { matter: matter.id, member, signatures, answer_by_ms }.into()])
}

/// By a seat that screens there or refers the matter, other than who screened it. The matter starts afresh where the new route
/// leads, as after a move.
pub(crate) fn decide_answer_contest(deciding: &Deciding<'_>, command: &AnswerContest) -> Decision {
    let matter = deciding.state.matter(&command.matter)?;
    let signer = deciding.require_rerouter(matter)?;
    if *signer == matter.screened_by {
        return Err(not_separate(signer, "answering a contest", "screening"));
    }
    if !matter.contest.as_ref().is_some_and(Contest::waits) {
        let id = format!("{} waits for no answer", matter.id);
        return Err(Rejection::NotFound { kind: "contest".to_owned(), id });
    }
    let Some(facts) = &command.facts else {
        return Ok(vec![RouteUpheld { matter: matter.id, reason: command.reason }.into()]);
    };
    deciding.require_movable(matter)?;
    if *facts == matter.facts {
        return Err(already(
            "these are the facts on which the matter was routed: leave them out to uphold".to_owned(),
        ));
    }
    let route = deciding.route(facts)?;
    let leads = |route: &Route| (route.rule.clone(), route.council.clone(), route.track);
    if leads(&route) == leads(&matter.route) && route.council == matter.council {
        let what = format!("these facts lead `{}` to where it is: leave them out to uphold", matter.id);
        return Err(already(what));
    }
    let rerouted = MatterRerouted {
        matter: matter.id,
        facts: facts.clone(),
        decide_by_ms: deciding.decide_by_ms(&route),
        route,
        from: matter.council.clone(),
        reason: command.reason,
    };
    Ok(vec![rerouted.into()])
}

pub(crate) fn decide_contest_missed(deciding: &Deciding<'_>, matter: MatterId) -> Vec<Event> {
    let waits = deciding
        .state
        .matters
        .get(&matter)
        .and_then(|found| found.contest.as_ref())
        .is_some_and(Contest::waits);
    if waits { vec![ContestOverdue { matter }.into()] } else { Vec::new() }
}

impl Contest {
    /// Whether enough have signed and nobody has answered.
    pub fn waits(&self) -> bool {
        self.answer_by_ms.is_some() && self.upheld.is_none()
    }
}

impl Deciding<'_> {
    /// Which council is the right one has to be settled before it votes on the matter, or merges or splits it.
    pub(crate) fn require_uncontested(&self, matter: &Matter) -> Result<(), Rejection> {
        let waiting = matter.contest.as_ref().filter(|contest| contest.waits());
        match waiting.and_then(|contest| contest.answer_by_ms) {
            Some(answer_by_ms) => Err(Rejection::ContestPending { matter: matter.id, answer_by_ms }),
            None => Ok(()),
        }
    }

    /// A matter that is handled without a vote begins once its route stands.
    pub(crate) fn require_settled_route(&self, matter: &Matter) -> Result<(), Rejection> {
        let begins = matter.route.track != Track::Deliberate && !self.state.has_action(matter);
        if begins { self.require_uncontested(matter) } else { Ok(()) }
    }

    /// The signer, who screens where a submission of the matter arrived or refers matters of its council.
    fn require_rerouter(&self, matter: &Matter) -> Result<&MemberId, Rejection> {
        let signer = self.signer()?;
        let screens = |place: &CouncilId| self.state.has_power(signer, Power::Screen, place);
        if matter.facts.places.iter().any(screens) {
            return Ok(signer);
        }
        self.require_power(Power::Refer, &matter.council)
    }
}

pub(crate) fn evolve_route_contested(evolving: &mut Evolving<'_>, event: &RouteContested) {
    let begun_at = evolving.context.index;
    evolving.change_matter(event.matter, |matter| {
        let contest = matter.contest.get_or_insert_with(|| Contest { begun_at, ..Contest::default() });
        contest.signers.insert(event.member.clone());
        contest.answer_by_ms = contest.answer_by_ms.or(event.answer_by_ms);
    });
    if let Some(answer_by_ms) = event.answer_by_ms {
        evolving.schedule(answer_by_ms, Obligation::ContestAnswer { matter: event.matter });
    }
}

pub(crate) fn evolve_route_upheld(evolving: &mut Evolving<'_>, event: &RouteUpheld) {
    evolving.lift_contest(event.matter);
    let upheld_at = Some(evolving.context.index);
    evolving.change_matter(event.matter, |matter| {
        let contest = matter.contest.get_or_insert_default();
        (contest.upheld, contest.upheld_at) = (Some(event.reason), upheld_at);
    });
}

pub(crate) fn evolve_matter_rerouted(evolving: &mut Evolving<'_>, event: &MatterRerouted) {
    let Some(signer) = evolving.actor.signer().cloned() else { return };
    evolving.lift_contest(event.matter);
    evolving.lift_calls(event.matter);
    let made = Move {
        index: evolving.context.index,
        from: event.from.clone(),
        to: event.route.council.clone(),
        cause: Some(EscalationCause::Rerouted { reason: event.reason }),
        reason: None,
    };
    evolving.change_matter(event.matter, |matter| {
        matter.contest = None;
        matter.facts = event.facts.clone();
        matter.stage = Matter::first_stage(event.route.track);
        matter.route = event.route.clone();
        matter.screened_by = signer;
        matter.teams = JointHandling::default();
    });
    evolving.move_matter(event.matter, made, event.decide_by_ms);
}

pub(crate) fn evolve_contest_overdue(evolving: &mut Evolving<'_>, event: &ContestOverdue) {
    evolving.change_matter(event.matter, |matter| matter.contest.get_or_insert_default().overdue = true);
}

impl Evolving<'_> {
    /// The answer is given, or none is owed any more.
    pub(crate) fn lift_contest(&mut self, matter: MatterId) {
        let contest = self.state.matters.get(&matter).and_then(|found| found.contest.as_ref());
        let Some(answer_by_ms) = contest.and_then(|contest| contest.answer_by_ms) else { return };
        self.unschedule(answer_by_ms, Obligation::ContestAnswer { matter });
    }
}
