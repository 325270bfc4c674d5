//! Refusals: why a command has no entry. What the rules refuse is a [`Rejection`] of `yishi-core`; the rest is said here.

use serde::{Deserialize, Serialize};
use yishi_core::{BookOrigin, PollId, PublicKey, Rejection, TextRef, TimeMs};

/// Why a command was refused: by the joints (key, nonce, expiry, form) or by the rules.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case", tag = "code")]
pub enum Refusal {
    /// Not a canonical envelope.
    #[error("the command is not a canonical envelope: {reason}")]
    Malformed {
        /// What is wrong.
        reason: String,
    },
    /// Too large.
    #[error("the command has {bytes} bytes; the limit is {limit}")]
    TooLarge {
        /// Its size.
        bytes: u64,
        /// The limit.
        limit: u64,
    },
    /// The key is not acceptable or the signature does not verify.
    #[error("the signature does not verify: {reason}")]
    BadSignature {
        /// What is wrong.
        reason: String,
    },
    /// For another book.
    #[error("the command is for book `{found}`, this is `{expected}`")]
    OtherBook {
        /// This book.
        expected: String,
        /// The command's.
        found: String,
    },
    /// A key is brought in without a good proof that its holder has the secret.
    #[error("key {key} lacks a good proof of possession: {reason}")]
    PossessionNotProven {
        /// The key.
        key: PublicKey,
        /// What is wrong.
        reason: String,
    },
    /// The key is not enrolled, revoked, or not the actor's.
    #[error("key {key} may not sign for this actor at this entry: {reason}")]
    KeyNotInForce {
        /// The key.
        key: PublicKey,
        /// Why.
        reason: String,
    },
    /// Expired.
    #[error("the command expired at {expires_at_ms}; it is {now_ms}: sign it again")]
    Expired {
        /// When.
        expires_at_ms: TimeMs,
        /// Now.
        now_ms: TimeMs,
    },
    /// The expiry lies too far ahead.
    #[error(
        "`expires_at_ms` is {expires_at_ms}, but must not be after {latest_ms}: at most 7 days after the checkpoint seen"
    )]
    ExpiryTooFar {
        /// What was found.
        expires_at_ms: TimeMs,
        /// The last moment that would pass.
        latest_ms: TimeMs,
    },
    /// The checkpoint named is not one of this book.
    #[error("the checkpoint named (size {size}) is not one of this book")]
    UnknownCheckpoint {
        /// Its size.
        size: u64,
    },
    /// What is cited of another book is not proven.
    #[error("the citation of `{origin}` is not proven: {reason}")]
    CitationNotProven {
        /// The other book.
        origin: BookOrigin,
        /// What is wrong, and what would be right.
        reason: String,
    },
    /// The nonce was used with another command.
    #[error("the nonce was used with another command, at entry {index}: take a new one")]
    NonceConflict {
        /// The entry.
        index: u64,
    },
    /// A text that the command names is not there.
    #[error("{} text(s) that the command names are missing: send them along", missing.len())]
    TextsMissing {
        /// Which.
        missing: Vec<TextRef>,
    },
    /// A text that came along is not taken.
    #[error("the text `{text}` that came along is not taken: {reason}")]
    TextRefused {
        /// Which, by its hash.
        text: String,
        /// Why, and what would be right.
        reason: String,
    },
    /// An amendment changes a place that its text does not have.
    #[error(
        "paragraph {last} does not stand in the text, which has {paragraphs}: blank lines are not counted"
    )]
    ParagraphMissing {
        /// The last paragraph that is changed.
        last: u32,
        /// How many the text has.
        paragraphs: u64,
    },
    /// Two amendments change the same place.
    #[error("paragraph {paragraph} would be changed by more than one of these amendments: take one of them")]
    PlaceChangedTwice {
        /// The first paragraph of the place, from 1; 0 for the beginning.
        paragraph: u32,
    },
    /// The wording of an amendment is not as many paragraphs as was said.
    #[error("the wording has {found} paragraph(s), but {said} were said: blank lines are not counted")]
    WordingMiscounted {
        /// What was said.
        said: u64,
        /// How many it has.
        found: u64,
    },
    /// An amendment leaves the text as it is.
    #[error("the amendment leaves the text as it is")]
    NothingAmended,
    /// A new text is not the old one with the amendments made.
    #[error(
        "the new text is not the present one with these amendments made: paragraph {paragraph} should be `{expected}` and is `{found}`"
    )]
    AmendedTextDiffers {
        /// The first paragraph of the new text that differs, from 1.
        paragraph: u64,
        /// How it begins where the amendments are made; nothing where the text has ended.
        expected: String,
        /// How it begins in the text that came along.
        found: String,
    },
    /// A result would become final that only the operator has seen for certain.
    #[error(
        "the result of `{poll}` cannot become final yet: entry {sealing} seals it, and the witnesses' quorum has cosigned the book up to {witnessed} entries; {good} of {of} witnesses have cosigned later ones. Send it again once they have; if it lasts, see to the witnesses (docs/operations.md)"
    )]
    NotWitnessed {
        /// The vote.
        poll: PollId,
        /// The entry that seals it.
        sealing: u64,
        /// How many entries the newest checkpoint covers that the quorum has cosigned.
        witnessed: u64,
        /// How many witnesses have cosigned the best checkpoint that covers the sealing.
        good: u64,
        /// How many witnesses the policy names.
        of: u64,
    },
    /// The rules refuse it.
    #[error("{rejection}")]
    Rejected {
        /// Why.
        rejection: Rejection,
    },
}

impl Refusal {
    /// The stable code, as on the wire; for a refusal by the rules, the code of the rejection.
    pub fn code(&self) -> String {
        match self {
            Self::Rejected { rejection } => rejection.code(),
            Self::Malformed { .. } => "malformed".to_owned(),
            Self::TooLarge { .. } => "too_large".to_owned(),
            Self::BadSignature { .. } => "bad_signature".to_owned(),
            Self::PossessionNotProven { .. } => "possession_not_proven".to_owned(),
            Self::OtherBook { .. } => "other_book".to_owned(),
            Self::KeyNotInForce { .. } => "key_not_in_force".to_owned(),
            Self::Expired { .. } => "expired".to_owned(),
            Self::ExpiryTooFar { .. } => "expiry_too_far".to_owned(),
            Self::UnknownCheckpoint { .. } => "unknown_checkpoint".to_owned(),
            Self::CitationNotProven { .. } => "citation_not_proven".to_owned(),
            Self::NonceConflict { .. } => "nonce_conflict".to_owned(),
            Self::TextsMissing { .. } => "texts_missing".to_owned(),
            Self::TextRefused { .. } => "text_refused".to_owned(),
            Self::ParagraphMissing { .. } => "paragraph_missing".to_owned(),
            Self::PlaceChangedTwice { .. } => "place_changed_twice".to_owned(),
            Self::WordingMiscounted { .. } => "wording_miscounted".to_owned(),
            Self::NothingAmended => "nothing_amended".to_owned(),
            Self::AmendedTextDiffers { .. } => "amended_text_differs".to_owned(),
            Self::NotWitnessed { .. } => "not_witnessed".to_owned(),
        }
    }
}

impl From<Rejection> for Refusal {
    fn from(rejection: Rejection) -> Self {
        Self::Rejected { rejection }
    }
}
