//! What a count came to, in the words of the file.

use crate::{Election, Id, ReadFault};
use serde::Serialize;
use std::collections::BTreeMap;
use yishi_tally::{Amount, Inactive, Method, OptionId, Outcome, Round, Step};

/// The result of counting a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Report {
    /// What the vote is called.
    pub title: String,
    /// The rule by its name.
    pub rule: &'static str,
    /// The rule with all its parameters.
    pub method: Method,
    /// How many options are in the count.
    pub options: usize,
    /// How many ballots were read.
    pub ballots: u64,
    /// What options are called, by their ids, where the file says more than an id.
    pub names: BTreeMap<OptionId, String>,
    /// Who or what won, in the order in which it was settled.
    pub winners: Vec<Id>,
    /// Options that no rule separates for the places that are left.
    pub tied: Vec<Id>,
    /// What the file holds that its format does not provide for, and what was made of it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub remarks: Vec<ReadFault>,
    /// The rounds.
    pub rounds: Vec<ReportRound>,
    /// What happened, step by step.
    pub trace: Vec<Step>,
    /// The same as it was counted.
    #[serde(skip)]
    pub outcome: Outcome,
}

/// A round in the words of the file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ReportRound {
    /// Counted from 1.
    pub number: u32,
    /// What an option needs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub needed: Option<Amount>,
    /// The figure of each option.
    pub figures: BTreeMap<OptionId, Amount>,
    /// Votes that support no option any more.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub exhausted: Option<Amount>,
    /// The reasons for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub inactive: Option<Inactive>,
    /// Chosen in this round.
    pub elected: Vec<Id>,
    /// Left out from the next round on.
    pub excluded: Vec<Id>,
}

impl Report {
    /// Tells an outcome in the words of the file.
    pub fn new(rule: &'static str, election: &Election, method: Method, outcome: Outcome) -> Self {
        let ids = |options: &[OptionId]| options.iter().map(|option| election.id(option)).collect();
        let round = |round: Round| ReportRound {
            number: round.number,
            needed: round.needed,
            figures: round.figures,
            exhausted: round.exhausted,
            inactive: round.inactive,
            elected: ids(&round.elected),
            excluded: ids(&round.excluded),
        };
        Self {
            title: election.title.clone(),
            rule,
            method,
            options: election.options.standing(),
            ballots: election.ballots.iter().fold(0_u64, |sum, ballot| sum.saturating_add(ballot.weight)),
            names: election.names.clone(),
            winners: ids(&outcome.winners),
            tied: ids(&outcome.tied),
            remarks: election.remarks.clone(),
            rounds: outcome.rounds.iter().cloned().map(round).collect(),
            trace: outcome.trace.clone(),
            outcome,
        }
    }

    /// What people call an option: its name, or its id.
    pub fn name<'a>(&'a self, option: &'a OptionId) -> &'a str {
        self.names.get(option).map_or(&option.0, String::as_str)
    }
}
