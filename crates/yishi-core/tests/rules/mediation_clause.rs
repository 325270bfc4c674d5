//! The clause of mediation: a charter that contradicts itself about it is refused.

use crate::community::*;
use crate::mediation::charter;
use yishi_core::*;

fn faults(change: impl FnOnce(&mut Charter)) -> Vec<Vec<String>> {
    let mut charter = charter();
    change(&mut charter);
    charter.check().err().unwrap_or_default().into_iter().map(|fault| fault.clauses).collect()
}

fn clause(change: impl FnOnce(&mut MediationClause)) -> Vec<Vec<String>> {
    faults(|charter| change(charter.mediation.as_mut().unwrap()))
}

#[test]
fn a_rule_that_leads_to_mediation_and_the_clause_need_each_other() {
    assert_eq!(faults(|charter| charter.mediation = None), [["routing[0].track", "mediation"]]);
    let no_rule = |charter: &mut Charter| drop(charter.routing.remove(0));
    assert_eq!(faults(no_rule), [["mediation", "routing"]]);
}

#[test]
fn numbers_have_bounds() {
    assert_eq!(clause(|it| it.mediators = 0), [["mediation.mediators"]]);
    assert_eq!(clause(|it| it.mediators = 6)[0], ["mediation.mediators"]);
    let five = faults(|charter| {
        charter.mediation.as_mut().unwrap().mediators = 5;
        charter.seats.iter_mut().filter(|seat| seat.id == id("clerk")).for_each(|seat| seat.holders = 6);
    });
    assert!(five.is_empty(), "{five:?}");
    assert_eq!(clause(|it| it.sessions_at_most = 0), [["mediation.sessions_at_most"]]);
    assert_eq!(clause(|it| it.sessions_at_most = 21), [["mediation.sessions_at_most"]]);
    assert!(clause(|it| it.sessions_at_most = 20).is_empty());
}

#[test]
fn seats_exist_and_have_somebody_to_take_the_place_of_a_challenged_one() {
    assert_eq!(clause(|it| it.seats.clear())[0], ["mediation.seats"]);
    let nobody = clause(|it| it.seats.extend([id("nobody")]));
    assert_eq!(nobody, [["mediation.seats"]]);
    let few = clause(|it| (it.seats, it.mediators) = ([id("clerk")].into(), 3));
    assert_eq!(few[0], ["mediation.seats", "councils[0]"]);
    assert!(clause(|it| (it.seats, it.mediators) = ([id("clerk")].into(), 2)).is_empty());
}

#[test]
fn what_is_not_settled_has_somewhere_to_go() {
    let to = |level: &str| ReferralClause::Council { level: id(level) };
    assert_eq!(clause(|it| it.referral = to("nowhere")), [["mediation.referral.level"]]);
    let outside = |body: &str| ReferralClause::Outside { body: body.to_owned() };
    assert_eq!(clause(|it| it.referral = outside(" ")), [["mediation.referral.body"]]);
    assert!(clause(|it| it.referral = outside("The people's court")).is_empty());
}

#[test]
fn somebody_convenes_where_disputes_are_mediated() {
    let found = faults(|charter| {
        charter.routing.iter_mut().for_each(|rule| rule.track = Track::Mediate);
        let body = "The people's court".to_owned();
        charter.mediation.as_mut().unwrap().referral = ReferralClause::Outside { body };
        charter.seats.iter_mut().for_each(|seat| seat.powers.retain(|grant| grant.power != Power::Convene));
    });
    assert_eq!(found.len(), 3, "each of three councils: {found:?}");
}
