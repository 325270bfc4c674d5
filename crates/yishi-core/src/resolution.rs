//! Resolutions 决议: certified outcomes of polls, posted for the charter's period.
//!
//! The posting informs and does not suspend: actions may begin at once. Who objects while it lasts hands in a
//! submission, which is screened and routed like any other, unless the rule has a `review` before it (see `poll/objection`).
//! A resolution is never undone in place; what a court rules stands beside it (see `ruling`). The resolution of an
//! election seats whom it chose.

use crate::bounds::{already, require_stage, wrong_stage};
use crate::decide::{Deciding, Decision};
use crate::evolve::Evolving;
use crate::state::change;
use crate::*;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::sync::Arc;

/// Certifies a sealed poll that passed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CertifyResolution {
    /// The poll.
    pub poll: PollId,
    /// Names the exact text that was decided.
    pub document: DocumentHash,
}

/// A resolution stands; its notice is posted by the same entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ResolutionCertified {
    /// Its id.
    pub resolution: ResolutionId,
    /// The matter.
    pub matter: MatterId,
    /// The poll.
    pub poll: PollId,
    /// The text.
    pub document: DocumentHash,
    /// The rule that decided.
    pub rule_digest: Digest,
    /// The roll that voted.
    pub roll_root: Digest,
    /// SHA-256 of the canonical JSON of the tally.
    pub tally_digest: Digest,
    /// SHA-256 of the canonical JSON of the whole outcome of a choice among options; absent for a motion.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outcome_digest: Option<Digest>,
    /// By when work must be assigned, if the charter says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub act_by_ms: Option<TimeMs>,
    /// The emergency in which it was certified, if one was in force.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub emergency: Option<EmergencyId>,
    /// By when it must be filed, if the rule says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file_by_ms: Option<TimeMs>,
    /// Until when a court may be asked to revoke it, if the rule says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub challenge_until_ms: Option<TimeMs>,
}

/// No work on a resolution was assigned in time. It still can be; the breach stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FirstActionOverdue {
    /// The resolution.
    pub resolution: ResolutionId,
}

/// An election is certified; the entry also holds who leaves and who takes the seat by it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ElectionCertified {
    /// The resolution.
    pub resolution: ResolutionId,
    /// The council.
    pub council: CouncilId,
    /// The kind of seat.
    pub seat: SeatId,
    /// Who was chosen, in the order in which it was settled.
    pub elected: Vec<MemberId>,
    /// When their term ends; absent without a stated term.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub term_ends_at_ms: Option<TimeMs>,
    /// How many seats stay vacant, where the rule has a second round.
    #[serde(default, skip_serializing_if = "is_default")]
    pub vacant: u32,
    /// Who steps up when one of these seats falls vacant, in the order of the count, where the rule has alternates.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub alternates: Vec<MemberId>,
}

/// A resolution in the state.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Resolution {
    /// Its id.
    pub id: ResolutionId,
    /// The matter.
    pub matter: MatterId,
    /// The poll.
    pub poll: PollId,
    /// The council that decided.
    pub council: CouncilId,
    /// The text.
    pub document: DocumentHash,
    /// The rule that decided.
    pub rule_digest: Digest,
    /// The roll that voted.
    pub roll_root: Digest,
    /// The tally.
    pub tally_digest: Digest,
    /// The whole outcome of a choice among options.
    #[serde(default)]
    pub outcome_digest: Option<Digest>,
    /// Who certified it.
    pub certified_by: MemberId,
    /// The election that it certifies, if it does.
    #[serde(default)]
    pub election: Option<Arc<ElectionCertified>>,
    /// Its notice.
    pub notice: NoticeId,
    /// When it was certified.
    pub certified_at_ms: TimeMs,
    /// By when work must be assigned.
    #[serde(default)]
    pub act_by_ms: Option<TimeMs>,
    /// The emergency in which it was certified, if one was in force.
    #[serde(default)]
    pub emergency: Option<EmergencyId>,
    /// Whether none was assigned in time.
    #[serde(default)]
    pub overdue: bool,
    /// By when it must be filed.
    #[serde(default)]
    pub file_by_ms: Option<TimeMs>,
    /// Whether it was not filed in time.
    #[serde(default)]
    pub filing_overdue: bool,
    /// Its filing, once recorded.
    #[serde(default)]
    pub filing: Option<Filing>,
    /// Until when a court may be asked to revoke it.
    #[serde(default)]
    pub challenge_until_ms: Option<TimeMs>,
    /// What courts and authorities ruled on it, in order.
    #[serde(default)]
    pub rulings: Vec<Ruling>,
    /// The entry that certified it.
    pub index: u64,
}

pub(crate) fn decide_certify_resolution(deciding: &Deciding<'_>, command: &CertifyResolution) -> Decision {
    let poll = deciding.state.poll(&command.poll)?;
    deciding.require_power(Power::Certify, &poll.council)?;
    deciding.check_last_round(poll)?;
    let sealing = passed(deciding.state, poll)?;
    deciding.check_not_certified(poll)?;
    deciding.check_still_there(poll)?;
    if command.document != poll.document {
        return Err(Rejection::TextMismatch {
            expected: poll.document.to_string(),
            found: command.document.to_string(),
        });
    }
    poll.check_served()?;
    deciding.check_reviewed(poll)?;
    deciding.check_partners_agreed(poll)?;
    let index = deciding.context.index;
    let after = |period| deciding.state.calendar.end_of(deciding.context.at, period);
    let certified = ResolutionCertified {
        resolution: ResolutionId::first(index),
        matter: poll.matter,
        poll: poll.id,
        document: poll.document,
        rule_digest: poll.rule_digest,
        roll_root: poll.roll.root,
        tally_digest: digest_of(&sealing.tally),
        outcome_digest: sealing.outcome.as_ref().map(|outcome| outcome.digest),
        act_by_ms: deciding.act_by()?,
        emergency: deciding.mode(),
        file_by_ms: poll.rule.filing.as_ref().map(|clause| after(clause.within)),
        challenge_until_ms: poll.rule.challenge.as_ref().map(|clause| after(clause.within)),
    };
    let posted = NoticePosted {
        notice: NoticeId::first(index),
        subject: NoticeSubject::Resolution(certified.resolution),
        document: poll.document,
        period: deciding.charter()?.charter.deadlines.resolution_notice,
        due_at_ms: deciding.deadline(|deadlines| deadlines.resolution_notice),
        vote: None,
        rule_digest: None,
    };
    let resolution = certified.resolution;
    let seated = deciding.seat_winners(poll, sealing, resolution)?;
    let mut events = vec![certified.into(), posted.into()];
    events.extend(seated);
    events.extend(deciding.recall(poll, resolution));
    events.extend(deciding.take_effect(poll, resolution)?);
    Ok(events)
}

fn passed<'a>(state: &State, poll: &'a Poll) -> Result<&'a PollSealed, Rejection> {
    match &poll.status {
        PollStatus::Open => Err(wrong_stage("poll", &poll.id, "open", "sealed")),
        PollStatus::Opening { .. } => {
            Err(wrong_stage("poll", &poll.id, "closed, and its ballots are being opened", "sealed"))
        }
        PollStatus::Sealed { .. } if poll.rule.stage == DecisionStage::Step => {
            let reason = "it is a step towards a decision, and only the decision is certified".to_owned();
            Err(Rejection::RuleNotApplicable { rule: poll.rule.id.clone(), reason })
        }
        PollStatus::Sealed { sealing }
            if state.verdict_with_first(poll, sealing.verdict()) == yishi_tally::Verdict::Passed =>
        {
            Ok(sealing)
        }
        PollStatus::Sealed { .. } => Err(Rejection::NotPassed { poll: poll.id }),
    }
}

impl Deciding<'_> {
    fn act_by(&self) -> Result<Option<TimeMs>, Rejection> {
        let period = self.charter()?.charter.deadlines.first_action;
        Ok(period.map(|period| self.state.calendar.end_of(self.context.at, period)))
    }

    fn check_not_certified(&self, poll: &Poll) -> Result<(), Rejection> {
        match self.state.resolution_of(poll) {
            Some(resolution) => {
                Err(already(format!("`{}` is certified already, by `{}`", poll.id, resolution.id)))
            }
            None => Ok(()),
        }
    }

    /// The matter must still be with the council that voted, and wait for this decision.
    fn check_still_there(&self, poll: &Poll) -> Result<(), Rejection> {
        let matter = self.matter_in(&poll.matter, MatterStage::Deliberating)?;
        if matter.council != poll.council {
            let [stands, needed] = [&matter.council, &poll.council].map(|it| format!("at council `{it}`"));
            return Err(wrong_stage("matter", &matter.id, &stands, &needed));
        }
        let proposal = self.state.proposal(&poll.proposal)?;
        require_stage("proposal", &proposal.id, &proposal.status, &ProposalStatus::Passed)
    }
}

impl Deciding<'_> {
    /// What the certification of an election does to the seat: who is not chosen again leaves it where the rule says so, and
    /// the chosen take it. Who has left the community since is named among the elected and not seated.
    fn seat_winners(&self, poll: &Poll, sealing: &PollSealed, resolution: ResolutionId) -> Decision {
        let elects = poll.rule.choice.as_ref().and_then(|choice| choice.elects.as_ref());
        let (Some(elects), Some(_)) = (elects, &sealing.outcome) else { return Ok(Vec::new()) };
        let (council, seat) = (&poll.council, &elects.seat);
        let elected = self.elected(poll);
        let holders: BTreeSet<&MemberId> = self.state.holders(council, seat).collect();
        let leaves = |holder: &&MemberId| elects.incumbents == Incumbents::Leave && !elected.contains(holder);
        let leaving: BTreeSet<&MemberId> = holders.iter().copied().filter(leaves).collect();
        let arriving: Vec<&MemberId> =
            elected.iter().filter(|member| self.arrives(member, council, seat)).collect();
        let renewed = match elects.incumbents {
            Incumbents::Leave => self.alternates_renewed(council, seat),
            Incumbents::Stay => Vec::new(),
        };
        self.check_room(council, seat, holders.len().saturating_sub(leaving.len()), arriving.len())?;
        if elects.incumbents == Incumbents::Stay {
            self.check_not_kept(council, seat, holders.len().saturating_add(arriving.len()))?;
        }
        arriving.iter().try_for_each(|member| self.check_separation(council, seat, member))?;
        let certified = ElectionCertified {
            resolution,
            council: council.clone(),
            seat: seat.clone(),
            elected: elected.clone(),
            term_ends_at_ms: elects.term.map(|term| self.state.calendar.end_of(self.context.at, term)),
            vacant: self.left_vacant(poll, elected.len()),
            alternates: poll.alternates(),
        };
        let vacated = leaving.into_iter().map(|member| {
            let (council, seat, member) = (council.clone(), seat.clone(), member.clone());
            Event::from(SeatVacated { council, seat, member, reason: format!("election `{resolution}`") })
        });
        let assigned = arriving.into_iter().map(|member| {
            let (council, seat, member) = (council.clone(), seat.clone(), member.clone());
            Event::from(SeatAssigned { council, seat, member })
        });
        Ok(std::iter::once(certified.into()).chain(renewed).chain(vacated).chain(assigned).collect())
    }

    /// Who is elected and present takes the seat, unless they hold it.
    pub(crate) fn arrives(&self, member: &MemberId, council: &CouncilId, seat: &SeatId) -> bool {
        !self.state.holds(member, council, seat) && self.present_member(member).is_ok()
    }

    /// How many seats an election of up to two rounds leaves vacant.
    fn left_vacant(&self, poll: &Poll, elected: usize) -> u32 {
        let first = self.state.first_round(poll).map_or(poll, |first| first);
        if first.rule.second_round.is_none() {
            return 0;
        }
        let seats = first.rule.choice.as_ref().map_or(0, |choice| choice.method.seats());
        seats.saturating_sub(u32::try_from(elected).unwrap_or(u32::MAX))
    }

    /// Whom the resolution takes the seat from, unless they have left it since.
    fn recall(&self, poll: &Poll, resolution: ResolutionId) -> Option<Event> {
        let (seat, member) = (poll.rule.recalls.as_ref()?, poll.recall.as_ref()?);
        let holds = self.state.holds(member, &poll.council, seat);
        holds.then(|| {
            let (council, seat, member) = (poll.council.clone(), seat.clone(), member.clone());
            SeatVacated { council, seat, member, reason: format!("recall `{resolution}`") }.into()
        })
    }

    fn check_room(
        &self,
        council: &CouncilId,
        seat: &SeatId,
        staying: usize,
        arriving: usize,
    ) -> Result<(), Rejection> {
        let holders = self.require_seat(council, seat)?.holders;
        let after = u64::try_from(staying.saturating_add(arriving)).unwrap_or(u64::MAX);
        if after <= u64::from(holders) {
            return Ok(());
        }
        Err(Rejection::SeatsFull { council: council.clone(), seat: seat.clone(), holders })
    }
}

pub(crate) fn evolve_election_certified(evolving: &mut Evolving<'_>, event: &ElectionCertified) {
    let election = Arc::new(event.clone());
    change(&mut evolving.state.resolutions, &event.resolution, |found| found.election = Some(election));
    evolving.begin_alternates(event);
}

impl State {
    /// The resolution that certified a poll, if one did; of an election in two rounds it is the same for both.
    pub fn resolution_of(&self, poll: &Poll) -> Option<&Arc<Resolution>> {
        let matter = self.matters.get(&poll.matter)?;
        let mut resolutions = self.resolutions_of(matter);
        let of_election = |resolution: &PollId| {
            self.polls.get(resolution).is_some_and(|last| last.second_of == Some(poll.id))
        };
        resolutions.find(|resolution| resolution.poll == poll.id || of_election(&resolution.poll))
    }
}

pub(crate) fn evolve_resolution_certified(evolving: &mut Evolving<'_>, event: &ResolutionCertified) {
    let index = evolving.context.index;
    let (Some(poll), Some(signer)) = (evolving.state.polls.get(&event.poll), evolving.actor.signer()) else {
        return;
    };
    let resolution = Resolution {
        id: event.resolution,
        matter: event.matter,
        poll: event.poll,
        council: poll.council.clone(),
        document: event.document,
        rule_digest: event.rule_digest,
        roll_root: event.roll_root,
        tally_digest: event.tally_digest,
        outcome_digest: event.outcome_digest,
        certified_by: signer.clone(),
        election: None,
        notice: NoticeId::first(index),
        certified_at_ms: evolving.context.at,
        act_by_ms: event.act_by_ms,
        emergency: event.emergency,
        overdue: false,
        file_by_ms: event.file_by_ms,
        filing_overdue: false,
        filing: None,
        challenge_until_ms: event.challenge_until_ms,
        rulings: Vec::new(),
        index,
    };
    let certify_by_ms = poll.certify_by_ms();
    let recall = poll.rule.recalls.clone().zip(poll.recall.clone());
    let council = poll.council.clone();
    evolving.state.resolutions.insert(event.resolution, Arc::new(resolution));
    if let Some(certify_by_ms) = certify_by_ms {
        evolving.unschedule(certify_by_ms, Obligation::Certification { poll: event.poll });
    }
    if let Some((seat, member)) = recall {
        evolving.end_alternate(&council, &seat, &member);
    }
    if let Some(file_by_ms) = event.file_by_ms {
        evolving.schedule(file_by_ms, Obligation::Filing { resolution: event.resolution });
    }
    if let Some(act_by_ms) = event.act_by_ms {
        evolving.schedule(act_by_ms, Obligation::FirstAction { resolution: event.resolution });
    }
    evolving.change_matter(event.matter, |matter| {
        matter.resolutions.push(event.resolution);
        matter.stage = MatterStage::Acting;
    });
    evolving.stop_deliberation_clock(event.matter);
    evolving.lapse_open_proposals(event.matter);
}

pub(crate) fn evolve_first_action_overdue(evolving: &mut Evolving<'_>, event: &FirstActionOverdue) {
    change(&mut evolving.state.resolutions, &event.resolution, |resolution| resolution.overdue = true);
}

impl Evolving<'_> {
    /// Work on a matter was assigned: its resolutions wait for none any more.
    pub(crate) fn lift_first_actions(&mut self, matter: MatterId) {
        let Some(found) = self.state.matters.get(&matter) else { return };
        let due = |id: &ResolutionId| Some((self.state.resolutions.get(id)?.act_by_ms?, *id));
        let waiting: Vec<(TimeMs, ResolutionId)> = found.resolutions.iter().filter_map(due).collect();
        for (act_by_ms, resolution) in waiting {
            self.unschedule(act_by_ms, Obligation::FirstAction { resolution });
        }
    }
}
