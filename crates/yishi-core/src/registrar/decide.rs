//! Who may ask for an act and agree to it, and whether it can still take effect.

use super::*;
use crate::decide::{Deciding, Decision};

impl KeyRow {
    /// The key without its proof, which is checked before it gets here.
    pub(crate) fn enrolled(&self) -> EnrolledKey {
        EnrolledKey { member: self.member.clone(), key: self.key, custody: self.custody }
    }
}

/// Refuses a list that names a key twice.
pub(crate) fn require_distinct_keys(rows: &[KeyRow]) -> Result<(), Rejection> {
    let mut seen = BTreeSet::new();
    match rows.iter().find(|row| !seen.insert(row.key)) {
        None => Ok(()),
        Some(twice) => Err(Rejection::KeyInUse { key: twice.key }),
    }
}

/// By a registrar. With a threshold of one the act takes effect at once.
pub(crate) fn decide_request_registrar_act(
    deciding: &Deciding<'_>,
    command: &RequestRegistrarAct,
) -> Decision {
    let registrar = deciding.require_registrar()?.clone();
    deciding.require_possible(&command.act)?;
    let request = RegistrarRequestId::first(deciding.context.index);
    let threshold = deciding.registrar_threshold();
    let mut events = vec![
        RegistrarActRequested { request, threshold, lapses_at_ms: deciding.request_lapses_at() }.into(),
        RegistrarActEndorsed { request, registrar }.into(),
    ];
    if threshold <= 1 {
        events.push(deciding.effect(request, &command.act)?);
    }
    Ok(events)
}

/// By another registrar; once enough agree the act takes effect, if it still can.
pub(crate) fn decide_endorse_registrar_act(
    deciding: &Deciding<'_>,
    command: &EndorseRegistrarAct,
) -> Decision {
    let registrar = deciding.require_registrar()?.clone();
    let request = deciding.state.registrar_request(&command.request)?;
    let settled = |how: &str| Err(Rejection::AlreadyDone { what: format!("request `{}` {how}", request.id) });
    match request.status {
        RequestStatus::Waiting => {}
        RequestStatus::Effective => return settled("took effect already"),
        RequestStatus::Lapsed => return settled("lapsed: request the act again"),
    }
    if request.endorsed_by.contains(&registrar) {
        let what = format!("`{registrar}` agreed to request `{}` already", request.id);
        return Err(Rejection::AlreadyDone { what });
    }
    // Who is no registrar any more has no say in what the others do.
    let agreed = request.endorsed_by.iter().filter(|member| deciding.state.is_registrar(member)).count() + 1;
    let mut events = vec![RegistrarActEndorsed { request: request.id, registrar }.into()];
    if u64::try_from(agreed).unwrap_or(u64::MAX) >= u64::from(request.threshold) {
        deciding.require_possible(&request.act)?;
        events.push(deciding.effect(request.id, &request.act)?);
    }
    Ok(events)
}

/// Only a request that still waits lapses.
pub(crate) fn decide_request_lapses(deciding: &Deciding<'_>, request: RegistrarRequestId) -> Decision {
    let found = deciding.state.registrar_request(&request)?;
    let waits = found.status == RequestStatus::Waiting;
    Ok(if waits { vec![RegistrarActLapsed { request }.into()] } else { Vec::new() })
}

impl Deciding<'_> {
    /// How many registrars must agree now: as the charter says, and one before there is a charter.
    fn registrar_threshold(&self) -> u32 {
        self.state.charter().map_or(1, |version| version.charter.registrars.threshold)
    }

    fn effect(&self, request: RegistrarRequestId, act: &RegistrarAct) -> Result<Event, Rejection> {
        Ok(match act {
            RegistrarAct::EnrolKeys { keys } => {
                KeysEnrolled { request, keys: keys.iter().map(KeyRow::enrolled).collect() }.into()
            }
            RegistrarAct::RevokeKey { key, reason } => {
                KeyRevoked { request, key: *key, reason: reason.clone() }.into()
            }
            RegistrarAct::AddRegistrar { member } => {
                RegistrarAdded { request, member: member.clone() }.into()
            }
            RegistrarAct::RemoveRegistrar { member, reason } => {
                RegistrarRemoved { request, member: member.clone(), reason: reason.clone() }.into()
            }
            RegistrarAct::EraseMember { member, ground } => {
                self.part_of_erasure(request, member, ground).into()
            }
            RegistrarAct::RotateLogKey(rotation) => self.own_rotation(request, rotation),
            RegistrarAct::FreezeBook(freezing) => freezing.effect(request),
            RegistrarAct::RegisterBook(registration) => self.register(request, registration)?,
            RegistrarAct::RotateRegisteredKey(rotation) => rotation.effect(request),
            RegistrarAct::ChangeRegisteredPolicy(change) => change.effect(request),
            RegistrarAct::FreezeRegisteredBook(freezing) => self.freeze_registered(request, freezing)?,
            RegistrarAct::NameSuccessor(succession) => succession.effect(request),
        })
    }

    fn require_possible(&self, act: &RegistrarAct) -> Result<(), Rejection> {
        match act {
            RegistrarAct::EnrolKeys { keys } => {
                require_count("keys", keys.len(), 1, MAX_KEYS)?;
                require_distinct_keys(keys)?;
                keys.iter().try_for_each(|row| self.require_enrollable(row))
            }
            RegistrarAct::RevokeKey { key, reason } => {
                require_words("reason", reason)?;
                self.require_revocable(key)
            }
            RegistrarAct::AddRegistrar { member } => self.require_addable(member),
            RegistrarAct::RemoveRegistrar { member, reason } => {
                require_words("reason", reason)?;
                self.require_removable(member)
            }
            RegistrarAct::EraseMember { member, ground } => self.require_erasable(member, ground),
            RegistrarAct::RotateLogKey(rotation) => self.require_own_rotation(rotation),
            RegistrarAct::FreezeBook(freezing) => self.require_own_freezing(freezing),
            RegistrarAct::RegisterBook(registration) => self.require_registrable(registration),
            RegistrarAct::RotateRegisteredKey(rotation) => self.require_rotatable(rotation),
            RegistrarAct::ChangeRegisteredPolicy(change) => self.require_policy_change(change),
            RegistrarAct::FreezeRegisteredBook(freezing) => self.require_freezable(freezing),
            RegistrarAct::NameSuccessor(succession) => self.require_successor(succession),
        }
    }

    /// A registrar signs, so somebody without a key in force could not be one.
    fn require_addable(&self, member: &MemberId) -> Result<(), Rejection> {
        if self.state.is_registrar(member) {
            return Err(Rejection::AlreadyDone { what: format!("`{member}` is a registrar already") });
        }
        self.present_member(member)?;
        if !self.state.has_key_in_force(member) {
            return Err(Rejection::NotFound { kind: "key in force of".to_owned(), id: member.to_string() });
        }
        let registrars = self.registrars();
        if registrars.len() >= MAX_REGISTRARS {
            let expected = format!("at most {MAX_REGISTRARS}: remove one first");
            return Err(out_of_range("registrars", &expected, registrars.len()));
        }
        Ok(())
    }

    /// Those who are left must be able to agree to anything at all.
    fn require_removable(&self, member: &MemberId) -> Result<(), Rejection> {
        if !self.state.is_registrar(member) {
            return Err(Rejection::NotRegistrar { member: member.clone() });
        }
        let left = self.registrars().len().saturating_sub(1);
        let needed = usize::try_from(self.registrar_threshold().max(1)).unwrap_or(usize::MAX);
        if left >= needed {
            return Ok(());
        }
        let expected = format!("at least {needed} after the removal, for so many must agree: add one first");
        Err(out_of_range("registrars", &expected, left))
    }

    fn registrars(&self) -> &[MemberId] {
        self.state.book.as_ref().map_or(&[], |book| &book.registrars)
    }

    fn request_lapses_at(&self) -> Option<TimeMs> {
        let lapses = self.context.ruleset >= Ruleset::SECOND;
        lapses.then(|| self.state.calendar.end_of(self.context.at, REQUEST_LAPSES_AFTER))
    }

    /// A key that was ever enrolled stays with its first holder: one that was revoked cannot come back.
    fn require_enrollable(&self, row: &KeyRow) -> Result<(), Rejection> {
        let engine_key = self.state.book.as_ref().map(|book| book.engine_key);
        if self.state.keys.contains_key(&row.key) || engine_key == Some(row.key) {
            return Err(Rejection::KeyInUse { key: row.key });
        }
        if self.state.is_registrar(&row.member) {
            return Ok(());
        }
        let member = self.state.member(&row.member)?;
        if member.standing == Standing::Left {
            let (member, standing) = (member.id.clone(), member.standing);
            return Err(Rejection::StandingInsufficient { member, standing });
        }
        Ok(())
    }

    fn require_revocable(&self, key: &PublicKey) -> Result<(), Rejection> {
        let record = self
            .state
            .keys
            .get(key)
            .ok_or_else(|| Rejection::NotFound { kind: "key".to_owned(), id: key.to_string() })?;
        match record.revoked_at {
            None => Ok(()),
            Some(index) => Err(Rejection::AlreadyDone {
                what: format!("key {key} was revoked at entry {index} already"),
            }),
        }
    }
}

impl State {
    fn has_key_in_force(&self, member: &MemberId) -> bool {
        self.keys.values().any(|key| key.member == *member && key.revoked_at.is_none())
    }
}
