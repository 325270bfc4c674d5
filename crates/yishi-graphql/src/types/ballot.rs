//! Ballots, the rights behind them, grants to vote for others, and papers that wait for their second reading.

use super::choice::Marks;
use super::{BallotStands, Channel, Choice, Custody, Matter, Member, Poll, Service};
use crate::entry::Entry;
use crate::fault::Fallible;
use crate::scalar::{AreaDm2, DateTime, Hash};
use crate::view::View;
use async_graphql::{ComplexObject, Context, Object, SimpleObject};
use std::sync::Arc;
use yishi_core::{Authority, BallotContent, Electorate, GrantId, GrantScope, MemberId, VotingRightId};

/// A voting right of a vote.
#[derive(SimpleObject)]
pub(crate) struct VotingRight {
    /// Its name on the frozen roll.
    right_id: String,
    /// Its area, in units of 0.01 m²; 0 where area does not count.
    area_dm2: AreaDm2,
    /// The bench it votes with, by its name in the charter's clauses.
    bench_id: Option<String>,
    /// The council it votes in, by its name in the charter's clauses, where several decide together.
    section_id: Option<String>,
    /// How its ballot paper was served 送达; null while nothing is recorded.
    service: Option<Service>,
    /// The ballot that stands for it now; null while none was cast.
    ballot: Option<Ballot>,
}

impl VotingRight {
    /// Whether a ballot stands for it.
    pub(crate) const fn is_used(&self) -> bool {
        self.ballot.is_some()
    }
}

/// A ballot that stands 选票.
#[derive(SimpleObject)]
#[graphql(complex)]
pub(crate) struct Ballot {
    /// The voting right that was used.
    right_id: String,
    /// Who cast it, or signed the paper.
    member: Member,
    /// As what it stands.
    stands: BallotStands,
    /// The choice on a motion; null in a choice among options, and where nothing can be read.
    choice: Option<Choice>,
    /// What it says on the options; null for a motion, and where nothing can be read.
    marks: Option<Marks>,
    /// Its seal, while it is sealed.
    seal: Option<Hash>,
    /// How it came.
    channel: Channel,
    /// The grant by which it was cast; null for a holder of the right.
    grant: Option<ProxyGrant>,
    /// Whether it came on paper with a written authority instead of a grant.
    by_written_authority: bool,
    /// The entry.
    entry: Entry,
}

#[ComplexObject]
impl Ballot {
    /// How the key that signed it is kept: its voter's, or that of who entered it for them or confirmed the paper.
    async fn custody(&self, ctx: &Context<'_>) -> Fallible<Custody> {
        self.entry.public_custody(ctx)
    }
}

/// A paper 纸质选票 that one witness has entered and no other confirmed; it does not count yet.
#[derive(SimpleObject)]
pub(crate) struct Paper {
    /// Its name in the book.
    paper_id: String,
    /// The voting right that is used.
    right_id: String,
    /// Who signed it.
    member: Member,
    /// Who entered it.
    entered_by: Member,
    /// The entry.
    entry: Entry,
}

/// Somebody may not review a project 回避.
#[derive(SimpleObject)]
pub(crate) struct ReviewBar {
    /// Who.
    member: Member,
    /// Which project, by its id on ballots.
    option_id: String,
    /// Why.
    reason: String,
    /// The entry that says so; of who stands behind the project, the one that opened the vote.
    entry: Entry,
}

/// A grant 委托 by which one member votes for another.
pub(crate) struct ProxyGrant {
    view: View,
    inner: Arc<yishi_core::ProxyGrant>,
}

impl ProxyGrant {
    pub(crate) fn find(view: &View, id: GrantId) -> Option<Self> {
        let inner = view.state().grants.get(&id)?;
        Some(Self { view: view.clone(), inner: Arc::clone(inner) })
    }

    /// The grants that a member gave or holds, oldest first.
    pub(crate) fn of(view: &View, member: &MemberId) -> Vec<Self> {
        let grants = view.state().grants.values();
        let own = grants.filter(|grant| grant.principal == *member || grant.proxy == *member);
        own.map(|inner| Self { view: view.clone(), inner: Arc::clone(inner) }).collect()
    }
}

/// A grant 委托 by which one member votes for another. Everybody who may read ballots may read it.
#[Object]
impl ProxyGrant {
    /// Its name in the book.
    async fn grant_id(&self) -> String {
        self.inner.id.to_string()
    }

    /// For whom.
    async fn principal(&self) -> Member {
        Member::new(&self.view, self.inner.principal.clone())
    }

    /// Who may vote.
    async fn proxy(&self) -> Member {
        Member::new(&self.view, self.inner.proxy.clone())
    }

    /// The one vote for which it is good; null where it is good for more, see the other fields.
    async fn poll(&self) -> Option<Poll> {
        match &self.inner.scope {
            GrantScope::Poll(poll) => Poll::find(&self.view, *poll),
            GrantScope::Matter(_) | GrantScope::Council(_) | GrantScope::All => None,
        }
    }

    /// The matter for whose votes it is good; null where it is not bound to one.
    async fn matter(&self) -> Option<Matter> {
        match &self.inner.scope {
            GrantScope::Matter(matter) => Matter::find(&self.view, *matter),
            GrantScope::Poll(_) | GrantScope::Council(_) | GrantScope::All => None,
        }
    }

    /// The council for whose votes it is good, by its name in the charter's clauses; null where it is not bound to one.
    async fn council_id(&self) -> Option<&str> {
        match &self.inner.scope {
            GrantScope::Council(council) => Some(council.as_str()),
            GrantScope::Poll(_) | GrantScope::Matter(_) | GrantScope::All => None,
        }
    }

    /// From when on it is good no more.
    async fn expires_at(&self) -> DateTime {
        self.inner.expires_at_ms.into()
    }

    /// Whether it could be used at the time of this version: not taken back, not run out.
    async fn good(&self) -> bool {
        self.inner.is_good_at(self.view.version().recorded_at)
    }

    /// The entry that gave it.
    async fn entry(&self) -> Entry {
        Entry::new(&self.view, self.inner.id.entry_index())
    }

    /// The entry that took it back; null while it stands.
    async fn revoked(&self) -> Option<Entry> {
        self.inner.revoked_at.map(|index| Entry::new(&self.view, index))
    }
}

/// The ballots of one vote, as they are told.
pub(crate) struct Ballots<'a> {
    pub(crate) view: &'a View,
    pub(crate) poll: &'a yishi_core::Poll,
}

impl Ballots<'_> {
    pub(crate) fn ballot(&self, right: &VotingRightId, ballot: &yishi_core::Ballot) -> Ballot {
        let told = Ballot {
            right_id: right.to_string(),
            member: Member::new(self.view, ballot.member.clone()),
            stands: BallotStands::Counts,
            choice: None,
            marks: None,
            seal: None,
            channel: ballot.channel.into(),
            grant: match ballot.authority {
                Some(Authority::Grant(grant)) => ProxyGrant::find(self.view, grant),
                Some(Authority::Written(_)) | None => None,
            },
            by_written_authority: matches!(ballot.authority, Some(Authority::Written(_))),
            entry: Entry::new(self.view, ballot.index),
        };
        match &ballot.content {
            BallotContent::Choice(choice) => Ballot { choice: Some((*choice).into()), ..told },
            BallotContent::Marks(marks) => Ballot { marks: Some(Marks::new(marks)), ..told },
            BallotContent::Invalid => Ballot { stands: BallotStands::Invalid, ..told },
            BallotContent::Sealed(seal) => {
                Ballot { stands: BallotStands::Sealed, seal: Some(Hash::from(*seal)), ..told }
            }
        }
    }

    /// The rights that a member holds.
    pub(crate) fn rights_of(&self, member: &MemberId) -> Vec<VotingRight> {
        self.held_rights(member).iter().map(|found| self.right(found)).collect()
    }

    /// The ballots that stand for rights that a member holds.
    pub(crate) fn ballots_of(&self, member: &MemberId) -> impl Iterator<Item = Ballot> {
        self.rights_of(member).into_iter().filter_map(|right| right.ballot)
    }

    /// The rights that a member may use by a grant that is good now.
    pub(crate) fn rights_by_grant(&self, member: &MemberId) -> Vec<VotingRight> {
        if !self.poll.lets_vote_for_others(member) {
            return Vec::new();
        }
        let state = self.view.state();
        let now = self.view.version().recorded_at;
        let held = state.grants_held.get(member).into_iter().flatten();
        let good = held.filter_map(|id| state.grants.get(id));
        let good = good.filter(|grant| grant.is_good_at(now) && grant.scope.covers(self.poll));
        let principals: std::collections::BTreeSet<&MemberId> = good.map(|grant| &grant.principal).collect();
        principals.into_iter().flat_map(|principal| self.rights_of(principal)).collect()
    }

    /// Where a right bears its holder's name it is looked up; others have to be searched for.
    fn held_rights(&self, member: &MemberId) -> Vec<Arc<yishi_core::FrozenRight>> {
        let rights = &self.poll.roll.rights;
        match self.poll.rule.electorate {
            Electorate::Seats | Electorate::Residents if self.poll.rule.sections.is_empty() => {
                let id = yishi_tally::RightId(member.as_str().into());
                let named = rights.get(&id).filter(|right| right.holders.contains(member));
                named.into_iter().cloned().collect()
            }
            Electorate::Seats | Electorate::Residents | Electorate::Households | Electorate::Owners => {
                rights.values().filter(|right| right.holders.contains(member)).cloned().collect()
            }
        }
    }

    fn right(&self, found: &yishi_core::FrozenRight) -> VotingRight {
        let right = &found.right;
        VotingRight {
            right_id: right.id.to_string(),
            area_dm2: AreaDm2(right.area_dm2),
            bench_id: right.bench.as_ref().map(ToString::to_string),
            section_id: found.section.as_ref().map(ToString::to_string),
            service: self.poll.served.get(&right.id).map(|service| (*service).into()),
            ballot: self.poll.ballots.get(&right.id).map(|ballot| self.ballot(&right.id, ballot)),
        }
    }

    pub(crate) fn papers(&self) -> Vec<Paper> {
        let paper = |(right, paper): (&VotingRightId, &Arc<yishi_core::Paper>)| Paper {
            paper_id: paper.id.to_string(),
            right_id: right.to_string(),
            member: Member::new(self.view, paper.member.clone()),
            entered_by: Member::new(self.view, paper.entered_by.clone()),
            entry: Entry::new(self.view, paper.id.entry_index()),
        };
        self.poll.papers.iter().map(paper).collect()
    }

    pub(crate) fn bars(&self) -> Vec<ReviewBar> {
        let bar = |bar: yishi_tally::Bar| {
            let key = (bar.reviewer.0.parse::<MemberId>().ok()?, bar.option);
            let declared = self.poll.bars.get(&key).filter(|declared| *declared.reason == *bar.reason);
            let index = declared.map_or(self.poll.id.entry_index(), |declared| declared.index);
            Some(ReviewBar {
                member: Member::new(self.view, key.0),
                option_id: key.1.to_string(),
                reason: bar.reason,
                entry: Entry::new(self.view, index),
            })
        };
        self.poll.review_bars().into_iter().filter_map(bar).collect()
    }
}

/// Whether the viewer may read who votes for whom.
pub(crate) fn grants_of(ctx: &Context<'_>, view: &View, member: &MemberId) -> Option<Vec<ProxyGrant>> {
    let own = view.viewer_member(ctx) == Some(member);
    (own || view.reads_log(ctx)).then(|| ProxyGrant::of(view, member))
}
