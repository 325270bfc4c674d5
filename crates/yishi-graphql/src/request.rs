//! What a request carries: who asks, in which language, under which id, and the versions it has seen.

use crate::{Language, Viewer};
use async_graphql::Context;
use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};
use yishi_engine::{Engine, Version};

/// Data of one request; put it into `async_graphql::Request::data`, a new one for each request.
#[derive(Debug)]
pub struct RequestContext {
    viewer: Viewer,
    language: Language,
    id: Arc<str>,
    bench_accept: bool,
    versions: Mutex<BTreeMap<String, Arc<Version>>>,
}

static NOBODY: LazyLock<RequestContext> =
    LazyLock::new(|| RequestContext::new(Viewer::Anonymous, Language::English, ""));

impl RequestContext {
    /// The data of one request.
    pub fn new(viewer: Viewer, language: Language, request_id: &str) -> Self {
        Self { viewer, language, id: request_id.into(), bench_accept: false, versions: Mutex::default() }
    }

    /// Makes `submit` verify the signature, answer, and record nothing: the yardstick of the load bench, never a service.
    #[must_use]
    pub fn bench_accept(self) -> Self {
        Self { bench_accept: true, ..self }
    }

    pub(crate) fn is_bench_accept(&self) -> bool {
        self.bench_accept
    }

    /// Who asks.
    pub fn viewer(&self) -> &Viewer {
        &self.viewer
    }

    /// In which language.
    pub fn language(&self) -> Language {
        self.language
    }

    /// Its id.
    pub fn request_id(&self) -> &str {
        &self.id
    }

    pub(crate) fn id_shared(&self) -> Arc<str> {
        Arc::clone(&self.id)
    }

    /// The data of the request at hand; nobody's, in English, when the server put none there.
    pub(crate) fn of<'a>(ctx: &Context<'a>) -> &'a Self {
        ctx.data_opt::<Self>().unwrap_or(&NOBODY)
    }

    /// The version of a book that the whole request sees: the one present when it was first asked for.
    pub(crate) fn version(&self, engine: &Engine) -> Arc<Version> {
        if std::ptr::eq(self, &*NOBODY) {
            return engine.version();
        }
        let mut versions = self.versions.lock().unwrap_or_else(PoisonError::into_inner);
        let version = versions.entry(engine.origin().to_owned()).or_insert_with(|| engine.version());
        Arc::clone(version)
    }

    /// Lets the rest of a request that has just written see what it wrote.
    pub(crate) fn saw(&self, engine: &Engine, version: &Arc<Version>) {
        if std::ptr::eq(self, &*NOBODY) {
            return;
        }
        let mut versions = self.versions.lock().unwrap_or_else(PoisonError::into_inner);
        versions.insert(engine.origin().to_owned(), Arc::clone(version));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use yishi_tally::Choice;
    use yishi_testkit::Community;

    #[test]
    fn a_request_sees_one_version_throughout_and_another_request_the_next() {
        let (community, poll) = Community::voting(3);
        let request = RequestContext::new(Viewer::Anonymous, Language::English, "1");
        let before = request.version(&community.engine);
        let resident = &community.cast.residents[0];
        let ballot = community.desk.order(resident, poll.ballot(resident, Choice::For), vec![]);
        let accepted = community.must(&ballot);
        assert_eq!(request.version(&community.engine).size, before.size);
        let other = RequestContext::new(Viewer::Anonymous, Language::English, "2");
        assert_eq!(other.version(&community.engine).size, before.size + 1);
        request.saw(&community.engine, &accepted.version);
        assert_eq!(request.version(&community.engine).size, before.size + 1);
    }
}
