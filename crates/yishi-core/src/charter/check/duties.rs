//! Powers that the procedure needs: wherever a matter can come, somebody may do what it asks for.

use super::Faults;
use crate::*;

pub(super) fn check(charter: &Charter, faults: &mut Faults) {
    if let Some(root) = charter.root() {
        let why = "the charter could never be amended";
        require(charter, Power::Amend, &root.id, why, faults);
    }
    for council in charter.councils.iter().filter(|council| charter.is_lowest(&council.id)) {
        require(charter, Power::Screen, &council.id, "submissions arrive there", faults);
    }
    if charter.submissions.is_some_and(|clause| clause.anonymous == Anonymous::Allowed) {
        let why = "letters without an author are entered there (`submissions.anonymous`)";
        for council in charter.councils.iter().filter(|council| charter.is_lowest(&council.id)) {
            require(charter, Power::Assist, &council.id, why, faults);
        }
    }
    for council in &charter.councils {
        check_council(charter, council, faults);
    }
}

fn check_council(charter: &Charter, council: &CouncilClause, faults: &mut Faults) {
    let Some(rule) = receives(charter, council, None) else { return };
    let why = format!("matters come there by routing rule `{}`", rule.id);
    for power in [Power::Dispatch, Power::Supervise, Power::Evaluate] {
        require(charter, power, &council.id, &why, faults);
    }
    check_evaluators(charter, council, faults);
    if let Some(rule) = receives(charter, council, Some(Track::Mediate)) {
        let why = format!("disputes are mediated there by routing rule `{}`", rule.id);
        require(charter, Power::Convene, &council.id, &why, faults);
    }
    let Some(rule) = deliberates(charter, council) else { return };
    let why = format!("matters are deliberated there by routing rule `{}`", rule.id);
    for power in [Power::Convene, Power::Certify] {
        require(charter, power, &council.id, &why, faults);
    }
    check_decidable(charter, council, faults);
}

/// The rule that can bring a matter of the track before the council: one of its level or a lower one, for matters go up.
fn receives<'a>(
    charter: &'a Charter,
    council: &CouncilClause,
    track: Option<Track>,
) -> Option<&'a RoutingRule> {
    let rank = charter.rank(&council.level);
    let fits = |rule: &&RoutingRule| {
        charter.rank(&rule.level) <= rank && track.is_none_or(|track| rule.track == track)
    };
    charter.routing.iter().find(fits)
}

/// The rule by which matters are deliberated before the council: one that says so, or one of mediation whose disputes go there
/// when they are not settled.
fn deliberates<'a>(charter: &'a Charter, council: &CouncilClause) -> Option<&'a RoutingRule> {
    let unsettled = || {
        let Some(ReferralClause::Council { level }) = charter.mediation.as_ref().map(|it| &it.referral)
        else {
            return None;
        };
        let above = charter.rank(level) <= charter.rank(&council.level);
        receives(charter, council, Some(Track::Mediate)).filter(|_| above)
    };
    receives(charter, council, Some(Track::Deliberate)).or_else(unsettled)
}

fn require(charter: &Charter, power: Power, council: &CouncilId, why: &str, faults: &mut Faults) {
    if charter.seats_with_power(power, council).next().is_some() {
        return;
    }
    let position = charter.councils.iter().position(|found| found.id == *council).unwrap_or_default();
    let message = format!(
        "no seat has the power `{}` over council `{council}`, but {why}: grant it to a seat of the council (`over = \"own\"`) or of one above (`over = \"below\"`)",
        power.name()
    );
    faults.add_at(&[&"seats", &format!("councils[{position}]")], message);
}

fn check_evaluators(charter: &Charter, council: &CouncilClause, faults: &mut Faults) {
    let seats = charter.seats_with_power(Power::Evaluate, &council.id);
    let evaluators: u64 = seats.map(|(_, seat)| u64::from(seat.holders)).sum();
    let least = charter.evaluation.least_ratings;
    if evaluators > 0 && evaluators < u64::from(least) {
        faults.add_at(
            &[&"evaluation.least_ratings", &"seats"],
            format!(
                "{least} ratings are needed, but only {evaluators} representatives may evaluate for council `{}`: lower the number or add holders",
                council.id
            ),
        );
    }
}

fn check_decidable(charter: &Charter, council: &CouncilClause, faults: &mut Faults) {
    let usable = |rule: &DecisionClause| rule.level.as_ref().is_none_or(|level| *level == council.level);
    if !charter.decisions.iter().any(usable) {
        let message = format!(
            "council `{}` deliberates but has no decision rule: add one for level `{}` or for all levels",
            council.id, council.level
        );
        faults.add("decisions", message);
    }
}
