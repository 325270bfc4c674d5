//! What is refused, each with its own reason, and that nothing is written then.

use yishi_book::{Envelope, Refusal, SignedCommand};
use yishi_core::{Command, Custody, Digest, Party, PublicKey, Rejection, TimeMs};
use yishi_engine::SubmitError;
use yishi_log::dsse::REFUSAL_TYPE;
use yishi_log::key::VerifyingKey;
use yishi_tally::Choice;
use yishi_testkit::{Cast, Community, Desk, OpenedPoll, Order, Person, START};

const WEEK_MS: u64 = 7 * 24 * 60 * 60 * 1000;

/// Submits what must be refused, and checks that the book did not change.
fn refused(community: &Community, command: SignedCommand) -> Refusal {
    let before = community.stores.journal.leaves();
    let version = community.engine.version();
    let answer = community.submit(&Order { command, texts: vec![] });
    assert_eq!(community.stores.journal.leaves(), before);
    assert_eq!(community.engine.version().root, version.root);
    match answer {
        Err(SubmitError::Refused(refusal)) => refusal,
        other => panic!("not refused: {other:?}"),
    }
}

/// A community with a poll, and the envelope of a good ballot, changed as the test wants.
fn ballot(change: impl FnOnce(&mut Envelope)) -> (Community, Person, Envelope) {
    let (community, poll): (Community, OpenedPoll) = Community::voting(3);
    let voter = community.cast.residents[0].clone();
    let mut envelope = community.desk.envelope(&voter, poll.ballot(&voter, Choice::For));
    change(&mut envelope);
    (community, voter, envelope)
}

fn refused_ballot(change: impl FnOnce(&mut Envelope)) -> Refusal {
    let (community, voter, envelope) = ballot(change);
    refused(&community, Desk::seal(&envelope, &voter))
}

#[test]
fn a_command_for_another_book_is_refused() {
    let other = "test.example/other-0a1b2c3d".to_owned();
    let refusal = refused_ballot(|envelope| envelope.origin.clone_from(&other));
    assert_eq!(refusal, Refusal::OtherBook { expected: Cast::new(3).origin, found: other });
}

#[test]
fn a_command_is_good_until_a_millisecond_before_its_expiry() {
    let (community, voter, envelope) = ballot(|envelope| envelope.expires_at_ms = TimeMs(START.0 + 1_000));
    let signed = Desk::seal(&envelope, &voter);
    community.clock.advance_to(TimeMs(START.0 + 999));
    assert!(community.submit(&Order { command: signed, texts: vec![] }).is_ok());

    let (community, voter, envelope) = ballot(|envelope| envelope.expires_at_ms = TimeMs(START.0 + 1_000));
    let now_ms = TimeMs(START.0 + 1_000);
    community.clock.advance_to(now_ms);
    let refusal = refused(&community, Desk::seal(&envelope, &voter));
    assert_eq!(refusal, Refusal::Expired { expires_at_ms: now_ms, now_ms });
}

#[test]
fn an_expiry_of_more_than_seven_days_after_the_checkpoint_seen_is_refused() {
    let latest_ms = TimeMs(START.0 + WEEK_MS);
    let expires_at_ms = TimeMs(latest_ms.0 + 1);
    let refusal = refused_ballot(|envelope| envelope.expires_at_ms = expires_at_ms);
    assert_eq!(refusal, Refusal::ExpiryTooFar { expires_at_ms, latest_ms });
}

#[test]
fn a_checkpoint_that_this_book_never_had_is_refused() {
    let refusal = refused_ballot(|envelope| envelope.seen.root = Digest([9; 32]));
    assert_eq!(refusal, Refusal::UnknownCheckpoint { size: 0 });
    let refusal = refused_ballot(|envelope| envelope.seen.size = 1_000);
    assert_eq!(refusal, Refusal::UnknownCheckpoint { size: 1_000 });
}

#[test]
fn a_key_that_is_not_enrolled_may_not_sign() {
    let (community, voter, mut envelope) = ballot(|_| {});
    let stranger = voter.with_key("found in the street");
    envelope.key = stranger.public();
    let refusal = refused(&community, Desk::seal(&envelope, &stranger));
    assert!(matches!(refusal, Refusal::KeyNotInForce { key, .. } if key == stranger.public()));
}

#[test]
fn a_key_signs_for_its_own_member_only_and_never_for_the_engine() {
    for actor in [Party::Member("resident_1".parse().unwrap()), Party::Engine] {
        let refusal = refused_ballot(|envelope| envelope.actor = actor);
        assert!(matches!(refusal, Refusal::KeyNotInForce { .. }));
    }
}

#[test]
fn the_engines_key_does_nothing_but_timers() {
    let (community, _, mut envelope) = ballot(|envelope| envelope.actor = Party::Engine);
    let key = community.cast.engine_key();
    envelope.key = PublicKey(key.public());
    let bytes = envelope.encode().unwrap();
    let signature = key.sign_command(&bytes);
    let refusal = refused(&community, SignedCommand { bytes, signature });
    assert_eq!(refusal, Refusal::Rejected { rejection: Rejection::EngineOnly });
}

#[test]
fn a_nonce_used_with_another_command_is_a_conflict_and_names_the_entry() {
    let (community, poll) = Community::voting(3);
    let voter = &community.cast.residents[0];
    let envelope = community.desk.envelope(voter, poll.ballot(voter, Choice::For));
    let order = |envelope: &Envelope| Order { command: Desk::seal(envelope, voter), texts: vec![] };
    let index = community.must(&order(&envelope)).index;

    let other = Envelope { command: poll.ballot(voter, Choice::Against).into(), ..envelope };
    let refusal = refused(&community, Desk::seal(&other, voter));
    assert_eq!(refusal, Refusal::NonceConflict { index });
}

#[test]
fn any_changed_byte_of_a_signed_command_is_refused() {
    let (community, voter, envelope) = ballot(|_| {});
    let good = Desk::seal(&envelope, &voter);
    for position in (0..good.bytes.len()).step_by(7) {
        let mut changed = good.clone();
        changed.bytes[position] ^= 1;
        let refusal = refused(&community, changed);
        assert!(matches!(refusal, Refusal::Malformed { .. } | Refusal::BadSignature { .. }), "{refusal}");
    }
    for position in [0, 31, 32, 63] {
        let mut changed = good.clone();
        changed.signature[position] ^= 1;
        assert!(matches!(refused(&community, changed), Refusal::BadSignature { .. }));
    }
}

#[test]
fn bytes_that_mean_the_same_but_are_written_otherwise_are_refused() {
    let (community, voter, envelope) = ballot(|_| {});
    let good = String::from_utf8(envelope.encode().unwrap()).unwrap();
    let other_spellings = [
        good.replacen('{', "{ ", 1),
        format!("{good}\n"),
        good.replacen(r#"{"actor""#, r#"{"assistance":null,"actor""#, 1),
        good.replacen(r#","command""#, r#","assistance":null,"command""#, 1),
        good.replacen(r#""v":1"#, r#""v":1.0"#, 1),
        good.replacen(r#","v":1"#, r#","unknown":1,"v":1"#, 1),
        good.replacen(r#""v":1"#, r#""v":2"#, 1),
    ];
    for text in other_spellings {
        assert_ne!(text, good);
        let bytes = text.into_bytes();
        let signature = voter.key().sign_command(&bytes);
        let refusal = refused(&community, SignedCommand { bytes, signature });
        assert!(matches!(refusal, Refusal::Malformed { .. }), "{refusal}");
    }
}

#[test]
fn a_command_above_24_kib_is_refused_before_it_is_read() {
    let community = Community::founded(3);
    let at = |bytes: usize| SignedCommand { bytes: vec![b' '; bytes], signature: [0; 64] };
    assert!(matches!(refused(&community, at(24 * 1024)), Refusal::Malformed { .. }));
    let refusal = refused(&community, at(24 * 1024 + 1));
    assert_eq!(refusal, Refusal::TooLarge { bytes: 24 * 1024 + 1, limit: 24 * 1024 });
}

#[test]
fn a_revoked_key_signs_nothing_from_its_revocation_on() {
    let (community, poll) = Community::voting(3);
    let voter = &community.cast.residents[0];
    let [first, second, _] = &community.cast.registrars;
    let act = yishi_core::RegistrarAct::RevokeKey { key: voter.public(), reason: "lost".to_owned() };
    let request = yishi_core::RegistrarRequestId::first(community.engine.version().size);
    community.must(&community.desk.order(first, yishi_core::RequestRegistrarAct { act }, vec![]));
    community.must(&community.desk.order(voter, poll.ballot(voter, Choice::For), vec![]));
    community.must(&community.desk.order(second, yishi_core::EndorseRegistrarAct { request }, vec![]));

    let refusal = refused(&community, community.desk.sign(voter, poll.ballot(voter, Choice::Against)));
    assert!(matches!(refusal, Refusal::KeyNotInForce { reason, .. } if reason.contains("revoked")));
}

#[test]
fn a_key_without_a_good_proof_of_possession_is_not_taken() {
    let community = Community::founded(3);
    let registrar = &community.cast.registrars[0];
    let newcomer = community.cast.residents[0].with_key("second phone");
    let good = newcomer.key_row(&community.cast.origin, Custody::Own);
    let of_another_book = newcomer.key_row("test.example/other-0a1b2c3d", Custody::Own);
    let of_another_member =
        Person::named("resident_1").with_key("x").key_row(&community.cast.origin, Custody::Own);
    let wrong = [
        of_another_book.possession,
        of_another_member.possession,
        good.possession.to_uppercase(),
        good.possession[2..].to_owned(),
    ];
    for possession in wrong {
        let keys = vec![yishi_core::KeyRow { possession, ..good.clone() }];
        let act = yishi_core::RegistrarAct::EnrolKeys { keys };
        let refusal =
            refused(&community, community.desk.sign(registrar, yishi_core::RequestRegistrarAct { act }));
        assert!(matches!(refusal, Refusal::PossessionNotProven { key, .. } if key == newcomer.public()));
    }
}

#[test]
fn a_book_is_founded_only_with_the_keys_of_the_engine_that_runs_it() {
    let cast = Cast::new(3);
    let founding = cast.founding(&cast.desk()).remove(0);
    let envelope = Envelope::parse(&founding.command.bytes).unwrap();
    let Command::CreateBook(create) = envelope.command.clone() else { panic!("not a founding") };
    let other = Cast::of_book("test.example/other-0a1b2c3d", 3);
    let changes: [(&str, yishi_core::CreateBook); 2] = [
        ("log_vkey", yishi_core::CreateBook { log_vkey: other.verifier().to_vkey(), ..create.clone() }),
        ("engine_key", yishi_core::CreateBook { engine_key: Person::named("x").public(), ..create }),
    ];
    for (name, create) in changes {
        let community = Community::empty(cast.clone());
        let envelope = Envelope { command: create.into(), ..envelope.clone() };
        let refusal = refused(&community, Desk::seal(&envelope, &cast.registrars[0]));
        let Refusal::Rejected { rejection: Rejection::OutOfRange { field, .. } } = refusal else {
            panic!("{refusal}")
        };
        assert_eq!(field, name);
    }
}

#[test]
fn a_founding_that_does_not_name_its_signer_is_refused_and_so_is_anything_before_the_founding() {
    let cast = Cast::new(3);
    let community = Community::empty(cast.clone());
    let founding = cast.founding(&cast.desk()).remove(0);
    let envelope = Envelope::parse(&founding.command.bytes).unwrap();
    let stranger = Person::named("stranger");
    let foreign = Envelope { actor: Party::Member(stranger.id.clone()), key: stranger.public(), ..envelope };
    assert!(matches!(refused(&community, Desk::seal(&foreign, &stranger)), Refusal::KeyNotInForce { .. }));
    let early = cast.submission(&community.desk, 1);
    let answer = community.submit(&early);
    let Err(SubmitError::Refused(refusal)) = answer else { panic!("{answer:?}") };
    assert_eq!(refusal, Refusal::Rejected { rejection: Rejection::BookNotFounded });
}

#[test]
fn a_refusal_can_be_had_signed_and_names_command_reason_and_head() {
    let community = Community::founded(3);
    let refusal = Refusal::Rejected { rejection: Rejection::NoCharter };
    let signed = community.engine.signed_refusal([7; 32], &refusal).unwrap();
    let key = VerifyingKey::from_bytes(&community.cast.engine_key().public()).unwrap();
    key.verify_payload(REFUSAL_TYPE, &signed.payload, &signed.signature).unwrap();
    let payload: serde_json::Value = serde_json::from_slice(&signed.payload).unwrap();
    assert_eq!(payload["code"], "no_charter");
    assert_eq!(payload["command"], "07".repeat(32));
    assert_eq!(payload["head"]["size"], community.engine.version().size);
    assert_eq!(payload["origin"], community.cast.origin);
}
