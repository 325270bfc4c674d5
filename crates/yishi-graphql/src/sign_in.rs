//! Signing in: a challenge that the service keeps nowhere, signed by a key of the book, gives a bearer token.

use crate::HostedBook;
use crate::node::{Node, role_of};
use crate::token::{Claims, Role, TOKEN_LIFETIME_MS};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use yishi_book::Nonce;
use yishi_core::{Digest, PublicKey, TimeMs};
use yishi_log::canonical;
use yishi_log::dsse::{SIGN_IN_TYPE, pae};
use yishi_log::key::VerifyingKey;

/// How long a challenge can be answered.
const CHALLENGE_LIFETIME_MS: u64 = 2 * 60 * 1000;

/// What a client signs to sign in, as canonical JSON.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Challenge {
    /// The book.
    book: String,
    /// The key that is to sign.
    key: PublicKey,
    /// Chosen by the client.
    nonce: Nonce,
    /// Not answered at or after this moment.
    expires_at_ms: TimeMs,
    /// Shows that the service made the rest; absent while it is computed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    mark: Option<Digest>,
}

/// Why a sign-in was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, thiserror::Error)]
#[serde(rename_all = "snake_case", tag = "code")]
pub(crate) enum SignInRefusal {
    /// The key is neither a member's nor an auditor's.
    #[error("the key is not in force in this book: ask the registrars to enrol it")]
    KeyNotInForce,
    /// The challenge was not made here.
    #[error("the challenge was not made here, or was altered: ask for a new one")]
    ChallengeUnknown,
    /// The challenge is out of time.
    #[error("the challenge has expired: ask for a new one")]
    ChallengeExpired,
    /// The signature does not verify.
    #[error("the signature does not verify under the key of the challenge")]
    BadSignature,
}

impl SignInRefusal {
    /// The same in Chinese.
    pub(crate) const fn chinese(self) -> &'static str {
        match self {
            Self::KeyNotInForce => "该密钥在本台账中无效，请向登记人申请登记",
            Self::ChallengeUnknown => "登录挑战不是本服务签发或已被改动，请重新获取",
            Self::ChallengeExpired => "登录挑战已过期，请重新获取",
            Self::BadSignature => "签名与挑战所指密钥不符",
        }
    }
}

/// A token with what it says.
pub(crate) struct SignedIn {
    pub(crate) token: String,
    pub(crate) role: Role,
    pub(crate) expires_at: TimeMs,
}

fn mark(node: &Node, challenge: &Challenge) -> Option<Digest> {
    let content = canonical::encode(&Challenge { mark: None, ..challenge.clone() }).ok()?;
    Some(Digest(*node.tokens().challenge_mark(&content).as_bytes()))
}

/// A challenge for a key; its bytes and the moment it expires.
pub(crate) fn challenge(
    node: &Node,
    book: &HostedBook,
    key: PublicKey,
    nonce: Nonce,
) -> Result<(Vec<u8>, TimeMs), SignInRefusal> {
    role_of(book, &book.engine.version().state, &key).ok_or(SignInRefusal::KeyNotInForce)?;
    let expires_at_ms = TimeMs(node.now().0.saturating_add(CHALLENGE_LIFETIME_MS));
    let mut challenge =
        Challenge { book: book.engine.origin().to_owned(), key, nonce, expires_at_ms, mark: None };
    challenge.mark = mark(node, &challenge);
    let bytes = canonical::encode(&challenge).map_err(|_| SignInRefusal::ChallengeUnknown)?;
    Ok((bytes, expires_at_ms))
}

/// A token for a signed challenge.
pub(crate) fn sign_in(
    node: &Node,
    book: &Arc<HostedBook>,
    challenge: &[u8],
    signature: &[u8; 64],
) -> Result<SignedIn, SignInRefusal> {
    let Challenge { key, .. } = check(node, book, challenge)?;
    let verifying = VerifyingKey::from_bytes(&key.0).map_err(|_| SignInRefusal::BadSignature)?;
    let message = pae(SIGN_IN_TYPE, challenge);
    verifying.verify(&message, signature).map_err(|_| SignInRefusal::BadSignature)?;
    let role = role_of(book, &book.engine.version().state, &key).ok_or(SignInRefusal::KeyNotInForce)?;
    let expires_at = TimeMs(node.now().0.saturating_add(TOKEN_LIFETIME_MS));
    let claims =
        Claims { book: book.engine.origin().to_owned(), role: role.clone(), key, expires_at_ms: expires_at };
    let token = node.tokens().issue(&claims).ok_or(SignInRefusal::ChallengeUnknown)?;
    Ok(SignedIn { token, role, expires_at })
}

fn check(node: &Node, book: &HostedBook, bytes: &[u8]) -> Result<Challenge, SignInRefusal> {
    let challenge: Challenge = serde_json::from_slice(bytes).map_err(|_| SignInRefusal::ChallengeUnknown)?;
    let expected = mark(node, &challenge).map(|mark| blake3::Hash::from_bytes(mark.0));
    let found = challenge.mark.map(|mark| blake3::Hash::from_bytes(mark.0));
    // `blake3::Hash` compares in constant time.
    let genuine = expected.is_some() && expected == found && challenge.book == book.engine.origin();
    match (genuine, node.now() < challenge.expires_at_ms) {
        (false, _) => Err(SignInRefusal::ChallengeUnknown),
        (true, false) => Err(SignInRefusal::ChallengeExpired),
        (true, true) => Ok(challenge),
    }
}
