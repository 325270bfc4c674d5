//! What the page of a council with 10,000 open matters takes: wanted is a median under 20 ms.
//!
//! `cargo bench -p yishi-pages --bench council`. The state holds 10,000 matters with proposal and deadline, half of them overdue,
//! 100,000 other obligations and 100,000 standing duties, one in a hundred of them missed; texts come from memory.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a bench that cannot go on must stop"
)]

use criterion::{Criterion, criterion_group, criterion_main};
use std::sync::Arc;
use yishi_core::{
    Commitment, CouncilId, DocumentHash, DutyBearer, DutyKind, Lasts, Matter, MatterId, MatterStage,
    Obligation, Period, Recurrence, ResolutionId, SeatAt, StandingDuty, StandingDutyId, StandingDutyTerms,
    State, TimeMs,
};
use yishi_pages::{Address, Board, EntryFacts, Position, Reach, Sources, Turn};
use yishi_tally::Language;
use yishi_testkit::{Cast, PaperBook, START};

/// Every text says the same.
struct Same;

impl Sources for Same {
    fn document(&self, _: &DocumentHash) -> Option<String> {
        Some("草坪停车 Parking on the lawn, again and again, where children play".to_owned())
    }
    fn statement(&self, _: &Commitment) -> Option<String> {
        Some("草坪上又停车了。".to_owned())
    }
    fn recorded_at(&self, _: u64) -> Option<TimeMs> {
        Some(START)
    }
    fn entry(&self, _: u64) -> Option<EntryFacts> {
        None
    }
}

fn state() -> (State, MatterId) {
    let cast = Cast::new(10);
    let desk = cast.desk();
    let mut paper = PaperBook::founded(&cast);
    let (orders, opened) = cast.poll(&desk, u64::try_from(paper.leaves.len()).unwrap());
    orders.iter().for_each(|order| {
        paper.must_admit(order);
    });
    let mut state = paper.book.state().clone();
    let model = Matter::clone(&state.matters[&opened.matter]);
    for number in 1..=10_000 {
        let id = MatterId::first(1_000 + number);
        let matter = Matter { id, overdue: number % 2 == 0, ..model.clone() };
        state.matters.insert(id, Arc::new(matter));
    }
    for number in 0..100_000 {
        let matter = MatterId::first(1_000 + number % 10_000);
        let due = TimeMs(START.0 + number * 60_000);
        state.obligations.insert((due, Obligation::Deliberation { matter, set_by: number }));
    }
    lay_duties(&mut state, model.council);
    state.relist();
    (state, opened.matter)
}

/// A hundred thousand standing duties of a council, one in a hundred of them missed, each with its obligation.
fn lay_duties(state: &mut State, council: CouncilId) {
    let recurs = Recurrence { from: None, every: Period::Months(1), lasts: Lasts::UntilEnded, grace_days: 5 };
    for number in 0..100_000_u32 {
        let id = StandingDutyId::nth(u64::from(number / 10), number % 10 + 1);
        let due = TimeMs(START.0 + u64::from(number) * 60_000);
        let supervisor = SeatAt { council: council.clone(), seat: "supervisor".parse().unwrap() };
        let bearer = DutyBearer::Member { member: format!("m{number}").parse().unwrap() };
        let (does, name) = (DutyKind::Maintenance, format!("电梯{number}定期检验"));
        let duty = StandingDuty {
            id,
            resolution: ResolutionId::first(u64::from(number / 10)),
            council: council.clone(),
            decided_by: "owners".parse().unwrap(),
            terms: StandingDutyTerms { does, name, bearer, supervisor, recurs, replaces: None },
            windows: recurs.windows_from(START),
            next: 2,
            next_due_at_ms: Some(due),
            occurrences: Default::default(),
            overdue: (number % 100 == 0).then_some(1_u32).into_iter().collect(),
            end: None,
            replaces: None,
            succession: None,
            changed_at: u64::from(number / 10),
        };
        let standings = &mut state.standings;
        standings.owed_by.entry(duty.terms.bearer.clone()).or_default().insert(id);
        standings.seen_to_by.entry(duty.terms.supervisor.clone()).or_default().insert(id);
        standings.duties.insert(id, Arc::new(duty));
        state.obligations.insert((due, Obligation::StandingDuty { duty: id }));
    }
}

fn council(criterion: &mut Criterion) {
    let (state, matter) = state();
    let position = Position {
        origin: "example.org/a-1".to_owned(),
        size: 40,
        root: "ab".repeat(32),
        recorded_at_ms: START,
    };
    let address = Address {
        base: Some("https://example.org/board/".to_owned()),
        query: "",
        other_language: "?lang=en".to_owned(),
        reach: Reach::Served,
    };
    let board = Board { position, state: &state, texts: &Same, language: Language::Chinese, address };
    let id = state.matters[&matter].council.clone();
    criterion.bench_function("council page, first", |bench| {
        bench.iter(|| board.council(&id, Turn::First).unwrap())
    });
    let turn = Turn::Stage { stage: MatterStage::Deliberating, before: Some(MatterId::first(6_000)) };
    criterion
        .bench_function("council page, one stage", |bench| bench.iter(|| board.council(&id, turn).unwrap()));
    criterion.bench_function("matter page", |bench| bench.iter(|| board.matter(&matter).unwrap()));
    criterion.bench_function("council calendar", |bench| bench.iter(|| board.council_calendar(&id).unwrap()));
    criterion.bench_function("council feed", |bench| bench.iter(|| board.feed_of_council(&id).unwrap()));
    let turn = Turn::Duties { before: Some(StandingDutyId::first(5_000)) };
    criterion.bench_function("standing duties, one page", |bench| {
        bench.iter(|| board.council(&id, turn).unwrap())
    });
    let bearer = "m77777".parse().unwrap();
    criterion
        .bench_function("duties of a member", |bench| bench.iter(|| state.duties_borne_by(&bearer).len()));
    criterion.bench_function("overview", |bench| bench.iter(|| board.overview()));
}

criterion_group!(benches, council);
criterion_main!(benches);
