//! Minneapolis 2013 by instant runoff and the largest Scottish ward by both single transferable votes, reading included;
//! `tests/peers/run.sh` sets peers beside them.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "a bench that cannot go on must stop, and says so"
)]

use criterion::{Criterion, criterion_group, criterion_main};
use std::path::{Path, PathBuf};
use yishi_ballots::{Companions, Request};

const MAYOR: &str = "rctab/2013_minneapolis_mayor/2013_minneapolis_mayor_config.json";
const WARD: &str = "scottish-stv/blt/10_cands/glasgow_2022_ward6.blt";

struct Folder(PathBuf);

impl Companions for Folder {
    fn read(&self, name: &str) -> Result<Option<Vec<u8>>, String> {
        Ok(std::fs::read(self.0.join(name)).ok())
    }
}

fn rankings(criterion: &mut Criterion) {
    let Some(data) = yishi_testkit::test_data("the bench of rankings") else { return };
    let mut group = criterion.benchmark_group("rankings");
    group.sample_size(10);
    for (name, file, rule, winners) in [
        ("irv/80101-ballots", MAYOR, None, 1),
        ("stv-wig/10362-ballots", WARD, Some("stv-wig"), 4),
        ("stv-meek/10362-ballots", WARD, Some("stv-meek"), 4),
    ] {
        let path = data.join(file);
        let bytes = std::fs::read(&path).unwrap();
        let companions = Folder(path.parent().map(Path::to_owned).unwrap());
        let request =
            Request { file, bytes: &bytes, companions: &companions, rule, seats: None, settings: &[] };
        assert_eq!(request.run().unwrap().winners.len(), winners);
        group.bench_function(name, |bencher| bencher.iter(|| request.run().unwrap()));
    }
    group.finish();
}

criterion_group!(benches, rankings);
criterion_main!(benches);
