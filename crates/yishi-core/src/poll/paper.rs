//! Ballots on paper 纸质选票: one witness enters what a signed paper says with its picture, another reads it again; then it
//! counts, unless a ballot that goes before it stands.

use super::cast::{Claim, Validity, check_counting, check_open, check_text};
use super::*;
use crate::bounds::not_separate;
use crate::decide::{Deciding, Decision};
use crate::evolve::Evolving;
use crate::state::change;

/// By a witness, never on their own paper.
pub(crate) fn decide_enter_paper_ballot(deciding: &Deciding<'_>, command: &EnterPaperBallot) -> Decision {
    let poll = deciding.state.poll(&command.poll)?;
    let by = deciding.paper_witness(poll, &command.member)?;
    check_text(poll, command.document)?;
    let found = poll.right(&command.right)?;
    deciding.state.member(&command.member)?;
    deciding.authority(poll, found, &command.member, command.mandate)?;
    deciding.check_present_at(poll, &command.member)?;
    poll.check_reading(&command.reading)?;
    let event = PaperBallotEntered {
        paper: PaperId::first(deciding.context.index),
        poll: poll.id,
        right: command.right.clone(),
        by: by.clone(),
        replaces: poll.papers.get(&command.right).map(|earlier| earlier.id),
    };
    Ok(vec![event.into()])
}

/// By another witness, who reads the same.
pub(crate) fn decide_confirm_paper_ballot(deciding: &Deciding<'_>, command: &ConfirmPaperBallot) -> Decision {
    let poll = deciding.state.poll(&command.poll)?;
    let by = deciding.paper_witness(poll, &command.member)?;
    let missing = || Rejection::NotFound {
        kind: "paper that waits for its second reading".to_owned(),
        id: format!("{}/{}", poll.id, command.right),
    };
    let paper = poll.papers.get(&command.right).ok_or_else(missing)?;
    if paper.entered_by == *by {
        return Err(not_separate(by, "confirming", "entering"));
    }
    check_same(paper, command)?;
    let authority = deciding.authority(poll, poll.right(&command.right)?, &command.member, paper.mandate)?;
    let validity = if command.reading == Reading::Invalid { Validity::Invalid } else { Validity::Valid };
    let claim = Claim { validity, own: authority.is_none(), channel: Channel::Paper };
    let event = PaperBallotConfirmed {
        paper: paper.id,
        poll: poll.id,
        right: command.right.clone(),
        member: command.member.clone(),
        reading: command.reading.clone(),
        by: by.clone(),
        authority,
        replaces: poll.check_standing(&command.right, &claim)?,
    };
    Ok(vec![event.into()])
}

fn check_same(paper: &Paper, command: &ConfirmPaperBallot) -> Result<(), Rejection> {
    let differs = |field: &str, entered: String, found: String| {
        Err(Rejection::PaperMismatch { paper: paper.id, field: field.to_owned(), entered, found })
    };
    if paper.member != command.member {
        return differs("member", paper.member.to_string(), command.member.to_string());
    }
    if paper.reading != command.reading {
        return differs("reading", canonical_json(&paper.reading), canonical_json(&command.reading));
    }
    Ok(())
}

impl Deciding<'_> {
    /// The signer, who counts for the council, while the poll takes ballots on paper.
    fn paper_witness(&self, poll: &Poll, voter: &MemberId) -> Result<&MemberId, Rejection> {
        check_counting(poll, Counting::Ballots)?;
        let witness = self.require_power(Power::Count, &poll.council)?;
        if poll.rule.procedure.paper == PaperBallots::Refused {
            let reason = "its rules of procedure take no ballots on paper".to_owned();
            return Err(Rejection::RuleNotApplicable { rule: poll.rule.id.clone(), reason });
        }
        if witness == voter {
            return Err(not_separate(witness, "witnessing a paper", "voting by it"));
        }
        check_open(poll, self.context.at)?;
        Ok(witness)
    }

    /// By what authority a member signed a paper; none for a holder of the right.
    fn authority(
        &self,
        poll: &Poll,
        found: &FrozenRight,
        member: &MemberId,
        mandate: Option<Commitment>,
    ) -> Result<Option<Authority>, Rejection> {
        if found.holders.contains(member) {
            return Ok(None);
        }
        let grant = self.state.grant_for(poll, &found.holders, member, self.context.at);
        let authority = grant.map(|grant| Authority::Grant(grant.id)).or(mandate.map(Authority::Written));
        poll.check_proxy(&found.right.id, member, authority).map(Some)
    }
}

impl Poll {
    /// A witness who reads something else than the poll takes has another paper before them, or an invalid one.
    fn check_reading(&self, reading: &Reading) -> Result<(), Rejection> {
        match (reading, &self.rule.choice) {
            (Reading::Invalid, _) | (Reading::Choice(_), None) => Ok(()),
            (Reading::Marks(marks), _) => check_marks(self, marks),
            (Reading::Choice(_), Some(choice)) => {
                Err(other_kind(self, &format!("marks for `{}`", choice.method.name()), "a choice"))
            }
        }
    }
}

pub(crate) fn evolve_paper_ballot_entered(evolving: &mut Evolving<'_>, event: &PaperBallotEntered) {
    let Command::EnterPaperBallot(command) = evolving.command else { return };
    let index = evolving.context.index;
    let paper = Paper {
        id: event.paper,
        member: command.member.clone(),
        reading: command.reading.clone(),
        scan: command.scan,
        mandate: command.mandate,
        entered_by: event.by.clone(),
    };
    change(&mut evolving.state.polls, &event.poll, |poll| {
        poll.papers.insert(event.right.clone(), Arc::new(paper));
        poll.changed_at = index;
    });
}

pub(crate) fn evolve_paper_ballot_confirmed(evolving: &mut Evolving<'_>, event: &PaperBallotConfirmed) {
    let ballot = Ballot {
        member: event.member.clone(),
        content: event.reading.content(),
        channel: Channel::Paper,
        authority: event.authority,
        index: evolving.context.index,
    };
    change(&mut evolving.state.polls, &event.poll, |poll| {
        poll.papers.remove(&event.right);
        poll.put(&event.right, ballot);
    });
}
