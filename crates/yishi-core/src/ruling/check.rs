//! Rulings that a second person confirms 复核: until then they are readable and nothing follows from them.

use super::*;
use crate::bounds::wrong_stage;
use crate::limits::require_count;

/// Most rulings on one resolution that wait for their confirmation.
pub const MAX_RULINGS_UNCONFIRMED: usize = 20;

/// Confirms a ruling that somebody else recorded or refuses it; by a holder of a seat that the charter names for it, or by another
/// registrar where none of them may.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CheckRuling {
    /// The resolution.
    pub resolution: ResolutionId,
    /// The entry that recorded the ruling, which waits for it.
    pub ruling: u64,
    /// What was found.
    pub check: RulingCheck,
}

/// What was found when a recorded ruling was compared with what the court or the authority sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "check", deny_unknown_fields)]
pub enum RulingCheck {
    /// It agrees with it: it holds from now on.
    Confirmed,
    /// It does not: it never holds, and can be recorded anew.
    Refused {
        /// Why, in words; 1 to 200 characters.
        reason: String,
    },
}

/// A recorded ruling was compared with what was sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RulingChecked {
    /// The resolution.
    pub resolution: ResolutionId,
    /// The entry that recorded the ruling.
    pub ruling: u64,
    /// What was found.
    pub check: RulingCheck,
    /// Who compared it.
    pub by: MemberId,
}

/// Nobody confirms what they recorded, nor what is said of a vote that they had a part in.
pub(crate) fn decide_check_ruling(deciding: &Deciding<'_>, command: &CheckRuling) -> Decision {
    let resolution = deciding.state.resolution(&command.resolution)?;
    let found = resolution.rulings.iter().find(|ruling| ruling.index == command.ruling);
    let ruling = found.ok_or_else(|| Rejection::NotFound {
        kind: "ruling".to_owned(),
        id: format!("{}/{}", resolution.id, command.ruling),
    })?;
    if !ruling.waits() {
        let status = if ruling.holds() { "in force" } else { "refused" };
        return Err(wrong_stage("ruling", &ruling.index, status, "unconfirmed"));
    }
    let by = deciding.signer()?.clone();
    deciding.check_may_confirm(resolution, ruling, &by)?;
    let (resolution_id, index, check) = (resolution.id, ruling.index, command.check.clone());
    let checked = RulingChecked { resolution: resolution_id, ruling: index, check, by };
    let follows = match &command.check {
        RulingCheck::Confirmed => {
            resolution.check_not_revoked(ruling.finding)?;
            deciding.after_ruling(resolution, ruling.finding)?
        }
        RulingCheck::Refused { reason } => {
            require_words("reason", reason)?;
            Vec::new()
        }
    };
    Ok(std::iter::once(checked.into()).chain(follows).collect())
}

impl Ruling {
    /// Whether it waits for its confirmation.
    pub fn waits(&self) -> bool {
        !self.confirmed_by.is_empty() && self.checked.is_none()
    }

    /// Whether what it says holds.
    pub fn holds(&self) -> bool {
        self.holds_since().is_some()
    }

    /// The entry since which what it says holds: the one that recorded or confirmed it; none where it waits or was refused.
    pub fn holds_since(&self) -> Option<u64> {
        match &self.checked {
            None => self.confirmed_by.is_empty().then_some(self.index),
            Some(checked) => match checked.check {
                RulingCheck::Confirmed => self.checked_at,
                RulingCheck::Refused { .. } => None,
            },
        }
    }
}

impl Deciding<'_> {
    /// A ruling may be against all who hold the seats for it, or the seats are no more: then another registrar confirms it.
    fn check_may_confirm(
        &self,
        resolution: &Resolution,
        ruling: &Ruling,
        by: &MemberId,
    ) -> Result<(), Rejection> {
        let seated = self.require_seated(by, &self.seats_for(ruling), &resolution.council);
        if seated.is_err() && !(self.state.is_registrar(by) && self.no_seat_confirms(resolution, ruling)) {
            return seated;
        }
        self.check_other_than_recorder(resolution, ruling, by)
    }

    fn check_other_than_recorder(
        &self,
        resolution: &Resolution,
        ruling: &Ruling,
        by: &MemberId,
    ) -> Result<(), Rejection> {
        if ruling.by == *by {
            return Err(not_separate(by, "confirming a ruling", "recording it"));
        }
        self.check_impartial(resolution, by)
    }

    /// The seats named when it was recorded, and those that the charter names now.
    fn seats_for(&self, ruling: &Ruling) -> BTreeSet<SeatId> {
        let version = self.state.charter();
        let now = version.and_then(|version| version.charter.rulings.as_ref());
        let now = now.into_iter().flat_map(|clause| &clause.confirmed_by);
        ruling.confirmed_by.iter().chain(now).cloned().collect()
    }

    fn no_seat_confirms(&self, resolution: &Resolution, ruling: &Ruling) -> bool {
        let seats = self.seats_for(ruling);
        let mut holders = self.state.seatings.keys().filter(|seating| seats.contains(&seating.seat));
        holders.all(|seating| {
            self.require_seated(&seating.member, &seats, &resolution.council).is_err()
                || self.check_other_than_recorder(resolution, ruling, &seating.member).is_err()
        })
    }

    /// Whether anybody is there who may confirm it.
    pub(super) fn somebody_confirms(&self, resolution: &Resolution, ruling: &Ruling) -> bool {
        let mut registrars = self.state.book.iter().flat_map(|book| &book.registrars);
        !self.no_seat_confirms(resolution, ruling)
            || registrars.any(|by| self.check_other_than_recorder(resolution, ruling, by).is_ok())
    }

    /// The seats that confirm rulings, where the charter asks for it.
    pub(super) fn confirmed_by(&self, resolution: &Resolution) -> Result<BTreeSet<SeatId>, Rejection> {
        let Some(clause) = &self.charter()?.charter.rulings else { return Ok(BTreeSet::new()) };
        let waiting = resolution.rulings.iter().filter(|ruling| ruling.waits()).count();
        require_count("unconfirmed rulings", waiting.saturating_add(1), 1, MAX_RULINGS_UNCONFIRMED)?;
        Ok(clause.confirmed_by.clone())
    }
}

pub(crate) fn evolve_ruling_checked(evolving: &mut Evolving<'_>, event: &RulingChecked) {
    let index = evolving.context.index;
    let mut finding = None;
    change(&mut evolving.state.resolutions, &event.resolution, |resolution| {
        let Some(ruling) = resolution.rulings.iter_mut().find(|ruling| ruling.index == event.ruling) else {
            return;
        };
        ruling.checked = Some(event.clone());
        ruling.checked_at = Some(index);
        finding = Some(ruling.finding).filter(|_| ruling.holds());
    });
    if let Some(finding) = finding {
        evolving.lift_after(&event.resolution, finding);
    }
}
