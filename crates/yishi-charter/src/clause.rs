//! What clauses say, one line for each: the common ground of the explanation and of the comparison.

use std::collections::BTreeSet;
use std::fmt;
use yishi_tally::Language;

/// A clause by ids instead of positions: `decisions.council.notice`. Moving an entry of a list does not rename it.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct ClausePath(Vec<String>);

impl ClausePath {
    /// The path of one name.
    pub fn of(name: &str) -> Self {
        Self(vec![name.to_owned()])
    }

    /// The path one step further.
    #[must_use]
    pub fn then(&self, step: &str) -> Self {
        let mut steps = self.0.clone();
        steps.push(step.to_owned());
        Self(steps)
    }

    /// Whether the path is `other` or lies within it.
    pub fn is_within(&self, other: &Self) -> bool {
        self.0.starts_with(&other.0)
    }

    /// Where it stands, and its name there; `None` for the whole charter.
    pub fn split_last(&self) -> Option<(Self, &str)> {
        let (last, above) = self.0.split_last()?;
        Some((Self(above.to_vec()), last))
    }

    /// The name at the end; nothing for the whole charter.
    pub fn last(&self) -> &str {
        self.0.last().map_or("", String::as_str)
    }
}

impl fmt::Display for ClausePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.join("."))
    }
}

/// The steps by which the entries of a list are found: their names where those tell them apart, else their places.
pub(crate) fn steps(names: &[&str]) -> Vec<String> {
    let distinct: BTreeSet<&&str> = names.iter().collect();
    let named = distinct.len() == names.len() && names.iter().all(|name| !name.is_empty());
    let step = |(position, name): (usize, &&str)| match named {
        true => (*name).to_owned(),
        false => format!("[{position}]"),
    };
    names.iter().enumerate().map(step).collect()
}

/// One thing that a charter says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Where it stands.
    pub clause: ClausePath,
    /// What it is about, e.g. `screening deadline`.
    pub about: String,
    /// What it says of that, e.g. `3 working days`. Two lines of one clause say the same when their values are equal.
    pub value: String,
    /// The whole as a sentence; empty where the sentence of a neighbour says it as well, or where it is what goes without saying.
    pub sentence: String,
}

impl Line {
    /// A line with its sentence.
    pub fn new(clause: ClausePath, about: String, value: String, sentence: String) -> Self {
        Self { clause, about, value, sentence }
    }

    /// A line that an explanation leaves to its neighbours, and a comparison still sees.
    pub fn silent(clause: ClausePath, about: String, value: String) -> Self {
        Self { clause, about, value, sentence: String::new() }
    }

    /// The line by itself: its sentence, or what it says of what.
    pub fn statement(&self, language: Language) -> String {
        if !self.sentence.is_empty() {
            return self.sentence.clone();
        }
        let Self { about, value, .. } = self;
        crate::words::say!(language, "{about}: {value}.", "{about}:{value}。")
    }
}

/// One clause with its lines: an entry of a list, or a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// Where it stands.
    pub clause: ClausePath,
    /// What people call it, e.g. `decision rule “residents”`.
    pub title: String,
    /// Whether the title heads the lines; where not, the sentences say what they are about.
    pub headed: bool,
    /// What it says.
    pub lines: Vec<Line>,
}

impl Item {
    /// A clause whose sentences need no heading.
    pub fn plain(clause: ClausePath, title: String, lines: Vec<Line>) -> Self {
        Self { clause, title, headed: false, lines }
    }

    /// A clause that is read under its title.
    pub fn headed(clause: ClausePath, title: String, lines: Vec<Line>) -> Self {
        Self { clause, title, headed: true, lines }
    }

    /// The sentences of the clause.
    pub fn sentences(&self) -> impl Iterator<Item = &str> {
        self.lines.iter().map(|line| line.sentence.as_str()).filter(|sentence| !sentence.is_empty())
    }
}

/// What a section of an explanation is about, in their order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Topic {
    /// Who deliberates: levels, councils, benches.
    Councils,
    /// Who may do what: seats with their powers, registrars.
    Powers,
    /// How matters travel: classes and routing.
    Matters,
    /// By when things have to be done.
    Deadlines,
    /// How hearings are called.
    Hearings,
    /// How each kind of vote is decided.
    Decisions,
    /// When matters move up.
    Escalation,
    /// How finished work is evaluated.
    Evaluation,
    /// What an emergency changes.
    Emergency,
    /// Who may amend the charter.
    Amendment,
}

/// A section of an explanation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section {
    /// What it is about.
    pub topic: Topic,
    /// Its heading.
    pub title: String,
    /// A sentence that holds for all of it; empty where none is needed.
    pub intro: String,
    /// Its clauses.
    pub items: Vec<Item>,
}
