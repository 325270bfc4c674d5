//! Rules that choose among options: what no poll could meet is refused when the charter is read.

use super::Faults;
use crate::*;
use yishi_tally::{Method, Part, TieRule};

pub(super) fn check(charter: &Charter, decision: &DecisionClause, path: &str, faults: &mut Faults) {
    let Some(choice) = &decision.choice else { return };
    let path_of_choice = format!("{path}.choice");
    if let Err(error) = choice.method.check() {
        faults.add(format!("{path_of_choice}.method"), format!("no poll could use it: {error}"));
    }
    if names_a_seed(choice.method.tie()) {
        let message =
            "the lot would be known before the vote: leave the seed out, it is drawn when the poll is sealed";
        faults.add(format!("{path_of_choice}.method.tie"), message);
    }
    if choice.weight == BallotWeight::HeadsAndArea && !matches!(choice.method, Method::Committee(_)) {
        faults.add_at(
            &[&format!("{path_of_choice}.weight"), &format!("{path_of_choice}.method")],
            "two measures make two results unless each place takes its own majority in both: write `method = \"committee\"`, or one measure",
        );
    }
    if choice.weight != BallotWeight::Heads && decision.electorate != Electorate::Owners {
        faults.add_at(
            &[&format!("{path_of_choice}.weight"), &format!("{path}.electorate")],
            "only owners have an area: write `electorate = \"owners\"`, or `weight = \"heads\"`",
        );
    }
    if decision.counting == Counting::Sheets {
        faults.add_at(
            &[&path_of_choice, &format!("{path}.counting")],
            "tally sheets hold votes for and against: leave `choice` out, or count ballots",
        );
    }
    if matches!(choice.method, Method::Review(_)) {
        check_reviewers(decision, path, faults);
    }
    check_requirements(decision, path, faults);
    if let Some(elects) = &choice.elects {
        check_seat(charter, decision, elects, path, faults);
    }
}

/// A reviewer speaks once and for themselves: two reviews of one project by one person cannot be counted, and who is barred must
/// not review through somebody else.
fn check_reviewers(decision: &DecisionClause, path: &str, faults: &mut Faults) {
    let method = format!("{path}.choice.method");
    if decision.electorate == Electorate::Owners {
        faults.add_at(
            &[&method, &format!("{path}.electorate")],
            "one owner may have a vote in several heads, and a reviewer reviews once: write `electorate = \"seats\"`, or choose another method",
        );
    }
    if decision.procedure.proxies == Proxies::Allowed {
        faults.add_at(
            &[&method, &format!("{path}.procedure.proxies")],
            "who may not review a project could do it through a proxy: refuse proxies, or choose another method",
        );
    }
}

/// Nobody votes *for* or *against* a choice among options, so a share of such votes could never be met.
fn check_requirements(decision: &DecisionClause, path: &str, faults: &mut Faults) {
    for (position, requirement) in decision.requirements.iter().enumerate() {
        if requirement.part == Part::For {
            faults.add_at(
                &[&format!("{path}.requirements[{position}].part"), &format!("{path}.choice")],
                "a choice among options has no votes for and against: ask for participation here, and for a majority in the method",
            );
        }
    }
}

fn names_a_seed(tie: &TieRule) -> bool {
    match tie {
        TieRule::Lot { seed } => seed.is_some(),
        TieRule::JavaDraw { .. } => true,
        TieRule::LookBack(next) | TieRule::LookForward(next) => names_a_seed(next),
        TieRule::Stop | TieRule::GivenOrder | TieRule::Listed(_) => false,
    }
}

fn check_seat(
    charter: &Charter,
    decision: &DecisionClause,
    elects: &ElectionClause,
    path: &str,
    faults: &mut Faults,
) {
    let clause = format!("{path}.choice.elects.seat");
    let Some((position, seat)) = charter.seats.iter().enumerate().find(|(_, seat)| seat.id == elects.seat)
    else {
        return faults.add(clause, format!("there is no seat `{}`: name one of `seats`", elects.seat));
    };
    if decision.level.as_ref() != Some(&seat.level) {
        faults.add_at(
            &[&clause, &format!("{path}.level"), &format!("seats[{position}].level")],
            format!("seat `{}` stands in councils of level `{}`: write that level here", seat.id, seat.level),
        );
    }
    let seats = decision.choice.as_ref().map_or(0, |choice| choice.method.seats());
    if seats == 0 {
        let message = "a budget is shared out among projects and seats nobody: leave `elects` out, or choose another method";
        faults.add_at(&[&format!("{path}.choice.elects"), &format!("{path}.choice.method")], message);
    }
    if seats > seat.holders {
        faults.add_at(
            &[&format!("{path}.choice.method.seats"), &format!("seats[{position}].holders")],
            format!("{seats} would be chosen for a seat that {} may hold: choose fewer", seat.holders),
        );
    }
}
