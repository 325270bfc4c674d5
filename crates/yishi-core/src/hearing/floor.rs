//! Who speaks when, where the charter sets a speaking time: in order, one at a time, points of order first.

use super::*;
use crate::bounds::already;
use crate::decide::{Deciding, Decision};
use crate::evolve::Evolving;

const MINUTE_MS: u64 = 60_000;

/// Most points of order of one member at one hearing: more would keep everybody else from the floor.
pub const MAX_POINTS: usize = 3;

/// Asks for the floor at an open hearing; by who may speak there. Who has not spoken yet comes before who has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AskForFloor {
    /// The hearing.
    pub hearing: HearingId,
}

/// Gives the floor to who comes next, once the turn before is over; by the chair.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GiveFloor {
    /// The hearing.
    pub hearing: HearingId,
    /// Who comes next.
    pub member: MemberId,
}

/// Ends one's own turn, or takes back one's request for the floor.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct YieldFloor {
    /// The hearing.
    pub hearing: HearingId,
}

/// Raises a point of order 程序问题: the chair rules on it before anybody else gets the floor. By who may speak there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RaisePoint {
    /// The hearing.
    pub hearing: HearingId,
    /// Commitment to the words.
    pub text: Commitment,
}

/// Rules on a point of order; by the chair.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RuleOnPoint {
    /// The hearing.
    pub hearing: HearingId,
    /// The point.
    pub point: PointId,
    /// What the chair finds.
    pub ruling: PointVerdict,
    /// Commitment to the reasons.
    pub text: Commitment,
}

/// What the chair finds on a point of order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PointVerdict {
    /// It is right 成立.
    Sustained,
    /// It is not 不成立.
    Overruled,
}

/// Somebody asked for the floor.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FloorAsked {
    /// The hearing.
    pub hearing: HearingId,
    /// Who.
    pub member: MemberId,
}

/// Somebody has the floor.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FloorGiven {
    /// The hearing.
    pub hearing: HearingId,
    /// Who.
    pub member: MemberId,
    /// Until when.
    pub until_ms: TimeMs,
}

/// A turn ended early, or a request for the floor was taken back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FloorYielded {
    /// The hearing.
    pub hearing: HearingId,
    /// Who.
    pub member: MemberId,
}

/// A point of order was raised.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PointRaised {
    /// Its id.
    pub point: PointId,
    /// The hearing.
    pub hearing: HearingId,
    /// Who.
    pub member: MemberId,
    /// Commitment to the words.
    pub text: Commitment,
}

/// The chair ruled on a point of order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PointRuled {
    /// The point.
    pub point: PointId,
    /// The hearing.
    pub hearing: HearingId,
    /// Who ruled.
    pub by: MemberId,
    /// What they found.
    pub ruling: PointVerdict,
    /// Commitment to the reasons.
    pub text: Commitment,
}

/// The floor of a hearing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Floor {
    /// Who asked for it and waits, in the order of asking.
    pub waiting: Vec<FloorRequest>,
    /// Turns, the one under way included.
    pub turns: Vec<Turn>,
    /// Points of order.
    pub points: Vec<PointOfOrder>,
}

/// A request for the floor.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FloorRequest {
    /// Who.
    pub member: MemberId,
    /// The entry.
    pub index: u64,
}

/// A turn to speak.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Turn {
    /// Who.
    pub member: MemberId,
    /// The entry that asked for it.
    pub asked_at: u64,
    /// The entry that gave it.
    pub given_at: u64,
    /// When it was given.
    pub from_ms: TimeMs,
    /// Until when it lasts at most.
    pub until_ms: TimeMs,
    /// The entry that ended it; absent while it is under way.
    pub ended_at: Option<u64>,
    /// When it ended.
    pub ended_at_ms: Option<TimeMs>,
}

/// A point of order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PointOfOrder {
    /// Its id, with the entry that raised it.
    pub id: PointId,
    /// Who.
    pub member: MemberId,
    /// Commitment to the words.
    pub text: Commitment,
    /// What the chair found; absent while it waits.
    pub ruled: Option<PointRuling>,
}

/// A ruling of the chair.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PointRuling {
    /// The entry.
    pub index: u64,
    /// Who ruled.
    pub by: MemberId,
    /// What they found.
    pub ruling: PointVerdict,
    /// Commitment to the reasons.
    pub text: Commitment,
}

pub(crate) fn decide_ask_for_floor(deciding: &Deciding<'_>, command: &AskForFloor) -> Decision {
    let hearing = deciding.current_hearing(&command.hearing, HearingStatus::Open)?;
    deciding.speaking_minutes()?;
    let member = deciding.speaker(hearing)?;
    let at = deciding.context.at;
    if let Some(request) = hearing.floor.waiting.iter().find(|request| request.member == *member) {
        return Err(already(format!("`{member}` asked for the floor at entry {} already", request.index)));
    }
    if hearing.floor.speaking(at).is_some_and(|turn| turn.member == *member) {
        return Err(already(format!("`{member}` has the floor")));
    }
    Ok(vec![FloorAsked { hearing: hearing.id, member: member.clone() }.into()])
}

/// The chair chooses the moment, not the speaker; a turn that is not over is nobody's to take.
pub(crate) fn decide_give_floor(deciding: &Deciding<'_>, command: &GiveFloor) -> Decision {
    let hearing = deciding.chaired(&command.hearing, HearingStatus::Open)?;
    let minutes = deciding.speaking_minutes()?;
    let at = deciding.context.at;
    if let Some(point) = hearing.floor.points.iter().find(|point| point.ruled.is_none()) {
        return Err(Rejection::PointWaits { point: point.id, hearing: hearing.id });
    }
    if let Some(turn) = hearing.floor.speaking(at) {
        let (member, until_ms) = (turn.member.clone(), turn.until_ms);
        return Err(Rejection::FloorTaken { hearing: hearing.id, member, until_ms });
    }
    let next = deciding.state.next_speaker(hearing);
    if next != Some(&command.member) {
        let next = next.cloned();
        return Err(Rejection::NotNext { hearing: hearing.id, member: command.member.clone(), next });
    }
    let until_ms = TimeMs(at.0.saturating_add(u64::from(minutes).saturating_mul(MINUTE_MS)));
    Ok(vec![FloorGiven { hearing: hearing.id, member: command.member.clone(), until_ms }.into()])
}

pub(crate) fn decide_yield_floor(deciding: &Deciding<'_>, command: &YieldFloor) -> Decision {
    let hearing = deciding.current_hearing(&command.hearing, HearingStatus::Open)?;
    let member = deciding.principal()?;
    let speaks = hearing.floor.speaking(deciding.context.at).is_some_and(|turn| turn.member == *member);
    let waits = hearing.floor.waiting.iter().any(|request| request.member == *member);
    if !speaks && !waits {
        return Err(deciding.without_floor(hearing, member));
    }
    Ok(vec![FloorYielded { hearing: hearing.id, member: member.clone() }.into()])
}

/// One point of a member at a time: it has to be ruled on before they raise the next.
pub(crate) fn decide_raise_point(deciding: &Deciding<'_>, command: &RaisePoint) -> Decision {
    let hearing = deciding.current_hearing(&command.hearing, HearingStatus::Open)?;
    deciding.speaking_minutes()?;
    let member = deciding.speaker(hearing)?;
    let own = || hearing.floor.points.iter().filter(|point| point.member == *member);
    if own().count() >= MAX_POINTS {
        let what = format!(
            "`{member}` raised {MAX_POINTS} points of order at `{}`: one hearing takes no more",
            hearing.id
        );
        return Err(already(what));
    }
    let mut waiting = own().filter(|point| point.ruled.is_none());
    if let Some(point) = waiting.next() {
        return Err(already(format!("`{}` of `{member}` waits for its ruling already", point.id)));
    }
    let point = PointId::first(deciding.context.index);
    let event = PointRaised { point, hearing: hearing.id, member: member.clone(), text: command.text };
    Ok(vec![event.into()])
}

pub(crate) fn decide_rule_on_point(deciding: &Deciding<'_>, command: &RuleOnPoint) -> Decision {
    let hearing = deciding.chaired(&command.hearing, HearingStatus::Open)?;
    let by = deciding.signer()?.clone();
    let missing = || Rejection::NotFound {
        kind: "point of order".to_owned(),
        id: format!("{} at {}", command.point, hearing.id),
    };
    let found = hearing.floor.points.iter().find(|point| point.id == command.point).ok_or_else(missing)?;
    if let Some(ruled) = &found.ruled {
        return Err(already(format!("`{}` was ruled on at entry {}", found.id, ruled.index)));
    }
    let RuleOnPoint { hearing: _, point, ruling, text } = command;
    let event = PointRuled { point: *point, hearing: hearing.id, by, ruling: *ruling, text: *text };
    Ok(vec![event.into()])
}

impl Deciding<'_> {
    fn speaking_minutes(&self) -> Result<u32, Rejection> {
        self.charter()?.charter.hearings.speaking_minutes.ok_or(Rejection::NoSpeakingOrder)
    }

    /// Where the charter sets a speaking time, only who has the floor speaks.
    pub(super) fn require_floor(&self, hearing: &Hearing, member: &MemberId) -> Result<(), Rejection> {
        if self.charter()?.charter.hearings.speaking_minutes.is_none() {
            return Ok(());
        }
        match hearing.floor.speaking(self.context.at) {
            Some(turn) if turn.member == *member => Ok(()),
            Some(_) | None => Err(self.without_floor(hearing, member)),
        }
    }

    fn without_floor(&self, hearing: &Hearing, member: &MemberId) -> Rejection {
        let holder = hearing.floor.speaking(self.context.at).map(|turn| turn.member.clone());
        Rejection::FloorMissing { member: member.clone(), hearing: hearing.id, holder }
    }
}

impl State {
    /// Who is given the floor next: of those who asked, are present and have not left, the one with the fewest turns, and among
    /// those who asked first.
    pub fn next_speaker<'a>(&self, hearing: &'a Hearing) -> Option<&'a MemberId> {
        let there = hearing.floor.waiting.iter().filter(|request| {
            hearing.present.contains(&request.member) && self.has_not_left(&request.member)
        });
        let turns =
            |member: &MemberId| hearing.floor.turns.iter().filter(|turn| turn.member == *member).count();
        there.min_by_key(|request| (turns(&request.member), request.index)).map(|request| &request.member)
    }
}

impl Floor {
    /// The turn under way at a moment: given, not ended, and its time not over.
    pub fn speaking(&self, at: TimeMs) -> Option<&Turn> {
        self.turns.last().filter(|turn| turn.ended_at.is_none() && at <= turn.until_ms)
    }

    /// Ends the last turn, at the latest when its time was over.
    pub(super) fn end_turn(&mut self, index: u64, at_ms: TimeMs) {
        if let Some(turn) = self.turns.last_mut().filter(|turn| turn.ended_at.is_none()) {
            turn.ended_at = Some(index);
            turn.ended_at_ms = Some(at_ms.min(turn.until_ms));
        }
    }
}

pub(crate) fn evolve_floor_asked(evolving: &mut Evolving<'_>, event: &FloorAsked) {
    let index = evolving.context.index;
    change_hearing(evolving, &event.hearing, |hearing| {
        hearing.floor.waiting.push(FloorRequest { member: event.member.clone(), index });
    });
}

pub(crate) fn evolve_floor_given(evolving: &mut Evolving<'_>, event: &FloorGiven) {
    let (index, at_ms) = (evolving.context.index, evolving.context.at);
    change_hearing(evolving, &event.hearing, |hearing| {
        let floor = &mut hearing.floor;
        floor.end_turn(index, at_ms);
        let asked_at = floor.waiting.iter().find(|request| request.member == event.member);
        let asked_at = asked_at.map_or(index, |request| request.index);
        floor.waiting.retain(|request| request.member != event.member);
        floor.turns.push(Turn {
            member: event.member.clone(),
            asked_at,
            given_at: index,
            from_ms: at_ms,
            until_ms: event.until_ms,
            ended_at: None,
            ended_at_ms: None,
        });
    });
}

pub(crate) fn evolve_floor_yielded(evolving: &mut Evolving<'_>, event: &FloorYielded) {
    let (index, at_ms) = (evolving.context.index, evolving.context.at);
    change_hearing(evolving, &event.hearing, |hearing| {
        let floor = &mut hearing.floor;
        if floor.speaking(at_ms).is_some_and(|turn| turn.member == event.member) {
            return floor.end_turn(index, at_ms);
        }
        floor.waiting.retain(|request| request.member != event.member);
    });
}

pub(crate) fn evolve_point_raised(evolving: &mut Evolving<'_>, event: &PointRaised) {
    change_hearing(evolving, &event.hearing, |hearing| {
        let (member, text) = (event.member.clone(), event.text);
        hearing.floor.points.push(PointOfOrder { id: event.point, member, text, ruled: None });
    });
}

pub(crate) fn evolve_point_ruled(evolving: &mut Evolving<'_>, event: &PointRuled) {
    let ruled = PointRuling {
        index: evolving.context.index,
        by: event.by.clone(),
        ruling: event.ruling,
        text: event.text,
    };
    change_hearing(evolving, &event.hearing, |hearing| {
        if let Some(point) = hearing.floor.points.iter_mut().find(|point| point.id == event.point) {
            point.ruled = Some(ruled);
        }
    });
}
