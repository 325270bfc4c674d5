//! One forgery for each check; each is found under its name, at its entry, and at no other.

use yishi_book::{Book, Envelope, SignatureCheck, SignedCommand};
use yishi_core::{
    Actor, Command, Context, Custody, Event, KeyRow, RegistrarAct, RequestRegistrarAct, TimeMs, decide,
};
use yishi_log::canonical;
use yishi_log::chain::ChainHash;
use yishi_log::leaf::Leaf;
use yishi_tally::Choice;
use yishi_testkit::{Cast, Desk, OpenedPoll, PaperBook, Person, START};

/// A book with an open poll, and a desk for further commands.
struct Scene {
    paper: PaperBook,
    cast: Cast,
    desk: Desk,
    poll: OpenedPoll,
}

fn scene() -> Scene {
    let cast = Cast::new(3);
    let mut paper = PaperBook::founded(&cast);
    let desk = cast.desk();
    desk.count_from(1_000);
    let (orders, poll) = cast.poll(&desk, paper.book.size());
    for order in &orders {
        paper.must_admit(order);
    }
    Scene { paper, cast, desk, poll }
}

/// What goes into a forged leaf.
struct Forgery {
    signed: SignedCommand,
    events: String,
    at: TimeMs,
}

impl Scene {
    fn ballot(&self, voter: &Person) -> Envelope {
        self.desk.envelope(voter, self.poll.ballot(voter, Choice::For))
    }

    /// A forgery that is not one yet: what the writer would have written.
    fn honest(&self, envelope: &Envelope, signer: &Person) -> Forgery {
        let at = self.paper.now;
        let state = self.paper.book.state();
        let context = Context {
            index: self.paper.book.size(),
            at,
            ruleset: state.ruleset,
            head: yishi_core::Digest(self.paper.book.head().prev.0),
        };
        let events: Vec<Event> = decide(state, &Actor::from(envelope), &envelope.command, context).unwrap();
        let events = String::from_utf8(canonical::encode(&events).unwrap()).unwrap();
        Forgery { signed: Desk::seal(envelope, signer), events, at }
    }

    /// The checks under which a leaf is found when it comes next.
    fn findings(&self, forgery: &Forgery, change: impl FnOnce(&mut Leaf<'_>)) -> Vec<String> {
        let bytes = self.leaf(forgery, change);
        let index = self.paper.book.size();
        let findings = self.paper.book.clone().replay(&bytes);
        assert!(findings.iter().all(|finding| finding.index == Some(index)));
        findings.into_iter().map(|finding| finding.check).collect()
    }

    fn leaf(&self, forgery: &Forgery, change: impl FnOnce(&mut Leaf<'_>)) -> Vec<u8> {
        let head = self.paper.book.head();
        let command = std::str::from_utf8(&forgery.signed.bytes).unwrap();
        let mut leaf = Leaf {
            origin: &self.cast.origin,
            index: head.size,
            recorded_at_ms: forgery.at.0,
            prev: head.prev,
            ruleset: self.paper.book.state().ruleset.0,
            command,
            key: Envelope::parse(&forgery.signed.bytes).unwrap().key.0,
            signature: forgery.signed.signature,
            events: &forgery.events,
        };
        change(&mut leaf);
        leaf.encode().unwrap()
    }
}

/// The findings of an honest ballot's leaf with one change.
fn changed(change: impl FnOnce(&mut Leaf<'_>)) -> Vec<String> {
    let scene = scene();
    let voter = &scene.cast.residents[0];
    scene.findings(&scene.honest(&scene.ballot(voter), voter), change)
}

#[test]
fn an_honest_leaf_has_no_finding() {
    assert!(changed(|_| {}).is_empty());
}

#[test]
fn the_whole_book_replays_without_a_finding_and_restores_to_the_same_state() {
    let paper = scene().paper;
    let (mut replayed, mut restored) = (Book::new(paper.book.origin()), Book::new(paper.book.origin()));
    for leaf in &paper.leaves {
        assert!(replayed.replay(leaf).is_empty());
        restored.restore(leaf).unwrap();
    }
    for book in [replayed, restored] {
        assert_eq!((book.head(), book.state()), (paper.book.head(), paper.book.state()));
    }
}

#[test]
fn a_field_that_does_not_fit_the_place_is_found_under_its_name() {
    assert_eq!(changed(|leaf| leaf.origin = "test.example/other-0a1b2c3d"), ["origin"]);
    assert_eq!(changed(|leaf| leaf.index += 1), ["index"]);
    assert_eq!(changed(|leaf| leaf.prev = ChainHash([9; 32])), ["chain"]);
    assert_eq!(changed(|leaf| leaf.recorded_at_ms = START.0 - 1), ["time"]);
    assert_eq!(changed(|leaf| leaf.ruleset += 1), ["ruleset"]);
    assert_eq!(changed(|leaf| leaf.key[0] ^= 1), ["key"]);
    assert_eq!(changed(|leaf| leaf.signature[0] ^= 1), ["signature"]);
}

#[test]
fn signatures_are_left_out_when_they_are_checked_elsewhere() {
    let scene = scene();
    let voter = &scene.cast.residents[0];
    let forgery = scene.honest(&scene.ballot(voter), voter);
    let bytes = scene.leaf(&forgery, |leaf| leaf.signature[0] ^= 1);
    assert!(scene.paper.book.clone().replay_with(&bytes, SignatureCheck::Done).is_empty());
}

#[test]
fn events_that_do_not_follow_from_the_command_are_found() {
    assert_eq!(changed(|leaf| leaf.events = "[]"), ["replay"]);
}

#[test]
fn a_command_that_the_rules_refuse_is_found() {
    let scene = scene();
    let voter = &scene.cast.residents[0];
    let mut envelope = scene.ballot(voter);
    let mut forgery = scene.honest(&envelope, voter);
    envelope.command = scene.poll.ballot(&scene.cast.residents[1], Choice::For).into();
    forgery.signed = Desk::seal(&envelope, voter);
    assert_eq!(scene.findings(&forgery, |_| {}), ["replay"]);
}

#[test]
fn a_command_recorded_twice_is_found() {
    let mut scene = scene();
    let voter = scene.cast.residents[0].clone();
    let envelope = scene.ballot(&voter);
    let order = yishi_testkit::Order { command: Desk::seal(&envelope, &voter), texts: vec![] };
    scene.paper.must_admit(&order);
    assert_eq!(scene.findings(&scene.honest(&envelope, &voter), |_| {}), ["nonce"]);
}

#[test]
fn a_command_recorded_at_its_expiry_is_found_and_a_millisecond_before_it_is_not() {
    for (early, expected) in [(1, vec![]), (0, vec!["expiry"])] {
        let mut scene = scene();
        let voter = scene.cast.residents[0].clone();
        let mut envelope = scene.ballot(&voter);
        envelope.expires_at_ms = TimeMs(START.0 + 10);
        scene.paper.now = TimeMs(START.0 + 10 - early);
        assert_eq!(scene.findings(&scene.honest(&envelope, &voter), |_| {}), expected);
    }
}

#[test]
fn a_command_that_names_a_checkpoint_of_another_book_is_found() {
    let scene = scene();
    let voter = &scene.cast.residents[0];
    let mut envelope = scene.ballot(voter);
    envelope.seen.root = yishi_core::Digest([9; 32]);
    assert_eq!(scene.findings(&scene.honest(&envelope, voter), |_| {}), ["expiry"]);
}

#[test]
fn a_command_signed_by_a_key_that_is_not_in_force_is_found() {
    let scene = scene();
    let stranger = scene.cast.residents[0].with_key("found in the street");
    let envelope = scene.ballot(&stranger);
    assert_eq!(scene.findings(&scene.honest(&envelope, &stranger), |_| {}), ["key"]);
}

#[test]
fn a_key_enrolled_without_a_good_proof_of_possession_is_found() {
    let scene = scene();
    let newcomer = scene.cast.residents[0].with_key("second phone");
    let elsewhere = newcomer.key_row("test.example/other-0a1b2c3d", Custody::Own);
    let keys: Vec<KeyRow> = vec![elsewhere];
    let command: Command = RequestRegistrarAct { act: RegistrarAct::EnrolKeys { keys } }.into();
    let registrar = &scene.cast.registrars[0];
    let envelope = scene.desk.envelope(registrar, command);
    assert_eq!(scene.findings(&scene.honest(&envelope, registrar), |_| {}), ["possession"]);
}

#[test]
fn an_entry_that_stands_after_a_due_time_that_did_not_fire_is_found() {
    let mut scene = scene();
    let voter = scene.cast.residents[0].clone();
    let submission = scene.cast.submission(&scene.desk, 7);
    let mut forgery = scene.honest(&Envelope::parse(&submission.command.bytes).unwrap(), &voter);
    scene.paper.now = scene.poll.closes_at_ms;
    forgery.at = scene.poll.closes_at_ms;
    assert_eq!(scene.findings(&forgery, |_| {}), ["timer"]);
}

#[test]
fn what_is_no_leaf_is_found_and_the_next_entry_is_still_checked() {
    let scene = scene();
    let voter = &scene.cast.residents[0];
    let mut book = scene.paper.book.clone();
    let found = book.replay(b"{}");
    assert_eq!(found.iter().map(|finding| finding.check.as_str()).collect::<Vec<_>>(), ["leaf"]);
    let next = scene.leaf(&scene.honest(&scene.ballot(voter), voter), |leaf| {
        leaf.index += 1;
        leaf.prev = ChainHash::of(b"{}");
    });
    assert!(book.replay(&next).is_empty());
}
