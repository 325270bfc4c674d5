//! Key files: one secret per file, readable by its owner only, with what it is for.

use crate::failure::Failure;
use crate::host::{Entropy, draw};
use crate::secret_file;
use anyhow::{Context, anyhow};
use serde::{Deserialize, Serialize};
use std::path::Path;
use yishi_core::{Custody, KeyRow, MemberId, PublicKey};
use yishi_log::cosignature::Cosigner;
use yishi_log::dsse::POSSESSION_TYPE;
use yishi_log::key::{CommandKey, LogKey, WitnessKey};

/// What a key may sign. The purposes are never mixed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    /// Checkpoints of a book.
    Log,
    /// Timers and refusals of a book.
    Engine,
    /// Commands of a member.
    Member,
    /// Cosignatures of a witness.
    Witness,
}

/// A secret key with its purpose, as it stands in a file.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KeyFile {
    /// What it may sign.
    pub purpose: Purpose,
    /// The book it was made for, if it was made for one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub origin: Option<String>,
    /// Whose key it is, for keys of members.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub member: Option<MemberId>,
    /// The witness's name, for keys of witnesses.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The public key.
    pub public: PublicKey,
    secret: PublicKey,
}

impl KeyFile {
    /// Draws a new key.
    pub fn draw(purpose: Purpose, entropy: &dyn Entropy) -> anyhow::Result<Self> {
        Ok(Self::from_seed(purpose, draw(entropy)?))
    }

    /// The key of a seed.
    pub fn from_seed(purpose: Purpose, seed: [u8; 32]) -> Self {
        let public = PublicKey(CommandKey::from_seed(&seed).public());
        Self { purpose, origin: None, member: None, name: None, public, secret: PublicKey(seed) }
    }

    /// The same key, bound to a book.
    pub fn of_book(mut self, origin: &str) -> Self {
        self.origin = Some(origin.to_owned());
        self
    }

    /// The same key, bound to a member of a book.
    pub fn of_member(mut self, origin: &str, member: MemberId) -> Self {
        self.origin = Some(origin.to_owned());
        self.member = Some(member);
        self
    }

    /// The same key, bound to the name of a witness.
    pub fn of_witness(mut self, name: &str) -> Self {
        self.name = Some(name.to_owned());
        self
    }

    /// Reads a key file.
    pub fn read(file: &Path) -> Result<Self, Failure> {
        let text = std::fs::read_to_string(file)
            .with_context(|| format!("cannot read key file {}", file.display()))?;
        let key: Self = serde_json::from_str(&text).map_err(|_| {
            Failure::Refused(format!(
                "{} is not a key file of `yishi key new` or `yishi init`",
                file.display()
            ))
        })?;
        if Self::from_seed(key.purpose, key.secret.0).public != key.public {
            return Err(Failure::Refused(format!(
                "{}: the public key does not belong to the secret",
                file.display()
            )));
        }
        Ok(key)
    }

    /// Writes a key file that only its owner can read; an existing file is never replaced.
    pub fn write(&self, file: &Path) -> anyhow::Result<()> {
        let mut text = serde_json::to_vec_pretty(self)?;
        text.push(b'\n');
        secret_file::write(file, &text).with_context(|| format!("cannot create key file {}", file.display()))
    }

    /// The secret as a key that signs commands; refused for log keys.
    pub fn command_key(&self) -> Result<CommandKey, Failure> {
        match self.purpose {
            Purpose::Log => Err(Failure::Refused("a log key signs checkpoints and nothing else".into())),
            Purpose::Witness => {
                Err(Failure::Refused("a witness's key cosigns checkpoints and nothing else".into()))
            }
            Purpose::Engine | Purpose::Member => Ok(CommandKey::from_seed(&self.secret.0)),
        }
    }

    /// The secret as a key that signs checkpoints; refused for all others.
    pub fn log_key(&self) -> Result<LogKey, Failure> {
        match self.purpose {
            Purpose::Log => Ok(LogKey::from_seed(&self.secret.0)),
            Purpose::Engine | Purpose::Member | Purpose::Witness => {
                Err(Failure::Refused("this is not a log key, so it signs no checkpoints".into()))
            }
        }
    }

    /// The secret with its name as one that cosigns; refused for all others.
    pub fn cosigner(&self) -> Result<Cosigner, Failure> {
        match (self.purpose, &self.name) {
            (Purpose::Witness, Some(name)) => {
                Cosigner::new(name, WitnessKey::from_seed(&self.secret.0)).map_err(Failure::Refused)
            }
            _ => Err(Failure::Refused("this is not the key of a witness, so it cosigns nothing".into())),
        }
    }

    /// Bytes that only the holder of the secret can derive, the same ones every time for one `label`.
    pub fn derive(&self, label: &[u8]) -> [u8; 32] {
        let mut input = b"yishi/derived/v1\0".to_vec();
        input.extend_from_slice(&self.secret.0);
        input.extend_from_slice(label);
        yishi_log::text::document_hash(&input)
    }

    /// The row with which registrars enrol the key: it holds the proof that its holder has the secret.
    pub fn enrolment(&self, origin: &str, member: &MemberId, custody: Custody) -> Result<KeyRow, Failure> {
        let claim = serde_json::json!({ "key": self.public, "member": member, "origin": origin });
        let bytes = yishi_log::canonical::encode(&claim).map_err(|error| anyhow!(error))?;
        let signature = self.command_key()?.sign_payload(POSSESSION_TYPE, &bytes);
        Ok(KeyRow { member: member.clone(), key: self.public, custody, possession: hex::encode(signature) })
    }
}

/// A member id from 8 random bytes: it says nothing about whose it is.
pub fn random_member(entropy: &dyn Entropy) -> Result<MemberId, Failure> {
    let random: [u8; 8] = draw(entropy)?;
    Ok(format!("member_{}", hex::encode(random)).parse().map_err(anyhow::Error::from)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    #[test]
    fn a_key_file_is_for_its_owner_only_and_never_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("a.key");
        let key = KeyFile::from_seed(Purpose::Member, [7; 32]);
        key.write(&file).unwrap();
        assert_eq!(std::fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(KeyFile::read(&file).unwrap().public, key.public);
        assert!(KeyFile::from_seed(Purpose::Member, [8; 32]).write(&file).is_err());
        assert_eq!(KeyFile::read(&file).unwrap().public, key.public);
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1, "nothing is left beside it");
    }

    #[test]
    fn a_log_key_signs_no_commands_and_a_member_key_no_checkpoints() {
        assert!(KeyFile::from_seed(Purpose::Log, [7; 32]).command_key().is_err());
        assert!(KeyFile::from_seed(Purpose::Member, [7; 32]).log_key().is_err());
        let witness = KeyFile::from_seed(Purpose::Witness, [7; 32]).of_witness("witness.example");
        assert!(witness.log_key().is_err() && witness.command_key().is_err() && witness.cosigner().is_ok());
        assert!(KeyFile::from_seed(Purpose::Log, [7; 32]).of_witness("a.example").cosigner().is_err());
    }
}
