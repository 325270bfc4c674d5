//! What somebody follows, what changed in it since they last looked, and what is owed to them.

use super::ballot::Ballots;
use super::{
    Action, Amendment, Call, Hearing, Matter, Notice, Objection, Poll, Proposal, Resolution, StandingDuty,
    StandingRule, Submission,
};
use crate::entry::Entry;
use crate::page::{self, Page, PageArgs};
use crate::query::NodeObject;
use crate::scalar::{DateTime, Sequence};
use crate::view::View;
use async_graphql::{Context, Enum, SimpleObject};
use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;
use std::sync::Arc;
use yishi_core::{Changed, MatterChange, MatterId, MatterStage, MemberId, Owed as CoreOwed, OwedWhat};

/// A matter that somebody follows 关注, and why.
#[derive(SimpleObject)]
pub(crate) struct Followed {
    /// The matter.
    matter: Matter,
    /// Whether they handed in a submission that it came from.
    submitted: bool,
    /// Whether they support or object to such a submission, or support a proposal on it.
    took_stance: bool,
    /// Whether they proposed to amend a proposal on it.
    amended: bool,
    /// Whether they objected to a proposal on it, or to the result of a vote.
    objected: bool,
    /// Whether they asked that another council take it.
    petitioned: bool,
    /// Whether they spoke or asked at a hearing on it.
    spoke: bool,
    /// Whether they cast a ballot on it.
    voted: bool,
    /// Whether they rated the work on it.
    rated: bool,
    /// Whether they are a side of it, speak for one, or mediate it.
    mediated: bool,
    /// The last entry that changed anything about it.
    last_entry: Entry,
}

/// A page of the matters that somebody follows: until they are evaluated and closed, or all.
pub(crate) fn followed(
    ctx: &Context<'_>,
    view: &View,
    args: &PageArgs,
    member: &MemberId,
    closed: bool,
) -> Page<Followed> {
    let state = view.state();
    let mut all = state.followed(member);
    let is_open =
        |id: &MatterId| state.matters.get(id).is_some_and(|found| found.stage != MatterStage::Closed);
    all.retain(|id, _| closed || is_open(id));
    let all: BTreeMap<MatterId, (Matter, _)> =
        all.into_iter().filter_map(|(id, how)| Some((id, (Matter::find(view, id)?, how)))).collect();
    let total = all.len();
    let range = |bounds: (_, _)| {
        all.range::<MatterId, _>(bounds).map(|(id, (matter, how))| (*id, (matter.clone(), *how)))
    };
    page::page(
        ctx,
        args,
        range,
        move || total,
        |id, (matter, how)| Followed {
            matter,
            submitted: how.submitted,
            took_stance: how.took_stance,
            amended: how.amended,
            objected: how.objected,
            petitioned: how.petitioned,
            spoke: how.spoke,
            voted: how.voted,
            rated: how.rated,
            mediated: how.mediated,
            last_entry: Entry::new(
                view,
                state.changes_of(id, 0).last().map_or(id.entry_index(), |it| it.index),
            ),
        },
    )
}

/// A change in a matter that somebody follows: a thing of it as its last entry left it.
#[derive(SimpleObject)]
pub(crate) struct FollowedChange {
    /// The entry: pass its index, raised by one, as `since` the next time.
    entry: Entry,
    /// The matter.
    matter: Matter,
    /// What changed: the matter itself, or a proposal, amendment, objection, notice, hearing, vote, resolution, piece of work, standing duty
    /// or rule of it.
    object: NodeObject,
}

impl FollowedChange {
    pub(crate) fn of(view: &View, change: &MatterChange) -> Option<Self> {
        let object = match change.what {
            Changed::Matter(id) => Matter::find(view, id)?.into(),
            Changed::Proposal(id) => Proposal::find(view, id)?.into(),
            Changed::Amendment(id) => Amendment::find(view, id)?.into(),
            Changed::Objection(id) => Objection::find(view, id)?.into(),
            Changed::Notice(id) => Notice::find(view, id)?.into(),
            Changed::Hearing(id) => Hearing::find(view, id)?.into(),
            Changed::Poll(id) => Poll::find(view, id)?.into(),
            Changed::Resolution(id) => Resolution::find(view, id)?.into(),
            Changed::Action(id) => Action::find(view, id)?.into(),
            Changed::StandingRule(id) => StandingRule::find(view, id)?.into(),
            Changed::StandingDuty(id) => StandingDuty::find(view, id)?.into(),
        };
        let matter = Matter::find(view, change.matter)?;
        Some(Self { entry: Entry::new(view, change.index), matter, object })
    }
}

/// The place of a change: its entry, and its number among those of that entry.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Place(u64, usize);

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.0, self.1)
    }
}

impl FromStr for Place {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let (index, number) = text.split_once(':').ok_or(())?;
        Ok(Self(index.parse().map_err(|_| ())?, number.parse().map_err(|_| ())?))
    }
}

/// A page of the changes in what somebody follows since an entry, the earliest first.
pub(crate) fn changes_page(
    ctx: &Context<'_>,
    view: &View,
    args: &PageArgs,
    member: &MemberId,
    since: Sequence,
) -> Page<FollowedChange> {
    let mut placed: BTreeMap<Place, MatterChange> = BTreeMap::new();
    for change in view.state().changes_for(member, since.0) {
        let last = placed.last_key_value().map(|(place, _)| *place);
        let number = last.filter(|last| last.0 == change.index).map_or(0, |last| last.1 + 1);
        placed.insert(Place(change.index, number), change);
    }
    let total = placed.len();
    let found = |(place, change): (&Place, &MatterChange)| Some((*place, FollowedChange::of(view, change)?));
    let range = |bounds: (_, _)| placed.range::<Place, _>(bounds).filter_map(found);
    page::page(ctx, args, range, move || total, |_, change| change)
}

/// What is owed to somebody.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum OwedKind {
    /// The screening of a submission of theirs 把关答复.
    Screening,
    /// The decision of a matter.
    Decision,
    /// The word of the book to which a matter was handed over 移交回音.
    HandOverAnswer,
    /// The answer to a contested route that they signed.
    ContestAnswer,
    /// The answer to an amendment of theirs 修正案答复.
    AmendmentAnswer,
    /// The answer to an objection of theirs 异议答复.
    ObjectionAnswer,
    /// The answer to an objection of theirs to the result of a vote.
    ResultAnswer,
    /// Their word whether they accept a nomination 接受提名.
    Acceptance,
    /// The screening of their candidacy 资格审查, or of one that they screen.
    CandidateScreening,
    /// The answer to their objection to being disqualified, or to one that they answer.
    ScreeningAnswer,
    /// A word on what became of a call that they answered with an idea.
    CallAnswer,
    /// The certification of a vote that passed.
    Certification,
    /// The results of other books that decide together with this one.
    PartnerResults,
    /// The first work on a resolution.
    FirstAction,
    /// Work on a matter 落实事项.
    Action,
    /// A duty that a resolution laid down 长效职责: what is to be done next, or was missed.
    StandingDuty,
    /// The share of the profit that a standing rule returns 长效规则: what is due next, or is lacking.
    StandingRule,
    /// The word of an alternate who was called to a vacant seat 递补: to step up or to decline.
    AlternateAnswer,
    /// The names of the mediators of a dispute.
    Mediators,
    /// Their word whether they agree to a mediation.
    MediationConsent,
    /// The next session of a mediation.
    MediationSession,
    /// Their signature under an agreement, or signatures that it waits for.
    SettlementSignature,
    /// Reports of teams that were called 队伍报到.
    TeamReports,
    /// Answers on a hard matter 答题.
    HardAnswers,
    /// The filing of a resolution 备案.
    Filing,
    /// Payments of shares in the costs of a resolution 费用分摊.
    Payments,
    /// The second round of an election 第二轮选举.
    SecondRound,
}

/// Something that is owed to somebody: an answer, a decision, work.
#[derive(SimpleObject)]
pub(crate) struct Owed {
    /// What.
    kind: OwedKind,
    /// By when; null where the charter sets no deadline.
    due_at: Option<DateTime>,
    /// Whether that was missed. It is still owed, and the breach stands in the book.
    overdue: bool,
    /// What it is about.
    object: NodeObject,
}

/// The proposal on which somebody is nominated.
fn nominated_on(view: &View, nomination: yishi_core::NominationId) -> Option<Proposal> {
    Proposal::find(view, view.state().nominations.get(&nomination)?.proposal)
}

/// What is owed to somebody, what is due first, first.
pub(crate) fn owed(view: &View, member: &MemberId) -> Vec<Owed> {
    view.state().owed_to(member).iter().filter_map(|found| Owed::of(view, found)).collect()
}

impl Owed {
    fn of(view: &View, owed: &CoreOwed) -> Option<Self> {
        let (kind, object) = match owed.what {
            OwedWhat::Screening(id) => (OwedKind::Screening, Submission::find(view, id)?.into()),
            OwedWhat::Decision(id) => (OwedKind::Decision, Matter::find(view, id)?.into()),
            OwedWhat::HandOverAnswer(id) => (OwedKind::HandOverAnswer, Matter::find(view, id)?.into()),
            OwedWhat::ContestAnswer(id) => (OwedKind::ContestAnswer, Matter::find(view, id)?.into()),
            OwedWhat::AmendmentAnswer(id) => (OwedKind::AmendmentAnswer, Amendment::find(view, id)?.into()),
            OwedWhat::ObjectionAnswer(id) => (OwedKind::ObjectionAnswer, Objection::find(view, id)?.into()),
            OwedWhat::ResultAnswer(id) => (OwedKind::ResultAnswer, Poll::find(view, id)?.into()),
            OwedWhat::Acceptance(id) => (OwedKind::Acceptance, nominated_on(view, id)?.into()),
            OwedWhat::CandidateScreening(id) => {
                (OwedKind::CandidateScreening, nominated_on(view, id)?.into())
            }
            OwedWhat::ScreeningAnswer(id) => (OwedKind::ScreeningAnswer, nominated_on(view, id)?.into()),
            OwedWhat::CallAnswer(id) => (OwedKind::CallAnswer, Call::find(view, id)?.into()),
            OwedWhat::Certification(id) => (OwedKind::Certification, Poll::find(view, id)?.into()),
            OwedWhat::PartnerResults(id) => (OwedKind::PartnerResults, Poll::find(view, id)?.into()),
            OwedWhat::FirstAction(id) => (OwedKind::FirstAction, Resolution::find(view, id)?.into()),
            OwedWhat::AlternateAnswer(id) => (OwedKind::AlternateAnswer, Resolution::find(view, id)?.into()),
            OwedWhat::Mediators(id) => (OwedKind::Mediators, Matter::find(view, id)?.into()),
            OwedWhat::MediationConsent(id) => (OwedKind::MediationConsent, Matter::find(view, id)?.into()),
            OwedWhat::MediationSession(id) => (OwedKind::MediationSession, Matter::find(view, id)?.into()),
            OwedWhat::SettlementSignature(id) => {
                (OwedKind::SettlementSignature, Matter::find(view, id)?.into())
            }
            OwedWhat::TeamReports(id) => (OwedKind::TeamReports, Matter::find(view, id)?.into()),
            OwedWhat::HardAnswers(id) => (OwedKind::HardAnswers, Matter::find(view, id)?.into()),
            OwedWhat::Filing(id) => (OwedKind::Filing, Resolution::find(view, id)?.into()),
            OwedWhat::Payments(id) => {
                let costs = view.state().cost_sharings.get(&id)?;
                (OwedKind::Payments, Resolution::find(view, costs.resolution)?.into())
            }
            OwedWhat::SecondRound(id) => (OwedKind::SecondRound, Poll::find(view, id)?.into()),
            OwedWhat::Action(id) => (OwedKind::Action, Action::find(view, id)?.into()),
            OwedWhat::StandingRule(id) => (OwedKind::StandingRule, StandingRule::find(view, id)?.into()),
            OwedWhat::StandingDuty(id) => (OwedKind::StandingDuty, StandingDuty::find(view, id)?.into()),
        };
        Some(Self { kind, due_at: owed.due_at_ms.map(DateTime::from), overdue: owed.overdue, object })
    }
}

/// The open votes in which somebody holds a right that nobody has used.
pub(crate) fn votes_to_cast(view: &View, member: &MemberId) -> Vec<Poll> {
    let open = view.state().polls.values().rev().filter(|poll| poll.status == yishi_core::PollStatus::Open);
    let waits = |poll: &&Arc<yishi_core::Poll>| {
        let rights = Ballots { view, poll }.rights_of(member);
        rights.iter().any(|right| !right.is_used())
    };
    open.filter(waits).map(|poll| Poll::new(view, poll)).collect()
}
