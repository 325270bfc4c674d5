//! When a matter may go to another book, come from one, and be given away for good.

use super::*;
use crate::bounds::{already, require_within, wrong_stage};
use crate::decide::{Deciding, Decision};

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

/// Once for each hand-over, and not again while the matter of an earlier one is open here. It is routed here by the rules here; which council was asked for is a wish.
pub(crate) fn decide_receive_matter(deciding: &Deciding<'_>, command: &ReceiveMatter) -> Decision {
    let ReceiveMatter { from, matter_there, cited, title, facts } = command;
    let route = deciding.route(facts)?;
    let by = deciding.require_power(Power::Screen, &route.council)?.clone();
    require_words("log_vkey", &from.log_vkey)?;
    cited.check_size(MAX_CITED_BYTES)?;
    if let Some(matter) = deciding.state.received(&from.origin, cited.place.index) {
        let what = format!("entry {} of `{}` is `{matter}` here", cited.place.index, from.origin);
        return Err(already(what));
    }
    if let Some(matter) = deciding.state.open_received(&from.origin, *matter_there) {
        let of = &from.origin;
        return Err(already(format!(
            "`{matter_there}` of `{of}` is `{matter}` here, and open: confirm that there"
        )));
    }
    let event = MatterReceived {
        matter: MatterId::first(deciding.context.index),
        from: from.clone(),
        matter_there: *matter_there,
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
    let Some(last) = matter.hand_over() else {
        return Err(wrong_stage("matter", &matter.id, "not handed over", "handed over"));
    };
    if let Some(index) = last.confirmed_at {
        return Err(already(format!("entry {index} confirms that `{}` has the matter", last.to.origin)));
    }
    let handed_over_at = command.handed_over_at;
    if matter.hand_over_at(handed_over_at).is_none() {
        let id = format!("of `{}` at entry {handed_over_at}", matter.id);
        return Err(Rejection::NotFound { kind: "hand-over".to_owned(), id });
    }
    command.cited.check_size(MAX_RECEIPT_LEAF_BYTES)?;
    if matter.stage != MatterStage::HandedOver {
        deciding.require_handable(matter)?;
    }
    let confirmed = HandOverConfirmed { matter: matter.id, handed_over_at, place: command.cited.place, by };
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
    fn check_size(&self, leaf_at_most: usize) -> Result<(), Rejection> {
        for (field, text, most) in
            [("leaf", &self.leaf, leaf_at_most), ("receipt", &self.receipt, MAX_CITED_BYTES)]
        {
            if text.len() > most {
                let expected = format!("at most {most} bytes");
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

    /// The matter of this book that is open, and that another book knows by this id.
    fn open_received(&self, origin: &BookOrigin, matter_there: MatterId) -> Option<MatterId> {
        let mut received = self.received.get(origin)?.values().filter_map(|id| self.matters.get(id));
        let same = |matter: &&std::sync::Arc<Matter>| {
            matter.stage != MatterStage::Closed
                && matter.received_from.as_ref().is_some_and(|found| found.matter_there == matter_there)
        };
        received.find(same).map(|matter| matter.id)
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
