//! The clause of mediation: it is there where a rule leads to it, somebody can mediate, and what fails has somewhere to go.

use super::Faults;
use crate::*;

pub(super) fn check(charter: &Charter, faults: &mut Faults) {
    let asked = charter.routing.iter().position(|rule| rule.track == Track::Mediate);
    let Some(clause) = &charter.mediation else {
        if let Some(rule) = asked {
            let message =
                "the rule leads to mediation and the charter does not say how: add a clause `mediation`";
            faults.add_at(&[&format!("routing[{rule}].track"), &"mediation"], message);
        }
        return;
    };
    if asked.is_none() {
        let message =
            "no routing rule leads to mediation: add one with `track = \"mediate\"`, or leave this out";
        faults.add_at(&[&"mediation", &"routing"], message);
    }
    check_seats(charter, clause, faults);
    let (least, most) = MEDIATORS;
    if !(least..=most).contains(&clause.mediators) {
        faults.add("mediation.mediators", format!("one or several mediate: write {least} to {most}"));
    }
    let (least, most) = SESSIONS;
    if !(least..=most).contains(&clause.sessions_at_most) {
        let message = format!("the sides have to meet, and to an end: write {least} to {most}");
        faults.add("mediation.sessions_at_most", message);
    }
    check_referral(charter, clause, faults);
}

fn check_seats(charter: &Charter, clause: &MediationClause, faults: &mut Faults) {
    let path = "mediation.seats";
    if clause.seats.is_empty() {
        faults.add(path, "nobody could ever mediate: name at least one seat");
    }
    for seat in clause.seats.iter().filter(|seat| charter.seats.iter().all(|found| found.id != **seat)) {
        faults.add(path, format!("there is no seat `{seat}`: name one of `seats`"));
    }
}

fn check_referral(charter: &Charter, clause: &MediationClause, faults: &mut Faults) {
    match &clause.referral {
        ReferralClause::Outside { body } => faults.name("mediation.referral.body", body),
        ReferralClause::Council { level } => {
            let top = charter.root().and_then(|root| charter.rank(&root.level));
            let rank = charter.rank(level);
            if rank.is_none() || rank > top {
                let message = format!("no council stands at level `{level}`: name a level that has one");
                faults.add("mediation.referral.level", message);
            }
        }
    }
}

/// Wherever disputes are mediated, as many can mediate as the clause asks for, and one more that a challenged one gives way to.
pub(super) fn check_mediators(charter: &Charter, faults: &mut Faults) {
    let Some(clause) = &charter.mediation else { return };
    let least = charter.routing.iter().filter(|rule| rule.track == Track::Mediate);
    let Some(least) = least.filter_map(|rule| charter.rank(&rule.level)).min() else { return };
    let receives = |council: &&CouncilClause| charter.rank(&council.level).is_some_and(|rank| rank >= least);
    for council in charter.councils.iter().filter(receives) {
        let seats = charter.upwards(&council.id).flat_map(|above| charter.seats_of(above));
        let people: u64 =
            seats.filter(|seat| clause.seats.contains(&seat.id)).map(|seat| u64::from(seat.holders)).sum();
        if people <= u64::from(clause.mediators) {
            let position = charter.councils.iter().position(|found| found.id == council.id);
            faults.add_at(
                &[&"mediation.seats", &format!("councils[{}]", position.unwrap_or_default())],
                format!(
                    "{people} can mediate for council `{}`, and nobody could take the place of one whom a side challenges: name more seats, or give them more holders",
                    council.id
                ),
            );
        }
    }
}
