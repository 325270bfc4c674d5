//! Bearer tokens: short-lived, bound to a key and a book, authenticated by a key of the node, stored nowhere.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use yishi_core::{MemberId, PublicKey, TimeMs};

/// How long a bearer token holds.
pub(crate) const TOKEN_LIFETIME_MS: u64 = 15 * 60 * 1000;

/// As what somebody signed in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "role", content = "member")]
pub enum Role {
    /// A member of the roll, or a founding registrar.
    Member(MemberId),
    /// An auditor whom the operator named.
    Auditor,
}

/// What a token says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Claims {
    pub(crate) book: String,
    pub(crate) role: Role,
    pub(crate) key: PublicKey,
    pub(crate) expires_at_ms: TimeMs,
}

/// Why a bearer token is not accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TokenError {
    /// Not one of ours, or altered.
    #[error("the bearer token is not valid")]
    Invalid,
    /// Out of time.
    #[error("the bearer token has expired: sign in again")]
    Expired,
    /// Of a book that is not hosted here.
    #[error("the bearer token is for a book that is not hosted here")]
    UnknownBook,
    /// Its key was revoked.
    #[error("the key of the bearer token is not in force any more")]
    KeyNotInForce,
}

/// Seals small values so that only a node with the same secret can have made them.
pub(crate) struct TokenKey {
    token: [u8; 32],
    challenge: [u8; 32],
}

impl TokenKey {
    pub(crate) fn new(secret: &[u8; 32]) -> Self {
        Self {
            token: blake3::derive_key("yishi 2026 bearer token v1", secret),
            challenge: blake3::derive_key("yishi 2026 sign-in challenge v1", secret),
        }
    }

    /// A token for claims.
    pub(crate) fn issue(&self, claims: &Claims) -> Option<String> {
        let payload = serde_json::to_vec(claims).ok()?;
        let mac = blake3::keyed_hash(&self.token, &payload);
        Some(format!("{}.{}", URL_SAFE_NO_PAD.encode(&payload), URL_SAFE_NO_PAD.encode(mac.as_bytes())))
    }

    /// The claims of a token that is ours and not expired.
    pub(crate) fn verify(&self, token: &str, now: TimeMs) -> Result<Claims, TokenError> {
        let claims: Claims = self.open(token).ok_or(TokenError::Invalid)?;
        if now < claims.expires_at_ms { Ok(claims) } else { Err(TokenError::Expired) }
    }

    fn open<T: DeserializeOwned>(&self, token: &str) -> Option<T> {
        let (payload, mac) = token.split_once('.')?;
        let payload = URL_SAFE_NO_PAD.decode(payload).ok()?;
        let mac: [u8; 32] = URL_SAFE_NO_PAD.decode(mac).ok()?.try_into().ok()?;
        // `blake3::Hash` compares in constant time.
        let genuine = blake3::keyed_hash(&self.token, &payload) == blake3::Hash::from_bytes(mac);
        if genuine { serde_json::from_slice(&payload).ok() } else { None }
    }

    /// The mark that a challenge with this content is ours.
    pub(crate) fn challenge_mark(&self, content: &[u8]) -> blake3::Hash {
        blake3::keyed_hash(&self.challenge, content)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn claims() -> Claims {
        Claims {
            book: "example.org/a-00000000".into(),
            role: Role::Auditor,
            key: PublicKey([7; 32]),
            expires_at_ms: TimeMs(1000),
        }
    }

    #[test]
    fn a_token_holds_until_the_moment_it_expires() {
        let key = TokenKey::new(&[1; 32]);
        let token = key.issue(&claims()).unwrap();
        assert_eq!(key.verify(&token, TimeMs(999)), Ok(claims()));
        assert_eq!(key.verify(&token, TimeMs(1000)), Err(TokenError::Expired));
    }

    #[test]
    fn every_changed_character_of_a_token_is_found() {
        let key = TokenKey::new(&[1; 32]);
        let token = key.issue(&claims()).unwrap();
        for at in 0..token.len() {
            let mut changed = token.clone().into_bytes();
            changed[at] = if changed[at] == b'A' { b'B' } else { b'A' };
            let changed = String::from_utf8(changed).unwrap();
            assert_eq!(key.verify(&changed, TimeMs(0)), Err(TokenError::Invalid), "at {at}");
        }
    }

    #[test]
    fn a_token_of_another_node_is_refused() {
        let token = TokenKey::new(&[1; 32]).issue(&claims()).unwrap();
        assert_eq!(TokenKey::new(&[2; 32]).verify(&token, TimeMs(0)), Err(TokenError::Invalid));
    }
}
