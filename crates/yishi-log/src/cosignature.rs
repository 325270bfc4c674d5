//! Cosignatures (C2SP `tlog-cosignature`, timestamped Ed25519): a witness says when a checkpoint was the newest that it had seen of its log.
//!
//! Whether a witness may cosign is left to `witness`; which witnesses count, to `policy`.

use crate::digits;
use crate::key::{VerifyingKey, WitnessKey};
use crate::note::{self, Note, NoteSignature, Vkey};

/// The type byte of timestamped Ed25519 cosignatures.
const COSIGNATURE: u8 = 0x04;
/// The last moment that a cosignature may name, in seconds.
const LAST_TIME_S: u64 = i64::MAX.unsigned_abs();

/// A witness's verifier key: `name+hash+base64(04 ‖ key)`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CosignerVerifier {
    name: String,
    id: [u8; 4],
    key: VerifyingKey,
}

/// Whether a witness has cosigned a note.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cosigned {
    /// No line stands under its name and id.
    Absent,
    /// Every line under its name and id verifies.
    Good {
        /// When, in seconds since 1970; the latest where there are several.
        time_s: u64,
    },
    /// One of them does not.
    Bad,
}

/// A witness's name and secret.
#[derive(Debug)]
pub struct Cosigner {
    verifier: CosignerVerifier,
    key: WitnessKey,
}

impl CosignerVerifier {
    /// From its parts.
    ///
    /// # Errors
    /// When the name cannot name a key or the key is not acceptable, in words.
    pub fn new(name: &str, public: &[u8; 32]) -> Result<Self, String> {
        if !note::is_key_name(name) {
            return Err(format!("`{name}` cannot name a witness: no spaces, no `+`"));
        }
        let key = VerifyingKey::from_bytes(public).map_err(|error| error.to_string())?;
        Ok(Self { name: name.to_owned(), id: note::key_id(name, COSIGNATURE, public), key })
    }

    /// Parses `name+hash+key`; canonical base64 only, and the hash must match.
    ///
    /// # Errors
    /// What is wrong with the form or the key, in words.
    pub fn parse(vkey: &str) -> Result<Self, String> {
        let Vkey { name, id, kind, public } = Vkey::parse(vkey)?;
        if kind != COSIGNATURE {
            return Err("the witness key's type is not Ed25519 cosignature (4)".into());
        }
        let public: [u8; 32] = public.try_into().map_err(|_| "the key has not 32 bytes")?;
        let verifier = Self::new(name, &public)?;
        if verifier.id != id {
            return Err("the hash does not match name and key".into());
        }
        Ok(verifier)
    }

    /// The witness's name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The public key's bytes.
    pub fn public(&self) -> [u8; 32] {
        self.key.to_bytes()
    }

    /// `name+hash+key`.
    pub fn to_vkey(&self) -> String {
        let typed = [&[COSIGNATURE], self.public().as_slice()].concat();
        format!("{}+{}+{}", self.name, hex::encode(self.id), digits::to_base64(&typed))
    }

    /// Whether a signature line stands under this witness's name and id.
    pub fn is_named(&self, line: &NoteSignature<'_>) -> bool {
        line.name == self.name && line.id == self.id
    }

    /// Whether this witness has cosigned a note: every line under its name and id must verify.
    pub fn cosigned(&self, note: &Note<'_>) -> Cosigned {
        let lines = note.signatures.iter().filter(|line| self.is_named(line));
        lines.fold(Cosigned::Absent, |so_far, line| match (so_far, self.time_of(note.text, &line.value)) {
            (Cosigned::Bad, _) | (_, None) => Cosigned::Bad,
            (Cosigned::Absent, Some(time_s)) => Cosigned::Good { time_s },
            (Cosigned::Good { time_s: earlier_s }, Some(time_s)) => {
                Cosigned::Good { time_s: time_s.max(earlier_s) }
            }
        })
    }

    /// The cosignature in a witness's answer to a checkpoint's text; lines of other keys are passed over.
    ///
    /// # Errors
    /// When the answer is not made of signature lines, or this witness's line is missing or bad, in words.
    pub fn answered(&self, text: &str, answer: &[u8]) -> Result<String, String> {
        let whole = [text.as_bytes(), b"\n", answer].concat();
        let note = Note::parse(&whole)?;
        if note.text != text {
            return Err("the answer is not made of signature lines".into());
        }
        match self.cosigned(&note) {
            Cosigned::Good { .. } => {
                let ours = note.signatures.iter().rev().find(|line| self.is_named(line));
                ours.map(NoteSignature::to_line).ok_or_else(|| "no line".into())
            }
            Cosigned::Absent => Err(format!("the answer has no cosignature of {}", self.to_vkey())),
            Cosigned::Bad => Err(format!("a cosignature of {} does not verify", self.to_vkey())),
        }
    }

    /// The time of a signature that verifies. Zero stands for none, which no checkpoint may have.
    fn time_of(&self, text: &str, value: &[u8]) -> Option<u64> {
        let (time, signature) = value.split_first_chunk::<8>()?;
        let time_s = u64::from_be_bytes(*time);
        let signature = signature.try_into().ok()?;
        let in_range = (1..=LAST_TIME_S).contains(&time_s);
        let verifies = in_range && self.key.verify(message(text, time_s).as_bytes(), signature).is_ok();
        verifies.then_some(time_s)
    }
}

impl Cosigner {
    /// A witness of this name.
    ///
    /// # Errors
    /// When the name cannot name a key, in words.
    pub fn new(name: &str, key: WitnessKey) -> Result<Self, String> {
        Ok(Self { verifier: CosignerVerifier::new(name, &key.public())?, key })
    }

    /// Its name and public key.
    pub fn verifier(&self) -> &CosignerVerifier {
        &self.verifier
    }

    /// The cosignature of a checkpoint's text as a signature line with its newline. Whoever calls has checked consistency.
    ///
    /// # Errors
    /// When the time is zero, which says none, or after 2^63 − 1.
    pub fn cosign(&self, text: &str, time_s: u64) -> Result<String, String> {
        if !(1..=LAST_TIME_S).contains(&time_s) {
            return Err(format!("a cosignature cannot name the time {time_s}"));
        }
        let signature = self.key.sign_cosignature(&message(text, time_s));
        let value = [time_s.to_be_bytes().as_slice(), &signature].concat();
        Ok(note::signature_line(&self.verifier.name, self.verifier.id, &value))
    }
}

/// What is signed: a header against other uses of the key, the time, and the text of the note.
fn message(text: &str, time_s: u64) -> String {
    format!("cosignature/v1\ntime {time_s}\n{text}")
}
