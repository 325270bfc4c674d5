//! Resolutions 决议: certified outcomes of polls, posted for the charter's period.
//!
//! The posting informs and does not suspend: actions may begin at once. Who objects while it lasts hands in a
//! submission, which is screened and routed like any other; a resolution is never undone in place.

use crate::bounds::{already, require_stage, wrong_stage};
use crate::decide::{Deciding, Decision};
use crate::evolve::Evolving;
use crate::*;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// Certifies a sealed poll that passed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CertifyResolution {
    /// The poll.
    pub poll: PollId,
    /// Names the exact text that was decided.
    pub document: DocumentHash,
}

/// A resolution stands; its notice is posted by the same entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ResolutionCertified {
    /// Its id.
    pub resolution: ResolutionId,
    /// The matter.
    pub matter: MatterId,
    /// The poll.
    pub poll: PollId,
    /// The text.
    pub document: DocumentHash,
    /// The rule that decided.
    pub rule_digest: Digest,
    /// The roll that voted.
    pub roll_root: Digest,
    /// SHA-256 of the canonical JSON of the tally.
    pub tally_digest: Digest,
}

/// A resolution in the state.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Resolution {
    /// Its id.
    pub id: ResolutionId,
    /// The matter.
    pub matter: MatterId,
    /// The poll.
    pub poll: PollId,
    /// The council that decided.
    pub council: CouncilId,
    /// The text.
    pub document: DocumentHash,
    /// The rule that decided.
    pub rule_digest: Digest,
    /// The roll that voted.
    pub roll_root: Digest,
    /// The tally.
    pub tally_digest: Digest,
    /// Who certified it.
    pub certified_by: MemberId,
    /// Its notice.
    pub notice: NoticeId,
    /// When it was certified.
    pub certified_at_ms: TimeMs,
    /// The entry that certified it.
    pub index: u64,
}

pub(crate) fn decide_certify_resolution(deciding: &Deciding<'_>, command: &CertifyResolution) -> Decision {
    let poll = deciding.state.poll(&command.poll)?;
    deciding.require_power(Power::Certify, &poll.council)?;
    let tally = passed(poll)?;
    deciding.check_not_certified(poll)?;
    deciding.check_still_there(poll)?;
    if command.document != poll.document {
        return Err(Rejection::TextMismatch {
            expected: poll.document.to_string(),
            found: command.document.to_string(),
        });
    }
    let index = deciding.context.index;
    let certified = ResolutionCertified {
        resolution: ResolutionId::first(index),
        matter: poll.matter,
        poll: poll.id,
        document: poll.document,
        rule_digest: poll.rule_digest,
        roll_root: poll.roll.root,
        tally_digest: digest_of(tally),
    };
    let posted = NoticePosted {
        notice: NoticeId::first(index),
        subject: NoticeSubject::Resolution(certified.resolution),
        document: poll.document,
        period: deciding.charter()?.charter.deadlines.resolution_notice,
        due_at_ms: deciding.deadline(|deadlines| deadlines.resolution_notice),
    };
    Ok(vec![certified.into(), posted.into()])
}

fn passed(poll: &Poll) -> Result<&yishi_tally::Tally, Rejection> {
    match &poll.status {
        PollStatus::Open => Err(wrong_stage("poll", &poll.id, "open", "sealed")),
        PollStatus::Sealed { sealing } if sealing.tally.verdict == yishi_tally::Verdict::Passed => {
            Ok(&sealing.tally)
        }
        PollStatus::Sealed { .. } => Err(Rejection::NotPassed { poll: poll.id }),
    }
}

impl Deciding<'_> {
    fn check_not_certified(&self, poll: &Poll) -> Result<(), Rejection> {
        match self.state.resolution_of(poll) {
            Some(resolution) => {
                Err(already(format!("`{}` is certified already, by `{}`", poll.id, resolution.id)))
            }
            None => Ok(()),
        }
    }

    /// The matter must still be with the council that voted, and wait for this decision.
    fn check_still_there(&self, poll: &Poll) -> Result<(), Rejection> {
        let matter = self.matter_in(&poll.matter, MatterStage::Deliberating)?;
        if matter.council != poll.council {
            let [stands, needed] = [&matter.council, &poll.council].map(|it| format!("at council `{it}`"));
            return Err(wrong_stage("matter", &matter.id, &stands, &needed));
        }
        let proposal = self.state.proposal(&poll.proposal)?;
        require_stage("proposal", &proposal.id, &proposal.status, &ProposalStatus::Passed)
    }
}

impl State {
    /// The resolution that certified a poll, if one did.
    pub fn resolution_of(&self, poll: &Poll) -> Option<&Arc<Resolution>> {
        let matter = self.matters.get(&poll.matter)?;
        let mut resolutions = matter.resolutions.iter().filter_map(|id| self.resolutions.get(id));
        resolutions.find(|resolution| resolution.poll == poll.id)
    }
}

pub(crate) fn evolve_resolution_certified(evolving: &mut Evolving<'_>, event: &ResolutionCertified) {
    let index = evolving.context.index;
    let (Some(poll), Some(signer)) = (evolving.state.polls.get(&event.poll), evolving.actor.signer()) else {
        return;
    };
    let resolution = Resolution {
        id: event.resolution,
        matter: event.matter,
        poll: event.poll,
        council: poll.council.clone(),
        document: event.document,
        rule_digest: event.rule_digest,
        roll_root: event.roll_root,
        tally_digest: event.tally_digest,
        certified_by: signer.clone(),
        notice: NoticeId::first(index),
        certified_at_ms: evolving.context.at,
        index,
    };
    evolving.state.resolutions.insert(event.resolution, Arc::new(resolution));
    evolving.change_matter(event.matter, |matter| {
        matter.resolutions.push(event.resolution);
        matter.stage = MatterStage::Acting;
    });
    evolving.stop_deliberation_clock(event.matter);
    evolving.lapse_open_proposals(event.matter);
}
