//! Live results: told that the head moved, read from the log, each with its position, so that a client resumes where it was.

use crate::entry::Entry;
use crate::fault::{Code, Fault};
use crate::global_id;
use crate::request::RequestContext;
use crate::scalar::Sequence;
use crate::types::{AssistedAct, FollowedChange, Poll, Position};
use crate::view::{self, View};
use crate::{HostedBook, Node, Viewer};
use async_graphql::{Context, ID, SimpleObject, Subscription as Live};
use futures_util::Stream;
use futures_util::stream::unfold;
use std::sync::Arc;
use tokio::sync::watch::Receiver;
use yishi_core::{MatterChange, MemberId, PollId};
use yishi_engine::HeadPosition;

/// Live results.
pub struct Subscription;

/// What is watched, by whom, and from where on.
struct Watch {
    node: Node,
    book: Arc<HostedBook>,
    viewer: Viewer,
    heads: Receiver<HeadPosition>,
    next: u64,
}

impl Watch {
    fn new(ctx: &Context<'_>, book: &Arc<HostedBook>, next: u64) -> Result<Self, Fault> {
        Ok(Self {
            node: view::node(ctx)?.clone(),
            book: Arc::clone(book),
            viewer: RequestContext::of(ctx).viewer().clone(),
            heads: book.engine.heads(),
            next,
        })
    }

    /// The present version as soon as `pick` finds something new in it; nothing once the book closes or the sign-in ends.
    async fn found<T>(&mut self, pick: impl Fn(&View, u64) -> Option<T>) -> Option<(View, T)> {
        loop {
            // Marked as seen before the version is read, so that a move in between wakes the wait below.
            self.heads.borrow_and_update();
            if !self.node.still_signed_in(&self.viewer) {
                return None;
            }
            let view = View::new(&self.book, self.book.engine.version());
            if let Some(found) = pick(&view, self.next) {
                return Some((view, found));
            }
            self.heads.changed().await.ok()?;
        }
    }
}

/// A vote at a moment of its course.
#[derive(SimpleObject)]
pub(crate) struct PollProgress {
    /// The entry that last changed the vote: pass it as `after` to resume.
    index: Sequence,
    /// The vote, with its count as it stands.
    poll: Poll,
}

/// What changed in the matters that somebody follows, and what others signed in their name.
#[derive(SimpleObject)]
pub(crate) struct FollowedChanges {
    /// The last entry among them: pass it as `after` to resume.
    index: Sequence,
    /// The changes, the earliest first; at most 100, the rest follows.
    changes: Vec<FollowedChange>,
    /// What others signed in their name with assistance 代办, the earliest first; at most 100, the rest follows.
    assisted: Vec<AssistedAct>,
}

/// Most changes in one item.
const MOST_CHANGES: usize = 100;

/// Live results. Each item has its position: after an interruption ask again from there, and nothing is missed or repeated.
#[Live]
impl Subscription {
    /// Every entry from a position on, in order, without gap or repeat. For members on the roll and auditors.
    async fn entries(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The book. May be left out where only one is kept.")] book: Option<String>,
        #[graphql(desc = "The first position wanted; left out, only what comes from now on.")] from: Option<
            Sequence,
        >,
    ) -> Result<impl Stream<Item = Entry> + use<>, Fault> {
        let book = find(ctx, book.as_deref())?;
        if !RequestContext::of(ctx).viewer().may_read_log(&book) {
            return Err(Fault::new(ctx, Code::Forbidden));
        }
        let from = from.map_or_else(|| book.engine.version().size, |from| from.0);
        let watch = Watch::new(ctx, &book, from)?;
        Ok(unfold(watch, |mut watch| async move {
            let (view, index) =
                watch.found(|view, next| (next < view.version().size).then_some(next)).await?;
            watch.next = index + 1;
            Some((Entry::new(&view, index), watch))
        }))
    }

    /// Where the book stands, at once and then each time it moves; of several quick moves only the last. Everybody may follow it.
    async fn head_moved(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The book. May be left out where only one is kept.")] book: Option<String>,
    ) -> Result<impl Stream<Item = Position> + use<>, Fault> {
        let watch = Watch::new(ctx, &find(ctx, book.as_deref())?, 0)?;
        Ok(unfold(watch, |mut watch| async move {
            let (view, size) = watch
                .found(|view, next| Some(view.version().size).filter(|size| *size >= next && *size > 0))
                .await?;
            watch.next = size + 1;
            Some((Position::new(view.version()), watch))
        }))
    }

    /// What changes in the matters that the one who asks follows 关注: each thing once by its last change, as soon as it changes; and what
    /// a clerk signs in their name 代办, as soon as it is recorded. For members who signed in.
    async fn followed(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The book. May be left out where only one is kept.")] book: Option<String>,
        #[graphql(desc = "The last `index` seen; left out, only what comes from now on.")] after: Option<
            Sequence,
        >,
    ) -> Result<impl Stream<Item = FollowedChanges> + use<>, Fault> {
        let book = find(ctx, book.as_deref())?;
        let viewer = RequestContext::of(ctx).viewer();
        let member = viewer.member_of(book.engine.origin()).cloned();
        let member: MemberId = member.ok_or_else(|| Fault::new(ctx, Code::Forbidden))?;
        let from = after.map_or_else(|| book.engine.version().size, |after| after.0.saturating_add(1));
        let watch = Watch::new(ctx, &book, from)?;
        Ok(unfold((watch, member), |(mut watch, member)| async move {
            let (_, item) = watch.found(|view, next| changed_for(view, &member, next)).await?;
            watch.next = item.index.0 + 1;
            Some((item, (watch, member)))
        }))
    }

    /// A vote as it stands, at once and then each time it changes; of several quick changes only the last. Ends after the vote is
    /// sealed. Everybody may follow it.
    async fn poll_progress(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The vote.")] poll: ID,
        #[graphql(desc = "The last `index` seen; left out, the present state comes first.")] after: Option<
            Sequence,
        >,
    ) -> Result<impl Stream<Item = PollProgress> + use<>, Fault> {
        let bad_id = || Fault::new(ctx, Code::BadId);
        let global = global_id::decode(&poll).filter(|id| id.kind == "poll").ok_or_else(bad_id)?;
        let id: PollId = global.local.parse().map_err(|_| bad_id())?;
        let book = find(ctx, Some(&global.book))?;
        let watch = Watch::new(ctx, &book, after.map_or(0, |after| after.0.saturating_add(1)))?;
        Ok(unfold(Some(watch), move |watch| async move {
            let mut watch = watch?;
            let (view, poll) = watch.found(|view, next| changed(view, id, next)).await?;
            watch.next = poll.changed_at + 1;
            let sealed = matches!(poll.status, yishi_core::PollStatus::Sealed { .. });
            let item = PollProgress { index: Sequence(poll.changed_at), poll: Poll::new(&view, &poll) };
            Some((item, (!sealed).then_some(watch)))
        }))
    }
}

/// The next changes for a member and the next acts in their name, whole entries at a time: what one entry changed is not torn apart.
fn changed_for(view: &View, member: &MemberId, next: u64) -> Option<FollowedChanges> {
    let mut changes = view.state().changes_for(member, next);
    let mut assisted: Vec<u64> = view.state().assisted_acts_of(member, next).take(MOST_CHANGES + 1).collect();
    let beyond = changes.get(MOST_CHANGES).map(|change| change.index);
    let beyond = beyond.into_iter().chain(assisted.get(MOST_CHANGES).copied()).min();
    if let Some(beyond) = beyond {
        // An entry that alone has more than fit is told whole, and alone.
        let end = if is_first(&changes, &assisted, beyond) { beyond.saturating_add(1) } else { beyond };
        changes.retain(|change| change.index < end);
        assisted.retain(|index| *index < end);
    }
    let last = changes.last().map(|change| change.index).max(assisted.last().copied())?;
    Some(FollowedChanges {
        index: Sequence(last),
        changes: changes.iter().filter_map(|change| FollowedChange::of(view, change)).collect(),
        assisted: assisted.into_iter().map(|index| AssistedAct::new(view, index)).collect(),
    })
}

/// Whether nothing of both stands before an entry.
fn is_first(changes: &[MatterChange], assisted: &[u64], index: u64) -> bool {
    changes.first().is_none_or(|first| first.index >= index)
        && assisted.first().is_none_or(|first| *first >= index)
}

fn changed(view: &View, id: PollId, next: u64) -> Option<Arc<yishi_core::Poll>> {
    view.state().polls.get(&id).filter(|poll| poll.changed_at >= next).cloned()
}

fn find(ctx: &Context<'_>, origin: Option<&str>) -> Result<Arc<HostedBook>, Fault> {
    let node = view::node(ctx)?;
    let found = match origin {
        Some(origin) => node.book(origin),
        None => node.only_book(),
    };
    found.cloned().ok_or_else(|| Fault::new(ctx, Code::UnknownBook))
}
