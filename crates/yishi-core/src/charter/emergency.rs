//! The emergency mode of a charter 平急转换: what changes while it lasts.

use crate::*;
use serde::{Deserialize, Serialize};
use yishi_tally::{Requirement, Threshold};

/// What changes in an emergency, and how long it lasts at most. Who holds the power `declare` over the highest council
/// declares it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EmergencyClause {
    /// Its name for people.
    pub name: String,
    /// After what time it ends by itself.
    pub lasts_at_most: Period,
    /// How long the ordinary mode has to last before another one is declared; absent for no such time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub again_after: Option<Period>,
    /// Deadlines that differ.
    #[serde(default, skip_serializing_if = "EmergencyDeadlines::is_empty")]
    pub deadlines: EmergencyDeadlines,
    /// How hearings differ.
    #[serde(default, skip_serializing_if = "EmergencyHearings::is_empty")]
    pub hearings: EmergencyHearings,
    /// Decision rules that differ. What the law asks of owners cannot.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub decisions: Vec<EmergencyDecision>,
    /// Powers that seats have besides their own.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub powers: Vec<EmergencyGrant>,
}

/// Deadlines in an emergency; what is left out stays.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EmergencyDeadlines {
    /// By when a submission must be screened.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub screening: Option<Period>,
    /// By when a routed matter must be decided.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deliberation: Option<Period>,
    /// How long a resolution is posted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resolution_notice: Option<Period>,
    /// Within what time an action must be done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub action: Option<Period>,
    /// By when a poll that passed must be certified.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub certification: Option<Period>,
    /// By when work must be assigned.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first_action: Option<Period>,
}

/// Hearings in an emergency; what is left out stays.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EmergencyHearings {
    /// Least time between the call and the hearing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub notice: Option<Period>,
    /// Least time when the matter is urgent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub urgent_notice: Option<Period>,
    /// Attendance of voting seats needed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quorum: Option<Threshold>,
}

/// A decision rule in an emergency; what is left out stays.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EmergencyDecision {
    /// The rule that differs.
    pub rule: RuleId,
    /// What has to be met.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub requirements: Option<Vec<Requirement>>,
    /// Least time between opening and close.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub voting_at_least: Option<Period>,
    /// How long the text must have been posted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub notice: Option<Period>,
    /// What must have happened before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<Vec<Precondition>>,
}

/// A power that a seat has only in an emergency.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EmergencyGrant {
    /// The kind of seat.
    pub seat: SeatId,
    /// What its holders may do.
    pub power: Power,
    /// Over which councils.
    pub over: Reach,
}

impl EmergencyDeadlines {
    fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    fn apply(&self, deadlines: &mut Deadlines) {
        let Self { screening, deliberation, resolution_notice, action, certification, first_action } = self;
        replace(&mut deadlines.screening, *screening);
        replace(&mut deadlines.deliberation, *deliberation);
        replace(&mut deadlines.resolution_notice, *resolution_notice);
        replace(&mut deadlines.action, *action);
        deadlines.certification = certification.or(deadlines.certification);
        deadlines.first_action = first_action.or(deadlines.first_action);
    }
}

impl EmergencyDeadlines {
    /// A deadline of one routing rule gives way where the emergency's is shorter.
    fn shorten(&self, rule: &mut RoutingRule) {
        let longer = |own: Period, now: Option<Period>| {
            now.is_some_and(|now| own.nominal_hours() > now.nominal_hours())
        };
        rule.decide_within = rule.decide_within.filter(|own| !longer(*own, self.deliberation));
        rule.act_within = rule.act_within.filter(|own| !longer(*own, self.action));
    }
}

impl EmergencyHearings {
    fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    fn apply(&self, hearings: &mut HearingClause) {
        let Self { notice, urgent_notice, quorum } = self;
        replace(&mut hearings.notice, *notice);
        replace(&mut hearings.urgent_notice, *urgent_notice);
        replace(&mut hearings.quorum, *quorum);
    }
}

impl EmergencyDecision {
    fn apply(&self, decision: &mut DecisionClause) {
        let Self { rule: _, requirements, voting_at_least, notice, before } = self;
        replace(&mut decision.requirements, requirements.clone());
        replace(&mut decision.voting_at_least, *voting_at_least);
        decision.notice = notice.or(decision.notice);
        replace(&mut decision.before, before.clone());
    }
}

impl EmergencyGrant {
    /// A power that the seat has anyway reaches as far as both say.
    fn apply(&self, seat: &mut SeatClause) {
        match seat.powers.iter_mut().find(|grant| grant.power == self.power) {
            Some(grant) if grant.over != self.over => grant.over = Reach::OwnAndBelow,
            Some(_) => {}
            None => seat.powers.push(Grant { power: self.power, over: self.over }),
        }
    }
}

fn replace<T>(value: &mut T, other: Option<T>) {
    if let Some(other) = other {
        *value = other;
    }
}

impl Charter {
    /// The rules as they are while the emergency lasts; nothing where the charter knows none.
    pub fn in_emergency(&self) -> Option<Self> {
        let clause = self.emergency.as_ref()?;
        let mut charter = self.clone();
        clause.deadlines.apply(&mut charter.deadlines);
        clause.hearings.apply(&mut charter.hearings);
        charter.routing.iter_mut().for_each(|rule| clause.deadlines.shorten(rule));
        for changed in &clause.decisions {
            charter
                .decisions
                .iter_mut()
                .filter(|rule| rule.id == changed.rule)
                .for_each(|rule| changed.apply(rule));
        }
        for grant in &clause.powers {
            charter.seats.iter_mut().filter(|seat| seat.id == grant.seat).for_each(|seat| grant.apply(seat));
        }
        Some(charter)
    }
}
