//! Who may open nominations, nominate, support, accept and withdraw, and until when.

use super::*;
use crate::bounds::{already, require_within, wrong_stage};
use crate::decide::{Deciding, Decision};
use crate::limits::out_of_range;

/// Longest window, in days: who nominates for longer does not know who will still live there.
const MAX_WINDOW_DAYS: u64 = 60;

pub(crate) fn decide_open_nominations(deciding: &Deciding<'_>, command: &OpenNominations) -> Decision {
    let (proposal, matter) = deciding.open_proposal(&command.proposal)?;
    deciding.require_power(Power::Convene, &matter.council)?;
    deciding.require_uncontested(matter)?;
    let charter = &deciding.charter()?.charter;
    let missing = || Rejection::NotFound { kind: "rule".to_owned(), id: command.rule.to_string() };
    let rule = charter.decision(&command.rule).ok_or_else(missing)?;
    deciding.check_applicable(rule, &matter.council, &PollScope::Council)?;
    let Some(clause) = &rule.nomination else {
        let reason = "it has no clause of nominations: open the vote with its options".to_owned();
        return Err(Rejection::RuleNotApplicable { rule: rule.id.clone(), reason });
    };
    deciding.check_reopened(proposal, rule, matter)?;
    let calendar = &deciding.state.calendar;
    let earliest = calendar.end_of(deciding.context.at, clause.window);
    let latest = deciding.context.at.plus_days(MAX_WINDOW_DAYS).max(earliest);
    require_within("closes_at_ms", command.closes_at_ms, &(earliest..=latest))?;
    let event = NominationsOpened {
        proposal: proposal.id,
        rule: rule.id.clone(),
        electorate: rule.electorate,
        clause: clause.clone(),
        closes_at_ms: command.closes_at_ms,
        accept_by_ms: calendar.end_of(command.closes_at_ms, clause.accept),
    };
    Ok(vec![event.into()])
}

pub(crate) fn decide_nominate_candidate(deciding: &Deciding<'_>, command: &NominateCandidate) -> Decision {
    let (phase, matter) = deciding.nominating(&command.proposal)?;
    let by = deciding.signer()?;
    phase.check_window(deciding.context.at)?;
    deciding.check_eligible(phase, &command.member, &matter.council)?;
    if let Some(earlier) = phase.nominations.get(&command.member) {
        let what = format!("`{}` is nominated already, by `{earlier}`", command.member);
        return Err(already(what));
    }
    let nominated = deciding.way(phase, matter, &command.member)?;
    let nomination = NominationId::first(deciding.context.index);
    let (proposal, member) = (phase.proposal, command.member.clone());
    let own = nominated == NominationWay::Own;
    let event = CandidateNominated { nomination, proposal, member, by: by.clone(), nominated };
    let mut events = vec![event.into()];
    match command.statement {
        statement if own => {
            deciding.check_room_on_paper(phase)?;
            events.push(NominationAccepted { nomination, statement }.into());
        }
        Some(_) => {
            let expected = "left out: who is nominated speaks for themselves when they accept";
            return Err(out_of_range("statement", expected, "a document"));
        }
        None => phase.check_cap(by)?,
    }
    Ok(events)
}

pub(crate) fn decide_support_nomination(deciding: &Deciding<'_>, command: &SupportNomination) -> Decision {
    let (nomination, phase, matter) = deciding.standing_nomination(&command.nomination)?;
    let member = deciding.principal()?;
    phase.check_window(deciding.context.at)?;
    if nomination.way != NominationWay::Joint {
        let expected = "one that several make together";
        return Err(out_of_range("nomination", expected, nomination.id));
    }
    deciding.check_eligible(phase, member, &matter.council)?;
    if nomination.member == *member {
        return Err(Rejection::MayNotNominate { member: member.clone(), rule: phase.rule.clone() });
    }
    if nomination.supporters.contains(member) {
        return Err(already(format!(
            "`{member}` is one of those who nominate by `{}` already",
            nomination.id
        )));
    }
    Ok(vec![NominationSupported { nomination: nomination.id, member: member.clone() }.into()])
}

/// By the nominee's own key, until the end of the time to accept.
pub(crate) fn decide_accept_nomination(deciding: &Deciding<'_>, command: &AcceptNomination) -> Decision {
    let (nomination, phase, matter) = deciding.standing_nomination(&command.nomination)?;
    deciding.require_nominee(nomination)?;
    phase.check_open()?;
    if let Some(accepted) = &nomination.accepted {
        return Err(already(format!("`{}` was accepted at entry {}", nomination.id, accepted.index)));
    }
    deciding.check_eligible(phase, &nomination.member, &matter.council)?;
    deciding.check_room_on_paper(phase)?;
    Ok(vec![NominationAccepted { nomination: nomination.id, statement: command.statement }.into()])
}

pub(crate) fn decide_withdraw_candidacy(deciding: &Deciding<'_>, command: &WithdrawCandidacy) -> Decision {
    let (nomination, _, _) = deciding.standing_nomination(&command.nomination)?;
    deciding.require_nominee(nomination)?;
    Ok(vec![CandidacyWithdrawn { nomination: nomination.id }.into()])
}

/// The time to accept is over: with too few the window opens once more, where the clause says so and it did not before.
pub(crate) fn decide_nominations_close(deciding: &Deciding<'_>, proposal: ProposalId) -> Decision {
    let phase = deciding.phase(&proposal)?;
    let (calendar, at) = (&deciding.state.calendar, deciding.context.at);
    let standing: Vec<&Arc<Nomination>> =
        deciding.state.nominations_on(phase).filter(|found| found.stands()).collect();
    let found = u64::try_from(standing.len()).unwrap_or(u64::MAX);
    let needed = phase.clause.least;
    if found < u64::from(needed) && phase.clause.too_few == TooFew::Extend && !phase.extended {
        let closes_at_ms = calendar.end_of(at, phase.clause.window);
        let accept_by_ms = calendar.end_of(closes_at_ms, phase.clause.accept);
        return Ok(vec![NominationsExtended { proposal, found, needed, closes_at_ms, accept_by_ms }.into()]);
    }
    let waits = standing.iter().any(|found| found.finding().is_none());
    let screening = phase.clause.screening.as_ref().filter(|_| waits);
    let event = NominationsClosed {
        proposal,
        standing: standing.iter().map(|found| found.id).collect(),
        seed: (phase.clause.order == CandidateOrder::Lot).then_some(deciding.context.head),
        screen_by_ms: screening.map(|clause| calendar.end_of(at, clause.within)),
    };
    Ok(vec![event.into()])
}

impl NominationPhase {
    /// People are nominated until the end of the window.
    fn check_window(&self, at: TimeMs) -> Result<(), Rejection> {
        self.check_open()?;
        if at < self.closes_at_ms {
            return Ok(());
        }
        let field = "nomination".to_owned();
        Err(Rejection::TooLate { field, latest_ms: self.closes_at_ms, found_ms: at })
    }

    fn check_open(&self) -> Result<(), Rejection> {
        match self.status {
            PhaseStatus::Open => Ok(()),
            PhaseStatus::Closed => Err(wrong_stage("nominations of", &self.proposal, "closed", "open")),
            PhaseStatus::Lapsed => Err(wrong_stage("nominations of", &self.proposal, "lapsed", "open")),
        }
    }

    /// Nobody fills the list alone.
    fn check_cap(&self, by: &MemberId) -> Result<(), Rejection> {
        let cap = self.clause.least;
        if self.made.get(by).copied().unwrap_or_default() < cap {
            return Ok(());
        }
        Err(Rejection::NominationCapReached { member: by.clone(), proposal: self.proposal, cap })
    }
}

impl Deciding<'_> {
    pub(super) fn phase(&self, proposal: &ProposalId) -> Result<&Arc<NominationPhase>, Rejection> {
        let missing = || Rejection::NotFound { kind: "nominations of".to_owned(), id: proposal.to_string() };
        self.state.nomination_phases.get(proposal).ok_or_else(missing)
    }

    /// The nominations of a proposal that may still be put to the vote.
    fn nominating(&self, proposal: &ProposalId) -> Result<(&Arc<NominationPhase>, &Matter), Rejection> {
        let (proposal, matter) = self.open_proposal(proposal)?;
        Ok((self.phase(&proposal.id)?, matter))
    }

    /// A nomination that was not withdrawn, of a proposal that may still be put to the vote.
    pub(super) fn standing_nomination(
        &self,
        id: &NominationId,
    ) -> Result<(&Arc<Nomination>, &Arc<NominationPhase>, &Matter), Rejection> {
        let nomination = self.state.nomination(id)?;
        let (phase, matter) = self.nominating(&nomination.proposal)?;
        match nomination.withdrawn_at {
            None => Ok((nomination, phase, matter)),
            Some(_) => Err(wrong_stage("nomination", id, "withdrawn", "standing")),
        }
    }

    pub(super) fn require_nominee(&self, nomination: &Nomination) -> Result<(), Rejection> {
        let signer = self.principal()?;
        if *signer == nomination.member {
            return Ok(());
        }
        let (member, nominee) = (signer.clone(), nomination.member.clone());
        Err(Rejection::NotNominee { member, nomination: nomination.id, nominee })
    }

    /// Nominations are opened once, and again only when they are over and too few are left.
    fn check_reopened(
        &self,
        proposal: &Proposal,
        rule: &DecisionClause,
        matter: &Matter,
    ) -> Result<(), Rejection> {
        let Some(phase) = self.state.nomination_phases.get(&proposal.id) else { return Ok(()) };
        if phase.status == PhaseStatus::Open {
            return Err(already(format!("nominations on `{}` are open", proposal.id)));
        }
        if phase.rule != rule.id {
            let what = format!("nominations on `{}` were opened under rule `{}`", proposal.id, phase.rule);
            return Err(already(what));
        }
        let possible = self.possible_candidates(phase, &matter.council);
        if possible >= u64::from(phase.clause.least) {
            let what =
                format!("nominations on `{}` are over, and {possible} candidate(s) are left", proposal.id);
            return Err(already(what));
        }
        Ok(())
    }

    /// How many may still stand: all but those who are out for good.
    fn possible_candidates(&self, phase: &NominationPhase, council: &CouncilId) -> u64 {
        let out = |found: &Nomination| {
            matches!(
                phase.candidacy(found),
                Candidacy::Withdrawn | Candidacy::Lapsed | Candidacy::Disqualified
            )
        };
        let may = |found: &Nomination| self.check_eligible(phase, &found.member, council).is_ok();
        let left = self.state.nominations_on(phase).filter(|found| !out(found) && may(found));
        u64::try_from(left.count()).unwrap_or(u64::MAX)
    }

    /// How the signer may nominate the member: themselves, by their seat, or with others of the electorate.
    fn way(
        &self,
        phase: &NominationPhase,
        matter: &Matter,
        member: &MemberId,
    ) -> Result<NominationWay, Rejection> {
        let by = self.signer()?;
        let refused = || Rejection::MayNotNominate { member: by.clone(), rule: phase.rule.clone() };
        if by == member {
            let allowed = phase.clause.self_nomination == SelfNomination::Allowed;
            return if allowed { Ok(NominationWay::Own) } else { Err(refused()) };
        }
        if let Some(seat) = self.seat_among(by, &phase.clause.seats, &matter.council) {
            return Ok(NominationWay::Seat { seat: seat.clone() });
        }
        if phase.clause.joint.is_none() {
            return Err(refused());
        }
        self.check_eligible(phase, by, &matter.council).map(|()| NominationWay::Joint)
    }

    /// A poll has so many options at most.
    fn check_room_on_paper(&self, phase: &NominationPhase) -> Result<(), Rejection> {
        let accepted = self.state.nominations_on(phase).filter(|it| it.accepted.is_some()).count();
        let most = MAX_OPTIONS;
        if accepted < most {
            return Ok(());
        }
        Err(out_of_range("candidates", &format!("at most {most}"), accepted.saturating_add(1)))
    }

    /// Who stands is there, belongs to the area, and could vote under the rule; so does who nominates with others.
    pub(super) fn check_eligible(
        &self,
        phase: &NominationPhase,
        member: &MemberId,
        council: &CouncilId,
    ) -> Result<(), Rejection> {
        self.check_in_electorate(phase.electorate, &phase.rule, member, council)
    }

    /// Whether somebody could be elected under a rule with this electorate.
    pub(crate) fn check_in_electorate(
        &self,
        electorate: Electorate,
        rule: &RuleId,
        member: &MemberId,
        council: &CouncilId,
    ) -> Result<(), Rejection> {
        self.check_candidate(member, council)?;
        let found = self.state.member(member)?;
        let belongs = match electorate {
            Electorate::Seats => true,
            Electorate::Residents | Electorate::Households => self.state.counts_as_resident(found),
            Electorate::Owners => self.owns_in_area(member, council),
        };
        if belongs {
            return Ok(());
        }
        Err(Rejection::NotInElectorate { member: member.clone(), rule: rule.clone() })
    }
}
