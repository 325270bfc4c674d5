//! The check of a charter as a whole: every contradiction and gap, with its clauses and a remedy.
//!
//! `structure` looks at names and the tree, `routing` at the rules that lead matters, `decisions` at votes and
//! deadlines, `sheets` at rules that count tally sheets, `choices` at rules that choose among options, `procedure` at the rules of procedure, `joint` at
//! councils that decide together, `election` at nominations and second rounds, `steps` at votes that come after one another, `extension` at votes that go on for longer,
//! `governance` at amendments, duties kept apart, contests and teams, `emergency` at the emergency mode,
//! `mediation` at disputes that are mediated, `hearings` at turns to speak, adjournments and benches to be heard, `duties` at the powers that the procedure needs, `posts` at posts and their duties, `size` at results that would not fit into an entry, `book` at what stands in the book already. `draft` looks at a charter
//! before anybody adopts it, more strictly than the rules of an old book may; `coverage` tells it which rules can fire.

mod book;
mod choices;
mod coverage;
mod decisions;
mod draft;
mod duties;
mod election;
mod emergency;
mod extension;
mod governance;
mod hearings;
mod joint;
mod mediation;
mod posts;
mod procedure;
mod routing;
mod safeguards;
mod sheets;
mod size;
mod steps;
mod structure;

use crate::*;
use std::collections::BTreeMap;
use std::fmt::Display;

pub(crate) use book::faults_in_book;

impl Charter {
    /// Checks the charter as a whole; all faults, not the first.
    ///
    /// # Errors
    /// Every fault with the paths of its clauses. What depends on a part that is broken itself is not looked at, so
    /// that one slip does not bring a page of consequences.
    pub fn check(&self) -> Result<(), Vec<CharterFault>> {
        let mut faults = Faults(self.check_rules());
        emergency::check(self, &mut faults);
        if faults.0.is_empty() {
            emergency::check_mode(self, &mut faults);
        }
        if faults.0.is_empty() { Ok(()) } else { Err(faults.0) }
    }

    /// The faults of the rules as they are, whatever an emergency would change.
    fn check_rules(&self) -> Vec<CharterFault> {
        let mut faults = Faults::default();
        structure::check(self, &mut faults);
        posts::check(self, &mut faults);
        let stands = faults.0.is_empty();
        routing::check(self, &mut faults);
        decisions::check(self, &mut faults);
        governance::check(self, &mut faults);
        mediation::check(self, &mut faults);
        if stands {
            routing::check_places(self, &mut faults);
            duties::check(self, &mut faults);
            sheets::check_witnesses(self, &mut faults);
            governance::check_separated_seats(self, &mut faults);
            governance::check_answerers(self, &mut faults);
            mediation::check_mediators(self, &mut faults);
        }
        faults.0
    }

    /// The rules whose results would not fit into an entry, under the rules as they are and in an emergency. Apart from
    /// [`Charter::check`], because books adopted charters before this was looked at.
    ///
    /// # Errors
    /// Each such rule.
    pub fn check_sizes(&self) -> Result<(), Vec<CharterFault>> {
        let mut faults = Faults::default();
        size::check(self, &mut faults);
        if let Some(changed) = self.in_emergency().filter(|_| faults.0.is_empty()) {
            size::check(&changed, &mut faults);
        }
        if faults.0.is_empty() { Ok(()) } else { Err(faults.0) }
    }

    /// Checks a charter that is being written: all that [`Charter::check`] finds, and contradictions that books adopted
    /// before this check was known may hold. Adoption does not ask for it, so that old books replay (decision 0071).
    ///
    /// # Errors
    /// Every fault with the paths of its clauses; the stricter ones only where nothing else is wrong.
    pub fn check_draft(&self) -> Result<(), Vec<CharterFault>> {
        self.check()?;
        self.check_sizes()?;
        let mut faults = Faults::default();
        draft::check(self, &mut faults);
        if faults.0.is_empty() { Ok(()) } else { Err(faults.0) }
    }
}

/// Faults found so far.
#[derive(Default)]
struct Faults(Vec<CharterFault>);

impl Faults {
    fn add(&mut self, clause: impl Display, message: impl Into<String>) {
        self.add_at(&[&clause], message);
    }

    fn add_at(&mut self, clauses: &[&dyn Display], message: impl Into<String>) {
        let clauses = clauses.iter().map(ToString::to_string).collect();
        self.0.push(CharterFault { clauses, message: message.into() });
    }

    /// Each id of a list stands once.
    fn distinct<'a, I: Ord + Display + 'a>(&mut self, list: &str, ids: impl Iterator<Item = &'a I>) {
        let mut first: BTreeMap<&I, usize> = BTreeMap::new();
        for (position, id) in ids.enumerate() {
            if let Some(earlier) = first.get(id) {
                self.add_at(
                    &[&format!("{list}[{earlier}].id"), &format!("{list}[{position}].id")],
                    format!("`{id}` is named twice: give each its own id"),
                );
            } else {
                first.insert(id, position);
            }
        }
    }

    /// A name that people read is there and short.
    fn name(&mut self, clause: impl Display, name: &str) {
        if require_words("name", name).is_err() {
            let length = name.chars().count();
            let message = format!(
                "the name has {length} characters: write 1 to {MAX_WORDS} on one line, not all blank"
            );
            self.add(clause, message);
        }
    }
}
