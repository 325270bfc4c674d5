//! Who may put what on a tally sheet, and until when.

use crate::bounds::{already, not_separate};
use crate::decide::{Deciding, Decision};
use crate::evolve::Evolving;
use crate::limits::require_safe;
use crate::poll::{check_counting, check_open, decide_poll_closes};
use crate::state::change;
use crate::*;
use std::collections::BTreeSet;
use std::sync::Arc;
use yishi_tally::{Base, Measure};

pub(crate) fn decide_enter_tally_sheet(deciding: &Deciding<'_>, command: &EnterTallySheet) -> Decision {
    let EnterTallySheet { poll, section, totals, evidence: _ } = command;
    let poll = deciding.open_sheets(poll, section)?;
    let member = deciding.require_power(Power::Count, section)?;
    totals.check(&poll.rule)?;
    let earlier = poll.sheets.get(section);
    if let Some(confirmed) = earlier.filter(|sheet| sheet.is_confirmed()) {
        let index = confirmed.index;
        return Err(already(format!(
            "the sheet of `{section}` entered at entry {index} is confirmed: dispute it before entering another"
        )));
    }
    let event = TallySheetEntered {
        poll: poll.id,
        section: section.clone(),
        totals: *totals,
        member: member.clone(),
        replaces: earlier.map(|sheet| sheet.index),
    };
    Ok(vec![event.into()])
}

pub(crate) fn decide_confirm_tally_sheet(deciding: &Deciding<'_>, command: &ConfirmTallySheet) -> Decision {
    let ConfirmTallySheet { poll, section, totals } = command;
    let poll = deciding.open_sheets(poll, section)?;
    let member = deciding.require_power(Power::Count, section)?;
    let sheet = poll.sheet(section)?;
    match &sheet.status {
        SheetStatus::Entered => {}
        SheetStatus::Confirmed { .. } => {
            return Err(already(format!("the sheet of `{section}` is confirmed already")));
        }
        SheetStatus::Disputed { index, .. } => {
            return Err(already(format!(
                "the sheet of `{section}` was disputed at entry {index}: enter it anew first"
            )));
        }
    }
    if sheet.entered_by == *member {
        return Err(not_separate(member, "confirming a tally sheet", "entering it"));
    }
    sheet.totals.check_same(section, totals)?;
    let event = TallySheetConfirmed {
        poll: poll.id,
        section: section.clone(),
        member: member.clone(),
        entered: sheet.index,
    };
    Ok(vec![event.into()])
}

/// By a witness, or by who supervises: a sheet out of the count stays out until two witnesses have read it again.
pub(crate) fn decide_dispute_tally_sheet(deciding: &Deciding<'_>, command: &DisputeTallySheet) -> Decision {
    let DisputeTallySheet { poll, section, reason: _ } = command;
    let poll = deciding.open_sheets(poll, section)?;
    let signer = deciding.signer()?;
    let member = if deciding.state.has_power(signer, Power::Supervise, section) {
        signer
    } else {
        deciding.require_power(Power::Count, section)?
    };
    let sheet = poll.sheet(section)?;
    if let SheetStatus::Disputed { index, .. } = sheet.status {
        return Err(already(format!("the sheet of `{section}` was disputed already, at entry {index}")));
    }
    let event = TallySheetDisputed {
        poll: poll.id,
        section: section.clone(),
        member: member.clone(),
        entered: sheet.index,
    };
    Ok(vec![event.into()])
}

/// Before its time only where the rule says so, and once nothing is left to wait for.
pub(crate) fn decide_finish_tally_sheets(deciding: &Deciding<'_>, command: &FinishTallySheets) -> Decision {
    let poll = deciding.state.poll(&command.poll)?;
    check_counting(poll, Counting::Sheets)?;
    check_open(poll, deciding.context.at)?;
    deciding.require_power(Power::Convene, &poll.council)?;
    if poll.rule.finish == SheetsFinish::InTime {
        let reason = format!("the poll closes at {} and not before", poll.closes_at_ms);
        return Err(Rejection::RuleNotApplicable { rule: poll.rule.id.clone(), reason });
    }
    let report = poll.sheet_report();
    let waiting: BTreeSet<CouncilId> =
        [report.unconfirmed, report.disputed, report.missing].into_iter().flatten().collect();
    if !waiting.is_empty() {
        return Err(Rejection::SheetsUnconfirmed { poll: poll.id, sections: waiting });
    }
    decide_poll_closes(deciding, poll.id)
}

impl SheetTotals {
    /// Every measure of the rule stands on the sheet, with who is entitled where the rule asks for a share of them, and
    /// nobody voted twice.
    fn check(&self, rule: &DecisionClause) -> Result<(), Rejection> {
        let measured = [
            (Measure::Heads, "heads", Some(self.heads)),
            (Measure::Area, "area_dm2", self.area_dm2),
            (Measure::Households, "households", self.households),
        ];
        for (measure, name, figures) in measured {
            let mut asked = rule.requirements.iter().filter(|it| it.measure == measure).peekable();
            let is_asked = asked.peek().is_some();
            let of_entitled = asked.any(|requirement| requirement.base == Base::Entitled);
            match figures {
                Some(figures) => figures.check(name, of_entitled)?,
                None if is_asked => return Err(missing(format!("totals.{name}"))),
                None => {}
            }
        }
        Ok(())
    }

    /// The first figure in which a second reading differs from the first.
    fn check_same(&self, section: &CouncilId, second: &Self) -> Result<(), Rejection> {
        let pairs = [
            ("heads", Some(self.heads), Some(second.heads)),
            ("area_dm2", self.area_dm2, second.area_dm2),
            ("households", self.households, second.households),
        ];
        for (measure, first, second) in pairs {
            let [first, second] = [first, second].map(|figures| figures.map(SheetFigures::named));
            for at in 0..FIGURES {
                let of = |named: &Option<[(&'static str, Option<u64>); FIGURES]>| {
                    named.as_ref().and_then(|figures| figures.get(at).copied())
                };
                let (entered, found) = (of(&first), of(&second));
                if entered != found {
                    let figure = entered.or(found).map_or("", |(name, _)| name);
                    let number = |figure: Option<(&str, Option<u64>)>| figure.and_then(|(_, number)| number);
                    return Err(Rejection::SheetMismatch {
                        section: section.clone(),
                        figure: format!("{measure}.{figure}"),
                        entered: number(entered),
                        found: number(found),
                    });
                }
            }
        }
        Ok(())
    }
}

/// How many figures a measure has on a sheet.
const FIGURES: usize = 5;

impl SheetFigures {
    fn check(&self, measure: &str, of_entitled: bool) -> Result<(), Rejection> {
        let field = |name: &str| format!("totals.{measure}.{name}");
        for (name, number) in self.named() {
            require_safe(&field(name), number.unwrap_or_default())?;
        }
        // Each is at most 2^53, so the sum of four cannot overflow.
        let voted = [self.for_, self.against, self.abstain, self.invalid].iter().sum::<u64>();
        match self.entitled {
            None if of_entitled => Err(missing(field("entitled"))),
            Some(entitled) if voted > entitled => {
                let expected = format!("at least {voted}, the sum of all votes on the sheet");
                Err(out_of_range(&field("entitled"), &expected, entitled))
            }
            Some(_) => Ok(()),
            None => require_safe(&field("for"), voted),
        }
    }

    const fn named(self) -> [(&'static str, Option<u64>); FIGURES] {
        [
            ("entitled", self.entitled),
            ("for", Some(self.for_)),
            ("against", Some(self.against)),
            ("abstain", Some(self.abstain)),
            ("invalid", Some(self.invalid)),
        ]
    }
}

fn missing(field: String) -> Rejection {
    out_of_range(&field, "stated on the sheet, since the rule takes a share of it", "not stated")
}

impl Deciding<'_> {
    /// A poll that takes sheets now, and this section among them.
    fn open_sheets(&self, poll: &PollId, section: &CouncilId) -> Result<&Arc<Poll>, Rejection> {
        let poll = self.state.poll(poll)?;
        check_counting(poll, Counting::Sheets)?;
        check_open(poll, self.context.at)?;
        if *section != poll.council && !poll.rule.sections.iter().any(|it| it.council == *section) {
            let id = format!("{}/{section}", poll.id);
            return Err(Rejection::NotFound { kind: "section of a poll".to_owned(), id });
        }
        Ok(poll)
    }
}

impl Poll {
    fn sheet(&self, section: &CouncilId) -> Result<&TallySheet, Rejection> {
        let not_found =
            || Rejection::NotFound { kind: "tally sheet".to_owned(), id: format!("{}/{section}", self.id) };
        self.sheets.get(section).ok_or_else(not_found)
    }
}

pub(crate) fn evolve_tally_sheet_entered(evolving: &mut Evolving<'_>, event: &TallySheetEntered) {
    let index = evolving.context.index;
    let evidence = match evolving.command {
        Command::EnterTallySheet(command) => command.evidence,
        _ => None,
    };
    let sheet = TallySheet {
        totals: event.totals,
        entered_by: event.member.clone(),
        index,
        evidence,
        status: SheetStatus::Entered,
    };
    change(&mut evolving.state.polls, &event.poll, |poll| {
        poll.replaced.extend(event.replaces);
        poll.sheets.insert(event.section.clone(), sheet);
        poll.changed_at = index;
    });
}

pub(crate) fn evolve_tally_sheet_confirmed(evolving: &mut Evolving<'_>, event: &TallySheetConfirmed) {
    let status = SheetStatus::Confirmed { member: event.member.clone(), index: evolving.context.index };
    evolving.set_sheet_status(event.poll, &event.section, status);
}

pub(crate) fn evolve_tally_sheet_disputed(evolving: &mut Evolving<'_>, event: &TallySheetDisputed) {
    let status = SheetStatus::Disputed { member: event.member.clone(), index: evolving.context.index };
    evolving.set_sheet_status(event.poll, &event.section, status);
}

impl Evolving<'_> {
    fn set_sheet_status(&mut self, poll: PollId, section: &CouncilId, status: SheetStatus) {
        let index = self.context.index;
        change(&mut self.state.polls, &poll, |poll| {
            if let Some(sheet) = poll.sheets.get_mut(section) {
                sheet.status = status;
            }
            poll.totals = poll.recount();
            poll.changed_at = index;
        });
    }
}
