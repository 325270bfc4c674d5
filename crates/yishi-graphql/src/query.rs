//! The root of queries: books at a version, things by their ids, and who asks.

use crate::entry::Entry;
use crate::fault::{Code, Fallible, Fault};
use crate::global_id::{self, GlobalId};
use crate::request::RequestContext;
use crate::scalar::{DateTime, Sequence};
use crate::token::Role;
use crate::types::{
    Action, Amendment, Book, Booking, Call, Charter, CharterCheck, Compact, CostSharing, Council, Emergency,
    Hearing, Matter, Member, Notice, Objection, Poll, Proposal, Resolution, StandingDuty, StandingRule,
    Submission, Unit,
};
use crate::view::{self, View};
use crate::viewer::Viewer;
use async_graphql::{Context, Enum, ID, Interface, Object, OneofObject, SimpleObject};
use std::sync::Arc;
use yishi_engine::{AsOf, Version};
use yishi_log::checkpoint::Checkpoint;

/// A moment of a book's past; exactly one is given.
#[derive(OneofObject)]
pub(crate) enum AsOfInput {
    /// After so many entries.
    Size(Sequence),
    /// After the last entry recorded at or before this moment.
    Time(DateTime),
    /// The version that a signed checkpoint names.
    Checkpoint(String),
}

/// Anything that has an id of its own.
#[derive(Interface)]
#[graphql(name = "Node", field(name = "id", ty = "ID", desc = "Its id, to be kept and sent back as it is."))]
pub(crate) enum NodeObject {
    /// A book.
    Book(Book),
    /// A version of the charter.
    Charter(Charter),
    /// A council.
    Council(Council),
    /// A member.
    Member(Member),
    /// A unit.
    Unit(Unit),
    /// A submission.
    Submission(Submission),
    /// A call.
    Call(Call),
    /// A matter.
    Matter(Matter),
    /// A proposal.
    Proposal(Proposal),
    /// An amendment of single paragraphs.
    Amendment(Amendment),
    /// An objection.
    Objection(Objection),
    /// A notice.
    Notice(Notice),
    /// A hearing.
    Hearing(Hearing),
    /// A vote.
    Poll(Poll),
    /// A resolution.
    Resolution(Resolution),
    /// Follow-up work.
    Action(Action),
    /// A compact.
    Compact(Compact),
    /// Costs that are owed.
    CostSharing(CostSharing),
    /// A standing duty.
    StandingDuty(StandingDuty),
    /// A standing rule on an account.
    StandingRule(StandingRule),
    /// A booking.
    Booking(Booking),
    /// An emergency.
    Emergency(Emergency),
    /// An entry.
    Entry(Entry),
}

/// As what somebody asks.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ViewerRole {
    /// Did not sign in.
    Anonymous,
    /// A member.
    Member,
    /// An auditor.
    Auditor,
}

/// Who asks, and what they may read.
#[derive(SimpleObject)]
pub(crate) struct ViewerInfo {
    /// As what.
    role: ViewerRole,
    /// The book to which the sign-in belongs; null without one.
    book: Option<String>,
    /// The member; null for others.
    member: Option<Member>,
    /// Until when the sign-in holds; null without one.
    expires_at: Option<DateTime>,
    /// The books whose entries, single ballots and areas may be read.
    may_read_log_of: Vec<String>,
}

/// Reading. Everything is read from versions of books, and every object leads to its entry.
pub struct Query;

/// Reading. Everything is read from versions of books, and every object leads to its entry.
#[Object]
impl Query {
    /// The books that are kept here, at their present version.
    async fn books(&self, ctx: &Context<'_>) -> Fallible<Vec<Book>> {
        let node = match view::node(ctx) {
            Ok(node) => node,
            Err(fault) => return Some(Err(fault)),
        };
        Some(Ok(node.books().map(|book| Book::new(View::present(ctx, book))).collect()))
    }

    /// A book, at its present version or a past one; null when it is not kept here. One request sees one version throughout.
    async fn book(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Its name. May be left out where only one book is kept.")] origin: Option<String>,
        #[graphql(desc = "A moment of its past.")] as_of: Option<AsOfInput>,
    ) -> Fallible<Book> {
        find_book(ctx, origin.as_deref(), as_of).await.transpose()
    }

    /// Anything by its id, at the present version of its book; null when there is no such thing.
    async fn node(&self, ctx: &Context<'_>, id: ID) -> Fallible<NodeObject> {
        find_node(ctx, &id).transpose()
    }

    /// Several things by their ids, in the same order; at most 100.
    async fn nodes(&self, ctx: &Context<'_>, ids: Vec<ID>) -> Fallible<Vec<Option<NodeObject>>> {
        if ids.len() > 100 {
            return Some(Err(Fault::new(ctx, Code::BadPage)));
        }
        Some(ids.iter().map(|id| find_node(ctx, id)).collect())
    }

    /// Checks the draft of a charter as people write it (TOML) without keeping anything of it: every fault with its clauses and
    /// place, or what it means.
    async fn check_charter(
        &self,
        #[graphql(desc = "The draft, as for `yishi charter check`.")] toml: String,
    ) -> CharterCheck {
        CharterCheck::of(&toml)
    }

    /// Who asks, and what they may read.
    async fn viewer(&self, ctx: &Context<'_>) -> Fallible<ViewerInfo> {
        Some(viewer_info(ctx))
    }
}

async fn find_book(
    ctx: &Context<'_>,
    origin: Option<&str>,
    as_of: Option<AsOfInput>,
) -> Result<Option<Book>, Fault> {
    let node = view::node(ctx)?;
    let found = match origin {
        Some(origin) => node.book(origin),
        None => node.only_book(),
    };
    let Some(book) = found else { return Ok(None) };
    let Some(as_of) = as_of else { return Ok(Some(Book::new(View::present(ctx, book)))) };
    let version = past(ctx, &View::present(ctx, book), as_of).await?;
    Ok(Some(Book::new(View::new(book, version))))
}

async fn past(ctx: &Context<'_>, present: &View, as_of: AsOfInput) -> Result<Arc<Version>, Fault> {
    let (at, root) = match as_of {
        AsOfInput::Size(size) => (AsOf::Size(size.0), None),
        AsOfInput::Time(time) => (AsOf::Time(time.0), None),
        AsOfInput::Checkpoint(note) => {
            let unknown = |_| Fault::new(ctx, Code::UnknownCheckpoint);
            let checkpoint = Checkpoint::parse_unverified(note.as_bytes()).map_err(unknown)?;
            if checkpoint.origin != present.origin() {
                return Err(Fault::new(ctx, Code::UnknownCheckpoint));
            }
            (AsOf::Size(checkpoint.size), Some(checkpoint.root))
        }
    };
    let engine = present.engine().clone();
    // Folding a past version may read thousands of entries.
    let folded = tokio::task::spawn_blocking(move || engine.version_as_of(at)).await;
    let version =
        folded.map_err(|error| Fault::internal(ctx, &error))?.map_err(|error| Fault::as_of(ctx, &error))?;
    match root {
        Some(root) if root != version.root => Err(Fault::new(ctx, Code::UnknownCheckpoint)),
        Some(_) | None => Ok(version),
    }
}

fn find_node(ctx: &Context<'_>, id: &str) -> Result<Option<NodeObject>, Fault> {
    let id = global_id::decode(id).ok_or_else(|| Fault::new(ctx, Code::BadId))?;
    let Some(book) = view::node(ctx)?.book(&id.book) else { return Ok(None) };
    Ok(object(&View::present(ctx, book), &id))
}

fn object(view: &View, id: &GlobalId) -> Option<NodeObject> {
    let local = id.local.as_str();
    match id.kind.as_str() {
        "book" => Some(Book::new(view.clone()).into()),
        "charter" => Charter::named(view, local).map(Into::into),
        "council" => Council::find(view, &local.parse().ok()?).map(Into::into),
        "member" => Member::known(view, local.parse().ok()?).map(Into::into),
        "unit" => Unit::known(view, &local.parse().ok()?).map(Into::into),
        "submission" => Submission::find(view, local.parse().ok()?).map(Into::into),
        "call" => Call::find(view, local.parse().ok()?).map(Into::into),
        "matter" => Matter::find(view, local.parse().ok()?).map(Into::into),
        "proposal" => Proposal::find(view, local.parse().ok()?).map(Into::into),
        "amendment" => Amendment::find(view, local.parse().ok()?).map(Into::into),
        "objection" => Objection::find(view, local.parse().ok()?).map(Into::into),
        "notice" => Notice::find(view, local.parse().ok()?).map(Into::into),
        "hearing" => Hearing::find(view, local.parse().ok()?).map(Into::into),
        "poll" => Poll::find(view, local.parse().ok()?).map(Into::into),
        "resolution" => Resolution::find(view, local.parse().ok()?).map(Into::into),
        "action" => Action::find(view, local.parse().ok()?).map(Into::into),
        "compact" => Compact::find(view, local.parse().ok()?).map(Into::into),
        "cost_sharing" => CostSharing::find(view, local.parse().ok()?).map(Into::into),
        "standing_duty" => StandingDuty::find(view, local.parse().ok()?).map(Into::into),
        "standing_rule" => StandingRule::find(view, local.parse().ok()?).map(Into::into),
        "booking" => Booking::find(view, local.parse().ok()?).map(Into::into),
        "emergency" => Emergency::find(view, local.parse().ok()?).map(Into::into),
        "entry" => Entry::within(view, local.parse().ok()?).map(Into::into),
        _ => None,
    }
}

fn viewer_info(ctx: &Context<'_>) -> Result<ViewerInfo, Fault> {
    let viewer = RequestContext::of(ctx).viewer();
    let open = view::node(ctx)?.books().filter(|book| viewer.may_read_log(book));
    let may_read_log_of = open.map(|book| book.engine.origin().to_owned()).collect();
    let (role, book, member, expires_at) = match viewer {
        Viewer::Anonymous => (ViewerRole::Anonymous, None, None, None),
        Viewer::SignedIn { book, role, expires_at_ms, .. } => {
            let view = View::of_book(ctx, book)?;
            let (role, member) = match role {
                Role::Member(member) => (ViewerRole::Member, Some(Member::new(&view, member.clone()))),
                Role::Auditor => (ViewerRole::Auditor, None),
            };
            (role, Some(book.clone()), member, Some((*expires_at_ms).into()))
        }
    };
    Ok(ViewerInfo { role, book, member, expires_at, may_read_log_of })
}
