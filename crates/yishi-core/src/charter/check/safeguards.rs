//! Clauses that let a decision stand: what could never happen, and names that say nothing.

use super::Faults;
use super::decisions::check_threshold;
use crate::*;

pub(super) fn check(decision: &DecisionClause, path: &str, faults: &mut Faults) {
    let article = |clause: &str, article: Option<&String>, faults: &mut Faults| {
        if let Some(article) = article {
            faults.name(format!("{path}.{clause}.article"), article);
        }
    };
    article("announce", decision.announce.as_ref().and_then(|it| it.article.as_ref()), faults);
    article("service", decision.service.as_ref().and_then(|it| it.article.as_ref()), faults);
    article("review", decision.review.as_ref().and_then(|it| it.article.as_ref()), faults);
    article("filing", decision.filing.as_ref().and_then(|it| it.article.as_ref()), faults);
    article("challenge", decision.challenge.as_ref().and_then(|it| it.article.as_ref()), faults);
    if let Some(filing) = &decision.filing {
        faults.name(format!("{path}.filing.with"), &filing.with);
    }
    check_step(decision, path, faults);
    check_across(decision, path, faults);
    if decision.service.is_some() && decision.counting == Counting::Sheets {
        faults.add_at(
            &[&format!("{path}.service"), &format!("{path}.counting")],
            "tally sheets tell of no single ballot that could be served: leave `service` out, or count ballots",
        );
    }
}

/// Several books decide on one text, for or against: what each chooses, whom it elects or recalls is its own.
fn check_across(decision: &DecisionClause, path: &str, faults: &mut Faults) {
    let Some(clause) = &decision.across else { return };
    check_threshold(clause.passes, &format!("{path}.across.passes"), faults);
    for (other, stands) in [("choice", decision.choice.is_some()), ("recalls", decision.recalls.is_some())] {
        if stands {
            faults.add_at(
                &[&format!("{path}.across"), &format!("{path}.{other}")],
                "several books can pass the same text; each would choose for itself: leave one of the two out",
            );
        }
    }
}

/// Only the decision itself is certified.
fn check_step(decision: &DecisionClause, path: &str, faults: &mut Faults) {
    if decision.stage != DecisionStage::Step {
        return;
    }
    let clauses = [
        ("review", decision.review.is_some()),
        ("across", decision.across.is_some()),
        ("filing", decision.filing.is_some()),
        ("challenge", decision.challenge.is_some()),
    ];
    for (clause, _) in clauses.into_iter().filter(|(_, asked)| *asked) {
        faults.add_at(
            &[&format!("{path}.{clause}"), &format!("{path}.stage")],
            format!("a step is never certified: put `{clause}` into the rule that decides"),
        );
    }
}
