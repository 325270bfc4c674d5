//! Erasing a member: by registrars together, every text that concerns them and no other, and none of theirs afterwards.

use crate::community::*;
use std::collections::BTreeSet;
use yishi_core::*;

fn erase(member: &str) -> RequestRegistrarAct {
    let (member, ground) = (id(member), "PIPL art. 47".to_owned());
    RequestRegistrarAct { act: RegistrarAct::EraseMember { member, ground } }
}

fn requested(events: &[Event]) -> RegistrarRequestId {
    let Some(Event::RegistrarActRequested(event)) = events.first() else { panic!("{events:?}") };
    event.request
}

impl Community {
    /// Two registrars erase a member; all parts.
    fn erases(&mut self, member: &str) -> Vec<MemberErased> {
        let request = requested(&self.order("registrar-1", erase(member)));
        let mut events = self.order("registrar-2", EndorseRegistrarAct { request });
        events.extend(self.fire_due());
        let parts = events.into_iter().filter_map(|event| match event {
            Event::MemberErased(erased) => Some(erased),
            _ => None,
        });
        parts.collect()
    }
}

fn identified(member: &str, identity: Commitment) -> RollRow {
    let RollRow::Member { id, council, household, standing, .. } = resident(member, "grid-1") else {
        panic!()
    };
    RollRow::Member { id, council, household, identity: Some(identity), standing }
}

/// A commitment that no helper uses.
fn numbered(number: u16) -> Commitment {
    let mut bytes = [0xee; 32];
    bytes[..2].copy_from_slice(&number.to_be_bytes());
    Commitment(bytes)
}

#[test]
fn two_registrars_erase_what_a_member_said_and_what_the_vault_holds_of_them() {
    let mut community = Community::minimal();
    community.import(
        "names",
        vec![identified("resident-1-1", words(201)), identified("resident-1-2", words(202))],
    );
    let submission = community.submit("resident-1-1", 210);
    community.submit("resident-1-2", 211);
    community.order_as(assisting("clerk", "resident-1-1"), Submit::new(id("grid-1"), words(212)));
    let request = requested(&community.order("registrar-1", erase("resident-1-1")));
    assert!(community.state.redacted.is_empty() && community.state.erasures.is_empty());
    let events = community.order("registrar-2", EndorseRegistrarAct { request });
    let [Event::RegistrarActEndorsed(_), Event::MemberErased(erased)] = &events[..] else {
        panic!("{events:?}")
    };
    assert_eq!((erased.part, erased.left, erased.member.as_str()), (1, 0, "resident-1-1"));
    // What was said, what was entered for them with its evidence, and their name.
    assert_eq!(erased.texts, [words(201), words(210), words(212), words(250)]);
    let erasure = community.state.erasure(&id("resident-1-1")).unwrap();
    assert_eq!(
        (erasure.erased_at, erasure.texts, erasure.by.as_str()),
        (community.index - 1, 4, "registrar-2")
    );
    assert!(
        community.state.is_erased(&id("resident-1-1")) && !community.state.is_erased(&id("resident-1-2"))
    );
    let brought: Vec<u64> = community.state.withheld.values().map(|withheld| withheld.brought_at).collect();
    assert_eq!(brought.len(), 4);
    assert_eq!(brought[1], submission.entry_index());
    assert!(community.state.withheld.values().all(|withheld| withheld.ground == "PIPL art. 47"));
    let names: Vec<String> = community.state.withheld.keys().map(ToString::to_string).collect();
    assert_eq!(names[1], format!("withheld_{}_2", community.index - 1));
    assert_eq!(
        community.state.submission(&submission).unwrap().author,
        Some(id("resident-1-1")),
        "who did what stays"
    );
    assert_eq!(community.state.registrar_request(&request).unwrap().status, RequestStatus::Effective);
}

#[test]
fn what_is_said_in_an_office_or_by_nobody_concerns_no_member() {
    let clerk = actor("clerk");
    let text = words(9);
    let anonymous = Submit { anonymous: true, ..Submit::new(id("grid-1"), text) };
    let office: [Command; 4] = [
        anonymous.into(),
        CloseHearing { hearing: HearingId::first(1), minutes: text }.into(),
        AnswerObjection { objection: ObjectionId::first(1), text }.into(),
        CompleteAction { action: ActionId::first(1), evidence: text }.into(),
    ];
    for command in office {
        assert!(!command.texts().is_empty() && command.concerns(&clerk).is_empty(), "{}", command.kind());
    }
    let own: [Command; 6] = [
        Submit::new(id("grid-1"), text).into(),
        RaiseObjection { proposal: ProposalId::first(1), text }.into(),
        AskQuestion { hearing: HearingId::first(1), to: Asked::Chair, text }.into(),
        RaisePoint { hearing: HearingId::first(1), text }.into(),
        ObjectToResult { poll: PollId::first(1), text }.into(),
        MakeStatement { hearing: HearingId::first(1), text, position: None, proposal: None }.into(),
    ];
    for command in own {
        assert_eq!(command.concerns(&clerk), [(text, id("clerk"))].into(), "{}", command.kind());
        let helped = command.concerns(&assisting("clerk", "resident-1-1"));
        assert_eq!(
            helped,
            [(text, id("resident-1-1")), (words(250), id("resident-1-1"))].into(),
            "{}",
            command.kind()
        );
    }
}

#[test]
fn nothing_that_concerns_an_erased_member_is_taken_and_their_votes_are() {
    let mut community = Community::minimal();
    community.submit("resident-1-1", 210);
    let (_, poll) = community.grid_poll();
    community.erases("resident-1-1");
    let index = community.state.erasure(&id("resident-1-1")).unwrap().erased_at;
    let erased = Rejection::MemberIsErased { member: id("resident-1-1"), index };
    assert_eq!(community.refusal("resident-1-1", Submit::new(id("grid-1"), words(220))), erased);
    let helped = assisting("clerk", "resident-1-1");
    assert_eq!(community.refusal_as(helped, Submit::new(id("grid-1"), words(220))), erased);
    let row = |row| ImportRollPart { import: id("again"), part: 1, rows: vec![row] };
    assert_eq!(community.refusal("registrar-1", row(identified("resident-1-1", words(221)))), erased);
    community.order("registrar-1", row(resident("resident-1-1", "grid-1")));
    let ballot = community.ballot(poll, "neighbour-1-1", yishi_tally::Choice::For);
    community.order("neighbour-1-1", ballot.clone());
    community.erases("neighbour-1-1");
    assert_eq!(community.poll(poll).ballots.len(), 1, "who voted how stays");
    community.order("neighbour-1-1", ballot);
    community.submit("resident-1-2", 222);
}

#[test]
fn a_member_is_erased_once_on_a_ground_and_by_registrars_only() {
    let mut community = Community::minimal();
    let stranger = community.refusal("registrar-1", erase("stranger"));
    assert_eq!(stranger, Rejection::NotFound { kind: "member".to_owned(), id: "stranger".to_owned() });
    let not_registrar = community.refusal("secretary", erase("resident-1-1"));
    assert_eq!(not_registrar, Rejection::NotRegistrar { member: id("secretary") });
    let act = RegistrarAct::EraseMember { member: id("resident-1-1"), ground: " ".to_owned() };
    let silent = community.refusal("registrar-1", RequestRegistrarAct { act });
    assert!(matches!(silent, Rejection::OutOfRange { .. }), "{silent}");
    let waiting = requested(&community.order("registrar-3", erase("resident-1-1")));
    assert!(community.erases("resident-1-1")[0].texts.is_empty(), "who said nothing can be erased as well");
    assert!(matches!(community.refusal("registrar-1", erase("resident-1-1")), Rejection::AlreadyDone { .. }));
    let late = community.refusal("registrar-1", EndorseRegistrarAct { request: waiting });
    assert!(matches!(late, Rejection::AlreadyDone { .. }), "{late}");
}

#[test]
fn who_names_a_text_again_does_not_make_it_theirs_and_what_was_redacted_is_not_named_twice() {
    let mut community = Community::minimal();
    community.submit("resident-1-1", 210);
    community.submit("resident-1-2", 210);
    community.submit("resident-1-1", 211);
    community.order("secretary", RedactText { commitment: words(211), ground: "insult".to_owned() });
    assert!(community.erases("resident-1-2")[0].texts.is_empty());
    assert_eq!(community.erases("resident-1-1")[0].texts, [words(210)]);
    assert_eq!(community.state.withheld_by(community.index - 1).unwrap().commitment, words(210));
}

/// A member of whom the vault holds so many texts.
fn of_many(texts: u16) -> Community {
    let mut community = Community::minimal();
    let numbers: Vec<u16> = (0..texts).collect();
    for (part, numbers) in (1..).zip(numbers.chunks(MAX_ROLL_ROWS)) {
        let rows = numbers.iter().map(|number| identified("resident-1-1", numbered(*number))).collect();
        community.order("registrar-1", ImportRollPart { import: id("many"), part, rows });
    }
    community
}

#[test]
fn seven_hundred_texts_are_erased_by_one_entry_and_more_by_the_engine_before_anything_else() {
    assert_eq!(of_many(700).erases("resident-1-1").len(), 1);
    let mut community = of_many(1_500);
    let request = requested(&community.order("registrar-1", erase("resident-1-1")));
    let events = community.order("registrar-2", EndorseRegistrarAct { request });
    let [_, Event::MemberErased(first)] = &events[..] else { panic!("{events:?}") };
    assert_eq!((first.part, first.texts.len(), first.left), (1, 700, 800));
    assert!(canonical_json(&events).len() < 50_000, "the entry has room for its command and its frame");
    assert!(!community.state.is_erased(&id("resident-1-1")), "the key goes with the last part");
    let refused = decide(&community.state, &actor("secretary"), &redact().into(), community.context());
    assert!(matches!(refused, Err(Rejection::TimerPending { .. })), "{refused:?}");
    let erased = Rejection::MemberIsErased { member: id("resident-1-1"), index: community.index - 1 };
    community.fire_due();
    assert_eq!(community.refusal("resident-1-1", Submit::new(id("grid-1"), words(220))), erased);
    let erasure = community.state.erasure(&id("resident-1-1")).unwrap();
    assert_eq!((erasure.texts, erasure.left, erasure.by.as_str()), (1_500, 0, "registrar-2"));
    assert!(community.state.is_erased(&id("resident-1-1")) && community.state.erasure_parts.is_empty());
    let events = community.entries.iter().flat_map(|entry| &entry.events);
    let parts: Vec<(u32, u64)> = events
        .filter_map(|event| match event {
            Event::MemberErased(erased) => Some((erased.part, erased.left)),
            _ => None,
        })
        .collect();
    assert_eq!(parts, [(1, 800), (2, 100), (3, 0)]);
    assert_eq!(community.state.redacted.len(), 1_500);
    assert_eq!(crate::replay::replayed(&community.entries), community.state);
}

fn redact() -> RedactText {
    RedactText { commitment: numbered(1_499), ground: "insult".to_owned() }
}

/// Now and then registrars erase somebody, or agree to it.
pub fn random(community: &Community, pick: usize, extra: usize) -> Option<Command> {
    let waits = |request: &&std::sync::Arc<RegistrarRequest>| request.status == RequestStatus::Waiting;
    let waiting = community.state.registrar_requests.values().find(waits);
    match waiting {
        Some(request) => Some(EndorseRegistrarAct { request: request.id }.into()),
        None if extra.is_multiple_of(4) => {
            Some(erase(["resident-1-1", "neighbour-1-1", "resident-1-2", "resident-2-1"][pick % 4]).into())
        }
        None => None,
    }
}

/// Each text concerns one member at most, stands in the book, and is gone once the member is erased.
pub fn invariant_texts_concern_one_member_and_go_with_them(state: &State) {
    let mut seen = BTreeSet::new();
    for (member, texts) in &state.concerning {
        for text in texts {
            assert!(seen.insert(*text), "{text} concerns two members");
            assert!(state.commitments.contains_key(text));
            assert!(!state.is_erased(member) || state.redacted.contains_key(text));
        }
    }
    assert_eq!(state.withheld.len(), state.redacted.len());
    for (member, erasure) in &state.erasures {
        let of_theirs = |withheld: &&std::sync::Arc<Withheld>| {
            state.concerning.get(member).is_some_and(|texts| texts.contains(&withheld.commitment))
        };
        let theirs = state.withheld.values().filter(of_theirs);
        assert!(theirs.count() as u64 >= erasure.texts && erasure.left == 0);
    }
}
