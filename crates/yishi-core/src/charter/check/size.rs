//! Rules whose result would be larger than an entry: the poll could never be closed, and with it the book would stop.

use super::Faults;
use crate::canonical::canonical_json;
use crate::*;
use std::collections::BTreeMap;
use std::sync::Arc;
use yishi_tally::{Figures, Totals, tally};

/// Most bytes that the figures of a result may take. An entry has 60 KiB; the rest is for who won, who was silent, and what follows.
const MAX_RESULT_BYTES: usize = 40 * 1024;

pub(super) fn check(charter: &Charter, faults: &mut Faults) {
    let widest = widest_totals(charter);
    for (position, decision) in charter.decisions.iter().enumerate() {
        let bytes = result_bytes(decision, &widest);
        if bytes > MAX_RESULT_BYTES {
            let path = format!("decisions[{position}]");
            faults.add_at(
                &[&format!("{path}.requirements"), &format!("{path}.sections")],
                format!(
                    "its result could take {bytes} bytes, and an entry has room for {MAX_RESULT_BYTES}: list fewer sections or requirements, or shorten names"
                ),
            );
        }
    }
}

/// The figures of the whole twice, for they are told with and without silence, and those of each section that decides by ballots.
fn result_bytes(decision: &DecisionClause, widest: &Totals) -> usize {
    let whole = length(&tally(&decision.requirements, widest)).saturating_mul(2);
    let sections = decision.sections.iter().map(|section| match decision.counting {
        // Sheets that were not confirmed are told by the names of their councils.
        Counting::Sheets => section.council.as_str().len().saturating_add(4),
        Counting::Ballots => {
            let tally = tally(decision.requirements_of(section), widest);
            length(&SectionResult { council: section.council.clone(), tally })
        }
    });
    sections.fold(whole, usize::saturating_add)
}

fn length(value: &impl serde::Serialize) -> usize {
    canonical_json(value).len()
}

/// Totals that no poll of the charter surpasses in length.
fn widest_totals(charter: &Charter) -> Totals {
    let number = MAX_SAFE_INTEGER;
    let figures = Figures {
        entitled: number,
        for_: number,
        against: number,
        abstain: number,
        invalid: number,
        present: number,
    };
    let benches: BTreeMap<Arc<str>, Figures> =
        charter.benches.iter().map(|bench| (bench.id.shared(), figures)).collect();
    Totals { heads: figures, area_dm2: figures, benches, households: figures, council_halves: figures }
}
