//! Frames: how a text travels with a command (docs/format.md, Texts): one byte of class, a salt for statements and vault texts, the data.

use crate::scalar::{Base64, Hash};
use async_graphql::{Enum, SimpleObject};
use yishi_core::TextRef;
use yishi_engine::Text;

/// The class of a text.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TextClass {
    /// A public document: what people decide on.
    Document,
    /// Words of a person: public until redacted.
    Statement,
    /// Evidence that is never shown.
    Vault,
}

/// Reads a frame; nothing when it is none.
pub(crate) fn read(frame: &[u8]) -> Option<Text> {
    let (class, rest) = frame.split_first()?;
    match class {
        0 => Some(Text::Document(rest.to_vec())),
        1 => salted(rest).map(|(salt, data)| Text::Statement { salt, data }),
        2 => salted(rest).map(|(salt, data)| Text::Vault { salt, data }),
        _ => None,
    }
}

fn salted(rest: &[u8]) -> Option<([u8; 32], Vec<u8>)> {
    let (salt, data) = rest.split_first_chunk::<32>()?;
    Some((*salt, data.to_vec()))
}

/// The frame of a text.
pub(crate) fn write(text: &Text) -> Vec<u8> {
    match text {
        Text::Document(data) => [&[0], data.as_slice()].concat(),
        Text::Statement { salt, data } => [&[1], salt.as_slice(), data].concat(),
        Text::Vault { salt, data } => [&[2], salt.as_slice(), data].concat(),
    }
}

/// A text that has to be sent along with the signed command.
#[derive(SimpleObject)]
pub(crate) struct Frame {
    /// Its class.
    text_class: TextClass,
    /// What stands in the command for it: compute it yourself from the words you wrote.
    reference: Hash,
    /// The text as it is to be sent in `texts`.
    frame: Base64,
}

impl Frame {
    pub(crate) fn new(text: &Text) -> Self {
        let (text_class, reference) = match text.reference() {
            TextRef::Document(hash) => (TextClass::Document, Hash::from(hash)),
            TextRef::Statement(commitment) => (TextClass::Statement, Hash::from(commitment)),
            TextRef::Vault(commitment) => (TextClass::Vault, Hash::from(commitment)),
        };
        Self { text_class, reference, frame: Base64(write(text)) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_class_of_text_comes_back_from_its_frame() {
        for text in [
            Text::Document(b"charter".to_vec()),
            Text::Statement { salt: [3; 32], data: b"lamp".to_vec() },
            Text::Vault { salt: [4; 32], data: Vec::new() },
        ] {
            assert_eq!(read(&write(&text)), Some(text));
        }
    }

    #[test]
    fn what_is_no_frame_is_refused() {
        assert_eq!(read(&[]), None);
        assert_eq!(read(&[3, 1]), None);
        assert_eq!(read(&[1; 32]), None);
        assert!(read(&[1; 33]).is_some());
    }
}
