//! Counters in Prometheus' text form. Labels are kinds, codes and books; never a person, a key or a choice.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// How an executed operation ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Outcome {
    /// Without errors; refusals by the rules are answers.
    Answered,
    /// With errors.
    Failed,
}

/// Upper bounds of the histogram of request times, in microseconds.
const BOUNDS_US: [u64; 10] =
    [500, 1_000, 2_000, 5_000, 10_000, 25_000, 50_000, 100_000, 1_000_000, 10_000_000];

/// The counters of a node.
#[derive(Debug, Default)]
pub(crate) struct Telemetry {
    operations: Mutex<BTreeMap<(&'static str, Outcome), u64>>,
    refusals: Mutex<BTreeMap<&'static str, u64>>,
    responses: Mutex<BTreeMap<u16, u64>>,
    buckets: [AtomicU64; BOUNDS_US.len()],
    requests: AtomicU64,
    request_us: AtomicU64,
    sockets: AtomicI64,
    stream_operations: AtomicI64,
}

impl Telemetry {
    /// An operation was executed.
    pub fn graphql(&self, kind: &'static str, outcome: Outcome) {
        bump(&self.operations, (kind, outcome));
    }

    /// A request was refused before execution.
    pub fn refused(&self, code: &'static str) {
        bump(&self.refusals, code);
    }

    /// A response was sent.
    pub fn response(&self, status: u16, took: Duration) {
        bump(&self.responses, status);
        let took_us = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
        self.requests.fetch_add(1, Ordering::Relaxed);
        self.request_us.fetch_add(took_us, Ordering::Relaxed);
        for (bucket, bound) in self.buckets.iter().zip(BOUNDS_US) {
            if took_us <= bound {
                bucket.fetch_add(1, Ordering::Relaxed);
            }
        }
    }

    /// A WebSocket opened (1) or closed (-1).
    pub fn socket(&self, change: i64) {
        self.sockets.fetch_add(change, Ordering::Relaxed);
    }

    /// An operation on a WebSocket started (1) or ended (-1).
    pub fn stream_operation(&self, change: i64) {
        self.stream_operations.fetch_add(change, Ordering::Relaxed);
    }

    /// Everything counted, as text.
    pub fn render(&self) -> String {
        let mut text = String::new();
        self.render_counts(&mut text);
        self.render_times(&mut text);
        gauge(&mut text, "yishi_websockets", "Open WebSockets", self.sockets.load(Ordering::Relaxed));
        let operations = self.stream_operations.load(Ordering::Relaxed);
        gauge(&mut text, "yishi_stream_operations", "Operations open on WebSockets", operations);
        text
    }

    fn render_counts(&self, text: &mut String) {
        head(text, "yishi_graphql_operations_total", "counter", "Executed operations");
        for ((kind, outcome), count) in lock(&self.operations).iter() {
            let outcome = match outcome {
                Outcome::Answered => "answered",
                Outcome::Failed => "failed",
            };
            line(
                text,
                format_args!(
                    "yishi_graphql_operations_total{{kind=\"{kind}\",outcome=\"{outcome}\"}} {count}"
                ),
            );
        }
        head(text, "yishi_requests_refused_total", "counter", "Requests refused before execution");
        for (code, count) in lock(&self.refusals).iter() {
            line(text, format_args!("yishi_requests_refused_total{{code=\"{code}\"}} {count}"));
        }
        head(text, "yishi_http_responses_total", "counter", "HTTP responses");
        for (status, count) in lock(&self.responses).iter() {
            line(text, format_args!("yishi_http_responses_total{{status=\"{status}\"}} {count}"));
        }
    }

    fn render_times(&self, text: &mut String) {
        head(text, "yishi_http_request_seconds", "histogram", "Time from request to response");
        for (bucket, bound) in self.buckets.iter().zip(BOUNDS_US) {
            let count = bucket.load(Ordering::Relaxed);
            let le = Seconds(bound);
            line(text, format_args!("yishi_http_request_seconds_bucket{{le=\"{le}\"}} {count}"));
        }
        let count = self.requests.load(Ordering::Relaxed);
        line(text, format_args!("yishi_http_request_seconds_bucket{{le=\"+Inf\"}} {count}"));
        let sum = Seconds(self.request_us.load(Ordering::Relaxed));
        line(text, format_args!("yishi_http_request_seconds_sum {sum}"));
        line(text, format_args!("yishi_http_request_seconds_count {count}"));
    }
}

/// Microseconds, written as seconds without floats.
struct Seconds(u64);

impl std::fmt::Display for Seconds {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.{:06}", self.0 / 1_000_000, self.0 % 1_000_000)
    }
}

/// The two comment lines that introduce a metric.
pub(crate) fn head(text: &mut String, name: &str, kind: &str, help: &str) {
    line(text, format_args!("# HELP {name} {help}"));
    line(text, format_args!("# TYPE {name} {kind}"));
}

/// One value that can go up and down.
pub(crate) fn gauge(text: &mut String, name: &str, help: &str, value: i64) {
    head(text, name, "gauge", help);
    line(text, format_args!("{name} {value}"));
}

/// One line.
pub(crate) fn line(text: &mut String, arguments: std::fmt::Arguments<'_>) {
    // Writing into a String cannot fail.
    let _ = writeln!(text, "{arguments}");
}

fn bump<K: Ord>(counts: &Mutex<BTreeMap<K, u64>>, key: K) {
    let mut counts = lock(counts);
    let count = counts.entry(key).or_default();
    *count = count.saturating_add(1);
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::{Outcome, Telemetry};
    use std::time::Duration;

    #[test]
    fn counts_and_times_are_rendered_as_prometheus_reads_them() {
        let telemetry = Telemetry::default();
        telemetry.graphql("query", Outcome::Answered);
        telemetry.refused("TOO_DEEP");
        telemetry.response(200, Duration::from_micros(500));
        telemetry.response(200, Duration::from_micros(501));
        telemetry.socket(1);
        let text = telemetry.render();
        for expected in [
            "yishi_graphql_operations_total{kind=\"query\",outcome=\"answered\"} 1",
            "yishi_requests_refused_total{code=\"TOO_DEEP\"} 1",
            "yishi_http_responses_total{status=\"200\"} 2",
            "yishi_http_request_seconds_bucket{le=\"0.000500\"} 1",
            "yishi_http_request_seconds_bucket{le=\"0.001000\"} 2",
            "yishi_http_request_seconds_sum 0.001001",
            "yishi_websockets 1",
        ] {
            assert!(text.lines().any(|line| line == expected), "no line `{expected}` in:\n{text}");
        }
    }
}
