//! What a ballot costs in a community of 60,000 members: decided and folded, alone and with readers holding versions.
//! Run with `cargo bench -p yishi-core`.
#![allow(
    missing_docs,
    dead_code,
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::cast_possible_truncation,
    reason = "a bench that cannot go on must stop; it borrows the fixture of the rules' tests"
)]

#[path = "../tests/rules/community.rs"]
mod community;
#[path = "../tests/rules/steps.rs"]
mod steps;

use community::*;
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use std::hint::black_box;
use std::sync::Arc;
use yishi_core::*;
use yishi_tally::Choice;

const MEMBERS: usize = 60_000;

/// Commands that the writer takes at once before it publishes a version.
const BATCH: u64 = 256;

fn name(number: usize) -> String {
    format!("member_{number:016x}")
}

/// A community with a proposal that its residents may vote on.
fn large() -> (Community, ProposalId) {
    let mut community = Community::minimal();
    let (_, proposal) = community.grid_proposal();
    community.post(proposal, "7d");
    for number in 0..MEMBERS {
        let member = Member {
            id: id(&name(number)),
            council: id("grid-1"),
            household: Some(id(&format!("household_{:016x}", number / 3))),
            identity: None,
            standing: Standing::Resident,
            since: 0,
        };
        community.state.roll.members.insert(member.id.clone(), Arc::new(member));
    }
    (community, proposal)
}

/// Casts ballots of all members in turn, over and over.
struct Voting {
    community: Community,
    orders: Vec<(Actor, Command)>,
    next: u64,
}

impl Voting {
    fn new(community: Community, poll: PollId) -> Self {
        let order = |number: usize| {
            let choice = if number.is_multiple_of(3) { Choice::Against } else { Choice::For };
            (actor(&name(number)), community.ballot(poll, &name(number), choice).into())
        };
        // A step that shares no factor with the number of members: neighbours on the roll do not vote one after another.
        let orders = (0..MEMBERS).map(|number| order(number * 7_919 % MEMBERS)).collect();
        Self { community, orders, next: 0 }
    }

    fn decide_next(&self) -> Vec<Event> {
        let (actor, command) = &self.orders[self.next as usize % MEMBERS];
        decide(&self.community.state, actor, command, self.community.context()).unwrap()
    }

    fn cast_next(&mut self) {
        let context = self.community.context();
        let (actor, command) = &self.orders[self.next as usize % MEMBERS];
        let events = decide(&self.community.state, actor, command, context).unwrap();
        evolve(&mut self.community.state, actor, command, &events, context);
        self.community.index += 1;
        self.next += 1;
    }
}

fn ballots(criterion: &mut Criterion) {
    let (mut community, proposal) = large();
    let poll = community.open_poll(proposal, "residents", PollScope::Council);
    let mut voting = Voting::new(community, poll);
    let mut group = criterion.benchmark_group("ballot_of_60000");
    group.throughput(Throughput::Elements(1));
    group.bench_function("decide", |bencher| bencher.iter(|| black_box(voting.decide_next())));
    group.bench_function("decide_and_evolve", |bencher| bencher.iter(|| voting.cast_next()));
    let mut version = voting.community.state.clone();
    group.bench_function("decide_and_evolve_with_a_version_kept_every_256", |bencher| {
        bencher.iter(|| {
            if voting.next.is_multiple_of(BATCH) {
                version = voting.community.state.clone();
            }
            voting.cast_next();
        });
    });
    group.bench_function("decide_and_evolve_with_a_version_kept_every_time", |bencher| {
        bencher.iter(|| {
            version = voting.community.state.clone();
            voting.cast_next();
        });
    });
    black_box(version);
    group.finish();
    whole_polls(criterion, &voting.community, proposal, poll);
}

fn whole_polls(criterion: &mut Criterion, community: &Community, proposal: ProposalId, poll: PollId) {
    let mut group = criterion.benchmark_group("poll_of_60000");
    group.sample_size(10);
    let (mut fresh, _) = large();
    fresh.fire_due();
    let order: Command = fresh.poll_order(proposal, "residents", PollScope::Council).into();
    let chair = actor(fresh.chair_of(proposal));
    group.bench_function("decide_to_open_and_freeze_the_roll", |bencher| {
        bencher.iter(|| decide(&fresh.state, &chair, &order, fresh.context()).unwrap());
    });
    let opened = decide(&fresh.state, &chair, &order, fresh.context()).unwrap();
    group.bench_function("decide_and_evolve_freezing_twice", |bencher| {
        bencher.iter(|| {
            let events = decide(&fresh.state, &chair, &order, fresh.context()).unwrap();
            evolve(&mut fresh.state.clone(), &chair, &order, &events, fresh.context());
        });
    });
    group.bench_function("decide_and_evolve_freezing_once", |bencher| {
        bencher.iter(|| {
            let prepared = Prepared::default();
            let events = decide_preparing(&fresh.state, &chair, &order, fresh.context(), &prepared).unwrap();
            evolve_prepared(&mut fresh.state.clone(), &chair, &order, &events, fresh.context(), prepared);
        });
    });
    group.bench_function("evolve_from_the_event_alone", |bencher| {
        bencher.iter(|| evolve(&mut fresh.state.clone(), &chair, &order, &opened, fresh.context()));
    });
    let running = community.poll(poll);
    group.bench_function("tally_from_running_totals", |bencher| {
        bencher.iter(|| yishi_tally::tally(&running.rule.requirements, &running.totals));
    });
    group.bench_function("recount_every_ballot", |bencher| bencher.iter(|| running.recount()));
    group.finish();
}

criterion_group!(benches, ballots);
criterion_main!(benches);
