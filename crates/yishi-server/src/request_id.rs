//! An id for each request: the client's own if it is harmless, else the node's instance name and a counter.

use axum::http::{HeaderMap, HeaderName};
use std::sync::atomic::{AtomicU64, Ordering};

/// The header that carries it both ways.
pub(crate) static REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Longest id taken from a client.
const LONGEST: usize = 64;

/// Makes request ids.
#[derive(Debug)]
pub(crate) struct RequestIds {
    instance: String,
    next: AtomicU64,
}

impl RequestIds {
    /// `instance` tells one start of a node from another.
    pub fn new(instance: &str) -> Self {
        Self { instance: instance.to_owned(), next: AtomicU64::new(1) }
    }

    /// The id of a request.
    pub fn for_request(&self, headers: &HeaderMap) -> String {
        let given = headers.get(&REQUEST_ID).and_then(|value| value.to_str().ok());
        match given {
            Some(id) if is_harmless(id) => id.to_owned(),
            _ => format!("{}-{}", self.instance, self.next.fetch_add(1, Ordering::Relaxed)),
        }
    }
}

/// What can neither break a log line nor fill it.
fn is_harmless(id: &str) -> bool {
    (1..=LONGEST).contains(&id.len())
        && id.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.'))
}

#[cfg(test)]
mod tests {
    use super::{LONGEST, REQUEST_ID, RequestIds};
    use axum::http::{HeaderMap, HeaderValue};

    #[test]
    fn a_harmless_id_of_the_client_is_kept_and_any_other_replaced() {
        let ids = RequestIds::new("n1");
        let with = |text: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(&REQUEST_ID, HeaderValue::from_str(text).unwrap());
            ids.for_request(&headers)
        };
        assert_eq!(with("abc-1"), "abc-1");
        assert_eq!(with(&"a".repeat(LONGEST)), "a".repeat(LONGEST));
        assert_eq!(with(&"a".repeat(LONGEST + 1)), "n1-1");
        assert_eq!(with("a b"), "n1-2");
        assert_eq!(ids.for_request(&HeaderMap::new()), "n1-3");
    }
}
