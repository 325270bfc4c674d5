//! Keys: requested by one registrar, endorsed by others, in force from the entry that reached the threshold.

use crate::community::*;
use yishi_core::*;

fn row(member: &str, key: &str) -> KeyRow {
    KeyRow { member: id(member), key: key_of(key), custody: Custody::Own, possession: "00".repeat(64) }
}

fn enrol(rows: Vec<KeyRow>) -> RequestRegistrarAct {
    RequestRegistrarAct { act: RegistrarAct::EnrolKeys { keys: rows } }
}

fn revoke(key: &str) -> RequestRegistrarAct {
    RequestRegistrarAct { act: RegistrarAct::RevokeKey { key: key_of(key), reason: "lost".to_owned() } }
}

fn requested(events: &[Event]) -> RegistrarRequestId {
    match events {
        [Event::RegistrarActRequested(event), Event::RegistrarActEndorsed(_)] => event.request,
        other => panic!("{other:?}"),
    }
}

#[test]
fn before_a_charter_one_registrar_suffices() {
    let mut community = Community::founded();
    let events = community.order("registrar-1", enrol(vec![row("registrar-2", "phone")]));
    assert_eq!(events.len(), 3);
    assert!(community.state.keys.contains_key(&key_of("phone")));
}

#[test]
fn a_key_is_in_force_once_the_second_of_two_registrars_agrees() {
    let mut community = Community::minimal();
    let request = requested(&community.order("registrar-1", enrol(vec![row("resident-1-1", "phone")])));
    assert!(!community.state.keys.contains_key(&key_of("phone")));
    let events = community.order("registrar-2", EndorseRegistrarAct { request });
    assert!(matches!(events.as_slice(), [Event::RegistrarActEndorsed(_), Event::KeysEnrolled(_)]));
    let key = community.state.keys.get(&key_of("phone")).unwrap();
    assert_eq!((key.member.as_str(), key.enrolled_at), ("resident-1-1", community.index - 1));
}

#[test]
fn nobody_agrees_twice_or_to_what_took_effect() {
    let mut community = Community::minimal();
    let request = requested(&community.order("registrar-1", enrol(vec![row("resident-1-1", "phone")])));
    let endorse = EndorseRegistrarAct { request };
    assert!(matches!(community.refusal("registrar-1", endorse.clone()), Rejection::AlreadyDone { .. }));
    community.order("registrar-2", endorse.clone());
    assert!(matches!(community.refusal("registrar-3", endorse), Rejection::AlreadyDone { .. }));
}

#[test]
fn only_registrars_request_and_endorse() {
    let mut community = Community::minimal();
    let not_registrar = Rejection::NotRegistrar { member: id("secretary") };
    let rows = vec![row("resident-1-1", "phone")];
    assert_eq!(community.refusal("secretary", enrol(rows.clone())), not_registrar);
    let request = requested(&community.order("registrar-1", enrol(rows)));
    assert_eq!(community.refusal("secretary", EndorseRegistrarAct { request }), not_registrar);
}

#[test]
fn a_request_that_does_not_exist_cannot_be_endorsed() {
    let request = RegistrarRequestId::first(99);
    let refused = Community::minimal().refusal("registrar-1", EndorseRegistrarAct { request });
    assert_eq!(refused, Rejection::NotFound { kind: "request".to_owned(), id: "request_99".to_owned() });
}

#[test]
fn keys_are_enrolled_for_people_on_the_roll_only() {
    let refused = Community::minimal().refusal("registrar-1", enrol(vec![row("stranger", "phone")]));
    assert_eq!(refused, Rejection::NotFound { kind: "member".to_owned(), id: "stranger".to_owned() });
}

#[test]
fn keys_are_not_enrolled_for_people_who_left() {
    let mut community = Community::minimal();
    community.import("moves", vec![member_row("resident-1-1", "grid-1", Standing::Left)]);
    let refused = community.refusal("registrar-1", enrol(vec![row("resident-1-1", "phone")]));
    assert!(matches!(refused, Rejection::StandingInsufficient { .. }), "{refused}");
}

#[test]
fn a_key_in_use_or_ever_used_is_not_enrolled_again() {
    let mut community = Community::founded();
    let in_use = |key: &str| Rejection::KeyInUse { key: key_of(key) };
    let again = enrol(vec![row("registrar-2", "registrar-1")]);
    assert_eq!(community.refusal("registrar-1", again), in_use("registrar-1"));
    let twice = enrol(vec![row("registrar-1", "phone"), row("registrar-2", "phone")]);
    assert_eq!(community.refusal("registrar-1", twice), in_use("phone"));
    community.order("registrar-1", enrol(vec![row("registrar-1", "phone")]));
    community.order("registrar-1", revoke("phone"));
    let back = enrol(vec![row("registrar-2", "phone")]);
    assert_eq!(community.refusal("registrar-1", back), in_use("phone"));
}

#[test]
fn the_engine_key_cannot_become_a_members_key() {
    let mut shared = row("registrar-1", "phone");
    shared.key = engine().key;
    let refused = Community::founded().refusal("registrar-1", enrol(vec![shared]));
    assert_eq!(refused, Rejection::KeyInUse { key: engine().key });
}

#[test]
fn of_two_requests_for_one_key_only_the_first_takes_effect() {
    let mut community = Community::minimal();
    let first = requested(&community.order("registrar-1", enrol(vec![row("resident-1-1", "phone")])));
    let second = requested(&community.order("registrar-1", enrol(vec![row("resident-1-2", "phone")])));
    community.order("registrar-2", EndorseRegistrarAct { request: first });
    let refused = community.refusal("registrar-2", EndorseRegistrarAct { request: second });
    assert_eq!(refused, Rejection::KeyInUse { key: key_of("phone") });
}

#[test]
fn one_act_enrols_one_to_fifty_keys() {
    let rows = |count: usize| {
        (0..count).map(|number| row("registrar-1", &format!("phone-{number}"))).collect::<Vec<_>>()
    };
    Community::founded().order("registrar-1", enrol(rows(50)));
    for count in [0, 51] {
        let refused = Community::founded().refusal("registrar-1", enrol(rows(count)));
        assert!(matches!(refused, Rejection::OutOfRange { .. }), "{refused}");
    }
}

#[test]
fn a_revoked_key_stays_on_record_with_the_entry_that_revoked_it() {
    let mut community = Community::founded();
    community.order("registrar-1", enrol(vec![row("registrar-1", "phone")]));
    community.order("registrar-1", revoke("phone"));
    assert_eq!(community.state.keys.get(&key_of("phone")).unwrap().revoked_at, Some(2));
}

#[test]
fn a_key_is_revoked_once_and_only_if_it_exists() {
    let mut community = Community::founded();
    let unknown = community.refusal("registrar-1", revoke("phone"));
    assert!(matches!(unknown, Rejection::NotFound { .. }), "{unknown}");
    community.order("registrar-1", enrol(vec![row("registrar-1", "phone")]));
    community.order("registrar-1", revoke("phone"));
    let again = community.refusal("registrar-1", revoke("phone"));
    assert!(matches!(again, Rejection::AlreadyDone { .. }), "{again}");
}

fn add(member: &str) -> RequestRegistrarAct {
    RequestRegistrarAct { act: RegistrarAct::AddRegistrar { member: id(member) } }
}

fn remove(member: &str) -> RequestRegistrarAct {
    RequestRegistrarAct {
        act: RegistrarAct::RemoveRegistrar { member: id(member), reason: "moved away".into() },
    }
}

impl Community {
    /// Two registrars do it.
    fn registrars_do(&mut self, order: RequestRegistrarAct) -> Vec<Event> {
        let request = requested(&self.order("registrar-1", order));
        self.order("registrar-2", EndorseRegistrarAct { request })
    }
}

#[test]
fn a_member_with_a_key_becomes_a_registrar_and_agrees_from_then_on() {
    let mut community = Community::minimal();
    let without_key = community.refusal("registrar-1", add("secretary"));
    assert_eq!(without_key, Rejection::NotFound { kind: "key in force of".into(), id: "secretary".into() });
    community.registrars_do(enrol(vec![row("secretary", "desk")]));
    let events = community.registrars_do(add("secretary"));
    assert!(
        matches!(events.as_slice(), [_, Event::RegistrarAdded(event)] if event.member == id("secretary"))
    );
    assert!(community.state.is_registrar(&id("secretary")));
    let request = requested(&community.order("registrar-1", revoke("desk")));
    community.order("secretary", EndorseRegistrarAct { request });
    assert!(matches!(community.refusal("registrar-1", add("registrar-2")), Rejection::AlreadyDone { .. }));
}

#[test]
fn a_removed_registrar_agrees_to_nothing_and_their_consent_no_longer_counts() {
    let mut community = Community::minimal();
    let waiting = requested(&community.order("registrar-3", enrol(vec![row("resident-1-1", "phone")])));
    community.registrars_do(remove("registrar-3"));
    let endorse = EndorseRegistrarAct { request: waiting };
    let expected = Rejection::NotRegistrar { member: id("registrar-3") };
    assert_eq!(community.refusal("registrar-3", endorse.clone()), expected);
    let events = community.order("registrar-1", endorse.clone());
    assert_eq!(events.len(), 1, "the consent of who left is not one of the two");
    let events = community.order("registrar-2", endorse);
    assert!(matches!(events.as_slice(), [_, Event::KeysEnrolled(_)]));
}

#[test]
fn as_many_registrars_stay_as_must_agree() {
    let mut community = Community::minimal();
    community.registrars_do(remove("registrar-3"));
    let refused = community.refusal("registrar-1", remove("registrar-2"));
    assert!(matches!(refused, Rejection::OutOfRange { ref found, .. } if found == "1"), "{refused}");
}

#[test]
fn a_request_lapses_after_thirty_days_and_not_before() {
    let mut community = Community::minimal();
    let request = requested(&community.order("registrar-1", enrol(vec![row("resident-1-1", "phone")])));
    let lapses_at = community.state.registrar_request(&request).unwrap().lapses_at_ms.unwrap();
    community.wait_until(TimeMs(lapses_at.0 - 1));
    assert_eq!(community.state.registrar_request(&request).unwrap().status, RequestStatus::Waiting);
    community.wait_until(lapses_at);
    assert_eq!(community.state.registrar_request(&request).unwrap().status, RequestStatus::Lapsed);
    let refused = community.refusal("registrar-2", EndorseRegistrarAct { request });
    assert!(matches!(refused, Rejection::AlreadyDone { ref what } if what.contains("lapsed")), "{refused}");
}

#[test]
fn an_act_that_took_effect_lapses_no_more() {
    let mut community = Community::minimal();
    let request = requested(&community.order("registrar-1", enrol(vec![row("resident-1-1", "phone")])));
    let lapses_at = community.state.registrar_request(&request).unwrap().lapses_at_ms.unwrap();
    community.order("registrar-2", EndorseRegistrarAct { request });
    let entries = community.index;
    community.wait_until(lapses_at);
    assert_eq!(community.index, entries, "nothing fired");
}
