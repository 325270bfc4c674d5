//! Opening a poll: everything that has to be settled before the first ballot, and what is frozen with it.

use super::freeze::{building_lies_within, freeze};
use super::*;
use crate::bounds::{already, require_within};
use crate::decide::{Deciding, Decision};
use crate::evolve::Evolving;
use crate::limits::{out_of_range, require_safe};
use crate::state::change;

/// Most objections that a refusal lists.
const MAX_LISTED: usize = 20;

pub(crate) fn decide_open_poll(deciding: &Deciding<'_>, command: &OpenPoll) -> Decision {
    let (proposal, matter) = deciding.open_proposal(&command.proposal)?;
    let council = &matter.council;
    deciding.require_power(Power::Convene, council)?;
    deciding.check_one_poll(matter)?;
    deciding.require_uncontested(matter)?;
    let present = present_revision(proposal, command.document)?;
    let version = deciding.charter()?;
    let rule = find_rule(&version.charter, &command.rule)?;
    deciding.check_applicable(rule, council, &command.scope)?;
    deciding.check_ballot_paper(rule, proposal, command, council)?;
    deciding.check_options(rule, command, council)?;
    deciding.check_meeting(rule, command.meeting, matter)?;
    deciding.check_recall(rule, command.recall.as_ref(), council)?;
    deciding.check_notice(rule, proposal, present)?;
    deciding.check_rule_as_announced(rule, proposal, command)?;
    deciding.check_announced(rule, proposal, command)?;
    deciding.check_before(rule, proposal, matter)?;
    deciding.check_across(rule, proposal)?;
    deciding.check_close(rule, command.closes_at_ms)?;
    let costs = deciding.freeze_effects(rule, proposal, command, council)?;
    let frozen = freeze(deciding.state, rule, council, &command.scope);
    let totals = check_roll(rule, &frozen.totals)?;
    let poll = PollId::first(deciding.context.index);
    let lapsed = deciding.lapse_amendments(rule, proposal, poll);
    let opened = PollOpened {
        poll,
        proposal: proposal.id,
        revision: present.number,
        document: present.document,
        council: council.clone(),
        rule: rule.clone(),
        rule_digest: digest_of(rule),
        charter_version: version.version,
        scope: command.scope.clone(),
        roll_root: frozen.roll.root,
        rights: u64::try_from(frozen.roll.rights.len()).unwrap_or(u64::MAX),
        heads: totals.heads.entitled,
        area_dm2: AreaDm2(totals.area_dm2.entitled),
        closes_at_ms: command.closes_at_ms,
        options: command.options.clone(),
        budget_fen: command.budget_fen,
        lot: rule.choice.as_ref().and_then(|choice| LotSource::of(&choice.method)),
        meeting: command.meeting,
        recall: command.recall.clone(),
        emergency: deciding.mode(),
        second_of: None,
    };
    deciding.prepared.keep_roll(frozen);
    Ok(std::iter::once(opened.into()).chain(costs).chain(lapsed).collect())
}

fn find_rule<'a>(charter: &'a Charter, id: &RuleId) -> Result<&'a DecisionClause, Rejection> {
    let missing = || Rejection::NotFound { kind: "rule".to_owned(), id: id.to_string() };
    charter.decision(id).ok_or_else(missing)
}

/// A roll on which nobody can vote, or whose areas a leaf cannot carry, is refused.
fn check_roll<'a>(rule: &DecisionClause, totals: &'a Totals) -> Result<&'a Totals, Rejection> {
    if totals.heads.entitled == 0 && rule.counting == Counting::Ballots {
        return Err(Rejection::EmptyRoll { rule: rule.id.clone() });
    }
    require_safe("area_dm2", totals.area_dm2.entitled)?;
    Ok(totals)
}

impl Deciding<'_> {
    /// Two polls on one matter could contradict each other, and so could a poll beside a decision that waits for its
    /// certification.
    fn check_one_poll(&self, matter: &Matter) -> Result<(), Rejection> {
        let voting = |proposal: &&Arc<Proposal>| proposal.status == ProposalStatus::Voting;
        let polls =
            self.state.proposals_of(matter).filter(voting).filter_map(|proposal| proposal.polls.last());
        if let Some(poll) = polls.filter_map(|id| self.state.polls.get(id)).next() {
            let closes_at_ms = poll.closes_at_ms;
            return Err(Rejection::PollIsOpen { matter: matter.id, poll: poll.id, closes_at_ms });
        }
        if self.waits_for_certification(matter) {
            return Err(already(format!(
                "a proposal on `{}` passed and waits for its certification",
                matter.id
            )));
        }
        Ok(())
    }

    pub(crate) fn check_applicable(
        &self,
        rule: &DecisionClause,
        council: &CouncilId,
        scope: &PollScope,
    ) -> Result<(), Rejection> {
        let not_applicable =
            |reason: String| Err(Rejection::RuleNotApplicable { rule: rule.id.clone(), reason });
        let level = self.charter()?.charter.council(council).map(|clause| &clause.level);
        match &rule.level {
            Some(asked) if level != Some(asked) => {
                return not_applicable(format!("it is for councils of level `{asked}`, not for `{council}`"));
            }
            Some(_) | None => {}
        }
        self.check_sections(rule, council)?;
        if rule.openness == Openness::Secret {
            return not_applicable("secret polls do not exist yet".to_owned());
        }
        if !rule.sections.is_empty() && *scope != PollScope::Council {
            return not_applicable("its sections decide each for its whole area: write `council`".to_owned());
        }
        match (scope, rule.electorate) {
            (PollScope::Council, _) => Ok(()),
            (PollScope::Building(building), Electorate::Owners) => {
                if building_lies_within(self.state, building, council) {
                    Ok(())
                } else {
                    not_applicable(format!(
                        "not all units of building `{building}` lie in the area of `{council}`"
                    ))
                }
            }
            (PollScope::Building(_), Electorate::Seats | Electorate::Residents | Electorate::Households) => {
                not_applicable("a single building is a scope for owners only".to_owned())
            }
        }
    }

    /// Sections lie in the area of the council that decides.
    fn check_sections(&self, rule: &DecisionClause, council: &CouncilId) -> Result<(), Rejection> {
        let charter = &self.charter()?.charter;
        let outside = rule.sections.iter().find(|section| !charter.is_below(&section.council, council));
        let Some(section) = outside else { return Ok(()) };
        let reason = format!("its section `{}` does not lie below council `{council}`", section.council);
        Err(Rejection::RuleNotApplicable { rule: rule.id.clone(), reason })
    }

    /// The present revision, exactly, must have been posted long enough, and the posting be over.
    fn check_notice(
        &self,
        rule: &DecisionClause,
        proposal: &Proposal,
        present: &Revision,
    ) -> Result<(), Rejection> {
        let Some(needed) = rule.notice else { return Ok(()) };
        let notices = proposal.notices.iter().filter_map(|id| self.state.notices.get(id));
        // A text that was revised away and back was not posted without a break: only notices since the revision count.
        let covering = notices.filter(|notice| {
            notice.id.entry_index() > present.index
                && notice.document == present.document
                && notice.covers(needed, &self.state.calendar)
        });
        match covering.map(|notice| notice.due_at_ms).min() {
            Some(due) if due <= self.context.at => Ok(()),
            opens_from_ms => Err(Rejection::NoticeTooShort {
                rule: rule.id.clone(),
                needed: String::from(needed),
                opens_from_ms,
            }),
        }
    }

    fn check_before(
        &self,
        rule: &DecisionClause,
        proposal: &Proposal,
        matter: &Matter,
    ) -> Result<(), Rejection> {
        self.check_steps(rule, proposal)?;
        self.check_bar(rule, proposal, matter)?;
        self.check_agenda(rule, proposal, matter)?;
        self.check_supported(rule, proposal)?;
        self.check_amendments(rule, proposal)?;
        for precondition in &rule.before {
            match precondition {
                Precondition::HearingHeld => self.check_hearing_held(rule, matter)?,
                Precondition::ObjectionsAnswered => self.check_objections_answered(rule, proposal)?,
                Precondition::BenchesHeard => self.check_benches_heard(rule, matter)?,
            }
        }
        Ok(())
    }

    /// The steps before were passed on the very text that is voted on now.
    fn check_steps(&self, rule: &DecisionClause, proposal: &Proposal) -> Result<(), Rejection> {
        match rule.after.iter().find(|step| !proposal.has_passed(step)) {
            None => Ok(()),
            Some(step) => Err(Rejection::StepMissing {
                rule: rule.id.clone(),
                step: step.clone(),
                proposal: proposal.id,
            }),
        }
    }

    /// Where a rule recalls, the poll names somebody who holds the seat; elsewhere nobody.
    fn check_recall(
        &self,
        rule: &DecisionClause,
        recall: Option<&MemberId>,
        council: &CouncilId,
    ) -> Result<(), Rejection> {
        match (&rule.recalls, recall) {
            (None, None) => Ok(()),
            (Some(seat), Some(member)) if self.state.holds(member, council, seat) => Ok(()),
            (Some(seat), Some(member)) => Err(Rejection::NotFound {
                kind: "holder of a seat".to_owned(),
                id: format!("{council}/{seat}/{member}"),
            }),
            (Some(seat), None) => {
                Err(out_of_range("recall", &format!("the member who would lose the seat `{seat}`"), "nobody"))
            }
            (None, Some(member)) => Err(out_of_range("recall", "left out: the rule recalls nobody", member)),
        }
    }

    fn check_hearing_held(&self, rule: &DecisionClause, matter: &Matter) -> Result<(), Rejection> {
        let missing = || Rejection::HearingMissing { rule: rule.id.clone(), matter: matter.id };
        self.held_hearings(matter).next().map(|_| ()).ok_or_else(missing)
    }

    fn check_objections_answered(&self, rule: &DecisionClause, proposal: &Proposal) -> Result<(), Rejection> {
        let unanswered = || self.state.objections_to(proposal).filter(|objection| objection.answer.is_none());
        let number = u64::try_from(unanswered().count()).unwrap_or(u64::MAX);
        if number == 0 {
            return Ok(());
        }
        let objections = unanswered().take(MAX_LISTED).map(|objection| objection.id).collect();
        Err(Rejection::ObjectionsUnanswered { rule: rule.id.clone(), unanswered: number, objections })
    }

    pub(super) fn check_close(&self, rule: &DecisionClause, closes_at_ms: TimeMs) -> Result<(), Rejection> {
        let at = self.context.at;
        let least = self.state.calendar.end_of(at, rule.voting_at_least);
        let earliest = least.max(TimeMs(at.0.saturating_add(1)));
        let latest = at.plus_days(MAX_VOTING_DAYS).max(earliest);
        require_within("closes_at_ms", closes_at_ms, &(earliest..=latest))
    }
}

pub(crate) fn evolve_poll_opened(evolving: &mut Evolving<'_>, event: &PollOpened) {
    let Some(proposal) = evolving.state.proposals.get(&event.proposal) else { return };
    let matter = proposal.matter;
    let kept = evolving.prepared.take_roll(&event.roll_root);
    let kept = kept.or_else(|| evolving.roll_again(event));
    let frozen = kept.unwrap_or_else(|| freeze(evolving.state, &event.rule, &event.council, &event.scope));
    let poll = Poll {
        id: event.poll,
        proposal: event.proposal,
        matter,
        council: event.council.clone(),
        revision: event.revision,
        document: event.document,
        rule: Arc::new(event.rule.clone()),
        rule_digest: event.rule_digest,
        charter_version: event.charter_version,
        scope: event.scope.clone(),
        roll: Arc::new(frozen.roll),
        opened_at_ms: evolving.context.at,
        closes_at_ms: event.closes_at_ms,
        announced_close_ms: None,
        options: Arc::new(event.options.clone()),
        budget_fen: event.budget_fen,
        lot: event.lot,
        outcome: None,
        status: PollStatus::Open,
        ballots: OrdMap::new(),
        replaced: imbl::Vector::new(),
        sheets: OrdMap::new(),
        totals: frozen.totals,
        section_totals: frozen.section_totals,
        meeting: event.meeting,
        present: OrdSet::new(),
        recall: event.recall.clone(),
        emergency: event.emergency,
        papers: OrdMap::new(),
        mandates: OrdMap::new(),
        served: OrdMap::new(),
        bars: OrdMap::new(),
        certification_overdue: false,
        review: None,
        across: Across::default(),
        round: evolving.state.matters.get(&matter).map_or(1, |found| found.round),
        second_of: event.second_of,
        second_missed_at: None,
        certify_later_ms: None,
        trail: PollTrail { opened_by: evolving.actor.signer().cloned(), ..PollTrail::default() },
        changed_at: evolving.context.index,
    };
    evolving.state.polls.insert(event.poll, Arc::new(poll));
    let index = evolving.context.index;
    change(&mut evolving.state.proposals, &event.proposal, |proposal| {
        proposal.status = ProposalStatus::Voting;
        proposal.polls.push(event.poll);
        proposal.changed_at = index;
    });
    if let Some(meeting) = event.meeting.and_then(|id| evolving.state.hearings.get(&id).cloned()) {
        evolving.attend_polls(meeting.id, &meeting.present);
    }
    if let Some(first) = event.second_of {
        evolving.lift_second_round(first);
    }
    evolving.stop_deliberation_clock(matter);
    evolving.schedule(event.closes_at_ms, Obligation::PollCloses { poll: event.poll });
}
