//! Rulings on resolutions 撤销与更正: what a court or an authority decided, recorded beside the resolution, which stays readable.
//!
//! A ruling is another's decision: it is never refused for being late. What follows from it happens in the same entry.

use crate::bounds::{already, not_separate};
use crate::decide::{Deciding, Decision};
use crate::evolve::Evolving;
use crate::limits::{out_of_range, require_words};
use crate::state::change;
use crate::*;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

mod check;

pub use check::*;

/// Records what a court or an authority ruled on a resolution; by a registrar or a seat that certifies.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RecordRuling {
    /// The resolution.
    pub resolution: ResolutionId,
    /// Who ruled, e.g. the court; 1 to 200 characters.
    pub authority: String,
    /// The number of the ruling; 1 to 200 characters.
    pub reference: String,
    /// Its text.
    pub document: DocumentHash,
    /// What it says.
    pub finding: Finding,
}

/// What a ruling says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "finding", deny_unknown_fields)]
pub enum Finding {
    /// The resolution is revoked 撤销.
    Revoked {
        /// What becomes of those whom it seated; named for an election and for nothing else.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        seats: Option<SeatsAfter>,
    },
    /// The resolution is corrected 更正.
    Corrected {
        /// The text as it reads now.
        text: DocumentHash,
    },
    /// The resolution stands 维持.
    Upheld,
}

/// What becomes of those whom a revoked election seated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SeatsAfter {
    /// They leave the seat.
    Vacate,
    /// They stay, as the ruling says, e.g. until a new election.
    Stay,
}

/// A ruling stands beside a resolution.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RulingRecorded {
    /// The resolution.
    pub resolution: ResolutionId,
    /// Who ruled.
    pub authority: String,
    /// The number of the ruling.
    pub reference: String,
    /// Its text.
    pub document: DocumentHash,
    /// What it says.
    pub finding: Finding,
    /// Who recorded it.
    pub by: MemberId,
    /// The seats of which a holder has to confirm it before anything follows from it; absent where it holds at once.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub confirmed_by: BTreeSet<SeatId>,
}

/// Work stopped, because the resolution that it carried out was revoked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ActionStopped {
    /// The action.
    pub action: ActionId,
    /// The resolution.
    pub resolution: ResolutionId,
}

/// A ruling in the state.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ruling {
    /// Who ruled.
    pub authority: String,
    /// The number of the ruling.
    pub reference: String,
    /// Its text.
    pub document: DocumentHash,
    /// What it says.
    pub finding: Finding,
    /// Who recorded it.
    pub by: MemberId,
    /// When it was recorded.
    pub recorded_at_ms: TimeMs,
    /// The entry.
    pub index: u64,
    /// The seats of which a holder has to confirm it; none where it holds at once.
    pub confirmed_by: BTreeSet<SeatId>,
    /// What somebody else found who compared it with its text.
    pub checked: Option<RulingChecked>,
    /// The entry of that.
    pub checked_at: Option<u64>,
}

pub(crate) fn decide_record_ruling(deciding: &Deciding<'_>, command: &RecordRuling) -> Decision {
    let resolution = deciding.state.resolution(&command.resolution)?;
    let by = match deciding.require_registrar() {
        Ok(registrar) => registrar,
        Err(_) => deciding.require_power(Power::Certify, &resolution.council)?,
    };
    deciding.check_impartial(resolution, by)?;
    require_words("authority", &command.authority)?;
    require_words("reference", &command.reference)?;
    deciding.check_recorded_once(resolution, command)?;
    check_finding(resolution, command)?;
    let confirmed_by = deciding.confirmed_by(resolution)?;
    let holds = confirmed_by.is_empty();
    let recorded = RulingRecorded {
        resolution: resolution.id,
        authority: command.authority.clone(),
        reference: command.reference.clone(),
        document: command.document,
        finding: command.finding,
        by: by.clone(),
        confirmed_by,
    };
    let mut events = vec![recorded.into()];
    if holds {
        events.extend(deciding.after_ruling(resolution, command.finding)?);
    }
    Ok(events)
}

fn check_finding(resolution: &Resolution, command: &RecordRuling) -> Result<(), Rejection> {
    resolution.check_not_revoked(command.finding)?;
    match (command.finding, &resolution.election) {
        (Finding::Revoked { seats: None }, Some(_)) => Err(out_of_range(
            "seats",
            "what the ruling says of those who were seated: `vacate` or `stay`",
            "nothing",
        )),
        (Finding::Revoked { seats: Some(_) }, None) => {
            Err(out_of_range("seats", "left out: the resolution seated nobody", "seats"))
        }
        (Finding::Corrected { text }, _) if text == resolution.text() => {
            Err(already(format!("`{}` reads so already", resolution.id)))
        }
        (Finding::Revoked { .. } | Finding::Corrected { .. } | Finding::Upheld, _) => Ok(()),
    }
}

impl Resolution {
    /// The entry that revoked it; none while it stands.
    pub fn revoked_at(&self) -> Option<u64> {
        let revokes = |ruling: &&Ruling| matches!(ruling.finding, Finding::Revoked { .. });
        self.rulings.iter().filter(revokes).find_map(Ruling::holds_since)
    }

    fn check_not_revoked(&self, finding: Finding) -> Result<(), Rejection> {
        match (self.revoked_at(), finding) {
            (Some(index), Finding::Revoked { .. }) => {
                Err(already(format!("`{}` was revoked at entry {index}", self.id)))
            }
            (Some(_) | None, _) => Ok(()),
        }
    }

    /// Its text as the correction that was recorded last has it, of those that hold, whichever was confirmed first; the text that was
    /// decided stays in `document`.
    pub fn text(&self) -> DocumentHash {
        let corrected = self.rulings.iter().filter(|ruling| ruling.holds()).filter_map(|ruling| {
            let Finding::Corrected { text } = ruling.finding else { return None };
            Some((ruling.index, text))
        });
        corrected.max_by_key(|(index, _)| *index).map_or(self.document, |(_, text)| text)
    }
}

impl Deciding<'_> {
    /// The same ruling is recorded once; again where it was refused, or nobody is left who could confirm it.
    fn check_recorded_once(&self, resolution: &Resolution, command: &RecordRuling) -> Result<(), Rejection> {
        let same =
            |ruling: &&Ruling| ruling.authority == command.authority && ruling.reference == command.reference;
        let stands =
            |ruling: &&Ruling| ruling.holds() || ruling.waits() && self.somebody_confirms(resolution, ruling);
        match resolution.rulings.iter().filter(same).find(stands) {
            Some(ruling) => Err(already(format!("this ruling was recorded at entry {}", ruling.index))),
            None => Ok(()),
        }
    }

    fn after_ruling(&self, resolution: &Resolution, finding: Finding) -> Decision {
        match finding {
            Finding::Revoked { seats } => self.after_revocation(resolution, seats),
            Finding::Corrected { .. } | Finding::Upheld => Ok(Vec::new()),
        }
    }

    /// Its alternates end, seats are left if the ruling says so, its compact, standing duties and rules end, work that is not accepted stops, and the matter is to be decided again.
    fn after_revocation(&self, resolution: &Resolution, seats: Option<SeatsAfter>) -> Decision {
        let mut events: Vec<Event> = self.alternates_fall(resolution.id).into_iter().collect();
        events.extend(self.seats_left(resolution, seats));
        events.extend(self.compact_falls(resolution));
        events.extend(self.duties_fall(resolution));
        events.extend(self.rules_fall(resolution));
        let matter = self.state.matter(&resolution.matter)?;
        let carried_out = matches!(matter.stage, MatterStage::Acting | MatterStage::Evaluating);
        if !carried_out || matter.resolutions.last() != Some(&resolution.id) {
            return Ok(events);
        }
        let actions = self.state.actions_of(matter);
        let of_round = actions.filter(|action| action.round == matter.round && action.is_pending());
        events.extend(
            of_round.map(|action| ActionStopped { action: action.id, resolution: resolution.id }.into()),
        );
        events.push(self.reopen(matter));
        Ok(events)
    }

    /// Nobody records what is said of a vote that they drafted for, ran, or stood in.
    fn check_impartial(&self, resolution: &Resolution, by: &MemberId) -> Result<(), Rejection> {
        let Some(poll) = self.state.polls.get(&resolution.poll) else { return Ok(()) };
        let drafted_by = self.state.proposals.get(&poll.proposal).map(|proposal| &proposal.drafted_by);
        let first = self.state.first_round(poll).into_iter().flat_map(|first| first.options.iter());
        let stood =
            poll.options.iter().chain(first).filter_map(|option| option.member.as_ref()).chain(&poll.recall);
        let apart =
            [(drafted_by, "drafting the proposal"), (poll.trail.opened_by.as_ref(), "opening the vote")];
        let apart = apart.into_iter().chain(stood.map(|member| (Some(member), "standing in the vote")));
        match apart.into_iter().find(|(member, _)| *member == Some(by)) {
            Some((_, other)) => Err(not_separate(by, "recording a ruling on it", other)),
            None => Ok(()),
        }
    }

    /// Whether a later election that stands chose the holder again, or somebody seated them anew since.
    fn sits_by_something_later(
        &self,
        resolution: &Resolution,
        election: &ElectionCertified,
        holder: &MemberId,
    ) -> bool {
        let (council, seat) = (election.council.clone(), election.seat.clone());
        let seating = Seating { council, seat, member: holder.clone() };
        let seated_since = self.state.seatings.get(&seating).is_some_and(|since| *since > resolution.index);
        let later = self.state.resolutions.range(resolution.id..).skip(1).map(|(_, later)| later);
        let mut standing =
            later.filter(|later| later.revoked_at().is_none()).filter_map(|later| later.election.as_ref());
        let same = |later: &&std::sync::Arc<ElectionCertified>| {
            later.council == election.council && later.seat == election.seat && later.elected.contains(holder)
        };
        seated_since || standing.any(|later| same(&later))
    }

    /// What the compact superseded does not come back by itself: the ruling, or another resolution, has to say so.
    fn compact_falls(&self, resolution: &Resolution) -> Option<Event> {
        let compact = self.state.compact_of(resolution.id)?;
        let ended = CompactEnded { compact: compact.id, superseded_by: None };
        (compact.status != CompactStatus::Ended).then(|| ended.into())
    }

    fn seats_left(&self, resolution: &Resolution, seats: Option<SeatsAfter>) -> Vec<Event> {
        let (Some(election), Some(SeatsAfter::Vacate)) = (&resolution.election, seats) else {
            return Vec::new();
        };
        let (council, seat) = (&election.council, &election.seat);
        let elected = |holder: &MemberId| {
            election.elected.contains(holder) && !self.sits_by_something_later(resolution, election, holder)
        };
        let by_this = self
            .state
            .holders(council, seat)
            .filter(|holder| elected(holder) || self.state.sits_as_alternate(resolution, holder));
        let vacated = by_this.map(|member| {
            let (council, seat, member) = (council.clone(), seat.clone(), member.clone());
            SeatVacated { council, seat, member, reason: format!("revoked `{}`", resolution.id) }.into()
        });
        vacated.collect()
    }
}

impl State {
    /// The resolutions that rest on this one, in order: they were taken under a charter that it adopted, certified by
    /// somebody whom it seated, or voted on by somebody whom it seated.
    pub fn resting_on(&self, resolution: &Resolution) -> Vec<ResolutionId> {
        let adopted = self.charters.values().filter(|version| version.resolution == Some(resolution.id));
        let versions: Vec<u32> = adopted.map(|version| version.version).collect();
        let seated = |member: &MemberId, council: &CouncilId| {
            let election = resolution.election.as_ref().filter(|election| election.council == *council);
            election.is_some_and(|election| {
                election.elected.contains(member) || self.stepped_up(resolution, member)
            })
        };
        let later = self.resolutions.range(resolution.id..).skip(1).map(|(_, later)| later);
        let rests = |later: &&std::sync::Arc<Resolution>| {
            let Some(poll) = self.polls.get(&later.poll) else { return false };
            let opened_later = poll.id.entry_index() > resolution.index;
            let by_seats = opened_later && poll.rule.electorate == Electorate::Seats;
            versions.contains(&poll.charter_version)
                || seated(&later.certified_by, &later.council)
                || by_seats && poll.ballots.values().any(|ballot| seated(&ballot.member, &poll.council))
        };
        later.filter(rests).map(|later| later.id).collect()
    }
}

pub(crate) fn evolve_ruling_recorded(evolving: &mut Evolving<'_>, event: &RulingRecorded) {
    let ruling = Ruling {
        authority: event.authority.clone(),
        reference: event.reference.clone(),
        document: event.document,
        finding: event.finding,
        by: event.by.clone(),
        recorded_at_ms: evolving.context.at,
        index: evolving.context.index,
        confirmed_by: event.confirmed_by.clone(),
        checked: None,
        checked_at: None,
    };
    let holds = ruling.holds();
    change(&mut evolving.state.resolutions, &event.resolution, |resolution| resolution.rulings.push(ruling));
    if holds {
        evolving.lift_after(&event.resolution, event.finding);
    }
}

impl Evolving<'_> {
    fn lift_after(&mut self, resolution: &ResolutionId, finding: Finding) {
        let Some(found) = self.state.resolutions.get(resolution).cloned() else { return };
        match finding {
            Finding::Revoked { .. } => self.lift_duties_of(&found),
            Finding::Corrected { .. } | Finding::Upheld => {}
        }
    }

    /// What is revoked is neither carried out, paid nor filed any more, and its work is not rated.
    fn lift_duties_of(&mut self, resolution: &Resolution) {
        let id = resolution.id;
        if let Some(act_by_ms) = resolution.act_by_ms {
            self.unschedule(act_by_ms, Obligation::FirstAction { resolution: id });
        }
        if let Some(file_by_ms) = resolution.file_by_ms {
            self.unschedule(file_by_ms, Obligation::Filing { resolution: id });
        }
        self.lift_costs(id);
        let Some(matter) = self.state.matters.get(&resolution.matter).cloned() else { return };
        if let (MatterStage::Evaluating, Some(evaluation)) = (matter.stage, &matter.evaluation)
            && matter.resolutions.last() == Some(&id)
        {
            let obligation = Obligation::EvaluationEnds { matter: matter.id, round: matter.round };
            self.unschedule(evaluation.due_at_ms, obligation);
        }
    }
}
