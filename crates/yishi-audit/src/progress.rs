//! Shows how far long work has come, when standard error is a terminal.

use indicatif::{ProgressBar, ProgressStyle};

/// A progress bar, or nothing.
pub struct Progress(ProgressBar);

impl Progress {
    /// A bar on standard error; shows nothing when that is not a terminal.
    pub fn visible() -> Self {
        Self(ProgressBar::no_length())
    }

    /// No bar.
    pub fn hidden() -> Self {
        Self(ProgressBar::hidden())
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
