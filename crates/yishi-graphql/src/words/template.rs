//! Sentences with places for numbers: `{poll}` takes the field `poll`, `{facts.class}` a field inside a field,
//! `{due_at_ms|some day}` says what stands there without the field. Fields in milliseconds are told as moments.

use serde_json::Value;
use yishi_core::TimeMs;

/// Fills a template from the fields of a value; a field that is not there leaves nothing, or what its place says.
pub(crate) fn fill(template: &str, fields: &Value) -> String {
    let mut filled = String::with_capacity(template.len());
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        let (path, tail) = after.split_once('}').unwrap_or((after, ""));
        filled.push_str(&field(path, fields));
        rest = tail;
    }
    filled.push_str(rest);
    filled
}

fn field(place: &str, fields: &Value) -> String {
    let (path, without) = place.split_once('|').unwrap_or((place, ""));
    match path.split('.').try_fold(fields, |value, name| value.get(name)) {
        None | Some(Value::Null) => without.to_owned(),
        Some(Value::Number(ms)) if path.ends_with("_ms") => {
            ms.as_u64().map_or_else(|| ms.to_string(), |ms| TimeMs(ms).to_string())
        }
        Some(value) => plain(value),
    }
}

/// A value as people write it: texts without quotes, lists with commas, the rest as JSON.
pub(crate) fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(items) => items.iter().map(plain).collect::<Vec<_>>().join(", "),
        Value::Null => String::new(),
        Value::Bool(_) | Value::Number(_) | Value::Object(_) => value.to_string(),
    }
}

/// The fields that a template takes.
#[cfg(test)]
pub(crate) fn places(template: &str) -> Vec<&str> {
    let places = template.split('{').skip(1).filter_map(|part| part.split_once('}').map(|(place, _)| place));
    places.map(|place| place.split('|').next().unwrap_or_default()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn places_take_fields_and_absent_ones_nothing() {
        let fields = json!({"poll": "poll_3", "facts": {"class": "light"}, "ids": ["a", 2], "n": 7});
        assert_eq!(fill("{poll}: {facts.class} {ids} {n}{gone}{", &fields), "poll_3: light a, 2 7");
    }

    #[test]
    fn moments_are_told_in_china_and_absent_ones_as_their_place_says() {
        let fields = json!({"closes_at_ms": 0, "due_at_ms": null});
        let filled = fill("{closes_at_ms|never}, {due_at_ms|never}, {gone_ms|never}", &fields);
        assert_eq!(filled, "1970-01-01 08:00:00 (+08:00), never, never");
    }
}
