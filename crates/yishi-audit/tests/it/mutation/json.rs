//! Changes of a JSON text, one at a time: each value becomes another of its kind, each field or element goes.

use serde_json::Value;

/// What was changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    Value,
    Piece,
}

/// Every text that differs in one part, with the path of it.
pub fn changes(text: &str) -> Vec<(Part, String, String)> {
    let whole: Value = serde_json::from_str(text).unwrap();
    assert_eq!(whole.to_string(), text, "canonical JSON is written as it was read");
    let mut paths = Vec::new();
    walk(&whole, &mut Vec::new(), &mut paths);
    let changed = paths.into_iter().map(|(part, path)| {
        let mut changed = whole.clone();
        match part {
            Part::Value => exchange(at(&mut changed, &path)),
            Part::Piece => remove(at(&mut changed, &path[..path.len() - 1]), &path[path.len() - 1]),
        }
        (part, path.join("/"), changed.to_string())
    });
    changed.collect()
}

fn walk(value: &Value, path: &mut Vec<String>, found: &mut Vec<(Part, Vec<String>)>) {
    let mut inside = |key: String, value: &Value| {
        path.push(key);
        found.push((Part::Piece, path.clone()));
        walk(value, path, found);
        path.pop();
    };
    match value {
        Value::Object(fields) => fields.iter().for_each(|(key, value)| inside(key.clone(), value)),
        Value::Array(items) => {
            (0..).zip(items).for_each(|(at, value): (usize, _)| inside(at.to_string(), value))
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {
            found.push((Part::Value, path.clone()));
        }
    }
}

fn at<'a>(value: &'a mut Value, path: &[String]) -> &'a mut Value {
    path.iter().fold(value, |value, key| match value {
        Value::Array(items) => &mut items[key.parse::<usize>().unwrap()],
        other => &mut other[key.as_str()],
    })
}

fn remove(parent: &mut Value, key: &str) {
    match parent {
        Value::Array(items) => drop(items.remove(key.parse().unwrap())),
        other => drop(other.as_object_mut().unwrap().remove(key)),
    }
}

fn exchange(value: &mut Value) {
    *value = match &*value {
        Value::Null => Value::Bool(true),
        Value::Bool(is) => Value::Bool(!is),
        Value::Number(number) => Value::from(number.as_i64().unwrap() + 1),
        Value::String(text) => Value::String(exchanged(text)),
        Value::Array(_) | Value::Object(_) => panic!("a value is no part with parts"),
    };
}

/// The same length and the same alphabet where that can be: hex stays hex, an id stays an id.
fn exchanged(text: &str) -> String {
    let mut text = text.to_owned();
    let last = match text.pop() {
        Some(last @ '0'..='8') => char::from(last as u8 + 1),
        Some('9' | 'f') => '0',
        Some(last @ 'a'..='e') => char::from(last as u8 + 1),
        Some(last) => {
            text.push(last);
            'x'
        }
        None => 'x',
    };
    text.push(last);
    text
}
