//! Who may put whom at a post, and when a duty is done or missed.

use super::window::Window;
use super::*;
use crate::decide::{Deciding, Decision};

pub(crate) fn decide_assign_post(deciding: &Deciding<'_>, command: &AssignPost) -> Decision {
    let AssignPost { council, post, member, buildings } = command;
    let clause = deciding.require_post(council, post)?;
    deciding.require_appointer(council)?;
    deciding.present_member(member)?;
    let posts = &deciding.state.posts;
    let held = PostHeld { council: council.clone(), post: post.clone(), member: member.clone() };
    if posts.held.contains_key(&held) {
        let what = format!("`{member}` holds post `{post}` of council `{council}` already");
        return Err(Rejection::AlreadyDone { what });
    }
    if posts.holders(council, post).count() >= usize::try_from(clause.holders).unwrap_or(usize::MAX) {
        let (council, post, holders) = (council.clone(), post.clone(), clause.holders);
        return Err(Rejection::PostsFull { council, post, holders });
    }
    deciding.require_buildings(council, buildings)?;
    let assigned_at = deciding.context.at;
    let first = Window { assigned_at, number: 1, begins_at: assigned_at };
    let end = |duty: &DutyClause| (duty.id.clone(), deciding.state.calendar.window_end(first, duty.every));
    let event = PostAssigned {
        posting: PostingId::first(deciding.context.index),
        council: council.clone(),
        post: post.clone(),
        member: member.clone(),
        buildings: buildings.clone(),
        windows: clause.duties.iter().map(end).collect(),
    };
    Ok(vec![event.into()])
}

/// By whoever may appoint, or by the holder, who may always step down.
pub(crate) fn decide_vacate_post(deciding: &Deciding<'_>, command: &VacatePost) -> Decision {
    let posting = deciding.held_posting(&command.posting)?;
    if *deciding.signer()? != posting.held.member {
        deciding.require_appointer(&posting.held.council)?;
    }
    require_words("reason", &command.reason)?;
    Ok(vec![PostVacated { posting: posting.id, reason: command.reason.clone() }.into()])
}

/// By the holder; what comes after the duty of a window is met stands beside it and meets nothing more.
pub(crate) fn decide_record_duty(deciding: &Deciding<'_>, command: &RecordDuty) -> Decision {
    let posting = deciding.own_posting(&command.posting)?;
    let duty = posting.duty(&command.duty).ok_or_else(|| Rejection::NotFound {
        kind: "duty of the post".to_owned(),
        id: command.duty.to_string(),
    })?;
    require_own_building(posting, duty, command.building.as_ref())?;
    let early = deciding.context.at < duty.begins_at_ms;
    let meets = !early && posting.meets(duty, command.building.as_ref());
    let event = DutyRecorded {
        posting: posting.id,
        duty: duty.id.clone(),
        window: if early { duty.window.saturating_sub(1) } else { duty.window },
        building: command.building.clone(),
        text: command.text,
        next_ends_at_ms: meets.then(|| deciding.next_end(posting, duty)),
    };
    Ok(vec![event.into()])
}

fn require_own_building(
    posting: &Posting,
    duty: &RunningDuty,
    building: Option<&BuildingId>,
) -> Result<(), Rejection> {
    match building {
        Some(building) if !posting.buildings.contains(building) => {
            Err(Rejection::NotFound { kind: "building of the posting".to_owned(), id: building.to_string() })
        }
        None if duty.covers == DutyCover::EachBuilding && !posting.buildings.is_empty() => {
            let buildings: Vec<&str> = posting.buildings.iter().map(BuildingId::as_str).collect();
            Err(out_of_range("building", &format!("one of {}", buildings.join(", ")), "absent"))
        }
        Some(_) | None => Ok(()),
    }
}

/// Falls due only while the posting is held.
pub(crate) fn decide_duty_missed(deciding: &Deciding<'_>, posting: PostingId, duty: u32) -> Vec<Event> {
    let Some(posting) = deciding.state.posts.postings.get(&posting) else { return Vec::new() };
    let Some(duty) = usize::try_from(duty).ok().and_then(|at| posting.duties.get(at)) else {
        return Vec::new();
    };
    let unseen = posting.buildings.difference(&duty.seen).cloned();
    let missed = DutyMissed {
        posting: posting.id,
        duty: duty.id.clone(),
        window: duty.window,
        buildings: if duty.covers == DutyCover::EachBuilding { unseen.collect() } else { BTreeSet::new() },
        next_ends_at_ms: deciding.next_end(posting, duty),
    };
    vec![missed.into()]
}

impl Posting {
    /// Whether one more record meets the duty of its window.
    fn meets(&self, duty: &RunningDuty, building: Option<&BuildingId>) -> bool {
        match duty.covers {
            DutyCover::Once => true,
            DutyCover::EachBuilding => {
                self.buildings.iter().all(|each| Some(each) == building || duty.seen.contains(each))
            }
        }
    }
}

impl Deciding<'_> {
    /// When the window after the present one of a duty ends.
    fn next_end(&self, posting: &Posting, duty: &RunningDuty) -> TimeMs {
        let next = Window {
            assigned_at: posting.assigned_at_ms,
            number: duty.window.saturating_add(1),
            begins_at: duty.ends_at_ms,
        };
        self.state.calendar.window_end(next, duty.every)
    }

    /// The clause of a kind of post that exists in the council.
    pub(crate) fn require_post(&self, council: &CouncilId, post: &PostId) -> Result<&PostClause, Rejection> {
        self.require_council(council)?;
        let not_found = || Rejection::NotFound { kind: "post".to_owned(), id: format!("{council}/{post}") };
        self.charter()?.charter.posts_of(council).find(|found| found.id == *post).ok_or_else(not_found)
    }

    /// A posting that has not ended.
    fn held_posting(&self, id: &PostingId) -> Result<&Arc<Posting>, Rejection> {
        let posting = self.state.posting(id)?;
        if posting.ended_at.is_none() {
            return Ok(posting);
        }
        Err(crate::bounds::wrong_stage("posting", id, "vacated", "held"))
    }

    /// A posting that has not ended, of the signer.
    fn own_posting(&self, id: &PostingId) -> Result<&Arc<Posting>, Rejection> {
        let (posting, signer) = (self.held_posting(id)?, self.signer()?);
        if posting.held.member == *signer {
            return Ok(posting);
        }
        let (member, holder) = (signer.clone(), posting.held.member.clone());
        Err(Rejection::NotOnPost { member, posting: *id, holder })
    }

    /// Each building has units, and one of them stands in the area of the council. The roll is looked through once.
    fn require_buildings(
        &self,
        council: &CouncilId,
        buildings: &BTreeSet<BuildingId>,
    ) -> Result<(), Rejection> {
        require_count("buildings", buildings.len(), 0, MAX_BUILDINGS)?;
        if buildings.is_empty() {
            return Ok(());
        }
        let charter = &self.charter()?.charter;
        let named = self.state.roll.units.values().filter(|unit| buildings.contains(&unit.building));
        let there = named.filter(|unit| charter.is_at_or_below(&unit.council, council));
        let found: BTreeSet<&BuildingId> = there.map(|unit| &unit.building).collect();
        match buildings.iter().find(|building| !found.contains(building)) {
            Some(absent) => {
                let kind = format!("building in the area of council `{council}`");
                Err(Rejection::NotFound { kind, id: absent.to_string() })
            }
            None => Ok(()),
        }
    }
}
