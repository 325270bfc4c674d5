//! Steps that every story takes, each as real commands: handing in, screening, hearing, voting, certifying, following up.

use super::people::{People, Person};
use super::stage::{DAY_MS, HOUR_MS, Stage};
use crate::failure::Failure;
use futures_util::stream::{self, StreamExt, TryStreamExt};
use std::collections::BTreeSet;
use yishi_core::{
    AmountFen, AssignAction, CallHearing, CastBallot, CertifyResolution, CloseHearing, CouncilId,
    DocumentHash, DraftProposal, Event, Facts, HearingId, MakeStatement, MatterId, NoticePosted, OpenHearing,
    OpenPoll, Period, PollId, PollScope, PostNotice, ProposalId, RecordAttendance, ScreenSubmission,
    Screening, Stance, SubmissionId, Submit, TakeStance, TimeMs, Urgency, VotingRightId,
};
use yishi_engine::Accepted;

use yishi_tally::Choice;
pub use yishi_tally::Choice::{Abstain, Against, For};

/// What is known of a matter, in the words of the demo.
pub struct Case<'a> {
    /// The title.
    pub title: &'a str,
    /// The class.
    pub class: &'a str,
    /// The grids it touches.
    pub places: &'a [&'a str],
    /// Households affected.
    pub households: u64,
    /// Estimated cost.
    pub cost_fen: u64,
}

/// A name of the charter.
pub fn name<T: std::str::FromStr<Err = yishi_core::InvalidId>>(text: &str) -> Result<T, Failure> {
    Ok(text.parse().map_err(anyhow::Error::from)?)
}

/// The event of an entry that `pick` picks.
pub fn event<T>(accepted: &Accepted, pick: impl Fn(&Event) -> Option<T>) -> Result<T, Failure> {
    let found = accepted.events.iter().find_map(pick);
    found.ok_or_else(|| Failure::Refused(format!("entry {} of the demo lacks an event", accepted.index)))
}

/// Hands in a submission.
pub async fn submit(stage: &Stage, who: &Person, words: &str) -> Result<(SubmissionId, Submit), Failure> {
    let (text, statement) = stage.statement(words)?;
    let submit = Submit::new(name(&who.council)?, text);
    let accepted = stage.act(who, submit.clone(), vec![statement]).await?;
    Ok((SubmissionId::first(accepted.index), submit))
}

/// Lets people support a submission.
pub async fn support<'a>(
    stage: &Stage,
    submission: &(SubmissionId, Submit),
    people: impl Iterator<Item = &'a Person>,
) -> Result<(), Failure> {
    for person in people {
        let (id, submit) = submission;
        let stance =
            TakeStance { submission: *id, text: submit.text, stance: Stance::Support, occurred_at_ms: None };
        stage.act(person, stance, vec![]).await?;
    }
    Ok(())
}

/// Screens a submission as a matter, and tells which rule routed it where.
pub async fn accept(
    stage: &mut Stage,
    who: &Person,
    submission: SubmissionId,
    case: &Case<'_>,
) -> Result<MatterId, Failure> {
    let (title, text) = stage.document(case.title);
    let places =
        case.places.iter().map(|place| name::<CouncilId>(place)).collect::<Result<BTreeSet<_>, _>>()?;
    let facts = Facts {
        class: name(case.class)?,
        places,
        affected_households: case.households,
        cost_fen: AmountFen(case.cost_fen),
        urgency: Urgency::Ordinary,
    };
    let command = ScreenSubmission { submission, screening: Screening::Accept { title, facts } };
    let accepted = stage.act(who, command, vec![text]).await?;
    let opened = event(&accepted, |event| match event {
        Event::MatterOpened(opened) => Some(opened.clone()),
        _ => None,
    })?;
    stage.step(format!(
        "{} screens it 把关; routing rule `{}` fires: council `{}` ({} households, {} yuan)",
        who.title,
        opened.route.rule,
        opened.route.council,
        case.households,
        case.cost_fen / 100
    ));
    Ok(opened.matter)
}

/// Drafts a proposal.
pub async fn draft(
    stage: &Stage,
    who: &Person,
    matter: MatterId,
    words: &str,
) -> Result<ProposalId, Failure> {
    let (document, text) = stage.document(words);
    let accepted = stage.act(who, DraftProposal { matter, document }, vec![text]).await?;
    Ok(ProposalId::first(accepted.index))
}

/// Posts the present revision, and answers when the posting ends.
pub async fn post(
    stage: &Stage,
    who: &Person,
    proposal: ProposalId,
    period: &str,
) -> Result<TimeMs, Failure> {
    let accepted =
        stage.act(who, PostNotice { proposal, period: self::period(period)?, vote: None }, vec![]).await?;
    let posted: NoticePosted = event(&accepted, |event| match event {
        Event::NoticePosted(posted) => Some(posted.clone()),
        _ => None,
    })?;
    Ok(posted.due_at_ms)
}

fn period(text: &str) -> Result<Period, Failure> {
    Ok(Period::try_from(text.to_owned()).map_err(anyhow::Error::from)?)
}

/// A hearing that is called, and when it begins.
pub struct Called {
    /// Its id.
    pub hearing: HearingId,
    /// When it begins.
    pub starts_at: TimeMs,
}

/// Calls a hearing for ten in the morning after the charter's notice.
pub async fn call(stage: &Stage, who: &Person, matter: MatterId, agenda: &str) -> Result<Called, Failure> {
    let version = stage.version();
    let charter =
        version.state.charter().ok_or_else(|| Failure::Refused("the demo has no charter".into()))?;
    let notice = charter.charter.hearings.notice;
    let earliest = version.state.calendar.end_of(TimeMs(stage.now().0.saturating_add(HOUR_MS)), notice);
    let starts_at = TimeMs(earliest.0.saturating_add(10 * HOUR_MS));
    let (agenda, text) = stage.document(agenda);
    let command = CallHearing::new(matter, starts_at, agenda);
    let accepted = stage.act(who, command, vec![text]).await?;
    Ok(Called { hearing: HearingId::first(accepted.index), starts_at })
}

/// Opens a called hearing and records who came.
pub async fn open<'a>(
    stage: &Stage,
    who: &Person,
    called: &Called,
    present: impl Iterator<Item = &'a Person>,
) -> Result<(), Failure> {
    stage.advance_to(called.starts_at);
    stage.act(who, OpenHearing { hearing: called.hearing }, vec![]).await?;
    let members = present.map(|person| person.id().clone()).collect();
    stage.act(who, RecordAttendance { hearing: called.hearing, members }, vec![]).await?;
    Ok(())
}

/// Somebody speaks.
pub async fn speak(stage: &Stage, who: &Person, called: &Called, words: &str) -> Result<(), Failure> {
    let (text, statement) = stage.statement(words)?;
    stage.act(who, MakeStatement::new(called.hearing, text), vec![statement]).await?;
    Ok(())
}

/// Closes a hearing with its minutes, and tells whether it had its quorum.
pub async fn close(stage: &mut Stage, who: &Person, called: &Called, minutes: &str) -> Result<(), Failure> {
    let (minutes, text) = stage.statement(minutes)?;
    let accepted = stage.act(who, CloseHearing { hearing: called.hearing, minutes }, vec![text]).await?;
    let closed = event(&accepted, |event| match event {
        Event::HearingClosed(closed) => Some(closed.clone()),
        _ => None,
    })?;
    stage.step(format!(
        "hearing 协商会: {1} of {0} voting seats present, {2}",
        closed.seats_held,
        closed.seats_present,
        if closed.quorate { "quorate" } else { "without quorum" }
    ));
    Ok(())
}

/// The poll that shall be opened.
pub struct Vote<'a> {
    /// The proposal.
    pub proposal: ProposalId,
    /// The decision rule.
    pub rule: &'a str,
    /// Who votes.
    pub scope: PollScope,
    /// How long it stays open.
    pub open_for_ms: u64,
}

/// The command that opens a poll on the proposal's present revision.
pub fn opening(stage: &Stage, vote: &Vote<'_>) -> Result<OpenPoll, Failure> {
    let version = stage.version();
    let proposal = version.state.proposals.get(&vote.proposal);
    let document = proposal.and_then(|proposal| proposal.revisions.last()).map(|revision| revision.document);
    Ok(OpenPoll {
        proposal: vote.proposal,
        document: document.ok_or_else(|| Failure::Refused("the demo lacks a proposal".into()))?,
        rule: name(vote.rule)?,
        scope: vote.scope.clone(),
        closes_at_ms: TimeMs(stage.now().0.saturating_add(vote.open_for_ms)),
        options: Vec::new(),
        budget_fen: None,
        meeting: None,
        recall: None,
    })
}

/// Opens a poll.
pub async fn open_poll(stage: &Stage, who: &Person, vote: &Vote<'_>) -> Result<PollId, Failure> {
    let accepted = stage.act(who, opening(stage, vote)?, vec![]).await?;
    Ok(PollId::first(accepted.index))
}

/// Casts one ballot of everybody's own right, many at once.
pub async fn cast(
    stage: &Stage,
    poll: PollId,
    ballots: impl Iterator<Item = (&Person, Choice)>,
) -> Result<usize, Failure> {
    let ballots: Vec<_> = ballots.map(|(who, choice)| cast_one(stage, poll, who, choice)).collect();
    let cast: Vec<_> = stream::iter(ballots).buffered(64).try_collect().await?;
    Ok(cast.len())
}

async fn cast_one(stage: &Stage, poll: PollId, who: &Person, choice: Choice) -> Result<(), Failure> {
    let (right, document) = right_of(stage, poll, who)?;
    stage.act(who, CastBallot { poll, right, document, choice }, vec![]).await?;
    Ok(())
}

/// The right that somebody may use in a poll, and the text that is voted on.
pub fn right_of(stage: &Stage, poll: PollId, who: &Person) -> Result<(VotingRightId, DocumentHash), Failure> {
    let version = stage.version();
    let found =
        version.state.polls.get(&poll).ok_or_else(|| Failure::Refused("the demo lacks a poll".into()))?;
    match found.roll.rights.values().find(|right| right.holders.contains(who.id())) {
        Some(right) => Ok((right.right.id.clone(), found.document)),
        None => Err(Failure::Refused(format!("{} has no vote in {poll}", who.title))),
    }
}

/// Lets the poll run out and certifies what it decided.
pub async fn certify(stage: &mut Stage, people: &People, poll: PollId) -> Result<(), Failure> {
    let version = stage.version();
    let found =
        version.state.polls.get(&poll).ok_or_else(|| Failure::Refused("the demo lacks a poll".into()))?;
    let (closes_at, document) = (found.closes_at_ms, found.document);
    stage.advance_to(TimeMs(closes_at.0.saturating_add(HOUR_MS)));
    stage.act(&people.clerk, CertifyResolution { poll, document }, vec![]).await?;
    stage.step(format!(
        "{} certifies the result of {poll}; the resolution 决议 is posted",
        people.clerk.title
    ));
    Ok(())
}

/// Assigns an action, due in so many days.
pub async fn assign(
    stage: &Stage,
    who: &Person,
    matter: MatterId,
    assignee: &Person,
    work: (&str, u64),
) -> Result<yishi_core::ActionId, Failure> {
    let (words, days) = work;
    let (document, text) = stage.document(words);
    let command = AssignAction {
        matter,
        assignee: assignee.id().clone(),
        document,
        due_at_ms: Some(TimeMs(stage.now().0.saturating_add(days.saturating_mul(DAY_MS)))),
    };
    let accepted = stage.act(who, command, vec![text]).await?;
    Ok(yishi_core::ActionId::first(accepted.index))
}
