//! Loss of power: the bytes of the disk are copied while the child is under load, and the copy is opened.
//!
//! The child is stopped (not ended: nothing is flushed on its behalf) and the image copied, right after an acknowledgement or
//! at a random moment. What the file system had not given to the disk by then is not in the copy. A disk that lies about
//! its cache this does not show. A control, sled with its own flush alone, must lose entries, or the trial would prove nothing.

use crate::ack::Ack;
use crate::check::{Checker, lost_by_control};
use crate::disk::{self, Mounted};
use crate::parent::{Moment, Running};
use crate::place::Place;
use crate::random::Random;
use std::path::Path;
use std::time::Duration;

const TRIALS: u64 = 20;

/// Runs the child on a disk of its own and answers what it had acknowledged when the power failed; the disk's bytes are in `copy`.
fn trial(folder: &Path, copy: &Path, mode: &str, moment: Moment, pause: Duration) -> Vec<Ack> {
    let image = folder.join("disk");
    disk::format(&image);
    let mounted = Mounted::mount(&image, &folder.join("mounted"));
    let mut running = Running::start(&mounted.folder, 0, mode);
    running.wait_for(moment);
    std::thread::sleep(pause);
    disk::run("kill", &["-STOP", &running.id().to_string()]);
    disk::run("cp", &["--sparse=always", image.to_str().unwrap(), copy.to_str().unwrap()]);
    running.kill()
}

fn trials(what: &str, mut pause: impl FnMut(&mut Random) -> Duration) {
    if std::env::var_os("YISHI_LONG").is_none() || !disk::available() {
        println!("NOT RUN: {what}: needs YISHI_LONG=1, root and loop devices (tests/durability/long.sh)");
        return;
    }
    let mut random = Random::announced(what);
    let mut acknowledged = 0;
    for number in 0..TRIALS {
        let folder = tempfile::tempdir().unwrap();
        let copy = folder.path().join("copy");
        let moment = Moment::Acknowledged(1 + random.below(300));
        let acks = trial(folder.path(), &copy, "load", moment, pause(&mut random));
        let after = Mounted::mount(&copy, &folder.path().join("after"));
        let mut checker = Checker::new();
        println!("{what} {number}: {} acknowledged", acks.len());
        checker.check(&Place::from(after.folder.as_path()), acks);
        acknowledged += checker.acknowledged();
    }
    println!("{what}: {TRIALS} trials, {acknowledged} acknowledged commands, none lost");
}

#[test]
fn nothing_acknowledged_is_lost_when_power_fails_right_after_an_acknowledgement() {
    trials("power lost after an acknowledgement", |_| Duration::ZERO);
}

#[test]
fn nothing_acknowledged_is_lost_when_power_fails_at_a_random_moment() {
    trials("power lost at a random moment", |random| Duration::from_micros(random.below(20_000)));
}

#[test]
fn the_trial_of_power_loss_sees_entries_that_were_never_synced() {
    if std::env::var_os("YISHI_LONG").is_none() || !disk::available() {
        println!("NOT RUN: control of power loss: needs YISHI_LONG=1, root and loop devices");
        return;
    }
    let mut lost = 0;
    for _ in 0..5 {
        let folder = tempfile::tempdir().unwrap();
        let copy = folder.path().join("copy");
        let acks = trial(folder.path(), &copy, "control", Moment::Acknowledged(100), Duration::ZERO);
        let after = Mounted::mount(&copy, &folder.path().join("after"));
        lost += usize::from(lost_by_control(&after.folder, &acks) > 0);
    }
    println!("control: sled's flush alone lost acknowledged values in {lost} of 5 trials");
    assert!(lost > 0, "a trial that never sees a loss proves nothing");
}
