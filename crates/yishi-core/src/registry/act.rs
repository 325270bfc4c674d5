//! What registrars of a registry book do together, and whether it can still take effect.

use super::*;
use crate::bounds::{already, wrong_stage};
use crate::decide::Deciding;

/// What stands in the register by an act of its registrars.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Registration {
    /// The book's name.
    pub origin: BookOrigin,
    /// The C2SP verifier key of its log; its name is the book's.
    pub log_vkey: String,
    /// The RFC 6962 leaf hash of its first entry.
    pub first_leaf: Digest,
    /// The key of its engine.
    pub engine_key: PublicKey,
    /// Its witness policy (C2SP tlog-policy), as a document; absent for none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub policy: Option<DocumentHash>,
}

/// Another key of a registered book's log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RegisteredKeyRotation {
    /// The book.
    pub origin: BookOrigin,
    /// The new C2SP verifier key; its name is the book's.
    pub log_vkey: String,
    /// The smallest size that the new key signs: above that of the key before it.
    pub from_size: u64,
    /// The largest size that the key before it still signs: from `from_size` − 1 on, so that some key signs each size, and no less
    /// than the newest pin, which it signed.
    pub until_size: u64,
}

/// Another witness policy of a registered book.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PolicyChange {
    /// The book.
    pub origin: BookOrigin,
    /// The new policy (C2SP tlog-policy), as a document; absent for none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub policy: Option<DocumentHash>,
}

/// The freezing of a registered book.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RegisteredFreezing {
    /// The book.
    pub origin: BookOrigin,
    /// Why, in words; 1 to 200 characters.
    pub reason: String,
    /// The size of the last pin of which all is good; 1 for the first entry alone.
    pub last_good_size: u64,
}

/// The successor of a frozen book.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BookSuccession {
    /// The frozen book.
    pub origin: BookOrigin,
    /// The book that goes on, registered and not frozen itself.
    pub successor: BookOrigin,
    /// The first entry of the successor, byte for byte; at most 8,192 bytes. Its founding names the frozen book at its last good entry.
    pub founding: String,
}

impl Deciding<'_> {
    fn registry(&self) -> Result<&RegistryClause, Rejection> {
        self.charter()?.charter.registry.as_ref().ok_or(Rejection::NoRegistry)
    }

    /// By when a book is pinned that was registered or pinned by this entry.
    pub(crate) fn pin_by_ms(&self) -> Result<TimeMs, Rejection> {
        Ok(self.state.calendar.end_of(self.context.at, self.registry()?.pin_every))
    }

    pub(crate) fn require_registrable(&self, registration: &Registration) -> Result<(), Rejection> {
        let most = self.registry()?.books_at_most.0;
        require_words("log_vkey", &registration.log_vkey)?;
        let Registration { origin, .. } = registration;
        if self.state.register.books.contains_key(origin) {
            return Err(already(format!("`{origin}` stands in the register")));
        }
        let found = self.state.register.books.len();
        if u32::try_from(found).is_ok_and(|found| found < most) {
            return Ok(());
        }
        Err(out_of_range("books", &format!("at most {most}, as the charter says"), found))
    }

    /// What is pinned was signed by the key before, and a size that no key signs would end the book.
    pub(crate) fn require_rotatable(&self, rotation: &RegisteredKeyRotation) -> Result<(), Rejection> {
        let book = self.unfrozen(&rotation.origin)?;
        require_words("log_vkey", &rotation.log_vkey)?;
        require_new_key(&book.keys, &rotation.log_vkey)?;
        require_overlap(book, rotation)
    }

    pub(crate) fn require_policy_change(&self, change: &PolicyChange) -> Result<(), Rejection> {
        if self.unfrozen(&change.origin)?.policy == change.policy {
            return Err(already(format!("this is the policy of `{}`", change.origin)));
        }
        Ok(())
    }

    pub(crate) fn require_freezable(&self, freezing: &RegisteredFreezing) -> Result<(), Rejection> {
        let book = self.unfrozen(&freezing.origin)?;
        require_words("reason", &freezing.reason)?;
        let size = freezing.last_good_size;
        if book.pins.contains_key(&size) { Ok(()) } else { Err(not_pinned(&freezing.origin, size)) }
    }

    /// That the successor's founding names the frozen book is proven by `yishi-book`.
    pub(crate) fn require_successor(&self, succession: &BookSuccession) -> Result<(), Rejection> {
        let BookSuccession { origin, successor, founding } = succession;
        self.registry()?;
        let book = self.state.registered_book(origin)?;
        if book.freeze.is_none() {
            return Err(wrong_stage("book", origin, "in force", "frozen"));
        }
        if let Some(named) = &book.successor {
            return Err(already(format!("`{named}` is the successor of `{origin}`")));
        }
        if founding.len() > MAX_CITED_BYTES {
            let expected = format!("at most {MAX_CITED_BYTES} bytes");
            return Err(out_of_range("founding", &expected, founding.len()));
        }
        self.unfrozen(successor).map(|_| ())
    }

    /// A book that stands in the register and is not frozen.
    pub(crate) fn unfrozen(&self, origin: &BookOrigin) -> Result<&RegisteredBook, Rejection> {
        self.registry()?;
        let book = self.state.registered_book(origin)?;
        if book.freeze.is_some() {
            return Err(wrong_stage("book", origin, "frozen", "in force"));
        }
        Ok(book)
    }

    /// A book comes into the register with its first entry as its first pin.
    pub(crate) fn register(
        &self,
        request: RegistrarRequestId,
        found: &Registration,
    ) -> Result<Event, Rejection> {
        let event = BookRegistered {
            request,
            book: RegisteredBookId::first(self.context.index),
            origin: found.origin.clone(),
            log_vkey: found.log_vkey.clone(),
            first_leaf: found.first_leaf,
            engine_key: found.engine_key,
            policy: found.policy,
            pin_by_ms: self.pin_by_ms()?,
        };
        Ok(event.into())
    }

    pub(crate) fn freeze_registered(
        &self,
        request: RegistrarRequestId,
        found: &RegisteredFreezing,
    ) -> Result<Event, Rejection> {
        let book = self.unfrozen(&found.origin)?;
        let size = found.last_good_size;
        let pin = book.pins.get(&size).ok_or_else(|| not_pinned(&found.origin, size))?;
        let last_good = StandsAt { size, root: pin.root };
        let (origin, reason) = (found.origin.clone(), found.reason.clone());
        Ok(RegisteredBookFrozen { request, origin, reason, last_good }.into())
    }
}

impl RegisteredKeyRotation {
    pub(crate) fn effect(&self, request: RegistrarRequestId) -> Event {
        let Self { origin, log_vkey, from_size, until_size } = self.clone();
        RegisteredKeyRotated { request, origin, log_vkey, from_size, until_size }.into()
    }
}

impl PolicyChange {
    pub(crate) fn effect(&self, request: RegistrarRequestId) -> Event {
        RegisteredPolicyChanged { request, origin: self.origin.clone(), policy: self.policy }.into()
    }
}

impl BookSuccession {
    pub(crate) fn effect(&self, request: RegistrarRequestId) -> Event {
        let (origin, successor) = (self.origin.clone(), self.successor.clone());
        SuccessorNamed { request, origin, successor }.into()
    }
}

fn not_pinned(origin: &BookOrigin, found: u64) -> Rejection {
    let expected = format!("the size of a pin of `{origin}`; 1 for its first entry alone");
    out_of_range("last_good_size", &expected, found)
}

/// A key comes into force once.
pub(crate) fn require_new_key(keys: &[LogKeySpan], log_vkey: &str) -> Result<(), Rejection> {
    if keys.iter().any(|span| span.log_vkey == log_vkey) {
        return Err(already(format!("`{log_vkey}` is or was a key of this book")));
    }
    require_count("keys", keys.len().saturating_add(1), 1, MAX_PER_BOOK)
}

/// The new key begins after the one before, and that one goes on until the new one signs.
fn require_overlap(book: &RegisteredBook, rotation: &RegisteredKeyRotation) -> Result<(), Rejection> {
    let (from_size, until_size) = (rotation.from_size, rotation.until_size);
    let earliest = book.keys.last().map_or(0, |last| last.from_size).saturating_add(1);
    if from_size < earliest {
        return Err(out_of_range("from_size", &format!("{earliest} or more"), from_size));
    }
    require_safe("from_size", from_size)?;
    require_safe("until_size", until_size)?;
    let least = from_size.saturating_sub(1).max(book.newest_pin().size);
    if until_size < least {
        let expected =
            format!("{least} or more: some key signs each size, and the newest pin was signed by this one");
        return Err(out_of_range("until_size", &expected, until_size));
    }
    Ok(())
}
