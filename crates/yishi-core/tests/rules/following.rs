//! Who follows what, what changed in it, and what is owed.

use crate::community::*;
use yishi_core::*;
use yishi_tally::Choice;

fn follows(community: &Community, member: &str) -> Vec<(MatterId, Involvement)> {
    community.state.followed(&id(member)).into_iter().collect()
}

fn owed(community: &Community, member: &str) -> Vec<(OwedWhat, Option<TimeMs>, bool)> {
    let owed = community.state.owed_to(&id(member));
    owed.into_iter().map(|found| (found.what, found.due_at_ms, found.overdue)).collect()
}

#[test]
fn whoever_submitted_objected_spoke_petitioned_or_voted_follows_the_matter_and_nobody_else() {
    let mut community = Community::minimal();
    let (matter, proposal) = community.grid_proposal();
    let author = community.state.submissions.values().next().unwrap().author.clone().unwrap();
    let submitted = Involvement { submitted: true, ..Involvement::default() };
    assert_eq!(follows(&community, author.as_str()), [(matter, submitted)]);

    community.order("resident-1-3", PetitionEscalation { matter });
    let events = community.order("resident-1-2", RaiseObjection { proposal, text: words(70) });
    let [Event::ObjectionRaised(raised)] = events.as_slice() else { panic!("{events:?}") };
    community.order("worker-1", AnswerObjection { objection: raised.objection, text: words(72) });
    let hearing = community.open_hearing(matter);
    community.attend(hearing, &["resident-1-2", "resident-1-4"]);
    community.order("resident-1-2", MakeStatement::new(hearing, words(71)));
    let both = Involvement { objected: true, spoke: true, ..Involvement::default() };
    assert_eq!(follows(&community, "resident-1-2"), [(matter, both)]);
    let petitioned = Involvement { petitioned: true, ..Involvement::default() };
    assert_eq!(follows(&community, "resident-1-3"), [(matter, petitioned)]);
    assert_eq!(follows(&community, "resident-1-4"), [], "who only came follows nothing");

    let poll = community.open_poll(proposal, "council", PollScope::Council);
    let voter = community.state.poll(&poll).unwrap().roll.rights.values().next().unwrap().holders[0].clone();
    community.vote(poll, voter.as_str(), Choice::For);
    assert!(follows(&community, voter.as_str()).iter().any(|(of, how)| *of == matter && how.voted));
}

#[test]
fn who_looks_again_is_told_each_thing_that_changed_since_once_and_in_order() {
    let mut community = Community::minimal();
    let (matter, proposal) = community.grid_proposal();
    let author = community.state.submissions.values().next().unwrap().author.clone().unwrap();
    let seen = community.index;
    assert_eq!(community.state.changes_for(&author, seen), []);
    let objection = {
        let events = community.order("resident-1-2", RaiseObjection { proposal, text: words(70) });
        let [Event::ObjectionRaised(raised)] = events.as_slice() else { panic!("{events:?}") };
        raised.objection
    };
    let hearing = community.open_hearing(matter);
    community.attend(hearing, &["resident-1-2"]);
    let what: Vec<Changed> =
        community.state.changes_for(&author, seen).into_iter().map(|change| change.what).collect();
    assert_eq!(what.iter().filter(|found| **found == Changed::Hearing(hearing)).count(), 1);
    let at = |wanted: Changed| what.iter().position(|found| *found == wanted).unwrap();
    assert!(at(Changed::Objection(objection)) < at(Changed::Hearing(hearing)), "{what:?}");
    let now = community.index;
    assert_eq!(community.state.changes_for(&author, now), [], "nothing since");
    assert_eq!(community.state.changes_for(&id("resident-1-4"), 0), [], "nothing of what others follow");
}

#[test]
fn what_is_owed_shows_with_its_deadline_and_as_overdue_until_it_is_done() {
    let mut community = Community::minimal();
    let submission = community.submit("resident-1-1", 10);
    let due = community.state.submission(&submission).unwrap().screen_by_ms;
    assert_eq!(owed(&community, "resident-1-1"), [(OwedWhat::Screening(submission), Some(due), false)]);
    assert_eq!(owed(&community, "resident-1-2"), []);
    community.wait_until(due);
    assert_eq!(owed(&community, "resident-1-1"), [(OwedWhat::Screening(submission), Some(due), true)]);

    let matter = community.accept(submission, facts("environment", &["grid-1"]));
    let decide_by = community.matter(matter).decide_by_ms;
    assert_eq!(owed(&community, "resident-1-1"), [(OwedWhat::Decision(matter), Some(decide_by), false)]);

    let proposal = {
        let events = community.order("worker-1", DraftProposal { matter, document: document(33) });
        let [Event::ProposalDrafted(drafted)] = events.as_slice() else { panic!("{events:?}") };
        drafted.proposal
    };
    let events = community.order("resident-1-2", RaiseObjection { proposal, text: words(70) });
    let [Event::ObjectionRaised(raised)] = events.as_slice() else { panic!("{events:?}") };
    let answer = (OwedWhat::ObjectionAnswer(raised.objection), None, false);
    assert_eq!(
        owed(&community, "resident-1-2"),
        [(OwedWhat::Decision(matter), Some(decide_by), false), answer]
    );
    community.order("worker-1", AnswerObjection { objection: raised.objection, text: words(72) });
    assert_eq!(owed(&community, "resident-1-2"), [(OwedWhat::Decision(matter), Some(decide_by), false)]);
}
