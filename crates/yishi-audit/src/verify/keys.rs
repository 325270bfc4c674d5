//! Keys: decoded once for all threads, and which of them is in force at an entry.

use super::leaf::{Facts, KeyChange};
use std::collections::HashMap;
use std::sync::{PoisonError, RwLock};
use yishi_book::KeyCache;
use yishi_core::{MemberId, Party, PublicKey};
use yishi_log::key::{KeyError, VerifyingKey};

/// How many decoded keys are kept; about 15 MB. Beyond it the cache starts anew.
const MAX_KEYS: usize = 1 << 16;

/// Decoded keys, shared by threads: decoding one costs about as much as verifying a signature.
#[derive(Debug, Default)]
pub(super) struct SharedKeys(RwLock<HashMap<PublicKey, Result<VerifyingKey, KeyError>>>);

impl KeyCache for SharedKeys {
    fn verifying_key(&self, key: &PublicKey) -> Result<VerifyingKey, KeyError> {
        let known = self.0.read().unwrap_or_else(PoisonError::into_inner).get(key).cloned();
        if let Some(known) = known {
            return known;
        }
        // Decoded outside the lock: two threads may do it twice, none waits for the other.
        let decoded = VerifyingKey::from_bytes(&key.0);
        let mut cache = self.0.write().unwrap_or_else(PoisonError::into_inner);
        if cache.len() >= MAX_KEYS {
            cache.clear();
        }
        cache.insert(*key, decoded.clone());
        decoded
    }
}

/// Which keys are in force, entry after entry. Independent of the rules' own record, which replay uses.
#[derive(Debug, Default)]
pub(super) struct KeyRegister {
    engine: Option<PublicKey>,
    members: HashMap<PublicKey, Enrolment>,
}

#[derive(Debug)]
struct Enrolment {
    member: MemberId,
    revoked: bool,
}

impl KeyRegister {
    /// Says why the signer's key is not in force, then takes over what the entry changes.
    pub(super) fn check(&mut self, facts: &mut Facts) -> Option<String> {
        let problem = self.problem(facts);
        self.apply(facts);
        problem
    }

    fn problem(&self, facts: &Facts) -> Option<String> {
        let founders = facts.founders.as_ref().filter(|_| self.engine.is_none());
        let why = match (&facts.party, founders) {
            (Party::Engine, _) if self.engine == Some(facts.key) => return None,
            (Party::Engine, _) => "it is not the engine's key",
            // The founding entry is signed by one of the registrars that it names itself.
            (Party::Member(member), Some(founders)) => {
                if founders.iter().any(|(key, founder)| *key == facts.key && founder == member) {
                    return None;
                }
                "it is not of a registrar whom the first entry names"
            }
            (Party::Member(member), None) => match self.members.get(&facts.key) {
                None => "it is not enrolled in this book",
                Some(enrolment) if enrolment.member != *member => "it is enrolled for somebody else",
                Some(enrolment) if enrolment.revoked => "it was revoked before",
                Some(_) => return None,
            },
        };
        Some(format!("key {} may not sign this entry: {why}", facts.key))
    }

    fn apply(&mut self, facts: &mut Facts) {
        for change in facts.changes.drain(..) {
            match change {
                KeyChange::Engine(key) => self.engine = Some(key),
                KeyChange::Enrolled(key, member) => {
                    self.members.insert(key, Enrolment { member, revoked: false });
                }
                KeyChange::Revoked(key) => {
                    if let Some(enrolment) = self.members.get_mut(&key) {
                        enrolment.revoked = true;
                    }
                }
            }
        }
    }
}
