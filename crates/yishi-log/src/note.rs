//! Signed notes (C2SP `signed-note`): a text, a blank line, signature lines. Says only whether the form is right.

use crate::digits;

/// Most signature lines that a note may carry.
pub const MAX_SIGNATURES: usize = 100;
/// Largest note in bytes: a checkpoint with a hundred of the largest signatures in use.
pub const MAX_NOTE_BYTES: usize = 1_000_000;

/// A note taken apart; nothing in it is verified.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note<'a> {
    /// What is signed, its last newline included.
    pub text: &'a str,
    /// The signature lines, in order.
    pub signatures: Vec<NoteSignature<'a>>,
}

/// A signature line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoteSignature<'a> {
    /// The key's name.
    pub name: &'a str,
    /// The key's id.
    pub id: [u8; 4],
    /// The signature, in the form of the key's type.
    pub value: Vec<u8>,
}

/// The id of a key: SHA-256(name ‖ newline ‖ type ‖ public key), its first four bytes.
pub fn key_id(name: &str, kind: u8, public: &[u8]) -> [u8; 4] {
    use sha2::{Digest, Sha256};
    let hash: [u8; 32] = Sha256::new()
        .chain_update(name.as_bytes())
        .chain_update([b'\n', kind])
        .chain_update(public)
        .finalize()
        .into();
    let [a, b, c, d, ..] = hash;
    [a, b, c, d]
}

/// Whether a text can name a key: not empty, no Unicode space, no plus, no control character.
pub fn is_key_name(name: &str) -> bool {
    !name.is_empty() && !name.chars().any(|c| c.is_whitespace() || c == '+' || c.is_control())
}

/// A verifier key `name+hash+base64(type ‖ key)` taken apart; its hash is not compared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Vkey<'a> {
    /// The key's name.
    pub name: &'a str,
    /// The key's id.
    pub id: [u8; 4],
    /// The type byte.
    pub kind: u8,
    /// The public key, in the form of its type.
    pub public: Vec<u8>,
}

impl<'a> Vkey<'a> {
    /// Takes a verifier key apart.
    ///
    /// # Errors
    /// What is wrong with its form, in words.
    pub fn parse(vkey: &'a str) -> Result<Self, String> {
        let mut parts = vkey.splitn(3, '+');
        let (Some(name), Some(id), Some(encoded)) = (parts.next(), parts.next(), parts.next()) else {
            return Err("not of the form name+hash+key".into());
        };
        if !is_key_name(name) {
            return Err("its name is empty or has a space".into());
        }
        let id = digits::lower_hex(id).ok_or("its hash is not 8 lower-case hex digits")?;
        let typed = digits::base64(encoded).ok_or("its key is not canonical base64")?;
        let (&kind, public) = typed.split_first().ok_or("its key is empty")?;
        Ok(Self { name, id, kind, public: public.to_vec() })
    }
}

/// A signature line with its newline.
pub fn signature_line(name: &str, id: [u8; 4], value: &[u8]) -> String {
    let mut bytes = id.to_vec();
    bytes.extend_from_slice(value);
    format!("— {name} {}\n", digits::to_base64(&bytes))
}

impl<'a> Note<'a> {
    /// Takes a note apart.
    ///
    /// # Errors
    /// What is wrong with its form, in words.
    pub fn parse(bytes: &'a [u8]) -> Result<Self, String> {
        if bytes.len() > MAX_NOTE_BYTES {
            return Err(format!("the note has more than {MAX_NOTE_BYTES} bytes"));
        }
        let whole = std::str::from_utf8(bytes).map_err(|_| "the note is not UTF-8")?;
        if whole.bytes().any(|byte| byte < 0x20 && byte != b'\n') {
            return Err("the note has a control character".into());
        }
        let blank = whole.rfind("\n\n").ok_or("no blank line stands before the signatures")?;
        let (text, rest) = whole.split_at(blank + 1);
        let lines = rest.strip_prefix('\n').and_then(|lines| lines.strip_suffix('\n'));
        let lines = lines.ok_or("the note does not end with a signature line and a newline")?;
        if lines.split('\n').count() > MAX_SIGNATURES {
            return Err(format!("the note has more than {MAX_SIGNATURES} signatures"));
        }
        let signatures = lines.split('\n').map(NoteSignature::parse).collect::<Result<_, _>>()?;
        Ok(Self { text, signatures })
    }
}

impl Note<'_> {
    /// The note with those of its signature lines that `keep` picks.
    pub fn only(&self, keep: impl Fn(&NoteSignature<'_>) -> bool) -> String {
        let lines = self.signatures.iter().filter(|line| keep(line)).map(NoteSignature::to_line);
        format!("{}\n{}", self.text, lines.collect::<String>())
    }

    /// The note with one more signature line, in the place of those under the same name and id.
    pub fn with(&self, line: &NoteSignature<'_>) -> String {
        let others = self.only(|other| (other.name, other.id) != (line.name, line.id));
        others + &line.to_line()
    }
}

impl<'a> NoteSignature<'a> {
    /// The line with its newline, as it stands in a note: base64 has one spelling here.
    pub fn to_line(&self) -> String {
        signature_line(self.name, self.id, &self.value)
    }

    /// Parses a line, without its newline.
    ///
    /// # Errors
    /// When it is not one.
    pub fn parse(line: &'a str) -> Result<Self, String> {
        let fail = || format!("`{line}` is not a signature line");
        let (name, encoded) =
            line.strip_prefix("— ").and_then(|rest| rest.split_once(' ')).ok_or_else(fail)?;
        let bytes = digits::base64(encoded).ok_or_else(fail)?;
        match bytes.split_first_chunk::<4>() {
            Some((id, value)) if is_key_name(name) && !value.is_empty() => {
                Ok(Self { name, id: *id, value: value.to_vec() })
            }
            _ => Err(fail()),
        }
    }
}
