//! Mediation of disputes: who agrees, who mediates, which sessions took place, what is signed, where it went.

use super::{Council, Member, StatementText};
use crate::entry::Entry;
use crate::scalar::{DateTime, Hash, count};
use crate::view::View;
use async_graphql::{Context, Enum, SimpleObject};
use yishi_core::{DisputeSide, MemberId, Performance, ReferralReason, ReferredTo, SessionOutcome};

/// The mediation of a dispute 调解.
#[derive(SimpleObject)]
pub(crate) struct Mediation {
    /// Whether it is under way.
    open: bool,
    /// The sides, in their order; null for who may not read the book.
    sides: Option<Vec<MediationSide>>,
    /// Whether every side agreed to it.
    all_agreed: bool,
    /// Who mediates.
    mediators: Vec<Mediator>,
    /// By when mediators are to be named; null where that is not awaited.
    name_mediators_by: Option<DateTime>,
    /// Whether mediators were not named in time, once at least. The breach stands in the book.
    naming_overdue: bool,
    /// The sessions, in order.
    sessions: Vec<MediationSession>,
    /// The agreement as its text stands now; null before one is proposed.
    agreement: Option<MediationAgreement>,
    /// Where it went without an agreement; null otherwise.
    referral: Option<MediationReferral>,
    /// The entry that named the sides; null where its time was over before.
    entry: Option<Entry>,
}

/// A side of a dispute 当事人.
#[derive(SimpleObject)]
pub(crate) struct MediationSide {
    /// Its number, from 1.
    number: i32,
    /// Its members, who all agree and sign; empty where a bench is the side.
    members: Vec<Member>,
    /// The bench that is the side, by its name in the charter's clauses; null where members are.
    bench_id: Option<String>,
    /// The council in which holders of the bench speak for it; null where members are the side.
    council: Option<Council>,
    /// Whether it agreed to the mediation.
    agreed: bool,
    /// Who agreed for it, by the order of their ids.
    consents: Vec<MediationConsent>,
    /// The mediator whom it challenged; null where it did not.
    challenged: Option<Member>,
    /// The entry of the challenge; null where there is none.
    challenge_entry: Option<Entry>,
}

/// Somebody's word that they agree to a mediation.
#[derive(SimpleObject)]
pub(crate) struct MediationConsent {
    /// Who.
    member: Member,
    /// The entry.
    entry: Entry,
}

/// Somebody who mediates a dispute 调解员.
#[derive(SimpleObject)]
pub(crate) struct Mediator {
    /// Who.
    member: Member,
    /// The entry that named them.
    entry: Entry,
}

/// A session of a mediation: that it took place, never what was said (People's Mediation Law art. 15).
#[derive(SimpleObject)]
pub(crate) struct MediationSession {
    /// When.
    starts_at: DateTime,
    /// Where; null for who is of no side, does not mediate and did not convene it.
    place: Option<StatementText>,
    /// Who called it.
    called_by: Member,
    /// Whether it took place; null before that is said.
    held: Option<bool>,
    /// Who attended, by the order of their ids; null for who may not read the book, and before it took place.
    attended: Option<Vec<Member>>,
    /// A note that everybody may read; null where there is none.
    note: Option<StatementText>,
    /// The entry that called it.
    entry: Entry,
    /// The entry that says what became of it; null before that.
    closed_entry: Option<Entry>,
}

/// How an agreement is performed 协议履行.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "Performance")]
pub(crate) enum AgreementPerformance {
    /// By the sides themselves; the matter is closed once it is in force.
    BySides,
    /// Work is assigned, inspected and evaluated.
    FollowedUp,
}

/// An agreement 调解协议. Its text is not published: the sides have it, and the commitment proves which text they signed.
#[derive(SimpleObject)]
pub(crate) struct MediationAgreement {
    /// The commitment to its text.
    commitment: Hash,
    /// How it is performed.
    performance: AgreementPerformance,
    /// Who signed it, by the order of their ids; null for who may not read the book.
    signatures: Option<Vec<AgreementSignature>>,
    /// Since when it is in force: all sides and a mediator have signed (People's Mediation Law art. 29); null before.
    in_force_since: Option<DateTime>,
    /// Until when the sides may jointly ask the court to confirm it (art. 33); null before it is in force.
    confirm_by: Option<DateTime>,
    /// The entry that put the text before the sides.
    entry: Entry,
    /// The entry by which it came into force; null before.
    in_force_entry: Option<Entry>,
}

/// A signature under an agreement.
#[derive(SimpleObject)]
pub(crate) struct AgreementSignature {
    /// Who.
    member: Member,
    /// The number of the side; null for a mediator.
    side: Option<i32>,
    /// When.
    signed_at: DateTime,
    /// The entry.
    entry: Entry,
}

/// Why a mediation ended without an agreement.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "ReferralReason")]
pub(crate) enum MediationEnd {
    /// A side did not want it, before all had agreed to it.
    Declined,
    /// A side ended it.
    Ended,
    /// A mediator found that no agreement can be reached, or no session was left and no text before the sides.
    NoAgreement,
    /// The time for it was over.
    DeadlineMissed,
}

/// Where a dispute went that was not settled. The way to the court is open to the sides in any case.
#[derive(SimpleObject)]
pub(crate) struct MediationReferral {
    /// Why it ended.
    reason: MediationEnd,
    /// The council that deliberates on it; null where it went to a body outside.
    council: Option<Council>,
    /// The body outside; null where a council deliberates on it.
    body: Option<String>,
    /// When.
    referred_at: DateTime,
    /// The entry.
    entry: Entry,
}

/// What somebody may read of a mediation.
struct Reader {
    /// Who the sides are, who attended and who signed.
    reads: bool,
    /// Where the sides meet.
    meets: bool,
}

impl Mediation {
    /// What there is to read of it: the sides only for who reads the book, the place of a session only for who has to know it.
    pub(crate) fn new(ctx: &Context<'_>, view: &View, found: &yishi_core::Mediation) -> Self {
        let reader = Reader {
            reads: view.reads_log(ctx),
            meets: view.viewer_member(ctx).is_some_and(|member| found.meets(member, view.state())),
        };
        let reads = reader.reads;
        let mediator = |(member, index): (&MemberId, &u64)| Mediator {
            member: Member::new(view, member.clone()),
            entry: Entry::new(view, *index),
        };
        let sides = found.sides.iter().map(|side| MediationSide::new(view, side));
        let sessions = found.sessions.iter().map(|session| MediationSession::new(view, session, &reader));
        let agreement = found.settlement.as_ref();
        Self {
            open: found.is_open(),
            sides: reads.then(|| sides.collect()),
            all_agreed: found.all_agreed(),
            mediators: found.mediators.iter().map(mediator).collect(),
            name_mediators_by: found.naming.map(|naming| naming.due_at_ms.into()),
            naming_overdue: found.naming_overdue,
            sessions: sessions.collect(),
            agreement: agreement.map(|settlement| MediationAgreement::new(view, settlement, reads)),
            referral: found.referral.as_ref().map(|referral| MediationReferral::new(view, referral)),
            entry: found.opened_at.map(|index| Entry::new(view, index)),
        }
    }
}

impl MediationSide {
    fn new(view: &View, found: &yishi_core::SideOfDispute) -> Self {
        let (members, bench_id, council) = match &found.side {
            DisputeSide::Members { members } => {
                (members.iter().map(|member| Member::new(view, member.clone())).collect(), None, None)
            }
            DisputeSide::Bench { council, bench } => {
                (Vec::new(), Some(bench.to_string()), Council::find(view, council))
            }
        };
        let consent = |(member, index): (&MemberId, &u64)| MediationConsent {
            member: Member::new(view, member.clone()),
            entry: Entry::new(view, *index),
        };
        let challenge = found.challenge.as_ref();
        Self {
            number: count(found.number),
            members,
            bench_id,
            council,
            agreed: found.has_agreed(),
            consents: found.consents.iter().map(consent).collect(),
            challenged: challenge.map(|it| Member::new(view, it.mediator.clone())),
            challenge_entry: challenge.map(|it| Entry::new(view, it.index)),
        }
    }
}

impl MediationSession {
    fn new(view: &View, found: &yishi_core::MediationSession, reader: &Reader) -> Self {
        let closed = found.closed.as_ref();
        let attended = closed.and_then(|closed| match &closed.outcome {
            SessionOutcome::Held { attended } => Some(attended),
            SessionOutcome::NotHeld => None,
        });
        let named = attended.filter(|_| reader.reads);
        Self {
            starts_at: found.starts_at_ms.into(),
            place: reader.meets.then(|| StatementText::new(view, found.place)),
            called_by: Member::new(view, found.called_by.clone()),
            held: closed.map(|_| attended.is_some()),
            attended: named.map(|all| all.iter().map(|id| Member::new(view, id.clone())).collect()),
            note: closed.and_then(|closed| closed.note).map(|note| StatementText::new(view, note)),
            entry: Entry::new(view, found.called_at),
            closed_entry: closed.map(|closed| Entry::new(view, closed.index)),
        }
    }
}

impl MediationAgreement {
    fn new(view: &View, found: &yishi_core::Settlement, reads: bool) -> Self {
        let signature = |(member, it): (&MemberId, &yishi_core::SettlementSignature)| AgreementSignature {
            member: Member::new(view, member.clone()),
            side: it.side.map(count),
            signed_at: it.at_ms.into(),
            entry: Entry::new(view, it.index),
        };
        Self {
            commitment: Hash::from(found.text),
            performance: found.performance.into(),
            signatures: reads.then(|| found.signatures.iter().map(signature).collect()),
            in_force_since: found.in_force.map(|it| it.at_ms.into()),
            confirm_by: found.in_force.map(|it| it.confirm_by_ms.into()),
            entry: Entry::new(view, found.proposed_at),
            in_force_entry: found.in_force.map(|it| Entry::new(view, it.index)),
        }
    }
}

impl MediationReferral {
    fn new(view: &View, found: &yishi_core::Referral) -> Self {
        let (council, body) = match &found.referred {
            ReferredTo::Council { council, .. } => (Council::find(view, council), None),
            ReferredTo::Outside { body } => (None, Some(body.clone())),
        };
        Self {
            reason: found.reason.into(),
            council,
            body,
            referred_at: found.at_ms.into(),
            entry: Entry::new(view, found.index),
        }
    }
}
