//! Timers: what the engine signs when an obligation falls due.

use crate::envelope::ENVELOPE_VERSION;
use crate::nonce::first_bytes;
use crate::{Book, Envelope, Nonce, Seen};
use sha2::{Digest as _, Sha256};
use yishi_core::{Digest, FireTimer, Obligation, Party, PublicKey, TimeMs};

const DAY_MS: u64 = 24 * 60 * 60 * 1000;

impl Book {
    /// The envelope that the engine has to sign to fire the obligation due first at `at`, if one is due.
    ///
    /// Its nonce follows from the obligation, so that one obligation can never fire twice, whoever restarts when.
    pub fn due_timer(&self, engine_key: &PublicKey, at: TimeMs) -> Option<Envelope> {
        let at = at.max(self.recorded_at);
        let (due_at_ms, obligation) = self.state.next_due(at)?;
        Some(Envelope {
            v: ENVELOPE_VERSION,
            origin: self.origin.clone(),
            actor: Party::Engine,
            assistance: None,
            key: *engine_key,
            nonce: timer_nonce(&obligation, due_at_ms),
            expires_at_ms: timer_expiry(at),
            seen: Seen { size: self.size(), root: Digest(self.root.0) },
            command: FireTimer { obligation, due_at_ms }.into(),
        })
    }
}

/// The first 16 bytes of SHA-256("yishi/timer/v1\0" ‖ `<obligation>@<due_at_ms>`).
pub fn timer_nonce(obligation: &Obligation, due_at_ms: TimeMs) -> Nonce {
    let digest: [u8; 32] = Sha256::new()
        .chain_update(b"yishi/timer/v1\0")
        .chain_update(format!("{obligation}@{}", due_at_ms.0))
        .finalize()
        .into();
    Nonce(first_bytes(&digest))
}

/// The end (UTC) of the day after the one in which the timer fires: between one and two days.
pub fn timer_expiry(at: TimeMs) -> TimeMs {
    let days = at.0.checked_div(DAY_MS).unwrap_or_default().saturating_add(2);
    TimeMs(days.saturating_mul(DAY_MS))
}
