//! Who books on an account and confirms bookings, and what each booking that counts brings its period to.

use super::figures::{ShareTime, Sign};
use super::*;
use crate::bounds::{already, not_separate, wrong_stage};
use crate::decide::{Deciding, Decision};

pub(crate) fn decide_record_booking(deciding: &Deciding<'_>, command: &RecordBooking) -> Decision {
    let rule = deciding.rule_on(&command.council, &command.account)?;
    let by = deciding.require_keeper(rule)?.clone();
    let amount = command.amount_fen.0;
    if amount == 0 || amount > MAX_SAFE_INTEGER {
        return Err(out_of_range("amount_fen", &format!("1 to {MAX_SAFE_INTEGER}"), amount));
    }
    let recorded = BookingRecorded {
        booking: BookingId::first(deciding.context.index),
        rule: rule.id,
        period: rule.period_for(command, deciding.context.at)?,
        account: command.account.clone(),
        booked: command.booked,
        amount_fen: command.amount_fen,
        day: command.day,
        evidence: command.evidence,
        reverses: None,
        reason: None,
        by,
    };
    deciding.book(rule, recorded)
}

pub(crate) fn decide_reverse_booking(deciding: &Deciding<'_>, command: &ReverseBooking) -> Decision {
    let booking = deciding.state.booking(&command.booking)?;
    let rule = deciding.open_rule(booking)?;
    let by = deciding.require_keeper(rule)?.clone();
    require_words("reason", &command.reason)?;
    if booking.status != BookingStatus::Counted {
        return Err(wrong_stage("booking", &booking.id, booking.status.words(), "counted"));
    }
    if let Some(reversal) = booking.reversed_by {
        return Err(already(format!("`{}` is taken back by `{reversal}`", booking.id)));
    }
    if booking.recorded.reverses.is_some() {
        let expected = "a booking that takes nothing back itself: book anew what it took back";
        return Err(out_of_range("booking", expected, booking.id));
    }
    let recorded = BookingRecorded {
        booking: BookingId::first(deciding.context.index),
        evidence: command.evidence,
        reverses: Some(booking.id),
        reason: Some(command.reason.clone()),
        by,
        ..(*booking.recorded).clone()
    };
    deciding.book(rule, recorded)
}

pub(crate) fn decide_check_booking(deciding: &Deciding<'_>, command: &CheckBooking) -> Decision {
    let booking = deciding.state.booking(&command.booking)?;
    let rule = deciding.open_rule(booking)?;
    let by = deciding.require_confirmer(rule, booking)?.clone();
    if booking.status != BookingStatus::Unconfirmed {
        return Err(wrong_stage("booking", &booking.id, booking.status.words(), "unconfirmed"));
    }
    let checked = BookingChecked { booking: booking.id, finding: command.finding.clone(), by };
    match &command.finding {
        BookingFinding::Confirmed => {
            let counted = deciding.count_booking(rule, &booking.recorded)?;
            Ok(std::iter::once(checked.into()).chain(counted).collect())
        }
        BookingFinding::Refused { reason } => {
            require_words("reason", reason)?;
            let healed = rule.kept_by_refusal(&booking.recorded);
            Ok(std::iter::once(checked.into()).chain(healed).collect())
        }
    }
}

impl StandingRule {
    /// What comes back or is paid out in the days of grace, or later, counts for the period that it names; what was earned and spent, for that of its day.
    fn period_for(&self, command: &RecordBooking, now: TimeMs) -> Result<u32, Rejection> {
        let Some(period) = command.period else { return self.period_of(command.day, now) };
        let (day, today) = (command.day, Date::of(now));
        if matches!(command.booked, Booked::Income | Booked::Expense) {
            let expected = "left out: income and expenses count for the period of their day";
            return Err(out_of_range("period", expected, period));
        }
        if day > today {
            return Err(out_of_range("day", &format!("not after {today}"), day));
        }
        if self.windows.due(period).is_some() && self.windows.begin(period).0 < day.end_ms() {
            return Ok(period);
        }
        Err(out_of_range("period", &format!("a period of the rule that had begun on {day}, from 1"), period))
    }

    /// A day belongs to one period: days that are to come and days outside of all periods to none.
    fn period_of(&self, day: Date, now: TimeMs) -> Result<u32, Rejection> {
        let found = if day <= Date::of(now) { self.windows.number_on(day) } else { None };
        let first = Date::of(self.windows.begins_at_ms);
        found.ok_or_else(|| {
            let expected = format!("a day of a period of the rule, from {first} to today");
            out_of_range("day", &expected, day)
        })
    }
}

impl Deciding<'_> {
    /// The rule on an account that nobody ended.
    fn rule_on(&self, council: &CouncilId, account: &AccountId) -> Result<&Arc<StandingRule>, Rejection> {
        let accounts = &self.state.standings.accounts;
        let found = accounts.get(&(council.clone(), account.clone()));
        let found = found.and_then(|rule| self.state.standings.rules.get(rule));
        let id = format!("{council}/{account}");
        found.ok_or_else(|| Rejection::NotFound { kind: "standing rule on account".to_owned(), id })
    }

    fn open_rule(&self, booking: &Booking) -> Result<&Arc<StandingRule>, Rejection> {
        let rule = self.state.standing_rule(&booking.recorded.rule)?;
        if rule.end.is_some() {
            return Err(wrong_stage("standing rule", &rule.id, "ended", "still in force"));
        }
        Ok(rule)
    }

    fn require_keeper(&self, rule: &StandingRule) -> Result<&MemberId, Rejection> {
        let signer = self.require_at(&rule.terms.keeper)?;
        self.check_not_overseer(signer, &rule.terms.supervisor, "keeping the book")?;
        Ok(signer)
    }

    fn require_confirmer(&self, rule: &StandingRule, booking: &Booking) -> Result<&MemberId, Rejection> {
        let Some(confirmer) = &rule.terms.confirmer else {
            return Err(wrong_stage("booking", &booking.id, booking.status.words(), "unconfirmed"));
        };
        let signer = self.require_at(confirmer)?;
        if *signer == booking.recorded.by {
            return Err(not_separate(signer, "confirming a booking", "booking it"));
        }
        self.check_not_overseer(signer, &rule.terms.supervisor, "confirming a booking")?;
        Ok(signer)
    }

    /// Records a booking, and counts it at once where nobody has to confirm it.
    fn book(&self, rule: &StandingRule, recorded: BookingRecorded) -> Decision {
        if let Some(most) = recorded.most_in_period() {
            let booked = rule.periods.get(&recorded.period).map_or(0, |period| period.not_refused());
            require_count("bookings of the period", booked.saturating_add(1), 1, most)?;
        }
        // Also where it has to be confirmed first: nobody waits for what cannot be counted.
        let counted = self.count_booking(rule, &recorded)?;
        if rule.terms.confirmer.is_some() {
            let waiting = rule.unconfirmed.len().saturating_add(1);
            require_count("unconfirmed bookings", waiting, 1, MAX_UNCONFIRMED)?;
            return Ok(vec![recorded.into()]);
        }
        Ok(std::iter::once(recorded.into()).chain(counted).collect())
    }

    /// What a booking brings its period to, and what is broken or made good by it.
    fn count_booking(&self, rule: &StandingRule, recorded: &BookingRecorded) -> Decision {
        let (before, amount) = (rule.figures(recorded.period), recorded.amount_fen);
        let sign = if recorded.reverses.is_some() { Sign::TakesBack } else { Sign::Adds };
        let figures = before.with(recorded.booked, amount, sign).ok_or_else(|| {
            out_of_range("amount_fen", "an amount that keeps the sums of the period in bounds", amount.0)
        })?;
        let time = if rule.has_ended(recorded.period) { ShareTime::Over } else { ShareTime::Runs };
        rule.check_distribution(recorded, &before)?;
        let share = rule.terms.returns_at_least;
        let counted = BookingCounted {
            booking: recorded.booking,
            figures,
            share_due_fen: figures.share_due_fen_rounded_up(share),
            lacking_fen: figures.lacking_fen(share),
        };
        let mut breaches = figures.breaches(&rule.terms, time);
        if rule.is_unkept(recorded.period) && !rule.kept_with(recorded).is_complete() {
            breaches.insert(Breach::NotKept, AmountFen(0));
        }
        let changes = rule.changes(recorded.period, &breaches);
        Ok(std::iter::once(counted.into()).chain(changes).collect())
    }
}

impl BookingRecorded {
    /// A period that is full must still be put right: a booking can be taken back, which is done once for each, and a share can come back.
    const fn most_in_period(&self) -> Option<usize> {
        match (self.reverses, self.booked) {
            (Some(_), _) => None,
            (None, Booked::Returned) => Some(MAX_BOOKINGS.saturating_add(MAX_RETURNS_BEYOND)),
            (None, Booked::Income | Booked::Expense | Booked::Distributed) => Some(MAX_BOOKINGS),
        }
    }
}

impl RulePeriod {
    pub(super) fn not_refused(&self) -> usize {
        self.bookings.len().saturating_sub(usize::try_from(self.refused).unwrap_or(usize::MAX))
    }
}

/// What breaks a rule, by how much.
type Breaches = BTreeMap<Breach, AmountFen>;

impl StandingRule {
    /// A rule may say that nobody is paid out by this book before the share has come back, that of this period and those of periods
    /// that are over. What happened elsewhere, it records.
    fn check_distribution(
        &self,
        recorded: &BookingRecorded,
        before: &AccountFigures,
    ) -> Result<(), Rejection> {
        let pays_out = recorded.booked == Booked::Distributed && recorded.reverses.is_none();
        if self.terms.distributions == OnExcess::Record || !pays_out {
            return Ok(());
        }
        let share = self.terms.returns_at_least;
        let left_fen = if self.lacking.is_empty() { before.left_fen(share) } else { AmountFen(0) };
        if recorded.amount_fen <= left_fen {
            return Ok(());
        }
        let lacking = self.lacking.update(recorded.period);
        Err(Rejection::DistributionTooLarge {
            rule: self.id,
            period: recorded.period,
            asked_fen: recorded.amount_fen,
            left_fen,
            lacking_fen: self.lacking_fen_of(&lacking),
        })
    }

    /// Whether the book of a period was found not to be kept, and has not been put right.
    fn is_unkept(&self, period: u32) -> bool {
        self.periods.get(&period).is_some_and(|found| found.broken.contains_key(&Breach::NotKept))
    }

    /// The book of a period once this booking counts.
    fn kept_with(&self, recorded: &BookingRecorded) -> BookKept {
        let kept = self.kept(recorded.period);
        let waited = usize::from(self.unconfirmed.contains(&recorded.booking));
        BookKept {
            bookings: kept.bookings.saturating_add(1).saturating_sub(waited),
            unconfirmed: kept.unconfirmed.saturating_sub(waited),
        }
    }

    /// With the last booking that waited a book is kept, also where that is refused and others count.
    fn kept_by_refusal(&self, recorded: &BookingRecorded) -> Option<Event> {
        let (kept, period) = (self.kept(recorded.period), recorded.period);
        let rest = BookKept {
            bookings: kept.bookings.saturating_sub(1),
            unconfirmed: kept.unconfirmed.saturating_sub(1),
        };
        (self.is_unkept(period) && rest.is_complete())
            .then(|| StandingRuleHealed { rule: self.id, period, breach: Breach::NotKept }.into())
    }

    /// What is broken, or more than was noted, and what is made good. Only what was noted is made good.
    pub(super) fn changes(&self, period: u32, after: &Breaches) -> Vec<Event> {
        let noted = self.periods.get(&period).map(|found| found.broken.clone()).unwrap_or_default();
        let worse = after.iter().filter(|(breach, by)| noted.get(breach).is_none_or(|was| was < *by));
        let broken = worse.map(|(breach, by_fen)| {
            StandingRuleBroken { rule: self.id, period, breach: *breach, by_fen: *by_fen }.into()
        });
        let good = noted.keys().filter(|breach| !after.contains_key(breach));
        let healed = good.map(|breach| StandingRuleHealed { rule: self.id, period, breach: *breach }.into());
        broken.chain(healed).collect()
    }
}
