//! The ballot paper of an election with nominations: exactly those who may stand, in the order that the clause says.

use super::*;
use crate::decide::Deciding;
use sha2::{Digest as _, Sha256};

/// Where a candidate stands in a lot: SHA-256 over the line `yishi/candidate-order/v1`, the nomination, each ended by a
/// newline, and the 32 bytes of the seed; the least comes first.
pub fn lot_of(nomination: NominationId, seed: &Digest) -> Digest {
    let hash = Sha256::new().chain_update(format!("yishi/candidate-order/v1\n{nomination}\n"));
    Digest(hash.chain_update(seed.0).finalize().into())
}

impl State {
    /// Who may stand, in the order of the ballot paper; empty while nominations are open.
    pub fn ballot_paper<'a>(&'a self, phase: &'a NominationPhase) -> Vec<&'a Arc<Nomination>> {
        if phase.status != PhaseStatus::Closed {
            return Vec::new();
        }
        let mut candidates: Vec<&Arc<Nomination>> = self
            .nominations_on(phase)
            .filter(|found| phase.candidacy(found) == Candidacy::Qualified)
            .filter(|found| self.has_not_left(&found.member))
            .collect();
        match (phase.clause.order, &phase.seed) {
            (CandidateOrder::Lot, Some(seed)) => candidates.sort_by_key(|found| lot_of(found.id, seed).0),
            (CandidateOrder::Acceptance, _) | (CandidateOrder::Lot, None) => {
                candidates.sort_by_key(|found| found.accepted.as_ref().map(|accepted| accepted.index));
            }
        }
        candidates
    }
}

impl Deciding<'_> {
    /// Under a rule with nominations the options are exactly those who may stand, in order. While nominations are open, and
    /// after them, the proposal is decided under the rule that they were opened for.
    pub(crate) fn check_ballot_paper(
        &self,
        rule: &DecisionClause,
        proposal: &Proposal,
        command: &OpenPoll,
        council: &CouncilId,
    ) -> Result<(), Rejection> {
        let phase = self.state.nomination_phases.get(&proposal.id);
        let Some(phase) = phase.filter(|phase| phase.rule == rule.id) else {
            return self.check_no_nominations(rule, proposal, phase);
        };
        if phase.status != PhaseStatus::Closed {
            let (proposal, accept_by_ms) = (proposal.id, phase.accept_by_ms);
            return Err(Rejection::NominationsOpen { proposal, accept_by_ms });
        }
        self.check_settled(phase)?;
        let paper = self.state.ballot_paper(phase);
        let eligible = |found: &&&Arc<Nomination>| self.check_eligible(phase, &found.member, council).is_ok();
        let candidates: Vec<&Arc<Nomination>> = paper.iter().filter(eligible).copied().collect();
        phase.check_enough(&candidates)?;
        check_options(phase, &candidates, command)
    }

    fn check_no_nominations(
        &self,
        rule: &DecisionClause,
        proposal: &Proposal,
        phase: Option<&Arc<NominationPhase>>,
    ) -> Result<(), Rejection> {
        if rule.nomination.is_some() {
            let (rule, proposal) = (rule.id.clone(), proposal.id);
            return Err(Rejection::NominationsMissing { rule, proposal });
        }
        match phase {
            Some(phase) if phase.status == PhaseStatus::Open || rule.stage == DecisionStage::Final => {
                let reason =
                    format!("nominations on `{}` were opened under rule `{}`", proposal.id, phase.rule);
                Err(Rejection::RuleNotApplicable { rule: rule.id.clone(), reason })
            }
            Some(_) | None => Ok(()),
        }
    }

    /// Everybody was screened, and whoever may not stand has objected and been answered, or let the time pass.
    fn check_settled(&self, phase: &NominationPhase) -> Result<(), Rejection> {
        let may_object = |found: &Nomination| {
            let until = found.screening.as_ref().and_then(|screened| screened.object_by_ms);
            found.objection.is_none() && until.is_some_and(|until| self.context.at < until)
        };
        let unsettled = |found: &Nomination| match phase.candidacy(found) {
            Candidacy::Accepted | Candidacy::Objected => true,
            Candidacy::Disqualified => may_object(found),
            Candidacy::Nominated | Candidacy::Lapsed | Candidacy::Qualified | Candidacy::Withdrawn => false,
        };
        let waiting = self.state.nominations_on(phase).filter(|found| unsettled(found));
        let nominations: Vec<NominationId> = waiting.map(|found| found.id).collect();
        if nominations.is_empty() {
            return Ok(());
        }
        Err(Rejection::CandidaciesUnsettled { proposal: phase.proposal, nominations })
    }
}

impl NominationPhase {
    fn check_enough(&self, candidates: &[&Arc<Nomination>]) -> Result<(), Rejection> {
        let found = u32::try_from(candidates.len()).unwrap_or(u32::MAX);
        match self.clause.too_few {
            TooFew::Extend if found < self.clause.least => Err(Rejection::TooFewCandidates {
                rule: self.rule.clone(),
                proposal: self.proposal,
                needed: self.clause.least,
                found,
            }),
            TooFew::Extend | TooFew::GoOn => Ok(()),
        }
    }
}

fn check_options(
    phase: &NominationPhase,
    candidates: &[&Arc<Nomination>],
    command: &OpenPoll,
) -> Result<(), Rejection> {
    let named: Vec<&MemberId> = command.options.iter().filter_map(|option| option.member.as_ref()).collect();
    let expected: Vec<MemberId> = candidates.iter().map(|found| found.member.clone()).collect();
    if !named.iter().copied().eq(&expected) {
        let missing = expected.iter().filter(|member| !named.contains(member)).cloned().collect();
        let extra = named.into_iter().filter(|member| !expected.contains(member)).cloned().collect();
        return Err(Rejection::CandidatesMismatch { rule: phase.rule.clone(), missing, extra, expected });
    }
    for (option, found) in command.options.iter().zip(candidates) {
        let statement = found.accepted.as_ref().and_then(|accepted| accepted.statement);
        if let Some(document) = option.document
            && statement != Some(document)
        {
            return Err(Rejection::TextMismatch {
                expected: statement.map_or_else(|| "no statement".to_owned(), |it| it.to_string()),
                found: document.to_string(),
            });
        }
    }
    Ok(())
}
