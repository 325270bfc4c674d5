//! Texts named by files: `"@statement:FILE"` in a command's JSON stands for the commitment to that file's bytes.
//!
//! So that nobody has to hash and salt by hand, and so that what is sent is exactly what was committed to.

use crate::failure::Failure;
use crate::host::{Entropy, draw};
use anyhow::Context;
use serde_json::Value;
use std::path::Path;
use yishi_engine::Text;

/// Replaces every `@document:`, `@statement:` and `@vault:` by its hash, and answers the texts.
pub fn resolve(command: &mut Value, entropy: &dyn Entropy) -> Result<Vec<Text>, Failure> {
    let mut texts = Vec::new();
    walk(command, &mut texts, entropy)?;
    Ok(texts)
}

fn walk(value: &mut Value, texts: &mut Vec<Text>, entropy: &dyn Entropy) -> Result<(), Failure> {
    match value {
        Value::String(words) => {
            if let Some((hash, text)) = named(words, entropy)? {
                *words = hash;
                texts.push(text);
            }
            Ok(())
        }
        Value::Array(items) => items.iter_mut().try_for_each(|item| walk(item, texts, entropy)),
        Value::Object(fields) => fields.values_mut().try_for_each(|field| walk(field, texts, entropy)),
        Value::Null | Value::Bool(_) | Value::Number(_) => Ok(()),
    }
}

fn named(words: &str, entropy: &dyn Entropy) -> Result<Option<(String, Text)>, Failure> {
    let Some((class, file)) = words.strip_prefix('@').and_then(|rest| rest.split_once(':')) else {
        return Ok(None);
    };
    let data = |file: &str| {
        let file = Path::new(file);
        std::fs::read(file).with_context(|| format!("cannot read {}", file.display()))
    };
    Ok(match class {
        "document" => {
            let data = data(file)?;
            Some((hex::encode(yishi_log::text::document_hash(&data)), Text::Document(data)))
        }
        "statement" => {
            let (salt, data) = (draw(entropy)?, data(file)?);
            Some((commitment(&salt, &data), Text::Statement { salt, data }))
        }
        "vault" => {
            let (salt, data) = (draw(entropy)?, data(file)?);
            Some((commitment(&salt, &data), Text::Vault { salt, data }))
        }
        _ => None,
    })
}

fn commitment(salt: &[u8; 32], data: &[u8]) -> String {
    hex::encode(yishi_log::text::commitment(salt, data))
}

/// A text as it travels: its class, the salt if it has one, the data (docs/format.md, Texts).
pub fn frame(text: &Text) -> Vec<u8> {
    match text {
        Text::Document(data) => [&[0], data.as_slice()].concat(),
        Text::Statement { salt, data } => [&[1], salt.as_slice(), data].concat(),
        Text::Vault { salt, data } => [&[2], salt.as_slice(), data].concat(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::author;
    use crate::host::SystemEntropy;

    #[test]
    fn a_named_file_becomes_its_commitment_and_comes_along() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("words.txt");
        std::fs::write(&file, "两盏路灯").unwrap();
        let mut command = serde_json::json!({
            "kind": "submit", "council": "grid-1", "text": format!("@statement:{}", file.display()),
        });
        let texts = resolve(&mut command, &SystemEntropy).unwrap();
        let [Text::Statement { salt, data }] = texts.as_slice() else { panic!("{texts:?}") };
        assert_eq!(command["text"], commitment(salt, data));
        assert_eq!(frame(&texts[0])[33..], *"两盏路灯".as_bytes());
        let (commitment, _) = author::statement("两盏路灯", *salt);
        assert_eq!(command["text"], commitment.to_string());
    }

    #[test]
    fn other_words_stay_as_they_are() {
        let mut command = serde_json::json!({"reason": "see @noon: lamp"});
        assert!(resolve(&mut command, &SystemEntropy).unwrap().is_empty());
        assert_eq!(command["reason"], "see @noon: lamp");
    }
}
