//! Casting a ballot on a choice among options. Who may use which right is the same as for a motion.

use super::options::counted_options;
use super::*;
use crate::decide::{Deciding, Decision};
use crate::evolve::Evolving;
use crate::limits::out_of_range;
use crate::state::change;
use yishi_tally::{CountError, Method, count};

pub(crate) fn decide_cast_marks(deciding: &Deciding<'_>, command: &CastMarks) -> Decision {
    let poll = deciding.state.poll(&command.poll)?;
    let member = deciding.principal()?;
    check_ballot(poll, &command.right, command.document, member, deciding.context.at)?;
    let Some(choice) = &poll.rule.choice else {
        return Err(other_kind(poll, "a choice: `for`, `against` or `abstain`", command.marks.kind()));
    };
    check_marks(poll, &choice.method, &command.marks)?;
    let (channel, replaces) = deciding.check_replacement(poll, &command.right)?;
    let event = MarksCast {
        poll: poll.id,
        right: command.right.clone(),
        member: member.clone(),
        marks: command.marks.clone(),
        channel,
        replaces,
    };
    Ok(vec![event.into()])
}

/// A ballot of a kind that the poll does not take.
pub(super) fn other_kind(poll: &Poll, needed: &str, found: &str) -> Rejection {
    Rejection::BallotOfOtherKind { poll: poll.id, needed: needed.to_owned(), found: found.to_owned() }
}

/// Refuses marks that the count would not take, while the voter can still mend them.
fn check_marks(poll: &Poll, method: &Method, marks: &Marks) -> Result<(), Rejection> {
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
        index: evolving.context.index,
    };
    change(&mut evolving.state.polls, &event.poll, |poll| poll.put(&event.right, ballot));
}
