//! What confirmed tally sheets add up to.
//!
//! The sheet of the whole, once confirmed, gives heads, areas and households; without it the sections' sheets add up to
//! them. Each section has a vote of its own besides, for when more of its heads are for than against.

use crate::poll::section::section_right;
use crate::*;
use imbl::OrdMap;
use std::collections::BTreeSet;
use std::sync::Arc;
use yishi_tally::{Choice, Figures, RightId, Totals};

/// The roll of a poll on tally sheets: the sections with their votes, used by nobody, for nobody casts a ballot.
pub(crate) fn sections(rule: &DecisionClause) -> OrdMap<VotingRightId, Arc<FrozenRight>> {
    let right = |section: &SectionClause| {
        let right = section_right(section);
        (right.id.clone(), Arc::new(FrozenRight { right, holders: Vec::new(), section: None }))
    };
    rule.sections.iter().map(right).collect()
}

impl Poll {
    /// The totals of the sheets that are confirmed.
    pub(crate) fn recount_sheets(&self) -> Totals {
        let mut totals = Totals::of_roll(self.roll.rights.values().map(|found| &found.right));
        let confirmed = |section: &CouncilId| self.sheets.get(section).filter(|sheet| sheet.is_confirmed());
        let whole = confirmed(&self.council);
        for section in &self.rule.sections {
            let Some(sheet) = confirmed(&section.council) else { continue };
            let id = RightId(section.council.shared());
            if let Some(found) = self.roll.rights.get(&id) {
                totals.record(&found.right, sheet.totals.heads.choice());
            }
            if whole.is_none() {
                add(&mut totals, &sheet.totals);
            }
        }
        if let Some(sheet) = whole {
            add(&mut totals, &sheet.totals);
        }
        totals
    }

    /// What became of the sheets that the poll waits for: those of all sections, or that of the whole where there are none.
    pub fn sheet_report(&self) -> SheetReport {
        let whole = self.sheets.get(&self.council);
        let totals_from = if whole.is_some_and(TallySheet::is_confirmed) || self.rule.sections.is_empty() {
            TotalsFrom::Whole
        } else {
            TotalsFrom::Sections
        };
        let mut report = SheetReport {
            totals_from,
            unconfirmed: BTreeSet::new(),
            disputed: BTreeSet::new(),
            missing: BTreeSet::new(),
        };
        let asks_for_whole = self.rule.sections.is_empty() || whole.is_some();
        let sections = self.rule.sections.iter().map(|section| &section.council);
        for section in sections.chain(asks_for_whole.then_some(&self.council)) {
            let list = match self.sheets.get(section).map(|sheet| &sheet.status) {
                Some(SheetStatus::Confirmed { .. }) => continue,
                Some(SheetStatus::Entered) => &mut report.unconfirmed,
                Some(SheetStatus::Disputed { .. }) => &mut report.disputed,
                None => &mut report.missing,
            };
            list.insert(section.clone());
        }
        report
    }
}

impl SheetFigures {
    /// The vote of a section; one with as many for as against is not for.
    const fn choice(&self) -> Choice {
        if self.for_ > self.against { Choice::For } else { Choice::Against }
    }
}

fn add(totals: &mut Totals, sheet: &SheetTotals) {
    let measures = [
        (&mut totals.heads, Some(sheet.heads)),
        (&mut totals.area_dm2, sheet.area_dm2),
        (&mut totals.households, sheet.households),
    ];
    for (figures, sheet) in measures {
        if let Some(sheet) = sheet {
            *figures = sum(*figures, sheet);
        }
    }
}

const fn sum(figures: Figures, sheet: SheetFigures) -> Figures {
    let entitled = match sheet.entitled {
        Some(entitled) => entitled,
        None => 0,
    };
    Figures {
        entitled: figures.entitled.saturating_add(entitled),
        for_: figures.for_.saturating_add(sheet.for_),
        against: figures.against.saturating_add(sheet.against),
        abstain: figures.abstain.saturating_add(sheet.abstain),
        ..figures
    }
}
