//! Tally sheets: totals that one witness entered and another confirmed.

use super::{Council, Member, SheetStatus, TotalsFrom};
use crate::entry::Entry;
use crate::scalar::Quantity;
use crate::view::View;
use async_graphql::SimpleObject;
use std::collections::BTreeSet;
use yishi_core::CouncilId;

/// The totals of one measure on a tally sheet.
#[derive(SimpleObject)]
pub(crate) struct SheetFigures {
    /// Entitled to vote; null where it is not known.
    entitled: Option<Quantity>,
    /// For.
    #[graphql(name = "for")]
    in_favour: Quantity,
    /// Against.
    against: Quantity,
    /// Abstaining; they took part.
    abstain: Quantity,
    /// Invalid; counted nowhere.
    invalid: Quantity,
}

impl SheetFigures {
    fn new(figures: &yishi_core::SheetFigures) -> Self {
        Self {
            entitled: figures.entitled.map(Quantity),
            in_favour: Quantity(figures.for_),
            against: Quantity(figures.against),
            abstain: Quantity(figures.abstain),
            invalid: Quantity(figures.invalid),
        }
    }
}

/// A tally sheet 计票单: the last one of its section. Everybody may read it.
#[derive(SimpleObject)]
pub(crate) struct TallySheet {
    /// The section, by the name of its council in the charter's clauses.
    section_id: String,
    /// The council whose area the section is; the one that decides for the sheet of the whole.
    council: Option<Council>,
    /// Where it stands.
    status: SheetStatus,
    /// Heads.
    heads: SheetFigures,
    /// Area in units of 0.01 m²; null where the sheet does not tell.
    area_dm2: Option<SheetFigures>,
    /// Households; null where the sheet does not tell.
    households: Option<SheetFigures>,
    /// Who entered it.
    entered_by: Member,
    /// Who confirmed it; null unless somebody did.
    confirmed_by: Option<Member>,
    /// Who disputed it; null unless somebody did.
    disputed_by: Option<Member>,
    /// The entry that entered it.
    entry: Entry,
}

impl TallySheet {
    pub(crate) fn new(view: &View, section: &CouncilId, sheet: &yishi_core::TallySheet) -> Self {
        let member = |member: &yishi_core::MemberId| Some(Member::new(view, member.clone()));
        let (status, confirmed_by, disputed_by) = match &sheet.status {
            yishi_core::SheetStatus::Entered => (SheetStatus::Entered, None, None),
            yishi_core::SheetStatus::Confirmed { member: by, .. } => {
                (SheetStatus::Confirmed, member(by), None)
            }
            yishi_core::SheetStatus::Disputed { member: by, .. } => (SheetStatus::Disputed, None, member(by)),
        };
        Self {
            section_id: section.to_string(),
            council: Council::find(view, section),
            status,
            heads: SheetFigures::new(&sheet.totals.heads),
            area_dm2: sheet.totals.area_dm2.as_ref().map(SheetFigures::new),
            households: sheet.totals.households.as_ref().map(SheetFigures::new),
            entered_by: Member::new(view, sheet.entered_by.clone()),
            confirmed_by,
            disputed_by,
            entry: Entry::new(view, sheet.index),
        }
    }
}

/// What a sealing says of the tally sheets.
#[derive(SimpleObject)]
pub(crate) struct SheetReport {
    /// Whose totals are the heads, areas and households of the count.
    totals_from: TotalsFrom,
    /// Sections whose sheet was entered and never confirmed; it does not count.
    unconfirmed: Vec<String>,
    /// Sections whose sheet was disputed and not settled; it does not count.
    disputed: Vec<String>,
    /// Sections without a sheet.
    missing: Vec<String>,
}

impl SheetReport {
    pub(crate) fn new(report: &yishi_core::SheetReport) -> Self {
        let names = |sections: &BTreeSet<CouncilId>| sections.iter().map(ToString::to_string).collect();
        Self {
            totals_from: report.totals_from.into(),
            unconfirmed: names(&report.unconfirmed),
            disputed: names(&report.disputed),
            missing: names(&report.missing),
        }
    }
}
