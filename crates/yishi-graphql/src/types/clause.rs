//! Small clauses of the charter.

use super::decision::Threshold;
use super::{AgendaLock, AttendanceProof};
use crate::scalar::count;
use async_graphql::{Enum, SimpleObject};
use yishi_core::{
    ClassClause, Deadlines, EscalationClause, EscalationTrigger, EvaluationClause, HearingClause,
};

/// A class of matters.
#[derive(SimpleObject)]
pub(crate) struct MatterClass {
    /// Its name in the charter's clauses.
    class_id: String,
    /// Its name for people.
    name: String,
}

impl MatterClass {
    pub(crate) fn new(class: &ClassClause) -> Self {
        Self { class_id: class.id.to_string(), name: class.name.clone() }
    }
}

/// Deadlines of the ordinary procedure, as the charter writes them: `48h` hours, `15d` days, `3wd` working days.
#[derive(SimpleObject)]
pub(crate) struct DeadlineClause {
    /// By when a submission must be screened.
    screening: String,
    /// By when a matter must be decided at its level.
    deliberation: String,
    /// How long a certified resolution is posted.
    resolution_notice: String,
    /// How long follow-up work may take when nothing else is said.
    action: String,
    /// By when a vote that passed must be certified; null for no deadline.
    certification: Option<String>,
    /// By when work on a resolution must be assigned; null for no deadline.
    first_action: Option<String>,
    /// How long the results of the work are posted; null for no posting.
    result_notice: Option<String>,
    /// By when an amendment of a proposal must be answered; null for no deadline.
    amendment_answer: Option<String>,
}

impl DeadlineClause {
    pub(crate) fn new(deadlines: &Deadlines) -> Self {
        Self {
            screening: String::from(deadlines.screening),
            deliberation: String::from(deadlines.deliberation),
            resolution_notice: String::from(deadlines.resolution_notice),
            action: String::from(deadlines.action),
            certification: deadlines.certification.map(String::from),
            first_action: deadlines.first_action.map(String::from),
            result_notice: deadlines.result_notice.map(String::from),
            amendment_answer: deadlines.amendment_answer.map(String::from),
        }
    }
}

/// How hearings are called and held.
#[derive(SimpleObject)]
pub(crate) struct HearingRule {
    /// Least time between call and hearing.
    notice: String,
    /// Least time when the matter is urgent.
    urgent_notice: String,
    /// The share of voting seats that must be present.
    quorum: Threshold,
    /// Whether the call has to name what is put to a vote afterwards.
    agenda: AgendaLock,
    /// What makes somebody present.
    attendance: AttendanceProof,
    /// How long one turn to speak lasts, in minutes; null where nobody waits for a turn.
    speaking_minutes: Option<i32>,
    /// How far ahead an adjourned hearing goes on at most; null where none is adjourned.
    adjourned_within: Option<String>,
    /// How often one hearing is adjourned at most.
    adjourned_times: i32,
    /// The benches that have to speak before a vote whose rule asks for it, by their names in the charter's clauses.
    bench_ids: Vec<String>,
}

impl HearingRule {
    pub(crate) fn new(clause: &HearingClause) -> Self {
        Self {
            notice: String::from(clause.notice),
            urgent_notice: String::from(clause.urgent_notice),
            quorum: Threshold::new(clause.quorum),
            agenda: clause.agenda.into(),
            attendance: clause.attendance.into(),
            speaking_minutes: clause.speaking_minutes.map(count),
            adjourned_within: clause.adjournment.map(|found| String::from(found.within)),
            adjourned_times: clause.adjournment.map_or(0, |found| count(found.times)),
            bench_ids: clause.benches.iter().map(ToString::to_string).collect(),
        }
    }
}

/// How finished work is evaluated.
#[derive(SimpleObject)]
pub(crate) struct EvaluationRule {
    /// How long ratings are taken.
    window: String,
    /// Least number of ratings for a result.
    least_ratings: i32,
    /// The share of satisfied ratings that closes the matter.
    satisfied: Threshold,
}

impl EvaluationRule {
    pub(crate) fn new(clause: &EvaluationClause) -> Self {
        Self {
            window: String::from(clause.window),
            least_ratings: count(clause.least_ratings),
            satisfied: Threshold::new(clause.satisfied),
        }
    }
}

/// What moves a matter up.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum EscalationOn {
    /// It was not decided in time.
    DeadlineMissed,
    /// A hearing or a vote lacked its quorum.
    NoQuorum,
    /// A vote ended in a tie.
    Tie,
    /// A vote did not meet its requirements.
    Refused,
    /// Enough residents asked for it.
    Petition,
}

/// When a matter moves up to the council above.
#[derive(SimpleObject)]
pub(crate) struct EscalationRule {
    /// Its name in the charter's clauses.
    rule_id: String,
    /// What triggers it.
    on: EscalationOn,
    /// How many signatures a petition needs; null for other triggers.
    signatures: Option<i32>,
}

impl EscalationRule {
    pub(crate) fn new(clause: &EscalationClause) -> Self {
        let (on, signatures) = match clause.on {
            EscalationTrigger::DeadlineMissed => (EscalationOn::DeadlineMissed, None),
            EscalationTrigger::NoQuorum => (EscalationOn::NoQuorum, None),
            EscalationTrigger::Tie => (EscalationOn::Tie, None),
            EscalationTrigger::Refused => (EscalationOn::Refused, None),
            EscalationTrigger::Petition { signatures } => (EscalationOn::Petition, Some(count(signatures))),
        };
        Self { rule_id: clause.id.to_string(), on, signatures }
    }
}
