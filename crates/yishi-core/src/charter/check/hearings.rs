//! How hearings are held: turns that are long enough, adjournments that happen, benches that can be heard.

use super::Faults;
use crate::*;

/// A turn is long enough to say something and short enough for others to speak.
const SPEAKING_MINUTES: std::ops::RangeInclusive<u32> = 1..=120;

pub(super) fn check(charter: &Charter, faults: &mut Faults) {
    let HearingClause { speaking_minutes, adjournment, benches, .. } = &charter.hearings;
    if speaking_minutes.is_some_and(|minutes| !SPEAKING_MINUTES.contains(&minutes)) {
        faults
            .add("hearings.speaking_minutes", "a turn to speak lasts 1 to 120 minutes: write such a number");
    }
    if adjournment.is_some_and(|clause| clause.times == 0) {
        let message =
            "a hearing that is adjourned no time is not adjourned: write at least 1, or leave the clause out";
        faults.add("hearings.adjournment.times", message);
    }
    for bench in benches {
        if !charter.benches.iter().any(|found| found.id == *bench) {
            let message = format!("there is no bench `{bench}`: add it to `benches`");
            faults.add("hearings.benches", message);
        }
    }
    for (position, decision) in charter.decisions.iter().enumerate() {
        if decision.before.contains(&Precondition::BenchesHeard) {
            check_heard(charter, decision, &format!("decisions[{position}].before"), faults);
        }
    }
}

/// At some level whose councils use the rule, each bench has a seat to speak from.
fn check_heard(charter: &Charter, decision: &DecisionClause, path: &str, faults: &mut Faults) {
    let benches = &charter.hearings.benches;
    if benches.is_empty() {
        let message = "the rule wants benches to be heard and none is named: name them in `hearings.benches`";
        return faults.add_at(&[&path, &"hearings.benches"], message);
    }
    let levels = charter.levels.iter().map(|level| &level.id);
    let mut levels = levels.filter(|level| decision.level.as_ref().is_none_or(|asked| asked == *level));
    let can_speak = |level: &LevelId, bench: &BenchId| {
        charter.seats.iter().any(|seat| seat.level == *level && seat.bench == *bench)
    };
    if !levels.any(|level| benches.iter().all(|bench| can_speak(level, bench))) {
        faults.add_at(
            &[&path, &"hearings.benches"],
            "no council that uses the rule has a seat on each of these benches, so the vote could never open: add seats, or name other benches",
        );
    }
}
