//! How ballots were served 送达, and what silence means then.

use super::cast::check_open;
use super::*;
use crate::decide::{Deciding, Decision};
use crate::evolve::Evolving;
use crate::state::change;
use sha2::{Digest as _, Sha256};
use yishi_tally::{Measure, Silence, Verdict, leading_choice, tally};

/// Most rights in one record of service.
pub const MAX_SERVICES: usize = 100;

/// By whoever convenes the council, or assists people there.
pub(crate) fn decide_record_service(deciding: &Deciding<'_>, command: &RecordService) -> Decision {
    let poll = deciding.state.poll(&command.poll)?;
    let by = match deciding.require_power(Power::Convene, &poll.council) {
        Ok(by) => by,
        Err(missing) => deciding.require_power(Power::Assist, &poll.council).map_err(|_| missing)?,
    };
    if !deciding.may_record_late(poll) {
        check_open(poll, deciding.context.at)?;
    }
    require_count("services", command.services.len(), 1, MAX_SERVICES)?;
    for right in command.services.keys() {
        poll.right(right)?;
    }
    let same = |(right, service): (&VotingRightId, &Service)| poll.served.get(right) == Some(service);
    if command.services.iter().all(same) {
        return Err(Rejection::AlreadyDone { what: "all this is recorded already".to_owned() });
    }
    let event = ServiceRecorded { poll: poll.id, services: command.services.clone(), by: by.clone() };
    Ok(vec![event.into()])
}

impl Deciding<'_> {
    /// Where the certification needs the records, what was served may be recorded until then: the ballots are counted, and a
    /// record changes nothing any more but what is on file.
    fn may_record_late(&self, poll: &Poll) -> bool {
        let waits = poll.sealing().is_some() && self.state.resolution_of(poll).is_none();
        waits && poll.rule.service.is_some()
    }
}

impl Service {
    /// Whether silence can mean anything after it.
    pub const fn is_served(self) -> bool {
        match self {
            Self::Delivered | Self::Posted | Self::Refused => true,
            Self::Undeliverable => false,
        }
    }
}

impl Poll {
    /// The rights that were served and have no ballot, and that somebody could have used.
    fn silent(&self) -> impl Iterator<Item = &Arc<FrozenRight>> {
        let served = self.served.iter().filter(|(_, service)| service.is_served());
        let silent = served.filter(|(right, _)| !self.ballots.contains_key(*right));
        silent.filter_map(|(right, _)| self.roll.rights.get(right)).filter(|found| !found.holders.is_empty())
    }

    /// The count with those who were served and said nothing, where the rule counts them; `self` is counted, and `without`
    /// is the count without them.
    pub(super) fn silence_report(&self, without: &Tally) -> Option<SilenceReport> {
        match self.rule.procedure.silence {
            Silence::Exclude => return None,
            Silence::FollowMajority => {}
        }
        let measures: Vec<Measure> = self.rule.requirements.iter().map(|found| found.measure).collect();
        let followed = leading_choice(&without.totals, &measures);
        let mut with = self.clone();
        let mut hash = Sha256::new();
        let mut silent = 0_u64;
        for found in self.silent() {
            silent = silent.saturating_add(1);
            hash.update(format!("{}\n", found.right.id));
            if let Some(choice) = followed {
                with.count_in(found, &BallotContent::Choice(choice));
            }
        }
        let tally = tally(&self.rule.requirements, &with.counted());
        let served = self.served.values().filter(|service| service.is_served()).count();
        Some(SilenceReport {
            served: u64::try_from(served).unwrap_or(u64::MAX),
            silent,
            silent_digest: Digest(hash.finalize().into()),
            followed,
            passed_only_by_silence: tally.verdict == Verdict::Passed && without.verdict != Verdict::Passed,
            tally,
        })
    }
}

pub(crate) fn evolve_service_recorded(evolving: &mut Evolving<'_>, event: &ServiceRecorded) {
    let index = evolving.context.index;
    change(&mut evolving.state.polls, &event.poll, |poll| {
        for (right, service) in &event.services {
            poll.served.insert(right.clone(), *service);
        }
        poll.trail.services.push_back(index);
        poll.changed_at = index;
    });
}
