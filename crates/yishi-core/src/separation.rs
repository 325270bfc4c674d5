//! Powers that the charter keeps apart 职责分离: nobody is put into seats that would give them two of these over one council.

use crate::bounds::not_separate;
use crate::decide::Deciding;
use crate::*;
use std::collections::BTreeSet;

/// A seat of a council.
pub(crate) type SeatOf<'a> = (&'a CouncilId, &'a SeatId);

impl Deciding<'_> {
    /// Whether the member may take the seat besides those that they hold, in the ordinary mode and in the emergency mode.
    pub(crate) fn check_separation(
        &self,
        council: &CouncilId,
        seat: &SeatId,
        member: &MemberId,
    ) -> Result<(), Rejection> {
        let charter = &self.charter()?.charter;
        if charter.separation.is_empty() {
            return Ok(());
        }
        let held = self.state.seatings.keys().filter(|seating| seating.member == *member);
        let mut seats: Vec<SeatOf<'_>> = held.map(|seating| (&seating.council, &seating.seat)).collect();
        seats.push((council, seat));
        match charter.modes().inseparable(&seats) {
            Some((duty, other)) => Err(not_separate(member, duty.name(), other.name())),
            None => Ok(()),
        }
    }
}

/// A charter in the ordinary mode and, where it knows one, in the emergency mode: made once for many questions.
pub(crate) struct Modes<'a> {
    ordinary: &'a Charter,
    emergency: Option<Charter>,
}

impl Modes<'_> {
    /// Two powers over one council that the charter keeps apart and that these seats give together, in either mode.
    pub(crate) fn inseparable(&self, seats: &[SeatOf<'_>]) -> Option<(Power, Power)> {
        let mut modes = std::iter::once(self.ordinary).chain(&self.emergency);
        modes.find_map(|charter| charter.inseparable(seats))
    }
}

impl Charter {
    pub(crate) fn modes(&self) -> Modes<'_> {
        Modes { ordinary: self, emergency: self.in_emergency() }
    }

    fn inseparable(&self, seats: &[SeatOf<'_>]) -> Option<(Power, Power)> {
        self.councils.iter().find_map(|council| {
            let powers = self.powers_over(&council.id, seats);
            self.separation.iter().find_map(|clause| {
                let mut both = clause.powers.intersection(&powers).copied();
                both.next().zip(both.next())
            })
        })
    }

    fn powers_over(&self, council: &CouncilId, seats: &[SeatOf<'_>]) -> BTreeSet<Power> {
        let above = seats.iter().filter(|(seated, _)| self.is_at_or_below(council, seated));
        let grants = above.flat_map(|(seated, seat)| {
            let own = *seated == council;
            let clause = self.seats_of(seated).find(|clause| clause.id == **seat);
            let grants = clause.into_iter().flat_map(|clause| &clause.powers);
            grants.filter(move |grant| grant.over.reaches(own))
        });
        grants.map(|grant| grant.power).collect()
    }
}
