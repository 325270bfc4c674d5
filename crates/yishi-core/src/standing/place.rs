//! Of what a text may take the place: who may end what stands, and from when on the new one holds.
//!
//! Nothing may fall into a gap, and a weaker vote does not undo what a stronger one laid down.

use crate::decide::Deciding;
use crate::*;
use serde::{Deserialize, Serialize};
use std::fmt::Display;

/// How a text may be adopted, as far as it is known.
#[derive(Clone, Copy)]
pub(crate) struct Adoption<'a> {
    /// The deciding council.
    pub council: &'a CouncilId,
    /// The decision rule; known once the vote opens.
    pub rule: Option<&'a RuleId>,
    /// It is not certified before.
    pub earliest: TimeMs,
}

/// Something that stands, and who decided on it under which decision rule.
#[derive(Clone, Copy)]
pub(super) struct Laid<'a> {
    pub id: &'a dyn Display,
    pub council: &'a CouncilId,
    pub decided_by: &'a RuleId,
}

/// What takes the place of something that stands, on a later day than the certification.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Succession<Id> {
    /// What begins then.
    pub by: Id,
    /// When: the earlier one ends at this moment.
    pub at_ms: TimeMs,
    /// The resolution that laid it down.
    pub resolution: ResolutionId,
}

impl Adoption<'_> {
    /// What takes the place of something begins with the certification: the earlier one ends then, and between them nothing would hold.
    pub(super) fn check_begins_at_once(
        &self,
        recurs: &Recurrence,
        replaced: &dyn Display,
    ) -> Result<(), Rejection> {
        let today = Date::of(self.earliest);
        match recurs.from.filter(|from| *from > today) {
            Some(from) => {
                let expected = format!(
                    "not after {today}: `{replaced}` ends with the certification, unless `replaces` names it"
                );
                Err(out_of_range("from", &expected, from))
            }
            None => Ok(()),
        }
    }
}

impl Deciding<'_> {
    /// A council ends what a council below it laid down, and under the same decision rule what it laid down itself.
    pub(super) fn check_may_end(
        &self,
        field: &str,
        laid: &Laid<'_>,
        adoption: &Adoption<'_>,
    ) -> Result<(), Rejection> {
        self.check_reach(field, &(laid.id, laid.council), adoption.council)?;
        match adoption.rule {
            Some(rule) if !self.may_end(laid, adoption.council, rule) => {
                let expected = format!(
                    "a vote under decision rule `{}`, which laid `{}` down, or of a council above",
                    laid.decided_by, laid.id
                );
                Err(out_of_range(field, &expected, rule))
            }
            Some(_) | None => Ok(()),
        }
    }

    /// A decision rule that the charter knows no longer protects nothing: nobody could vote under it.
    pub(super) fn may_end(&self, laid: &Laid<'_>, council: &CouncilId, rule: &RuleId) -> bool {
        let gone = || self.charter().is_ok_and(|found| found.charter.decision(laid.decided_by).is_none());
        laid.council != council || laid.decided_by == rule || gone()
    }
}
