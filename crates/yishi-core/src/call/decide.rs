//! Who may open, answer and conclude a call; what its close counts.

use super::*;
use crate::bounds::{already, require_within, wrong_stage};
use crate::decide::{Deciding, Decision};

/// By a seat with the power to convene over the council.
pub(crate) fn decide_open_call(deciding: &Deciding<'_>, command: &OpenCall) -> Decision {
    deciding.require_council(&command.council)?;
    deciding.require_power(Power::Convene, &command.council)?;
    let at = deciding.context.at;
    let allowed = TimeMs(at.0.saturating_add(1))..=at.plus_days(MAX_CALL_DAYS);
    require_within("closes_at_ms", command.closes_at_ms, &allowed)?;
    match &command.asks {
        Asks::Ideas if command.anonymous => deciding.require_anonymous()?,
        Asks::Ideas => {}
        Asks::Survey { .. } if command.anonymous => {
            let expected = "absent of a survey, whose answers carry their members' names";
            return Err(out_of_range("anonymous", expected, "true"));
        }
        Asks::Survey { questions } => require_questions(questions)?,
    }
    let event = CallOpened {
        call: CallId::first(deciding.context.index),
        council: command.council.clone(),
        title: command.title,
        text: command.text,
        asks: command.asks.clone(),
        audience: command.audience,
        closes_at_ms: command.closes_at_ms,
        anonymous: command.anonymous,
    };
    Ok(vec![event.into()])
}

/// By whomever the survey asks. An answer through a clerk does not replace one that the member gave with their own key.
pub(crate) fn decide_answer_survey(deciding: &Deciding<'_>, command: &AnswerSurvey) -> Decision {
    let call = deciding.open_call(&command.call)?;
    let Asks::Survey { questions } = &call.asks else {
        return Err(wrong_stage("call", &call.id, "a call for ideas", "a survey"));
    };
    let member = deciding.require_asked(call)?.id.clone();
    let own = deciding.actor.assistance.is_none();
    if call.answers.get(&member).is_some_and(|answer| answer.own && !own) {
        return Err(Rejection::OwnAnswerStands { call: call.id, member });
    }
    require_answers(questions, &command.answers)?;
    Ok(vec![SurveyAnswered { call: call.id, member, answers: command.answers.clone() }.into()])
}

/// Saying what became of it stays possible after its deadline; the breach stands.
pub(crate) fn decide_conclude_call(deciding: &Deciding<'_>, command: &ConcludeCall) -> Decision {
    let call = deciding.state.call(&command.call)?;
    let by = deciding.require_power(Power::Convene, &call.council)?.clone();
    match (call.status, &call.conclusion) {
        (CallStatus::Open, _) => Err(wrong_stage("call", &call.id, "open", "closed")),
        (_, Some(said)) => {
            Err(already(format!("what became of `{}` was said at entry {}", call.id, said.index)))
        }
        (CallStatus::Closed | CallStatus::Concluded, None) => {
            Ok(vec![CallConcluded { call: call.id, by, text: command.text }.into()])
        }
    }
}

/// Counts what was handed in; the time for an answer begins.
pub(crate) fn decide_call_closes(deciding: &Deciding<'_>, call: CallId) -> Decision {
    let found = deciding.state.call(&call)?;
    let clause = deciding.state.charter().and_then(|version| version.charter.submissions.as_ref());
    let period = clause.and_then(|clause| clause.call_answer);
    let end = |period| deciding.state.calendar.end_of(deciding.context.at, period);
    let event = CallClosed {
        call,
        received: found.received(),
        results: found.count(),
        answer_by_ms: period.map(end),
    };
    Ok(vec![event.into()])
}

fn require_questions(questions: &[Question]) -> Result<(), Rejection> {
    require_count("questions", questions.len(), 1, MAX_QUESTIONS)?;
    questions.iter().try_for_each(|question| {
        let options = usize::try_from(question.options).unwrap_or(usize::MAX);
        require_count("options", options, MIN_ANSWER_OPTIONS, MAX_ANSWER_OPTIONS)
    })
}

/// One set for each question, with numbers of options that exist; at least one question is answered.
fn require_answers(questions: &[Question], answers: &Answers) -> Result<(), Rejection> {
    require_count("answers", answers.len(), questions.len(), questions.len())?;
    if answers.iter().all(BTreeSet::is_empty) {
        return Err(out_of_range("answers", "an answer to at least one question", "none"));
    }
    let pairs = || (1..).zip(questions).zip(answers);
    pairs().try_for_each(|((place, question), numbers)| require_answer(place, *question, numbers))
}

fn require_answer(place: u32, question: Question, numbers: &BTreeSet<u32>) -> Result<(), Rejection> {
    let field = format!("answers[{place}]");
    if let Some(unknown) = numbers.iter().find(|number| !(1..=question.options).contains(*number)) {
        return Err(out_of_range(&field, &format!("options 1 to {}", question.options), unknown));
    }
    match question.choice {
        AnswerChoice::Single => require_count(&field, numbers.len(), 0, 1),
        AnswerChoice::Multiple => Ok(()),
    }
}

impl Deciding<'_> {
    /// A call that still takes ideas or answers.
    pub(crate) fn open_call(&self, id: &CallId) -> Result<&Call, Rejection> {
        let call = self.state.call(id)?;
        match call.status {
            CallStatus::Open => Ok(call),
            CallStatus::Closed | CallStatus::Concluded => {
                Err(Rejection::CallClosed { call: *id, closed_at_ms: call.closes_at_ms })
            }
        }
    }

    /// The principal, who has to be among those whom the call asks.
    pub(crate) fn require_asked(&self, call: &Call) -> Result<&Member, Rejection> {
        let member = self.require_member_in_area(&call.council)?;
        match call.audience {
            Audience::Residents if !self.state.counts_as_resident(member) => {
                let (member, standing) = (member.id.clone(), member.standing);
                Err(Rejection::StandingInsufficient { member, standing })
            }
            Audience::Residents | Audience::Everybody => Ok(member),
        }
    }

    /// The charter has to take submissions without an author.
    pub(crate) fn require_anonymous(&self) -> Result<(), Rejection> {
        let clause = self.charter()?.charter.submissions.as_ref();
        match clause.map(|clause| clause.anonymous) {
            Some(Anonymous::Allowed) => Ok(()),
            Some(Anonymous::NotAllowed) | None => {
                Err(Rejection::AnonymousNotAllowed { by: "the charter (`submissions.anonymous`)".to_owned() })
            }
        }
    }
}
