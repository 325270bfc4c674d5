//! Elections around their vote: nominations that lead to no choice, screening that nobody can do, second rounds and alternates that
//! the count cannot give.

use super::Faults;
use super::decisions::{check_threshold, end_after};
use crate::*;
use std::collections::BTreeSet;
use yishi_tally::{Method, Options};

/// Most candidates for each seat left in a second round.
const MOST: u32 = 20;

pub(super) fn check(charter: &Charter, decision: &DecisionClause, path: &str, faults: &mut Faults) {
    let elects = decision.choice.as_ref().is_some_and(|choice| choice.elects.is_some());
    let clauses = [
        ("nomination", decision.nomination.is_some()),
        ("second_round", decision.second_round.is_some()),
        ("alternates", decision.alternates.is_some()),
    ];
    for (clause, _) in clauses.into_iter().filter(|(_, stands)| *stands && !elects) {
        faults.add_at(
            &[&format!("{path}.{clause}"), &format!("{path}.choice")],
            format!("only elections have it: add `choice` with `elects`, or leave `{clause}` out"),
        );
    }
    if let Some(clause) = decision.nomination.as_ref().filter(|_| elects) {
        check_nomination(charter, decision, clause, &format!("{path}.nomination"), faults);
        check_time(charter, decision, clause, path, faults);
    }
    if let Some(clause) = decision.second_round.as_ref().filter(|_| elects) {
        check_second_round(decision, clause, path, faults);
    }
    if let Some(clause) = decision.alternates.as_ref().filter(|_| elects) {
        check_alternates(decision, clause, path, faults);
    }
}

/// Alternates stand in an order, and end with a term.
fn check_alternates(decision: &DecisionClause, clause: &AlternatesClause, path: &str, faults: &mut Faults) {
    let (alternates, choice) = (format!("{path}.alternates"), format!("{path}.choice"));
    if clause.places == 0 || clause.places > MAX_ALTERNATES {
        faults.add(format!("{alternates}.places"), format!("write 1 to {MAX_ALTERNATES} alternates"));
    }
    let Some(elects) = &decision.choice else { return };
    if !elects.method.orders_the_rest() {
        let message = format!(
            "`{}` says who is chosen and not in which order the others follow: who would come next depends on whose place is free. Write `plurality`, `approval`, `score` or `committee`, or leave `alternates` out",
            elects.method.name()
        );
        faults.add_at(&[&alternates, &format!("{choice}.method")], message);
    }
    if elects.elects.as_ref().is_some_and(|clause| clause.term.is_none()) {
        let message =
            "alternates wait until the term ends, and none is stated: add `term`, or leave `alternates` out";
        faults.add_at(&[&alternates, &format!("{choice}.elects.term")], message);
    }
}

fn check_nomination(
    charter: &Charter,
    decision: &DecisionClause,
    clause: &NominationClause,
    path: &str,
    faults: &mut Faults,
) {
    if clause.self_nomination == SelfNomination::Refused && clause.joint.is_none() && clause.seats.is_empty()
    {
        let message = "nobody could nominate: let people nominate themselves, or name `joint` or `seats`";
        faults.add(format!("{path}.self_nomination"), message);
    }
    if clause.joint.is_some_and(|number| number < 2) {
        let message = "one person alone nominates nobody together: write at least 2, or leave it out";
        faults.add(format!("{path}.joint"), message);
    }
    check_seats(charter, &clause.seats, &format!("{path}.seats"), faults);
    check_least(decision, clause, path, faults);
    if let Some(screening) = &clause.screening {
        check_screening(charter, screening, &format!("{path}.screening"), faults);
    }
}

fn check_seats(charter: &Charter, seats: &BTreeSet<SeatId>, path: &str, faults: &mut Faults) {
    for id in seats.iter().filter(|id| !charter.seats.iter().any(|seat| seat.id == **id)) {
        faults.add(path, format!("there is no seat `{id}`: name one of `seats`"));
    }
}

/// So many candidates must be a choice that the method can count.
fn check_least(decision: &DecisionClause, clause: &NominationClause, path: &str, faults: &mut Faults) {
    let Some(choice) = &decision.choice else { return };
    let least = format!("{path}.least");
    let most = u32::try_from(MAX_OPTIONS).unwrap_or(u32::MAX);
    if clause.least == 0 || clause.least > most {
        return faults.add(least, format!("write 1 to {most} candidates"));
    }
    let names: Vec<String> = (0..clause.least).map(|number| number.to_string()).collect();
    let options = Options::named(names.iter().map(String::as_str)).unwrap_or_default();
    if let Err(error) = choice.method.check_options(&options) {
        faults.add_at(
            &[&least, &format!("{}.choice.method", path.trim_end_matches(".nomination"))],
            format!("the vote could not be opened with so few: {error}"),
        );
    }
}

fn check_screening(charter: &Charter, clause: &CandidateScreeningClause, path: &str, faults: &mut Faults) {
    let seats = format!("{path}.seats");
    check_seats(charter, &clause.seats, &seats, faults);
    let holders = charter.seats.iter().filter(|seat| clause.seats.contains(&seat.id));
    if holders.map(|seat| u64::from(seat.holders)).sum::<u64>() < 2 {
        let message =
            "whoever disqualifies does not answer the objection to it: name seats for two people at least";
        faults.add(&seats, message);
    }
    faults.distinct(&format!("{path}.facts"), clause.facts.iter().map(|fact| &fact.id));
    for (position, fact) in clause.facts.iter().enumerate() {
        faults.name(format!("{path}.facts[{position}].name"), &fact.name);
    }
}

/// Nominations, screening and vote come one after the other, all before the matter must be decided.
fn check_time(
    charter: &Charter,
    decision: &DecisionClause,
    clause: &NominationClause,
    path: &str,
    faults: &mut Faults,
) {
    let mut needed = vec![clause.window, clause.accept];
    needed.extend(clause.screening.iter().flat_map(|it| [it.within, it.object, it.answer]));
    needed.push(decision.voting_at_least);
    if end_after(&needed) <= end_after(&[charter.deadlines.deliberation]) {
        return;
    }
    let needed: Vec<String> = needed.iter().map(ToString::to_string).collect();
    faults.add_at(
        &[&"deadlines.deliberation", &format!("{path}.nomination")],
        format!(
            "a matter must be decided within {}, but nominations, screening and vote take {}: lengthen the deadline or shorten those",
            charter.deadlines.deliberation,
            needed.join(" and then ")
        ),
    );
}

fn check_second_round(
    decision: &DecisionClause,
    clause: &SecondRoundClause,
    path: &str,
    faults: &mut Faults,
) {
    let (round, method) = (format!("{path}.second_round"), format!("{path}.choice.method"));
    if !decision.choice.as_ref().is_some_and(|choice| matches!(choice.method, Method::Committee(_))) {
        let message = "only where each place takes its own majority may seats stay open: write `method = \"committee\"`, or leave this out";
        faults.add_at(&[&round, &method], message);
    }
    if clause.candidates_each == 0 || clause.candidates_each > MOST {
        faults.add(format!("{round}.candidates_each"), format!("write 1 to {MOST} candidates for each seat"));
    }
    if decision.needs_meeting() {
        let message = "a vote among those present ends with the meeting: leave `second_round` out";
        faults.add_at(&[&round, &format!("{path}.requirements")], message);
    }
    let both = decision.choice.as_ref().is_some_and(|choice| choice.weight == BallotWeight::HeadsAndArea);
    match clause.needed {
        SecondRoundNeed::MostVotes if both => faults.add_at(
            &[&format!("{round}.needed"), &format!("{path}.choice.weight")],
            "owners need a majority in both measures (Civil Code art. 278), and the most votes in two measures are no order: write `same` or a `share`",
        ),
        SecondRoundNeed::Share(share) => check_threshold(share, &format!("{round}.needed"), faults),
        SecondRoundNeed::Same | SecondRoundNeed::MostVotes => {}
    }
}
