//! A count among options as a picture for each round, and as a table for whoever cannot see it.

use crate::bar::WIDTH;
use crate::words::pick;
use maud::{Markup, html};
use yishi_tally::{Amount, Language, OptionId, Outcome, Round};

/// Height of one option's row in a picture.
const ROW: usize = 34;

/// Decimals shown; the exact figure stands in the data beside the page.
const PLACES: u32 = 2;

/// Every round of a count: a bar for each option that is still in it, longest first, and a dashed line at what an option needs.
///
/// `title` gives the words for an option.
pub fn rounds(outcome: &Outcome, title: &dyn Fn(&OptionId) -> String, language: Language) -> Markup {
    let longest = outcome.rounds.iter().flat_map(|round| round.figures.values().chain(&round.needed)).max();
    let nothing = Amount::zero();
    let scale = longest.unwrap_or(&nothing);
    html! {
        @for round in &outcome.rounds {
            figure {
                figcaption { (caption(round, language)) }
                (picture(round, scale, title, language))
            }
        }
        div class="scroll" { (table(outcome, title, language)) }
    }
}

fn caption(round: &Round, language: Language) -> String {
    let needed = round.needed.as_ref().map(|needed| needed.decimal(PLACES));
    let number = round.number;
    match (language, needed) {
        (Language::English, Some(needed)) => format!("Round {number}; needed: {needed}"),
        (Language::English, None) => format!("Round {number}"),
        (Language::Chinese, Some(needed)) => format!("第{number}轮;当选(入选)所需:{needed}"),
        (Language::Chinese, None) => format!("第{number}轮"),
    }
}

/// The options of a round, largest figure first; equal figures in the order of their ids.
fn ordered(round: &Round) -> Vec<(&OptionId, &Amount)> {
    let mut figures: Vec<_> = round.figures.iter().collect();
    figures.sort_by(|a, b| b.1.cmp(a.1).then_with(|| a.0.cmp(b.0)));
    figures
}

fn picture(round: &Round, scale: &Amount, title: &dyn Fn(&OptionId) -> String, language: Language) -> Markup {
    let figures = ordered(round);
    let height = figures.len().saturating_mul(ROW);
    let mark = round.needed.as_ref().map(|needed| needed.parts_of(scale, WIDTH));
    html! {
        svg viewBox=(format!("0 0 {WIDTH} {height}")) role="img" aria-label=(caption(round, language)) {
            @for (row, (option, figure)) in figures.iter().enumerate() {
                @let top = row.saturating_mul(ROW);
                rect class=(class(round, option)) x="0" y=(top.saturating_add(16)) height="14" width=(figure.parts_of(scale, WIDTH)) {}
                text x="2" y=(top.saturating_add(12)) { (line(round, option, figure, title, language)) }
            }
            @if let Some(mark) = mark { line class="mark" x1=(mark) x2=(mark) y1="0" y2=(height) {} }
        }
    }
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

fn line(
    round: &Round,
    option: &OptionId,
    figure: &Amount,
    title: &dyn Fn(&OptionId) -> String,
    language: Language,
) -> String {
    let mark = if round.elected.contains(option) {
        pick(language, " · elected", " · 当选(入选)")
    } else if round.excluded.contains(option) {
        pick(language, " · out", " · 淘汰")
    } else {
        ""
    };
    format!("{} · {}{mark}", title(option), figure.decimal(PLACES))
}

fn table(outcome: &Outcome, title: &dyn Fn(&OptionId) -> String, language: Language) -> Markup {
    let first = outcome.rounds.first();
    html! {
        table {
            thead { tr {
                th { (pick(language, "Option", "选项")) }
                @for round in &outcome.rounds { th { (round.number) } }
            } }
            tbody {
                @for (option, _) in first.map(ordered).unwrap_or_default() {
                    tr {
                        td { (title(option)) }
                        @for round in &outcome.rounds {
                            td { (round.figures.get(option).map(|figure| figure.decimal(PLACES)).unwrap_or_default()) }
                        }
                    }
                }
                tr {
                    td { (pick(language, "For none of them", "不再支持任何选项")) }
                    @for round in &outcome.rounds {
                        td { (round.exhausted.as_ref().map(|figure| figure.decimal(PLACES)).unwrap_or_default()) }
                    }
                }
            }
        }
    }
}
