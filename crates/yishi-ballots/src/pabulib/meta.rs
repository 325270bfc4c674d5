//! The section META of a `.pb` file: key and value.

use super::amount;
use super::table::{Cell, Row};
use crate::ReadFault;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use yishi_tally::{Amount, EqualShares, Method, Preference, Start, TieRule};

/// How votes are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum VoteType {
    /// Names of approved projects.
    Approval,
    /// Names of projects, the best first.
    Ordinal,
    /// Names of projects, and points for each.
    Points,
}

/// What META says.
pub struct Meta<'a> {
    text: &'a str,
    values: BTreeMap<String, Cell>,
}

impl<'a> Meta<'a> {
    /// Reads the section.
    pub fn read(text: &'a str, rows: &[Row]) -> Result<Self, ReadFault> {
        let mut values = BTreeMap::new();
        // The first row names the two columns.
        for row in rows.iter().skip(1) {
            let [key, value, ..] = row.as_slice() else {
                let offset = row.first().map_or(0, |cell| cell.offset);
                return Err(ReadFault::at(text, offset, "a line of META is a key, a semicolon and a value"));
            };
            if values.insert(key.text.trim().to_owned(), value.clone()).is_some() {
                return Err(ReadFault::at(text, key.offset, format!("a second `{}`", key.text.trim())));
            }
        }
        Ok(Self { text, values })
    }

    /// A value as text.
    pub fn text(&self, key: &str) -> Option<&str> {
        self.values.get(key).map(|cell| cell.text.trim()).filter(|text| !text.is_empty())
    }

    fn fault(&self, key: &str, reason: impl Into<String>) -> ReadFault {
        let offset = self.values.get(key).map_or(0, |cell| cell.offset);
        ReadFault::at(self.text, offset, reason)
    }

    /// A value as a whole number.
    pub fn number(&self, key: &str) -> Result<Option<u64>, ReadFault> {
        let Some(text) = self.text(key) else { return Ok(None) };
        let wrong = || self.fault(key, format!("{key} is `{text}`: a whole number was expected"));
        text.parse().map(Some).map_err(|_| wrong())
    }

    /// A value as an amount.
    pub fn amount(&self, key: &str) -> Result<Option<Amount>, ReadFault> {
        let Some(text) = self.text(key) else { return Ok(None) };
        let wrong = || self.fault(key, format!("{key} is `{text}`: an amount from 0 upwards was expected"));
        amount(text).map(Some).ok_or_else(wrong)
    }

    /// Holds a number that META announces against what the file holds.
    pub fn check_count(&self, key: &str, found: usize) -> Result<(), ReadFault> {
        match self.number(key)? {
            Some(said) if u64::try_from(found) != Ok(said) => {
                Err(self.fault(key, format!("{key} is {said}, but the file holds {found}")))
            }
            _ => Ok(()),
        }
    }

    /// How votes are written.
    pub fn vote_type(&self) -> Result<VoteType, ReadFault> {
        match self.text("vote_type") {
            Some("approval" | "choose-1") => Ok(VoteType::Approval),
            Some("ordinal") => Ok(VoteType::Ordinal),
            Some("cumulative" | "scoring") => Ok(VoteType::Points),
            Some(other) => {
                let known = "approval, choose-1, ordinal, cumulative and scoring are read";
                Err(self.fault("vote_type", format!("the vote type `{other}` is unknown: {known}")))
            }
            None => Err(self.fault("vote_type", "META does not say the vote_type")),
        }
    }

    fn budget(&self) -> Result<Amount, ReadFault> {
        self.amount("budget")?.ok_or_else(|| self.fault("budget", "META does not say the budget"))
    }

    /// Parameters of rules that the file gives: the budget, the points of a first rank, and where the format has its
    /// customs, those of Equal Shares as cities run it: purses in whole units, raised by 1, ties to the cheaper and then
    /// to the one with more votes.
    pub fn given(&self) -> Result<BTreeMap<&'static str, Value>, ReadFault> {
        let mut given = BTreeMap::from([
            ("budget", json!(self.budget()?)),
            ("tie", json!(TieRule::GivenOrder)),
            ("prefer", json!([Preference::LeastCost, Preference::MostVotes])),
            ("start", json!(Start::WholeShare)),
            ("step", json!(Amount::from(1))),
        ]);
        if let (VoteType::Ordinal, Some(most)) = (self.vote_type()?, self.number("max_length")?) {
            given.insert("first_rank", json!(most));
        }
        Ok(given)
    }

    /// The rule that META names, where it names one with its variant.
    pub fn method(&self) -> Result<Option<Method>, ReadFault> {
        if self.text("rule") != Some("equalshares/add1") {
            return Ok(None);
        }
        Ok(Some(Method::EqualShares(EqualShares {
            start: Start::WholeShare,
            step: Some(Amount::from(1)),
            prefer: vec![Preference::LeastCost, Preference::MostVotes],
            tie: TieRule::GivenOrder,
            ..EqualShares::new(self.budget()?)
        })))
    }
}
