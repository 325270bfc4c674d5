//! What the engine signs by itself: a timer when an obligation falls due, and the newest rules that it knows.

use crate::envelope::ENVELOPE_VERSION;
use crate::nonce::first_bytes;
use crate::{Book, Envelope, Nonce, Seen};
use sha2::{Digest as _, Sha256};
use yishi_core::{
    AdoptRules, Command, Digest, FireTimer, NEWEST_RULESET, Obligation, Party, PublicKey, Ruleset, TimeMs,
};

const DAY_MS: u64 = 24 * 60 * 60 * 1000;

impl Book {
    /// The envelope that the engine has to sign next at `at`: for the obligation that fell due first, else for newer rules
    /// than the book has; nothing most of the time.
    ///
    /// The nonce follows from what is signed, so that nothing can happen twice, whoever restarts when.
    pub fn engine_act(&self, engine_key: &PublicKey, at: TimeMs) -> Option<Envelope> {
        let at = at.max(self.recorded_at);
        let (nonce, command) = self.due_timer(at).or_else(|| self.newer_rules())?;
        Some(Envelope {
            v: ENVELOPE_VERSION,
            origin: self.origin.clone(),
            actor: Party::Engine,
            assistance: None,
            key: *engine_key,
            nonce,
            expires_at_ms: timer_expiry(at),
            seen: Seen { size: self.size(), root: Digest(self.root.0) },
            command,
        })
    }

    fn due_timer(&self, at: TimeMs) -> Option<(Nonce, Command)> {
        let (due_at_ms, obligation) = self.state.next_due(at)?;
        Some((timer_nonce(&obligation, due_at_ms), FireTimer { obligation, due_at_ms }.into()))
    }

    fn newer_rules(&self) -> Option<(Nonce, Command)> {
        let open = self.state.book.as_ref().is_some_and(|book| book.end.is_none());
        let older = open && self.state.ruleset < NEWEST_RULESET;
        let ruleset = NEWEST_RULESET;
        older.then(|| (rules_nonce(ruleset), AdoptRules { ruleset }.into()))
    }
}

/// The first 16 bytes of SHA-256("yishi/timer/v1\0" ‖ `<obligation>@<due_at_ms>`).
pub fn timer_nonce(obligation: &Obligation, due_at_ms: TimeMs) -> Nonce {
    nonce_of(b"yishi/timer/v1\0", &format!("{obligation}@{}", due_at_ms.0))
}

/// The first 16 bytes of SHA-256("yishi/rules/v1\0" ‖ `<ruleset>`).
fn rules_nonce(ruleset: Ruleset) -> Nonce {
    nonce_of(b"yishi/rules/v1\0", &ruleset.0.to_string())
}

fn nonce_of(context: &[u8], text: &str) -> Nonce {
    let digest: [u8; 32] = Sha256::new().chain_update(context).chain_update(text).finalize().into();
    Nonce(first_bytes(&digest))
}

/// The end (UTC) of the day after the one in which the timer fires: between one and two days.
pub fn timer_expiry(at: TimeMs) -> TimeMs {
    let days = at.0.checked_div(DAY_MS).unwrap_or_default().saturating_add(2);
    TimeMs(days.saturating_mul(DAY_MS))
}
