//! A bounded cache of decoded keys: decoding costs a tenth of a verification, and voters come back.

use crate::Version;
use std::collections::HashMap;
use std::sync::{PoisonError, RwLock};
use yishi_book::{KeyCache, NoKeyCache};
use yishi_core::PublicKey;
use yishi_log::key::{KeyError, VerifyingKey};

/// Keys in one generation; two are kept, about 250 bytes a key.
const GENERATION: usize = 32 * 1024;

/// Two generations: when the younger is full, the older is dropped.
#[derive(Debug, Default)]
struct Generations {
    young: HashMap<PublicKey, VerifyingKey>,
    old: HashMap<PublicKey, VerifyingKey>,
}

/// Decoded keys of those enrolled.
#[derive(Debug, Default)]
pub(crate) struct Keys(RwLock<Generations>);

/// The cache as seen with a version, which says who is enrolled.
pub(crate) struct EnrolledKeys<'a> {
    pub(crate) keys: &'a Keys,
    pub(crate) version: &'a Version,
}

impl KeyCache for EnrolledKeys<'_> {
    fn verifying_key(&self, key: &PublicKey) -> Result<VerifyingKey, KeyError> {
        if let Some(decoded) = self.keys.get(key) {
            return Ok(decoded);
        }
        // Only enrolled keys are kept, so that strangers cannot push them out; they were checked in full at enrolment.
        if !self.version.state.keys.contains_key(key) {
            return NoKeyCache.verifying_key(key);
        }
        let decoded = VerifyingKey::from_accepted_bytes(&key.0)?;
        self.keys.insert(*key, decoded.clone());
        Ok(decoded)
    }
}

impl Keys {
    fn get(&self, key: &PublicKey) -> Option<VerifyingKey> {
        let known = self.0.read().unwrap_or_else(PoisonError::into_inner);
        known.young.get(key).or_else(|| known.old.get(key)).cloned()
    }

    fn insert(&self, key: PublicKey, decoded: VerifyingKey) {
        let mut generations = self.0.write().unwrap_or_else(PoisonError::into_inner);
        if generations.young.len() >= GENERATION {
            generations.old = std::mem::take(&mut generations.young);
        }
        generations.young.insert(key, decoded);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;
    use yishi_core::{Custody, KeyRecord, State, TimeMs};
    use yishi_log::key::CommandKey;
    use yishi_log::tree::empty_root;

    fn key(n: u8) -> PublicKey {
        PublicKey(CommandKey::from_seed(&[n; 32]).public())
    }

    /// A version in which these keys are enrolled.
    fn version(keys: &[PublicKey]) -> Version {
        let member = "resident_1".parse().unwrap();
        let record = Arc::new(KeyRecord { member, custody: Custody::Own, enrolled_at: 0, revoked_at: None });
        let keys = keys.iter().map(|key| (*key, record.clone())).collect();
        let state = State { keys, ..State::default() };
        Version { size: 0, root: empty_root(), recorded_at: TimeMs(0), checkpoint: "".into(), state }
    }

    #[test]
    fn an_enrolled_key_is_kept_and_a_strangers_is_decoded_each_time() {
        let (keys, version) = (Keys::default(), version(&[key(1)]));
        let enrolled = EnrolledKeys { keys: &keys, version: &version };
        assert!(enrolled.verifying_key(&key(1)).is_ok() && enrolled.verifying_key(&key(2)).is_ok());
        assert!(keys.get(&key(1)).is_some());
        assert!(keys.get(&key(2)).is_none());
    }

    #[test]
    fn a_key_of_small_order_is_refused_also_with_the_cache() {
        let (keys, version) = (Keys::default(), version(&[]));
        let mut identity = [0; 32];
        identity[0] = 1;
        let enrolled = EnrolledKeys { keys: &keys, version: &version };
        assert_eq!(enrolled.verifying_key(&PublicKey(identity)), Err(KeyError::Torsion));
    }

    #[test]
    fn the_cache_never_holds_more_than_two_generations() {
        let keys = Keys::default();
        let decoded = VerifyingKey::from_bytes(&key(0).0).unwrap();
        for n in 0..=2 * GENERATION {
            let number = u32::try_from(n).unwrap().to_be_bytes();
            keys.insert(PublicKey([number; 8].concat().try_into().unwrap()), decoded.clone());
        }
        let generations = keys.0.read().unwrap();
        assert_eq!((generations.young.len(), generations.old.len()), (1, GENERATION));
    }
}
