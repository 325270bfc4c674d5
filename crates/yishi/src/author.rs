//! Who writes commands on this machine: forms the envelope, signs it, and hands it to the engine.

use crate::failure::Failure;
use crate::host::{Entropy, draw};
use crate::key_file::KeyFile;
use anyhow::anyhow;
use yishi_book::{Envelope, Nonce, Seen, SignedCommand};
use yishi_core::{Assistance, Command, Commitment, Digest, DocumentHash, MemberId, Party, TimeMs};
use yishi_engine::{Accepted, Engine, SubmitError, Text, Version};
use yishi_log::key::CommandKey;

/// How long a command signed here may wait before it is admitted: six days, safely below the book's limit of seven.
pub const LIFETIME_MS: u64 = 6 * 24 * 60 * 60 * 1000;

/// A member with a key, who signs commands.
pub struct Author {
    /// In whose name.
    pub member: MemberId,
    /// The key's file contents, for what is derived from it.
    pub key_file: KeyFile,
    key: CommandKey,
}

impl Author {
    /// The member of a key file.
    pub fn new(key_file: KeyFile) -> Result<Self, Failure> {
        let member = key_file.member.clone().ok_or_else(|| {
            Failure::Refused("the key file names no member: make it with `yishi key new --member`".into())
        })?;
        Ok(Self { member, key: key_file.command_key()?, key_file })
    }

    /// Signs `command` over the book as it stands in `version`.
    pub fn sign(
        &self,
        origin: &str,
        version: &Version,
        order: Order,
        nonce: Nonce,
    ) -> Result<SignedCommand, Failure> {
        let envelope = Envelope {
            v: 1,
            origin: origin.to_owned(),
            actor: Party::Member(self.member.clone()),
            assistance: order.assistance,
            key: self.key_file.public,
            nonce,
            expires_at_ms: TimeMs(version.recorded_at.0.max(order.now.0).saturating_add(LIFETIME_MS)),
            seen: Seen { size: version.size, root: Digest(version.root.0) },
            command: order.command,
        };
        sign_envelope(&envelope, &self.key)
    }
}

/// A command to be signed, and for whom.
#[derive(Clone, Debug)]
pub struct Order {
    /// What is ordered.
    pub command: Command,
    /// For whom, if for somebody else.
    pub assistance: Option<Assistance>,
    /// The time at which it is signed.
    pub now: TimeMs,
}

/// Encodes an envelope canonically and signs it.
pub fn sign_envelope(envelope: &Envelope, key: &CommandKey) -> Result<SignedCommand, Failure> {
    let bytes = yishi_log::canonical::encode(envelope).map_err(|error| anyhow!(error))?;
    let signature = key.sign_command(&bytes);
    Ok(SignedCommand { bytes, signature })
}

/// Signs with a fresh nonce, submits, and waits until it is durable.
pub async fn act(
    engine: &Engine,
    author: &Author,
    order: Order,
    texts: Vec<Text>,
    entropy: &dyn Entropy,
) -> Result<Accepted, Failure> {
    let version = engine.version();
    let kind = order.command.kind();
    let signed = author.sign(engine.origin(), &version, order, Nonce(draw(entropy)?))?;
    engine.submit(signed, texts).await.map_err(|error| refused(kind, &error))
}

/// A refusal of the engine as a failure of the program that asked.
pub fn refused(kind: &str, error: &SubmitError) -> Failure {
    match error {
        SubmitError::Refused(refusal) => Failure::Refused(format!("`{kind}` was refused: {refusal}")),
        SubmitError::Store(cause) => Failure::Io(anyhow!("`{kind}` has no entry: {error}: {cause}")),
        SubmitError::ReadOnly(_) | SubmitError::Overloaded | SubmitError::Closed => {
            Failure::Io(anyhow!("`{kind}` has no entry: {error}"))
        }
    }
}

/// A public document with its hash.
pub fn document(words: &str) -> (DocumentHash, Text) {
    let data = words.as_bytes().to_vec();
    (DocumentHash(yishi_log::text::document_hash(&data)), Text::Document(data))
}

/// A statement under a salt, with its commitment.
pub fn statement(words: &str, salt: [u8; 32]) -> (Commitment, Text) {
    let data = words.as_bytes().to_vec();
    (Commitment(yishi_log::text::commitment(&salt, &data)), Text::Statement { salt, data })
}

/// A private text under a salt, with its commitment.
pub fn vault(words: &str, salt: [u8; 32]) -> (Commitment, Text) {
    let data = words.as_bytes().to_vec();
    (Commitment(yishi_log::text::commitment(&salt, &data)), Text::Vault { salt, data })
}
