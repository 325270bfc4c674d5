//! Opaque ids: base64url of `type:book:id`. Clients keep them and send them back, nothing else.

use async_graphql::ID;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// A decoded id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct GlobalId {
    pub(crate) kind: String,
    pub(crate) book: String,
    pub(crate) local: String,
}

/// The id of a thing of a book.
pub(crate) fn encode(kind: &str, book: &str, local: &str) -> ID {
    ID(URL_SAFE_NO_PAD.encode(format!("{kind}:{book}:{local}")))
}

/// Reads an id; nothing when it is not one of ours.
pub(crate) fn decode(id: &str) -> Option<GlobalId> {
    let text = String::from_utf8(URL_SAFE_NO_PAD.decode(id).ok()?).ok()?;
    let (kind, rest) = text.split_once(':')?;
    let (book, local) = rest.rsplit_once(':')?;
    Some(GlobalId { kind: kind.to_owned(), book: book.to_owned(), local: local.to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_comes_back_as_it_was() {
        let id = encode("poll", "lane.example:8080/a-01234567", "poll_12_2");
        let decoded = decode(&id).unwrap();
        assert_eq!(
            (decoded.kind.as_str(), decoded.book.as_str(), decoded.local.as_str()),
            ("poll", "lane.example:8080/a-01234567", "poll_12_2")
        );
    }

    #[test]
    fn what_is_not_an_id_is_not_decoded() {
        for text in ["", "x", "cG9sbA", "cG9sbDo=", "中文"] {
            assert_eq!(decode(text), None, "{text}");
        }
    }
}
