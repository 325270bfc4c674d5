//! Random amendments: charters that differ from a ready-made one in a few places, whether or not they hold.

use serde_json::Value;
use yishi_core::Charter;

/// One thing that is done to a charter, by numbers that pick where and what.
pub type Edit = (usize, u8);

/// The charter after some edits; what cannot be read as a charter any more is left out.
pub fn amended(charter: &Charter, edits: &[Edit]) -> Charter {
    let mut charter = charter.clone();
    for (place, what) in edits {
        let mut value = serde_json::to_value(&charter).unwrap();
        let mut spots = Vec::new();
        list(&value, &mut Vec::new(), &mut spots);
        let spot = &spots[place % spots.len()];
        if let Some(found) = value.pointer_mut(spot) {
            edit(found, *what);
        }
        if let Ok(changed) = serde_json::from_value(value) {
            charter = changed;
        }
    }
    charter
}

fn list(value: &Value, path: &mut Vec<String>, spots: &mut Vec<String>) {
    let pointer: String =
        path.iter().map(|step| format!("/{}", step.replace('~', "~0").replace('/', "~1"))).collect();
    spots.push(pointer);
    match value {
        Value::Object(fields) => fields.iter().for_each(|(field, value)| {
            path.push(field.clone());
            list(value, path, spots);
            path.pop();
        }),
        Value::Array(items) => items.iter().enumerate().for_each(|(position, value)| {
            path.push(position.to_string());
            list(value, path, spots);
            path.pop();
        }),
        _ => {}
    }
}

/// Words that stand in charters, so that an edit of a text is often one that can be read.
const WORDS: &[&str] = &[
    "grid",
    "community",
    "residents",
    "3wd",
    "10d",
    "36h",
    "2mo",
    "1/3",
    "own",
    "below",
    "households",
    "direct",
    "deliberate",
    "urgent",
    "advises",
    "sealed",
    "step",
    "for",
    "cast",
    "area",
    "tie",
    "refused",
    "<b>&\"",
    "名 称",
];

fn edit(value: &mut Value, what: u8) {
    let what_index = usize::from(what);
    match value {
        Value::String(text) if what.is_multiple_of(5) => text.push_str("-x"),
        Value::String(text) => *text = WORDS[what_index % WORDS.len()].to_owned(),
        Value::Number(number) => *value = (number.as_u64().unwrap_or(0) / 2 + u64::from(what)).into(),
        Value::Bool(flag) => *value = (!*flag).into(),
        Value::Array(items) if !items.is_empty() => match what % 4 {
            0 => drop(items.remove(what_index % items.len())),
            1 => items.reverse(),
            2 => items.push(items[what_index % items.len()].clone()),
            _ => items.rotate_left(1),
        },
        Value::Object(fields) if !fields.is_empty() => {
            let field = fields.keys().nth(what_index % fields.len()).unwrap().clone();
            fields.remove(&field);
        }
        _ => {}
    }
}
