//! Casting a ballot on a choice among options. Who may use which right is the same as for a motion.

use super::cast::{Validity, check_open_ballot};
use super::options::counted_options;
use super::*;
use crate::decide::{Deciding, Decision};
use crate::evolve::Evolving;
use crate::limits::out_of_range;
use crate::state::change;
use yishi_tally::{CountError, Method, count};

pub(crate) fn decide_cast_marks(deciding: &Deciding<'_>, command: &CastMarks) -> Decision {
    let poll = deciding.state.poll(&command.poll)?;
    let caster = deciding.caster(poll, &command.right, command.document)?;
    check_marks(poll, &command.marks)?;
    check_open_ballot(poll)?;
    poll.check_not_barred(caster.member, &command.marks)?;
    let replaces = poll.check_standing(&command.right, &caster.claim(Validity::Valid))?;
    let event = MarksCast {
        poll: poll.id,
        right: command.right.clone(),
        member: caster.member.clone(),
        marks: command.marks.clone(),
        channel: caster.channel,
        replaces,
        grant: caster.grant,
    };
    Ok(vec![event.into()])
}

/// A ballot of a kind that the poll does not take.
pub(super) fn other_kind(poll: &Poll, needed: &str, found: &str) -> Rejection {
    Rejection::BallotOfOtherKind { poll: poll.id, needed: needed.to_owned(), found: found.to_owned() }
}

/// Refuses marks that the count would not take, while the voter can still mend them.
pub(super) fn check_marks(poll: &Poll, marks: &Marks) -> Result<(), Rejection> {
    let Some(choice) = &poll.rule.choice else {
        return Err(other_kind(poll, "a choice: `for`, `against` or `abstain`", marks.kind()));
    };
    let method = &choice.method;
    check_form(marks, method)?;
    let named = marks.options().count();
    if let Some(most) = method.most_marks()
        && named > most
    {
        return Err(out_of_range("marks", &format!("at most {most} option(s)"), named));
    }
    let ballot = yishi_tally::Ballot::new(marks.clone());
    match count(method, &counted_options(&poll.options), &[ballot]) {
        Ok(_) => Ok(()),
        Err(CountError::UnknownOption { option, .. }) => {
            Err(Rejection::NotFound { kind: "option".to_owned(), id: format!("{}/{option}", poll.id) })
        }
        Err(CountError::WrongMarks { expected, found, .. }) => Err(other_kind(poll, expected, found)),
        Err(error) => Err(out_of_range("marks", &format!("a ballot for `{}`", method.name()), error)),
    }
}

/// A ranking in which a rank is empty, an option stands twice, or several share a rank that the method gives to one, would
/// be cut off there by the count.
fn check_form(marks: &Marks, method: &Method) -> Result<(), Rejection> {
    let Marks::Ranking(ranks) = marks else { return Ok(()) };
    let mut seen = std::collections::BTreeSet::new();
    for (rank, options) in (1_usize..).zip(ranks) {
        if options.is_empty() {
            return Err(out_of_range(
                "marks.ranking",
                "ranks without a gap",
                format!("nothing at rank {rank}"),
            ));
        }
        if options.len() > 1 && !method.takes_equal_ranks() {
            let found = format!("{} options at rank {rank}", options.len());
            return Err(out_of_range("marks.ranking", "one option at each rank", found));
        }
        for option in options {
            if !seen.insert(option) {
                let found = format!("`{option}` again at rank {rank}");
                return Err(out_of_range("marks.ranking", "each option once", found));
            }
        }
    }
    Ok(())
}

pub(crate) fn evolve_marks_cast(evolving: &mut Evolving<'_>, event: &MarksCast) {
    let ballot = Ballot {
        member: event.member.clone(),
        content: BallotContent::Marks(Arc::new(event.marks.clone())),
        channel: event.channel,
        authority: event.grant.map(Authority::Grant),
        index: evolving.context.index,
    };
    change(&mut evolving.state.polls, &event.poll, |poll| poll.put(&event.right, ballot));
}
