//! Clauses about casting, joint decisions, steps and recalls: what could never take effect is refused with its clauses.

use crate::community::*;
use crate::joint::together;
use yishi_core::*;
use yishi_tally::{AreaSource, Silence};

/// The clauses of every fault of the minimal charter after a change to the rule of councils.
fn faults(change: impl FnOnce(&mut DecisionClause)) -> Vec<Vec<String>> {
    let mut charter = minimal_charter();
    change(&mut charter.decisions[0]);
    clauses(&charter)
}

fn clauses(charter: &Charter) -> Vec<Vec<String>> {
    let faults = charter.check().err().unwrap_or_default();
    assert!(faults.iter().all(|fault| !fault.message.is_empty()));
    faults.into_iter().map(|fault| fault.clauses).collect()
}

#[test]
fn a_cap_is_for_rules_that_let_somebody_vote_for_others() {
    let cap =
        |proxies, cap| faults(|rule| (rule.procedure.proxies, rule.procedure.proxy_cap) = (proxies, cap));
    assert!(cap(Proxies::Allowed, Some(1)).is_empty());
    assert!(cap(Proxies::Allowed, None).is_empty());
    assert_eq!(cap(Proxies::Allowed, Some(0)), [["decisions[0].procedure.proxy_cap"]]);
    let expected = ["decisions[0].procedure.proxy_cap", "decisions[0].procedure.proxies"];
    assert_eq!(cap(Proxies::Refused, Some(3)), [expected]);
}

#[test]
fn paper_needs_two_people_who_may_count() {
    let found = faults(|rule| rule.procedure.paper = PaperBallots::TwoWitnesses);
    assert_eq!(found, [["decisions[0].procedure.paper", "seats"]]);
    let found = faults(|rule| rule.procedure.invalid_participates = true);
    assert_eq!(found, [["decisions[0].procedure.invalid_participates", "decisions[0].procedure.paper"]]);
}

#[test]
fn parking_and_sources_of_area_are_for_owners() {
    let found = faults(|rule| rule.procedure.parking_counts = true);
    assert_eq!(found, [["decisions[0].procedure.parking_counts", "decisions[0].electorate"]]);
    let found = faults(|rule| rule.procedure.area_order = vec![AreaSource::Contract]);
    assert_eq!(found, [["decisions[0].procedure.area_order", "decisions[0].electorate"]]);
    let mut charter = minimal_charter();
    let owners = charter.decisions.iter_mut().find(|rule| rule.electorate == Electorate::Owners).unwrap();
    owners.procedure.area_order = vec![AreaSource::Contract, AreaSource::Contract];
    assert_eq!(clauses(&charter), [["decisions[2].procedure.area_order"]]);
}

#[test]
fn silence_follows_no_option_among_several() {
    let mut charter = crate::choosing::charter_choosing(crate::choosing::single_choice());
    charter.decisions.last_mut().unwrap().procedure.silence = Silence::FollowMajority;
    let at = charter.decisions.len() - 1;
    let expected = [format!("decisions[{at}].procedure.silence"), format!("decisions[{at}].choice")];
    assert_eq!(clauses(&charter), [expected]);
}

#[test]
fn seats_that_are_named_exist_where_the_rule_is_used() {
    let named = |level: Option<&str>, seats: &[&str]| {
        faults(|rule| {
            rule.level = level.map(id);
            rule.seats = seats.iter().map(|seat| id(seat)).collect();
        })
    };
    assert!(named(None, &["delegate", "neighbour"]).is_empty());
    assert_eq!(named(None, &["king"]), [["decisions[0].seats"]]);
    let mut charter = minimal_charter();
    charter.decisions[1].seats = [id("delegate")].into();
    assert_eq!(clauses(&charter), [["decisions[1].seats", "decisions[1].electorate"]]);
    let mut charter = minimal_charter();
    let mut rule = charter.decisions[0].clone();
    (rule.id, rule.level, rule.seats) = (id("delegates"), Some(id("grid")), [id("delegate")].into());
    charter.decisions.push(rule);
    assert_eq!(clauses(&charter), [["decisions[4].seats", "decisions[4].level"]]);
}

/// The minimal charter with a step before the residents' rule.
fn stepwise(change: impl FnOnce(&mut Charter)) -> Vec<Vec<String>> {
    let mut charter = crate::stepwise::charter();
    change(&mut charter);
    clauses(&charter)
}

#[test]
fn steps_lead_somewhere_exist_and_never_come_after_themselves() {
    assert!(stepwise(|_| {}).is_empty());
    let last = minimal_charter().decisions.len();
    let found = stepwise(|charter| charter.decisions[1].after = vec![id("no-such-step")]);
    let nowhere = vec![format!("decisions[{last}].stage")];
    assert_eq!(found, [vec!["decisions[1].after[0]".to_owned()], nowhere.clone()]);
    let found = stepwise(|charter| charter.decisions[1].after = vec![id("council")]);
    assert_eq!(found, [vec!["decisions[1].after[0]".to_owned()], nowhere]);
    let found = stepwise(|charter| charter.decisions[last].after = vec![id("consult")]);
    assert_eq!(found, [[format!("decisions[{last}].after")]]);
    let found = stepwise(|charter| charter.decisions[1].after = vec![id("consult"), id("consult")]);
    assert_eq!(found, [["decisions[1].after[1]"]]);
    let found = stepwise(|charter| {
        charter.decisions[last].level = Some(id("grid"));
        charter.decisions[1].level = Some(id("community"));
    });
    assert!(found.contains(&vec!["decisions[1].after[0]".to_owned(), "decisions[1].level".to_owned()]));
}

#[test]
fn a_recall_names_a_seat_of_the_level_and_chooses_among_nobody() {
    let recalls = |seat: &str, level: Option<&str>| {
        let mut charter = minimal_charter();
        let mut rule = charter.decisions[1].clone();
        (rule.id, rule.recalls, rule.level) = (id("recall"), Some(id(seat)), level.map(id));
        charter.decisions.push(rule);
        clauses(&charter)
    };
    assert!(recalls("delegate", Some("community")).is_empty());
    assert_eq!(recalls("king", Some("community")), [["decisions[4].recalls"]]);
    assert_eq!(recalls("delegate", None), [["decisions[4].recalls", "decisions[4].level"]]);
}

/// A joint rule after a change.
fn joint(change: impl FnOnce(&mut DecisionClause)) -> Vec<Vec<String>> {
    let mut charter = together(|_| {});
    change(charter.decisions.last_mut().unwrap());
    clauses(&charter)
}

#[test]
fn councils_that_decide_together_lie_apart_and_each_comes_to_a_vote_that_counts() {
    assert!(joint(|_| {}).is_empty());
    let found = joint(|rule| rule.section_requirements.clear());
    assert_eq!(found, [["decisions[4].sections[0].requirements"], ["decisions[4].sections[1].requirements"]]);
    let found = joint(|rule| rule.requirements.truncate(1));
    assert!(
        found.contains(&vec!["decisions[4].requirements".to_owned(), "decisions[4].sections".to_owned()])
    );
    let found = joint(|rule| rule.sections[1].council = id("community"));
    let expected = ["decisions[4].sections[0].council", "decisions[4].sections[1].council"];
    assert!(found.contains(&expected.map(str::to_owned).to_vec()), "{found:?}");
    let found = joint(|rule| rule.sections.clear());
    assert!(
        found.contains(&vec![
            "decisions[4].section_requirements".to_owned(),
            "decisions[4].sections".to_owned()
        ])
    );
}
