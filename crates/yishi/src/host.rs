//! The host: the one place where Yishi reads the clock and draws randomness.
//!
//! Everything else takes a [`Clock`] or an [`Entropy`] as an argument.

use anyhow::Context;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};
use yishi_core::TimeMs;
use yishi_engine::Clock;

/// A source of bytes that nobody can guess.
pub trait Entropy: Send + Sync {
    /// Fills `bytes`; fails only when the operating system does.
    fn fill(&self, bytes: &mut [u8]) -> anyhow::Result<()>;
}

/// The clock of this machine.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "the one legal place of the clock")]
    fn now(&self) -> TimeMs {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        TimeMs(u64::try_from(since.as_millis()).unwrap_or(yishi_core::MAX_SAFE_INTEGER))
    }

    #[expect(clippy::disallowed_methods, reason = "the one legal place of the clock")]
    fn elapsed(&self) -> Duration {
        static START: OnceLock<Instant> = OnceLock::new();
        START.get_or_init(Instant::now).elapsed()
    }
}

/// The randomness of this machine.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemEntropy;

impl Entropy for SystemEntropy {
    #[expect(clippy::disallowed_methods, reason = "the one legal place of randomness")]
    fn fill(&self, bytes: &mut [u8]) -> anyhow::Result<()> {
        getrandom::fill(bytes).context("the operating system gives no randomness")
    }
}

/// Fills bytes with the randomness of this machine, as a store asks for it.
///
/// # Errors
/// When the operating system gives none.
pub fn fill(bytes: &mut [u8]) -> std::io::Result<()> {
    SystemEntropy.fill(bytes).map_err(std::io::Error::other)
}

/// Draws an array of `N` bytes.
pub fn draw<const N: usize>(entropy: &dyn Entropy) -> anyhow::Result<[u8; N]> {
    let mut bytes = [0; N];
    entropy.fill(&mut bytes)?;
    Ok(bytes)
}

/// A clock that stands where it is put, and runs with the machine's from [`StoryClock::release`] on.
///
/// To whoever watches it, every move is time that passed: a story's nights are no jumps of the clock.
#[derive(Debug, Default)]
pub struct StoryClock {
    /// Where it stands; 0 once it runs.
    at_ms: AtomicU64,
    /// Time that had passed when it began to run, less the machine's.
    passed_ms: AtomicU64,
}

impl StoryClock {
    /// A clock that stands at `at`, which must not be 0.
    pub fn at(at: TimeMs) -> Self {
        Self { at_ms: AtomicU64::new(at.0), passed_ms: AtomicU64::new(0) }
    }

    /// Moves the clock to `at`.
    pub fn set(&self, at: TimeMs) {
        self.at_ms.store(at.0, Ordering::SeqCst);
    }

    /// Hands over to the machine's clock for good.
    pub fn release(&self) {
        self.passed_ms.store(SystemClock.now().0.saturating_sub(passed(SystemClock)), Ordering::SeqCst);
        self.at_ms.store(0, Ordering::SeqCst);
    }
}

fn passed(clock: SystemClock) -> u64 {
    u64::try_from(clock.elapsed().as_millis()).unwrap_or_default()
}

impl Clock for StoryClock {
    fn now(&self) -> TimeMs {
        match self.at_ms.load(Ordering::SeqCst) {
            0 => SystemClock.now(),
            at_ms => TimeMs(at_ms),
        }
    }

    fn elapsed(&self) -> Duration {
        match self.at_ms.load(Ordering::SeqCst) {
            0 => Duration::from_millis(
                self.passed_ms.load(Ordering::SeqCst).saturating_add(passed(SystemClock)),
            ),
            at_ms => Duration::from_millis(at_ms),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moving_the_story_and_handing_over_is_time_that_passed() {
        let clock = StoryClock::at(TimeMs(1_000));
        assert_eq!((clock.now(), clock.elapsed()), (TimeMs(1_000), Duration::from_millis(1_000)));
        clock.set(TimeMs(90_000_000));
        assert_eq!(clock.elapsed(), Duration::from_millis(90_000_000));
        clock.release();
        let now = Duration::from_millis(clock.now().0);
        assert!(now.abs_diff(clock.elapsed()) < Duration::from_secs(60));
    }
}
