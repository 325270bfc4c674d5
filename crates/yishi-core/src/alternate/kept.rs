//! Places that are kept for whoever is called to them, and what waits for that.

use super::*;
use crate::decide::{Deciding, Decision};

/// The time for a certification is over. Nobody is late with what the kept places do not allow yet.
pub(crate) fn decide_certification_missed(deciding: &Deciding<'_>, poll: PollId) -> Decision {
    let found = deciding.state.poll(&poll)?;
    let postponed =
        deciding.certify_later(found).map(|certify_by_ms| CertificationPostponed { poll, certify_by_ms });
    Ok(vec![postponed.map_or_else(|| CertificationOverdue { poll }.into(), Event::from)])
}

impl Deciding<'_> {
    /// By when a by-election is to be certified whose places are kept for others; none where nothing keeps them.
    fn certify_later(&self, poll: &Poll) -> Option<TimeMs> {
        let elects = poll.rule.choice.as_ref()?.elects.as_ref()?;
        let (council, seat) = (&poll.council, &elects.seat);
        if elects.incumbents == Incumbents::Leave {
            return None;
        }
        let arriving = self.elected(poll).iter().filter(|member| self.arrives(member, council, seat)).count();
        let held = self.state.holders(council, seat).count();
        let kept = self.check_not_kept(council, seat, held.saturating_add(arriving));
        kept.is_err().then_some(())?;
        let lists = self.state.running_alternates(council, seat);
        let answered = lists.flat_map(|list| list.called()).map(|(_, _, call)| call.accept_by_ms).max()?;
        let period = self.state.charter()?.charter.deadlines.certification?;
        Some(self.state.calendar.end_of(answered, period)).filter(|later| *later > self.context.at)
    }

    /// Nobody else is put into the last free places of a seat while alternates may still take them; `held` counts those who would
    /// sit then.
    pub(crate) fn check_not_kept(
        &self,
        council: &CouncilId,
        seat: &SeatId,
        held: usize,
    ) -> Result<(), Rejection> {
        let holders = u64::from(self.require_seat(council, seat)?.holders);
        let lists = || self.state.running_alternates(council, seat);
        let kept: usize = lists().map(|list| list.called().count()).sum();
        let taken = u64::try_from(held.saturating_add(kept)).unwrap_or(u64::MAX);
        match lists().flat_map(|list| list.called()).next().filter(|_| taken > holders) {
            None => Ok(()),
            Some((_, member, call)) => Err(Rejection::PlaceKept {
                council: council.clone(),
                seat: seat.clone(),
                member: member.clone(),
                accept_by_ms: call.accept_by_ms,
            }),
        }
    }
}
