//! Clauses about the rules themselves, and what became of them on a matter: contests of its route, guidance, teams.

use super::decision::Threshold;
use super::{Council, Document, Member, Power, Reach};
use crate::entry::Entry;
use crate::scalar::{DateTime, count};
use crate::view::View;
use async_graphql::SimpleObject;
use yishi_core::{CharterVersion, EmergencyClause, JointClause, JointHandling, SeparationClause, TeamId};

/// How residents contest the route of a matter 分流异议.
#[derive(SimpleObject)]
pub(crate) struct ContestRule {
    /// How many residents have to sign.
    signatures: i32,
    /// Within what time somebody other than who screened has to answer.
    answer: String,
}

impl ContestRule {
    pub(crate) fn new(clause: &yishi_core::ContestClause) -> Self {
        Self { signatures: count(clause.signatures), answer: String::from(clause.answer) }
    }
}

/// Powers of which nobody may have two over the same council 职责分离.
#[derive(SimpleObject)]
pub(crate) struct Separation {
    /// What it says.
    name: String,
    /// The powers.
    powers: Vec<Power>,
}

impl Separation {
    pub(crate) fn new(clause: &SeparationClause) -> Self {
        Self {
            name: clause.name.clone(),
            powers: clause.powers.iter().map(|power| (*power).into()).collect(),
        }
    }
}

/// A team that can be called: the holders of one seat of one council.
#[derive(SimpleObject)]
pub(crate) struct Team {
    /// Its name in the charter's clauses.
    team_id: String,
    /// Its name for people; null when the charter in force has it no longer.
    name: Option<String>,
    /// The council in which its seat stands; null when the charter in force has it no longer.
    council: Option<Council>,
    /// The seat, by its name in the charter's clauses; null when the charter in force has the team no longer.
    seat_id: Option<String>,
}

impl Team {
    pub(super) fn new(view: &View, charter: &CharterVersion, id: &TeamId) -> Self {
        let clause = charter.charter.team(id);
        Self {
            team_id: id.to_string(),
            name: clause.map(|team| team.name.clone()),
            council: clause.and_then(|team| Council::find(view, &team.council)),
            seat_id: clause.map(|team| team.seat.to_string()),
        }
    }
}

/// How several bodies handle a hard matter together 难事合力办.
#[derive(SimpleObject)]
pub(crate) struct JointRule {
    /// Within what time a team that was called has to report in.
    report_in: String,
    /// The teams that can be called.
    teams: Vec<Team>,
}

impl JointRule {
    pub(crate) fn new(view: &View, charter: &CharterVersion, clause: &JointClause) -> Self {
        let teams = clause.teams.iter().map(|team| Team::new(view, charter, &team.id)).collect();
        Self { report_in: String::from(clause.report_in), teams }
    }
}

/// What changes in an emergency, and how long it lasts at most 平急转换. What is null stays as it is.
#[derive(SimpleObject)]
pub(crate) struct EmergencyRule {
    /// What the charter calls it.
    name: String,
    /// After what time it ends by itself.
    lasts_at_most: String,
    /// How long the ordinary mode lasts before another one is declared; null for no such time.
    again_after: Option<String>,
    /// By when a submission must be screened.
    screening: Option<String>,
    /// By when a matter must be decided.
    deliberation: Option<String>,
    /// How long a resolution is posted.
    resolution_notice: Option<String>,
    /// Within what time an action must be done.
    action: Option<String>,
    /// By when a vote that passed must be certified.
    certification: Option<String>,
    /// By when work on a resolution must be assigned.
    first_action: Option<String>,
    /// Least time between the call and a hearing.
    hearing_notice: Option<String>,
    /// The same when the matter is urgent.
    urgent_hearing_notice: Option<String>,
    /// The share of voting seats that must be present.
    quorum: Option<Threshold>,
    /// Rules of decision that differ, by their names in the charter's clauses.
    rule_ids: Vec<String>,
    /// Powers that seats have besides their own.
    powers: Vec<EmergencyPower>,
}

/// A power that a seat has only in an emergency.
#[derive(SimpleObject)]
pub(crate) struct EmergencyPower {
    /// The kind of seat, by its name in the charter's clauses.
    seat_id: String,
    /// What its holders may do.
    power: Power,
    /// Over which councils.
    over: Reach,
}

impl EmergencyRule {
    pub(crate) fn new(clause: &EmergencyClause) -> Self {
        let (deadlines, hearings) = (&clause.deadlines, &clause.hearings);
        let power = |grant: &yishi_core::EmergencyGrant| EmergencyPower {
            seat_id: grant.seat.to_string(),
            power: grant.power.into(),
            over: grant.over.into(),
        };
        Self {
            name: clause.name.clone(),
            lasts_at_most: String::from(clause.lasts_at_most),
            again_after: clause.again_after.map(String::from),
            screening: deadlines.screening.map(String::from),
            deliberation: deadlines.deliberation.map(String::from),
            resolution_notice: deadlines.resolution_notice.map(String::from),
            action: deadlines.action.map(String::from),
            certification: deadlines.certification.map(String::from),
            first_action: deadlines.first_action.map(String::from),
            hearing_notice: hearings.notice.map(String::from),
            urgent_hearing_notice: hearings.urgent_notice.map(String::from),
            quorum: hearings.quorum.map(Threshold::new),
            rule_ids: clause.decisions.iter().map(|changed| changed.rule.to_string()).collect(),
            powers: clause.powers.iter().map(power).collect(),
        }
    }
}

/// The contest of a matter's present route.
#[derive(SimpleObject)]
pub(crate) struct Contest {
    /// How many residents signed.
    signatures: i32,
    /// By when it must be answered; null before enough have signed.
    answer_by: Option<DateTime>,
    /// Whether that was missed.
    overdue: bool,
    /// Why the route stands; null before that was answered.
    upheld: Option<Document>,
    /// The entry of the first signature.
    entry: Entry,
    /// The entry that answered that the route stands; null before.
    upheld_entry: Option<Entry>,
}

impl Contest {
    pub(crate) fn new(view: &View, contest: &yishi_core::Contest) -> Self {
        Self {
            signatures: count(contest.signers.len()),
            answer_by: contest.answer_by_ms.map(Into::into),
            overdue: contest.overdue,
            upheld: contest.upheld.map(|reason| Document::new(view, reason)),
            entry: Entry::new(view, contest.begun_at),
            upheld_entry: contest.upheld_at.map(|index| Entry::new(view, index)),
        }
    }
}

/// Guidance 指导 from a council above.
#[derive(SimpleObject)]
pub(crate) struct Guidance {
    /// The entry that gave it.
    entry: Entry,
    /// Who gave it.
    member: Member,
    /// The guidance.
    document: Document,
}

impl Guidance {
    pub(crate) fn new(view: &View, given: &yishi_core::Guidance) -> Self {
        Self {
            entry: Entry::new(view, given.index),
            member: Member::new(view, given.member.clone()),
            document: Document::new(view, given.document),
        }
    }
}

/// A team that was called to a matter 吹哨, and whether it came 报到.
#[derive(SimpleObject)]
pub(crate) struct CalledTeam {
    /// The team.
    team: Team,
    /// Whether it leads.
    leads: bool,
    /// The entry that called it.
    called: Entry,
    /// By when it must report in.
    report_by: DateTime,
    /// Whether that was missed.
    overdue: bool,
    /// Who came first; null before.
    reported_by: Option<Member>,
    /// When; null before.
    reported_at: Option<DateTime>,
    /// The entry that says so; null before.
    report: Option<Entry>,
}

/// The teams called to a matter, by their names.
pub(crate) fn called_teams(view: &View, teams: &JointHandling) -> Vec<CalledTeam> {
    let Some(charter) = view.state().charter() else { return Vec::new() };
    let called = teams.called.iter().map(|(id, called)| {
        let report = called.report.as_ref();
        CalledTeam {
            team: Team::new(view, charter, id),
            leads: teams.lead.as_ref() == Some(id),
            called: Entry::new(view, called.called_at),
            report_by: called.report_by_ms.into(),
            overdue: called.overdue,
            reported_by: report.map(|report| Member::new(view, report.member.clone())),
            reported_at: report.map(|report| report.at_ms.into()),
            report: report.map(|report| Entry::new(view, report.index)),
        }
    });
    called.collect()
}
