//! Following 关注: which matters somebody has to do with, what changed in them, and what is owed to them.
//!
//! Whoever handed in, supported, objected, petitioned, spoke, voted or rated follows a matter without asking for it. What they did to
//! a submission follows from the submission; what they did to the matter itself is noted here as it happens, by matter, so that nobody
//! has to look at all ballots for one person.

use crate::evolve::Evolving;
use crate::*;
use imbl::{OrdMap, OrdSet};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What somebody had to do with a matter.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Involvement {
    /// Handed in a submission that the matter came from.
    #[serde(default)]
    pub submitted: bool,
    /// Supports or objects to such a submission, supports a proposal on it, or nominates or stands in an election on it.
    #[serde(default)]
    pub took_stance: bool,
    /// Proposed to amend a proposal on it.
    #[serde(default)]
    pub amended: bool,
    /// Objected to a proposal on it, or to the result of a vote.
    #[serde(default)]
    pub objected: bool,
    /// Asked that another council take it: by a petition, or by contesting its route.
    #[serde(default)]
    pub petitioned: bool,
    /// Spoke or asked at a hearing on it.
    #[serde(default)]
    pub spoke: bool,
    /// Cast a ballot on it.
    #[serde(default)]
    pub voted: bool,
    /// Rated the work on it.
    #[serde(default)]
    pub rated: bool,
    /// Is a side of it, speaks for one, or mediates it.
    #[serde(default)]
    pub mediated: bool,
}

/// What each member did to each matter itself.
pub type TookPart = OrdMap<MemberId, OrdMap<MatterId, Involvement>>;

impl Involvement {
    fn by(note: impl FnOnce(&mut Self)) -> Self {
        let mut how = Self::default();
        note(&mut how);
        how
    }

    fn and(self, other: Self) -> Self {
        Self {
            submitted: self.submitted || other.submitted,
            took_stance: self.took_stance || other.took_stance,
            amended: self.amended || other.amended,
            objected: self.objected || other.objected,
            petitioned: self.petitioned || other.petitioned,
            spoke: self.spoke || other.spoke,
            voted: self.voted || other.voted,
            rated: self.rated || other.rated,
            mediated: self.mediated || other.mediated,
        }
    }
}

/// A thing of a matter, as its last entry left it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Changed {
    /// The matter itself.
    Matter(MatterId),
    /// A proposal.
    Proposal(ProposalId),
    /// An amendment.
    Amendment(AmendmentId),
    /// An objection.
    Objection(ObjectionId),
    /// A notice.
    Notice(NoticeId),
    /// A hearing.
    Hearing(HearingId),
    /// A poll.
    Poll(PollId),
    /// A resolution.
    Resolution(ResolutionId),
    /// An action.
    Action(ActionId),
    /// A standing duty of a resolution on it.
    StandingDuty(StandingDutyId),
    /// A standing rule of a resolution on it.
    StandingRule(StandingRuleId),
}

/// A change in a matter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct MatterChange {
    /// The last entry that changed the thing.
    pub index: u64,
    /// The thing.
    pub what: Changed,
    /// The matter.
    pub matter: MatterId,
}

/// Something that is owed to somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum OwedWhat {
    /// The screening of a submission.
    Screening(SubmissionId),
    /// The decision of a matter.
    Decision(MatterId),
    /// The word of the book to which a matter was handed over.
    HandOverAnswer(MatterId),
    /// The answer to a contest.
    ContestAnswer(MatterId),
    /// The answer to an amendment of theirs.
    AmendmentAnswer(AmendmentId),
    /// The answer to an objection of theirs.
    ObjectionAnswer(ObjectionId),
    /// The answer to an objection of theirs to the result of a poll.
    ResultAnswer(PollId),
    /// Their word whether they accept a nomination.
    Acceptance(NominationId),
    /// The screening of their candidacy, or of one that they screen.
    CandidateScreening(NominationId),
    /// The answer to their objection to being disqualified, or to one that they answer.
    ScreeningAnswer(NominationId),
    /// A word on what became of a call that they answered with an idea.
    CallAnswer(CallId),
    /// The results of partner books.
    PartnerResults(PollId),
    /// The certification of a poll.
    Certification(PollId),
    /// The first work on a resolution.
    FirstAction(ResolutionId),
    /// Work on a matter.
    Action(ActionId),
    /// A standing duty: what is to be done next, or was missed.
    StandingDuty(StandingDutyId),
    /// The share of a standing rule that is due next, or lacking.
    StandingRule(StandingRuleId),
    /// The word of an alternate who was called to a vacant place: to step up or to decline.
    AlternateAnswer(ResolutionId),
    /// The names of the mediators of a dispute.
    Mediators(MatterId),
    /// The word of those who have to agree to a mediation for their side.
    MediationConsent(MatterId),
    /// The next session of a mediation.
    MediationSession(MatterId),
    /// Signatures under an agreement.
    SettlementSignature(MatterId),
    /// Reports of teams that were called.
    TeamReports(MatterId),
    /// Answers on a hard matter.
    HardAnswers(MatterId),
    /// The filing of a resolution.
    Filing(ResolutionId),
    /// Payments of shares in costs.
    Payments(CostSharingId),
    /// The opening of the second round of an election, of which this is the first.
    SecondRound(PollId),
}

/// Something that is owed to somebody, and by when.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Owed {
    /// By when; none where the charter sets no deadline.
    pub due_at_ms: Option<TimeMs>,
    /// What.
    pub what: OwedWhat,
    /// Whether the deadline was missed.
    pub overdue: bool,
}

/// To whom something is owed that is owed in a matter.
#[derive(Clone, Copy, Debug)]
enum OwedTo<'a> {
    /// Whoever follows the matter.
    Followers,
    /// One member, for what they handed in.
    Member(&'a MemberId),
    /// Those who signed something together.
    Signers(&'a OrdSet<MemberId>),
}

impl OwedTo<'_> {
    fn includes(self, member: &MemberId) -> bool {
        match self {
            Self::Followers => true,
            Self::Member(found) => found == member,
            Self::Signers(signers) => signers.contains(member),
        }
    }
}

impl Evolving<'_> {
    /// Notes who took part in what by an event.
    pub(crate) fn note_part(&mut self, event: &Event) {
        if let Some((members, matter)) = event.in_dispute() {
            for member in members {
                self.note_involvement(member, matter, Involvement::by(|how| how.mediated = true));
            }
            return;
        }
        let state = &*self.state;
        let of_proposal = |id: &ProposalId| state.proposals.get(id).map(|proposal| proposal.matter);
        let of_hearing = |id: &HearingId| state.hearings.get(id).map(|hearing| hearing.matter);
        let of_poll = |id: &PollId| state.polls.get(id).map(|poll| poll.matter);
        let (member, matter, how) = match event {
            Event::AmendmentProposed(AmendmentProposed { proposal, author, .. }) => {
                (author, of_proposal(proposal), Involvement::by(|how| how.amended = true))
            }
            Event::ObjectionRaised(ObjectionRaised { proposal, member, .. }) => {
                (member, of_proposal(proposal), Involvement::by(|how| how.objected = true))
            }
            Event::ResultObjected(ResultObjected { poll, member, .. }) => {
                (member, of_poll(poll), Involvement::by(|how| how.objected = true))
            }
            Event::ProposalSupported(ProposalSupported { proposal, member, .. }) => {
                (member, of_proposal(proposal), Involvement::by(|how| how.took_stance = true))
            }
            Event::CandidateNominated(CandidateNominated { proposal, by: member, .. }) => {
                (member, of_proposal(proposal), Involvement::by(|how| how.took_stance = true))
            }
            Event::NominationSupported(NominationSupported { nomination, member }) => {
                let proposal = state.nominations.get(nomination).map(|found| found.proposal);
                let matter = proposal.and_then(|proposal| of_proposal(&proposal));
                (member, matter, Involvement::by(|how| how.took_stance = true))
            }
            Event::NominationAccepted(NominationAccepted { nomination, .. }) => {
                let Some(found) = state.nominations.get(nomination) else { return };
                let how = Involvement::by(|how| how.took_stance = true);
                (&found.member, of_proposal(&found.proposal), how)
            }
            Event::EscalationPetitioned(EscalationPetitioned { matter, member, .. })
            | Event::RouteContested(RouteContested { matter, member, .. }) => {
                (member, Some(*matter), Involvement::by(|how| how.petitioned = true))
            }
            Event::StatementMade(StatementMade { hearing, member, .. })
            | Event::QuestionAsked(QuestionAsked { hearing, member, .. })
            | Event::PointRaised(PointRaised { hearing, member, .. }) => {
                (member, of_hearing(hearing), Involvement::by(|how| how.spoke = true))
            }
            Event::BallotCast(BallotCast { poll, member, .. })
            | Event::MarksCast(MarksCast { poll, member, .. })
            | Event::SealedBallotCast(SealedBallotCast { poll, member, .. })
            | Event::PaperBallotConfirmed(PaperBallotConfirmed { poll, member, .. }) => {
                (member, of_poll(poll), Involvement::by(|how| how.voted = true))
            }
            Event::MatterEvaluated(MatterEvaluated { matter, member, .. }) => {
                (member, Some(*matter), Involvement::by(|how| how.rated = true))
            }
            _ => return,
        };
        let Some(matter) = matter else { return };
        let member = member.clone();
        self.note_involvement(&member, matter, how);
    }

    fn note_involvement(&mut self, member: &MemberId, matter: MatterId, how: Involvement) {
        let noted = self.state.took_part.get(member).and_then(|matters| matters.get(&matter)).copied();
        let noted_now = noted.unwrap_or_default().and(how);
        // Most ballots of a poll that is voted on again and again say nothing new, and a persistent map copies where it is changed.
        if noted != Some(noted_now) {
            self.state.took_part.entry(member.clone()).or_default().insert(matter, noted_now);
        }
    }
}

impl State {
    /// The matters that somebody follows, as they are dealt with now after merging and splitting, and why.
    pub fn followed(&self, member: &MemberId) -> BTreeMap<MatterId, Involvement> {
        let mut followed: BTreeMap<MatterId, Involvement> = BTreeMap::new();
        let mut note = |matter: MatterId, how: Involvement| {
            let noted = followed.entry(matter).or_default();
            *noted = noted.and(how);
        };
        for concern in self.concerns(member) {
            let Some(submission) = self.submissions.get(&concern.submission) else { continue };
            let how = Involvement {
                submitted: concern.author,
                took_stance: concern.stance.is_some(),
                ..Involvement::default()
            };
            self.present_matters(submission).into_iter().for_each(|matter| note(matter, how));
        }
        for (matter, how) in self.took_part.get(member).into_iter().flatten() {
            self.goes_on_in(*matter).into_iter().for_each(|matter| note(matter, *how));
        }
        followed
    }

    /// What changed in a matter since an entry, that entry included: each thing once, by its last change, the earliest first.
    pub fn changes_of(&self, matter: &MatterId, since: u64) -> Vec<MatterChange> {
        let Some(found) = self.matters.get(matter) else { return Vec::new() };
        let mut changes = vec![(found.changed_at, Changed::Matter(found.id))];
        for proposal in self.proposals_of(found) {
            changes.push((proposal.changed_at, Changed::Proposal(proposal.id)));
            let amendments = self.amendments_of(proposal);
            changes.extend(amendments.map(|found| (found.changed_at, Changed::Amendment(found.id))));
            let objections = self.objections_to(proposal);
            changes.extend(
                objections.map(|objection| (objection.changed_at(), Changed::Objection(objection.id))),
            );
            let polls = self.polls_on(proposal);
            changes.extend(polls.map(|poll| (poll.changed_at, Changed::Poll(poll.id))));
            changes.extend(proposal.notices.iter().map(|id| (id.entry_index(), Changed::Notice(*id))));
        }
        let hearings = self.hearings_of(found);
        changes.extend(hearings.map(|hearing| (hearing.changed_at, Changed::Hearing(hearing.id))));
        let resolutions = self.resolutions_of(found);
        changes.extend(resolutions.map(|found| {
            let alternates = self.alternates.lists.get(&found.id).map_or(0, |list| list.changed_at);
            (found.changed_at().max(alternates), Changed::Resolution(found.id))
        }));
        let duties = self.resolutions_of(found).flat_map(|resolution| self.duties_of(resolution.id));
        changes.extend(duties.map(|duty| (duty.changed_at, Changed::StandingDuty(duty.id))));
        let rules = self.resolutions_of(found).flat_map(|found| self.rules_of_resolution(found.id));
        changes.extend(rules.map(|rule| (rule.changed_at, Changed::StandingRule(rule.id))));
        let actions = self.actions_of(found);
        changes.extend(actions.map(|action| (action.changed_at, Changed::Action(action.id))));
        let mut changes: Vec<MatterChange> = changes
            .into_iter()
            .filter(|(index, _)| *index >= since)
            .map(|(index, what)| MatterChange { index, what, matter: *matter })
            .collect();
        changes.sort();
        changes
    }

    /// What changed since an entry in all that somebody follows, the earliest first.
    pub fn changes_for(&self, member: &MemberId, since: u64) -> Vec<MatterChange> {
        let followed = self.followed(member);
        let mut changes: Vec<MatterChange> =
            followed.keys().flat_map(|matter| self.changes_of(matter, since)).collect();
        changes.sort();
        changes
    }

    /// What is owed to somebody: answers to what they handed in, objected to or contested, and what is due in the matters that they
    /// follow or see to, and in elections for which they were nominated or screen candidates. What has a deadline comes first, the earliest first.
    pub fn owed_to(&self, member: &MemberId) -> Vec<Owed> {
        let mut owed = Vec::new();
        for submission in self.submissions_of.get(member).into_iter().flatten() {
            let Some(found) = self.submissions.get(submission) else { continue };
            if found.author.as_ref() == Some(member) {
                owed.extend(self.owed_to_author(found));
            }
        }
        for nomination in self.nominations_of.get(member).into_iter().flatten() {
            owed.extend(self.nominations.get(nomination).and_then(|found| self.owed_to_candidate(found)));
        }
        for matter in self.followed(member).keys().filter_map(|id| self.matters.get(id)) {
            self.each_owed_in(matter, &mut |found, to| {
                if to.includes(member) {
                    owed.push(found);
                }
            });
            owed.extend(self.owed_in_mediation(matter, member));
        }
        for list in self.alternates_with(member) {
            owed.extend(list.owed().filter(|(called, _)| *called == member).map(|(_, owed)| owed));
        }
        owed.extend(self.screenings_owed_by(member));
        let seen_to = self.duties_seen_to_by(member);
        owed.extend(seen_to.iter().filter_map(|id| self.standings.duties.get(id)?.owed()));
        let seen_to = self.rules_seen_to_by(member);
        owed.extend(seen_to.iter().filter_map(|id| self.standings.rules.get(id)?.owed()));
        owed.sort_by_key(|found| (found.due_at_ms.is_none(), *found));
        owed.dedup();
        owed
    }

    fn owed_to_author(&self, submission: &Submission) -> Vec<Owed> {
        let mut owed = Vec::new();
        if submission.status == SubmissionStatus::Received {
            owed.push(Owed {
                due_at_ms: Some(submission.screen_by_ms),
                what: OwedWhat::Screening(submission.id),
                overdue: submission.overdue,
            });
        }
        let call = submission.call.and_then(|id| self.calls.get(&id));
        if let Some(call) = call.filter(|call| call.status == CallStatus::Closed) {
            owed.extend(call.answer_by_ms.map(|due| Owed {
                due_at_ms: Some(due),
                what: OwedWhat::CallAnswer(call.id),
                overdue: call.overdue,
            }));
        }
        owed
    }

    /// What nobody did in a matter in time and is still owed, to whomever.
    pub fn overdue_in(&self, matter: &Matter) -> Vec<OwedWhat> {
        let mut overdue = Vec::new();
        self.each_owed_in(matter, &mut |found, _| overdue.extend(found.overdue.then_some(found.what)));
        overdue
    }

    /// Everything that is owed in a matter, each with to whom; what is owed among the sides of a dispute aside.
    fn each_owed_in<'a>(&'a self, matter: &'a Matter, see: &mut impl FnMut(Owed, OwedTo<'a>)) {
        self.each_owed_before_votes(matter, see);
        for proposal in self.proposals_of(matter) {
            self.each_owed_on(matter, proposal, see);
        }
        for resolution in self.resolutions_of(matter) {
            self.owed_for(matter, resolution).for_each(|found| see(found, OwedTo::Followers));
        }
        let actions = self.actions_of(matter);
        for action in actions.filter(|action| action.status == ActionStatus::Assigned) {
            see(Owed::by(action.due_at_ms, OwedWhat::Action(action.id), action.overdue), OwedTo::Followers);
        }
    }

    fn each_owed_before_votes<'a>(&'a self, matter: &'a Matter, see: &mut impl FnMut(Owed, OwedTo<'a>)) {
        let id = matter.id;
        if matter.stage == MatterStage::Deliberating {
            let decision = Owed::by(matter.decide_by_ms, OwedWhat::Decision(id), matter.overdue);
            see(decision, OwedTo::Followers);
        }
        if let Some(hand_over) = matter.hand_over().filter(|_| matter.stage == MatterStage::HandedOver) {
            let answer = Owed::by(hand_over.answer_by_ms, OwedWhat::HandOverAnswer(id), hand_over.lapsed);
            see(answer, OwedTo::Followers);
        }
        if let Some(contest) = matter.contest.as_ref().filter(|contest| contest.waits()) {
            let due_at_ms = contest.answer_by_ms;
            let answer = Owed { due_at_ms, what: OwedWhat::ContestAnswer(id), overdue: contest.overdue };
            see(answer, OwedTo::Signers(&contest.signers));
        }
        if matter.stage == MatterStage::Closed {
            return;
        }
        let called = matter.teams.called.values().filter(|team| team.report.is_none());
        if let Some(team) = called.min_by_key(|team| (!team.overdue, team.report_by_ms)) {
            see(Owed::by(team.report_by_ms, OwedWhat::TeamReports(id), team.overdue), OwedTo::Followers);
        }
        if let Some(hard) = matter.hard.as_ref().filter(|hard| hard.waits()) {
            let overdue = hard.answers.values().any(|owed| owed.given.is_none() && owed.overdue);
            see(Owed::by(hard.answer_by_ms, OwedWhat::HardAnswers(id), overdue), OwedTo::Followers);
        }
        let mediation = matter.open_mediation().filter(|mediation| mediation.missing_mediators() > 0);
        if mediation.is_some_and(|mediation| mediation.naming.is_none() && mediation.naming_overdue) {
            // The time for naming them is over; that of the matter is another one, and still to come.
            let missed = Owed { due_at_ms: None, what: OwedWhat::Mediators(id), overdue: true };
            see(missed, OwedTo::Followers);
        }
    }

    fn each_owed_on<'a>(
        &'a self,
        matter: &'a Matter,
        proposal: &'a Proposal,
        see: &mut impl FnMut(Owed, OwedTo<'a>),
    ) {
        for amendment in self.open_amendments(proposal) {
            let (what, overdue) = (OwedWhat::AmendmentAnswer(amendment.id), amendment.overdue);
            let due_at_ms = amendment.answer_by_ms;
            see(Owed { due_at_ms, what, overdue }, OwedTo::Member(&amendment.author));
        }
        if matter.stage == MatterStage::Deliberating && proposal.status == ProposalStatus::Open {
            for objection in self.objections_to(proposal).filter(|objection| objection.answer.is_none()) {
                let what = OwedWhat::ObjectionAnswer(objection.id);
                see(Owed { due_at_ms: None, what, overdue: false }, OwedTo::Member(&objection.member));
            }
        }
        for poll in self.polls_on(proposal) {
            let common =
                [poll.owed_by_partners(), self.owed_certification(poll), owed_second(proposal, poll)];
            common.into_iter().flatten().for_each(|found| see(found, OwedTo::Followers));
            for objection in self.objections_to_result(poll).filter(|found| found.answer.is_none()) {
                let answer =
                    Owed::by(objection.answer_by_ms, OwedWhat::ResultAnswer(poll.id), objection.overdue);
                see(answer, OwedTo::Member(&objection.member));
            }
        }
    }

    /// What follows from a resolution: work, its filing, payments, what it laid down to last.
    fn owed_for(&self, matter: &Matter, resolution: &Resolution) -> impl Iterator<Item = Owed> {
        let id = resolution.id;
        let worked = || self.actions_of(matter).any(|action| action.round == matter.round);
        let acts_on_it = matter.stage == MatterStage::Acting && matter.resolutions.last() == Some(&id);
        let unworked = acts_on_it && resolution.revoked_at().is_none() && !worked();
        let work = resolution.act_by_ms.filter(|_| unworked);
        let work = work.map(|due| Owed::by(due, OwedWhat::FirstAction(id), resolution.overdue));
        let unfiled = resolution.filing.is_none() && resolution.revoked_at().is_none();
        let filing = resolution.file_by_ms.filter(|_| unfiled);
        let filing = filing.map(|due| Owed::by(due, OwedWhat::Filing(id), resolution.filing_overdue));
        let unpaid = self.costs_of(id).filter(|costs| costs.outstanding_fen().0 > 0);
        let paid = unpaid.map(|costs| Owed::by(costs.due_at_ms, OwedWhat::Payments(costs.id), costs.overdue));
        let duties = self.duties_of(id).filter_map(|duty| duty.owed());
        let rules = self.rules_of_resolution(id).filter_map(|rule| rule.owed());
        let alternates = self.alternates.lists.get(&id).into_iter();
        let alternates = alternates.flat_map(|list| list.owed()).map(|(_, owed)| owed);
        work.into_iter().chain(alternates).chain(filing).chain(paid).chain(duties).chain(rules)
    }

    fn owed_certification(&self, poll: &Poll) -> Option<Owed> {
        let refused = poll.across.settled.is_some_and(|settled| !settled.passed);
        let waits = !refused && self.resolution_of(poll).is_none();
        let due = poll.certify_by_ms().filter(|_| waits)?;
        Some(Owed {
            due_at_ms: Some(due),
            what: OwedWhat::Certification(poll.id),
            overdue: poll.certification_overdue,
        })
    }
}

/// The second round, while it waits to be opened.
fn owed_second(proposal: &Proposal, first: &Poll) -> Option<Owed> {
    let due = first.sealing().and_then(|sealing| sealing.second_round.as_ref());
    let due = due.filter(|_| proposal.status == ProposalStatus::SecondRound)?;
    Some(Owed::by(due.open_by_ms, OwedWhat::SecondRound(first.id), false))
}

impl Owed {
    const fn by(due_at_ms: TimeMs, what: OwedWhat, overdue: bool) -> Self {
        Self { due_at_ms: Some(due_at_ms), what, overdue }
    }
}

impl HardMatter {
    /// Whether somebody still owes an answer. Who left before the time was over was not late and owes none after it.
    pub fn waits(&self) -> bool {
        self.answers.values().any(|owed| owed.given.is_none() && (owed.overdue || !self.elapsed))
    }
}

impl Poll {
    fn owed_by_partners(&self) -> Option<Owed> {
        let due_at_ms = Some(self.across.due_at_ms.filter(|_| self.across.settled.is_none())?);
        Some(Owed { due_at_ms, what: OwedWhat::PartnerResults(self.id), overdue: false })
    }
}

impl AlternateList {
    /// Who owes a word, and by when.
    fn owed(&self) -> impl Iterator<Item = (&MemberId, Owed)> {
        let what = OwedWhat::AlternateAnswer(self.resolution);
        self.called().map(move |(_, member, call)| {
            (member, Owed { due_at_ms: Some(call.accept_by_ms), what, overdue: false })
        })
    }
}

impl StandingDuty {
    /// What is to be done next, or that something was missed: then since the earliest that was.
    fn owed(&self) -> Option<Owed> {
        let missed = self.overdue.get_min().and_then(|occurrence| self.windows.due(*occurrence));
        let due_at_ms = missed.or(self.next_due_at_ms).filter(|_| self.is_owed())?;
        let what = OwedWhat::StandingDuty(self.id);
        Some(Owed { due_at_ms: Some(due_at_ms), what, overdue: missed.is_some() })
    }
}

impl StandingRule {
    /// The share that is due next, or that something is broken: then with the time of the earliest period in which it is.
    fn owed(&self) -> Option<Owed> {
        let broken = self.broken.get_min().and_then(|period| self.windows.due(*period));
        let due_at_ms = broken.or(self.next_due_at_ms).filter(|_| self.is_owed())?;
        let what = OwedWhat::StandingRule(self.id);
        Some(Owed { due_at_ms: Some(due_at_ms), what, overdue: broken.is_some() })
    }
}

impl Objection {
    /// The last entry that changed it.
    pub fn changed_at(&self) -> u64 {
        self.answer.as_ref().map_or(self.id.entry_index(), |answer| answer.index)
    }
}

impl Resolution {
    /// The last entry that changed it: its certification, its filing or the last ruling on it.
    pub fn changed_at(&self) -> u64 {
        let filed = self.filing.as_ref().map(|filing| filing.index);
        let ruled =
            self.rulings.iter().flat_map(|ruling| [Some(ruling.index), ruling.checked_at]).flatten().max();
        [filed, ruled].into_iter().flatten().fold(self.index, u64::max)
    }
}
