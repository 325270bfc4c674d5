//! Signing in, as fields of the schema.

use super::problem::Problem;
use super::submit::find_book;
use crate::fault::{Fallible, Fault};
use crate::query::ViewerRole;
use crate::request::RequestContext;
use crate::scalar::{Base64, DateTime, Hash, Signature};
use crate::sign_in::{self, SignInRefusal};
use crate::token::Role;
use crate::types::Member;
use crate::view::{self, View};
use async_graphql::{Context, InputObject, Object, SimpleObject, Union};
use yishi_book::Nonce;
use yishi_core::PublicKey;
use yishi_log::dsse::SIGN_IN_TYPE;

/// Who wants to sign in.
#[derive(InputObject)]
pub(crate) struct SignInChallengeInput {
    /// The book. May be left out where only one is kept.
    book: Option<String>,
    /// The key to sign in with.
    key: Hash,
    /// 16 random bytes in hexadecimal, made by you.
    nonce: String,
}

/// What has to be signed.
#[derive(SimpleObject)]
pub(crate) struct SignInChallengeSuccess {
    /// The bytes to sign.
    challenge: Base64,
    /// The payload type for the DSSE encoding.
    payload_type: &'static str,
    /// Until when it can be answered.
    expires_at: DateTime,
}

/// A signed challenge.
#[derive(InputObject)]
pub(crate) struct SignInInput {
    /// The book. May be left out where only one is kept.
    book: Option<String>,
    /// The bytes as they came.
    challenge: Base64,
    /// The Ed25519 signature over their DSSE encoding.
    signature: Signature,
}

/// A sign-in.
#[derive(SimpleObject)]
pub(crate) struct SignInSuccess {
    /// To be sent as `Authorization: Bearer …`. It holds for 15 minutes, for this key and this book.
    token: String,
    /// Until when it holds.
    expires_at: DateTime,
    /// As what you are signed in.
    role: ViewerRole,
    /// The member; null for auditors.
    member: Option<Member>,
}

/// The answer to the wish to sign in.
#[derive(Union)]
pub(crate) enum SignInChallengePayload {
    /// What has to be signed.
    Success(SignInChallengeSuccess),
    /// It was refused.
    #[graphql(flatten)]
    Problem(Problem),
}

/// The answer to a signed challenge.
#[derive(Union)]
pub(crate) enum SignInPayload {
    /// A sign-in.
    Success(SignInSuccess),
    /// It was refused.
    #[graphql(flatten)]
    Problem(Problem),
}

/// Signing in.
#[derive(Default)]
pub(crate) struct SigningIn;

#[Object]
impl SigningIn {
    /// Asks for something to sign, to show who you are. Signing in only opens what you may read; every command is signed for itself.
    async fn sign_in_challenge(
        &self,
        ctx: &Context<'_>,
        input: SignInChallengeInput,
    ) -> Fallible<SignInChallengePayload> {
        Some(challenge(ctx, &input))
    }

    /// Signs in with a signed challenge.
    async fn sign_in(&self, ctx: &Context<'_>, input: SignInInput) -> Fallible<SignInPayload> {
        Some(answer(ctx, &input))
    }
}

fn problem(ctx: &Context<'_>, refusal: SignInRefusal) -> Problem {
    let code = match refusal {
        SignInRefusal::KeyNotInForce => "key_not_in_force",
        SignInRefusal::ChallengeUnknown => "challenge_unknown",
        SignInRefusal::ChallengeExpired => "challenge_expired",
        SignInRefusal::BadSignature => "bad_signature",
    };
    Problem::forbidden(ctx, code, &refusal.to_string(), refusal.chinese())
}

fn challenge(ctx: &Context<'_>, input: &SignInChallengeInput) -> Result<SignInChallengePayload, Fault> {
    let book = match find_book(ctx, input.book.as_deref())? {
        Ok(book) => book,
        Err(problem) => return Ok(SignInChallengePayload::Problem(problem)),
    };
    let Ok(nonce) = Nonce::try_from(input.nonce.clone()) else {
        let problem = super::prepare::bad_nonce(ctx);
        return Ok(SignInChallengePayload::Problem(problem));
    };
    let made = sign_in::challenge(view::node(ctx)?, &book, PublicKey(input.key.0), nonce);
    Ok(match made {
        Ok((bytes, expires_at)) => SignInChallengePayload::Success(SignInChallengeSuccess {
            challenge: Base64(bytes),
            payload_type: SIGN_IN_TYPE,
            expires_at: expires_at.into(),
        }),
        Err(refusal) => SignInChallengePayload::Problem(problem(ctx, refusal)),
    })
}

fn answer(ctx: &Context<'_>, input: &SignInInput) -> Result<SignInPayload, Fault> {
    let book = match find_book(ctx, input.book.as_deref())? {
        Ok(book) => book,
        Err(problem) => return Ok(SignInPayload::Problem(problem)),
    };
    let signed_in = sign_in::sign_in(view::node(ctx)?, &book, &input.challenge.0, &input.signature.0);
    Ok(match signed_in {
        Ok(signed_in) => {
            let view = View::new(&book, RequestContext::of(ctx).version(&book.engine));
            let (role, member) = match signed_in.role {
                Role::Member(id) => (ViewerRole::Member, Some(Member::new(&view, id))),
                Role::Auditor => (ViewerRole::Auditor, None),
            };
            let expires_at = signed_in.expires_at.into();
            SignInPayload::Success(SignInSuccess { token: signed_in.token, expires_at, role, member })
        }
        Err(refusal) => SignInPayload::Problem(problem(ctx, refusal)),
    })
}
