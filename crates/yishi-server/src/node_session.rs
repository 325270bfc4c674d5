//! Sessions over a node: its bearer tokens, and what its resolvers look for.

use crate::session::{Session, Sessions, SignInRefused};
use async_graphql::Data;
use std::sync::Arc;
use yishi_graphql::{HostedBook, Language, Node, RequestContext, Viewer};

/// Opens sessions by the tokens of a node.
pub(crate) struct NodeSessions {
    node: Node,
    bench_accept: bool,
}

impl NodeSessions {
    /// Sessions of a node. `bench_accept` as in [`crate::ServerConfig`].
    pub fn new(node: Node, bench_accept: bool) -> Self {
        Self { node, bench_accept }
    }
}

impl Sessions for NodeSessions {
    fn open(&self, bearer: Option<&str>, languages: Option<&str>) -> Result<Arc<dyn Session>, SignInRefused> {
        let viewer = self.node.viewer(bearer).map_err(|_| SignInRefused)?;
        let language = Language::negotiate(languages.unwrap_or_default());
        Ok(Arc::new(NodeSession {
            node: self.node.clone(),
            viewer,
            language,
            bench_accept: self.bench_accept,
        }))
    }
}

struct NodeSession {
    node: Node,
    viewer: Viewer,
    language: Language,
    bench_accept: bool,
}

impl Session for NodeSession {
    fn fill(&self, data: &mut Data, request_id: &str) {
        let context = RequestContext::new(self.viewer.clone(), self.language, request_id);
        data.insert(if self.bench_accept { context.bench_accept() } else { context });
    }

    fn is_current(&self) -> bool {
        self.node.still_signed_in(&self.viewer)
    }
}

/// Whether somebody signed in to a book and may store texts in it.
pub(crate) fn may_store(viewer: &Viewer, book: &HostedBook) -> bool {
    viewer.member_of(book.engine.origin()).is_some()
}
