//! Which pages may open a WebSocket. Browsers let any page try and send no question first, so the server must look.

use axum::http::{HeaderMap, header};

/// Whether a WebSocket may be opened: not from a browser, from the node's own pages, or from a page that is listed.
pub(super) fn may_connect(headers: &HeaderMap, listed: &[String]) -> bool {
    let Some(origin) = headers.get(header::ORIGIN) else {
        return true;
    };
    let Ok(origin) = origin.to_str() else {
        return false;
    };
    listed.iter().any(|allowed| allowed.eq_ignore_ascii_case(origin)) || is_own(origin, headers)
}

fn is_own(origin: &str, headers: &HeaderMap) -> bool {
    let authority = origin.strip_prefix("http://").or_else(|| origin.strip_prefix("https://"));
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok());
    match (authority, host) {
        (Some(authority), Some(host)) => authority.eq_ignore_ascii_case(host),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::may_connect;
    use axum::http::{HeaderMap, HeaderValue, header};

    fn with(origin: &str) -> bool {
        let mut headers = HeaderMap::new();
        headers.insert(header::HOST, HeaderValue::from_static("yishi.example:8080"));
        headers.insert(header::ORIGIN, HeaderValue::from_str(origin).unwrap());
        may_connect(&headers, &["https://board.example".to_owned()])
    }

    #[test]
    fn own_and_listed_pages_and_programs_may_connect_and_others_may_not() {
        assert!(may_connect(&HeaderMap::new(), &[]), "a program that is no browser");
        assert!(with("http://yishi.example:8080"));
        assert!(with("https://board.example"));
        for foreign in [
            "http://yishi.example",
            "http://yishi.example:8081",
            "https://evil.example",
            "https://board.example.evil",
            "http://board.example",
            "null",
            "",
            "file://",
            "http://yishi.example:8080.evil",
        ] {
            assert!(!with(foreign), "{foreign}");
        }
    }
}
