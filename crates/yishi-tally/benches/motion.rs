//! A motion over 60,000 owners: totals, tally and trace, and the whole way from units and paper to the verdict.
#![allow(missing_docs, reason = "criterion's macros write functions without docs")]

use criterion::{Criterion, criterion_group, criterion_main};
use std::collections::BTreeSet;
use std::hint::black_box;
use std::sync::Arc;
use yishi_tally::{
    Areas, BallotChannel, Choice, Language, Marking, OwnedUnit, OwnersBallot, OwnersProfile, OwnersVote,
    Totals, UnitKind, UnitStatus, VotingRight, cc278_special, count_owners, explain, tally,
};

// As the program does.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const OWNERS: u64 = 60_000;

fn choice(owner: u64) -> Choice {
    match owner % 7 {
        0 => Choice::Against,
        1 => Choice::Abstain,
        _ => Choice::For,
    }
}

fn rights() -> Vec<VotingRight> {
    let right = |owner: u64| VotingRight {
        id: format!("member_{owner:016x}").as_str().into(),
        heads: 1,
        area_dm2: 6_000 + owner % 9_000,
        ..VotingRight::default()
    };
    (0..OWNERS).map(right).collect()
}

fn motion(rights: &[VotingRight]) -> usize {
    let mut totals = Totals::of_roll(rights);
    for (right, owner) in rights.iter().zip(0..) {
        totals.record(right, choice(owner));
    }
    explain(&tally(&cc278_special(), &totals), Language::Chinese).len()
}

fn units() -> Vec<OwnedUnit> {
    let unit = |owner: u64| OwnedUnit {
        id: format!("unit_{owner:016x}").into(),
        owners: [Arc::from(format!("member_{owner:016x}"))].into(),
        areas: Areas { registered_dm2: Some(6_000 + owner % 9_000), ..Areas::default() },
        status: UnitStatus::Delivered,
        kind: UnitKind::Dwelling,
        guardian: None,
    };
    (0..OWNERS).map(unit).collect()
}

fn ballots() -> Vec<OwnersBallot> {
    let ballot = |owner: u64| OwnersBallot {
        id: format!("ballot_{owner:016x}").into(),
        head: format!("member_{owner:016x}").into(),
        item: "CC278.7".into(),
        marking: Marking::Choice(choice(owner)),
        at: owner * 7_919 % OWNERS,
        channel: if owner.is_multiple_of(5) { BallotChannel::Paper } else { BallotChannel::Electronic },
        proxy: None,
    };
    (0..OWNERS).map(ballot).collect()
}

fn benches(criterion: &mut Criterion) {
    let rights = rights();
    criterion.bench_function("motion/60000-owners/totals-tally-trace", |bencher| {
        bencher.iter(|| motion(black_box(&rights)));
    });
    let (units, ballots) = (units(), ballots());
    let agenda: BTreeSet<Arc<str>> = ["CC278.7".into()].into();
    let profile = OwnersProfile::default();
    let vote = OwnersVote {
        item: "CC278.7",
        agenda: &agenda,
        opens_at: 0,
        closes_at: OWNERS,
        units: &units,
        ballots: &ballots,
        served: None,
        profile: &profile,
    };
    criterion.bench_function("motion/60000-owners/units-and-ballots-to-verdict", |bencher| {
        bencher.iter(|| count_owners(black_box(&vote), &cc278_special()).passed);
    });
}

criterion_group!(all, benches);
criterion_main!(all);
