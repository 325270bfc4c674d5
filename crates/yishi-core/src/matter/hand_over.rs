//! Matters that go to another book 跨册移交: handed over here, received there, and confirmed here, each by an entry that cites the other side's.
//!
//! Until the other book has it a matter rests here; comes no word in time, it is dealt with here again. That a cited entry stands in the
//! other book is proven by `yishi-book` from the command alone, and by an auditor from both ends; here it is decided what follows.

use crate::bounds::{already, require_within, wrong_stage};
use crate::decide::{Deciding, Decision};
use crate::evolve::Evolving;
use crate::*;
use serde::{Deserialize, Serialize};

/// Shortest and longest time for an answer, in days.
pub const ANSWER_DAYS: (u64, u64) = (1, 60);
/// Most entries that a hand-over lists.
pub const MAX_RESTS_ON: usize = 200;

/// Hands a matter over to another book, by a seat with the power to refer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HandOverMatter {
    /// The matter: not decided, not voted on, nothing done yet.
    pub matter: MatterId,
    /// The book.
    pub to: PartnerBook,
    /// The council of that book that is asked to take it.
    pub council: CouncilId,
    /// Why, as a document.
    pub reason: DocumentHash,
    /// By when it must be received there; 1 to 60 days from now.
    pub answer_by_ms: TimeMs,
}

/// Receives a matter that another book handed over, by a seat with the power to screen over the council to which it is routed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReceiveMatter {
    /// The other book; who receives answers for its key.
    pub from: PartnerBook,
    /// The hand-over there.
    pub cited: CitedEntry,
    /// Its title there, as a document that this book keeps as well.
    pub title: DocumentHash,
    /// The facts by which it is routed here.
    pub facts: Facts,
}

/// Confirms that the other book received a matter, by a seat with the power to refer or anybody whom the matter concerns.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ConfirmHandOver {
    /// The matter.
    pub matter: MatterId,
    /// The receipt there.
    pub cited: CitedEntry,
}

/// An entry of another book with all that proves it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CitedEntry {
    /// Where it stands.
    pub place: CitedPlace,
    /// The leaf there, byte for byte; at most 8,192 bytes.
    pub leaf: String,
    /// Its receipt, a C2SP `tlog-proof@v1`; at most 8,192 bytes.
    pub receipt: String,
}

/// A matter was handed over: everything that the other book needs to know.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MatterHandedOver {
    /// The matter.
    pub matter: MatterId,
    /// The other book.
    pub to: PartnerBook,
    /// The council there that is asked to take it.
    pub council: CouncilId,
    /// Its title.
    pub title: DocumentHash,
    /// Why.
    pub reason: DocumentHash,
    /// The entries of this book from which it came: its submissions and its opening, ascending; at most 200, the first ones.
    pub rests_on: Vec<u64>,
    /// By when it must be received there.
    pub answer_by_ms: TimeMs,
}

/// A matter of another book goes on here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MatterReceived {
    /// The matter here.
    pub matter: MatterId,
    /// The other book.
    pub from: PartnerBook,
    /// Where its hand-over stands there.
    pub place: CitedPlace,
    /// Its title.
    pub title: DocumentHash,
    /// The facts routing looked at.
    pub facts: Facts,
    /// Which rule fired, and where it goes.
    pub route: Route,
    /// By when it must be decided at its level.
    pub decide_by_ms: TimeMs,
    /// Who received it.
    pub by: MemberId,
}

/// The other book has the matter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HandOverConfirmed {
    /// The matter.
    pub matter: MatterId,
    /// Where its receipt stands there.
    pub place: CitedPlace,
    /// Who confirmed it.
    pub by: MemberId,
}

/// No word of a matter came back in time: it is dealt with here again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HandOverLapsed {
    /// The matter.
    pub matter: MatterId,
    /// By when it must be decided here.
    pub decide_by_ms: TimeMs,
}

/// The hand-over of a matter, as this book knows it: the last one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HandOver {
    /// The other book.
    pub to: PartnerBook,
    /// The council there that is asked to take it.
    pub council: CouncilId,
    /// Why.
    pub reason: DocumentHash,
    /// By when it must be received there.
    pub answer_by_ms: TimeMs,
    /// The entry.
    pub index: u64,
    /// Whether the time passed without a word.
    pub lapsed: bool,
    /// Where its receipt stands there, once that was confirmed.
    pub receipt: Option<CitedPlace>,
    /// The entry that confirmed it.
    pub confirmed_at: Option<u64>,
}

/// Where a matter came from that another book handed over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReceivedFrom {
    /// The other book.
    pub from: PartnerBook,
    /// Where its hand-over stands there.
    pub place: CitedPlace,
    /// Who received it.
    pub by: MemberId,
}

/// Only what could still go anywhere: as with a merger, and nothing that somebody else owes a word on.
pub(crate) fn decide_hand_over_matter(deciding: &Deciding<'_>, command: &HandOverMatter) -> Decision {
    let matter = deciding.state.matter(&command.matter)?;
    deciding.require_power(Power::Refer, &matter.council)?;
    deciding.require_handable(matter)?;
    require_words("log_vkey", &command.to.log_vkey)?;
    let (least, most) = ANSWER_DAYS;
    let (earliest, latest) = (deciding.context.at.plus_days(least), deciding.context.at.plus_days(most));
    require_within("answer_by_ms", command.answer_by_ms, &(earliest..=latest))?;
    let event = MatterHandedOver {
        matter: matter.id,
        to: command.to.clone(),
        council: command.council.clone(),
        title: matter.title,
        reason: command.reason,
        rests_on: deciding.state.rests_on(matter),
        answer_by_ms: command.answer_by_ms,
    };
    Ok(vec![event.into()])
}

/// Once for each hand-over. It is routed here by the rules here; which council was asked for is a wish.
pub(crate) fn decide_receive_matter(deciding: &Deciding<'_>, command: &ReceiveMatter) -> Decision {
    let ReceiveMatter { from, cited, title, facts } = command;
    let route = deciding.route(facts)?;
    let by = deciding.require_power(Power::Screen, &route.council)?.clone();
    require_words("log_vkey", &from.log_vkey)?;
    cited.check_size()?;
    if let Some(matter) = deciding.state.received(&from.origin, cited.place.index) {
        let what = format!("entry {} of `{}` is `{matter}` here", cited.place.index, from.origin);
        return Err(already(what));
    }
    let event = MatterReceived {
        matter: MatterId::first(deciding.context.index),
        from: from.clone(),
        place: cited.place,
        title: *title,
        facts: facts.clone(),
        decide_by_ms: deciding.decide_by_ms(&route),
        route,
        by,
    };
    Ok(vec![event.into()])
}

/// Also after the time for it, as long as nothing was done here meanwhile: the other book received it in time, or its receipt would not prove.
pub(crate) fn decide_confirm_hand_over(deciding: &Deciding<'_>, command: &ConfirmHandOver) -> Decision {
    let matter = deciding.state.matter(&command.matter)?;
    let by = deciding.check_confirms(matter)?;
    let Some(hand_over) = &matter.hand_over else {
        return Err(wrong_stage("matter", &matter.id, "not handed over", "handed over"));
    };
    if let Some(index) = hand_over.confirmed_at {
        return Err(already(format!("entry {index} confirms that `{}` has the matter", hand_over.to.origin)));
    }
    command.cited.check_size()?;
    if matter.stage != MatterStage::HandedOver {
        deciding.require_handable(matter)?;
    }
    let confirmed = HandOverConfirmed { matter: matter.id, place: command.cited.place, by };
    let closed = MatterClosed { matter: matter.id, closure: Closure::HandedOver };
    Ok(vec![confirmed.into(), closed.into()])
}

/// The time for the other book's word is over.
pub(crate) fn decide_hand_over_missed(deciding: &Deciding<'_>, matter: MatterId) -> Decision {
    let found = deciding.state.matter(&matter)?;
    let decide_by_ms = deciding.decide_by_ms(&found.route);
    Ok(vec![HandOverLapsed { matter, decide_by_ms }.into()])
}

impl Deciding<'_> {
    fn require_handable(&self, matter: &Matter) -> Result<(), Rejection> {
        self.require_movable(matter)?;
        self.require_uncontested(matter)?;
        let needed = "waiting for a decision, with nothing owed on it by others";
        let under_way = self.state.polls_of(matter).next().is_some()
            || !matter.actions.is_empty()
            || !matter.teams.called.is_empty()
            || matter.hard.is_some()
            || matter.mediation.is_some();
        if under_way || matter.stage == MatterStage::Mediating {
            return Err(matter.wrong_stage(needed));
        }
        let mut hearings = self.state.hearings_of(matter);
        match hearings.find(|hearing| hearing.status == HearingStatus::Open) {
            Some(hearing) => Err(wrong_stage("hearing", &hearing.id, "under way", "closed")),
            None => Ok(()),
        }
    }

    fn check_confirms(&self, matter: &Matter) -> Result<MemberId, Rejection> {
        let signer = self.signer()?;
        if self.state.has_power(signer, Power::Refer, &matter.council) {
            return Ok(signer.clone());
        }
        self.concerned_member(&matter.council).cloned()
    }
}

impl CitedEntry {
    fn check_size(&self) -> Result<(), Rejection> {
        for (field, text) in [("leaf", &self.leaf), ("receipt", &self.receipt)] {
            if text.len() > MAX_CITED_BYTES {
                let expected = format!("at most {MAX_CITED_BYTES} bytes");
                return Err(out_of_range(field, &expected, text.len()));
            }
        }
        Ok(())
    }
}

impl State {
    /// The matter of this book that another book handed over by an entry.
    pub fn received(&self, origin: &BookOrigin, index: u64) -> Option<MatterId> {
        self.received.get(origin)?.get(&index).copied()
    }

    fn rests_on(&self, matter: &Matter) -> Vec<u64> {
        let submissions = self.lineage_submissions(&matter.id);
        let mut entries: Vec<u64> = submissions.iter().map(|id| id.entry_index()).collect();
        entries.push(matter.opened_at);
        entries.sort_unstable();
        entries.dedup();
        entries.truncate(MAX_RESTS_ON);
        entries
    }
}

/// It rests here: what others would still do on it lapses, as with a move.
pub(crate) fn evolve_matter_handed_over(evolving: &mut Evolving<'_>, event: &MatterHandedOver) {
    let index = evolving.context.index;
    evolving.stop_deliberation_clock(event.matter);
    evolving.lapse_open_proposals(event.matter);
    let hand_over = HandOver {
        to: event.to.clone(),
        council: event.council.clone(),
        reason: event.reason,
        answer_by_ms: event.answer_by_ms,
        index,
        lapsed: false,
        receipt: None,
        confirmed_at: None,
    };
    evolving.change_matter(event.matter, |matter| {
        matter.stage = MatterStage::HandedOver;
        matter.petitioners.clear();
        matter.hand_over = Some(hand_over);
    });
    let obligation = Obligation::HandOverAnswer { matter: event.matter, set_by: index };
    evolving.schedule(event.answer_by_ms, obligation);
}

pub(crate) fn evolve_matter_received(evolving: &mut Evolving<'_>, event: &MatterReceived) {
    let index = evolving.context.index;
    let received = ReceivedFrom { from: event.from.clone(), place: event.place, by: event.by.clone() };
    let opening = Opening {
        id: event.matter,
        title: event.title,
        facts: &event.facts,
        route: &event.route,
        decide_by_ms: event.decide_by_ms,
        screened_by: event.by.clone(),
    };
    let matter = Matter { received_from: Some(received), ..opening.matter(index) };
    evolving.open_matter(matter);
    let of_book = evolving.state.received.entry(event.from.origin.clone()).or_default();
    of_book.insert(event.place.index, event.matter);
}

/// That the matter is closed is the event after this one.
pub(crate) fn evolve_hand_over_confirmed(evolving: &mut Evolving<'_>, event: &HandOverConfirmed) {
    let index = evolving.context.index;
    let waiting = evolving.state.matters.get(&event.matter).and_then(|matter| matter.hand_over.clone());
    if let Some(hand_over) = waiting.filter(|hand_over| !hand_over.lapsed) {
        let obligation = Obligation::HandOverAnswer { matter: event.matter, set_by: hand_over.index };
        evolving.unschedule(hand_over.answer_by_ms, obligation);
    }
    evolving.change_matter(event.matter, |matter| {
        if let Some(hand_over) = &mut matter.hand_over {
            (hand_over.receipt, hand_over.confirmed_at) = (Some(event.place), Some(index));
        }
    });
}

pub(crate) fn evolve_hand_over_lapsed(evolving: &mut Evolving<'_>, event: &HandOverLapsed) {
    evolving.change_matter(event.matter, |matter| {
        matter.stage = Matter::first_stage(matter.route.track);
        if let Some(hand_over) = &mut matter.hand_over {
            hand_over.lapsed = true;
        }
    });
    evolving.start_deliberation_clock(event.matter, event.decide_by_ms);
}
