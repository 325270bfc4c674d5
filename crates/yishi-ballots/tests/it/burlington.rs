//! Burlington 2009: one set of ballots, three winners.

use crate::files::{count, winners};
use yishi_testkit::test_data;

#[test]
fn burlington_elects_kiss_by_runoff_montroll_by_pairs_and_wright_by_plurality() {
    let Some(data) = test_data("Burlington 2009") else { return };
    let file = data.join("preflib/00005/00005-00000002.toi");
    let named = |rule: &str| {
        let report = count(&file, Some(rule), None, &[]).unwrap();
        let [winner] = winners(&report).try_into().unwrap_or_else(|all| panic!("{rule}: {all:?}"));
        report.names[&winner.as_str().into()].clone()
    };
    assert!(named("irv").contains("Kiss"), "{}", named("irv"));
    assert!(named("schulze").contains("Montroll"), "{}", named("schulze"));
    assert!(named("plurality").contains("Wright"), "{}", named("plurality"));
}
