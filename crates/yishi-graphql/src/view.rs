//! A book as one request sees it: one version, from which every object of the answer is read.

use crate::fault::{Code, Fault};
use crate::request::RequestContext;
use crate::{HostedBook, Node};
use async_graphql::Context;
use std::sync::Arc;
use yishi_core::{MemberId, State};
use yishi_engine::{Engine, Version};

/// One version of one book; cheap to clone.
#[derive(Clone)]
pub(crate) struct View {
    book: Arc<HostedBook>,
    version: Arc<Version>,
}

impl View {
    pub(crate) fn new(book: &Arc<HostedBook>, version: Arc<Version>) -> Self {
        Self { book: Arc::clone(book), version }
    }

    /// The book at the version that the request sees.
    pub(crate) fn present(ctx: &Context<'_>, book: &Arc<HostedBook>) -> Self {
        let version = RequestContext::of(ctx).version(&book.engine);
        Self::new(book, version)
    }

    /// A book by name.
    pub(crate) fn of_book(ctx: &Context<'_>, origin: &str) -> Result<Self, Fault> {
        let book = node(ctx)?.book(origin).ok_or_else(|| Fault::new(ctx, Code::UnknownBook))?;
        Ok(Self::present(ctx, book))
    }

    pub(crate) fn engine(&self) -> &Engine {
        &self.book.engine
    }

    pub(crate) fn origin(&self) -> &str {
        self.book.engine.origin()
    }

    pub(crate) fn version(&self) -> &Arc<Version> {
        &self.version
    }

    pub(crate) fn state(&self) -> &State {
        &self.version.state
    }

    /// Where a page of the notice board stands, relative to the service.
    pub(crate) fn page_url(&self, folder: &str, name: impl std::fmt::Display) -> String {
        format!("/books/{}/board/{folder}/{name}.html", self.origin())
    }

    /// Whether the viewer may read entries, named ballots and single areas.
    pub(crate) fn reads_log(&self, ctx: &Context<'_>) -> bool {
        RequestContext::of(ctx).viewer().may_read_log(&self.book)
    }

    /// The member who asks, if one of this book does.
    pub(crate) fn viewer_member<'a>(&self, ctx: &Context<'a>) -> Option<&'a MemberId> {
        RequestContext::of(ctx).viewer().member_of(self.origin())
    }
}

/// The node of the schema; its absence is a fault of ours.
pub(crate) fn node<'a>(ctx: &Context<'a>) -> Result<&'a Node, Fault> {
    ctx.data_opt::<Node>().ok_or_else(|| Fault::new(ctx, Code::Internal))
}
