//! Shows how far long work has come, when standard error is a terminal.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// A progress bar, or nothing.
pub struct Progress(ProgressBar);

impl Progress {
    /// A bar on standard error; shows nothing when that is not a terminal.
    pub fn visible() -> Self {
        Self::on(ProgressDrawTarget::stderr())
    }

    /// No bar.
    pub fn hidden() -> Self {
        Self::on(ProgressDrawTarget::hidden())
    }

    fn on(target: ProgressDrawTarget) -> Self {
        Self(ProgressBar::with_draw_target(None, target))
    }

    /// Work on so many entries begins; 0 when their number is unknown.
    pub fn start(&self, entries: u64) {
        let template = if entries == 0 {
            "{spinner} {human_pos} entries, {per_sec}"
        } else {
            self.0.set_length(entries);
            "{bar:32} {human_pos}/{human_len} entries, {per_sec}, {eta} left"
        };
        if let Ok(style) = ProgressStyle::with_template(template) {
            self.0.set_style(style);
        }
    }

    /// So many entries are done.
    pub fn advance(&self, entries: u64) {
        self.0.set_position(entries);
    }

    /// The work is done.
    pub fn finish(&self) {
        self.0.finish_and_clear();
    }
}

#[cfg(test)]
#[expect(clippy::float_arithmetic, reason = "rates and times are shown, never counted with")]
mod tests {
    use super::*;
    use indicatif::InMemoryTerm;

    /// The line that a terminal shows after so many of `entries`, and what it shows once the work is done.
    fn shown(entries: u64, done: &[u64]) -> (String, String) {
        let terminal = InMemoryTerm::new(3, 120);
        let progress = Progress::on(ProgressDrawTarget::term_like(Box::new(terminal.clone())));
        progress.start(entries);
        done.iter().for_each(|done| progress.advance(*done));
        progress.0.tick();
        let line = terminal.contents();
        progress.finish();
        (line, terminal.contents())
    }

    /// A figure with separators of thousands, and its decimals.
    fn figure(text: &str) -> f64 {
        text.replace(',', "").parse().unwrap()
    }

    /// Seconds of a time as the bar writes it: one number with its unit.
    fn seconds(text: &str) -> f64 {
        let (number, unit) = text.split_at(text.len() - 1);
        let unit = match unit {
            "s" => 1.0,
            "m" => 60.0,
            "h" => 3_600.0,
            "d" => 86_400.0,
            "w" => 604_800.0,
            "y" => 31_557_600.0,
            other => panic!("a unit of time: {other}"),
        };
        figure(number) * unit
    }

    #[test]
    fn a_line_tells_how_much_is_done_how_fast_and_how_long_the_rest_takes_at_that_rate() {
        // So many that the rest takes long however fast this machine is.
        let all = 1_000_000_000_000_000;
        let (line, afterwards) = shown(all, &[2_000, 5_000]);
        let (bar, rest) = line.split_once(' ').unwrap();
        assert_eq!(bar.chars().count(), 32, "{line}");
        let (done, rest) = rest.split_once(" entries, ").unwrap();
        assert_eq!(done, "5,000/1,000,000,000,000,000", "{line}");
        let (rate, left) = rest.split_once("/s, ").unwrap();
        let (rate, left) = (figure(rate), seconds(left.strip_suffix(" left").unwrap()));
        assert!(rate > 0.0 && left > 0.0, "{line}");
        // The time is written in one unit and rounded, and is worked out after the rate, which falls while nothing is done.
        assert!(left > 0.6 * 1e15 / rate, "{line}");
        assert_eq!(afterwards, "", "the bar goes when the work is done");
    }

    #[test]
    fn where_the_number_of_entries_is_unknown_the_rate_stands_without_a_time() {
        let (line, _) = shown(0, &[2_000, 5_000]);
        let (done, rate) = line.split_once(" entries, ").unwrap();
        assert!(done.ends_with(" 5,000") && figure(rate.strip_suffix("/s").unwrap()) > 0.0, "{line}");
        assert!(!line.contains("left"), "{line}");
    }

    #[test]
    fn a_hidden_bar_draws_nothing() {
        assert!(Progress::hidden().0.is_hidden());
    }
}
