//! A node: the books that one process hosts, and what the schema needs beside them.

use crate::look_alikes::LookAlikes;
use crate::token::{Role, TokenError, TokenKey};
use crate::viewer::Viewer;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use yishi_core::{MemberId, PublicKey, State, TimeMs};
use yishi_engine::{Clock, Engine};

/// A book with the reading rights that its operator gave out.
#[derive(Clone)]
pub struct HostedBook {
    /// The running book.
    pub engine: Engine,
    /// Whether everybody may read entries, named ballots and areas; for demonstrations.
    pub public_log: bool,
    /// Keys of auditors who are not members. They may read everything and write nothing.
    pub auditors: BTreeSet<PublicKey>,
}

struct Inner {
    books: BTreeMap<String, Arc<HostedBook>>,
    look_alikes: BTreeMap<String, Arc<LookAlikes>>,
    clock: Arc<dyn Clock>,
    tokens: TokenKey,
}

/// The books of a process; cheap to clone.
#[derive(Clone)]
pub struct Node {
    inner: Arc<Inner>,
}

impl Node {
    /// A node over its books. `token_secret` authenticates bearer tokens: 32 bytes from a secure source, shared by
    /// every process that is to accept them.
    pub fn new(
        books: impl IntoIterator<Item = HostedBook>,
        clock: Arc<dyn Clock>,
        token_secret: &[u8; 32],
    ) -> Self {
        let by_name = |book: HostedBook| (book.engine.origin().to_owned(), Arc::new(book));
        let books: BTreeMap<_, _> = books.into_iter().map(by_name).collect();
        let look_alikes = books.keys().map(|origin| (origin.clone(), Arc::default())).collect();
        Self { inner: Arc::new(Inner { books, look_alikes, clock, tokens: TokenKey::new(token_secret) }) }
    }

    /// A book by its name.
    pub fn book(&self, origin: &str) -> Option<&Arc<HostedBook>> {
        self.inner.books.get(origin)
    }

    /// All books in the order of their names.
    pub fn books(&self) -> impl Iterator<Item = &Arc<HostedBook>> {
        self.inner.books.values()
    }

    /// The only book, where there is only one.
    pub fn only_book(&self) -> Option<&Arc<HostedBook>> {
        let mut books = self.books();
        books.next().filter(|_| books.next().is_none())
    }

    /// Who asks, by the `Authorization: Bearer` token; without one, nobody.
    ///
    /// The key must still be in force in the present version of its book.
    pub fn viewer(&self, bearer: Option<&str>) -> Result<Viewer, TokenError> {
        let Some(token) = bearer else { return Ok(Viewer::Anonymous) };
        let claims = self.inner.tokens.verify(token, self.now())?;
        let book = self.book(&claims.book).ok_or(TokenError::UnknownBook)?;
        match role_of(book, &book.engine.version().state, &claims.key) {
            Some(role) if role == claims.role => Ok(Viewer::from_claims(claims)),
            Some(_) | None => Err(TokenError::KeyNotInForce),
        }
    }

    /// Whether a viewer's sign-in still stands: not expired, key in force.
    pub fn still_signed_in(&self, viewer: &Viewer) -> bool {
        let Viewer::SignedIn { book, role, key, expires_at_ms } = viewer else { return true };
        let in_force = |hosted: &Arc<HostedBook>| {
            role_of(hosted, &hosted.engine.version().state, key).as_ref() == Some(role)
        };
        self.now() < *expires_at_ms && self.book(book).is_some_and(in_force)
    }

    /// What the submissions of a book say.
    pub(crate) fn look_alikes(&self, origin: &str) -> Option<&Arc<LookAlikes>> {
        self.inner.look_alikes.get(origin)
    }

    pub(crate) fn now(&self) -> TimeMs {
        self.inner.clock.now()
    }

    pub(crate) fn tokens(&self) -> &TokenKey {
        &self.inner.tokens
    }
}

/// As what a key may sign in to a book, if at all.
pub(crate) fn role_of(book: &HostedBook, state: &State, key: &PublicKey) -> Option<Role> {
    match member_of_key(state, key) {
        Some(member) => Some(Role::Member(member)),
        None => book.auditors.contains(key).then_some(Role::Auditor),
    }
}

fn member_of_key(state: &State, key: &PublicKey) -> Option<MemberId> {
    let record = state.keys.get(key).filter(|record| record.revoked_at.is_none())?;
    Some(record.member.clone())
}
