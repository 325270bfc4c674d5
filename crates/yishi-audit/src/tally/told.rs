//! A count in words: its requirements, the options chosen, and those who said nothing.

use super::SealedList;
use crate::findings::Findings;
use crate::words::pick;
use yishi_core::{Poll, choice_verdict, digest_of};
use yishi_tally::{Language, OptionId, Verdict, explain, explain_outcome, tally};

/// The verdict and the count in words. Of a sealed poll both follow from the totals in the sealing, which the recount has compared with
/// the ballots; the requirements are applied to them again here.
pub(super) fn told(
    poll: &Poll,
    list: Option<&SealedList>,
    language: Language,
    findings: &mut Findings,
) -> (Verdict, Vec<String>) {
    let (Some(sealed), Some(list)) = (poll.sealing(), list) else {
        let counted = tally(&poll.rule.requirements, &poll.counted());
        return (counted.verdict, explain(&counted, language));
    };
    let mut again = tally(&poll.rule.requirements, &sealed.tally.totals);
    let mut trace = explain(&again, language);
    if let (Some(outcome), Some(stated)) = (&poll.outcome, &sealed.outcome) {
        // Of a choice the requirements ask who took part; what it comes to stands in the outcome.
        trace.pop();
        again.verdict = choice_verdict(again.verdict, outcome);
        if digest_of(&**outcome) != stated.digest {
            findings.at(list.index, "tally", format!("{}: the ballots give another outcome", poll.id));
        }
        trace.extend(explain_outcome(outcome, &|id| option_name(poll, id), language));
    }
    if again != sealed.tally {
        findings.at(
            list.index,
            "tally",
            format!("{}: the rule gives another verdict for these totals", poll.id),
        );
    }
    if let Some(silence) = &sealed.silence {
        trace.push(
            pick(language, "With those who were served and said nothing:", "计入已送达而未表态者：")
                .to_owned(),
        );
        trace.extend(explain(&silence.tally, language));
    }
    (sealed.verdict(), trace)
}

fn option_name(poll: &Poll, id: &OptionId) -> String {
    let option = poll.options.iter().find(|option| option.id == *id);
    let name = option.and_then(|option| option.name.clone());
    name.unwrap_or_else(|| id.to_string())
}
