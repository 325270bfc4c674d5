//! Wieliczka 2023 by exact Equal Shares with all its increments; `tests/peers/run.sh` sets a peer beside it.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "a bench that cannot go on must stop, and says so"
)]

use criterion::{Criterion, criterion_group, criterion_main};
use yishi_ballots::{NoCompanions, Request, Setting};

const FILE: &str = "pabulib-wieliczka/poland_wieliczka_2023_green-budget.pb";

fn wieliczka(criterion: &mut Criterion) {
    let Some(data) = yishi_testkit::test_data("the bench of equal shares") else { return };
    let bytes = std::fs::read(data.join(FILE)).unwrap();
    let mut group = criterion.benchmark_group("wieliczka");
    group.sample_size(10);
    for (name, settings, winners) in [
        ("official", vec!["start=whole_share"], 30),
        ("peer", vec!["start=share"], 30),
        ("exhaustive", vec!["start=whole_share", "stop=when_exhaustive"], 31),
    ] {
        let settings: Vec<Setting> = settings.iter().map(|text| text.parse().unwrap()).collect();
        let request = Request {
            file: FILE,
            bytes: &bytes,
            companions: &NoCompanions,
            rule: Some("equal-shares"),
            seats: None,
            settings: &settings,
        };
        assert_eq!(request.run().unwrap().winners.len(), winners);
        group.bench_function(name, |bencher| bencher.iter(|| request.run().unwrap()));
    }
    group.finish();
}

criterion_group!(benches, wieliczka);
criterion_main!(benches);
