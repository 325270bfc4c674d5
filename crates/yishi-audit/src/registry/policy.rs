//! The witness policy of a registered book, as the registry's bundle holds it.

use super::shown::ShownBook;
use super::{NotHeld, NotHeldWhat, RegistryReport};
use crate::bundle::{Bundle, BundleError, DOCUMENTS};
use yishi_core::{RegisteredBook, keys_at};
use yishi_log::policy::Policy;

impl RegistryReport {
    /// The checkpoint that was shown has the witnesses that the registered policy asks for.
    pub(super) fn hold_policy(
        &mut self,
        registry: &Bundle,
        book: &RegisteredBook,
        shown: &ShownBook,
    ) -> Result<(), BundleError> {
        let Some(hash) = book.policy else { return Ok(()) };
        let Some(text) = registry.read(&format!("{DOCUMENTS}/{hash}"))? else {
            let what = NotHeldWhat::PolicyMissing;
            self.not_checked.push(NotHeld { book: shown.origin.clone(), what });
            return Ok(());
        };
        if let Err(message) = judged(&text, book, shown) {
            self.find(&shown.origin, "policy", message);
        }
        Ok(())
    }
}

fn judged(text: &[u8], book: &RegisteredBook, shown: &ShownBook) -> Result<(), String> {
    let policy = Policy::parse(text).map_err(|error| format!("the registered policy: {error}"))?;
    let size = shown.checkpoint.as_ref().map_or(0, |checkpoint| checkpoint.size);
    let in_force = |vkey: &str| keys_at(&book.keys, size).any(|span| span.log_vkey == vkey);
    if !policy.logs().iter().any(|log| in_force(&log.to_vkey())) {
        return Err("the registered policy names no log key that is in force: change it".to_owned());
    }
    let Some(note) = &shown.note else { return Ok(()) };
    policy.open(note).map(|_| ()).map_err(|error| format!("under the registered policy: {error}"))
}
