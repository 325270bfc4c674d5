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
