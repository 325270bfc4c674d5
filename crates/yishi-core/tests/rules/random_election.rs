//! Random orders about nominations.

use crate::community::*;
use crate::election::candidate;
use crate::nomination::{disqualify, opening, qualify};
use crate::random::nth;
use yishi_core::*;

const NOMINEES: [&str; 6] =
    ["resident-1-1", "resident-1-2", "resident-1-3", "neighbour-1-1", "supervisor", "resident-2-1"];

/// A nomination whose candidate stands so, if there is one.
fn standing(state: &State, wanted: Candidacy, pick: usize) -> Option<NominationId> {
    let fits = |found: &&std::sync::Arc<Nomination>| state.candidacy_of(found) == Some(wanted);
    let fitting = nth(state.nominations.values().filter(fits).map(|found| found.id), pick);
    fitting.or_else(|| nth(state.nominations.keys().copied(), pick))
}

/// Which of the orders below, on which of the proposals, and a number to vary it by.
pub fn order(
    community: &Community,
    which: usize,
    proposal: Option<ProposalId>,
    extra: usize,
) -> Option<Command> {
    let state = &community.state;
    Some(match which {
        0 if extra.is_multiple_of(4) => opening(community, proposal?, 5 + (extra % 3) as u32).into(),
        0 => {
            let statement = extra.is_multiple_of(2).then(|| document(105));
            let member = id(NOMINEES[extra % NOMINEES.len()]);
            NominateCandidate { proposal: proposal?, member, statement }.into()
        }
        1 if extra.is_multiple_of(2) => {
            SupportNomination { nomination: standing(state, Candidacy::Nominated, extra)? }.into()
        }
        1 => {
            let nomination = standing(state, Candidacy::Nominated, extra)?;
            AcceptNomination { nomination, statement: None }.into()
        }
        2 if extra.is_multiple_of(3) => disqualify(standing(state, Candidacy::Accepted, extra)?).into(),
        2 => qualify(standing(state, Candidacy::Accepted, extra)?).into(),
        3 if extra.is_multiple_of(5) => {
            WithdrawCandidacy { nomination: standing(state, Candidacy::Qualified, extra)? }.into()
        }
        3 if extra.is_multiple_of(2) => {
            let nomination = standing(state, Candidacy::Disqualified, extra)?;
            ObjectToScreening { nomination, text: words(103) }.into()
        }
        3 => {
            let nomination = standing(state, Candidacy::Objected, extra)?;
            let finding = CandidateFinding::Disqualified;
            AnswerScreeningObjection { nomination, finding, text: words(104) }.into()
        }
        _ if extra.is_multiple_of(2) => {
            let first = state
                .polls
                .values()
                .find(|poll| poll.sealing().is_some_and(|it| it.second_round.is_some()))?;
            let closes_at_ms = state.calendar.end_of(community.at, first.rule.voting_at_least);
            OpenSecondRound { poll: first.id, document: first.document, closes_at_ms }.into()
        }
        _ => {
            let phase = state.nomination_phases.get(&proposal?)?;
            state.charter()?.charter.decision(&phase.rule)?;
            let candidates = state.ballot_paper(phase).into_iter();
            let candidates = candidates.map(|found| candidate(found.member.as_str()));
            let options = candidates.collect();
            OpenPoll { options, ..community.poll_order(proposal?, phase.rule.as_str(), PollScope::Council) }
                .into()
        }
    })
}

/// Who would usually give the order.
pub fn usual(community: &Community, command: &Command, extra: usize) -> String {
    let nominee = |nomination: &NominationId| community.state.nominations[nomination].member.to_string();
    match command {
        Command::NominateCandidate(command) if extra.is_multiple_of(3) => command.member.to_string(),
        Command::NominateCandidate(_) => ["worker-1", "resident-1-4"][extra % 2].to_owned(),
        Command::SupportNomination(_) => ["resident-1-4", "resident-1-5"][extra / 2 % 2].to_owned(),
        Command::AcceptNomination(AcceptNomination { nomination, .. })
        | Command::WithdrawCandidacy(WithdrawCandidacy { nomination })
        | Command::ObjectToScreening(ObjectToScreening { nomination, .. }) => nominee(nomination),
        Command::ScreenCandidate(_) => "supervisor-2".to_owned(),
        Command::AnswerScreeningObjection(_) => "clerk".to_owned(),
        _ => "worker-1".to_owned(),
    }
}

/// What nominations are waiting for.
pub fn obligations(state: &State) -> Vec<(TimeMs, Obligation)> {
    let mut owed = Vec::new();
    for phase in state.nomination_phases.values() {
        let proposal = phase.proposal;
        if phase.status == PhaseStatus::Open {
            owed.push((phase.accept_by_ms, Obligation::NominationsClose { proposal }));
        }
        if let Some(due) = phase.screen_by_ms.filter(|_| !phase.screening_overdue) {
            owed.push((due, Obligation::CandidateScreening { proposal }));
        }
        if phase.status == PhaseStatus::Lapsed {
            continue;
        }
        for found in state.nominations_on(phase).filter(|found| found.waits_for_answer()) {
            let objection = found.objection.as_ref().unwrap();
            if !objection.overdue {
                owed.push((objection.answer_by_ms, Obligation::ScreeningAnswer { nomination: found.id }));
            }
        }
    }
    for poll in state.polls.values() {
        let Some(due) = poll.sealing().and_then(|sealing| sealing.second_round.as_ref()) else { continue };
        if state.proposals[&poll.proposal].status == ProposalStatus::SecondRound {
            owed.push((due.open_by_ms, Obligation::SecondRound { poll: poll.id }));
        }
    }
    owed
}

/// A second round asks the same roll about the rest of the first, once, and both end in one resolution.
pub fn invariant_second_rounds_go_on_with_the_first(state: &State) {
    for second in state.polls.values() {
        let Some(first) = state.first_round(second) else { continue };
        assert_eq!((&second.roll.root, second.document), (&first.roll.root, first.document));
        let winners = &first.sealing().unwrap().outcome.as_ref().unwrap().winners;
        assert!(second.options.iter().all(|option| !winners.contains(&option.id)));
        assert!(second.sealing().is_none_or(|sealing| sealing.second_round.is_none()));
        let resolutions = [first, second].map(|poll| state.resolution_of(poll).map(|it| it.id));
        assert_eq!(resolutions[0], resolutions[1]);
    }
}

/// Nobody screens themselves or whom they nominated; a poll under nominations asks for exactly those who qualified.
pub fn invariant_candidates_are_screened_by_others_and_stand_on_the_paper(state: &State) {
    for nomination in state.nominations.values() {
        if let Some(screened) = &nomination.screening {
            let answered = nomination.objection.as_ref().and_then(|it| it.answer.as_ref());
            assert!(answered.is_none_or(|answer| answer.by != screened.by));
            assert!(screened.by != nomination.member && screened.by != nomination.by);
        }
    }
    for poll in state.polls.values().filter(|poll| poll.rule.nomination.is_some()) {
        let phase = &state.nomination_phases[&poll.proposal];
        for member in poll.options.iter().map(|option| option.member.as_ref().unwrap()) {
            let nomination = &state.nominations[&phase.nominations[member]];
            assert_eq!(phase.candidacy(nomination), Candidacy::Qualified);
        }
        let options: Vec<&MemberId> =
            poll.options.iter().filter_map(|option| option.member.as_ref()).collect();
        assert!(options.len() >= phase.clause.least as usize);
    }
}
