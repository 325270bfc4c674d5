//! A bounded cache of decoded keys: decoding costs a tenth of a verification, and voters come back.

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

impl KeyCache for Keys {
    fn verifying_key(&self, key: &PublicKey) -> Result<VerifyingKey, KeyError> {
        let known = self.0.read().unwrap_or_else(PoisonError::into_inner);
        match known.young.get(key).or_else(|| known.old.get(key)) {
            Some(decoded) => Ok(decoded.clone()),
            None => NoKeyCache.verifying_key(key),
        }
    }
}

impl Keys {
    /// Remembers a key. Only enrolled keys are offered, so that strangers cannot push them out.
    pub(crate) fn remember(&self, key: &PublicKey) {
        if self.contains(key) {
            return;
        }
        let Ok(decoded) = NoKeyCache.verifying_key(key) else { return };
        let mut generations = self.0.write().unwrap_or_else(PoisonError::into_inner);
        if generations.young.len() >= GENERATION {
            generations.old = std::mem::take(&mut generations.young);
        }
        generations.young.insert(*key, decoded);
    }

    fn contains(&self, key: &PublicKey) -> bool {
        self.0.read().unwrap_or_else(PoisonError::into_inner).young.contains_key(key)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use yishi_log::key::CommandKey;

    fn key(n: u32) -> PublicKey {
        let mut seed = [0; 32];
        seed[..4].copy_from_slice(&n.to_be_bytes());
        PublicKey(CommandKey::from_seed(&seed).public())
    }

    #[test]
    fn a_remembered_key_is_given_back_and_a_bad_one_is_never_kept() {
        let keys = Keys::default();
        keys.remember(&key(1));
        assert!(keys.contains(&key(1)) && keys.verifying_key(&key(1)).is_ok());
        keys.remember(&PublicKey([0; 32]));
        assert!(!keys.contains(&PublicKey([0; 32])));
        assert!(keys.verifying_key(&PublicKey([0; 32])).is_err());
    }

    #[test]
    fn the_cache_never_holds_more_than_two_generations() {
        let keys = Keys::default();
        let decoded = VerifyingKey::from_bytes(&key(0).0).unwrap();
        let fill = |from: u32| {
            let mut generations = keys.0.write().unwrap();
            let full = (from..).take(GENERATION);
            generations.young = full
                .map(|n| (PublicKey([n.to_be_bytes(); 8].concat().try_into().unwrap()), decoded.clone()))
                .collect();
        };
        fill(0);
        keys.remember(&key(1));
        fill(1_000_000);
        keys.remember(&key(2));
        let generations = keys.0.read().unwrap();
        assert_eq!((generations.young.len(), generations.old.len()), (1, GENERATION));
    }
}
