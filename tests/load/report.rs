//! Medians, percentiles and tables.

use crate::generator::Run;

/// The runs of one mode at one number of connections.
#[derive(Clone, Debug, Default)]
pub struct Cell {
    runs: Vec<Run>,
}

impl Cell {
    pub fn add(&mut self, run: Run) {
        self.runs.push(run);
    }

    /// Answers a second, the median of the rounds.
    pub fn rate(&self) -> f64 {
        let mut rates: Vec<f64> =
            self.runs.iter().map(|run| run.answered as f64 / run.took.as_secs_f64()).collect();
        rates.sort_by(f64::total_cmp);
        rates[rates.len() / 2]
    }

    /// A percentile over all rounds, in milliseconds.
    pub fn percentile_ms(&self, percent: usize) -> f64 {
        let mut all: Vec<u32> = self.runs.iter().flat_map(|run| run.latencies_us.iter().copied()).collect();
        all.sort_unstable();
        f64::from(all[(all.len() - 1) * percent / 100]) / 1000.0
    }
}

/// Says on what all this was measured.
pub fn machine() {
    let read = |path: &str| std::fs::read_to_string(path).unwrap_or_default();
    let model = read("/proc/cpuinfo");
    let model = model.lines().find_map(|line| line.strip_prefix("model name")).unwrap_or("unknown");
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    let load = read("/proc/loadavg");
    println!(
        "machine: {cores} cores of {}; kernel {}; load average before {}",
        model.trim_start_matches([' ', '\t', ':']),
        read("/proc/sys/kernel/osrelease").trim(),
        load.split(' ').take(3).collect::<Vec<_>>().join(" "),
    );
}
