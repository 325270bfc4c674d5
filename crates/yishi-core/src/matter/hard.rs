//! Hard matters 书记领题、党组织解题、党员答题: somebody stands for the matter by name, a body solves it, and members owe answers.

use crate::bounds::{already, not_separate};
use crate::decide::{Deciding, Decision};
use crate::evolve::Evolving;
use crate::limits::require_count;
use crate::*;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// How often it is named who stands for one hard matter, who solves it and who answers.
pub const MAX_NAMINGS: u32 = 20;

/// Names who stands for a hard matter, who solves it and who owes an answer; again to change any of these. By a seat that the
/// charter names for it, in the council that has the matter or above it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SponsorMatter {
    /// The matter, being deliberated or acted on.
    pub matter: MatterId,
    /// Who stands for it 领题; holds a seat that the charter names for it.
    pub sponsor: MemberId,
    /// The body that solves it 解题.
    pub solver: Solver,
    /// What has to be answered, as a document.
    pub question: DocumentHash,
    /// Who owes an answer 答题; the sponsor does not.
    pub answerers: BTreeSet<MemberId>,
}

/// Gives the answer that the signer owes on a hard matter, also when it is late.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AnswerHardMatter {
    /// The matter.
    pub matter: MatterId,
    /// Commitment to the words.
    pub text: Commitment,
}

/// The body that solves a hard matter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "solver", deny_unknown_fields)]
pub enum Solver {
    /// A council.
    Council {
        /// The council.
        council: CouncilId,
    },
    /// A team of the charter.
    Team {
        /// The team.
        team: TeamId,
    },
    /// A bench of the council that has the matter.
    Bench {
        /// The bench.
        bench: BenchId,
    },
}

/// Somebody stands for a hard matter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MatterSponsored {
    /// The matter.
    pub matter: MatterId,
    /// Who stands for it.
    pub sponsor: MemberId,
    /// The body that solves it.
    pub solver: Solver,
    /// What has to be answered.
    pub question: DocumentHash,
    /// Who owes an answer.
    pub answerers: BTreeSet<MemberId>,
    /// By when.
    pub answer_by_ms: TimeMs,
}

/// A member answered on a hard matter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HardMatterAnswered {
    /// The matter.
    pub matter: MatterId,
    /// Who.
    pub member: MemberId,
    /// Commitment to the words.
    pub text: Commitment,
}

/// Members did not answer in time; the breach stands, they still can.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HardAnswersOverdue {
    /// The matter.
    pub matter: MatterId,
    /// Who.
    pub members: BTreeSet<MemberId>,
}

/// Who stands for a hard matter and what is owed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HardMatter {
    /// Who stands for it.
    pub sponsor: MemberId,
    /// The body that solves it.
    pub solver: Solver,
    /// What has to be answered.
    pub question: DocumentHash,
    /// The entry that named them.
    pub named_at: u64,
    /// How often somebody was named on the matter, this time included.
    #[serde(default)]
    pub named: u32,
    /// By when answers are owed.
    pub answer_by_ms: TimeMs,
    /// Whether that moment is over.
    pub elapsed: bool,
    /// Who owes an answer or gave one.
    pub answers: BTreeMap<MemberId, OwedAnswer>,
}

/// An answer that is owed or was given.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwedAnswer {
    /// Whether it was not there in time, once at least.
    pub overdue: bool,
    /// The answer; absent while it is owed.
    pub given: Option<GivenAnswer>,
}

/// An answer on a hard matter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GivenAnswer {
    /// The entry.
    pub index: u64,
    /// When.
    pub at_ms: TimeMs,
    /// Commitment to the words.
    pub text: Commitment,
}

pub(crate) fn decide_sponsor_matter(deciding: &Deciding<'_>, command: &SponsorMatter) -> Decision {
    let matter = deciding.state.matter(&command.matter)?;
    let clause = deciding.charter()?.charter.hard_matters.as_ref().ok_or(Rejection::NoHardMatters)?;
    deciding.require_seated(deciding.signer()?, &clause.named_by, &matter.council)?;
    if !matches!(matter.stage, MatterStage::Deliberating | MatterStage::Acting) {
        return Err(matter.wrong_stage("being deliberated or acted on"));
    }
    deciding.check_named(matter)?;
    deciding.present_member(&command.sponsor)?;
    deciding.require_seated(&command.sponsor, &clause.sponsors, &matter.council)?;
    deciding.check_solver(&command.solver, &matter.council)?;
    let most = usize::try_from(clause.answerers_at_most).unwrap_or(usize::MAX);
    require_count("answerers", command.answerers.len(), 1, most)?;
    for member in &command.answerers {
        deciding.present_member(member)?;
    }
    if command.answerers.contains(&command.sponsor) {
        return Err(not_separate(&command.sponsor, "standing for the matter", "answering on it"));
    }
    let SponsorMatter { matter: _, sponsor, solver, question, answerers } = command.clone();
    let answer_by_ms = deciding.state.calendar.end_of(deciding.context.at, clause.answer);
    let event = MatterSponsored { matter: matter.id, sponsor, solver, question, answerers, answer_by_ms };
    Ok(vec![event.into()])
}

pub(crate) fn decide_answer_hard_matter(deciding: &Deciding<'_>, command: &AnswerHardMatter) -> Decision {
    let matter = deciding.state.matter(&command.matter)?;
    let member = deciding.signer()?.clone();
    let owed = matter.hard.as_ref().and_then(|hard| hard.answers.get(&member));
    let Some(owed) = owed else { return Err(Rejection::OwesNoAnswer { member, matter: matter.id }) };
    if let Some(given) = &owed.given {
        return Err(already(format!("`{member}` answered on `{}` at entry {}", matter.id, given.index)));
    }
    if matches!(matter.stage, MatterStage::Closed | MatterStage::HandedOver) {
        return Err(matter.wrong_stage("open and dealt with here"));
    }
    Ok(vec![HardMatterAnswered { matter: matter.id, member, text: command.text }.into()])
}

/// Only who is named now, and has not left: nobody else can answer.
pub(crate) fn decide_hard_answers_missed(deciding: &Deciding<'_>, matter: MatterId) -> Vec<Event> {
    let hard = deciding.state.matters.get(&matter).and_then(|found| found.hard.as_ref());
    let answers = hard.into_iter().flat_map(|hard| &hard.answers);
    let missing =
        answers.filter(|(member, owed)| owed.given.is_none() && deciding.state.has_not_left(member));
    let members: BTreeSet<MemberId> = missing.map(|(member, _)| member.clone()).collect();
    vec![HardAnswersOverdue { matter, members }.into()]
}

impl Deciding<'_> {
    /// The member holds one of the seats in the council or above it.
    pub(crate) fn require_seated(
        &self,
        member: &MemberId,
        seats: &BTreeSet<SeatId>,
        council: &CouncilId,
    ) -> Result<(), Rejection> {
        let charter = &self.charter()?.charter;
        let mut seated = self.state.seatings.keys().filter(|seating| seating.member == *member);
        let fits = |seating: &Seating| {
            seats.contains(&seating.seat) && charter.is_at_or_below(council, &seating.council)
        };
        if seated.any(fits) {
            return Ok(());
        }
        Err(Rejection::NotInSeats { member: member.clone(), seats: seats.clone() })
    }

    /// From ruleset 4 on. Somebody who has left is always replaced: that is nobody's way to fill the book.
    fn check_named(&self, matter: &Matter) -> Result<(), Rejection> {
        let Some(hard) = &matter.hard else { return Ok(()) };
        let capped = self.context.ruleset >= Ruleset::FOURTH && self.state.has_not_left(&hard.sponsor);
        if capped && hard.named >= MAX_NAMINGS {
            let (matter, named, sponsor) = (matter.id, hard.named, hard.sponsor.clone());
            return Err(Rejection::NamedTooOften { matter, named, sponsor });
        }
        Ok(())
    }

    fn check_solver(&self, solver: &Solver, council: &CouncilId) -> Result<(), Rejection> {
        let charter = &self.charter()?.charter;
        let (kind, id, exists) = match solver {
            Solver::Council { council } => return self.require_council(council).map(|_| ()),
            Solver::Team { team } => ("team", team.to_string(), charter.team(team).is_some()),
            Solver::Bench { bench } => {
                let sits = charter.seats_of(council).any(|seat| seat.bench == *bench);
                ("bench", format!("{council}/{bench}"), sits)
            }
        };
        if exists { Ok(()) } else { Err(Rejection::NotFound { kind: kind.to_owned(), id }) }
    }
}

pub(crate) fn evolve_matter_sponsored(evolving: &mut Evolving<'_>, event: &MatterSponsored) {
    evolving.lift_answers(event.matter);
    let named_at = evolving.context.index;
    evolving.change_matter(event.matter, |matter| {
        // Answers to another question answer nothing here; they stand in their entries.
        let former = matter.hard.take();
        let named = former.as_ref().map_or(0, |hard| hard.named).saturating_add(1);
        let same = former.filter(|hard| hard.question == event.question);
        let mut answers = same.map(|hard| hard.answers).unwrap_or_default();
        // What was answered stays on record; what is owed no longer goes.
        answers.retain(|member, owed| owed.given.is_some() || event.answerers.contains(member));
        for member in &event.answerers {
            answers.entry(member.clone()).or_default();
        }
        matter.hard = Some(HardMatter {
            sponsor: event.sponsor.clone(),
            solver: event.solver.clone(),
            question: event.question,
            named_at,
            named,
            answer_by_ms: event.answer_by_ms,
            elapsed: false,
            answers,
        });
    });
    let owes = |found: &Matter| found.hard.as_ref().is_some_and(HardMatter::is_owed);
    if evolving.state.matters.get(&event.matter).is_some_and(|found| owes(found)) {
        let obligation = Obligation::HardAnswers { matter: event.matter, named_at };
        evolving.schedule(event.answer_by_ms, obligation);
    }
}

pub(crate) fn evolve_hard_matter_answered(evolving: &mut Evolving<'_>, event: &HardMatterAnswered) {
    let given = GivenAnswer { index: evolving.context.index, at_ms: evolving.context.at, text: event.text };
    evolving.change_matter(event.matter, |matter| {
        let owed = matter.hard.as_mut().and_then(|hard| hard.answers.get_mut(&event.member));
        if let Some(owed) = owed {
            owed.given = Some(given);
        }
    });
    let found = evolving.state.matters.get(&event.matter).and_then(|found| found.hard.as_ref());
    if found.is_some_and(|hard| !hard.is_owed()) {
        evolving.lift_answers(event.matter);
    }
}

pub(crate) fn evolve_hard_answers_overdue(evolving: &mut Evolving<'_>, event: &HardAnswersOverdue) {
    evolving.change_matter(event.matter, |matter| {
        let Some(hard) = matter.hard.as_mut() else { return };
        hard.elapsed = true;
        for member in &event.members {
            if let Some(owed) = hard.answers.get_mut(member) {
                owed.overdue = true;
            }
        }
    });
}

impl HardMatter {
    /// Whether somebody still owes an answer.
    pub fn is_owed(&self) -> bool {
        self.answers.values().any(|owed| owed.given.is_none())
    }
}

impl Evolving<'_> {
    /// Nobody has to answer by a moment any more.
    pub(crate) fn lift_answers(&mut self, matter: MatterId) {
        let hard = self.state.matters.get(&matter).and_then(|found| found.hard.as_ref());
        let Some((due, named_at)) = hard.map(|hard| (hard.answer_by_ms, hard.named_at)) else { return };
        self.unschedule(due, Obligation::HardAnswers { matter, named_at });
    }
}
