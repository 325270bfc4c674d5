//! Elections by owners: each place takes its own majority by heads and by area (Civil Code arts. 277, 278(1)3, 278(2)).

use super::approval::add_up;
use super::committee::{Committee, cast, committee, least};
use crate::{Ballot, CountError, OptionId, Options, Outcome, Round, Step, VotingOption};
use std::collections::BTreeMap;

impl Committee {
    /// Counts the same ballots in two measures: `heads` and `area` hold the same marks with their weights in each.
    ///
    /// Chosen are those with the needed share in both, the most heads first. Round 2 of the outcome is the count by area:
    /// who falls short there takes no part in round 1.
    ///
    /// # Errors
    /// When the method cannot be used for these options, or a ballot cannot be counted by it.
    pub fn count_by_heads_and_area(
        &self,
        options: &Options,
        heads: &[Ballot],
        area: &[Ballot],
    ) -> Result<Outcome, CountError> {
        crate::Method::Committee(self.clone()).check_options(options)?;
        crate::ballot::check(options, heads)?;
        crate::ballot::check(options, area)?;
        let sums = add_up(Some(self.seats), options, area)?;
        let (total, figures): (u64, BTreeMap<&OptionId, u64>) = (cast(area)?, sums.figures().collect());
        let figure = |option: &OptionId| figures.get(option).copied().unwrap_or_default();
        let reaches = |option: &OptionId| self.needed.is_met(figure(option), total);
        let left = options.list().iter().map(|option| VotingOption {
            withdrawn: option.withdrawn || !reaches(&option.id),
            ..option.clone()
        });
        let mut outcome = committee(self, &Options::new(left.collect())?, heads)?;
        let needed = least(self.needed, total);
        let said = Step::Needed { round: 2, votes: total.into(), seats: self.seats, figure: needed.clone() };
        outcome.trace.push(said);
        outcome.trace.extend(figures.keys().filter(|option| !reaches(option)).map(|option| {
            Step::FellShort {
                round: 2,
                option: (*option).clone(),
                figure: figure(option).into(),
                needed: needed.clone(),
            }
        }));
        let figures = figures.iter().map(|(option, figure)| ((*option).clone(), (*figure).into())).collect();
        outcome.rounds.push(Round { number: 2, needed: Some(needed), figures, ..Round::default() });
        Ok(outcome)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Marks;

    fn options() -> Options {
        Options::named(["a", "b", "c", "d"]).unwrap()
    }

    /// Ballots of owners with so much area each, and the candidates that they approve of.
    fn counted(seats: u32, said: &[(u64, &[&str])]) -> Outcome {
        let ballots = |weigh: &dyn Fn(u64) -> u64| -> Vec<Ballot> {
            said.iter()
                .map(|(area, approved)| Ballot::times(Marks::set(approved.iter().copied()), weigh(*area)))
                .collect()
        };
        let method = Committee { seats, ..Committee::default() };
        method.count_by_heads_and_area(&options(), &ballots(&|_| 1), &ballots(&|area| area)).unwrap()
    }

    #[test]
    fn a_place_takes_more_than_half_of_the_heads_and_more_than_half_of_the_area() {
        // `a` has both, `b` the heads only (two of three with 20 of 100), `c` the area only.
        let outcome = counted(3, &[(10, &["a", "b"]), (10, &["a", "b"]), (80, &["a", "c"])]);
        assert_eq!(outcome.winners, ["a".into()]);
        let short: Vec<_> = outcome
            .trace
            .iter()
            .filter_map(|step| match step {
                Step::FellShort { round, option, .. } => Some((*round, option.0.as_ref())),
                _ => None,
            })
            .collect();
        assert_eq!(short, [(1, "c"), (2, "b"), (2, "d")]);
    }

    #[test]
    fn half_of_the_area_is_not_more_than_half_of_it() {
        assert_eq!(counted(1, &[(50, &["a"]), (25, &["a"]), (25, &["b"])]).winners, ["a".into()]);
        assert!(counted(1, &[(25, &["a"]), (25, &["a"]), (50, &["b"])]).winners.is_empty());
        assert_eq!(counted(1, &[(26, &["a"]), (25, &["a"]), (50, &["b"])]).winners, ["a".into()]);
    }

    #[test]
    fn among_those_with_both_majorities_the_most_heads_are_seated_first() {
        let outcome = counted(1, &[(40, &["a"]), (40, &["a"]), (30, &["a"]), (10, &[])]);
        assert_eq!(outcome.winners, ["a".into()]);
        let two = counted(2, &[(40, &["a", "b"]), (40, &["a", "b"]), (30, &["b"])]);
        assert_eq!(two.winners, ["b".into(), "a".into()]);
        assert_eq!(two.rounds.len(), 2);
    }
}
