//! A count among options as a picture for each round, and as a table for whoever cannot see it.

use crate::bar::WIDTH;
use crate::words::{self, pick};
use maud::{Markup, html};
use yishi_core::BallotWeight;
use yishi_tally::{Amount, Language, Measure, OptionId, Outcome, Round, amount};

/// Height of one option's row in a picture.
const ROW: usize = 34;

/// Decimals shown; the exact figure stands in the data beside the page.
const PLACES: u32 = 2;

/// Every round of a count: a bar for each option that is still in it, longest first, and a dashed line at what an option needs.
pub struct Rounds<'a> {
    /// The count.
    pub outcome: &'a Outcome,
    /// What an option is called.
    pub names: &'a dyn Fn(&OptionId) -> String,
    /// What the ballots weighed.
    pub weight: BallotWeight,
    /// The language.
    pub language: Language,
}

impl Rounds<'_> {
    /// Pictures and table.
    pub fn to_html(&self) -> Markup {
        html! {
            @for round in &self.outcome.rounds {
                figure {
                    figcaption { (self.caption(round)) }
                    (self.picture(round))
                }
            }
            div class="scroll" tabindex="0" { (self.table()) }
        }
    }

    /// Of owners who elect by heads and by area, the first round is the count by heads, the second that by area.
    const fn measure(&self, round: &Round) -> Measure {
        match (self.weight, round.number) {
            (BallotWeight::Heads, _) | (BallotWeight::HeadsAndArea, 1) => Measure::Heads,
            (BallotWeight::Area | BallotWeight::HeadsAndArea, _) => Measure::Area,
        }
    }

    /// The longest bar: one for all rounds, so that they can be compared, unless they measure different things.
    fn scale(&self, shown: &Round) -> Amount {
        let same = |round: &&Round| self.measure(round) == self.measure(shown);
        let rounds = self.outcome.rounds.iter().filter(same);
        let longest = rounds.flat_map(|round| round.figures.values().chain(&round.needed)).max();
        longest.cloned().unwrap_or_else(Amount::zero)
    }

    /// A figure of a round: areas in m², everything else as a number.
    fn figure(&self, round: &Round, figure: &Amount) -> String {
        match (self.measure(round), figure.to_string().parse()) {
            (Measure::Area, Ok(area_dm2)) => amount(Measure::Area, area_dm2, self.language),
            _ => figure.decimal(PLACES),
        }
    }

    fn caption(&self, round: &Round) -> String {
        let needed = round.needed.as_ref().map(|needed| self.figure(round, needed));
        let number = round.number;
        let by = match self.weight {
            BallotWeight::Heads => None,
            BallotWeight::Area | BallotWeight::HeadsAndArea => {
                Some(words::measure(self.measure(round), self.language))
            }
        };
        match self.language {
            Language::English => {
                let by = by.map(|by| format!(" · {by}")).unwrap_or_default();
                let needed = needed.map(|needed| format!("; needed: {needed}")).unwrap_or_default();
                format!("Round {number}{by}{needed}")
            }
            Language::Chinese => {
                let by = by.map(|by| format!(" · {by}")).unwrap_or_default();
                let needed = needed.map(|needed| format!(";当选(入选)所需:{needed}")).unwrap_or_default();
                format!("第{number}轮{by}{needed}")
            }
        }
    }

    fn picture(&self, round: &Round) -> Markup {
        let figures = ordered(round);
        let scale = self.scale(round);
        let height = figures.len().saturating_mul(ROW);
        let mark = round.needed.as_ref().map(|needed| needed.parts_of(&scale, WIDTH));
        html! {
            svg viewBox=(format!("0 0 {WIDTH} {height}")) role="img" aria-label=(self.caption(round)) {
                @for (row, (option, figure)) in figures.iter().enumerate() {
                    @let top = row.saturating_mul(ROW);
                    rect class=(class(round, option)) x="0" y=(top.saturating_add(16)) height="14" width=(figure.parts_of(&scale, WIDTH)) {}
                    text x="2" y=(top.saturating_add(12)) { (self.line(round, option, figure)) }
                }
                @if let Some(mark) = mark { line class="mark" x1=(mark) x2=(mark) y1="0" y2=(height) {} }
            }
        }
    }

    fn line(&self, round: &Round, option: &OptionId, figure: &Amount) -> String {
        let mark = if round.elected.contains(option) {
            pick(self.language, " · elected", " · 当选(入选)")
        } else if round.excluded.contains(option) {
            pick(self.language, " · out", " · 淘汰")
        } else {
            ""
        };
        format!("{} · {}{mark}", (self.names)(option), self.figure(round, figure))
    }

    fn table(&self) -> Markup {
        let rounds = &self.outcome.rounds;
        let cell = |round: &Round, figure: Option<&Amount>| {
            figure.map(|figure| self.figure(round, figure)).unwrap_or_default()
        };
        html! {
            table {
                thead { tr {
                    th { (pick(self.language, "Option", "选项")) }
                    @for round in rounds { th { (round.number) } }
                } }
                tbody {
                    @for option in self.options() {
                        tr {
                            td { ((self.names)(option)) }
                            @for round in rounds { td { (cell(round, round.figures.get(option))) } }
                        }
                    }
                    @if rounds.iter().any(|round| round.exhausted.is_some()) {
                        tr {
                            td { (pick(self.language, "For none of them", "不再支持任何选项")) }
                            @for round in rounds { td { (cell(round, round.exhausted.as_ref())) } }
                        }
                    }
                }
            }
        }
    }

    /// All options with a figure in some round: those of the first round first. A count by area may hold more than that by
    /// heads, because who lacks the area takes no part in the latter.
    fn options(&self) -> Vec<&OptionId> {
        let mut options: Vec<&OptionId> = Vec::new();
        for (option, _) in self.outcome.rounds.iter().flat_map(ordered) {
            if !options.contains(&option) {
                options.push(option);
            }
        }
        options
    }
}

/// The options of a round, largest figure first; equal figures in the order of their ids.
fn ordered(round: &Round) -> Vec<(&OptionId, &Amount)> {
    let mut figures: Vec<_> = round.figures.iter().collect();
    figures.sort_by(|a, b| b.1.cmp(a.1).then_with(|| a.0.cmp(b.0)));
    figures
}

fn class(round: &Round, option: &OptionId) -> &'static str {
    if round.elected.contains(option) {
        "won"
    } else if round.excluded.contains(option) {
        "out"
    } else {
        "bar"
    }
}
