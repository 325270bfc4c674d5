//! What a charter that is being written must not contradict, beyond what a charter in force is held to: rules that never fire,
//! powers that nobody has or that reach nothing, times that leave none, votes that wait for each other.

use super::Faults;
use super::coverage::taken_by;
use crate::*;
use std::collections::BTreeSet;

pub(super) fn check(charter: &Charter, faults: &mut Faults) {
    check_rules_fire(charter, faults);
    check_places_and_level(charter, faults);
    check_redactable(charter, faults);
    check_reaches(charter, faults);
    check_usable(charter, faults);
    check_time_is_left(charter, faults);
    check_waiting(charter, faults);
    check_answered(charter, faults);
}

/// Whoever objects to a result, drafted the text or opened the vote does not answer: one person alone who certifies could freeze a
/// matter by any of these.
fn check_answered(charter: &Charter, faults: &mut Faults) {
    for (position, decision) in charter.decisions.iter().enumerate() {
        let used =
            |council: &&CouncilClause| decision.level.as_ref().is_none_or(|level| *level == council.level);
        let alone = |council: &&CouncilClause| charter.people_with_power(Power::Certify, &council.id) < 2;
        let found = charter.councils.iter().filter(used).find(alone).filter(|_| decision.review.is_some());
        if let Some(council) = found {
            faults.add_at(
                &[&format!("decisions[{position}].review"), &"seats"],
                format!(
                    "fewer than two people may certify for council `{}`, so an objection to a result may find nobody to answer it: grant `certify` to seats with two holders",
                    council.id
                ),
            );
        }
    }
}

/// Several earlier rules may take together what none of them takes alone.
fn check_rules_fire(charter: &Charter, faults: &mut Faults) {
    for position in 0..charter.routing.len() {
        let Some(takers) = taken_by(charter, position) else { continue };
        let clauses: Vec<String> =
            std::iter::once(&position).chain(&takers).map(|rule| format!("routing[{rule}]")).collect();
        let clauses: Vec<&dyn std::fmt::Display> = clauses.iter().map(|clause| clause as _).collect();
        let names: Vec<String> = takers
            .iter()
            .filter_map(|rule| charter.routing.get(*rule))
            .map(|rule| format!("`{}`", rule.id))
            .collect();
        let message = match names.is_empty() {
            true => "the rule can never fire, for no matter fits it: change its conditions or remove it"
                .to_owned(),
            false => format!(
                "the rule can never fire, for {} take all its matters before: put it before them or remove it",
                names.join(", ")
            ),
        };
        faults.add_at(&clauses, message);
    }
}

/// What touches several of the lowest councils comes before none of them.
fn check_places_and_level(charter: &Charter, faults: &mut Faults) {
    for (position, rule) in charter.routing.iter().enumerate() {
        let several = rule.when.places_at_least.is_some_and(|places| places >= 2);
        let mut at_level = charter.councils.iter().filter(|council| council.level == rule.level);
        if several && at_level.all(|council| charter.is_lowest(&council.id)) {
            faults.add_at(
                &[&format!("routing[{position}].level"), &format!("routing[{position}].when.places_at_least")],
                format!(
                    "a matter that touches several places comes before no council of level `{}`, where each is one of them: name a higher level, or leave out the number of places",
                    rule.level
                ),
            );
        }
    }
}

/// Words of residents can be destroyed where they have to be (PIPL art. 47): by whoever may redact over the highest council. Where
/// all votes are counted from tally sheets, nobody speaks.
fn check_redactable(charter: &Charter, faults: &mut Faults) {
    let spoken = charter.decisions.iter().position(|rule| rule.counting == Counting::Ballots);
    let (Some(spoken), Some(root)) = (spoken, charter.root()) else { return };
    if charter.seats_with_power(Power::Redact, &root.id).next().is_none() {
        let message = format!(
            "no seat has the power `redact` over council `{}`, so words of residents could never be destroyed where the law asks for it: grant it to a seat of that council",
            root.id
        );
        faults.add_at(&[&"seats", &format!("decisions[{spoken}].counting")], message);
    }
}

/// A power over the councils below needs some.
fn check_reaches(charter: &Charter, faults: &mut Faults) {
    for (position, seat) in charter.seats.iter().enumerate() {
        let mut councils = charter.councils.iter().filter(|council| council.level == seat.level);
        if !councils.all(|council| charter.is_lowest(&council.id)) {
            continue;
        }
        for (grant, _) in seat.powers.iter().enumerate().filter(|(_, grant)| grant.over == Reach::Below) {
            faults.add_at(
                &[&format!("seats[{position}].powers[{grant}].over"), &format!("seats[{position}].level")],
                format!(
                    "no council of level `{}` has one below it, so the power reaches nothing: write `over = \"own\"`, or give it to a seat of a higher level",
                    seat.level
                ),
            );
        }
    }
}

/// A decision rule of one level is used where something can be deliberated: what is routed there or below, or handed down.
fn check_usable(charter: &Charter, faults: &mut Faults) {
    let handed_down =
        charter.seats.iter().flat_map(|seat| &seat.powers).any(|grant| grant.power == Power::Refer);
    for (position, rule) in charter.decisions.iter().enumerate() {
        let Some(level) = &rule.level else { continue };
        let arrives = |route: &RoutingRule| {
            !matches!(route.track, Track::Direct | Track::Mediate)
                && charter.rank(&route.level) <= charter.rank(level)
        };
        if !handed_down && !charter.routing.iter().any(arrives) {
            faults.add_at(
                &[&format!("decisions[{position}].level"), &"routing"],
                format!(
                    "rule `{}` could never be used, for no matter is deliberated at level `{level}`: route some there, let a seat `refer` matters down, or name another level",
                    rule.id
                ),
            );
        }
    }
}

fn check_time_is_left(charter: &Charter, faults: &mut Faults) {
    let Deadlines {
        screening,
        deliberation,
        resolution_notice: _,
        action,
        certification,
        first_action,
        result_notice: _,
        amendment_answer,
    } = &charter.deadlines;
    let times = [
        ("deadlines.screening", Some(*screening)),
        ("deadlines.deliberation", Some(*deliberation)),
        ("deadlines.action", Some(*action)),
        ("deadlines.certification", *certification),
        ("deadlines.first_action", *first_action),
        ("deadlines.amendment_answer", *amendment_answer),
        ("evaluation.window", Some(charter.evaluation.window)),
    ];
    for (clause, _) in times.into_iter().filter(|(_, time)| time.is_some_and(is_none)) {
        faults.add(clause, "nobody could keep a deadline of no time at all: write at least `1h` or `1d`");
    }
    for (position, rule) in charter.decisions.iter().enumerate() {
        let path = format!("decisions[{position}]");
        if is_none(rule.voting_at_least) {
            faults.add(
                format!("{path}.voting_at_least"),
                "nobody could vote in no time at all: write at least `1h`",
            );
        }
        if rule.sealed.is_some_and(|sealed| is_none(sealed.opening)) {
            let message = "nobody could open a ballot in no time at all: write at least `1h`";
            faults.add(format!("{path}.sealed.opening"), message);
        }
    }
}

const fn is_none(period: Period) -> bool {
    matches!(period, Period::Hours(0) | Period::Days(0) | Period::WorkingDays(0) | Period::Months(0))
}

/// A bar is lifted by a step that does not wait for the barred rule itself, through steps before it or bars of its own.
fn check_waiting(charter: &Charter, faults: &mut Faults) {
    for (position, rule) in charter.decisions.iter().enumerate() {
        let Some(step) = rule.extension.as_ref().and_then(|extension| extension.bar_lifted_by.as_ref())
        else {
            continue;
        };
        let Some(waits) = waits_for(charter, step, &rule.id, &mut BTreeSet::new()) else { continue };
        let waits = charter.decisions.iter().position(|found| found.id == *waits).unwrap_or_default();
        faults.add_at(
            &[&format!("decisions[{position}].extension.bar_lifted_by"), &format!("decisions[{waits}]")],
            format!(
                "the bar on `{}` would be lifted by a step that waits for `{}` itself, so neither could ever be voted on: name a step that does not come after it",
                rule.id, rule.id
            ),
        );
    }
}

/// The rule on the way from `from` that waits for `goal`.
fn waits_for<'a>(
    charter: &'a Charter,
    from: &'a RuleId,
    goal: &RuleId,
    seen: &mut BTreeSet<&'a RuleId>,
) -> Option<&'a RuleId> {
    if from == goal {
        return Some(from);
    }
    let rule = charter.decision(from).filter(|_| seen.insert(from))?;
    let lifts = rule.extension.as_ref().and_then(|extension| extension.bar_lifted_by.as_ref());
    let next: Vec<&RuleId> = rule.after.iter().chain(lifts).collect();
    if next.contains(&goal) {
        return Some(from);
    }
    next.into_iter().find_map(|step| waits_for(charter, step, goal, seen))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn minimal() -> Charter {
        toml::from_str(MINIMAL_CHARTER_TOML).unwrap()
    }

    /// The clauses of what the draft check finds after a change that the check of adoptions lets pass.
    fn found(spoil: impl FnOnce(&mut Charter)) -> Vec<Vec<String>> {
        let mut charter = minimal();
        spoil(&mut charter);
        assert_eq!(charter.check(), Ok(()), "an adoption is not held to this");
        let faults = charter.check_draft().err().unwrap_or_default();
        assert!(faults.iter().all(|fault| fault.message.contains(": ")), "no remedy: {faults:?}");
        faults.into_iter().map(|fault| fault.clauses).collect()
    }

    fn rule(id: &str, when: RoutingConditions) -> RoutingRule {
        let last = minimal().routing.last().unwrap().clone();
        RoutingRule { id: id.parse().unwrap(), when, ..last }
    }

    #[test]
    fn the_minimal_charter_is_a_good_draft() {
        assert_eq!(minimal().check_draft(), Ok(()));
    }

    #[test]
    fn a_rule_that_several_take_together_is_named_with_all_of_them() {
        let up_to =
            |most| RoutingConditions { affected_households_at_most: Some(most), ..Default::default() };
        let from =
            |least| RoutingConditions { affected_households_at_least: Some(least), ..Default::default() };
        let urgent = || RoutingConditions { urgency: Some(Urgency::Urgent), ..Default::default() };
        let rules = |least| {
            vec![
                rule("few", up_to(10)),
                rule("many", from(least)),
                rule("dead", urgent()),
                rule("rest", Default::default()),
            ]
        };
        let faults = found(|charter| charter.routing = rules(11));
        assert_eq!(
            faults,
            [vec!["routing[2]", "routing[0]", "routing[1]"], vec!["routing[3]", "routing[0]", "routing[1]"]]
        );
        assert!(found(|charter| charter.routing = rules(12)).is_empty(), "a matter of 11 households is left");
    }

    #[test]
    fn several_places_come_before_no_council_that_is_one_of_them() {
        let faults = found(|charter| charter.routing[1].level = "grid".parse().unwrap());
        assert_eq!(faults, [["routing[1].level", "routing[1].when.places_at_least"]]);
    }

    #[test]
    fn somebody_can_redact_unless_nobody_speaks() {
        let faults = found(|charter| {
            charter
                .seats
                .iter_mut()
                .for_each(|seat| seat.powers.retain(|grant| grant.power != Power::Redact));
        });
        assert_eq!(faults, [["seats", "decisions[0].counting"]]);
    }

    #[test]
    fn objections_to_a_result_need_two_who_certify() {
        let reviewed = |holders: u32| {
            move |charter: &mut Charter| {
                let [window, answer] = ["7d", "15d"].map(|period| period.parse().unwrap());
                charter.decisions[0].review = Some(ReviewClause { window, answer, article: None });
                let certifies =
                    |seat: &&mut SeatClause| seat.powers.iter().any(|it| it.power == Power::Certify);
                charter.seats.iter_mut().filter(certifies).for_each(|seat| seat.holders = holders);
            }
        };
        assert!(found(reviewed(2)).is_empty());
        assert_eq!(found(reviewed(1)), [["decisions[0].review", "seats"]]);
    }

    #[test]
    fn a_power_over_those_below_needs_some_below() {
        let faults = found(|charter| {
            let seat = charter.seats.iter_mut().find(|seat| seat.id.as_str() == "grid-worker").unwrap();
            seat.powers.push(Grant { power: Power::Import, over: Reach::Below });
        });
        assert_eq!(faults, [["seats[5].powers[4].over", "seats[5].level"]]);
    }

    #[test]
    fn a_decision_rule_is_of_a_level_where_something_is_deliberated() {
        let to_community = |charter: &mut Charter| {
            charter.routing.iter_mut().for_each(|rule| {
                rule.level = "community".parse().unwrap();
                rule.track = Track::Deliberate;
            });
            charter.decisions[0].level = Some("grid".parse().unwrap());
        };
        assert!(found(to_community).is_empty(), "matters may be handed down");
        let faults = found(|charter| {
            to_community(charter);
            charter.seats.iter_mut().for_each(|seat| seat.powers.retain(|grant| grant.power != Power::Refer));
        });
        assert_eq!(faults, [["decisions[0].level", "routing"]]);
    }

    #[test]
    fn a_deadline_leaves_some_time() {
        let faults = found(|charter| {
            charter.deadlines.screening = Period::WorkingDays(0);
            charter.evaluation.window = Period::Hours(0);
            charter.decisions[1].voting_at_least = Period::Days(0);
        });
        assert_eq!(
            faults,
            [["deadlines.screening"], ["evaluation.window"], ["decisions[1].voting_at_least"]]
        );
        assert!(found(|charter| charter.deadlines.screening = Period::Hours(1)).is_empty());
    }

    #[test]
    fn a_step_that_lifts_a_bar_does_not_wait_for_the_barred_rule() {
        let quorum = yishi_tally::Threshold::AtLeast("1/2".parse().unwrap());
        let barred = |step: &str| ExtensionClause {
            at_most: Period::Days(7),
            until: quorum,
            bar: Some(Period::Days(30)),
            bar_lifted_by: Some(step.parse().unwrap()),
        };
        let lift = |charter: &mut Charter| {
            charter.decisions[1].extension = Some(barred("lift"));
            let mut step = charter.decisions[0].clone();
            step.id = "lift".parse().unwrap();
            step.stage = DecisionStage::Step;
            charter.decisions.push(step);
        };
        assert!(found(lift).is_empty());
        let faults = found(|charter| {
            lift(charter);
            // The step waits for another, whose own bar the first one lifts: a ring of two bars.
            let mut other = charter.decisions[1].clone();
            other.id = "other".parse().unwrap();
            other.stage = DecisionStage::Step;
            other.extension = Some(barred("lift"));
            charter.decisions.push(other);
            charter.decisions[4].after = vec!["other".parse().unwrap()];
        });
        assert_eq!(faults, [["decisions[5].extension.bar_lifted_by", "decisions[4]"]]);
    }
}
