//! What a command prints: results on standard output, progress and remarks on standard error.

use crate::failure::Failure;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use serde::Serialize;
use std::io::{IsTerminal, Write};
use yishi_audit::{Plain, Report};

/// Prints a line of a result.
pub fn say(line: impl AsRef<str>) -> Result<(), Failure> {
    let mut out = yishi_audit::results();
    writeln!(out, "{}", line.as_ref())?;
    Ok(out.flush()?)
}

/// Prints what an audit found, for people.
pub fn say_report(report: &Report) -> Result<(), Failure> {
    let mut out = yishi_audit::results();
    report.write_text(&mut out)?;
    Ok(out.flush()?)
}

/// Prints a result for a program: one line of JSON.
pub fn say_json(value: &impl Serialize) -> Result<(), Failure> {
    say(serde_json::to_string(value).map_err(anyhow::Error::from)?)
}

/// Prints a remark that is no part of the result.
pub fn remark(line: impl AsRef<str>) {
    let mut err = Plain(std::io::stderr().lock());
    // A remark that cannot be printed must not end the work that it is about.
    drop(writeln!(err, "{}", line.as_ref()));
}

/// A progress bar for `steps` of long work; only on a terminal.
pub fn progress(doing: &'static str, steps: usize) -> ProgressBar {
    let bar = ProgressBar::new(u64::try_from(steps).unwrap_or(u64::MAX));
    if !std::io::stderr().is_terminal() {
        bar.set_draw_target(ProgressDrawTarget::hidden());
    }
    let style = ProgressStyle::with_template("{msg} {bar:40} {pos}/{len} {per_sec} {eta}");
    bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
    bar.set_message(doing);
    bar
}
