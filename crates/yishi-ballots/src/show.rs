//! A report as people read it: winners, a table of the rounds, the steps in words.

use crate::{Id, Report, ReportRound};
use std::fmt::Write as _;
use yishi_tally::{Language, OptionId, explain_outcome};

/// How many rounds stand beside each other.
const ROUNDS_ABREAST: usize = 8;

/// How many decimals a cell shows, cut off; the exact figures are in the JSON.
const PLACES: u32 = 4;

impl Report {
    /// The report in lines: what was counted, who won, the rounds, and every step in a sentence.
    pub fn lines(&self, language: Language) -> Vec<String> {
        let mut lines = vec![self.head(language)];
        lines.extend(self.winners(language));
        let word = match language {
            Language::English => "remark",
            Language::Chinese => "附注",
        };
        lines.extend(self.remarks.iter().map(|remark| format!("{word}: {remark}")));
        for rounds in self.rounds.chunks(ROUNDS_ABREAST) {
            lines.push(String::new());
            lines.extend(self.table(rounds, language));
        }
        lines.push(String::new());
        lines.extend(explain_outcome(&self.outcome, &|option| self.name(option).to_owned(), language));
        lines
    }

    fn head(&self, language: Language) -> String {
        let title = if self.title.is_empty() { String::new() } else { format!("{} · ", self.title) };
        let (options, ballots, seats) = (self.options, self.ballots, self.method.seats());
        match (language, seats) {
            (Language::English, 0) => format!("{title}{} · {options} options · {ballots} ballots", self.rule),
            (Language::Chinese, 0) => format!("{title}{} · {options}个选项 · {ballots}张选票", self.rule),
            (Language::English, _) => {
                format!("{title}{} · {options} options for {seats} place(s) · {ballots} ballots", self.rule)
            }
            (Language::Chinese, _) => {
                format!("{title}{} · {options}个选项选{seats}个 · {ballots}张选票", self.rule)
            }
        }
    }

    fn winners(&self, language: Language) -> Vec<String> {
        let (won, tied) = match language {
            Language::English => ("won", "tied"),
            Language::Chinese => ("当选", "相同"),
        };
        let label = |id: &Id| match id {
            Id::Number(number) => {
                let option = OptionId::from(number.to_string().as_str());
                let name = self.name(&option);
                if name == &*option.0 { name.to_owned() } else { format!("{number} {name}") }
            }
            Id::Text(option) => match self.name(option) {
                name if name == &*option.0 => name.to_owned(),
                name => format!("{option} {name}"),
            },
        };
        let line = |word: &str, id: &Id| format!("{word}: {}", label(id));
        let winners = self.winners.iter().map(|id| line(won, id));
        winners.chain(self.tied.iter().map(|id| line(tied, id))).collect()
    }

    fn table(&self, rounds: &[ReportRound], language: Language) -> Vec<String> {
        let mut options: Vec<&OptionId> = rounds.iter().flat_map(|round| round.figures.keys()).collect();
        options.sort_unstable();
        options.dedup();
        // Those who stay longest and have most stand first.
        options.sort_by_key(|option| {
            let figures: Vec<_> = rounds.iter().rev().map(|round| round.figures.get(option)).collect();
            std::cmp::Reverse(figures)
        });
        let [round, needed, exhausted] = match language {
            Language::English => ["round", "needed", "nobody"],
            Language::Chinese => ["轮次", "界限", "无人"],
        };
        let mut rows: Vec<(String, Vec<String>)> = Vec::new();
        rows.push((round.to_owned(), rounds.iter().map(|round| round.number.to_string()).collect()));
        if rounds.iter().any(|round| round.needed.is_some()) {
            let cell = |round: &ReportRound| round.needed.as_ref().map_or_else(String::new, short);
            rows.push((needed.to_owned(), rounds.iter().map(cell).collect()));
        }
        for option in options {
            let cells = rounds.iter().map(|round| self.cell(round, option)).collect();
            rows.push((self.name(option).to_owned(), cells));
        }
        if rounds.iter().any(|round| round.exhausted.is_some()) {
            let cell = |round: &ReportRound| round.exhausted.as_ref().map_or_else(String::new, short);
            rows.push((exhausted.to_owned(), rounds.iter().map(cell).collect()));
        }
        aligned(&rows)
    }

    fn cell(&self, round: &ReportRound, option: &OptionId) -> String {
        let Some(figure) = round.figures.get(option) else { return String::new() };
        let is = |id: &Id| match id {
            Id::Number(number) => number.to_string() == *option.0,
            Id::Text(text) => text == option,
        };
        let sign = match () {
            () if round.elected.iter().any(is) => "*",
            () if round.excluded.iter().any(is) => "-",
            () => " ",
        };
        format!("{}{sign}", short(figure))
    }
}

/// A figure in a cell: whole numbers as they are, others cut off.
fn short(figure: &yishi_tally::Amount) -> String {
    let exact = figure.to_string();
    if exact.contains(['.', '/']) { figure.decimal(PLACES) } else { exact }
}

/// Rows whose columns stand below each other; wide letters take two places.
fn aligned(rows: &[(String, Vec<String>)]) -> Vec<String> {
    let first = rows.iter().map(|(name, _)| width(name)).max().unwrap_or(0);
    let columns = rows.iter().map(|(_, cells)| cells.len()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..columns)
        .map(|column| rows.iter().filter_map(|(_, cells)| cells.get(column)).map(|cell| width(cell)).max())
        .map(|widest| widest.unwrap_or(0))
        .collect();
    let line = |(name, cells): &(String, Vec<String>)| {
        let mut line = format!("{name}{}", " ".repeat(first.saturating_sub(width(name))));
        for (cell, widest) in cells.iter().zip(&widths) {
            let signed = cell.ends_with(['*', '-', ' ']);
            let padding =
                widest.saturating_add(2).saturating_sub(width(cell)).saturating_sub(usize::from(!signed));
            // Writing to a text cannot fail.
            let _ = write!(line, "{}{cell}{}", " ".repeat(padding), if signed { "" } else { " " });
        }
        line.trim_end().to_owned()
    };
    rows.iter().map(line).collect()
}

fn width(text: &str) -> usize {
    text.chars().map(|letter| if u32::from(letter) >= 0x1100 { 2 } else { 1 }).sum()
}
