//! The keys of a member: when they came into force, by whom, and when they went.

use super::Act;
use crate::reading::Passed;
use serde::Serialize;
use std::collections::BTreeMap;
use yishi_core::{Custody, EnrolledKey, Event, MemberId, PublicKey};

/// The history of a key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct KeyHistory {
    /// The key.
    pub key: PublicKey,
    /// How it is kept: on the member's own device, on a clerk's, or by an institution for them.
    pub custody: Custody,
    /// The entry that enrolled it; it signs from the next one on, the founding registrars' from the first.
    pub enrolled_at: u64,
    /// When that was.
    pub enrolled_at_ms: u64,
    /// Who signed that entry: the last of the registrars that were needed.
    pub enrolled_by: Option<MemberId>,
    /// The entry that revoked it.
    pub revoked_at: Option<u64>,
    /// Who signed that entry.
    pub revoked_by: Option<MemberId>,
    /// Why, in the words of the registrars.
    pub revoked_because: Option<String>,
    /// How many entries it signed.
    pub signed: u64,
}

/// The keys of the member that is asked about, as the book goes on.
pub(super) struct Keys {
    member: MemberId,
    keys: BTreeMap<PublicKey, KeyHistory>,
}

impl Keys {
    pub(super) fn new(member: &MemberId) -> Self {
        Self { member: member.clone(), keys: BTreeMap::new() }
    }

    pub(super) const fn member(&self) -> &MemberId {
        &self.member
    }

    pub(super) fn is_empty(&self) -> bool {
        self.keys.is_empty()
    }

    pub(super) fn of(&self, key: &PublicKey) -> Option<&KeyHistory> {
        self.keys.get(key)
    }

    pub(super) fn learn(&mut self, passed: &Passed<'_>) {
        let signer = || match &passed.envelope.actor {
            yishi_core::Party::Member(member) => Some(member.clone()),
            yishi_core::Party::Engine => None,
        };
        for event in passed.events {
            match event {
                Event::BookCreated(created) => self.enrol(&created.registrars, passed, signer()),
                Event::KeysEnrolled(enrolled) => self.enrol(&enrolled.keys, passed, signer()),
                Event::KeyRevoked(revoked) => {
                    if let Some(history) = self.keys.get_mut(&revoked.key) {
                        history.revoked_at = Some(passed.index);
                        history.revoked_by = signer();
                        history.revoked_because = Some(revoked.reason.clone());
                    }
                }
                _ => {}
            }
        }
    }

    fn enrol(&mut self, rows: &[EnrolledKey], passed: &Passed<'_>, by: Option<MemberId>) {
        for row in rows.iter().filter(|row| row.member == self.member) {
            let history = KeyHistory {
                key: row.key,
                custody: row.custody,
                enrolled_at: passed.index,
                enrolled_at_ms: passed.at.0,
                enrolled_by: by.clone(),
                revoked_at: None,
                revoked_by: None,
                revoked_because: None,
                signed: 0,
            };
            self.keys.insert(row.key, history);
        }
    }

    /// The histories in the order of enrolment, with what each key signed.
    pub(super) fn into_histories(self, acts: &[Act]) -> Vec<KeyHistory> {
        let mut histories: Vec<KeyHistory> = self.keys.into_values().collect();
        for history in &mut histories {
            let signed = acts.iter().filter(|act| act.way.is_by_key() && act.key == history.key).count();
            history.signed = u64::try_from(signed).unwrap_or(u64::MAX);
        }
        histories.sort_by_key(|history| history.enrolled_at);
        histories
    }
}
