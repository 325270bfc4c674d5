//! The charter that ships, and every fault that the check names.

use super::*;
use yishi_tally::{Base, Fraction, Measure, Part, Threshold};

fn minimal() -> Charter {
    toml::from_str(MINIMAL_CHARTER_TOML).unwrap()
}

fn id<T: TryFrom<String>>(name: &str) -> T {
    T::try_from(name.to_owned()).ok().unwrap()
}

/// The clauses of each fault that a change to the minimal charter brings.
fn faults(spoil: impl FnOnce(&mut Charter)) -> Vec<Vec<String>> {
    let mut charter = minimal();
    spoil(&mut charter);
    let faults = charter.check().err().unwrap_or_default();
    assert!(faults.iter().all(|fault| fault.message.contains(':')), "no remedy: {faults:?}");
    faults.into_iter().map(|fault| fault.clauses).collect()
}

fn drop_power(charter: &mut Charter, power: Power) {
    charter.seats.iter_mut().for_each(|seat| seat.powers.retain(|grant| grant.power != power));
}

fn decision<'a>(charter: &'a mut Charter, name: &str) -> &'a mut DecisionClause {
    charter.decisions.iter_mut().find(|rule| rule.id.as_str() == name).unwrap()
}

#[test]
fn the_minimal_charter_holds_and_its_two_forms_are_one() {
    let charter = minimal();
    assert_eq!(charter.check(), Ok(()));
    let same = canonical_json(&charter) == MINIMAL_CHARTER_JSON.trim_end();
    assert!(same, "charters/minimal.json is not the canonical JSON of charters/minimal.toml");
}

#[test]
fn every_fault_is_named_and_not_the_first_alone() {
    let found = faults(|charter| {
        charter.name = String::new();
        charter.registrars.threshold = 0;
        charter.evaluation.least_ratings = 0;
    });
    assert_eq!(found, [["name"], ["registrars.threshold"], ["evaluation.least_ratings"]]);
}

#[test]
fn ids_stand_once_in_their_list() {
    let found = faults(|charter| charter.benches.push(charter.benches[0].clone()));
    assert_eq!(found, [["benches[0].id", "benches[3].id"]]);
    let found = faults(|charter| charter.decisions.push(charter.decisions[1].clone()));
    assert_eq!(found, [["decisions[1].id", "decisions[4].id"]]);
}

#[test]
fn a_council_names_a_level_and_a_parent_that_exist() {
    let found = faults(|charter| charter.councils[2].level = id("street"));
    assert_eq!(found, [["councils[2].level"]]);
    let found = faults(|charter| charter.councils[2].parent = Some(id("nowhere")));
    assert_eq!(found, [["councils[2].parent"]]);
}

#[test]
fn a_parent_stands_at_a_higher_level_so_that_no_ring_can_form() {
    let found = faults(|charter| {
        charter.councils[1].parent = Some(id("grid-2"));
        charter.councils[2].parent = Some(id("grid-1"));
    });
    assert_eq!(
        found,
        [["councils[1].parent", "councils[1].level"], ["councils[2].parent", "councils[2].level"]]
    );
}

#[test]
fn the_councils_form_one_tree() {
    let found = faults(|charter| charter.councils[2].parent = None);
    assert_eq!(found, [["councils[0].parent", "councils[2].parent"]]);
    let found = faults(|charter| charter.councils.clear());
    assert_eq!(found[0], ["councils"]);
}

#[test]
fn a_seat_names_a_bench_and_a_level_with_councils_and_has_holders() {
    assert_eq!(faults(|charter| charter.seats[0].bench = id("party")), [["seats[0].bench"]]);
    assert_eq!(faults(|charter| charter.seats[3].level = id("street")), [["seats[3].level"]]);
    assert_eq!(faults(|charter| charter.seats[3].holders = 0), [["seats[3].holders"]]);
}

#[test]
fn a_power_is_granted_to_a_seat_once() {
    let found = faults(|charter| {
        charter.seats[4].powers.push(Grant { power: Power::Evaluate, over: Reach::Own });
    });
    assert_eq!(found, [["seats[4].powers[0]", "seats[4].powers[1]"]]);
}

#[test]
fn routing_ends_with_a_rule_that_takes_everything() {
    let spoil = |charter: &mut Charter| {
        charter.routing.pop();
    };
    assert_eq!(faults(spoil), [["routing"]]);
}

#[test]
fn a_rule_behind_one_that_takes_all_its_matters_is_named() {
    let found = faults(|charter| charter.routing.swap(0, 4));
    assert_eq!(found.len(), 5, "the four behind, and no fall-through: {found:?}");
    assert_eq!(found[1], ["routing[1]", "routing[0]"]);
    let narrower = |cost: u64| {
        faults(|charter| {
            let mut rule = charter.routing[2].clone();
            rule.id = id("narrower");
            rule.when.cost_fen_at_least = Some(AmountFen(cost));
            rule.when.classes = [id("parking")].into();
            charter.routing.insert(3, rule);
        })
    };
    assert_eq!(narrower(5_000_000), [["routing[3]", "routing[2]"]]);
    assert!(narrower(4_999_999).is_empty());
}

#[test]
fn conditions_that_nothing_fits_are_named() {
    let found = faults(|charter| {
        charter.routing[2].when.cost_fen_at_most = Some(AmountFen(4_999_999));
        charter.routing[3].when.affected_households_at_most = Some(99);
        charter.routing[1].when.places_at_least = Some(3);
    });
    assert_eq!(
        found,
        [
            vec!["routing[2].when.cost_fen_at_least", "routing[2].when.cost_fen_at_most"],
            vec![
                "routing[3].when.affected_households_at_least",
                "routing[3].when.affected_households_at_most"
            ],
            vec!["routing[1].when.places_at_least"],
        ]
    );
}

#[test]
fn routing_names_classes_and_levels_that_exist() {
    let found = faults(|charter| charter.routing[0].when.classes = [id("magic")].into());
    assert_eq!(found, [["routing[0].when.classes"]]);
    let found = faults(|charter| charter.routing[0].level = id("street"));
    assert_eq!(found, [["routing[0].level"]]);
    let found = faults(|charter| {
        charter.levels.push(Level { id: id("street"), name: "Street".to_owned() });
        charter.routing[0].level = id("street");
    });
    assert_eq!(found, [["routing[0].level"]], "a level above the highest council");
}

#[test]
fn escalation_rules_can_fire() {
    let petition =
        |signatures| EscalationClause { id: id("more"), on: EscalationTrigger::Petition { signatures } };
    let found = faults(|charter| charter.escalation.push(petition(30)));
    assert_eq!(found, [["escalation[4]", "escalation[3]"]]);
    let found = faults(|charter| charter.escalation[3] = petition(0));
    assert_eq!(found, [["escalation[3].on.signatures"]]);
}

#[test]
fn secret_votes_are_refused_by_name() {
    let mut charter = minimal();
    charter.decisions[0].openness = Openness::Secret;
    let faults = charter.check().unwrap_err();
    assert_eq!(faults[0].clauses, ["decisions[0].openness"]);
    assert!(faults[0].message.contains("`secret`"), "{}", faults[0].message);
}

#[test]
fn sealed_votes_say_how_they_are_opened_and_open_ones_do_not() {
    let clause = Some(SealedClause { opening: Period::Days(3), unopened: Unopened::NotCast });
    let seal = |charter: &mut Charter| {
        (charter.decisions[0].openness, charter.decisions[0].sealed) = (Openness::Sealed, clause)
    };
    assert!(faults(seal).is_empty());
    let found = faults(|charter| charter.decisions[0].openness = Openness::Sealed);
    assert_eq!(found, [["decisions[0].openness", "decisions[0].sealed"]]);
    let found = faults(|charter| charter.decisions[0].sealed = clause);
    assert_eq!(found, [["decisions[0].sealed", "decisions[0].openness"]]);
}

#[test]
fn a_decision_rule_wants_votes_for_it() {
    let spoil = |charter: &mut Charter| {
        decision(charter, "residents").requirements.retain(|requirement| requirement.part != Part::For);
    };
    assert_eq!(faults(spoil), [["decisions[1].requirements"]]);
}

#[test]
fn only_owners_are_measured_by_area_and_only_seats_by_benches() {
    let spoil = |measure| {
        move |charter: &mut Charter| {
            decision(charter, "residents").requirements[1].measure = measure;
        }
    };
    assert_eq!(faults(spoil(Measure::Area)), [["decisions[1].requirements[1].measure"]]);
    assert_eq!(faults(spoil(Measure::Benches)), [["decisions[1].requirements[1].measure"]]);
}

#[test]
fn only_households_are_measured_as_such_and_councils_only_in_sections() {
    let spoil = |electorate, measure| {
        move |charter: &mut Charter| {
            let residents = decision(charter, "residents");
            residents.electorate = electorate;
            residents.requirements[1].measure = measure;
        }
    };
    assert!(faults(spoil(Electorate::Households, Measure::Households)).is_empty());
    for (electorate, measure) in
        [(Electorate::Residents, Measure::Households), (Electorate::Households, Measure::Councils)]
    {
        assert_eq!(faults(spoil(electorate, measure)), [["decisions[1].requirements[1].measure"]]);
    }
}

#[test]
fn ballots_may_be_held_against_those_present_and_tally_sheets_may_not() {
    let present = |requirement: &mut Requirement| requirement.base = Base::Present;
    assert!(faults(|charter| present(&mut decision(charter, "residents").requirements[1])).is_empty());
    let found = faults(|charter| present(&mut on_sheets(charter).requirements[1]));
    assert_eq!(found, [["decisions[0].requirements[1].part", "decisions[0].requirements[1].base"]]);
}

#[test]
fn two_bounds_on_one_share_are_refused_with_both_clauses() {
    let spoil = |charter: &mut Charter| {
        let requirements = &mut decision(charter, "residents").requirements;
        let mut second = requirements[1].clone();
        second.threshold = Threshold::AtLeast(Fraction::new(4, 5).unwrap());
        requirements.push(second);
    };
    assert_eq!(faults(spoil), [["decisions[1].requirements[2]", "decisions[1].requirements[1]"]]);
}

#[test]
fn thresholds_ask_for_something_and_not_for_more_than_all() {
    let share = |numerator, denominator| Fraction::new(numerator, denominator).unwrap();
    let quorum = |threshold| faults(move |charter| charter.hearings.quorum = threshold);
    assert_eq!(quorum(Threshold::AtLeast(share(0, 1))), [["hearings.quorum"]]);
    assert!(quorum(Threshold::AtLeast(share(1, 1))).is_empty());
    assert_eq!(quorum(Threshold::MoreThan(share(2, 2))), [["hearings.quorum"]]);
    assert!(quorum(Threshold::MoreThan(share(0, 1))).is_empty());
}

#[test]
fn participation_is_measured_against_those_entitled() {
    let spoil = |charter: &mut Charter| {
        decision(charter, "residents").requirements[0].base = Base::Participating;
    };
    assert_eq!(faults(spoil), [["decisions[1].requirements[0].part", "decisions[1].requirements[0].base"]]);
}

#[test]
fn a_deliberation_is_long_enough_for_notice_and_vote() {
    let within = |days| faults(move |charter| charter.deadlines.deliberation = Period::Days(days));
    assert!(within(15).is_empty(), "{:?}", within(15));
    assert_eq!(within(14).len(), 3, "the residents' and both owners' rules need seven days and then seven");
    assert_eq!(
        within(14)[0],
        ["deadlines.deliberation", "decisions[1].notice", "decisions[1].voting_at_least"]
    );
}

#[test]
fn urgent_hearings_are_not_called_with_more_notice_than_ordinary_ones() {
    let urgent = |period| faults(move |charter| charter.hearings.urgent_notice = period);
    assert!(urgent(Period::Days(3)).is_empty());
    assert_eq!(urgent(Period::Days(4)), [["hearings.urgent_notice", "hearings.notice"]]);
}

#[test]
fn somebody_screens_wherever_submissions_arrive() {
    let spoil = |charter: &mut Charter| drop_power(charter, Power::Screen);
    assert_eq!(faults(spoil), [["seats", "councils[1]"], ["seats", "councils[2]"]]);
}

#[test]
fn somebody_does_each_duty_wherever_matters_come() {
    for power in [Power::Convene, Power::Certify, Power::Dispatch, Power::Supervise, Power::Evaluate] {
        let found = faults(|charter| drop_power(charter, power));
        assert_eq!(
            found,
            [["seats", "councils[0]"], ["seats", "councils[1]"], ["seats", "councils[2]"]],
            "{power:?}"
        );
    }
}

#[test]
fn a_power_over_the_councils_below_does_not_serve_the_council_itself() {
    let found = faults(|charter| {
        charter.seats[2].powers.iter_mut().for_each(|grant| grant.over = Reach::Below);
    });
    assert_eq!(found, [["seats", "councils[0]"], ["seats", "councils[0]"]], "supervise and certify");
}

#[test]
fn somebody_may_amend_the_charter() {
    assert_eq!(faults(|charter| drop_power(charter, Power::Amend)), [["seats", "councils[0]"]]);
}

#[test]
fn there_are_as_many_evaluators_as_ratings_are_needed() {
    let least = |least_ratings| faults(move |charter| charter.evaluation.least_ratings = least_ratings);
    assert!(least(9).is_empty());
    assert_eq!(
        least(10),
        [["evaluation.least_ratings", "seats"]],
        "nine at the community, fourteen for a grid"
    );
}

#[test]
fn every_level_that_deliberates_has_a_decision_rule() {
    let found = faults(|charter| {
        charter.decisions.iter_mut().for_each(|rule| rule.level = Some(id("community")));
    });
    assert_eq!(found, [["decisions"], ["decisions"]], "for both grids");
}

#[test]
fn votes_of_seats_need_seats_that_vote() {
    let found = faults(|charter| charter.seats.iter_mut().for_each(|seat| seat.votes = Voting::Advises));
    assert_eq!(found, [["decisions[0].electorate", "seats"]]);
}

#[test]
fn a_misspelt_field_is_refused_with_its_line() {
    let text = MINIMAL_CHARTER_TOML.replace("urgent_notice", "urgent_notise");
    let error = toml::from_str::<Charter>(&text).unwrap_err().to_string();
    assert!(error.contains("line") && error.contains("urgent_notise"), "{error}");
}

/// A rule on tally sheets with both grids as sections, and two witnesses.
fn on_sheets(charter: &mut Charter) -> &mut DecisionClause {
    let supervisor = charter.seats.iter_mut().find(|seat| seat.id.as_str() == "supervisor").unwrap();
    supervisor.powers.push(Grant { power: Power::Count, over: Reach::OwnAndBelow });
    let rule = decision(charter, "council");
    rule.level = Some(id("community"));
    rule.counting = Counting::Sheets;
    rule.requirements.truncate(2);
    let section =
        |council: &str| SectionClause { council: id(council), vote: SectionVote::Full, requirements: vec![] };
    rule.sections = vec![section("grid-1"), section("grid-2")];
    // The grids need a rule of their own.
    let mut other = rule.clone();
    other.id = id("grid");
    (other.level, other.counting, other.sections) = (Some(id("grid")), Counting::Ballots, Vec::new());
    charter.decisions.push(other);
    decision(charter, "council")
}

#[test]
fn a_rule_on_tally_sheets_needs_sections_that_exist_once_below_a_council() {
    let untouched = faults(|charter| {
        on_sheets(charter);
    });
    assert!(untouched.is_empty());
    let found = faults(|charter| on_sheets(charter).sections[1].council = id("grid-9"));
    assert_eq!(found, [["decisions[0].sections[1].council"]]);
    let found = faults(|charter| on_sheets(charter).sections[1].council = id("grid-1"));
    assert_eq!(found, [["decisions[0].sections[1].council"]]);
    let found = faults(|charter| on_sheets(charter).sections[1].council = id("community"));
    assert_eq!(found, [["decisions[0].sections"]]);
}

#[test]
fn a_rule_on_tally_sheets_measures_what_a_sheet_can_tell() {
    let found = faults(|charter| on_sheets(charter).requirements[1].measure = Measure::Benches);
    assert_eq!(found, [["decisions[0].requirements[1].measure"]]);
    assert!(faults(|charter| on_sheets(charter).requirements[1].measure = Measure::Councils).is_empty());
    let found = faults(|charter| {
        let rule = on_sheets(charter);
        rule.requirements[1].measure = Measure::Councils;
        rule.sections.clear();
    });
    assert_eq!(found, [["decisions[0].requirements[1].measure"]]);
}

#[test]
fn an_early_close_and_open_totals_are_for_tally_sheets() {
    let found = faults(|charter| decision(charter, "council").finish = SheetsFinish::WhenConfirmed);
    assert_eq!(found, [["decisions[0].finish", "decisions[0].counting"]]);
    let found = faults(|charter| on_sheets(charter).openness = Openness::Secret);
    assert!(found.contains(&vec!["decisions[0].openness".to_owned(), "decisions[0].counting".to_owned()]));
}

#[test]
fn every_tally_sheet_can_be_confirmed_by_a_second_witness() {
    let with_holders = |holders| {
        faults(|charter| {
            on_sheets(charter);
            let seat = charter.seats.iter_mut().find(|seat| seat.id.as_str() == "supervisor").unwrap();
            seat.holders = holders;
        })
    };
    assert!(with_holders(2).is_empty());
    assert_eq!(with_holders(1), [["decisions[0].counting", "seats"]]);
}
