//! What resolutions laid down to last 长效: duties with their next day and what was missed, rules with the figures of their periods.

use super::council::SOME;
use super::life::Step;
use super::{Board, Turn, shortened};
use maud::{Markup, html};
use yishi_core::{
    Breach, CouncilId, DutyBearer, DutyKind, Lasts, Recurrence, ResolutionId, SeatAt, StandingDuty,
    StandingDutyId, StandingDutyTerms, StandingPlace, StandingRule, StandingRuleId, StandingRuleTerms,
    StandingTerms,
};

/// Most windows or periods of one thing on a page.
const WINDOWS: usize = 6;
/// Most things that one text lays down or ends on a page.
const LAID: usize = 10;

impl Board<'_> {
    /// What a text says that it lays down, before it is adopted.
    pub(super) fn standing_terms(&self, terms: &StandingTerms) -> Markup {
        let ended = terms.ends_duties.iter().filter_map(|id| self.state.standings.duties.get(id));
        let ended = ended.map(|duty| (duty.resolution, duty.terms.name.as_str()));
        let rules = terms.ends_rules.iter().filter_map(|id| self.state.standings.rules.get(id));
        let ended: Vec<_> =
            ended.chain(rules.map(|rule| (rule.resolution, rule.terms.name.as_str()))).collect();
        html! {
            @for duty in terms.duties.iter().take(LAID) { dt { (self.pick("Standing duty", "长效职责")) } dd { (self.duty_terms(duty)) } }
            @for rule in terms.rules.iter().take(LAID) { dt { (self.pick("Standing rule", "长效规则")) } dd { (self.rule_terms(rule)) } }
            @for (resolution, name) in ended.iter().take(LAID) { dt { (self.pick("Ends", "终止")) } dd { (self.lasting_link(*resolution, name)) } }
        }
    }

    fn duty_terms(&self, terms: &StandingDutyTerms) -> Markup {
        html! {
            bdi { (shortened(&terms.name, 120)) } " · " (self.duty_kind(terms.does)) " · " (self.pick("owed by ", "承担:")) (self.bearer(&terms.bearer))
            " · " (self.pick("seen to by ", "督办:")) (self.seat_at(&terms.supervisor)) " · " (self.recurs(&terms.recurs))
        }
    }

    fn rule_terms(&self, terms: &StandingRuleTerms) -> Markup {
        html! {
            bdi { (shortened(&terms.name, 120)) } " · " (self.pick("account ", "账户:")) (terms.account) " · "
            (self.pick("of the profit at least ", "利润返还不少于")) (terms.returns_at_least)
            " · " (self.pick("book kept by ", "记账:")) (self.seat_at(&terms.keeper))
            " · " (self.pick("seen to by ", "督办:")) (self.seat_at(&terms.supervisor)) " · " (self.recurs(&terms.periods))
        }
    }

    /// Seats and posts are public. A member named by a text is not named again here: the text says who it is.
    fn bearer(&self, bearer: &DutyBearer) -> Markup {
        match bearer {
            DutyBearer::Seat { council, seat } => {
                self.seat_at(&SeatAt { council: council.clone(), seat: seat.clone() })
            }
            DutyBearer::Post { council, post } => {
                let clause =
                    self.charter().and_then(|charter| charter.posts.iter().find(|found| found.id == *post));
                let name = clause.map_or_else(|| post.to_string(), |clause| shortened(&clause.name, 120));
                html! { bdi { (name) } " (" (self.council_link(council)) ")" }
            }
            DutyBearer::Member { member: _ } => {
                html! { (self.pick("a member named in the text", "文本指明的成员")) }
            }
        }
    }

    pub(super) fn seat_at(&self, at: &SeatAt) -> Markup {
        let mut seats = self.charter().into_iter().flat_map(|charter| charter.seats_of(&at.council));
        let clause = seats.find(|found| found.id == at.seat);
        let name = clause.map_or_else(|| at.seat.to_string(), |clause| shortened(&clause.name, 120));
        html! { bdi { (name) } " (" (self.council_link(&at.council)) ")" }
    }

    fn recurs(&self, recurs: &Recurrence) -> Markup {
        html! {
            (self.pick("every ", "每")) (yishi_charter::period(self.language, recurs.every))
            @match recurs.lasts {
                Lasts::Times { times } => { (self.pick(", times: ", ",次数:")) (times) }
                Lasts::Until { day } => { (self.pick(", until ", ",至")) (day) }
                Lasts::UntilEnded => (self.pick(", until it is ended", ",直至终止")),
            }
        }
    }

    /// A standing duty on the page of its resolution: what it is, where it stands, and its last windows.
    pub(super) fn duty(&self, duty: &StandingDuty) -> Markup {
        html! {
            h2 { (self.pick("Standing duty", "长效职责")) ": " bdi { (shortened(&duty.terms.name, 120)) } }
            p { (self.duty_terms(&duty.terms)) }
            p { (self.duty_stands(duty)) }
            @if !duty.occurrences.is_empty() {
                ul { @for (number, window) in duty.occurrences.iter().rev().take(WINDOWS) { li {
                    (self.window(*number))
                    @if let Some(missed) = window.missed_at { " · " (self.pick("missed", "逾期未履行")) " " (self.entry(missed)) }
                    @if let Some(done) = &window.performed { " · " (self.pick("done", "已履行")) " " (self.moment(done.at_ms)) " " (self.entry(done.index)) }
                } } }
                (self.more(duty.occurrences.len(), WINDOWS))
            }
        }
    }

    fn window(&self, number: u32) -> Markup {
        html! { (self.pick("window ", "第")) (number) (self.pick("", "期")) }
    }

    /// By when a duty is to be done next, whether it was missed, and what ended it.
    pub(super) fn duty_stands(&self, duty: &StandingDuty) -> Markup {
        let due = duty.next_due_at_ms.filter(|_| duty.end.is_none());
        html! {
            @if let Some(end) = &duty.end { (self.pick("ended", "已终止")) " " (self.entry(end.index)) }
            @else if let Some(missed) = duty.overdue.get_min() {
                strong class="late" { (self.pick("missed", "逾期未履行")) } " " (self.window(*missed))
                @if duty.overdue.len() > 1 { (self.pick(" and more: ", "等,共")) (duty.overdue.len()) }
            }
            @if let Some(due) = due { " " (self.pick("due by", "应于此前履行:")) " " (self.moment(due)) }
            @else if duty.end.is_none() && duty.overdue.is_empty() { (self.pick("it comes back no more", "已期满")) }
        }
    }

    /// A standing rule on the page of its resolution: what it asks for, and what was booked for its last periods.
    pub(super) fn rule(&self, rule: &StandingRule) -> Markup {
        html! {
            h2 { (self.pick("Standing rule", "长效规则")) ": " bdi { (shortened(&rule.terms.name, 120)) } }
            p { (self.rule_terms(&rule.terms)) }
            p { (self.rule_stands(rule)) }
            @if !rule.periods.is_empty() {
                (self.balance(rule))
                (self.breaches(rule))
                (self.more(rule.periods.len(), WINDOWS))
            }
        }
    }

    /// By when the next share is due, what is broken and lacking, also where it was when the rule ended, and what ended it.
    pub(super) fn rule_stands(&self, rule: &StandingRule) -> Markup {
        let lacking = rule.lacking_fen_of(&rule.lacking).0;
        let due = rule.next_due_at_ms.filter(|_| rule.end.is_none());
        html! {
            (rule.terms.returns_at_least)
            @if let Some(end) = &rule.end { " · " (self.pick("ended", "已终止")) " " (self.entry(end.index)) }
            @if !rule.broken.is_empty() { " · " strong class="late" { (self.pick("broken", "违规")) } }
            @if lacking > 0 { " · " strong class="late" { (self.pick("lacking", "尚未返还")) } " " (self.fen(lacking)) }
            @if let Some(due) = due { " · " (self.pick("due by", "应于此前返还:")) " " (self.moment(due)) }
        }
    }

    /// The figures of the last periods: what came in, what of it is due to the compound, and what has come back.
    fn balance(&self, rule: &StandingRule) -> Markup {
        let share = rule.terms.returns_at_least;
        html! {
            div class="scroll" tabindex="0" { table {
                thead { tr {
                    th { (self.pick("Period", "期")) } th { (self.pick("Income", "收入")) } th { (self.pick("Expense", "支出")) }
                    th { (self.pick("Share due", "应返还")) } th { (self.pick("Returned", "已返还")) }
                    th { (self.pick("Lacking", "尚缺")) } th { (self.pick("Paid out", "已分配")) }
                } }
                tbody { @for (number, period) in rule.periods.iter().rev().take(WINDOWS) {
                    @let figures = &period.figures;
                    tr {
                        td { (number) @if period.ended_at.is_none() { " " (self.pick("(runs)", "(进行中)")) } }
                        @for fen in [figures.income_fen.0, figures.expense_fen.0, figures.share_due_fen_rounded_up(share).0,
                            figures.returned_fen.0, figures.lacking_fen(share).0, figures.distributed_fen.0] { td { (self.fen(fen)) } }
                    }
                } }
            } }
        }
    }

    fn breaches(&self, rule: &StandingRule) -> Markup {
        let last = rule.periods.iter().rev().take(WINDOWS);
        let found: Vec<_> = last
            .flat_map(|(number, period)| period.breaches.iter().rev().map(move |breach| (*number, breach)))
            .collect();
        html! {
            @if !found.is_empty() {
                ul { @for (number, breach) in found.iter().take(WINDOWS) { li {
                    (self.window(*number)) " · " (self.breach(breach.breach)) " · " (self.fen(breach.by_fen.0)) " · " (self.entry(breach.index))
                    @match breach.healed_at {
                        Some(entry) => { " · " (self.pick("made good", "已补正")) " " (self.entry(entry)) }
                        None => { " · " strong class="late" { (self.pick("stands", "未补正")) } }
                    }
                } } }
                (self.more(found.len(), WINDOWS))
            }
        }
    }

    /// The standing duties and rules of a council, what is missed or broken first.
    pub(super) fn lasting(&self, council: &CouncilId) -> Markup {
        let listings = &self.state.listings;
        let (duties, rules) = (listings.duties.count(council, None), listings.rules.count(council, None));
        html! {
            @if duties > 0 {
                h2 { (self.pick("Standing duties", "长效职责")) " · " (duties) }
                (self.duty_list(self.first_of(&listings.duties, council).into_iter()))
                @if duties > SOME { p { (self.list_link(council, Turn::Duties { before: None })) } }
            }
            @if rules > 0 {
                h2 { (self.pick("Standing rules", "长效规则")) " · " (rules) }
                (self.rule_list(self.first_of(&listings.rules, council).into_iter()))
                @if rules > SOME { p { (self.list_link(council, Turn::Rules { before: None })) } }
            }
        }
    }

    /// Some of a list, what is late first, then what comes back, the latest first.
    fn first_of<I: Ord + Copy>(
        &self,
        listing: &yishi_core::Listing<StandingPlace, I>,
        council: &CouncilId,
    ) -> Vec<I> {
        let places = [StandingPlace::Late, StandingPlace::Running, StandingPlace::Over];
        let listed = places.map(|place| listing.ids(Some(council), Some(place)).unwrap_or_default());
        listed.iter().flat_map(|ids| ids.iter().rev()).take(SOME).copied().collect()
    }

    /// What one resolution laid down to last, as lists; nothing where it laid nothing down.
    pub(super) fn lasting_lists(&self, duties: Vec<StandingDutyId>, rules: Vec<StandingRuleId>) -> Markup {
        html! {
            @if !duties.is_empty() { h3 { (self.pick("Standing duties", "长效职责")) } (self.duty_list(duties.into_iter())) }
            @if !rules.is_empty() { h3 { (self.pick("Standing rules", "长效规则")) } (self.rule_list(rules.into_iter())) }
        }
    }

    pub(super) fn duty_list(&self, ids: impl Iterator<Item = StandingDutyId>) -> Markup {
        html! { ul { @for duty in ids.filter_map(|id| self.state.standings.duties.get(&id)) { li {
            (self.lasting_link(duty.resolution, &duty.terms.name)) " · " (self.duty_kind(duty.terms.does)) " · " (self.bearer(&duty.terms.bearer)) " · " (self.duty_stands(duty))
        } } } }
    }

    pub(super) fn rule_list(&self, ids: impl Iterator<Item = StandingRuleId>) -> Markup {
        html! { ul { @for rule in ids.filter_map(|id| self.state.standings.rules.get(&id)) { li {
            (self.lasting_link(rule.resolution, &rule.terms.name)) " · " (rule.terms.account) " · " (self.rule_stands(rule))
        } } } }
    }

    /// What lasts stands on the page of the resolution that laid it down.
    pub(super) fn lasting_link(&self, resolution: ResolutionId, name: &str) -> Markup {
        self.link("resolutions", resolution, &shortened(name, 120))
    }

    /// The last windows and breaches of what a resolution laid down.
    pub(super) fn lasting_steps(&self, resolution: ResolutionId) -> Vec<Step> {
        let mut steps = Vec::new();
        for duty in self.state.duties_of(resolution) {
            for window in duty.occurrences.values().rev().take(WINDOWS) {
                let step = |entry, what| {
                    Step::new(entry, what).with(self.lasting_link(resolution, &duty.terms.name))
                };
                let missed = window.missed_at;
                steps.extend(
                    missed.map(|entry| step(entry, self.pick("standing duty missed", "长效职责逾期"))),
                );
                let done = window.performed.as_ref();
                let what = self.pick("standing duty done", "长效职责已履行");
                steps.extend(done.map(|done| step(done.index, what).at(done.at_ms)));
            }
        }
        for rule in self.state.rules_of_resolution(resolution) {
            for breach in rule
                .periods
                .values()
                .rev()
                .take(WINDOWS)
                .flat_map(|period| period.breaches.iter().rev().take(2))
            {
                let step = |entry, what| {
                    Step::new(entry, what).with(self.lasting_link(resolution, &rule.terms.name))
                };
                steps.push(step(breach.index, self.pick("standing rule broken", "长效规则违规")));
                let healed = breach.healed_at;
                steps.extend(healed.map(|entry| step(entry, self.pick("breach made good", "违规已补正"))));
            }
        }
        steps
    }

    const fn duty_kind(&self, kind: DutyKind) -> &'static str {
        match kind {
            DutyKind::Maintenance => self.pick("upkeep", "维护"),
            DutyKind::Publication => self.pick("publication", "公布"),
            DutyKind::Report => self.pick("report", "报告"),
        }
    }

    const fn breach(&self, breach: Breach) -> &'static str {
        match breach {
            Breach::ExpenseUncovered => self.pick("more expense than income", "支出超过收入"),
            Breach::DistributedBeyond => {
                self.pick("paid out of the share of the compound", "分配动用应返还份额")
            }
            Breach::ShareLacking => self.pick("share not returned in time", "未按期返还"),
            Breach::NotKept => self.pick("book not kept", "未记账"),
        }
    }
}
