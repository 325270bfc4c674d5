//! One poll counted again: by its own rule, or by another that somebody wants to try, which binds nobody.

use super::BundleBook;
use super::list::status;
use crate::demo::requirement_line;
use crate::failure::Failure;
use serde::Serialize;
use serde_json::json;
use std::collections::BTreeMap;
use yishi_ballots::{Comparison, Election, Report, RequestError, Wish};
use yishi_core::{ChoiceClause, Poll, PollId, choice_verdict};
use yishi_pages::option_name;
use yishi_tally::{Language, OptionId, Requirement, Seed, Tally, Verdict, explain, tally};

/// A ready-made rule by its name.
pub type Preset = (&'static str, fn() -> Vec<Requirement>);

/// Ready-made requirements, for trying them on a motion.
pub const PRESETS: &[Preset] = &[
    ("cc278_ordinary", yishi_tally::cc278_ordinary),
    ("cc278_special", yishi_tally::cc278_special),
    ("cc279_unanimous", yishi_tally::cc279_unanimous),
    ("simple_majority", yishi_tally::simple_majority),
    ("joint_majority", yishi_tally::joint_majority),
];

/// Why a poll is not counted so.
#[derive(Debug, thiserror::Error)]
pub enum RecountFault {
    /// The settings of a rule that chooses among options, for a motion.
    #[error(
        "people voted on {poll} for or against: it has no places and no settings; try another rule, one of {}",
        presets()
    )]
    Motion {
        /// Which.
        poll: PollId,
    },
    /// The requirements of a motion, for a choice among options.
    #[error("people chose among options in {poll}: `{rule}` is a rule for motions")]
    Choice {
        /// Which.
        poll: PollId,
        /// What was asked for.
        rule: String,
    },
    /// Requirements that ask for what the vote does not have.
    #[error("`{rule}` cannot be tried on {poll}: {fault}")]
    Unfit {
        /// Which.
        poll: PollId,
        /// What was asked for.
        rule: String,
        /// Why.
        fault: String,
    },
    /// The rule or its settings.
    #[error(transparent)]
    Request(#[from] RequestError),
    /// The bundle.
    #[error(transparent)]
    Bundle(#[from] Failure),
}

fn presets() -> String {
    PRESETS.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(", ")
}

/// A poll, counted.
#[derive(Clone, Debug, Serialize)]
pub struct Recount {
    /// The book.
    pub origin: String,
    /// How many entries the count rests on.
    pub entries: u64,
    /// The poll.
    pub poll: PollId,
    /// Whether this is what stands in the book: the poll is sealed, and its own rule counted.
    pub binding: bool,
    /// Whether the poll is closed; of an open one this is how it stands.
    pub sealed: bool,
    /// What it comes to.
    pub verdict: Verdict,
    /// The requirements; of a choice among options they ask who took part.
    pub tally: Tally,
    /// What was counted.
    #[serde(flatten)]
    pub counted: Counted,
}

/// What a poll counts.
#[derive(Clone, Debug, Serialize)]
#[serde(untagged)]
pub enum Counted {
    /// Votes for and against.
    Motion {
        /// What it is about.
        title: String,
        /// The clause of the charter, or the preset that was tried.
        rule: String,
        /// The count in words.
        trace: Vec<String>,
    },
    /// Marks on options, with winners, rounds and trace.
    Choice(Box<Report>),
}

/// Counts a poll of a replayed bundle.
pub fn recount(
    book: &BundleBook,
    poll: &Poll,
    wish: &Wish<'_>,
    language: Language,
) -> Result<Recount, RecountFault> {
    let sealed = poll.sealing().is_some();
    let (tally, verdict, counted) = match &poll.rule.choice {
        None => motion(book, poll, wish, language)?,
        Some(choice) => of_options(book, poll, choice, wish)?,
    };
    Ok(Recount {
        origin: book.origin().to_owned(),
        entries: book.entries(),
        poll: poll.id,
        binding: sealed && wish.is_own(),
        sealed,
        verdict,
        tally,
        counted,
    })
}

/// Sets the rules for budgets side by side over a poll.
pub fn compare_budgets(book: &BundleBook, poll: &Poll, wish: &Wish<'_>) -> Result<Comparison, RecountFault> {
    let Some(choice) = &poll.rule.choice else { return Err(RecountFault::Motion { poll: poll.id }) };
    let election = election(poll, choice, book.title(poll)?);
    Ok(Comparison::of(&poll.id.to_string(), &election, wish.settings)?)
}

type Came = (Tally, Verdict, Counted);

fn motion(book: &BundleBook, poll: &Poll, wish: &Wish<'_>, language: Language) -> Result<Came, RecountFault> {
    if wish.seats.is_some() || !wish.settings.is_empty() {
        return Err(RecountFault::Motion { poll: poll.id });
    }
    let (rule, requirements) = match wish.rule {
        None => (poll.rule.id.to_string(), poll.rule.requirements.clone()),
        Some(wanted) => {
            let preset = PRESETS.iter().find(|(name, _)| *name == wanted);
            let (name, requirements) = preset.ok_or(RecountFault::Motion { poll: poll.id })?;
            let requirements = requirements();
            if let Some(fault) = poll.unfit(&requirements) {
                let (poll, rule) = (poll.id, (*name).to_owned());
                return Err(RecountFault::Unfit { poll, rule, fault });
            }
            ((*name).to_owned(), requirements)
        }
    };
    let tally = tally(&requirements, &poll.counted());
    let trace = explain(&tally, language);
    let verdict = tally.verdict;
    Ok((tally, verdict, Counted::Motion { title: book.title(poll)?, rule, trace }))
}

fn of_options(
    book: &BundleBook,
    poll: &Poll,
    choice: &ChoiceClause,
    wish: &Wish<'_>,
) -> Result<Came, RecountFault> {
    if let Some(rule) = wish.rule.filter(|wanted| PRESETS.iter().any(|(name, _)| name == wanted)) {
        return Err(RecountFault::Choice { poll: poll.id, rule: rule.to_owned() });
    }
    let election = election(poll, choice, book.title(poll)?);
    let (rule, method) = wish.method(&poll.id.to_string(), &election)?;
    // Lots are drawn as they were drawn: another seed would be another lot.
    let method = match seed(poll) {
        Some(seed) => method.with_seed(seed),
        None => method,
    };
    let outcome = poll.count_with(&method, choice.weight).map_err(RequestError::from)?;
    let turnout = tally(&poll.rule.requirements, &poll.counted());
    let verdict = choice_verdict(turnout.verdict, &outcome);
    let report = Report::new(rule, &election, method, outcome);
    Ok((turnout, verdict, Counted::Choice(Box::new(report))))
}

fn seed(poll: &Poll) -> Option<Seed> {
    Some(Seed(poll.sealing()?.outcome.as_ref()?.seed?.0))
}

/// The poll as a file of ballots would tell it. What its own method says of places, money and ties holds for others too.
fn election(poll: &Poll, choice: &ChoiceClause, title: String) -> Election {
    let options = poll.counted_options();
    let name = |id: &OptionId| (id.clone(), option_name(poll, id));
    let method = poll.method(None);
    let mut given = BTreeMap::from([("tie", json!(choice.method.tie()))]);
    match method.as_ref().and_then(yishi_tally::Method::budget) {
        Some(budget) => given.insert("budget", json!(budget)),
        None => given.insert("seats", choice.method.seats().into()),
    };
    Election {
        title,
        names: options.list().iter().map(|option| name(&option.id)).collect(),
        options,
        numbered: false,
        ballots: poll.equal_ballots(choice.weight),
        given,
        method,
        remarks: Vec::new(),
    }
}

impl Recount {
    /// The count in lines.
    pub fn lines(&self, language: Language) -> Vec<String> {
        let mut lines = Vec::new();
        if !self.binding {
            lines.push(self.warning(language).to_owned());
        }
        lines.push(format!("{}: {}", self.poll, status(Some(self.verdict))));
        match &self.counted {
            Counted::Motion { title, rule, trace } => {
                lines.push(format!("{title} · {rule}"));
                lines.extend(self.tally.requirements.iter().map(requirement_line));
                lines.push(String::new());
                lines.extend(trace.iter().cloned());
            }
            Counted::Choice(report) => {
                lines.extend(self.tally.requirements.iter().map(requirement_line));
                lines.extend(report.lines(language));
            }
        }
        lines
    }

    const fn warning(&self, language: Language) -> &'static str {
        match (self.sealed, language) {
            (true, Language::English) => {
                "WHAT IF: another rule than that of the vote was tried; this binds nobody"
            }
            (true, Language::Chinese) => "模拟重计:所用规则不是本次表决的规则,结果不具约束力",
            (false, Language::English) => "NOT FINAL: the vote was open when the book was exported",
            (false, Language::Chinese) => "尚未截止:导出台账时表决仍在进行",
        }
    }
}
