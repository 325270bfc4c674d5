//! Random corrections of payments, and what holds of announced votes and of rounds whatever was ordered.

use crate::community::*;
use yishi_core::*;

/// A correction of one of the payments, with a number to vary it by.
pub fn order(community: &Community, pick: usize, extra: usize) -> Option<Command> {
    let sharing = &community.state.cost_sharings.get_max()?.1;
    let payment = sharing.payments.get(pick % sharing.payments.len().max(1)).map(|payment| payment.index);
    let correction = CorrectPayment {
        cost_sharing: sharing.id,
        payment: payment.unwrap_or(extra as u64),
        amount_fen: AmountFen(extra as u64 % 120),
        reason: "wrong receipt".to_owned(),
        evidence: words(110),
    };
    Some(correction.into())
}

/// What was found of one of the rulings, or a ruling that waits for it.
pub fn check(community: &Community, pick: usize, extra: usize) -> Option<Command> {
    let all: Vec<(ResolutionId, &Ruling)> = community
        .state
        .resolutions
        .values()
        .flat_map(|found| found.rulings.iter().map(move |ruling| (found.id, ruling)))
        .collect();
    let waiting = crate::random::nth(all.iter().filter(|(_, ruling)| ruling.waits()), pick);
    let (resolution, ruling) = waiting.or_else(|| crate::random::nth(all.iter(), pick))?;
    let (resolution, ruling) = (*resolution, ruling.index);
    let refused = || RulingCheck::Refused { reason: "another community".to_owned() };
    let check = if extra.is_multiple_of(3) { refused() } else { RulingCheck::Confirmed };
    Some(CheckRuling { resolution, ruling, check }.into())
}

pub fn invariant_nobody_confirms_their_own_ruling(state: &State) {
    let rulings = state.resolutions.values().flat_map(|found| &found.rulings);
    for ruling in rulings.filter(|ruling| !ruling.confirmed_by.is_empty()) {
        assert!(ruling.checked.as_ref().is_none_or(|checked| checked.by != ruling.by));
        assert_eq!(ruling.holds_since().is_some(), ruling.holds());
        assert!(ruling.holds_since().is_none_or(|since| since > ruling.index));
    }
}

/// Every vote that was announced under its rule was announced under it as it was counted.
pub fn invariant_votes_open_under_the_rule_that_was_announced(state: &State) {
    for poll in state.polls.values().filter(|poll| poll.second_of.is_none()) {
        let proposal = state.proposal(&poll.proposal).unwrap();
        let revised = proposal.revisions.iter().find(|it| it.number == poll.revision).unwrap().index;
        let notices = proposal.notices.iter().filter_map(|id| state.notices.get(id));
        let mut told: Vec<Digest> = notices
            .filter(|notice| (revised..poll.id.entry_index()).contains(&notice.id.entry_index()))
            .filter(|notice| notice.vote.as_ref().is_some_and(|vote| vote.rule == poll.rule.id))
            .filter_map(|notice| notice.rule_digest)
            .collect();
        told.dedup();
        assert!(told.is_empty() || told.contains(&poll.rule_digest), "{} was announced otherwise", poll.id);
    }
}

pub fn invariant_decisions_rest_on_hearings_of_their_round(state: &State) {
    for resolution in state.resolutions.values() {
        let round = state.poll(&resolution.poll).unwrap().round;
        let heard = state.grounds(resolution).into_iter().filter(|ground| ground.kind == GroundKind::Hearing);
        for ground in heard {
            assert_eq!(state.hearing(&HearingId::first(ground.index)).unwrap().round, round);
        }
    }
}
