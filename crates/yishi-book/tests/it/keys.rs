//! Kinds of keys are never blurred: what signs checkpoints is no person's key and not the engine's, at the founding and ever after.

use yishi_book::Refusal;
use yishi_core::{
    Command, CreateBook, Custody, EndorseRegistrarAct, LogKeyRotation, PublicKey, RegistrarAct,
    RegistrarRequestId, Rejection, RequestRegistrarAct, Ruleset,
};
use yishi_log::checkpoint::LogVerifier;
use yishi_log::key::LogKey;
use yishi_testkit::{Cast, Desk, Order, PaperBook, Person};

/// A log key, as a person would hold it.
fn log_key_of(person: &Person) -> LogKey {
    LogKey::from_seed(person.key_seed())
}

struct Scene {
    paper: PaperBook,
    cast: Cast,
    desk: Desk,
}

impl Scene {
    fn under(ruleset: Ruleset) -> Self {
        let cast = Cast::new(3).under(ruleset);
        let paper = PaperBook::founded(&cast);
        let desk = cast.desk();
        desk.count_from(1_000);
        Self { paper, cast, desk }
    }

    fn vkey(&self, key: &LogKey) -> String {
        LogVerifier::new(&self.cast.origin, &key.public()).unwrap().to_vkey()
    }

    fn rotation_to(&self, person: &Person) -> RegistrarAct {
        let log_vkey = self.vkey(&log_key_of(person));
        RegistrarAct::RotateLogKey(LogKeyRotation { log_vkey, overlap: 2 })
    }

    fn enrolment_of(&self, person: &Person) -> RegistrarAct {
        RegistrarAct::EnrolKeys { keys: vec![person.key_row(&self.cast.origin, Custody::Own)] }
    }

    fn request(&mut self, act: RegistrarAct) -> Result<RegistrarRequestId, Refusal> {
        let order = self.desk.order(&self.cast.registrars[0], RequestRegistrarAct { act }, vec![]);
        self.paper.admit(&order).map(|(index, _)| RegistrarRequestId::first(index))
    }

    fn endorse(&mut self, request: RegistrarRequestId) -> Result<(), Refusal> {
        let order = self.desk.order(&self.cast.registrars[1], EndorseRegistrarAct { request }, vec![]);
        self.paper.admit(&order).map(|_| ())
    }
}

fn is_key_in_use<T>(outcome: Result<T, Refusal>, key: PublicKey) -> bool {
    matches!(outcome, Err(Refusal::Rejected { rejection: Rejection::KeyInUse { key: found } }) if found == key)
}

fn names_field<T>(outcome: Result<T, Refusal>, wanted: &str) -> bool {
    matches!(outcome, Err(Refusal::Rejected { rejection: Rejection::OutOfRange { field, .. } }) if field == wanted)
}

/// Two residents who hold the secrets of log keys.
fn holders() -> (Person, Person) {
    let of = |number: usize| Cast::new(3).residents[number].clone();
    (of(0).with_key("a log key"), of(1).with_key("another log key"))
}

#[test]
fn a_log_key_is_enrolled_for_nobody_whether_it_signs_or_has_signed() {
    let mut scene = Scene::under(Ruleset::FOURTH);
    let (first, second) = holders();
    for holder in [&first, &second] {
        let request = scene.request(scene.rotation_to(holder)).unwrap();
        scene.endorse(request).unwrap();
        // The overlap ends, so that another rotation can follow.
        for _ in 0..2 {
            let other = Person::named("resident_2").with_key(&format!("{}", scene.paper.book.head().size));
            scene.request(scene.enrolment_of(&other)).unwrap();
        }
    }
    for holder in [first, second] {
        assert!(is_key_in_use(scene.request(scene.enrolment_of(&holder)), holder.public()));
    }
}

#[test]
fn of_a_rotation_and_an_enrolment_of_one_key_only_the_first_that_takes_effect_does() {
    let (holder, _) = holders();
    for rotation_first in [true, false] {
        let mut scene = Scene::under(Ruleset::FOURTH);
        let rotation = scene.request(scene.rotation_to(&holder)).unwrap();
        let enrolment = scene.request(scene.enrolment_of(&holder)).unwrap();
        if rotation_first {
            scene.endorse(rotation).unwrap();
            assert!(is_key_in_use(scene.endorse(enrolment), holder.public()));
        } else {
            scene.endorse(enrolment).unwrap();
            assert!(names_field(scene.endorse(rotation), "log_vkey"));
        }
    }
}

#[test]
fn books_under_earlier_rules_keep_what_they_enrolled() {
    for ruleset in [Ruleset::THIRD, Ruleset::FOURTH] {
        let mut scene = Scene::under(ruleset);
        let holder = Person::named("resident_0").with_key(&format!("log of {}", scene.cast.origin));
        assert_eq!(scene.vkey(&log_key_of(&holder)), scene.cast.verifier().to_vkey());
        let requested = scene.request(scene.enrolment_of(&holder));
        assert_eq!(is_key_in_use(requested, holder.public()), ruleset == Ruleset::FOURTH);
    }
}

#[test]
fn a_founding_names_a_book_a_log_and_an_engine_with_keys_of_their_own() {
    let cast = Cast::new(3);
    let tried = |origin: &str, change: &dyn Fn(&mut CreateBook)| {
        let cast = Cast::of_book(origin, 3);
        let desk = cast.desk();
        let mut founding: Order = cast.founding(&desk).remove(0);
        let mut envelope = yishi_book::Envelope::parse(&founding.command.bytes).unwrap();
        let Command::CreateBook(create) = &mut envelope.command else { panic!("not a founding") };
        change(create);
        founding.command = Desk::seal(&envelope, &cast.registrars[0]);
        PaperBook::empty(&cast).admit(&founding)
    };
    let own = |change: &dyn Fn(&mut CreateBook)| tried(&cast.origin, change);
    let vkey = |key: &LogKey| LogVerifier::new(&cast.origin, &key.public()).unwrap().to_vkey();
    let log = PublicKey(cast.log_key().public());
    assert!(own(&|_| {}).is_ok());
    for origin in ["test.example/weiyang", "test.example/weiyang-0A1B2C3D", "weiyang-0a1b2c3d"] {
        assert!(names_field(tried(origin, &|_| {}), "origin"), "{origin}");
    }
    let other = Cast::of_book("test.example/other-0a1b2c3d", 3).verifier().to_vkey();
    assert!(names_field(own(&|create| create.log_vkey.clone_from(&other)), "log_vkey"));
    assert!(names_field(own(&|create| "no key".clone_into(&mut create.log_vkey)), "log_vkey"));
    let of_registrar = vkey(&log_key_of(&cast.registrars[2]));
    assert!(names_field(own(&|create| create.log_vkey.clone_from(&of_registrar)), "log_vkey"));
    assert!(names_field(own(&|create| create.engine_key = log), "engine_key"));
    let registrar = cast.registrars[1].public();
    assert!(names_field(own(&|create| create.engine_key = registrar), "engine_key"));
    // The neutral element of the group: a signature under it says nothing.
    let mut small_order = [0; 32];
    small_order[0] = 1;
    assert!(names_field(own(&|create| create.engine_key = PublicKey(small_order)), "engine_key"));
}
