//! Merging and splitting matters before anything is decided: everybody whom they concern goes along.
//!
//! A matter that went into others is closed for good, and what it goes into is open at that moment: so no lineage ever leads
//! back to where it began.

use crate::bounds::{not_separate, wrong_stage};
use crate::decide::{Deciding, Decision};
use crate::evolve::Evolving;
use crate::*;
use imbl::OrdSet;

/// The deadline of the matter that goes on is the earlier of both, so that nobody gains time by merging. Signatures under
/// petitions join too, one for each member, and may move the matter up.
pub(crate) fn decide_merge_matters(deciding: &Deciding<'_>, command: &MergeMatters) -> Decision {
    let (from, into) = (deciding.state.matter(&command.from)?, deciding.state.matter(&command.into)?);
    if from.id == into.id {
        return Err(out_of_range("into", "another matter than `from`", into.id));
    }
    if from.council != into.council {
        let expected = format!("a matter before council `{}`", from.council);
        return Err(out_of_range("into", &expected, format!("one before `{}`", into.council)));
    }
    deciding.require_regroupable(from)?;
    deciding.require_regroupable(into)?;
    let decide_by_ms =
        if into.overdue { into.decide_by_ms } else { into.decide_by_ms.min(from.decide_by_ms) };
    let merged = MattersMerged { from: from.id, into: into.id, reason: command.reason, decide_by_ms };
    let closed = MatterClosed { matter: from.id, closure: Closure::Merged };
    let mut events = vec![merged.into(), closed.into()];
    let signed = into.petitioners.clone().union(from.petitioners.clone()).len();
    if signed > into.petitioners.len() {
        let signatures = u32::try_from(signed).unwrap_or(u32::MAX);
        events.extend(deciding.escalate(into, EscalationTrigger::Petition { signatures }));
    }
    Ok(events)
}

/// Each part is routed on its own facts. One that stays before the same council keeps the deadline of the whole.
pub(crate) fn decide_split_matter(deciding: &Deciding<'_>, command: &SplitMatter) -> Decision {
    let matter = deciding.state.matter(&command.matter)?;
    deciding.require_regroupable(matter)?;
    require_count("parts", command.parts.len(), SPLIT_PARTS.0, SPLIT_PARTS.1)?;
    let submissions = deciding.state.lineage_submissions(&matter.id);
    let no_submission =
        || Rejection::NotFound { kind: "submission of".to_owned(), id: matter.id.to_string() };
    let submission = *submissions.first().ok_or_else(no_submission)?;
    let mut opened = Vec::with_capacity(command.parts.len());
    for (part, ordinal) in command.parts.iter().zip(1_u32..) {
        let route = deciding.route(&part.facts)?;
        let stays = route.council == matter.council;
        opened.push(MatterOpened {
            matter: MatterId::nth(deciding.context.index, ordinal),
            submission,
            title: part.title,
            facts: part.facts.clone(),
            decide_by_ms: if stays { matter.decide_by_ms } else { deciding.decide_by_ms(&route) },
            route,
            from: Some(matter.id),
        });
    }
    let parts = opened.iter().map(|event| event.matter).collect();
    let split = MatterSplit { matter: matter.id, parts, reason: command.reason };
    let closed = MatterClosed { matter: matter.id, closure: Closure::Split };
    let first: [Event; 2] = [split.into(), closed.into()];
    Ok(first.into_iter().chain(opened.into_iter().map(Event::from)).collect())
}

impl Deciding<'_> {
    /// A matter that the signer may merge or split: still to be decided, never voted on, nothing done yet, not heard at this
    /// moment, and not of the signer's own making.
    fn require_regroupable(&self, matter: &Matter) -> Result<(), Rejection> {
        let signer = self.require_power(Power::Screen, &matter.council)?;
        let submissions = self.state.lineage_submissions(&matter.id);
        let mut found = submissions.iter().filter_map(|id| self.state.submissions.get(id));
        let third = self.context.ruleset >= Ruleset::THIRD;
        let own = |found: &Submission| found.was_brought_by(signer) || third && found.was_entered_by(signer);
        if found.any(|submission| own(submission)) {
            return Err(not_separate(signer, "screening", "handing in"));
        }
        self.require_movable(matter)?;
        self.require_uncontested(matter)?;
        if self.state.polls_of(matter).next().is_some() {
            return Err(wrong_stage("matter", &matter.id, "voted on already", "never voted on"));
        }
        if !matter.actions.is_empty() {
            return Err(wrong_stage("matter", &matter.id, "being acted on", "waiting for a decision"));
        }
        let mut hearings = self.state.hearings_of(matter);
        match hearings.find(|hearing| hearing.status == HearingStatus::Open) {
            Some(hearing) => Err(wrong_stage("hearing", &hearing.id, "under way", "closed")),
            None => Ok(()),
        }
    }
}

pub(crate) fn evolve_matters_merged(evolving: &mut Evolving<'_>, event: &MattersMerged) {
    let signed = evolving.state.matters.get(&event.from).map(|matter| matter.petitioners.clone());
    let earlier = evolving.state.matters.get(&event.into).map(|matter| matter.decide_by_ms);
    evolving.goes_into(event.from, vec![event.into], event.reason);
    evolving.change_matter(event.into, |matter| {
        matter.came_from.push(event.from);
        let own = std::mem::take(&mut matter.petitioners);
        matter.petitioners = own.union(signed.unwrap_or_default());
    });
    if earlier.is_some_and(|earlier| event.decide_by_ms < earlier) {
        evolving.start_deliberation_clock(event.into, event.decide_by_ms);
    }
}

/// The parts themselves are opened by the events that follow.
pub(crate) fn evolve_matter_split(evolving: &mut Evolving<'_>, event: &MatterSplit) {
    evolving.goes_into(event.matter, event.parts.clone(), event.reason);
}

impl Evolving<'_> {
    fn goes_into(&mut self, matter: MatterId, matters: Vec<MatterId>, reason: DocumentHash) {
        let went = WentInto { matters, reason, index: self.context.index };
        self.change_matter(matter, |matter| matter.went_into = Some(went));
    }

    /// Who petitioned at the council goes on doing so for every part that stays before it.
    pub(super) fn petitioners_of_part(&self, event: &MatterOpened) -> OrdSet<MemberId> {
        let whole = event.from.and_then(|from| self.state.matters.get(&from));
        let stays = whole.filter(|whole| whole.council == event.route.council);
        stays.map(|whole| whole.petitioners.clone()).unwrap_or_default()
    }
}
