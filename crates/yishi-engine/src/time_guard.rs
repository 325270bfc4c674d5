//! Watches the clock: small steps back are smoothed over, larger ones and jumps stop the writing until an operator confirms.
//!
//! Deadlines hang on recorded times, so a wrong clock could close a poll early or keep it open.

use crate::Clock;
use std::time::Duration;
use yishi_core::TimeMs;

/// Largest step back that is smoothed over.
pub(crate) const MAX_STEP_BACK_MS: u64 = 2_000;
/// Largest difference between time shown and time passed.
pub(crate) const MAX_JUMP_MS: u64 = 60 * 60 * 1000;
/// How long a book may have been closed before something that falls due meanwhile has to be confirmed: nobody saw that time pass.
pub(crate) const MAX_UNSEEN_MS: u64 = 90 * 24 * 60 * 60 * 1000;

/// A reading of both clocks.
#[derive(Clone, Copy, Debug)]
struct Reading {
    now: TimeMs,
    elapsed: Duration,
}

/// The watch over one book's clock.
#[derive(Debug, Default)]
pub(crate) struct TimeGuard {
    last: Option<Reading>,
    /// An operator has accepted that the clock shows a time before this one.
    accepted: TimeMs,
}

/// Why the clock is not trusted.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum ClockFault {
    #[error("the clock shows {now_ms}, but the last entry was recorded at {recorded_ms}: {back_ms} ms back")]
    BehindBook { now_ms: TimeMs, recorded_ms: TimeMs, back_ms: u64 },
    #[error(
        "the clock shows {now_ms}, more than 90 days after the last entry ({recorded_ms}), and something would fall due by it that nobody could take back: if it is right, start `yishi serve` with --confirm-clock"
    )]
    AheadOfBook { now_ms: TimeMs, recorded_ms: TimeMs },
    #[error("the clock jumped: it shows {now_ms}, but {expected_ms} was expected from the time passed")]
    Jumped { now_ms: TimeMs, expected_ms: TimeMs },
}

impl TimeGuard {
    /// The time to record for an entry after one recorded at `recorded`; `is_due` tells whether anything falls due by a time.
    pub(crate) fn read(
        &mut self,
        clock: &dyn Clock,
        recorded: TimeMs,
        is_due: impl FnOnce(TimeMs) -> bool,
    ) -> Result<TimeMs, ClockFault> {
        let reading = Reading { now: clock.now(), elapsed: clock.elapsed() };
        self.check_jump(reading)?;
        let unseen_ms = if self.last.is_none() { reading.now.0.saturating_sub(recorded.0) } else { 0 };
        if unseen_ms > MAX_UNSEEN_MS && is_due(reading.now) {
            return Err(ClockFault::AheadOfBook { now_ms: reading.now, recorded_ms: recorded });
        }
        let back_ms = recorded.0.saturating_sub(reading.now.0);
        if back_ms > MAX_STEP_BACK_MS && recorded > self.accepted {
            return Err(ClockFault::BehindBook { now_ms: reading.now, recorded_ms: recorded, back_ms });
        }
        if back_ms > 0 {
            tracing::warn!(back_ms, "the clock is behind the last entry; its time is recorded instead");
        }
        self.last = Some(reading);
        Ok(reading.now.max(recorded))
    }

    /// An operator confirms that the clock is right now, though the last entry was recorded at `recorded`.
    pub(crate) fn confirm(&mut self, clock: &dyn Clock, recorded: TimeMs) {
        self.last = Some(Reading { now: clock.now(), elapsed: clock.elapsed() });
        self.accepted = recorded;
    }

    fn check_jump(&self, reading: Reading) -> Result<(), ClockFault> {
        let Some(last) = self.last else { return Ok(()) };
        let passed = reading.elapsed.saturating_sub(last.elapsed).as_millis();
        let passed_ms = u64::try_from(passed).unwrap_or(u64::MAX);
        let expected = TimeMs(last.now.0.saturating_add(passed_ms));
        if reading.now.0.abs_diff(expected.0) > MAX_JUMP_MS {
            return Err(ClockFault::Jumped { now_ms: reading.now, expected_ms: expected });
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::memory::ManualClock;

    const NOON: TimeMs = TimeMs(1_772_413_200_000);

    fn guard_at_noon() -> (TimeGuard, ManualClock) {
        let (mut guard, clock) = (TimeGuard::default(), ManualClock::at(NOON));
        assert_eq!(guard.read(&clock, TimeMs(0), nothing), Ok(NOON));
        (guard, clock)
    }

    /// Nothing falls due.
    fn nothing(_: TimeMs) -> bool {
        false
    }

    #[test]
    fn a_book_that_was_closed_for_more_than_ninety_days_waits_for_a_confirmation_if_something_falls_due() {
        let read = |after_ms: u64, due: bool| {
            let clock = ManualClock::at(TimeMs(NOON.0 + after_ms));
            TimeGuard::default().read(&clock, NOON, |now| due && now == clock.now())
        };
        assert!(read(MAX_UNSEEN_MS, true).is_ok());
        assert!(read(MAX_UNSEEN_MS + 1, false).is_ok());
        assert!(matches!(read(MAX_UNSEEN_MS + 1, true), Err(ClockFault::AheadOfBook { .. })));
        let (mut guard, clock) = (TimeGuard::default(), ManualClock::at(TimeMs(NOON.0 + 2 * MAX_UNSEEN_MS)));
        guard.confirm(&clock, NOON);
        assert!(guard.read(&clock, NOON, |_| true).is_ok());
    }

    #[test]
    fn two_seconds_back_are_smoothed_over_and_a_millisecond_more_is_not() {
        let (mut guard, clock) = guard_at_noon();
        clock.step_to(TimeMs(NOON.0 - 2_000));
        assert_eq!(guard.read(&clock, NOON, nothing), Ok(NOON));
        clock.step_to(TimeMs(NOON.0 - 2_001));
        let fault = guard.read(&clock, NOON, nothing).unwrap_err();
        assert!(matches!(fault, ClockFault::BehindBook { back_ms: 2_001, .. }));
    }

    #[test]
    fn an_hour_that_passed_is_fine_and_a_jump_of_more_than_an_hour_is_not() {
        let (mut guard, clock) = guard_at_noon();
        clock.advance_ms(30 * 24 * MAX_JUMP_MS);
        assert!(guard.read(&clock, NOON, nothing).is_ok());
        let now = clock.now();
        clock.step_to(TimeMs(now.0 + MAX_JUMP_MS));
        assert!(guard.read(&clock, NOON, nothing).is_ok());
        clock.step_to(TimeMs(now.0 + 2 * MAX_JUMP_MS + 1));
        assert!(matches!(guard.read(&clock, NOON, nothing), Err(ClockFault::Jumped { .. })));
    }

    #[test]
    fn a_clock_that_falls_back_by_more_than_an_hour_stops_the_book_even_when_nothing_was_recorded() {
        let (mut guard, clock) = guard_at_noon();
        clock.step_to(TimeMs(NOON.0 - MAX_JUMP_MS - 1));
        assert!(matches!(guard.read(&clock, TimeMs(0), nothing), Err(ClockFault::Jumped { .. })));
    }

    #[test]
    fn after_a_confirmation_the_clock_is_followed_and_recorded_times_still_never_go_back() {
        let (mut guard, clock) = guard_at_noon();
        clock.step_to(TimeMs(NOON.0 - 2 * MAX_JUMP_MS));
        assert!(guard.read(&clock, NOON, nothing).is_err());
        guard.confirm(&clock, NOON);
        assert_eq!(guard.read(&clock, NOON, nothing), Ok(NOON));
        clock.advance_ms(2 * MAX_JUMP_MS + 1);
        assert_eq!(guard.read(&clock, NOON, nothing), Ok(TimeMs(NOON.0 + 1)));
    }
}
