//! The address of the board as people reach it: as the operator says, or by the host that a request names.

use axum::http::{HeaderMap, header};

/// Longest host that is believed.
const LONGEST: usize = 255;

/// The absolute address of a book's board, `/` at its end; nothing where neither operator nor request say a plain host.
///
/// A host comes from whoever asks, so it is taken only if it is letters, digits, dots, dashes, colons and brackets: whatever it
/// names, it cannot become markup or another path.
pub(super) fn base(public: Option<&str>, origin: &str, headers: &HeaderMap) -> Option<String> {
    let node = match public {
        Some(address) => address.trim_end_matches('/').to_owned(),
        None => {
            let host = headers.get(header::HOST)?.to_str().ok().filter(|host| is_plain(host))?;
            format!("http://{host}")
        }
    };
    Some(format!("{node}/books/{origin}/board/"))
}

fn is_plain(host: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b".-:[]".contains(&byte);
    (1..=LONGEST).contains(&host.len()) && host.bytes().all(allowed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    fn of_host(host: &'static str) -> Option<String> {
        let mut headers = HeaderMap::new();
        headers.insert(header::HOST, HeaderValue::from_static(host));
        base(None, "a.example/b-1", &headers)
    }

    #[test]
    fn a_host_is_believed_only_if_it_is_plain() {
        assert_eq!(of_host("[::1]:8080").as_deref(), Some("http://[::1]:8080/books/a.example/b-1/board/"));
        for host in ["", "evil\"><b>", "a/b", "user@host", "a b"] {
            assert_eq!(of_host(host), None, "{host}");
        }
    }

    #[test]
    fn what_the_operator_says_goes_before_the_host() {
        let mut headers = HeaderMap::new();
        headers.insert(header::HOST, HeaderValue::from_static("elsewhere"));
        let found = base(Some("https://board.example/"), "a.example/b-1", &headers);
        assert_eq!(found.as_deref(), Some("https://board.example/books/a.example/b-1/board/"));
    }
}
