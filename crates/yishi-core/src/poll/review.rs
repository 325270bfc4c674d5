//! Reviews 评审 of projects in a poll, and who may not review what 回避.

use super::cast::check_open;
use super::*;
use crate::bounds::already;
use crate::decide::{Deciding, Decision};
use crate::evolve::Evolving;
use crate::state::change;
use yishi_tally::{Bar, Method, Review, ReviewerId};

/// By the reviewer, or by whoever supervises the council, while ballots are taken. Scores that they gave already no longer
/// count for that project.
pub(crate) fn decide_bar_reviewer(deciding: &Deciding<'_>, command: &BarReviewer) -> Decision {
    let poll = deciding.state.poll(&command.poll)?;
    if deciding.signer()? != &command.member {
        deciding.require_power(Power::Supervise, &poll.council)?;
    }
    require_words("reason", &command.reason)?;
    if !poll.is_review() {
        return Err(other_kind(poll, "ballots that are no reviews", "a conflict of interest"));
    }
    check_open(poll, deciding.context.at)?;
    if !poll.options.iter().any(|option| option.id == command.option) {
        let id = format!("{}/{}", poll.id, command.option);
        return Err(Rejection::NotFound { kind: "option".to_owned(), id });
    }
    if !poll.roll.rights.values().any(|found| found.holders.contains(&command.member)) {
        let right = command.member.to_string();
        return Err(Rejection::NotOnRoll { poll: poll.id, right });
    }
    if poll.barred(&command.member, &command.option).is_some() {
        return Err(already(format!("`{}` does not review `{}` already", command.member, command.option)));
    }
    let event = ReviewerBarred {
        poll: poll.id,
        member: command.member.clone(),
        option: command.option.clone(),
        reason: command.reason.clone(),
    };
    Ok(vec![event.into()])
}

/// Why somebody who stands behind a project does not review it.
const STANDS_BEHIND: &str = "stands behind the project";

impl Poll {
    /// Whether its ballots are reviews.
    pub fn is_review(&self) -> bool {
        self.rule.choice.as_ref().is_some_and(|choice| matches!(choice.method, Method::Review(_)))
    }

    /// Why a member may not review a project, if they may not.
    pub fn barred(&self, member: &MemberId, option: &OptionId) -> Option<&str> {
        let behind = |found: &&PollOption| found.id == *option && found.by.contains(member);
        if self.options.iter().any(|found| behind(&found)) {
            return Some(STANDS_BEHIND);
        }
        self.bars.get(&(member.clone(), option.clone())).map(|bar| &*bar.reason)
    }

    /// Nobody reviews what they are barred from.
    pub(super) fn check_not_barred(&self, member: &MemberId, marks: &Marks) -> Result<(), Rejection> {
        if !self.is_review() {
            return Ok(());
        }
        let barred = |option: &OptionId| Some((option.clone(), self.barred(member, option)?.to_owned()));
        match marks.options().find_map(barred) {
            None => Ok(()),
            Some((option, reason)) => {
                Err(Rejection::BarredFromReview { poll: self.id, member: member.clone(), option, reason })
            }
        }
    }

    /// The reviews that were cast, each by its member and in the order of rights; barred ones among them.
    pub fn reviews(&self) -> Vec<Review> {
        let scored = |ballot: &Ballot| match &ballot.content {
            BallotContent::Marks(marks) => reviews_of(&ballot.member, marks),
            BallotContent::Choice(_) | BallotContent::Invalid | BallotContent::Sealed(_) => Vec::new(),
        };
        self.ballots.values().flat_map(scored).collect()
    }

    /// Who may not review what, by declaration and because they stand behind it.
    pub fn review_bars(&self) -> Vec<Bar> {
        let declared = self.bars.iter().map(|((member, option), bar)| (member, option, &*bar.reason));
        let options = self.options.iter();
        let behind =
            options.flat_map(|found| found.by.iter().map(|member| (member, &found.id, STANDS_BEHIND)));
        let bar = |(member, option, reason): (&MemberId, &OptionId, &str)| Bar {
            reviewer: ReviewerId(member.shared()),
            option: option.clone(),
            reason: reason.to_owned(),
        };
        declared.chain(behind).map(bar).collect()
    }
}

/// What a member's ballot says of each project.
pub fn reviews_of(member: &MemberId, marks: &Marks) -> Vec<Review> {
    let Marks::Reviews(reviews) = marks else { return Vec::new() };
    let review = |(option, scores): (&OptionId, &std::collections::BTreeMap<Arc<str>, u32>)| Review {
        reviewer: ReviewerId(member.shared()),
        option: option.clone(),
        scores: scores.clone(),
    };
    reviews.iter().map(review).collect()
}

pub(crate) fn evolve_reviewer_barred(evolving: &mut Evolving<'_>, event: &ReviewerBarred) {
    let index = evolving.context.index;
    change(&mut evolving.state.polls, &event.poll, |poll| {
        let key = (event.member.clone(), event.option.clone());
        poll.bars.insert(key, DeclaredBar { reason: event.reason.as_str().into(), index });
        poll.changed_at = index;
    });
}
