//! What is compared, section by section: each field with its derivation from the folded state.

mod governance;
mod head;
mod hearings;
mod matters;
mod mediation;
mod money;
mod nominations;
mod polls;
mod posts;
mod proposals;
mod registry;
mod resolutions;
mod results;
mod roll;
mod standing;
mod submissions;

use super::table::{Listed, Parent, Section};

/// Every section, in the order in which it is asked.
pub(super) fn sections() -> Vec<Section> {
    [
        head::sections(),
        roll::sections(),
        submissions::sections(),
        matters::sections(),
        proposals::sections(),
        nominations::sections(),
        polls::sections(),
        results::sections(),
        resolutions::sections(),
        governance::sections(),
        standing::sections(),
        posts::sections(),
        money::sections(),
        hearings::sections(),
        registry::sections(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// In pages below a thing that the book finds by its id.
const fn pages_below(field: &'static str, id: &'static str) -> Listed {
    Listed::PagesBelow(Parent { field, id, within: None })
}

/// In one list below such a thing.
const fn list_below(field: &'static str, id: &'static str) -> Listed {
    Listed::ListBelow(Parent { field, id, within: None })
}

/// In pages below a part of such a thing.
const fn pages_within(field: &'static str, id: &'static str, within: &'static str) -> Listed {
    Listed::PagesBelow(Parent { field, id, within: Some(within) })
}
