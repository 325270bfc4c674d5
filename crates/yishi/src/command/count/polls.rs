//! Polls of exported books.

use super::{Count, failure};
use crate::console::{say, say_json};
use crate::failure::Failure;
use crate::recount::{BundleBook, PollLine, RecountFault, compare_budgets, list, recount};
use serde_json::json;
use yishi_core::PollId;

impl Count {
    pub(super) fn polls(&self) -> Result<(), Failure> {
        if self.poll.is_none() && (self.compare || !self.wish().is_own()) {
            return Err(Failure::Usage(
                "name the poll of the book that is to be counted so: --poll POLL".into(),
            ));
        }
        let book = BundleBook::read(&self.file)?;
        match self.poll {
            None => self.list(&book),
            Some(poll) => self.poll(&book, poll),
        }
    }

    fn list(&self, book: &BundleBook) -> Result<(), Failure> {
        let polls = list(book)?;
        if self.json {
            let (origin, entries) = (book.origin(), book.entries());
            return say_json(&json!({ "origin": origin, "entries": entries, "polls": polls }));
        }
        say(format!("{}: {} entries, {} poll(s)", book.origin(), book.entries(), polls.len()))?;
        polls.iter().map(PollLine::words).try_for_each(say)
    }

    fn poll(&self, book: &BundleBook, poll: PollId) -> Result<(), Failure> {
        let found = book.state().polls.get(&poll).ok_or_else(|| {
            Failure::Refused(format!("the book has no {poll}; `yishi count` without --poll lists its polls"))
        })?;
        let language = self.language.into();
        let refused = |fault| match fault {
            RecountFault::Bundle(failure) => failure,
            RecountFault::Request(error) => failure(&self.file, error),
            RecountFault::Motion { .. } | RecountFault::Choice { .. } | RecountFault::Unfit { .. } => {
                Failure::Usage(fault.to_string())
            }
        };
        if self.compare {
            let comparison = compare_budgets(book, found, &self.wish()).map_err(refused)?;
            if self.json {
                return say_json(&comparison);
            }
            return comparison.lines(language).iter().try_for_each(say);
        }
        let counted = recount(book, found, &self.wish(), language).map_err(refused)?;
        if self.json { say_json(&counted) } else { counted.lines(language).iter().try_for_each(say) }
    }
}
