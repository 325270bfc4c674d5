//! Merging and splitting matters: everybody whom they concern goes along, each once.

use crate::community::*;
use yishi_core::*;

fn merge(from: MatterId, into: MatterId) -> MergeMatters {
    MergeMatters { from, into, reason: document(42) }
}

fn split(matter: MatterId, parts: &[Facts]) -> SplitMatter {
    let part = |facts: &Facts| SplitPart { title: document(3), facts: facts.clone() };
    SplitMatter { matter, parts: parts.iter().map(part).collect(), reason: document(43) }
}

fn matter_by(community: &mut Community, author: &str, text: u8) -> (SubmissionId, MatterId) {
    let submission = community.submit(author, text);
    (submission, community.accept(submission, facts("environment", &["grid-1"])))
}

fn supports(community: &mut Community, member: &str, submission: SubmissionId, stance: Stance) {
    let text = community.state.submission(&submission).unwrap().text;
    community.order(member, TakeStance { submission, text, stance, occurred_at_ms: None });
}

#[test]
fn merging_carries_authors_supporters_objectors_and_signatures_along_each_once() {
    let mut community = Community::minimal();
    let (first, from) = matter_by(&mut community, "resident-1-1", 10);
    let (second, into) = matter_by(&mut community, "resident-1-2", 11);
    supports(&mut community, "resident-1-3", first, Stance::Support);
    supports(&mut community, "resident-1-3", second, Stance::Support);
    supports(&mut community, "resident-1-4", first, Stance::Object);
    supports(&mut community, "resident-1-5", first, Stance::Pass);
    community.order("resident-1-3", PetitionEscalation { matter: from });
    community.order("resident-1-3", PetitionEscalation { matter: into });
    community.order("resident-1-6", PetitionEscalation { matter: from });
    community.order("secretary", merge(from, into));

    let (ended, goes_on) = (community.matter(from), community.matter(into));
    assert_eq!((ended.stage, ended.closure), (MatterStage::Closed, Some(Closure::Merged)));
    assert_eq!(ended.went_into.as_ref().unwrap().matters, vec![into]);
    assert_eq!(goes_on.petitioners.len(), 2);
    let concerned = community.state.concerned(&into);
    let names: Vec<&str> = concerned.keys().map(MemberId::as_str).collect();
    assert_eq!(names, ["resident-1-1", "resident-1-2", "resident-1-3", "resident-1-4", "resident-1-6"]);
    let both = concerned[&id::<MemberId>("resident-1-3")];
    assert!(both.supports && both.petitions && !both.author);
    let told = community.state.concerns(&id("resident-1-1"));
    assert_eq!((told[0].submission, told[0].changed_at), (first, community.index - 1));
    let submission = community.state.submission(&first).unwrap();
    assert_eq!(community.state.present_matters(submission), [into].into());
}

#[test]
fn who_handed_in_what_was_merged_may_put_a_text_to_the_matter_that_goes_on() {
    let mut community = Community::minimal();
    let (_, from) = matter_by(&mut community, "resident-1-1", 10);
    let (_, into) = matter_by(&mut community, "resident-1-2", 11);
    let draft = DraftProposal { matter: into, document: document(20) };
    let refused = community.refusal("resident-1-1", draft.clone());
    assert!(matches!(refused, Rejection::PowerMissing { .. }), "{refused}");
    community.order("secretary", merge(from, into));
    community.order("resident-1-1", draft);
}

#[test]
fn signatures_that_come_together_may_move_the_matter_up() {
    let mut community = Community::minimal();
    let (_, from) = matter_by(&mut community, "resident-1-1", 10);
    let (_, into) = matter_by(&mut community, "resident-1-2", 11);
    let rules = &community.state.charter().unwrap().charter.escalation;
    let needed = rules.iter().find_map(|rule| match rule.on {
        EscalationTrigger::Petition { signatures } => Some(signatures as usize),
        _ => None,
    });
    let names = [
        "resident-1-1",
        "resident-1-2",
        "resident-1-3",
        "resident-1-4",
        "resident-1-5",
        "resident-1-6",
        "neighbour-1-1",
        "neighbour-1-2",
        "delegate-1",
        "worker-1",
        "clerk",
        "supervisor",
    ];
    let signing = &names[..needed.unwrap()];
    for (place, name) in signing.iter().enumerate() {
        let matter = if place == 0 { from } else { into };
        community.order(name, PetitionEscalation { matter });
    }
    assert_eq!(community.matter(into).council.as_str(), "grid-1");
    let events = community.order("secretary", merge(from, into));
    assert!(
        matches!(events.last(), Some(Event::MatterEscalated(moved)) if moved.matter == into),
        "{events:?}"
    );
}

#[test]
fn the_earlier_deadline_stands_and_a_missed_one_is_not_mended_by_splitting() {
    let mut community = Community::minimal();
    let (_, old) = matter_by(&mut community, "resident-1-1", 10);
    let due = community.matter(old).decide_by_ms;
    community.wait_days(5);
    let (_, young) = matter_by(&mut community, "resident-1-2", 11);
    assert!(community.matter(young).decide_by_ms > due);
    community.order("secretary", merge(old, young));
    assert_eq!(community.matter(young).decide_by_ms, due);
    let part = facts("environment", &["grid-1"]);
    community.order("secretary", split(young, &[part.clone(), part]));
    let parts = community.matter(young).went_into.clone().unwrap().matters;
    assert!(parts.iter().all(|part| community.matter(*part).decide_by_ms == due));
}

#[test]
fn matters_are_merged_by_screeners_of_one_council_before_any_vote() {
    let mut community = Community::minimal();
    let (_, from) = matter_by(&mut community, "resident-1-1", 10);
    let (_, into) = matter_by(&mut community, "resident-1-2", 11);
    let refused = community.refusal("resident-1-3", merge(from, into));
    assert!(matches!(refused, Rejection::PowerMissing { power: Power::Screen, .. }), "{refused}");
    let refused = community.refusal("secretary", merge(from, from));
    assert!(matches!(&refused, Rejection::OutOfRange { field, .. } if field == "into"), "{refused}");
    let elsewhere = community.community_matter();
    let refused = community.refusal("secretary", merge(from, elsewhere));
    assert!(matches!(&refused, Rejection::OutOfRange { field, .. } if field == "into"), "{refused}");
    let (_, own) = matter_by(&mut community, "worker-1", 12);
    let refused = community.refusal("worker-1", merge(own, into));
    assert!(matches!(refused, Rejection::DutiesNotSeparate { .. }), "{refused}");
    community.order("worker-1", merge(from, into));
    let refused = community.refusal("secretary", merge(from, into));
    assert!(matches!(refused, Rejection::WrongStage { .. }), "{refused}");
    let refused = community.refusal("secretary", merge(into, from));
    assert!(matches!(refused, Rejection::WrongStage { .. }), "a circle: {refused}");
}

#[test]
fn what_is_voted_on_is_neither_merged_nor_split_also_not_afterwards() {
    let mut community = Community::minimal();
    let (voted, poll) = community.grid_poll();
    let (_, other) = matter_by(&mut community, "resident-1-2", 11);
    assert!(matches!(community.refusal("secretary", merge(voted, other)), Rejection::PollIsOpen { .. }));
    let part = facts("environment", &["grid-1"]);
    let refused = community.refusal("secretary", split(voted, &[part.clone(), part.clone()]));
    assert!(matches!(refused, Rejection::PollIsOpen { .. }), "{refused}");
    community.wait_until(community.poll(poll).closes_at_ms);
    if community.matter(voted).stage == MatterStage::Deliberating {
        let refused = community.refusal("secretary", split(voted, &[part.clone(), part]));
        assert!(
            matches!(refused, Rejection::WrongStage { .. } | Rejection::PowerMissing { .. }),
            "{refused}"
        );
    }
}

#[test]
fn a_matter_is_split_into_two_to_eight_with_routes_of_their_own() {
    for (count, passes) in [(1, false), (2, true), (8, true), (9, false)] {
        let mut community = Community::minimal();
        let (submission, whole) = matter_by(&mut community, "resident-1-1", 10);
        supports(&mut community, "resident-1-3", submission, Stance::Support);
        let mut parts = vec![facts("environment", &["grid-1"]); count];
        parts[0] = facts("parking", &["grid-1", "grid-2"]);
        let decided = community.try_order(actor("secretary"), split(whole, &parts).into());
        assert_eq!(decided.is_ok(), passes, "{count}");
        if !passes {
            continue;
        }
        let index = community.index - 1;
        let opened: Vec<MatterId> = (1..=count as u32).map(|ordinal| MatterId::nth(index, ordinal)).collect();
        assert_eq!(community.matter(whole).closure, Some(Closure::Split));
        assert_eq!(community.matter(opened[0]).council.as_str(), "community");
        assert_eq!(community.matter(opened[1]).council.as_str(), "grid-1");
        for part in &opened {
            let concerned = community.state.concerned(part);
            assert!(concerned[&id::<MemberId>("resident-1-1")].author);
            assert!(concerned[&id::<MemberId>("resident-1-3")].supports);
            assert_eq!(community.state.lineage_submissions(part), [submission].into());
        }
        if let [_, first, .., last] = opened.as_slice() {
            community.order("secretary", merge(*first, *last));
            assert_eq!(
                community.state.concerned(last).len(),
                2,
                "parts that come together again have one voice for each"
            );
        }
    }
}

#[test]
fn nothing_is_merged_while_it_is_being_heard() {
    let mut community = Community::minimal();
    let (_, from) = matter_by(&mut community, "resident-1-1", 10);
    let (_, into) = matter_by(&mut community, "resident-1-2", 11);
    let hearing = community.open_hearing(from);
    let refused = community.refusal("secretary", merge(from, into));
    assert!(matches!(&refused, Rejection::WrongStage { kind, .. } if kind == "hearing"), "{refused}");
    community.attend(hearing, &["neighbour-1-1"]);
}
