//! What stands beside a resolution: its filing, the rulings on it, and the entries that it rests on.

use super::{Document, Member};
use crate::entry::Entry;
use crate::scalar::DateTime;
use crate::view::View;
use async_graphql::{Enum, Object, SimpleObject};
use yishi_core::Finding;

/// What a ruling says of a resolution.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RulingFinding {
    /// It is revoked.
    Revoked,
    /// It is corrected.
    Corrected,
    /// It stands.
    Upheld,
}

/// What becomes of those whom a revoked election seated.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "yishi_core::SeatsAfter")]
pub(crate) enum SeatsAfter {
    /// They leave the seat.
    Vacate,
    /// They stay, as the ruling says.
    Stay,
}

/// A ruling of a court or an authority on a resolution.
pub(crate) struct Ruling {
    view: View,
    inner: yishi_core::Ruling,
}

impl Ruling {
    pub(crate) fn new(view: &View, inner: &yishi_core::Ruling) -> Self {
        Self { view: view.clone(), inner: inner.clone() }
    }
}

/// A ruling of a court or an authority on a resolution 裁判或行政决定. Everybody may read it.
#[Object]
impl Ruling {
    /// Who ruled.
    async fn authority(&self) -> &str {
        &self.inner.authority
    }

    /// Its number.
    async fn reference(&self) -> &str {
        &self.inner.reference
    }

    /// Its text.
    async fn document(&self) -> Document {
        Document::new(&self.view, self.inner.document)
    }

    /// What it says.
    async fn finding(&self) -> RulingFinding {
        match self.inner.finding {
            Finding::Revoked { .. } => RulingFinding::Revoked,
            Finding::Corrected { .. } => RulingFinding::Corrected,
            Finding::Upheld => RulingFinding::Upheld,
        }
    }

    /// What becomes of those whom a revoked election seated; null otherwise.
    async fn seats(&self) -> Option<SeatsAfter> {
        match self.inner.finding {
            Finding::Revoked { seats } => seats.map(Into::into),
            Finding::Corrected { .. } | Finding::Upheld => None,
        }
    }

    /// The text as it reads since a correction; null otherwise.
    async fn corrected(&self) -> Option<Document> {
        match self.inner.finding {
            Finding::Corrected { text } => Some(Document::new(&self.view, text)),
            Finding::Revoked { .. } | Finding::Upheld => None,
        }
    }

    /// Whether it waits for somebody else to confirm it 待复核: nothing follows from it until then.
    async fn pending(&self) -> bool {
        self.inner.waits()
    }

    /// Who compared it with what was sent; null where nobody has, or nobody has to.
    async fn checked_by(&self) -> Option<Member> {
        self.inner.checked.as_ref().map(|checked| Member::new(&self.view, checked.by.clone()))
    }

    /// The entry of that.
    async fn checked(&self) -> Option<Entry> {
        self.inner.checked_at.map(|index| Entry::new(&self.view, index))
    }

    /// Why it was refused, so that it never holds; null where it was not.
    async fn refused_because(&self) -> Option<String> {
        match &self.inner.checked.as_ref()?.check {
            yishi_core::RulingCheck::Refused { reason } => Some(reason.clone()),
            yishi_core::RulingCheck::Confirmed => None,
        }
    }

    /// The entry since which it holds; null where it waits or was refused.
    async fn holds_since(&self) -> Option<Entry> {
        self.inner.holds_since().map(|index| Entry::new(&self.view, index))
    }

    /// Who recorded it.
    async fn by(&self) -> Member {
        Member::new(&self.view, self.inner.by.clone())
    }

    /// When it was recorded.
    async fn recorded_at(&self) -> DateTime {
        self.inner.recorded_at_ms.into()
    }

    /// The entry that recorded it.
    async fn entry(&self) -> Entry {
        Entry::new(&self.view, self.inner.index)
    }
}

/// A filing 备案 of a resolution.
#[derive(SimpleObject)]
pub(crate) struct Filing {
    /// With whom.
    with: String,
    /// The number of the receipt.
    reference: String,
    /// Who recorded it.
    by: Member,
    /// The entry that recorded it.
    entry: Entry,
}

impl Filing {
    pub(crate) fn new(view: &View, filing: &yishi_core::Filing) -> Self {
        Self {
            with: filing.with.clone(),
            reference: filing.reference.clone(),
            by: Member::new(view, filing.by.clone()),
            entry: Entry::new(view, filing.index),
        }
    }
}

/// What an entry was for a decision, in the order of a procedure.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "yishi_core::GroundKind")]
pub(crate) enum GroundKind {
    /// It adopted the charter under which the vote opened.
    Charter,
    /// It declared the emergency in which the vote opened.
    Emergency,
    /// It brought the version of the text that was voted on.
    Revision,
    /// It proposed an amendment that this version, or one that it goes back to, took over.
    Amendment,
    /// It posted that version, or announced the vote.
    Notice,
    /// It called a hearing on the matter that was held.
    Hearing,
    /// It opened nominations, nominated a candidate who stood, or accepted.
    Candidacy,
    /// It screened such a candidate, objected to that, or answered the objection.
    CandidateScreening,
    /// It raised an objection to the proposal.
    Objection,
    /// It answered one.
    Answer,
    /// It opened the first round of an election in two, cast a ballot in it, or sealed it.
    FirstRound,
    /// It sealed a step that the same text had passed before.
    Step,
    /// It opened the vote and froze the roll.
    Opening,
    /// It extended the vote.
    Extension,
    /// It recorded how ballots were served.
    Service,
    /// It cast a ballot that counted, or confirmed a tally sheet that did.
    Ballot,
    /// It sealed the count and posted the preliminary result.
    Sealing,
    /// It objected to the result.
    ResultObjection,
    /// It answered such an objection.
    ResultAnswer,
    /// It cited the result of another book that decided together with this one.
    Citation,
    /// It certified the resolution.
    Certification,
}

/// An entry that a decision rests on 决议依据.
#[derive(SimpleObject)]
pub(crate) struct Ground {
    /// What it was for the decision.
    kind: GroundKind,
    /// The entry.
    entry: Entry,
}

impl Ground {
    pub(crate) fn new(view: &View, ground: yishi_core::Ground) -> Self {
        Self { kind: ground.kind.into(), entry: Entry::new(view, ground.index) }
    }
}
