//! Sentences with places for numbers: `{poll}` takes the field `poll`, `{facts.class}` a field inside a field.

use serde_json::Value;

/// Fills a template from the fields of a value; a field that is not there leaves nothing.
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

fn field(path: &str, fields: &Value) -> String {
    let value = path.split('.').try_fold(fields, |value, name| value.get(name));
    value.map(plain).unwrap_or_default()
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

/// The places of a template.
#[cfg(test)]
pub(crate) fn places(template: &str) -> Vec<&str> {
    template.split('{').skip(1).filter_map(|part| part.split_once('}').map(|(path, _)| path)).collect()
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
}
