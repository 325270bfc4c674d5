//! A count under the keys of a case's `expected`.

use serde_json::{Map, Value, json};
use yishi_tally::{OwnersCount, OwnersFigures, SilenceCount, Weight};

/// Figures and verdict: `total`, `participating`, `for_`, `against`, `abstain`, `invalid` by `area` (0.01 m²) and `heads`,
/// `quorum`, `passed`, `rejected` as pairs of ballot and reason; where silence counts, also `with_silence`,
/// `passed_only_by_silence` and `zj2009_floor_ok`.
pub fn to_json(count: &OwnersCount) -> Value {
    let figures = &count.figures;
    let rejected: Vec<Value> =
        count.rejected.iter().map(|ballot| json!([&*ballot.id, ballot.reason])).collect();
    let mut object = Map::new();
    for (key, weight) in [
        ("total", figures.total),
        ("participating", figures.participating),
        ("for_", figures.for_),
        ("against", figures.against),
        ("abstain", figures.abstain),
        ("invalid", figures.invalid),
    ] {
        object.insert(key.to_owned(), by_measure(weight));
    }
    object.insert("quorum".to_owned(), count.quorum.into());
    object.insert("passed".to_owned(), count.passed.into());
    object.insert("rejected".to_owned(), rejected.into());
    if let Some(silence) = &count.with_silence {
        object.insert("with_silence".to_owned(), with_silence(silence));
        object.insert("passed_only_by_silence".to_owned(), silence.passed_only_by_silence.into());
        object.insert("zj2009_floor_ok".to_owned(), silence.floor_met.into());
    }
    Value::Object(object)
}

fn with_silence(silence: &SilenceCount) -> Value {
    let figures = OwnersFigures::of(&silence.tally.totals);
    json!({
        "participating": by_measure(figures.participating),
        "for_": by_measure(figures.for_),
        "quorum": silence.quorum,
        "passed": silence.passed,
    })
}

fn by_measure(weight: Weight) -> Value {
    json!({ "area": weight.area_dm2, "heads": weight.heads })
}
