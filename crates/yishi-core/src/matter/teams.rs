//! Handling a hard matter together 难事合力办: a whistle calls teams 吹哨, each reports in 报到, one of them leads.

use crate::bounds::already;
use crate::decide::{Deciding, Decision};
use crate::evolve::Evolving;
use crate::*;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// Calls teams to a matter on the joint track; a later call adds teams and may name another lead.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CallTeams {
    /// The matter.
    pub matter: MatterId,
    /// The teams, of those in the charter; at least one that was not called before.
    pub teams: BTreeSet<TeamId>,
    /// Which team leads; one of those called now or before.
    pub lead: TeamId,
}

/// Reports in for a team.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReportIn {
    /// The matter.
    pub matter: MatterId,
    /// The team.
    pub team: TeamId,
}

/// Teams were called.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TeamsCalled {
    /// The matter.
    pub matter: MatterId,
    /// The teams called by this entry.
    pub teams: BTreeSet<TeamId>,
    /// Which team leads from here on.
    pub lead: TeamId,
    /// By when they must report in.
    pub report_by_ms: TimeMs,
}

/// A team reported in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TeamReported {
    /// The matter.
    pub matter: MatterId,
    /// The team.
    pub team: TeamId,
    /// Who came.
    pub member: MemberId,
}

/// Teams did not report in in time; the breach stands, they still can.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TeamsOverdue {
    /// The matter.
    pub matter: MatterId,
    /// The teams.
    pub teams: BTreeSet<TeamId>,
}

/// How a matter is handled together.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct JointHandling {
    /// Which team leads; absent before the first call.
    pub lead: Option<TeamId>,
    /// The teams that were called.
    pub called: BTreeMap<TeamId, CalledTeam>,
}

/// A team that was called.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CalledTeam {
    /// The entry that called it.
    pub called_at: u64,
    /// By when it must report in.
    pub report_by_ms: TimeMs,
    /// Whether that was missed.
    pub overdue: bool,
    /// Who came first, when, and by which entry; absent until then.
    pub report: Option<TeamReport>,
}

/// How a team reported in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TeamReport {
    /// Who.
    pub member: MemberId,
    /// When.
    pub at_ms: TimeMs,
    /// The entry.
    pub index: u64,
}

/// By a seat with the power to dispatch at the council that has the matter.
pub(crate) fn decide_call_teams(deciding: &Deciding<'_>, command: &CallTeams) -> Decision {
    let CallTeams { matter, teams, lead } = command;
    let matter = deciding.matter_in(matter, MatterStage::Acting)?;
    deciding.require_power(Power::Dispatch, &matter.council)?;
    deciding.require_settled_route(matter)?;
    let charter = &deciding.charter()?.charter;
    let clause = charter.joint.as_ref().filter(|_| matter.route.track == Track::Joint);
    let clause = clause.ok_or(Rejection::NotJoint { matter: matter.id })?;
    let unknown = teams.iter().chain([lead]).find(|team| charter.team(team).is_none());
    if let Some(team) = unknown {
        return Err(Rejection::NotFound { kind: "team".to_owned(), id: team.to_string() });
    }
    let called: BTreeSet<TeamId> =
        teams.iter().filter(|team| !matter.teams.called.contains_key(*team)).cloned().collect();
    if called.is_empty() {
        return Err(already(format!("these teams were called to `{}`", matter.id)));
    }
    if !called.contains(lead) && !matter.teams.called.contains_key(lead) {
        let id = format!("{lead}, among the teams called");
        return Err(Rejection::NotFound { kind: "team".to_owned(), id });
    }
    let report_by_ms = deciding.state.calendar.end_of(deciding.context.at, clause.report_in);
    Ok(vec![TeamsCalled { matter: matter.id, teams: called, lead: lead.clone(), report_by_ms }.into()])
}

/// By a holder of the team's seat, also after the time.
pub(crate) fn decide_report_in(deciding: &Deciding<'_>, command: &ReportIn) -> Decision {
    let ReportIn { matter, team } = command;
    let matter = deciding.matter_in(matter, MatterStage::Acting)?;
    let member = deciding.require_in_team(team)?;
    let Some(called) = matter.teams.called.get(team) else {
        let id = format!("{team}, among the teams called to {}", matter.id);
        return Err(Rejection::NotFound { kind: "team".to_owned(), id });
    };
    if let Some(report) = &called.report {
        return Err(already(format!("team `{team}` reported in by entry {}", report.index)));
    }
    Ok(vec![TeamReported { matter: matter.id, team: team.clone(), member: member.clone() }.into()])
}

/// Only the teams of that call that have not come.
pub(crate) fn decide_teams_missed(deciding: &Deciding<'_>, matter: MatterId, called_at: u64) -> Vec<Event> {
    let Some(found) = deciding.state.matters.get(&matter) else { return Vec::new() };
    let missing = |called: &&CalledTeam| called.called_at == called_at && called.report.is_none();
    let teams = found.teams.called.iter().filter(|(_, called)| missing(called));
    let teams: BTreeSet<TeamId> = teams.map(|(team, _)| team.clone()).collect();
    if teams.is_empty() { Vec::new() } else { vec![TeamsOverdue { matter, teams }.into()] }
}

impl Deciding<'_> {
    /// The signer, who holds the seat of the team.
    fn require_in_team(&self, team: &TeamId) -> Result<&MemberId, Rejection> {
        let signer = self.signer()?;
        if self.state.is_in_team(signer, team) {
            return Ok(signer);
        }
        Err(Rejection::NotInTeam { member: signer.clone(), team: team.clone() })
    }

    /// On the joint track work is assigned after the whistle, by the dispatcher or a holder of the lead's seat, to somebody of a
    /// team that was called.
    pub(crate) fn require_joint_assigner(
        &self,
        matter: &Matter,
        assignee: &MemberId,
    ) -> Result<(), Rejection> {
        let Some(lead) = &matter.teams.lead else {
            return Err(Rejection::NoTeamsCalled { matter: matter.id });
        };
        if self.require_in_team(lead).is_err() {
            self.require_power(Power::Dispatch, &matter.council)?;
        }
        let mut called = matter.teams.called.keys();
        if called.any(|team| self.state.is_in_team(assignee, team)) {
            return Ok(());
        }
        Err(Rejection::NotInTeam { member: assignee.clone(), team: lead.clone() })
    }
}

impl State {
    /// Whether the member holds the seat of a team of the charter in force.
    pub fn is_in_team(&self, member: &MemberId, team: &TeamId) -> bool {
        let found = self.charter().and_then(|version| version.charter.team(team));
        found.is_some_and(|team| self.holds(member, &team.council, &team.seat))
    }
}

pub(crate) fn evolve_teams_called(evolving: &mut Evolving<'_>, event: &TeamsCalled) {
    let called_at = evolving.context.index;
    let report_by_ms = event.report_by_ms;
    evolving.change_matter(event.matter, |matter| {
        matter.teams.lead = Some(event.lead.clone());
        for team in &event.teams {
            let called = CalledTeam { called_at, report_by_ms, overdue: false, report: None };
            matter.teams.called.insert(team.clone(), called);
        }
    });
    evolving.schedule(report_by_ms, Obligation::TeamsReport { matter: event.matter, called_at });
}

pub(crate) fn evolve_team_reported(evolving: &mut Evolving<'_>, event: &TeamReported) {
    let report = TeamReport {
        member: event.member.clone(),
        at_ms: evolving.context.at,
        index: evolving.context.index,
    };
    evolving.change_matter(event.matter, |matter| {
        if let Some(called) = matter.teams.called.get_mut(&event.team) {
            called.report = Some(report);
        }
    });
    evolving.lift_call_when_all_came(event.matter, &event.team);
}

pub(crate) fn evolve_teams_overdue(evolving: &mut Evolving<'_>, event: &TeamsOverdue) {
    evolving.change_matter(event.matter, |matter| {
        for team in &event.teams {
            if let Some(called) = matter.teams.called.get_mut(team) {
                called.overdue = true;
            }
        }
    });
}

impl Evolving<'_> {
    /// The call of the team is met once every team of it has come.
    fn lift_call_when_all_came(&mut self, matter: MatterId, team: &TeamId) {
        let Some(found) = self.state.matters.get(&matter) else { return };
        let Some(CalledTeam { called_at, report_by_ms, .. }) = found.teams.called.get(team).cloned() else {
            return;
        };
        let mut of_call = found.teams.called.values().filter(|called| called.called_at == called_at);
        if of_call.all(|called| called.report.is_some()) {
            self.unschedule(report_by_ms, Obligation::TeamsReport { matter, called_at });
        }
    }

    /// Nobody has to come any more.
    pub(crate) fn lift_calls(&mut self, matter: MatterId) {
        let Some(found) = self.state.matters.get(&matter) else { return };
        let calls: BTreeSet<(TimeMs, u64)> =
            found.teams.called.values().map(|called| (called.report_by_ms, called.called_at)).collect();
        for (report_by_ms, called_at) in calls {
            self.unschedule(report_by_ms, Obligation::TeamsReport { matter, called_at });
        }
    }
}
