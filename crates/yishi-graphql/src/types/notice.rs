//! Notices: what is posted, and until when.

use super::choice::PollOption;
use super::{Document, Matter, Member, Poll, Proposal, Resolution};
use crate::entry::Entry;
use crate::global_id;
use crate::page::{self, Page, PageArgs};
use crate::scalar::{DateTime, Fen, Hash};
use crate::view::View;
use async_graphql::{Context, ID, Object, SimpleObject};
use std::sync::Arc;
use yishi_core::{NoticeId, NoticeSubject, PollScope};

/// A public posting.
#[derive(Clone)]
pub(crate) struct Notice {
    view: View,
    inner: Arc<yishi_core::Notice>,
}

impl Notice {
    pub(crate) fn new(view: &View, inner: &Arc<yishi_core::Notice>) -> Self {
        Self { view: view.clone(), inner: Arc::clone(inner) }
    }

    pub(crate) fn find(view: &View, id: NoticeId) -> Option<Self> {
        view.state().notices.get(&id).map(|inner| Self::new(view, inner))
    }
}

/// A vote that a notice announces 表决事项公告: it opens as announced or not at all.
#[derive(SimpleObject)]
pub(crate) struct AnnouncedVote {
    /// The decision rule, by its name in the charter's clauses.
    rule_id: String,
    /// SHA-256 of the decision rule as it read when the vote was announced: amended since, it is announced anew before the vote opens. Null for
    /// announcements of older versions of the rules.
    rule_digest: Option<Hash>,
    /// The building whose owners will vote; null for all whom the rule asks.
    building_id: Option<String>,
    /// What will be chosen from; empty for a motion.
    options: Vec<PollOption>,
    /// Whom it would take the seat from, in a recall.
    recall: Option<Member>,
    /// What may be spent, where less than the rule says.
    budget: Option<Fen>,
}

/// A page of notices.
pub(crate) fn notices(ctx: &Context<'_>, view: &View, args: &PageArgs) -> Page<Notice> {
    let (all, total) = (&view.state().notices, view.state().notices.len());
    let range = |bounds| all.range(bounds).map(|(id, notice)| (*id, notice));
    page::page(ctx, args, range, move || total, |_, notice| Notice::new(view, notice))
}

/// A public posting 公示 with a period. Everybody may read it.
#[Object]
impl Notice {
    /// Its id.
    pub(crate) async fn id(&self) -> ID {
        global_id::encode("notice", self.view.origin(), &self.inner.id.to_string())
    }

    /// Its name in the book.
    async fn notice_id(&self) -> String {
        self.inner.id.to_string()
    }

    /// Where it stands on the notice board, to read and to print, an address relative to this service.
    async fn page_url(&self) -> String {
        self.view.page_url("notices", self.inner.id)
    }

    /// The proposal that is posted; null when a resolution is.
    async fn proposal(&self) -> Option<Proposal> {
        match self.inner.subject {
            NoticeSubject::Proposal(id) => Proposal::find(&self.view, id),
            NoticeSubject::Resolution(_) | NoticeSubject::Results(_) | NoticeSubject::Preliminary(_) => None,
        }
    }

    /// The resolution that is posted; null when a proposal is.
    async fn resolution(&self) -> Option<Resolution> {
        match self.inner.subject {
            NoticeSubject::Resolution(id) => Resolution::find(&self.view, id),
            NoticeSubject::Proposal(_) | NoticeSubject::Results(_) | NoticeSubject::Preliminary(_) => None,
        }
    }

    /// The matter the results of whose work are posted; null when something else is.
    async fn results_of(&self) -> Option<Matter> {
        match self.inner.subject {
            NoticeSubject::Results(id) => Matter::find(&self.view, id),
            NoticeSubject::Proposal(_) | NoticeSubject::Resolution(_) | NoticeSubject::Preliminary(_) => None,
        }
    }

    /// The vote whose preliminary result is posted; null when something else is.
    async fn preliminary_of(&self) -> Option<Poll> {
        match self.inner.subject {
            NoticeSubject::Preliminary(id) => Poll::find(&self.view, id),
            NoticeSubject::Proposal(_) | NoticeSubject::Resolution(_) | NoticeSubject::Results(_) => None,
        }
    }

    /// The vote that it announces; null where it announces none.
    async fn vote(&self) -> Option<AnnouncedVote> {
        let vote = self.inner.vote.as_ref()?;
        Some(AnnouncedVote {
            rule_id: vote.rule.to_string(),
            rule_digest: self.inner.rule_digest.map(Hash::from),
            building_id: match &vote.scope {
                PollScope::Council => None,
                PollScope::Building(building) => Some(building.to_string()),
            },
            options: vote.options.iter().map(|option| PollOption::new(&self.view, option)).collect(),
            recall: vote.recall.clone().map(|member| Member::new(&self.view, member)),
            budget: vote.budget_fen.map(|budget| Fen(budget.0)),
        })
    }

    /// The text that is posted.
    async fn document(&self) -> Document {
        Document::new(&self.view, self.inner.document)
    }

    /// Since when.
    async fn posted_at(&self) -> DateTime {
        self.inner.posted_at_ms.into()
    }

    /// Until when.
    async fn due_at(&self) -> DateTime {
        self.inner.due_at_ms.into()
    }

    /// Whether the period is over.
    async fn ended(&self) -> bool {
        self.inner.ended
    }

    /// The entry that posted it.
    async fn entry(&self) -> Entry {
        Entry::new(&self.view, self.inner.id.entry_index())
    }
}
