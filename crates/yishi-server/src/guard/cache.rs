//! Documents that passed every check, by their exact text; bounded in number and size.

use super::GuardLimits;
use async_graphql::parser::types::{
    DocumentOperations, ExecutableDocument, OperationDefinition, OperationType,
};
use lru::LruCache;
use std::num::NonZeroUsize;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// A document that may be executed without being checked again; its variables still have to be.
#[derive(Debug)]
pub(crate) struct CheckedDocument {
    document: ExecutableDocument,
}

impl CheckedDocument {
    /// Wraps a document that passed the guards and the schema's validation.
    pub fn new(document: ExecutableDocument) -> Self {
        Self { document }
    }

    /// The parsed document.
    pub fn document(&self) -> &ExecutableDocument {
        &self.document
    }
}

/// The operation that a request means: the named one, or the only one.
pub(crate) fn find_operation<'a>(
    document: &'a ExecutableDocument,
    name: Option<&str>,
) -> Option<&'a OperationDefinition> {
    match (&document.operations, name) {
        (DocumentOperations::Single(operation), None) => Some(&operation.node),
        (DocumentOperations::Single(_), Some(_)) => None,
        (DocumentOperations::Multiple(named), Some(name)) => named.get(name).map(|o| &o.node),
        (DocumentOperations::Multiple(named), None) if named.len() == 1 => {
            named.values().next().map(|o| &o.node)
        }
        (DocumentOperations::Multiple(_), None) => None,
    }
}

/// The kind of an operation, in the words of the specification.
pub(crate) const fn kind_name(kind: OperationType) -> &'static str {
    match kind {
        OperationType::Query => "query",
        OperationType::Mutation => "mutation",
        OperationType::Subscription => "subscription",
    }
}

/// The cache. Losing an entry costs a check, nothing else.
pub(crate) struct DocumentCache {
    documents: Mutex<LruCache<Box<str>, Arc<CheckedDocument>>>,
    largest_bytes: usize,
    hits: AtomicU64,
    misses: AtomicU64,
}

impl DocumentCache {
    /// An empty cache.
    pub fn new(limits: &GuardLimits) -> Self {
        let capacity = NonZeroUsize::new(limits.cached_documents).unwrap_or(NonZeroUsize::MIN);
        Self {
            documents: Mutex::new(LruCache::new(capacity)),
            largest_bytes: limits.cached_document_bytes,
            hits: AtomicU64::new(0),
            misses: AtomicU64::new(0),
        }
    }

    /// Looks a text up.
    pub fn get(&self, text: &str) -> Option<Arc<CheckedDocument>> {
        let found = self.lock().get(text).cloned();
        let counter = if found.is_some() { &self.hits } else { &self.misses };
        counter.fetch_add(1, Ordering::Relaxed);
        found
    }

    /// Remembers a checked document, unless it is too large.
    pub fn put(&self, text: &str, document: Arc<CheckedDocument>) {
        if text.len() <= self.largest_bytes {
            self.lock().put(text.into(), document);
        }
    }

    /// Hits and misses so far.
    pub fn counts(&self) -> (u64, u64) {
        (self.hits.load(Ordering::Relaxed), self.misses.load(Ordering::Relaxed))
    }

    /// A panic while the lock is held leaves at worst a cache that forgot something.
    fn lock(&self) -> MutexGuard<'_, LruCache<Box<str>, Arc<CheckedDocument>>> {
        self.documents.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
