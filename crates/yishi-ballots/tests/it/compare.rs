//! The rules for budgets side by side, as `yishi count FILE --compare` shows them.

use yishi_ballots::{Comparison, NoCompanions, Request, RequestError, Setting};
use yishi_tally::Language;

/// Six want lights and a garden, four a ramp, as in the guide to counting budgets.
const BUDGET: &str = "META\nkey;value\nbudget;100\nvote_type;approval\nPROJECTS\nproject_id;cost;name\n1;40;lights\n2;60;garden\n3;30;ramp\nVOTES\nvoter_id;vote\na;1,2\nb;1,2\nc;1,2\nd;1,2\ne;1,2\nf;1,2\ng;3\nh;3\ni;3\nj;3\n";

fn compare(file: &str, text: &str, settings: &[Setting]) -> Result<Comparison, RequestError> {
    let bytes = text.as_bytes();
    Request { file, bytes, companions: &NoCompanions, rule: None, seats: None, settings }.compare()
}

#[test]
fn rules_for_budgets_stand_side_by_side() {
    let comparison = compare("budget.pb", BUDGET, &[]).unwrap();
    let json = serde_json::to_value(&comparison).unwrap();
    let row = |at: usize| (json["rules"][at]["rule"].as_str().unwrap(), &json["rules"][at]["winners"]);
    let [by_support, by_shares] = [serde_json::json!(["1", "2"]), serde_json::json!(["1", "3"])];
    assert_eq!(row(0), ("greedy-skip", &by_support));
    assert_eq!(row(1), ("greedy-stop", &by_support));
    assert_eq!(row(2), ("equal-shares satisfaction=cost", &by_shares));
    assert_eq!(row(3), ("equal-shares satisfaction=cardinality", &by_shares));
    assert_eq!(
        (&json["rules"][0]["empty_handed"], &json["rules"][2]["empty_handed"]),
        (&4.into(), &0.into())
    );
    let lines = comparison.lines(Language::Chinese);
    assert!(lines.contains(&"  一无所得者: 4 / 10".to_owned()), "{lines:?}");
    assert!(lines.contains(&"  资助 (2): 1 lights; 3 ramp".to_owned()), "{lines:?}");
    assert!(comparison.lines(Language::English).contains(&"  projects each: 1.2000".to_owned()));
}

#[test]
fn a_setting_holds_for_every_rule_that_has_it() {
    let budget = "budget=70".parse().unwrap();
    let comparison = compare("budget.pb", BUDGET, &[budget, "step=2".parse().unwrap()]).unwrap();
    let funded: Vec<String> = comparison.rules.iter().map(|row| row.effect.cost.to_string()).collect();
    assert_eq!(funded, ["70", "40", "70", "70"]);
}

#[test]
fn without_costs_there_is_nothing_to_compare() {
    let error = compare("ward.blt", "2 1\n1 1 2 0\n0\n", &[]).unwrap_err();
    assert!(matches!(error, RequestError::NoBudget { .. }), "{error}");
}
