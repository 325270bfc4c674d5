//! The files of texts as others may copy them: where one lies, and what can be said of its bytes without any key.

use std::path::PathBuf;
use yishi_core::TextRef;
use yishi_engine::Text;

/// What the file of a text is, as far as it shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TextFile {
    /// The text that its name commits to, lying open.
    Good,
    /// Bytes that only a key opens.
    Sealed,
    /// Not what was written.
    Damaged,
}

/// Where a text lies, from the folder of the texts on.
pub fn text_file(text: &TextRef) -> PathBuf {
    match text {
        TextRef::Document(hash) => PathBuf::from("documents").join(hash.to_string()),
        TextRef::Statement(commitment) => PathBuf::from("statements").join(commitment.to_string()),
        TextRef::Vault(commitment) => PathBuf::from("vault").join(commitment.to_string()),
    }
}

/// What the bytes in the file of `text` are. A document always lies open; the first byte of what lies open is the class of the text.
pub fn judge_text_file(bytes: &[u8], text: &TextRef) -> TextFile {
    let Some((class, rest)) = bytes.split_first() else { return TextFile::Damaged };
    let salted = || rest.split_first_chunk::<32>().map(|(salt, data)| (*salt, data.to_vec()));
    let found = match (class, text) {
        (0, _) => Some(Text::Document(rest.to_vec())),
        (1, _) => salted().map(|(salt, data)| Text::Statement { salt, data }),
        (2, _) => salted().map(|(salt, data)| Text::Vault { salt, data }),
        (_, TextRef::Document(_)) => None,
        (_, TextRef::Statement(_) | TextRef::Vault(_)) => return TextFile::Sealed,
    };
    if found.is_some_and(|found| found.reference() == *text) { TextFile::Good } else { TextFile::Damaged }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The frame of a text that lies open.
    fn open(text: &Text) -> Vec<u8> {
        match text {
            Text::Document(data) => [&[0], data.as_slice()].concat(),
            Text::Statement { salt, data } => [&[1], salt.as_slice(), data].concat(),
            Text::Vault { salt, data } => [&[2], salt.as_slice(), data].concat(),
        }
    }

    #[test]
    fn a_text_that_lies_open_is_known_by_its_name_and_a_change_shows() {
        for text in [
            Text::Document(b"charter".to_vec()),
            Text::Statement { salt: [1; 32], data: b"lamp".to_vec() },
            Text::Vault { salt: [2; 32], data: b"photo".to_vec() },
        ] {
            let (bytes, name) = (open(&text), text.reference());
            assert_eq!(judge_text_file(&bytes, &name), TextFile::Good);
            for at in 1..bytes.len() {
                let mut changed = bytes.clone();
                changed[at] ^= 1;
                assert_eq!(judge_text_file(&changed, &name), TextFile::Damaged, "byte {at}");
            }
            assert_eq!(judge_text_file(&bytes[..bytes.len() - 1], &name), TextFile::Damaged);
            assert_eq!(judge_text_file(&[], &name), TextFile::Damaged);
        }
    }

    #[test]
    fn only_what_may_lie_under_a_key_is_taken_for_sealed() {
        let statement = Text::Statement { salt: [1; 32], data: b"lamp".to_vec() }.reference();
        assert_eq!(judge_text_file(&[0x11, 1, 2], &statement), TextFile::Sealed);
        let document = Text::Document(b"charter".to_vec()).reference();
        assert_eq!(judge_text_file(&[0x11, 1, 2], &document), TextFile::Damaged);
    }
}
