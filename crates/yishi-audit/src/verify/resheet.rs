//! Adds up the tally sheets of a poll again, without the rules' own counting.
//!
//! The sections and their votes come from the rule that stands in the entry that opened the poll.

use std::collections::BTreeMap;
use yishi_core::{
    CouncilId, Counting, Event, Poll, PollId, PollSealed, SectionVote, SheetTotals, TallySheetEntered,
};

/// The sheets of polls that are not sealed yet.
#[derive(Default)]
pub(super) struct Sheets {
    open: BTreeMap<PollId, BTreeMap<CouncilId, Sheet>>,
    replaced: BTreeMap<PollId, Vec<u64>>,
}

struct Sheet {
    position: u64,
    totals: SheetTotals,
    entered_by: String,
    counts: bool,
}

/// What a poll on sheets must have been sealed with.
pub(super) struct SheetSums {
    pub(super) counted: Vec<u64>,
    pub(super) replaced: Vec<u64>,
    /// For, against and abstaining, by heads, by area and by households.
    pub(super) heads: [u128; 3],
    pub(super) area_dm2: [u128; 3],
    pub(super) households: [u128; 3],
    /// The votes of sections in halves, for and against.
    pub(super) halves: [u128; 2],
}

impl Sheets {
    /// Takes in an event that concerns a sheet; what is wrong with it, if anything.
    pub(super) fn learn(&mut self, position: u64, event: &Event) -> Option<String> {
        match event {
            Event::TallySheetEntered(event) => {
                self.enter(position, event);
                None
            }
            Event::TallySheetConfirmed(event) => {
                let sheet = self.open.get_mut(&event.poll)?.get_mut(&event.section);
                match sheet {
                    Some(sheet) if sheet.entered_by == event.member.as_str() => Some(format!(
                        "{}: the sheet of `{}` was entered and confirmed by one person",
                        event.poll, event.section
                    )),
                    Some(sheet) => {
                        sheet.counts = true;
                        None
                    }
                    None => Some(format!("{}: `{}` has no sheet to confirm", event.poll, event.section)),
                }
            }
            Event::TallySheetDisputed(event) => {
                self.open.get_mut(&event.poll)?.get_mut(&event.section)?.counts = false;
                None
            }
            _ => None,
        }
    }

    fn enter(&mut self, position: u64, event: &TallySheetEntered) {
        let sheet =
            Sheet { position, totals: event.totals, entered_by: event.member.to_string(), counts: false };
        let earlier = self.open.entry(event.poll).or_default().insert(event.section.clone(), sheet);
        self.replaced.entry(event.poll).or_default().extend(earlier.map(|earlier| earlier.position));
    }

    /// The sums of a poll on sheets; none of one that counts ballots.
    pub(super) fn sums(&mut self, poll: &Poll) -> Option<SheetSums> {
        if poll.rule.counting != Counting::Sheets {
            return None;
        }
        let sheets = self.open.remove(&poll.id).unwrap_or_default();
        let counting: BTreeMap<_, _> = sheets.into_iter().filter(|(_, sheet)| sheet.counts).collect();
        let mut sums = SheetSums {
            counted: counting.values().map(|sheet| sheet.position).collect(),
            replaced: self.replaced.remove(&poll.id).unwrap_or_default(),
            heads: [0; 3],
            area_dm2: [0; 3],
            households: [0; 3],
            halves: [0; 2],
        };
        for section in &poll.rule.sections {
            let Some(sheet) = counting.get(&section.council) else { continue };
            let weight = if section.vote == SectionVote::Full { 2 } else { 1 };
            let [for_, against] = &mut sums.halves;
            let is_for = sheet.totals.heads.for_ > sheet.totals.heads.against;
            *(if is_for { for_ } else { against }) += weight;
        }
        let whole = counting.get(&poll.council).map(|sheet| vec![sheet]);
        let of_sections = || poll.rule.sections.iter().filter_map(|it| counting.get(&it.council)).collect();
        whole.unwrap_or_else(of_sections).into_iter().for_each(|sheet| sums.add(&sheet.totals));
        Some(sums)
    }
}

impl SheetSums {
    fn add(&mut self, totals: &SheetTotals) {
        let measures = [
            (&mut self.heads, Some(totals.heads)),
            (&mut self.area_dm2, totals.area_dm2),
            (&mut self.households, totals.households),
        ];
        for (sums, figures) in measures {
            let Some(figures) = figures else { continue };
            for (sum, figure) in sums.iter_mut().zip([figures.for_, figures.against, figures.abstain]) {
                *sum += u128::from(figure);
            }
        }
    }

    /// Whether a sealing says the same of the sections' votes.
    pub(super) fn halves_are(&self, sealed: &PollSealed) -> bool {
        let halves = sealed.tally.totals.council_halves;
        self.halves == [halves.for_, halves.against].map(u128::from)
    }
}
