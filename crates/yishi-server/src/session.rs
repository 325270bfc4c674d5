//! Who is asking: the seam between this service and whoever knows tokens and viewers.

use async_graphql::Data;
use std::sync::Arc;

/// Why a token was not accepted. Says no more, so that nothing can be guessed from it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the bearer token is unknown or has expired: sign in again")]
pub struct SignInRefused;

/// Someone who asks, known or not, for as long as a request or connection lasts.
pub trait Session: Send + Sync + 'static {
    /// Puts what resolvers look for into the data of one request.
    fn fill(&self, data: &mut Data, request_id: &str);
    /// Whether the session is still good; a connection whose session ended is closed.
    fn is_current(&self) -> bool;
}

/// Opens sessions.
pub trait Sessions: Send + Sync + 'static {
    /// A session for a bearer token, or an anonymous one without. `languages` is the value of an `Accept-Language` header.
    fn open(&self, bearer: Option<&str>, languages: Option<&str>) -> Result<Arc<dyn Session>, SignInRefused>;
}
