//! `kill -9` at random moments under load.

use crate::check::Checker;
use crate::parent::{Moment, Running};
use crate::place::Place;
use crate::random::Random;

const KILLS: u64 = 20;
const KILLS_IN_LONG_MODE: u64 = 200;
/// Numbers that one child may use.
const NUMBERS: u64 = 1_000_000;

fn moment(round: u64, random: &mut Random) -> Moment {
    match round % 10 {
        3 => Moment::Opening,
        7 => Moment::Opened,
        _ => Moment::Acknowledged(1 + random.below(120)),
    }
}

#[test]
fn nothing_acknowledged_is_lost_when_the_process_is_killed_at_any_moment() {
    let kills = if std::env::var_os("YISHI_LONG").is_some() { KILLS_IN_LONG_MODE } else { KILLS };
    let mut random = Random::announced("kills");
    let folder = tempfile::tempdir().unwrap();
    let place = Place::from(folder.path());
    let mut checker = Checker::new();
    for round in 0..kills {
        let mut running = Running::start(&place.0, round * NUMBERS, "load");
        running.wait_for(moment(round, &mut random));
        checker.check(&place, running.kill());
    }
    println!("{kills} kills, {} acknowledged commands, none lost", checker.acknowledged());
    assert!(checker.acknowledged() > kills as usize, "the load must be a load");
}
