//! A book that was founded under older rules takes over the newest ones that the engine knows, by an entry of its own, once.

use yishi_book::Envelope;
use yishi_core::{Command, NEWEST_RULESET, Ruleset};
use yishi_testkit::{Cast, Community, Desk, Order};

/// The founding under the first rules.
fn first_order(cast: &Cast, desk: &Desk) -> Order {
    let mut order = cast.founding(desk).remove(0);
    let mut envelope: Envelope = serde_json::from_slice(&order.command.bytes).unwrap();
    let Command::CreateBook(create) = &mut envelope.command else { panic!("the founding comes first") };
    create.ruleset = None;
    order.command = Desk::seal(&envelope, &cast.registrars[0]);
    order
}

#[test]
fn the_engine_adopts_the_newest_rules_before_anything_else_happens_and_only_once() {
    let mut community = Community::empty(Cast::new(3));
    let order = first_order(&community.cast, &community.desk);
    community.must(&order);
    assert_eq!(community.engine.version().state.ruleset, Ruleset::FIRST);
    let charter = community.cast.founding(&community.desk).remove(1);
    community.must(&charter);
    let version = community.engine.version();
    assert_eq!((version.size, version.state.ruleset), (3, NEWEST_RULESET));
    community.reopen().unwrap();
    community.engine.tick();
    assert_eq!(community.engine.version().size, 3);
}
