//! What a resolution lays down to last 长效: duties that come back, until they have been done often enough or are ended.
//!
//! It is an effect of a text, so that voters have seen it (decision 0082). When windows begin and end is told by `window`,
//! what duties are and how they are met by `duty`.

mod duty;
mod window;

use crate::bounds::not_separate;
use crate::decide::Deciding;
use crate::*;
use imbl::{OrdMap, OrdSet};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::fmt;
use std::sync::Arc;

pub use duty::*;
pub use window::*;

/// Most duties that one text lays down.
pub const MAX_STANDING_DUTIES: usize = 10;

/// Most standing duties that one text ends.
pub const MAX_STANDING_ENDED: usize = 20;

/// What the adoption of a text lays down to last.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StandingTerms {
    /// Duties that come back; at most 10.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub duties: Vec<StandingDutyTerms>,
    /// Standing duties of earlier resolutions that end with the certification, of the deciding council or of councils below
    /// it; at most 20. What replaces them stands among the duties.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub ends_duties: BTreeSet<StandingDutyId>,
}

/// A kind of seat in one council. Whoever holds it at the moment is meant.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SeatAt {
    /// The council.
    pub council: CouncilId,
    /// The kind of seat.
    pub seat: SeatId,
}

impl fmt::Display for SeatAt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.council, self.seat)
    }
}

/// What stands by resolutions, with what finds it quickly.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Standings {
    /// Standing duties, ended ones too.
    pub duties: OrdMap<StandingDutyId, Arc<StandingDuty>>,
    /// The duties of each bearer of which something is still to be done: an index.
    pub owed_by: OrdMap<DutyBearer, OrdSet<StandingDutyId>>,
    /// The same duties by the seat that sees to them: an index.
    pub seen_to_by: OrdMap<SeatAt, OrdSet<StandingDutyId>>,
}

impl State {
    /// Whether a member holds a seat now.
    pub fn holds(&self, member: &MemberId, at: &SeatAt) -> bool {
        let (council, seat, member) = (at.council.clone(), at.seat.clone(), member.clone());
        self.seatings.contains_key(&Seating { council, seat, member })
    }
}

impl Deciding<'_> {
    /// What is said before a text is posted, and once more when the vote on it opens: the charter may have changed since.
    pub(crate) fn check_standing_terms(
        &self,
        terms: &StandingTerms,
        council: &CouncilId,
    ) -> Result<(), Rejection> {
        require_count("standing.duties", terms.duties.len(), 0, MAX_STANDING_DUTIES)?;
        require_count("standing.ends_duties", terms.ends_duties.len(), 0, MAX_STANDING_ENDED)?;
        if *terms == StandingTerms::default() {
            return Err(out_of_range("standing", "something that is laid down or ended", "nothing"));
        }
        terms.duties.iter().try_for_each(|duty| self.check_duty_terms(duty))?;
        terms.ends_duties.iter().try_for_each(|duty| self.check_duty_ended(duty, council))
    }

    /// What the certification of a text lays down and ends.
    pub(crate) fn lay_down(&self, resolution: ResolutionId, terms: &StandingTerms) -> Vec<Event> {
        let ended = self.end_duties(&terms.ends_duties, resolution);
        ended.into_iter().chain(self.lay_duties(resolution, &terms.duties)).collect()
    }

    /// Two seats that one text may not name for both.
    fn check_seats_apart(&self, one: (&SeatAt, &str), other: (&SeatAt, &str)) -> Result<(), Rejection> {
        if one.0 != other.0 {
            return Ok(());
        }
        let expected = format!("another seat than that for {}", other.1);
        Err(out_of_range(one.1, &expected, one.0))
    }

    fn require_seat_at(&self, at: &SeatAt) -> Result<(), Rejection> {
        self.require_seat(&at.council, &at.seat).map(|_| ())
    }

    /// Whoever sees to something does not do it: the record would be their own witness.
    fn check_not_overseer(&self, member: &MemberId, at: &SeatAt, does: &str) -> Result<(), Rejection> {
        if self.state.holds(member, at) {
            return Err(not_separate(member, does, "seeing to it"));
        }
        Ok(())
    }
}
