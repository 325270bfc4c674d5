//! What others signed in a member's name, as the member is told of it.

use super::Member;
use crate::entry::Entry;
use crate::fault::Fallible;
use crate::page::{self, Page, PageArgs};
use crate::query::NodeObject;
use crate::request::RequestContext;
use crate::scalar::Hash;
use crate::view::View;
use crate::words;
use async_graphql::{Context, Object};
use std::collections::BTreeSet;
use yishi_book::Envelope;
use yishi_core::{MemberId, Party};

/// An act that a clerk signed in somebody's name. Made for those only who may be told of it.
pub(crate) struct AssistedAct {
    view: View,
    index: u64,
}

impl AssistedAct {
    pub(crate) fn new(view: &View, index: u64) -> Self {
        Self { view: view.clone(), index }
    }

    fn signed(&self, ctx: &Context<'_>) -> Fallible<Envelope> {
        Entry::new(&self.view, self.index).public_envelope(ctx)
    }

    /// Something of the signed command.
    fn part<T>(&self, ctx: &Context<'_>, part: impl FnOnce(&Envelope) -> Option<T>) -> Fallible<T> {
        self.signed(ctx)?.map(|envelope| part(&envelope)).transpose()
    }
}

/// An act that a clerk signed in a member's name with assistance 代办: a notice for the member, who may not know of it otherwise. It is
/// for the member, for members on the roll and for auditors.
#[Object]
impl AssistedAct {
    /// The entry: pass its index, raised by one, as `since` the next time.
    async fn entry(&self) -> Entry {
        Entry::new(&self.view, self.index)
    }

    /// In whose name.
    async fn principal(&self, ctx: &Context<'_>) -> Fallible<Member> {
        self.part(ctx, |envelope| {
            let assistance = envelope.assistance.as_ref()?;
            Some(Member::new(&self.view, assistance.principal.clone()))
        })
    }

    /// Who signed.
    async fn clerk(&self, ctx: &Context<'_>) -> Fallible<Member> {
        self.part(ctx, |envelope| match &envelope.actor {
            Party::Member(clerk) => Some(Member::new(&self.view, clerk.clone())),
            Party::Engine => None,
        })
    }

    /// The kind of command, e.g. `cast_ballot`.
    async fn command_kind(&self, ctx: &Context<'_>) -> Fallible<String> {
        self.part(ctx, |envelope| Some(envelope.command.kind().to_owned()))
    }

    /// The commitment to the evidence that they asked for it; whoever keeps the vault can show it to them.
    async fn evidence(&self, ctx: &Context<'_>) -> Fallible<Hash> {
        self.part(ctx, |envelope| Some(Hash::from(envelope.assistance.as_ref()?.evidence)))
    }

    /// What it made or changed; null where that is nothing of its own.
    async fn object(&self, ctx: &Context<'_>) -> Fallible<NodeObject> {
        Entry::new(&self.view, self.index).public_object(ctx)
    }

    /// The notice in words: who did what in whose name, on which evidence, and what to do if nobody was asked to.
    async fn notice(&self, ctx: &Context<'_>) -> Fallible<String> {
        let language = RequestContext::of(ctx).language();
        self.part(ctx, |envelope| words::assisted_notice(language, self.index, envelope))
    }
}

/// A page of what others signed in somebody's name since an entry, the earliest first.
pub(crate) fn assisted_acts(
    ctx: &Context<'_>,
    view: &View,
    args: &PageArgs,
    member: &MemberId,
    since: u64,
) -> Page<AssistedAct> {
    let acts: BTreeSet<u64> = view.state().assisted_acts_of(member, since).collect();
    let total = acts.len();
    let range = |bounds: (_, _)| acts.range::<u64, _>(bounds).map(|index| (*index, ()));
    page::page(ctx, args, range, move || total, |index, ()| AssistedAct::new(view, *index))
}
