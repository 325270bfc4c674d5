//! Refusals that several processes share: where a thing stands, and whether a moment lies within bounds.

use crate::decide::Deciding;
use crate::*;
use serde::Serialize;
use std::fmt::Display;
use std::ops::RangeInclusive;
use std::sync::Arc;

const DAY_MS: u64 = 86_400_000;

impl TimeMs {
    /// The moment so many times 24 hours later, never later than 2^53 − 1.
    pub(crate) const fn plus_days(self, days: u64) -> Self {
        let sum = self.0.saturating_add(days.saturating_mul(DAY_MS));
        Self(if sum > MAX_SAFE_INTEGER { MAX_SAFE_INTEGER } else { sum })
    }
}

/// Refuses a moment that a command names outside the bounds, which are both allowed.
pub(crate) fn require_within(
    field: &str,
    found_ms: TimeMs,
    allowed: &RangeInclusive<TimeMs>,
) -> Result<(), Rejection> {
    let (earliest_ms, latest_ms, field) = (*allowed.start(), *allowed.end(), field.to_owned());
    if found_ms < earliest_ms {
        Err(Rejection::TooEarly { field, earliest_ms, found_ms })
    } else if found_ms > latest_ms {
        Err(Rejection::TooLate { field, latest_ms, found_ms })
    } else {
        Ok(())
    }
}

/// Refuses a thing that stands elsewhere than the command needs. Stages are told by their names on the wire.
pub(crate) fn require_stage<S: Serialize + PartialEq>(
    kind: &str,
    id: &impl Display,
    status: &S,
    needed: &S,
) -> Result<(), Rejection> {
    if status == needed { Ok(()) } else { Err(wrong_stage(kind, id, &name(status), &name(needed))) }
}

pub(crate) fn wrong_stage(kind: &str, id: &impl Display, status: &str, needed: &str) -> Rejection {
    Rejection::WrongStage {
        kind: kind.to_owned(),
        id: id.to_string(),
        status: status.to_owned(),
        needed: needed.to_owned(),
    }
}

fn name(stage: &impl Serialize) -> String {
    let value = serde_json::to_value(stage).unwrap_or_default();
    value.as_str().unwrap_or_default().to_owned()
}

impl Deciding<'_> {
    /// The matter, which must be in the stage.
    pub(crate) fn matter_in(&self, id: &MatterId, needed: MatterStage) -> Result<&Arc<Matter>, Rejection> {
        let matter = self.state.matter(id)?;
        if matter.stage == needed { Ok(matter) } else { Err(matter.wrong_stage(needed.words())) }
    }

    /// A member who is named in a command and must be on the roll and not have left.
    pub(crate) fn present_member(&self, id: &MemberId) -> Result<&Arc<Member>, Rejection> {
        let member = self.state.member(id)?;
        if member.standing == Standing::Left {
            return Err(Rejection::StandingInsufficient { member: id.clone(), standing: member.standing });
        }
        Ok(member)
    }
}

/// Two duties that one person may not both have.
pub(crate) fn not_separate(member: &MemberId, duty: &str, other: &str) -> Rejection {
    Rejection::DutiesNotSeparate { member: member.clone(), duty: duty.to_owned(), other: other.to_owned() }
}

/// The refusal of what was done already, as a sentence.
pub(crate) fn already(what: String) -> Rejection {
    Rejection::AlreadyDone { what }
}
