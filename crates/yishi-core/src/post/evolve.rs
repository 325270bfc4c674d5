//! How postings change.

use super::*;
use crate::evolve::Evolving;
use crate::state::change;

pub(crate) fn evolve_post_assigned(evolving: &mut Evolving<'_>, event: &PostAssigned) {
    let begins_at_ms = evolving.context.at;
    let held =
        PostHeld { council: event.council.clone(), post: event.post.clone(), member: event.member.clone() };
    let charter = evolving.state.charter().map(|version| Arc::clone(&version.charter));
    let clause = charter.iter().flat_map(|charter| charter.posts_of(&held.council));
    let clause = clause.into_iter().find(|found| found.id == held.post);
    let running = |duty: &DutyClause| RunningDuty {
        id: duty.id.clone(),
        every: duty.every,
        covers: duty.covers,
        window: 1,
        begins_at_ms,
        ends_at_ms: event.windows.get(&duty.id).copied().unwrap_or(begins_at_ms),
        seen: BTreeSet::new(),
        done: 0,
        missed: 0,
    };
    let posting = Posting {
        id: event.posting,
        held: held.clone(),
        buildings: event.buildings.clone(),
        assigned_at_ms: begins_at_ms,
        duties: clause.map(|clause| clause.duties.iter().map(running).collect()).unwrap_or_default(),
        records: Vector::new(),
        shifts: ShiftIds::new(),
        ended_at: None,
        reason: None,
    };
    for (due, obligation) in posting.owes() {
        evolving.schedule(due, obligation);
    }
    let posts = &mut evolving.state.posts;
    posts.of_member.entry(event.member.clone()).or_default().insert(posting.id);
    posts.held.insert(held, posting.id);
    posts.postings.insert(posting.id, Arc::new(posting));
}

pub(crate) fn evolve_post_vacated(evolving: &mut Evolving<'_>, event: &PostVacated) {
    evolving.end_posting(event.posting, Some(&event.reason));
}

pub(crate) fn evolve_duty_recorded(evolving: &mut Evolving<'_>, event: &DutyRecorded) {
    if event.next_ends_at_ms.is_some() {
        evolving.lift_duty(&event.posting, &event.duty);
    }
    let record = DutyRecord {
        entry: evolving.context.index,
        duty: event.duty.clone(),
        window: event.window,
        outcome: DutyOutcome::Done,
        buildings: event.building.iter().cloned().collect(),
        text: event.text,
    };
    evolving.note_duty(&event.posting, record, |duty| match (event.next_ends_at_ms, &event.building) {
        (Some(next_ends_at_ms), _) => {
            duty.done = duty.done.saturating_add(1);
            duty.next_window(next_ends_at_ms);
        }
        (None, Some(building)) if duty.window == event.window => {
            duty.seen.insert(building.clone());
        }
        (None, _) => {}
    });
}

/// The timer has lifted the obligation that it fired.
pub(crate) fn evolve_duty_missed(evolving: &mut Evolving<'_>, event: &DutyMissed) {
    let record = DutyRecord {
        entry: evolving.context.index,
        duty: event.duty.clone(),
        window: event.window,
        outcome: DutyOutcome::Missed,
        buildings: event.buildings.clone(),
        text: None,
    };
    evolving.note_duty(&event.posting, record, |duty| {
        duty.missed = duty.missed.saturating_add(1);
        duty.next_window(event.next_ends_at_ms);
    });
}

impl RunningDuty {
    fn next_window(&mut self, ends_at_ms: TimeMs) {
        self.window = self.window.saturating_add(1);
        self.begins_at_ms = self.ends_at_ms;
        self.ends_at_ms = ends_at_ms;
        self.seen.clear();
    }
}

impl Posting {
    /// What is to be done next, and by when.
    fn owes(&self) -> impl Iterator<Item = (TimeMs, Obligation)> {
        let owed = |(number, duty): (u32, &RunningDuty)| {
            (duty.ends_at_ms, Obligation::Duty { posting: self.id, duty: number })
        };
        (0..).zip(&self.duties).map(owed)
    }

    /// The same of one duty.
    fn owes_for(&self, duty: &DutyId) -> Option<(TimeMs, Obligation)> {
        self.owes().zip(&self.duties).find(|(_, found)| found.id == *duty).map(|(owed, _)| owed)
    }
}

impl Evolving<'_> {
    /// Notes what was done or missed, moves the duty on, and lets a window that began thereby fall due.
    fn note_duty(&mut self, id: &PostingId, record: DutyRecord, apply: impl FnOnce(&mut RunningDuty)) {
        let name = record.duty.clone();
        change(&mut self.state.posts.postings, id, |posting| {
            posting.records.push_back(record);
            if let Some(duty) = posting.duties.iter_mut().find(|duty| duty.id == name) {
                apply(duty);
            }
        });
        let owed = self.state.posts.postings.get(id).and_then(|posting| posting.owes_for(&name));
        if let Some((due, obligation)) = owed {
            self.schedule(due, obligation);
        }
    }

    fn lift_duty(&mut self, id: &PostingId, duty: &DutyId) {
        let owed = self.state.posts.postings.get(id).and_then(|posting| posting.owes_for(duty));
        if let Some((due, obligation)) = owed {
            self.unschedule(due, obligation);
        }
    }

    /// Ends whatever postings a member holds.
    pub(crate) fn end_postings_of(&mut self, member: &MemberId) {
        let postings = self.state.posts.of_member.get(member).cloned().unwrap_or_default();
        for posting in postings {
            self.end_posting(posting, None);
        }
    }

    fn end_posting(&mut self, id: PostingId, reason: Option<&str>) {
        let found = self.state.posts.postings.get(&id).filter(|posting| posting.ended_at.is_none());
        let Some(posting) = found.cloned() else { return };
        for (due, obligation) in posting.owes() {
            self.unschedule(due, obligation);
        }
        self.lift_shifts(&posting);
        self.state.posts.held.remove(&posting.held);
        let index = self.context.index;
        change(&mut self.state.posts.postings, &id, |posting| {
            posting.ended_at = Some(index);
            posting.reason = reason.map(str::to_owned);
        });
    }
}
