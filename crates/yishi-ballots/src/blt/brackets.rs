//! Lines in brackets, as Droop and stv-rs write them before the ballots: `[nick a b c]` gives the candidates short names in
//! their order, `[withdrawn c]` names those who left, `[tie b a c]` an order for ties, `[undeclared c]` whoever stands for
//! write-ins; `[droop …]` sets parameters of that program.
//!
//! In an order for ties the first is excluded first: it is this project's order from the worst to the best.

use super::{Body, id};
use crate::ReadFault;
use crate::text::{Line, Word};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use yishi_tally::{OptionId, TieRule};

/// What such lines say.
#[derive(Default)]
pub(super) struct Brackets {
    /// The candidates' places by their short names.
    nicks: BTreeMap<String, usize>,
    tie: Option<TieRule>,
    undeclared: Option<OptionId>,
}

impl Brackets {
    /// The place of a candidate by their short name, from 0; digits are a number in any case.
    pub(super) fn place(&self, nick: &str) -> Option<usize> {
        let number = nick.bytes().all(|byte| byte.is_ascii_digit());
        self.nicks.get(nick).copied().filter(|_| !number)
    }

    /// The parameters that they give.
    pub(super) fn given(self) -> BTreeMap<&'static str, Value> {
        let tie = self.tie.map(|tie| ("tie", json!(tie)));
        let undeclared = self.undeclared.map(|option| ("undeclared", json!(option)));
        tie.into_iter().chain(undeclared).collect()
    }
}

impl Body {
    /// Reads a line in brackets.
    pub(super) fn bracket(&mut self, line: Line<'_>, words: &[Word<'_>]) -> Result<(), ReadFault> {
        let inside = inside(words)
            .ok_or_else(|| line.fault(line.text.trim_end().len(), "a line in brackets ends with `]`"))?;
        let Some((name, list)) = inside.split_first() else {
            return Err(line.fault(0, "there is nothing between the brackets"));
        };
        match name.text {
            "nick" => self.nick(line, *name, list),
            "withdrawn" => {
                let places = self.places(line, list)?;
                places.into_iter().for_each(|place| self.leave(place));
                Ok(())
            }
            "tie" => {
                let places = self.places(line, list)?;
                let best_first = places.into_iter().rev().map(|place| id(place.saturating_add(1)));
                self.brackets.tie = Some(TieRule::Listed(best_first.collect()));
                Ok(())
            }
            "undeclared" => {
                let place = self.places(line, list)?.first().copied();
                self.brackets.undeclared = place.map(|place| id(place.saturating_add(1)));
                Ok(())
            }
            "droop" => Ok(()),
            other => {
                let known = "nick, withdrawn, tie, undeclared and droop are read";
                Err(line.fault(name.offset, format!("`[{other} …]` is unknown: {known}")))
            }
        }
    }

    fn nick(&mut self, line: Line<'_>, name: Word<'_>, list: &[Word<'_>]) -> Result<(), ReadFault> {
        if list.len() != self.candidates {
            let reason = format!("{} short names for {} candidates", list.len(), self.candidates);
            return Err(line.fault(name.offset, reason));
        }
        for (place, word) in list.iter().enumerate() {
            if self.brackets.nicks.insert(word.text.to_owned(), place).is_some() {
                return Err(line.fault(word.offset, format!("a second candidate is called `{}`", word.text)));
            }
        }
        Ok(())
    }

    fn places(&self, line: Line<'_>, list: &[Word<'_>]) -> Result<Vec<usize>, ReadFault> {
        list.iter().map(|word| self.place(line, *word)).collect()
    }
}

/// The words between the brackets; `None` when the line does not end with one.
fn inside<'a>(words: &[Word<'a>]) -> Option<Vec<Word<'a>>> {
    words.last().filter(|last| last.text.ends_with(']'))?;
    let bare = words.iter().map(|word| {
        let text = word.text.trim_start_matches('[');
        let offset = word.offset.saturating_add(word.text.len().saturating_sub(text.len()));
        Word { offset, text: text.trim_end_matches(']') }
    });
    Some(bare.filter(|word| !word.text.is_empty()).collect())
}
