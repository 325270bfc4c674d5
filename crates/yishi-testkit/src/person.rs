//! People with keys, the same in every run: everything follows from the name.

use yishi_book::possession_payload;
use yishi_core::{Custody, KeyRow, MemberId, PublicKey};
use yishi_log::dsse::POSSESSION_TYPE;
use yishi_log::key::CommandKey;

/// A member with a key of their own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// The member's id, which in tests is the name.
    pub id: MemberId,
    seed: [u8; 32],
}

/// A secret that follows from words; for tests only.
pub fn seed(words: &str) -> [u8; 32] {
    yishi_log::text::document_hash(format!("yishi test secret of {words}").as_bytes())
}

impl Person {
    /// The person of a name.
    pub fn named(name: &str) -> Self {
        Self { id: name.parse().expect("a name of a-z, 0-9, _ and -"), seed: seed(name) }
    }

    /// The same person with another key, as after a loss.
    pub fn with_key(&self, words: &str) -> Self {
        Self { id: self.id.clone(), seed: seed(words) }
    }

    /// The secret key.
    pub fn key(&self) -> CommandKey {
        CommandKey::from_seed(&self.seed)
    }

    /// The seed of the secret key.
    pub const fn key_seed(&self) -> &[u8; 32] {
        &self.seed
    }

    /// The public key.
    pub fn public(&self) -> PublicKey {
        PublicKey(self.key().public())
    }

    /// The key with its proof of possession for a book.
    pub fn key_row(&self, origin: &str, custody: Custody) -> KeyRow {
        let key = self.public();
        let payload = possession_payload(origin, &self.id, &key).unwrap();
        let possession = hex::encode(self.key().sign_payload(POSSESSION_TYPE, &payload));
        KeyRow { member: self.id.clone(), key, custody, possession }
    }
}
