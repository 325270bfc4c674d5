//! How hearings change.

use super::*;
use crate::evolve::Evolving;
use crate::state::change;
use std::sync::Arc;

pub(crate) fn evolve_hearing_called(evolving: &mut Evolving<'_>, event: &HearingCalled) {
    let index = evolving.context.index;
    let Some(matter) = evolving.state.matters.get(&event.matter) else { return };
    let hearing = Hearing {
        id: event.hearing,
        matter: event.matter,
        round: matter.round,
        council: event.council.clone(),
        starts_at_ms: event.starts_at_ms,
        agenda: event.agenda,
        status: HearingStatus::Called,
        present: BTreeSet::new(),
        attendance: BTreeMap::new(),
        sessions: Vec::new(),
        items: event.items.clone(),
        invited_members: event.invited_members.clone(),
        invited_seats: event.invited_seats.clone(),
        floor: Floor::default(),
        questions: Vec::new(),
        statements: Vec::new(),
        minutes: None,
        changed_at: index,
    };
    evolving.state.listings.hearings.put(hearing.id, &hearing.council, hearing.status);
    evolving.state.hearings.insert(event.hearing, Arc::new(hearing));
    evolving.change_matter(event.matter, |matter| matter.hearings.push(event.hearing));
}

pub(crate) fn evolve_hearing_opened(evolving: &mut Evolving<'_>, event: &HearingOpened) {
    let (index, at_ms) = (evolving.context.index, evolving.context.at);
    change_hearing(evolving, &event.hearing, |hearing| {
        hearing.status = HearingStatus::Open;
        hearing.begin_session(index, at_ms);
    });
}

pub(crate) fn evolve_attendance_recorded(evolving: &mut Evolving<'_>, event: &AttendanceRecorded) {
    let index = evolving.context.index;
    change_hearing(evolving, &event.hearing, |hearing| {
        for member in &event.members {
            hearing.present.insert(member.clone());
            let attended = hearing.attendance.entry(member.clone()).or_default();
            // What stands in the same entry as the signature follows from it and is no record of the chair.
            if attended.signed != Some(index) {
                attended.recorded.get_or_insert(index);
            }
        }
    });
    evolving.attend_polls(event.hearing, &event.members);
}

pub(crate) fn evolve_statement_made(evolving: &mut Evolving<'_>, event: &StatementMade) {
    change_hearing(evolving, &event.hearing, |hearing| {
        let statement = Statement {
            id: event.statement,
            member: event.member.clone(),
            text: event.text,
            position: event.position,
            proposal: event.proposal,
            benches: event.benches.clone(),
        };
        hearing.statements.push(statement);
    });
}

pub(crate) fn evolve_hearing_closed(evolving: &mut Evolving<'_>, event: &HearingClosed) {
    let counted = (event.seats_present, event.seats_held);
    let (index, at_ms) = (evolving.context.index, evolving.context.at);
    change_hearing(evolving, &event.hearing, |hearing| {
        hearing.end_session(index, at_ms, counted, None);
        hearing.status = if event.quorate { HearingStatus::Held } else { HearingStatus::Inquorate };
        hearing.minutes = Some(event.minutes);
    });
}

pub(super) fn change_hearing(evolving: &mut Evolving<'_>, id: &HearingId, apply: impl FnOnce(&mut Hearing)) {
    let index = evolving.context.index;
    let State { hearings, listings, .. } = &mut *evolving.state;
    change(hearings, id, |hearing| {
        let status = hearing.status;
        apply(hearing);
        hearing.changed_at = index;
        let council = &hearing.council;
        listings.hearings.shift(*id, (council, status), (council, hearing.status));
    });
}
