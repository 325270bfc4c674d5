//! Councils 议事会 and who sits in them; who may do what, and over which councils.

use crate::decide::{Deciding, Decision};
use crate::evolve::Evolving;
use crate::*;
use imbl::OrdMap;
use serde::{Deserialize, Serialize};

/// Puts a member into a seat.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AssignSeat {
    /// The council.
    pub council: CouncilId,
    /// The kind of seat.
    pub seat: SeatId,
    /// The member.
    pub member: MemberId,
}

/// Takes a member out of a seat.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VacateSeat {
    /// The council.
    pub council: CouncilId,
    /// The kind of seat.
    pub seat: SeatId,
    /// The member.
    pub member: MemberId,
    /// Why, in words; 1 to 200 characters.
    pub reason: String,
}

/// A member sits from this entry on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SeatAssigned {
    /// The council.
    pub council: CouncilId,
    /// The kind of seat.
    pub seat: SeatId,
    /// The member.
    pub member: MemberId,
}

/// A member sits no longer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SeatVacated {
    /// The council.
    pub council: CouncilId,
    /// The kind of seat.
    pub seat: SeatId,
    /// The member.
    pub member: MemberId,
    /// Why.
    pub reason: String,
}

/// One holder of one seat.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Seating {
    /// The council.
    pub council: CouncilId,
    /// The kind of seat.
    pub seat: SeatId,
    /// The member.
    pub member: MemberId,
}

/// Who sits where, with the entry that seated them.
pub type Seatings = OrdMap<Seating, u64>;

pub(crate) fn decide_assign_seat(deciding: &Deciding<'_>, command: &AssignSeat) -> Decision {
    let AssignSeat { council, seat, member } = command;
    let holders = deciding.require_seat(council, seat)?.holders;
    deciding.require_appointer(council)?;
    let found = deciding.state.member(member)?;
    if found.standing == Standing::Left {
        let (member, standing) = (member.clone(), found.standing);
        return Err(Rejection::StandingInsufficient { member, standing });
    }
    if deciding.state.holds(member, council, seat) {
        let what = format!("`{member}` holds seat `{seat}` of council `{council}` already");
        return Err(Rejection::AlreadyDone { what });
    }
    let held = deciding.state.holders(council, seat).count();
    if u64::try_from(held).unwrap_or(u64::MAX) >= u64::from(holders) {
        return Err(Rejection::SeatsFull { council: council.clone(), seat: seat.clone(), holders });
    }
    deciding.check_not_kept(council, seat, held.saturating_add(1))?;
    deciding.check_separation(council, seat, member)?;
    let event = SeatAssigned { council: council.clone(), seat: seat.clone(), member: member.clone() };
    Ok(vec![event.into()])
}

/// By whoever may appoint, or by the holder, who may always step down.
pub(crate) fn decide_vacate_seat(deciding: &Deciding<'_>, command: &VacateSeat) -> Decision {
    let VacateSeat { council, seat, member, reason } = command;
    deciding.require_seat(council, seat)?;
    if deciding.signer()? != member {
        deciding.require_appointer(council)?;
    }
    require_words("reason", reason)?;
    if !deciding.state.holds(member, council, seat) {
        let id = format!("{council}/{seat}/{member}");
        return Err(Rejection::NotFound { kind: "holder of a seat".to_owned(), id });
    }
    let event = SeatVacated {
        council: council.clone(),
        seat: seat.clone(),
        member: member.clone(),
        reason: reason.clone(),
    };
    Ok(vec![event.into()])
}

pub(crate) fn evolve_seat_assigned(evolving: &mut Evolving<'_>, event: &SeatAssigned) {
    let seating =
        Seating { council: event.council.clone(), seat: event.seat.clone(), member: event.member.clone() };
    evolving.state.seatings.insert(seating, evolving.context.index);
}

pub(crate) fn evolve_seat_vacated(evolving: &mut Evolving<'_>, event: &SeatVacated) {
    let seating =
        Seating { council: event.council.clone(), seat: event.seat.clone(), member: event.member.clone() };
    evolving.state.seatings.remove(&seating);
    evolving.leave_place(&seating);
}

impl Deciding<'_> {
    /// The charter in force.
    pub(crate) fn charter(&self) -> Result<&CharterVersion, Rejection> {
        self.state.charter().map(|version| &**version).ok_or(Rejection::NoCharter)
    }

    /// The member who signed.
    pub(crate) fn signer(&self) -> Result<&MemberId, Rejection> {
        self.actor.signer().ok_or(Rejection::EngineOnly)
    }

    /// The member whose act it is.
    pub(crate) fn principal(&self) -> Result<&MemberId, Rejection> {
        self.actor.principal().ok_or(Rejection::EngineOnly)
    }

    /// How the act came: by the member's own key, or through a clerk.
    pub(crate) fn channel(&self) -> Channel {
        if self.actor.assistance.is_some() { Channel::Assisted } else { Channel::OwnKey }
    }

    /// The signer, who must hold a seat with the power over the council.
    pub(crate) fn require_power(&self, power: Power, council: &CouncilId) -> Result<&MemberId, Rejection> {
        let signer = self.signer()?;
        if self.state.has_power(signer, power, council) {
            return Ok(signer);
        }
        Err(Rejection::PowerMissing { member: signer.clone(), power, council: council.clone() })
    }

    /// The principal, who must be on the roll in the council's area and not have left.
    pub(crate) fn require_member_in_area(&self, council: &CouncilId) -> Result<&Member, Rejection> {
        let member = self.state.member(self.principal()?)?;
        if member.standing == Standing::Left {
            return Err(Rejection::StandingInsufficient {
                member: member.id.clone(),
                standing: member.standing,
            });
        }
        if !self.state.member_in_area(member, council) {
            return Err(Rejection::OutsideArea { member: member.id.clone(), council: council.clone() });
        }
        Ok(member)
    }
}

impl State {
    /// Whether the member holds a seat whose power reaches over the council, under the charter in force.
    pub fn has_power(&self, member: &MemberId, power: Power, council: &CouncilId) -> bool {
        self.seats_with_power(power, council).any(|(seated, seat)| self.holds(member, seated, &seat.id))
    }

    /// Whether the member holds a seat in the council now.
    pub fn holds(&self, member: &MemberId, council: &CouncilId, seat: &SeatId) -> bool {
        let (council, seat, member) = (council.clone(), seat.clone(), member.clone());
        self.seatings.contains_key(&Seating { council, seat, member })
    }

    /// Seats, with the council they stand in, whose power reaches over the council; held or not.
    pub(crate) fn seats_with_power<'a>(
        &'a self,
        power: Power,
        council: &'a CouncilId,
    ) -> impl Iterator<Item = (&'a CouncilId, &'a SeatClause)> {
        let charter = self.charter().map(|version| &*version.charter);
        charter.into_iter().flat_map(move |charter| charter.seats_with_power(power, council))
    }

    /// Whether the member lives in the area of the council, at its own or any council below.
    pub fn member_in_area(&self, member: &Member, council: &CouncilId) -> bool {
        self.charter().is_some_and(|version| version.charter.is_at_or_below(&member.council, council))
    }

    /// Who holds a kind of seat in a council, by id.
    pub fn holders<'a>(
        &'a self,
        council: &'a CouncilId,
        seat: &'a SeatId,
    ) -> impl Iterator<Item = &'a MemberId> {
        let first = Seating { council: council.clone(), seat: seat.clone(), member: MemberId::before_all() };
        let of_seat = move |seating: &&Seating| seating.council == *council && seating.seat == *seat;
        self.seatings
            .range(first..)
            .map(|(seating, _)| seating)
            .take_while(of_seat)
            .map(|seating| &seating.member)
    }
}

impl Charter {
    /// How many people may have a power over a council, as many as its seats have holders.
    pub(crate) fn people_with_power(&self, power: Power, council: &CouncilId) -> u64 {
        self.seats_with_power(power, council).map(|(_, seat)| u64::from(seat.holders)).sum()
    }

    /// Kinds of seats, with the council they stand in, whose power reaches over the council.
    pub fn seats_with_power<'a>(
        &'a self,
        power: Power,
        council: &'a CouncilId,
    ) -> impl Iterator<Item = (&'a CouncilId, &'a SeatClause)> {
        self.upwards(council).flat_map(move |above| {
            let reaches = move |grant: &Grant| grant.power == power && grant.over.reaches(above == council);
            let seats = self.seats_of(above);
            seats.filter(move |seat| seat.powers.iter().any(reaches)).map(move |seat| (above, seat))
        })
    }
}

impl Power {
    /// The name of the power as a charter writes it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Screen => "screen",
            Self::Convene => "convene",
            Self::Dispatch => "dispatch",
            Self::Supervise => "supervise",
            Self::Evaluate => "evaluate",
            Self::Certify => "certify",
            Self::Appoint => "appoint",
            Self::Enrol => "enrol",
            Self::Assist => "assist",
            Self::Redact => "redact",
            Self::Import => "import",
            Self::Refer => "refer",
            Self::Amend => "amend",
            Self::Count => "count",
            Self::Guide => "guide",
            Self::Declare => "declare",
        }
    }
}

impl Reach {
    /// Whether a power with this reach covers a council at or below its seat's, `own` telling which of the two.
    pub(crate) fn reaches(self, own: bool) -> bool {
        match self {
            Self::Own => own,
            Self::Below => !own,
            Self::OwnAndBelow => true,
        }
    }
}

impl Deciding<'_> {
    /// Who may amend: before the first charter the registrars, later the seats that the charter names for its root.
    pub(crate) fn require_amender(&self) -> Result<&MemberId, Rejection> {
        let Some(version) = self.state.charter() else { return self.require_registrar() };
        let root = version.charter.root().ok_or(Rejection::NoCharter)?;
        self.require_power(Power::Amend, &root.id)
    }

    /// Who may appoint: the seats with that power, and the registrars as long as nobody holds one of them.
    pub(crate) fn require_appointer(&self, council: &CouncilId) -> Result<&MemberId, Rejection> {
        let signer = self.signer()?;
        let nobody_holds = self
            .state
            .seats_with_power(Power::Appoint, council)
            .all(|(seat_council, seat)| self.state.holders(seat_council, &seat.id).next().is_none());
        if nobody_holds && self.state.is_registrar(signer) {
            return Ok(signer);
        }
        self.require_power(Power::Appoint, council)
    }

    /// The clause of a kind of seat that exists in the council.
    pub(crate) fn require_seat(&self, council: &CouncilId, seat: &SeatId) -> Result<&SeatClause, Rejection> {
        let charter = &self.charter()?.charter;
        self.require_council(council)?;
        let not_found = || Rejection::NotFound { kind: "seat".to_owned(), id: format!("{council}/{seat}") };
        charter.seats_of(council).find(|found| found.id == *seat).ok_or_else(not_found)
    }

    /// The clause of a council that exists.
    pub(crate) fn require_council(&self, council: &CouncilId) -> Result<&CouncilClause, Rejection> {
        let not_found = || Rejection::NotFound { kind: "council".to_owned(), id: council.to_string() };
        self.charter()?.charter.council(council).ok_or_else(not_found)
    }

    /// The clause of a council that has none below it.
    pub(crate) fn require_lowest(&self, council: &CouncilId) -> Result<&CouncilClause, Rejection> {
        let clause = self.require_council(council)?;
        if self.charter()?.charter.is_lowest(council) {
            return Ok(clause);
        }
        Err(Rejection::CouncilNotLowest { council: council.clone() })
    }

    /// The signer, who must be one of the founding registrars.
    pub(crate) fn require_registrar(&self) -> Result<&MemberId, Rejection> {
        let signer = self.signer()?;
        if self.state.is_registrar(signer) {
            return Ok(signer);
        }
        Err(Rejection::NotRegistrar { member: signer.clone() })
    }
}

impl State {
    /// Whether the member is one of the founding registrars.
    pub fn is_registrar(&self, member: &MemberId) -> bool {
        self.book.as_ref().is_some_and(|book| book.registrars.contains(member))
    }
}
