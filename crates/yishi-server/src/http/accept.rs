//! Chooses the media type of an answer from the `Accept` header.

use axum::http::{HeaderMap, header};

/// The media types that the endpoint can answer in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum MediaType {
    /// `application/json`: request errors come with status 200, as clients from before the draft expect.
    Json,
    /// `application/graphql-response+json`: the status tells request errors.
    GraphQlResponse,
    /// `text/event-stream`: one event per answer, for subscriptions.
    EventStream,
}

impl MediaType {
    /// In order of preference when the client likes several equally.
    const ALL: [Self; 3] = [Self::Json, Self::GraphQlResponse, Self::EventStream];

    const fn parts(self) -> (&'static str, &'static str) {
        match self {
            Self::Json => ("application", "json"),
            Self::GraphQlResponse => ("application", "graphql-response+json"),
            Self::EventStream => ("text", "event-stream"),
        }
    }

    /// The value of `Content-Type`.
    pub const fn content_type(self) -> &'static str {
        match self {
            Self::Json => "application/json; charset=utf-8",
            Self::GraphQlResponse => "application/graphql-response+json; charset=utf-8",
            Self::EventStream => "text/event-stream; charset=utf-8",
        }
    }
}

/// One range of an `Accept` header, with its quality in thousandths.
struct Range<'a> {
    main: &'a str,
    sub: &'a str,
    quality: u16,
}

/// The media type to answer in; `None` when the client accepts none of ours. A missing header accepts anything.
pub(crate) fn choose(headers: &HeaderMap) -> Option<MediaType> {
    let values: Vec<&str> =
        headers.get_all(header::ACCEPT).iter().filter_map(|value| value.to_str().ok()).collect();
    if values.is_empty() {
        return Some(MediaType::Json);
    }
    let ranges: Vec<Range<'_>> =
        values.iter().flat_map(|value| value.split(',')).filter_map(parse_range).collect();
    let mut best: Option<(u16, u8, MediaType)> = None;
    for candidate in MediaType::ALL {
        if let Some((quality, precision)) = quality_of(candidate, &ranges)
            && best.is_none_or(|(q, p, _)| (quality, precision) > (q, p))
        {
            best = Some((quality, precision, candidate));
        }
    }
    best.map(|(_, _, media_type)| media_type)
}

/// The quality of the most precise range that covers a media type, and that precision; `None` when it is not acceptable.
fn quality_of(candidate: MediaType, ranges: &[Range<'_>]) -> Option<(u16, u8)> {
    let (main, sub) = candidate.parts();
    let mut found: Option<(u8, u16)> = None;
    for range in ranges {
        let precision = match (range.main, range.sub) {
            ("*", "*") => 0,
            (m, "*") if m.eq_ignore_ascii_case(main) => 1,
            (m, s) if m.eq_ignore_ascii_case(main) && s.eq_ignore_ascii_case(sub) => 2,
            _ => continue,
        };
        if found.is_none_or(|(p, q)| (precision, range.quality) > (p, q)) {
            found = Some((precision, range.quality));
        }
    }
    // An event stream is never what a wildcard means.
    let (precision, quality) = found?;
    if quality == 0 || (candidate == MediaType::EventStream && precision < 2) {
        return None;
    }
    Some((quality, precision))
}

fn parse_range(text: &str) -> Option<Range<'_>> {
    let mut parts = text.split(';').map(str::trim);
    let (main, sub) = parts.next()?.split_once('/')?;
    let mut quality = 1000;
    for parameter in parts {
        let (name, value) = parameter.split_once('=').unwrap_or((parameter, ""));
        let value = value.trim().trim_matches('"');
        match name.trim().to_ascii_lowercase().as_str() {
            "q" => quality = parse_quality(value)?,
            // Only UTF-8 can be had.
            "charset" if !is_utf8(value) => return None,
            _ => {}
        }
    }
    Some(Range { main: main.trim(), sub: sub.trim(), quality })
}

/// Whether a charset label means UTF-8.
pub(crate) fn is_utf8(label: &str) -> bool {
    label.eq_ignore_ascii_case("utf-8") || label.eq_ignore_ascii_case("utf8")
}

/// `0.8` is 800; a malformed quality makes the range void.
fn parse_quality(text: &str) -> Option<u16> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    if fraction.len() > 3 || !fraction.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let thousandths: u16 = format!("{fraction:0<3}").parse().ok()?;
    match whole {
        "0" => Some(thousandths),
        "1" if thousandths == 0 => Some(1000),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{MediaType, choose};
    use axum::http::{HeaderMap, HeaderValue, header};

    fn chosen(accept: &str) -> Option<MediaType> {
        let mut headers = HeaderMap::new();
        headers.insert(header::ACCEPT, HeaderValue::from_str(accept).unwrap());
        choose(&headers)
    }

    #[test]
    fn a_missing_header_and_a_wildcard_mean_plain_json() {
        assert_eq!(choose(&HeaderMap::new()), Some(MediaType::Json));
        assert_eq!(chosen("*/*"), Some(MediaType::Json));
        assert_eq!(chosen("application/*"), Some(MediaType::Json));
    }

    #[test]
    fn the_named_type_wins_over_the_wildcard_and_the_higher_quality_over_the_lower() {
        assert_eq!(chosen("application/graphql-response+json, */*"), Some(MediaType::GraphQlResponse));
        assert_eq!(
            chosen("application/graphql-response+json;q=0.5, application/json"),
            Some(MediaType::Json)
        );
        assert_eq!(
            chosen("application/json;q=0.9, application/graphql-response+json;q=0.901"),
            Some(MediaType::GraphQlResponse)
        );
    }

    #[test]
    fn what_cannot_be_had_is_not_chosen() {
        assert_eq!(chosen("text/html"), None);
        assert_eq!(chosen("application/json;q=0"), None);
        assert_eq!(chosen("application/json; charset=gbk"), None);
        assert_eq!(chosen("application/json;q=1.5"), None);
        assert_eq!(chosen(""), None);
    }

    #[test]
    fn an_event_stream_is_only_chosen_by_name() {
        assert_eq!(chosen("text/*"), None);
        assert_eq!(chosen("text/event-stream"), Some(MediaType::EventStream));
        assert_eq!(chosen("text/event-stream, application/json;q=0.5"), Some(MediaType::EventStream));
    }
}
