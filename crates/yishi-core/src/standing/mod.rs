//! What a resolution lays down to last 长效: duties that come back and rules on accounts, until their time runs out or they are ended.
//!
//! It is an effect of a text, so that voters have seen it (decision 0082). When windows begin and end is told by `window`,
//! what duties are and how they are met by `duty`, how accounts
//! are held to a rule by `rule`, what may take the place of what by `place`.

mod duty;
mod place;
mod rule;
mod window;

use crate::bounds::not_separate;
use crate::decide::Deciding;
use crate::*;
use imbl::{OrdMap, OrdSet};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::fmt;
use std::sync::Arc;

pub(crate) use place::Adoption;
use place::Laid;

pub use duty::*;
pub use place::Succession;
pub use rule::*;
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
    /// it; at most 20. Duties that name none in `replaces` begin with the certification then. What a council laid down itself, it ends
    /// under the same decision rule.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub ends_duties: BTreeSet<StandingDutyId>,
    /// Rules on accounts; at most 5. A rule of the same council that stands on one of these accounts ends with the certification, with which the
    /// later one begins, or on the day on which the later one begins where `replaces` names it; under the same decision rule only. On the
    /// account of a council above or below no rule may stand.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rules: Vec<StandingRuleTerms>,
    /// Other standing rules that end with the certification, of the deciding council or of councils below it; at most 20. What a council laid
    /// down itself, it ends under the same decision rule.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub ends_rules: BTreeSet<StandingRuleId>,
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

/// Where a standing duty or rule stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StandingStatus {
    /// It comes back.
    Running,
    /// Its time ran out; what was missed can still be done.
    Finished,
    /// A resolution or a ruling ended it.
    Ended,
}

/// What ended something that was to last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StandingEnd {
    /// The entry.
    pub index: u64,
    /// The resolution that ended it; absent where its own was revoked.
    pub ended_by: Option<ResolutionId>,
}

impl StandingStatus {
    const fn of(end: Option<StandingEnd>, next_due_at_ms: Option<TimeMs>) -> Self {
        match (end, next_due_at_ms) {
            (Some(_), _) => Self::Ended,
            (None, Some(_)) => Self::Running,
            (None, None) => Self::Finished,
        }
    }
}

/// Where a standing duty or rule stands on a list: what somebody has to put right comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum StandingPlace {
    /// Something was missed or is broken and can still be made good.
    Late,
    /// It comes back.
    Running,
    /// Nothing of it is due any more.
    Over,
}

impl StandingPlace {
    /// `late` is whether something is missed or broken; once something ended, nothing of it is owed.
    const fn of(status: StandingStatus, late: bool) -> Self {
        match (status, late) {
            (StandingStatus::Ended, _) | (StandingStatus::Finished, false) => Self::Over,
            (StandingStatus::Running | StandingStatus::Finished, true) => Self::Late,
            (StandingStatus::Running, false) => Self::Running,
        }
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
    /// Standing rules, ended ones too.
    pub rules: OrdMap<StandingRuleId, Arc<StandingRule>>,
    /// The rule that stands on each account of each council: an index.
    pub accounts: OrdMap<(CouncilId, AccountId), StandingRuleId>,
    /// Rules of which a share is due or will be, by the seat that sees to them: an index.
    pub rules_seen_to_by: OrdMap<SeatAt, OrdSet<StandingRuleId>>,
    /// Bookings on their accounts.
    pub bookings: OrdMap<BookingId, Arc<Booking>>,
}

impl State {
    fn holds_at(&self, member: &MemberId, at: &SeatAt) -> bool {
        self.holds(member, &at.council, &at.seat)
    }

    /// The seats that a member holds. Far fewer seats are held in a book than duties may stand in it.
    pub(crate) fn seats_held_by<'a>(&'a self, member: &'a MemberId) -> impl Iterator<Item = SeatAt> + 'a {
        let own = self.seatings.keys().filter(move |seating| seating.member == *member);
        own.map(|seating| SeatAt { council: seating.council.clone(), seat: seating.seat.clone() })
    }
}

impl Deciding<'_> {
    /// What is said before a text is posted, and once more when the vote on it opens: the charter may have changed since.
    pub(crate) fn check_standing_terms(
        &self,
        terms: &StandingTerms,
        adoption: &Adoption<'_>,
    ) -> Result<(), Rejection> {
        require_count("standing.duties", terms.duties.len(), 0, MAX_STANDING_DUTIES)?;
        require_count("standing.ends_duties", terms.ends_duties.len(), 0, MAX_STANDING_ENDED)?;
        if *terms == StandingTerms::default() {
            return Err(out_of_range("standing", "something that is laid down or ended", "nothing"));
        }
        terms.duties.iter().try_for_each(|duty| self.check_duty_terms(duty, adoption))?;
        terms.ends_duties.iter().try_for_each(|duty| self.check_duty_ended(duty, adoption))?;
        if let Some(replaced) = terms.ends_duties.first() {
            let at_once = terms.duties.iter().filter(|duty| duty.replaces.is_none());
            let mut recurs = at_once.map(|duty| &duty.recurs);
            recurs.try_for_each(|recurs| adoption.check_begins_at_once(recurs, replaced))?;
        }
        self.check_duties_replaced(terms, adoption)?;
        self.check_rules(terms, adoption)?;
        require_count("standing.ends_rules", terms.ends_rules.len(), 0, MAX_STANDING_ENDED)?;
        terms.ends_rules.iter().try_for_each(|rule| self.check_rule_ended(rule, adoption))
    }

    /// What the certification of a text lays down and ends.
    pub(crate) fn lay_down(
        &self,
        poll: &Poll,
        resolution: ResolutionId,
        terms: &StandingTerms,
    ) -> Vec<Event> {
        let ended = self.end_duties(poll, resolution, terms);
        let laid = self.lay_duties(poll, resolution, &terms.duties);
        let rules = self.lay_rules(poll, resolution, terms);
        ended.into_iter().chain(laid).chain(rules).collect()
    }

    /// Two seats that one text may not name for both.
    fn check_seats_apart(&self, one: (&SeatAt, &str), other: (&SeatAt, &str)) -> Result<(), Rejection> {
        if one.0 != other.0 {
            return Ok(());
        }
        let expected = format!("another seat than that for {}", other.1);
        Err(out_of_range(one.1, &expected, one.0))
    }

    /// A council ends what it or a council below it laid down, and lays duties on seats of its own or below it: nobody is bound from
    /// beside or below. Who sees to something may sit above.
    fn check_reach(
        &self,
        field: &str,
        (what, of): &(&dyn fmt::Display, &CouncilId),
        council: &CouncilId,
    ) -> Result<(), Rejection> {
        if self.charter()?.charter.is_at_or_below(of, council) {
            return Ok(());
        }
        let expected = format!("of council `{council}` or of councils below it");
        Err(out_of_range(field, &expected, format!("`{what}` of council `{of}`")))
    }

    /// The signer, who must hold the seat.
    fn require_at(&self, at: &SeatAt) -> Result<&MemberId, Rejection> {
        let signer = self.signer()?;
        if self.state.holds_at(signer, at) {
            return Ok(signer);
        }
        let (member, council, seat) = (signer.clone(), at.council.clone(), at.seat.clone());
        Err(Rejection::SeatNotHeld { member, council, seat })
    }

    fn require_seat_at(&self, at: &SeatAt) -> Result<(), Rejection> {
        self.require_seat(&at.council, &at.seat).map(|_| ())
    }

    /// Whoever sees to something does not do it: the record would be their own witness.
    fn check_not_overseer(&self, member: &MemberId, at: &SeatAt, does: &str) -> Result<(), Rejection> {
        if self.state.holds_at(member, at) {
            return Err(not_separate(member, does, "seeing to it"));
        }
        Ok(())
    }
}

/// What stands under a key of an index.
type Index<K, V> = OrdMap<K, OrdSet<V>>;

fn list<K: Ord + Clone, V: Ord + Clone>(index: &mut Index<K, V>, key: &K, value: V) {
    if !index.get(key).is_some_and(|values| values.contains(&value)) {
        index.entry(key.clone()).or_default().insert(value);
    }
}

/// A key under which nothing stands goes, so that an index is what its things say and nothing else.
fn unlist<K: Ord + Clone, V: Ord + Clone>(index: &mut Index<K, V>, key: &K, value: V) {
    let Some(mut values) = index.remove(key) else { return };
    values.remove(&value);
    if !values.is_empty() {
        index.insert(key.clone(), values);
    }
}
