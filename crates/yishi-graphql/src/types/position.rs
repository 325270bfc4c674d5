//! Where a book stands: of which version an answer speaks.

use crate::scalar::{DateTime, Hash, Sequence};
use async_graphql::Object;
use std::sync::Arc;
use yishi_engine::Version;

/// The version of the book that an answer speaks of.
#[derive(Clone)]
pub(crate) struct Position(Arc<Version>);

impl Position {
    pub(crate) fn new(version: &Arc<Version>) -> Self {
        Self(Arc::clone(version))
    }
}

/// The version of the book that an answer speaks of. Everybody may read it.
#[Object]
impl Position {
    /// How many entries the version has.
    async fn size(&self) -> Sequence {
        Sequence(self.0.size)
    }

    /// The root of the tree of hashes over them (RFC 6962).
    async fn root(&self) -> Hash {
        Hash::from(self.0.root)
    }

    /// When the last of them was recorded.
    async fn recorded_at(&self) -> DateTime {
        DateTime(self.0.recorded_at)
    }

    /// The signed checkpoint over exactly this version (C2SP tlog-checkpoint): keep it, compare it with others'.
    async fn checkpoint(&self) -> &str {
        &self.0.checkpoint
    }
}
