//! Who may hand in, take a stance and screen; what a screening leads to.

use crate::bounds::{not_separate, wrong_stage};
use crate::decide::{Deciding, Decision};
use crate::*;

/// Fewest and most parts of a split.
pub(crate) const SPLIT_PARTS: (usize, usize) = (2, 8);

/// By anybody on the roll, brought in from another system by a seat with the power to import, or, where the charter
/// takes letters without an author, entered by a clerk who has seen the letter and says so.
pub(crate) fn decide_submit(deciding: &Deciding<'_>, command: &Submit) -> Decision {
    deciding.require_lowest(&command.council)?;
    let (channel, occurred_at_ms) = deciding.occurrence(command.occurred_at_ms, &command.council)?;
    let author = deciding.author(command)?.cloned();
    let channel = if author.is_none() && channel == Channel::OwnKey { Channel::Assisted } else { channel };
    if command.via.is_some() && channel == Channel::OwnKey {
        let expected = "left out by those who hand in with a key of their own";
        return Err(out_of_range("via", expected, "a way"));
    }
    deciding.require_called(command)?;
    let event = SubmissionReceived {
        submission: SubmissionId::first(deciding.context.index),
        author,
        channel,
        via: command.via,
        entered_by: command.via.and_then(|_| deciding.actor.signer().cloned()),
        call: command.call,
        council: command.council.clone(),
        text: command.text,
        occurred_at_ms,
        screen_by_ms: deciding.deadline(|deadlines| deadlines.screening),
    };
    Ok(vec![event.into()])
}

/// By anybody on the roll, also after the submission became a matter: support for it still counts for something.
pub(crate) fn decide_take_stance(deciding: &Deciding<'_>, command: &TakeStance) -> Decision {
    let submission = deciding.state.submission(&command.submission)?;
    if submission.text != command.text {
        let (expected, found) = (submission.text.to_string(), command.text.to_string());
        return Err(Rejection::TextMismatch { expected, found });
    }
    if let SubmissionStatus::Returned { .. } = submission.status {
        return Err(submission.wrong_stage("received, accepted or merged"));
    }
    let member = deciding.state.member(deciding.principal()?)?.id.clone();
    let (channel, occurred_at_ms) = deciding.occurrence(command.occurred_at_ms, &submission.council)?;
    let own_stands = deciding.context.ruleset >= Ruleset::SECOND && submission.own_stances.contains(&member);
    if own_stands && channel != Channel::OwnKey {
        return Err(Rejection::OwnStanceStands { submission: submission.id, member });
    }
    let event = StanceTaken { submission: submission.id, member, stance: command.stance, occurred_at_ms };
    Ok(vec![event.into()])
}

/// Screening stays possible after its deadline; the breach stands. Nobody screens what they handed in, for themselves
/// or for somebody else.
pub(crate) fn decide_screen_submission(deciding: &Deciding<'_>, command: &ScreenSubmission) -> Decision {
    let submission = deciding.state.submission(&command.submission)?;
    let signer = deciding.require_power(Power::Screen, &submission.council)?;
    if submission.status != SubmissionStatus::Received {
        return Err(submission.wrong_stage("received"));
    }
    let entered = deciding.context.ruleset >= Ruleset::THIRD && submission.was_entered_by(signer);
    if submission.was_brought_by(signer) || entered {
        return Err(not_separate(signer, "screening", "handing in"));
    }
    let id = submission.id;
    match &command.screening {
        Screening::Accept { title, facts } => deciding.accept(id, &[(title, facts)]),
        Screening::Return { reason } => {
            Ok(vec![SubmissionReturned { submission: id, reason: *reason }.into()])
        }
        Screening::Merge { into } => deciding.merge(id, *into),
        Screening::Split { parts } => {
            require_count("parts", parts.len(), SPLIT_PARTS.0, SPLIT_PARTS.1)?;
            let parts: Vec<_> = parts.iter().map(|part| (&part.title, &part.facts)).collect();
            deciding.accept(id, &parts)
        }
    }
}

pub(crate) fn decide_screening_missed(submission: SubmissionId) -> Vec<Event> {
    vec![ScreeningOverdue { submission }.into()]
}

impl Deciding<'_> {
    /// The author, who is on the roll; nobody of a letter without one, which a clerk enters and says by which way it came.
    fn author(&self, command: &Submit) -> Result<Option<&MemberId>, Rejection> {
        if !command.anonymous {
            return Ok(Some(&self.state.member(self.principal()?)?.id));
        }
        self.require_anonymous()?;
        if self.actor.assistance.is_some() {
            let expected = "absent where somebody is helped, for then there is an author";
            return Err(out_of_range("anonymous", expected, "true"));
        }
        if command.via.is_none() {
            let expected = "the way by which a submission without an author came";
            return Err(out_of_range("via", expected, "nothing"));
        }
        let imported = command.occurred_at_ms.is_some();
        let power = if imported { Power::Import } else { Power::Assist };
        self.require_power(power, &command.council)?;
        Ok(None)
    }

    /// A call that is named takes ideas still, from this place and these people.
    fn require_called(&self, command: &Submit) -> Result<(), Rejection> {
        let Some(id) = &command.call else { return Ok(()) };
        let call = self.open_call(id)?;
        if let Asks::Survey { .. } = call.asks {
            return Err(wrong_stage("call", id, "a survey", "a call for ideas"));
        }
        if !self.charter()?.charter.is_at_or_below(&command.council, &call.council) {
            let expected = format!("a council of the area of `{}`", call.council);
            return Err(out_of_range("council", &expected, &command.council));
        }
        match (command.anonymous, call.anonymous) {
            (false, _) => self.require_asked(call).map(|_| ()),
            (true, true) => Ok(()),
            (true, false) => Err(Rejection::AnonymousNotAllowed { by: format!("`{id}`") }),
        }
    }

    /// The channel of a submission or stance and when it was made. Only an import may name another time than the entry's.
    fn occurrence(
        &self,
        occurred_at_ms: Option<TimeMs>,
        council: &CouncilId,
    ) -> Result<(Channel, TimeMs), Rejection> {
        let at = self.context.at;
        let Some(found_ms) = occurred_at_ms else { return Ok((self.channel(), at)) };
        self.require_power(Power::Import, council)?;
        if found_ms > at {
            return Err(Rejection::TooLate { field: "occurred_at_ms".to_owned(), latest_ms: at, found_ms });
        }
        Ok((Channel::Imported, found_ms))
    }

    fn accept(&self, submission: SubmissionId, parts: &[(&DocumentHash, &Facts)]) -> Decision {
        let mut opened = Vec::with_capacity(parts.len());
        for ((title, facts), ordinal) in parts.iter().zip(1_u32..) {
            let route = self.route(facts)?;
            opened.push(MatterOpened {
                matter: MatterId::nth(self.context.index, ordinal),
                submission,
                title: **title,
                facts: (*facts).clone(),
                decide_by_ms: self.decide_by_ms(&route),
                route,
                from: None,
            });
        }
        let matters = opened.iter().map(|event| event.matter).collect();
        let accepted = SubmissionAccepted { submission, matters }.into();
        Ok(std::iter::once(accepted).chain(opened.into_iter().map(Event::from)).collect())
    }

    fn merge(&self, submission: SubmissionId, into: MatterId) -> Decision {
        let matter = self.state.matter(&into)?;
        // What went to another book takes nothing along that came after it: the submission is screened by itself.
        if matches!(matter.stage, MatterStage::Closed | MatterStage::HandedOver) {
            return Err(matter.wrong_stage("open and dealt with here"));
        }
        Ok(vec![SubmissionMerged { submission, into }.into()])
    }
}

impl Submission {
    /// Whether the member is its author, or entered it.
    pub(crate) fn was_brought_by(&self, member: &MemberId) -> bool {
        self.author.as_ref() == Some(member) || self.entered_by.as_ref() == Some(member)
    }

    /// Whether the member handed it in for somebody else. Who brings in what another system recorded decided nothing about it.
    pub(crate) fn was_entered_by(&self, member: &MemberId) -> bool {
        self.handed_in_by == *member && self.channel != Channel::Imported
    }

    fn wrong_stage(&self, needed: &str) -> Rejection {
        let status = match self.status {
            SubmissionStatus::Received => "received",
            SubmissionStatus::Accepted { .. } => "accepted",
            SubmissionStatus::Returned { .. } => "returned",
            SubmissionStatus::Merged { .. } => "merged",
        };
        Rejection::WrongStage {
            kind: "submission".to_owned(),
            id: self.id.to_string(),
            status: status.to_owned(),
            needed: needed.to_owned(),
        }
    }
}

impl StanceCounts {
    pub(crate) fn of(&mut self, stance: Stance) -> &mut u64 {
        match stance {
            Stance::Support => &mut self.support,
            Stance::Object => &mut self.object,
            Stance::Pass => &mut self.pass,
        }
    }
}
