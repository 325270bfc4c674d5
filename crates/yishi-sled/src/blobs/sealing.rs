//! The bytes of a text in the store: a document in the clear, a statement or vault text sealed under somebody's key.
//!
//! ```text
//! 00 data                                     a document
//! 11|12 n name nonce(24) sealed(salt ‖ data)  a statement | a vault text; name: the member whom it concerns, n = 0 where its key is its own
//! 01|02 salt data                             the same in the clear, as stores before sealed ones had them: read, and sealed by `settle`
//! ```
//! XChaCha20-Poly1305 with a nonce drawn for each writing. What is authenticated besides: a context, the head, and the
//! commitment by which the file is named, so that no sealed text passes for another one.

use super::persons::{Holder, Key, PersonKeys};
use crate::fault::StoreFault;
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use std::path::Path;
use yishi_core::{Commitment, MemberId, TextRef};
use yishi_engine::Text;

const DOCUMENT: u8 = 0;
const STATEMENT: u8 = 1;
const VAULT: u8 = 2;
/// Added to the class of a text that is sealed.
const SEALED: u8 = 0x10;
const CONTEXT: &[u8] = b"yishi/sealed-text/v1\0";
const NONCE_BYTES: usize = 24;
/// What a frame holds at most besides the data: class, name with its length, nonce, salt, authenticator.
pub(crate) const FRAME_BYTES: u64 = 1 + 1 + 48 + 24 + 32 + 16;

/// Under which key the bytes of a file lie.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Lies {
    /// Under none.
    Clear,
    /// Under this one.
    Under(Holder),
}

/// The bytes of a document, or of a text that is not sealed.
pub(crate) fn clear(text: &Text) -> Vec<u8> {
    match text {
        Text::Document(data) => [&[DOCUMENT], data.as_slice()].concat(),
        Text::Statement { salt, data } => [&[STATEMENT], salt.as_slice(), data].concat(),
        Text::Vault { salt, data } => [&[VAULT], salt.as_slice(), data].concat(),
    }
}

/// The bytes of a statement or vault text, sealed under a holder's key with a nonce that nobody has used.
pub(crate) fn seal(
    text: &Text,
    holder: &Holder,
    key: &Key,
    nonce: [u8; NONCE_BYTES],
) -> Result<Vec<u8>, String> {
    let Some(commitment) = text.reference().commitment() else { return Ok(clear(text)) };
    let framed = clear(text);
    let Some((class, plain)) = framed.split_first() else { return Err("it has no frame".to_owned()) };
    let mut bytes = head(class | SEALED, holder)?;
    let associated = associated(&bytes, commitment);
    let payload = Payload { msg: plain, aad: &associated };
    let sealed = cipher(key).encrypt(&XNonce::from(nonce), payload);
    bytes.extend_from_slice(&nonce);
    bytes.extend(sealed.map_err(|_| "it cannot be sealed".to_owned())?);
    Ok(bytes)
}

fn head(class: u8, holder: &Holder) -> Result<Vec<u8>, String> {
    let name = match holder {
        Holder::Member(member) => member.as_str(),
        Holder::Text(_) => "",
    };
    let length = u8::try_from(name.len()).map_err(|_| "the member's name is too long".to_owned())?;
    Ok([&[class, length], name.as_bytes()].concat())
}

fn associated(head: &[u8], commitment: Commitment) -> Vec<u8> {
    [CONTEXT, head, &commitment.0].concat()
}

fn cipher(key: &Key) -> XChaCha20Poly1305 {
    XChaCha20Poly1305::new((&**key).into())
}

/// Where the bytes of a file lie; `None` when they are no frame.
pub(crate) fn lies(bytes: &[u8], named: &TextRef) -> Option<Lies> {
    parts(bytes, named).map(|parts| parts.lies)
}

struct Parts<'a> {
    class: u8,
    lies: Lies,
    head: &'a [u8],
    rest: &'a [u8],
}

fn parts<'a>(bytes: &'a [u8], named: &TextRef) -> Option<Parts<'a>> {
    let (class, rest) = bytes.split_first()?;
    match *class {
        DOCUMENT | STATEMENT | VAULT => Some(Parts { class: *class, lies: Lies::Clear, head: &[], rest }),
        sealed if sealed == STATEMENT | SEALED || sealed == VAULT | SEALED => {
            let (length, rest) = rest.split_first()?;
            let (name, rest) = rest.split_at_checked(usize::from(*length))?;
            let holder = if name.is_empty() {
                Holder::Text(named.commitment()?)
            } else {
                Holder::Member(std::str::from_utf8(name).ok()?.parse::<MemberId>().ok()?)
            };
            let head = bytes.get(..name.len().checked_add(2)?)?;
            Some(Parts { class: sealed & !SEALED, lies: Lies::Under(holder), head, rest })
        }
        _ => None,
    }
}

/// The text of a file's bytes, which hash to its name, and where they lie.
///
/// # Errors
/// [`StoreFault::KeyMissing`] when the key is not there: erased or lost. [`StoreFault::File`] for anything else that is not right.
pub(crate) fn open(
    bytes: &[u8],
    path: &Path,
    named: &TextRef,
    keys: &PersonKeys,
) -> Result<(Text, Lies), StoreFault> {
    let parts = parts(bytes, named).ok_or_else(|| StoreFault::file(path, "not the frame of a text"))?;
    let plain = match &parts.lies {
        Lies::Clear => parts.rest.to_vec(),
        Lies::Under(holder) => unseal(&parts, holder, (path, named), keys)?,
    };
    let text =
        unframe(parts.class, plain).ok_or_else(|| StoreFault::file(path, "not the frame of a text"))?;
    if text.reference() == *named {
        Ok((text, parts.lies))
    } else {
        Err(StoreFault::file(path, "its bytes do not hash to its name"))
    }
}

fn unseal(
    parts: &Parts<'_>,
    holder: &Holder,
    (path, named): (&Path, &TextRef),
    keys: &PersonKeys,
) -> Result<Vec<u8>, StoreFault> {
    let no_frame = || StoreFault::file(path, "not the frame of a text");
    let commitment = named.commitment().ok_or_else(no_frame)?;
    let (nonce, sealed) = parts.rest.split_first_chunk::<NONCE_BYTES>().ok_or_else(no_frame)?;
    let missing = || StoreFault::KeyMissing { text: path.to_owned(), key: keys.path(holder) };
    let key = keys.read(holder)?.ok_or_else(missing)?;
    let associated = associated(parts.head, commitment);
    cipher(&key).decrypt(&XNonce::from(*nonce), Payload { msg: sealed, aad: &associated }).map_err(|_| {
        let key = keys.path(holder);
        StoreFault::file(
            path,
            format!(
                "it does not open under {}: it is damaged, or that is another key than it was",
                key.display()
            ),
        )
    })
}

fn unframe(class: u8, plain: Vec<u8>) -> Option<Text> {
    if class == DOCUMENT {
        return Some(Text::Document(plain));
    }
    let (salt, data) = plain.split_first_chunk::<32>()?;
    let (salt, data) = (*salt, data.to_vec());
    match class {
        STATEMENT => Some(Text::Statement { salt, data }),
        VAULT => Some(Text::Vault { salt, data }),
        _ => None,
    }
}
